"""The command line: finds the command, turns errors into one sentence and an exit status."""

from __future__ import annotations

import argparse
import importlib
import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from sketchpad import __version__, logs
from sketchpad.errors import SketchpadError
from sketchpad.models.runtime.switch import SWITCH
from sketchpad.terminal import STDOUT, Misuse, ProgressLine, speak_json

_log = logging.getLogger(__name__)

DONE, FAILED, MISUSED, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143

# Command -> one line of help. Only the module of the command that runs is imported: each has
# `add_arguments(parser)` and `run(args) -> int`, and lies in sketchpad/cli/<command>.py.
COMMANDS = {
    "generate": "make a picture from a drawing",
    "batch": "make a picture for each line of a table",
    "compare": "make the same drawing's picture with every method, side by side",
    "info": "say what made a picture, or what is in a drawing",
    "export": "write the picture or the drawing of a file in another form",
    "history": "list, search and export the pictures of the gallery",
    "sample": "list the sample drawings",
    "models": "list, download, verify and remove models",
    "metrics": "say whether a thing is in a picture",
    "evaluate": "measure how well pictures follow their drawings",
    "bench": "measure speed",
    "cluster": "make pictures on several machines",
    "train": "train the embedded model",
    "desktop": "add Sketchpad to the desktop's menu, or take it out",
    "convert": "turn published weights into safetensors",
    "data": "get and prepare the pictures to train on",
    "completion": "print the completion script of a shell",
}


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the page of usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(MISUSED, f"{self.prog}: {message} (`{self.prog} --help` explains)\n")


def build_parser(command: str | None = None) -> argparse.ArgumentParser:
    """The whole parser, with the arguments of one command filled in."""
    parser = Parser(
        prog="sketchpad",
        description="Draw, say what it is, and watch a picture appear. Without a command the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"Sketchpad {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="command", required=True)
    for name, summary in COMMANDS.items():
        own = subparsers.add_parser(name, help=summary)
        if name == command:
            importlib.import_module(f"sketchpad.cli.{name}").add_arguments(own)
    return parser


class _Terminated(BaseException):
    """The system asks the program to end: what was begun is taken back first."""


def _on_terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _Terminated


def main(argv: Sequence[str]) -> int:
    """Run one command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name it cannot write must not cost a picture
            stream.reconfigure(errors="backslashreplace")
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _on_terminate)
    command = argv[0] if argv and argv[0] in COMMANDS else None
    try:
        args = build_parser(command).parse_args(argv)
        speak_json(getattr(args, "json", None) in (True, STDOUT))
        if getattr(args, "runtime", None):
            os.environ[SWITCH] = args.runtime
        logs.start_logging()
        _log.info("sketchpad %s", " ".join(argv))
        return int(importlib.import_module(f"sketchpad.cli.{args.command}").run(args))
    except Misuse as error:
        _say(f"sketchpad {command}: {error}", "misuse")
        return MISUSED
    except SketchpadError as error:
        _log.info("Refused: %s", error, exc_info=True)
        _say(f"sketchpad: {error}")
        return FAILED
    except KeyboardInterrupt:
        _say("Stopped.", "stopped")
        return INTERRUPTED
    except _Terminated:
        _say("Stopped.", "stopped")
        return TERMINATED
    except BrokenPipeError:
        # The reader of the output has closed it (`... | head`).
        sys.stderr.close()
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last place to catch one; the log has the traceback
        _log.critical("Uncaught exception", exc_info=error)
        _say(f"sketchpad: {logs.unexpected(error)}")
        return FAILED
    finally:
        speak_json(False)


def _say(text: str, event: str = "error") -> None:
    line = ProgressLine()
    line.say(text, event=event, text=text)
    line.end()
