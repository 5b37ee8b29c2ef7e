"""Known faults of what Sketchpad is built on: `python -m tests.packaging.audit`, offline.

Reads `docs/advisories.json` (OSV form, https://ossf.github.io/osv-schema/) and compares it with the versions in
constraints.txt and the floors in pyproject.toml. Where the network may be asked, pip-audit knows more.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

TOP = Path(__file__).resolve().parent.parent.parent
ADVISORIES = TOP / "docs" / "advisories.json"


def requirements() -> list[Requirement]:
    """All that pyproject.toml asks for, extras included."""
    with (TOP / "pyproject.toml").open("rb") as file:
        table = tomllib.load(file)["project"]
    groups = (table["dependencies"], *table["optional-dependencies"].values())
    wanted = (Requirement(text) for group in groups for text in group)
    return [one for one in wanted if one.name != "sketchpad"]


def pins() -> dict[str, Version]:
    """Package -> the version in constraints.txt."""
    lines = (TOP / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name.strip()): Version(pin.strip()) for name, pin in pairs}


def floors() -> dict[str, Version]:
    """Package -> the oldest version that pyproject.toml allows."""
    return {
        canonicalize_name(wanted.name): Version(one.version)
        for wanted in requirements()
        for one in wanted.specifier
        if one.operator == ">="
    }


def is_affected(version: Version, events: Iterable[Mapping[str, str]]) -> bool:
    """Whether `version` lies in a range of OSV: the last event at or before it decides."""
    affected = False
    for event in events:
        ((kind, at),) = event.items()
        if kind == "introduced" and (at == "0" or version >= Version(at)):
            affected = True
        elif (kind == "fixed" and version >= Version(at)) or (
            kind == "last_affected" and version > Version(at)
        ):
            affected = False
    return affected


def known_faults(
    advisories: Iterable[Mapping[str, Any]], versions: Mapping[str, Version]
) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Each advisory that holds for one of `versions`, and that package."""
    for advisory in advisories:
        for affected in advisory["affected"]:
            name = canonicalize_name(affected["package"]["name"])
            ranges = affected["ranges"]
            if name in versions and any(is_affected(versions[name], r["events"]) for r in ranges):
                yield advisory, name


def main() -> int:
    """Print what is known; 1 where a fault is not answered by a reason why it cannot be reached."""
    advisories = json.loads(ADVISORIES.read_text(encoding="utf-8"))
    open_ = 0
    for kind, versions in (("pinned", pins()), ("lowest allowed", floors())):
        for advisory, name in known_faults(advisories, versions):
            reason = advisory.get("database_specific", {}).get("unreachable")
            open_ += reason is None
            print(f"{advisory['id']}: {name} {versions[name]} ({kind}): {advisory['summary']}")  # noqa: T201
            print(f"    {'not reachable: ' + reason if reason else 'RAISE THE VERSION'}")  # noqa: T201
    print(f"{len(advisories)} advisories, {open_} to be answered")  # noqa: T201
    return min(open_, 1)


if __name__ == "__main__":
    sys.exit(main())
