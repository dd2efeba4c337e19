import json
import subprocess
import sys
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given

from mokmin import Affiliation, Article, Entity, MokminError
from tests.strategies import articles

TEXT = "나래시는 지난 5일 AI 민원 서비스를 열었다."
ORG = Entity(0, 3, "나래시", "ORG")
DATE = Entity(5, 10, "지난 5일", "DATE", value="2025-06-05")
PILLAR = Entity(11, 20, "AI 민원 서비스", "PILLAR", domain="administration")


def test_entities_are_sorted() -> None:
    assert Article(TEXT, entities=[PILLAR, ORG, DATE]).entities == [ORG, DATE, PILLAR]


def test_to_dict_has_exactly_the_public_keys() -> None:
    article = Article(
        TEXT,
        "2025-06-08",
        [ORG],
        ["talent"],
        {"talent": 0.5},
        [Affiliation("김가온", "나래시장")],
        "narae-1",
        {"source": "wire"},
    )
    assert list(article.to_dict()) == ["text", "published", "entities", "domains", "domain_scores", "affiliations"]
    assert article.to_dict()["entities"] == [
        {"start": 0, "end": 3, "text": "나래시", "label": "ORG", "score": 1.0, "domain": None, "value": None}
    ]
    assert article.to_dict()["affiliations"] == [
        {"name": "김가온", "role": "나래시장", "organization": None, "former": False}
    ]


def test_json_keeps_korean_readable() -> None:
    assert "나래시는" in Article(TEXT).to_json()
    assert json.loads(Article(TEXT).to_json(indent=2))["text"] == TEXT


@given(articles())
def test_dict_and_json_give_the_article_back(article: Article) -> None:
    for again in (Article.from_dict(article.to_dict()), Article.from_json(article.to_json())):
        assert again.to_dict() == article.to_dict()


@pytest.mark.parametrize(
    ("entities", "message"),
    [
        ([Entity(0, 3, "나래시", "PERSON")], "unknown label 'PERSON'"),
        ([Entity(0, 0, "", "ORG")], "empty or outside"),
        ([Entity(-1, 3, "나래시", "ORG")], "empty or outside"),
        ([Entity(20, 99, "를", "ORG")], "outside the text of 26 characters"),
        ([Entity(0, 3, "가람군", "ORG")], "does not match the text there, '나래시'"),
        ([ORG, Entity(2, 4, "시는", "ROLE")], "overlaps the span before it, which ends at 3"),
        ([Entity(0, 3, "나래시", "ORG", domain="talent")], "only PILLAR has a domain"),
        ([Entity(11, 20, "AI 민원 서비스", "PILLAR", domain="sports")], "unknown domain 'sports'"),
    ],
)
def test_bad_spans_are_refused(entities: list[Entity], message: str) -> None:
    with pytest.raises(MokminError, match=message):
        Article(TEXT, entities=entities)


def test_touching_spans_are_fine() -> None:
    assert len(Article("나래시장", entities=[Entity(0, 3, "나래시", "ORG"), Entity(3, 4, "장", "ROLE")]).entities) == 2


@pytest.mark.parametrize("domains", [{"domains": ["sports"]}, {"domain_scores": {"sports": 0.3}}])
def test_unknown_article_domain(domains: dict[str, Any]) -> None:
    with pytest.raises(MokminError, match="unknown domain 'sports'"):
        Article(TEXT, **domains)


@pytest.mark.parametrize("published", ["2025-06-08", date(2025, 6, 8), datetime(2025, 6, 8, 10, 30)])
def test_published(published: Any) -> None:
    assert Article(TEXT, published).published == "2025-06-08"


@pytest.mark.parametrize(
    "published",
    [
        "",
        "2025",
        "20250608",
        "2025-6-8",
        "2025-13-01",
        "2025-02-30",
        "2025-W23-7",
        "2025-06-08T10:00",
        "２０２５-06-08",
        20250608,
        ["2025-06-08"],
    ],
)
def test_published_of_a_wrong_form(published: Any) -> None:
    with pytest.raises(MokminError, match="give a date as YYYY-MM-DD"):
        Article(TEXT, published)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"text": None},
        {"text": 5},
        {"text": TEXT, "labels": []},
        {"text": TEXT, 3: 4, "x": 1},
        {"text": TEXT, "entities": None},
        {"text": TEXT, "entities": [{"start": 0}]},
        {"text": TEXT, "entities": [{"start": "0", "end": 3, "text": "나래시", "label": "ORG"}]},
        {"text": TEXT, "entities": ["나래시"]},
        {"text": TEXT, "affiliations": [{"name": "김가온", "title": "나래시장"}]},
        {"text": TEXT, "published": "June"},
        [],
        [[1]],
        "text",
        None,
    ],
)
def test_wrong_dicts(data: Any) -> None:
    with pytest.raises(MokminError):
        Article.from_dict(data)


@pytest.mark.parametrize("source", ["", "{", "[]", "5", '{"text": 5}'])
def test_wrong_json(source: str) -> None:
    with pytest.raises(MokminError):
        Article.from_json(source)


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, mokmin; mokmin.Article('나래시'); print(sorted({'numpy', 'tokenizers', 'onnxruntime', 'torch', 'rich', 'yaml'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
