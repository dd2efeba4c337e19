from pathlib import Path

import pytest

from mokmin.article import Article
from mokmin.formats import read_articles, write_articles
from tests.cli.run import run


def test_losses_go_to_standard_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_articles([Article("글", id="a", domains=["talent"])], tmp_path / "in.jsonl")
    assert run(monkeypatch, "convert", tmp_path / "in.jsonl", tmp_path / "out.tsv", "--to", "klue-tsv") == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", "klue-tsv holds no article domains: 1 left out\n")
    assert run(monkeypatch, "convert", tmp_path / "out.tsv", tmp_path / "out", "--from", "klue-tsv") == 0
    assert read_articles(tmp_path / "out") == [Article("글", id="a")]


def test_bad_input_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_articles([Article("글", id="a")], tmp_path / "in.jsonl")
    assert run(monkeypatch, "convert", tmp_path / "in.jsonl", tmp_path / "in.jsonl") == 2
    assert run(monkeypatch, "convert", tmp_path / "in.jsonl", tmp_path / "out.json") == 2
    assert run(monkeypatch, "convert", tmp_path / "none.jsonl", tmp_path / "out.tsv", "--to", "conll") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.partition(": ")[0] for line in err.splitlines()] == ["mokmin"] * 3
    assert "already there; --force" in err
    assert "the suffix does not tell the format" in err
    assert "none.jsonl: no such file or folder" in err


def test_force_and_predictions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_articles([Article("글", id="a")], tmp_path / "in.jsonl")
    target = tmp_path / "out.json"
    target.write_text("[]")
    to = ("--to", "label-studio", "--force", "--predictions")
    assert run(monkeypatch, "convert", tmp_path / "in.jsonl", target, *to) == 0
    assert read_articles(target, "label-studio", predictions=True) == [Article("글", id="a")]
