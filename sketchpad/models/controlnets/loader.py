"""The ControlNets and adapters that are attached to a model: each is loaded when first asked for, and only once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sketchpad.errors import UnsupportedGuidance, WeightsDamaged
from sketchpad.models.checkpoints.model_info import ModelInfo
from sketchpad.models.checkpoints.sources import FolderSource, Source
from sketchpad.models.controlnets.controlnet import ControlNet
from sketchpad.models.controlnets.controlnet_union import ControlNetUnion
from sketchpad.models.controlnets.inspect import (
    ADAPTER,
    UNION,
    ControlNetInfo,
    check_fit,
    inspect_controlnet,
)
from sketchpad.models.controlnets.single_file_source import SingleFileSource
from sketchpad.models.controlnets.t2i_adapter import Adapter
from sketchpad.models.runtime.device import DeviceChoice

MOST = 4
"""So many stay in memory; of more, those that were not asked for longest are let go."""

Load = Callable[[Any, Source, str, DeviceChoice], Any]
"""Builds a network of a class of diffusers from a part of a source, on a place."""


class ControlNetLoader:
    """The networks of one model. What is in use stays alive, however many were asked for since."""

    def __init__(
        self, info: ModelInfo, place: DeviceChoice, unet: Mapping[str, Any], load: Load
    ) -> None:
        self._info = info
        self._place = place
        self._unet = unet
        self._load = load
        self._kept: OrderedDict[Path, tuple[ControlNetInfo, Any]] = OrderedDict()

    def controlnet(self, net: str = "") -> ControlNet | ControlNetUnion:
        """A ControlNet by folder or id in the catalogue; "" is the one in the model's own folder.

        Raises:
            UnsupportedGuidance: the model has none of its own.
            WrongFamily: it was made for another model.
            WeightsMissing, WeightsDamaged: as `inspect_controlnet`, and where names, shapes or numbers are wrong.
        """
        if not net and "controlnet" not in self._info.extras:
            raise UnsupportedGuidance(method="ControlNet", missing="weights for it")
        found = inspect_controlnet(net or str(self._info.folder / "controlnet"))
        if found.kind == ADAPTER:
            raise WeightsDamaged(found.folder, "it is no ControlNet but a T2I-Adapter")
        return self._one(found)

    def adapter(self, net: str) -> Adapter:
        """A T2I-Adapter by folder or id in the catalogue; "" is the model's own, for maps. Raises as `controlnet`."""
        if not net and "controls" not in self._info.extras:
            raise UnsupportedGuidance(method="T2I-Adapter", missing="weights for it")
        found = inspect_controlnet(net or str(self._info.folder / "controls"))
        if found.kind != ADAPTER:
            raise WeightsDamaged(found.folder, "it is no T2I-Adapter but a ControlNet")
        return self._one(found)

    def _one(self, found: ControlNetInfo) -> Any:
        kept = self._kept.get(found.folder)
        if kept is None or kept[0] != found:  # the files may have changed
            self._kept.pop(found.folder, None)
            while len(self._kept) >= MOST:
                self._kept.popitem(last=False)
            kept = self._kept[found.folder] = (found, self._loaded(found))
        self._kept.move_to_end(found.folder)
        return kept[1]

    def _loaded(self, found: ControlNetInfo) -> Any:
        check_fit(found, self._info, self._unet)
        network = network_of(found, self._place, self._load)
        wrap: Any = {ADAPTER: Adapter, UNION: ControlNetUnion}.get(found.kind, ControlNet)
        return wrap(network)


def network_of(found: ControlNetInfo, place: DeviceChoice, load: Load) -> Any:
    """The network of diffusers itself, whatever model it is for."""
    from diffusers.models.adapter import T2IAdapter
    from diffusers.models.controlnets.controlnet import ControlNetModel
    from diffusers.models.controlnets.controlnet_union import ControlNetUnionModel

    source: Source = (
        SingleFileSource(found.folder, found.config)
        if found.folder.is_file()
        else FolderSource(found.folder.parent)
    )
    kind = {ADAPTER: T2IAdapter, UNION: ControlNetUnionModel}.get(found.kind, ControlNetModel)
    return load(kind, source, found.folder.name, place)
