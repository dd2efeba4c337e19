"""Article, Entity and Affiliation: one type for gold annotation and for predictions."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from mokmin.errors import MokminError
from mokmin.labels import DOMAINS, LABELS


@dataclass(frozen=True, slots=True)
class Entity:
    """A tagged span: ``article.text[start:end] == text``.

    ``score`` is in 0..1 (1.0 for gold), ``domain`` is set for PILLAR only, ``value`` (EDTF,
    ISO 8601-2) for DATE only and None until it is resolved.
    """

    start: int
    end: int
    text: str
    label: str
    score: float = 1.0
    domain: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Affiliation:
    """One post of one official: ``김가온``, ``나래시장``, ``나래시``, held now or formerly."""

    name: str
    role: str
    organization: str | None = None
    former: bool = False


@dataclass(slots=True)
class Article:
    """A text with its annotation, gold or predicted.

    ``entities`` are sorted and do not overlap. ``id`` and ``meta`` (source style, issuer and
    other facts about the article) belong to data sets and are not part of :meth:`to_dict`.

    Raises:
        MokminError: a span outside the text, overlapping spans, an unknown label or domain, a
            ``published`` that is not a date.
    """

    text: str
    published: str | None = None
    entities: list[Entity] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    domain_scores: dict[str, float] = field(default_factory=dict)
    affiliations: list[Affiliation] = field(default_factory=list)
    id: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise MokminError(f"the text of an article is a {type(self.text).__name__}, not a string")
        self.published = check_published(self.published)
        self.entities = sorted(self.entities, key=lambda e: (e.start, e.end))
        check_entities(self.text, self.entities)
        for domain in (*self.domains, *self.domain_scores):
            check_domain(domain)

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and dicts with the keys text, published, entities, domains,
        domain_scores, affiliations."""
        return {
            "text": self.text,
            "published": self.published,
            "entities": [asdict(entity) for entity in self.entities],
            "domains": list(self.domains),
            "domain_scores": dict(self.domain_scores),
            "affiliations": [asdict(affiliation) for affiliation in self.affiliations],
        }

    def record(self) -> list[dict[str, Any]]:
        """The affiliations, pillars and dates as flat rows for a table; :mod:`mokmin.records.record` lists the columns."""
        from mokmin.records.record import rows

        return rows(self)

    def to_json(self, indent: int | None = None) -> str:
        """:meth:`to_dict` as JSON text with Korean left readable."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Article":
        """The inverse of :meth:`to_dict`.

        Raises:
            MokminError: a key is missing, unknown or of the wrong kind.
        """
        if not isinstance(data, Mapping):
            raise MokminError(f"an article is a {type(data).__name__}, not a mapping as Article.to_dict() gives")
        known = {"text", "published", "entities", "domains", "domain_scores", "affiliations"}
        if unknown := set(data) - known:
            raise MokminError(f"unknown article key {min(map(str, unknown))!r}; known: {sorted(known)}")
        try:
            return cls(
                text=data["text"],
                published=data.get("published"),
                entities=[Entity(**entity) for entity in data.get("entities", ())],
                domains=list(data.get("domains", ())),
                domain_scores=dict(data.get("domain_scores", {})),
                affiliations=[Affiliation(**row) for row in data.get("affiliations", ())],
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise MokminError(f"an article is not of the form Article.to_dict() gives: {error}") from error

    @classmethod
    def from_json(cls, source: str) -> "Article":
        """The inverse of :meth:`to_json`.

        Raises:
            MokminError: the source is not JSON, or not of an article.
        """
        try:
            data = json.loads(source)
        except json.JSONDecodeError as error:
            raise MokminError(f"an article is not JSON: {error}") from error
        return cls.from_dict(data)


def check_published(published: object) -> str | None:
    """A publication date as ``YYYY-MM-DD``, or None.

    Raises:
        MokminError: anything but None, a ``datetime.date`` or such a string.
    """
    if published is None:
        return None
    if isinstance(published, date):
        return published.isoformat()[:10]
    try:
        # From Python 3.11 on fromisoformat takes 2025-W23-7 too.
        if isinstance(published, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", published):
            return date.fromisoformat(published).isoformat()
    except ValueError:
        pass
    raise MokminError(f"published is {published!r}; give a date as YYYY-MM-DD, or nothing")


def check_domain(domain: str) -> None:
    """Raises MokminError unless ``domain`` is one of the eight."""
    if domain not in DOMAINS:
        raise MokminError(f"unknown domain {domain!r}; known: {', '.join(DOMAINS)}")


def check_entities(text: str, entities: Iterable[Entity]) -> None:
    """Check sorted entities against their text.

    Raises:
        MokminError: the first span that is empty, outside the text, unlike its own text,
            overlapping the one before, of an unknown label, or with a domain it cannot have.
    """
    previous_end = 0
    for entity in entities:
        where = f"entity {entity.text!r} at {entity.start}:{entity.end}"
        if entity.label not in LABELS:
            raise MokminError(f"{where} has the unknown label {entity.label!r}; known: {', '.join(LABELS)}")
        if not 0 <= entity.start < entity.end <= len(text):
            raise MokminError(f"{where} is empty or outside the text of {len(text)} characters")
        if text[entity.start : entity.end] != entity.text:
            raise MokminError(f"{where} does not match the text there, {text[entity.start : entity.end]!r}")
        if entity.start < previous_end:
            raise MokminError(f"{where} overlaps the span before it, which ends at {previous_end}")
        if entity.domain is not None:
            if entity.label != "PILLAR":
                raise MokminError(f"{where} is {entity.label}; only PILLAR has a domain")
            check_domain(entity.domain)
        previous_end = entity.end
