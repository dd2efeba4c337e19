"""Every format gives back what it can hold, whatever the text, and says what it cannot hold."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokmin.article import Article
from mokmin.formats import inline, load
from tests.formats.round_trip import WITHOUT, assert_round_trip, without
from tests.strategies import articles

few = st.lists(articles(), max_size=3)
quick = settings(max_examples=60, deadline=None)
ALL_BUT_IDS = tuple(fact for fact in WITHOUT if fact != "ids")


@quick
@given(articles())
def test_inline(article: Article) -> None:
    source = inline.render(article)
    assert inline.parse(source) == without(article, ["scores", "domain scores"])
    assert inline.render(inline.parse(source)) == source


@quick
@given(few)
def test_inline_folder(some: list[Article]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        said = load("inline").write(some, Path(folder) / "articles")
        back = load("inline").read(Path(folder) / "articles") if some else []
    expected = [without(article, ["scores", "domain scores"]) for article in some]
    assert sorted(map(repr, back)) == sorted(map(repr, expected))
    assert bool(said) == (expected != some)


@quick
@given(few)
def test_jsonl(some: list[Article]) -> None:
    assert_round_trip("jsonl", some)


@quick
@given(few.filter(bool))
@pytest.mark.parametrize("predictions", [False, True])
def test_label_studio(predictions: bool, some: list[Article]) -> None:
    assert_round_trip("label-studio", some, predictions=predictions)


@quick
@given(few)
def test_doccano(some: list[Article]) -> None:
    assert_round_trip("doccano", some, lost=["scores", "domain scores"])


@quick
@given(few)
def test_klue_tsv(some: list[Article]) -> None:
    assert_round_trip("klue-tsv", some, lost=ALL_BUT_IDS)


@quick
@given(few)
def test_conll(some: list[Article]) -> None:
    assert_round_trip("conll", some, lost=ALL_BUT_IDS)


@quick
@given(few)
def test_spacy(some: list[Article]) -> None:
    pytest.importorskip("spacy")
    assert_round_trip("spacy", some)
