"""Energies of edges and what is asked of them, against plain formulas."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from sketchpad.document.model import Document
from sketchpad.errors import UnsupportedGuidance
from sketchpad.guidance import edge_predictor, pixel_edge_energy
from sketchpad.guidance.edge_predictor import EdgeGuidance, edge_target, near_lines
from sketchpad.guidance.pixel_edge_energy import LineTarget, PixelEdgeEnergy, lines_of, shrunk
from sketchpad.models.networks.edge_networks import steepness
from tests.guidance.fakes import model_of, step_of

CPU = torch.device("cpu")
PAGE = Document(128, 128)


def planes(ink):
    """A control image with this ink in its first channel, and nonsense in the others."""
    return np.stack([ink, 1 - ink, 1 - ink], axis=-1).astype(np.float32)


def showing(monkeypatch, module, ink, weights=1.0):
    """The drawing's lines are `ink`, with these weights, for `module`."""
    monkeypatch.setattr(module, "line_hint", lambda document: planes(ink))
    monkeypatch.setattr(
        module,
        "line_weights",
        lambda document, width, height: np.full((height, width), weights, np.float32),
    )


def dot(at=(20, 60), height=128, width=128, ink=1.0):
    plane = np.zeros((height, width), np.float32)
    plane[at] = ink
    return plane


# The energy of edges


@pytest.mark.parametrize(("longer", "reach"), [(40, 1), (128, 1), (200, 1), (210, 2), (300, 3)])
def test_lines_may_lie_a_little_beside(longer, reach):
    edges = torch.zeros(1, 1, 3, longer)
    edges[..., 1, 20] = 0.1
    wanted = torch.zeros(1, 1, 3, longer)
    for column in range(longer):
        wanted.zero_()
        wanted[..., 1, column] = 0.5
        energy = float(LineTarget(wanted, torch.zeros_like(wanted)).energy(edges))
        lacking = 0.05 if abs(column - 20) <= reach else 0.15
        assert energy == pytest.approx(0.5 * lacking)


def test_strong_edges_lack_nothing_and_far_ones_are_paid_for_by_the_pictures_width():
    edges = torch.full((1, 1, 8, 64), 0.4)
    apart = torch.zeros(1, 1, 8, 64)
    apart[..., 3, :5] = 0.5
    target = LineTarget(torch.ones(1, 1, 8, 64), apart)
    assert float(target.energy(edges)) == pytest.approx(0.1 * 128 / 64 * 5 * 0.4 * 0.5)


# Where edges are asked for


def test_what_is_asked_for_is_the_middle_of_the_lines(monkeypatch):
    ink = np.zeros((128, 128), np.float32)
    ink[40:45, 20:100] = 1.0
    showing(monkeypatch, pixel_edge_energy, ink, 0.5)
    target = lines_of(PAGE, 128, 128, CPU)
    wanted = target.wanted[0, 0]
    assert wanted[42, 30:90].tolist() == [0.5] * 60
    assert not wanted[:41].any()
    assert not wanted[44:].any()


@pytest.mark.parametrize(("ink", "there"), [(0.25, 0), (0.26, 1), (1.0, 1)])
def test_faint_ink_is_none(ink, there, monkeypatch):
    showing(monkeypatch, pixel_edge_energy, dot(ink=ink))
    target = lines_of(PAGE, 128, 128, CPU)
    assert int(target.wanted.sum()) == there
    assert bool(target.apart.any()) == bool(there)
    showing(monkeypatch, edge_predictor, dot(ink=ink))
    assert (float(near_lines(model_of(), PAGE).min()) < 0.9) == bool(there)


@pytest.mark.parametrize("size", [(128, 128), (128, 192)])
def test_edges_far_from_lines_are_discouraged_more(size, monkeypatch):
    showing(monkeypatch, pixel_edge_energy, dot((20, 60), *size))
    apart = lines_of(Document(size[1], size[0]), size[1], size[0], CPU).apart[0, 0].numpy()
    away = np.arange(40) / (0.03 * max(size))
    np.testing.assert_allclose(apart[20, 60:100], 1 - np.exp(-0.5 * away**2), atol=1e-5)


def test_a_line_is_a_line_in_a_smaller_picture_of_any_shape(monkeypatch):
    ink = np.zeros((128, 192), np.float32)
    ink[127, 191] = ink[20, 60] = ink[50, 7] = 1.0
    showing(monkeypatch, pixel_edge_energy, ink, 0.5)
    target = lines_of(Document(192, 128), 48, 16, CPU)
    expected = np.zeros((16, 48), np.float32)
    expected[15, 47] = expected[2, 15] = expected[6, 1] = 0.5
    assert np.array_equal(target.wanted[0, 0].numpy(), expected)
    whole = lines_of(Document(192, 128), 192, 128, CPU).apart
    by_area = torch.nn.functional.avg_pool2d(whole, (8, 4))
    torch.testing.assert_close(target.apart, by_area, rtol=1e-4, atol=1e-5)


# The energy of latents


class Codec:
    """Decodes latents to grey pictures with pixels of twice their number a side."""

    pixels_per_latent = 2

    def __init__(self, rows, columns):
        self.size, self.seen = (rows, columns), []

    def latent_size(self, width, height):
        return self.size

    def slope(self, z, energy):
        self.seen.append(tuple(z.shape))
        with torch.enable_grad():
            at = z.detach().requires_grad_()
            pictures = at[:, :1].repeat(1, 3, 1, 1).repeat_interleave(2, 2).repeat_interleave(2, 3)
            return torch.autograd.grad(energy(pictures), at)[0]


def energy_of(rows, columns, reader=None, document=PAGE, dtype=torch.float32):
    place = SimpleNamespace(device=CPU, dtype=dtype)
    codec = Codec(rows, columns)
    model = model_of(codec=codec, place=place, edge_reader=lambda: reader)
    return PixelEdgeEnergy(model, document), codec


@pytest.mark.parametrize(
    ("size", "decoded"),
    [((8, 8), (8, 8)), ((32, 16), (32, 16)), ((64, 40), (32, 20)), ((1, 96), (1, 32))],
)
def test_large_latents_are_decoded_small(size, decoded):
    lines, codec = energy_of(*size)
    lines.energy(torch.ones(1, 4, *size))
    assert not lines.is_quick
    assert codec.seen == [(1, 4, *decoded)]
    assert tuple(lines._late.wanted.shape) == (1, 1, 2 * decoded[0], 2 * decoded[1])


def test_narrow_latents_keep_a_column():
    lines, codec = energy_of(200, 2)
    lines.energy(torch.ones(1, 4, 200, 2))
    assert codec.seen == [(1, 4, 32, 1)]


def test_a_reader_reads_latents_of_any_size_whole():
    seen = []

    def reader(z):
        seen.append((tuple(z.shape), z.dtype))
        return z.mean(1, keepdim=True).repeat_interleave(2, 2).repeat_interleave(2, 3)

    lines, codec = energy_of(64, 40, reader)
    lines._late = SimpleNamespace(energy=lambda edges: edges.square().sum())
    assert lines.is_quick
    assert float(lines.energy(torch.full((1, 4, 64, 40), 2.0))) == 4 * 64 * 40 * 4
    assert seen == [((1, 4, 64, 40), torch.float32)]
    assert codec.seen == []


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_reader_works_in_the_models_precision_and_the_energy_is_precise(dtype):
    said = []

    def reader(z):
        said.append(torch.is_autocast_enabled("cpu"))
        return z @ z.transpose(-1, -2)

    lines, _ = energy_of(4, 4, reader, dtype=dtype)
    lines._late = SimpleNamespace(energy=lambda edges: said.append(edges.dtype) or edges.sum())
    lines.energy(torch.ones(1, 1, 4, 4))
    assert said == [dtype == torch.bfloat16, torch.float32]


def test_without_a_reader_the_slope_is_that_of_the_decoded_picture(monkeypatch):
    showing(monkeypatch, pixel_edge_energy, dot())
    lines, codec = energy_of(8, 8)
    z = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(2)).requires_grad_()
    (slope,) = torch.autograd.grad(lines.energy(z), z)
    expected = codec.slope(z, lambda pictures: lines._late.energy(steepness(pictures)))
    assert bool(expected.any())
    torch.testing.assert_close(slope, expected)


def quadratic(factor=1.0):
    """The energy is factor times the sum of squares of the latents."""
    lines, _ = energy_of(2, 2, reader=lambda z: z)
    lines._late = SimpleNamespace(energy=lambda edges: factor * edges.square().sum())
    return lines


def test_a_descent_goes_as_far_as_the_slope_asks():
    z = torch.full((1, 1, 2, 2), 3.0)
    # Energy over slope is half of the distance to 0: each of three steps goes a share of that.
    for share in (0.05, 0.1):
        expected = 3 * ((1 - share / 2) ** 3 - 1)
        found = quadratic().descent(z, share)
        torch.testing.assert_close(found, torch.full_like(z, expected))
        torch.testing.assert_close(quadratic(7.0).descent(z, share), found)


def test_a_step_of_a_descent_is_at_most_a_tenth_of_the_latents():
    z = torch.full((1, 1, 2, 2), 3.0)
    torch.testing.assert_close(quadratic().descent(z, 1.0), torch.full_like(z, -0.9))


def test_a_descent_ends_where_all_is_flat_and_goes_on_at_a_slope_of_one():
    z = torch.tensor([[[[4.0]]]])
    flat, asked = quadratic(), []
    flat._late = SimpleNamespace(energy=lambda edges: asked.append(1) or (0 * edges).sum())
    assert float(flat.descent(z, 1.0)) == 0.0
    assert len(asked) == 1
    steady = quadratic()
    steady._late = SimpleNamespace(energy=lambda edges: edges.sum())
    assert float(steady.descent(z, 1.0)) == pytest.approx(-1.2)


# Latents made smaller


def test_a_cell_belongs_to_two_parts_where_the_border_cuts_it():
    z = torch.tensor([10.0, 20.0, 30.0, 40.0, 50.0])
    halves = torch.tensor([0.4 * 10 + 0.4 * 20 + 0.2 * 30, 0.2 * 30 + 0.4 * 40 + 0.4 * 50])
    across = shrunk(z.reshape(1, 1, 1, 5), (1, 2))
    torch.testing.assert_close(across, halves.reshape(1, 1, 1, 2))
    down = shrunk(z.reshape(1, 1, 5, 1), (2, 1))
    torch.testing.assert_close(down, halves.reshape(1, 1, 2, 1))


@pytest.mark.parametrize("size", [(2, 3), (4, 6), (1, 2)])
def test_whole_cells_are_averaged(size):
    z = torch.randn(2, 3, 4, 6, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(
        shrunk(z, size), torch.nn.functional.interpolate(z, size=size, mode="area")
    )


# The edge predictor


class Predictor:
    """Foresees the sum of the features and of the noise that it is told."""

    taps = ("a", "b")

    def __init__(self, noise="level"):
        self.noise, self.seen = noise, []

    def __call__(self, features, noise, size):
        self.seen.append((noise, size))
        return (sum(features) + noise.sum()).half()


def through_features(noise="level", **parts):
    way = EdgeGuidance(1.0)
    way.configure(SimpleNamespace(look="features"))
    network = Predictor(noise)
    codec = SimpleNamespace(
        latent_size=lambda width, height: (2, 3), encode=lambda hint: torch.full((1, 1, 2, 3), 2.0)
    )
    denoiser = SimpleNamespace(provides={"features"})
    model = model_of(codec=codec, denoiser=denoiser, edge_predictor=lambda: network)
    way.prepare(model, PAGE)
    return way, network


def test_the_energy_through_features_counts_most_near_the_lines():
    way, network = through_features()
    assert way.look_at == network.taps
    way._near = torch.tensor([[[[1.0, 0.5, 0.0], [0.0, 0.0, 0.0]]]])
    features = {"a": torch.full((1, 1, 2, 3), 4.0), "b": torch.full((1, 1, 2, 3), 1.0)}
    step = step_of(features=features, x=torch.zeros(1, 4, 2, 3), sigma=0.5)
    off = (4 + 1 + 0.5 - 2) ** 2
    assert float(way.energy(step)) == pytest.approx(off * (1 + (0.1 + 0.9 * 0.5) + 4 * 0.1))
    assert network.seen[0][0].tolist() == [0.5]
    assert network.seen[0][1] == (2, 3)


def test_a_predictor_may_be_told_the_noise_itself():
    way, _ = through_features("map")
    step = step_of(
        x_in=torch.full((1, 1, 2, 3), 2.0), alpha=0.5, denoised=torch.full((1, 1, 2, 3), 3.0)
    )
    torch.testing.assert_close(way._noise(step), torch.full((1, 1, 2, 3), 0.5))


def test_a_model_without_features_is_refused_where_they_are_asked_for():
    way = EdgeGuidance(1.0)
    way.configure(SimpleNamespace(look="features"))
    with pytest.raises(UnsupportedGuidance):
        way.prepare(model_of(denoiser=SimpleNamespace(provides={"grounding"})), PAGE)


class Lines:
    """An energy of edges that is the sum of the picture; its descent is `share`."""

    def __init__(self, is_quick):
        self.is_quick, self.shaped = is_quick, []

    def energy(self, denoised, shaped):
        self.shaped.append(shaped)
        return denoised.sum()

    def descent(self, denoised, share, shaped):
        self.shaped.append(shaped)
        return denoised * share


def looking(look, is_quick, monkeypatch, strength=0.8):
    monkeypatch.setattr(edge_predictor, "PixelEdgeEnergy", lambda model, document: Lines(is_quick))
    way = EdgeGuidance(strength)
    way.configure(SimpleNamespace(look=look))
    way.prepare(model_of(), PAGE)
    return way


@pytest.mark.parametrize(
    ("look", "is_quick", "through"),
    [
        ("picture", True, 5),
        ("network", True, 10),
        ("quick", True, 0),
        ("picture", False, 10),
        ("quick", False, 10),
    ],
)
def test_how_long_the_gradient_goes_through_the_network(look, is_quick, through, monkeypatch):
    way = looking(look, is_quick, monkeypatch)
    steps = [step_of(index, 10, denoised=torch.ones(1, 1, 2, 2)) for index in range(10)]
    assert [way.pulls_in(step) for step in steps] == [index < through for index in range(10)]
    changes = [way.improve(step) for step in steps]
    assert changes[:through] == [None] * through
    for change in changes[through:]:
        torch.testing.assert_close(change, torch.full((1, 1, 2, 2), 0.8 / 1.6))
    assert float(way.energy(steps[0])) == 4.0


@pytest.mark.parametrize("look", ["quick", "network"])
def test_things_have_their_shapes_after_half_of_the_steps(look, monkeypatch):
    way = looking(look, True, monkeypatch)
    for index in range(10):
        step = step_of(index, 10, denoised=torch.ones(1, 1, 2, 2))
        if way.improve(step) is None:
            way.energy(step)
    assert way._lines.shaped == [False] * 5 + [True] * 5


def test_before_it_is_prepared_all_steps_pull():
    way = EdgeGuidance()
    assert [way.pulls_in(step_of(index, 4)) for index in (0, 1, 3)] == [True] * 3
    assert way.strength == 1.0
    assert way.window == (0.0, 1.0)


@pytest.mark.parametrize(("look", "left"), [("features", 0.15), ("picture", 0.06), ("", 0.06)])
def test_what_is_left_of_a_pull_beside_a_network(look, left):
    way = EdgeGuidance()
    way.configure(SimpleNamespace(look=look))
    assert way.beside_lines == left


def test_a_pull_is_as_long_as_the_step_times_its_strength(monkeypatch):
    way = looking("network", True, monkeypatch, strength=0.5)
    noise = torch.tensor([[[[2.0, 0.0]]]])
    gradient = torch.tensor([[[[0.0, 3.0]]]])
    step = step_of(x_next=noise, denoised=0 * noise, sigma_next=1.0, moved=0.8)
    moved = torch.tensor([[[[2.0, -0.4]]]])
    expected = noise - moved / moved.norm() * 2
    torch.testing.assert_close(way.pull(step, gradient), expected)


# Near the lines


@pytest.mark.parametrize("size", [(128, 128), (192, 128)])
def test_places_count_less_the_further_from_lines_they_are(size, monkeypatch):
    width, height = size
    showing(monkeypatch, edge_predictor, dot((20, 60), height, width), 0.5)
    codec = SimpleNamespace(latent_size=lambda width, height: (height, width))
    near = near_lines(model_of(codec=codec), Document(width, height))
    assert tuple(near.shape) == (1, 1, height, width)
    away = np.arange(40) / (0.06 * max(size))
    expected = 0.5 * np.exp(-0.5 * away**2)
    np.testing.assert_allclose(near[0, 0, 20, 60:100].numpy(), expected, atol=1e-5)
    small = near_lines(model_of(), Document(width, height))
    torch.testing.assert_close(small, torch.nn.functional.avg_pool2d(near, 8))


def test_without_lines_every_place_counts(monkeypatch):
    showing(monkeypatch, edge_predictor, np.zeros((128, 128)), 0.5)
    assert near_lines(model_of(), PAGE).unique().tolist() == [0.5]


def test_the_target_is_what_the_codec_makes_of_the_lines(monkeypatch):
    ink = dot()
    showing(monkeypatch, edge_predictor, ink)
    model = model_of(codec=SimpleNamespace(encode=lambda hint: hint))
    assert np.array_equal(edge_target(model, PAGE), planes(ink))
