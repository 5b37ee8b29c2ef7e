"""What leaves the window beside the picture: the thing alone, the lines, layers, and pictures under the pointer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDrag, QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sketchpad.document.io.layered.files import write_layered
from sketchpad.document.io.layered.openraster import read_ora
from sketchpad.document.model import Document
from sketchpad.generation.export.picture import read_settings
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.files.drop_and_paste import _came_back
from sketchpad.ui.state.session import Result


@pytest.fixture
def ready(window: MainWindow, drawing: Document) -> MainWindow:
    """With a red square on white in sight, made from the drawing."""
    window.state.open(drawing)
    picture = np.full((256, 256, 3), 255, np.uint8)
    picture[60:160, 40:200] = 210, 40, 40
    window.session.add(Result(window.runner.request, picture, 1.0))
    return window


def export(window: MainWindow, action: str, path: Path, qtbot: QtBot) -> None:
    window.questions.path = path  # type: ignore[attr-defined]
    with qtbot.waitSignal(window.exporter.writing.ended):
        window.actions_[action].trigger()
    qtbot.waitUntil(lambda: not window.exporter.writing.busy)


def test_the_thing_alone(ready: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "thing.png"
    export(ready, "export_cut_out", path, qtbot)
    with Image.open(path) as image:
        assert (image.mode, image.size) == ("RGBA", (160, 100))
    assert read_settings(path) is not None
    ready.preferences.set("export.trim", False)
    ready.preferences.set("export.metadata", False)
    export(ready, "export_cut_out", path, qtbot)
    with Image.open(path) as image:
        assert image.size == (256, 256)
    assert read_settings(path) is None


def test_lines_and_layers(ready: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    export(ready, "export_drawing", tmp_path / "lines.svg", qtbot)
    assert "<path" in (tmp_path / "lines.svg").read_text()
    export(ready, "export_layers", tmp_path / "layers.ora", qtbot)
    names = [layer.name for layer in read_ora(tmp_path / "layers.ora").layers]
    assert (names[0], names[-1]) == ("Result", "Sketch")
    ready.session.show(None)
    assert not ready.actions_["export_cut_out"].isEnabled()
    export(ready, "export_layers", tmp_path / "layers.ora", qtbot)
    assert "Result" not in [one.name for one in read_ora(tmp_path / "layers.ora").layers]


def test_layers_are_opened_and_their_lines_imported(
    ready: MainWindow, drawing: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "poster.ora"
    write_layered(path, drawing, np.full((256, 256, 3), 9, np.uint8))
    before = len(drawing.strokes)
    with qtbot.waitSignal(ready.state.document_changed):
        ready.project.import_lines(path)
    assert len(ready.state.document.strokes) > before
    ready.state.mark_saved()
    with qtbot.waitSignal(ready.state.document_changed):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        ready.incoming.receive(data, QPoint())
    read = ready.state.document
    assert [box.phrase for box in read.boxes] == [box.phrase for box in drawing.boxes]
    assert read.reference is not None
    assert ready.project.path is None  # saving asks for a file of our own
    write_layered(path, drawing.cleared())
    ready.project.import_lines(path)
    qtbot.waitUntil(lambda: "No lines were found in “poster.ora”" in ready.notice.text)


def test_a_picture_on_its_way_out_is_a_file_that_says_what_made_it(ready: MainWindow) -> None:
    data = ready.results.mime_of_current()
    assert data is not None
    (url,) = data.urls()
    saved = read_settings(url.toLocalFile())
    assert saved is not None
    assert saved.request is not None
    assert saved.request.document.prompt == ready.state.document.prompt
    assert data.hasImage()
    ready.gallery.flush()
    model = ready.history.model
    model.refresh()
    (own,) = model.mimeData([model.index(0, 0)]).urls()
    assert Path(own.toLocalFile()).parent.parent == ready.gallery.folder
    assert read_settings(own.toLocalFile()) is not None
    ready.preferences.set("export.metadata", False)
    (copy,) = model.mimeData([model.index(0, 0)]).urls()
    assert read_settings(copy.toLocalFile()) is None
    assert model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled
    ready.session.show(None)
    assert ready.results.mime_of_current() is None
    ready.state.mark_saved()
    assert ready.close()
    assert not Path(url.toLocalFile()).exists()


def test_a_drag_takes_the_whole_picture_out_and_pans_a_part_of_it(
    ready: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[QMimeData] = []
    monkeypatch.setattr(QDrag, "exec", lambda drag, _how: taken.append(drag.mimeData()))
    view = ready.result_pane.view
    view.resize(300, 300)
    left = Qt.MouseButton.LeftButton

    def drag() -> None:
        QTest.mousePress(view, left, pos=QPoint(150, 150))
        QTest.mouseMove(view, QPoint(155, 150))
        QTest.mouseMove(view, QPoint(200, 150))
        QTest.mouseRelease(view, left, pos=QPoint(200, 150))

    drag()
    assert len(taken) == 1
    assert view.look.zoom is None
    view.set_zoom(4.0)
    x = view.look.x
    drag()
    assert len(taken) == 1
    assert view.look.x < x


def test_a_picture_let_go_where_it_was_taken_is_no_drop(ready: MainWindow) -> None:
    class Ours(QDropEvent):
        def source(self) -> object:
            return ready.result_pane.view

    def dropped(at: QPoint) -> bool:
        copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
        event = Ours(QPointF(at), copy, QMimeData(), Qt.MouseButton.LeftButton, none)
        return _came_back(event, ready)

    view, canvas = ready.result_pane.view, ready.canvas
    assert dropped(view.mapTo(ready, view.rect().center()))
    assert not dropped(canvas.mapTo(ready, canvas.rect().center()))


def test_a_result_is_put_onto_the_page(ready: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(ready.state.document_changed):
        ready.actions_["lay_under"].trigger()
    assert ready.state.document.reference is not None
    ready.state.undo()
    assert ready.state.document.reference is None
