"""Scores of characters → legal BIO tags → character spans with probabilities.

A linear-chain CRF (Lafferty, McCallum & Pereira 2001): the score of a tag sequence is the sum of
its emissions and transitions. Illegal transitions score -inf, so no illegal sequence can win.
"""

from dataclasses import dataclass

import numpy as np

from mokmin.labels import BIO_TAGS, LABELS

TAGS = len(BIO_TAGS)


@dataclass(frozen=True)
class Span:
    """Characters ``start:end`` with a label and the probability that exactly this span is there."""

    start: int
    end: int
    label: str
    score: float


def legal_transitions() -> np.ndarray:
    """Which tag may follow which, bool (tags, tags): ``I-X`` only after ``B-X`` and ``I-X``."""
    legal = np.ones((TAGS, TAGS), dtype=bool)
    for inside in range(2, TAGS, 2):
        legal[:, inside] = False
        legal[inside - 1, inside] = legal[inside, inside] = True
    return legal


def legal_starts() -> np.ndarray:
    """Which tags may begin a text, bool (tags,): all but ``I-X``."""
    return np.array([tag[0] != "I" for tag in BIO_TAGS])


def decode(emissions: np.ndarray, transitions: np.ndarray) -> list[Span]:
    """The best legal tag sequence's spans.

    Args:
        emissions: (characters, tags) scores, natural logarithm up to a constant per character.
        transitions: (tags, tags) scores of going from row to column; legality is added here.
    """
    if not len(emissions):
        return []
    transitions = np.where(legal_transitions(), transitions, -np.inf)
    first = np.where(legal_starts(), 0.0, -np.inf)
    tags = _viterbi(emissions, transitions, first)
    spans = _spans(tags)
    scores = _span_probabilities(emissions.astype(np.float64), transitions, first, spans)
    return [Span(a, b, LABELS[(tag - 1) // 2], float(p)) for (a, b, tag), p in zip(spans, scores, strict=True)]


def _viterbi(emissions: np.ndarray, transitions: np.ndarray, first: np.ndarray) -> np.ndarray:
    length = len(emissions)
    back = np.zeros((length, TAGS), dtype=np.int8)
    into = np.ascontiguousarray(transitions.T)
    columns = np.arange(TAGS)
    best = first + emissions[0]
    for position in range(1, length):
        candidates = into + best
        choice = candidates.argmax(1)
        back[position] = choice
        best = candidates[columns, choice] + emissions[position]
    tags = np.zeros(length, dtype=np.int64)
    tags[-1] = best.argmax()
    for position in range(length - 1, 0, -1):
        tags[position - 1] = back[position, tags[position]]
    return tags


def _spans(tags: np.ndarray) -> list[tuple[int, int, int]]:
    """``(start, end, B-tag)`` of the spans of a legal tag sequence."""
    spans: list[tuple[int, int, int]] = []
    for start in np.flatnonzero(tags % 2 == 1):
        end = int(start) + 1
        while end < len(tags) and tags[end] == tags[start] + 1:
            end += 1
        spans.append((int(start), end, int(tags[start])))
    return spans


def _span_probabilities(
    emissions: np.ndarray, transitions: np.ndarray, first: np.ndarray, spans: list[tuple[int, int, int]]
) -> list[float]:
    """Probability under the CRF that a span stands there, begun and ended where it is.

    Forward and backward weights are kept as probabilities, scaled anew at every character.
    """
    length = len(emissions)
    shift = emissions.max(1, keepdims=True)
    weights = np.exp(emissions - shift)
    step = np.exp(transitions)
    back_step = np.ascontiguousarray(step.T)
    forward = np.empty((length, TAGS))
    scale = np.empty(length)
    current = np.exp(first) * weights[0]
    for position in range(length):
        if position:
            current = (current @ step) * weights[position]
        scale[position] = current.sum()
        current = current / scale[position]
        forward[position] = current
    backward = np.empty((length, TAGS))
    current = np.ones(TAGS)
    backward[-1] = current
    for position in range(length - 1, 0, -1):
        current = (weights[position] * current / scale[position]) @ back_step
        backward[position - 1] = current
    scores = []
    for start, end, tag in spans:
        inside = tag + 1
        log = np.log(forward[start, tag] + 1e-300)
        for position in range(start + 1, end):
            before = tag if position == start + 1 else inside
            log += transitions[before, inside] + emissions[position, inside] - shift[position, 0] - np.log(scale[position])
        last = tag if end == start + 1 else inside
        if end < length:
            leave = step[last].copy()
            leave[inside] = 0.0
            after = leave @ (weights[end] * backward[end]) / scale[end]
        else:
            after = 1.0
        scores.append(min(1.0, float(np.exp(log) * after)))
    return scores


