"""Article files (:mod:`mokmin.formats.inline`): one ``.md`` file, or a folder of them.

A folder is read with its sub-folders, in the order of the paths; ``README.md`` is not an article.
A new folder gets one file per article, named after its id.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mokmin.article import Article
from mokmin.errors import MokminError
from mokmin.formats import inline
from mokmin.formats.files import write_text
from mokmin.formats.losses import left_out

_UNSAFE = re.compile(r"[^\w.-]+|^\.+")


def article_files(path: str | Path) -> list[Path]:
    """The article files at ``path``.

    Raises:
        MokminError: the folder has none.
    """
    path = Path(path)
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*.md") if file.name.lower() != "readme.md")
    if not files:
        raise MokminError(f"{path}: no article files (*.md) in this folder")
    return files


def read(path: str | Path) -> list[Article]:
    """Read an article file or all in a folder.

    Raises:
        MokminError: a file is not of the format (with file, line and column), or there is none.
    """
    return [inline.read(file) for file in article_files(path)]


def write(articles: Sequence[Article], path: str | Path) -> list[str]:
    """Write one article to a path that ends in ``.md``, any number to a folder.

    Raises:
        MokminError: several articles for one ``.md`` file.
    """
    path = Path(path)
    if path.suffix == ".md":
        if len(articles) != 1:
            raise MokminError(f"{path}: an article file holds one article, not {len(articles)}; name a folder")
        write_text(inline.render(articles[0]), path)
    else:
        path.mkdir(parents=True, exist_ok=True)
        for article, name in zip(articles, _names(articles), strict=True):
            write_text(inline.render(article), path / f"{name}.md")
    lost = left_out("inline", articles, "scores", "domain scores")
    if changed := sum(not _is_plain(article.meta) for article in articles):
        lost.append(f"inline holds numbers in meta as text: {changed} articles have some")
    return lost


def _names(articles: Sequence[Article]) -> Iterator[str]:
    # Lower case, because not every file system tells Narae-1.md from narae-1.md; "readme" is no article.
    taken = {"readme"}
    for number, article in enumerate(articles, start=1):
        base = _UNSAFE.sub("-", article.id or "").strip("-") or f"article-{number:04}"
        name, copy = base[:100], 2
        while name.lower() in taken:
            name, copy = f"{base[:100]}-{copy}", copy + 1
        taken.add(name.lower())
        yield name


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | bool)
