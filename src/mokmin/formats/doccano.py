"""doccano JSON lines (doccano 1.x, sequence labelling, relations, or intents and slots).

Spans are ``[start, end, label]`` under ``label``, ``labels`` or ``entities``, or objects with
``start_offset``, ``end_offset`` and ``label`` under ``entities`` (projects with relations). A
PILLAR with a domain is labelled ``PILLAR:industry``. Article domains stand under ``cats`` or
``domains``. What doccano has no field for, it takes along as columns: ``article_id``, ``published``,
``date_values`` (``[start, end, value]``), ``affiliations``, ``meta``; other columns come back in
``meta``. Scores are not held.

doccano exports no text of a span, so offsets are taken as they are, in code points; a project that
counts graphemes gives others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mokmin.article import Affiliation, Article, Entity
from mokmin.errors import MokminError
from mokmin.formats.files import read_json_lines, write_json_lines
from mokmin.formats.losses import left_out

_SPANS = ("label", "labels", "entities")
_DOMAINS = ("cats", "domains")
_OWN = ("text", "article_id", "published", "date_values", "affiliations", "meta", *_SPANS, *_DOMAINS)
_DOCCANO = ("id", "Comments", "relations")


def read(path: str | Path) -> list[Article]:
    """Read an export.

    Raises:
        MokminError: a line is not such an object, spans overlap, or a label or domain is not ours;
            with file, line and id.
    """
    return [_article(row, where) for where, row in read_json_lines(path)]


def write(articles: Sequence[Article], path: str | Path) -> list[str]:
    """Write articles for import with the columns ``text`` and ``label``.

    Raises:
        MokminError: ``meta`` holds something that is not JSON.
    """
    write_json_lines(map(_row, articles), path)
    return left_out("doccano", articles, "scores", "domain scores")


def _row(article: Article) -> dict[str, Any]:
    # Every row has every column: doccano fills gaps with NaN, which its database refuses.
    return {
        "text": article.text,
        "label": [[e.start, e.end, f"PILLAR:{e.domain}" if e.domain else e.label] for e in article.entities],
        "cats": list(article.domains),
        "article_id": article.id,
        "published": article.published,
        "date_values": [[e.start, e.end, e.value] for e in article.entities if e.value is not None],
        "affiliations": [asdict(affiliation) for affiliation in article.affiliations],
        "meta": article.meta,
    }


def _article(row: dict[str, Any], where: str) -> Article:
    where = f"{where}: id {row.get('article_id') or row.get('id')}"
    text = row.get("text")
    if not isinstance(text, str):
        raise MokminError(f"{where}: no 'text'; the text column of the export is called so")
    number = row["article_id"] if "article_id" in row else row.get("id")
    others = {key: value for key, value in row.items() if key not in (*_OWN, *_DOCCANO) and value is not None}
    try:
        values = {(start, end): value for start, end, value in row.get("date_values") or ()}
        return Article(
            text=text,
            published=row.get("published"),
            entities=[
                Entity(start, end, text[start:end], label, domain=domain or None, value=values.get((start, end)))
                for start, end, name in _spans(row)
                for label, _, domain in [name.partition(":")]
            ],
            domains=list(next((row[key] for key in _DOMAINS if row.get(key)), ())),
            affiliations=[Affiliation(**fields) for fields in row.get("affiliations") or ()],
            id=None if number is None else str(number),
            meta={**others, **(row.get("meta") or {})},
        )
    except MokminError as error:
        raise MokminError(f"{where}: {error}") from error
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise MokminError(f"{where}: not the shape of a doccano export: {error!r}") from error


def _spans(row: dict[str, Any]) -> Iterator[tuple[int, int, str]]:
    for key in _SPANS:
        for span in row.get(key) or ():
            if isinstance(span, dict):
                yield span["start_offset"], span["end_offset"], span["label"]
            else:
                start, end, label = span
                yield start, end, label
