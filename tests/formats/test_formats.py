import subprocess
import sys
from pathlib import Path

import pytest

from mokmin.article import Article
from mokmin.errors import MokminError
from mokmin.formats import FORMATS, guess, load, read_articles, write_articles


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_reads_and_writes(name: str) -> None:
    assert callable(load(name).read)
    assert callable(load(name).write)


def test_formats_are_imported_when_used() -> None:
    code = "import sys, mokmin.formats; print([m for m in sys.modules if m.startswith(('mokmin.formats.', 'spacy', 'yaml'))])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("name", "format"), [("a.md", "inline"), ("a.jsonl", "jsonl"), ("a.spacy", "spacy"), ("A.MD", "inline")]
)
def test_guess(name: str, format: str) -> None:
    assert guess(name) == format


def test_folder_is_inline(tmp_path: Path) -> None:
    assert guess(tmp_path) == "inline"


@pytest.mark.parametrize("name", ["a.json", "a.tsv", "a.conll", "a", "a.txt"])
def test_other_suffixes_need_a_name(name: str) -> None:
    with pytest.raises(MokminError, match="the suffix does not tell the format; name one of inline, jsonl"):
        guess(name)


def test_unknown_format() -> None:
    with pytest.raises(MokminError, match="unknown format 'brat'; known: inline"):
        load("brat")


def test_articles_by_suffix_and_by_name(tmp_path: Path) -> None:
    articles = [Article("글", id="a")]
    assert write_articles(articles, tmp_path / "a.jsonl") == []
    assert read_articles(tmp_path / "a.jsonl") == articles
    write_articles(articles, tmp_path / "a.tsv", "klue-tsv")
    assert read_articles(tmp_path / "a.tsv", "klue-tsv") == articles


def test_missing_path(tmp_path: Path) -> None:
    with pytest.raises(MokminError, match="no such file or folder"):
        read_articles(tmp_path / "a.jsonl")


def test_predictions_are_for_formats_that_have_them(tmp_path: Path) -> None:
    write_articles([Article("글", id="a")], tmp_path / "a.json", "label-studio", predictions=True)
    assert read_articles(tmp_path / "a.json", "label-studio", predictions=True) == [Article("글", id="a")]
    with pytest.raises(MokminError, match="jsonl does not tell predictions from annotations"):
        write_articles([], tmp_path / "a.jsonl", predictions=True)
