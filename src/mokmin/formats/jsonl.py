"""JSON lines: one article per line, everything an :class:`~mokmin.article.Article` has.

The keys are ``id``, ``meta`` and those of :meth:`Article.to_dict`. ``datasets.load_dataset("json")``
reads such files as they are.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mokmin.article import Article
from mokmin.errors import MokminError
from mokmin.formats.files import read_json_lines, write_json_lines


def read(path: str | Path) -> list[Article]:
    """Read a file of articles.

    Raises:
        MokminError: a line is not such an object; with file and line.
    """
    return [_article(row, where) for where, row in read_json_lines(path)]


def write(articles: Sequence[Article], path: str | Path) -> list[str]:
    """Write articles; nothing is left out.

    Raises:
        MokminError: ``meta`` holds something that is not JSON.
    """
    write_json_lines(({"id": article.id, "meta": article.meta, **article.to_dict()} for article in articles), path)
    return []


def _article(row: dict[str, Any], where: str) -> Article:
    if "label" in row or "labels" in row:
        raise MokminError(f"{where}: this looks like a doccano export; name its format, doccano")
    number, meta = row.pop("id", None), row.pop("meta", None)
    if not isinstance(row.get("text"), str):
        raise MokminError(f"{where}: no 'text' of an article")
    if not isinstance(number, str | None) or not isinstance(meta, dict | None):
        raise MokminError(f"{where}: 'id' is not text or 'meta' is not an object")
    try:
        article = Article.from_dict(row)
    except MokminError as error:
        raise MokminError(f"{where}: {error}") from error
    article.id, article.meta = number, meta or {}
    return article
