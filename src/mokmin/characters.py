"""The character inventory of the tagging head: every character has an id, none is unknown."""

import unicodedata
from typing import Final

import numpy as np

SYLLABLES: Final = tuple(c for c in map(chr, range(0xAC00, 0xD7A4)) if len(c.encode("euc_kr", "ignore")) == 2)
"""The 2,350 Hangul syllables of KS X 1001."""

SYMBOLS: Final = tuple("㈜△▲▷▶▽▼◇◆○●□■☆★※→←·ㆍ‧・•…‥‘’“”「」『』〈〉《》【】〔〕～∼〜–—―−①②③④⑤⑥⑦⑧⑨⑩×％")

_KINDS: Final = ("other", "space", "hangul", "hanja", "latin", "digit", "symbol")
_KNOWN: Final = (*map(chr, range(0x21, 0x7F)), *SYMBOLS, *SYLLABLES)
_IDS: Final = {c: i for i, c in enumerate(_KNOWN, start=len(_KINDS) + 1)}

PADDING: Final = 0
COUNT: Final = len(_KINDS) + 1 + len(_KNOWN)
"""Number of ids; 0 is padding, 1..7 stand for kinds of rarer characters."""


def encode(text: str) -> np.ndarray:
    """Ids of the characters, shape (len(text),), int64."""
    return np.fromiter((_IDS.get(c) or 1 + _KINDS.index(_kind(c)) for c in text), np.int64, len(text))


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace():
        return "space"
    if category == "Nd":
        return "digit"
    if category[0] in "PSN":
        return "symbol"
    code = ord(character)
    if 0xAC00 <= code < 0xD7A4 or 0x1100 <= code < 0x1200 or 0x3130 <= code < 0x3190:
        return "hangul"
    if 0x3400 <= code < 0xA000 or 0xF900 <= code < 0xFB00 or code >= 0x20000:
        return "hanja"
    return "latin" if category[0] == "L" else "other"
