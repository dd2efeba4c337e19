"""mokmin against other ways of tagging, trained on the same articles, scored by the same scorer.

    python benchmarks/compare_baselines.py [--sizes 25 100 600] [--systems rules crf spacy tokens mokmin]

Trains on the first N training articles of a fixed random order, scores on the test articles, and
gives each system's difference to mokmin with a paired 95 % bootstrap interval. Writes
benchmarks/baselines.md and .json; systems already in the .json are kept unless asked for again.
"""

import argparse
import importlib
import json
import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.baselines import Predict, choose_epochs
from benchmarks.shipped import load_with
from mokmin import scoring
from mokmin.article import Article
from mokmin.labels import LABELS
from training.dataset import hash_articles, read_folder
from training.train import train

SYSTEMS = {"rules": "rules", "crf": "characters_crf", "spacy": "spacy_ner", "tokens": "token_classification"}
NAMES = {
    "rules": "rules + name lists",
    "crf": "character CRF with Kiwi tags",
    "spacy": "spaCy NER (blank Korean)",
    "tokens": "token classification, same encoder",
    "mokmin": "mokmin",
}
HERE = Path(__file__).parent


def train_mokmin(articles: Sequence[Article], seed: int, changes: Mapping[str, object] = {}) -> Predict:
    """The shipped configuration, with these changes, on these articles."""
    from mokmin.formats import inline
    from mokmin.tagger import Tagger

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "articles")
        folder.mkdir()
        for number, article in enumerate(articles):
            inline.write(article, folder / f"{number:04d}.md")
        sample = {
            "data.train": folder,
            "data.test": "null",
            "output": f"{name}/run",
            "train.seed": seed,
            "train.epochs": choose_epochs(len(articles)),
        }
        train(load_with({**sample, **changes}))
        tagger = Tagger.from_pretrained(f"{name}/run")
    return lambda texts: tagger.predict(list(texts), threshold=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[25, 100, 600])
    parser.add_argument("--systems", nargs="+", default=[*SYSTEMS, "mokmin"])
    parser.add_argument("--articles", default="data/articles/train")
    parser.add_argument("--seed", type=int, default=1)
    known = parser.parse_args()
    articles, gold = read_folder(known.articles), read_folder("data/articles/test")
    pool = f"{len(articles):,}, SHA-256 {hash_articles(articles)[:12]}"
    random.Random(0).shuffle(articles)
    store = HERE / "baselines.json"
    spans: dict[str, Any] = json.loads(store.read_text(encoding="utf-8")) if store.exists() else {}
    for size in known.sizes:
        for system in known.systems:
            learn = (
                train_mokmin
                if system == "mokmin"
                else importlib.import_module(f"benchmarks.baselines.{SYSTEMS[system]}").train
            )
            predicted = learn(articles[:size], known.seed)([a.text for a in gold])
            spans[f"{size}/{system}"] = {
                "pool": pool,
                "scores": scoring.score(gold, predicted)["spans"],
                "counts": scoring.count_spans(gold, predicted).sum(1).tolist(),
            }
            print(size, system, spans[f"{size}/{system}"]["scores"]["micro"], flush=True)
            store.write_text(json.dumps(spans) + "\n", encoding="utf-8")
            (HERE / "baselines.md").write_text(to_markdown(spans), encoding="utf-8")


def to_markdown(spans: dict[str, Any]) -> str:
    import numpy as np

    pools = " or ".join(sorted({row["pool"] for row in spans.values()}))
    lines = [
        "# Baselines",
        "",
        "Written by `python benchmarks/compare_baselines.py`: span F1 on the test articles of systems trained on the first N of",
    ]
    lines += [
        f"the training articles in a fixed random order ({pools}). Few articles are passed over more",
        "often; mokmin starts from models/encoder, and all that its decoder finds counts (threshold 0). Intervals, also those of the lead, are 95 % bootstrap intervals over articles.",
        "",
    ]
    lines += [
        f"| articles | system | {' | '.join(LABELS)} | micro | 95 % interval | mokmin leads by |",
        "|---:|---|" + "---:|" * 8,
    ]
    for key in sorted(spans, key=lambda k: (int(k.split("/")[0]), list(NAMES).index(k.split("/")[1]))):
        size, system = key.split("/")
        row, ours = spans[key], spans.get(f"{size}/mokmin")
        lead = "–"
        if ours and system != "mokmin":
            a, b = np.array(ours["counts"]), np.array(row["counts"])
            low, high = scoring.interval(scoring.resample(a) - scoring.resample(b))
            lead = f"{100 * (ours['scores']['micro']['f1'] - row['scores']['micro']['f1']):.1f} ({100 * low:.1f}–{100 * high:.1f})"
        cells = " | ".join(f"{100 * row['scores'][label]['f1']:.1f}" for label in (*LABELS, "micro"))
        low, high = row["scores"]["micro"]["interval"]
        lines.append(f"| {size} | {NAMES[system]} | {cells} | {100 * low:.1f}–{100 * high:.1f} | {lead} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
