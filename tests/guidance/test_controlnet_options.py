"""What other programs call control modes, region masks, and networks from anywhere."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
import torch

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.document.raster.raster import GENTLEST, WEIGHTS
from sketchpad.errors import UnsupportedGuidance, WeightsDamaged, WeightsMissing, WrongFamily
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.guidance.controlnet import ControlNetGuidance
from sketchpad.guidance.lines import residual_mask
from sketchpad.models.controlnets.controlnet import soft_weights
from sketchpad.models.controlnets.inspect import usual_hint
from sketchpad.models.controlnets.loader import MOST
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.guidance import Step
from tests.nets import write_adapter, write_controlnet
from tests.tiny import build_tiny_model, load_tiny

WAY = MethodSettings("controlnet", 1.0)


@pytest.fixture(scope="module")
def other(tiny_model_dir, tmp_path_factory):
    return write_controlnet(tmp_path_factory.mktemp("nets") / "other", tiny_model_dir, seed=3)


@pytest.fixture
def told(tiny_model, drawing):
    """told(settings, document) -> what the null and the prompt's branch are told in the first step."""

    def residuals(settings, document=drawing):
        way = ControlNetGuidance(settings.strength)
        way.configure(settings)
        way.prepare(tiny_model, document)
        text = tiny_model.text.encode
        branches = branches_for(text("a cat"), text(""), 4.0)
        x = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(1))
        step = Step(0, 4, torch.tensor(900), x, x, 0.1, 0.99, check=lambda: None)
        way.condition(branches, step)
        return [[(*r.down, r.mid) for r in branch.residuals] for branch in branches]

    return residuals


def test_soft_weights_are_the_official_ones():
    weights = soft_weights(13)
    assert weights == pytest.approx([0.825 ** (12 - i) for i in range(13)], abs=2e-3)
    assert torch.allclose(torch.tensor(weights), torch.logspace(-1, 0, 13))
    assert torch.allclose(torch.tensor(soft_weights(10)), torch.logspace(-1, 0, 10))


def test_emphasis_on_the_prompt_softens_both_branches(told):
    [[plain], [plain_asked]] = told(replace(WAY, strength=0.8))
    [[soft], [soft_asked]] = told(replace(WAY, strength=0.8, emphasis="prompt"))
    weights = soft_weights(len(plain))
    for before, after in ((plain, soft), (plain_asked, soft_asked)):
        for weight, a, b in zip(weights, before, after, strict=True):
            assert torch.allclose(a * weight, b, atol=1e-6)


def test_emphasis_on_the_control_image_is_heard_by_the_prompt_alone(told):
    _, [soft] = told(replace(WAY, emphasis="prompt"))
    for change in ({"emphasis": "control"}, {"guess": True}, {"emphasis": "prompt", "guess": True}):
        nothing, [alone] = told(replace(WAY, **change))
        assert nothing == []
        for a, b in zip(soft, alone, strict=True):
            assert torch.allclose(a, b, atol=1e-5)


def test_a_region_is_nothing_outside_and_everything_inside(told, drawing):
    left = replace(drawing, boxes=(Box("cat", (0.0, 0.0, 0.5, 1.0)),))
    [[plain], _] = told(WAY, left)
    for region in ("boxes", "cat", " CAT "):
        [[part], _] = told(replace(WAY, region=region), left)
        for a, b in zip(plain, part, strict=True):
            half = a.shape[-1] // 2
            assert torch.equal(a[..., :half], b[..., :half])
            assert not b[..., half:].any()


def test_a_region_that_is_everything_changes_no_bit(latents, drawing):
    whole = replace(drawing, boxes=(Box("cat", (0.0, 0.0, 1.0, 1.0)),))
    assert torch.equal(
        latents(replace(WAY, region="boxes"), document=whole), latents(WAY, document=whole)
    )


def test_near_the_lines(drawing):
    mask = residual_mask(drawing, "strokes", 128, 128)
    assert mask[22, 40] == 1  # beside the upper line
    assert mask[120, 10] == 0
    assert residual_mask(drawing, "", 16, 16) is None
    assert not residual_mask(drawing, "no such thing", 16, 16).any()


def test_loose_lines_count_less(told):
    follow, loose = Stroke([[10, 64], [50, 64]]), Stroke([[80, 64], [120, 64]], role="loose")
    document = Document(128, 128, (follow, loose), prompt="a cat")
    mask = residual_mask(document, "", 16, 16)
    assert mask[8, 3] == 1
    assert mask[8, 13] == pytest.approx(WEIGHTS["loose"], abs=1 / 255)
    alike = document.with_strokes([follow, replace(loose, role="follow")])
    assert residual_mask(alike, "", 16, 16) is None


def test_lines_of_a_light_hand_count_less_too():
    firm, light = Stroke([[10, 64, 1], [50, 64, 1]]), Stroke([[80, 64, 0], [120, 64, 0]], 20)
    mask = residual_mask(Document(128, 128, (firm, light)), "", 16, 16)
    assert mask[8, 3] == 1
    assert mask[8, 13] == pytest.approx(GENTLEST, abs=1 / 255)
    helps = light.with_role("ignore")
    assert residual_mask(Document(128, 128, (firm, helps)), "", 16, 16) is None
    assert residual_mask(Document(128, 128, (helps,)), "", 16, 16) is None


def test_a_network_is_loaded_once(tiny_model, other):
    first = tiny_model.nets.controlnet(str(other))
    assert tiny_model.nets.controlnet(str(other)) is first
    assert tiny_model.nets.controlnet() is tiny_model.nets.controlnet()
    assert tiny_model.nets.controlnet() is not first


def test_only_some_networks_stay(tiny_model_dir, tiny_model, other, tmp_path):
    first = tiny_model.nets.controlnet(str(other))
    for number in range(MOST):
        tiny_model.nets.controlnet(str(shutil.copytree(other, tmp_path / str(number))))
    assert len(tiny_model.nets._kept) == MOST
    assert tiny_model.nets.controlnet(str(other)) is not first


def test_order_of_several_networks_does_not_matter(latents, other):
    ways = (
        replace(WAY, strength=0.7),
        MethodSettings("controlnet", 0.4, net=str(other), kind="canny"),
        MethodSettings("controlnet", 0.3, 0.0, 0.5, net=str(other), kind="softedge"),
    )
    assert torch.equal(latents(*ways), latents(*reversed(ways)))
    off = replace(ways[1], strength=0.0)
    assert torch.equal(latents(ways[0], off), latents(ways[0]))


def refusals(folder, model_dir, drawing):
    request = Request(
        drawing, Sampling(1, 4, 4.0), (replace(WAY, net=str(folder)),), str(model_dir)
    )
    return [problem.code for problem in check(request) if problem.blocking]


def test_a_network_of_another_family(tiny_model, tiny_model_dir, drawing, tmp_path):
    xl = build_tiny_model(tmp_path / "xl", xl=True)
    with pytest.raises(WrongFamily):
        tiny_model.nets.controlnet(str(xl / "controlnet"))
    assert refusals(xl / "controlnet", tiny_model_dir, drawing) == ["wrong_family"]
    with pytest.raises(WrongFamily):
        load_tiny(xl).nets.controlnet(str(tiny_model_dir / "controlnet"))
    wide = write_adapter(tmp_path / "wide", 1, channels=[16, 64])
    with pytest.raises(WrongFamily):
        tiny_model.nets.adapter(str(wide))


def test_what_is_no_network(tiny_model, tiny_model_dir, other, drawing, tmp_path):
    adapter = write_adapter(tmp_path / "adapter", 1)
    for folder, get in ((adapter, tiny_model.nets.controlnet), (other, tiny_model.nets.adapter)):
        with pytest.raises(WeightsDamaged, match="is no"):
            get(str(folder))
    with pytest.raises(WeightsMissing):
        tiny_model.nets.controlnet(str(tmp_path / "nowhere"))
    with pytest.raises(UnsupportedGuidance):
        tiny_model.nets.adapter("")
    foreign = shutil.copytree(other, tmp_path / "foreign")
    (foreign / "model.py").write_text("print()")
    cut = shutil.copytree(other, tmp_path / "cut")
    weights = cut / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    pickled = shutil.copytree(other, tmp_path / "pickled")
    (pickled / weights.name).rename(pickled / "diffusion_pytorch_model.bin")
    for folder, reason in (
        (foreign, "program code"),
        (cut, "incomplete"),
        (pickled, "safetensors"),
    ):
        with pytest.raises(WeightsDamaged, match=reason):
            tiny_model.nets.controlnet(str(folder))
        assert refusals(folder, tiny_model_dir, drawing) == ["weights_damaged"]


@pytest.mark.parametrize(
    ("net", "kind"),
    [
        ("", "scribble"),
        ("sd15-canny", "canny"),
        ("/nets/control_v11p_sd15s2_lineart_anime_fp16.safetensors", "lineart_anime"),
        ("C:\\nets\\control_v11p_sd15_seg", "segmentation"),
        ("~/canny/controlnet-depth-sdxl-1.0/", "depth"),
        ("/canny/mine", "scribble"),
    ],
)
def test_what_a_network_reads(net, kind):
    assert usual_hint(net) == kind
