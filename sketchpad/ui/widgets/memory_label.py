"""How much memory the program uses, at the edge of the window."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel

from sketchpad.generation.batching.memory_meter import in_use
from sketchpad.ui.style.panel import follow_language

EVERY = 5000  # milliseconds
FIRST = 500  # milliseconds: the first paint does not wait for it


class MemoryLabel(QLabel):
    """The size in gigabytes, of the graphics card's memory too where that is used; the tool tip says which is which."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        follow_language(self, self.retranslate)

    def retranslate(self) -> None:
        if self.text():
            self.look()

    def look(self) -> None:
        """Show what is used now."""
        sizes = {where: f"{size / 1e9:.1f} GB" for where, size in in_use().items()}
        tips = {
            "process": self.tr("Sketchpad uses {size} of this computer's memory."),
            "accelerator": self.tr("It uses {size} of the graphics card's memory."),
        }
        self.setText(" + ".join(sizes.values()))
        self.setToolTip("\n".join(tips[where].format(size=size) for where, size in sizes.items()))
        self.setAccessibleName(self.tr("Memory in use"))

    def showEvent(self, event: QShowEvent) -> None:
        QTimer.singleShot(FIRST, self, self.look)
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)
