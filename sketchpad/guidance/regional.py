"""Regional prompts: what a box says is read inside of the box, and nowhere else, by the layers that read words.

Inside, the phrase is a prompt of its own, as in the extension "Regional Prompter" of AUTOMATIC1111's web UI and in
Krita AI Diffusion's regions; outside, the words of the prompt that name it are masked (after Kim et al., "Dense
Text-to-Image Generation with Attention Modulation", ICCV 2023). Nothing has to be trained for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch.nn import functional

from sketchpad.document.model import Document
from sketchpad.document.prompt.emphasis import without_marks
from sketchpad.document.prompt.noun_phrases import alone
from sketchpad.guidance.silhouette import rectangle, spans
from sketchpad.models.model import Model
from sketchpad.sampling.denoiser import Branch, Regions
from sketchpad.sampling.guidance import Guidance, Step


class RegionalGuidance(Guidance):
    """The prompt's branch gets a region for each box with a phrase; that of the negative prompt stays as it is.

    Strength is the share of the box's own prompt in its box, the rest is that of the whole prompt; of a box of
    strength s, s times that.
    """

    name = "regional"
    requires = frozenset({"attention"})
    _regions: Regions | None = None

    def prepare(self, model: Model, document: Document) -> None:
        boxes = [box for box in document.boxes if box.strength > 0 and box.phrase.strip()]
        if not boxes:
            return
        prompt, prompts = document.prompt, model.text.prompts
        size = model.codec.latent_size(document.width, document.height)
        masks = [box.strength * torch.from_numpy(rectangle(document, box.rect)) for box in boxes]
        read = [
            prompts.positions(prompt, spans(without_marks(prompt), box.phrase)) for box in boxes
        ]
        words = torch.zeros(len(boxes), max(map(max, filter(None, read)), default=0) + 1)
        for row, positions in zip(words, read, strict=True):
            row[list(positions)] = 1.0
        said = [alone(box.phrase, prompt, document.boxes) for box in boxes]
        chunks = max(map(prompts.count, said))
        device = model.place.device
        self._regions = Regions(
            functional.interpolate(torch.stack(masks)[None], size=size, mode="area")[0].to(device),
            torch.cat([model.text.encode(phrase, chunks).tokens for phrase in said]),
            words.to(device),
        )

    def condition(self, branches: Sequence[Branch], step: Step) -> None:
        if self._regions is not None:
            regions = replace(self._regions, scale=self.strength_at(step.share))
            for branch in branches:
                branch.regions = None if branch.null else regions
