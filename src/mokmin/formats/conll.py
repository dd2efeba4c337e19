r"""Two columns as in CoNLL-2003 (Tjong Kim Sang & De Meulder 2003), a token being one character.

::

    -DOCSTART- narae-001

    나<TAB>B-ORG
    래<TAB>I-ORG
    시<TAB>I-ORG
    는<TAB>O
    \s<TAB>O

Characters, not words, because Korean particles stand in the word of the name before them. A space
is written ``\s``, a line break ``\n``, ``\r``, a tab ``\t``, any other character without a picture
``\uXXXX``, so that tools which split lines at white space keep the columns (a backslash alone is a
backslash). An empty line after a line break outside spans ends a sequence to train on; it is not
part of the text. Domains, dates and scores have no place.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from mokmin.article import Article
from mokmin.errors import MokminError
from mokmin.formats.bio import article_of, check_id, joined, tags_of
from mokmin.formats.files import read_text, write_text
from mokmin.formats.losses import FACTS, left_out

_START = "-DOCSTART-"
_ESCAPES = {" ": "\\s", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNESCAPES = {escape: character for character, escape in _ESCAPES.items()}
_CODE = re.compile(r"\\u([0-9a-f]{4,6})")


def read(path: str | Path) -> list[Article]:
    """Read a file at character level with our labels.

    Raises:
        MokminError: a token is a whole word, a tag is not IOB2, or a label is not ours; with file
            and line.
    """
    return [article_of(*joined(rows), number, where) for number, rows, where in _documents(path)]


def write(articles: Sequence[Article], path: str | Path) -> list[str]:
    """Write texts and labelled spans.

    Raises:
        MokminError: an id has a tab or line break.
    """
    write_text("".join(map(_render, articles)), path)
    return left_out("conll", articles, *(fact for fact in FACTS if fact != "ids"))


def _render(article: Article) -> str:
    tags = tags_of(len(article.text), ((e.start, e.end, e.label) for e in article.entities))
    lines = [f"{_START} {number}" if (number := check_id(article.id, "conll")) else _START, ""]
    for character, tag in zip(article.text, tags, strict=True):
        lines.append(f"{_escape(character)}\t{tag}")
        if character == "\n" and tag == "O":
            lines.append("")
    return "\n".join([*lines, "\n"])


def _escape(character: str) -> str:
    if character.isprintable() and character != " ":
        return character
    return _ESCAPES.get(character) or f"\\u{ord(character):04x}"


def _unescape(token: str) -> str:
    if code := _CODE.fullmatch(token):
        return chr(int(code.group(1), 16))
    return _UNESCAPES.get(token, token)


def _documents(path: str | Path) -> Iterator[tuple[str | None, list[tuple[str, str, str]], str]]:
    """The id, the ``(character, tag, place)`` rows and ``file:line`` of each document."""
    number: str | None = None
    rows: list[tuple[str, str, str]] = []
    where = f"{path}:1"
    started = False
    for line_number, line in enumerate(read_text(path).split("\n"), start=1):
        place = f"{path}:{line_number}:1"
        if line.startswith(_START):
            if started:
                yield number, rows, where
            number, rows, where = (
                line.rstrip("\r").removeprefix(_START).removeprefix(" ") or None,
                [],
                f"{path}:{line_number}",
            )
            started = True
        elif line.strip():
            token, _, tag = line.rstrip("\r").partition("\t")
            character = _unescape(token)
            if len(character) != 1 or not tag:
                raise MokminError(
                    f"{place}: not 'character<TAB>tag'; files of whole words do not tell where spaces were"
                )
            rows.append((character, tag, place))
            started = True
    if started:
        yield number, rows, where
