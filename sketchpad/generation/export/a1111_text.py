"""Settings as the line of text that other programs write into their pictures, and read from them.

The form is that of the AUTOMATIC1111 web interface: the prompt, ``Negative prompt: ...``, then ``Steps: 20, Sampler:
DDIM, CFG scale: 5, Seed: 1, Size: 256x256, ...``; a value with a comma, colon or line break is quoted as in JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from sketchpad import settings
from sketchpad.document.model import LARGEST_SIZE, SIZE_STEP, SMALLEST_SIZE, Document
from sketchpad.generation.methods.method import filled
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.outside import parse_json

SAMPLERS = {
    "ddim": "DDIM", "euler": "Euler", "euler_a": "Euler a", "dpm++": "DPM++ 2M", "dpm++_karras": "DPM++ 2M Karras",
    "unipc": "UniPC", "lcm": "LCM",
}  # fmt: skip
LONGEST_PROMPT = 10_000  # characters that are written or believed
_LONGEST_TEXT = 100_000
_MOST_LINES = 1_000  # behind the settings
_NEGATIVE = "Negative prompt: "
_LONGEST_NAME = 61  # characters
_NAME = re.compile(r"\w[\w \-/]*\Z")


def to_a1111_text(
    request: Request, model_name: str = "", software: str = "Sketchpad", vae_name: str = ""
) -> str:
    """The line(s) for `request`."""
    document, sampling = request.document, request.sampling
    values: dict[str, Any] = {
        "Steps": sampling.steps,
        "Sampler": SAMPLERS.get(sampling.scheduler, sampling.scheduler),
        "CFG scale": f"{sampling.guidance_scale:g}",
        "Seed": sampling.seed,
        "Size": f"{document.width}x{document.height}",
    }
    rescale = f"{sampling.guidance_rescale:g}" if sampling.guidance_rescale else ""
    passes = "yes" if sampling.two_pass else ""
    more = {"CFG rescale": rescale, "Two passes": passes, "Model": model_name, "VAE": vae_name}
    if sampling.variation_strength:
        values["Variation seed"] = sampling.variation_seed
        values["Variation seed strength"] = f"{sampling.variation_strength:g}"
    values |= {name: value for name, value in more.items() if value}
    for method in request.methods:
        if method.strength:
            known = METHODS.get(method.name)
            values[_free(known.label if known else method.name, values)] = _method(method)
    if document.boxes:
        boxes = ((",".join(f"{e:.3g}" for e in box.rect), box.phrase) for box in document.boxes)
        values["Boxes"] = "; ".join(map(":".join, boxes))[:LONGEST_PROMPT]
    read = request.visible.document
    if read.prompt != document.prompt:
        values["Template"] = document.prompt[:LONGEST_PROMPT]
    values["Version"] = software
    lines = [read.prompt[:LONGEST_PROMPT]]
    if read.negative_prompt:
        lines.append(_NEGATIVE + read.negative_prompt[:LONGEST_PROMPT])
    lines.append(", ".join(f"{name}: {_quoted(str(value))}" for name, value in values.items()))
    return "\n".join(lines).replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def from_a1111_text(text: str) -> Request | None:
    """The request that such a text, of whatever program, describes; None if it describes none.

    Numbers beyond our bounds come back as the nearest allowed ones; nothing in the text can raise.
    """
    lines = text[:_LONGEST_TEXT].replace("\r\n", "\n").strip().split("\n")
    # The settings are the last line, unless extensions add their own: templates, hashes, notes.
    for number in range(len(lines) - 1, max(-1, len(lines) - 1 - _MOST_LINES), -1):
        values = {name.strip().lower(): _unquoted(value) for name, value in pairs(lines[number])}
        if "steps" in values and {"seed", "sampler", "cfg scale"} & set(values):
            before = "\n" + "\n".join(lines[:number])
            prompt, _, negative = before.partition("\n" + _NEGATIVE.rstrip())
            return request_from(prompt, negative, values)
    return None


def request_from(prompt: str, negative: str, values: Mapping[str, str]) -> Request:
    """A request with these settings, by the names that they have in such a text, in lower case; others are left out."""
    width, height = _size(values.get("size", ""))
    return Request(
        Document(
            width,
            height,
            prompt=prompt.strip()[:LONGEST_PROMPT],
            negative_prompt=negative.strip()[:LONGEST_PROMPT],
        ),
        Sampling(
            seed=int(_near("seed", values.get("seed"))),
            steps=int(_near("steps", values.get("steps"))),
            guidance_scale=float(_near("guidance_scale", values.get("cfg scale"))),
            scheduler=_scheduler(values.get("sampler", ""), values.get("schedule type", "")),
            guidance_rescale=float(_near("guidance_rescale", values.get("cfg rescale"))),
            two_pass=values.get("two passes") == "yes",
            variation_seed=int(_near("variation_seed", values.get("variation seed"))),
            variation_strength=float(
                _near("variation_strength", values.get("variation seed strength"))
            ),
        ),
    )


def pairs(line: str) -> Iterator[tuple[str, str]]:
    """Names and values of ``Steps: 20, Sampler: "a, b", ...``; quotes are still there, oddities are passed over.

    Goes over the line once, however odd it is.
    """
    at, last_quote = 0, line.rfind('"')
    while (colon := line.find(":", at)) >= 0:
        begin = max(line.rfind(",", at, colon) + 1, at, colon - _LONGEST_NAME)
        name, at = _NAME.search(line[begin:colon]), colon + 1
        after = line[at : at + _LONGEST_NAME]
        value = at + len(after) - len(after.lstrip())
        end = _closing(line, value, last_quote) if line.startswith('"', value) else -1
        if end < 0:
            end = line.find(",", at)
            end = len(line) if end < 0 else end
        if name is not None:
            yield name[0], line[at:end].strip()
        at = end + 1


def _closing(line: str, start: int, last_quote: int) -> int:
    """Behind the quote that closes the one at `start`, if there a value ends; else -1."""
    at = start + 1
    while at <= last_quote:
        if line[at] == "\\":
            at += 2
        elif line[at] == '"':
            rest = line[at + 1 : at + 2]
            return at + 1 if rest in ("", ",") else -1
        else:
            at += 1
    return -1


def _free(label: str, values: Mapping[str, Any]) -> str:
    """`label`, with a number from the second of its name on."""
    names = (label if number == 1 else f"{label} {number}" for number in count(1))
    return next(name for name in names if name not in values)


def _method(method: MethodSettings) -> str:
    parts = [method.kind] if method.kind else []
    parts.append(f"weight {method.strength:g}")
    parts.append(f"from {method.start:g} to {method.end:g}")
    if method.curve:
        points = "; ".join(f"{share:g}:{factor:g}" for share, factor in method.curve)
        parts.append(f"curve {points}")
    said = (filled(option.parameters, value) for option, value in method.chosen())
    return ", ".join([*parts, *filter(None, said)])


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False) if re.search(r'[,:\n"]', value) else value


def _unquoted(value: str) -> str:
    value = value.strip()
    if not value.startswith('"'):
        return value
    try:
        return str(parse_json(value))
    except ValueError:
        return value.strip('"')


def _near(name: str, text: str | None) -> float:
    """The number in `text`, brought into the bounds of a setting; its default where there is no number."""
    known = settings.setting(name)
    match = re.match(r"-?\d{1,20}(?:\.\d{1,12})?", text or "", re.ASCII)
    assert not isinstance(known.default, str)
    assert known.low is not None
    assert known.high is not None
    if match is None:
        return float(known.default)
    # A seed has more digits than a float.
    value = float(match[0]) if "." in match[0] else int(match[0])
    return min(max(value, known.low), known.high)


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,6})\s*x\s*(\d{1,6})", text)
    if match is None:
        return int(settings.default("width")), int(settings.default("height"))
    width, height = (
        min(max(round(int(side) / SIZE_STEP) * SIZE_STEP, SMALLEST_SIZE), LARGEST_SIZE)
        for side in match.groups()
    )
    return width, height


def _scheduler(sampler: str, schedule: str) -> str:
    """Ours that comes nearest to a name of theirs ("DPM++ SDE", "Euler a"), with their "Schedule type: Karras"."""
    theirs = sampler.lower().replace("dpmpp", "dpm++").replace("uni_pc", "unipc").removeprefix("k_")
    if theirs.startswith(("euler a", "euler_a")):
        return "euler_a"
    if theirs.startswith("dpm++") and "karras" in f"{theirs} {schedule.lower()}":
        return "dpm++_karras"
    known = ("dpm++", "unipc", "euler", "lcm")
    return next((name for name in known if theirs.startswith(name)), "ddim")
