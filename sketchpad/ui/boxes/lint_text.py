"""The remarks of the lint in words, and the names of their mends."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from sketchpad.document.prompt.lint import Finding


def sentence(finding: Finding, longest: int = 60) -> str:
    """One plain sentence about `finding`; of what the user wrote, no more than `longest` characters each."""
    fields = {name: _short(value, longest) for name, value in finding.fields.items()}
    return _sentences()[finding.code].format(**fields)


def _short(value: object, longest: int) -> object:
    """Ends in an ellipsis, between two words where there are some."""
    if not isinstance(value, str) or len(value) <= longest:
        return value
    cut = value[:longest]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;，、") + "…"


def mend_name(how: str) -> str:
    """What the button for the mend `how` says."""
    return _mends()[how]


def _sentences() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "prompt_cut": translate(
            "Check", "The prompt is too long: “{lost}” is not read by the model."
        ),
        "phrase_not_in_prompt": translate(
            "Check", "“{phrase}” has a box, but the prompt does not speak of it."
        ),
        "boxes_unused": translate("Check", "Boxes: {count}, but no method that reads boxes is on."),
        "too_many_boxes": translate(
            "Check", "There are {count} boxes; the model reads {limit} at most."
        ),
        "no_phrase": translate("Check", "This box does not say what belongs there."),
        "same_boxes": translate("Check", "Two boxes for “{phrase}” lie on the same place."),
        "tiny_box": translate(
            "Check", "The box “{phrase}” is smaller than {pixels} pixels: the model cannot see it."
        ),
        "covered_box": translate(
            "Check", "“{phrase}” is hidden by “{other}”, which lies above it."
        ),
        "regions_unused": translate(
            "Check", "Regions are painted, but no control that reads them is on."
        ),
        "poses_unused": translate("Check", "People placed: {count}; Pose is off."),
        "lines_unused": translate(
            "Check", "There are lines, but no method that reads lines is on."
        ),
        "all_ignored": translate(
            "Check", "All lines are set to be ignored: the model sees white on white."
        ),
        "nothing_to_see": translate(
            "Check", "All lines are erased or beside the page: the model sees white on white."
        ),
        "thin_lines": translate(
            "Check", "Lines thinner than {pixels} pixels: {count}. The model hardly sees them."
        ),
        "odd_size": translate(
            "Check", "{width} × {height} is no multiple of {step}, which the model needs."
        ),
    }


def _mends() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "cut_prompt": translate("Check", "Shorten the prompt"),
        "add_to_prompt": translate("Check", "Add to the prompt"),
        "use:gligen": translate("Check", "Turn GLIGEN on"),
        "use:segmentation": translate("Check", "Read them as segmentation"),
        "use:openpose": translate("Check", "Read them as poses"),
        "use:controlnet": translate("Check", "Turn ControlNet on"),
        "keep_largest": translate("Check", "Keep the largest"),
        "edit_phrase": translate("Check", "Type it"),
        "delete_box": translate("Check", "Delete the box"),
        "delete_second": translate("Check", "Delete one"),
        "enlarge": translate("Check", "Make it larger"),
        "raise": translate("Check", "Bring it above"),
        "follow_all": translate("Check", "Follow them all"),
        "delete_lines": translate("Check", "Remove them"),
        "thicken": translate("Check", "Make them thicker"),
        "fit_size": translate("Check", "Nearest size"),
    }
