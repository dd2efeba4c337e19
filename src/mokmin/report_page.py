"""An evaluation as a page that stands alone: bars, tables, curves, articles side by side, errors."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

from mokmin import report, scoring
from mokmin.article import Article
from mokmin.highlighting import STYLE
from mokmin.highlighting import to_html as highlight
from mokmin.labels import KOREAN_NAMES, LABELS

WORST = 10
"""Articles shown side by side."""


def to_html(scores: dict[str, Any], gold: Sequence[Article], predicted: Sequence[Article]) -> str:
    """The page; needs no network. The curves are left out where matplotlib is missing."""
    errors = scoring.list_errors(gold, predicted)
    sections = [
        (f"Evaluation on {scores['articles']} articles", _bars(scores) + _list(report.other_scores(scores))),
        ("Which label became which", _table(report.confusion_table(scores))),
        ("Names seen in training and new ones", _table(report.seen_table(scores))),
        ("Calibration and thresholds", _curves(scores) + _table(report.calibration_table(scores))),
        ("Parts of the articles", _table(report.slice_table(scores))),
        ("Worst articles (gold left, predicted right)", _pairs(errors, gold, predicted)),
        ("Errors", _errors(errors, gold)),
    ]
    body = "".join(f"<h2>{escape(title)}</h2>{part}" for title, part in sections if part)
    return (
        f"<!doctype html><html lang='ko'><meta charset='utf-8'><title>mokmin evaluation</title><style>{STYLE}{_CSS}</style>"
        f"<body>{body}</body></html>\n"
    )


def _bars(scores: dict[str, Any]) -> str:
    rows = []
    for label in (*LABELS, "micro"):
        row = scores["spans"][label]
        low, high = row["interval"]
        title = f"{label} {KOREAN_NAMES.get(label, '')}"
        bar = (
            f"<div class='bar'><i style='width:{100 * row['f1']:.1f}%'></i>"
            f"<b style='left:{100 * low:.1f}%;width:{100 * (high - low):.1f}%'></b></div>"
        )
        cells = "".join(f"<td>{100 * row[key]:.1f}</td>" for key in ("precision", "recall", "f1"))
        rows.append(f"<tr><td>{escape(title)}</td>{cells}<td>{row['support']}</td><td>{bar}</td></tr>")
    head = "<tr><th>label<th>precision<th>recall<th>F1<th>spans<th>F1 with 95 % interval</tr>"
    return f"<table>{head}{''.join(rows)}</table>"


def _table(lines: Sequence[str]) -> str:
    """A Markdown table as an HTML one."""
    if not lines:
        return ""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    head = "".join(f"<th>{escape(cell)}" for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}' for cell in row)}</tr>" for row in rows[2:])
    return f"<table><tr>{head}</tr>{body}</table>"


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line[2:])}</li>' for line in lines)}</ul>"


def _curves(scores: dict[str, Any]) -> str:
    if "calibration" not in scores:
        return ""
    try:
        from mokmin.plots import draw_curves

        picture = draw_curves(scores["calibration"])
    except ImportError:
        return ""
    return picture[picture.index("<svg") :]


def _pairs(errors: Sequence[scoring.Error], gold: Sequence[Article], predicted: Sequence[Article]) -> str:
    wrong = Counter(error.article for error in errors)
    return "".join(
        f"<h3>{escape(report.name(gold, i))}: {wrong[i]} errors</h3>"
        f"<div class='pair'><div>{highlight(gold[i])}</div><div>{highlight(predicted[i])}</div></div>"
        for i in sorted(range(len(gold)), key=lambda i: -wrong[i])[:WORST]
    )


def _errors(errors: Sequence[scoring.Error], gold: Sequence[Article]) -> str:
    parts = []
    for kind in scoring.KINDS:
        chosen = [e for e in errors if e.kind == kind]
        items = [f"- {report.name(gold, e.article)}: {report.describe(e, gold[e.article].text)}" for e in chosen]
        parts.append(f"<h3>{kind} ({len(chosen)})</h3>{_list(items)}")
    return "".join(parts)


_CSS = (
    "body{font-family:sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}td,th{padding:.2rem .7rem;text-align:right}"
    "td:first-child{text-align:left}.pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem}.pair>div{border:1px solid #ccc;padding:.7rem;overflow-wrap:anywhere}"
    ".bar{position:relative;width:20rem;height:.8rem;background:#eee}.bar i{position:absolute;height:100%;background:#7aa6d6}"
    ".bar b{position:absolute;height:30%;top:35%;background:#1d3f66}svg{max-width:100%;height:auto}"
)
