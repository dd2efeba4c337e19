"""Packed sequences and masked spans for pre-training; both are pure functions of (seed, step)."""

from dataclasses import dataclass, replace

import numpy as np

from training.pretokenize import TokenFiles

IGNORED = -100


@dataclass(frozen=True)
class SpecialIds:
    """Ids of special tokens and, for each id, whether it continues a word: shape (vocabulary,)."""

    cls: int
    sep: int
    mask: int
    first_regular: int
    continues: np.ndarray


@dataclass(frozen=True)
class Batch:
    """``inputs`` (rows, length); ``positions`` and ``targets`` (rows, masked); ``tags`` (rows,
    length, 2) or None; ``offsets`` (rows,), the position of the first token."""

    inputs: np.ndarray
    positions: np.ndarray
    targets: np.ndarray
    tags: np.ndarray | None
    offsets: np.ndarray


def pack(
    files: TokenFiles, ids: SpecialIds, length: int, rows: int, step: int, seed: int
) -> tuple[np.ndarray, np.ndarray | None]:
    """Sequences ``[CLS] … [SEP]`` number ``step * rows …`` of an endless, reshuffled order."""
    content = length - 2
    total = len(files.tokens) // content
    sequence = np.arange(step * rows, (step + 1) * rows)
    blocks = np.empty(rows, dtype=np.int64)
    for epoch in np.unique(sequence // total):
        order = np.random.default_rng([seed, length, int(epoch)]).permutation(total)
        chosen = sequence // total == epoch
        blocks[chosen] = order[sequence[chosen] % total]
    index = blocks[:, None] * content + np.arange(content)
    inputs = np.empty((rows, length), dtype=np.int64)
    inputs[:, 0], inputs[:, -1], inputs[:, 1:-1] = ids.cls, ids.sep, files.tokens[index]
    if files.tags is None:
        return inputs, None
    tags = np.full((rows, length, 2), IGNORED, dtype=np.int64)
    tags[:, 1:-1] = files.tags[index]
    tags[inputs == ids.sep] = IGNORED
    return inputs, tags


def mask(
    inputs: np.ndarray, tags: np.ndarray | None, ids: SpecialIds, rate: float, join: float, key: list[int]
) -> Batch:
    """Hide whole words and runs of words; the number hidden is the same in every row.

    Spans follow a geometric law with parameter ``1 - join`` over words (SpanBERT, Joshi et al.
    2020); of the hidden tokens 80 % become [MASK], 10 % a random token, 10 % stay (BERT).
    """
    generator = np.random.default_rng(key)
    rows, length = inputs.shape
    hidden = max(1, round(rate * (length - 2)))
    special = (inputs == ids.cls) | (inputs == ids.sep)
    starts = ~ids.continues[inputs] | special
    joined = starts & ~special & (generator.random(inputs.shape) < join)
    joined[:, 1:] &= ~special[:, :-1]
    span = np.cumsum(starts & ~joined, axis=1)
    priority = np.take_along_axis(generator.random((rows, length + 1)), span, axis=1)
    priority[special] = 2.0
    # A stable order keeps the tokens of a span together.
    positions = np.sort(np.argsort(priority, axis=1, kind="stable")[:, :hidden], axis=1)
    targets = np.take_along_axis(inputs, positions, axis=1)
    usable = ~np.take_along_axis(special, positions, axis=1)
    fate = generator.random(positions.shape)
    noise = generator.integers(ids.first_regular, len(ids.continues), positions.shape)
    replaced = np.where(fate < 0.8, ids.mask, np.where(fate < 0.9, noise, targets))
    corrupted = inputs.copy()
    np.put_along_axis(corrupted, positions, np.where(usable, replaced, targets), axis=1)
    return Batch(corrupted, positions, np.where(usable, targets, IGNORED), tags, np.zeros(rows, dtype=np.int64))


def shift(batch: Batch, limit: int, share: float, key: list[int]) -> Batch:
    """Let a share of the rows start anywhere in the ``limit`` positions: short sequences then train
    the embeddings of all positions (PoSE, Zhu et al. 2024, in its simplest form)."""
    generator = np.random.default_rng([*key, 1])
    rows, length = batch.inputs.shape
    moved = generator.random(rows) < share
    return replace(batch, offsets=np.where(moved, generator.integers(0, limit - length + 1, rows), 0))
