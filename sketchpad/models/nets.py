"""The ControlNets and adapters that are attached to a model: each is loaded when first asked for, and only once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sketchpad.errors import UnsupportedGuidance, WeightsDamaged
from sketchpad.models.control import ControlNet
from sketchpad.models.device import Place
from sketchpad.models.folder import ModelInfo
from sketchpad.models.net_folder import CONTROLNET, NetInfo, check_fit, inspect_net

MOST = 4
"""So many stay in memory; of more, those that were not asked for longest are let go."""

Load = Callable[[Any, Path, Place], Any]
"""Builds a diffusers network of a class from a folder, on a place."""


class Nets:
    """The networks of one model. What is in use stays alive, however many were asked for since."""

    def __init__(self, info: ModelInfo, place: Place, unet: Mapping[str, Any], load: Load) -> None:
        self._info = info
        self._place = place
        self._unet = unet
        self._load = load
        self._kept: OrderedDict[Path, ControlNet] = OrderedDict()

    def controlnet(self, net: str = "") -> ControlNet:
        """A ControlNet by folder or id in the catalogue; "" is the one in the model's own folder.

        Raises:
            UnsupportedGuidance: the model has none of its own.
            WrongFamily: it was made for another model.
            WeightsMissing, WeightsDamaged: as `inspect_net`, and where names, shapes or numbers are wrong.
        """
        if not net and "controlnet" not in self._info.extras:
            raise UnsupportedGuidance("ControlNet", "weights for it")
        found = inspect_net(net or str(self._info.folder / "controlnet"))
        if found.kind != CONTROLNET:
            raise WeightsDamaged(found.folder, "it is no ControlNet")
        kept = self._kept.pop(found.folder, None)
        self._kept[found.folder] = kept or self._loaded(found)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return self._kept[found.folder]

    def _loaded(self, found: NetInfo) -> ControlNet:
        from diffusers.models.controlnets.controlnet import ControlNetModel

        check_fit(found, self._info, self._unet)
        return ControlNet(self._load(ControlNetModel, found.folder, self._place))
