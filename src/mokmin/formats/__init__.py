"""Exchange formats: a name for each, and reading and writing by that name.

Every format is a module with ``read(path) -> list[Article]`` and ``write(articles, path) ->
list[str]``; the list says in sentences what the format cannot hold of these articles. Modules are
imported when their format is first used.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol, cast

from mokmin.article import Article
from mokmin.errors import MokminError

FORMATS: Final = {
    "inline": "inline_folder",
    "jsonl": "jsonl",
    "label-studio": "label_studio",
    "doccano": "doccano",
    "klue-tsv": "klue_tsv",
    "conll": "conll",
    "spacy": "spacy_docbin",
}
"""Format name → module in this package."""

_SUFFIXES: Final = {".md": "inline", ".jsonl": "jsonl", ".spacy": "spacy"}
_WITH_PREDICTIONS: Final = ("label-studio",)


class Format(Protocol):
    """What a format module offers."""

    def read(self, path: str | Path) -> list[Article]: ...

    def write(self, articles: Sequence[Article], path: str | Path) -> list[str]: ...


def load(name: str) -> Format:
    """The module of a format.

    Raises:
        MokminError: no format has this name.
    """
    if name not in FORMATS:
        raise MokminError(f"unknown format {name!r}; known: {', '.join(FORMATS)}")
    return cast(Format, import_module(f"{__name__}.{FORMATS[name]}"))


def guess(path: str | Path) -> str:
    """The format of a path whose suffix leaves no doubt; a folder is one of article files.

    Raises:
        MokminError: several formats share the suffix, or none has it.
    """
    path = Path(path)
    if path.is_dir():
        return "inline"
    if name := _SUFFIXES.get(path.suffix.lower()):
        return name
    raise MokminError(f"{path}: the suffix does not tell the format; name one of {', '.join(FORMATS)}")


def read_articles(path: str | Path, format: str | None = None, predictions: bool = False) -> list[Article]:
    """Read any path; without a ``format`` it is guessed.

    ``predictions`` reads tasks without annotations from what a model predicted on them.

    Raises:
        MokminError: the path is missing or not of the format, or the format has no predictions.
    """
    if not Path(path).exists():
        raise MokminError(f"{path}: no such file or folder")
    name = format or guess(path)
    return load(name).read(path, **_options(name, predictions))


def write_articles(
    articles: Sequence[Article], path: str | Path, format: str | None = None, predictions: bool = False
) -> list[str]:
    """Write to any path and return what the format left out; without a ``format`` it is guessed.

    Raises:
        MokminError: the articles cannot be written in the format, or it has no predictions.
    """
    name = format or guess(path)
    return load(name).write(articles, path, **_options(name, predictions))


def _options(name: str, predictions: bool) -> dict[str, Any]:
    if predictions and name not in _WITH_PREDICTIONS:
        raise MokminError(f"{name} does not tell predictions from annotations; {', '.join(_WITH_PREDICTIONS)} does")
    return {"predictions": True} if predictions else {}
