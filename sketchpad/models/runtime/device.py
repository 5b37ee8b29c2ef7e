"""Where the networks run, in which precision, on how many cores."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass

import torch

from sketchpad.models.runtime.offload import should_offload, should_offload_layers

_log = logging.getLogger(__name__)
_OUT_OF_MEMORY = (
    "out of memory",
    "out_of_memory",
    "not enough memory",
    "can't allocate memory",
    "cudnn_status_alloc_failed",
    "cublas_status_alloc_failed",
)


@dataclass(frozen=True)
class DeviceChoice:
    """A device and the precision of the networks on it. Latents and schedulers are always float32."""

    device: torch.device
    dtype: torch.dtype
    offload: bool = False
    """Text encoders and VAE wait in main memory and are lent to the device."""
    layers: bool = False
    """U-Net and nets as well, a layer at a time."""

    @property
    def home(self) -> torch.device:
        """Where what is lent to the device lives."""
        return torch.device("cpu") if self.offload else self.device

    @property
    def low_precision(self) -> bool:
        return self.dtype != torch.float32


def choose_device(device: str = "", precision: str = "") -> DeviceChoice:
    """The fastest place there is, or the one asked for.

    Args:
        device: "cpu", "cuda", "mps" or ""; the environment's SKETCHPAD_DEVICE counts where it is empty.
        precision: "float32", "bfloat16", "float16" or ""; likewise SKETCHPAD_PRECISION.

    SKETCHPAD_OFFLOAD is "always", "layers" or "never"; see `should_offload` and `should_offload_layers`.
    """
    device = device or os.environ.get("SKETCHPAD_DEVICE", "")
    precision = precision or os.environ.get("SKETCHPAD_PRECISION", "")
    if not _there(device):
        _log.warning("There is no device %s; another one is taken", device)
        device = ""
    if not device:
        device = "cuda" if torch.cuda.is_available() else "cpu"
        if torch.backends.mps.is_available():
            device = "mps"
    place = torch.device(device)
    memory = 0
    try:
        if place.type == "cuda":
            memory = torch.cuda.get_device_properties(place).total_memory
        dtype = _precision(place, precision)
    except (RuntimeError, AssertionError):  # the driver does not fit, or the card does not answer
        _log.warning("The device %s does not work; the processor is taken", device, exc_info=True)
        return choose_device("cpu", precision)
    wish = os.environ.get("SKETCHPAD_OFFLOAD", "")
    return DeviceChoice(
        place,
        dtype,
        should_offload(wish, place.type, memory),
        should_offload_layers(wish, place.type, memory),
    )


def _precision(place: torch.device, asked: str) -> torch.dtype:
    if asked:
        known = {"bfloat16": torch.bfloat16, "float16": torch.float16}
        return known.get(asked, torch.float32)
    if place.type == "cuda":
        return torch.bfloat16 if _multiplies_bfloat16(place) else torch.float16
    if place.type == "cpu" and _has_fast_bfloat16():
        return torch.bfloat16
    return torch.float32


def _there(device: str) -> bool:
    """Whether this machine has the device asked for; preferences may come from another machine."""
    kind, _, number = device.partition(":")
    if kind == "cuda" and (not number or number.isdecimal()):
        return torch.cuda.is_available() and int(number or 0) < torch.cuda.device_count()
    return device in ("", "cpu") or (device == "mps" and torch.backends.mps.is_available())


def _multiplies_bfloat16(place: torch.device) -> bool:
    """Whether this card does so in hardware; others say that they can, and take many times as long."""
    with torch.cuda.device(place):
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))


def _has_fast_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 in hardware; elsewhere it is emulated and slower than float32."""
    cpu = torch.cpu
    asked = (
        "_is_amx_tile_supported",
        "_is_avx512_bf16_supported",
    )  # not public, so they may be missing one day
    return any(bool(getattr(cpu, name)()) for name in asked if hasattr(cpu, name))


def usable_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def keep_cores_free(count: int = 1) -> None:
    """Let the networks use all cores but `count`, so that the window stays smooth; at least one is used."""
    torch.set_num_threads(max(1, min(usable_cores() - count, torch.get_num_threads())))


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an exception of torch or of the system means that memory ran out."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(
        word in str(error).lower() for word in _OUT_OF_MEMORY
    )
