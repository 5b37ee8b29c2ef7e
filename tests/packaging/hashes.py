"""What pip has installed, against the files that were tested: `python tests/packaging/hashes.py REPORT`.

REPORT is what `pip install --report` writes. `docs/hashes.json` has the SHA-256 of every file that the pinned packages
were installed from when they were tested, by the file's name, which an index never gives to another file. Where a known
name has another hash, this ends with 1, before anything of the file has run. Files for other systems are not on the
list: they are counted. `--add` puts the files of REPORT on it, and takes off versions that are pinned no longer.

Only the standard library is used, as the packages are what is in doubt.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

TOP = Path(__file__).resolve().parent.parent.parent
HASHES = TOP / "docs" / "hashes.json"


def reported(report: Mapping[str, Any]) -> dict[str, str]:
    """File name -> SHA-256 of each package of a report (https://pip.pypa.io/en/stable/reference/installation-report/)."""
    found = {}
    for one in report["install"]:
        source = one["download_info"]
        archive = source.get("archive_info", {})
        sha = archive.get("hashes", {}).get("sha256")
        if sha is None and archive.get("hash", "").startswith("sha256="):  # pip before 23.1
            sha = archive["hash"].removeprefix("sha256=")
        name = unquote(urlsplit(source["url"]).path).rpartition("/")[2]
        if sha is not None:
            found[name] = sha
    return found


def compared(files: Mapping[str, str], known: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The files that are not what was tested, and those that are not on the list."""
    wrong = sorted(name for name, sha in files.items() if known.get(name, sha) != sha)
    return wrong, sorted(files.keys() - known.keys())


def package(file: str) -> tuple[str, str]:
    """Name, as in PEP 503, and version of the package that a wheel or an archive of sources is of."""
    name, version = re.sub(r"(\.tar\.gz|\.zip|\.whl)$", "", file).split("-")[:2]
    return re.sub(r"[-_.]+", "-", name).lower(), version.partition("+")[0]


def pinned() -> dict[str, str]:
    """Package -> version in constraints.txt."""
    lines = (TOP / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if "==" in line and not line.startswith("#"))
    return {re.sub(r"[-_.]+", "-", name.strip()).lower(): pin.strip() for name, pin in pairs}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("report", type=Path)
    options.add_argument("--add", action="store_true", help="put these files on the list")
    said = options.parse_args()
    files = reported(json.loads(said.report.read_text(encoding="utf-8")))
    known: dict[str, str] = json.loads(HASHES.read_text(encoding="utf-8"))
    wrong, unknown = compared(files, known)
    for name in wrong:
        tested = f"it should be {known[name]}"
        sys.stderr.write(
            f"{name} is not the file that was tested: its SHA-256 is {files[name]}, {tested}\n"
        )
    if wrong:
        return 1
    if said.add:
        pins = pinned()
        kept = {
            name: sha
            for name, sha in {**known, **files}.items()
            if pins.get(package(name)[0]) == package(name)[1]
        }
        HASHES.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n", encoding="utf-8")
    elif files:
        alike = len(files) - len(unknown)
        sys.stdout.write(
            f"{alike} of {len(files)} files have the hash they were tested with; no other is on the list\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
