"""The shipped articles keep what the data card promises: form, size, coverage and no leaks between splits."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from pathlib import Path

import pytest

from mokmin.article import Article
from mokmin.checks.corpus import PASSAGE
from mokmin.formats import inline
from mokmin.formats.inline_folder import article_files
from mokmin.records.scoring import read_bodies
from training.corpus_tables import REGIONS, SPLITS

ARTICLES = Path(__file__).parent.parent / "data" / "articles"
FILES = [path for split in SPLITS for path in article_files(ARTICLES / split)]
MINIMUM = {"train": 600, "validation": 70, "test": 120}

_HANGUL = re.compile(r"[가-힣]")


@pytest.fixture(scope="module")
def corpus() -> dict[str, list[Article]]:
    return {split: [inline.read(path) for path in FILES if path.parent.name == split] for split in SPLITS}


def test_sizes(corpus: dict[str, list[Article]]) -> None:
    assert {split: len(corpus[split]) >= number for split, number in MINIMUM.items()} == dict.fromkeys(SPLITS, True)


def test_lengths(corpus: dict[str, list[Article]]) -> None:
    """500 to 1,500 characters, composed letters counted."""
    found = {a.id: len(unicodedata.normalize("NFC", a.text)) for articles in corpus.values() for a in articles}
    assert {name: length for name, length in found.items() if not 500 <= length <= 1500} == {}


def test_no_press_agency_is_named_in_a_by_line() -> None:
    agencies = re.compile("연합뉴스|뉴시스|뉴스1(?![0-9])|뉴스핌")
    assert [path.name for path in FILES if agencies.search(path.read_text(encoding="utf-8"))] == []


def test_gold_bodies_are_of_the_test_articles(corpus: dict[str, list[Article]]) -> None:
    """Every ORG mention has a name; one name has one code."""
    bodies = read_bodies(ARTICLES.parent / "bodies" / "test.jsonl")
    mentions = {
        a.id: {unicodedata.normalize("NFC", e.text) for e in a.entities if e.label == "ORG"} for a in corpus["test"]
    }
    assert {name: set(found) for name, found in bodies.items()} == mentions
    codes: dict[str, set[str | None]] = defaultdict(set)
    for found in bodies.values():
        for name, code in found.values():
            codes[name].add(code)
    assert {name for name, found in codes.items() if len(found) > 1} == set()


@pytest.mark.parametrize("split", SPLITS)
def test_files_are_canonical(split: str) -> None:
    """Every file is what writing its article gives, with its own name as id and one value per DATE."""
    for path in FILES:
        if path.parent.name != split:
            continue
        content = path.read_bytes().decode("utf-8")
        article = inline.parse(content, str(path))
        assert inline.render(article) == content, path
        assert article.id == path.stem, path
        assert article.published, path
        header = content.split("---\n")[1]
        values = re.search(r"^date_values: \[(.*)\]$", header, re.MULTILINE)
        dates = sum(e.label == "DATE" for e in article.entities)
        assert values is not None, path
        assert len([value for value in values.group(1).split(",") if value.strip()]) == dates, path


def test_pillars_have_domains(corpus: dict[str, list[Article]]) -> None:
    for articles in corpus.values():
        for article in articles:
            pillars = [e for e in article.entities if e.label == "PILLAR"]
            assert all(e.domain for e in pillars), article.id
            assert article.domains or not pillars, article.id


def test_second_annotation_is_of_the_same_texts(corpus: dict[str, list[Article]]) -> None:
    second = {a.id: a.text for a in map(inline.read, article_files(ARTICLES.parent / "second-annotation" / "test"))}
    assert second == {article.id: article.text for article in corpus["test"]}


def test_regions(corpus: dict[str, list[Article]]) -> None:
    assert {a.meta["region"] for articles in corpus.values() for a in articles} >= REGIONS.keys() - {"중앙"}


def test_issuers_do_not_cross(corpus: dict[str, list[Article]]) -> None:
    _stay(corpus, lambda article: [article.meta["issuer"]])


def test_persons_do_not_cross(corpus: dict[str, list[Article]]) -> None:
    _stay(corpus, _full_names)


def test_passages_do_not_cross(corpus: dict[str, list[Article]]) -> None:
    _stay(corpus, _passages)


def _full_names(article: Article) -> Iterator[str]:
    for entity in article.entities:
        name = unicodedata.normalize("NFC", entity.text)
        if entity.label == "OFFICIAL" and len(_HANGUL.findall(name)) >= 3:
            yield name


def _passages(article: Article) -> Iterator[str]:
    text = "".join(unicodedata.normalize("NFC", article.text).split())
    return (text[i : i + PASSAGE] for i in range(len(text) - PASSAGE + 1))


def _stay(corpus: dict[str, list[Article]], keys: Callable[[Article], Iterable[str]]) -> None:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for split, articles in corpus.items():
        for article in articles:
            for key in keys(article):
                found[split].setdefault(key, article.id or "")
    for one, other in combinations(SPLITS, 2):
        crossing = {key: (found[one][key], found[other][key]) for key in found[one].keys() & found[other].keys()}
        assert not crossing, f"in {one} and in {other}: {crossing}"
