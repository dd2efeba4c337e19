"""Tables of expressions: the guidelines' conventions, spelling by spelling."""

import pytest

from mokmin.dates import Resolution, resolve

from .tables import ABSOLUTE, IMPOSSIBLE, NOT_DATES, RELATIVE


@pytest.mark.parametrize(("expression", "published", "value"), RELATIVE)
def test_relative_to_the_publication_date(expression: str, published: str, value: str) -> None:
    assert resolve(expression, published).value == value


@pytest.mark.parametrize(("expression", "value"), ABSOLUTE)
@pytest.mark.parametrize("published", [None, "2025-06-08", "2031-01-01"])
def test_absolute(expression: str, value: str, published: str | None) -> None:
    assert resolve(expression, published).value == value


@pytest.mark.parametrize("expression", [*IMPOSSIBLE, *NOT_DATES])
def test_no_value(expression: str) -> None:
    assert resolve(expression, "2025-06-08") == Resolution()


@pytest.mark.parametrize(
    "expression", [row[0] for row in RELATIVE if row[0] != "지난 2021년" and row[0] != "오는 2028년"]
)
def test_without_publication_date_relative_ones_are_open(expression: str) -> None:
    assert resolve(expression) == Resolution()


@pytest.mark.parametrize(
    ("expression", "begin", "end"),
    [
        ("올해", "2025-01-01", "2025-12-31"),
        ("이달 말", "2025-06-01", "2025-06-30"),
        ("올 하반기", "2025-07-01", "2025-12-31"),
        ("지난 5일", "2025-06-05", "2025-06-05"),
        ("2024년 2월", "2024-02-01", "2024-02-29"),
        ("2014년부터 현재", "2014-01-01", "2025-06-08"),
        ("지난겨울", "2024-12-01", "2025-02-28"),
    ],
)
def test_first_and_last_day(expression: str, begin: str, end: str) -> None:
    resolution = resolve(expression, "2025-06-08")
    assert (resolution.begin, resolution.end) == (begin, end)


@pytest.mark.parametrize(
    ("expression", "ambiguous"),
    [
        ("12일", False),
        ("지난 5일", False),
        ("22일", True),
        ("6월 20일", False),
        ("12월 3일", True),
        ("11월", True),
        ("오는 12월 3일", False),
        ("2025년 12월", False),
    ],
)
def test_bare_dates_far_from_the_anchor_are_ambiguous(expression: str, ambiguous: bool) -> None:
    assert resolve(expression, "2025-06-08").ambiguous is ambiguous


@pytest.mark.parametrize(
    ("expression", "mismatch"),
    [
        ("6월 12일(목)", False),
        ("6월 12일(금)", True),
        ("6월 12일 목요일", False),
        ("2025. 6. 12.(월)", True),
        ("6월 12일(목)부터 13일(토)", True),
        ("6월 12일(목)부터 13일(금)", False),
        ("다음 주 화요일", False),
        ("오늘(일)", False),
        ("오늘(월)", True),
    ],
)
def test_weekdays_that_contradict_the_date(expression: str, mismatch: bool) -> None:
    resolution = resolve(expression, "2025-06-08")
    assert resolution.value is not None
    assert resolution.weekday_mismatch is mismatch


def test_a_weekday_decides_between_two_months() -> None:
    assert resolve("23일", "2025-06-08").value == "2025-06-23"
    assert resolve("23일(금)", "2025-06-08").value == "2025-05-23"
