"""UTF-8 files as the formats read and write them, line ends kept, errors with the file's name."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mokmin.errors import MokminError


def read_text(path: str | Path) -> str:
    """The content of a file, every character as it stands there.

    Raises:
        MokminError: the file cannot be read or is not UTF-8.
    """
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MokminError(f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error
    except OSError as error:
        raise MokminError(f"{path}: cannot be read: {error.strerror}") from error


def write_text(text: str, path: str | Path) -> None:
    """Write exactly these characters.

    Raises:
        MokminError: the text has half of a surrogate pair, which UTF-8 cannot hold.
    """
    try:
        Path(path).write_bytes(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise MokminError(f"{path}: {text[error.start]!r} is no character; remove it from the article") from error


def read_json(path: str | Path) -> Any:
    """The value of a JSON file.

    Raises:
        MokminError: the file cannot be read or is not JSON.
    """
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise MokminError(f"{path}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error


def read_json_lines(path: str | Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line's ``file:line`` and its object; empty lines are passed over.

    Raises:
        MokminError: the file cannot be read, or a line is not a JSON object.
    """
    # Only \n ends a line: str.splitlines would cut at U+2028, which JSON strings may hold.
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise MokminError(f"{path}:{number}:{error.colno}: not JSON: {error.msg}") from error
        if not isinstance(value, dict):
            raise MokminError(f"{path}:{number}:1: not a JSON object")
        yield f"{path}:{number}", value


def dump_json(value: object, indent: int | None = None) -> str:
    """``value`` as JSON with Korean left readable.

    Raises:
        MokminError: it holds something JSON has no form for.
    """
    try:
        return json.dumps(value, ensure_ascii=False, indent=indent)
    except TypeError as error:
        raise MokminError(f"meta cannot be written as JSON: {error}; use text, numbers, lists and mappings") from error


def write_json_lines(rows: Iterable[Mapping[str, Any]], path: str | Path) -> None:
    """Write one object per line.

    Raises:
        MokminError: a row cannot be written as JSON.
    """
    write_text("".join(f"{dump_json(row)}\n" for row in rows), path)
