"""Canonical bodies: which ORG mentions of an article are the same body, and what it is officially called.

Local governments get their official name and code (ISO 3166-2:KR for the first level, 행정표준코드 for the others),
national bodies their name of today, so that a renamed body is one body: tables of facts,
:mod:`mokmin.records.governments`, whose files name their sources. Every other body is called as in its fullest mention, a university or
technopark by its whole name.
"""

from collections import defaultdict
from dataclasses import dataclass

from mokmin.article import Article
from mokmin.records.body_names import BodyNames, cite, plain, spell_out


@dataclass(frozen=True, slots=True)
class Body:
    """A body.

    ``id`` is the code of a local government, else the name; ``mentions`` are indices of ORG spans
    in ``article.entities``, in the order of the text.
    """

    id: str
    name: str
    code: str | None
    mentions: tuple[int, ...]


def canonicalize(article: Article) -> list[Body]:
    """The bodies an article mentions, in the order of their first mentions; every ORG span is in one.

    ``중구`` and other names of several local governments are only resolved if the article names the province.
    """
    return BodyIndex(article).bodies


class BodyIndex:
    """The ``bodies`` of one article, by name."""

    def __init__(self, article: Article) -> None:
        spans = {i: plain(e.text) for i, e in enumerate(article.entities) if e.label == "ORG"}
        self._names = BodyNames(article, spans.values())
        mentions: dict[str, list[int]] = defaultdict(list)
        for i, text in spans.items():
            mentions[self._names.key(text)].append(i)
        self._bodies = {
            key: self._body(key, tuple(found), max((cite(article.entities[i].text) for i in found), key=len))
            for key, found in mentions.items()
        }
        self.bodies = list(self._bodies.values())

    def of(self, name: str) -> Body:
        """The body that a name means in this article; without mentions if no ORG span is of it."""
        key = self._names.key(plain(name))
        return self._bodies.get(key) or self._body(key, (), cite(name))

    def _body(self, key: str, mentions: tuple[int, ...], longest: str) -> Body:
        if key in self._names.governments:
            code = self._names.governments[key].code or None
            return Body(code or key, key, code, mentions)
        name = key if key in self._names.official else spell_out(longest)
        return Body(name, name, None, mentions)
