"""Pictures of an evaluation as SVG text: precision against recall, and reliability.

Raises ImportError where matplotlib, which the ``train`` extra brings, is missing.
"""

import io
from typing import Any

from mokmin.labels import LABELS

LEAST = 5
"""A bin with fewer entities says nothing and is not drawn."""


def draw_curves(calibration: dict[str, Any]) -> str:
    """Precision against recall per label, and share right against score, side by side."""
    from matplotlib import rcParams
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4.5))
    left, right = figure.subplots(1, 2)
    for label in LABELS:
        curve = calibration[label]["curve"]
        left.plot(curve["recall"], curve["precision"], label=label)
        bins = [b for b in calibration[label]["bins"] if b["entities"] >= LEAST]
        right.plot(
            [b["score"] for b in bins],
            [b["right"] for b in bins],
            marker="o",
            label=f"{label} (error {calibration[label]['error']:.3f})",
        )
    left.set(xlabel="recall", ylabel="precision", title="at every threshold")
    right.plot([0, 1], [0, 1], color="grey", linestyle=":")
    right.set(xlabel="score", ylabel="share right", title="calibration", xlim=(0, 1), ylim=(0, 1))
    for axes in (left, right):
        axes.legend(loc="lower left" if axes is left else "upper left")
        axes.grid(alpha=0.3)
    figure.tight_layout()
    text = io.StringIO()
    salt = rcParams["svg.hashsalt"]
    rcParams["svg.hashsalt"] = "mokmin"  # the same scores draw the same file
    figure.savefig(text, format="svg", metadata={"Date": None})
    rcParams["svg.hashsalt"] = salt
    return text.getvalue()
