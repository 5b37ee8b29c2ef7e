"""What this is, and under which terms."""

from __future__ import annotations

import platform
from importlib import metadata

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from sketchpad import __version__, paths
from sketchpad.ui.state.run_settings import known_model

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
        name = QLabel("Sketchpad")
        name.setObjectName("big_title")
        model = known_model()
        lines = [self.tr("Version {version}").format(version=__version__)]
        if model is not None:
            lines.append(
                self.tr("Model: {name} {version}").format(name=model.name, version=model.version)
            )
        lines.append(f"Python {platform.python_version()} · Qt {qVersion()}")
        facts = QLabel("\n".join(lines))
        facts.setObjectName("note")
        facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(name)
        words.addWidget(facts)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        purpose = QLabel(
            self.tr(
                "Draw a sketch, say what it is, and watch a diffusion model turn it into a picture."
            ),
            wordWrap=True,
        )
        self.licences = QTextBrowser()
        self.licences.setOpenExternalLinks(True)
        self.licences.setAccessibleName(self.tr("Licences"))
        self.licences.setHtml(self._licences())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(purpose)
        column.addWidget(self.licences, 1)
        column.addWidget(buttons)
        self.resize(520, 520)

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
