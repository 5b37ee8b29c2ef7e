"""The sample drawings that come with the program: a folder of drawings and an index with their titles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """One sample drawing. `titles`: language code ("en", "zh_CN") -> title."""

    name: str
    path: Path
    titles: Mapping[str, str] = field(hash=False)

    def title(self, language: str = "en") -> str:
        """The title in `language` ("zh_CN", "zh-Hans", "zh" ...), else in English."""
        for code, title in self.titles.items():
            if code.replace("-", "_").split("_")[0] == language.replace("-", "_").split("_")[0]:
                return title
        return self.titles.get("en", self.name)


def list_samples(folder: str | Path) -> tuple[Sample, ...]:
    """The samples of `folder` in the order of its ``index.json``; none if there is no index."""
    folder = Path(folder)
    try:
        index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(
        Sample(one["name"], folder / one["file"], one["title"]) for one in index["samples"]
    )
