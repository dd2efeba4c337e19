import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokmin import characters


def test_the_syllables_of_the_standard() -> None:
    assert len(characters.SYLLABLES) == 2350
    assert {"가", "힝", "쌓"} <= set(characters.SYLLABLES)
    assert "쀍" not in characters.SYLLABLES


@given(st.text(st.characters()))
def test_every_character_has_an_id_that_is_not_padding(text: str) -> None:
    ids = characters.encode(text)
    assert ids.shape == (len(text),)
    assert all(characters.PADDING < i < characters.COUNT for i in ids)


def test_known_characters_have_ids_of_their_own() -> None:
    text = "".join(dict.fromkeys([*map(chr, range(0x21, 0x7F)), *characters.SYMBOLS, *characters.SYLLABLES]))
    ids = characters.encode(text)
    assert len(set(ids.tolist())) == len(text)
    assert min(ids) > 7


@pytest.mark.parametrize("alike", ["쀍뷁ㄱᄀ", "美韓漢\uf900", "éß", "٣५", " \n\t\u3000", "😀₩☂", "\x00\u0301"])
def test_rare_characters_share_the_id_of_their_kind(alike: str) -> None:
    ids = set(characters.encode(alike).tolist())
    assert len(ids) == 1
    assert ids <= set(range(1, 8))


def test_empty() -> None:
    assert characters.encode("").shape == (0,)
