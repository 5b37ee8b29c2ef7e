"""The autoencoder's latents."""

from __future__ import annotations

import numpy as np
import torch

from sketchpad.training.diffusion import autoencoder


def test_whitened_latents_have_mean_0_and_deviation_1_and_pictures_stay_the_same(monkeypatch):
    monkeypatch.setitem(autoencoder.CONFIG, "block_out_channels", (8, 8, 16, 16))
    torch.manual_seed(0)
    network = autoencoder.build().requires_grad_(False).eval()
    rng = np.random.default_rng(0)
    images = [rng.integers(0, 256, (32, 32, 3), np.uint8) for _ in range(6)]
    x = autoencoder.to_tensor(images, torch.device("cpu"))
    before = network.encode(x).latent_dist
    picture = network.decode(before.mode()).sample
    spread = before.std / before.mean.std((0, 2, 3), keepdim=True)
    mean, std = autoencoder.channel_statistics(network, images)
    after = autoencoder.whiten(network, mean, std).encode(x).latent_dist
    assert after.mode().mean((0, 2, 3)).abs().max() < 1e-4
    assert (after.mode().std((0, 2, 3)) - 1).abs().max() < 1e-4
    torch.testing.assert_close(network.decode(after.mode()).sample, picture, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(after.std, spread, atol=1e-4, rtol=1e-3)
