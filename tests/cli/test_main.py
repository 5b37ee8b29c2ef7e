from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from sketchpad import __version__
from sketchpad.cli import main as command_line
from sketchpad.errors import WeightsMissing
from sketchpad.terminal import ProgressLine

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(autouse=True)
def _no_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log belongs to the process; what it does is tested in processes of their own."""
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Any], int]], None]:
    """Puts a function in the place of the command `sample`."""

    def install(run: Callable[[Any], int]) -> None:
        def add_arguments(parser: Any) -> None:
            parser.add_argument("--steps", type=int)
            parser.add_argument("--json", action="store_true")

        module = SimpleNamespace(add_arguments=add_arguments, run=run)
        monkeypatch.setattr(command_line.importlib, "import_module", lambda _name: module)

    return install


def fail(error: BaseException) -> Callable[[Any], int]:
    def run(_args: Any) -> int:
        raise error

    return run


def test_the_commands_status_is_the_programs(command: Any) -> None:
    command(lambda args: args.steps)
    assert command_line.main(["sample", "--steps", "3"]) == 3


def test_an_error_is_one_sentence(command: Any, capsys: pytest.CaptureFixture[str]) -> None:
    command(fail(WeightsMissing("weights", how="Get it.")))
    assert command_line.main(["sample"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "sketchpad: The model was not found in “weights”. Get it.\n"


def test_an_unexpected_error_names_the_log(
    command: Any, capsys: pytest.CaptureFixture[str], logged_errors: list[str]
) -> None:
    command(fail(ZeroDivisionError("division by zero")))
    assert command_line.main(["sample"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "sketchpad.log" in said
    assert "Traceback" not in said
    assert len(logged_errors) == 1


def test_ctrl_c_is_no_error(command: Any, capsys: pytest.CaptureFixture[str]) -> None:
    command(fail(KeyboardInterrupt()))
    assert command_line.main(["sample"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


@pytest.mark.parametrize(
    ("error", "status"), [(KeyboardInterrupt(), 130), (command_line._Terminated(), 143)]
)
def test_being_stopped_counts_from_the_first_moment(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int
) -> None:
    monkeypatch.setattr(command_line, "build_parser", fail(error))
    assert command_line.main(["sample"]) == status


@pytest.mark.parametrize("arguments", [["paint"], ["sample", "--steps", "few"], ["--what"]])
def test_misuse_is_one_sentence_and_status_2(
    arguments: list[str], command: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    command(lambda _args: 0)
    with pytest.raises(SystemExit) as stopped:
        command_line.main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command_line.main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"Sketchpad {__version__}\n"


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command_line.main(["--help"])
    listed = capsys.readouterr().out
    assert all(name in listed for name in command_line.COMMANDS)


@pytest.mark.parametrize("name", command_line.COMMANDS)
def test_each_command_has_its_parser_and_explains_itself(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(importlib.import_module(f"sketchpad.cli.{name}").run)
    with pytest.raises(SystemExit) as stopped:
        command_line.main([name, "--help"])
    assert stopped.value.code == 0
    assert name in capsys.readouterr().out


def test_json_is_for_one_command(command, capsys) -> None:
    def run(_args: Any) -> int:
        ProgressLine().note("it goes on")
        return 0

    command(run)
    assert command_line.main(["sample", "--json"]) == 0
    assert capsys.readouterr().err == '{"event": "message", "text": "it goes on"}\n'
    ProgressLine().note("it goes on")
    assert capsys.readouterr().err == "Note: it goes on\n"
