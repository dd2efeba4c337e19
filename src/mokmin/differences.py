"""Where two annotations of one text differ, one entry for each place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

from mokmin.article import Affiliation, Article, Entity

Kind = Literal["only in a", "only in b", "boundary", "label", "domain", "value", "article domains", "affiliation"]

CONTEXT = 15
"""Characters of text shown on either side of a span."""


@dataclass(frozen=True)
class Difference:
    """What ``a`` and ``b`` say of ``start:end`` in article ``id`` (None of the whole article).

    ``context`` shows the text around, the place in brackets.
    """

    id: str | None
    kind: Kind
    start: int | None
    end: int | None
    a: str | None
    b: str | None
    context: str = ""


def differences(first: Article, second: Article) -> Iterator[Difference]:
    """All differences of two annotations of one text, spans first, in the order of the text.

    Spans that overlap are one difference of ``boundary`` (or of ``label``, if only that differs);
    a span that overlaps several is paired with the one it shares most characters with.
    """
    for x, y in _pairs(first.entities, second.entities):
        yield from _span_differences(first, x, y)
    if set(first.domains) != set(second.domains):
        a, b = (", ".join(sorted(article.domains)) for article in (first, second))
        yield Difference(first.id, "article domains", None, None, a, b)
    for affiliation in dict.fromkeys(first.affiliations):
        if affiliation not in second.affiliations:
            yield Difference(first.id, "affiliation", None, None, _row(affiliation), None)
    for affiliation in dict.fromkeys(second.affiliations):
        if affiliation not in first.affiliations:
            yield Difference(first.id, "affiliation", None, None, None, _row(affiliation))


def _pairs(first: list[Entity], second: list[Entity]) -> list[tuple[Entity | None, Entity | None]]:
    overlaps = [(x, y, min(x.end, y.end) - max(x.start, y.start)) for x in first for y in second]
    pairs: list[tuple[Entity | None, Entity | None]] = []
    left, right = dict.fromkeys(first), dict.fromkeys(second)
    for x, y, shared in sorted(overlaps, key=lambda row: -row[2]):
        if shared > 0 and x in left and y in right:
            pairs.append((x, y))
            del left[x], right[y]
    pairs += [(x, None) for x in left]
    pairs += [(None, y) for y in right]
    return sorted(pairs, key=lambda pair: min(e.start for e in pair if e is not None))


def _span_differences(article: Article, x: Entity | None, y: Entity | None) -> Iterator[Difference]:
    start = min(e.start for e in (x, y) if e is not None)
    end = max(e.end for e in (x, y) if e is not None)

    def difference(kind: Kind, a: str | None, b: str | None) -> Difference:
        return Difference(article.id, kind, start, end, a, b, context(article.text, start, end))

    if x is None or y is None:
        kind: Kind = "only in b" if x is None else "only in a"
        yield difference(kind, _mark(x) if x else None, _mark(y) if y else None)
    elif (x.start, x.end) != (y.start, y.end):
        yield difference("boundary", _mark(x), _mark(y))
    elif x.label != y.label:
        yield difference("label", _mark(x), _mark(y))
    elif x.domain != y.domain:
        yield difference("domain", x.domain, y.domain)
    elif x.value != y.value:
        yield difference("value", x.value, y.value)


def context(text: str, start: int, end: int) -> str:
    """The text around a span on one line, the span in brackets."""
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return normalize("NFC", " ".join(f"{before}[{text[start:end]}]{after}".split()))


def _mark(entity: Entity) -> str:
    return f"[{entity.text}]({entity.label})"


def _row(affiliation: Affiliation) -> str:
    row = f"{affiliation.name}, {affiliation.role}, {affiliation.organization or '–'}"
    return f"{row} (former)" if affiliation.former else row
