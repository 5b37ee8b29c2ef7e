"""A published model without the thin first level grows it and goes on from what it knows."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from diffusers.models.controlnets.controlnet import ControlNetModel
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

from sketchpad.training.diffusion import model as base
from sketchpad.training.diffusion import networks
from sketchpad.training.export import warm_start

pytestmark = pytest.mark.slow

BEFORE = {
    "block_out_channels": (64, 32, 64),
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    "attention_head_dim": (2, 1, 2),
    "time_embedding_dim": None,
}


@pytest.fixture
def tokenizer(tmp_path):
    return networks.build_tokenizer({"cat": 3, "house": 2}, tmp_path, 700)


@pytest.fixture
def grown(tokenizer, monkeypatch):
    """The tensors of a tiny model with three levels, and the model that has grown out of it."""
    torch.manual_seed(0)
    with monkeypatch.context() as patch:
        for name, value in BEFORE.items():
            patch.setitem(networks.UNET, name, value)
        old = base.Model(tokenizer)
    for parameter in old.controlnet.parameters():
        torch.nn.init.normal_(parameter, std=0.05)
    for network in (old.unet, old.controlnet):
        # Trained networks hardly hear the fastest sines, which change within a few time steps.
        fast = network.time_embedding.linear_1.weight.data.unflatten(1, (2, -1))
        fast[:, :, : fast.shape[2] // 2] = 0
    monkeypatch.setitem(networks.UNET, "block_out_channels", (32, 64, 32, 64))
    monkeypatch.setitem(networks.UNET, "attention_head_dim", (1, 2, 1, 2))
    new = base.Model(tokenizer)
    published = {n: v for n, v in old.state_dict().items() if not n.startswith("word_head")}
    tensors = warm_start.grown(published, new)
    new.load_state_dict(tensors)
    return published, new


def test_levels_become_the_next_lower_ones(grown):
    before, model = grown
    after = model.state_dict()
    for old, new in (
        ("unet.down_blocks.2.", "unet.down_blocks.3."),
        ("unet.up_blocks.0.", "unet.up_blocks.0."),
        ("unet.mid_block.attentions.", "unet.mid_block.attentions."),
        ("unet.position_net.", "unet.position_net."),
        ("controlnet.down_blocks.1.attentions.", "controlnet.down_blocks.2.attentions."),
        ("controlnet.controlnet_down_blocks.1.", "controlnet.controlnet_down_blocks.3."),
        ("controlnet.controlnet_down_blocks.5.", "controlnet.controlnet_down_blocks.7."),
        ("text_encoder.", "text_encoder."),
    ):
        names = [name for name in before if name.startswith(old) and "time_emb" not in name]
        assert names
        for name in names:
            assert torch.equal(after[new + name.removeprefix(old)], before[name]), name
    assert torch.equal(after["unet.conv_in.weight"], before["unet.conv_in.weight"][:32])
    # What the first level adds to the residuals is nothing yet, the rest goes on from the first convolution's.
    for number in (0, 1):
        assert not after[f"controlnet.controlnet_down_blocks.{number}.weight"].any()
    assert torch.equal(
        after["controlnet.controlnet_down_blocks.2.weight"],
        before["controlnet.controlnet_down_blocks.0.weight"][:32, :32],
    )


def test_the_first_level_hands_on_what_it_gets_at_half_the_size(grown):
    _, model = grown
    x = torch.randn(2, 32, 8, 8)
    time = torch.randn(2, 256)
    level = model.unet.down_blocks[0]
    out, _ = level(x, time)
    torch.testing.assert_close(out, F.avg_pool2d(x, 2))


@torch.no_grad()
def test_times_are_read_as_before_where_half_of_the_noise_was(grown):
    before, model = grown
    ratio = ((1 - model.alphas_cumprod) / model.alphas_cumprod).sqrt()
    t = torch.arange(0, 1000, 25)
    then = torch.stack([(ratio - ratio[one] / 2).abs().argmin() for one in t])
    for net, name in (("unet", "mid_block.resnets.0"), ("controlnet", "mid_block.resnets.1")):
        old = {n.removeprefix(f"{net}."): v for n, v in before.items() if n.startswith(net)}
        network = getattr(model, net)
        sines = warm_start._sines(then, old["time_embedding.linear_1.weight"].shape[1]).float()
        inner = F.linear(
            F.silu(
                F.linear(
                    sines,
                    old["time_embedding.linear_1.weight"],
                    old["time_embedding.linear_1.bias"],
                )
            ),
            old["time_embedding.linear_2.weight"],
            old["time_embedding.linear_2.bias"],
        )
        expected = F.linear(
            F.silu(inner), old[f"{name}.time_emb_proj.weight"], old[f"{name}.time_emb_proj.bias"]
        )
        sizes = model.unet.config.block_out_channels[0] if net == "unet" else None
        sines = warm_start._sines(t, sizes or network.config.block_out_channels[0]).float()
        layer = network.get_submodule(name).time_emb_proj
        found = layer(F.silu(network.time_embedding(sines)))
        assert float((found - expected).std() / expected.std(0).mean()) < 0.3, net


def test_stock_diffusers_loads_what_has_grown(grown, tmp_path):
    _, model = grown
    for network, kind in ((model.unet, UNet2DConditionModel), (model.controlnet, ControlNetModel)):
        network.save_pretrained(tmp_path / kind.__name__)
        again = kind.from_pretrained(tmp_path / kind.__name__)
        for name, value in network.state_dict().items():
            assert torch.equal(again.state_dict()[name], value)


def test_a_model_of_the_same_levels_is_taken_as_it_is(tokenizer, tiny):
    old, new = base.Model(tokenizer), base.Model(tokenizer)
    tensors = warm_start.grown(old.state_dict(), new)
    assert all(torch.equal(tensors[name], value) for name, value in old.state_dict().items())


def test_other_models_are_refused(tokenizer, tiny, monkeypatch):
    new = base.Model(tokenizer)
    monkeypatch.setitem(networks.UNET, "block_out_channels", (32, 64, 32, 64))
    monkeypatch.setitem(networks.UNET, "attention_head_dim", (1, 2, 1, 2))
    other = base.Model(tokenizer)
    with pytest.raises(ValueError, match="other shapes"):
        warm_start.grown(other.state_dict(), new)
    deeper = {"unet.down_blocks.6.conv.weight": torch.zeros(1)}
    with pytest.raises(ValueError, match="levels"):
        warm_start.grown(deeper, new)
