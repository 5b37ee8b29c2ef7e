"""The errors and problems a user can meet.

Every one has a stable ``code``, the ``fields`` it speaks of, and one English sentence that says what happened and what
to do next. The window translates ``template`` and fills in ``fields``; all others print ``str(error)``.
"""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# code (or "code.reason") -> English sentence with {fields}. The only place where these sentences are written.
MESSAGES: dict[str, str] = {
    "error": "Something went wrong. The log file has the details; your drawing is safe.",
    # Project files
    "bad_document": "“{name}” could not be opened: the file is damaged. Try an older copy or a recovered drawing.",
    "bad_document.missing": "“{name}” is not there any more. Choose another file.",
    "bad_document.unreadable": "“{name}” could not be read. Check that you may open this file.",
    "bad_document.not_a_project": "“{name}” is not a Sketchpad drawing. Choose a .sketchpad, .svg or picture file.",
    "bad_document.not_a_file": "“{name}” is a pipe or a device and not a file, so it was not opened. Choose a file.",
    "bad_document.too_large": "“{name}” is larger than any drawing Sketchpad makes, so it was not opened.",
    "bad_document.not_an_svg": "“{name}” is not an SVG drawing. Choose another file.",
    "bad_document.unsafe": "“{name}” contains entity definitions, which Sketchpad does not open. Save it as plain SVG.",
    "bad_document.empty": "“{name}” contains no lines that could be imported. Choose another file.",
    "bad_document.not_quickdraw": "“{name}” does not hold Quick, Draw! drawings. Choose another file.",
    "bad_document.too_many_bases": "“{name}” was not written: its pictures begin from more than {limit} others. "
    "Take some of the cells away first.",
    "bad_document.needs_files": "“{name}” needs files that are neither where they were nor beside it: {needed}. "
    "Put them beside it and try again.",
    "bad_document.other_files": "“{name}” was made with other files than those that are here: {needed}. "
    "Put the right ones beside it and try again.",
    "newer_document": "“{name}” was made by a newer Sketchpad (format {version}; this one reads up to {supported}). "
    "Update Sketchpad to open it.",
    # Pictures
    "bad_picture": "“{name}” could not be read as a picture. Save it as PNG or JPEG and try again.",
    "bad_picture.missing": "“{name}” is not there any more. Choose another picture.",
    "bad_picture.unreadable": "“{name}” could not be read. Check that you may open this file.",
    "bad_picture.not_a_file": "“{name}” is a pipe or a device and not a file, so it was not opened. Choose a picture.",
    "bad_picture.format": "“{name}” is not a PNG, JPEG, WebP, AVIF, BMP, GIF or TIFF picture. Save it as one of those.",
    "bad_picture.damaged": "“{name}” is damaged or incomplete. Choose another picture.",
    "bad_picture.no_lines": "No lines were found in “{name}”. Choose a picture with clear lines on a plain background.",
    "huge_picture": "“{name}” has {megapixels} megapixels; at most {limit} can be opened. "
    "Make it smaller and try again.",
    "huge_picture.unknown": "“{name}” has far more than the {limit} megapixels that can be opened. "
    "Make it smaller and try again.",
    # Writing
    "disk_full": "The disk is full, so “{name}” was not saved; the file as it was before is unharmed. "
    "Free some space and save again.",
    "disk_full.recovery": "The disk is full, so no copy of “{name}” could be written for recovery. Free some space, or "
    "save the drawing on another disk.",
    "cannot_write.recovery": "No copy of “{name}” could be written for recovery. Save the drawing often, and check "
    "that you may write in the folder “{folder}”.",
    "cannot_write": "“{name}” could not be written; the file as it was before is unharmed. "
    "Check that you may write in this folder, or save elsewhere.",
    "cannot_write.too_large": "“{name}” was not written, because it would be too large to be opened again; the file as "
    "it was before is unharmed. Take pictures, lines or words away and save again.",
    "cannot_write.protected": "“{name}” is write-protected, so it was left as it is. Save under another name, or allow "
    "changes to it first.",
    "cannot_write.no_room": "“{name}” was not changed: there is no room for more in it. Delete something first.",
    "damaged_gallery": "The gallery's database is damaged. It is put aside and made anew from the pictures.",
    # Settings
    "bad_setting": "{label} must be between {low} and {high}, but was {value}.",
    "bad_setting.multiple": "{label} must be a multiple of {step} between {low} and {high}, but was {value}.",
    "bad_setting.choice": "{label} cannot be “{value}”. Choose one of: {choices}.",
    # Models
    "weights_missing": "The model was not found in “{name}”. {how}",
    "weights_damaged": "The model “{name}” cannot be used: {reason}. Choose another model or get this one again.",
    "wrong_family": "“{name}” was made for {theirs}, but the model is {ours}. Choose one that was made for {ours}.",
    "wrong_family.unknown": "“{name}” was made for another model than this one. Choose one that fits.",
    "annotator_missing": "To see this in a picture Sketchpad needs a helper model: put it into “{folder}” as {file}. "
    "Drawings and finished control images work without it.",
    "annotator_missing.runtime": "To see this in a picture Sketchpad needs onnxruntime, which is not installed: "
    "pip install sketchpad[annotators]. Drawings and finished control images work without it.",
    "annotator_missing.none": "This control image cannot be made from a photograph. "
    "Choose a finished control image, or draw it.",
    "bad_lora": "“{name}” cannot be used as a LoRA. Choose another file.",
    "bad_lora.missing": "The LoRA “{name}” is not there any more. Choose another file or take it off the list.",
    "bad_lora.unreadable": "The LoRA “{name}” could not be read. Check that you may open this file.",
    "bad_lora.pickle": "“{name}” may contain a program, so it was not opened. Choose a LoRA as a .safetensors file.",
    "bad_lora.damaged": "The LoRA “{name}” is damaged or incomplete. Download it again.",
    "bad_lora.not_a_lora": "“{name}” is not a LoRA. Choose another file.",
    "bad_lora.kind": "“{name}” changes the model in a way that is not supported (neither LoRA nor LoHa, LoKr or DoRA). "
    "Choose another file.",
    "bad_lora.family": "“{name}” was made for {family}, but “{model}” is another kind of model. "
    "Choose a LoRA that fits it.",
    "bad_lora.foreign": "“{name}” was made for another kind of model: this one has no layer like “{detail}”. "
    "Choose a LoRA that fits it.",
    "unsupported_guidance": "This model cannot use {method}: it has no {missing}. Choose another method or model.",
    "out_of_memory": "There was not enough memory to make the picture. Choose a smaller size, let Sketchpad save "
    "memory in the preferences, or close other programs.",
    "not_finite": "The picture turned into invalid numbers at step {step}. Lower the strengths or the guidance scale, "
    "or choose another seed.",
    "full_precision": "At step {step} the picture turned into invalid numbers; it was finished in full precision.",
    "offloaded": "There was not enough memory; the picture was finished with less of the model on the device, slower.",
    "pull_skipped": "In step {step} the pull turned into invalid numbers and was left out. Lower the strength if the "
    "picture does not follow the lines.",
    "cluster": "The cluster could not be used.",
    "cluster.not_installed": "Making pictures on a cluster needs Ray: run `pip install sketchpad[cluster]`.",
    "cluster.unreachable": "Nobody answers at “{address}”. Check address and token, or make pictures on this computer.",
    "cluster.no_workers": "The cluster “{address}” has no processor to spare. Add a machine: `sketchpad cluster join`.",
    "cluster.versions": "The cluster runs {theirs}, this computer {ours}. Install the same versions on both.",
    "cell_lost": "The machine that made this picture was lost, and others after it. Make it on this computer.",
    "cell_failed": "The cluster could not make this picture. Its log says why.",
    # Comparisons
    "bad_matrix": "This comparison cannot be made. Choose other rows or columns.",
    "bad_matrix.mixed": "All rows of a comparison change the same thing, and so do all columns. Choose one for each.",
    "bad_matrix.twice": "This row or column is there already. Choose another value.",
    "bad_matrix.same_axis": "Rows and columns cannot both change the same thing. Choose something else for one.",
    "bad_matrix.text": "“{text}” was not understood as a row or column. Write it like the example in the field.",
    "bad_matrix.too_many": "A comparison has at most {limit} cells. Take a row or column away first.",
    "bad_matrix.branch": "A branch keeps the model, size, solver, steps and passes of the picture it leaves, and has "
    "each thing first or not as that has. Change only the prompt, the drawing or the methods.",
    "bad_matrix.step": "A branch can leave a picture after its steps 1 to {last}. Choose one of those.",
    # Downloads
    "needs_download": "This needs “{name}” ({size}, {licence}), which is not on this computer. Download it first.",
    "download": "“{name}” could not be downloaded. Try again later.",
    "download.offline": "“{name}” is not on this computer, and Sketchpad works offline. "
    "Switch offline mode off in the preferences to download it.",
    "download.no_network": "{host} could not be reached, so “{name}” was not downloaded. "
    "Check the network and choose Resume; what has arrived is kept.",
    "download.certificate": "The connection to {host} is not secure, so nothing was downloaded. "
    "Check the clock of this computer and its network.",
    "download.unsafe": "{host} leads to a place without a secure connection, so “{name}” was not downloaded.",
    "download.not_allowed": "{host} does not give out “{name}” without knowing who asks. "
    "Look at {page}, put a token into HF_TOKEN and start Sketchpad again.",
    "download.gated": "“{name}” is only for those who have accepted its licence. "
    "Accept it at {page}, put a token into HF_TOKEN and start Sketchpad again.",
    "download.gone": "“{name}” is not on {host} any more. Choose another model.",
    "download.no_version": "{host} does not have the version of “{name}” that Sketchpad knows any more. "
    "Choose another model or update Sketchpad.",
    "download.no_file": "{host} does not have the file {file} of “{name}”. Choose another model or update Sketchpad.",
    "download.changed": "{host} has another file {file} of “{name}” than the one that Sketchpad knows, so it was not "
    "downloaded. Choose another model or update Sketchpad.",
    "download.grown": "“{name}” on {host} has grown to {size}, far more than Sketchpad knows of, so it was not "
    "downloaded. Choose another model or update Sketchpad.",
    "download.busy": "{host} was asked too often from here. Wait some minutes and choose Resume.",
    "download.server": "{host} has a fault of its own at the moment (status {status}). "
    "Choose Resume later; what has arrived is kept.",
    "download.strange": "{host} gave an answer that Sketchpad does not understand, so “{name}” was not downloaded. "
    "Try again later.",
    "download.dropped": "The connection to {host} broke off at {done} of {total}. "
    "Choose Resume; what has arrived is kept.",
    "download.range": "{host} would not go on with “{name}” where it stopped. Cancel the download and begin again.",
    "download.checksum": "The file {file} of “{name}” arrived damaged and was thrown away. "
    "Choose Resume to fetch it again.",
    "download.no_room": "“{name}” needs {needed} more, but only {free} are free on the disk with “{folder}”. "
    "Make room and try again.",
    "download.disk_full": "The disk became full at {done} of {total}. Make room and choose Resume; "
    "what has arrived is kept.",
    "download.not_writable": "“{folder}” cannot be written, so “{name}” was not downloaded. "
    "Check that you may write there.",
    "download.locked": "Another program is downloading “{name}” just now. Wait until it is done.",
    "download.not_a_model": "“{name}” on {host} is no model that Sketchpad can use ({why}).",
    # Checks before a run
    "no_vae": "“{name}” comes without a VAE. Choose one beside the model.",
    "empty_prompt": "Describe the picture in the prompt first.",
    "no_strokes": "This method follows lines: draw something first.",
    "no_boxes": "This method needs boxes: drag one on the canvas and say what belongs in it.",
    "box_without_phrase": "A box says nothing yet: type what belongs in it.",
    "picture_unread": "The picture of the box “{phrase}” is not looked at: these gates read phrases only. "
    "Choose GLIGEN gates that read pictures, from the folder of their pipeline.",
    "too_many_boxes": "{count} boxes are drawn, but the model takes at most {limit}. Delete some.",
    "prompt_too_long": "The prompt is longer than the model reads; its end is ignored: “{ignored}”.",
    "empty_window": "Between its start and its end there is no whole step, so this method does nothing. "
    "Widen its share or take more steps.",
    "no_regions": "This network reads what is where: paint a region, or name a box.",
    "no_poses": "This network reads poses: place a person, or name a box after one.",
    "no_person": "No box speaks of a person, so there is no pose to follow. "
    "Place a person with the pose tool, or name a box after one.",
    "no_class": "No box speaks of something this network knows, so there is nothing to follow. "
    "Paint a region, or name things by their plain names, like cat, house or tree.",
    "empty_region": "There is no “{region}” in the drawing, so this method does nothing. Choose where it counts.",
    "unknown_method": "There is no method called “{name}”.",
    "bad_size": "The size {width} × {height} does not fit this model. Choose multiples of {step}.",
    "unknown_words": "The model does not know: {words}. It was trained on a small vocabulary.",
}


def template_for(code: str, reason: str = "") -> str:
    """English template of `code`, or of ``code.reason`` where that one has its own sentence."""
    return MESSAGES.get(f"{code}.{reason}") or MESSAGES.get(code) or MESSAGES["error"]


def readable(name: str) -> str:
    """A file's name as it can be shown and written: what in it is not UTF-8 becomes a sign for that."""
    return name.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


class SketchpadError(Exception):
    """Base of all errors that carry a sentence for the user, which speaks of `fields`; all of these can be shown.

    `reason`: a stable word that picks a more exact sentence (``code.reason`` in `MESSAGES`).
    """

    code = "error"

    def __init__(self, reason: str = "", /, **fields: Any) -> None:
        self.reason = reason = readable(reason)
        shown = {k: readable(v) if isinstance(v, str) else v for k, v in fields.items()}
        self.fields: dict[str, Any] = {"reason": reason, **shown}
        super().__init__(self.template.format_map(self.fields))

    @property
    def template(self) -> str:
        """The English sentence with its ``{fields}`` still open: what the window translates."""
        return template_for(self.code, self.reason)

    def __reduce__(self) -> tuple[Any, ...]:
        return copyreg.__newobj__, (type(self), str(self)), vars(self)  # type: ignore[attr-defined]


class _FileError(SketchpadError):
    def __init__(self, path: str | Path, reason: str = "", **fields: Any) -> None:
        self.path = Path(path)
        named = {"path": str(path), "name": self.path.name or str(path)}
        super().__init__(reason, **named | fields)


class BadDocument(_FileError):
    """A project, SVG or Quick, Draw! file that cannot be opened."""

    code = "bad_document"


class NewerDocument(_FileError):
    """A project written by a newer version of the program. Fields: its `version`, and the one `supported` here."""

    code = "newer_document"


class BadLora(_FileError):
    """A LoRA file that cannot be used, or not with this model."""

    code = "bad_lora"


class BadPicture(_FileError):
    """A picture that cannot be read, or has nothing in it that can be used."""

    code = "bad_picture"


class HugePicture(_FileError):
    """A picture with more pixels than we decode. Sizes in megapixels; `megapixels` 0 when unknown."""

    code = "huge_picture"

    def __init__(self, path: str | Path, megapixels: float, limit: float) -> None:
        reason, size = "" if megapixels else "unknown", round(megapixels)
        super().__init__(path, reason, megapixels=size, limit=round(limit))


class DiskFull(_FileError):
    """No space left; the file that was there before is untouched."""

    code = "disk_full"


class CannotWrite(_FileError):
    """Any other failed write (rights, read-only folder); the file that was there before is untouched."""

    code = "cannot_write"


_PARTS = (
    "unet", "vae", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "scheduler", "controlnet",
    "controls", "edge_predictor", "edge_reader", "image_encoder", "image_project",
)  # fmt: skip


def model_name(path: Path) -> str:
    """What the model at `path`, or its part, is called: “dreamshaper/unet”, in the hub's cache by its repository."""
    parts = [path.name or str(path)]
    while (path.name in _PARTS or path.suffix == ".json") and path.parent.name:
        path = path.parent
        parts.insert(0, path.name)
    if path.parent.name == "snapshots":
        parts[0] = path.parent.parent.name.removeprefix("models--").replace("--", "/")
    return "/".join(parts)


class WeightsMissing(_FileError):
    """A model folder that is not there. `how`: one English sentence how to get it."""

    code = "weights_missing"

    def __init__(
        self, path: str | Path, how: str = "Install Sketchpad again or choose another model."
    ) -> None:
        super().__init__(path, "", how=how, name=model_name(Path(path)))


class WeightsDamaged(_FileError):
    """A model folder that cannot be used: `why`, a literal with {fields} that is collected for the translators."""

    code = "weights_damaged"

    def __init__(self, path: str | Path, why: str, **fields: Any) -> None:
        super().__init__(
            path, why.format_map(fields), why=why, name=model_name(Path(path)), **fields
        )


class WrongFamily(_FileError):
    """A network that was made for another model. `theirs`, `ours`: names of families, `theirs` empty when unknown."""

    code = "wrong_family"

    def __init__(self, path: str | Path, theirs: str, ours: str) -> None:
        fields = {"theirs": theirs, "ours": ours, "name": model_name(Path(path))}
        super().__init__(path, "" if theirs else "unknown", **fields)


class AnnotatorMissing(SketchpadError):
    """A control image of a kind that only a learned model could make of a picture. `path`: where its file belongs."""

    code = "annotator_missing"

    def __init__(self, kind: str, path: str | Path, reason: str = "") -> None:
        super().__init__(reason, kind=kind, folder=str(Path(path).parent), file=Path(path).name)


class UnsupportedGuidance(SketchpadError):
    """A `method` that needs something this model does not have, the `missing`."""

    code = "unsupported_guidance"


class DownloadFailed(SketchpadError):
    """A model could not be fetched. `reason`: what stood in the way; field `name`: of the model."""

    code = "download"


class OutOfMemory(SketchpadError):
    """Memory ran out."""

    code = "out_of_memory"


class NotFinite(SketchpadError):
    """NaN or infinity in the latents at `step`."""

    code = "not_finite"


class ClusterFailed(SketchpadError):
    """A cluster that cannot be used."""

    code = "cluster"


class BadSetting(SketchpadError):
    """A setting outside of its bounds. Fields: its `label`, the `reason`, and what that one's sentence speaks of."""

    code = "bad_setting"

    def __init__(
        self, name: str, value: Any, low: Any = None, high: Any = None, **fields: Any
    ) -> None:
        known = {"label": name, "name": name, "value": value, "low": low, "high": high}
        super().__init__(fields.pop("reason", ""), **known | fields)


class BadMatrix(SketchpadError):
    """Rows and columns of a comparison that do not go together, or a branch that cannot be."""

    code = "bad_matrix"


@dataclass(frozen=True)
class Problem:
    """Something to mend before a run, or a remark, which is not `blocking`.

    `where` names the control at which it is shown: 'prompt', 'canvas', 'boxes', 'size', 'model', 'method:gligen', ...
    """

    code: str
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)
    sentence: str = ""
    where: str = ""
    blocking: bool = True

    @classmethod
    def of(cls, code: str, where: str, *, blocking: bool = True, **fields: Any) -> Problem:
        """A problem whose sentence comes from `MESSAGES`."""
        return cls(code, fields, template_for(code).format_map(fields), where, blocking)

    @classmethod
    def from_error(cls, error: SketchpadError, where: str, *, blocking: bool = True) -> Problem:
        """An error as a problem."""
        return cls(error.code, error.fields, str(error), where, blocking)

    @property
    def template(self) -> str:
        """The English sentence with its ``{fields}`` still open: what the window translates."""
        return template_for(self.code, str(self.fields.get("reason", "")))
