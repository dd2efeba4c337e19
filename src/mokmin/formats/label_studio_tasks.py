"""One Label Studio task → an article: which annotation counts, and what its regions say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from mokmin.article import Affiliation, Article, Entity
from mokmin.errors import MokminError
from mokmin.formats.offsets import to_code_points

_OWN_DATA = ("text", "article_id", "published", "affiliations", "domain_scores", "meta")


def article_of(task: Mapping[str, Any], where: str, predictions: bool) -> Article | None:
    """The article of a task, None if it has no annotation (or prediction) to read.

    Raises:
        MokminError: the message begins with ``where``.
    """
    try:
        if "data" not in task:
            raise MokminError("no 'data'; JSON-MIN drops which span a domain belongs to, so export as JSON")
        data, regions = task["data"], _chosen(task, predictions)
        if regions is None:
            return None
        if not isinstance(data.get("text"), str):
            raise MokminError("the data have no 'text'")
        return Article(
            text=data["text"],
            published=data.get("published") or None,
            entities=_entities(data["text"], regions),
            domains=_choices(r for r in regions if r.get("from_name") == "domains"),
            domain_scores=dict(data.get("domain_scores") or {}),
            affiliations=[Affiliation(**row) for row in data.get("affiliations") or ()],
            id=data["article_id"] if "article_id" in data else _text_or_none(task.get("id")),
            meta={**{k: v for k, v in data.items() if k not in _OWN_DATA}, **(data.get("meta") or {})},
        )
    except MokminError as error:
        raise MokminError(f"{where}: {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise MokminError(f"{where}: not the shape of a Label Studio export: {error!r}") from error


def _chosen(task: Mapping[str, Any], predictions: bool) -> list[dict[str, Any]] | None:
    annotations = [a for a in task.get("annotations") or () if isinstance(a, dict) and not a.get("was_cancelled")]
    if not annotations and predictions:
        annotations = list(task.get("predictions") or ())
        if not all(isinstance(prediction, dict) for prediction in annotations):
            raise MokminError("only the ids of the predictions; export a snapshot with full predictions")
    if not annotations:
        return None
    # Of equal ones max takes the first; the last in the file is the later one.
    return list(max(reversed(annotations), key=_rank)["result"])


def _rank(annotation: Mapping[str, Any]) -> tuple[bool, datetime]:
    return bool(annotation.get("ground_truth")), _time(annotation)


def _time(annotation: Mapping[str, Any]) -> datetime:
    stamp = annotation.get("updated_at") or annotation.get("created_at")
    if not stamp:
        return datetime.min.replace(tzinfo=timezone.utc)
    time = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def _entities(text: str, regions: Sequence[Mapping[str, Any]]) -> list[Entity]:
    spans = [region for region in regions if region["type"] == "labels"]
    places = to_code_points(text, [(r["value"]["start"], r["value"]["end"], r["value"].get("text")) for r in spans])
    domains, values = _by_region(regions, "domain"), _by_region(regions, "value")
    entities = []
    for region, place in zip(spans, places, strict=True):
        value, number = region["value"], region["id"]
        if place is None:
            raise MokminError(
                f"region {number}: {value['start']}:{value['end']} is not {value.get('text')!r} in the text, whether "
                "counted in code points, UTF-16 units or with \\r\\n as one; was the text changed since?"
            )
        if len(value["labels"]) != 1:
            raise MokminError(f"region {number}: one label for a span, not {value['labels']}")
        label, typed = value["labels"][0], values.get(number)
        if typed is not None and label != "DATE":
            raise MokminError(f"region {number}: a date value {typed!r} on a span of {label}")
        score = region.get("score", value.get("score"))
        entities.append(
            Entity(
                *place,
                text[place[0] : place[1]],
                label,
                score=1.0 if score is None else score,
                domain=domains.get(number),
                value=typed,
            )
        )
    return entities


def _by_region(regions: Iterable[Mapping[str, Any]], control: str) -> dict[str, str]:
    """Region id → the one choice or typed text of a per-region control."""
    grouped: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for region in regions:
        if region.get("from_name") == control:
            grouped[region["id"]].append(region)
    return {number: chosen[0] for number, rows in grouped.items() if (chosen := _choices(rows))}


def _choices(regions: Iterable[Mapping[str, Any]]) -> list[str]:
    chosen: list[str] = []
    for region in regions:
        value = region["value"]
        items = value["choices"] if "choices" in value else value["text"]
        chosen += [items] if isinstance(items, str) else items
    return chosen


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)
