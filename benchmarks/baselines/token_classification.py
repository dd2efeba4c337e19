"""``AutoModelForTokenClassification`` with BIO at token level, as the Hugging Face example has it."""

from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForTokenClassification, AutoTokenizer, set_seed

from benchmarks.baselines import Predict, choose_epochs
from mokmin.article import Article, Entity
from mokmin.labels import BIO_TAGS
from mokmin.scoring import character_tags
from training.precision import choose_precision

ENCODER = Path(__file__).parents[2] / "models" / "encoder"
BATCH, RATE, LENGTH = 8, 3e-4, 512


def train(articles: Sequence[Article], seed: int) -> Predict:
    """Windows of 512 tokens; first-character labels; argmax decoding."""
    set_seed(seed)
    tokenizer = AutoTokenizer.from_pretrained(ENCODER)
    config = AutoConfig.from_pretrained(ENCODER, num_labels=len(BIO_TAGS))
    model = AutoModelForTokenClassification.from_pretrained(ENCODER, config=config, dtype=torch.float32)
    rows = []
    for article in articles:
        tags = character_tags(article)
        encoding = tokenizer(
            article.text,
            truncation=True,
            max_length=LENGTH,
            stride=128,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
        )
        for ids, offsets in zip(encoding["input_ids"], encoding["offset_mapping"], strict=True):
            rows.append((ids, [int(tags[a]) if b > a else -100 for a, b in offsets]))
    bf16 = choose_precision("auto") == "bf16"
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE)
    epochs = choose_epochs(len(articles))
    steps = epochs * -(-len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1, s / (0.1 * steps)) * max(0.0, 1 - s / steps)
    )
    model.train()
    for _ in range(epochs):
        order = torch.randperm(len(rows)).tolist()
        for start in range(0, len(order), BATCH):
            batch = [rows[i] for i in order[start : start + BATCH]]
            width = max(len(ids) for ids, _ in batch)
            ids = torch.tensor([i + [tokenizer.pad_token_id] * (width - len(i)) for i, _ in batch])
            target = torch.tensor([t + [-100] * (width - len(t)) for _, t in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
                logits = model(input_ids=ids, attention_mask=(ids != tokenizer.pad_token_id).long()).logits
            torch.nn.functional.cross_entropy(logits.float().flatten(0, 1), target.flatten()).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
    model.eval()

    def predict(texts: Sequence[str]) -> list[Article]:
        return [_tag(text) for text in texts]

    def _tag(text: str) -> Article:
        encoding = tokenizer(
            text,
            truncation=True,
            max_length=LENGTH,
            stride=128,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
        )
        best: dict[int, tuple[int, int]] = {}
        for ids, offsets in zip(encoding["input_ids"], encoding["offset_mapping"], strict=True):
            with torch.inference_mode():
                tags = model(input_ids=torch.tensor([ids])).logits[0].argmax(-1).tolist()
            for (a, b), tag in zip(offsets, tags, strict=True):
                if b > a:
                    best.setdefault(a, (b, tag))
        entities: list[Entity] = []
        open_span: list[int] | None = None
        for a in sorted(best):
            b, tag = best[a]
            label = (tag - 1) // 2
            if tag and tag % 2 == 0 and open_span and open_span[2] == label:
                open_span[1] = b
                continue
            if open_span:
                entities.append(_entity(text, open_span))
            open_span = [a, b, label] if tag else None
        if open_span:
            entities.append(_entity(text, open_span))
        return Article(text, entities=entities)

    return predict


def _entity(text: str, span: list[int]) -> Entity:
    start, end, label = span
    return Entity(start, end, text[start:end], BIO_TAGS[2 * label + 1][2:])
