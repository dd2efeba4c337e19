"""Tables of facts: Korea's local governments and national bodies by all their names.

``data/local_governments.tsv`` has the 17 governments of the first level with their ISO 3166-2:KR
codes, and the 226 of the second and the 2 cities of Jeju with their 행정표준코드 (code.go.kr, Ministry of the
Interior and Safety); ``data/national_bodies.tsv`` has the ministries, agencies and commissions of the
Government Organization Act. The heads of the files say from where and of when they are.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Government:
    """A local government; ``province`` is empty for the first level."""

    code: str
    name: str
    province: str
    short: tuple[str, ...]
    former: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """``서울특별시 서초구``; of the first level the name alone."""
        return f"{self.province} {self.name}" if self.province else self.name

    @property
    def names(self) -> tuple[str, ...]:
        """All names, the official one first."""
        return (self.name, *self.short, *self.former)


@cache
def local_governments() -> tuple[Government, ...]:
    """All local governments, the first level first."""
    return tuple(
        Government(row["code"], row["name"], row["province"], _split(row["short"]), _split(row["former"]))
        for row in _rows("local_governments.tsv")
    )


@cache
def national_bodies() -> dict[str, str]:
    """Every name of every national body → its name today."""
    return {
        name: row["name"]
        for row in _rows("national_bodies.tsv")
        for name in (row["name"], *_split(row["short"]), *_split(row["former"]))
    }


@cache
def provinces() -> dict[str, Government]:
    """Every name of every first-level government, ``서울`` and ``서울시`` among them, → the government."""
    return {
        name: government for government in local_governments() if not government.province for name in government.names
    }


@cache
def _by_name() -> dict[str, tuple[Government, ...]]:
    found: dict[str, list[Government]] = defaultdict(list)
    for government in local_governments():
        for name in government.names:
            found[name].append(government)
    return {name: tuple(governments) for name, governments in found.items()}


def find(name: str) -> tuple[Government, ...]:
    """The governments that a name may mean: none, one, or several for ``중구`` and ``광주시``.

    ``서울 서초구``, ``서울시 서초구``, ``서초구`` and ``서초구청`` are all found; a bare ``서울`` is a place, no body.
    """
    head, _, tail = name.rpartition(" ")
    if tail.endswith(("시청", "군청", "구청", "도청")):
        tail = tail.removesuffix("청")
    if head:
        province = provinces().get(head)
        return tuple(g for g in _by_name().get(tail, ()) if province is not None and g.province == province.name)
    return _by_name().get(tail, ()) if tail.endswith(("시", "군", "구", "도")) else ()


def _rows(file: str) -> list[dict[str, str]]:
    text = (resources.files("mokmin") / "data" / file).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split(",")) if names else ()
