import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mokmin import Article, Tagger
from mokmin.records.files import to_csv, to_jsonl
from tests.cli.run import run
from tests.records.test_record import article


class FakeTagger:
    """Gives the same article for every text."""

    def predict(self, text: str, published: str | None, threshold: float | None) -> Article:
        return article()


@pytest.fixture
def predict(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    monkeypatch.setattr(Tagger, "from_pretrained", lambda model=None: FakeTagger())
    file = tmp_path / "narae.txt"
    file.write_text("나래시는", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: run(monkeypatch, "predict", *arguments)


def named(*names: str) -> list[Article]:
    articles = [article() for _ in names]
    for read, name in zip(articles, names, strict=True):
        read.id = name
    return articles


def test_record_and_csv_name_the_file_in_every_row(
    predict: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert predict("narae.txt", "--format", "record") == 0
    out = capsys.readouterr().out
    assert out == to_jsonl(named("narae.txt"))
    assert {json.loads(line)["article_id"] for line in out.splitlines()} == {"narae.txt"}
    assert predict("narae.txt", "narae.txt", "--format", "csv") == 0
    assert capsys.readouterr().out == to_csv(named("narae.txt", "narae.txt"))


def test_output_file_and_its_name_decides_nothing(predict: Callable[..., int]) -> None:
    assert predict("narae.txt", "--format", "record", "-o", "rows.csv") == 0
    assert Path("rows.csv").read_text(encoding="utf-8") == to_jsonl(named("narae.txt"))


def test_parquet(predict: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert predict("narae.txt", "--format", "parquet") == 2
    assert capsys.readouterr().err == "mokmin: parquet is no text; write it to a file with --output\n"
    parquet = pytest.importorskip("pyarrow.parquet")
    assert predict("narae.txt", "--format", "parquet", "-o", "rows.parquet") == 0
    assert parquet.read_table("rows.parquet").num_rows == len(article().record())


def test_pre_annotations_for_label_studio(predict: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert predict("narae.txt", "--format", "label-studio") == 0
    (task,) = json.loads(capsys.readouterr().out)
    assert task["data"]["article_id"] == "narae.txt"
    assert task["annotations"] == []
    regions = [r for r in task["predictions"][0]["result"] if r["type"] == "labels"]
    entities = article().entities
    assert [(r["value"]["start"], r["value"]["end"], r["value"]["labels"]) for r in regions] == [
        (e.start, e.end, [e.label]) for e in entities
    ]
    assert [r["score"] if "score" in r else r["value"]["score"] for r in regions] == [e.score for e in entities]
