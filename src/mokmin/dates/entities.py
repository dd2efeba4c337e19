"""Values for the DATE entities of an article."""

from collections.abc import Sequence
from dataclasses import replace

from mokmin.article import Entity
from mokmin.dates import resolve_all

_REACH = 240


def with_date_values(text: str, entities: Sequence[Entity], published: str | None) -> list[Entity]:
    """The entities, each DATE with the value that it has in this article; others are as they were.

    Raises:
        MokminError: ``published`` is not a date.
    """
    dates = [entity for entity in entities if entity.label == "DATE"]
    following = [text[entity.end : entity.end + _REACH] for entity in dates]
    values = iter(resolve_all([entity.text for entity in dates], published, following))
    return [replace(e, value=next(values).value) if e.label == "DATE" else e for e in entities]
