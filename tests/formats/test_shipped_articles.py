"""The test split of the corpus, through each format and back."""

from pathlib import Path

import pytest

from mokmin.article import Article
from mokmin.formats import FORMATS, read_articles
from tests.formats.round_trip import WITHOUT, assert_round_trip

TEST_SPLIT = Path(__file__).parents[2] / "data" / "articles" / "test"
LOST = {
    "klue-tsv": [fact for fact in WITHOUT if fact != "ids"],
    "conll": [fact for fact in WITHOUT if fact != "ids"],
}


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return read_articles(TEST_SPLIT)


@pytest.mark.parametrize("name", FORMATS)
def test_round_trip(name: str, articles: list[Article]) -> None:
    if name == "spacy":
        pytest.importorskip("spacy")
    assert_round_trip(name, articles, LOST.get(name, ()))
