"""Agreement of two annotations of the same texts, and the places where they differ.

Spans agree when start, end and label are equal. Agreement of spans, affiliations and the sets of
articles' domains is F1, which is the same whichever side is taken as right (Hripcsak & Rothschild
2005); that of choices of a domain is accuracy and Cohen's kappa (Cohen 1960).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import fmean
from typing import Any

from mokmin.article import Article
from mokmin.differences import Difference, differences
from mokmin.errors import MokminError
from mokmin.labels import DOMAINS, LABELS

_Span = tuple[int, int, str]


@dataclass(frozen=True)
class Overlap:
    """How much two sets have in common; ``f1`` is None if both are empty."""

    common: int
    only_a: int
    only_b: int

    @property
    def f1(self) -> float | None:
        """F1 of either side against the other, 0..1."""
        size = 2 * self.common + self.only_a + self.only_b
        return 2 * self.common / size if size else None


@dataclass(frozen=True)
class Choice:
    """Agreement of ``count`` pairs of choices; None where there is nothing to agree on.

    ``kappa`` is None too if both sides always made the same one choice.
    """

    count: int
    accuracy: float | None
    kappa: float | None


@dataclass(frozen=True)
class Agreement:
    """The result of :func:`agreement`; ``unpaired`` ids are on one side only and not compared."""

    articles: int
    unpaired: list[str]
    spans: dict[str, Overlap]
    all_spans: Overlap
    pillar_domain: Choice
    date_value: Choice
    article_domains: dict[str, Choice]
    all_article_domains: Choice
    domain_sets: Overlap
    affiliations: Overlap
    differences: list[Difference] = field(default_factory=list)

    @property
    def mean_domain_kappa(self) -> float | None:
        """Mean of the kappas of the article domains, without those that have none."""
        kappas = [choice.kappa for choice in self.article_domains.values() if choice.kappa is not None]
        return fmean(kappas) if kappas else None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, with the F1 scores and the mean kappa."""
        data = asdict(self)
        for label, overlap in self.spans.items():
            data["spans"][label]["f1"] = overlap.f1
        data["all_spans"]["f1"] = self.all_spans.f1
        data["domain_sets"]["f1"] = self.domain_sets.f1
        data["affiliations"]["f1"] = self.affiliations.f1
        data["mean_domain_kappa"] = self.mean_domain_kappa
        return data


def agreement(first: Sequence[Article], second: Sequence[Article]) -> Agreement:
    """Compare two annotations, paired by the articles' ids.

    Raises:
        MokminError: an article has no id, an id stands twice on one side, no id stands on both, or
            two articles of one id have different texts.
    """
    left, right = _by_id(first, "first"), _by_id(second, "second")
    pairs = [(left[number], right[number]) for number in left if number in right]
    if not pairs:
        raise MokminError("no id stands in both annotations; the same articles need the same ids")
    for a, b in pairs:
        if a.text != b.text:
            characters = zip(a.text, b.text, strict=False)
            place = next((i for i, (x, y) in enumerate(characters) if x != y), min(len(a.text), len(b.text)))
            raise MokminError(f"article {a.id!r} has two texts, from character {place} on; annotate the same text")
    spans = [(_spans(a), _spans(b)) for a, b in pairs]
    common = [
        (x, y)
        for a, b in pairs
        for x in a.entities
        for y in b.entities
        if (x.start, x.end, x.label) == (y.start, y.end, y.label)
    ]
    domains = {d: [(d in a.domains, d in b.domains) for a, b in pairs] for d in DOMAINS}
    return Agreement(
        articles=len(pairs),
        unpaired=sorted(set(left) ^ set(right)),
        spans={
            label: _overlap([({s for s in a if s[2] == label}, {s for s in b if s[2] == label}) for a, b in spans])
            for label in LABELS
        },
        all_spans=_overlap(spans),
        pillar_domain=choice([(x.domain, y.domain) for x, y in common if x.label == "PILLAR"]),
        date_value=choice([(x.value, y.value) for x, y in common if x.label == "DATE"]),
        article_domains={domain: choice(rows) for domain, rows in domains.items()},
        all_article_domains=choice([row for rows in domains.values() for row in rows]),
        domain_sets=_overlap([(set(a.domains), set(b.domains)) for a, b in pairs]),
        affiliations=_overlap([(set(a.affiliations), set(b.affiliations)) for a, b in pairs]),
        differences=[difference for a, b in pairs for difference in differences(a, b)],
    )


def choice(pairs: Sequence[tuple[Hashable, Hashable]]) -> Choice:
    """Accuracy and Cohen's kappa of paired choices."""
    if not pairs:
        return Choice(0, None, None)
    observed = sum(a == b for a, b in pairs) / len(pairs)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(left[value] * right[value] for value in left) / len(pairs) ** 2
    return Choice(len(pairs), observed, (observed - expected) / (1 - expected) if expected < 1 else None)


def _by_id(articles: Iterable[Article], side: str) -> dict[str, Article]:
    found: dict[str, Article] = {}
    for article in articles:
        if article.id is None:
            raise MokminError(f"an article of the {side} annotation has no id: {article.text[:30]!r}")
        if found.setdefault(article.id, article) is not article:
            raise MokminError(f"the {side} annotation has the id {article.id!r} twice")
    return found


def _spans(article: Article) -> set[_Span]:
    return {(entity.start, entity.end, entity.label) for entity in article.entities}


def _overlap(pairs: Iterable[tuple[set[Any], set[Any]]]) -> Overlap:
    pairs = list(pairs)
    return Overlap(
        sum(len(a & b) for a, b in pairs), sum(len(a - b) for a, b in pairs), sum(len(b - a) for a, b in pairs)
    )
