from pathlib import Path

import pytest

from mokmin.article import Article, Entity
from mokmin.converting import convert
from mokmin.errors import MokminError
from mokmin.formats import read_articles, write_articles

ARTICLES = [
    Article("나래시는", published="2025-06-08", entities=[Entity(0, 3, "나래시", "ORG", score=0.5)], id="a"),
    Article("글", id="b"),
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    write_articles(ARTICLES, tmp_path / "in.jsonl")
    return tmp_path / "in.jsonl"


def test_formats_by_suffix_and_by_name(source: Path, tmp_path: Path) -> None:
    assert convert(source, tmp_path / "out.tsv", target_format="klue-tsv") == [
        "klue-tsv holds no publication dates: 1 left out",
        "klue-tsv holds no scores: 1 left out",
    ]
    assert convert(tmp_path / "out.tsv", tmp_path / "back.jsonl", source_format="klue-tsv") == []
    assert [article.text for article in read_articles(tmp_path / "back.jsonl")] == ["나래시는", "글"]


def test_a_name_without_suffix_is_a_folder_of_article_files(source: Path, tmp_path: Path) -> None:
    convert(source, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.md", "b.md"]


def test_nothing_but_the_result_is_left(source: Path, tmp_path: Path) -> None:
    convert(source, tmp_path / "out.json", target_format="label-studio")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.json"]


def test_what_is_there_is_kept_without_force(source: Path, tmp_path: Path) -> None:
    (tmp_path / "out.conll").write_text("mine")
    with pytest.raises(MokminError, match=r"out\.conll: already there; --force replaces it"):
        convert(source, tmp_path / "out.conll", target_format="conll")
    assert (tmp_path / "out.conll").read_text() == "mine"
    convert(source, tmp_path / "out.conll", target_format="conll", force=True)
    assert (tmp_path / "out.conll").read_text().startswith("-DOCSTART- a")


def test_a_folder_of_article_files_is_replaced_whole(source: Path, tmp_path: Path) -> None:
    write_articles([Article("옛 글", id="old")], tmp_path / "out", "inline")
    convert(source, tmp_path / "out", force=True)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.md", "b.md"]


def test_a_folder_with_other_files_is_never_replaced(source: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(MokminError, match="holds other things than article files"):
        convert(source, tmp_path / "out", force=True)
    assert (tmp_path / "out" / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("target", ["articles", "."])
def test_the_source_is_never_replaced(target: str, tmp_path: Path) -> None:
    write_articles(ARTICLES, tmp_path / "articles", "inline")
    with pytest.raises(MokminError, match="is or holds what is to be converted"):
        convert(tmp_path / "articles", tmp_path / target, target_format="inline", force=True)
    assert len(read_articles(tmp_path / "articles")) == 2


def test_a_failure_leaves_the_old_result(source: Path, tmp_path: Path) -> None:
    write_articles([Article("글", id="a\tb")], tmp_path / "bad.jsonl")
    convert(source, tmp_path / "out.tsv", target_format="klue-tsv")
    before = (tmp_path / "out.tsv").read_bytes()
    with pytest.raises(MokminError, match="has a tab"):
        convert(tmp_path / "bad.jsonl", tmp_path / "out.tsv", target_format="klue-tsv", force=True)
    assert (tmp_path / "out.tsv").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.jsonl", "in.jsonl", "out.tsv"]


def test_a_failed_rename_puts_the_old_folder_back(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    write_articles([Article("옛 글", id="old")], tmp_path / "out", "inline")
    rename = os.replace

    def fails_for_the_result(old: Path, new: Path) -> None:
        if Path(new) == tmp_path / "out" and Path(old).name == "out":
            raise OSError("disk")
        rename(old, new)

    monkeypatch.setattr("mokmin.converting.os.replace", fails_for_the_result)
    with pytest.raises(OSError, match="disk"):
        convert(source, tmp_path / "out", force=True)
    assert [article.id for article in read_articles(tmp_path / "out")] == ["old"]


def test_predictions(source: Path, tmp_path: Path) -> None:
    convert(source, tmp_path / "out.json", target_format="label-studio", predictions=True)
    with pytest.raises(MokminError, match="no task has an annotation"):
        convert(tmp_path / "out.json", tmp_path / "back.jsonl", source_format="label-studio")
    convert(tmp_path / "out.json", tmp_path / "back.jsonl", source_format="label-studio", predictions=True)
    assert read_articles(tmp_path / "back.jsonl") == ARTICLES
    with pytest.raises(MokminError, match="only label-studio tells predictions"):
        convert(source, tmp_path / "out.tsv", target_format="conll", predictions=True)


def test_no_folder_to_write_to(source: Path, tmp_path: Path) -> None:
    with pytest.raises(MokminError, match="none: no such folder to write to"):
        convert(source, tmp_path / "none" / "out.jsonl")
