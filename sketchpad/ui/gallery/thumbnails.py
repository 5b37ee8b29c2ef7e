"""Small pictures of the gallery, read on threads of their own: what came in sight last comes first."""

from __future__ import annotations

import logging
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtGui import QImage, QPixmap

from sketchpad.gallery import files
from sketchpad.outside import ODD
from sketchpad.ui.latest_task import step_back

_log = logging.getLogger(__name__)
KEPT = 400  # pixmaps of at most 256 KiB
MOST_WAITING = 200
Key = tuple[Path, str]
"""The library's folder, and the name of a picture in it."""


class Thumbnails(QObject):
    """Pixmaps by the name of their picture.

    Signals:
        loaded: the Key of a picture whose thumbnail is there now.
    """

    loaded = Signal(object)
    _read = Signal(object, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._kept: OrderedDict[Key, QPixmap] = OrderedDict()
        self._wanted: OrderedDict[Key, None] = OrderedDict()  # the newest last
        self._lock = Lock()
        self._read.connect(self._on_read)

    def get(self, key: Key) -> QPixmap | None:
        """The thumbnail; None where it is not in memory, and then it is fetched."""
        pixmap = self._kept.get(key)
        if pixmap is not None:
            self._kept.move_to_end(key)
            return pixmap
        with self._lock:
            is_new = key not in self._wanted
            self._wanted[key] = None
            self._wanted.move_to_end(key)
            while len(self._wanted) > MOST_WAITING:
                self._wanted.popitem(last=False)
        if is_new:
            self._pool.start(self._read_next)
        return None

    def close(self) -> None:
        with self._lock:
            self._wanted.clear()
        self._pool.waitForDone()

    def _read_next(self) -> None:
        """On another thread."""
        step_back()
        with self._lock:
            if not self._wanted:
                return
            key, _ = self._wanted.popitem()
        try:
            image = QImage(str(files.thumbnail(*key)))
        except (*ODD, Exception):  # noqa: BLE001 - a picture that cannot be read has no thumbnail
            _log.info("No thumbnail of %s", key[1], exc_info=True)
            image = QImage()
        self._read.emit(key, image)

    def _on_read(self, key: Key, image: QImage) -> None:
        self._kept[key] = QPixmap.fromImage(image)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.loaded.emit(key)
