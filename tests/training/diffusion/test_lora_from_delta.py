"""What was learnt last, as a LoRA of a certain size."""

from __future__ import annotations

import pickle
import zlib
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from sketchpad.models.lora.file import inspect_lora
from sketchpad.models.lora.merge import LoraMerger
from sketchpad.training.diffusion import lora_from_delta, lora_parametrization, networks
from sketchpad.training.diffusion.lora_layers import FILE
from sketchpad.training.diffusion.train import belongs


@pytest.fixture
def unet():
    torch.manual_seed(4)
    return networks.build_unet(block_out_channels=(32, 32, 64), attention_head_dim=(1, 1, 2)).eval()


def _changed(unet: nn.Module, rank: int, scale: float = 0.02) -> dict[str, torch.Tensor]:
    """Tensors of ``unet`` after what a LoRA may change has changed by matrices of a low rank."""
    mine = belongs("words")
    found = {}
    for name, value in unet.state_dict().items():
        found[name] = value.clone()
        if mine(f"unet.{name}"):
            rows, columns = value.flatten(1).shape
            low = torch.randn(rows, rank) @ torch.randn(rank, columns)
            found[name] += scale * low.view_as(value)
    return found


def test_a_change_of_low_rank_is_kept_and_read_by_the_program(unet, tmp_path):
    after = _changed(unet, 2)
    deltas = lora_from_delta.changes(unet, after)
    kept = lora_from_delta.factors(deltas)
    assert {len(down) for down, _ in kept.values()} == {2}
    assert lora_from_delta.explained(deltas, kept) > 0.97
    lora_from_delta.write(unet, kept, tmp_path)
    assert len(inspect_lora(tmp_path / FILE).changes) == len(deltas)
    x, t, states = torch.randn(1, 8, 8, 8), torch.tensor([499]), torch.randn(1, 4, 256)
    wanted = networks.build_unet(
        **{k: unet.config[k] for k in ("block_out_channels",)} | {"attention_head_dim": (1, 1, 2)}
    ).eval()
    wanted.load_state_dict(after)
    with torch.no_grad():
        before = unet(x, t, states).sample
        told = wanted(x, t, states).sample
        info = SimpleNamespace(context_width=256, family="sd1", name="tiny")
        assert LoraMerger(unet, []).use(((str(tmp_path / FILE), 1.0),), info)
        made = unet(x, t, states).sample
    assert float((made - told).square().mean()) < 0.2 * float((before - told).square().mean())


def test_ends_and_vectors_are_not_among_what_changes(unet):
    deltas = lora_from_delta.changes(unet, _changed(unet, 1))
    assert len(deltas) > 40
    assert not any("position_net" in name or "norm" in name for name in deltas)
    assert any("fuser" in name for name in deltas)
    assert not {"conv_in", "conv_out", "time_embedding.linear_1"} & set(deltas)
    assert belongs("words")("text_encoder.embeddings.token_embedding.weight")
    assert not belongs("words")("text_encoder.encoder.layers.0.mlp.fc1.weight")
    assert not belongs("words")("controlnet.conv_in.weight")


def test_nothing_changed_makes_no_factors(unet):
    deltas = lora_from_delta.changes(unet, dict(unet.state_dict()))
    assert deltas == {}
    assert lora_from_delta.factors(deltas) == {}
    assert lora_from_delta.explained(deltas, {}) == 1


def test_numbers_go_where_most_has_changed():
    torch.manual_seed(0)
    large, small = torch.randn(40, 30), 0.1 * torch.randn(40, 30)
    deltas = {"large": large, "small": small, "kernel": 0.3 * torch.randn(20, 5, 3, 3)}
    kept = lora_from_delta.factors(deltas, 1200)
    assert sum(a.numel() + b.numel() for a, b in kept.values()) <= 1200
    assert len(kept["large"][0]) > 10
    assert "small" not in kept
    assert lora_from_delta.explained(deltas, kept) > 0.6
    few = lora_from_delta.factors(deltas, 300)
    assert lora_from_delta.explained(deltas, few) < lora_from_delta.explained(deltas, kept)


def test_it_packs_well(unet, tmp_path):
    torch.manual_seed(1)
    network = nn.ModuleDict({"one": nn.Linear(300, 256)})
    deltas = {"one": torch.randn(256, 300) * torch.linspace(0.01, 1, 300)}
    kept = lora_from_delta.factors(deltas, 20_000)
    lora_from_delta.write(network, kept, tmp_path)
    packed = zlib.compress((tmp_path / FILE).read_bytes())
    assert 8 * len(packed) < 9 * 20_000


def test_factors_that_are_trained_change_the_layers_and_leave_them(unet):
    x, t, states = torch.randn(1, 8, 8, 8), torch.tensor([499]), torch.randn(1, 4, 256)
    mine = belongs("words-lora")
    with torch.no_grad():
        before = unet(x, t, states).sample
        kept = lora_from_delta.factors(lora_from_delta.changes(unet, _changed(unet, 2)), 4000)
        names = set(unet.state_dict())
        lora_parametrization.attach(unet, {name: len(down) for name, (down, _) in kept.items()})
        torch.testing.assert_close(unet(x, t, states).sample, before)
        lora_parametrization.put_in(unet, kept)
        changed = unet(x, t, states).sample
        assert not torch.allclose(changed, before, atol=1e-3)
    unet = pickle.loads(pickle.dumps(unet))
    unet(x, t, states).sample.square().mean().backward()
    told = {name for name, value in unet.named_parameters() if mine(f"unet.{name}")}
    assert len(told) == 2 * len(kept)
    assert all(unet.get_parameter(name).grad is not None for name in told)
    found = lora_parametrization.detach(unet)
    assert set(unet.state_dict()) == names
    assert found.keys() == kept.keys()
    with torch.no_grad():
        torch.testing.assert_close(unet(x, t, states).sample, before)
        lora_from_delta.fold(unet, found)
        torch.testing.assert_close(unet(x, t, states).sample, changed, atol=1e-4, rtol=1e-3)
