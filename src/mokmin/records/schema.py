"""The record's columns as a pydantic model, for the JSON Schema and for checking rows of others.

``data/record.schema.json`` is what :func:`json_schema` gives; needs the extra ``record``.
"""

import json
from typing import TYPE_CHECKING, Any

from mokmin.errors import MokminError
from mokmin.labels import DOMAINS
from mokmin.records.record import COLUMNS, KINDS, SCHEMA_VERSION

if TYPE_CHECKING:
    from pydantic import BaseModel

_DESCRIPTIONS = {
    "schema_version": "Version of this schema; the first number changes when a column changes its meaning.",
    "kind": "What the row is about: a post of an official, a policy pillar or a date.",
    "article_id": "Id of the article, null if it has none.",
    "published": "Publication date of the article (Korean time), YYYY-MM-DD.",
    "start": "First character of the row's evidence in the text: the name, the pillar or the date.",
    "end": "First character behind it.",
    "text": "The text there, as it stands.",
    "score": "The least score, 0 to 1, of the spans the row rests on.",
    "name": "Full name of the official.",
    "role": "Title in its fullest form in the text.",
    "organization": "Body of the post, in its full name in the text.",
    "organization_id": "The code of a local government, else the canonical name.",
    "organization_name": "Canonical name of the body.",
    "organization_code": "ISO 3166-2:KR (first level) or 행정표준코드 (five digits) of a local government.",
    "former": "Whether the post is a past one.",
    "role_start": "First character of the title.",
    "role_end": "First character behind the title.",
    "organization_start": "First character of the mention of the body; null if the title alone names it.",
    "organization_end": "First character behind it.",
    "domain": "Policy domain of the pillar.",
    "owner": "Body directly before the pillar, as it stands in the text.",
    "owner_id": "The code of a local government, else the canonical name.",
    "owner_name": "Canonical name of the owner.",
    "owner_code": "ISO 3166-2:KR or 행정표준코드 of an owner that is a local government.",
    "owner_start": "First character of the owner.",
    "owner_end": "First character behind the owner.",
    "value": "The date in EDTF (ISO 8601-2); null if it cannot be resolved.",
    "first_day": "First day of the date, YYYY-MM-DD.",
    "last_day": "Last day of the date, YYYY-MM-DD.",
}
_CHOICES: dict[str, tuple[str, ...]] = {"kind": KINDS, "domain": DOMAINS, "schema_version": (SCHEMA_VERSION,)}
_REQUIRED = ("schema_version", "kind")


def row_model() -> "type[BaseModel]":
    """The pydantic model of a row; it refuses unknown columns and wants all known ones.

    Raises:
        MokminError: pydantic is not installed.
    """
    try:
        from pydantic import ConfigDict, Field, create_model
    except ImportError as error:
        raise MokminError("the schema of the record needs pip install 'mokmin[record]'") from error
    from typing import Literal

    fields: dict[str, Any] = {}
    for column, kind in COLUMNS.items():
        choices = _CHOICES.get(column)
        annotation: Any = Literal[choices] if choices else kind
        bounds: dict[str, Any] = {"ge": 0} if kind is int else {"ge": 0, "le": 1} if kind is float else {}
        annotation = annotation if column in _REQUIRED else annotation | None
        fields[column] = (annotation, Field(description=_DESCRIPTIONS[column], **bounds))
    return create_model(
        "Row", __config__=ConfigDict(extra="forbid", strict=True), __doc__="A row of the record.", **fields
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a row.

    Raises:
        MokminError: pydantic is not installed.
    """
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"mokmin record {SCHEMA_VERSION}"}
    return {**row_model().model_json_schema(), **head}


def schema_text() -> str:
    """:func:`json_schema` as the content of ``data/record.schema.json``."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"
