"""Scores on parts of the articles: by issuer, list style, noise, length; names seen or unseen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from mokmin.article import Article
from mokmin.labels import LABELS
from mokmin.scoring import check_pairs, count_spans, interval, rates, resample, spans_of

ASPECTS = ("issuer_kind", "list_style", "noise", "source", "length")
"""What articles are sliced by: keys of their ``meta``, and their length."""

LENGTHS = (500, 750, 1000, 1250, 1500)
"""Characters at which the length slices begin; longer articles are in the last."""


def slice_articles(articles: Sequence[Article]) -> dict[str, dict[str, list[int]]]:
    """Aspect → value → indices of the articles that have it; aspects nobody states are left out."""
    parts: dict[str, dict[str, list[int]]] = {}
    for aspect in ASPECTS:
        values: dict[str, list[int]] = defaultdict(list)
        for index, article in enumerate(articles):
            if value := _value(article, aspect):
                values[value].append(index)
        if values:
            parts[aspect] = dict(sorted(values.items()))
    return parts


def score_slices(gold: Sequence[Article], predicted: Sequence[Article], samples: int = 1000) -> dict[str, Any]:
    """Aspect → value → ``articles``, span ``f1`` with its ``interval``, and ``pillar_f1``."""
    counts = count_spans(gold, predicted)
    scores: dict[str, Any] = {}
    for aspect, values in slice_articles(gold).items():
        scores[aspect] = {}
        for value, rows in values.items():
            part = counts[rows]
            scores[aspect][value] = {
                "articles": len(rows),
                "f1": rates(part)["f1"],
                "interval": interval(resample(part.sum(1), samples)),
                "pillar_f1": rates(part[:, LABELS.index("PILLAR")])["f1"],
            }
    return scores


def score_seen(
    gold: Sequence[Article], predicted: Sequence[Article], train: Sequence[Article]
) -> dict[str, Mapping[str, Mapping[str, float]]]:
    """Label → ``seen`` and ``unseen`` → ``recall`` and ``support`` of the gold spans whose text does
    or does not stand under the same label in the training articles."""
    check_pairs(gold, predicted)
    known = {(e.label, e.text) for article in train for e in article.entities}
    tally = {label: {"seen": [0, 0], "unseen": [0, 0]} for label in LABELS}
    for g, p in zip(gold, predicted, strict=True):
        found = spans_of(p)
        for e in g.entities:
            row = tally[e.label]["seen" if (e.label, e.text) in known else "unseen"]
            row[0] += (e.start, e.end, e.label) in found
            row[1] += 1
    return {
        label: {name: {"recall": hit / n if n else 0.0, "support": n} for name, (hit, n) in rows.items()}
        for label, rows in tally.items()
    }


def _value(article: Article, aspect: str) -> str | None:
    if aspect == "length":
        low = max((n for n in LENGTHS[:-1] if n <= len(article.text)), default=0)
        return f"{low}–{LENGTHS[LENGTHS.index(low) + 1] if low else LENGTHS[0]}"
    value = article.meta.get(aspect)
    return None if value is None else str(value)
