"""Files: open, save, import, drop, autosave and recovery. A bad file never harms the drawing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from sketchpad import paths
from sketchpad.document.io import journal, project_file
from sketchpad.document.io.autosave import recoveries
from sketchpad.document.io.samples import list_samples
from sketchpad.document.model import Box, Document
from sketchpad.generation.request.request import Request
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.files.mime_contents import is_welcome
from sketchpad.ui.state.session import Result
from tests import crashes
from tests.crashes import crash
from tests.document.strategies import noise_png
from tests.ui.conftest import ScriptedQuestions
from tests.ui.fake_engine import FakeEngine
from tests.ui.kept import kept


def test_save_and_open_bring_back_drawing_and_settings(
    window: MainWindow, drawing: Document, tmp_path: Path
) -> None:
    window.state.open(drawing, saved=False)
    window.settings.choose("gligen", True)
    window.settings.set_sampling(seed=123, steps=9)
    window.questions.path = tmp_path / "house.sketchpad"  # type: ignore[attr-defined]
    window.actions_["save"].trigger()
    assert not window.state.modified
    assert "house" in window.windowTitle()
    window.actions_["new"].trigger()
    window.settings.choose_none()
    assert window.project.path is None
    assert window.project.open(tmp_path / "house.sketchpad")
    assert window.state.document == drawing
    assert window.settings.values.chosen == {"controlnet", "gligen"}
    assert window.settings.values.sampling.seed == 123
    assert window.project.recent.present() == (tmp_path / "house.sketchpad",)


BAD = (b"", b"PK\x03\x04 nothing", b"<svg", b"\x89PNG\r\n\x1a\n????")


def test_a_bad_file_is_one_sentence_and_the_drawing_is_intact(
    window: MainWindow,
    drawing: Document,
    tmp_path: Path,
    qtbot: QtBot,
    subtests: pytest.Subtests,
) -> None:
    window.state.open(drawing)
    for content, suffix in product(BAD, (".sketchpad", ".svg", ".png")):
        with subtests.test(content=content, suffix=suffix):
            path = tmp_path / f"bad{suffix}"
            path.write_bytes(content)
            window.notice.dismiss()
            assert window.notice.isHidden()
            window.project.open(path)
            qtbot.waitUntil(lambda: not window.project.reading.busy)
            assert window.state.document == drawing
            assert not window.notice.isHidden()
            assert "bad" in window.notice.text
            assert window.notice.property("level") == "error"


def test_unsaved_changes_are_asked_for(
    window: MainWindow, drawing: Document, tmp_path: Path
) -> None:
    questions = window.questions
    window.state.open(drawing, saved=False)
    questions.answer = "cancel"  # type: ignore[attr-defined]
    window.actions_["new"].trigger()
    assert window.state.document == drawing
    assert not window.close()
    questions.answer = "save"  # type: ignore[attr-defined]
    questions.path = tmp_path / "kept.sketchpad"  # type: ignore[attr-defined]
    window.actions_["new"].trigger()
    assert window.state.document.is_empty
    assert project_file.load(tmp_path / "kept.sketchpad")[0] == drawing


def test_a_save_that_fails_keeps_the_drawing_modified(
    window: MainWindow, drawing: Document, tmp_path: Path
) -> None:
    window.state.open(drawing, saved=False)
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x")
    window.questions.path = in_the_way / "house.sketchpad"  # type: ignore[attr-defined]
    window.actions_["save"].trigger()
    assert window.state.modified
    assert "could not be written" in window.notice.text


def test_an_exported_picture_opens_as_the_drawing_it_was_made_from(
    window: MainWindow, engine: FakeEngine, drawing: Document, tmp_path: Path
) -> None:
    window.state.open(drawing)
    window.runner.generate()
    engine.run_to_end()
    for name in ("house.png", "house.jpg", "house.webp"):
        window.questions.path = tmp_path / name  # type: ignore[attr-defined]
        window.actions_["export"].trigger()
        assert (tmp_path / name).is_file()
    window.actions_["new"].trigger()
    assert window.project.open(tmp_path / "house.png")
    assert window.state.document.prompt == drawing.prompt
    assert len(window.state.document.strokes) == 1


def test_an_exported_picture_that_is_dropped_offers_its_drawing(
    window: MainWindow, drawing: Document, tmp_path: Path, engine: FakeEngine
) -> None:
    window.state.open(drawing)
    window.runner.generate()
    engine.run_to_end()
    window.questions.path = tmp_path / "house.png"  # type: ignore[attr-defined]
    window.actions_["export"].trigger()
    Image.open(tmp_path / "house.png").convert("RGB").save(tmp_path / "bare.png")
    offered = {}
    for name in ("bare.png", "house.png"):
        window.actions_["new"].trigger()
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        window.incoming.receive(data, QPoint(300, 300))
        assert window.drop_offer.menu is not None
        offered[name] = [action.text() for action in window.drop_offer.menu.actions()]
    assert offered["house.png"] == ["&Open the drawing in it", *offered["bare.png"]]
    window.drop_offer.menu.actions()[0].trigger()
    assert window.state.document.strokes == drawing.strokes
    assert window.state.document.prompt == drawing.prompt


def test_lines_of_a_picture_are_imported_and_can_be_undone(
    window: MainWindow, drawing: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    window.state.open(drawing)
    picture = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(picture).line((20, 20, 180, 160), fill="black", width=5)
    picture.save(tmp_path / "line.png")
    window.questions.path = tmp_path / "line.png"  # type: ignore[attr-defined]
    window.actions_["import"].trigger()
    qtbot.waitUntil(lambda: not window.project.reading.busy)
    assert len(window.state.document.strokes) > 1
    assert window.state.document.boxes == drawing.boxes
    window.state.undo()
    assert window.state.document == drawing


def test_a_copied_picture_is_pasted_after_a_question(window: MainWindow, qtbot: QtBot) -> None:
    image = QImage(120, 120, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setPen(QPen(QColor("black"), 6))
    painter.drawLine(10, 10, 110, 90)
    painter.end()
    QGuiApplication.clipboard().setImage(image)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    menu = window.drop_offer.menu
    assert menu is not None
    assert menu.isVisible()
    assert window.canvas.rect().contains(window.canvas.mapFromGlobal(menu.pos()))
    assert window.state.document.is_empty, "nothing happens before the choice"
    QTest.keyClick(menu, Qt.Key.Key_Down)  # the reference picture is the first
    assert window.statusBar().currentMessage().startswith("Its lines become")
    QTest.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.state.document.strokes))
    QGuiApplication.clipboard().setText("only words")
    window.actions_["paste"].trigger()
    assert window.notice.property("level") == "error"


def test_files_are_dropped(window: MainWindow, drawing: Document, tmp_path: Path) -> None:
    project_file.save(drawing, tmp_path / "a.sketchpad")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.sketchpad"))])
    assert is_welcome(data)
    window.incoming.receive(data, QPoint())
    assert window.state.document == drawing
    words = QMimeData()
    words.setText("hello")
    assert not is_welcome(words)


def test_of_several_files_one_is_taken_and_it_is_said(
    window: MainWindow, drawing: Document, tmp_path: Path
) -> None:
    project_file.save(drawing, tmp_path / "a.sketchpad")
    names = ("readme.txt", "a.sketchpad", "b.sketchpad")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in names])
    assert is_welcome(data)  # for the sake of the second
    window.incoming.receive(data, QPoint())
    assert window.state.document == drawing
    assert "a.sketchpad" in window.notice.text
    assert "2" in window.notice.text
    assert window.notice.property("level") == "info"


def test_of_several_files_a_bad_one_is_told_first(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "bad.sketchpad").write_bytes(b"no drawing")
    data = QMimeData()
    names = ("bad.sketchpad", "b.sketchpad")
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in names])
    window.incoming.receive(data, QPoint())
    assert window.notice.property("level") == "error"


def test_what_a_crash_left_is_offered_and_brought_back(
    window: MainWindow, drawing: Document, qtbot: QtBot
) -> None:
    recovery = crash(drawing)
    window.news.offer_recovery()
    qtbot.waitUntil(lambda: not window.notice.isHidden())
    assert "1 stroke" in window.notice.text
    window.project.recover(recovery)
    assert window.state.document == drawing
    assert window.state.modified


def test_changes_are_saved_by_themselves(
    window: MainWindow, drawing: Document, qtbot: QtBot
) -> None:
    window.state.apply(drawing, "Draw")
    qtbot.waitUntil(lambda: any(journals()))
    assert crashes.kept() == drawing
    window.state.undo()
    window.project.recovery.flush()
    assert not any(journals())
    window.settings.set_sampling(seed=7)  # with an empty drawing that is nothing to be recovered
    window.project.recovery.flush()
    assert not any(journals())
    window.state.redo()
    window.project.recovery.flush()
    assert crashes.kept() == drawing
    window.questions.answer = "discard"  # type: ignore[attr-defined]
    window.close()
    assert not any(journals())


def test_settings_of_a_saved_drawing_are_work_too(
    window: MainWindow, drawing: Document, tmp_path: Path
) -> None:
    project_file.save(drawing, tmp_path / "house.sketchpad")
    assert window.project.open(tmp_path / "house.sketchpad")
    window.project.recovery.flush()
    assert not any(journals())
    window.settings.set_sampling(seed=window.settings.values.sampling.seed + 1)
    window.project.recovery.flush()
    (path,) = journals()
    request = journal.read(path).settings["request"]
    assert Request.from_json(request, drawing).sampling == window.settings.values.sampling
    window.actions_["save"].trigger()
    window.project.recovery.flush()
    assert not any(journals())


def test_a_stroke_that_is_still_being_drawn_is_kept(window: MainWindow, qtbot: QtBot) -> None:
    canvas = window.canvas
    places = [QPoint(200 + 5 * n, 300) for n in range(30)]
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[:15]:
        qtbot.mouseMove(canvas, place)
    qtbot.waitUntil(lambda: any(journals()))
    (first,) = crashes.kept().strokes
    for place in places[15:]:
        qtbot.mouseMove(canvas, place)
    window.project.recovery.flush()
    (longer,) = crashes.kept().strokes
    assert longer.bounds[2] > first.bounds[2] > first.bounds[0]
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])
    window.project.recovery.flush()
    assert crashes.kept() == window.state.document


def journals() -> Iterator[Path]:
    return (paths.user_data() / "recoveries").glob("*.journal")


def test_every_sample_opens_as_a_template(window: MainWindow) -> None:
    samples = list_samples(paths.resources() / "samples")
    assert len(samples) >= 8
    for sample in samples:
        assert window.project.open_sample(sample.path)
        assert window.state.document.strokes
        assert window.project.path is None


def test_a_strangers_file_sets_nothing_out_of_bounds_and_no_model(
    window: MainWindow, drawing: Document, tmp_path: Path
) -> None:
    before = window.settings.values
    request = before.request(drawing).to_json()
    request["sampling"] |= {"steps": 10**9, "guidance_scale": 7.5, "scheduler": "sudo"}
    request["methods"] = [
        {"name": "controlnet", "strength": -4.0, "start": 0.9, "end": 0.1},
        {"name": "gligen", "strength": 0.5, "start": 0.0, "end": 0.5},
        {"name": "format_disk", "strength": 1.0},
    ]
    request["model"] = "/somewhere/else"
    path = tmp_path / "strange.sketchpad"
    project_file.save(drawing, path, project_file.Extra({"request": request}))
    assert window.project.open(path)
    after = window.settings.values
    assert (after.sampling.steps, after.sampling.scheduler) == (
        before.sampling.steps,
        before.sampling.scheduler,
    )
    assert after.sampling.guidance_scale == 7.5
    assert after.method("controlnet") == before.method("controlnet")
    assert after.method("gligen").end == 0.5
    assert after.chosen == {"controlnet", "gligen"}
    assert after.model == before.model


def test_words_and_lines_have_one_history(
    window: MainWindow, drawing: Document, qtbot: QtBot
) -> None:
    edit = window.side.prompt.prompt
    window.activateWindow()
    edit.setFocus()
    qtbot.keyClicks(edit, "a cat")
    window.state.seal()
    qtbot.keyClicks(edit, " asleep")
    assert window.state.document.prompt == "a cat asleep"
    qtbot.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.state.document.prompt == "a cat"
    assert edit.toPlainText() == "a cat"
    qtbot.keyClick(edit, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert window.state.document.prompt == "a cat asleep"


def test_a_drawing_with_many_pictures_in_its_boxes_is_saved_and_opened(
    window: MainWindow, drawing: Document, tmp_path: Path
) -> None:
    for seed in range(5):
        box = Box("a cat", (0.1, 0.1, 0.9, 0.9), picture=noise_png(512, 512, seed))
        drawing = drawing.with_box(box)
    window.state.open(drawing, saved=False)
    window.settings.set_sampling(seed=123)
    window.project.recovery.flush()
    assert crashes.kept() == drawing
    window.questions.path = tmp_path / "cats.sketchpad"  # type: ignore[attr-defined]
    window.actions_["save"].trigger()
    assert not window.state.modified
    window.actions_["new"].trigger()
    window.settings.set_sampling(seed=5)
    assert window.project.open(tmp_path / "cats.sketchpad")
    assert window.state.document == drawing
    assert window.settings.values.sampling.seed == 123


def test_a_drawing_that_could_not_be_opened_again_stays_unsaved_and_that_is_told(
    window: MainWindow, drawing: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.state.open(drawing, saved=False)
    window.questions.path = tmp_path / "house.sketchpad"  # type: ignore[attr-defined]
    assert window.project.save()
    monkeypatch.setitem(project_file.LIMITS, "document.json", 1000)
    window.state.apply(drawing.with_prompt("a" * 1000), "Change prompt")
    assert not window.project.save()
    assert "too large" in window.notice.text
    assert window.state.modified
    assert project_file.load(tmp_path / "house.sketchpad")[0] == drawing


def test_an_exported_picture_brings_the_pictures_of_its_boxes_back(
    window: MainWindow, engine: FakeEngine, drawing: Document, tmp_path: Path
) -> None:
    for seed in range(2):
        box = Box("a cat", (0.1, 0.1, 0.9, 0.9), picture=noise_png(512, 512, seed))
        drawing = drawing.with_box(box)
    window.state.open(drawing)
    window.runner.generate()
    engine.run_to_end()
    window.questions.path = tmp_path / "house.png"  # type: ignore[attr-defined]
    window.actions_["export"].trigger()
    window.actions_["new"].trigger()
    assert window.project.open(tmp_path / "house.png")
    assert window.state.document == drawing


# --- Two windows, and files that others change


def saved(window: MainWindow, drawing: Document, path: Path) -> ScriptedQuestions:
    """The drawing lies in `path`, and another program has saved a newer one there; here it is changed, too."""
    window.state.open(drawing, saved=False)
    questions = window.questions
    assert isinstance(questions, ScriptedQuestions)
    questions.path = path
    assert window.project.save()
    window.state.apply(drawing.with_prompt("mine"), "Change prompt")
    return questions


def test_a_file_that_another_window_has_saved_is_asked_about(
    window: MainWindow, drawing: Document, tmp_path: Path
) -> None:
    path = tmp_path / "house.sketchpad"
    questions = saved(window, drawing, path)
    project_file.save(drawing.with_prompt("theirs"), path)
    window.actions_["save"].trigger()
    assert questions.asked == ["changed: house.sketchpad"]
    assert project_file.load(path)[0].prompt == "theirs"
    assert window.state.modified
    questions.replace, questions.path = "save_as", tmp_path / "mine.sketchpad"
    window.actions_["save"].trigger()
    assert project_file.load(path)[0].prompt == "theirs"
    assert project_file.load(tmp_path / "mine.sketchpad")[0].prompt == "mine"
    assert window.project.path == tmp_path / "mine.sketchpad"
    window.state.apply(drawing.with_prompt("mine again"), "Change prompt")
    window.actions_["save"].trigger()
    assert len(questions.asked) == 2
    assert project_file.load(tmp_path / "mine.sketchpad")[0].prompt == "mine again"


def test_whoever_says_so_replaces_what_another_window_has_saved(
    window: MainWindow, drawing: Document, tmp_path: Path
) -> None:
    path = tmp_path / "house.sketchpad"
    questions = saved(window, drawing, path)
    project_file.save(drawing.with_prompt("theirs"), path)
    questions.replace = "replace"
    window.actions_["save"].trigger()
    assert project_file.load(path)[0].prompt == "mine"
    window.state.apply(drawing.with_prompt("later"), "Change prompt")
    window.actions_["save"].trigger()
    assert len(questions.asked) == 1


def test_the_file_is_known_as_it_was_opened(
    window: MainWindow, drawing: Document, tmp_path: Path
) -> None:
    path = tmp_path / "house.sketchpad"
    project_file.save(drawing, path)
    assert window.project.open(path)
    questions = window.questions
    assert isinstance(questions, ScriptedQuestions)
    window.state.apply(drawing.with_prompt("mine"), "Change prompt")
    window.actions_["save"].trigger()
    assert questions.asked == []
    path.unlink()
    window.state.apply(drawing.with_prompt("still mine"), "Change prompt")
    window.actions_["save"].trigger()  # nothing of anybody's is lost
    assert questions.asked == []
    project_file.save(drawing.with_prompt("theirs"), path)
    window.actions_["save"].trigger()
    assert len(questions.asked) == 1


@pytest.mark.parametrize("theirs", [True, False])
def test_after_a_crash_a_file_that_another_window_has_saved_is_asked_about(
    window: MainWindow, drawing: Document, tmp_path: Path, theirs: bool
) -> None:
    path = tmp_path / "house.sketchpad"
    project_file.save(drawing, path)
    assert window.project.open(path)
    if theirs:
        project_file.save(drawing.with_prompt("theirs"), path)
    window.state.apply(drawing.with_prompt("recovered"), "Change prompt")
    window.project.recovery.flush()  # later than the other window
    (path_of_journal,) = journals()
    shutil.copy(path_of_journal, path_of_journal.with_stem("recovery-2-1"))
    (recovery,) = recoveries(path_of_journal.parent)
    questions = window.questions
    assert isinstance(questions, ScriptedQuestions)
    questions.answer = "discard"
    assert window.project.recover(recovery)
    assert window.project.path == path
    questions.asked = []
    window.actions_["save"].trigger()
    assert bool(questions.asked) == theirs
    assert project_file.load(path)[0].prompt == ("theirs" if theirs else "recovered")


def test_a_protected_file_is_replaced_only_after_a_question(
    window: MainWindow, drawing: Document, tmp_path: Path
) -> None:
    path = tmp_path / "house.sketchpad"
    questions = saved(window, drawing, path)
    path.chmod(0o444)
    window.actions_["save"].trigger()
    assert questions.asked == ["protected: house.sketchpad"]
    assert project_file.load(path)[0] == drawing
    assert window.state.modified
    questions.replace = "replace"
    window.actions_["save"].trigger()
    assert project_file.load(path)[0].prompt == "mine"
    assert not window.state.modified


def test_a_protected_picture_is_not_replaced_by_an_export(
    window: MainWindow, engine: FakeEngine, drawing: Document, tmp_path: Path
) -> None:
    window.state.open(drawing)
    window.runner.generate()
    engine.run_to_end()
    path = tmp_path / "house.png"
    path.write_bytes(b"precious")
    path.chmod(0o444)
    window.questions.path = path  # type: ignore[attr-defined]
    window.actions_["export"].trigger()
    assert path.read_bytes() == b"precious"
    assert "write-protected" in window.notice.text


def when_asked(window: MainWindow, answer: Callable[[QMessageBox], object]) -> None:
    """Have `answer` deal with the next question as soon as it is in sight."""

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox) and box.isVisible():
            timer.stop()
            answer(box)

    timer = QTimer(window, interval=10)
    timer.timeout.connect(look)
    timer.start()


def destructive(box: QMessageBox) -> QAbstractButton:
    role = QMessageBox.ButtonRole.DestructiveRole
    return next(button for button in box.buttons() if box.buttonRole(button) == role)


def test_a_name_that_a_suffix_makes_another_one_is_asked_about(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "house.sketchpad").write_bytes(b"precious")
    typed = str(tmp_path / "house"), ""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: typed)
    shown: list[str] = []

    def press(box: QMessageBox) -> None:
        shown.append(box.text())
        button = destructive(box) if len(shown) == 1 else box.defaultButton()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    for replaces in (True, False):
        when_asked(window, press)
        path = FileDialogs(window).save_path(tmp_path)
        assert path == (tmp_path / "house.sketchpad" if replaces else None)
        assert "house.sketchpad" in shown[-1]
    assert len(shown) == 2


def test_whether_to_quit_is_answered_by_a_click(window: MainWindow) -> None:
    when_asked(window, lambda box: QTest.keyClick(box, Qt.Key.Key_Return))
    assert not FileDialogs(window).quit_running()
    when_asked(window, lambda box: QTest.mouseClick(destructive(box), Qt.MouseButton.LeftButton))
    assert FileDialogs(window).quit_running()


ANSWERS = {"save_as": Qt.Key.Key_Return, "cancel": Qt.Key.Key_Escape, "replace": Qt.Key.Key_Space}


def test_the_question_is_answered_by_keys(window: MainWindow, subtests: pytest.Subtests) -> None:
    for kind, answer in product(("changed_outside", "protected"), ANSWERS):
        shown: list[str] = []

        def press(box: QMessageBox, answer: str = answer, shown: list[str] = shown) -> None:
            shown.append(box.text())
            QTest.keyClick(destructive(box) if answer == "replace" else box, ANSWERS[answer])

        with subtests.test(kind=kind, answer=answer):
            when_asked(window, press)
            assert getattr(FileDialogs(window), kind)("house.sketchpad") == answer
            assert "house.sketchpad" in shown[0]


# --- The picture beside the drawing


def with_result(window: MainWindow, engine: FakeEngine, drawing: Document, path: Path) -> Result:
    """A picture of the drawing, saved with it in `path`."""
    window.state.open(drawing, saved=False)
    window.settings.set_sampling(seed=123)
    window.runner.generate()
    engine.run_to_end()
    window.questions.path = path  # type: ignore[attr-defined]
    assert window.project.save()
    assert window.session.current is not None
    return window.session.current


def test_an_opened_project_shows_its_picture_and_a_new_page_shows_none(
    window: MainWindow, engine: FakeEngine, drawing: Document, tmp_path: Path
) -> None:
    made = with_result(window, engine, drawing, tmp_path / "house.sketchpad")
    window.actions_["new"].trigger()
    assert window.session.current is None
    assert window.result_pane.shown() is None
    assert window.canvas.overlay.picture is None
    assert window.project.open(tmp_path / "house.sketchpad")
    shown = window.session.current
    assert shown is not None
    np.testing.assert_array_equal(shown.picture, made.picture)
    assert shown.request == made.request
    assert shown.seconds == made.seconds
    assert window.result_pane.shown() is not None
    assert len(kept(window)) == 1
    assert window.gallery.id_of(shown) == window.gallery.id_of(made)
    project_file.save(drawing, tmp_path / "bare.sketchpad")
    assert window.project.open(tmp_path / "bare.sketchpad")
    assert window.session.current is None


def test_the_picture_of_an_earlier_drawing_remembers_what_made_it(
    window: MainWindow, engine: FakeEngine, drawing: Document, tmp_path: Path
) -> None:
    picture = Box("a cat", (0.1, 0.1, 0.9, 0.9), picture=noise_png(512, 512, 0))
    made = with_result(window, engine, drawing.with_box(picture), tmp_path / "house.sketchpad")
    window.state.apply(drawing.with_prompt("another"), "Change prompt")
    window.settings.set_sampling(seed=5)
    assert window.project.save()
    window.session.show(None)
    assert window.project.open(tmp_path / "house.sketchpad")
    shown = window.session.current
    assert shown is not None
    assert shown.request == made.request
    assert window.state.document.prompt == "another"
    assert window.settings.values.sampling.seed == 5


def test_pictures_in_the_boxes_are_saved_once(
    window: MainWindow, engine: FakeEngine, drawing: Document, tmp_path: Path
) -> None:
    for seed in range(3):
        box = Box("a cat", (0.1, 0.1, 0.9, 0.9), picture=noise_png(512, 512, seed))
        drawing = drawing.with_box(box)
    made = with_result(window, engine, drawing, tmp_path / "house.sketchpad")
    pictures = sum(len(box.picture) for box in drawing.boxes)
    assert (tmp_path / "house.sketchpad").stat().st_size < 1.5 * pictures
    window.session.show(None)
    assert window.project.open(tmp_path / "house.sketchpad")
    assert window.session.current is not None
    assert window.session.current.request == made.request


def test_a_picture_that_says_nothing_or_is_damaged_costs_nothing(
    window: MainWindow, drawing: Document, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    whole = noise_png(64, 64, 1)
    early_version = (whole, None)
    cases = (early_version, (whole, {"seconds": "x", "of_this_drawing": 5}), (whole[:60], {}))
    for number, (picture, told) in enumerate(cases):
        with subtests.test(told=told):
            drawing = drawing.with_prompt(f"a house {number}")
            extra = project_file.Extra({"picture": told}, picture)
            project_file.save(drawing, tmp_path / "a.sketchpad", extra)
            assert window.project.open(tmp_path / "a.sketchpad")
            assert window.state.document == drawing
            assert (window.session.current is None) == (picture != whole)
