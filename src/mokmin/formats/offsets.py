r"""Span offsets of other programs, brought to code points.

Browsers count UTF-16 units, so an emoji shifts everything after it by one; some programs read
``\r\n`` as one line end. A program that also exports the text of its spans lets us find out.
"""

from collections.abc import Sequence
from itertools import product

_COUNTINGS = tuple((utf16, one_line_end) for one_line_end, utf16 in product((False, True), repeat=2))


def to_code_points(text: str, spans: Sequence[tuple[int, int, str | None]]) -> list[tuple[int, int] | None]:
    r"""Code point offsets of the ``(start, end, text)`` spans of one text.

    Countings are tried in turn: code points, UTF-16 units, code points with ``\r\n`` as one, both.
    The first that puts every span on its own text is taken for all; if there is none, the first
    that fits for each span (None where no counting fits). Spans whose text is unknown (None) are
    counted as the others are, by code points if in doubt.
    """
    tables = [_positions(text, *counting) for counting in _COUNTINGS]
    for table in tables:
        found = [_place(text, table, span) for span in spans]
        if None not in found:
            return found
    return [next(filter(None, (_place(text, table, span) for table in tables)), None) for span in spans]


def _positions(text: str, utf16: bool, one_line_end: bool) -> list[int]:
    # At index k the code point offset of foreign offset k, -1 inside a surrogate pair.
    table = []
    for i, character in enumerate(text):
        if one_line_end and character == "\n" and i and text[i - 1] == "\r":
            continue
        table.append(i)
        if utf16 and ord(character) > 0xFFFF:
            table.append(-1)
    return [*table, len(text)]


def _place(text: str, table: list[int], span: tuple[int, int, str | None]) -> tuple[int, int] | None:
    if not 0 <= span[0] <= span[1] < len(table):
        return None
    start, end = table[span[0]], table[span[1]]
    if start < 0 or end < 0 or (span[2] is not None and _plain(text[start:end]) != _plain(span[2])):
        return None
    return start, end


def _plain(text: str) -> str:
    # Line ends come back from browsers as \n, in some exports as a backslash and an n.
    return text.replace("\r\n", "\n").replace("\\n", "\n")
