"""Typed YAML configuration: unknown keys refused, any key overridable on the command line.

``load("configs/mokmin-small.yaml", TaggingConfig, ["--train.seed", "3"])``
"""

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from mokmin.errors import MokminError

C = TypeVar("C", bound="Section")


class Section(BaseModel):
    """A part of a configuration; every field carries a description."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


def load(path: str | Path, schema: type[C], overrides: Sequence[str] = ()) -> C:
    """Read a YAML file into ``schema``; ``overrides`` are ``--dotted.key value`` pairs.

    Raises:
        MokminError: the file is missing or not YAML, a key is unknown (the nearest known name is
            given), or a value has the wrong type.
    """
    try:
        data = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise MokminError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise MokminError(f"{path}: not UTF-8 (byte {error.start})") from error
    except yaml.YAMLError as error:
        raise MokminError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(data, dict):
        raise MokminError(f"{path}: not a mapping of 'key: value' lines")
    for key, value in parse_overrides(overrides):
        _assign(data, key, value)
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        raise MokminError(f"{path}: {_explain(error, schema)}") from error


def parse_overrides(arguments: Sequence[str]) -> list[tuple[str, Any]]:
    """``["--train.seed", "3", "--model.crf=false"]`` → ``[("train.seed", 3), ("model.crf", False)]``.

    Raises:
        MokminError: an argument does not start with ``--``, or has no value.
    """
    pairs: list[tuple[str, Any]] = []
    queue = list(arguments)
    while queue:
        argument = queue.pop(0)
        if not argument.startswith("--"):
            raise MokminError(f"unexpected argument {argument!r}; override a key as --section.key value")
        key, equals, value = argument[2:].partition("=")
        if not equals:
            if not queue:
                raise MokminError(f"--{key} has no value; write --{key} VALUE")
            value = queue.pop(0)
        try:
            pairs.append((key, yaml.safe_load(value)))
        except yaml.YAMLError as error:
            raise MokminError(f"--{key} {value}: not a YAML value: {' '.join(str(error).split())}") from error
    return pairs


def _assign(data: dict[str, Any], dotted: str, value: Any) -> None:
    *sections, last = dotted.split(".")
    for section in sections:
        if data.get(section) is None:  # a section may stand empty in the file
            data[section] = {}
        data = data[section]
        if not isinstance(data, dict):
            raise MokminError(f"--{dotted}: {section!r} is not a section")
    data[last] = value


def _explain(error: ValidationError, schema: type[Section]) -> str:
    first = error.errors()[0]
    path = [str(part) for part in first["loc"]]
    dotted = ".".join(path)
    if first["type"] == "extra_forbidden":
        known = _fields_at(schema, path[:-1])
        near = difflib.get_close_matches(path[-1], known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(known)}"
        return f"unknown key {dotted!r}; {hint}"
    if first["type"] == "missing":
        return f"key {dotted!r} is missing"
    return f"key {dotted!r} is {first['input']!r}: {first['msg']}"


def _fields_at(schema: type[Section], path: Sequence[str]) -> list[str]:
    current: Any = schema
    for part in path:
        field = getattr(current, "model_fields", {}).get(part)
        if field is None:
            return []
        current = field.annotation
    return list(getattr(current, "model_fields", {}))
