"""Backgrounds of composed scenes: plain, graduated, or a simple landscape, with what captions say of them."""

from __future__ import annotations

import numpy as np

BACKGROUNDS = {
    "white": (255, 255, 255),
    "light gray": (226, 228, 231),
    "light blue": (190, 222, 245),
    "blue": (70, 130, 220),
    "pink": (250, 205, 215),
    "yellow": (252, 224, 120),
    "orange": (245, 170, 90),
    "light green": (200, 232, 190),
    "green": (96, 170, 96),
    "purple": (170, 140, 210),
    "beige": (240, 228, 205),
    "red": (214, 82, 78),
    "dark blue": (36, 48, 92),
    "black": (24, 24, 28),
}
LANDSCAPES = {
    "on grass under a blue sky": ((120, 185, 85), (175, 215, 245)),
    "in the snow": ((240, 245, 250), (185, 205, 230)),
    "on a sandy beach": ((235, 210, 150), (165, 215, 245)),
    "on the sea": ((60, 125, 190), (190, 225, 245)),
    "on a wooden table": ((165, 115, 75), (238, 226, 205)),
    "on a road": ((120, 122, 126), (200, 220, 235)),
    "at night": ((40, 62, 60), (28, 34, 70)),
}
"""Their words -> colours of ground and sky."""
WHITE = "on a white background"


def make_background(rng: np.random.Generator, width: int, height: int) -> tuple[np.ndarray, str]:
    """A background (float32 h, w, 3 in 0..255) and its words."""
    kind = rng.random()
    names = list(BACKGROUNDS)
    if kind < 0.68:
        name = "white" if rng.random() < 0.3 else names[rng.integers(len(names))]
        colour = np.array(BACKGROUNDS[name], np.float32) + rng.uniform(-6, 6, 3)
        return np.full(
            (height, width, 3), colour, np.float32
        ), f"on {with_article(name)} background"
    if kind < 0.8:
        name = names[rng.integers(len(names))]
        low = np.array(BACKGROUNDS[name], np.float32)
        high = low + (255 - low) * rng.uniform(0.4, 0.8)
        ramp = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
        image = np.broadcast_to(high * (1 - ramp) + low * ramp, (height, width, 3)).copy()
        return image, f"on {with_article(name)} gradient background"
    horizon = int(height * rng.uniform(0.55, 0.8))
    words = list(LANDSCAPES)[rng.integers(len(LANDSCAPES))]
    ground, sky = LANDSCAPES[words]
    image = np.empty((height, width, 3), np.float32)
    for part, tone, shade in ((image[:horizon], sky, 0.12), (image[horizon:], ground, 0.15)):
        ramp = np.linspace(0, 1, len(part), dtype=np.float32)[:, None, None]
        part[:] = np.array(tone, np.float32) * (1 - shade * (1 - ramp)) + rng.uniform(-6, 6)
    return image, words


def white(width: int, height: int) -> tuple[np.ndarray, str]:
    return np.full((height, width, 3), 255, np.float32), WHITE


def with_article(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
