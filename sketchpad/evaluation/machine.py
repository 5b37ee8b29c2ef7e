"""The machine on which something was measured: what matters for the time it takes, nothing that names it."""

from __future__ import annotations

import platform


def describe_machine() -> str:
    """One phrase: system, cores, device, precision, library. Imports torch."""
    import torch

    from sketchpad.models.runtime.device import choose_device, usable_cores

    place = choose_device()
    where = (
        torch.cuda.get_device_name(place.device)
        if place.device.type == "cuda"
        else f"{usable_cores()} CPU cores, {torch.get_num_threads()} threads"
        if place.device.type == "cpu"
        else place.device.type.upper()
    )
    precision = str(place.dtype).removeprefix("torch.")
    return (
        f"{platform.system()} {platform.machine()}, {where}, {precision}, torch {torch.__version__}"
    )
