"""Names of layers, joints and classes of regions, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from sketchpad.document.layers import Layer, LayerKind
from sketchpad.document.pose import JOINTS


def class_label(name: str) -> str:
    """What a class of ADE20K is called."""
    return QCoreApplication.translate("Class", name)


def joint_label(number: int) -> str:
    return QCoreApplication.translate("Joint", JOINTS[number])


def name_of(kind: LayerKind) -> str:
    translate = QCoreApplication.translate
    return {
        "reference": translate("Layers", "Reference picture"),
        "regions": translate("Layers", "Regions"),
        "colour": translate("Layers", "Colour"),
        "sketch": translate("Layers", "Sketch"),
        "poses": translate("Layers", "Poses"),
        "boxes": translate("Layers", "Boxes"),
        "mask": translate("Layers", "Mask"),
    }[kind]


def label_of(layer: Layer) -> str:
    """The name that the user gave, else the usual one, with the number of a further layer."""
    number = layer.id.removeprefix(layer.kind)
    return layer.name or f"{name_of(layer.kind)}{number}"


def spoken(layer: Layer, content: str) -> str:
    """A layer as screen readers say it."""
    translate = QCoreApplication.translate
    parts = [
        label_of(layer),
        content,
        translate("Layers", "visible") if layer.visible else translate("Layers", "hidden"),
        translate("Layers", "locked") if layer.locked else "",
        translate("Layers", "opacity {percent} %").format(percent=round(100 * layer.opacity)),
    ]
    return ", ".join(part for part in parts if part)


def refusal(layer: Layer) -> str:
    """Why what lies on `layer` cannot be changed, and what to do about it."""
    translate = QCoreApplication.translate
    if not layer.visible:
        text = translate("Layers", "“{layer}” is hidden: show this layer to change what is on it")
    else:
        text = translate("Layers", "“{layer}” is locked: unlock this layer to change what is on it")
    return text.format(layer=label_of(layer))
