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

from sketchpad.error_messages import MESSAGES


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


class NoProgress(SketchpadError):
    """A run that gave no sign of life for `seconds`."""

    code = "no_progress"


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


class BadPrompt(SketchpadError):
    """A prompt whose choices cannot be made."""

    code = "bad_prompt"


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
