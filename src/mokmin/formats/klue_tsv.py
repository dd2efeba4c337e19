r"""KLUE-NER: a header line and one ``character<TAB>tag`` line per character (KLUE v1.1, 2021).

::

    ## narae-001<TAB><나래시:ORG>는 …
    나<TAB>B-ORG
    래<TAB>I-ORG
    시<TAB>I-ORG
    는<TAB>O
     <TAB>O

A space is a line like any other; an empty line ends a text. ``##`` lines that another ``##`` line
follows are comments. KLUE holds sentences; here a whole article is one text, its line breaks and
tabs written as the two characters ``\n``, ``\r`` and ``\t`` (a backslash alone is a backslash). Each
line counts, the marked text in the header is not read. Domains, dates and scores have no place.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from mokmin.article import Article
from mokmin.errors import MokminError
from mokmin.formats.bio import Span, article_of, check_id, joined, tags_of
from mokmin.formats.files import read_text, write_text
from mokmin.formats.losses import FACTS, left_out

_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNESCAPES = {escape: character for character, escape in _ESCAPES.items()}
_BREAK = re.compile(r"[\n\r\t]")
_Row = tuple[str, str, str]


def read_sentences(path: str | Path) -> list[tuple[str, str, list[Span]]]:
    """``(id, text, [(start, end, label), …])`` of each text, for any label set.

    Raises:
        MokminError: a line is not of the format, with file and line.
    """
    return [(number, *joined(rows)) for number, rows, _ in _blocks(path)]


def read(path: str | Path) -> list[Article]:
    """Articles of a file with our labels.

    Raises:
        MokminError: a line is not of the format, or a label is not ours.
    """
    return [article_of(*joined(rows), number or None, where) for number, rows, where in _blocks(path)]


def write(articles: Sequence[Article], path: str | Path) -> list[str]:
    """Write texts and labelled spans.

    Raises:
        MokminError: an id has a tab or line break.
    """
    write_text("".join(map(_render, articles)), path)
    return left_out("klue-tsv", articles, *(fact for fact in FACTS if fact != "ids"))


def _render(article: Article) -> str:
    marked, position = [], 0
    for entity in article.entities:
        marked += [article.text[position : entity.start], f"<{entity.text}:{entity.label}>"]
        position = entity.end
    marked.append(article.text[position:])
    tags = tags_of(len(article.text), ((e.start, e.end, e.label) for e in article.entities))
    rows = (f"{_escape(character)}\t{tag}\n" for character, tag in zip(article.text, tags, strict=True))
    return f"## {check_id(article.id, 'klue-tsv')}\t{_escape(''.join(marked))}\n{''.join(rows)}\n"


def _escape(text: str) -> str:
    return _BREAK.sub(lambda match: _ESCAPES[match.group()], text)


def _blocks(path: str | Path) -> Iterator[tuple[str, list[_Row], str]]:
    """The id, the rows and ``file:line`` of each text."""
    header: str | None = None
    rows: list[_Row] = []
    where = ""
    for number, line in enumerate([*read_text(path).split("\n"), ""], start=1):
        line = line.removesuffix("\r")
        if header is not None and (rows or "\t" in header) and (not line or (rows and line.startswith("## "))):
            yield header.partition("\t")[0], rows, where
            header, rows = None, []
        if line.startswith("## "):
            header, where = line[3:], f"{path}:{number}"
        elif line:
            character, tab, tag = line.rpartition("\t")
            if header is None or not tab or not character:
                raise MokminError(f"{path}:{number}:1: neither '## id<TAB>text' nor, below one, 'character<TAB>tag'")
            rows.append((_UNESCAPES.get(character, character), tag, f"{path}:{number}:1"))
