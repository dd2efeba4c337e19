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

    The forward recursion over the text and the backward one, which is the same over the text from
    its end, run side by side.
    """
    length = len(emissions)
    step = np.exp(transitions)
    steps = np.stack([step, step.T])
    own = np.stack([emissions, emissions[::-1]], 1)[:, :, None]
    sums = np.empty_like(own)
    current = own[0].copy()
    current[0] += first
    sums[0] = current
    with np.errstate(divide="ignore"):  # the logarithm of 0 is -inf, as it should
        for position in range(1, length):
            highest = current.max(2, keepdims=True)
            current = np.log(np.exp(current - highest) @ steps) + highest + own[position]
            sums[position] = current
    forward, backward = sums[:, 0, 0], sums[::-1, 1, 0]
    total = np.logaddexp.reduce(forward[-1])
    up_to = emissions.cumsum(0)
    scores = []
    for start, end, tag in spans:
        inside = tag + 1
        log = forward[start, tag] - total
        if end > start + 1:
            log += transitions[tag, inside] + (end - start - 2) * transitions[inside, inside]
            log += up_to[end - 1, inside] - up_to[start, inside]
        if end < length:
            leave = transitions[tag if end == start + 1 else inside] + backward[end]
            leave[inside] = -np.inf
            log += np.logaddexp.reduce(leave)
        scores.append(float(np.exp(min(log, 0.0))))
    return scores
