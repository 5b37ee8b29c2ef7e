"""Hand-made icons (resources/icons/*.svg), drawn in the colours of the theme and redrawn when it changes."""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Protocol

import shiboken6
from PySide6.QtCore import QByteArray, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from sketchpad import paths
from sketchpad.ui.style.theme import Tokens, theme

_OWN_COLOURS = re.compile(r'(?:fill|stroke|stop-color)="(?!none|currentColor)')


class HasIcon(Protocol):
    def setIcon(self, icon: QIcon, /) -> None: ...


@cache
def _source(name: str) -> str:
    return (paths.resources() / "icons" / f"{name}.svg").read_text("utf-8")


def pixmap(name: str, colour: QColor | str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon `name` at `size` logical pixels in one colour."""
    return _drawn(name, QColor(colour).name(), size, ratio)


@lru_cache(maxsize=2048)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    side = round(size * ratio)
    if _OWN_COLOURS.search(_source(name)):
        image = _rendered(_source(name).replace("currentColor", colour), side)
    else:
        image = QPixmap(_shape(name, side))
        painter = QPainter(image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(image.rect(), QColor(colour))
        painter.end()
    image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=1024)
def _shape(name: str, side: int) -> QPixmap:
    """An icon of one colour in black: filling it is much quicker than drawing it once more."""
    return _rendered(_source(name).replace("currentColor", "#000000"), side)


def _rendered(svg: str, side: int) -> QPixmap:
    image = QPixmap(QSize(side, side))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    _renderer(svg).render(painter, QRectF(image.rect()))
    painter.end()
    return image


@lru_cache(maxsize=256)
def _renderer(svg: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(svg.encode()))


class _Drawn(QIconEngine):
    """An icon that is drawn when it is first seen, in just the size that is asked for."""

    def __init__(self, name: str, colour: str, on_colour: str, faint: str) -> None:
        super().__init__()
        self._look = name, colour, on_colour, faint

    def clone(self) -> QIconEngine:
        return _Drawn(*self._look)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        name, colour, on_colour, faint = self._look
        if mode == QIcon.Mode.Disabled:
            colour = faint
        elif state == QIcon.State.On:
            colour = on_colour
        return _drawn(name, colour, min(size.width(), size.height()), scale)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, ratio))


def icon(name: str, role: str = "text", on_role: str = "accent_text") -> QIcon:
    """The icon in the theme's colour `role` (`on_role` while checked, faint while disabled)."""
    return _icon(name, role, on_role, theme().tokens)


@lru_cache(maxsize=512)
def _icon(name: str, role: str, on_role: str, tokens: Tokens) -> QIcon:
    colours = (QColor(tokens.colour(one)).name() for one in (role, on_role, "faint"))
    return QIcon(_Drawn(name, *colours))


def set_icon(target: HasIcon, name: str, role: str = "text", on_role: str = "accent_text") -> None:
    """Give `target` (an action, a button) the icon, now and after every change of theme."""
    if isinstance(target, QObject):
        target.setProperty("icon_name", name)
    target.setIcon(icon(name, role, on_role))
    on_theme(target, lambda it: it.setIcon(icon(name, role, on_role)), key="icon")


def set_pixmap(label: QObject, name: str, role: str, size: int) -> None:
    """Give the QLabel `label` the icon as a picture, now and after every change of theme."""

    def draw(it: QObject) -> None:
        ratio = it.devicePixelRatioF()  # type: ignore[attr-defined]
        it.setPixmap(pixmap(name, theme().tokens.colour(role), size, ratio))  # type: ignore[attr-defined]

    draw(label)
    on_theme(label, draw, key="pixmap")


_followers: dict[tuple[int, str], tuple[weakref.ref, Callable]] = {}


def on_theme(target: object, draw: Callable, key: str) -> None:
    """Call ``draw(target)`` after every change of theme, as long as `target` lives; one call per `key`."""
    owner = theme()
    if not owner.property("icons_follow"):
        owner.setProperty("icons_follow", True)
        owner.changed.connect(_redraw)
    slot = (id(target), key)
    _followers[slot] = (weakref.ref(target, lambda _: _followers.pop(slot, None)), draw)


def _redraw() -> None:
    # Only the keys: pairs are new objects, and where one is made the collector may take a follower away meanwhile.
    for slot in list(_followers):
        if slot not in _followers:
            continue
        reference, draw = _followers[slot]
        target = reference()
        if target is None or not shiboken6.isValid(target):
            _followers.pop(slot, None)
        else:
            draw(target)
