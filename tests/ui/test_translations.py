"""The Chinese window is complete, and the language changes while it runs."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from sketchpad import paths
from sketchpad.document.model import Document
from sketchpad.errors import BadSetting, DiskFull, Problem, WeightsDamaged
from sketchpad.ui.actions.tables import all_tables
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.style import messages

FOLDER = paths.resources() / "translations"
FIELDS = re.compile(r"\{\w*\}")
UNTRANSLATED = {
    "ControlNet",
    "{detail}",
    "GLIGEN",
    "VAE",
    "C&ontrolNet",
    "G&LIGEN",
    "&100 %",
    "{name} {strength}",
    "{place}, {down}",
    "Canny",
    "en",  # a code of the language
    # what is typed into a field, and read by the embedded model in English
    "none, controlnet=0.8, controlnet+gligen",
    "1, 2, 5-8",
    "a red house | a blue house",
    "10, 20, 30",
}


def entries(path: Path) -> list[tuple[str, str, str, str]]:
    found = []
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            found.append(
                (
                    context.findtext("name", ""),
                    message.findtext("source", ""),
                    translation.text or "",
                    translation.get("type", ""),
                )
            )
    return found


def test_nothing_is_left_untranslated_and_no_field_is_lost() -> None:
    found = entries(FOLDER / "sketchpad_zh_CN.ts")
    assert len(found) > 300
    for context, source, translation, state in found:
        assert translation, (context, source)
        assert state == "", (context, source, state)
        assert sorted(FIELDS.findall(source)) == sorted(FIELDS.findall(translation)), source
        if source not in UNTRANSLATED:
            assert re.search(r"[\u3400-\u9fff]", translation), (context, source)


@pytest.mark.slow
def test_the_source_has_no_string_that_the_translation_does_not_know(tmp_path: Path) -> None:
    """lupdate finds the same strings in the source as were committed."""
    root = Path(messages.__file__).parents[2]
    new = tmp_path / "new.ts"
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    sources = [str(path) for path in sorted((root / "ui").rglob("*.py"))]
    subprocess.run(
        [str(tool), *sources, "-ts", str(new), "-locations", "none"],
        check=True,
        capture_output=True,
    )
    known = {(context, source) for context, source, _, _ in entries(FOLDER / "sketchpad_zh_CN.ts")}
    wanted = {(context, source) for context, source, _, _ in entries(new)}
    wanted |= {*messages.texts(), *all_tables.texts()}
    assert wanted - known == set()
    assert known - wanted == set()


def test_the_compiled_file_is_that_of_the_source() -> None:
    translator = QTranslator()
    assert translator.load("sketchpad_zh_CN", str(FOLDER))
    for context, source, translation, _ in entries(FOLDER / "sketchpad_zh_CN.ts"):
        assert translator.translate(context, source) == translation, source


def test_the_language_changes_while_the_window_is_open(
    window: MainWindow, drawing: Document
) -> None:
    window.state.open(drawing)
    window.language.choose("zh_CN")
    QApplication.processEvents()
    assert window.side.run.button.text() == "生成"
    assert window.menus.file.title() == "文件(&F)"
    assert english_words(window) == []
    window.language.choose("en")
    QApplication.processEvents()
    assert window.side.run.button.text() == "Generate"


def english_words(window: MainWindow) -> list[str]:
    """Visible texts without a Chinese letter that have a word in them."""
    found = []
    for widget in window.findChildren(QWidget):
        if isinstance(widget, QLabel | QAbstractButton) and widget.isVisible():
            text = widget.text().replace("ControlNet", "").replace("GLIGEN", "")
            if re.search(r"[A-Za-z]{3,}", text) and not re.search(r"[\u3400-\u9fff]", text):
                found.append(text)
    return found


def test_errors_and_problems_speak_chinese(window: MainWindow) -> None:
    window.language.choose("zh_CN")
    QApplication.processEvents()
    assert messages.sentence(DiskFull("a/b.png")).startswith("磁盘已满，“b.png”")
    assert messages.sentence(Problem.of("empty_prompt", "prompt")) == "请先在提示词中描述图片。"
    bad = BadSetting("steps", 999, 1, 150, label="Steps")
    assert messages.sentence(bad) == "步数必须在 1 到 150 之间，而现在是 999。"
    assert messages.method_name("edge_predictor") == "边缘预测器"
    damaged = WeightsDamaged("a/unet", "{file} is incomplete", file="model.safetensors")
    said = messages.sentence(Problem.from_error(damaged, "model"))
    assert said.startswith("无法使用模型“a/unet”：model.safetensors 不完整。")
