"""What is added to a model, at full size and by its names: ControlNets, adapters, gates, LoRA files of every kind."""

from __future__ import annotations

import json
from functools import cache

import pytest

from sketchpad.models.checkpoints.model_info import SD1, SD2, SDXL
from sketchpad.models.controlnets.inspect import inspect_controlnet
from sketchpad.models.lora.file import inspect_lora
from tests.models.test_published_checkpoints import sd1, sd2, sdxl
from tests.published import Tensors, listed, place_of, write_header

pytestmark = pytest.mark.slow

RANK = 4


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """A base model by its family, at full size on the meta device."""

    @cache
    def of(family):
        tensors = {SD1: sd1, SD2: sd2, SDXL: sdxl}[family]()
        return place_of(write_header(tmp_path_factory.mktemp("model") / "m.safetensors", tensors))

    return of


CONTROLNETS = {
    "control_v11p_sd15_canny_fp16": (SD1, "controlnet_sd1_ldm", "F16", "control_model."),
    "control_sd15_canny, without a prefix": (SD1, "controlnet_sd1_ldm", "F32", ""),
    "control_v11p_sd15_canny of diffusers": (SD1, "controlnet_sd1_diffusers", "F16", ""),
    "controlnet-sd21-canny": (SD2, "controlnet_sd2_ldm", "F16", "control_model."),
    "controlnet-sd21-canny of diffusers": (SD2, "controlnet_sd2_diffusers", "F16", ""),
    "controlnet-canny-sdxl-1.0": (SDXL, "controlnet_sdxl_diffusers", "F16", ""),
    "controlnet-union-sdxl-1.0": (SDXL, "controlnet_union", "F32", ""),
    "controlnet-union-promax-sdxl-1.0": (SDXL, "controlnet_union_promax", "F16", ""),
}


@pytest.mark.parametrize("name", CONTROLNETS)
def test_a_controlnet_has_a_place_for_everything(models, name, tmp_path):
    family, tensors, dtype, prefix = CONTROLNETS[name]
    model = models(family)
    path = write_header(tmp_path / "net.safetensors", listed(tensors, dtype, prefix))
    assert inspect_controlnet(str(path)).family == family
    assert all(p.is_meta for p in model.nets.controlnet(str(path)).network.parameters())
    assert model.nets.controlnet(str(path)) is model.nets.controlnet(str(path))


def product(name, shape, names=("lora_down.weight", "lora_up.weight")) -> Tensors:
    ones = (1,) * (len(shape) - 2)
    return {
        f"{name}.{names[0]}": ("F16", (RANK, *shape[1:])),
        f"{name}.{names[1]}": ("F16", (shape[0], RANK, *ones)),
    }


def kohya(name, shape):
    return product(name, shape) | {f"{name}.alpha": ("F16", ())}


def dora(name, shape):
    ones = (1,) * (len(shape) - 1)
    return kohya(name, shape) | {f"{name}.dora_scale": ("F16", (shape[0], *ones))}


def loha(name, shape):
    width = 1
    for side in shape[1:]:
        width *= side
    parts = {f"hada_w{n}_a": (shape[0], RANK) for n in (1, 2)}
    parts |= {f"hada_w{n}_b": (RANK, width) for n in (1, 2)} | {"alpha": ()}
    return {f"{name}.{part}": ("F16", size) for part, size in parts.items()}


def lokr(name, shape):
    parts = {"lokr_w1": (8, 8), "lokr_w2": (shape[0] // 8, shape[1] // 8, *shape[2:]), "alpha": ()}
    return {f"{name}.{part}": ("F16", size) for part, size in parts.items()}


def full(name, shape):
    return {f"{name}.diff": ("F16", tuple(shape)), f"{name}.diff_b": ("F16", (shape[0],))}


KINDS = {"kohya": kohya, "DoRA": dora, "LoHa": loha, "LoKr": lokr, "full": full}


@pytest.mark.parametrize(
    ("family", "kind"),
    [
        *((SD1, kind) for kind in KINDS),
        (SD2, "kohya"),
        (SD2, "LoKr"),
        (SDXL, "kohya"),
        (SDXL, "full"),
    ],
)
def test_a_lora_has_a_place_for_everything(models, family, kind, tmp_path):
    model = models(family)
    tensors: Tensors = {}
    for name, (_, shape) in listed(f"lora_{family}").items():
        tensors |= KINDS[kind](name, shape)
    path = write_header(tmp_path / "lora.safetensors", tensors)
    assert model.info.context_width in (0, inspect_lora(path).context_width)
    model.use_loras([(str(path), 1.0)])
    model.use_loras([])


def dotted(family, unet=True, words=True):
    """The layers of a model as diffusers and peft call them, most of them matrices."""
    texts = {"text_encoder": "clip_h" if family == SD2 else "clip_l"}
    texts |= {"text_encoder_2": "clip_g"} if family == SDXL else {}
    lists = {"unet": f"unet_{family}_diffusers"} if unet else {}
    lists |= texts if words else {}
    return {
        f"{part}.{name.removesuffix('.weight')}": shape
        for part, tensors in lists.items()
        for name, (_, shape) in listed(tensors).items()
        if name.endswith(("to_q.weight", "to_v.weight", "to_out.0.weight", "_proj.weight"))
    }


PEFT = {
    "peft": ("lora_A.weight", "lora_B.weight"),
    "peft, with the adapter's name": ("lora_A.default_0.weight", "lora_B.default_0.weight"),
    "diffusers": ("lora.down.weight", "lora.up.weight"),
    "diffusers, older": ("lora_linear_layer.down.weight", "lora_linear_layer.up.weight"),
}


@pytest.mark.parametrize(
    ("family", "kind"), [*((f, kind) for f in (SD1, SDXL) for kind in PEFT), (SD2, "peft")]
)
def test_a_lora_with_dots_has_a_place_for_everything(models, family, kind, tmp_path):
    """Every other one changes the text encoders as well."""
    model = models(family)
    words = (list(PEFT).index(kind) + [SD1, SDXL, SD2].index(family)) % 2 == 0
    tensors: Tensors = {}
    for name, shape in dotted(family, words=words).items():
        tensors |= product(name, shape, PEFT[kind])
    path = write_header(tmp_path / "pytorch_lora_weights.safetensors", tensors)
    model.use_loras([(str(path), 0.5)])
    model.use_loras([])


@pytest.mark.parametrize("family", [SD1, SD2, SDXL])
def test_a_lora_of_the_text_encoder_alone(models, family, tmp_path):
    model = models(family)
    tensors: Tensors = {}
    for name, shape in dotted(family, unet=False).items():
        tensors |= product(name, shape, PEFT["peft"])
    path = write_header(tmp_path / "words.safetensors", tensors)
    model.use_loras([(str(path), 1.0)])
    assert {change.target for change in inspect_lora(path).changes} >= {"text_encoder"}
    model.use_loras([])


def test_gligen_in_both_published_forms(models, tmp_path):
    """gligen_sd14_textbox_pruned (the gates alone, original names), and the U-Net of gligen-1-4-generation-text-box."""
    model = models(SD1)
    gates: Tensors = {}
    for name, (_, shape) in listed("unet_sd1_ldm").items():
        if name.endswith("transformer_blocks.0.attn1.to_q.weight"):
            block = name.removesuffix("attn1.to_q.weight")
            gates |= fuser(f"{block}fuser.", shape[0])
    pruned = gates | positions()
    path = write_header(tmp_path / "gligen_sd14_textbox_pruned_fp16.safetensors", pruned)
    assert len(model.gates(str(path)).names) == 16
    whole = listed("unet_sd1_diffusers", "F16") | positions()
    for name, (_, shape) in list(whole.items()):
        if name.endswith("attn1.to_q.weight"):
            whole |= fuser(name.replace("attn1.to_q.weight", "fuser."), shape[0])
    folder = tmp_path / "gligen"
    write_header(folder / "unet" / "diffusion_pytorch_model.fp16.safetensors", whole)
    (folder / "unet" / "config.json").write_text(json.dumps({"attention_type": "gated"}))
    assert len(model.gates(str(folder)).names) == 16


def fuser(start, width) -> Tensors:
    """GatedSelfAttentionDense: gligen/ldm/modules/attention.py."""
    sizes = {
        "alpha_attn": (), "alpha_dense": (),
        "linear.weight": (width, 768), "linear.bias": (width,),
        "attn.to_q.weight": (width, width), "attn.to_k.weight": (width, width), "attn.to_v.weight": (width, width),
        "attn.to_out.0.weight": (width, width), "attn.to_out.0.bias": (width,),
        "ff.net.0.proj.weight": (width * 8, width), "ff.net.0.proj.bias": (width * 8,),
        "ff.net.2.weight": (width, width * 4), "ff.net.2.bias": (width,),
        **{f"norm{n}.{kind}": (width,) for n in (1, 2) for kind in ("weight", "bias")},
    }  # fmt: skip
    return {f"{start}{name}": ("F16", size) for name, size in sizes.items()}


def positions() -> Tensors:
    """PositionNet: gligen/ldm/modules/diffusionmodules/text_grounding_net.py."""
    sizes = {
        "null_positive_feature": (768,), "null_position_feature": (64,),
        "linears.0.weight": (512, 832), "linears.0.bias": (512,),
        "linears.2.weight": (512, 512), "linears.2.bias": (512,),
        "linears.4.weight": (768, 512), "linears.4.bias": (768,),
    }  # fmt: skip
    return {f"position_net.{name}": ("F16", size) for name, size in sizes.items()}
