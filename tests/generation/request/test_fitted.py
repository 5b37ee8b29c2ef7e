from __future__ import annotations

from sketchpad.document.model import Document, Stroke
from sketchpad.generation.request.defaults import fitted


def test_a_drawing_takes_the_size_that_suits_the_model(tiny_model_dir):
    drawing = Document(512, 256, strokes=(Stroke([[0, 0, 1], [512, 256, 1]], 8),))
    small = fitted(drawing, str(tiny_model_dir))
    assert (small.width, small.height) == (128, 128)  # 64 would be too low
    assert small.strokes[0].points[1, 0] == 128


def test_without_a_model_it_stays_as_it_is(tmp_path):
    drawing = Document(512, 256)
    assert fitted(drawing, str(tmp_path)) == drawing
