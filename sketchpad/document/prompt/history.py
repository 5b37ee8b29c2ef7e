"""The prompts that pictures were made of, across starts of the program."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sketchpad import paths
from sketchpad.outside import typed
from sketchpad.own_files import OwnFile

MOST = 50
LONGEST = 4000
Prompts = tuple[str, str]
"""A prompt and a negative prompt."""


class PromptHistory:
    """Prompts with their negative prompts in a file, the newest first, each once, `MOST` at most."""

    def __init__(self, path: Path | None = None) -> None:
        self._file: OwnFile[list[object]] = OwnFile(
            path or paths.user_data() / "prompts.json", list
        )

    def present(self) -> tuple[Prompts, ...]:
        """What of the file makes sense."""
        read: list[Prompts] = []
        for one in self._file.read()[:MOST]:
            with suppress(ValueError):
                prompt, negative = typed(list[str], one)
                read.append((prompt, negative))
        return tuple(dict.fromkeys(read))

    def add(self, prompt: str, negative: str) -> None:
        """Raises DiskFull or CannotWrite; longer prompts than `LONGEST` are not kept."""
        new = prompt.strip(), negative.strip()
        before = self.present()
        if new[0] and max(map(len, new)) <= LONGEST and before[:1] != (new,):
            kept = [new, *(one for one in before if one != new)][:MOST]
            self._file.change(lambda _: [list(one) for one in kept])
