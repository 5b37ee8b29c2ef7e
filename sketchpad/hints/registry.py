"""All control images by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from sketchpad.document.model import Document
from sketchpad.hints import depth, learned, openpose, segmentation
from sketchpad.hints import line_hints as line
from sketchpad.hints import reference as references
from sketchpad.hints.lines import Hint


@dataclass(frozen=True)
class HintKind:
    """How one kind of control image is made from a drawing, and from a picture.

    Args:
        from_picture: of a uint8 (h, w, 3) RGB picture, of its own size; a control image of this kind stays what it is.
            Raises AnnotatorMissing for what only a learned model could see.
        needs: of what a drawing must have something for it: "lines", "boxes" (with phrases), "regions", "poses".
        lines: white lines on black, three equal channels; the others are maps in grey or colours.
    """

    name: str
    label: str
    from_drawing: Callable[[Document, int, int], Hint]
    from_picture: Callable[..., Hint]
    needs: tuple[str, ...] = ("lines",)
    lines: bool = True

    def can_be_made(self, document: Document) -> bool:
        """Whether the drawing has what this kind needs; a reference picture turned into it is enough."""
        return references.shows(document, self.name) or any(
            _has(document, one) for one in self.needs
        )


def _has(document: Document, what: str) -> bool:
    if what == "lines":
        return any(not s.eraser and s.role != "ignore" for s in document.strokes)
    if what == "boxes":
        return any(box.phrase.strip() for box in document.boxes)
    if what == "regions":
        return any(region.name for region in document.regions)
    return bool(document.poses)


_BY_DEPTH = ("depth", "normal")
_GLANCE = 128  # pixels of a picture's longer side that tell what it is
_BODIES, _PLACES, _POSES = ("lines", "boxes", "regions"), ("regions", "boxes"), ("poses", "boxes")


HINTS: Mapping[str, HintKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            HintKind(
                "scribble", "Scribble", line.scribble_from_drawing, line.scribble_from_picture
            ),
            HintKind("canny", "Canny", line.canny_from_drawing, line.canny_from_picture),
            HintKind("lineart", "Line art", line.lineart_from_drawing, line.lineart_from_picture),
            HintKind(
                "lineart_anime", "Anime line art", line.anime_from_drawing, line.anime_from_picture
            ),
            HintKind(
                "softedge", "Soft edge", line.softedge_from_drawing, line.softedge_from_picture
            ),
            HintKind("mlsd", "Straight lines", line.mlsd_from_drawing, line.mlsd_from_picture),
            HintKind("depth", "Depth", depth.from_drawing, depth.from_picture, _BODIES, False),
            HintKind(
                "normal",
                "Normals",
                depth.normal_from_drawing,
                depth.normal_from_picture,
                _BODIES,
                False,
            ),
            HintKind(
                "segmentation",
                "Segmentation",
                segmentation.from_drawing,
                segmentation.from_picture,
                _PLACES,
                False,
            ),
            HintKind(
                "openpose", "Pose", openpose.from_drawing, openpose.from_picture, _POSES, False
            ),
            HintKind("tile", "Tile", line.tile_from_drawing, line.tile_from_picture, lines=False),
        )
    }
)


def make_hint(name: str, document: Document, width: int, height: int) -> Hint:
    """The control image `name` of a drawing: float32 (height, width, 3) RGB in 0..1, lines white on black.

    A reference picture of this kind is part of it. KeyError for a name that is not in `HINTS`; AnnotatorMissing where
    only a learned model could see it in the reference picture.
    """
    kind = HINTS[name]
    drawn = kind.from_drawing(document, width, height)
    if not references.shows(document, name):
        return drawn
    return references.with_reference(document, drawn, kind.from_picture, lines=kind.lines)


def look_at_reference(document: Document, name: str) -> None:
    """Raises AnnotatorMissing if only a learned model could make this kind of the reference picture; quick."""
    if document.reference is None or (name in _BY_DEPTH and learned.available("depth")):
        return
    picture = references.pixels(document.reference)
    if picture is not None and not HINTS[name].lines:
        step = max(1, max(picture.shape) // _GLANCE)
        HINTS[name].from_picture(np.ascontiguousarray(picture[::step, ::step]))
