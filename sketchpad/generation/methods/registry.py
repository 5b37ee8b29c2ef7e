"""Every method of guidance, once. What the rest of the program knows of methods, it reads here.

A further method is a file beside this one with its `Method`, a file in sketchpad/guidance with its class, and its row
in `METHODS`; besides an icon, translations of its texts, and a test.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from sketchpad.generation.methods.controlnet import CONTROLNET, T2I_ADAPTER
from sketchpad.generation.methods.edge_predictor import EDGE_PREDICTOR
from sketchpad.generation.methods.gligen import GLIGEN
from sketchpad.generation.methods.method import Method, Option, Reads
from sketchpad.generation.methods.regional import REGIONAL

METHODS: dict[str, Method] = {
    method.name: method for method in (EDGE_PREDICTOR, CONTROLNET, GLIGEN, REGIONAL, T2I_ADAPTER)
}
"""In the order in which the window shows them; those that it shows as a sort of another one come last."""

NET = next(name for name, method in METHODS.items() if method.several)
"""The method with a card to which further ControlNets and adapters are added."""


def method_names(*reads: Reads) -> tuple[str, ...]:
    """The methods with a card of their own; of those, with `reads`, the ones that read one of these."""
    return tuple(
        name
        for name, method in METHODS.items()
        if not method.shown_on and (not reads or method.reads in reads)
    )


def together(possible: Container[str]) -> tuple[str, ...]:
    """The methods with a card but for those that stand in for one of the `possible` ones."""
    return tuple(name for name in method_names() if METHODS[name].stands_in not in possible)


def reading(*reads: Reads) -> frozenset[str]:
    """All methods that read one of these of the drawing."""
    return frozenset(name for name, method in METHODS.items() if method.reads in reads)


def reads_of(name: str) -> Reads:
    """What a method reads of the drawing; nothing where it is not known."""
    return METHODS[name].reads if name in METHODS else ""


def all_options() -> dict[str, Option]:
    """The options of all methods by name. Methods that share the name of an option share the option."""
    return {option.name: option for method in METHODS.values() for option in method.options}


def flags() -> Iterator[tuple[Method, Option]]:
    """The options with an option of their own on the command line, each with the first method that has it."""
    firsts: dict[str, Method] = {}
    for method in METHODS.values():
        for option in method.options:
            if option.flag and firsts.setdefault(option.name, method) is method:
                yield method, option
