from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokmin import Affiliation, Article, Entity
from mokmin.dates.values import is_date_value
from mokmin.records.record import COLUMNS, SCHEMA_VERSION, days_of
from tests.marked import marked

TEXT = (
    "[서울 서초구](ORG)([구청장](ROLE) [김가온](OFFICIAL))는 [지난 5일](DATE) 밝혔다. [나래시](ORG)의 ‘[AI 방범망 구축](PILLAR:livelihood)’과 "
    "[AI 교육](PILLAR:talent)을 잇는다. [이다온](OFFICIAL) 전 [다온대](ORG) [총장](ROLE)도 왔다. [내년](DATE)."
)


def article() -> Article:
    read = marked(TEXT)
    read.entities = [
        Entity(e.start, e.end, e.text, e.label, 0.9, e.domain, {"지난 5일": "2025-06-05", "내년": "2026"}.get(e.text))
        for e in read.entities
    ]
    read.affiliations = [Affiliation("이다온", "총장", "다온대", True), Affiliation("김가온", "구청장", "서울 서초구")]
    return read


def test_rows_are_flat_and_in_a_stable_order() -> None:
    rows = article().record()
    assert [row["kind"] for row in rows] == ["affiliation", "affiliation", "pillar", "pillar", "date", "date"]
    assert [row["name"] for row in rows[:2]] == ["김가온", "이다온"]
    assert all(list(row) == list(COLUMNS) for row in rows)
    assert all(row[column] is None or type(row[column]) is kind for row in rows for column, kind in COLUMNS.items())
    assert {(row["schema_version"], row["article_id"], row["published"]) for row in rows} == {
        (SCHEMA_VERSION, "x", "2025-06-08")
    }
    assert rows == article().record()


def test_offsets_are_evidence() -> None:
    read = article()
    for row in read.record():
        assert read.text[row["start"] : row["end"]] == row["text"]
        for column in ("role", "organization", "owner"):
            if row[f"{column}_start"] is not None:
                assert read.text[row[f"{column}_start"] : row[f"{column}_end"]] == row[column]
        assert row["score"] == 0.9


def test_an_affiliation() -> None:
    first, second = article().record()[:2]
    assert (first["role"], first["organization"], first["former"]) == ("구청장", "서울 서초구", False)
    assert (first["organization_id"], first["organization_name"], first["organization_code"]) == (
        "11650",
        "서울특별시 서초구",
        "11650",
    )
    assert (second["former"], second["organization_id"], second["organization_code"]) == (True, "다온대학교", None)
    assert first["domain"] is first["value"] is first["owner"] is None


def test_a_pillar_and_its_owner() -> None:
    first, second = article().record()[2:4]
    assert (first["text"], first["domain"], first["owner"], first["owner_id"]) == (
        "AI 방범망 구축",
        "livelihood",
        "나래시",
        "나래시",
    )
    assert (second["owner"], second["owner_start"], second["name"]) == (None, None, None)


@pytest.mark.parametrize(
    ("between", "owner"),
    [
        ("의 ", "나래시"),
        ("은 ", "나래시"),
        (" ", "나래시"),
        ("의 '", "나래시"),
        ("\n", None),
        (", ", None),
        ("과 함께 ", None),
    ],
)
def test_only_a_body_directly_before_owns_a_pillar(between: str, owner: str | None) -> None:
    (row,) = marked(f"[나래시](ORG){between}[AI 방범망 구축](PILLAR:livelihood)").record()
    assert row["owner"] == owner


def test_dates() -> None:
    first, second = article().record()[4:]
    assert (first["text"], first["value"], first["first_day"], first["last_day"]) == (
        "지난 5일",
        "2025-06-05",
        "2025-06-05",
        "2025-06-05",
    )
    assert (second["value"], second["first_day"], second["last_day"]) == ("2026", "2026-01-01", "2026-12-31")
    assert marked("[언젠가](DATE)").record()[0]["value"] is None


def test_an_affiliation_without_evidence_comes_last_and_has_no_offsets() -> None:
    read = article()
    read.affiliations.insert(0, Affiliation("박한빛", "가람군수", "가람군"))
    last = read.record()[2]
    assert (last["name"], last["start"], last["role_start"], last["text"], last["score"]) == (
        "박한빛",
        None,
        None,
        None,
        None,
    )
    assert last["organization_id"] == "가람군"


def test_an_article_with_nothing_has_no_rows() -> None:
    assert Article("나래시는").record() == []


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2025", ("2025-01-01", "2025-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2025-06-12/2025-06-13", ("2025-06-12", "2025-06-13")),
        ("2025-07/2025-12", ("2025-07-01", "2025-12-31")),
        ("2026/2028", ("2026-01-01", "2028-12-31")),
        ("2026/..", ("2026-01-01", None)),
        ("../2026-02", (None, "2026-02-28")),
        ("2025-02-30", (None, None)),
        ("봄", (None, None)),
        (None, (None, None)),
    ],
)
def test_days_of_a_value(value: str | None, days: tuple[str | None, str | None]) -> None:
    assert days_of(value) == days


@given(st.dates(date(1, 1, 1)), st.sampled_from((4, 7, 10)), st.dates(date(1, 1, 1)), st.sampled_from((4, 7, 10)))
def test_days_never_run_backwards(first: date, length: int, second: date, other: int) -> None:
    value = f"{min(first, second).isoformat()[:length]}/{max(first, second).isoformat()[:other]}"
    if is_date_value(value):
        begin, end = days_of(value)
        assert begin is not None
        assert end is not None
        assert date.fromisoformat(begin) <= date.fromisoformat(end)
