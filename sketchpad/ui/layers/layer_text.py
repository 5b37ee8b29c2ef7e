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


def of_actions() -> dict[str, tuple[str, str]]:
    """For each action its text in a menu, and one sentence for the status bar."""
    translate = QCoreApplication.translate
    return {
        "layer_visible": (
            translate("Layers", "Show or &hide the layer"),
            translate("Layers", "A hidden layer is neither seen nor told to the model"),
        ),
        "layer_locked": (
            translate("Layers", "Loc&k or unlock the layer"),
            translate("Layers", "What lies on a locked layer is not changed by accident"),
        ),
        "layer_raise": (
            translate("Layers", "&Raise the layer"),
            translate("Layers", "Put the layer one place higher"),
        ),
        "layer_lower": (
            translate("Layers", "&Lower the layer"),
            translate("Layers", "Put the layer one place lower"),
        ),
        "reference_place": (
            translate("Layers", "Place reference &picture…"),
            translate("Layers", "Lay a picture under the drawing, to trace it or to steer by it"),
        ),
        "reference_paste": (
            translate("Layers", "Paste as re&ference picture"),
            translate("Layers", "Lay the copied picture under the drawing"),
        ),
        "reference_fit": (
            translate("Layers", "Fit the reference picture to the pa&ge"),
            translate("Layers", "Make the reference picture as large as the page has room for"),
        ),
        "reference_remove": (
            translate("Layers", "Re&move the reference picture"),
            translate("Layers", "Take the reference picture away; can be undone"),
        ),
        "reference_strokes": (
            translate("Layers", "Reference picture as &strokes"),
            translate("Layers", "Make strokes of the reference picture's lines, to edit them"),
        ),
        "reference_pixels": (
            translate("Layers", "Reference picture as &control image"),
            translate("Layers", "Turn ControlNet on with what the reference picture is made into"),
        ),
    }


def short() -> dict[str, str]:
    """What stands on buttons beside the reference picture."""
    translate = QCoreApplication.translate
    return {
        "reference_strokes": translate("Layers", "As strokes"),
        "reference_pixels": translate("Layers", "As control image"),
    }
