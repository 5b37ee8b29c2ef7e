"""CLIP as a measure, with a model of random weights in the layout of the hub's cache."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from sketchpad.document.model import Document
from sketchpad.errors import SketchpadError
from sketchpad.generation.comparison import adherence
from sketchpad.generation.request.request import Request, Sampling
from sketchpad.metrics.clip import Clip, find_clip
from tests.tiny import write_tokenizer

SIDE = 32


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.delenv("SKETCHPAD_CLIP", raising=False)
    return tmp_path


def build(folder: Path, seed: int = 0) -> Path:
    from transformers.models.clip.configuration_clip import CLIPConfig
    from transformers.models.clip.modeling_clip import CLIPModel

    folder.mkdir(parents=True)
    vocabulary = write_tokenizer(folder)
    sizes = {
        "hidden_size": 16,
        "intermediate_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
    }
    config = CLIPConfig(
        text_config={
            **sizes, "vocab_size": vocabulary, "max_position_embeddings": 32,
            "bos_token_id": vocabulary - 2, "eos_token_id": vocabulary - 1, "pad_token_id": vocabulary - 1,
        },
        vision_config={**sizes, "image_size": SIDE, "patch_size": 8},
        projection_dim=12,
    )  # fmt: skip
    torch.manual_seed(seed)
    CLIPModel(config).save_pretrained(folder)
    return folder


def cached(cache: Path, name: str, seed: int = 0) -> Path:
    return build(cache / f"models--{name.replace('/', '--')}" / "snapshots" / "abc", seed)


def picture(seed: int = 0, height: int = SIDE, width: int = SIDE) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def test_the_similarity_is_that_of_transformers(tmp_path: Path) -> None:
    from transformers.models.clip.modeling_clip import CLIPModel
    from transformers.models.clip.tokenization_clip import CLIPTokenizer

    folder = build(tmp_path / "model")
    ours = Clip.load(folder, "tiny").match(picture(), "a red cat")
    network = CLIPModel.from_pretrained(folder).eval()
    ids = CLIPTokenizer.from_pretrained(folder)("a red cat", return_tensors="pt")
    mean = torch.tensor([0.48145466, 0.4578275, 0.40821073]).view(3, 1, 1)
    deviation = torch.tensor([0.26862954, 0.26130258, 0.27577711]).view(3, 1, 1)
    pixels = (torch.from_numpy(picture()).permute(2, 0, 1) / 255 - mean) / deviation
    with torch.no_grad():
        logits = network(**ids, pixel_values=pixels[None]).logits_per_image
        theirs = float(logits) / float(network.logit_scale.exp())
    assert ours.similarity == pytest.approx(theirs, abs=1e-5)
    assert ours.model == "tiny"


def test_pictures_of_any_shape_and_texts_of_any_length(tmp_path: Path) -> None:
    clip = Clip.load(build(tmp_path / "model"))
    wide = picture(1, 100, 40)
    assert -1 <= clip.match(wide, "a cat " * 200).similarity <= 1
    assert clip.match(wide, "a cat").similarity != clip.match(wide, "a dog").similarity
    assert clip.match(wide, "a cat").similarity != clip.match(picture(2), "a cat").similarity


def test_the_hubs_cache_is_looked_through(empty_cache: Path, monkeypatch) -> None:
    assert find_clip() is None
    other = cached(empty_cache, "someone/my-clip")
    assert find_clip() == (other, "someone/my-clip")
    known = cached(empty_cache, "openai/clip-vit-base-patch32")
    assert find_clip() == (known, "openai/clip-vit-base-patch32")
    monkeypatch.setenv("SKETCHPAD_CLIP", str(other))
    assert find_clip() == (other, "abc")
    monkeypatch.setenv("SKETCHPAD_CLIP", str(empty_cache / "nowhere"))
    assert find_clip() is None


def test_pickles_are_never_opened(empty_cache: Path) -> None:
    folder = cached(empty_cache, "openai/clip-vit-base-patch32")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    assert find_clip() is None
    with pytest.raises(SketchpadError):
        Clip.load(folder)


def test_a_damaged_one_is_refused(tmp_path: Path) -> None:
    folder = build(tmp_path / "model")
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(data[:-100])
    with pytest.raises(SketchpadError):
        Clip.load(folder)


@pytest.fixture
def of_strangers(monkeypatch) -> Request:
    """A request for a model that does not say which words it knows."""
    monkeypatch.setattr(adherence, "embedded_judge", lambda: None)
    monkeypatch.setattr(adherence, "needs_clip", lambda request: bool(request.document.prompt))
    return Request(Document(128, 128, prompt="a red cat"), Sampling(0, 4, 4.0), model="elsewhere")


def test_text_match_by_clip_where_it_is_installed(empty_cache: Path, of_strangers: Request) -> None:
    missing = adherence.measure_all(picture(), of_strangers)
    assert missing.lacks_clip
    assert missing.text_match is None
    cached(empty_cache, "openai/clip-vit-base-patch32")
    found = adherence.measure_all(picture(), of_strangers)
    assert not found.lacks_clip
    assert found.clip is not None
    assert found.clip.model == "openai/clip-vit-base-patch32"
    assert found.text_match == found.clip.similarity


def test_who_needs_it(tiny_model_dir: Path, tmp_path: Path) -> None:
    document = Document(128, 128, prompt="a cat")
    knows = Request(document, Sampling(0, 4, 4.0), model=str(tiny_model_dir))
    assert not adherence.needs_clip(knows)
    card = tiny_model_dir / "sketchpad.json"
    import shutil

    stranger = shutil.copytree(tiny_model_dir, tmp_path / "stranger")
    (stranger / card.name).unlink()
    assert adherence.needs_clip(Request(document, Sampling(0, 4, 4.0), model=str(stranger)))
    empty = Request(Document(128, 128), Sampling(0, 4, 4.0), model=str(stranger))
    assert not adherence.needs_clip(empty)
