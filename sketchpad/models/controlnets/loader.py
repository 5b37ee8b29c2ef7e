"""The ControlNets and adapters that are attached to a model: each is loaded when first asked for, and only once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from sketchpad.errors import UnsupportedGuidance, WeightsDamaged
from sketchpad.models.checkpoints.ldm_conversion import controlnet_tensors
from sketchpad.models.checkpoints.model_info import ModelInfo
from sketchpad.models.checkpoints.safetensors_io import read_some
from sketchpad.models.checkpoints.sources import FolderSource, Source
from sketchpad.models.controlnets.controlnet import Adapter, ControlNet, ControlNetUnion
from sketchpad.models.controlnets.inspect import (
    ADAPTER,
    UNION,
    ControlNetInfo,
    check_fit,
    inspect_controlnet,
    is_adapter,
    renamed,
)
from sketchpad.models.runtime.device import DeviceChoice

MOST = 4
"""Networks in memory; of more, those that were used longest ago are dropped."""

Load = Callable[[Any, Source, str, DeviceChoice], Any]
"""Builds a network of a class of diffusers from a part of a source, on a place."""


class ControlNetLoader:
    """The networks of one model. What is in use stays alive, however many were loaded since."""

    def __init__(
        self, info: ModelInfo, place: DeviceChoice, unet: Mapping[str, Any], load: Load
    ) -> None:
        self._info = info
        self._place = place
        self._unet = unet
        self._load = load
        self._kept: OrderedDict[Path, tuple[ControlNetInfo, Any]] = OrderedDict()

    def controlnet(self, net: str = "") -> ControlNet:
        """A ControlNet by folder or id in the catalogue; "" is the one in the model's own folder.

        Raises:
            UnsupportedGuidance: the model has none of its own.
            WrongFamily: it was made for another model.
            WeightsMissing, WeightsDamaged: as `inspect_controlnet`, and where names, shapes or numbers are wrong.
        """
        info = self._inspected(net, "controlnet", "ControlNet")
        if info.kind == ADAPTER:
            raise WeightsDamaged(info.folder, "it is no ControlNet but a T2I-Adapter")
        network: ControlNet = self._one(info)
        return network

    def adapter(self, net: str) -> Adapter:
        """A T2I-Adapter by folder or id in the catalogue; "" is the model's own, for maps. Raises as `controlnet`."""
        info = self._inspected(net, "controls", "T2I-Adapter")
        if info.kind != ADAPTER:
            raise WeightsDamaged(info.folder, "it is no T2I-Adapter but a ControlNet")
        network: Adapter = self._one(info)
        return network

    def _inspected(self, net: str, own: str, label: str) -> ControlNetInfo:
        if not net and own not in self._info.extras:
            raise UnsupportedGuidance(method=label, missing="weights for it")
        return inspect_controlnet(net or str(self._info.folder / own))

    def _one(self, info: ControlNetInfo) -> Any:
        kept = self._kept.get(info.folder)
        if kept is None or kept[0] != info:  # the files may have changed
            self._kept.pop(info.folder, None)
            while len(self._kept) >= MOST:
                self._kept.popitem(last=False)
            check_fit(info, self._info, self._unet)
            wrap: Any = {ADAPTER: Adapter, UNION: ControlNetUnion}.get(info.kind, ControlNet)
            network = wrap(network_of(info, self._place, self._load))
            kept = self._kept[info.folder] = (info, network)
        self._kept.move_to_end(info.folder)
        return kept[1]


class SingleFileSource(Source):
    """One network in one file, whatever its part is called."""

    def tensors(self, part: str, network: nn.Module) -> dict[str, Tensor]:
        """The file's tensors by the names of `network`; foreign ones are left out."""
        names = frozenset(network.state_dict())
        stored = read_some(self._path, lambda _name: True)
        if is_adapter(stored):
            return {new: stored[name] for name, new in renamed(stored).items()}
        tensors = controlnet_tensors(stored, self._own, self._path)
        return {name: tensor for name, tensor in tensors.items() if name in names}


def network_of(info: ControlNetInfo, place: DeviceChoice, load: Load) -> Any:
    """The network of diffusers itself, whatever model it is for."""
    from diffusers.models.adapter import T2IAdapter
    from diffusers.models.controlnets.controlnet import ControlNetModel
    from diffusers.models.controlnets.controlnet_union import ControlNetUnionModel

    single = info.folder.is_file()
    source = (
        SingleFileSource(info.folder, info.config) if single else FolderSource(info.folder.parent)
    )
    kind = {ADAPTER: T2IAdapter, UNION: ControlNetUnionModel}.get(info.kind, ControlNetModel)
    return load(kind, source, info.folder.name, place)
