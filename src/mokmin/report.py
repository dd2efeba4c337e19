"""Scores → Markdown and HTML for people."""

from collections.abc import Sequence
from html import escape
from typing import Any

from mokmin import scoring
from mokmin.article import Article
from mokmin.highlighting import STYLE
from mokmin.highlighting import to_html as highlight
from mokmin.labels import KOREAN_NAMES, LABELS

CONTEXT = 15
"""Characters shown on either side of an error."""

WORST = 10
"""Articles shown side by side."""


def to_markdown(scores: dict[str, Any], gold: Sequence[Article], predicted: Sequence[Article]) -> str:
    """Tables of scores and the list of errors by kind."""
    lines = [f"# Evaluation on {scores['articles']} articles", "", *span_table(scores), "", *other_scores(scores), ""]
    errors = scoring.list_errors(gold, predicted)
    for kind in ("boundary", "label", "missed", "spurious"):
        chosen = [e for e in errors if e.kind == kind]
        lines += [f"## {kind} ({len(chosen)})", ""]
        lines += [f"- {_name(gold, e.article)}: {describe(e, gold[e.article].text)}" for e in chosen]
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


def to_html(scores: dict[str, Any], gold: Sequence[Article], predicted: Sequence[Article]) -> str:
    """A page that stands alone: scores, then the worst articles, gold beside predicted."""
    errors = scoring.list_errors(gold, predicted)
    wrong = [0] * len(gold)
    for error in errors:
        wrong[error.article] += 1
    worst = sorted(range(len(gold)), key=lambda i: -wrong[i])[:WORST]
    rows = []
    for label in (*LABELS, "micro"):
        row = scores["spans"][label]
        low, high = row["interval"]
        name = f"{label} {KOREAN_NAMES.get(label, '')}"
        bar = f"<div class='bar'><i style='width:{100 * row['f1']:.1f}%'></i><b style='left:{100 * low:.1f}%;width:{100 * (high - low):.1f}%'></b></div>"
        cells = "".join(f"<td>{100 * row[key]:.1f}</td>" for key in ("precision", "recall", "f1"))
        rows.append(f"<tr><td>{escape(name)}</td>{cells}<td>{row['support']}</td><td>{bar}</td></tr>")
    articles = "".join(
        f"<h3>{escape(_name(gold, i))}: {wrong[i]} errors</h3><div class='pair'><div>{highlight(gold[i])}</div><div>{highlight(predicted[i])}</div></div>"
        for i in worst
    )
    kinds = "".join(
        f"<h3>{kind} ({sum(e.kind == kind for e in errors)})</h3><ul>"
        + "".join(
            f"<li>{escape(_name(gold, e.article))}: {escape(describe(e, gold[e.article].text))}</li>"
            for e in errors
            if e.kind == kind
        )
        + "</ul>"
        for kind in ("boundary", "label", "missed", "spurious")
    )
    notes = "".join(f"<li>{escape(line[2:])}</li>" for line in other_scores(scores))
    return (
        f"<!doctype html><html lang='ko'><meta charset='utf-8'><title>mokmin evaluation</title><style>{STYLE}{_CSS}</style><body>"
        f"<h1>Evaluation on {scores['articles']} articles</h1><table><tr><th>label<th>precision<th>recall<th>F1<th>spans<th>F1 with 95 % interval</tr>"
        f"{''.join(rows)}</table><ul>{notes}</ul><h2>Worst articles (gold left, predicted right)</h2>{articles}<h2>Errors</h2>{kinds}</body></html>\n"
    )


_CSS = (
    "body{font-family:sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}td,th{padding:.2rem .7rem;text-align:right}"
    "td:first-child{text-align:left}.pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem}.pair>div{border:1px solid #ccc;padding:.7rem;overflow-wrap:anywhere}"
    ".bar{position:relative;width:20rem;height:.8rem;background:#eee}.bar i{position:absolute;height:100%;background:#7aa6d6}"
    ".bar b{position:absolute;height:30%;top:35%;background:#1d3f66}"
)


def _name(articles: Sequence[Article], index: int) -> str:
    return articles[index].id or f"article {index}"
