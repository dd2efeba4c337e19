"""The name lists of ``data/names``."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "names"


@cache
def read_names(name: str) -> tuple[str, ...]:
    """The lines of a name list."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def local_governments() -> tuple[tuple[str, str, str], ...]:
    """``(province, short form, name)``; the name is empty for the province itself."""
    return tuple(tuple(line.split("\t"))[:3] for line in read_names("local_governments.tsv")[1:])  # type: ignore[misc]
