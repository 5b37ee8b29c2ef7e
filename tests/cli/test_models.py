"""The command line lists, downloads, removes and finds models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sketchpad.cli import main as command_line
from sketchpad.models.catalogue import catalogue as module
from sketchpad.models.catalogue.catalogue import Entry, catalogue, entry_of
from sketchpad.models.hub.cache import cache_folder, installed
from tests.models.hub.hub_server import FakeHub, running, safetensors

WEIGHTS = safetensors(1000)


@pytest.fixture(autouse=True)
def _no_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    entry = entry_of(
        {
            "id": "tiny",
            "kind": "controlnet",
            "family": "sd1",
            "name": "Tiny net",
            "repo": "somebody/tiny",
            "revision": "main",
            "licence": "MIT",
            "licence_url": "https://example.org/mit",
            "size": 4096,
            "hints": ["canny"],
            "files": [{"path": "config.json"}, {"path": "model.safetensors"}],
        }
    )
    monkeypatch.setattr(module, "shipped", lambda: {"tiny": entry})
    files = {"config.json": b"{}", "model.safetensors": WEIGHTS}
    with running(FakeHub({"somebody/tiny": files})) as hub:
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield hub


def tiny() -> Entry:
    return catalogue()["tiny"]


def test_the_list_says_what_matters(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["models", "list", "--kind", "gligen"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    for word in ("gligen-sd14", "sd1", "418 MB", "OpenRAIL"):
        assert word in lines[0]


def test_the_list_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["models", "list", "--json", "--family", "sdxl"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {item["family"] for item in found} == {"sdxl"}
    (xl,) = [item for item in found if item["id"] == "sdxl"]
    assert xl["pinned"] is True
    assert xl["path"] is None
    assert xl["state"] == "-"


def test_downloaded_found_and_removed(hub: FakeHub, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["models", "where", "tiny"]) == 1
    assert "Download it first." in capsys.readouterr().err
    assert command_line.main(["models", "download", "tiny"]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(installed(tiny()))
    assert "MIT" in said.err
    assert "100%" in said.err
    assert command_line.main(["models", "where", "somebody/tiny"]) == 0
    assert capsys.readouterr().out.strip() == str(installed(tiny()))
    assert command_line.main(["models", "list", "--installed"]) == 0
    assert "installed" in capsys.readouterr().out
    assert command_line.main(["models", "remove", "tiny"]) == 0
    assert "4 kB freed" in capsys.readouterr().out
    assert installed(tiny()) is None
    assert command_line.main(["models", "remove", "tiny"]) == 0
    assert "nothing to remove" in capsys.readouterr().out


def test_everything_is_said_as_json_to_programs(
    hub: FakeHub, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*arguments: str, status: int = 0) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        assert command_line.main(["models", *arguments, "--json"]) == status
        streams = capsys.readouterr()
        out, err = (
            [json.loads(line) for line in s.splitlines()] for s in (streams.out, streams.err)
        )
        return out, err

    out, err = said("download", "tiny")
    assert out == [{"event": "done", "file": str(installed(tiny())), "id": "tiny"}]
    assert {line["event"] for line in err} == {"message", "progress"}
    assert err[-1]["done"] == err[-1]["total"] > 0
    out, _ = said("verify")
    assert out == [{"event": "verified", "id": "tiny", "good": True, "damaged": []}]
    out, _ = said("remove", "tiny")
    assert (out[0]["event"], out[0]["id"]) == ("removed", "tiny")
    _, (error,) = said("download", "nothing", status=2)
    assert error["event"] == "misuse"
    assert "models list" in error["text"]


def test_who_follows_a_publisher_is_told_so(
    hub: FakeHub, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["models", "download", "tiny"]) == 0
    assert "compared with the hub's own checksums" in capsys.readouterr().err


def test_a_repository_by_its_name(hub: FakeHub, capsys: pytest.CaptureFixture[str]) -> None:
    config = b'{"_class_name": "ControlNetModel", "cross_attention_dim": 768}'
    hub.add("me/net", {"config.json": config, "model.safetensors": WEIGHTS})
    assert command_line.main(["models", "download", "me/net"]) == 0
    place = Path(capsys.readouterr().out.strip())
    assert (place / "model.safetensors").read_bytes() == WEIGHTS
    assert catalogue()["me-net"].family == "sd1"


def test_a_file_that_rotted_on_the_disk_is_found(
    hub: FakeHub, capsys: pytest.CaptureFixture[str]
) -> None:
    command_line.main(["models", "download", "tiny"])
    place = installed(tiny())
    assert place is not None
    capsys.readouterr()
    assert command_line.main(["models", "verify"]) == 0
    assert capsys.readouterr().out == "tiny: good\n"
    blob = (place / "model.safetensors").resolve()
    data = bytearray(blob.read_bytes())
    data[-1] ^= 1
    blob.write_bytes(data)
    assert command_line.main(["models", "verify", "tiny"]) == 1
    assert capsys.readouterr().out == "tiny: damaged: model.safetensors\n"
    command_line.main(["models", "remove", "tiny"])
    assert command_line.main(["models", "verify", "tiny"]) == 1
    assert "not on this computer" in capsys.readouterr().out


def test_another_cache(hub: FakeHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["models", "download", "tiny", "--cache", str(tmp_path)]) == 0
    assert installed(tiny(), tmp_path)
    assert installed(tiny()) is None


def test_where_the_cache_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["models", "where"]) == 0
    assert capsys.readouterr().out.strip() == str(cache_folder())


@pytest.mark.parametrize("verb", ["download", "remove", "where"])
def test_a_name_nobody_knows(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["models", verb, "nothing"]) == 2
    assert "models list" in capsys.readouterr().err


def test_offline_is_one_sentence(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert command_line.main(["models", "download", "tiny"]) == 1
    assert "offline" in capsys.readouterr().err
    assert hub.asked == []
