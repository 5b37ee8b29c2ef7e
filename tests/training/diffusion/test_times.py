"""Which noise levels training sees, and that the last of them is noise alone."""

from __future__ import annotations

import torch
from torch import nn

from sketchpad.training.diffusion import model, networks


class Times(nn.Module):
    """What `Model.times` needs of a model."""

    times = model.Model.times
    _ratios = model.Model._ratios
    device = torch.device("cpu")

    def __init__(self) -> None:
        super().__init__()
        from diffusers.schedulers.scheduling_ddim import DDIMScheduler

        self.alphas_cumprod = DDIMScheduler(**networks.SCHEDULER).alphas_cumprod


def test_the_schedule_ends_without_any_picture():
    assert float(Times().alphas_cumprod[999]) == 0.0
    assert float(Times().alphas_cumprod[998]) > 0.0


def test_where_boxes_decide_many_times_are_late():
    torch.manual_seed(0)
    usual, late = Times().times(4000), Times().times(4000, noisy=0.6)
    for times in (usual, late):
        assert times.min() >= 0
        assert times.max() <= 999
    assert 0.1 < float((usual >= model.NOISY).float().mean()) < 0.4
    assert 0.6 < float((late >= model.NOISY).float().mean()) < 0.8
