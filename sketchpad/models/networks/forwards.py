"""Forward passes of networks as functions of named tensors: what torch computes at once, and what graphs are made of.

All tensors have a row for each member of the batch; a number at the end of a name counts tensors of a kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from sketchpad.models.gligen.gates import Gates
from sketchpad.models.networks.grounding import grounded
from sketchpad.models.networks.line_energy import compared, line_energy

Named = Mapping[str, Tensor]


def unet(network: Any, given: Named, gates: Gates | None = None) -> tuple[Tensor, ...]:
    """The output of a U-Net.

    Args:
        given: "x", "t" and "tokens"; and what there is of "down0".. and "mid" (a ControlNet's residuals), "level0"..
            (an adapter's), "scale" (of guidance, embedded), "added.*" (what Stable Diffusion XL is told), "boxes.*".
        gates: those that take the place of the network's.
    """
    more: dict[str, Any] = {}
    if "mid" in given:
        more["down_block_additional_residuals"] = _counted(given, "down")
        more["mid_block_additional_residual"] = given["mid"]
    if "level0" in given:
        more["down_intrablock_additional_residuals"] = list(_counted(given, "level"))
    if "scale" in given:
        more["timestep_cond"] = given["scale"]
    if added := _under(given, "added."):
        more["added_cond_kwargs"] = added
    with grounded(network, _under(given, "boxes."), gates) as boxes:
        output: Tensor = network(
            given["x"].to(network.conv_in.weight.dtype),
            given["t"],
            encoder_hidden_states=given["tokens"],
            return_dict=False,
            **more,
            **boxes,
        )[0]
    return (output,)


def unet_vjp(network: Any, given: Named) -> tuple[Tensor, ...]:
    """The gradient with respect to "x": the product of "grad", that of the output of `unet`, with the Jacobian.

    The forward pass is computed again.
    """
    with torch.enable_grad():
        x = given["x"].detach().requires_grad_()
        [output] = unet(network, {**given, "x": x})
        [gradient] = torch.autograd.grad(output, x, given["grad"].to(output.dtype))
    return (gradient,)


def controlnet(network: Any, given: Named, **hints: Any) -> tuple[Tensor, ...]:
    """A ControlNet's residuals, that of the middle last.

    `given`: "x", "t", "tokens", "hint" (encoded) and, of Stable Diffusion XL, "added.*". `hints`: arguments of a union
    network instead of the hint.
    """
    down, mid = network(
        given["x"].to(given["hint"].dtype),
        given["t"],
        encoder_hidden_states=given["tokens"],
        added_cond_kwargs=_under(given, "added.") or None,
        return_dict=False,
        **(hints or {"controlnet_cond": given["hint"]}),
    )
    return (*down, mid)


def decoder(network: Any, given: Named) -> tuple[Tensor, ...]:
    """The pictures of a VAE's latents "z"."""
    pictures: Tensor = network.decode(given["z"], return_dict=False)[0]
    return (pictures,)


def reader_energy(network: Any, given: Named) -> tuple[Tensor, ...]:
    """`line_energy` of the edges that an `EdgeReader` sees in latents "z", (1,); and its gradient with respect to "z".

    `given` also has "wanted" and "apart", each as large as the picture.
    """
    with torch.enable_grad():
        z = given["z"].detach().requires_grad_()
        energy = line_energy(network(z), given["wanted"], given["apart"], compared)
        [gradient] = torch.autograd.grad(energy, z)
    return energy.detach().reshape(1), gradient


FORWARDS: dict[str, Callable[[Any, Named], tuple[Tensor, ...]]] = {
    "unet": unet,
    "unet_vjp": unet_vjp,
    "controlnet": controlnet,
    "decoder": decoder,
    "reader_energy": reader_energy,
}

DIFFERENTIATED = frozenset({"unet_vjp", "reader_energy"})
"""Those of them that compute a gradient."""


def _counted(given: Named, name: str) -> tuple[Tensor, ...]:
    count = sum(key.removeprefix(name).isdigit() for key in given)
    return tuple(given[f"{name}{n}"] for n in range(count))


def _under(given: Named, prefix: str) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in given.items() if k.startswith(prefix)}
