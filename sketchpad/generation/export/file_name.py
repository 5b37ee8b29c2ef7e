"""The name of an exported picture, from a template that the user writes."""

from __future__ import annotations

import re
import time

from sketchpad.generation.export.metadata import model_name
from sketchpad.generation.request.request import Request

USUAL = "{name} {seed}"
FIELDS = ("name", "seed", "prompt", "date", "time", "model", "method", "size")
LONGEST = 120  # characters
_WORDS = 8  # of a prompt
_ODD = re.compile(r"[^\w\-. ()+,=@]")


def file_name(template: str, request: Request, name: str, when: float | None = None) -> str:
    """The name without a suffix that `template` gives; every system can have a file that is called so.

    Args:
        template: text with ``{fields}`` of `FIELDS`; what no file may be called everywhere becomes an underscore.
        name: of the drawing.
        when: seconds since 1970, by default now.
    """
    document, at = request.document, time.localtime(when)
    methods = dict.fromkeys(method.name for method in request.methods if method.strength)
    values = {
        "name": name,
        "seed": str(request.sampling.seed),
        "prompt": " ".join(document.prompt.split()[:_WORDS]),
        "date": time.strftime("%Y-%m-%d", at),
        "time": time.strftime("%H%M%S", at),
        "model": model_name(request) if "{model}" in template else "",
        "method": "+".join(methods) or "none",
        "size": f"{document.width}x{document.height}",
    }
    filled = re.sub(r"\{(\w+)\}", lambda field: values.get(field[1], field[0]), template)
    plain = " ".join(_ODD.sub("_", filled).split())[:LONGEST].strip(" .")
    return plain or str(request.sampling.seed)
