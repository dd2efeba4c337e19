import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokmin.decoding import TAGS, decode, legal_starts, legal_transitions
from mokmin.labels import BIO_TAGS, LABELS, begin_tag


def is_legal(tags: tuple[int, ...]) -> bool:
    names = ["O", *(BIO_TAGS[t] for t in tags)]
    return all(b[0] != "I" or a[1:] == b[1:] for a, b in itertools.pairwise(names))


def spans_of(tags: tuple[int, ...]) -> set[tuple[int, int, str]]:
    found: set[tuple[int, int, str]] = set()
    start = 0
    for position, (tag, following) in enumerate(zip(tags, (*tags[1:], 0), strict=True)):
        if BIO_TAGS[tag][0] == "B":
            start = position
        if tag and BIO_TAGS[following] != f"I-{BIO_TAGS[tag][2:]}":
            found.add((start, position + 1, BIO_TAGS[tag][2:]))
    return found


LEGAL = {n: [t for t in itertools.product(range(TAGS), repeat=n) if is_legal(t)] for n in (1, 2, 3)}


def brute_force(
    emissions: np.ndarray, transitions: np.ndarray
) -> tuple[set[tuple[int, int, str]], dict[tuple[int, int, str], float]]:
    """Spans of the best legal sequence, and the probability of every span."""
    sequences = np.array(LEGAL[len(emissions)])
    scores = emissions[np.arange(len(emissions)), sequences].sum(1)
    scores = scores + transitions[sequences[:, :-1], sequences[:, 1:]].sum(1)
    weights = np.exp(scores - scores.max())
    probabilities: dict[tuple[int, int, str], float] = {}
    for sequence, weight in zip(sequences, weights / weights.sum(), strict=True):
        for span in spans_of(tuple(sequence)):
            probabilities[span] = probabilities.get(span, 0.0) + float(weight)
    return spans_of(tuple(sequences[scores.argmax()])), probabilities


@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("spread", [0.3, 3.0, 20.0])
def test_best_sequence_and_probabilities_against_brute_force(length: int, spread: float) -> None:
    generator = np.random.default_rng([length, int(spread)])
    for _ in range(25):
        emissions = generator.normal(scale=spread, size=(length, TAGS))
        transitions = generator.normal(scale=spread / 2, size=(TAGS, TAGS))
        best, probabilities = brute_force(emissions, transitions)
        spans = decode(emissions, transitions)
        assert {(s.start, s.end, s.label) for s in spans} == best
        for span in spans:
            assert span.score == pytest.approx(probabilities[span.start, span.end, span.label], abs=1e-9)


def log_partition(emissions: np.ndarray, transitions: np.ndarray) -> float:
    moves = np.where(legal_transitions(), transitions, -np.inf)
    scores = np.where(legal_starts(), 0.0, -np.inf) + emissions[0]
    for row in emissions[1:]:
        scores = np.logaddexp.reduce(scores[:, None] + moves, 0) + row
    return float(np.logaddexp.reduce(scores))


def test_probabilities_in_a_long_text() -> None:
    """The share of the sequences that hold the span, by a recursion that allows no others."""
    generator = np.random.default_rng(5)
    emissions = generator.normal(scale=2.0, size=(300, TAGS))
    emissions[100, 1], emissions[101:200, 2] = 15.0, 12.0
    transitions = generator.normal(size=(TAGS, TAGS))
    spans = decode(emissions, transitions)
    assert any(s.end - s.start > 90 for s in spans)
    for span in spans:
        forced, begin = emissions.copy(), begin_tag(span.label)
        forced[span.start, np.arange(TAGS) != begin] = -np.inf
        forced[span.start + 1 : span.end, np.arange(TAGS) != begin + 1] = -np.inf
        forced[span.end : span.end + 1, begin + 1] = -np.inf
        expected = np.exp(log_partition(forced, transitions) - log_partition(emissions, transitions))
        assert span.score == pytest.approx(expected, abs=1e-9)


@given(st.integers(0, 10_000), st.integers(1, 60), st.sampled_from([0.0, 1.0, 30.0, 3000.0]))
def test_spans_are_sorted_apart_and_scored_between_0_and_1(seed: int, length: int, spread: float) -> None:
    generator = np.random.default_rng(seed)
    emissions = generator.normal(scale=spread, size=(length, TAGS)).astype(np.float32)
    transitions = generator.normal(size=(TAGS, TAGS))
    with np.errstate(all="raise", under="ignore"):
        spans = decode(emissions, transitions)
    for before, after in itertools.pairwise(spans):
        assert before.end <= after.start
    for span in spans:
        assert 0 <= span.start < span.end <= length
        assert span.label in LABELS
        assert 0.0 <= span.score <= 1.0


@pytest.mark.parametrize("label", LABELS)
def test_a_text_cannot_begin_inside_of_a_span(label: str) -> None:
    emissions = np.zeros((3, TAGS))
    emissions[:, begin_tag(label) + 1] = 500.0  # I-label everywhere
    assert [(s.start, s.end, s.label) for s in decode(emissions, np.zeros((TAGS, TAGS)))] == [(0, 3, label)]
    emissions[0, 0] = 2000.0  # O first, then I-label: a B-label has to stand between
    spans = decode(emissions, np.zeros((TAGS, TAGS)))
    assert [(s.start, s.end, s.label) for s in spans] == [(1, 3, label)]
    assert spans[0].score > 0.99


def test_legal_moves() -> None:
    legal = legal_transitions()
    assert [BIO_TAGS[i] for i in np.flatnonzero(legal[:, begin_tag("DATE") + 1])] == ["B-DATE", "I-DATE"]
    assert legal[:, [0, *range(1, TAGS, 2)]].all()
    assert [BIO_TAGS[i] for i in np.flatnonzero(~legal_starts())] == [t for t in BIO_TAGS if t[0] == "I"]


def test_transitions_that_forbid_nothing_still_give_legal_sequences() -> None:
    transitions = np.full((TAGS, TAGS), -50.0)
    transitions[0, 2] = transitions[2, 4] = 100.0  # reward O → I-ORG → I-OFFICIAL
    spans = decode(np.zeros((6, TAGS)), transitions)
    assert all(s.label in LABELS for s in spans)


def test_nothing() -> None:
    assert decode(np.zeros((0, TAGS)), np.zeros((TAGS, TAGS))) == []
    outside = np.zeros((5, TAGS))
    outside[:, 0] = 9.0
    assert decode(outside, np.zeros((TAGS, TAGS))) == []
