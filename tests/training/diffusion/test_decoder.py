"""The slim autoencoder: it begins as a part of the wide one, keeps its latents and learns from what the U-Net makes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from torch.utils.flop_counter import FlopCounterMode

from sketchpad.training.core.trainer import Budget
from sketchpad.training.data.scenes import SceneMaker
from sketchpad.training.diffusion import autoencoder, decoder, networks
from sketchpad.training.diffusion.examples import Composer
from sketchpad.training.diffusion.model import Model


@pytest.fixture
def wide(tiny):
    torch.manual_seed(0)
    return autoencoder.build().eval()


@pytest.fixture
def source(wide, pack, tmp_path):
    model = Model(networks.build_tokenizer({"cat": 3, "house": 2}, tmp_path, 700))
    maker = SceneMaker(pack)
    plain = Composer(maker, 192, (1.0,), 0.6, kind="plain")
    return decoder.NearMisses(model, wide, (plain, Composer(maker, 192, (1.0,), 0.6)))


def test_it_begins_with_channels_of_the_wide_one(wide):
    slim = decoder.slimmed(wide)
    assert autoencoder.widths_of(slim.state_dict()) == (8, 8, 8, 16)
    name = "decoder.up_blocks.1.resnets.0.conv1"
    before, after = wide.get_submodule(name).weight, slim.get_submodule(name).weight
    assert torch.equal(after, before[::2])
    assert torch.equal(slim.post_quant_conv.weight, wide.post_quant_conv.weight)


def test_at_full_size_it_decodes_for_a_third_and_stock_diffusers_loads_it(tmp_path):
    slim = autoencoder.build(decoder.SLIM)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        slim.decode(torch.zeros(1, 8, 32, 32))
    assert counter.get_total_flops() < 12e9
    slim.save_pretrained(tmp_path)
    again = AutoencoderKL.from_pretrained(tmp_path)
    assert again.config.block_out_channels == list(decoder.SLIM)


@torch.no_grad()
def test_near_misses_lie_over_the_pictures_that_they_should_become(source, monkeypatch):
    monkeypatch.setattr(decoder, "CLEAN", 1.0)
    z, x, sigma = source.batch(2, np.random.default_rng(0))
    assert z.shape == (2 * decoder.CROPS, 8, decoder.CROP, decoder.CROP)
    assert x.shape == (2 * decoder.CROPS, 3, 8 * decoder.CROP, 8 * decoder.CROP)
    assert not sigma.any()
    # Far from the crops' edges latents say what they say in the whole picture.
    alone = source.wide.encode(x).latent_dist.mode()
    middle = (slice(None), slice(None), slice(6, 10), slice(6, 10))
    close = (alone[middle] - z[middle]).square().mean() / z[middle].square().mean()
    others = (alone[middle].roll(1, 0) - z[middle]).square().mean() / z[middle].square().mean()
    assert close < 0.3 * others
    monkeypatch.setattr(decoder, "CLEAN", 0.0)
    z, x, sigma = source.batch(1, np.random.default_rng(0))
    assert 0 < float(sigma.min()) <= float(sigma.max()) < 1
    assert torch.isfinite(z).all()


def test_an_exact_unet_leaves_nothing_to_mend(source, monkeypatch):
    def velocity(x, t, states, hint=None):
        a, s = source.model.levels(t)
        return (a * x - wanted) / s

    monkeypatch.setattr(decoder, "CLEAN", 0.0)
    monkeypatch.setattr(source.model, "velocity", velocity)
    example = source.material(0, np.random.default_rng(0)).example
    wanted = example.latents[None]
    for seed in range(4):  # one step and two
        z, _ = source.denoised([example], False, np.random.default_rng(seed))
        torch.testing.assert_close(z, wanted, atol=0.02, rtol=0.02)


def test_blur_errs_less_in_pixels_than_it_pleases_the_discriminator():
    sharp = torch.zeros(1, 3, 32, 32)
    sharp[..., 16:] = 1.0
    soft = torch.nn.functional.avg_pool2d(sharp, 9, 1, 4)
    assert decoder.sharpness(sharp) > 2 * decoder.sharpness(soft)
    assert float(decoder.pixel_error(sharp, sharp)) == 0.0
    assert float(decoder.pixel_error(soft, sharp)) > 0.0


@pytest.mark.slow
def test_it_learns_and_goes_on_where_it_was(source, tmp_path):
    budget = Budget(600, 6)
    run = decoder.train(source, tmp_path / "run", budget, scenes=1, lr=2e-3)
    log = [row for row in run.history if "psnr" in row]
    assert run.step == 6
    assert all(np.isfinite(list(log[-1].values())))
    assert (tmp_path / "run" / "sheet-000006.png").exists()
    wide = source.wide.state_dict()
    slim = decoder.slimmed(source.wide).state_dict()
    moved = run.module.vae.state_dict()
    for name in ("decoder.conv_in.weight", "encoder.conv_in.weight"):
        assert not torch.equal(moved[name], slim[name])
    assert all(torch.equal(value, wide[name]) for name, value in source.wide.state_dict().items())
    again = decoder.train(source, tmp_path / "run", Budget(600, 8), scenes=1, lr=2e-3)
    assert again.step == 8


@pytest.mark.slow
def test_a_published_one_keeps_its_encoder(source, tmp_path, monkeypatch):
    monkeypatch.setattr(decoder, "SLIM", (8, 8, 16, 16))
    before = {name: value.clone() for name, value in source.wide.state_dict().items()}
    run = decoder.train(source, tmp_path / "run", Budget(600, 2), scenes=1, lr=2e-3)
    after = run.module.vae.state_dict()
    for name, value in before.items():
        if name.startswith(("encoder.", "quant_conv.")):
            assert torch.equal(after[name], value), name
    assert not torch.equal(after["decoder.conv_out.weight"], before["decoder.conv_out.weight"])


def test_another_process_has_the_same_discriminator():
    critic = decoder.Critic((8, 8))
    rebuild, arguments = critic.__reduce__()
    again, picture = rebuild(*arguments), torch.rand(1, 3, 32, 32)
    assert torch.equal(again.eval()(picture)[0], critic.eval()(picture)[0])
    with torch.no_grad():
        for parameter in again.parameters():
            parameter.zero_()
    assert all(not parameter.any() for parameter in critic.parameters())
    assert {name for name, _ in again.named_parameters()} == {
        name for name, _ in critic.named_parameters()
    }
