"""Temperatures and thresholds, fitted on validation articles after training (Guo et al. 2017)."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mokmin.article import Article
from mokmin.backends import Backend
from mokmin.calibration import best_threshold, judge, judge_domains
from mokmin.labels import LABELS
from mokmin.scoring import count_spans, f1, rates
from mokmin.settings import Settings
from mokmin.tagger import Tagger, choose_domains

TEMPERATURES = (0.7, 0.85, 1.0, 1.2, 1.45, 1.75, 2.1, 2.5)


def calibrate(tagger: Tagger, gold: Sequence[Article]) -> Settings:
    """The tagger's settings with ``temperatures``, ``threshold``, ``thresholds`` and
    ``domain_threshold`` that fit the gold articles best: least log loss of the scores, highest F1
    of what passes a threshold.

    Temperatures leave the spans as they are; they change scores alone. Where scores are
    probabilities, an entity raises the F1 that is to be expected when its score is more than half
    of it (Lipton et al. 2014): that is ``threshold``, which needs no fitting and so holds for other
    texts too; ``thresholds`` are fitted per label.
    """
    tagger = Tagger(_Remembering(tagger.backend), tagger.windower, tagger.settings)
    trials = {t: _predict(tagger, gold, tags=t) for t in TEMPERATURES}
    # Of equal ones, the one that changes least.
    heat = min(trials, key=lambda t: (log_loss(judge(gold, trials[t])), abs(np.log(t))))
    predicted = trials[heat]
    logits = judge_domains(gold, predicted)
    logits[:, 0] = _logit(logits[:, 0])
    article = min(TEMPERATURES, key=lambda t: (log_loss(_cool(logits, t)), abs(np.log(t))))
    support = {label: sum(e.label == label for a in gold for e in a.entities) for label in LABELS}
    settings = replace(
        tagger.settings,
        temperatures={"tags": heat, "article": article},
        threshold=round(rates(count_spans(gold, predicted))["f1"] / 2, 2),
        thresholds={label: best_threshold(judge(gold, predicted, label), support[label]) for label in LABELS},
    )
    limits = np.arange(0.2, 0.71, 0.05).round(2)
    articles = Tagger(tagger.backend, tagger.windower, settings).predict([a.text for a in gold])
    best = max(limits, key=lambda t: (_domain_f1(gold, articles, t), -abs(t - 0.5)))
    return replace(settings, domain_threshold=float(best))


def log_loss(judged: np.ndarray) -> float:
    """Mean negative log-likelihood of the rightness in column 1 under the scores in column 0."""
    scores, right = np.clip(judged[:, 0], 1e-4, 1 - 1e-4), judged[:, 1]
    return float(-np.mean(right * np.log(scores) + (1 - right) * np.log(1 - scores))) if len(judged) else 0.0


class _Remembering:
    """A backend that runs each batch once: temperatures change nothing about the model's output."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.outputs: dict[bytes, dict[str, np.ndarray]] = {}

    def run(self, batch: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        key = batch["input_ids"].tobytes() + batch["character_ids"].tobytes()
        if key not in self.outputs:
            self.outputs[key] = self.backend.run(batch)
        return self.outputs[key]


def _predict(tagger: Tagger, gold: Sequence[Article], **temperatures: float) -> list[Article]:
    settings = replace(tagger.settings, temperatures=temperatures)
    return Tagger(tagger.backend, tagger.windower, settings).predict([a.text for a in gold], threshold=0)


def _cool(logits: np.ndarray, temperature: float) -> np.ndarray:
    return np.column_stack([1 / (1 + np.exp(-logits[:, 0] / temperature)), logits[:, 1]])


def _logit(scores: np.ndarray) -> np.ndarray:
    inside = np.clip(scores, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(inside / (1 - inside)))


def _domain_f1(gold: Sequence[Article], predicted: Sequence[Article], limit: float) -> float:
    hits = given = wanted = 0
    for g, p in zip(gold, predicted, strict=True):
        found = set(choose_domains(p.entities, p.domain_scores, limit))
        hits, given, wanted = hits + len(found & set(g.domains)), given + len(found), wanted + len(g.domains)
    return f1(hits, given - hits, wanted - hits)
