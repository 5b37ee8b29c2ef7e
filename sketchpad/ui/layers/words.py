"""Names of layers and of what can be done with them, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from sketchpad.document.layers import Layer, LayerKind


def name_of(kind: LayerKind) -> str:
    translate = QCoreApplication.translate
    return {
        "reference": translate("Layers", "Reference picture"),
        "regions": translate("Layers", "Regions"),
        "sketch": translate("Layers", "Sketch"),
        "poses": translate("Layers", "Poses"),
        "boxes": translate("Layers", "Boxes"),
    }[kind]


def refusal(layer: Layer) -> str:
    """Why what lies on `layer` cannot be changed, and what to do about it."""
    translate = QCoreApplication.translate
    if not layer.visible:
        text = translate("Layers", "“{layer}” is hidden: show this layer to change what is on it")
    else:
        text = translate(
            "Layers", "“{layer}” is locked: unlock this layer to change what is on it"
        )
    return text.format(layer=name_of(layer.kind))
