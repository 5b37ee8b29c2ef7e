"""Compiled graphs say what torch says, within a tolerance; without them torch works alone; nothing is ever sent."""

from __future__ import annotations

import os
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from sketchpad.models.controlnets.controlnet import Condition
from sketchpad.models.model import Model
from sketchpad.models.networks import forwards, graph_compiler
from sketchpad.models.networks.edge_networks import EdgeReader
from sketchpad.models.networks.line_energy import line_energy
from sketchpad.models.runtime import graphs, openvino, switch
from sketchpad.models.runtime.graphs import Graphs
from sketchpad.sampling.denoiser import Branch, Grounding
from tests.models.runtime.computed import Computed

installed = pytest.mark.skipif(not switch.is_installed(), reason="OpenVINO is not installed")
TOLERANCE = {False: 1e-4, True: 0.05}
"""Of a graph, as a share of torch's largest output in full precision; by whether it computes in half precision."""
SPY = """
import pathlib, socket
def caught(*_args, **_more):
    pathlib.Path({marker!r}).write_text("a socket")
    raise OSError
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = caught
"""


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(switch.SWITCH)


@pytest.fixture(scope="session")
def decoder() -> nn.Module:
    """The decoder of a VAE, as small as can be."""
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL

    with torch.random.fork_rng():
        torch.manual_seed(0)
        vae = AutoencoderKL(
            block_out_channels=(8,), norm_num_groups=4, layers_per_block=1, mid_block_add_attention=False
        )  # fmt: skip
    return vae.requires_grad_(False).eval()


def graphs_of(decoder: nn.Module) -> Graphs:
    return Graphs("decoder", decoder, ("decoder.", "post_quant_conv."))


def latents(side: int = 4, seed: int = 0) -> Tensor:
    return torch.randn(1, 4, side, side, generator=torch.Generator().manual_seed(seed))


def everything(model: Model) -> list[Branch]:
    """Two branches with a ControlNet's residuals, boxes and an adapter's features."""
    source = torch.Generator().manual_seed(1)
    null, told = Branch(model.text.encode(""), null=True), Branch(model.text.encode("a cat"))
    net = model.nets.controlnet()
    hint = net.encode_hint(torch.rand(64, 64, 3, generator=source).numpy())
    made = net.residuals(latents(8), torch.tensor(500), [null.text, told.text], [Condition(hint)])
    boxes = Grounding(
        torch.rand(1, 4, 4, generator=source),
        torch.ones(1, 4),
        model.text.phrase("a cat").expand(4, -1)[None],
        scale=0.5,
        weights=torch.tensor([[1.0, 0.5, 1.0, 1.0]]),
    )
    levels = tuple(torch.randn(1, *shape, generator=source) for shape in ((32, 8, 8), (64, 4, 4)))
    return [
        replace(null, residuals=[made[0]], grounding=boxes.emptied()),
        replace(told, residuals=[made[1]], grounding=boxes, adapters=[levels]),
    ]


def spread(made: Tensor, true: Tensor) -> float:
    return float((made - true).abs().max() / true.abs().max())


@installed
@pytest.mark.slow
@torch.no_grad()
def test_a_u_net_with_everything_agrees_with_torch(tiny_model: Model) -> None:
    denoiser = tiny_model.denoiser
    given, _ = denoiser._named(latents(8), torch.tensor(500), everything(tiny_model))
    [true] = forwards.unet(denoiser.unet, given)
    network = deepcopy(denoiser.unet)
    given["t"] = given["t"].float()
    graph = openvino.compile_graph(network, forwards.unet, given, half=False, threads=1)
    [made] = graph(list(given.values()))
    assert spread(made, true) < TOLERANCE[False]


class Pieces(nn.Module):
    """What U-Nets are made of. Square weights are what graphs mixed up, used forwards and backwards."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.ends = nn.GroupNorm(2, 8), nn.LayerNorm(8)
        self.conv, self.down = nn.Conv2d(8, 8, 3, padding=1), nn.Conv2d(8, 8, 3, 2, 1)
        self.query, self.key = nn.Linear(8, 8), nn.Linear(8, 8, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = self.down(functional.silu(self.conv(self.norm(x)))).flatten(2).mT
        x = self.ends(x)
        both = torch.cat([x, x.flip(1)], 1)
        keys = self.key(both)[:, None]
        seen = functional.scaled_dot_product_attention(self.query(both)[:, None], keys, keys)
        x = functional.gelu(seen[:, 0][:, : x.shape[1]]).mT.unflatten(2, (4, 4))
        return functional.interpolate(x, scale_factor=2.0)


def vjp(network: nn.Module, given: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    with torch.enable_grad():
        x = given["x"].detach().requires_grad_()
        return torch.autograd.grad(network(x), x, given["grad"])


@installed
@pytest.mark.slow
@pytest.mark.parametrize("half", [False, True])
def test_gradients_agree_with_torch(half: bool) -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = Pieces().requires_grad_(False).eval()
        given = {"x": torch.randn(2, 8, 8, 8), "grad": torch.randn(2, 8, 8, 8)}
    graph = openvino.compile_graph(network, vjp, given, half=half, threads=1, autograd=True)
    for _ in range(2):
        [made] = graph(list(given.values()))
        assert spread(made, vjp(network, given)[0]) < TOLERANCE[half]


@installed
@pytest.mark.slow
def test_the_gradient_of_a_u_net_with_everything_agrees_with_torch(tiny_model: Model) -> None:
    denoiser = tiny_model.denoiser
    with torch.no_grad():
        given, _ = denoiser._named(latents(8), torch.tensor(500), everything(tiny_model))
    given |= {"t": given["t"].float(), "grad": latents(8).expand(2, -1, -1, -1)}
    [true] = forwards.unet_vjp(denoiser.unet, given)
    graph = openvino.compile_graph(
        deepcopy(denoiser.unet), forwards.unet_vjp, given, half=False, threads=1, autograd=True
    )
    [made] = graph(list(given.values()))
    assert spread(made, true) < TOLERANCE[False]


@installed
@pytest.mark.slow
@pytest.mark.parametrize("side", [2, 24])
def test_the_energy_of_lines_agrees_with_torch(side: int) -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        config = {"latent_channels": 4, "pixels": 8, "width": 8, "depth": 1}
        reader = EdgeReader(config).requires_grad_(False).eval()
        planes = torch.rand(2, 1, 1, 8 * side, 8 * side)
        given = {"z": torch.randn(1, 4, side, side), "wanted": planes[0], "apart": planes[1]}
    z = given["z"].clone().requires_grad_()
    energy = line_energy(reader(z), given["wanted"], given["apart"])
    [slope] = torch.autograd.grad(energy, z)
    alike = forwards.reader_energy(reader, given)
    graph = openvino.compile_graph(
        reader, forwards.reader_energy, given, half=False, threads=1, autograd=True
    )
    for made in (alike, graph(list(given.values()))):
        assert spread(made[0], energy.detach()) < TOLERANCE[False]
        assert spread(made[1], slope) < TOLERANCE[False]


@pytest.mark.parametrize("most", [9, 1])
def test_the_denoiser_gives_gradients_by_graphs(
    tiny_model: Model, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    denoiser, branches = tiny_model.denoiser, everything(tiny_model)
    x, t = latents(8).expand(2, -1, -1, -1), torch.tensor([500, 300])
    assert not denoiser.has_gradient(x[:1], t[0], branches[1])
    with torch.enable_grad():
        at = x.clone().requires_grad_()
        output = denoiser.predict(at, t, branches).output
        [true] = torch.autograd.grad(output.square().sum(), at)
    graphs_there = Computed(denoiser.unet, "unet_vjp", most)
    monkeypatch.setattr(denoiser, "gradients", graphs_there)
    with torch.no_grad():
        assert denoiser.has_gradient(x[:1], t[0], branches[1])
        assert spread(denoiser.gradient(x, t, branches, 2 * output.detach()), true) < 1e-4
    assert graphs_there.rows == [2] if most > 1 else [1, 1]


@installed
@pytest.mark.slow
@torch.no_grad()
def test_a_controlnet_agrees_with_torch(tiny_model: Model) -> None:
    net = tiny_model.nets.controlnet()
    given = {
        "x": latents(8),
        "t": torch.tensor([500.0]),
        "tokens": tiny_model.text.encode("a cat").tokens,
        "hint": net.encode_hint(torch.rand(64, 64, 3).numpy()),
    }
    network = deepcopy(net.network)
    graph = openvino.compile_graph(network, forwards.controlnet, given, half=False, threads=1)
    pairs = zip(graph(list(given.values())), forwards.controlnet(net.network, given), strict=True)
    assert all(spread(made, true) < TOLERANCE[False] for made, true in pairs)


@installed
@pytest.mark.parametrize("half", [False, True])
@torch.no_grad()
def test_a_decoder_agrees_with_torch_and_can_be_kept(decoder: nn.Module, half: bool) -> None:
    given = {"z": latents()}
    graph = openvino.compile_graph(decoder, forwards.decoder, given, half=half, threads=1)
    for one in (graph, openvino.Graph.load(graph.data, half=half, threads=1)):
        made = one([given["z"]])[0]
        assert 0 < spread(made, forwards.decoder(decoder, given)[0]) < TOLERANCE[half]


@installed
@pytest.mark.slow
@torch.no_grad()
def test_a_graph_is_compiled_by_a_program_that_sends_nothing_and_is_there_the_next_time(
    on: None, decoder: nn.Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = str(tmp_path / "sent")
    (tmp_path / "sitecustomize.py").write_text(SPY.format(marker=marker))
    (tmp_path / "openvino_telemetry").mkdir()
    telemetry = f"import pathlib; pathlib.Path({marker!r}).write_text('imported')"
    (tmp_path / "openvino_telemetry" / "__init__.py").write_text(telemetry)
    monkeypatch.syspath_prepend(str(tmp_path))
    first = graphs_of(decoder)
    for _ in range(graphs.WANTED):
        assert first.run({"z": latents()}) is None
    assert Graphs._compiler is not None
    assert Graphs._compiler.wait() == 0, (graphs.paths.user_logs() / "graphs.log").read_text()
    [path] = graphs.folder().iterdir()
    if not path.read_bytes():  # on this machine torch is as fast
        given = {"z": latents()}
        graph = openvino.compile_graph(decoder, forwards.decoder, given, half=False, threads=1)
        path.write_bytes(graph.data)
    for one in (first, graphs_of(decoder)):
        assert one.run({"z": torch.cat([latents(), latents()])}) is None  # of another shape
        [made] = one.run({"z": latents(seed=1)}) or [torch.zeros(1)]
        [true] = forwards.decoder(decoder, {"z": latents(seed=1)})
        assert spread(made, true) < TOLERANCE[False]
    assert not Path(marker).exists()


@installed
@torch.no_grad()
def test_an_empty_file_means_that_torch_is_faster_and_a_broken_one_is_deleted(
    on: None, decoder: nn.Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths: list[Path] = []
    monkeypatch.setattr(Graphs, "_begin", lambda _self, _about, path: not paths.append(path))
    asked = graphs_of(decoder)
    for _ in range(graphs.WANTED + 2):
        assert asked.run({"z": latents()}) is None
    [path] = paths  # asked for once
    path.parent.mkdir(parents=True)
    for content, kept in ((b"", True), (b"no graph", False)):
        path.write_bytes(content)
        assert graphs_of(decoder).run({"z": latents()}) is None
        assert path.exists() is kept


@installed
@pytest.mark.slow
@torch.no_grad()
def test_graphs_in_use_do_not_push_each_other_out(
    on: None, decoder: nn.Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphs, "RESIDENT", 2)
    monkeypatch.setattr(graphs, "LATELY", 5)
    paths: list[Path] = []
    monkeypatch.setattr(Graphs, "_begin", lambda _self, _about, path: not paths.append(path))
    asked, sides = graphs_of(decoder), (2, 4, 8)
    for side in sides:
        for _ in range(graphs.WANTED):
            asked.run({"z": latents(side)})
        given = {"z": latents(side)}
        graph = openvino.compile_graph(decoder, forwards.decoder, given, half=False, threads=1)
        paths[-1].parent.mkdir(parents=True, exist_ok=True)
        paths[-1].write_bytes(graph.data)
    fresh = graphs_of(decoder)
    for _ in range(4):  # by turns, as in a comparison
        ran = [fresh.run({"z": latents(side)}) is not None for side in sides]
        assert ran == [True, True, False]
    while fresh.run({"z": latents(sides[2])}) is None:  # the others are not used any more
        pass
    assert fresh.run({"z": latents(sides[1])}) is not None
    assert fresh.run({"z": latents(sides[0])}) is None


@torch.no_grad()
def test_weights_that_change_have_other_graphs(decoder: nn.Module) -> None:
    network = deepcopy(decoder)
    one = graphs_of(network)
    before = one._checksum
    assert before == graphs_of(decoder)._checksum
    beside = Graphs("gradients", network, beside=one)
    theirs = beside._checksum
    assert theirs != before  # or one would read the other's files in advance
    network.decoder.conv_in.bias.add_(1.0)
    one.forget()
    assert one._checksum != before
    assert beside._checksum != theirs


@pytest.mark.parametrize("why", ["switched off", "not installed", "a gradient"])
def test_torch_works_alone(
    decoder: nn.Module, why: str, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    if why != "switched off":
        monkeypatch.delenv(switch.SWITCH)
    if why == "not installed":
        monkeypatch.setattr(switch, "is_installed", lambda: False)
    asked = graphs_of(decoder)
    with torch.set_grad_enabled(why == "a gradient"):
        for _ in range(graphs.WANTED):
            assert asked.run({"z": latents()}) is None
    assert not (home / "cache").exists()


def test_the_compiler_compares_with_torch(decoder: nn.Module) -> None:
    def forward(_network: nn.Module, given: dict[str, Tensor]) -> Tensor:
        return given["z"] @ given["z"]

    def at_once(_values: list[Tensor]) -> None:
        pass

    def twice(values: list[Tensor]) -> None:
        for _ in range(4):
            forward(decoder, {"z": values[0]})

    given = {"z": torch.ones(400, 400)}
    assert graph_compiler._share(at_once, decoder, forward, given, half=False) < 1
    assert graph_compiler._share(twice, decoder, forward, given, half=False) > 1


def test_batches_are_split_into_few_sizes() -> None:
    def sizes(rows: int, most: int) -> list[int]:
        return [end - begin for begin, end in graphs._split(rows, most)]

    assert sizes(2, 8) == [2]
    assert sizes(12, 8) == [8, 4]
    assert sizes(3, 2) == [2, 1]
    assert sizes(7, 1) == [1] * 7


def test_the_cache_does_not_grow_without_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphs, "LARGEST", 25)
    for number in range(4):
        path = tmp_path / str(number)
        path.write_bytes(bytes(10))
        os.utime(path, (number, number))
    graphs._make_room(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2", "3"]
