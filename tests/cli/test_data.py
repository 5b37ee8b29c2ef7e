"""The picture set's command: licences are checked before anything is fetched, credits name every source."""

from __future__ import annotations

import pytest

from sketchpad import paths
from sketchpad.cli import main as command_line
from sketchpad.training.data import pictures

LIST = paths.resources() / "training" / "pictures.tsv"


@pytest.fixture(autouse=True)
def _nothing_is_fetched(monkeypatch):
    def refuse(folder):
        raise AssertionError("nothing may be fetched here")

    monkeypatch.setattr(pictures, "fetch", refuse)
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)


def _changed(tmp_path, licence):
    head, first, *_ = LIST.read_text(encoding="utf-8").splitlines()
    column = head.split("\t").index("licence")
    cells = first.split("\t")
    cells[column] = licence
    path = tmp_path / "list.tsv"
    path.write_text("\n".join([head, first, "\t".join(cells)]) + "\n", encoding="utf-8")
    return path


def test_all_licences_of_the_list_are_allowed(capsys):
    assert command_line.main(["data", "--check"]) == 0
    assert "all licences are allowed" in capsys.readouterr().out


@pytest.mark.parametrize("licence", ["CC-BY-SA-4.0", "CC-BY-NC-4.0", "proprietary", ""])
def test_any_other_licence_is_refused_before_anything_is_fetched(tmp_path, capsys, licence):
    path = _changed(tmp_path, licence)
    assert command_line.main(["data", "--list", str(path)]) == command_line.MISUSED
    said = capsys.readouterr().err
    assert "is not allowed" in said
    assert licence in said


def test_a_list_that_is_none_is_refused(tmp_path, capsys):
    path = tmp_path / "list.tsv"
    assert command_line.main(["data", "--list", str(path)]) == command_line.MISUSED
    path.write_text("a\tb\n1\t2\n")
    assert command_line.main(["data", "--list", str(path)]) == command_line.MISUSED
    assert "cannot be used" in capsys.readouterr().err


def test_credits_name_every_source_with_its_licence(tmp_path):
    target = tmp_path / "credits.md"
    assert command_line.main(["data", "--check", "--credits", str(target)]) == 0
    told = target.read_text(encoding="utf-8")
    listed = pictures.read_list()
    for source in {p.source for p in listed}:
        row = next(line for line in told.splitlines() if line.startswith(f"| {source} |"))
        assert all(p.licence in row for p in listed if p.source == source)
    ours = (LIST.parents[2] / "CREDITS.md").read_text(encoding="utf-8")
    for name, _version in pictures.NPM.values():
        assert name in ours
    assert all(name in ours for name in pictures.DEBIAN.values())


def test_core_and_wide_choose_words(capsys):
    said = []
    for option in ("--core", "--wide"):
        assert command_line.main(["data", "--check", option]) == 0
        said.append(capsys.readouterr().out.splitlines()[-1])
    assert said[0].startswith("1265 pictures, 127 words")
    assert int(said[0].split()[0]) < int(said[1].split()[0]) < len(pictures.read_list())
