"""Evaluate a tagger on gold articles and write the report."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mokmin import report, report_page, scoring
from mokmin.article import Article
from mokmin.calibration import score_calibration
from mokmin.confusion import count_confusions
from mokmin.records.scoring import GoldBodies, record_scores
from mokmin.slices import score_seen, score_slices
from mokmin.tagger import Tagger


def evaluate(
    tagger: Tagger,
    gold: Sequence[Article],
    output: str | Path | None = None,
    progress: Callable[[Sequence[Article]], Any] = iter,
    bodies: GoldBodies | None = None,
    train: Sequence[Article] | None = None,
    threshold: float | dict[str, float] | None = None,
) -> dict[str, Any]:
    """Predict the gold articles' texts and score the result.

    Args:
        tagger: what is evaluated.
        gold: annotated articles.
        output: folder for ``evaluation.json``, ``evaluation.md`` and ``report.html``; None writes
            nothing.
        progress: wraps the articles, for a progress bar.
        bodies: canonical bodies of ORG mentions, to score them too.
        train: the training articles, to tell names seen in them from new ones.
        threshold: least score of an entity that counts, see :meth:`~mokmin.tagger.Tagger.predict`;
            calibration is that of all entities.

    Returns:
        What :func:`mokmin.scoring.score` returns, and what the following do under their keys:
        ``record`` :func:`~mokmin.records.scoring.record_scores`, ``confusion``
        :func:`~mokmin.confusion.count_confusions`, ``slices`` and ``seen`` :mod:`mokmin.slices`,
        ``calibration`` :func:`~mokmin.calibration.score_calibration`.
    """
    found = [tagger.predict(article.text, article.published, 0) for article in progress(gold)]
    predicted = [tagger.select(article, threshold) for article in found]
    scores = {
        **scoring.score(gold, predicted),
        "record": record_scores(gold, predicted, bodies),
        "confusion": count_confusions(gold, predicted),
        "slices": score_slices(gold, predicted),
        "calibration": score_calibration(gold, found),
    }
    if train is not None:
        scores["seen"] = score_seen(gold, predicted, train)
    if output is not None:
        folder = Path(output)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "evaluation.json").write_text(
            json.dumps(scores, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        (folder / "evaluation.md").write_text(report.to_markdown(scores, gold, predicted), encoding="utf-8")
        (folder / "report.html").write_text(report_page.to_html(scores, gold, predicted), encoding="utf-8")
    return scores
