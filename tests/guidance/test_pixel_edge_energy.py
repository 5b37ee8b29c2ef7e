"""The edge predictor that looks at the picture a step foresees."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from sketchpad.document.model import Stroke
from sketchpad.generation.methods.edge_predictor import EDGE_PREDICTOR
from sketchpad.generation.request.request import MethodSettings
from sketchpad.guidance import pixel_edge_energy
from sketchpad.guidance.pixel_edge_energy import PixelEdgeEnergy, lines_of, outside_of
from sketchpad.models.networks.edge_networks import EdgeReader, steepness
from tests.models.runtime.computed import Computed
from tests.tiny import build_tiny_model, load_tiny

CPU = torch.device("cpu")


def lacking(model, drawing, latents):
    return float(PixelEdgeEnergy(model, drawing)._late.energy(steepness(decoded(model, latents))))


def decoded(model, latents):
    picture = model.codec.decode(latents).astype(np.float32) / 127.5 - 1
    return torch.from_numpy(picture).permute(2, 0, 1)[None]


def reader_of(model, seed=3):
    torch.manual_seed(seed)
    sizes = {
        "latent_channels": model.info.latent_channels,
        "pixels": model.codec.pixels_per_latent,
        "width": 8,
        "depth": 1,
    }
    return EdgeReader(sizes).eval().requires_grad_(False)


def test_a_clean_step_is_as_steep_as_it_is_high():
    picture = torch.full((1, 3, 8, 8), -1.0)
    picture[:, 1, :, 4:] = 1.0  # green alone
    found = steepness(picture)[0, 0]
    assert found[:, 3:5].min() == pytest.approx(1.0, abs=1e-3)
    assert found[:, :2].max() < 0.01
    assert steepness(0.5 * picture)[0, 0, 4, 3] == pytest.approx(0.5, abs=1e-3)


def test_steepness_has_a_gradient_where_all_is_flat():
    flat = torch.zeros(1, 3, 6, 6, requires_grad=True)
    steepness(flat).sum().backward()
    assert torch.isfinite(flat.grad).all()


def test_the_energy_asks_for_lines_and_not_for_others(drawing):
    alone = replace(drawing, strokes=(Stroke([[20, 64], [108, 64]], 4.0),))
    lines = lines_of(alone, 128, 128, CPU)
    nothing = torch.zeros(1, 1, 128, 128)
    there, beside, elsewhere = nothing.clone(), nothing.clone(), nothing.clone()
    there[..., 64, 20:108] = beside[..., 65, 20:108] = elsewhere[..., 20, 20:108] = 0.5
    empty = float(lines.energy(nothing))
    assert empty > 0
    assert float(lines.energy(there)) < 0.1 * empty
    assert float(lines.energy(beside)) < 0.1 * empty
    assert float(lines.energy(elsewhere)) > 1.2 * empty


def test_loose_lines_are_asked_for_less(drawing):
    strokes = tuple(Stroke(s.points, s.width, s.eraser, role="loose") for s in drawing.strokes)
    loose, strict = (
        lines_of(one, 128, 128, CPU).wanted for one in (replace(drawing, strokes=strokes), drawing)
    )
    assert 0 < float(loose.sum()) < float(strict.sum())


def test_lines_are_lines_in_a_smaller_picture(drawing):
    large, small = lines_of(drawing, 128, 128, CPU), lines_of(drawing, 64, 64, CPU)
    assert small.wanted.shape == (1, 1, 64, 64)
    assert float(small.wanted.max()) == float(large.wanted.max()) == 1.0
    assert 0.3 < float(small.wanted.sum() / large.wanted.sum()) < 0.75


def ring(drawing):
    """A page with one closed line around the middle half of it."""
    corners = [[32, 32], [96, 32], [96, 96], [32, 96], [32, 32]]
    return replace(drawing, strokes=(Stroke(corners, 3.0),))


def test_outside_of_a_ring_is_what_it_does_not_enclose(drawing):
    outside = outside_of(ring(drawing), 64, 48, CPU)
    assert outside.shape == (1, 1, 48, 64)
    assert float(outside[..., 20:28, 24:40].max()) == 0
    assert float(outside[..., :8, :].min()) == 1
    assert float(outside_of(drawing.cleared(), 64, 48, CPU).max()) == 0


def test_an_edge_outside_of_the_drawing_costs_more_at_first(drawing):
    page = ring(drawing)
    lines, outside = lines_of(page, 128, 128, CPU), outside_of(page, 128, 128, CPU)
    clear = lines.clear(outside, 10.0)
    nothing = torch.zeros(1, 1, 128, 128)
    within, without = nothing.clone(), nothing.clone()
    within[..., 64, 56:72] = without[..., 8, 56:72] = 0.5

    def cost(target, edges):
        return float(target.energy(edges) - target.energy(nothing))

    assert cost(clear, within) == pytest.approx(cost(lines, within), rel=1e-4)
    assert cost(clear, without) == pytest.approx(10 * cost(lines, without), rel=1e-3)


@pytest.mark.parametrize("with_reader", [False, True])
def test_haze_is_dear_while_things_take_their_shapes(with_reader, tiny_model, drawing, monkeypatch):
    if with_reader:
        reader = reader_of(tiny_model)
        monkeypatch.setattr(type(tiny_model), "edge_reader", lambda _self: reader)
    lines = PixelEdgeEnergy(tiny_model, ring(drawing))
    z = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(2), requires_grad=True)
    early, late = (
        torch.autograd.grad(lines.energy(z, shaped=shaped), z)[0] for shaped in (False, True)
    )
    rim = [slice(0, 3), slice(13, 16)]
    ratio = sum(float(early[..., rows, :].norm() / late[..., rows, :].norm()) for rows in rim) / 2
    assert (ratio > 3) if with_reader else (ratio == 1)


def test_nothing_drawn_asks_for_nothing(drawing):
    lines = lines_of(drawing.cleared(), 64, 64, CPU)
    assert float(lines.wanted.sum()) == 0
    assert float(lines.energy(torch.ones(1, 1, 64, 64))) == 0


@pytest.mark.slow
@pytest.mark.parametrize("with_reader", [False, True])
def test_the_pull_makes_the_energy_less(with_reader, run, tiny_model, drawing, monkeypatch):
    if with_reader:
        reader = reader_of(tiny_model)
        monkeypatch.setattr(type(tiny_model), "edge_reader", lambda _self: reader)
    free = run(steps=20)
    pulled = run(MethodSettings("edge_predictor", 1.6, 0.0, 1.0), steps=20)
    lines = PixelEdgeEnergy(tiny_model, drawing)
    before, after = (float(lines.energy(steps[-1].x_next)) for steps in (free, pulled))
    if with_reader:
        assert after < before
    else:  # then the number itself means nothing, only its slope does
        before, after = (lacking(tiny_model, drawing, s[-1].x_next) for s in (free, pulled))
        assert after < before


@pytest.mark.slow
@pytest.mark.parametrize(("look", "through"), [("quick", 0), ("picture", 5), ("network", 10)])
def test_the_gradient_goes_through_the_network_in_some_steps(
    look, through, run, tiny_model, drawing, monkeypatch
):
    reader = reader_of(tiny_model)
    monkeypatch.setattr(type(tiny_model), "edge_reader", lambda _self: reader)
    predict, graded = tiny_model.denoiser.predict, []

    def watched(*arguments):
        graded.append(torch.is_grad_enabled())
        return predict(*arguments)

    free = run(steps=10)
    monkeypatch.setattr(tiny_model.denoiser, "predict", watched)
    moved = run(MethodSettings("edge_predictor", 1.6, 0.0, 1.0, look=look), steps=10)
    lines = PixelEdgeEnergy(tiny_model, drawing)
    before, after = (float(lines.energy(steps[-1].x_next)) for steps in (free, moved))
    assert after < before
    assert sum(graded) == through


def test_a_descent_leaves_alone_what_pleases_and_has_a_longest_step(
    tiny_model, drawing, monkeypatch
):
    reader = reader_of(tiny_model)
    monkeypatch.setattr(type(tiny_model), "edge_reader", lambda _self: reader)
    lines = PixelEdgeEnergy(tiny_model, drawing)
    latents = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(2))
    long = lines.descent(latents, 1e6)
    most = pixel_edge_energy.LONGEST * pixel_edge_energy.DESCENT
    assert 0 < float(long.norm() / latents.norm()) <= most * 1.0001
    assert (
        torch.count_nonzero(PixelEdgeEnergy(tiny_model, drawing.cleared()).descent(latents, 1.0))
        == 0
    )


def test_a_graph_of_the_reader_leads_to_the_same(tiny_model, drawing, monkeypatch):
    reader = reader_of(tiny_model)
    monkeypatch.setattr(type(tiny_model), "edge_reader", lambda _self: reader)
    latents = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(2))
    ends, slopes = [], []
    for graphs in (None, Computed(reader, "reader_energy")):
        reader.graphs = graphs
        lines = PixelEdgeEnergy(tiny_model, drawing)
        ends.append(lines.descent(latents, 1.0))
        z = latents.clone().requires_grad_()
        slopes += torch.autograd.grad(lines.energy(z), z)
    assert reader.graphs.rows == [1] * (pixel_edge_energy.DESCENT + 1)
    torch.testing.assert_close(*ends)
    torch.testing.assert_close(*slopes)


def test_the_slope_is_that_of_the_decoded_picture(tiny_model, drawing):
    latents = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(2))
    lines = PixelEdgeEnergy(tiny_model, drawing)
    z = latents.clone().requires_grad_()
    (slope,) = torch.autograd.grad(lines.energy(z), z)
    vae = tiny_model.codec.vae
    w = latents.clone().requires_grad_()
    scaling = vae.config.scaling_factor
    energy = lines._late.energy(steepness(vae.decode(w / scaling, return_dict=False)[0]))
    (expected,) = torch.autograd.grad(energy, w)
    torch.testing.assert_close(slope, expected, rtol=1e-3, atol=1e-5)
    assert float(slope.abs().max()) > 0


def test_large_latents_are_looked_at_small(tiny_model, drawing, monkeypatch):
    monkeypatch.setattr(pixel_edge_energy, "LARGEST_DECODED", 8)
    seen = []
    slope = tiny_model.codec.slope
    monkeypatch.setattr(
        tiny_model.codec, "slope", lambda z, energy: seen.append(z.shape) or slope(z, energy)
    )

    z = torch.randn(1, 4, 16, 16).requires_grad_()
    (gradient,) = torch.autograd.grad(PixelEdgeEnergy(tiny_model, drawing).energy(z), z)
    assert seen == [(1, 4, 8, 8)]
    assert gradient.shape == (1, 4, 16, 16)
    assert float(gradient.abs().max()) > 0


@pytest.mark.parametrize("size", [(8, 8), (16, 12), (7, 5), (11, 24), (1, 1)])
def test_latents_shrink_by_area_to_any_size(size):
    z = torch.randn(2, 3, 16, 24, generator=torch.Generator().manual_seed(1))
    if 16 % size[0] == 0 and 24 % size[1] == 0:
        expected = torch.nn.functional.interpolate(z, size=size, mode="area")
        torch.testing.assert_close(pixel_edge_energy.shrunk(z, size), expected)
    torch.testing.assert_close(
        pixel_edge_energy.shrunk(torch.ones(1, 1, 16, 24), size), torch.ones(1, 1, *size)
    )
    assert pixel_edge_energy.shrunk(z, size).mean() == pytest.approx(float(z.mean()), abs=1e-5)


def test_it_works_with_a_model_that_has_no_networks_for_it(tmp_path, drawing):
    import shutil

    folder = build_tiny_model(tmp_path)
    shutil.rmtree(folder / "edge_predictor")
    model = load_tiny(folder)
    assert model.info.lacks(EDGE_PREDICTOR.requires) == ""
    assert PixelEdgeEnergy(model, drawing)._reader is None


def test_a_reader_is_kept_and_read(tmp_path, tiny_model):
    reader = reader_of(tiny_model)
    reader.save(tmp_path)
    again = EdgeReader.load(tmp_path)
    z = torch.randn(2, 4, 5, 7)
    torch.testing.assert_close(again(z), reader(z))
    assert again(z).shape == (2, 1, 40, 56)
    assert again(z).min() >= 0


def test_a_reader_of_another_model_is_refused(tmp_path, tiny_model):
    from sketchpad.errors import WeightsDamaged

    folder = build_tiny_model(tmp_path)
    sizes = {"latent_channels": 16, "pixels": 8, "width": 8, "depth": 1}
    EdgeReader(sizes).save(folder / "edge_reader")
    with pytest.raises(WeightsDamaged):
        load_tiny(folder).edge_reader()


@pytest.mark.parametrize("wrong", [{}, {"width": 0}, {"width": 10**9}, {"depth": "many"}])
def test_wrong_settings_of_a_reader_are_said(tmp_path, wrong):
    import json

    from sketchpad.errors import WeightsDamaged

    sizes = {"latent_channels": 4, "pixels": 8, "width": 8, "depth": 1}
    EdgeReader(sizes).save(tmp_path)
    sizes = {**sizes, **wrong} if wrong else {"latent_channels": 4}
    (tmp_path / "config.json").write_text(json.dumps(sizes), encoding="utf-8")
    with pytest.raises(WeightsDamaged):
        EdgeReader.load(tmp_path)


def test_a_decoder_gone_mad_is_left_out_and_said(run, latents, tiny_model, monkeypatch):
    free = latents()
    codec = type(tiny_model.codec)
    monkeypatch.setattr(codec, "slope", lambda _self, z, _energy: torch.full_like(z, float("nan")))
    steps = run(MethodSettings("edge_predictor", 1.6, 0.0, 0.5))
    assert [note.code for step in steps for note in step.notes] == ["pull_skipped"] * 2
    assert torch.allclose(steps[-1].x_next, free, atol=1e-4)
