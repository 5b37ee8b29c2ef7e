"""The comparison leaves the program: sheet, moving steps, decision record, bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from PySide6.QtCore import QObject

from sketchpad.document.io.tracing import Watch
from sketchpad.errors import BadPicture
from sketchpad.generation.comparison.matrix import Matrix
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.matrix.metrics_text import report_text
from sketchpad.ui.compare.matrix.titles import cell_title, method_words
from sketchpad.ui.files.exporter import Exporter

if TYPE_CHECKING:
    from sketchpad.generation.export.sheet import SheetCell, SheetText


class ComparisonExports(QObject):
    """Writes what `run` has; asks for files through `exporter`, which also tells how it went."""

    def __init__(self, run: CompareRun, exporter: Exporter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run, self._exporter = run, exporter

    def export(self, kind: str, name: str) -> bool:
        """`kind`: "sheet", "steps", "record" or "bundle"; `name` is the drawing's. False when nothing begins."""
        finished = self._run.finished
        if not finished:
            return False
        if kind == "record":
            return self._record(name)
        if kind == "bundle":
            return self._bundle(name)
        cells = [cell for cell in finished if cell.mark != "reject"] or list(finished)
        return (self._sheet if kind == "sheet" else self._steps)(cells, name)

    def _sheet(self, cells: Sequence[Cell], name: str) -> bool:
        from sketchpad.generation.export.picture import export_sheet

        titles, quality, look = _titles(cells), self._exporter.quality, self._look(cells)

        def write(path: Path, watch: Watch) -> None:
            export_sheet(_sheet_cells(cells, titles), path, quality=quality, watch=watch, **look)

        return self._exporter.write_as(
            self.tr("Export sheet"),
            self.tr("{name} comparison").format(name=name),
            (("PNG", ".png"), ("PDF", ".pdf"), ("JPEG", ".jpg"), ("WebP", ".webp")),
            write,
        )

    def _steps(self, cells: Sequence[Cell], name: str) -> bool:
        from sketchpad.generation.export.animation import export_steps

        titles, kept, look = _titles(cells), self._run.steps, self._look(cells)

        def write(path: Path, watch: Watch) -> None:
            previews = [KeptPreviews(kept, cell) for cell in cells]
            moving = list(zip(_sheet_cells(cells, titles), previews, strict=True))
            if not moving:
                raise BadPicture(path, "missing")
            export_steps(moving, path, watch=watch, **look)

        return self._exporter.write_as(
            self.tr("Export steps"),
            self.tr("{name} steps").format(name=name),
            (("GIF", ".gif"), ("APNG", ".png"), ("WebP", ".webp"), ("MP4", ".mp4")),
            write,
        )

    def _look(self, cells: Sequence[Cell]) -> dict[str, Any]:
        """Words of a sheet, and how `cells` lie on it."""
        across, places = lying(self._run.matrix, cells)
        return {"words": self._sheet_words(), "across": across, "places": places}

    def _sheet_words(self) -> SheetText:
        return replace(
            self._exporter.sheet_words(),
            seed=self.tr("seed {seed}"),
            steps=self.tr("{steps} steps"),
            drawing=self.tr("another drawing"),
            methods=method_words(),
        )

    def _record(self, name: str) -> bool:
        from sketchpad.generation.export.html_report import ReportCell, export_report

        words, finished = report_text(), self._run.finished
        titles, chosen = _titles(finished), _chosen(finished)

        def write(path: Path, watch: Watch) -> None:
            cells = []
            for number, (cell, title) in enumerate(zip(finished, titles, strict=True)):
                watch(0.5 * number / len(finished))
                if (picture := cell.picture) is not None:
                    measured = cell.adherence, cell.settled, cell.mark, cell.memory, cell.votes
                    cells.append(ReportCell(title, picture, cell.request, cell.seconds, *measured))
            export_report(cells, path, chosen, words)

        return self._exporter.write_as(
            self.tr("Export decision record"),
            self.tr("{name} decision").format(name=name),
            (("HTML", ".html"),),
            write,
        )

    def _bundle(self, name: str) -> bool:
        from sketchpad.generation.export.bundle import SUFFIX, save_bundle

        there = self._run.cells
        titles, chosen = _titles(there), _chosen(there)

        def write(path: Path, watch: Watch) -> None:
            cells = [
                (title, c.plan, c.picture if c.phase == "done" else None, c.mark)
                for title, c in zip(titles, there, strict=True)
            ]
            save_bundle(cells, path, chosen, watch)

        return self._exporter.write_as(
            self.tr("Export bundle"), name, ((self.tr("Sketchpad comparison"), SUFFIX),), write
        )


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
        picture = self._kept.picture(self._cell.plan, self._steps[at])
        if picture is None:  # let go meanwhile
            picture = self._cell.picture
        if picture is None:
            raise IndexError(at)
        return picture


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


def _chosen(cells: Sequence[Cell]) -> int | None:
    """The one with the star, if there is just one."""
    starred = [number for number, cell in enumerate(cells) if cell.mark == "star"]
    return starred[0] if len(starred) == 1 else None
