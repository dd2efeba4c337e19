"""Checking annotated articles before anyone trains on them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mokmin.article import Article
from mokmin.checks.article import check_article
from mokmin.checks.corpus import check_corpus
from mokmin.checks.findings import SPLITS, Finding, Source
from mokmin.errors import MokminError
from mokmin.formats import guess, inline, read_articles
from mokmin.formats.files import read_text
from mokmin.formats.inline_folder import article_files
from mokmin.labels import DOMAINS, KOREAN_NAMES, LABELS

if TYPE_CHECKING:
    from rich.table import Table

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::(?P<column>\d+))?: (?P<message>.*)", re.DOTALL)


@dataclass
class Report:
    """What :func:`check_paths` found, and counts of what is annotated.

    ``labels``, ``pillar_domains`` and ``article_domains`` count by ``(split, name)``; the split of
    articles outside split folders is ``"all"``.
    """

    findings: list[Finding] = field(default_factory=list)
    articles: Counter[str] = field(default_factory=Counter)
    labels: Counter[tuple[str, str]] = field(default_factory=Counter)
    pillar_domains: Counter[tuple[str, str]] = field(default_factory=Counter)
    article_domains: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity == "error" for finding in self.findings)

    def exit_code(self, strict: bool = False) -> int:
        """1 if there are errors, or with ``strict`` any findings, else 0."""
        return int(self.errors > 0 or (strict and bool(self.findings)))

    def table(self) -> "Table":
        """Counts per label and domain, a column for each split."""
        from rich.table import Table

        splits = [split for split in (*SPLITS, "all") if self.articles[split]]
        table = Table("", *splits, title="Articles, spans, domains")
        table.add_row("articles", *(str(self.articles[split]) for split in splits), end_section=True)
        for title, names, counts in (
            ("", LABELS, self.labels),
            ("PILLAR:", DOMAINS, self.pillar_domains),
            ("article ", DOMAINS, self.article_domains),
        ):
            for name in names:
                cells = [str(counts[split, name]) for split in splits]
                table.add_row(f"{title}{name} {KOREAN_NAMES[name]}", *cells, end_section=name == names[-1])
        return table


def check_paths(paths: Iterable[str | Path], format: str | None = None) -> Report:
    """Check articles in files and folders, together as one corpus.

    A file that cannot be read is an error finding, and only its first fault is told.

    Raises:
        MokminError: a path is missing, or its format cannot be guessed.
    """
    report = Report()
    sources: list[Source] = []
    for path in map(Path, paths):
        for item in _load(path, format):
            if isinstance(item, Source):
                sources.append(item)
            else:
                report.findings.append(item)
    for source in sources:
        report.findings += check_article(source)
        _count(report, source.split or "all", source.article)
    report.findings += check_corpus(sources)
    report.findings.sort()
    return report


def _load(path: Path, format: str | None) -> Iterator[Source | Finding]:
    if not path.exists():
        raise MokminError(f"{path}: no such file or folder")
    if (format or guess(path)) == "inline":
        for file in article_files(path):
            try:
                content = read_text(file)
                yield Source(inline.parse(content, str(file)), file, content=content)
            except MokminError as error:
                yield _unreadable(error, file)
        return
    try:
        articles: Sequence[Article] = read_articles(path, format)
    except MokminError as error:
        yield _unreadable(error, path)
        return
    for number, article in enumerate(articles, start=1):
        yield Source(article, path, number)


def _unreadable(error: MokminError, path: Path) -> Finding:
    match = _PLACE.fullmatch(str(error))
    if match is None or match["path"] != str(path):
        return Finding(str(path), 1, 1, "error", "unreadable", str(error))
    return Finding(str(path), int(match["line"]), int(match["column"] or 1), "error", "unreadable", match["message"])


def _count(report: Report, split: str, article: Article) -> None:
    report.articles[split] += 1
    report.labels.update((split, entity.label) for entity in article.entities)
    report.pillar_domains.update((split, entity.domain) for entity in article.entities if entity.domain)
    report.article_domains.update((split, domain) for domain in article.domains)
