"""LoRA files of every way of naming: merged as their algebra says, taken out to the bit, refused with a sentence."""

from __future__ import annotations

import json
import os
from functools import partial

import pytest
import torch
from safetensors.torch import save_file

from sketchpad.document.model import Document
from sketchpad.errors import BadLora
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request.request import Lora, Request, Sampling
from sketchpad.generation.run.generate import generate
from sketchpad.models.checkpoints.ldm_conversion import original_name
from sketchpad.models.lora.file import inspect_lora, parse
from sketchpad.models.lora.formats import change_of, delta_of
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import OneModel, build_tiny_model, load_tiny

TO_Q = "mid_block.attentions.0.transformer_blocks.0.attn1.to_q"
TO_K = "mid_block.attentions.0.transformer_blocks.0.attn2.to_k"
TO_OUT = "mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0"
CONV = "down_blocks.0.resnets.0.conv1"
WORDS = "encoder.layers.1.self_attn.q_proj"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return build_tiny_model(tmp_path_factory.mktemp("model"), gated=False)


@pytest.fixture(scope="module")
def model(folder):
    return load_tiny(folder)


@pytest.fixture(autouse=True)
def _as_it_was(request):
    yield
    if "model" in request.fixturenames:
        request.getfixturevalue("model").use_loras([])


def pair(weight, rank=3):
    """Random down and up for a weight, small enough to change it a little."""
    source = torch.Generator().manual_seed(weight.numel())
    kernel = tuple(weight.shape[2:])
    down = torch.randn(rank, weight.shape[1], *kernel, generator=source) * 0.1
    up = torch.randn(weight.shape[0], rank, *([1] * len(kernel)), generator=source)
    return down, up


def layer(model, name):
    return model.denoiser.unet.get_submodule(name)


def words(model):
    return model.text.network.get_submodule(WORDS)


def product(down, up, shape):
    """The reference: one matrix product, for a convolution over its flattened kernel."""
    return (up.flatten(1).double() @ down.flatten(1).double()).reshape(shape).float()


def kohya(model, names=(TO_Q, CONV), alpha=1.5):
    tensors = {}
    for name in names:
        down, up = pair(layer(model, name).weight)
        flat = "lora_unet_" + name.replace(".", "_")
        tensors |= {f"{flat}.lora_down.weight": down, f"{flat}.lora_up.weight": up}
        tensors[f"{flat}.alpha"] = torch.tensor(alpha)
    return tensors


def write(path, tensors):
    save_file({name: value.contiguous() for name, value in tensors.items()}, path)
    return str(path)


def test_kohya_with_alpha_also_for_convolutions_and_words(model, tmp_path):
    tensors = kohya(model)
    down, up = pair(words(model).weight)
    flat = "lora_te_text_model_" + WORDS.replace(".", "_")
    tensors |= {f"{flat}.lora_down.weight": down, f"{flat}.lora_up.weight": up}
    before = {name: layer(model, name).weight.clone() for name in (TO_Q, CONV, TO_K)}
    said, text = words(model).weight.clone(), model.text.encode("a cat").tokens
    model.use_loras([(write(tmp_path / "a.safetensors", tensors), 0.7)])
    for name in (TO_Q, CONV):
        change = product(*pair(before[name]), before[name].shape) * 0.7 * 1.5 / 3
        assert change.abs().max() > 0.01
        assert torch.allclose(layer(model, name).weight, before[name] + change, atol=1e-6)
    assert torch.equal(layer(model, TO_K).weight, before[TO_K])
    assert torch.allclose(
        words(model).weight, said + 0.7 * product(down, up, said.shape), atol=1e-6
    )
    assert not torch.allclose(model.text.encode("a cat").tokens, text, atol=1e-4)
    model.use_loras([])
    for name, weight in before.items():
        assert torch.equal(layer(model, name).weight, weight)
    assert torch.equal(model.text.encode("a cat").tokens, text)


@pytest.mark.parametrize(
    ("down_name", "up_name"),
    [
        (f"unet.{TO_OUT}.lora_A.weight", f"unet.{TO_OUT}.lora_B.weight"),
        (f"unet.{TO_OUT}.lora.down.weight", f"unet.{TO_OUT}.lora.up.weight"),
        (f"base_model.model.{TO_OUT}.lora_A.weight", f"base_model.model.{TO_OUT}.lora_B.weight"),
        (
            f"unet.{TO_OUT.removesuffix('.to_out.0')}.processor.to_out_lora.down.weight",
            f"unet.{TO_OUT.removesuffix('.to_out.0')}.processor.to_out_lora.up.weight",
        ),
        (
            f"base_model.model.{TO_OUT}.lora_A.my-style.weight",
            f"base_model.model.{TO_OUT}.lora_B.my-style.weight",
        ),
        (f"unet.{TO_OUT}.lora_A.style", f"unet.{TO_OUT}.lora_B.style"),
        (
            "diffusion_model.middle_block.1.transformer_blocks.0.attn1.to_out.0.lora_down.weight",
            "diffusion_model.middle_block.1.transformer_blocks.0.attn1.to_out.0.lora_up.weight",
        ),
        (
            "lora_unet_middle_block_1_transformer_blocks_0_attn1_to_out_0.lora_down.weight",
            "lora_unet_middle_block_1_transformer_blocks_0_attn1_to_out_0.lora_up.weight",
        ),
    ],
    ids=[
        "peft",
        "diffusers",
        "peft alone",
        "old diffusers",
        "adapter's name",
        "no end",
        "dotted original names",
        "original names",
    ],
)
def test_every_way_of_naming_means_the_same(model, down_name, up_name, tmp_path):
    before = layer(model, TO_OUT).weight.clone()
    down, up = pair(before)
    model.use_loras([(write(tmp_path / "a.safetensors", {down_name: down, up_name: up}), 1.0)])
    assert torch.allclose(
        layer(model, TO_OUT).weight, before + product(down, up, before.shape), atol=1e-6
    )


def test_names_of_the_original_code_are_those_of_diffusers_own_conversion(model):
    """diffusers' converter is the oracle: what we call original, it must turn into the same diffusers name."""
    from diffusers.loaders.single_file_utils import convert_ldm_unet_checkpoint

    unet = model.denoiser.unet
    original = {}
    for name, value in unet.state_dict().items():
        part, _, kind = name.rpartition(".")
        known = original_name(part, unet.config)
        assert known is not None, name
        original[f"model.diffusion_model.{known}.{kind}"] = value
    converted = convert_ldm_unet_checkpoint(original, dict(unet.config))
    assert converted.keys() == unet.state_dict().keys()
    assert all(torch.equal(converted[name], value) for name, value in unet.state_dict().items())


def test_a_kernel_in_the_middle():
    up, mid, down = torch.randn(8, 3, 1, 1), torch.randn(3, 3, 3, 3), torch.randn(3, 5, 1, 1)
    x = torch.randn(1, 5, 7, 7)
    functional = torch.nn.functional
    slow = functional.conv2d(functional.conv2d(functional.conv2d(x, down), mid, padding=1), up)
    made = delta_of({"down": down, "mid": mid, "up": up}, torch.Size((8, 5, 3, 3)))
    assert torch.allclose(functional.conv2d(x, made, padding=1), slow, atol=1e-4)


def tucker(t, a, b):
    """The reference: one number after the other (LyCORIS, functional/general.py)."""
    ranks, (_, out), (_, inputs) = t.shape[:2], a.shape, b.shape
    made = torch.zeros(out, inputs, *t.shape[2:])
    for i in range(ranks[0]):
        for j in range(ranks[1]):
            made += a[i][:, None, None, None] * b[j][None, :, None, None] * t[i, j]
    return made


@pytest.mark.parametrize("kind", ["matrix", "kernel", "tucker"])
def test_loha_is_two_products_place_by_place(kind):
    g = torch.Generator().manual_seed(4)
    rand = partial(torch.randn, generator=g)
    shape = (8, 6) if kind == "matrix" else (8, 6, 3, 3)
    width = 6 if kind in ("matrix", "tucker") else 54
    parts = {f"hada_w{n}_b": rand(2, width) for n in (1, 2)}
    if kind == "tucker":
        parts |= {f"hada_w{n}_a": rand(2, 8) for n in (1, 2)}
        parts |= {f"hada_t{n}": rand(2, 2, 3, 3) for n in (1, 2)}
        one, two = (
            tucker(parts[f"hada_t{n}"], parts[f"hada_w{n}_a"], parts[f"hada_w{n}_b"])
            for n in (1, 2)
        )
    else:
        parts |= {f"hada_w{n}_a": rand(8, 2) for n in (1, 2)}
        one, two = ((parts[f"hada_w{n}_a"] @ parts[f"hada_w{n}_b"]).reshape(shape) for n in (1, 2))
    made = delta_of(parts | {"alpha": torch.tensor(3.0)}, torch.Size(shape))
    assert torch.allclose(made, one * two * 3.0 / 2, atol=1e-4)


@pytest.mark.parametrize("first", ["whole", "product"])
@pytest.mark.parametrize("second", ["whole", "product", "tucker"])
@pytest.mark.parametrize("kernel", [False, True])
def test_lokr_is_a_kronecker_product(first, second, kernel):
    if second == "tucker" and not kernel:
        pytest.skip("there is nothing to put a kernel into")
    g = torch.Generator().manual_seed(4)
    rand = partial(torch.randn, generator=g)
    square = (3, 3) if kernel else ()
    shape = torch.Size((2 * 4, 3 * 5, *square))
    parts = {"alpha": torch.tensor(3.0)}
    if first == "whole":
        parts["lokr_w1"] = one = rand(2, 3)
    else:
        parts |= {"lokr_w1_a": rand(2, 2), "lokr_w1_b": rand(2, 3)}
        one = parts["lokr_w1_a"] @ parts["lokr_w1_b"]
    if second == "whole":
        parts["lokr_w2"] = two = rand(4, 5, *square)
    elif second == "product":
        parts |= {"lokr_w2_a": rand(4, 2), "lokr_w2_b": rand(2, 5 * torch.Size(square).numel())}
        two = (parts["lokr_w2_a"] @ parts["lokr_w2_b"]).reshape(4, 5, *square)
    else:
        parts |= {"lokr_t2": rand(2, 2, 3, 3), "lokr_w2_a": rand(2, 4), "lokr_w2_b": rand(2, 5)}
        two = tucker(parts["lokr_t2"], parts["lokr_w2_a"], parts["lokr_w2_b"])
    # alpha counts beside a rank; two whole factors have none
    scale = 1.0 if (first, second) == ("whole", "whole") else 3.0 / 2
    expected = torch.zeros(shape)
    for row in range(2):
        for column in range(3):
            at = (slice(4 * row, 4 * row + 4), slice(5 * column, 5 * column + 5))
            expected[at] = one[row, column] * two * scale
    assert torch.allclose(delta_of(parts, shape), expected, atol=1e-4)


@pytest.mark.parametrize("shape", [(8, 6), (8, 6, 3, 3)])
@pytest.mark.parametrize("along", ["peft", "outputs", "inputs"])
def test_dora_brings_the_changed_weight_to_the_lengths_it_tells(shape, along):
    """Liu et al., "DoRA", equation 5: W' = m (W + B A) / ||W + B A||."""
    g = torch.Generator().manual_seed(4)
    weight = torch.randn(*shape, generator=g)
    down, up = pair(weight)
    count = shape[1] if along == "inputs" else shape[0]
    lengths = 1.0 + torch.rand(count, generator=g)
    ones = [1] * (len(shape) - 2)
    name, form = {
        "peft": ("out_lengths", (count,) if len(shape) == 2 else (1, count, 1, 1)),
        "outputs": ("lengths", (count, 1, *ones)),
        "inputs": ("lengths", (1, count, *ones)),
    }[along]
    made = weight + change_of({"down": down, "up": up, name: lengths.reshape(form)}, weight)
    flat = (made.transpose(0, 1) if along == "inputs" else made).flatten(1)
    assert torch.allclose(flat.norm(dim=1), lengths, atol=1e-5)
    changed = weight + product(down, up, weight.shape)
    before = (changed.transpose(0, 1) if along == "inputs" else changed).flatten(1)
    assert torch.allclose(torch.cosine_similarity(flat, before), torch.ones(count), atol=1e-6)
    with pytest.raises(ValueError, match="lengths"):
        change_of({"down": down, "up": up, name: torch.ones(5)}, weight)


def test_files_of_every_kind_are_merged_and_taken_out(model, tmp_path):
    flat = "lora_unet_" + TO_K.replace(".", "_")
    weight = layer(model, TO_K).weight.clone()
    out, width = weight.shape
    files = {
        "loha": {
            f"{flat}.hada_w1_a": torch.rand(out, 2),
            f"{flat}.hada_w1_b": torch.rand(2, width),
            f"{flat}.hada_w2_a": torch.rand(out, 2),
            f"{flat}.hada_w2_b": torch.rand(2, width),
            f"{flat}.alpha": torch.tensor(2.0),
        },
        "lokr": {
            f"unet.{TO_K}.lokr_w1": torch.rand(2, 4),
            f"unet.{TO_K}.lokr_w2_a": torch.rand(out // 2, 3),
            f"unet.{TO_K}.lokr_w2_b": torch.rand(3, width // 4),
        },
        "dora": {
            f"unet.{TO_K}.lora_A.weight": torch.rand(2, width),
            f"unet.{TO_K}.lora_B.weight": torch.rand(out, 2),
            f"unet.{TO_K}.lora_magnitude_vector": torch.rand(out) + 1,
        },
    }
    changes = {}
    for name, tensors in files.items():
        path = write(tmp_path / f"{name}.safetensors", tensors)
        assert inspect_lora(path).context_width == width
        model.use_loras([(path, 1.0)])
        changes[path] = layer(model, TO_K).weight - weight
        assert changes[path].abs().max() > 0.01
        model.use_loras([])
        assert torch.equal(layer(model, TO_K).weight, weight)
    # Each looks at the weight as it was, so that their order does not matter.
    model.use_loras([(path, 0.5) for path in changes])
    half = weight + sum(change * 0.5 for change in changes.values())
    assert torch.allclose(layer(model, TO_K).weight, half, atol=1e-5)


def test_differences_of_whole_layers_norms_and_biases(model, tmp_path):
    """LyCORIS: `diff` and `diff_b` of layers that were trained in full, `w_norm` and `b_norm` of norms."""
    norm = "down_blocks.0.resnets.0.norm1"
    said = "final_layer_norm"
    text = model.text.network.get_submodule(said)
    before = {
        (part, kind): getattr(part, kind).clone()
        for part in (layer(model, CONV), layer(model, norm), text)
        for kind in ("weight", "bias")
    }
    changes = {place: torch.randn(value.shape) * 0.1 for place, value in before.items()}
    names = {
        layer(model, CONV): ("lora_unet_" + CONV.replace(".", "_"), "diff", "diff_b"),
        layer(model, norm): ("lora_unet_input_blocks_1_0_in_layers_0", "w_norm", "b_norm"),
        text: ("lora_te_text_model_final_layer_norm", "w_norm", "b_norm"),
    }
    tensors = {
        f"{names[part][0]}.{names[part][1 + (kind == 'bias')]}": change
        for (part, kind), change in changes.items()
    }
    model.use_loras([(write(tmp_path / "full.safetensors", tensors), 0.5)])
    for (part, kind), value in before.items():
        expected = value + 0.5 * changes[part, kind]
        assert torch.allclose(getattr(part, kind), expected, atol=1e-6)
    model.use_loras([])
    assert all(torch.equal(getattr(part, kind), value) for (part, kind), value in before.items())


def test_a_bias_of_peft_counts_and_goes_away_again(model, tmp_path):
    """`lora_bias` belongs to the product; a layer without bias gets one. `bias` is the layer's own, trained."""
    down, up = pair(layer(model, TO_Q).weight)
    added, new = torch.randn(up.shape[0]), torch.randn(layer(model, TO_OUT).weight.shape[0])
    start, other = f"base_model.model.unet.{TO_Q}", f"base_model.model.unet.{TO_OUT}"
    rest = pair(layer(model, TO_OUT).weight)
    tensors = {
        f"{start}.lora_A.style.weight": down,
        f"{start}.lora_B.style.weight": up,
        f"{start}.lora_B.style.bias": added,
        f"{other}.lora_A.style.weight": rest[0],
        f"{other}.lora_B.style.weight": rest[1],
        f"{other}.base_layer.bias": new,
    }
    before = layer(model, TO_OUT).bias.clone()
    assert layer(model, TO_Q).bias is None
    path = write(tmp_path / "peft.safetensors", tensors)
    model.use_loras([(path, 0.5)])
    assert torch.allclose(layer(model, TO_Q).bias, 0.5 * added)
    assert torch.allclose(layer(model, TO_OUT).bias, before + 0.5 * (new - before), atol=1e-6)
    model.use_loras([])
    assert layer(model, TO_Q).bias is None
    assert torch.equal(layer(model, TO_OUT).bias, before)


def vectors(model, count: int) -> torch.Tensor:
    rows = model.text.network.get_input_embeddings().weight.detach()
    return rows[3 : 3 + count].clone()


def test_embeddings_that_onetrainer_bundles_stand_for_their_word(model, tmp_path):
    tensors = kohya(model)
    plain = model.text.encode("a style cat").tokens
    model.use_loras([(write(tmp_path / "b.safetensors", tensors), 1.0)])
    changed, without = layer(model, TO_Q).weight.clone(), model.text.encode("a style cat").tokens
    bundled = {"bundle_emb.style.string_to_param.*": vectors(model, 2)}
    model.use_loras([(write(tmp_path / "a.safetensors", tensors | bundled), 1.0)])
    assert torch.equal(layer(model, TO_Q).weight, changed)
    assert not torch.equal(model.text.encode("a STYLE cat").tokens, without)
    assert torch.equal(model.text.encode("a styled cat").tokens[:, 0], without[:, 0])
    model.use_loras([])
    assert torch.equal(model.text.encode("a style cat").tokens, plain)


@pytest.mark.parametrize("name", ["emb_params", "<my-word>"])
def test_a_textual_inversion_stands_for_its_vectors(model, tmp_path, name):
    """Vectors that are rows of the table of tokens make the picture of these tokens."""
    table = model.text.network.get_input_embeddings().weight.detach()
    ids = model.text.tokenizer("red cat", add_special_tokens=False).input_ids
    path = write(tmp_path / "My-Word.safetensors", {name: table[ids].clone()})
    word = "<my-word>" if name.startswith("<") else "my-word"
    weights = layer(model, TO_Q).weight
    model.use_loras([(path, 1.0)])
    assert inspect_lora(path).embeddings[0].word == word
    assert torch.equal(layer(model, TO_Q).weight, weights)
    said, meant = f"a ({word.upper()}:1.2) on a house", "a (red cat:1.2) on a house"
    assert torch.equal(model.text.encode(said).tokens, model.text.encode(meant).tokens)
    start = said.index("house")
    assert model.text.prompts.positions(said, [(start, start + 5)]) == (6,)


@pytest.mark.parametrize(
    ("tensors", "reason"),
    [
        ({"emb_params": torch.ones(2, 8)}, "family"),
        ({"clip_l": torch.ones(2, 32), "clip_g": torch.ones(2, 32)}, "family"),
        ({"emb_params": torch.full((2, 32), torch.nan)}, "damaged"),
        ({"emb_params": torch.ones(76, 32)}, "not_a_lora"),
        ({"emb_params": torch.ones(2, 2, 32)}, "not_a_lora"),
    ],
)
def test_a_textual_inversion_that_does_not_fit_is_refused(model, tmp_path, tensors, reason):
    with pytest.raises(BadLora) as error:
        model.use_loras([(write(tmp_path / "odd.safetensors", tensors), 1.0)])
    assert error.value.reason == reason


@pytest.mark.parametrize(
    "parts",
    [
        {"lokr_w1": (10**5, 10**5), "lokr_w2": (10**5, 10**5)},
        {"lokr_w1": (2, 5), "lokr_w2_a": (10**9, 1), "lokr_w2_b": (1, 1)},
        {"lokr_w1": (2, 5), "lokr_w2_a": (4, 1), "lokr_w2_b": (1, 10**9)},
        {"hada_w1_a": (10**9, 1), "hada_w1_b": (1, 5), "hada_w2_a": (8, 1), "hada_w2_b": (1, 5)},
    ],
)
def test_no_kind_can_ask_for_a_huge_product(parts):
    tensors = {name: torch.ones(1).expand(shape) for name, shape in parts.items()}
    with pytest.raises((ValueError, RuntimeError)):
        delta_of(tensors, torch.Size((8, 5)))


@pytest.mark.parametrize(
    ("up", "mid", "down", "shape"),
    [
        ((10**9, 1), None, (1, 10**9), (8, 5)),
        ((8, 1), None, (1, 10**9), (8, 5)),
        ((10**9, 1), None, (1, 5), (8, 5)),
        ((8, 1, 1, 1), (1, 1, 10**5, 10**5), (1, 5, 1, 1), (8, 5, 3, 3)),
        ((8, 2), None, (3, 5), (8, 5)),
    ],
)
def test_a_small_file_cannot_ask_for_a_huge_product(up, mid, down, shape):
    parts = {"up": torch.ones(1).expand(up), "down": torch.ones(1).expand(down)}
    if mid:
        parts["mid"] = torch.ones(1).expand(mid)
    with pytest.raises((ValueError, RuntimeError)):
        delta_of(parts, torch.Size(shape))


def test_files_add_up_in_any_order_and_come_out_to_the_bit(model, tmp_path):
    before = layer(model, TO_Q).weight.clone()
    one = write(tmp_path / "one.safetensors", kohya(model))
    two = write(tmp_path / "two.safetensors", kohya(model, (TO_Q,), 6.0))
    model.use_loras([(one, 0.5), (two, -0.25)])
    both = layer(model, TO_Q).weight.clone()
    model.use_loras([(two, -0.25), (one, 0.5)])
    assert torch.equal(layer(model, TO_Q).weight, both)
    change = product(*pair(before), before.shape)
    assert torch.allclose(both, before + change * (0.5 * 1.5 / 3 - 0.25 * 6 / 3), atol=1e-6)
    model.use_loras([(two, 2.0)])
    assert torch.allclose(layer(model, TO_Q).weight, before + change * 4, atol=1e-5)
    model.use_loras([(one, 0.0)])
    assert torch.equal(layer(model, TO_Q).weight, before)


def test_pictures_with_and_without(model, folder, tmp_path):
    path = write(tmp_path / "a.safetensors", kohya(model))
    plain = Request(Document(128, 128, prompt="a cat"), Sampling(1, 2, 2.0), (), str(folder))

    def last(request):
        assert check(request) == []
        *_, final = run_eagerly(generate(request, store=OneModel(model)))
        return final.picture.tobytes()

    without = last(plain)
    assert last(Request(**vars(plain) | {"loras": (Lora(path, 1.0),)})) != without
    assert last(Request(**vars(plain) | {"loras": (Lora(path, 0.0),)})) == without
    assert last(plain) == without


def test_a_changed_file_is_read_again(model, tmp_path):
    path = write(tmp_path / "a.safetensors", kohya(model))
    model.use_loras([(path, 1.0)])
    first = layer(model, TO_Q).weight.clone()
    write(tmp_path / "a.safetensors", kohya(model, alpha=30.0))
    os.utime(path, ns=(0, 1))  # clocks of file systems are coarser than this test is quick
    model.use_loras([(path, 1.0)])
    assert not torch.equal(layer(model, TO_Q).weight, first)


def test_both_text_encoders_of_xl(tmp_path_factory, tmp_path):
    model = load_tiny(build_tiny_model(tmp_path_factory.mktemp("xl"), xl=True))
    before = [
        network.get_submodule(f"{prefix}{WORDS}").weight.clone()
        for network, prefix in zip(model.text.networks, ("", "text_model."), strict=True)
    ]
    tensors = {}
    for number, weight in enumerate(before, 1):
        down, up = pair(weight)
        flat = f"lora_te{number}_text_model_{WORDS.replace('.', '_')}"
        tensors |= {f"{flat}.lora_down.weight": down, f"{flat}.lora_up.weight": up}
    embeds = model.text.encode("a cat").extra["text_embeds"]
    path = write(tmp_path / "a.safetensors", tensors)
    model.use_loras([(path, 1.0)])
    after = [
        network.get_submodule(f"{prefix}{WORDS}").weight
        for network, prefix in zip(model.text.networks, ("", "text_model."), strict=True)
    ]
    for old, new in zip(before, after, strict=True):
        assert torch.allclose(new, old + product(*pair(old), old.shape), atol=1e-6)
    assert not torch.equal(model.text.encode("a cat").extra["text_embeds"], embeds)


def reason_of(model, path):
    weight = layer(model, TO_Q).weight
    with pytest.raises(BadLora) as error:
        model.use_loras([(str(path), 1.0)])
    assert layer(model, TO_Q).weight is weight  # nothing was changed
    assert str(error.value).endswith(".")
    return error.value.reason


def test_what_cannot_be_used_is_refused_with_its_reason(model, tmp_path):
    good = write(tmp_path / "good.safetensors", kohya(model))
    assert reason_of(model, tmp_path / "gone.safetensors") == "missing"
    assert reason_of(model, tmp_path) == "missing"
    (tmp_path / "a.pt").write_bytes(b"\x80\x04N.")
    assert reason_of(model, tmp_path / "a.pt") == "pickle"
    whole = (tmp_path / "good.safetensors").read_bytes()
    (tmp_path / "cut.safetensors").write_bytes(whole[:-5])
    assert reason_of(model, tmp_path / "cut.safetensors") == "damaged"
    (tmp_path / "text.safetensors").write_bytes(b"hello, this is no such file")
    assert reason_of(model, tmp_path / "text.safetensors") == "damaged"
    whole_model = write(tmp_path / "model.safetensors", {"conv_in.weight": torch.ones(3)})
    assert reason_of(model, whole_model) == "not_a_lora"
    half = {k: v for k, v in kohya(model).items() if "up" not in k}
    assert reason_of(model, write(tmp_path / "half.safetensors", half)) == "not_a_lora"
    odd = kohya(model) | {"lora_unet_x.oft_blocks": torch.ones(3)}
    assert reason_of(model, write(tmp_path / "odd.safetensors", odd)) == "kind"
    foreign = {k.replace("mid_block", "mid_bock"): v for k, v in kohya(model).items()}
    assert reason_of(model, write(tmp_path / "foreign.safetensors", foreign)) == "foreign"
    flat = "lora_unet_" + TO_Q.replace(".", "_")
    wrong = {
        f"{flat}.lora_down.weight": torch.ones(2, 9),
        f"{flat}.lora_up.weight": torch.ones(9, 2),
    }
    assert reason_of(model, write(tmp_path / "wrong.safetensors", wrong)) == "foreign"
    nan = {k: v * float("nan") for k, v in kohya(model).items()}
    assert reason_of(model, write(tmp_path / "nan.safetensors", nan)) == "damaged"
    model.use_loras([(good, 1.0)])


def test_another_family_is_said_before_anything_runs(model, folder, tmp_path):
    flat = "lora_unet_" + TO_K.replace(".", "_")
    path = write(
        tmp_path / "xl.safetensors",
        {
            f"{flat}.lora_down.weight": torch.ones(2, 2048),
            f"{flat}.lora_up.weight": torch.ones(64, 2),
        },
    )
    assert inspect_lora(path).family == "Stable Diffusion XL"
    assert reason_of(model, path) == "family"
    request = Request(
        Document(128, 128, prompt="a cat"), Sampling(1, 2, 2.0), (), str(folder), None,
        (Lora(path), Lora(str(tmp_path / "gone.safetensors"), 0.0), Lora(path, 99.0)),
    )  # fmt: skip
    found = [(p.code, p.where, p.blocking) for p in check(request)]
    assert found == [
        ("bad_lora", "loras", True),
        ("bad_lora", "loras", False),
        ("bad_setting", "loras", True),
        ("bad_lora", "loras", True),
    ]


@pytest.mark.parametrize("name", ["", "alpha", "lora_unet_x.weight", "unet.x.weight", "lora_unet_"])
def test_names_that_say_nothing(name):
    assert parse(name) is None


def test_no_path_of_a_lora_travels_with_a_picture(folder):
    from sketchpad.generation.export.metadata import to_text

    request = Request(
        Document(128, 128, prompt="a"), Sampling(1, 2, 2.0), loras=(Lora("/home/me/secret.safetensors"),)
    )  # fmt: skip
    assert "secret" not in to_text(request)
    assert json.loads(to_text(request))["request"]["loras"] == []


@pytest.mark.parametrize(
    ("names", "family"),
    [
        (("lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight",), "FLUX"),
        (("transformer.single_transformer_blocks.0.attn.to_q.lora_A.weight",), "FLUX"),
        (("lora_unet_joint_blocks_0_x_block_attn_qkv.lora_up.weight",), "Stable Diffusion 3"),
        (
            ("transformer.transformer_blocks.0.attn.add_k_proj.lora_A.weight",),
            "Stable Diffusion 3",
        ),
        (("lora_prior_unet_down_blocks_0.lora_down.weight",), "Stable Cascade"),
        (("diffusion_model.blocks.0.cross_attn.k.lora_A.weight",), "Wan, Qwen Image or the like"),
    ],
)
def test_a_lora_of_another_architecture_is_called_by_its_name(model, names, family, tmp_path):
    path = write(tmp_path / "other.safetensors", {name: torch.ones(2, 2) for name in names})
    assert inspect_lora(path).family == family
    with pytest.raises(BadLora, match=f"made for {family}, but"):
        model.use_loras([(path, 1.0)])


@pytest.mark.parametrize(
    "name", ["lora_unet_x.oft_diag", "lora_unet_x.a1.weight", "lora_unet_x.on_input", "lllite_unet_x.down.0.weight"]
)  # fmt: skip
def test_kinds_that_are_no_sums_are_said_not_to_be_supported(model, name, tmp_path):
    path = write(tmp_path / "odd.safetensors", {name: torch.ones(2, 2)})
    assert reason_of(model, path) == "kind"
