from collections import Counter

import numpy as np
import pytest

from training.masking import IGNORED, SpecialIds, mask, pack, shift
from training.pretokenize import TokenFiles

# Ids 5..59 begin words, 60..99 go on with them.
IDS = SpecialIds(cls=2, sep=3, mask=4, first_regular=5, continues=np.arange(100) >= 60)
GENERATOR = np.random.default_rng(0)
TOKENS = np.where(GENERATOR.random(5000) < 0.02, 3, GENERATOR.integers(5, 100, 5000)).astype(np.uint16)
FILES = TokenFiles(TOKENS, None)
TAGGED = TokenFiles(TOKENS, GENERATOR.integers(0, 9, (5000, 2)).astype(np.uint8))


def test_sequences_are_framed_pieces_of_the_text() -> None:
    inputs, tags = pack(FILES, IDS, 32, 4, 0, 1)
    assert inputs.shape == (4, 32)
    assert tags is None
    assert set(inputs[:, 0]) == {2}
    assert set(inputs[:, -1]) == {3}
    blocks = {tuple(block) for block in TOKENS[: 5000 // 30 * 30].reshape(-1, 30).tolist()}
    assert all(tuple(row[1:-1]) in blocks for row in inputs.tolist())


def test_an_epoch_holds_every_block_once_then_in_another_order() -> None:
    total, rows = 5000 // 30, 4
    drawn = [tuple(r) for step in range(3 * total // rows + 1) for r in pack(FILES, IDS, 32, rows, step, 1)[0].tolist()]
    epochs = [drawn[i * total : (i + 1) * total] for i in range(3)]
    for epoch in epochs:
        assert len(set(epoch)) == total
    assert set(epochs[0]) == set(epochs[1])
    assert epochs[0] != epochs[1]


def test_packing_depends_on_step_and_seed_only() -> None:
    assert np.array_equal(pack(FILES, IDS, 32, 4, 7, 1)[0], pack(FILES, IDS, 32, 4, 7, 1)[0])
    assert not np.array_equal(pack(FILES, IDS, 32, 4, 7, 1)[0], pack(FILES, IDS, 32, 4, 7, 2)[0])
    # Twice as many rows in a step are the same rows in the same order.
    halves = np.concatenate([pack(FILES, IDS, 32, 4, step, 1)[0] for step in (6, 7)])
    assert np.array_equal(pack(FILES, IDS, 32, 8, 3, 1)[0], halves)


def test_tags_follow_their_tokens() -> None:
    inputs, tags = pack(TAGGED, IDS, 32, 4, 0, 1)
    assert tags is not None
    where = {tuple(block): i for i, block in enumerate(TOKENS[: 5000 // 30 * 30].reshape(-1, 30).tolist())}
    for row, labels in zip(inputs, tags, strict=True):
        start = 30 * where[tuple(row[1:-1].tolist())]
        real = row[1:-1] != 3
        assert np.array_equal(labels[1:-1][real], TAGGED.tags[start : start + 30][real])  # type: ignore[index]
        assert set(labels[row == 3].ravel()) | set(labels[0]) == {IGNORED}


def batch(rate: float = 0.3, rows: int = 64, key: int = 0, join: float = 0.35):  # type: ignore[no-untyped-def]
    inputs, _ = pack(FILES, IDS, 128, rows, 0, key)
    return inputs, mask(inputs, None, IDS, rate, join, [key, 1])


@pytest.mark.parametrize("rate", [0.01, 0.15, 0.3, 0.9])
def test_every_row_hides_the_same_number(rate: float) -> None:
    inputs, hidden = batch(rate)
    assert hidden.positions.shape == hidden.targets.shape == (64, max(1, round(rate * 126)))
    assert np.all(np.diff(hidden.positions, axis=1) > 0)
    kept = np.take_along_axis(inputs, hidden.positions, 1)
    real = hidden.targets != IGNORED
    assert np.array_equal(hidden.targets[real], kept[real])
    assert set(kept[~real].tolist()) <= {2, 3}
    if rate < 0.9:
        assert real.all()


def test_special_tokens_are_never_changed_nor_other_places() -> None:
    inputs, hidden = batch(0.9)
    special = (inputs == 2) | (inputs == 3)
    assert np.array_equal(hidden.inputs[special], inputs[special])
    changed = hidden.inputs != inputs
    chosen = np.zeros_like(changed)
    np.put_along_axis(chosen, hidden.positions, True, 1)
    assert not (changed & ~chosen).any()


def test_eight_in_ten_become_masks_one_another_token_one_stays() -> None:
    _, hidden = batch(0.3, rows=256)
    new = np.take_along_axis(hidden.inputs, hidden.positions, 1)
    shares = [(new == 4).mean(), ((new != 4) & (new != hidden.targets)).mean(), (new == hidden.targets).mean()]
    assert shares == pytest.approx([0.8, 0.1, 0.1], abs=0.02)
    assert new.min() >= 4


def test_words_are_hidden_whole() -> None:
    """But for one word in a row at most, which the fixed number cuts."""
    inputs, hidden = batch(0.2)
    for row, positions in zip(inputs, hidden.positions, strict=True):
        special = (row == 2) | (row == 3)
        word = np.cumsum(~IDS.continues[row] | special)
        sizes, masked = Counter(word[~special].tolist()), Counter(word[positions].tolist())
        cut = [w for w, n in masked.items() if n != sizes[w]]
        assert len(cut) <= 1


def test_joining_makes_longer_runs() -> None:
    def mean_run(join: float) -> float:
        _, hidden = batch(0.2, join=join)
        runs = sum(int((np.diff(p) > 1).sum()) + 1 for p in hidden.positions)
        return float(hidden.positions.size / runs)

    assert mean_run(0.6) > mean_run(0.3) > mean_run(0.0)


def test_masking_depends_on_its_key_only() -> None:
    inputs, first = batch()
    again = mask(inputs, None, IDS, 0.3, 0.35, [0, 1])
    other = mask(inputs, None, IDS, 0.3, 0.35, [0, 2])
    assert np.array_equal(first.inputs, again.inputs)
    assert np.array_equal(first.positions, again.positions)
    assert not np.array_equal(first.positions, other.positions)
    # Hidden places are spread over the row.
    counts = np.bincount(first.positions.ravel(), minlength=128)[1:-1]
    assert counts.min() > 0


def test_a_share_of_the_rows_is_shifted_within_the_positions() -> None:
    inputs, _ = pack(FILES, IDS, 16, 400, 0, 1)
    batch = mask(inputs, None, IDS, 0.15, 0.3, [1, 2])
    assert not batch.offsets.any()
    moved = shift(batch, 64, 0.5, [1, 2])
    assert np.array_equal(moved.inputs, batch.inputs)
    assert moved.offsets.min() == 0
    assert moved.offsets.max() == 64 - 16
    assert 0.4 < (moved.offsets > 0).mean() < 0.6
    assert np.array_equal(moved.offsets, shift(batch, 64, 0.5, [1, 2]).offsets)
    assert not np.array_equal(moved.offsets, shift(batch, 64, 0.5, [1, 3]).offsets)
    assert not shift(batch, 64, 0.0, [1, 2]).offsets.any()
