"""Scores → Markdown for people; :mod:`mokmin.report_page` makes a page of them."""

from collections.abc import Sequence
from typing import Any

from mokmin import scoring
from mokmin.article import Article
from mokmin.confusion import COLUMNS
from mokmin.labels import LABELS

CONTEXT = 15
"""Characters shown on either side of an error."""


def to_markdown(scores: dict[str, Any], gold: Sequence[Article], predicted: Sequence[Article]) -> str:
    """Tables of scores and the list of errors by kind."""
    lines = [f"# Evaluation on {scores['articles']} articles", "", *span_table(scores), "", *other_scores(scores), ""]
    for title, table in (
        ("Which label became which", confusion_table(scores)),
        ("Names seen in training and new ones", seen_table(scores)),
        ("Parts of the articles", slice_table(scores)),
        ("Calibration", calibration_table(scores)),
    ):
        lines += [f"## {title}", "", *table, ""] if table else []
    errors = scoring.list_errors(gold, predicted)
    for kind in scoring.KINDS:
        chosen = [e for e in errors if e.kind == kind]
        lines += [f"## {kind} ({len(chosen)})", ""]
        lines += [f"- {name(gold, e.article)}: {describe(e, gold[e.article].text)}" for e in chosen]
        lines.append("")
    return "\n".join(lines)


def span_table(scores: dict[str, Any]) -> list[str]:
    """The span scores as a Markdown table."""
    lines = ["| label | precision | recall | F1 | 95 % interval | spans |", "|---|---:|---:|---:|---:|---:|"]
    for label in (*LABELS, "micro"):
        row = scores["spans"][label]
        low, high = row["interval"]
        lines.append(
            f"| {label} | {100 * row['precision']:.1f} | {100 * row['recall']:.1f} | {100 * row['f1']:.1f} "
            f"| {100 * low:.1f}–{100 * high:.1f} | {row['support']} |"
        )
    return lines


def other_scores(scores: dict[str, Any]) -> list[str]:
    """Macro, character and domain scores as a Markdown list."""
    domains, characters = scores["domains"], scores["characters"]
    low, high = domains["article"]["interval"]
    return [
        f"- macro F1 over labels: {100 * scores['spans']['macro']['f1']:.1f}",
        f"- character macro F1: {100 * characters['macro_f1']:.1f} without O, {100 * characters['macro_f1_with_o']:.1f} with O (as KLUE counts)",
        f"- domain of the {domains['pillars_compared']} pillars found exactly: {100 * domains['pillar_accuracy']:.1f} % right",
        f"- domains of articles, micro F1: {100 * domains['article']['f1']:.1f} ({100 * low:.1f}–{100 * high:.1f})",
        *record_lines(scores.get("record", {})),
    ]


def confusion_table(scores: dict[str, Any]) -> list[str]:
    """Gold labels in rows, what became of their spans in columns."""
    if not (table := scores.get("confusion")):
        return []
    lines = [f"| gold | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 1) + "|"]
    return lines + [f"| {row} | {' | '.join(str(cells[c]) for c in COLUMNS)} |" for row, cells in table.items()]


def slice_table(scores: dict[str, Any]) -> list[str]:
    """Span F1 on each part of the articles, as a Markdown table."""
    if not (aspects := scores.get("slices")):
        return []
    lines = ["| aspect | value | articles | span F1 | 95 % interval | PILLAR F1 |", "|---|---|---:|---:|---:|---:|"]
    for aspect, values in aspects.items():
        for value, row in values.items():
            low, high = row["interval"]
            lines.append(
                f"| {aspect} | {value} | {row['articles']} | {100 * row['f1']:.1f} | {100 * low:.1f}–{100 * high:.1f} | {100 * row['pillar_f1']:.1f} |"
            )
    return lines


def seen_table(scores: dict[str, Any]) -> list[str]:
    """Recall of spans whose text stands in the training articles, and of new ones."""
    if not (labels := scores.get("seen")):
        return []
    lines = ["| label | seen | recall | unseen | recall |", "|---|---:|---:|---:|---:|"]
    for label, row in labels.items():
        cells = [f"{row[key]['support']} | {100 * row[key]['recall']:.1f}" for key in ("seen", "unseen")]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return lines


def calibration_table(scores: dict[str, Any]) -> list[str]:
    """Expected calibration error per label, over all entities, and of the articles' domains."""
    if not (parts := scores.get("calibration")):
        return []
    lines = ["| scores of | expected calibration error |", "|---|---:|"]
    return lines + [f"| {name} | {part['error']:.3f} |" for name, part in parts.items()]


def record_lines(scores: dict[str, Any]) -> list[str]:
    """Scores of the record, on gold spans and end to end, as a Markdown list."""
    names = {"dates": "date values right", "affiliations": "affiliations, F1", "bodies": "canonical bodies right"}
    lines = []
    for part, name in names.items():
        if part in scores:
            gold, found = (
                value["exact"]["f1"] if isinstance(value, dict) else value
                for value in (scores[part]["gold_spans"], scores[part]["predicted_spans"])
            )
            lines.append(f"- {name}: {100 * gold:.1f} on gold spans, {100 * found:.1f} on predicted spans")
    return lines


def describe(error: scoring.Error, text: str) -> str:
    """One error in one line, with its surroundings."""
    entity = error.gold or error.predicted
    assert entity is not None
    before = text[max(0, entity.start - CONTEXT) : entity.start].replace("\n", " ")
    after = text[entity.end : entity.end + CONTEXT].replace("\n", " ")
    if error.kind == "boundary" and error.gold and error.predicted:
        what = f"{error.gold.label} «{error.gold.text}», predicted «{error.predicted.text}»"
    elif error.kind == "label" and error.gold and error.predicted:
        what = f"«{error.gold.text}» is {error.gold.label}, predicted {error.predicted.label}"
    else:
        what = f"{entity.label} «{entity.text}»"
    return f"{what} in …{before}**{entity.text}**{after}…".replace("\n", " ")


def name(articles: Sequence[Article], index: int) -> str:
    """What an article is called in a report."""
    return articles[index].id or f"article {index}"
