"""Sketch-like lines from composed scenes: what people draw, not what an edge detector finds.

A random mixture (TRAINING notes: hand sketches are loose, open, simplified and off-proportion): edges at random
thresholds, difference of Gaussians, outlines of things, simplified, wobbled, doubled, broken or partial.
"""

from __future__ import annotations

import cv2
import numpy as np

from sketchpad.training.data.scenes import Scene


def sketch(scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """White lines on black, uint8 (h, w), for the scene's picture."""
    kind = rng.random()
    if kind < 0.2:
        lines = canny(scene.image, rng)
    elif kind < 0.35:
        lines = difference_of_gaussians(scene.image, rng)
    elif kind < 0.65:
        lines = outlines(scene, rng)
    else:
        lines = np.maximum(outlines(scene, rng), inner_edges(scene, rng))
    if rng.random() < 0.55:
        lines = wobble(lines, rng)
    if rng.random() < 0.3:
        lines = broken(lines, rng)
    return lines


def canny(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    low = float(rng.uniform(30, 150))
    grey = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.4, 1.4)))
    edges = cv2.Canny(grey, low, low * float(rng.uniform(1.5, 2.5)))
    return _thicken(edges, rng)


def difference_of_gaussians(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """XDoG-like lines: dark side of strong contrasts."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    scale = image.shape[1] / 256
    fine = cv2.GaussianBlur(grey, (0, 0), 0.6 * scale + 0.3)
    coarse = cv2.GaussianBlur(grey, (0, 0), float(rng.uniform(1.6, 3.5)) * scale + 0.4)
    response = np.abs(coarse - fine) if rng.random() < 0.5 else coarse - fine
    return np.clip((response - rng.uniform(4, 10)) * 22, 0, 255).astype(np.uint8)


def outlines(scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """Contours of the visible part of each thing, simplified as a hand would."""
    height, width = scene.image.shape[:2]
    lines = np.zeros((height, width), np.uint8)
    tolerance = float(rng.choice([0.3, 1.0, 2.0, 3.5])) * width / 256
    for thing in scene.things:
        mask = (thing.alpha > 110).astype(np.uint8)
        contours, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            if len(contour) > 6:
                _draw(lines, cv2.approxPolyDP(contour, tolerance, True), rng)
                if rng.random() < 0.08:
                    moved = contour + rng.integers(-2, 3, (1, 1, 2))
                    _draw(lines, cv2.approxPolyDP(moved.astype(np.int32), tolerance, True), rng)
    return lines


def inner_edges(scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """Edges inside the things: eyes, windows, stripes; only the strong ones."""
    low = float(rng.uniform(60, 220))
    smooth = cv2.GaussianBlur(scene.image, (0, 0), 0.8 * scene.image.shape[1] / 256 + 0.3)
    edges = cv2.Canny(smooth, low, low * 2)
    inside = np.zeros(edges.shape, np.uint8)
    for thing in scene.things:
        if rng.random() < 0.85:
            inside = np.maximum(inside, thing.alpha)
    inside = cv2.erode(inside, np.ones((3, 3), np.uint8))
    edges[inside < 128] = 0
    curves, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    lines = np.zeros(edges.shape, np.uint8)
    shortest = rng.uniform(4, 16) * edges.shape[1] / 256
    for curve in curves:
        if len(curve) > shortest:
            _draw(lines, cv2.approxPolyDP(curve, 0.8, False), rng, closed=False)
    return lines


def wobble(lines: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Move everything a little, smoothly: up to about two percent of the width."""
    height, width = lines.shape
    cells = int(rng.integers(3, 8))
    amplitude = rng.uniform(0.003, 0.014) * width
    field = rng.normal(0, amplitude, (2, cells, cells)).astype(np.float32)
    dx = cv2.resize(field[0], (width, height), interpolation=cv2.INTER_CUBIC)
    dy = cv2.resize(field[1], (width, height), interpolation=cv2.INTER_CUBIC)
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return cv2.remap(lines, xs + dx, ys + dy, cv2.INTER_LINEAR)


def broken(lines: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Rub out some places: open contours and unfinished sketches."""
    result = lines.copy()
    height, width = lines.shape
    for _ in range(int(rng.integers(1, 7))):
        centre = (int(rng.integers(0, width)), int(rng.integers(0, height)))
        cv2.circle(result, centre, int(rng.uniform(0.02, 0.12) * width), 0, -1)
    return result


def _draw(
    lines: np.ndarray, curve: np.ndarray, rng: np.random.Generator, closed: bool = True
) -> None:
    width = lines.shape[1] / 256
    thickness = max(1, round(float(rng.uniform(1.0, 3.6)) * width))
    cv2.polylines(lines, [curve], closed, 255, thickness, cv2.LINE_AA)


def _thicken(edges: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if edges.shape[1] >= 192 and rng.random() < 0.6:
        edges = cv2.dilate(edges, np.ones((2, 2), np.uint8))
    return edges
