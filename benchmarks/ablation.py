"""What each choice of configs/mokmin-small.yaml brings: one change at a time, over three seeds.

    python benchmarks/ablation.py [--articles DIR] [--share 0.1] [--epochs 4] [--seeds 1 2 3] [--variants "no CRF" …]
    python benchmarks/ablation.py --corpus DIR    # with the variant that learns from raw text

Trains on the same share of the training articles and scores on the validation articles; the test
articles stay unread. Runs join benchmarks/ablation.json (each a few minutes on one core; one that
is there already is not repeated), from which ablation.md is written. Models that later variants
need stay in runs/ablation.
"""

import argparse
import json
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.self_training import teach
from benchmarks.shipped import load_with, train_with
from mokmin.errors import MokminError
from mokmin.formats import read_articles, write_articles
from mokmin.labels import LABELS
from training.config import load
from training.dataset import hash_articles, read_folder
from training.pretrain import pretrain
from training.pretraining_config import PretrainingConfig

STORE = Path(__file__).with_suffix(".json")
BASE, UNDROPPED = "as shipped", "no dropout in the encoder"
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
    UNDROPPED: {"model.encoder_dropout": "0"},
    "random weights in the encoder": {"model.from_scratch": "true"},
}
TEACHERS = (BASE, "twice the changes of style", "averaged weights")
"""Variants that together label raw text: they know the same articles and differ otherwise."""
ADAPTED, TAUGHT = "encoder adapted to the articles", "self-training on raw text first"
NOTES = {
    UNDROPPED: f"“{UNDROPPED}”: the steps are few here, and dropout slows them; on all articles one run without it stayed within the validation interval; kept.",
    ADAPTED: f"“{ADAPTED}”: masked modelling over the text of all training articles first (configs/pretrain-adapt.yaml).",
    TAUGHT: f"“{TAUGHT}”: encoder first trained on news and encyclopedia paragraphs that three models label alike.",
}
SCORES = (*LABELS, "micro", "pillar domain", "article domains")
WORK = Path("runs/ablation")


def adapt(articles: str) -> Path:
    """The shipped encoder adapted to the text of the training articles (Gururangan et al. 2020)."""
    folder, corpus = WORK / "adapted", WORK / "articles.jsonl"
    if not (folder / "encoder").exists():
        corpus.parent.mkdir(parents=True, exist_ok=True)
        write_articles(read_articles(articles), corpus)
        pretrain(load("configs/pretrain-adapt.yaml", PretrainingConfig, ["--output", str(folder)]), str(corpus))
    return folder / "encoder"


def name_run(variant: str, seed: int) -> Path:
    return WORK / f"{variant.replace(' ', '-')}-{seed}"


def measure(
    variant: str, articles: str, share: float, epochs: float, seed: int, corpus: str | None
) -> dict[str, float]:
    """F1 per label and micro, accuracy of pillar domains, F1 of article domains, on validation."""
    changes = VARIANTS.get(variant, {})
    if variant == ADAPTED:
        changes = {"model.encoder": str(adapt(articles))}
    elif variant == TAUGHT:
        teachers = [name_run(teacher, seed) for teacher in TEACHERS]
        if missing := [str(folder) for folder in teachers if not folder.is_dir()]:
            raise MokminError(
                f"{TAUGHT}: no model in {', '.join(missing)}; run the variants {', '.join(TEACHERS)} first"
            )
        changes = {"model.encoder": str(teach(teachers, str(corpus), name_run(variant, seed), seed))}
    with tempfile.TemporaryDirectory() as temporary:
        scores = train_with(
            {
                "data.train": articles,
                "data.share": share,
                "output": name_run(variant, seed) if variant in TEACHERS else temporary,
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
        f"`python benchmarks/ablation.py`; {facts['epochs']:g} epochs on {facts['articles']} training articles (SHA-256 of all of",
        f"them: {facts['data'][:12]}…), span F1 on the validation articles of all that the decoder finds (threshold 0), mean over seeds.",
        "Difference: micro F1 less that of the first row with the same seed, mean and the least and greatest of the seeds.",
        f"What a choice is worth on all articles may differ. “{BASE}” stands for the configuration on the encoder in models/encoder.",
        *(NOTES[name] for name in NOTES if name in runs),
        "",
        f"| variant | seeds | {' | '.join(SCORES)} | difference |",
        "|---|---:" + "|---:" * (len(SCORES) + 1) + "|",
    ]
    base = runs.get(BASE, {})
    for name in (n for n in (*VARIANTS, ADAPTED, TAUGHT) if n in runs):
        rows = runs[name]
        cells = [f"{100 * np.mean([row[score] for row in rows.values()]):.1f}" for score in SCORES]
        both = [100 * (rows[seed]["micro"] - base[seed]["micro"]) for seed in rows if seed in base]
        change = f"{np.mean(both):+.1f} ({min(both):+.1f} to {max(both):+.1f})" if both and name != BASE else "–"
        lines.append(f"| {name} | {len(rows)} | {' | '.join(cells)} | {change} |")
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", default=load_with({}).data.train, help="folder of training articles")
    parser.add_argument("--share", type=float, default=0.1)
    parser.add_argument("--epochs", type=float, default=4)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--variants", nargs="+", choices=[*VARIANTS, ADAPTED, TAUGHT], default=[*VARIANTS, ADAPTED])
    parser.add_argument("--corpus", help="folder of raw text for self-training")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="runs at once, on one core each")
    known = parser.parse_args()
    articles = read_folder(known.articles)
    facts = {"articles": round(known.share * len(articles)), "epochs": known.epochs, "data": hash_articles(articles)}
    stored: dict[str, Any] = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {}
    runs: dict[str, Any] = stored["runs"] if stored.get("facts") == facts else {}
    untaught = [v for v in known.variants if v != TAUGHT]
    if ADAPTED in untaught:
        adapt(known.articles)
    spawn = get_context("spawn")
    for phase in (untaught, [TAUGHT] if known.corpus else []):
        with ProcessPoolExecutor(known.workers, spawn, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            waiting = {
                (name, seed): pool.submit(measure, name, known.articles, known.share, known.epochs, seed, known.corpus)
                for name in phase
                for seed in known.seeds
                if str(seed) not in runs.get(name, {})
            }
            for (name, seed), result in waiting.items():
                runs.setdefault(name, {})[str(seed)] = result.result()
                print(seed, name, runs[name][str(seed)], flush=True)
                STORE.write_text(json.dumps({"facts": facts, "runs": runs}, indent=1) + "\n", encoding="utf-8")
                STORE.with_suffix(".md").write_text(to_markdown(runs, facts), encoding="utf-8")


if __name__ == "__main__":
    main()
