"""What an error of a run is for the user, and at which control it is shown."""

from __future__ import annotations

from sketchpad.errors import OutOfMemory, SketchpadError


def explain(error: BaseException) -> tuple[SketchpadError, str]:
    """The error as a SketchpadError, and the control at which to show it."""
    if isinstance(error, SketchpadError):
        return error, where_of(error)
    text = str(error).lower()
    full = "out of memory" in text or "can't allocate memory" in text
    return (
        (OutOfMemory(), "size")
        if full or isinstance(error, MemoryError)
        else (SketchpadError(), "")
    )


def where_of(error: SketchpadError) -> str:
    """The control at which the user can fix an error; empty where there is none."""
    if error.code == "unsupported_guidance":
        return f"method:{error.fields.get('method', '')}"
    if error.code == "bad_setting":
        name = str(error.fields.get("name", ""))
        method, dot, _ = name.partition(".")
        return f"method:{method}" if dot else "size" if name in ("width", "height") else "settings"
    return {
        "weights_missing": "model",
        "weights_damaged": "model",
        "out_of_memory": "size",
        "not_finite": "settings",
        "bad_size": "size",
    }.get(error.code, "")
