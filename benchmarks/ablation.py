"""What each choice of configs/mokmin-small.yaml brings: one change at a time, over three seeds.

    python benchmarks/ablation.py [--share 0.2] [--epochs 5] [--seeds 1 2 3] [--variants "no CRF" …]

Trains on the same share of the training articles and scores on the validation articles; the test
articles stay unread. Runs join benchmarks/ablation.json (each a few minutes on two cores; one that
is there already is not repeated), from which ablation.md is written.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.shipped import load_with, train_with
from mokmin.labels import LABELS
from training.dataset import hash_articles, read_folder

STORE = Path(__file__).with_suffix(".json")
BASE = "as shipped"
VARIANTS: dict[str, dict[str, str]] = {
    BASE: {},
    "no substitution of names": {"augmentation.names": "0"},
    "twice the substitution of names": {"augmentation.names": "0.5"},
    "no changes of style": {"augmentation.style": "0"},
    "twice the changes of style": {"augmentation.style": "0.24"},
    "no CRF": {"model.crf": "false"},
    "no character convolutions": {"model.convolutions": "0"},
    "windows of 128": {"data.window": "128", "data.overlap": "32"},
    "one learning rate for all layers": {"train.layer_decay": "1"},
    "averaged weights": {"train.average": "0.99"},
    "domain losses 0.2": {"model.pillar_weight": "0.2", "model.article_weight": "0.2"},
    "domain losses 1": {"model.pillar_weight": "1", "model.article_weight": "1"},
    "no dropout in the encoder": {"model.encoder_dropout": "0"},
    "random weights in the encoder": {"model.from_scratch": "true"},
}
SCORES = (*LABELS, "micro", "pillar domain", "article domains")


def measure(changes: dict[str, str], share: float, epochs: float, seed: int) -> dict[str, float]:
    """F1 per label and micro, accuracy of pillar domains, F1 of article domains, on validation."""
    with tempfile.TemporaryDirectory() as name:
        scores = train_with(
            {
                "data.share": share,
                "data.test": "null",
                "output": name,
                "train.epochs": epochs,
                "train.evaluations": 1,
                "train.seed": seed,
                **changes,
            }
        )
    row = {label: scores["spans"][label]["f1"] for label in (*LABELS, "micro")}
    return row | {
        "pillar domain": scores["domains"]["pillar_accuracy"],
        "article domains": scores["domains"]["article"]["f1"],
    }


def to_markdown(runs: dict[str, dict[str, Any]], facts: dict[str, Any]) -> str:
    """Mean over the seeds of every variant, and for micro F1 the paired differences to the base."""
    lines = [
        "# Ablation",
        "",
        f"`python benchmarks/ablation.py`; {facts['epochs']} epochs on {facts['articles']} training articles, span F1 on the",
        "validation articles, mean over seeds. Difference: micro F1 less that of the shipped configuration with the",
        "same seed, mean and the least and greatest of the seeds. No figure says what a choice is worth on all articles.",
        "",
        f"| variant | seeds | {' | '.join(SCORES)} | difference |",
        "|---|---:" + "|---:" * (len(SCORES) + 1) + "|",
    ]
    base = runs.get(BASE, {})
    for name in (n for n in VARIANTS if n in runs):
        rows = runs[name]
        cells = [f"{100 * np.mean([row[score] for row in rows.values()]):.1f}" for score in SCORES]
        both = [100 * (rows[seed]["micro"] - base[seed]["micro"]) for seed in rows if seed in base]
        change = f"{np.mean(both):+.1f} ({min(both):+.1f} to {max(both):+.1f})" if both and name != BASE else "–"
        lines.append(f"| {name} | {len(rows)} | {' | '.join(cells)} | {change} |")
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--epochs", type=float, default=5)
    parser.add_argument("--seeds", nargs="+", default=["1", "2", "3"])
    parser.add_argument("--variants", nargs="+", choices=list(VARIANTS), default=list(VARIANTS))
    known = parser.parse_args()
    articles = read_folder(load_with({}).data.train)
    facts = {"articles": round(known.share * len(articles)), "epochs": known.epochs, "data": hash_articles(articles)}
    stored: dict[str, Any] = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {}
    runs: dict[str, Any] = stored["runs"] if stored.get("facts") == facts else {}
    for seed in known.seeds:
        for name in known.variants:
            if seed in runs.get(name, {}):
                continue
            runs.setdefault(name, {})[seed] = measure(VARIANTS[name], known.share, known.epochs, int(seed))
            print(seed, name, runs[name][seed], flush=True)
            STORE.write_text(json.dumps({"facts": facts, "runs": runs}, indent=1) + "\n", encoding="utf-8")
            STORE.with_suffix(".md").write_text(to_markdown(runs, facts), encoding="utf-8")


if __name__ == "__main__":
    main()
