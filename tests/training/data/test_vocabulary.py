from __future__ import annotations

import re

import numpy as np
import pytest

from sketchpad.training.data import pictures, vocabulary
from sketchpad.training.data.scenes import SceneMaker
from sketchpad.training.diffusion import networks


def test_the_list_holds_only_allowed_licences_and_all_core_words():
    listed = pictures.read_list()
    assert len(listed) > 8000
    assert {p.licence for p in listed} <= pictures.ALLOWED_LICENCES
    assert set(vocabulary.core_words()) <= {p.base for p in listed}
    assert len(vocabulary.core_words()) == 127


def test_synonyms_do_not_name_two_things():
    table = vocabulary.synonyms()
    claimed = [word for found in table.values() for word in found]
    assert len(claimed) == len(set(claimed))
    assert "bunny" in table["rabbit"]
    assert "puppy" not in table.get("cat", [])
    core = set(vocabulary.core_words())
    assert not core & set(claimed)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("puppy", "dog"),
        ("kitten", "cat"),
        ("bike", "bicycle"),
        ("automobile", "car"),
        ("plane", "airplane"),
    ],
)
def test_everyday_words_stand_in_for_core_words(said, meant):
    assert said in vocabulary.synonyms()[meant]
    listed = [p for p in pictures.read_list() if p.concept == meant]
    blank = np.full((16, 16, 4), 255, np.uint8)
    maker = SceneMaker([(picture, blank) for picture in listed], vocabulary.synonyms())
    rng = np.random.default_rng(0)
    phrases = [t.phrase for _ in range(300) for t in maker.make(rng, 32, 32).things]
    assert any(said in phrase.split() for phrase in phrases)
    assert sum(meant in phrase for phrase in phrases) > 200


def test_every_core_word_was_asked_for_synonyms():
    assert tuple(vocabulary.chosen_synonyms()) == vocabulary.core_words()


@pytest.mark.slow
def test_core_words_are_one_token_each(tmp_path):
    tokenizer = networks.build_tokenizer(vocabulary.vocabulary(), tmp_path)
    for word in vocabulary.core_words():
        assert len(tokenizer.tokenize(word)) == len(word.split()), word
    again = networks.CLIPTokenizer.from_pretrained(tmp_path)
    text = "A cat, flat illustration — and a Qzxv"
    assert again(text).input_ids == tokenizer(text).input_ids
    assert again.model_max_length == networks.TEXT_LENGTH


def test_old_svg_files_are_mended():
    mended = pictures.mend_svg(
        '<?xml version="1.0"?><svg width="20" height="10"><path d=""/></svg>'
    )
    assert 'xmlns="http://www.w3.org/2000/svg"' in mended
    assert 'viewBox="0 0 20 10"' in mended


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ('width="210mm" height="297mm"', "0 0 744.094 1052.36"),
        ("width='80pt' height='40pt'", "0 0 100 50"),
        ('height="2cm" width="1in"', "0 0 90 70.8661"),
    ],
)
def test_lengths_with_units_become_pixels(size, box):
    mended = pictures.mend_svg(f"<svg {size}><path d=''/></svg>")
    assert f'viewBox="{box}"' in mended
    head = mended[: mended.index(">")]
    assert not re.search(r"(width|height)\s*=\s*.[\d.]+(mm|pt|cm|in)", head)


def test_a_view_box_stays_and_shares_are_left_alone():
    mended = pictures.mend_svg('<svg width="100%" viewBox="0 0 9 9" height="3cm"></svg>')
    assert 'width="100%"' in mended
    assert mended.count("viewBox") == 1


def test_furniture_is_found_by_its_name_in_any_library():
    lines = "id#1=Blend Swap CC-BY#backpack\nicon#1=/cc/backpack.png\nid#2=Scopia#chair_1\nicon#2=/s/c.png\n"
    found = pictures.furniture_icons("BlendSwap-CC-BY", lines)
    assert found["BlendSwap-CC-BY_backpack.png"] == "cc/backpack.png"
    assert pictures.furniture_icons("Scopia", lines)["Scopia_chair_1.png"] == "s/c.png"


def test_the_split_never_moves():
    listed = pictures.read_list()
    share = sum(map(pictures.held_out, listed)) / len(listed)
    assert 0.03 < share < 0.07
    first = next(p for p in listed if pictures.held_out(p))
    assert pictures.held_out(first)
