"""The embedded model's networks and their sizes: ordinary diffusers and CLIP classes, small."""

from __future__ import annotations

import json
from pathlib import Path

from diffusers.models.adapter import T2IAdapter
from diffusers.models.controlnets.controlnet import ControlNetModel
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

TEXT_WIDTH = 256
TEXT_LENGTH = 32
LATENT_CHANNELS = 8
QUIET = 0.1
BETAS = (0.00085, 0.02)
SCHEDULER = {
    "num_train_timesteps": 1000,
    "beta_start": BETAS[0],
    "beta_end": BETAS[1],
    "beta_schedule": "scaled_linear",
    "prediction_type": "v_prediction",
    "timestep_spacing": "trailing",
    "clip_sample": False,
    "set_alpha_to_one": True,
    "steps_offset": 1,
    # The last step holds no picture at all (Lin et al. 2024), so that boxes and words alone decide what the first says.
    "rescale_betas_zero_snr": True,
}
UNET = {
    "sample_size": 32,
    "in_channels": LATENT_CHANNELS,
    "out_channels": LATENT_CHANNELS,
    # The first level is thin: at 256 px it costs what the other three do, and they need no more numbers.
    "block_out_channels": (32, 64, 160, 256),
    "down_block_types": (
        "DownBlock2D",
        "DownBlock2D",
        "CrossAttnDownBlock2D",
        "CrossAttnDownBlock2D",
    ),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D", "UpBlock2D"),
    "layers_per_block": 1,
    "time_embedding_dim": 256,
    "cross_attention_dim": TEXT_WIDTH,
    "attention_head_dim": (1, 2, 5, 8),
    "norm_num_groups": 32,
    "attention_type": "gated",
}

SIZES = (
    "block_out_channels",
    "down_block_types",
    "up_block_types",
    "attention_head_dim",
    "time_embedding_dim",
)
"""Settings of a U-Net in which a published model may differ from this recipe's."""


def build_unet(**changes: object) -> UNet2DConditionModel:
    return UNet2DConditionModel(**{**UNET, **changes})


def build_controlnet(unet: UNet2DConditionModel) -> ControlNetModel:
    """A copy of the encoder with zero convolutions (Zhang et al. 2023, section 3.2); it has no gates."""
    config = unet.config
    net = ControlNetModel(
        in_channels=config.in_channels,
        down_block_types=config.down_block_types,
        block_out_channels=config.block_out_channels,
        layers_per_block=config.layers_per_block,
        cross_attention_dim=config.cross_attention_dim,
        attention_head_dim=config.attention_head_dim,
        norm_num_groups=config.norm_num_groups,
        conditioning_embedding_out_channels=(16, 32, 64, 96),
    )
    own = net.state_dict()
    # Its time embedding is four times as wide as its first level, whatever that of the U-Net is.
    same = {n: v for n, v in unet.state_dict().items() if n in own and own[n].shape == v.shape}
    net.load_state_dict(same, strict=False)
    return net


def build_controls(unet: UNet2DConditionModel) -> T2IAdapter:
    """One T2I-Adapter (Mou et al. 2024) for maps of several kinds, which it tells apart by their looks.

    One pass a picture; a ControlNet for the same, even without attention, has several times as many weights and runs
    at every step. It adds to the two levels without attention, after they have been downsampled: the other blocks take
    what is added before that, at sizes for which there is no kind of adapter.
    """
    net = T2IAdapter(
        in_channels=3,
        channels=list(unet.config.block_out_channels[:2]),
        num_res_blocks=2,
        downscale_factor=16,
        adapter_type="full_adapter",
    )
    net.adapter.conv_in.weight.data.mul_(QUIET)  # the base is finished: it must not be shouted at
    for name, parameter in net.named_parameters():
        if name.endswith("bias"):
            parameter.data.zero_()
    return net


def build_text_encoder(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=TEXT_WIDTH,
            intermediate_size=4 * TEXT_WIDTH,
            projection_dim=TEXT_WIDTH,
            num_hidden_layers=4,
            num_attention_heads=4,
            max_position_embeddings=TEXT_LENGTH,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            attn_implementation="eager",
        )
    )


def build_tokenizer(words: dict[str, int], folder: Path, size: int = 8192) -> CLIPTokenizer:
    """Train CLIP's byte pair encoding on ``words`` (with their weights), so that known words are one token."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(
        models.BPE(unk_token=None, end_of_word_suffix="</w>", continuing_subword_prefix="")
    )
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Whitespace(), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    start, end = "<|startoftext|>", "<|endoftext|>"
    trainer = trainers.BpeTrainer(
        vocab_size=size - 2 - len(letters),
        initial_alphabet=letters,
        end_of_word_suffix="</w>",
        show_progress=False,
        min_frequency=1,
    )
    corpus = (word for word, weight in words.items() for _ in range(weight))
    tokenizer.train_from_iterator(corpus, trainer)
    learned = json.loads(tokenizer.to_str())["model"]
    merges = [m if isinstance(m, str) else " ".join(m) for m in learned["merges"]]
    pieces = letters + [f"{letter}</w>" for letter in letters]
    known = set(pieces)
    for merge in merges:
        piece = merge.replace(" ", "")
        if piece not in known:
            known.add(piece)
            pieces.append(piece)
    pieces += [start, end]
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {piece: index for index, piece in enumerate(pieces)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    (folder / "merges.txt").write_text(
        "#version: 0.2\n" + "\n".join(merges) + "\n", encoding="utf-8"
    )
    result = CLIPTokenizer(
        vocab=vocabulary,
        merges=[tuple(m.split(" ")) for m in merges],
        bos_token=start,
        eos_token=end,
        unk_token=end,
        pad_token=end,
        model_max_length=TEXT_LENGTH,
    )
    result.save_pretrained(folder)
    return result
