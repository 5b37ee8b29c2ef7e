from __future__ import annotations

import json

from packaging.version import Version

from tests.packaging import audit


def test_ranges_of_osv() -> None:
    events = [{"introduced": "1.1"}, {"fixed": "2"}, {"introduced": "3"}, {"last_affected": "3"}]
    versions = ("1.0", "1.1", "1.5", "2.0", "3.0", "3.1")
    affected = [one for one in versions if audit.is_affected(Version(one), events)]
    assert affected == ["1.1", "1.5", "3.0"]


def test_no_version_that_is_allowed_has_a_known_fault() -> None:
    assert audit.main() == 0


def test_each_advisory_can_be_met() -> None:
    """A name that is written otherwise than in pyproject.toml would never be."""
    advisories = json.loads(audit.ADVISORIES.read_text(encoding="utf-8"))
    for version in ("0", "11"):  # some begin at a later version
        old = dict.fromkeys(audit.floors(), Version(version))
        met = {advisory["id"] for advisory, _ in audit.known_faults(advisories, old)}
        advisories = [one for one in advisories if one["id"] not in met]
    assert advisories == []
