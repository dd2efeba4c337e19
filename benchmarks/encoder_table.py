"""What pre-training brings: the same short fine-tuning from several checkpoints of an encoder.

    python benchmarks/encoder_table.py configs/pretrain-small.yaml "random weights=" \\
        "25 %=runs/pretrain-small/25.pt" "50 %=runs/pretrain-small/50.pt" "100 %=runs/pretrain-small/checkpoint.pt" \\
        --corpus DIR --probe KLUE_NER.tsv
    python benchmarks/encoder_table.py configs/pretrain-small.yaml \\
        "plain WordPiece=runs/pretrain-plain/checkpoint.pt" --corpus DIR --vocabulary.path runs/plain

Each row names a checkpoint that training/pretrain.py wrote (none: random weights) and gives its
masked-token loss on held-out text, span F1 on the validation articles after fine-tuning
configs/mokmin-small.yaml on a quarter of the training articles, and F1 on the KLUE-NER probe of
benchmarks/encoder_probe.py. Rows join benchmarks/encoders.json, from which encoders.md is written.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from transformers import AutoTokenizer

from benchmarks.encoder_probe import train_and_score
from benchmarks.shipped import train_with
from mokmin.formats.klue_tsv import read_sentences
from training import pretrain
from training.config import load
from training.dataset import read_folder
from training.masked_model import build_model, save_encoder
from training.precision import choose_precision
from training.pretokenize import prepare
from training.pretraining_config import PretrainingConfig

STORE = Path(__file__).with_name("encoders.json")
SHORT = {"data.share": "0.25", "train.epochs": "5", "train.evaluations": "2"}
PROBE_EPOCHS = 4


def measure(
    config: PretrainingConfig, corpus: str, checkpoint: str, articles: str, probe: Path | None
) -> dict[str, Any]:
    tokenizer = AutoTokenizer.from_pretrained(config.vocabulary.path)
    model = build_model(config, -(-len(tokenizer) // 64) * 64)
    row: dict[str, Any] = {"tokens": 0, "step": 0, "loss": None}
    if checkpoint:
        state = torch.load(checkpoint, map_location="cpu", weights_only=True)
        model.load_state_dict(state["model"])
        accelerator = Accelerator(mixed_precision=choose_precision(config.precision))
        row |= {"tokens": state["tokens"], "step": state["step"]}
        if not config.objective.replaced:  # a generator's loss compares with no encoder's
            held_out = prepare(config, corpus, tokenizer)[1]
            row["loss"] = pretrain.evaluate(model, held_out, pretrain.special_ids(tokenizer), config, accelerator)
    with tempfile.TemporaryDirectory() as name:
        save_encoder(model, tokenizer, Path(name, "encoder"))
        changes = {"model.encoder": f"{name}/encoder", "output": f"{name}/run", "data.train": articles}
        if not checkpoint:
            changes["model.from_scratch"] = "true"
        spans = train_with({**SHORT, **changes})["spans"]
        row["articles"] = round(float(SHORT["data.share"]) * len(read_folder(articles)))
        row["spans"] = {label: spans[label] for label in ("micro", "ORG", "PILLAR")}
        if probe:
            mode = "" if checkpoint else ":random"
            row["probe"] = train_and_score(f"{name}/encoder{mode}", read_sentences(probe), PROBE_EPOCHS, seed=1)
    return row


def to_markdown(rows: dict[str, Any]) -> str:
    lines = [
        "# What pre-training brings",
        "",
        "Written by `python benchmarks/encoder_table.py` (see there). Tagging: span F1 on the validation articles of all that the",
        f"decoder finds (threshold 0), with its 95 % interval, after {SHORT['train.epochs']} epochs on the same few articles (their number stands in the table). Probe:",
        f"KLUE-NER sentences, {PROBE_EPOCHS} epochs. Loss: masked tokens of held-out text, 15 % hidden, natural logarithm; comparable for one vocabulary only.",
        "25 and 50 % are the `milestones` of a second run over the same data (`--schedule.minutes null --schedule.steps 7046`; the",
        "first, which gave 100 %, had no shifted positions before 6.6 million tokens). They stand at the full learning rate, 100 %",
        "and the short runs after it has fallen to 0. Short runs:",
        "`--schedule.minutes null --schedule.steps 656 --schedule.warmup 0.05 --schedule.decay_after 0.5 --schedule.long_after 1`.",
        "Short runs differ from the first in one thing: plain WordPiece in the vocabulary; natural proportions in",
        "`--corpus.articles null --corpus.weights '{\"*\": 0.1}'`, which sees every source as often as it is long; replaced tokens in",
        "`--objective.replaced 50` (ELECTRA), for as many minutes as the first takes instead of as many steps; then with weight",
        "10 and `--schedule.learning_rate 5e-4` for 459 steps, as many as those minutes gave.",
        "",
        "| encoder | million tokens seen | loss | articles | micro | ORG | PILLAR | probe entity macro | micro | character macro |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, row in sorted(rows.items(), key=lambda item: item[1]["tokens"]):
        low, high = row["spans"]["micro"]["interval"]
        cells = [name, f"{row['tokens'] / 1e6:.1f}", f"{row['loss']:.2f}" if row["loss"] else "–"]
        cells.append(str(row["articles"]))
        cells += [f"{100 * row['spans']['micro']['f1']:.1f} ({100 * low:.1f}–{100 * high:.1f})"]
        cells += [f"{100 * row['spans'][label]['f1']:.1f}" for label in ("ORG", "PILLAR")]
        probe = row.get("probe")
        keys = ("entity_macro", "entity_micro", "character_macro")
        cells += [f"{100 * probe[key]:.1f}" if probe else "–" for key in keys]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config")
    parser.add_argument("rows", nargs="+", metavar="NAME=CHECKPOINT")
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--probe", type=Path)
    parser.add_argument(
        "--articles", default="data/articles/train", help="annotated articles, of which a quarter is used"
    )
    known, overrides = parser.parse_known_args()
    config = load(known.config, PretrainingConfig, overrides)
    rows: dict[str, Any] = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {}
    for item in known.rows:
        name, _, checkpoint = item.rpartition("=")
        rows[name] = measure(config, known.corpus, checkpoint, known.articles, known.probe)
        print(name, json.dumps(rows[name]), flush=True)
        STORE.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        STORE.with_suffix(".md").write_text(to_markdown(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
