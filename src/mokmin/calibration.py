"""How far scores can be believed: calibration, and what a threshold costs and brings.

An entity's score is the model's probability that exactly this span with this label is there. It is
calibrated when of the entities with a score near p a share of p are right (Guo et al. 2017).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mokmin.article import Article
from mokmin.labels import DOMAINS, LABELS
from mokmin.scoring import check_pairs, spans_of

BINS = 10


def judge(gold: Sequence[Article], predicted: Sequence[Article], label: str | None = None) -> np.ndarray:
    """Score and rightness (1 or 0) of every predicted entity (of one label), float (entities, 2)."""
    check_pairs(gold, predicted)
    rows = []
    for g, p in zip(gold, predicted, strict=True):
        wanted = spans_of(g)
        rows += [(e.score, float((e.start, e.end, e.label) in wanted)) for e in p.entities if label in (None, e.label)]
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def judge_domains(gold: Sequence[Article], predicted: Sequence[Article]) -> np.ndarray:
    """Score and rightness of every domain of every article, float (articles × domains, 2)."""
    check_pairs(gold, predicted)
    rows = [
        (p.domain_scores[d], float(d in g.domains))
        for g, p in zip(gold, predicted, strict=True)
        for d in DOMAINS
        if d in p.domain_scores
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def reliability(judged: np.ndarray) -> list[dict[str, float]]:
    """Bins of equal width: ``score`` and ``right``, the means, and ``entities``; empty ones left out."""
    bins = np.minimum((judged[:, 0] * BINS).astype(int), BINS - 1)
    rows = [judged[bins == number] for number in range(BINS)]
    return [
        {"score": float(r[:, 0].mean()), "right": float(r[:, 1].mean()), "entities": len(r)} for r in rows if len(r)
    ]


def calibration_error(judged: np.ndarray) -> float:
    """Expected calibration error: the mean gap between score and share right over the bins."""
    bins = reliability(judged)
    total = sum(b["entities"] for b in bins)
    return sum(b["entities"] * abs(b["score"] - b["right"]) for b in bins) / total if total else 0.0


def trade_off(judged: np.ndarray, support: int) -> dict[str, list[float]]:
    """``threshold``, ``precision`` and ``recall`` at every score that occurs, from high to low."""
    order = np.argsort(-judged[:, 0], kind="stable")
    scores, right = judged[order, 0], judged[order, 1].cumsum()
    last = np.flatnonzero(np.append(scores[1:] != scores[:-1], True)) if len(scores) else np.array([], dtype=int)
    return {
        "threshold": [float(s) for s in scores[last]],
        "precision": [float(p) for p in right[last] / (last + 1)],
        "recall": [float(r) for r in right[last] / max(support, 1)],
    }


def best_threshold(judged: np.ndarray, support: int) -> float:
    """The least score to ask for so that F1 is highest; 0 when nothing is gained by asking."""
    curve = trade_off(judged, support)
    if not curve["threshold"]:
        return 0.0
    scores = [2 * p * r / (p + r) if r else 0.0 for p, r in zip(curve["precision"], curve["recall"], strict=True)]
    best = int(np.argmax(scores))
    if scores[best] <= scores[-1]:
        return 0.0
    return round((curve["threshold"][best] + curve["threshold"][best + 1]) / 2, 6)


def score_calibration(gold: Sequence[Article], predicted: Sequence[Article]) -> dict[str, Any]:
    """Per label, over ``all`` and for the articles' ``domains``: ``error`` and ``bins``; per label
    also the ``curve`` of :func:`trade_off`, at most 50 points of it."""
    scores: dict[str, Any] = {}
    for name, judged in [
        *((label, judge(gold, predicted, label)) for label in LABELS),
        ("all", judge(gold, predicted)),
        ("domains", judge_domains(gold, predicted)),
    ]:
        scores[name] = {"error": calibration_error(judged), "bins": reliability(judged)}
        if name in LABELS:
            curve = trade_off(judged, sum(e.label == name for a in gold for e in a.entities))
            points = np.unique(np.linspace(0, len(curve["recall"]) - 1, 50).round().astype(int).clip(0))
            scores[name]["curve"] = {
                key: [values[i] for i in points if i < len(values)] for key, values in curve.items()
            }
    return scores
