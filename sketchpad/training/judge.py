"""Training of the judge: crops of composed scenes with augmentations that the generator's training does not use."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from sketchpad.metrics.judge import SIZE, JudgeNetwork
from sketchpad.training.pictures import held_out, read_pack
from sketchpad.training.run import Budget, Run, pick_device
from sketchpad.training.scenes import Scene, SceneMaker
from sketchpad.training.vae import to_tensor

WIDTHS = (24, 48, 96, 192, 256)


def views(
    scene: Scene, rng: np.random.Generator, words: tuple[str, ...]
) -> list[tuple[np.ndarray, int]]:
    """Loose crops around each thing with their labels, and now and then a crop of nothing."""
    found = [
        (augment(_crop(scene.image, thing.box, rng), rng), words.index(thing.word))
        for thing in scene.things
        if thing.word in words and thing.alpha.max() > 128
    ]
    if rng.random() < 0.12:
        x, y = rng.uniform(0, 0.7, 2)
        box = (x, y, x + 0.25, y + 0.25)
        if all(_apart(box, thing.box) for thing in scene.things):
            found.append((augment(_crop(scene.image, box, rng), rng), len(words)))
    return found


def augment(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Colour, contrast, blur, noise, compression, turning, erasing: a judge must not care for any of them."""
    size = image.shape[0]
    matrix = cv2.getRotationMatrix2D(
        (size / 2, size / 2), float(rng.uniform(-25, 25)), float(rng.uniform(0.8, 1.15))
    )
    matrix[:, :2] += rng.normal(0, 0.06, (2, 2))
    image = cv2.warpAffine(image, matrix, (size, size), borderMode=cv2.BORDER_REFLECT_101)
    work: np.ndarray = image.astype(np.float32)
    if rng.random() < 0.3:
        work = np.repeat(work.mean(axis=2, keepdims=True), 3, axis=2)
    work = work * rng.uniform(0.6, 1.4, 3 if rng.random() < 0.5 else 1) + rng.uniform(-35, 35)
    if rng.random() < 0.4:
        work = cv2.GaussianBlur(work, (0, 0), float(rng.uniform(0.4, 2.0)))
    if rng.random() < 0.4:
        work += rng.normal(0, rng.uniform(3, 18), work.shape)
    if rng.random() < 0.15:
        work = 255 - work
    if rng.random() < 0.3:
        x, y = rng.integers(0, size * 3 // 4, 2)
        work[y : y + size // 4, x : x + size // 4] = rng.uniform(0, 255, 3)
    image = np.clip(work, 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 70))]
        _, packed = cv2.imencode(".jpg", image, quality)
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR))
    return image


def train(
    pack: Path,
    folder: Path,
    budget: Budget,
    words: tuple[str, ...],
    seed: int = 0,
    batch: int = 96,
    synonyms: dict[str, list[str]] | None = None,
) -> Run:
    """Train the judge and write it to ``folder/export``. ``synonyms``: further words for those that it knows."""
    device = pick_device()
    torch.manual_seed(seed)
    everything = [p for p in read_pack(pack) if p[0].base in words]
    maker = SceneMaker([p for p in everything if not held_out(p[0])])
    unseen = SceneMaker([p for p in everything if held_out(p[0])])
    network = JudgeNetwork({"widths": WIDTHS, "words": words}).to(device)

    def test() -> float:
        network.eval()
        rng = np.random.default_rng(1)
        images: list[np.ndarray] = []
        labels: list[int] = []
        while len(labels) < 400:
            for thing_view, label in _plain(unseen.make(rng, 128, 128, 1, 0.5), rng, words):
                images.append(thing_view)
                labels.append(label)
        with torch.no_grad():
            guess = network(to_tensor(images, device)).argmax(1).cpu().numpy()
        network.train()
        return float((guess == np.array(labels)).mean())

    def report() -> None:
        run.ema.swap(network)
        run.log(held_out_top1=test())
        run.ema.swap(network)

    run = Run(
        folder,
        network,
        seconds=replace(budget, checkpoint_every=min(budget.checkpoint_every, 120)),
        lr=2e-3,
        final_lr=0.02,
        warmup=100,
        weight_decay=0.05,
        on_checkpoint=report,
    )
    rng = np.random.default_rng([seed, run.step])
    torch.manual_seed(seed + run.step)
    recent: list[float] = []
    for step in run:
        found: list[tuple[np.ndarray, int]] = []
        while len(found) < batch:
            found += views(maker.make(rng, 128, 128, int(rng.integers(1, 4)), 0.5), rng, words)
        x = to_tensor([image for image, _ in found], device)
        y = torch.tensor([label for _, label in found], device=device)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            logits = network(x)
        recent.append(
            run.update(F.cross_entropy(logits.float(), y, label_smoothing=0.05), len(found))
        )
        if step % 100 == 99:
            run.log(loss=float(np.mean(recent)))
            recent = []
    run.ema.copy_to(network)
    _recount(network, maker, words, device)
    figures = {"held_out_top1": test(), "samples": run.samples}
    export(network, words, folder / "export", figures, synonyms)
    return run


@torch.no_grad()
def _recount(
    network: JudgeNetwork, maker: SceneMaker, words: tuple[str, ...], device: torch.device
) -> None:
    """Batch statistics belong to the averaged weights, not to the ones that were trained."""
    rng = np.random.default_rng(7)
    network.train()
    for _ in range(30):
        found: list[tuple[np.ndarray, int]] = []
        while len(found) < 96:
            found += views(maker.make(rng, 128, 128, 2, 0.5), rng, words)
        network(to_tensor([image for image, _ in found], device))
    network.eval()


def export(
    network: JudgeNetwork,
    words: tuple[str, ...],
    folder: Path,
    figures: dict[str, float],
    synonyms: dict[str, list[str]] | None = None,
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    also = {word: found for word in words if (found := (synonyms or {}).get(word))}
    config = {
        "size": SIZE,
        "widths": list(WIDTHS),
        "words": list(words),
        "synonyms": also,
        "figures": figures,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    tensors = {
        k: (v.half() if v.is_floating_point() else v).cpu().contiguous()
        for k, v in network.state_dict().items()
    }
    save_file(tensors, folder / "model.safetensors")


def _plain(
    scene: Scene, rng: np.random.Generator, words: tuple[str, ...]
) -> list[tuple[np.ndarray, int]]:
    return [(_crop(scene.image, t.box, rng), words.index(t.word)) for t in scene.things]


def _crop(image: np.ndarray, box: tuple[float, ...], rng: np.random.Generator) -> np.ndarray:
    """A square around the box, 0 to 30 % larger, pushed about a little."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = box[0] * width, box[1] * height, box[2] * width, box[3] * height
    side = max(x1 - x0, y1 - y0) * float(rng.uniform(1.0, 1.3))
    cx = (x0 + x1) / 2 + rng.uniform(-0.08, 0.08) * side
    cy = (y0 + y1) / 2 + rng.uniform(-0.08, 0.08) * side
    scale = SIZE / side
    matrix = np.array([[scale, 0, SIZE / 2 - cx * scale], [0, scale, SIZE / 2 - cy * scale]])
    return cv2.warpAffine(
        image, matrix, (SIZE, SIZE), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )


def _apart(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
