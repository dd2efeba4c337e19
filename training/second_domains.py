"""What two more annotators said of the pillar domains in the training articles.

``data/second-annotation/train-pillar-domains.tsv`` has a line for each pillar's first mention in an
article: the domain that a second annotator gave without seeing the first, or two with the likelier
first; and, where the first is not among them, mostly the one of both that a third chose.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from mokmin.agreement import choice
from mokmin.article import Article


class Opinion(NamedTuple):
    """Of the pillar at characters ``start:end`` of an article."""

    article: str
    start: int
    end: int
    second: tuple[str, ...]
    third: str | None


def read_opinions(path: Path) -> list[Opinion]:
    """The lines of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Opinion(
                row["article"],
                int(row["start"]),
                int(row["end"]),
                tuple(row["second"].split("/")),
                row["third"] or None,
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def compare(articles: Sequence[Article], opinions: Sequence[Opinion]) -> list[tuple[str, str]]:
    """How the domains in the articles fare beside the others': rows of a table.

    Raises:
        KeyError: an opinion is of a pillar that is not there.
    """
    first = {(a.id, e.start, e.end): e.domain for a in articles for e in a.entities if e.label == "PILLAR"}
    pairs = [(first[o.article, o.start, o.end], o) for o in opinions]
    likelier = choice([(domain, o.second[0]) for domain, o in pairs])
    decided = [(domain, o.third) for domain, o in pairs if o.third]
    among = sum(domain in o.second for domain, o in pairs)
    return [
        ("pillars compared", f"{len(pairs):,}"),
        ("the first is the second's likelier one", f"{likelier.accuracy:.3f}"),
        ("κ of the same", f"{likelier.kappa:.3f}"),
        ("the first is among the second's one or two", f"{among / len(pairs):.3f}"),
        ("it is not, and no third was asked", f"{len(pairs) - among - len(decided):,}"),
        ("given to a third", f"{len(decided):,}"),
        ("the third sides with the second", f"{sum(domain != third for domain, third in decided):,}"),
    ]
