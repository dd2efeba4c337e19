"""What a check says, and where in which file."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from mokmin.article import Article
from mokmin.formats.inline import line_and_column, text_offsets

Severity = Literal["error", "warning"]

SPLITS: Final = ("train", "validation", "test")
"""Folder or file names that put an article into a split."""


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to look at; the message says how to mend it.

    Line and column count from 1. In an article file they are the place itself. In other formats the
    line is the number of the article (in the JSON lines formats, that is its line) and the column
    the character of its text.
    """

    path: str
    line: int
    column: int
    severity: Severity
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.severity} [{self.code}] {self.message}"


@dataclass(frozen=True)
class Source:
    """An article and where it was read: ``content`` is that of its file if it is an article file."""

    article: Article
    path: Path
    number: int = 1
    content: str | None = None

    @property
    def split(self) -> str | None:
        """The split that the parent folder or the file itself is named after."""
        return next((name for name in (self.path.parent.name, self.path.stem) if name in SPLITS), None)

    @cached_property
    def _text_offsets(self) -> list[int]:
        return text_offsets(self.content or "")

    def finding(self, offset: int, severity: Severity, code: str, message: str) -> Finding:
        """A finding at a character of the text."""
        line, column = self.number, offset + 1
        if self.content is not None:
            line, column = line_and_column(self.content, self._text_offsets[offset])
        return Finding(str(self.path), line, column, severity, code, message)
