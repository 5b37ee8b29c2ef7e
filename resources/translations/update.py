# ruff: noqa: INP001 - a script, no package
"""Collects what is to be translated and makes what Qt reads: `python resources/translations/update.py`.

Sentences of errors and settings are written outside of the window (errors.py, settings.py), those of actions in
tables (ui/actions/tables); they are put before lupdate as a file of its own. Needs nothing but PySide6-Essentials.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LANGUAGES = ("zh_CN",)


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from sketchpad.ui.actions.tables import all_tables
    from sketchpad.ui.style import messages

    sources = sorted(str(path) for path in (ROOT / "sketchpad" / "ui").rglob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        collected = Path(folder) / "messages.py"
        lines = [
            f"QT_TRANSLATE_NOOP({context!r}, {quoted(text)})"
            for context, text in dict.fromkeys((*messages.texts(), *all_tables.texts()))
        ]
        collected.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for language in LANGUAGES:
            ts = HERE / f"sketchpad_{language}.ts"
            run(
                "lupdate",
                *sources,
                str(collected),
                "-ts",
                str(ts),
                "-no-obsolete",
                "-locations",
                "none",
            )
            run("lrelease", str(ts), "-qm", str(ts.with_suffix(".qm")))
    return 0


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def run(tool: str, *arguments: str) -> None:
    program = Path(sys.executable).with_name(f"pyside6-{tool}")
    subprocess.run([str(program), *arguments], check=True)


if __name__ == "__main__":
    sys.exit(main())
