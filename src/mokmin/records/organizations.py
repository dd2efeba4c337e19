"""The bodies of posts: which body a title belongs to, from what stands beside it or from the title alone."""

import re
from collections import Counter
from collections.abc import Sequence

from mokmin.article import Article, Entity
from mokmin.records.bodies import canonicalize
from mokmin.records.body_names import nfc, official_name
from mokmin.records.clauses import Post
from mokmin.records.titles import PART, Clue, clue

_PUBLIC = re.compile(r".*[시군구도부처청]")


class Organizations:
    """The ORG mentions of one article, to find the body of a post among them."""

    def __init__(self, article: Article) -> None:
        self._text = article.text
        bodies = canonicalize(article)
        self._mentions = [e for e in article.entities if e.label == "ORG"]
        self._bodies = {article.entities[i]: body for body in bodies for i in body.mentions}
        self._forms = {body: [article.entities[i] for i in body.mentions] for body in bodies}
        counts = {e: len(self._bodies[e].mentions) for e in self._mentions}
        # Of the bodies named equally often the first is what the article is about.
        self._ranked = sorted(self._mentions, key=lambda e: -counts[e])

    def same(self, first: Entity | None, second: Entity | None) -> bool:
        """Whether two ORG mentions may be one body; a post without one beside it may be of any."""
        return first is None or second is None or self._bodies[first] == self._bodies[second]

    def of(self, post: Post, group: Sequence[Post]) -> tuple[str | None, Entity | None]:
        """The body of a post that ``group`` mentions, and the ORG span that names it.

        A body fused with the title comes first, then one directly before the title or the name, then
        the department that a title like 미래산업국장 names, then the body that fits best.
        """
        hint = clue(nfc(post.role.text))
        if hint.kind == "place":
            return hint.name, next((e for e in self._mentions if nfc(e.text) == hint.name), None)
        beside = next((p.organization for p in (post, *group) if p.organization is not None), None)
        if beside is not None:
            found: Entity | None = self._full(beside)
        elif hint.kind == "body":
            found = self._named(hint.name, post.person)
            if found is None or self._ends(found, (" " + hint.name,)):
                return hint.name, found
        else:
            found = self._look_up(hint, post.person)
            if found is None and (whole := self._whole(hint.endings)) is not None:
                return whole
        return (None, None) if found is None else (nfc(found.text), found)

    def _look_up(self, hint: Clue, person: Entity) -> Entity | None:
        """The mention of a body that may have such a post."""
        if hint.endings[:1] == ("㈜",) and (company := self._company(person)) is not None:
            return company
        if self._ranked and self._ends(self._ranked[0], hint.endings):
            return self._usual(self._ranked[0])
        for ending in hint.endings:
            if found := [e for e in self._mentions if self._ends(e, (ending,))]:
                return self._usual(_nearest(found, person))
        if hint.kind == "none" or not self._mentions or self._whole(hint.endings) is not None:
            return None
        if hint.kind == "servant":
            return self._employer()
        before = [e for e in self._mentions if e.start < person.start]
        return self._usual(before[-1] if before else self._ranked[0])

    def _whole(self, endings: tuple[str, ...]) -> tuple[str, Entity] | None:
        """A body that is only named with a part of it, 나래시의회 in 나래시의회 행정위원회, and that mention."""
        wholes = ((nfc(e.text).rpartition(" ")[0], e) for e in self._ranked)
        return next(((name, e) for name, e in wholes if endings and name.endswith(endings)), None)

    def _named(self, name: str, person: Entity) -> Entity | None:
        """The mention of the body or department that is called ``name`` or whose name ends so."""
        official_id = official_name(name)
        official = [e for e in self._mentions if self._bodies[e].name == official_id]
        if official:
            return self._usual(official[0])
        # 나래테크노파크원장 heads 나래테크노파크.
        if exact := [e for e in self._mentions if nfc(e.text) in (name, name.removesuffix("원"))]:
            return _nearest(exact, person)
        found = [e for e in self._mentions if self._ends(e, (" " + name,))]
        if not found and not PART.fullmatch(name):
            found = [e for e in self._mentions if self._ends(e, (name,))]
        return self._usual(_nearest(found, person)) if found else None

    def _company(self, person: Entity) -> Entity | None:
        """The last mention before a person on the same line that is no public body."""
        line = self._text.rfind("\n", 0, person.start)
        found = [e for e in self._mentions if line < e.start < person.start and not _PUBLIC.fullmatch(nfc(e.text))]
        return self._usual(found[-1]) if found else None

    def _employer(self) -> Entity | None:
        """The public body that the article is about, else its first local government."""
        public = [e for e in self._ranked if _PUBLIC.fullmatch(nfc(e.text))]
        local = [e for e in public if self._bodies[e].code or e is self._ranked[0]]
        return self._usual((local or public)[0]) if public else None

    def _ends(self, mention: Entity, endings: tuple[str, ...]) -> bool:
        text = nfc(mention.text)
        if "㈜" in endings and ("㈜" in text or "(주)" in text):
            return True
        return re.sub(r"\s*[(（][^()（）]*[)）]$", "", text).endswith(endings)

    def _usual(self, mention: Entity) -> Entity:
        """The most usual mention of the same body, with its full name."""
        forms = self._forms[self._bodies[mention]]
        counts = Counter(nfc(e.text) for e in forms)
        return self._full(max(forms, key=lambda e: (counts[nfc(e.text)], len(nfc(e.text)))))

    def _full(self, mention: Entity) -> Entity:
        """The mention with the longest name of the same body: of 나래대학교 for 나래대, of 한빛연구원(HTRI) for HTRI.

        경남 나래시 is no longer name of 나래시, but two names, and 나래시청 is its town hall.
        """
        text = nfc(mention.text)
        forms = [e for e in self._forms[self._bodies[mention]] if not nfc(e.text).endswith((" " + text, text + "청"))]
        return max(forms, key=lambda e: len(nfc(e.text)))


def _nearest(mentions: Sequence[Entity], person: Entity) -> Entity:
    """The last mention before a person, else the first behind."""
    before = [e for e in mentions if e.start < person.start]
    return before[-1] if before else mentions[0]
