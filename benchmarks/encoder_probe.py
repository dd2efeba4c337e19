"""Compare encoders on a KLUE-NER file: fine-tune the same head in the same way on each.

    python benchmarks/encoder_probe.py KLUE_NER.tsv models/encoder runs/other-encoder … [--epochs 4]

Sentences whose 0-based position is not a multiple of 5 are trained on, the others scored; a
token-level linear head, AdamW 4e-4, batches of 32, first-character labels. Reported are entity F1
(macro over types and micro, exact characters) and macro F1 of characters with O, as KLUE defines
them. ``PATH:random`` takes the shape and tokenizer of an encoder with random weights. A probe of
encoders against each other, not KLUE's benchmark. Writes benchmarks/encoder_probe.md.
"""

import argparse
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoConfig, AutoModelForTokenClassification, AutoTokenizer, set_seed

from mokmin.formats.klue_tsv import read_sentences
from training.precision import choose_precision

Sentence = tuple[str, str, list[tuple[int, int, str]]]


def character_tags(text: str, spans: list[tuple[int, int, str]], tags: list[str]) -> list[int]:
    values = [0] * len(text)
    for start, end, label in spans:
        values[start:end] = [tags.index(f"I-{label}")] * (end - start)
        values[start] = tags.index(f"B-{label}")
    return values


def spans_of(values: list[int], tags: list[str]) -> set[tuple[int, int, str]]:
    """Strict IOB2 spans of character tags."""
    found, start = set(), None
    for i, value in enumerate([*values, 0]):
        if start is not None and tags[value] != f"I-{tags[values[start]][2:]}":
            found.add((start, i, tags[values[start]][2:]))
            start = None
        if tags[value][0] == "B":
            start = i
    return found


def train_and_score(name: str, sentences: list[Sentence], epochs: int, seed: int) -> dict[str, float]:
    set_seed(seed)
    path, _, mode = name.partition(":")
    labels = sorted({label for _, _, spans in sentences for _, _, label in spans})
    tags = ["O", *(f"{p}-{label}" for label in labels for p in "BI")]
    tokenizer = AutoTokenizer.from_pretrained(path)
    config = AutoConfig.from_pretrained(path, num_labels=len(tags))
    if mode == "random":
        model: Any = AutoModelForTokenClassification.from_config(config).float()
    else:
        model = AutoModelForTokenClassification.from_pretrained(path, config=config, dtype=torch.float32)
    encoded = []
    for _, text, spans in sentences:
        encoding = tokenizer(text, return_offsets_mapping=True, truncation=True, max_length=510)
        encoded.append((encoding["input_ids"], encoding["offset_mapping"], character_tags(text, spans, tags)))
    train = [row for i, row in enumerate(encoded) if i % 5]
    test = [row for i, row in enumerate(encoded) if not i % 5]
    bf16 = choose_precision("auto") == "bf16"
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-4)
    steps = epochs * -(-len(train) // 32)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1, s / (0.1 * steps)) * max(0.0, 1 - s / steps)
    )
    generator = random.Random(seed)
    model.train()
    for _ in range(epochs):
        order = sorted(range(len(train)), key=lambda i: len(train[i][0]) + generator.random() * 20)
        batches = [order[i : i + 32] for i in range(0, len(order), 32)]
        generator.shuffle(batches)
        for batch in batches:
            ids, mask = pad([train[i][0] for i in batch], tokenizer.pad_token_id)
            target = torch.full(ids.shape, -100)
            for row, i in enumerate(batch):
                for column, (a, b) in enumerate(train[i][1]):
                    if b > a:
                        target[row, column] = train[i][2][a]
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
                logits = model(input_ids=ids, attention_mask=mask).logits
            torch.nn.functional.cross_entropy(logits.float().flatten(0, 1), target.flatten()).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
    return score(model.eval(), test, tags, tokenizer.pad_token_id, bf16)


def score(model: Any, test: list[Any], tags: list[str], pad_id: int, bf16: bool) -> dict[str, float]:
    counts: dict[str, np.ndarray] = {tag[2:]: np.zeros(3) for tag in tags[1:]}
    table = np.zeros((len(tags), len(tags)))
    for ids, offsets, gold in test:
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            best = model(input_ids=torch.tensor([ids])).logits[0].argmax(-1).tolist()
        predicted = [0] * len(gold)
        for (a, b), tag in zip(offsets, best, strict=True):
            for i in range(a, b):
                predicted[i] = tag + 1 if i > a and tags[tag][0] == "B" else tag
        # A space between two pieces of an entity belongs to it.
        for i in range(1, len(gold) - 1):
            if predicted[i] == 0 and tags[predicted[i + 1]][0] == "I" and not any(a <= i < b for a, b in offsets):
                predicted[i] = predicted[i + 1]
        np.add.at(table, (gold, predicted), 1)
        wanted, found = spans_of(gold, tags), spans_of(predicted, tags)
        for spans, column in ((wanted & found, 0), (found - wanted, 1), (wanted - found, 2)):
            for _, _, label in spans:
                counts[label][column] += 1
    f1 = lambda c: 2 * c[0] / max(2 * c[0] + c[1] + c[2], 1)  # noqa: E731
    hits = np.diag(table)
    characters = [2 * hits[t] / max(table[t].sum() + table[:, t].sum(), 1) for t in range(len(tags))]
    return {
        "entity_macro": float(np.mean([f1(c) for c in counts.values()])),
        "entity_micro": float(f1(sum(counts.values()))),
        "character_macro": float(np.mean(characters)),
    }


def pad(rows: list[list[int]], value: int) -> tuple[torch.Tensor, torch.Tensor]:
    width = max(map(len, rows))
    ids = torch.tensor([row + [value] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    return ids, mask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("encoders", nargs="+")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    known = parser.parse_args()
    sentences = read_sentences(known.file)
    lines = [
        "# Encoders on the KLUE-NER probe",
        "",
        f"`python benchmarks/encoder_probe.py`, {known.epochs} epochs, seed {known.seed}, {len(sentences):,} sentences (4/5 to train on).",
        "",
    ]
    lines += ["| encoder | entity F1 macro | entity F1 micro | character F1 macro (with O) |", "|---|---:|---:|---:|"]
    for name in known.encoders:
        row = train_and_score(name, sentences, known.epochs, known.seed)
        lines.append(
            f"| {name} | {100 * row['entity_macro']:.1f} | {100 * row['entity_micro']:.1f} | {100 * row['character_macro']:.1f} |"
        )
        print(lines[-1], flush=True)
    Path(__file__).with_suffix(".md").write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
