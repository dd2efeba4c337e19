"""Replacing pieces of an annotated text while its spans stay on their characters."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mokmin.article import Article, Entity

_PAIRS = (
    ("은", "는"),
    ("이", "가"),
    ("을", "를"),
    ("과", "와"),
    ("으로", "로"),
    ("이라", "라"),
    ("이며", "며"),
    ("아", "야"),
)
"""Particles after a final consonant, and after a vowel."""


@dataclass(frozen=True)
class Edit:
    """Put ``text`` in the place of characters ``start:end``."""

    start: int
    end: int
    text: str


def apply_edits(article: Article, edits: Iterable[Edit]) -> Article:
    """The article with the edits made; overlapping edits after the first are left out.

    An edit that crosses the edge of a span, or holds more than the span, is left out too.
    """
    spans = [(e.start, e.end) for e in article.entities]
    starts = [s for s, _ in spans]
    kept: list[Edit] = []
    position = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < position or _crosses(edit, spans, starts):
            continue
        kept.append(edit)
        position = edit.end
    pieces: list[str] = []
    moves: list[tuple[int, int]] = []  # after old offset → shift
    position = shift = 0
    for edit in kept:
        pieces += [article.text[position : edit.start], edit.text]
        shift += len(edit.text) - (edit.end - edit.start)
        moves.append((edit.end, shift))
        position = edit.end
    text = "".join([*pieces, article.text[position:]])
    ends = [end for end, _ in moves]
    inserted = Counter[int]()
    for edit in kept:
        if edit.start == edit.end:
            inserted[edit.start] += len(edit.text)

    def moved(offset: int, is_start: bool) -> int:
        index = bisect_right(ends, offset)
        new = offset + (moves[index - 1][1] if index else 0)
        # Text put in right at a span's end stays outside of the span.
        return new if is_start else new - inserted[offset]

    entities: list[Entity] = []
    for entity in article.entities:
        start, end = moved(entity.start, True), moved(entity.end, False)
        if text[start:end].strip():
            entities.append(replace(entity, start=start, end=end, text=text[start:end]))
    return Article(
        text, article.published, entities, article.domains, article.domain_scores, [], article.id, article.meta
    )


def crop(article: Article, start: int, end: int) -> Article:
    """The characters ``start:end`` of the article with the spans that lie inside them."""
    inside = [
        replace(e, start=e.start - start, end=e.end - start)
        for e in article.entities
        if start <= e.start and e.end <= end
    ]
    return replace(article, text=article.text[start:end], entities=inside, affiliations=[])


def fit_particle(article: Article, end: int, word: str) -> Edit | None:
    """The edit that fits the particle at ``end`` to a new word before it; None if there is nothing
    to change."""
    final = final_consonant(word)
    if final is None:
        return None
    rest = article.text[end : end + 3]
    for after_consonant, after_vowel in _PAIRS:
        for old in (after_consonant, after_vowel):
            if not rest.startswith(old) or (len(rest) > len(old) and "가" <= rest[len(old)] <= "힣"):
                continue
            takes_vowel_form = final == 0 or (after_consonant == "으로" and final == 8)  # 서울로
            new = after_vowel if takes_vowel_form else after_consonant
            return None if new == old else Edit(end, end + len(old), new)
    return None


def final_consonant(word: str) -> int | None:
    """Index of the last syllable's final consonant (0 none, 8 ㄹ); None if it is not Hangul."""
    code = ord(word[-1]) - 0xAC00 if word else -1
    return code % 28 if 0 <= code < 11172 else None


def _crosses(edit: Edit, spans: list[tuple[int, int]], starts: list[int]) -> bool:
    index = max(0, bisect_right(starts, edit.start) - 1)
    for start, end in spans[index : index + 20]:
        if start >= edit.end:
            break
        inside = start <= edit.start and edit.end <= end
        if edit.start < end and start < edit.end and not inside:
            return True
    return False
