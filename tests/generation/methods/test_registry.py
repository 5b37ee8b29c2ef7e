"""Every registered method has all that the program reads of it."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from sketchpad import paths
from sketchpad.errors import BadSetting
from sketchpad.generation.methods.method import Method, Option, filled
from sketchpad.generation.methods.registry import METHODS, all_options, flags, method_names
from sketchpad.generation.request.method_settings import MethodSettings, wrong
from sketchpad.generation.request.method_syntax import read, written
from sketchpad.models.catalogue.catalogue import KINDS
from sketchpad.sampling.guidance import Guidance
from sketchpad.settings import Value

OPTIONS = [(method, option) for method in METHODS.values() for option in method.options]


def another(option: Option) -> Value:
    """A value that is not the default."""
    if option.is_switch:
        return not option.default
    if option.is_number:
        assert option.high is not None
        return option.high / 2
    if option.name == "kind":
        return "canny"
    return next((one for one in reversed(option.choices) if one != option.default), 'a "b", c; d')


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_method_is_whole(method: Method) -> None:
    assert METHODS[method.name] is method
    assert method.label
    assert method.note.endswith(".")
    guidance = method.load()
    assert issubclass(guidance, Guidance)
    assert guidance.name == method.name
    assert guidance.requires <= {method.requires}
    assert method.catalogue in ("", *KINDS)
    assert 0 < method.strength <= method.most
    assert not any(wrong(MethodSettings(method.name, method.strength, 0.0, method.end)))
    assert (paths.resources() / "icons" / f"{method.icon_name}.svg").is_file() or method.shown_on
    if not method.shown_on:
        assert method.key
        assert method.menu.replace("&", "") == method.label
    else:
        assert method.shown_on in method_names()


def test_no_two_share_a_key_a_letter_or_a_flag() -> None:
    carded = [METHODS[name] for name in method_names()]
    assert len({method.key for method in carded}) == len(carded)
    assert len({method.menu.partition("&")[2][:1].lower() for method in carded}) == len(carded)
    assert len([option for _, option in flags()]) == len({option.name for _, option in flags()})


def test_options_of_one_name_are_one_option() -> None:
    for _, option in OPTIONS:
        assert all_options()[option.name] is option
        assert option.name not in {field.name for field in fields(MethodSettings)}


@pytest.mark.parametrize(
    ("method", "option"), OPTIONS, ids=[f"{m.name}-{o.name}" for m, o in OPTIONS]
)
def test_an_option_has_every_form(method: Method, option: Option) -> None:
    value = another(option)
    plain = MethodSettings(method.name, 0.5)
    changed = plain.replaced(**{option.name: value})
    assert getattr(changed, option.name) == value
    assert getattr(plain, option.name) == option.default
    assert not any(wrong(changed))
    assert MethodSettings.from_json(json.loads(json.dumps(changed.to_json()))) == changed
    assert changed.to_json()[option.name] == value
    text = written(changed, plain)
    name, said = read(text)
    assert name == method.name
    assert plain.replaced(**said) == changed
    if option.is_switch or option.is_number:  # which the card of a model may set
        assert changed.replaced(**read(written(plain, changed))[1]) == plain
    assert option.label
    if option.name != "kind":  # part of the name
        assert filled(option.summary, value)
        assert filled(option.parameters, value)
    with pytest.raises(TypeError):
        option.from_json(None)
    with pytest.raises(BadSetting):
        option.check([])
    if option.choices and option.labels:
        assert {*option.labels} <= {option.default, *option.choices}
