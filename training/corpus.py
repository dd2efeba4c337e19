"""Reading running text for pre-training: ``.txt``, ``.txt.xz`` and ``.jsonl`` files of documents.

In text files a paragraph stands on a line and a blank line ends a document; in JSON lines every
line is an object with a ``text``. Everything is brought to NFC.
"""

import json
import lzma
import unicodedata
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import TextIO

from mokmin.errors import MokminError

SUFFIXES = (".txt", ".txt.xz", ".jsonl")


def list_files(corpus: str | Path) -> list[Path]:
    """The corpus files in a folder (or the one file given), sorted by name.

    Raises:
        MokminError: there are none.
    """
    root = Path(corpus)
    files = [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.name.endswith(SUFFIXES))
    if not files:
        raise MokminError(f"{corpus}: no corpus text here; expected files ending in {', '.join(SUFFIXES)}")
    return files


def read_documents(path: Path) -> Iterator[str]:
    """The documents of one file, paragraphs separated by newlines.

    Raises:
        MokminError: the file is damaged, not UTF-8, or not JSON lines with a text.
    """
    try:
        if path.name.endswith(".jsonl"):
            with path.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        yield unicodedata.normalize("NFC", _text_of(line, f"{path}:{number}"))
            return
        opener: Callable[..., TextIO] = lzma.open if path.name.endswith(".xz") else open
        with opener(path, "rt", encoding="utf-8") as lines:
            paragraphs: list[str] = []
            for line in lines:
                if stripped := line.strip():
                    paragraphs.append(stripped)
                elif paragraphs:
                    yield unicodedata.normalize("NFC", "\n".join(paragraphs))
                    paragraphs = []
            if paragraphs:
                yield unicodedata.normalize("NFC", "\n".join(paragraphs))
    except UnicodeDecodeError as error:
        raise MokminError(
            f"{path}: not UTF-8 ({error.reason} near byte {error.start}); convert or remove the file"
        ) from error
    except (lzma.LZMAError, EOFError) as error:
        raise MokminError(f"{path}: the xz file is damaged or cut short ({error}); fetch it again") from error


def repeats_of(path: Path, weights: dict[str, float]) -> float:
    """How often a file's documents are seen: the weight of the first pattern that fits its name.

    A weight below 1 takes that share of the documents, 2.5 takes all twice and half of them again.
    """
    return next((weight for pattern, weight in weights.items() if fnmatch(path.name, pattern)), 1.0)


def _text_of(line: str, where: str) -> str:
    try:
        text = json.loads(line)["text"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise MokminError(f"{where}: not a JSON object with a 'text'") from error
    if not isinstance(text, str):
        raise MokminError(f"{where}: 'text' is {text!r:.40}, not a string")
    return text
