"""Articles → windows with targets, for the Hugging Face Trainer."""

import hashlib
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset

from mokmin.article import Article
from mokmin.errors import MokminError
from mokmin.formats import inline
from mokmin.heads import IGNORED
from mokmin.labels import DOMAINS, begin_tag
from mokmin.normalization import normalize
from mokmin.windows import Window, Windower, pad

Augment = Callable[[Article, random.Random], Article]


def read_folder(folder: str | Path) -> list[Article]:
    """The article files of a folder, sorted by name.

    Raises:
        MokminError: there are none, or one cannot be read.
    """
    paths = sorted(Path(folder).glob("*.md"))
    if not paths:
        raise MokminError(f"{folder}: no article files (*.md) here")
    return [inline.read(path) for path in paths]


def hash_articles(articles: Sequence[Article]) -> str:
    """SHA-256 over the article files' content, to tell data sets apart."""
    digest = hashlib.sha256()
    for article in articles:
        digest.update(inline.render(article).encode())
    return digest.hexdigest()


def label_windows(article: Article, windower: Windower) -> list[dict[str, Any]]:
    """The windows of an article, each with ``tags`` (characters,), ``pillar_spans`` (tokens,), which
    numbers the PILLAR spans of the window from 0, and ``pillar_domains`` (spans,)."""
    normalized = normalize(article.text)
    tags = np.zeros(len(normalized.text), dtype=np.int64)
    spans = np.full(len(normalized.text), IGNORED, dtype=np.int64)
    domains: list[int] = []
    for entity in article.entities:
        start, end = normalized.normalized_span(entity.start, entity.end)
        if start == end:
            continue  # only characters that normalisation drops
        begin = begin_tag(entity.label)
        tags[start:end] = begin + 1
        tags[start] = begin
        if entity.domain is not None:
            spans[start:end] = len(domains)
            domains.append(DOMAINS.index(entity.domain))
    labelled = []
    for window in windower(normalized.text):
        inside = tags[window.start : window.end].copy()
        if len(inside) and inside[0] and inside[0] % 2 == 0:
            # A span that the window's edge cuts: the part begins anew, as decoding would have it.
            inside[0] -= 1
        pillar = np.full(len(window.token_ids), IGNORED, dtype=np.int64)
        real = window.offsets[:, 1] > window.offsets[:, 0]
        pillar[real] = spans[window.offsets[real, 0]]
        present, numbers = np.unique(pillar[pillar != IGNORED], return_inverse=True)
        pillar[pillar != IGNORED] = numbers
        labelled.append(
            {"window": window, "tags": inside, "pillar_spans": pillar, "pillar_domains": [domains[i] for i in present]}
        )
    return labelled


def build_dataset(articles: Sequence[Article], windower: Windower, augment: Augment | None, seed: int) -> Dataset:
    """A data set of articles whose rows become windows, newly augmented, each time they are read."""
    rows = Dataset.from_list([{"index": i} for i in range(len(articles))])
    generator = random.Random(seed)

    def transform(batch: dict[str, list[int]]) -> dict[str, list[Any]]:
        chosen = [articles[i] for i in batch["index"]]
        if augment is not None:
            chosen = [augment(article, generator) for article in chosen]
        return {
            "windows": [label_windows(article, windower) for article in chosen],
            "domains": [[d in article.domains for d in DOMAINS] for article in chosen],
        }

    return rows.with_transform(transform)


def collate(rows: list[dict[str, Any]], pad_id: int) -> dict[str, torch.Tensor]:
    """Rows of :func:`build_dataset` → one padded batch of all their windows.

    Beside the model's inputs: ``tags`` (rows, characters); ``pillar_spans`` (rows, tokens), numbered
    through the batch, and ``pillar_domains`` (spans,); ``articles`` (rows,), each window's article,
    and ``article_domains`` (articles, domains).
    """
    labelled = [window for row in rows for window in row["windows"]]
    windows: list[Window] = [item["window"] for item in labelled]
    batch = pad(windows, pad_id)
    batch["tags"] = np.zeros_like(batch["character_ids"])
    batch["pillar_spans"] = np.full_like(batch["input_ids"], IGNORED)
    domains: list[int] = []
    for row, item in enumerate(labelled):
        batch["tags"][row, : len(item["tags"])] = item["tags"]
        spans = item["pillar_spans"]
        batch["pillar_spans"][row, : len(spans)] = np.where(spans == IGNORED, IGNORED, spans + len(domains))
        domains += item["pillar_domains"]
    batch["pillar_domains"] = np.array(domains, dtype=np.int64)
    batch["articles"] = np.repeat(np.arange(len(rows)), [len(row["windows"]) for row in rows])
    batch["article_domains"] = np.array([row["domains"] for row in rows], dtype=np.int64)
    return {key: torch.from_numpy(value) for key, value in batch.items()}
