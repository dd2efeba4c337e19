"""Scores of predicted articles against gold: spans, characters, domains; intervals; errors by kind.

A span counts when start, end and label are exactly those of a gold span. Counts are kept per
article, so that intervals come from resampling articles (Efron & Tibshirani 1993) and two systems
can be compared on the same resamples.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from mokmin.article import Article, Entity
from mokmin.errors import MokminError
from mokmin.labels import BIO_TAGS, LABELS, begin_tag

Kind = Literal["boundary", "label", "missed", "spurious"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The kinds of errors, in the order in which reports list them."""

TP, FP, FN = range(3)


@dataclass(frozen=True)
class Error:
    """One difference; ``gold`` is None when spurious, ``predicted`` when missed."""

    article: int
    kind: Kind
    gold: Entity | None
    predicted: Entity | None


def spans_of(article: Article) -> set[tuple[int, int, str]]:
    """Start, end and label of every entity: what has to agree exactly."""
    return {(e.start, e.end, e.label) for e in article.entities}


def count_spans(gold: Sequence[Article], predicted: Sequence[Article]) -> np.ndarray:
    """True positives, false positives and false negatives, int (articles, labels, 3).

    Raises:
        MokminError: the two lists do not hold the same texts.
    """
    check_pairs(gold, predicted)
    counts = np.zeros((len(gold), len(LABELS), 3), dtype=np.int64)
    for row, (g, p) in enumerate(zip(gold, predicted, strict=True)):
        wanted, found = spans_of(g), spans_of(p)
        for spans, column in ((wanted & found, TP), (found - wanted, FP), (wanted - found, FN)):
            for _, _, label in spans:
                counts[row, LABELS.index(label), column] += 1
    return counts


def rates(counts: np.ndarray) -> dict[str, float]:
    """Precision, recall and F1 of counts (…, 3) summed over everything; 0 where undefined."""
    tp, fp, fn = (int(x) for x in counts.reshape(-1, 3).sum(0))
    return {
        "precision": tp / (tp + fp) if tp + fp else 0.0,
        "recall": tp / (tp + fn) if tp + fn else 0.0,
        "f1": f1(tp, fp, fn),
        "support": tp + fn,
    }


def f1(tp: float, fp: float, fn: float) -> float:
    """Harmonic mean of precision and recall; 0 where undefined."""
    return float(2 * tp / (2 * tp + fp + fn)) if tp else 0.0


def resample(counts: np.ndarray, samples: int = 1000, seed: int = 0) -> np.ndarray:
    """F1 of ``samples`` resamples of the articles; ``counts`` (articles, 3) → (samples,)."""
    weights = _weights(len(counts), samples, seed)
    tp, fp, fn = (weights @ counts).T
    return np.divide(2 * tp, 2 * tp + fp + fn, out=np.zeros(samples), where=tp > 0)


def interval(values: np.ndarray) -> list[float]:
    """The middle 95 % of resampled values."""
    return [float(x) for x in np.percentile(values, [2.5, 97.5])] if len(values) else [0.0, 0.0]


def compare(
    gold: Sequence[Article], first: Sequence[Article], second: Sequence[Article], samples: int = 1000
) -> dict[str, Any]:
    """Micro F1 of ``first`` minus ``second`` on the same articles, with a paired 95 % interval."""
    a, b = (count_spans(gold, system).sum(1) for system in (first, second))
    return {
        "difference": rates(a)["f1"] - rates(b)["f1"],
        "interval": interval(resample(a, samples) - resample(b, samples)),
    }


def score(gold: Sequence[Article], predicted: Sequence[Article], samples: int = 1000) -> dict[str, Any]:
    """Every score, as plain numbers.

    Keys: ``articles``; ``spans`` with ``micro``, ``macro`` and one entry per label (precision,
    recall, f1, support, interval of F1), ``macro`` over the labels that occur on either side; ``characters`` (see :func:`score_characters`);
    ``domains`` (see :func:`score_domains`); ``errors``, the number of each kind.
    """
    counts = count_spans(gold, predicted)
    spans: dict[str, Any] = {"micro": {**rates(counts), "interval": interval(resample(counts.sum(1), samples))}}
    for index, label in enumerate(LABELS):
        spans[label] = {**rates(counts[:, index]), "interval": interval(resample(counts[:, index], samples))}
    present = [spans[label]["f1"] for index, label in enumerate(LABELS) if counts[:, index].any()]
    spans["macro"] = {"f1": float(np.mean(present)) if present else 0.0}
    return {
        "articles": len(gold),
        "spans": spans,
        "characters": score_characters(gold, predicted),
        "domains": score_domains(gold, predicted, samples),
        "errors": dict(Counter(error.kind for error in list_errors(gold, predicted))),
    }


def character_tags(article: Article) -> np.ndarray:
    """The BIO tag of every character, (characters,)."""
    tags = np.zeros(len(article.text), dtype=np.int64)
    for entity in article.entities:
        begin = begin_tag(entity.label)
        tags[entity.start : entity.end] = begin + 1
        tags[entity.start] = begin
    return tags


def score_characters(gold: Sequence[Article], predicted: Sequence[Article]) -> dict[str, float]:
    """Macro F1 over the BIO tags of characters.

    ``macro_f1_with_o`` is what KLUE reports (Park et al. 2021; its code counts ``O``),
    ``macro_f1`` leaves ``O`` out. Tags that occur on neither side do not count.
    """
    check_pairs(gold, predicted)
    table = np.zeros((len(BIO_TAGS), len(BIO_TAGS)), dtype=np.int64)
    for g, p in zip(gold, predicted, strict=True):
        np.add.at(table, (character_tags(g), character_tags(p)), 1)
    hits = np.diag(table)
    scores = {
        tag: f1(int(hits[tag]), int(table[:, tag].sum() - hits[tag]), int(table[tag].sum() - hits[tag]))
        for tag in range(len(BIO_TAGS))
        if table[:, tag].any() or table[tag].any()
    }
    inside = [value for tag, value in scores.items() if tag]
    return {
        "macro_f1": float(np.mean(inside)) if inside else 0.0,
        "macro_f1_with_o": float(np.mean(list(scores.values()))) if scores else 0.0,
    }


def score_domains(gold: Sequence[Article], predicted: Sequence[Article], samples: int = 1000) -> dict[str, Any]:
    """``pillar_accuracy`` over PILLAR spans found exactly, and ``article`` micro F1 over the sets."""
    check_pairs(gold, predicted)
    right = total = 0
    counts = np.zeros((len(gold), 3), dtype=np.int64)
    for row, (g, p) in enumerate(zip(gold, predicted, strict=True)):
        found = {(e.start, e.end): e.domain for e in p.entities if e.label == "PILLAR"}
        for e in g.entities:
            if e.label == "PILLAR" and (e.start, e.end) in found:
                total += 1
                right += found[e.start, e.end] == e.domain
        wanted, given = set(g.domains), set(p.domains)
        counts[row] = len(wanted & given), len(given - wanted), len(wanted - given)
    return {
        "pillar_accuracy": right / total if total else 0.0,
        "pillars_compared": total,
        "article": {**rates(counts), "interval": interval(resample(counts, samples))},
    }


def list_errors(gold: Sequence[Article], predicted: Sequence[Article]) -> list[Error]:
    """Every difference between gold and predicted spans, sorted by kind.

    ``label``: same characters, other label; ``boundary``: same label, overlapping characters; a
    span is used for one error only; what is left is ``missed`` or ``spurious``.
    """
    check_pairs(gold, predicted)
    errors: list[Error] = []
    for row, (g, p) in enumerate(zip(gold, predicted, strict=True)):
        keys = spans_of(g) & spans_of(p)
        wanted = [e for e in g.entities if (e.start, e.end, e.label) not in keys]
        found = [e for e in p.entities if (e.start, e.end, e.label) not in keys]
        for kind, alike in (("label", _same_characters), ("boundary", _same_label)):
            for a in list(wanted):
                b = next((b for b in found if alike(a, b)), None)
                if b is not None:
                    errors.append(Error(row, kind, a, b))  # type: ignore[arg-type]
                    wanted.remove(a)
                    found.remove(b)
        errors += [Error(row, "missed", a, None) for a in wanted]
        errors += [Error(row, "spurious", None, b) for b in found]
    return sorted(errors, key=lambda e: KINDS.index(e.kind))


def check_pairs(gold: Sequence[Article], predicted: Sequence[Article]) -> None:
    """Raises MokminError unless both lists hold the same texts in the same order."""
    if len(gold) != len(predicted):
        raise MokminError(f"{len(gold)} gold articles, {len(predicted)} predicted; give one for each")
    for row, (g, p) in enumerate(zip(gold, predicted, strict=True)):
        if g.text != p.text:
            raise MokminError(f"article {g.id or row}: gold and predicted texts differ")


def _weights(articles: int, samples: int, seed: int) -> np.ndarray:
    if not articles:
        return np.zeros((samples, 0), dtype=np.int64)
    return np.random.default_rng(seed).multinomial(articles, np.full(articles, 1 / articles), size=samples)


def _same_characters(a: Entity, b: Entity) -> bool:
    return (a.start, a.end) == (b.start, b.end)


def _same_label(a: Entity, b: Entity) -> bool:
    return a.label == b.label and a.start < b.end and b.start < a.end
