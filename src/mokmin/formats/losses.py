"""What a format leaves out of articles, said in sentences."""

from collections.abc import Callable, Sequence
from typing import Final

from mokmin.article import Article

FACTS: Final[dict[str, Callable[[Article], int]]] = {
    "ids": lambda article: article.id is not None,
    "meta": lambda article: bool(article.meta),
    "publication dates": lambda article: article.published is not None,
    "pillar domains": lambda article: sum(entity.domain is not None for entity in article.entities),
    "date values": lambda article: sum(entity.value is not None for entity in article.entities),
    "scores": lambda article: sum(entity.score != 1.0 for entity in article.entities),
    "article domains": lambda article: len(article.domains),
    "domain scores": lambda article: len(article.domain_scores),
    "affiliations": lambda article: len(article.affiliations),
}
"""What an article can have beside its text and labelled spans, and how much of it it has."""


def left_out(name: str, articles: Sequence[Article], *facts: str) -> list[str]:
    """A sentence for each of ``facts`` (keys of :data:`FACTS`) that these articles have."""
    counts = {fact: sum(FACTS[fact](article) for article in articles) for fact in facts}
    return [f"{name} holds no {fact}: {count} left out" for fact, count in counts.items() if count]
