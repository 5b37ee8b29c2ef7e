"""A window with a hub of its own on this computer, and a catalogue of three small models on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sketchpad.models.catalogue import catalogue as module
from sketchpad.models.catalogue.catalogue import Entry, entry_of
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.models.manager import ModelFileDialogs
from tests.models.hub.hub_server import FakeHub, running, safetensors

WEIGHTS = safetensors(60_000)
PARTS = {
    "base": ["model_index.json", "unet/model.safetensors"],
    "net": ["config.json", "model.safetensors"],
    "gates": ["gates.safetensors"],
}
FILES = {
    "model_index.json": b"{}",
    "config.json": b"{}",
    "unet/model.safetensors": WEIGHTS,
    "model.safetensors": WEIGHTS,
    "gates.safetensors": WEIGHTS,
}


def small(name: str, kind: str, family: str = "sd1", **more: object) -> Entry:
    return entry_of(
        {
            "id": name,
            "kind": kind,
            "family": family,
            "name": f"Small {name}",
            "repo": f"somebody/{name}",
            "revision": "main",
            "licence": "MIT",
            "licence_url": "https://example.org/mit",
            "size": 240_000,
            "files": [{"path": path} for path in PARTS[name]],
            "note": "Larger and finer; wants 8 GB of graphics memory or patience.",
            **more,
        }
    )


@pytest.fixture
def small_catalogue(monkeypatch: pytest.MonkeyPatch) -> dict[str, Entry]:
    """Instead of the large one."""
    entries = {
        "base": small("base", "base", picture=512),
        "net": small("net", "controlnet", hints=["scribble"], recommended=True),
        "gates": small("gates", "gligen", commercial=False),
    }
    monkeypatch.setattr(module, "shipped", lambda: entries)
    return entries


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, small_catalogue: dict[str, Entry]) -> Iterator[FakeHub]:
    """A hub that has them."""
    repos = {e.repo: {f.path: FILES[f.path] for f in e.files} for e in small_catalogue.values()}
    with running(FakeHub(repos)) as hub:
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield hub


class ScriptedModelQuestions(ModelFileDialogs):
    """Answers without a dialog."""

    answer: Path | None = None
    name = ""
    yes = True

    def folder(self, window: object) -> Path | None:
        return self.answer

    def file(self, window: object) -> Path | None:
        return self.answer

    def repository(self, window: object) -> str:
        return self.name

    def may_delete(self, window: object, name: str, size: str) -> bool:
        return self.yes


@pytest.fixture
def questions(window: MainWindow) -> ScriptedModelQuestions:
    scripted = ScriptedModelQuestions(window)
    window.models.questions = scripted
    return scripted


def net_config(width: int) -> bytes:
    return json.dumps({"_class_name": "ControlNetModel", "cross_attention_dim": width}).encode()
