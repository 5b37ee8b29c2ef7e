"""Files of packages that are not those that were tested are found."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests.packaging import audit, hashes

WHEEL = "numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl"


def report(tmp_path: Path, sha: str, name: str = WHEEL, old: bool = False) -> Path:
    archive = {"hash": f"sha256={sha}"} if old else {"hashes": {"sha256": sha}}
    install = [
        {"download_info": {"url": f"https://example.org/a/{name}#x=1", "archive_info": archive}},
        {"download_info": {"url": "file:///here", "dir_info": {"editable": True}}},
    ]
    path = tmp_path / "report.json"
    path.write_text(json.dumps({"install": install}))
    return path


@pytest.mark.parametrize("old", [False, True])
def test_another_file_of_a_known_name_is_refused(
    tmp_path: Path, old: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = json.loads(hashes.HASHES.read_text(encoding="utf-8"))
    for sha, status in ((known[WHEEL], 0), ("0" * 64, 1)):
        monkeypatch.setattr(sys, "argv", ["hashes", str(report(tmp_path, sha, old=old))])
        assert hashes.main() == status
    assert WHEEL in capsys.readouterr().err


def test_files_for_other_systems_are_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = report(tmp_path, "0" * 64, "torch-2.13.0%2Bcu130-cp311-cp311-win_amd64.whl")
    monkeypatch.setattr(sys, "argv", ["hashes", str(path)])
    assert hashes.main() == 0
    assert "0 of 1" in capsys.readouterr().out


def test_the_list_has_a_file_of_every_pin_and_none_of_other_versions() -> None:
    known = json.loads(hashes.HASHES.read_text(encoding="utf-8"))
    listed = {hashes.package(name) for name in known}
    assert dict(listed) == hashes.pinned() == {n: str(v) for n, v in audit.pins().items()}
    assert all(re.fullmatch(r"[0-9a-f]{64}", sha) for sha in known.values())
