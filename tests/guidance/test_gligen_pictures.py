"""Boxes told by a phrase, a reference picture, or both: the same as diffusers' deprecated pipeline."""

from __future__ import annotations

import io
import json
import shutil
import warnings
from dataclasses import replace

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from sketchpad.document.model import Box, Document
from sketchpad.errors import WeightsDamaged
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run.setup import prepare, start_noise
from sketchpad.models.gligen.gates import clip_pixels, load_gates
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.loop import sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import make_solver
from tests.tiny import TEXT_WIDTH, load_tiny

pytestmark = pytest.mark.slow

SCHEDULERS = ("ddim", "euler", "dpm++", "unipc")
STEPS = 4


def png(colour):
    """A picture that is not square, with something in it."""
    image = Image.new("RGB", (60, 40), colour)
    image.paste((250, 250, 250), (5, 5, 20, 30))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


RED, BLUE = png((220, 30, 30)), png((20, 60, 200))
DRAWING = Document(
    128,
    128,
    boxes=(
        Box("cat", (0.1, 0.2, 0.5, 0.9), picture=RED),
        Box("house", (0.5, 0.1, 0.95, 0.6)),
        Box("", (0.5, 0.6, 0.9, 0.95), picture=BLUE),
    ),
    prompt="a red cat",
)


@pytest.fixture(scope="module")
def folder(tiny_model_dir, tmp_path_factory):
    """The tiny model with gates that see pictures, and with what reads them, as such pipelines are published."""
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
    from diffusers.pipelines.stable_diffusion.clip_image_project_model import CLIPImageProjection
    from transformers.models.clip.configuration_clip import CLIPVisionConfig
    from transformers.models.clip.modeling_clip import CLIPVisionModelWithProjection

    target = tmp_path_factory.mktemp("pictures") / "model"
    shutil.copytree(tiny_model_dir, target)
    settings = json.loads((target / "unet" / "config.json").read_text())
    with torch.random.fork_rng():
        torch.manual_seed(11)
        unet = UNet2DConditionModel.from_config({**settings, "attention_type": "gated-text-image"})
        old = load_file(target / "unet" / "diffusion_pytorch_model.safetensors")
        unet.load_state_dict(
            {k: v for k, v in old.items() if not k.startswith("position_net")}, strict=False
        )
        for name, weight in unet.named_parameters():
            if "position_net.null" in name:
                weight.data.normal_(0, 0.5)
        unet.save_pretrained(target / "unet")
        encoder = CLIPVisionModelWithProjection(
            CLIPVisionConfig(
                hidden_size=32,
                intermediate_size=64,
                num_hidden_layers=2,
                num_attention_heads=4,
                image_size=32,
                patch_size=8,
                projection_dim=TEXT_WIDTH,
            )
        )
        encoder.config.save_pretrained(target / "image_encoder")
        weights = {name: value.contiguous() for name, value in encoder.state_dict().items()}
        save_file(weights, target / "image_encoder" / "model.safetensors", {"format": "pt"})
        CLIPImageProjection(TEXT_WIDTH).save_pretrained(target / "image_project")
    return target


def ours(model, net, scheduler="ddim", document=DRAWING):
    method = MethodSettings("gligen", 1.0, net=str(net))
    request = Request(document, Sampling(7, STEPS, 4.0, scheduler), (method,))
    branches = branches_for(model.text.encode(document.prompt), model.text.encode(""), 4.0)
    solver = make_solver(scheduler, model.scheduler_config, STEPS)
    guidance = prepare(request, model)
    *_, last = run_eagerly(
        sample(model.denoiser, solver, branches, guidance, start_noise(request, model))
    )
    return last.x_next, start_noise(request, model)


class Processor:
    """Stands in for CLIP's image processor, which needs a package that is not installed."""

    def __call__(self, images, return_tensors):
        return Pixels(pixel_values=torch.cat([clip_pixels(image, 32) for image in images]))


class Pixels(dict):
    def to(self, _device):
        return self


@pytest.fixture(scope="module")
def stock(folder):
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
    from diffusers.pipelines.deprecated.stable_diffusion_gligen import (
        pipeline_stable_diffusion_gligen_text_image as deprecated,
    )
    from diffusers.pipelines.stable_diffusion.clip_image_project_model import CLIPImageProjection
    from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import (
        StableDiffusionPipeline,
    )
    from transformers.models.clip.modeling_clip import CLIPVisionModelWithProjection

    plain = StableDiffusionPipeline.from_pretrained(folder, local_files_only=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pipeline = deprecated.StableDiffusionGLIGENTextImagePipeline(
            vae=plain.vae,
            text_encoder=plain.text_encoder,
            tokenizer=plain.tokenizer,
            processor=None,
            image_encoder=CLIPVisionModelWithProjection.from_pretrained(folder / "image_encoder"),
            image_project=CLIPImageProjection.from_pretrained(folder / "image_project"),
            unet=UNet2DConditionModel.from_pretrained(folder / "unet"),
            scheduler=plain.scheduler,
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
        )
    pipeline.processor = Processor()
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


@pytest.fixture(scope="module")
def model(folder):
    return load_tiny(folder)


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_equal_to_diffusers(scheduler, model, folder, stock):
    import diffusers.schedulers as kinds

    kind = {
        "ddim": kinds.DDIMScheduler,
        "euler": kinds.EulerDiscreteScheduler,
        "dpm++": kinds.DPMSolverMultistepScheduler,
        "unipc": kinds.UniPCMultistepScheduler,
    }[scheduler]
    stock.scheduler = kind.from_config(stock.scheduler.config)
    got, noise = ours(model, folder, scheduler)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = stock(
            prompt=DRAWING.prompt,
            height=128,
            width=128,
            num_inference_steps=STEPS,
            guidance_scale=4.0,
            gligen_phrases=[box.phrase or None for box in DRAWING.boxes],
            gligen_images=[
                Image.open(io.BytesIO(box.picture)) if box.picture else None
                for box in DRAWING.boxes
            ],
            gligen_boxes=[list(box.rect) for box in DRAWING.boxes],
            latents=noise,
            output_type="latent",
            return_dict=False,
        )[0]
    assert float((got - expected).abs().max()) < 1e-4


def test_the_picture_matters(model, folder):
    swapped = replace(DRAWING.boxes[0], picture=BLUE)
    other = replace(DRAWING, boxes=(swapped, *DRAWING.boxes[1:]))
    got, _ = ours(model, folder)
    assert not torch.allclose(ours(model, folder, document=other)[0], got, atol=1e-4)


def test_weak_boxes_with_pictures(model, folder):
    def changed(strength):
        first = replace(DRAWING.boxes[0], strength=strength)
        return ours(model, folder, document=replace(DRAWING, boxes=(first, *DRAWING.boxes[1:])))[0]

    without = ours(model, folder, document=replace(DRAWING, boxes=DRAWING.boxes[1:]))[0]
    assert torch.equal(changed(0.0), without)
    assert float((changed(1e-4) - without).abs().max()) < 1e-3
    assert float((changed(0.9999) - changed(1.0)).abs().max()) < 1e-3


def test_gates_that_see_no_pictures_take_the_phrases(tiny_model, tiny_model_dir):
    bare = tuple(replace(box, picture=b"") for box in DRAWING.boxes if box.phrase)
    got, _ = ours(tiny_model, tiny_model_dir)
    assert torch.equal(
        got, ours(tiny_model, tiny_model_dir, document=replace(DRAWING, boxes=bare))[0]
    )


def test_a_reader_that_does_not_fit_is_refused(model, folder, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    path = copy / "image_project" / "diffusion_pytorch_model.safetensors"
    save_file({"project.weight": torch.zeros(3, 3)}, path)
    with pytest.raises(WeightsDamaged, match="does not fit"):
        load_gates(copy, model.denoiser.unet, model.info, model.place)
