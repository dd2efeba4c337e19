"""Where a span may begin and end: no white space at its edges, no bracket or quotation half inside.

The annotation contract leaves no span with half a pair, so half a pair in a decoded span is an
error of one character, and is mended here.
"""

from dataclasses import replace

from mokmin.decoding import Span

_PAIRS = {"(": ")", "（": "）", "[": "]", "「": "」", "『": "』", "《": "》", "〈": "〉", "‘": "’", "“": "”"}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}
_STRAIGHT = "'\""


def fit(span: Span, text: str) -> Span | None:
    """The span with its edges mended; None if nothing is left.

    Dates keep a lone quotation mark, as in ``’26년``.
    """
    if span.label != "DATE":
        span = _close_pairs(_close_straight(span, text), text)
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return replace(span, start=start, end=end) if start < end else None


def _close_pairs(span: Span, text: str) -> Span:
    """Take in the other half where it stands right beside the span, else cut the first half off."""
    half = _first_half(text[span.start : span.end])
    if half is None:
        return span
    place = span.start + half
    if text[place] in _OPENING:
        if text[span.start - 1 : span.start] == _OPENING[text[place]] and place < span.end - 1:
            return replace(span, start=span.start - 1)
        return replace(span, end=place) if place == span.end - 1 else span
    if place == span.start:
        return replace(span, start=place + 1)
    if text[span.end : span.end + 1] == _PAIRS[text[place]]:
        return replace(span, end=span.end + 1)
    return replace(span, end=place)


def _close_straight(span: Span, text: str) -> Span:
    """The same for ``'`` and ``"``, whose halves look alike."""
    for mark in _STRAIGHT:
        inside = text[span.start : span.end]
        if inside.count(mark) % 2 == 0:
            continue
        if text[span.start - 1 : span.start] == mark and not inside.endswith(mark):
            return replace(span, start=span.start - 1)
        if text[span.end : span.end + 1] == mark and not inside.startswith(mark):
            return replace(span, end=span.end + 1)
    return span


def _first_half(text: str) -> int | None:
    """Place of the first bracket or quotation mark whose other half is missing."""
    opened: list[int] = []
    for place, character in enumerate(text):
        if character in _PAIRS:
            opened.append(place)
        elif character in _OPENING and (not opened or text[opened.pop()] != _OPENING[character]):
            return place
    return opened[0] if opened else None
