"""Names from templates: every field, nothing that a file cannot be called."""

from __future__ import annotations

import pytest

from sketchpad.document.model import Document
from sketchpad.generation.export.file_name import FIELDS, USUAL, file_name
from sketchpad.generation.request.request import MethodSettings, Request, Sampling

REQUEST = Request(
    Document(128, 192, prompt='a/b: "red" ..\n cat'),
    Sampling(7, 4, 4.0),
    (MethodSettings("gligen", 1.0),),
)


def test_fields() -> None:
    assert file_name(USUAL, REQUEST, "house") == "house 7"
    assert file_name("{method}-{size}", REQUEST, "") == "gligen-128x192"
    assert file_name("{date}", REQUEST, "", 1e9) == "2001-09-09"
    every = file_name("".join(f"{{{name}}}" for name in FIELDS), REQUEST, "house", 1e9)
    assert "{" not in every


@pytest.mark.parametrize(
    ("template", "name"),
    [("{prompt}", "a_b_ _red_ .. cat"), ("../{seed}", "_7"), ("", "7"), ("...", "7"), ("{a.b()}", "_a.b()_")],
)  # fmt: skip
def test_nothing_that_a_file_cannot_be_called(template: str, name: str) -> None:
    assert file_name(template, REQUEST, "house") == name
