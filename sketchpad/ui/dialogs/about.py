"""What this is, and under which terms."""

from __future__ import annotations

import platform
from importlib import metadata

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QLabel, QTextBrowser, QWidget

from sketchpad import __version__, paths
from sketchpad.ui.state.run_settings import known_model
from sketchpad.ui.style.shorthand import button_box, hbox, label, resize_on_screen, vbox

PARTS = (
    ("PySide6-Essentials", "Qt for Python", "LGPL-3.0"),
    ("torch", "PyTorch", "BSD-3-Clause"),
    ("diffusers", "Diffusers", "Apache-2.0"),
    ("transformers", "Transformers", "Apache-2.0"),
    ("safetensors", "safetensors", "Apache-2.0"),
    ("numpy", "NumPy", "BSD-3-Clause"),
    ("opencv-python-headless", "OpenCV", "Apache-2.0"),
    ("pillow", "Pillow", "MIT-CMU"),
    ("platformdirs", "platformdirs", "MIT"),
)


class AboutDialog(QDialog):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Sketchpad"))
        mark = QLabel()
        mark.setPixmap(QIcon(str(paths.resources() / "icons" / "sketchpad.svg")).pixmap(64, 64))
        lines = [self.tr("Version {version}").format(version=__version__)]
        if (model := known_model()) is not None:
            text = self.tr("Model: {name} {version}")
            lines.append(text.format(name=model.name, version=model.version))
        lines.append(f"Python {platform.python_version()} · Qt {qVersion()}")
        facts = label("note", "\n".join(lines))
        facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = vbox(label("big_title", "Sketchpad"), facts, spacing=2)
        head = hbox((mark, 0, Qt.AlignmentFlag.AlignTop), (words, 1), spacing=16)
        text = self.tr(
            "Draw a sketch, say what it is, and watch a diffusion model turn it into a picture."
        )
        purpose = QLabel(text, wordWrap=True)
        self.licences = QTextBrowser(openExternalLinks=True)
        self.licences.setAccessibleName(self.tr("Licences"))
        self.licences.setHtml(self._licences())
        parts = (head, purpose, (self.licences, 1), button_box(self))
        vbox(*parts, on=self, margins=(24, 22, 24, 18), spacing=14)
        resize_on_screen(self, QSize(520, 520))

    def _licences(self) -> str:
        rows = "".join(
            f"<tr><td>{label}&nbsp;{_version(package)}&nbsp;&nbsp;&nbsp;</td><td>{licence}</td></tr>"
            for package, label, licence in PARTS
        )
        own = self.tr("Sketchpad itself is free software under the MIT licence. It stands on:")
        drawings = self.tr(
            "The sample drawings come from Quick, Draw! by Google, Creative Commons Attribution 4.0; "
            "see CREDITS.md for all sources."
        )
        return f"<p>{own}</p><table>{rows}</table><p>{drawings}</p>"


def _version(package: str) -> str:
    try:
        return metadata.version(package).partition("+")[0]
    except metadata.PackageNotFoundError:
        return ""
