import json
from pathlib import Path

import pytest

from mokmin.article import Article, Entity
from mokmin.formats import write_articles
from tests.cli.run import run


def test_table_differences_and_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "나래시는 5일"
    both = Entity(0, 3, "나래시", "ORG")
    write_articles(
        [Article(text, entities=[both, Entity(5, 7, "5일", "DATE")], id="a"), Article("글", id="b")],
        tmp_path / "a.jsonl",
    )
    write_articles([Article(text, entities=[both], id="a", domains=["talent"])], tmp_path / "b.tsv", "doccano")
    code = run(
        monkeypatch,
        "agree",
        tmp_path / "a.jsonl",
        tmp_path / "b.tsv",
        "--format-b",
        "doccano",
        "--json",
        tmp_path / "o.json",
    )
    out = capsys.readouterr().out
    assert code == 0
    assert "Agreement on 1 articles" in out
    assert "a:5:7: only in a: [5일](DATE) | –    나래시는 [5일]" in out
    assert "a: article domains: – | talent" in out
    assert "not compared, on one side only: b" in out
    data = json.loads((tmp_path / "o.json").read_text("utf-8"))
    assert data["all_spans"] == {"common": 1, "only_a": 1, "only_b": 0, "f1": pytest.approx(2 / 3)}
    assert [d["kind"] for d in data["differences"]] == ["only in a", "article domains"]


def test_texts_that_differ_are_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_articles([Article("글", id="a")], tmp_path / "a.jsonl")
    write_articles([Article("말", id="a")], tmp_path / "b.jsonl")
    assert run(monkeypatch, "agree", tmp_path / "a.jsonl", tmp_path / "b.jsonl") == 2
    assert capsys.readouterr().err.startswith("mokmin: article 'a' has two texts")
