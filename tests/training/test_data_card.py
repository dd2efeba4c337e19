"""The data card says what the articles are, and the published folder holds the same articles."""

import re
from pathlib import Path

import pytest
import yaml

from mokmin.errors import MokminError
from training.corpus_tables import SPLITS, Corpus, read_corpus, shared_bodies, table
from training.data_card import CARD, DATA, fill, size_category
from training.publish import publish, to_row


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(DATA / "articles")


@pytest.fixture(scope="module")
def card() -> str:
    return CARD.read_text(encoding="utf-8")


def test_tables_are_those_of_the_articles(card: str, corpus: Corpus) -> None:
    assert fill(card, corpus) == card, "run python training/data_card.py"


def test_missing_and_unknown_tables(card: str, corpus: Corpus) -> None:
    for changed in (
        card.replace("<!-- table: labels -->", ""),
        card.replace("<!-- table: labels -->", "<!-- table: x -->"),
    ):
        with pytest.raises(MokminError, match="labels"):
            fill(changed, corpus)


def test_pictures_and_links_exist(card: str) -> None:
    for link in re.findall(r"\]\(((?!https?:)[^)#]+)\)", card):
        assert (DATA / link).exists(), link


def test_header(card: str) -> None:
    header = yaml.safe_load(card.split("---\n")[1])
    assert header["license"] == "cc-by-4.0"
    assert [f["split"] for f in header["configs"][0]["data_files"]] == list(SPLITS)


def test_size_category() -> None:
    assert [size_category(n) for n in (999, 1_000, 10_000)] == ["n<1K", "1K<n<10K", "10K<n<100K"]


def test_table() -> None:
    assert table(["", "n"], [["a", 1]]) == "|  | n |\n| --- | ---: |\n| a | 1 |"


def test_shared_bodies_are_not_homonyms(corpus: Corpus) -> None:
    """중구 of Seoul and Incheon in the training articles is not 중구 of Ulsan, which issues test articles."""
    assert "울산 중구" not in shared_bodies(corpus)


def test_published_folder_loads(tmp_path: Path, corpus: Corpus, card: str) -> None:
    datasets = pytest.importorskip("datasets")
    folder = tmp_path / "published"
    publish(folder)
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert list(loaded) == list(SPLITS)
    for split in SPLITS:
        assert list(loaded[split]) == [to_row(article) for article in corpus[split]]
    row = next(row for row in loaded["test"] if row["spans"])
    article = next(article for article in corpus["test"] if article.id == row["id"])
    assert [row["text"][s["start"] : s["end"]] for s in row["spans"]] == [e.text for e in article.entities]
    assert (folder / "README.md").read_text(encoding="utf-8") == card
    with pytest.raises(MokminError, match="not empty"):
        publish(folder)
