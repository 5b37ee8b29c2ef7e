"""A loaded model: one resident set of networks that every run and every method shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import torch
from torch import nn

from sketchpad.errors import BadLora, UnsupportedGuidance, WeightsDamaged
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.checkpoints.integrity import check_sums
from sketchpad.models.checkpoints.model_info import SDXL, ModelInfo
from sketchpad.models.checkpoints.safetensors_io import conform, fill, stamp_of
from sketchpad.models.checkpoints.sources import Source, check_vae, source_of, vae_source
from sketchpad.models.controlnets.loader import ControlNetLoader
from sketchpad.models.gligen.gates import FullPrecision, Gates, load_gates
from sketchpad.models.hub.locate import find_controlnet, find_vae
from sketchpad.models.lora.merge import LoraMerger
from sketchpad.models.networks.denoiser import UNetDenoiser
from sketchpad.models.networks.edge_networks import EdgePredictor, EdgeReader
from sketchpad.models.networks.text_encoder import TextEncoder, load_text_encoder
from sketchpad.models.networks.vae import VAE
from sketchpad.models.runtime.device import DeviceChoice, choose_device
from sketchpad.models.runtime.graphs import Graphs
from sketchpad.models.runtime.offload import LayerOffload, lending_to, mover_to, offload_by_layer
from sketchpad.models.runtime.value_cache import ValueCache

SMALL_CODEC = 20_000_000
"""Weights of a VAE up to which full precision costs next to nothing, but for decoding on a processor."""


class Model:
    """Text encoder, U-Net and codec; ControlNets (`nets`) and edge predictor are loaded when first asked for.

    `kept` remembers by value what guidance computes from drawings (encoded hints, targets).
    """

    def __init__(
        self,
        info: ModelInfo,
        place: DeviceChoice,
        text: TextEncoder,
        denoiser: UNetDenoiser,
        codec: VAE | None,
        scheduler_config: Mapping[str, Any],
    ) -> None:
        self.info = info
        self.place = place
        self.text = text
        self.denoiser = denoiser
        self._own_vae = codec
        self._chosen_vae: Any = None
        self._put(codec)
        self.scheduler_config = scheduler_config
        self.nets = ControlNetLoader(info, place, denoiser.unet.config, load_part)
        self._edge_predictor: EdgePredictor | None = None
        self._edge_reader: EdgeReader | None = None
        self._gates: tuple[str, Gates] | None = None
        self._merger = LoraMerger(denoiser.unet, text.networks)

    def use_loras(self, wanted: Sequence[tuple[str, float]]) -> None:
        """Use exactly these LoRA files and textual inversions, each with its strength; without any, nothing is added.

        Raises BadLora, before anything is changed.
        """
        if self._merger.use(tuple(wanted), self.info):
            self.text.forget(self._merger.embeddings)
            self.denoiser.forget_graphs()

    @property
    def codec(self) -> VAE:
        """The VAE that is in use; WeightsDamaged where the model comes without one and none was chosen."""
        if self._vae is None:
            raise WeightsDamaged(self.info.folder, "it comes without a VAE; choose one beside it")
        return self._vae

    def use_vae(self, reference: str) -> None:
        """Work with a VAE by file, folder or id of a model in the catalogue; "" is the model's own.

        The one that was used last stays loaded. Raises WeightsMissing or WeightsDamaged, before anything is changed.
        """
        path = find_vae(reference) if reference else None
        chosen = None if path is None else (path, stamp_of(path))
        if chosen == self._chosen_vae:
            return
        vae = self._own_vae
        if path is not None:
            vae = _load_vae(self.info, *vae_source(path, self.info), self.place)
        self._chosen_vae = chosen
        self._put(vae)

    def _put(self, vae: VAE | None) -> None:
        self._vae = vae
        self.kept = ValueCache(32)  # what was encoded was encoded by another VAE
        self.denoiser.empty = vae.grey if vae is not None and self.info.inpaints else None

    def edge_predictor(self) -> EdgePredictor:
        """The model's edge predictor; UnsupportedGuidance where it has none."""
        if self._edge_predictor is None:
            if "edge_predictor" not in self.info.extras:
                raise UnsupportedGuidance(method="Edge predictor", missing="weights for it")
            folder = self.info.folder / "edge_predictor"
            network = EdgePredictor.load(folder)
            modules = dict(self.denoiser.unet.named_modules())
            foreign = [name for name in network.taps if name not in modules]
            if foreign or network.latent_channels != self.info.latent_channels:
                raise WeightsDamaged(folder, "it was made for another model")
            self._edge_predictor = network.to(self.place.device)
        return self._edge_predictor

    def edge_reader(self) -> EdgeReader | None:
        """The network that reads edges off this model's latents, where it has one."""
        if self._edge_reader is None and "edge_reader" in self.info.extras:
            folder = self.info.folder / "edge_reader"
            network = EdgeReader.load(folder)
            made_for = network.config["latent_channels"], network.config["pixels"]
            if made_for != (self.info.latent_channels, self.codec.pixels_per_latent):
                raise WeightsDamaged(folder, "it was made for another model")
            self._edge_reader = network.to(self.place.device)
            half = self.place.dtype == torch.bfloat16
            self._edge_reader.graphs = Graphs("reader_energy", network, half=half)
        return self._edge_reader

    def gates(self, net: str) -> Gates:
        """GLIGEN's gates by file, folder or id in the catalogue, for grafting; those asked for last stay loaded.

        Raises WeightsMissing, WeightsDamaged or WrongFamily.
        """
        if self._gates is None or self._gates[0] != net:
            self._gates = None
            gates = load_gates(find_controlnet(net), self.denoiser.unet, self.info, self.place)
            self._gates = net, gates
        return self._gates[1]


def load_model(folder: Path, place: DeviceChoice | None = None) -> Model:
    """Load a model, from its folder or single file, onto a device.

    On torch's meta device nothing but headers is read: whether every tensor has its place shows within seconds.

    Raises:
        WeightsMissing, WeightsDamaged: as `inspect_model`, and where names, shapes or numbers are wrong.
    """
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    info = inspect_model(folder)
    check_sums(info.folder)
    place = place or choose_device()
    source = source_of(info)
    lending = lending_to(place.device) if place.offload else LayerOffload()
    text = load_text_encoder(info, place, source, lending)
    unet = load_part(UNet2DConditionModel, source, "unet", place)
    if _plain(unet.config.cross_attention_dim) != text.width:
        raise WeightsDamaged(info.folder, "its text encoder does not fit its U-Net")
    if place.low_precision and info.grounded:
        unet.position_net = FullPrecision(unet.position_net, place.dtype)
    _merge_own(info, unet, text)
    vae = _load_vae(info, source, "vae", place) if info.has_vae else None
    scheduler = source.settings("scheduler")
    return Model(info, place, text, UNetDenoiser(unet, info.pixels_per_latent), vae, scheduler)


def _load_vae(info: ModelInfo, source: Source, part: str, place: DeviceChoice) -> VAE:
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL

    check_vae(source.settings(part), info, source.where(part))
    vae = load_part(AutoencoderKL, source, part, DeviceChoice(place.home, torch.float32))
    # Stable Diffusion XL's VAE turns to NaN in half precision; its config says so (that of the mended one does not).
    careful = info.family == SDXL and vae.config.force_upcast and place.dtype == torch.float16
    small = sum(p.numel() for p in vae.parameters()) <= SMALL_CODEC
    for network in (vae.decoder, vae.post_quant_conv) if small else (vae,):
        if network is not None and not careful and (not small or place.device.type == "cpu"):
            nn.Module.to(network, place.dtype)  # diffusers' own would warn of nothing
    lending = lending_to(place.device) if place.offload else LayerOffload()
    return VAE(vae, info.pixels_per_latent, info.latent_colours, lending)


def _merge_own(info: ModelInfo, unet: Any, text: TextEncoder) -> None:
    """Make the model's own LoRA a part of its weights; those that a user adds come on top."""
    if info.lora is None:
        return
    try:
        LoraMerger(unet, text.networks).use(((str(info.lora), 1.0),), info)
    except BadLora as reason:
        raise WeightsDamaged(info.lora.parent, "it was made for another model") from reason


def load_part(kind: Any, source: Source, part: str, place: DeviceChoice) -> Any:
    where = source.where(part)
    settings = source.settings(part)
    try:
        # On the meta device a network costs neither memory nor random numbers; `fill` brings the tensors.
        with torch.device("meta"):
            network = kind.from_config(settings)
    except (KeyError, TypeError, ValueError, AttributeError, NotImplementedError) as reason:
        raise WeightsDamaged(
            where, "its config.json describes no network that can be built"
        ) from reason
    tensors = conform(network, source.tensors(part, network))
    fill(network, {name: _to(tensor, place) for name, tensor in tensors.items()}, where)
    if place.device.type != "meta" and any(buffer.is_meta for buffer in network.buffers()):
        raise WeightsDamaged(where, "it has parts that are not stored")
    network = _channels_last(network, place)
    if place.layers:
        offload_by_layer(network, mover_to(place.device))
    return network


def _to(tensor: torch.Tensor, place: DeviceChoice) -> torch.Tensor:
    home = place.home if place.layers else place.device
    return tensor.to(home, place.dtype if tensor.is_floating_point() else None)


def _channels_last(network: nn.Module, place: DeviceChoice) -> nn.Module:
    """Convolutions are faster with the channels innermost, on CPUs and on tensor cores."""
    if place.device.type != "mps":
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class ModelStore:
    """Keeps the last model that was asked for, and one only: a second one may not fit into memory."""

    def __init__(self) -> None:
        self._model: Model | None = None
        self._key: tuple[ModelInfo, DeviceChoice] | None = None
        self._lock = Lock()

    def get(self, folder: Path, place: DeviceChoice | None = None) -> Model:
        """The model of a folder, loaded if it is not resident or if its files have changed."""
        with self._lock:
            key = (inspect_model(folder), place or choose_device())
            if self._model is None or key != self._key:
                self._model = None  # before loading, so that both are never in memory
                self._model = load_model(folder, key[1])
                self._key = key
            return self._model

    def clear(self) -> None:
        """Let the resident model go."""
        with self._lock:
            self._model = self._key = None


STORE = ModelStore()
"""The program's own; runs and windows share it."""
