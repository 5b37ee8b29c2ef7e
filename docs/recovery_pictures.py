"""Makes the pictures of what is recovered: `python docs/recovery_pictures.py [FOLDER]`.

Three samples, two of them changed after they were saved, and left as a program leaves them that is killed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["SKETCHPAD_HOME"] = tempfile.mkdtemp()
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "docs"))

from screenshots import grab, open_window, require_chinese, settle, wait  # noqa: E402

from sketchpad import paths  # noqa: E402
from sketchpad.document.io import project_file  # noqa: E402
from sketchpad.document.model import Box  # noqa: E402
from sketchpad.ui.dialogs.recoveries import RecoveriesDialog  # noqa: E402
from sketchpad.ui.style.theme import theme  # noqa: E402
from tests.crashes import crash  # noqa: E402


def leave() -> None:
    """Fill the folder of recoveries."""
    saved = Path(tempfile.mkdtemp())
    for number, sample in enumerate(
        sorted((paths.resources() / "samples").glob("*.sketchpad"))[:3]
    ):
        document, path = project_file.load(sample)[0], saved / sample.name
        if number == 0:
            crash(document)
            continue
        kept = len(document.strokes) - 2 * number
        project_file.save(document.with_strokes(document.strokes[:kept]), path)
        box = Box("a red ball", (0.1, 0.6, 0.3, 0.8))
        crash(
            document.with_box(box) if number == 2 else document.with_prompt("at night"), origin=path
        )


def main(folder: Path) -> None:
    leave()
    app, window = open_window(1200, 760)
    require_chinese()
    window.news.offer_recovery()
    wait(app, window.notice.isHidden)
    grab(app, window, folder / "recovery-notice.png")
    for choice, language, name in (
        ("light", "en", "recovery"),
        ("dark", "zh_CN", "recovery-dark-chinese"),
    ):
        theme().choose(choice)
        window.language.choose(language)
        window.actions_["recoveries"].trigger()
        dialog = window.findChildren(RecoveriesDialog)[-1]
        wait(app, lambda shown=dialog.list: shown.count() == 0)
        grab(app, dialog, folder / f"{name}.png")
        dialog.close()
        settle(app, 0.1)
    window.state.mark_saved()
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
