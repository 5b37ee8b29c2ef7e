from __future__ import annotations

from sketchpad.training import networks, pictures, words


def test_the_list_holds_only_allowed_licences_and_all_core_words():
    listed = pictures.read_list()
    assert len(listed) > 8000
    assert {p.licence for p in listed} <= pictures.ALLOWED_LICENCES
    assert set(words.core_words()) <= {p.base for p in listed}
    assert len(words.core_words()) == 127


def test_synonyms_do_not_name_two_things():
    table = words.synonyms()
    claimed = [word for found in table.values() for word in found]
    assert len(claimed) == len(set(claimed))
    assert "bunny" in table["rabbit"]
    assert "puppy" not in table.get("cat", [])


def test_core_words_are_one_token_each(tmp_path):
    tokenizer = networks.build_tokenizer(words.vocabulary(), tmp_path)
    for word in words.core_words():
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


def test_the_split_never_moves():
    listed = pictures.read_list()
    share = sum(map(pictures.held_out, listed)) / len(listed)
    assert 0.03 < share < 0.07
    first = next(p for p in listed if pictures.held_out(p))
    assert pictures.held_out(first)
