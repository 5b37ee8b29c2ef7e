"""Pictures of any time side by side, all looked at in the same place."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QWidget

from sketchpad.gallery.record import Record
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.tables.gallery import SIDE_BY_SIDE
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import named, vbox
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.picture_view import PictureView, ViewLink

MOST = 16


class SideBySide(Panel):
    """A window with `pictures`: what is known of each, the image, and its title."""

    def __init__(
        self, pictures: Sequence[tuple[Record, QImage, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Window)
        named(self, "compare", styled=True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        link = ViewLink(self)
        self.views: list[PictureView] = []
        grid = QGridLayout(self)
        grid.setSpacing(8)
        across = math.ceil(math.sqrt(len(pictures)))
        for number, (record, image, title) in enumerate(pictures):
            view = PictureView(margin=0)
            view.setAccessibleName(title)
            view.set_page_size(record.width, record.height)
            view.set_picture(image)
            link.add(view)
            self.views.append(view)
            grid.addLayout(vbox(ElidedLabel(title), (view, 1)), number // across, number % across)
        ActionSet(self, SIDE_BY_SIDE, {"fit": link.fit, "close_side_by_side": self.close})
        self.resize(1000, 800)
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Side by side – Sketchpad"))
