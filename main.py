"""Start Sketchpad from a checkout: `python main.py`."""

import os
import sys
from importlib.util import find_spec

NEEDED = (
    "torch", "diffusers", "transformers", "safetensors", "numpy", "cv2", "PIL", "platformdirs", "msgspec", "psutil",
    "psd_tools", "PySide6",
)  # fmt: skip


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - said here in words, not by a SyntaxError later
        print("Sketchpad needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])  # noqa: UP031
        return 1
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        command = install_command(in_environment=sys.prefix != sys.base_prefix)
        print(
            f"Not installed here: {', '.join(missing)}. `{command}` installs all.", file=sys.stderr
        )
        return 1
    from sketchpad.__main__ import main as start

    return start()


def install_command(in_environment: bool) -> str:
    """The system's own Python is left alone: `make run` makes a private environment first."""
    if in_environment or os.name == "nt":
        return f"{sys.executable} -m pip install -c constraints.txt -e ."
    return "make run"


if __name__ == "__main__":
    sys.exit(main())
