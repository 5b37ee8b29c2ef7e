"""Pictures that begin from a picture: equal to diffusers, and refused with a sentence where they cannot."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadPicture
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request.request import (
    InitImage,
    MethodSettings,
    Request,
    Sampling,
)
from sketchpad.generation.run.generate import generate
from sketchpad.generation.run.init_image import (
    HELD,
    KEPT,
    hold_picture,
    init_image,
    init_image_latents,
    keep_picture,
    problems,
)
from sketchpad.generation.run.setup import (
    prepare,
    solver_for,
    start_latents,
    start_noise,
)
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.loop import SampleOptions, sample
from sketchpad.sampling.network_calls import run_eagerly
from tests.generation.stock import NOISY_SCHEDULERS, SCHEDULERS, largest, use_scheduler
from tests.tiny import OneModel, build_tiny_model, load_tiny

DRAWING = Document(
    width=128,
    height=192,
    strokes=(Stroke([[10, 20, 1.0], [90, 100, 0.5], [60, 180, 1.0]], 6.0),),
    prompt="a red cat",
    negative_prompt="dog",
)


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    pixels = np.random.default_rng(1).integers(0, 255, (24, 40, 3), np.uint8)
    Image.fromarray(pixels).resize((200, 120)).save(path)
    return path


@pytest.fixture(scope="module")
def pipeline(tiny_model_dir):
    from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion_img2img import (
        StableDiffusionImg2ImgPipeline,
    )

    made = StableDiffusionImg2ImgPipeline.from_pretrained(tiny_model_dir, local_files_only=True)
    made.set_progress_bar_config(disable=True)
    return made


def request_for(photo, scheduler="ddim", strength=0.6, *methods):
    return Request(
        DRAWING, Sampling(7, 6, 2.0, scheduler), methods, base=InitImage(str(photo), strength)
    )


def latents(model, request):
    text = model.text
    branches = branches_for(
        text.encode(DRAWING.prompt),
        text.negative(DRAWING.negative_prompt),
        request.sampling.guidance_scale,
    )
    solver, noise = solver_for(request, model), start_noise(request, model)
    begun = start_latents(request, model, solver, noise)
    guidance = prepare(request, model)
    *_, last = run_eagerly(
        sample(model.denoiser, solver, branches, guidance, noise, SampleOptions(latents=begun))
    )
    return last.x_next


@pytest.mark.parametrize("scheduler", [*SCHEDULERS, "dpm++_karras", *NOISY_SCHEDULERS])
def test_equal_to_diffusers(scheduler, tiny_model, photo, pipeline):
    request = request_for(photo, scheduler)
    use_scheduler(pipeline, scheduler)
    expected = pipeline(
        prompt=DRAWING.prompt,
        negative_prompt=DRAWING.negative_prompt,
        image=init_image_latents(request, tiny_model),
        strength=0.6,
        num_inference_steps=6,
        guidance_scale=2.0,
        generator=torch.Generator("cpu").manual_seed(7),
        output_type="latent",
        return_dict=False,
    )[0]
    assert largest(latents(tiny_model, request), expected) < 1e-4


@pytest.mark.slow
def test_xl_is_equal_to_diffusers(tmp_path_factory, photo):
    from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl_img2img import (
        StableDiffusionXLImg2ImgPipeline,
    )

    folder = build_tiny_model(tmp_path_factory.mktemp("xl"), xl=True)
    model = load_tiny(folder)
    pipeline = StableDiffusionXLImg2ImgPipeline.from_pretrained(
        folder, local_files_only=True, add_watermarker=False
    )
    pipeline.set_progress_bar_config(disable=True)
    for scheduler in SCHEDULERS:
        request = request_for(photo, scheduler)
        use_scheduler(pipeline, scheduler)
        expected = pipeline(
            prompt=DRAWING.prompt,
            negative_prompt=DRAWING.negative_prompt,
            image=init_image_latents(request, model),
            strength=0.6,
            num_inference_steps=6,
            guidance_scale=2.0,
            original_size=(192, 128),
            target_size=(192, 128),
            generator=torch.Generator("cpu").manual_seed(7),
            output_type="latent",
            return_dict=False,
        )[0]
        assert largest(latents(model, request), expected) < 1e-4


def test_the_picture_is_cut_to_the_drawings_proportions_and_encoded_once(tiny_model, photo):
    request = request_for(photo)
    found = init_image_latents(request, tiny_model)
    assert found.shape == (1, 4, 24, 16)
    assert init_image_latents(request, tiny_model) is found
    pixels = np.asarray(Image.open(photo).resize((320, 192)))[:, 96:224]
    near = tiny_model.codec.encode(pixels.astype(np.float32) / 255)
    assert (found - near).abs().mean() < 0.1 * near.std()


def test_a_weak_change_stays_near_the_picture(tiny_model, photo):
    base = init_image_latents(request_for(photo), tiny_model)
    near, far = (
        (latents(tiny_model, request_for(photo, "ddim", strength)) - base).abs().mean()
        for strength in (0.2, 1.0)
    )
    assert near < far


def test_steps_are_shared_out_among_those_that_are_taken(tiny_model, photo):
    controlnet = MethodSettings("controlnet", 1.0, 0.0, 0.5)
    request = request_for(photo, "ddim", 0.7, controlnet)
    assert request.steps_taken == 4
    *steps, final = run_eagerly(generate(request, store=OneModel(tiny_model)))
    assert [(step.index, step.total) for step in steps] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert final.picture.shape == (192, 128, 3)
    free = latents(tiny_model, request.with_methods())
    assert largest(latents(tiny_model, request), free) > 1e-3


@pytest.mark.parametrize(("strength", "taken"), [(1.0, 6), (0.5, 3), (0.05, 1)])
def test_there_is_always_a_step(strength, taken, tiny_model, photo):
    request = request_for(photo, "ddim", strength)
    assert request.steps_taken == taken == solver_for(request, tiny_model).total


def said(base, folder):
    request = Request(DRAWING, Sampling(7, 6, 2.0), (), str(folder), base=base)
    return [(p.code, p.fields.get("reason"), p.where) for p in check(request)]


def test_what_is_wrong_is_said_before_a_run(tiny_model_dir, photo, tmp_path):
    def about(path, strength=0.5):
        return said(InitImage(str(path), strength), tiny_model_dir)

    assert about(photo) == []
    assert about(photo, 0.0) == [("bad_setting", "", "base")]
    assert about(tmp_path / "gone.png") == [("bad_picture", "missing", "base")]
    assert about(tmp_path) == [("bad_picture", "missing", "base")]
    text = tmp_path / "text.png"
    text.write_text("no picture")
    assert about(text) == [("bad_picture", "format", "base")]
    huge = tmp_path / "huge.png"
    Image.new("1", (9000, 9000)).save(huge)
    ((code, _, where),) = about(huge)
    assert (code, where) == ("huge_picture", "base")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_nothing_waits_for_a_pipe(tiny_model_dir, tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    wrong = said(InitImage(str(tmp_path / "pipe.png")), tiny_model_dir)
    assert wrong == [("bad_picture", "missing", "base")]


def test_a_damaged_picture_is_an_error_with_a_sentence(tiny_model, photo, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(photo.read_bytes()[:2000])
    with pytest.raises(BadPicture, match="damaged"):
        list(run_eagerly(generate(request_for(broken), store=OneModel(tiny_model))))


def test_pictures_made_by_the_program_are_kept_once_and_not_for_ever():
    pictures = [np.full((4, 4, 3), n, np.uint8) for n in range(KEPT + 3)]
    paths = [keep_picture(picture) for picture in pictures]
    assert len(set(paths)) == len(paths)
    assert sum(path.is_file() for path in paths) == KEPT
    assert keep_picture(pictures[-1]) == paths[-1]
    assert np.array_equal(np.asarray(Image.open(paths[-1])), pictures[-1])


def test_a_picture_in_memory_is_a_beginning_too(tiny_model):
    pictures = [np.full((8, 8, 3), 60 + n, np.uint8) for n in range(HELD + 1)]
    paths = [hold_picture(picture) for picture in pictures]
    request = request_for(paths[-1])
    assert not list(problems(request.base))
    assert (init_image(request) == pictures[-1][0, 0]).all()
    assert init_image_latents(request, tiny_model).isfinite().all()
    assert [problem.where for problem in problems(request_for(paths[0]).base)] == ["base"]
    assert not paths[-1].exists()
    assert keep_picture(pictures[-1]) == paths[-1]


def test_another_drawing_size_asks_for_other_latents(tiny_model, photo):
    request = request_for(photo)
    wide = replace(request, document=replace(DRAWING, width=256, height=128))
    assert init_image_latents(wide, tiny_model).shape == (1, 4, 16, 32)
