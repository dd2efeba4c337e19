"""What holds for every string and every publication date."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mokmin.dates import Context, resolve, resolve_all
from mokmin.dates.values import is_date_value
from mokmin.dates.words import WORDS

from .tables import ABSOLUTE, RELATIVE

anchors = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)).map(date.isoformat)
words = st.sampled_from([word for slot in WORDS.values() for word in slot])
marks = st.sampled_from(
    ["년", "월", "일", ".", "~", "-", "부터", "'", " ", "(목)", "개월", "향후", "전", "분기", "·", "/"]
)
expressions = st.lists(words | marks | st.integers(0, 9999).map(str), max_size=7).map("".join)


@given(st.text() | expressions, anchors)
@example("9999년 겨울", None)
@example("향후 999년", "9999-12-31")
@example("3년 전", "0001-01-01")
@example("12월", "0001-01-01")
@example("\ud800년", "2025-06-08")
@example("٣월", "2025-06-08")
@example("1" * 100_000, "2025-06-08")
def test_any_text_resolves_to_a_well_formed_value(text: str, published: str | None) -> None:
    resolution = resolve(text, published, Context(following=text))
    if resolution.value is None:
        assert resolution.begin is resolution.end is None
        assert not resolution.ambiguous
        assert not resolution.weekday_mismatch
    else:
        assert is_date_value(resolution.value)
        assert resolution.begin is not None
        assert resolution.end is not None
        assert resolution.begin <= resolution.end


@given(expressions, st.dates(date(1990, 1, 1), date(2060, 12, 31)).map(date.isoformat))
def test_a_value_means_itself(text: str, published: str) -> None:
    value = resolve(text, published).value
    if value is not None:
        assert resolve(value).value == resolve(value, published).value == value


# Weekdays, weeks, lunar holidays and numbers of days do not come back with the calendar year.
_MOVES = re.compile(r"주|요일|\([월화수목금토일]\)|설|추석|일간|100일|20일 후|보름|29일")
_SHIFTED = [row[0] for row in RELATIVE if not _MOVES.search(row[0]) and not re.search(r"\d{4}", row[0])]
_YEAR = re.compile(r"\d{4}")


@given(st.sampled_from(_SHIFTED), st.dates(date(1990, 1, 1), date(2040, 12, 31)), st.integers(1, 30))
def test_a_later_anchor_shifts_the_value_by_as_many_years(text: str, anchor: date, years: int) -> None:
    if (anchor.month, anchor.day) in ((2, 28), (2, 29), (3, 1)):
        return
    later = anchor.replace(year=anchor.year + years)
    value, moved = (resolve(text, day.isoformat()).value for day in (anchor, later))
    if value is None or "02-29" in value or (moved and "02-29" in moved):
        return
    assert moved == _YEAR.sub(lambda match: f"{int(match[0]) + years:04}", value)


@given(st.sampled_from([row[0] for row in ABSOLUTE]), anchors)
def test_absolute_dates_do_not_move(text: str, published: str | None) -> None:
    assert resolve(text, published).value == resolve(text).value


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_unicode_forms_are_alike(form: str) -> None:
    for text, published, value in RELATIVE:
        assert resolve(unicodedata.normalize(form, text), published).value == value


@pytest.mark.parametrize("dash", list("~∼～〜-–—‐−"))
def test_dashes_are_alike(dash: str) -> None:
    assert resolve(f"6월 12일{dash}13일", "2025-06-08").value == "2025-06-12/2025-06-13"
    assert resolve(f"2026{dash}2028년").value == "2026/2028"


@given(st.lists(expressions, max_size=5), anchors)
def test_articles_never_raise(texts: list[str], published: str | None) -> None:
    assert len(resolve_all(texts, published)) == len(texts)
    assert resolve_all(texts, published, texts) == resolve_all(texts, published, texts)
