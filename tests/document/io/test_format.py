"""The described format: the schema is that of the reader, and files of every version open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sketchpad.document.io import project_file
from sketchpad.document.model import Document
from tests.document.strategies import noise_png

ROOT = Path(__file__).resolve().parents[3]
KEPT = Path(__file__).parent / "kept"


def test_the_schema_is_that_of_the_reader() -> None:
    written = json.loads((ROOT / "docs" / "format.schema.json").read_text("utf-8"))
    assert written == json.loads(json.dumps(project_file.schema()))


def test_what_is_written_is_what_the_schema_describes() -> None:
    document = project_file.load(KEPT / "drawing-4.sketchpad")[0]
    boxes = tuple(
        box.__class__("a", box.rect, picture=noise_png(8, 8, 1)) for box in document.boxes
    )
    for one in (document, Document(document.width, document.height, boxes=boxes)):
        content = json.loads(project_file.to_members(one)["document.json"])
        check(content, project_file.schema(), project_file.schema()["$defs"])


def check(value: Any, schema: dict[str, Any], parts: dict[str, Any]) -> None:
    """As much of JSON Schema as this one uses."""
    known = dict(schema.get("properties", {}))
    if "$ref" in schema:
        part = parts[schema["$ref"].rsplit("/")[-1]]
        merged = {**part, "properties": {**part.get("properties", {}), **known}}
        return check(value, merged, parts)
    if "anyOf" in schema:
        if value is None:
            assert {"type": "null"} in schema["anyOf"]
            return None
        return check(value, schema["anyOf"][0], parts)
    if "enum" in schema:
        assert value in schema["enum"]
        return None
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "boolean": bool,
        "integer": int,
        "number": (int, float),
    }
    assert isinstance(value, kinds[schema["type"]]), (value, schema)
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= value.keys()
        for name, one in value.items():
            check(one, known[name] if known else schema["additionalProperties"], parts)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            items = schema["prefixItems"][number] if "prefixItems" in schema else schema["items"]
            check(one, items, parts)
    return None


def test_files_of_every_version_open() -> None:
    kept = sorted(KEPT.glob("*.sketchpad"))
    assert [path.stem for path in kept] == [f"drawing-{n + 1}" for n in range(project_file.VERSION)]
    for path in kept:
        document, _ = project_file.load(path)
        assert (document.width, document.height) == (256, 192)
        assert (document.prompt, document.negative_prompt) == ("a cat", "dog")
        assert [len(stroke.points) for stroke in document.strokes] == [2, 1]
        assert [box.phrase for box in document.boxes] == ["a cat"]
    assert [paint.colour for paint in document.paints] == ["#2060a0", "#000000"]
    assert document.paints[1].stroke.eraser
    assert document.ground is not None
    assert document.denoising == 0.5
    assert [(patch.name, patch.filled) for patch in document.mask] == [("mask", True), ("", False)]
    assert (document.mask_options.grow, document.layer("mask").opacity) == (3, 0.25)
    rough, paint = document.layer_of("sketch 2"), document.layer_of("colour 2").content
    assert (rough.name, rough.opacity, rough.content and len(rough.content.strokes)) == (
        "Rough", 0.5, 1
    )  # fmt: skip
    assert paint is not None
    assert paint.paints[0].colour == "#ff8000"
    assert paint.ground is not None
    document = project_file.load(kept[1])[0]
    assert [region.name for region in document.regions] == ["sky"]
    assert document.poses[0].joints[0] == (0.5, 0.1)
    assert project_file.load(kept[0])[1].settings["request"]["sampling"]["seed"] == 5
