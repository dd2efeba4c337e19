"""Names of bodies → keys that are equal for one body: spelling variants, acronyms, abbreviations, renamings."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from mokmin.article import Article
from mokmin.records.governments import Government, find, national_bodies, provinces

_LEGAL_FORM = re.compile(r"^\((?:주|재|사|유)\)\s*|^주식회사\s|\s*\(주\)$|\s주식회사$")
_ALIAS = re.compile(r"(?P<name>.{2,}?)\s*\((?P<alias>[A-Z][A-Za-z0-9&·\- ]*|[가-힣A-Z]{2,6}(?<![과부국원]))\)")
_BRANCH = re.compile(r"(?P<government>.+?)\s?(?P<branch>의회|교육청)")
_UNDER = re.compile(r"^\S+\s?(?:직속|소속)\s")
_SO_CALLED = re.compile(r".{0,40}\(이하\s*[‘'\"“「]?\s*", re.DOTALL)
_SHORT_FORMS = [
    (re.compile(f"(?<=[가-힣]){short}$"), whole)
    for short, whole in (
        ("TP", "테크노파크"),
        ("여대", "여자대학교"),
        ("외대", "외국어대학교"),
        ("교대", "교육대학교"),
        ("과기대", "과학기술대학교"),
        ("대", "대학교"),
    )
]
_NO_UNIVERSITY = re.compile(
    "(?:연|부|군|기상|천문|관측|전망|소방|방범|구조|기동|수사|순찰|특공|봉사|탐사|지원|방제|진화|감시|점검)대$"
)


class BodyNames:
    """The names of bodies as one article uses them.

    ``governments`` are the local governments among the keys, ``official`` the keys that are the
    official names of other public bodies.
    """

    def __init__(self, article: Article, texts: Iterable[str]) -> None:
        self.governments: dict[str, Government] = {}
        self.official: set[str] = set()
        self._text = plain(article.text)
        texts = list(dict.fromkeys(texts))
        self._named = {found[0] for text in texts if " " in text and len(found := find(text)) == 1}
        self._aliases = _so_called(article) | dict(pair for text in texts if (pair := _split_alias(text)))
        self._keys = {text: self._look_up(text) for text in texts}
        self._keys = {text: self._whole(key) for text, key in self._keys.items()}

    def key(self, text: str) -> str:
        """The key of a plain name, which need not occur in the article."""
        return self._keys[text] if text in self._keys else self._whole(self._look_up(text))

    def _whole(self, key: str) -> str:
        """``예산결산특별위원회`` is ``나래시의회 예산결산특별위원회``, ``도로공사`` is ``한국도로공사`` if only one name fits."""
        longer = {
            k for k in self._keys.values() if k.endswith(" " + key) or k in (f"한국{key}", f"국립{key}", f"대한{key}")
        }
        return longer.pop() if len(longer) == 1 and key not in self.governments else key

    def _look_up(self, text: str) -> str:
        name = _base(text)
        name = _base(self._aliases.get(name, name))
        if (government := self._government(name)) is not None:
            self.governments[government.full_name] = government
            return government.full_name
        key = official_name(_UNDER.sub("", name))
        if key is None and (match := _BRANCH.fullmatch(name)) and (government := self._government(match["government"])):
            key = government.full_name + match["branch"]
        if key is not None:
            self.official.add(key)
            return key
        return spell_out(name)

    def _government(self, name: str) -> Government | None:
        """The local government of this name; one of several if the article says which."""
        candidates = find(name)
        if len(candidates) > 1:
            candidates = tuple(g for g in candidates if g in self._named) or candidates
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        counts = sorted(((self._mentions(g, name), g.code, g) for g in candidates), reverse=True)
        # A province named in passing decides nothing.
        return counts[0][2] if counts[0][0] >= 2 * counts[1][0] and counts[0][0] else None

    def _mentions(self, government: Government, name: str) -> int:
        """How often the article names the province, other than by the name in question."""
        province = provinces()[government.province or government.name]
        return len(re.findall(rf"(?<![가-힣])(?!{re.escape(name)})(?:{'|'.join(province.names)})", self._text))


def official_name(name: str) -> str | None:
    """The official name of a body that the tables know by ``name`` alone: ``경남교육청`` is ``경상남도교육청``."""
    if name in national_bodies():
        return national_bodies()[name]
    if len(candidates := find(name)) == 1:
        return candidates[0].full_name
    match = _BRANCH.fullmatch(name)
    if match is None:
        return None
    province = provinces().get(match["government"])
    candidates = (province,) if province else find(match["government"])
    return candidates[0].full_name + match["branch"] if len(candidates) == 1 else None


def plain(text: str) -> str:
    """NFKC with single spaces: full-width signs, ㈜ and letters in pieces as everyone else writes them."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def nfc(text: str) -> str:
    """Text with composed letters, nothing else changed: how rows cite it."""
    return unicodedata.normalize("NFC", text)


def cite(text: str) -> str:
    """A name as it is written, without its bracketed acronym."""
    text = " ".join(nfc(text).split())
    return re.sub(r"\s*[(（][^()（）]*[)）]$", "", text) if _split_alias(plain(text)) else text


def spell_out(name: str) -> str:
    """``나래대`` is ``나래대학교``, ``나래여대`` is ``나래여자대학교``, ``나래TP`` is ``나래테크노파크``."""
    if _NO_UNIVERSITY.search(name):
        return name
    for pattern, whole in _SHORT_FORMS:
        name, changed = pattern.subn(whole, name)
        if changed:
            break
    return name


def _base(name: str) -> str:
    """A plain name without its legal form and bracketed acronym."""
    name = _LEGAL_FORM.sub("", name)
    return pair[1] if (pair := _split_alias(name)) else name


def _split_alias(name: str) -> tuple[str, str] | None:
    """Acronym and name of ``한빛전자통신연구원(HTRI)``."""
    match = _ALIAS.fullmatch(_LEGAL_FORM.sub("", name))
    return (match["alias"], match["name"]) if match else None


def _so_called(article: Article) -> dict[str, str]:
    """Abbreviations that the article introduces: ``나래지능원(이하 지능원)``."""
    spans = [e for e in article.entities if e.label == "ORG"]
    return {
        plain(short.text): plain(full.text)
        for full, short in pairwise(spans)
        if _SO_CALLED.fullmatch(unicodedata.normalize("NFKC", article.text[full.end : short.start]))
    }
