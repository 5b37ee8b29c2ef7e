"""The comparison leaves the program: sheet, moving steps, decision record, bundle."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from sketchpad.errors import BadPicture
from sketchpad.ui.compare.compare_run import Cell, CompareRun
from sketchpad.ui.compare.titles import cell_title
from sketchpad.ui.exporting import Exporter


class ComparisonExports(QObject):
    """Writes what `run` has; asks for files through `exporter`, which also tells how it went."""

    def __init__(self, run: CompareRun, exporter: Exporter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run, self._exporter = run, exporter

    def export(self, kind: str, name: str) -> Path | None:
        """`kind`: "sheet", "steps", "record" or "bundle"; `name` is the drawing's. None when nothing was written."""
        cells = [cell for cell in self._run.finished if cell.mark != "reject"]
        if not cells and kind in ("sheet", "steps"):
            cells = list(self._run.finished)
        if not self._run.finished:
            return None
        deeds = {"sheet": self._sheet, "steps": self._steps}
        if kind in deeds:
            return deeds[kind](cells, name)
        return {"record": self._record, "bundle": self._bundle}[kind](name)

    def _sheet(self, cells: Sequence[Cell], name: str) -> Path | None:
        from sketchpad.generation.export import export_sheet

        words, quality = self._exporter.sheet_words(), self._exporter.quality
        return self._exporter.write_as(
            self.tr("Export sheet"),
            self.tr("{name} comparison").format(name=name),
            (("PNG", ".png"), ("PDF", ".pdf"), ("JPEG", ".jpg"), ("WebP", ".webp")),
            lambda path: export_sheet(_sheet_cells(cells), path, words=words, quality=quality),
        )

    def _steps(self, cells: Sequence[Cell], name: str) -> Path | None:
        from sketchpad.generation.animation import export_steps

        def write(path: Path) -> None:
            previews = []
            for cell in cells:
                steps = self._run.steps.steps(cell.plan)
                found = [self._run.steps.picture(cell.plan, step) for step in steps]
                previews.append([picture for picture in found if picture is not None])
            words = self._exporter.sheet_words()
            moving = list(zip(_sheet_cells(cells), previews, strict=True))
            if not moving:
                raise BadPicture(path, "missing")
            export_steps(moving, path, words=words)

        return self._exporter.write_as(
            self.tr("Export steps"),
            self.tr("{name} steps").format(name=name),
            (("GIF", ".gif"), ("APNG", ".png"), ("WebP", ".webp"), ("MP4", ".mp4")),
            write,
        )

    def _record(self, name: str) -> Path | None:
        from sketchpad.generation.record import RecordCell, RecordWords, export_record

        words = RecordWords(
            language=self.tr("en", "language code of the page"),
            title=self.tr("Decision record"),
            sketch=self.tr("The drawing"),
            boxes=self.tr("Boxes"),
            candidates=self.tr("The candidates"),
            chosen=self.tr("Chosen"),
            starred=self.tr("Starred"),
            rejected=self.tr("Rejected"),
            nobody=self.tr("Nothing has been chosen yet."),
            negative=self.tr("Not to be shown: {text}"),
            settings=self.tr(
                "Seed {seed}, {steps} steps, guidance {guidance}, {scheduler}, {width} × {height} pixels"
            ),
            strength=self.tr("{name}: strength {strength}, from {start} to {end} % of the steps"),
            no_guidance=self.tr("No guidance: prompt only"),
            lines=self.tr(
                "Lines: {recall} % of the drawing is in the picture ({chance} % would be chance); "
                "{precision} % of the picture's edges were drawn."
            ),
            box_hit=self.tr("Box “{phrase}”: the judge sees it there."),
            box_miss=self.tr("Box “{phrase}”: the judge sees “{seen}” there."),
            settled=self.tr("Hardly changed after step {step} of {total}."),
            seconds=self.tr("Made in {seconds} s."),
            made_by=self.tr(
                "Pictures made by an image model from the drawing (AI generated): {model}. {software}."
            ),
            details=self.tr("All settings"),
        )
        cells = [
            RecordCell(
                cell_title(cell.place),
                cell.picture,
                cell.request,
                cell.seconds,
                cell.adherence,
                cell.settled,
                cell.mark,
            )
            for cell in self._run.finished
            if cell.picture is not None
        ]
        chosen = self._chosen(self._run.finished)
        return self._exporter.write_as(
            self.tr("Export decision record"),
            self.tr("{name} decision").format(name=name),
            (("HTML", ".html"),),
            lambda path: export_record(cells, path, chosen, words),
        )

    def _bundle(self, name: str) -> Path | None:
        from sketchpad.generation.bundle import SUFFIX, save_bundle

        cells = [
            (cell_title(c.place), c.plan, c.picture if c.phase == "done" else None, c.mark)
            for c in self._run.cells
        ]
        return self._exporter.write_as(
            self.tr("Export bundle"),
            name,
            ((self.tr("Sketchpad comparison"), SUFFIX),),
            lambda path: save_bundle(cells, path, self._chosen(self._run.cells)),
        )

    @staticmethod
    def _chosen(cells: Sequence[Cell]) -> int | None:
        """The one with the star, if there is just one."""
        starred = [number for number, cell in enumerate(cells) if cell.mark == "star"]
        return starred[0] if len(starred) == 1 else None


def _sheet_cells(cells: Sequence[Cell]) -> list:
    from sketchpad.generation.sheet import SheetCell

    return [
        SheetCell(cell_title(cell.place), cell.picture, cell.request, cell.seconds)
        for cell in cells
        if cell.picture is not None
    ]
