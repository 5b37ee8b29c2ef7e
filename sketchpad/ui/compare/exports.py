"""The comparison leaves the program: sheet, moving steps, decision record, bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np
from PySide6.QtCore import QObject

from sketchpad.document.io.tracing import Watch
from sketchpad.errors import BadPicture
from sketchpad.generation.comparison.matrix import Matrix
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.matrix.titles import cell_title, method_words
from sketchpad.ui.compare.report_text import report_text
from sketchpad.ui.files.exporter import Exporter

if TYPE_CHECKING:
    from sketchpad.generation.export.html_report import ReportCell
    from sketchpad.generation.export.sheet import SheetCell, SheetText


class ComparisonExports(QObject):
    """Writes what `run` has; asks for files through `exporter`, which also tells how it went."""

    def __init__(self, run: CompareRun, exporter: Exporter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run, self._exporter = run, exporter

    def export(self, kind: str, name: str) -> bool:
        """`kind`: "sheet", "steps", "record" or "bundle"; `name` is the drawing's. False when nothing begins."""
        cells = [cell for cell in self._run.finished if cell.mark != "reject"]
        if not cells and kind in ("sheet", "steps"):
            cells = list(self._run.finished)
        if not self._run.finished:
            return False
        deeds = {"sheet": self._sheet, "steps": self._steps}
        if kind in deeds:
            return deeds[kind](cells, name)
        return {"record": self._record, "bundle": self._bundle}[kind](name)

    def _sheet(self, cells: Sequence[Cell], name: str) -> bool:
        from sketchpad.generation.export.picture import export_sheet

        words, quality, titles = self._sheet_words(), self._exporter.quality, _titles(cells)
        across, places = lying(self._run.matrix, cells)

        def write(path: Path, watch: Watch) -> None:
            export_sheet(
                _sheet_cells(cells, titles),
                path,
                words=words,
                quality=quality,
                across=across,
                places=places,
                watch=watch,
            )

        return self._exporter.write_as(
            self.tr("Export sheet"),
            self.tr("{name} comparison").format(name=name),
            (("PNG", ".png"), ("PDF", ".pdf"), ("JPEG", ".jpg"), ("WebP", ".webp")),
            write,
        )

    def _steps(self, cells: Sequence[Cell], name: str) -> bool:
        from sketchpad.generation.export.animation import export_steps

        words, titles, kept = self._sheet_words(), _titles(cells), self._run.steps
        across, places = lying(self._run.matrix, cells)

        def write(path: Path, watch: Watch) -> None:
            previews = [KeptPreviews(kept, cell) for cell in cells]
            moving = list(zip(_sheet_cells(cells, titles), previews, strict=True))
            if not moving:
                raise BadPicture(path, "missing")
            export_steps(moving, path, words=words, across=across, places=places, watch=watch)

        return self._exporter.write_as(
            self.tr("Export steps"),
            self.tr("{name} steps").format(name=name),
            (("GIF", ".gif"), ("APNG", ".png"), ("WebP", ".webp"), ("MP4", ".mp4")),
            write,
        )

    def _sheet_words(self) -> SheetText:
        return replace(
            self._exporter.sheet_words(),
            seed=self.tr("seed {seed}"),
            steps=self.tr("{steps} steps"),
            drawing=self.tr("another drawing"),
            methods=method_words(),
        )

    def _record(self, name: str) -> bool:
        from sketchpad.generation.export.html_report import export_report

        words = report_text()
        finished = self._run.finished
        titles = _titles(finished)

        def write(path: Path, watch: Watch) -> None:
            cells = []
            for number, (cell, title) in enumerate(zip(finished, titles, strict=True)):
                watch(0.5 * number / len(finished))
                if (picture := cell.picture) is not None:
                    cells.append(_record_cell(cell, title, picture))
            export_report(cells, path, chosen, words)

        chosen = self._chosen(finished)
        return self._exporter.write_as(
            self.tr("Export decision record"),
            self.tr("{name} decision").format(name=name),
            (("HTML", ".html"),),
            write,
        )

    def _bundle(self, name: str) -> bool:
        from sketchpad.generation.export.bundle import SUFFIX, save_bundle

        there = self._run.cells
        titles, chosen = _titles(there), self._chosen(there)

        def write(path: Path, watch: Watch) -> None:
            cells = [
                (title, c.plan, c.picture if c.phase == "done" else None, c.mark)
                for title, c in zip(titles, there, strict=True)
            ]
            save_bundle(cells, path, chosen, watch)

        return self._exporter.write_as(
            self.tr("Export bundle"), name, ((self.tr("Sketchpad comparison"), SUFFIX),), write
        )

    @staticmethod
    def _chosen(cells: Sequence[Cell]) -> int | None:
        """The one with the star, if there is just one."""
        starred = [number for number, cell in enumerate(cells) if cell.mark == "star"]
        return starred[0] if len(starred) == 1 else None


class KeptPreviews(Sequence[np.ndarray]):
    """The previews of a cell's steps, each read when it is asked for."""

    def __init__(self, kept: StepStore, cell: Cell) -> None:
        self._kept, self._cell, self._steps = kept, cell, kept.steps(cell.plan)

    def __len__(self) -> int:
        return len(self._steps)

    @overload
    def __getitem__(self, at: int) -> np.ndarray: ...
    @overload
    def __getitem__(self, at: slice) -> list[np.ndarray]: ...
    def __getitem__(self, at: int | slice) -> np.ndarray | list[np.ndarray]:
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(len(self)))]
        found = self._kept.picture(self._cell.plan, self._steps[at])
        if found is None:  # let go meanwhile
            found = self._cell.picture
        if found is None:
            raise IndexError(at)
        return found


def lying(matrix: Matrix | None, cells: Sequence[Cell]) -> tuple[int, tuple[int, ...]]:
    """Columns and places of `cells` on a sheet, as `cell_positions`."""
    from sketchpad.generation.export.sheet_layout import cell_positions

    return cell_positions(matrix, [None if c.place.branch else c.place.spot for c in cells])


def _titles(cells: Sequence[Cell]) -> list[str]:
    return [cell_title(cell.place) for cell in cells]


def _sheet_cells(cells: Sequence[Cell], titles: Sequence[str]) -> list[SheetCell]:
    from sketchpad.generation.export.sheet import SheetCell

    return [
        SheetCell(title, picture, cell.request, cell.seconds)
        for cell, title in zip(cells, titles, strict=True)
        if (picture := cell.picture) is not None
    ]


def _record_cell(cell: Cell, title: str, picture: np.ndarray) -> ReportCell:
    from sketchpad.generation.export.html_report import ReportCell

    return ReportCell(
        title,
        picture,
        cell.request,
        cell.seconds,
        cell.adherence,
        cell.settled,
        cell.mark,
        cell.memory,
    )
