import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokmin.normalization import normalize
from tests.texts import texts, wild_texts

DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("경기도 나래시", "경기도 나래시"),
        (unicodedata.normalize("NFD", "경기도 나래시"), "경기도 나래시"),
        ("\ufeff나래\u200b시", "나래시"),
        ("ᄀ\u200bᅡ", "가"),
        ("ＡＩ（５）～", "AI(5)~"),
        ("가\u00a0나\u3000다", "가 나 다"),
        ("\uf90a", "金"),
        ("\ud83d", "\ufffd"),
        ("Ａ\u0301", "Á"),
        ("나래\r\n시", "나래\r\n시"),
        ("", ""),
    ],
)
def test_examples(text: str, normalized: str) -> None:
    assert normalize(text).text == normalized


def test_a_decomposed_name_gets_all_its_characters() -> None:
    text = unicodedata.normalize("NFD", "경기도는")
    start, end = normalize(text).original_span(0, 3)
    assert unicodedata.normalize("NFC", text[start:end]) == "경기도"


def test_zero_width_characters_stay_outside_of_spans() -> None:
    normalized = normalize("\ufeff나래\u200b시\u200b는")
    assert normalized.original_span(0, 3) == (1, 5)
    assert normalized.normalized_span(1, 5) == (0, 3)
    assert normalized.normalized_span(0, 1) == (0, 0)


def test_a_mark_after_white_space_is_apart_from_it() -> None:
    for text in (" \u1161", "\n\u0301\u0323", "\u3000\u0301\u200b"):
        assert normalize(text).original_span(0, 1) == (0, 1)
        assert normalize(text).original_span(1, 2)[0] == 1


@given(texts)
def test_result_is_composed_without_zero_width_and_encodes(text: str) -> None:
    result = normalize(text).text
    assert unicodedata.is_normalized("NFC", result)
    assert not set(DROPPED) & set(result)
    result.encode()
    assert normalize(result).text == result


@given(wild_texts)
def test_every_character_knows_where_it_came_from(text: str) -> None:
    n = normalize(text)
    assert len(n.starts) == len(n.ends) == len(n.text)
    assert np.all(n.starts < n.ends)
    assert np.all(np.diff(n.starts) >= 0)
    assert np.all(np.diff(n.ends) >= 0)
    if len(n.text):
        assert n.starts[0] >= 0
        assert n.ends[-1] <= len(text)
    # What no character came from was dropped.
    covered = {i for a, b in zip(n.starts, n.ends, strict=True) for i in range(a, b)}
    assert {text[i] for i in range(len(text)) if i not in covered} <= set(DROPPED)
    for character, start, end in zip(n.text, n.starts, n.ends, strict=True):
        assert character in normalize(text[start:end]).text


@given(texts, st.data())
def test_spans_come_back(text: str, data: st.DataObject) -> None:
    n = normalize(text)
    if not n.text:
        return
    start = data.draw(st.integers(0, len(n.text) - 1))
    end = data.draw(st.integers(start + 1, len(n.text)))
    first, last = n.normalized_span(*n.original_span(start, end))
    # A span may grow to the whole of a character that several came from, no further.
    assert first <= start < end <= last
    assert n.original_span(first, last) == n.original_span(start, end)
