r"""The article file: UTF-8 Markdown with a YAML header and inline marks.

::

    ---
    id: narae-001
    published: 2025-06-08
    source: press-release
    domains: [administration]
    affiliations:
    - {name: 김가온, role: 나래시장, organization: 나래시, former: false}
    date_values: [2025-06-05]
    ---
    [나래시](ORG)는 [지난 5일](DATE) [AI 민원 서비스](PILLAR:administration)를 …

The text is everything after the header, without the one newline that ends the file. In the text
``[``, ``]`` and ``\`` that are not marks are written ``\[``, ``\]`` and ``\\``. Header values are
strings, except true, false and null. Other facts about the article stand under ``meta``.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from mokmin.article import Affiliation, Article, Entity, check_entities
from mokmin.errors import MokminError

HEADER_KEYS = ("id", "published", "source", "meta", "domains", "affiliations", "date_values")

_HEADER = re.compile(r"---\r?\n(.*?)^---\r?\n", re.DOTALL | re.MULTILINE)
_MARK = re.compile(r"\[((?:[^\[\]\\]|\\[\[\]\\])*)\]\(([^()\n]*)\)")
_ESCAPE = re.compile(r"\\([\[\]\\])")
_SPECIAL = re.compile(r"[\[\]\\]")
_STEP = re.compile(r"(?P<mark>\[|\]\([^()\n]*\))|\\?.", re.DOTALL)

_KEPT_TAGS = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:bool")


def _strings_only(resolvers: dict[str, list[Any]]) -> dict[str, list[Any]]:
    # 2025-06-08, 2025 and 1e-5 in a header are text, not dates and numbers.
    return {first: [r for r in rules if r[0] in _KEPT_TAGS] for first, rules in resolvers.items()}


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = _strings_only(yaml.SafeLoader.yaml_implicit_resolvers)


class _Dumper(yaml.SafeDumper):
    yaml_implicit_resolvers = _strings_only(yaml.SafeDumper.yaml_implicit_resolvers)


def _represent_string(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    # Only double quotes keep the line ends that YAML folds elsewhere.
    style = '"' if any(c in value for c in "\r\x85\u2028\u2029") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _represent_string)


def read(path: str | Path) -> Article:
    """Read one article file.

    Raises:
        MokminError: the file is missing, not UTF-8, or not of this format; with file, line and
            column.
    """
    path = Path(path)
    try:
        return parse(path.read_bytes().decode("utf-8"), str(path))
    except UnicodeDecodeError as error:
        raise MokminError(f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error
    except OSError as error:
        raise MokminError(f"{path}: cannot be read: {error.strerror}") from error


def write(article: Article, path: str | Path) -> None:
    """Write one article file; :func:`read` gives the article back."""
    Path(path).write_bytes(render(article).encode("utf-8"))


def parse(source: str, name: str = "<text>") -> Article:
    """Parse the content of an article file; ``name`` stands for the file in errors."""
    header_match = _HEADER.match(source)
    if header_match is None:
        raise MokminError(f"{name}:1:1: no header; the file starts with '---', YAML, '---'")
    header = _parse_header(header_match.group(1), name)
    body_start = header_match.end()
    text, entities = _parse_body(source, body_start, name)
    values = header.get("date_values")
    dates = [i for i, entity in enumerate(entities) if entity.label == "DATE"]
    if values is not None:
        if len(values) != len(dates):
            raise MokminError(
                f"{name}:1:1: date_values has {len(values)} values for {len(dates)} DATE spans; give one "
                "per span in order, null where it cannot be resolved"
            )
        for i, value in zip(dates, values, strict=True):
            entity = entities[i]
            entities[i] = Entity(entity.start, entity.end, entity.text, "DATE", value=value)
    meta = dict(header.get("meta") or {})
    if header.get("source") is not None:
        meta["source"] = header["source"]
    try:
        return Article(
            text=text,
            published=header.get("published"),
            entities=entities,
            domains=list(header.get("domains") or ()),
            affiliations=[Affiliation(**row) for row in header.get("affiliations") or ()],
            id=header.get("id"),
            meta=meta,
        )
    except TypeError as error:
        raise MokminError(
            f"{name}:1:1: affiliations need name and role, may have organization and former: {error}"
        ) from error
    except MokminError as error:
        raise MokminError(f"{name}:1:1: {error}") from error


def render(article: Article) -> str:
    """The article as the content of an article file."""
    meta = dict(article.meta)
    header: dict[str, Any] = {"id": article.id, "published": article.published, "source": meta.pop("source", None)}
    if meta:
        header["meta"] = meta
    header["domains"] = list(article.domains)
    header["affiliations"] = [
        {"name": a.name, "role": a.role, "organization": a.organization, "former": a.former}
        for a in article.affiliations
    ]
    header["date_values"] = [e.value for e in article.entities if e.label == "DATE"]
    dumped = yaml.dump(
        header, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**20, default_flow_style=None
    )
    parts, position = [f"---\n{dumped}---\n"], 0
    for entity in article.entities:
        label = f"PILLAR:{entity.domain}" if entity.domain else entity.label
        parts += [_escape(article.text[position : entity.start]), f"[{_escape(entity.text)}]({label})"]
        position = entity.end
    return "".join([*parts, _escape(article.text[position:]), "\n"])


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _parse_header(source: str, name: str) -> dict[str, Any]:
    try:
        header = yaml.load(source, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{mark.line + 2}:{mark.column + 1}" if mark else "1:1"
        raise MokminError(f"{name}:{where}: the header is not YAML: {error.problem}") from error
    if not isinstance(header, dict):
        raise MokminError(f"{name}:2:1: the header is not a list of 'key: value' lines")
    for key in header:
        if key not in HEADER_KEYS:
            line = next((i for i, text in enumerate(source.splitlines()) if text.startswith(f"{key}:")), 0)
            raise MokminError(f"{name}:{line + 2}:1: unknown header key {key!r}; known: {', '.join(HEADER_KEYS)}")
    for key, kind in (("meta", dict), ("domains", list), ("affiliations", list), ("date_values", list)):
        if header.get(key) is not None and not isinstance(header[key], kind):
            raise MokminError(f"{name}:1:1: header key {key!r} is not a {kind.__name__}")
    return header


def _parse_body(source: str, start: int, name: str) -> tuple[str, list[Entity]]:
    end = len(source) - 1 if source.endswith("\n") and len(source) > start else len(source)
    pieces: list[str] = []
    entities: list[Entity] = []
    length, position = 0, start
    while position < end:
        special = _SPECIAL.search(source, position, end)
        stop = special.start() if special else end
        pieces.append(source[position:stop])
        length += stop - position
        position = stop
        if special is None:
            break
        if escape := _ESCAPE.match(source, position, end):
            pieces.append(escape.group(1))
            length += 1
            position = escape.end()
            continue
        mark = _MARK.match(source, position, end)
        if mark is None:
            raise MokminError(
                f"{_where(source, position, name)}: {source[position]!r} is neither a mark like [나래시](ORG) nor "
                "escaped; write a backslash before a bracket or backslash of the text"
            )
        surface = _ESCAPE.sub(r"\1", mark.group(1))
        label, _, domain = mark.group(2).partition(":")
        entity = Entity(length, length + len(surface), surface, label, domain=domain or None)
        try:
            check_entities(surface, [Entity(0, len(surface), surface, label, domain=domain or None)])
        except MokminError as error:
            raise MokminError(f"{_where(source, position, name)}: {error}") from error
        entities.append(entity)
        pieces.append(surface)
        length += len(surface)
        position = mark.end()
    return "".join(pieces), entities


def text_offsets(source: str) -> list[int]:
    """Where each character of the text, and its end, stands in the content of a valid article file."""
    header = _HEADER.match(source)
    steps = _STEP.finditer(source, header.end() if header else 0)
    return [*(step.start() for step in steps if step["mark"] is None), len(source)]


def line_and_column(source: str, offset: int) -> tuple[int, int]:
    """The place of an offset in the content of a file, both counted from 1."""
    return source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset)


def _where(source: str, offset: int, name: str) -> str:
    line, column = line_and_column(source, offset)
    return f"{name}:{line}:{column}"
