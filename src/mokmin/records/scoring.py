"""Scores of what the record adds to the spans: dates, affiliations, canonical bodies.

Each part is scored on gold spans, which shows the rules alone, and on predicted spans, which shows what a user gets.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mokmin.article import Affiliation, Article
from mokmin.dates.entities import with_date_values
from mokmin.errors import MokminError, first_line
from mokmin.records.affiliations import link
from mokmin.records.bodies import canonicalize
from mokmin.records.body_names import nfc
from mokmin.scoring import check_pairs, interval, rates, resample

GoldBodies = Mapping[str, Mapping[str, tuple[str, str | None]]]
"""Article id → text of an ORG mention → canonical name and code."""


def record_scores(
    gold: Sequence[Article], predicted: Sequence[Article], bodies: GoldBodies | None = None
) -> dict[str, Any]:
    """All scores of the record, each for ``gold_spans`` and ``predicted_spans``.

    Keys: ``dates`` (share right), ``affiliations`` (:func:`affiliation_scores`) and, with gold bodies, ``bodies``
    (:func:`canonicalization_accuracy`).
    """
    scores: dict[str, Any] = {
        "dates": {"gold_spans": date_accuracy(gold), "predicted_spans": found_date_accuracy(gold, predicted)},
        "affiliations": {
            "gold_spans": affiliation_scores(gold, relink(gold)),
            "predicted_spans": affiliation_scores(gold, predicted),
        },
    }
    if bodies is not None:
        scores["bodies"] = {
            "gold_spans": canonicalization_accuracy(gold, gold, bodies),
            "predicted_spans": canonicalization_accuracy(gold, predicted, bodies),
        }
    return scores


def date_accuracy(articles: Sequence[Article]) -> float:
    """The share of gold DATE spans whose gold value, null included, is what resolving them gives; 0 without spans."""
    right = total = 0
    for article in articles:
        resolved = with_date_values(article.text, article.entities, article.published)
        for gold, entity in zip(article.entities, resolved, strict=True):
            if gold.label == "DATE":
                total += 1
                right += gold.value == entity.value
    return right / total if total else 0.0


def found_date_accuracy(gold: Sequence[Article], predicted: Sequence[Article]) -> float:
    """The share of gold DATE spans that are predicted exactly and with the gold value; 0 without spans."""
    check_pairs(gold, predicted)
    right = total = 0
    for g, p in zip(gold, predicted, strict=True):
        values = {(e.start, e.end): e.value for e in p.entities if e.label == "DATE"}
        for e in g.entities:
            if e.label == "DATE":
                total += 1
                right += (e.start, e.end) in values and values[e.start, e.end] == e.value
    return right / total if total else 0.0


def relink(articles: Sequence[Article]) -> list[Article]:
    """Copies whose affiliations are those that :func:`~mokmin.records.affiliations.link` finds from their spans."""
    return [replace(article, affiliations=link(article)) for article in articles]


def affiliation_scores(gold: Sequence[Article], predicted: Sequence[Article]) -> dict[str, Any]:
    """Scores of the rows of ``predicted`` against those of ``gold``.

    Keys ``exact`` (name, role, organization and former alike) and ``name_role`` (the first two), each with
    precision, recall, f1, support and the interval of F1.

    Raises:
        MokminError: the two lists do not hold the same texts.
    """
    check_pairs(gold, predicted)
    scores = {}
    for key, parts in (("exact", _whole), ("name_role", _name_role)):
        counts = np.zeros((len(gold), 3), dtype=np.int64)
        for row, (g, p) in enumerate(zip(gold, predicted, strict=True)):
            wanted, found = {parts(a) for a in g.affiliations}, {parts(a) for a in p.affiliations}
            counts[row] = len(wanted & found), len(found - wanted), len(wanted - found)
        scores[key] = {**rates(counts), "interval": interval(resample(counts))}
    return scores


def canonicalization_accuracy(gold: Sequence[Article], predicted: Sequence[Article], bodies: GoldBodies) -> float:
    """The share of gold ORG mentions that are predicted exactly and get the gold name and code; 0 without mentions.

    Only mentions whose text ``bodies`` lists for the article count.
    """
    check_pairs(gold, predicted)
    right = total = 0
    for g, p in zip(gold, predicted, strict=True):
        wanted = bodies.get(g.id or "", {})
        found = {(p.entities[i].start, p.entities[i].end): body for body in canonicalize(p) for i in body.mentions}
        for e in g.entities:
            if e.label == "ORG" and nfc(e.text) in wanted:
                total += 1
                body = found.get((e.start, e.end))
                right += body is not None and (body.name, body.code) == wanted[nfc(e.text)]
    return right / total if total else 0.0


def read_bodies(path: str | Path) -> GoldBodies:
    """Gold bodies from JSON lines ``{"id": …, "bodies": {mention: [name, code or null]}}``.

    Raises:
        MokminError: the file cannot be read, or a line is not of this form.
    """
    bodies = {}
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise MokminError(f"{path}: cannot be read ({first_line(error)})") from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            bodies[row["id"]] = {text: (name, code) for text, (name, code) in row["bodies"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MokminError(
                f'{path}:{number}: not of the form {{"id": …, "bodies": {{mention: [name, code or null]}}}}'
            ) from error
    return bodies


def _whole(row: Affiliation) -> tuple[Any, ...]:
    return row.name, row.role, row.organization, row.former


def _name_role(row: Affiliation) -> tuple[Any, ...]:
    return row.name, row.role
