"""Writing and reading back, for every format the same."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mokmin.article import Article
from mokmin.formats import load

WITHOUT = {
    "ids": lambda article: replace(article, id=None),
    "meta": lambda article: replace(article, meta={}),
    "publication dates": lambda article: replace(article, published=None),
    "pillar domains": lambda article: _entities(article, domain=None),
    "date values": lambda article: _entities(article, value=None),
    "scores": lambda article: _entities(article, score=1.0),
    "article domains": lambda article: replace(article, domains=[]),
    "domain scores": lambda article: replace(article, domain_scores={}),
    "affiliations": lambda article: replace(article, affiliations=[]),
}


def without(article: Article, facts: Sequence[str]) -> Article:
    """The article as a format leaves it that does not hold ``facts``."""
    for fact in facts:
        article = WITHOUT[fact](article)
    return article


def assert_round_trip(name: str, articles: Sequence[Article], lost: Sequence[str] = (), **options: bool) -> None:
    """Reading gives back what was written but for ``lost``, and exactly what is lost is said."""
    expected = [without(article, lost) for article in articles]
    with tempfile.TemporaryDirectory() as folder:
        said = load(name).write(articles, Path(folder) / "file", **options)
        back = load(name).read(Path(folder) / "file", **options)
    assert back == expected
    told = {fact for fact in WITHOUT if any(f" holds no {fact}: " in sentence for sentence in said)}
    missing = {fact for fact in WITHOUT if any(without(article, [fact]) != article for article in articles)}
    assert told == missing & set(lost)


def _entities(article: Article, **changes: object) -> Article:
    return replace(article, entities=[replace(entity, **changes) for entity in article.entities])
