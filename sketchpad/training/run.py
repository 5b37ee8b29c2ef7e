"""One training part as a resumable run: wall-clock budget, clean stop on a signal, EMA, checkpoints without pickles."""

from __future__ import annotations

import json
import math
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn


def pick_device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("cpu")


class Ema:
    """Exponential moving average of parameters, warmed up so that early weights do not linger."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay = decay
        self.updates = 0
        self.shadow = {
            name: value.detach().clone()
            for name, value in module.named_parameters()
            if value.requires_grad
        }

    @torch.no_grad()
    def update(self, module: nn.Module) -> None:
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        names, values = zip(
            *((n, p.detach()) for n, p in module.named_parameters() if n in self.shadow),
            strict=True,
        )
        torch._foreach_lerp_([self.shadow[n] for n in names], list(values), 1 - decay)

    @torch.no_grad()
    def copy_to(self, module: nn.Module) -> None:
        for name, value in module.named_parameters():
            if name in self.shadow:
                value.copy_(self.shadow[name])

    @torch.no_grad()
    def swap(self, module: nn.Module) -> None:
        """Exchange the module's weights with the average; call again to undo."""
        for name, value in module.named_parameters():
            if name in self.shadow:
                kept = value.detach().clone()
                value.copy_(self.shadow[name])
                self.shadow[name].copy_(kept)


def groups(module: nn.Module, faster: dict[str, float] | None) -> list[dict]:
    """Parameter groups; a parameter whose name holds a key of ``faster`` learns that many times as fast."""
    found: dict[float, list[nn.Parameter]] = {}
    for name, parameter in module.named_parameters():
        if parameter.requires_grad:
            factor = next((f for key, f in (faster or {}).items() if key in name), 1.0)
            found.setdefault(factor, []).append(parameter)
    return [{"params": parameters, "faster": factor} for factor, parameters in found.items()]


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


class Run:
    """Iterating gives step numbers until the budget (seconds of this part in all) is used up or a signal came."""

    def __init__(
        self,
        folder: Path,
        module: nn.Module,
        *,
        seconds: float,
        lr: float,
        final_lr: float = 0.1,
        warmup: int = 200,
        decay: float = 0.999,
        weight_decay: float = 0.01,
        checkpoint_every: float = 480,
        on_checkpoint: Callable[[], None] | None = None,
        faster: dict[str, float] | None = None,
    ) -> None:
        self.folder = folder
        self.module = module
        self.seconds = seconds
        self.lr, self.final_lr, self.warmup = lr, final_lr, warmup
        self.step = 0
        self.used = 0.0
        self.samples = 0
        self.history: list[dict] = []
        self._stop = False
        self._every = checkpoint_every
        self._on_checkpoint = on_checkpoint
        self.parameters = [p for p in module.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(
            groups(module, faster), lr=lr, betas=(0.9, 0.98), weight_decay=weight_decay, fused=True
        )
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
        while not self._stop and self.used < self.seconds:
            for group in self.optimizer.param_groups:
                group["lr"] = self.rate() * group["faster"]
            yield self.step
            self.step += 1
            now = time.monotonic()
            self.used = used + now - begun
            if now - last > self._every:
                self._checkpoint()
                last = time.monotonic()
        self._checkpoint()

    def _checkpoint(self) -> None:
        self.save()
        if self._on_checkpoint:
            self._on_checkpoint()

    @property
    def progress(self) -> float:
        return min(1.0, self.used / max(self.seconds, 1e-9))

    def rate(self) -> float:
        warm = min(1.0, (self.step + 1) / self.warmup)
        cosine = 0.5 + 0.5 * math.cos(math.pi * self.progress)
        return self.lr * warm * (self.final_lr + (1 - self.final_lr) * cosine)

    def update(self, loss: torch.Tensor, samples: int, clip: float = 1.0) -> float:
        """Backward, clip, step, average. A loss that is not finite is skipped and said."""
        value = float(loss.detach())
        if not math.isfinite(value):
            print(f"step {self.step}: loss is not finite, skipped", flush=True)
            return value
        if descend(self.optimizer, self.parameters, loss, clip):
            self.ema.update(self.module)
        self.samples += samples
        return value

    def log(self, **values: float) -> None:
        row = {"step": self.step, "seconds": round(self.used), "samples": self.samples, **values}
        self.history.append(row)
        text = " ".join(
            f"{k} {v:.4g}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items()
        )
        print(text, flush=True)

    def save(self) -> None:
        tensors = {f"model.{k}": v for k, v in self.module.state_dict().items()}
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
            "history": self.history[-2000:],
        }
        part = self.folder / "state.part"
        save_file(tensors, part, metadata={"meta": json.dumps(meta)})
        part.replace(self.folder / "state.safetensors")

    def _resume(self) -> None:
        path = self.folder / "state.safetensors"
        if not path.exists():
            return
        from safetensors import safe_open

        with safe_open(path, "pt") as handle:
            meta = json.loads(handle.metadata()["meta"])
        tensors = load_file(path)
        self.module.load_state_dict(
            {k[6:]: v for k, v in tensors.items() if k.startswith("model.")}
        )
        for name in self.ema.shadow:
            self.ema.shadow[name].copy_(tensors[f"ema.{name}"])
        for index, parameter in enumerate(self.parameters):
            prefix = f"opt.{index}."
            state = {k[len(prefix) :]: v for k, v in tensors.items() if k.startswith(prefix)}
            if state:
                self.optimizer.state[parameter] = {
                    k: v if k == "step" else v.to(parameter.device) for k, v in state.items()
                }
        self.step, self.used = meta["step"], meta["used"]
        self.samples, self.ema.updates = meta["samples"], meta["ema_updates"]
        self.history = meta["history"]
        print(f"goes on from step {self.step} ({self.used:.0f} s used)", flush=True)

    def _on_signal(self, *_: object) -> None:
        self._stop = True
