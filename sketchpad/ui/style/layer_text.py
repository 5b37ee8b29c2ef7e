"""Names of layers and of steps that undo takes back, in the language of the window."""

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


def spoken(layer: Layer, content: str) -> str:
    """A layer as screen readers say it."""
    translate = QCoreApplication.translate
    parts = [name_of(layer.kind), content]
    parts.append(translate("Layers", "visible") if layer.visible else translate("Layers", "hidden"))
    if layer.locked:
        parts.append(translate("Layers", "locked"))
    parts.append(
        translate("Layers", "opacity {percent} %").format(percent=round(100 * layer.opacity))
    )
    return ", ".join(part for part in parts if part)


def refusal(layer: Layer) -> str:
    """Why what lies on `layer` cannot be changed, and what to do about it."""
    translate = QCoreApplication.translate
    if not layer.visible:
        text = translate("Layers", "“{layer}” is hidden: show this layer to change what is on it")
    else:
        text = translate("Layers", "“{layer}” is locked: unlock this layer to change what is on it")
    return text.format(layer=name_of(layer.kind))


def steps() -> dict[str, str]:
    """What undo says it would take back."""
    translate = QCoreApplication.translate
    return {
        "show": translate("Layers", "Show layer"),
        "hide": translate("Layers", "Hide layer"),
        "lock": translate("Layers", "Lock layer"),
        "unlock": translate("Layers", "Unlock layer"),
        "opacity": translate("Layers", "Layer opacity"),
        "order": translate("Layers", "Order of layers"),
        "place": translate("Layers", "Place reference picture"),
        "remove": translate("Layers", "Remove reference picture"),
        "move": translate("Layers", "Move reference picture"),
        "scale": translate("Layers", "Scale reference picture"),
        "kind": translate("Layers", "Control image of the reference picture"),
        "trace": translate("Layers", "Lines of the reference picture"),
    }
