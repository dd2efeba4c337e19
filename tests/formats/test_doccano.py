"""``data/doccano_export.jsonl`` and ``data/doccano_relations.jsonl`` were imported and exported by
doccano 1.8.4 (a sequence labelling project without and with relations); the texts are invented."""

import json
from pathlib import Path
from typing import Any

import pytest

from mokmin.article import Affiliation, Article, Entity
from mokmin.errors import MokminError
from mokmin.formats import doccano
from tests.formats.data import EXPORTED

DATA = Path(__file__).parent / "data"


def read_row(tmp_path: Path, **row: Any) -> Article:
    (tmp_path / "a.jsonl").write_text(json.dumps(row), "utf-8")
    [article] = doccano.read(tmp_path / "a.jsonl")
    return article


@pytest.mark.parametrize("name", ["doccano_export.jsonl", "doccano_relations.jsonl"])
def test_real_export(name: str, tmp_path: Path) -> None:
    articles = doccano.read(DATA / name)
    assert articles == EXPORTED
    assert doccano.write(articles, tmp_path / "a.jsonl") == []
    assert doccano.read(tmp_path / "a.jsonl") == articles


def test_written_rows_have_the_same_columns(tmp_path: Path) -> None:
    article = Article(
        "나래시 AI 돌봄 5일",
        entities=[Entity(0, 3, "나래시", "ORG"), Entity(4, 9, "AI 돌봄", "PILLAR", domain="livelihood")],
        affiliations=[Affiliation("김가온", "나래시장")],
        meta={"views": 3},
    )
    doccano.write([article, Article("글", id="b", published="2025-06-08")], tmp_path / "a.jsonl")
    first, second = map(json.loads, (tmp_path / "a.jsonl").read_text("utf-8").splitlines())
    assert first["label"] == [[0, 3, "ORG"], [4, 9, "PILLAR:livelihood"]]
    assert list(first) == list(second)


@pytest.mark.parametrize(
    "spans",
    [
        {"label": [[0, 3, "ORG"]]},
        {"labels": [[0, 3, "ORG"]]},
        {"entities": [[0, 3, "ORG"]]},
        {"entities": [{"id": 4, "label": "ORG", "start_offset": 0, "end_offset": 3}], "relations": []},
    ],
)
def test_shapes_of_spans(spans: dict[str, Any], tmp_path: Path) -> None:
    article = read_row(tmp_path, id=12, text="나래시는", Comments=["?"], url="https://example.org", year=None, **spans)
    expected = Article(
        "나래시는", entities=[Entity(0, 3, "나래시", "ORG")], id="12", meta={"url": "https://example.org"}
    )
    assert article == expected


def test_pillar_with_and_without_domain(tmp_path: Path) -> None:
    article = read_row(tmp_path, text="돌봄 교육", label=[[0, 2, "PILLAR"], [3, 5, "PILLAR:talent"]])
    assert [entity.domain for entity in article.entities] == [None, "talent"]


@pytest.mark.parametrize("key", ["cats", "domains"])
def test_article_domains(key: str, tmp_path: Path) -> None:
    assert read_row(tmp_path, text="글", label=[], **{key: ["talent"]}).domains == ["talent"]


def test_values_of_spans_that_were_moved_are_dropped(tmp_path: Path) -> None:
    row = {"text": "지난 5일", "label": [[0, 5, "DATE"]], "date_values": [[3, 5, "2025-06-05"]]}
    assert read_row(tmp_path, **row).entities == [Entity(0, 5, "지난 5일", "DATE")]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": 3}, "id 3: no 'text'"),
        (
            {"id": 3, "text": "나래시는", "label": [[0, 3, "ORG"], [2, 4, "ROLE"]]},
            "id 3: entity '시는' at 2:4 overlaps",
        ),
        ({"id": 3, "text": "나래시는", "label": [[0, 9, "ORG"]]}, "id 3: entity '나래시는' at 0:9 is empty or outside"),
        (
            {"article_id": "a", "id": 3, "text": "글", "label": [[0, 1, "GOV"]]},
            "id a: entity '글' at 0:1 has the unknown",
        ),
        ({"id": 3, "text": "글", "label": [[0, 1]]}, "id 3: not the shape of a doccano export"),
        ({"id": 3, "text": "글", "label": ["talent"]}, "id 3: not the shape of a doccano export"),
        ({"id": 3, "text": "글", "cats": ["traffic"]}, "id 3: unknown domain 'traffic'"),
    ],
)
def test_errors_name_line_and_id(row: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(MokminError, match=f"a.jsonl:1: {message}"):
        read_row(tmp_path, **row)
