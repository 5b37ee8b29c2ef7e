"""Published edge predictors in the old format become ours, and nothing in such a file is run."""

from __future__ import annotations

import math
import os
import pickle

import pytest
import torch
from torch import nn

from sketchpad.cli.convert import LAYOUTS
from sketchpad.cli.main import main
from sketchpad.models.networks.edge_networks import EdgePredictor

HIDDEN = (16, 12, 8, 6)


def published(width, seed=0):
    """The network of the public ports: linear layers on rows of features, one row a pixel."""
    torch.manual_seed(seed)
    layers, before = [], width
    for hidden in HIDDEN:
        layers += [nn.Linear(before, hidden), nn.ReLU(), nn.BatchNorm1d(hidden)]
        before = hidden
    network = nn.Sequential(*layers, nn.Linear(before, 4))
    network(torch.randn(64, width))  # so that the norms have statistics
    return network.eval()


def state_of(network):
    return {f"layers.{name}": value for name, value in network.state_dict().items()}


@pytest.mark.parametrize("width", [9320, 7080])
@pytest.mark.parametrize("wrapped", [False, True])
def test_it_predicts_the_same(width, wrapped, tmp_path, capsys):
    theirs = published(width)
    state = state_of(theirs)
    if wrapped:
        state = {"model_state_dict": state, "optimizer_state_dict": {"step": 3}, "loss": 0.5}
    torch.save(state, tmp_path / "edge_predictor.pt")
    out = tmp_path / "edge_predictor"
    assert main(["convert", "edge-predictor", str(tmp_path / "edge_predictor.pt"), str(out)]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    ours = EdgePredictor.load(out)

    size = (3, 2)
    features = [torch.randn(1, channels, *size) for _, channels in LAYOUTS[width]]
    noise = torch.randn(1, 4, *size)
    sines = [torch.sin(2 * math.pi * noise * 2.0**-level) for level in range(9)]
    rows = torch.cat([*features, noise, *sines], 1)[0].flatten(1).T
    with torch.no_grad():
        expected = theirs(rows).T.unflatten(1, size)
        assert torch.allclose(ours(features, noise, size)[0], expected, atol=1e-4)


def test_programs_are_not_run(tmp_path, capsys):
    mark = tmp_path / "mark"

    class Program:
        def __reduce__(self):
            return os.mkdir, (str(mark),)

    (tmp_path / "bad.pt").write_bytes(pickle.dumps({"layers.0.weight": Program()}, protocol=2))
    torch.save({"layers.0.weight": Program()}, tmp_path / "zip.pt")
    for name in ("bad.pt", "zip.pt"):
        assert main(["convert", "edge-predictor", str(tmp_path / name), str(tmp_path / "out")]) == 1
        assert "holds more than" in capsys.readouterr().err
    assert not mark.exists()
    assert not (tmp_path / "out").exists()


def test_what_is_no_edge_predictor_is_refused(tmp_path, capsys):
    good = state_of(published(7080))
    first = "layers.0.weight"
    bad = {
        "odd": {**good, first: good[first][:, :100]},
        "missing": {k: v for k, v in good.items() if k != "layers.5.running_mean"},
        "nan": {**good, first: torch.full_like(good[first], math.nan)},
        "other": {"weight": torch.ones(2, 2)},
        "list": [1, 2, 3],
    }
    for name, state in bad.items():
        torch.save(state, tmp_path / f"{name}.pt")
        out = tmp_path / f"{name}-out"
        assert main(["convert", "edge-predictor", str(tmp_path / f"{name}.pt"), str(out)]) == 1, (
            name
        )
        assert not out.exists()
    (tmp_path / "text.pt").write_text("hello")
    for name in ("text.pt", "nothing.pt"):
        assert main(["convert", "edge-predictor", str(tmp_path / name), str(tmp_path / "o")]) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == len(bad) + 2


def test_nothing_is_written_over(tmp_path, capsys):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kept").touch()
    torch.save(state_of(published(7080)), tmp_path / "a.pt")
    assert main(["convert", "edge-predictor", str(tmp_path / "a.pt"), str(tmp_path / "out")]) == 2
    assert "new folder" in capsys.readouterr().err
