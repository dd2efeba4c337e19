"""Does the clause after a date tell of the past or of the future?

Press style has few forms: 했다, 열렸다 for the past; 연다, 열린다, 예정이다, 하겠다, 하기로 for what is to
come. Hangul syllables are composed by arithmetic (Unicode 3.12): the final consonant is the code
modulo 28.
"""

import re
import unicodedata
from typing import Final

_REACH: Final = 80
_FIRST, _LAST = 0xAC00, 0xD7A3


def _ending_in(final: int) -> str:
    """All syllables with a final consonant: 4 is ㄴ, 8 is ㄹ, 20 is ㅆ."""
    return "".join(map(chr, range(_FIRST + final, _LAST + 1, 28)))


_PAST_SYLLABLES: Final = re.sub("[있겠]", "", _ending_in(20))
_CUE: Final = re.compile(
    # A new sentence, or a verb of saying, which tells when it was said.
    r"(?P<stop>[.!?][\"'”’]?\s|\n|밝혔|말했|설명했|강조했|전했|덧붙였)"
    rf"|(?P<past>[{_PAST_SYLLABLES}](?=[가-힣]))"
    rf"|(?P<future>겠|예정|계획|방침|전망|목표|기로(?=[ 했하])|[{_ending_in(8)}] ?(?:것|텐데|터)|[{_ending_in(4)}]다(?=[^가-힣]|고|며|$))"
)


def tense_of(following: str) -> int:
    """1 for the future, -1 for the past, 0 when the text after a date does not tell."""
    composed = unicodedata.normalize("NFC", following[: 3 * _REACH])[:_REACH]  # a syllable has up to three letters
    match = _CUE.search(composed)
    return 0 if match is None or match["stop"] else -1 if match["past"] else 1
