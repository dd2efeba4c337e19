"""Who holds which title: the ROLE spans of a text linked to its OFFICIAL and ORG spans.

Rules over the spans and the words between them. A title belongs to the person directly before
(``김가온 나래시장``, ``김가온 나래시 행정국장``) or behind it (``도지사 김가온``), to the holder of the title it is
joined to (``총장(전 과학부 장관)``, ``원장 겸 회장``), to the person a clause leads to (``회장을 맡고 있는 김가온``)
or comes from (``김가온 군수는 … 회장이기도 하다``).
"""

import re
import unicodedata
from dataclasses import dataclass

from mokmin.article import Article, Entity
from mokmin.records import clause_words as words

CHAIN = 8
"""The most titles that one chain like 원장 겸 교수이자 회장인 has."""


@dataclass(frozen=True, slots=True)
class Post:
    """A title with its holder as the text has them; ``person`` may be a surname."""

    person: Entity
    role: Entity
    organization: Entity | None
    former: bool


def posts(article: Article) -> list[Post]:
    """The titles of which the article says who holds them, in the order of the text."""
    clauses = _Clauses(article)
    return [
        Post(clauses.items[person], item, clauses.organization(i, person), clauses.former(i))
        for i, item in enumerate(clauses.items)
        if item.label == "ROLE" and (person := clauses.holder(i)) is not None
    ]


class _Clauses:
    """The ORG, OFFICIAL and ROLE spans of a text by their numbers, and the words between them."""

    def __init__(self, article: Article) -> None:
        self.text = article.text
        self.items = [e for e in article.entities if e.label in ("ORG", "OFFICIAL", "ROLE")]
        self._holders: dict[int, int | None] = {}
        self._depth = 0

    def holder(self, i: int) -> int | None:
        """The person who holds the title i."""
        if i not in self._holders and self._depth < CHAIN:
            self._holders[i] = None  # a chain of titles that comes back to this one ends here
            self._depth += 1
            self._holders[i] = self._find_holder(i)
            self._depth -= 1
        return self._holders.get(i)

    def _find_holder(self, i: int) -> int | None:
        begin = self._begin(i)
        if self._is(begin - 1, "OFFICIAL") and self._between(begin, words.PERSON_TITLE):
            return begin - 1
        if self._is(i + 1, "OFFICIAL") and not self._gap(i + 1).strip() and "\n" not in self._gap(i + 1):
            return i + 1
        if (person := self._joined(begin, words.JOINED)) is not None:
            return person
        for find in (self._ahead, self._behind):
            if (person := find(i)) is not None:
                return person
        return self._joined(begin, words.LISTED)

    def _joined(self, begin: int, pattern: re.Pattern[str]) -> int | None:
        """The holder of the title before the one that begins at ``begin``, if named by then and ``pattern`` joins them."""
        person = self.holder(begin - 1) if self._is(begin - 1, "ROLE") and self._between(begin, pattern) else None
        return person if person is not None and person < begin else None

    def _ahead(self, i: int, links: int = CHAIN) -> int | None:
        """The person a clause like ``나래회 회장을 맡고 있는`` leads to."""
        begin = k = i + 1
        taker = next((n for n in range(begin, begin + 3) if self._is(n, "OFFICIAL")), None)
        if taker is not None and self._between(begin, words.TAKES):
            titled = self._title_from(taker + 1) or taker
            if words.TAKEN.match(self._after(taker)) or words.TAKEN.match(self._after(titled)):
                return taker
        if self._is(k, "ORG") and self._between(k + 1, words.BODY_TITLE):
            k += 1
        if self._is(k, "OFFICIAL") and self._between(begin, words.OF_WHOM):
            return k
        if self._is(k, "ROLE") and (self._between(begin, words.OF_WHOM) or self._between(begin, words.JOINED)):
            return self.holder(k)
        # 와 and commas also join different people, so that here only a clause counts.
        clause = self._is(k, "ROLE") and self._between(begin, words.BOTH) and self._gap(k + 1).strip()
        return self._ahead(k, links - 1) if clause and links else None

    def _behind(self, i: int, links: int = CHAIN) -> int | None:
        """The person before a clause like ``나래회 회장이기도 하다``, in this sentence or the one before."""
        k = self._title_from(i + 1)
        if k is not None and links and self._between(i + 1, words.BOTH):
            return self._behind(k, links - 1)
        if not words.SAID_OF.match(self._after(i)):
            return None
        person = next((k for k in range(i - 1, -1, -1) if self._is(k, "OFFICIAL")), None)
        if person is None:
            return None
        between = _plain(self.text[self.items[person].end : self.items[i].start])
        sentences = words.SENTENCE.split(between)
        # In the next sentence a pronoun must stand for the person.
        near = len(sentences) == 1 or (len(sentences) == 2 and words.HE.search(f"{sentences[1]} {self._after(i)}"))
        return person if near else None

    def organization(self, i: int, person: int) -> Entity | None:
        """The body directly before the title i or before the name of its holder."""
        if self._begin(i) < i:
            return self.items[i - 1]
        before = i if person > i else person
        if person < i - 1 or not self._is(before - 1, "ORG"):
            return None
        if self._between(before, words.BODY_TITLE) or self._between(before, words.BODY_BRACKET):
            return self.items[before - 1]
        return None

    def former(self, i: int) -> bool:
        """Whether the title i is said to be a past one."""
        first = self._begin(i)
        first -= self._is(first - 1, "OFFICIAL") and not self._gap(first).strip()
        return (
            any(words.FORMER.search(self._gap(k)[-words.LONGEST :]) for k in range(first, i + 1))
            or words.WAS.match(self._after(i)) is not None
        )

    def _begin(self, i: int) -> int:
        """The body directly before the title i, or the title itself."""
        return i - 1 if self._is(i - 1, "ORG") and self._between(i, words.BODY_TITLE) else i

    def _title_from(self, begin: int) -> int | None:
        """The title that begins with item ``begin``, which is its body or the title itself."""
        return next((k for k in (begin, begin + 1) if self._is(k, "ROLE") and self._begin(k) == begin), None)

    def _is(self, i: int, label: str) -> bool:
        return 0 <= i < len(self.items) and self.items[i].label == label

    def _between(self, i: int, pattern: re.Pattern[str]) -> bool:
        """Whether nothing but ``pattern`` stands between item i - 1 and item i, on one line."""
        gap = self._gap(i)
        return i > 0 and len(gap) <= words.LONGEST and "\n" not in gap and pattern.fullmatch(gap) is not None

    def _gap(self, i: int) -> str:
        """The text before item i: from item i - 1, or the little before the first item."""
        if not 0 <= i < len(self.items):
            return "\n"
        return _plain(self.text[self.items[i - 1].end if i else max(0, self.items[0].start - 20) : self.items[i].start])

    def _after(self, i: int) -> str:
        return _plain(self.text[self.items[i].end : self.items[i].end + 20])


def _plain(text: str) -> str:
    """Full-width signs, letters in pieces and HTML spaces as everyone else writes them."""
    return unicodedata.normalize("NFKC", text.replace("&nbsp;", " "))
