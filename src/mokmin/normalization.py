"""Unicode normalisation that knows where every character came from.

File names and texts from macOS are decomposed (NFD), web pages hold zero-width characters, wire
stories full-width letters. The model sees composed text (NFC, Unicode Standard Annex 15) without
them; spans are given back as offsets into the text as the user gave it.
"""

import unicodedata
from dataclasses import dataclass

import numpy as np

_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)  # half a pair cannot be encoded
_MAPPED = {**_FULL_WIDTH, **_SURROGATES, 0x00A0: 0x20, 0x3000: 0x20, 0x2007: 0x20, 0x202F: 0x20}


@dataclass(frozen=True)
class NormalizedText:
    """``text`` and, for its character *i*, the original characters ``starts[i]:ends[i]``."""

    text: str
    starts: np.ndarray
    ends: np.ndarray

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the original text of a non-empty span of the normalised one."""
        return int(self.starts[start]), int(self.ends[end - 1])

    def normalized_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the normalised text of the characters that come from ``start:end``."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        return first, max(first, last)


def normalize(text: str) -> NormalizedText:
    """Compose, drop zero-width characters, and map full-width forms and odd spaces to ASCII."""
    text = text.translate(_MAPPED)  # one character for one
    if unicodedata.is_normalized("NFC", text) and _DROPPED.isdisjoint(text):
        positions = np.arange(len(text), dtype=np.int64)
        return NormalizedText(text, positions, positions + 1)
    kept = [i for i, character in enumerate(text) if character not in _DROPPED]
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    first = 0
    while first < len(kept):
        last = first + 1
        # Nothing composes with white space, and a span must be able to begin right after it.
        if not text[kept[first]].isspace():
            while last < len(kept) and _joins(text[kept[last]]):
                last += 1
        composed = unicodedata.normalize("NFC", "".join(text[i] for i in kept[first:last]))
        pieces.append(composed)
        starts += [kept[first]] * len(composed)
        ends += [kept[last - 1] + 1] * len(composed)
        first = last
    return NormalizedText("".join(pieces), np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64))


def _joins(character: str) -> bool:
    # Combining marks, and conjoining Hangul vowels and finals (U+1160..U+11FF).
    return unicodedata.combining(character) != 0 or "\u1160" <= character <= "\u11ff"
