"""Palettes: ours, and those of strangers."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.palette import LONGEST_NAME, MOST, OWN, own_palettes, read_palette
from sketchpad.errors import BadDocument

HEAD = "GIMP Palette\n"


def test_ours_have_different_named_colours() -> None:
    palettes = own_palettes()
    assert tuple(palettes) == OWN
    for palette in palettes.values():
        colours = [colour for colour, _ in palette.colours]
        assert len(set(colours)) == len(colours) >= 16
        assert all(name for _, name in palette.colours)


def test_what_others_write_is_read(tmp_path: Path) -> None:
    path = tmp_path / "warm.gpl"
    rows = "Columns: 4\r\n# a remark\r\n255 0 10 Untitled\n\t 1\t2 3\tsea blue \n256 0 0\n1 2\n"
    path.write_text("\ufeff" + HEAD + rows)
    palette = read_palette(path)
    assert palette.name == "warm"
    assert palette.colours == (("#ff000a", ""), ("#010203", "sea blue"))
    path.write_text(HEAD + "Name: A\n" + "1 2 3\n" * (2 * MOST))
    assert len(read_palette(path).colours) == MOST


@pytest.mark.parametrize(
    "content", [b"", b"JASC-PAL\n", HEAD.encode(), HEAD.encode() + b"a b c\n", b"1 2 3\n" * 99999]
)
def test_what_is_none_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.gpl"
    path.write_bytes(content)
    with pytest.raises(BadDocument, match="not a palette"):
        read_palette(path)
    with pytest.raises(BadDocument, match="not there"):
        read_palette(tmp_path / "gone.gpl")


@given(st.binary(max_size=200))
def test_noise_is_read_or_refused(tmp_path: Path, noise: bytes) -> None:
    path = tmp_path / "noise.gpl"
    path.write_bytes(HEAD.encode() + noise)
    with suppress(BadDocument):
        assert read_palette(path).colours


def test_a_palette_is_read_up_to_its_limits(tmp_path: Path) -> None:
    path = tmp_path / "many.gpl"
    long = "n" * (LONGEST_NAME + 1)
    path.write_text(f"{HEAD}Name: {long}\n255 255 255 {long}\n0 256 0\n" + "1 2 3\n" * MOST)
    palette = read_palette(path)
    assert palette.name == long[:-1]
    assert len(palette.colours) == MOST
    assert palette.colours[:2] == (("#ffffff", long[:-1]), ("#010203", ""))
    path.write_text(f"{HEAD}Name:\n1 2 3\n")
    assert read_palette(path).name == "many"
