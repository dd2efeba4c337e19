"""One spelling for the many ways in which the press writes the same date."""

import re
import unicodedata
from typing import Final


def _pairs(keys: str, values: str) -> dict[int, str]:
    return {ord(key): value for key, value in zip(keys, values, strict=True)}


_CHARACTERS: Final[dict[int, str | None]] = {
    **dict.fromkeys(map(ord, "∼〜˜‐‑‒–—―−⁓∽"), "~"),
    **dict.fromkeys(map(ord, "‘’‛′`´"), "'"),
    **dict.fromkeys(map(ord, "ㆍᆞ・∙•⋅‧"), "·"),
    **dict.fromkeys(map(ord, "〔【["), "("),
    **dict.fromkeys(map(ord, "〕】]"), ")"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None),
}
_HANJA: Final[dict[int, str]] = {
    **_pairs(
        "年月日火水木金土曜前末初中後內内間週周上下半期分來来今昨昔明翌去再本當当同現现在旬世紀至春",
        "년월일화수목금토요전말초중후내내간주주상하반기분내내금작작명익거재본당당동현현재순세기~봄",
    ),
    **{ord("夏"): "여름", ord("秋"): "가을", ord("冬"): "겨울"},
}
_HAS_HANJA: Final = re.compile(f"[{''.join(map(chr, _HANJA))}]")
# Spaces say nothing except between two numbers.
_SPACE: Final = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")


def simplify(expression: str) -> str:
    """NFKC, one kind of dash, apostrophe, middle dot and bracket, Hangul for Hanja, no spaces."""
    if not expression.isascii():
        expression = unicodedata.normalize("NFKC", expression).translate(_CHARACTERS)
        if _HAS_HANJA.search(expression):
            expression = expression.translate(_HANJA)
    return _SPACE.sub("", expression)
