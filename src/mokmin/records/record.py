"""The policy record: an article as flat rows for a table, one for each affiliation, pillar and date.

Every row has all columns, None where a column is not of its kind, and says by character offsets into the
article's text where it is stated.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from mokmin.article import Affiliation, Article, Entity
from mokmin.dates.values import is_date_value
from mokmin.records.affiliations import Link, find_links
from mokmin.records.bodies import BodyIndex
from mokmin.records.body_names import nfc

SCHEMA_VERSION: Final = "1.0"

KINDS: Final = ("affiliation", "pillar", "date")

COLUMNS: Final[dict[str, type]] = {
    # of every row
    "schema_version": str,
    "kind": str,
    "article_id": str,
    "published": str,
    "start": int,
    "end": int,
    "text": str,
    "score": float,
    # of an affiliation
    "name": str,
    "role": str,
    "organization": str,
    "organization_id": str,
    "organization_name": str,
    "organization_code": str,
    "former": bool,
    "role_start": int,
    "role_end": int,
    "organization_start": int,
    "organization_end": int,
    # of a pillar
    "domain": str,
    "owner": str,
    "owner_id": str,
    "owner_name": str,
    "owner_code": str,
    "owner_start": int,
    "owner_end": int,
    # of a date
    "value": str,
    "first_day": str,
    "last_day": str,
}
"""The columns in order, with the type of what they hold when it is not None."""

_OWNER = re.compile(r"(?:의|은|는|이|가)?[ :]*[‘'“\"「『<▲△▷·]?\s?")


def rows(article: Article) -> list[dict[str, Any]]:
    """The record of an article: its affiliations, pillars and dates, each kind in the order of the text.

    Affiliations are those of the article (what :class:`~mokmin.tagger.Tagger` and annotators put there);
    one of which no OFFICIAL span gives evidence comes last, without offsets.
    """
    index = BodyIndex(article)
    common = {"schema_version": SCHEMA_VERSION, "article_id": article.id, "published": article.published}
    found = [*_affiliations(article, index), *_pillars(article, index), *_dates(article)]
    return [dict.fromkeys(COLUMNS) | common | row for row in found]


def _affiliations(article: Article, index: BodyIndex) -> Iterator[dict[str, Any]]:
    links = {(link.affiliation.name, link.affiliation.role): link for link in find_links(article)}
    stated = [(row, _evidence(article, row, links.get((row.name, row.role)))) for row in article.affiliations]
    for row, evidence in sorted(stated, key=lambda pair: pair[1][0].start if pair[1][0] else len(article.text)):
        person, role, organization = evidence
        spans = [e for e in evidence if e is not None]
        yield {
            **_where("affiliation", person),
            "score": min((e.score for e in spans), default=None),
            "name": row.name,
            "role": row.role,
            "organization": row.organization,
            **_body("organization", index, row.organization),
            "former": row.former,
            **_offsets("role", role),
            **_offsets("organization", organization),
        }


def _evidence(
    article: Article, row: Affiliation, link: Link | None
) -> tuple[Entity | None, Entity | None, Entity | None]:
    """The mentions of name, title and body: the linked ones, else the first of the same text."""

    def first(label: str, text: str | None) -> Entity | None:
        return next((e for e in article.entities if e.label == label and nfc(e.text) == text), None)

    organization = first("ORG", row.organization)
    if link is None:
        return first("OFFICIAL", row.name), first("ROLE", row.role), organization
    if link.organization is not None and nfc(link.organization.text) == row.organization:
        organization = link.organization
    return link.person, link.role, organization


def _pillars(article: Article, index: BodyIndex) -> Iterator[dict[str, Any]]:
    for before, entity in zip((None, *article.entities), article.entities, strict=False):
        if entity.label != "PILLAR":
            continue
        owner = before if before is not None and before.label == "ORG" else None
        if owner is not None:
            between = unicodedata.normalize("NFKC", article.text[owner.end : entity.start])
            owner = owner if between and "\n" not in between and _OWNER.fullmatch(between) else None
        name = owner.text if owner else None
        yield {
            **_where("pillar", entity),
            "domain": entity.domain,
            "owner": name,
            **_body("owner", index, name),
            **_offsets("owner", owner),
        }


def _dates(article: Article) -> Iterator[dict[str, Any]]:
    for entity in article.entities:
        if entity.label == "DATE":
            first, last = days_of(entity.value)
            yield {**_where("date", entity), "value": entity.value, "first_day": first, "last_day": last}


def days_of(value: str | None) -> tuple[str | None, str | None]:
    """First and last day of a date value as ``YYYY-MM-DD``; None for an open end and for no date."""
    if value is None or not is_date_value(value):
        return None, None
    begin, _, end = value.partition("/")
    end = end or begin
    first = None if begin == ".." else (begin + "-01-01")[:10]
    if end == ".." or len(end) == 10:
        return first, None if end == ".." else end
    year, month = int(end[:4]), int(end[5:7] or 12)
    return first, f"{end[:4]}-{month:02}-{calendar.monthrange(year, month)[1]}"


def _where(kind: str, entity: Entity | None) -> dict[str, Any]:
    if entity is None:
        return {"kind": kind}
    return {"kind": kind, "start": entity.start, "end": entity.end, "text": entity.text, "score": entity.score}


def _offsets(column: str, entity: Entity | None) -> dict[str, Any]:
    return {f"{column}_start": entity.start, f"{column}_end": entity.end} if entity else {}


def _body(column: str, index: BodyIndex, name: str | None) -> dict[str, Any]:
    if name is None:
        return {}
    body = index.of(name)
    return {f"{column}_id": body.id, f"{column}_name": body.name, f"{column}_code": body.code}
