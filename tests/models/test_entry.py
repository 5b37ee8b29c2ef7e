"""A repository somebody names is understood by what is in it, and pinned to the version it has now."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from sketchpad.errors import DownloadFailed
from sketchpad.models.catalogue.catalogue import catalogue
from sketchpad.models.entry import entry_from_hub
from sketchpad.models.hub.client import Hub
from tests.models.hub.hub_server import COMMIT, FakeHub, running


def tensors(**shapes: list[int]) -> bytes:
    """A safetensors file with nothing but zeros."""
    header, end = {}, 0
    for name, shape in shapes.items():
        size = 2
        for n in shape:
            size *= n
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + bytes(end)


def checkpoint(width: int) -> bytes:
    name = "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight"
    return tensors(**{name: [4, width]})


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running(FakeHub()) as hub:
        yield hub


def client(hub: FakeHub) -> Hub:
    return Hub(hub.address, token="", timeout=5)


def pipeline(kind: str, width: int, **more: bytes) -> dict[str, bytes]:
    parts = ["text_encoder", "unet", "vae"] + (["text_encoder_2"] if "XL" in kind else [])
    files = {
        "model_index.json": json.dumps({"_class_name": kind}).encode(),
        "scheduler/scheduler_config.json": b"{}",
        "README.md": b"",
        "model.ckpt": b"pickle",
    }
    for number in ("", "_2") if "XL" in kind else ("",):
        files |= {f"tokenizer{number}/vocab.json": b"{}", f"tokenizer{number}/merges.txt": b""}
    for part in parts:
        stem = "model" if part.startswith("text") else "diffusion_pytorch_model"
        files[f"{part}/config.json"] = b"{}"
        files[f"{part}/{stem}.safetensors"] = b"full"
        files[f"{part}/{stem}.fp16.safetensors"] = b"half"
    config = {"cross_attention_dim": width, "sample_size": 96}
    files["unet/config.json"] = json.dumps(config).encode()
    return files | more


def test_a_pipeline_takes_half_precision_and_nothing_that_can_hold_a_program(hub: FakeHub) -> None:
    hub.add("me/Two", pipeline("StableDiffusionPipeline", 1024))
    entry = entry_from_hub(client(hub), "me/Two")
    assert (entry.id, entry.name, entry.kind, entry.family) == ("me-two", "Two", "base", "sd2")
    assert (entry.revision, entry.pinned, entry.picture) == (COMMIT, True, 768)
    paths = [file.path for file in entry.files]
    assert "unet/diffusion_pytorch_model.fp16.safetensors" in paths
    assert not any(p.endswith((".ckpt", ".md")) or "model.safetensors" in p for p in paths)
    assert entry.size == sum(file.size for file in entry.files)


def test_xl_has_two_of_each(hub: FakeHub) -> None:
    hub.add("me/xl", pipeline("StableDiffusionXLPipeline", 2048))
    entry = entry_from_hub(client(hub), "me/xl")
    paths = [file.path for file in entry.files]
    assert entry.family == "sdxl"
    assert {"tokenizer_2/vocab.json", "text_encoder_2/model.fp16.safetensors"} <= set(paths)


@pytest.mark.parametrize(("width", "family"), [(768, "sd1"), (1024, "sd2"), (2048, "sdxl")])
def test_a_checkpoint_of_one_file(hub: FakeHub, width: int, family: str) -> None:
    hub.add("me/one", {"README.md": b"", "one.safetensors": checkpoint(width)})
    entry = entry_from_hub(client(hub), "me/one")
    assert (entry.kind, entry.family, entry.single) == ("base", family, "one.safetensors")


def test_one_of_several_by_its_address(hub: FakeHub) -> None:
    hub.add("me/many", {"a.safetensors": checkpoint(768), "sub/b.safetensors": checkpoint(2048)})
    with pytest.raises(DownloadFailed, match="2 files"):
        entry_from_hub(client(hub), "me/many")
    for way in ("blob", "resolve"):
        address = f"https://huggingface.co/me/many/{way}/main/sub/b.safetensors?download=true"
        entry = entry_from_hub(client(hub), address)
        assert (entry.id, entry.name, entry.single) == ("me-many-sub-b", "b", "sub/b.safetensors")
        assert entry.family == "sdxl"
    with pytest.raises(DownloadFailed, match="not_there"):
        entry_from_hub(
            client(hub), "https://huggingface.co/me/many/blob/main/not_there.safetensors"
        )


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ({"position_net.linears.0.weight": [4, 4]}, "gligen"),
        ({"lora_unet_down_blocks_0_attn2_to_k.lora_down.weight": [4, 768],
          "lora_unet_down_blocks_0_attn2_to_k.lora_up.weight": [320, 4]}, "lora"),
        ({"control_model.zero_convs.0.0.weight": [1], "control_model.a.attn2.to_k.weight": [4, 768]},
         "controlnet"),
    ],
)  # fmt: skip
def test_other_single_files(hub: FakeHub, names: dict[str, list[int]], kind: str) -> None:
    hub.add("me/file", {"file.safetensors": tensors(**names)})
    entry = entry_from_hub(client(hub), "me/file")
    assert (entry.kind, entry.family) == (kind, "sd1")


@pytest.mark.parametrize(
    ("path", "names", "kind", "family"),
    [
        ("vae-ft-mse.safetensors", {"decoder.conv_in.weight": [512, 4, 3, 3]}, "vae", "sd1"),
        (
            "sdxl_vae.safetensors",
            {"first_stage_model.decoder.conv_in.weight": [512, 4, 3, 3]},
            "vae",
            "sdxl",
        ),
        ("EasyNegative.safetensors", {"emb_params": [8, 768]}, "lora", "sd1"),
        ("style.safetensors", {"clip_l": [2, 768], "clip_g": [2, 1280]}, "lora", "sdxl"),
        ("toy.safetensors", {"<cat-toy>": [768]}, "lora", "sd1"),
        (
            "t2iadapter_sketch_sd15v2.safetensors",
            {
                "conv_in.weight": [320, 64, 3, 3],
                "body.0.block1.weight": [320, 320, 3, 3],
            },
            "t2i_adapter",
            "sd1",
        ),
    ],
)
def test_vaes_embeddings_and_adapters_in_one_file(hub: FakeHub, path, names, kind, family) -> None:
    hub.add("me/file", {path: tensors(**names)})
    entry = entry_from_hub(client(hub), "me/file")
    assert (entry.kind, entry.family, entry.single) == (kind, family, path)


@pytest.mark.parametrize(("factor", "family"), [(0.18215, "sd1"), (0.13025, "sdxl")])
def test_a_vae_in_a_folder(hub: FakeHub, factor: float, family: str) -> None:
    config = {"_class_name": "AutoencoderKL", "scaling_factor": factor}
    files = {
        "config.json": json.dumps(config).encode(),
        "diffusion_pytorch_model.safetensors": b"x",
    }
    hub.add("me/vae", files)
    entry = entry_from_hub(client(hub), "me/vae")
    assert (entry.kind, entry.family) == ("vae", family)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x80\x04pickle..", b"\xff" * 64, (9).to_bytes(8, "little") + b"{}", checkpoint(1536)],
)
def test_a_file_that_is_none(hub: FakeHub, data: bytes) -> None:
    hub.add("me/file", {"file.safetensors": data})
    with pytest.raises(DownloadFailed) as caught:
        entry_from_hub(client(hub), "me/file")
    assert caught.value.reason == "not_a_model"


@pytest.mark.parametrize(
    "text", ["", "model", "../../etc", "a/..", "https://huggingface.co/", "a b/c"]
)
def test_what_is_no_name(hub: FakeHub, text: str) -> None:
    with pytest.raises(DownloadFailed):
        entry_from_hub(client(hub), text)
    assert hub.asked == []


def test_what_the_catalogue_has_is_taken_from_there(hub: FakeHub) -> None:
    entry = entry_from_hub(client(hub), "https://huggingface.co/stabilityai/SDXL-Turbo")
    assert entry is catalogue()["sdxl-turbo"]
    assert hub.asked == []


def test_a_name_on_the_hub_chooses_no_path(hub: FakeHub) -> None:
    evil = "../../.bashrc.safetensors"
    hub.add("me/evil", {evil: checkpoint(768)})
    with pytest.raises(DownloadFailed):
        entry_from_hub(client(hub), "me/evil")
