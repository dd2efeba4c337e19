import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokmin.formats.offsets import to_code_points
from tests.strategies import texts


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(st.lists(texts, min_size=1, max_size=6), st.sampled_from(["code points", "utf16", "one line end", "both"]))
def test_every_counting_is_found_out_or_harmless(pieces: list[str], counting: str) -> None:
    text = "".join(pieces)
    foreign = text.replace("\r\n", "\n") if counting in ("one line end", "both") else text
    count = utf16 if counting in ("utf16", "both") else len
    spans, position = [], 0
    for piece in pieces:
        if counting in ("one line end", "both"):
            piece = piece.replace("\r\n", "\n")
        if foreign.startswith(piece, position):
            spans.append((count(foreign[:position]), count(foreign[: position + len(piece)]), piece))
        position += len(piece)
    places = to_code_points(text, spans)
    for (_, _, piece), place in zip(spans, places, strict=True):
        assert place is not None
        assert text[slice(*place)].replace("\r\n", "\n").replace("\\n", "\n") == piece.replace("\r\n", "\n").replace(
            "\\n", "\n"
        )


@pytest.mark.parametrize(
    ("text", "spans", "places"),
    [
        ("나래시는", [(0, 3, "나래시")], [(0, 3)]),
        ("😀😀 나래시는", [(5, 8, "나래시")], [(3, 6)]),
        ("가\r\n나\r\n다라", [(4, 6, "다라")], [(6, 8)]),
        ("😀\r\n나\r\n다라", [(5, 7, "다라")], [(6, 8)]),
        ("가\r\n나", [(0, 4, "가\n나")], [(0, 4)]),
        ("가\n나", [(0, 3, "가\\n나")], [(0, 3)]),
        ("나래시는", [(0, 3, "가람군")], [None]),
        ("나래시는", [(0, 9, "나래시")], [None]),
        ("나래시는", [(3, 0, "")], [None]),
        ("😀나", [(1, 3, "나")], [None]),
        ("나래시는", [(0, 3, None)], [(0, 3)]),
    ],
)
def test_repair(text: str, spans: list, places: list) -> None:
    assert to_code_points(text, spans) == places


def test_one_counting_is_used_for_all_spans_of_a_text() -> None:
    # 2:3 is 하 in code points as well; the second span shows that UTF-16 units are counted.
    assert to_code_points("😀하하 나래", [(2, 3, "하"), (5, 7, "나래")]) == [(1, 2), (4, 6)]


def test_a_span_without_text_is_counted_as_the_others() -> None:
    assert to_code_points("😀 나래 가람", [(3, 5, "나래"), (6, 8, None)]) == [(2, 4), (5, 7)]


def test_spans_counted_in_different_ways_are_each_repaired() -> None:
    assert to_code_points("😀 나래 가람", [(3, 5, "나래"), (5, 7, "가람")]) == [(2, 4), (5, 7)]
