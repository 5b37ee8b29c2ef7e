"""No damaged file from outside is more than a sentence: a short form of `python -m tests.reliability.fuzz`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.reliability.fuzz import damaged
from tests.reliability.readers import readers, survives

INPUTS = 25  # for each reader; by hand there are millions


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SKETCHPAD_HOME", str(tmp_path))
    return tmp_path


def test_whatever_is_damaged_is_read_or_refused_in_a_sentence(
    scratch: Path, subtests: pytest.Subtests
) -> None:
    for name, reader in readers(scratch).items():
        with subtests.test(reader=name):
            chance = random.Random(name)
            seeds = reader.seeds()
            bad = (damaged(chance.choice(seeds), reader.form, chance) for _ in range(INPUTS))
            for data in (*seeds, b"", *bad):
                error = survives(reader, data)
                assert error is None, f"{data[:200]!r}: {error!r}"


def test_good_inputs_are_read(scratch: Path) -> None:
    """Else what is damaged is refused at the first byte, and nothing behind it is tried."""
    for name, reader in readers(scratch).items():
        if name != "checkpoint":  # a part of one, which is refused
            assert reader.read(reader.seeds()[0]) is not None, name
