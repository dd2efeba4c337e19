"""Span F1 against the number of training articles, with a forecast of what more annotation buys.

    python benchmarks/learning_curve.py [--shares 0.1 0.25 0.5] [--encoder runs/pretrain-adapt/encoder] [--seed 1]

Trains configs/mokmin-small.yaml on shares of the training articles, from the encoder that ``make model``
adapts to the text of all of them (text needs no annotation), and scores on the test articles. The last
point is the shipped model; without ``--shares`` the curve is drawn from what is there.
The forecast fits F1 = a - b n^-c, a at most 1 (a power law of the error, Hestness et al. 2017).
"""

import argparse
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import curve_fit

from benchmarks.compare_baselines import train_mokmin
from mokmin import scoring
from mokmin.labels import LABELS
from training.dataset import read_folder

STORE = Path(__file__).with_suffix(".json")
SHIPPED = Path(__file__).parents[1] / "src" / "mokmin" / "models" / "mokmin-small"
NAMES = (*LABELS, "micro")


def measure(share: float, encoder: str, seed: int) -> dict[str, Any]:
    """Scores on the test articles after training on a share of the training articles."""
    articles, gold = read_folder("data/articles/train"), read_folder("data/articles/test")
    random.Random(0).shuffle(articles)
    articles = articles[: round(share * len(articles))]
    predicted = train_mokmin(articles, seed, {"model.encoder": encoder})([a.text for a in gold])
    return _row(len(articles), scoring.score(gold, predicted)["spans"])


def read_shipped() -> dict[str, Any]:
    """Scores of the model inside the package, which all articles trained."""
    facts = json.loads((SHIPPED / "training.json").read_text(encoding="utf-8"))
    evaluation = json.loads((SHIPPED / "evaluation.json").read_text(encoding="utf-8"))
    return _row(facts["articles"], evaluation["spans"])


def _row(articles: int, spans: dict[str, Any]) -> dict[str, Any]:
    return {"articles": articles, **{label: spans[label]["f1"] for label in NAMES}}


def forecast(articles: np.ndarray, scores: np.ndarray, ahead: np.ndarray) -> np.ndarray:
    """F1 at ``ahead`` articles by the power law that fits the measured scores."""

    def law(n: np.ndarray, top: float, drop: float, power: float) -> np.ndarray:
        return np.asarray(top - drop * n**-power)

    bounds = ([0.0, 0.0, 0.05], [1.0, 20.0, 2.0])
    found, _ = curve_fit(law, articles, scores, p0=(0.95, 1.0, 0.5), bounds=bounds, maxfev=20000)
    return law(ahead, *found)


def draw(rows: list[dict[str, Any]]) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.5, 4.5))
    axes = figure.subplots()
    articles = np.array([row["articles"] for row in rows], dtype=float)
    ahead = np.geomspace(articles[0], 4 * articles[-1], 60)
    for label in NAMES:
        scores = np.array([row[label] for row in rows])
        (line,) = axes.plot(articles, scores, "o", label=label)
        if len(rows) > 2:
            axes.plot(ahead, forecast(articles, scores, ahead), color=line.get_color(), linestyle=":", linewidth=1)
    axes.set(xscale="log", xlabel="training articles", ylabel="span F1 on the test articles")
    axes.legend()
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(STORE.with_suffix(".png"), dpi=120)


def to_markdown(rows: list[dict[str, Any]]) -> str:
    lines = [
        "# Learning curve",
        "",
        "Written by `python benchmarks/learning_curve.py`; span F1 on the test articles, one seed each. Of the models on shares",
        "of the training articles all that the decoder finds counts; the last row measured is the shipped model with its own",
        "least score. The forecast is a fitted law (dotted in the picture); it smooths, so it may lie below the last figure",
        "measured.",
        "",
    ]
    lines += [f"| articles | {' | '.join(NAMES)} |", "|---:" * (len(NAMES) + 1) + "|"]
    lines += [f"| {row['articles']} | {' | '.join(f'{100 * row[n]:.1f}' for n in NAMES)} |" for row in rows]
    if len(rows) > 2:
        articles = np.array([row["articles"] for row in rows], dtype=float)
        for times in (2, 4):
            ahead = np.array([times * articles[-1]])
            cells = [100 * float(forecast(articles, np.array([r[n] for r in rows]), ahead)[0]) for n in NAMES]
            lines.append(f"| {int(ahead[0])} (forecast) | {' | '.join(f'{cell:.1f}' for cell in cells)} |")
    return "\n".join([*lines, "", "![Learning curve](learning_curve.png)", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shares", type=float, nargs="*", default=[])
    parser.add_argument("--encoder", default="runs/pretrain-adapt/encoder")
    parser.add_argument("--seed", type=int, default=1)
    known = parser.parse_args()
    rows: dict[str, Any] = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {}
    for share in known.shares:
        row = measure(share, known.encoder, known.seed)
        rows[str(row["articles"])] = row
        STORE.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    ordered = sorted([*rows.values(), read_shipped()], key=lambda row: row["articles"])
    STORE.with_suffix(".md").write_text(to_markdown(ordered), encoding="utf-8")
    draw(ordered)


if __name__ == "__main__":
    main()
