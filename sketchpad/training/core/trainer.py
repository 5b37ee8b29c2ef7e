"""One training part as a resumable run: wall-clock budget, clean stop on a signal, EMA, checkpoints without pickles."""

from __future__ import annotations

import copy
import json
import math
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from sketchpad import atomic
from sketchpad.terminal import ProgressLine

METRICS = "metrics.jsonl"
LOG_EVERY = 50
"""Steps, of which the means are logged."""


def pick_device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Ema:
    """Exponential moving average of parameters, warmed up so that early weights do not linger.

    The longer it is, the more seldom it is computed: each time it moves by a hundredth or more.
    """

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay = decay
        self.updates = 0
        self.shadow = {
            name: value.detach().clone()
            for name, value in module.named_parameters()
            if value.requires_grad
        }

    def _pairs(self, module: nn.Module) -> list[tuple[Tensor, Tensor]]:
        """The averages beside the parameters that they are of."""
        own = dict(module.named_parameters())
        return [(average, own[name].detach()) for name, average in self.shadow.items()]

    @torch.no_grad()
    def update(self, module: nn.Module) -> None:
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        every = max(1, int(0.01 / (1 - decay)))
        if self.updates % every:
            return
        averages, values = zip(*self._pairs(module), strict=True)
        torch._foreach_lerp_(list(averages), list(values), 1 - decay**every)

    @torch.no_grad()
    def copy_to(self, module: nn.Module) -> None:
        for average, value in self._pairs(module):
            value.copy_(average)

    @torch.no_grad()
    def swap(self, module: nn.Module) -> None:
        """Exchange the module's weights with the average; call again to undo."""
        for average, value in self._pairs(module):
            trained = value.clone()
            value.copy_(average)
            average.copy_(trained)


@dataclass(frozen=True)
class AdamW:
    """How an optimiser is built.

    Args:
        faster: a parameter whose name holds one of these learns that many times as fast.
    """

    weight_decay: float = 0.01
    betas: tuple[float, float] = (0.9, 0.98)
    faster: dict[str, float] = field(default_factory=dict)

    def optimizer(self, module: nn.Module) -> torch.optim.AdamW:
        """For all parameters that need gradients; its groups have a further key, "faster"."""
        by_rate: dict[float, list[nn.Parameter]] = {}
        for name, parameter in module.named_parameters():
            if parameter.requires_grad:
                factor = next((f for key, f in self.faster.items() if key in name), 1.0)
                by_rate.setdefault(factor, []).append(parameter)
        groups = [{"params": own, "faster": factor} for factor, own in by_rate.items()]
        return torch.optim.AdamW(
            groups, betas=self.betas, weight_decay=self.weight_decay, fused=True
        )


def descend(
    optimizer: torch.optim.Optimizer,
    parameters: list[nn.Parameter],
    loss: torch.Tensor,
    clip: float = 1.0,
) -> bool:
    """Backward, clip, step; False where the loss or its gradient is not finite and nothing was changed."""
    optimizer.zero_grad(set_to_none=True)
    if not math.isfinite(float(loss.detach())):
        return False
    loss.backward()
    norm = float(nn.utils.clip_grad_norm_(parameters, clip))
    if math.isfinite(norm):
        optimizer.step()
    return math.isfinite(norm)


@dataclass(frozen=True)
class Budget:
    """How long a part trains, counted over every time it is started.

    Args:
        seconds: of wall-clock time; the learning rate follows them.
        steps: no more than these, whatever the time. The learning rate then follows the steps, so that two runs with
            the same seed on one worker end with the same weights.
        checkpoint_every: seconds between checkpoints.
    """

    seconds: float
    steps: int | None = None
    checkpoint_every: float = 480


class Run:
    """Iterating gives step numbers until the budget (seconds of this part in all) is used up or a signal came."""

    def __init__(
        self,
        folder: Path,
        module: nn.Module,
        budget: Budget,
        *,
        lr: float,
        final_lr: float = 0.1,
        warmup: int = 200,
        decay: float = 0.999,
        adamw: AdamW = AdamW(),
        on_checkpoint: Callable[[Any], None] | None = None,
        kept: Callable[[str], bool] | None = None,
    ) -> None:
        """A run that goes on from its checkpoint, if there is one.

        Args:
            on_checkpoint: called with a copy of the module that has the averaged weights.
            kept: names of the module's tensors that belong into the checkpoint; by default all.
        """
        self.folder = folder
        self.module = module
        self.seconds, self.steps = budget.seconds, budget.steps
        self.lr, self.final_lr, self.warmup = lr, final_lr, warmup
        self.step = 0
        self.used = 0.0
        self.samples = 0
        self.history: list[dict] = []
        self.stopped = False
        """Whether a signal ended it."""
        self._parts: dict[str, list[float]] = {}
        self._every = budget.checkpoint_every
        self._on_checkpoint = on_checkpoint
        self._kept = kept or (lambda _name: True)
        trained = [(n, p) for n, p in module.named_parameters() if p.requires_grad]
        self._names = [name for name, _ in trained]
        self.parameters = [parameter for _, parameter in trained]
        self.adamw = adamw
        self.optimizer = adamw.optimizer(module)
        self.ema = Ema(module, decay)
        folder.mkdir(parents=True, exist_ok=True)
        self._resume()

    def __iter__(self) -> Iterator[int]:
        signals = (signal.SIGTERM, signal.SIGINT)
        before = [signal.signal(number, self._on_signal) for number in signals]
        try:
            yield from self._steps()
        finally:
            for number, handler in zip(signals, before, strict=True):
                signal.signal(number, handler)

    def _steps(self) -> Iterator[int]:
        begun = last = time.monotonic()
        used = self.used
        while not self.stopped and not self._finished:
            for group in self.optimizer.param_groups:
                group["lr"] = self.rate() * group["faster"]
            yield self.step
            self.step += 1
            if self.step % LOG_EVERY == 0 and self._parts:
                self.log(**{name: float(np.mean(row)) for name, row in self._parts.items()})
                self._parts = {}
            now = time.monotonic()
            self.used = used + now - begun
            if now - last > self._every:
                self._checkpoint()
                last = time.monotonic()
        self._checkpoint()

    def _checkpoint(self) -> None:
        self.save()
        if self._on_checkpoint:
            with torch.random.fork_rng(enabled=self.parameters[0].device.type == "cpu"):
                averaged = copy.deepcopy(self.module).eval()  # others may go on with the module
                self.ema.copy_to(averaged)
                self._on_checkpoint(averaged)
            self._write_metrics()

    @property
    def _finished(self) -> bool:
        return self.used >= self.seconds or (self.steps is not None and self.step >= self.steps)

    @property
    def progress(self) -> float:
        if self.steps is not None:
            return min(1.0, self.step / max(self.steps, 1))
        return min(1.0, self.used / max(self.seconds, 1e-9))

    def rate(self) -> float:
        warm = min(1.0, (self.step + 1) / self.warmup)
        cosine = 0.5 + 0.5 * math.cos(math.pi * self.progress)
        return self.lr * warm * (self.final_lr + (1 - self.final_lr) * cosine)

    def update(self, loss: torch.Tensor, samples: int, clip: float = 1.0, **parts: float) -> None:
        """Backward, clip, step, average. The loss and its ``parts`` are logged; one that is not finite is skipped."""
        value = float(loss.detach())
        if not math.isfinite(value):
            ProgressLine().outcome(
                f"step {self.step}: loss is not finite, skipped", event="skipped"
            )
            return
        if descend(self.optimizer, self.parameters, loss, clip):
            self.ema.update(self.module)
        self.samples += samples
        for name, part in {"loss": value, **parts}.items():
            self._parts.setdefault(name, []).append(part)

    def log(self, **values: float) -> None:
        row = {"step": self.step, "seconds": round(self.used), "samples": self.samples, **values}
        self.history.append(row)
        text = " ".join(
            f"{k} {v:.4g}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items()
        )
        ProgressLine().outcome(text, event="step", total_seconds=round(self.seconds), **row)

    def save(self) -> None:
        """Write the checkpoint and what was logged; a kill at any moment leaves this one or the one before."""
        tensors = {f"model.{k}": v for k, v in self.module.state_dict().items() if self._kept(k)}
        tensors |= {f"ema.{k}": v for k, v in self.ema.shadow.items()}
        for index, parameter in enumerate(self.parameters):
            for key, value in self.optimizer.state.get(parameter, {}).items():
                tensors[f"opt.{index}.{key}"] = torch.as_tensor(value)
        tensors = {k: v.detach().cpu().contiguous().clone() for k, v in tensors.items()}
        meta = {
            "step": self.step,
            "used": self.used,
            "samples": self.samples,
            "ema_updates": self.ema.updates,
            "trained": self._names,
            "history": self.history[-2000:],
        }
        part = self.folder / "state.part"
        save_file(tensors, part, metadata={"meta": json.dumps(meta)})
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(self.folder / "state.safetensors")
        self._write_metrics()

    def _write_metrics(self) -> None:
        rows = "".join(json.dumps(row) + "\n" for row in self.history)
        atomic.write_bytes(self.folder / METRICS, rows.encode())

    def _resume(self) -> None:
        path = self.folder / "state.safetensors"
        if not path.exists():
            return
        meta = read_meta(path)
        tensors = load_file(path)
        put_in(self.module, tensors, "model.", self._kept)
        for name in self.ema.shadow:
            if f"ema.{name}" in tensors:
                self.ema.shadow[name].copy_(tensors[f"ema.{name}"])
        self._resume_optimizer(tensors, meta.get("trained"))
        self.step, self.used = meta["step"], meta["used"]
        self.samples, self.ema.updates = meta["samples"], meta["ema_updates"]
        self.history = self._logged(meta)
        text = f"goes on from step {self.step} ({self.used:.0f} s used)"
        ProgressLine().outcome(text, event="resumed", step=self.step, seconds=round(self.used))

    def _logged(self, meta: dict[str, Any]) -> list[dict]:
        """What was logged up to the checkpoint, with what was measured just after it was written."""
        try:
            lines = (self.folder / METRICS).read_text(encoding="utf-8").splitlines()
            return [row for row in map(json.loads, lines) if row["step"] <= meta["step"]]
        except (OSError, ValueError):
            return list(meta["history"])

    def _resume_optimizer(self, tensors: dict[str, Tensor], trained: list[str] | None) -> None:
        """Its state; none where other parameters were trained before."""
        if trained is not None and trained != self._names:
            return
        for index, parameter in enumerate(self.parameters):
            prefix = f"opt.{index}."
            state = {k[len(prefix) :]: v for k, v in tensors.items() if k.startswith(prefix)}
            if state and state["exp_avg"].shape == parameter.shape:
                self.optimizer.state[parameter] = {
                    k: v if k == "step" else v.to(parameter.device) for k, v in state.items()
                }

    def _on_signal(self, *_: object) -> None:
        self.stopped = True


def read_meta(path: Path) -> dict[str, Any]:
    """What a checkpoint says about itself: step, used (seconds), samples, trained, history."""
    with safe_open(path, "pt") as handle:
        meta: dict[str, Any] = json.loads(handle.metadata()["meta"])
    return meta


def put_in(
    module: nn.Module,
    tensors: dict[str, Tensor],
    prefix: str,
    kept: Callable[[str], bool],
) -> None:
    """Load the tensors named ``prefix`` + name; RuntimeError where one that is ``kept`` is missing."""
    own = {k[len(prefix) :]: v for k, v in tensors.items() if k.startswith(prefix)}
    missing, strange = module.load_state_dict(own, strict=False)
    if wrong := [name for name in missing if kept(name)] + strange:
        raise RuntimeError(f"the checkpoint is of another network, see {wrong[0]}")


def average(module: nn.Module, path: Path, kept: Callable[[str], bool] | None = None) -> None:
    """Load the averaged weights of a checkpoint, and as they are those that are not averaged."""
    tensors = load_file(path)
    put_in(module, tensors, "model.", kept or (lambda _name: True))
    put_in(module, tensors, "ema.", lambda _name: False)
