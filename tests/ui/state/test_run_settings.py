"""Several nets, base and LoRAs as one value with the rest, there and back, and out of a stranger's file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sketchpad.document.model import Document
from sketchpad.generation.request.request import (
    InitImage,
    Lora,
    MethodSettings,
    Request,
)
from sketchpad.ui.state.run_settings import (
    MOST_NETS,
    RunSettings,
    RunValues,
    default_values,
    usable,
)

FULL = MethodSettings(
    "controlnet", 0.7, 0.1, 0.9, kind="canny", emphasis="control", guess=True,
    curve=((0.0, 1.0), (1.0, 0.2)), region="boxes",
)  # fmt: skip
ADAPTER = MethodSettings("t2i_adapter", 0.4, kind="canny")
DOCUMENT = Document(prompt="a cat")


@pytest.fixture
def values() -> RunValues:
    return default_values().with_chosen("controlnet", True)


def test_a_request_and_back_is_the_same(values: RunValues) -> None:
    full = replace(
        values.with_one_more_net().with_net(1, kind="softedge", strength=0.3),
        methods=tuple(FULL if m.name == "controlnet" else m for m in values.methods),
        base=InitImage("/a/base.png", 0.6),
        loras=(Lora("/a/style.safetensors", -0.5),),
        model="/a/model",
    )
    full = replace(full, more=(*full.more, ADAPTER)).with_method("gligen", decay=0.4)
    full = full.with_chosen("gligen", True)
    request = Request.from_json(full.request(DOCUMENT).to_json(), DOCUMENT)
    assert [m.name for m in request.methods] == [
        "controlnet",
        "controlnet",
        "t2i_adapter",
        "gligen",
    ]
    assert values.like(request) == full


def test_an_adapter_alone_is_shown_too(values: RunValues) -> None:
    shown = values.like(Request(DOCUMENT, values.sampling, (ADAPTER,)))
    assert shown.more == (ADAPTER,)
    assert shown.chosen == {"controlnet"}
    assert shown.method("controlnet").strength == 0  # the same as absent


def test_nets_without_controlnet_do_not_take_part(values: RunValues) -> None:
    more = values.with_one_more_net()
    assert len(more.request(DOCUMENT).methods) == 2
    assert more.with_chosen("controlnet", False).request(DOCUMENT).methods == ()


def test_nets_are_added_and_removed(values: RunValues) -> None:
    for count in range(2, MOST_NETS + 3):
        values = values.with_one_more_net()
        assert len(values.nets) == min(count, MOST_NETS)
    assert {net.kind for net in values.nets[1:3]} == {"canny", "softedge"}
    second = values.nets[1]
    values = values.without_net(0)
    assert values.nets[0] == second
    values = values.without_net(2)
    assert len(values.nets) == MOST_NETS - 2
    alone = replace(values, more=(ADAPTER,))
    assert alone.without_net(0) == alone
    assert alone.without_net(1).more == ()


def test_a_stranger_names_no_file_and_nothing_out_of_bounds(values: RunValues) -> None:
    strange = replace(
        values.with_method("gligen", decay=7.0, start=0.2).with_net(0, net="/a/net", kind="canny"),
        more=(
            replace(FULL, net="~/net"),
            replace(FULL, curve=((0.9, 1.0), (0.1, 1.0))),
            replace(FULL, emphasis="sudo"),
            replace(FULL, start=0.9, end=0.1),
        ),
        base=InitImage("//server/share.png", 0.5),
        loras=(Lora("/a/lora", 1.0), Lora("/b/lora", 99.0)),
    )
    mine = usable(strange, values)
    assert mine.base is None
    assert mine.loras == ()
    assert mine.more == (FULL,)
    assert (mine.nets[0].net, mine.nets[0].kind) == ("", "canny")
    assert (mine.method("gligen").decay, mine.method("gligen").start) == (0.0, 0.2)
    known = usable(strange, values, lambda path: True)
    assert known.base == strange.base
    assert known.loras == (Lora("/a/lora", 1.0),)
    assert known.nets[0].net == "/a/net"


def test_everybody_hears_of_a_change(qapp: object) -> None:
    settings = RunSettings()
    heard: list[RunValues] = []
    settings.changed.connect(heard.append)
    settings.add_net()
    settings.set_net(1, strength=0.25)
    settings.set_base(InitImage("/a.png"))
    settings.set_loras((Lora("/a"),))
    settings.remove_net(1)
    assert len(heard) == 5
    assert heard[1].nets[1].strength == 0.25
    settings.remove_net(0)
    assert len(heard) == 5
