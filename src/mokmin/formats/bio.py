"""Spans ↔ IOB2 tags, one tag per character, for any label set."""

from collections.abc import Iterable, Sequence

from mokmin.article import Article, Entity
from mokmin.errors import MokminError

Span = tuple[int, int, str]
"""Start, end, label."""


def tags_of(length: int, spans: Iterable[Span]) -> list[str]:
    """``length`` tags ``O``, ``B-label``, ``I-label`` for spans that do not overlap."""
    tags = ["O"] * length
    for start, end, label in spans:
        tags[start:end] = [f"B-{label}", *[f"I-{label}"] * (end - start - 1)]
    return tags


def spans_of(tags: Sequence[str], places: Sequence[str]) -> list[Span]:
    """The spans of a tag sequence; ``places[i]`` names tag *i* in an error.

    Raises:
        MokminError: a tag is not IOB2, or an ``I-`` tag does not continue a span of its label.
    """
    spans: list[Span] = []
    for i, (tag, place) in enumerate(zip(tags, places, strict=True)):
        prefix, dash, label = tag.partition("-")
        if tag == "O":
            continue
        if prefix not in ("B", "I") or not dash or not label:
            raise MokminError(f"{place}: {tag!r} is not O, B-label or I-label")
        if prefix == "B":
            spans.append((i, i + 1, label))
        elif spans and spans[-1][1:] == (i, label):
            spans[-1] = (spans[-1][0], i + 1, label)
        else:
            raise MokminError(f"{place}: {tag} continues no {label}; the first character of a span has B-{label}")
    return spans


def joined(rows: Sequence[tuple[str, str, str]]) -> tuple[str, list[Span]]:
    """Text and spans of ``(characters, tag, place)`` rows; a row is mostly one character.

    Raises:
        MokminError: the tags are not IOB2; the message begins with the row's place.
    """
    starts = [0]
    for characters, _, _ in rows:
        starts.append(starts[-1] + len(characters))
    spans = spans_of([tag for _, tag, _ in rows], [place for _, _, place in rows])
    text = "".join(characters for characters, _, _ in rows)
    return text, [(starts[first], starts[last], label) for first, last, label in spans]


def article_of(text: str, spans: Iterable[Span], number: str | None, where: str) -> Article:
    """An article from a format that has no more than an id, a text and spans.

    Raises:
        MokminError: a label is not ours; the message begins with ``where``.
    """
    try:
        return Article(text, entities=[Entity(s, e, text[s:e], label) for s, e, label in spans], id=number)
    except MokminError as error:
        raise MokminError(f"{where}: {error}") from error


def check_id(number: str | None, name: str) -> str:
    """An id as part of a line, empty for None.

    Raises:
        MokminError: it has a tab or line break.
    """
    if number and any(character in number for character in "\t\r\n"):
        raise MokminError(f"the id {number!r} has a tab or line break, which {name} cannot hold; rename the article")
    return number or ""
