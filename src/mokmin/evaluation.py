"""Evaluate a tagger on gold articles and write the report."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mokmin import report, scoring
from mokmin.article import Article
from mokmin.records.scoring import GoldBodies, record_scores
from mokmin.tagger import Tagger


def evaluate(
    tagger: Tagger,
    gold: Sequence[Article],
    output: str | Path | None = None,
    progress: Callable[[Sequence[Article]], Any] = iter,
    bodies: GoldBodies | None = None,
) -> dict[str, Any]:
    """Predict the gold articles' texts and score the result.

    Args:
        tagger: what is evaluated.
        gold: annotated articles.
        output: folder for ``evaluation.json``, ``evaluation.md`` and ``report.html``; None writes
            nothing.
        progress: wraps the articles, for a progress bar.
        bodies: canonical bodies of ORG mentions, to score them too.

    Returns:
        What :func:`mokmin.scoring.score` returns, and under ``record`` what
        :func:`mokmin.records.scoring.record_scores` returns.
    """
    predicted = [tagger.predict(article.text, article.published) for article in progress(gold)]
    scores = {**scoring.score(gold, predicted), "record": record_scores(gold, predicted, bodies)}
    if output is not None:
        folder = Path(output)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "evaluation.json").write_text(
            json.dumps(scores, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        (folder / "evaluation.md").write_text(report.to_markdown(scores, gold, predicted), encoding="utf-8")
        (folder / "report.html").write_text(report.to_html(scores, gold, predicted), encoding="utf-8")
    return scores
