"""Expressions in the context of an article."""

import subprocess
import sys

import pytest

from mokmin import MokminError
from mokmin.article import Article, Entity
from mokmin.dates import Context, Resolution, resolve, resolve_all
from mokmin.dates.entities import with_date_values
from mokmin.records.scoring import date_accuracy


def values(expressions: list[str], published: str | None, following: list[str] | None = None) -> list[str | None]:
    return [resolution.value for resolution in resolve_all(expressions, published, following or ())]


@pytest.mark.parametrize(
    ("expressions", "last"),
    [
        (["지난해 10월", "같은 해 12월"], "2024-12"),
        (["2021년", "이듬해"], "2022"),
        (["지난달 20일", "다음 날"], "2025-05-21"),
        (["지난달 20일", "요즘", "같은 달 28일"], "2025-05-28"),
        (["올 1~5월", "지난해 같은 기간"], "2024-01/2024-05"),
        (["1분기", "전년 동기"], "2024-01/2024-03"),
        (["2021년", "내년"], "2026"),
    ],
)
def test_the_expression_before(expressions: list[str], last: str) -> None:
    assert values(expressions, "2025-06-08")[-1] == last


def test_next_day_of_nothing_is_tomorrow() -> None:
    assert values(["올해", "다음 날"], "2025-06-08")[-1] == "2025-06-09"


@pytest.mark.parametrize(
    ("expression", "following", "value"),
    [
        ("20일", " 나래시청에서 문을 연다.", "2025-06-20"),
        ("24일", " 문을 열었다.", "2025-05-24"),
        ("24일", " 열릴 예정이다.", "2025-06-24"),
        ("24일", "에 회의를 하겠다고 말했다.", "2025-06-24"),
        ("12월", "에 시험을 마쳤다.", "2024-12"),
        ("12월", "까지 시험을 마친다.", "2025-12"),
        ("12월", "이다. 회의는 열렸다.", "2025-12"),
        ("8일", " 밝혔다.", "2025-06-08"),
        ("상반기", "에 시작하기로 했다.", "2025-01/2025-06"),
    ],
)
def test_the_tense_of_the_verb(expression: str, following: str, value: str) -> None:
    assert resolve(expression, "2025-06-08", Context(following=following)).value == value


def test_decomposed_text_has_tense_too() -> None:
    following = "에 시험을 마쳤다."
    assert resolve("12월", "2025-06-08", Context(following=following)).value == "2024-12"


def test_a_half_that_is_over_is_next_years_when_the_verb_says_so() -> None:
    assert resolve("상반기", "2025-09-09", Context(following="에 시작하기로 했다.")).value == "2026-01/2026-06"


def test_two_spans_side_by_side_are_one_date() -> None:
    assert values(["2023년", "5월"], "2025-06-08", [" 5월 조사", " 조사"]) == ["2023", "2023-05"]
    assert values(["2023년", "5월"], "2025-06-08", ["과 5월", ""]) == ["2023", "2025-05"]
    assert values(["다음 달 7일", "30일"], "2025-06-08", ["부터 30일까지", ""]) == ["2025-07-07", "2025-07-30"]
    assert values(["지난해 3월", "12월"], "2025-06-08", ["부터 12월", ""]) == ["2024-03", "2024-12"]
    assert values(["오늘", "향후 3년"], "2025-06-08", ["부터 향후 3년", ""]) == ["2025-06-08", "2025-06-08/2028-06-08"]


def test_empty_article() -> None:
    assert resolve_all([], "2025-06-08") == []


@pytest.mark.parametrize("published", ["2025-6-8", "2025-02-30", "오늘", 20250608, "2025-06-08T00:00"])
def test_bad_publication_date(published: object) -> None:
    for call in (lambda: resolve("올해", published), lambda: resolve_all(["올해"], published)):  # type: ignore[arg-type]
        with pytest.raises(MokminError, match="give a date as YYYY-MM-DD"):
            call()


def entity(text: str, part: str, label: str, value: str | None = None) -> Entity:
    start = text.index(part)
    return Entity(start, start + len(part), part, label, value=value)


def test_entities_get_values() -> None:
    text = "나래시는 지난 5일 포럼을 열었다. 올해 하반기에는 시험을 마친다."
    entities = [entity(text, "나래시", "ORG"), entity(text, "지난 5일", "DATE"), entity(text, "올해 하반기", "DATE")]
    assert [e.value for e in with_date_values(text, entities, "2025-06-08")] == [None, "2025-06-05", "2025-07/2025-12"]
    assert [e.value for e in with_date_values(text, entities, None)] == [None, None, None]


def test_accuracy_counts_null_too() -> None:
    text = "지난 5일, 요즘, 내년, 3월"
    gold = {"지난 5일": "2025-06-05", "요즘": None, "내년": "2027", "3월": "2025-03"}
    article = Article(text, "2025-06-08", [entity(text, part, "DATE", value) for part, value in gold.items()])
    assert date_accuracy([article]) == 0.75
    assert date_accuracy([Article("나래시")]) == 0.0


def test_resolution_without_value_is_empty() -> None:
    assert resolve("") == resolve(" \n") == Resolution(None, None, None, False, False)


def test_import_is_light() -> None:
    code = "import sys, mokmin.dates; print({'numpy', 'tokenizers', 'onnxruntime'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
