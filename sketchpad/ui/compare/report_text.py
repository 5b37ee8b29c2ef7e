"""The words of the decision record in the user's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from sketchpad.ui.compare.matrix.titles import method_words

if TYPE_CHECKING:
    from sketchpad.generation.export.html_report import ReportText

translate = QCoreApplication.translate


def report_text() -> ReportText:
    from sketchpad.generation.export.html_report import ReportText

    return ReportText(
        language=translate("ComparisonExports", "en", "language code of the page"),
        title=translate("ComparisonExports", "Decision record"),
        sketch=translate("ComparisonExports", "The drawing"),
        boxes=translate("ComparisonExports", "Boxes"),
        candidates=translate("ComparisonExports", "The candidates"),
        chosen=translate("ComparisonExports", "Chosen"),
        starred=translate("ComparisonExports", "Starred"),
        rejected=translate("ComparisonExports", "Rejected"),
        nobody=translate("ComparisonExports", "Nothing has been chosen yet."),
        negative=translate("ComparisonExports", "Not to be shown: {text}"),
        settings=translate(
            "ComparisonExports",
            "Seed {seed}, {steps} steps, guidance {guidance}, {scheduler}, {width} × {height} pixels",
        ),
        strength=translate(
            "ComparisonExports", "{name}: strength {strength}, from {start} to {end} % of the steps"
        ),
        no_guidance=translate("ComparisonExports", "No guidance: prompt only"),
        drawing=translate("ComparisonExports", "Made from this drawing"),
        model=translate("ComparisonExports", "Model: {model}"),
        methods=method_words(),
        lines=translate(
            "ComparisonExports",
            "Lines: {recall} % of the drawing is in the picture ({chance} % would be chance); "
            "{precision} % of the picture's edges were drawn.",
        ),
        box_hit=translate("ComparisonExports", "Box “{phrase}”: the judge sees it there."),
        box_miss=translate(
            "ComparisonExports",
            "Box “{phrase}”: the judge sees “{seen}” there; this is its choice number {rank}.",
        ),
        box_unknown=translate(
            "ComparisonExports", "Box “{phrase}”: the judge does not know this thing."
        ),
        words=translate(
            "ComparisonExports",
            "Words: in the whole picture the judge sees “{seen}”; it gives “{word}” {share} %.",
        ),
        clip=translate(
            "ComparisonExports",
            "Words: {model} finds picture and prompt {similarity} alike "
            "(about 0.15 is something else, 0.3 fits well).",
        ),
        no_clip=translate(
            "ComparisonExports", "Words: not measured, because no CLIP model is installed."
        ),
        settled=translate("ComparisonExports", "Hardly changed after step {step} of {total}."),
        seconds=translate("ComparisonExports", "Made in {seconds} s."),
        accelerator=translate(
            "ComparisonExports",
            "At most {size} MB were in use on the graphics card, with the model.",
        ),
        process=translate(
            "ComparisonExports", "Making it took at most {size} MB of memory besides the model."
        ),
        made_by=translate(
            "ComparisonExports",
            "Pictures made by an image model from the drawing (AI generated): {model}. {software}.",
        ),
        details=translate("ComparisonExports", "All settings"),
    )
