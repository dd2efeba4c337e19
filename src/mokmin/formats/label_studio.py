"""Label Studio JSON (task list; field names as Label Studio 1.23 exports them), both directions.

A task's ``data`` holds ``text``, ``article_id``, ``published``, ``affiliations``, ``domain_scores``
and ``meta``. Its annotations and predictions are regions of the controls in
:func:`labelling_config`: ``label`` (spans), ``domain`` (of a PILLAR) and ``value`` (of a DATE) with
the id of their span, ``domains`` (of the article). Other controls are passed over.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib import resources
from itertools import count
from pathlib import Path
from statistics import fmean
from typing import Any

from mokmin import __version__
from mokmin.article import Article, Entity
from mokmin.errors import MokminError
from mokmin.formats.files import dump_json, read_json, write_text
from mokmin.formats.label_studio_tasks import article_of

_log = logging.getLogger(__name__)


def read(path: str | Path, predictions: bool = False) -> list[Article]:
    """Read an export.

    Of several annotations of a task the cancelled ones are skipped; one marked as ground truth
    goes before the others, then the one updated last, else created last. A task without annotation
    is read from its latest prediction if ``predictions`` is true, else it is left out.

    Raises:
        MokminError: not such a file, spans that overlap or do not lie on their text, or a label or
            domain that is not ours; with file, task and region.
    """
    tasks = read_json(path)
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise MokminError(f"{path}: not a list of tasks; export the project as JSON")
    found = [
        article_of(task, f"{path}: task {task.get('id', position)}", predictions)
        for position, task in enumerate(tasks, start=1)
    ]
    articles = [article for article in found if article is not None]
    if tasks and not articles:
        raise MokminError(f"{path}: no task has an annotation; predictions are read when asked for")
    if missing := len(tasks) - len(articles):
        _log.warning("%s: %d of %d tasks have no annotation and are left out", path, missing, len(tasks))
    return articles


def write(articles: Sequence[Article], path: str | Path, predictions: bool = False) -> list[str]:
    """Write tasks to import, the entities as annotations or as ``predictions`` with scores.

    Nothing is left out.

    Raises:
        MokminError: ``meta`` holds something that is not JSON.
    """
    write_text(render(articles, predictions), path)
    return []


def render(articles: Sequence[Article], predictions: bool = False) -> str:
    """The tasks as :func:`write` writes them."""
    # Label Studio wants the ids of tasks, annotations and predictions to differ from each other.
    tasks = []
    for number, article in enumerate(articles, start=1):
        result: dict[str, Any] = {"id": len(articles) + number, "result": list(_regions(article, number))}
        if predictions:
            result |= {
                "model_version": f"mokmin-{__version__}",
                "score": fmean([e.score for e in article.entities] or [0.0]),
            }
        else:
            result |= {"was_cancelled": False, "ground_truth": False}
        kinds = {"annotations": [], "predictions": [], ("predictions" if predictions else "annotations"): [result]}
        tasks.append({"id": number, "data": _data(article), **kinds})
    return dump_json(tasks, indent=1) + "\n"


def labelling_config() -> str:
    """The labelling interface to paste into a project's settings (Code)."""
    return (resources.files("mokmin.formats") / "label_studio.xml").read_text("utf-8")


def _data(article: Article) -> dict[str, Any]:
    data: dict[str, Any] = {"text": article.text, "article_id": article.id, "published": article.published}
    data["affiliations"] = [asdict(affiliation) for affiliation in article.affiliations]
    return data | {k: v for k in ("domain_scores", "meta") if (v := getattr(article, k))}


def _regions(article: Article, task: int) -> Iterator[dict[str, Any]]:
    numbers = count(1)
    for entity in article.entities:
        yield from _entity_regions(entity, f"{task}-{next(numbers)}")
    if article.domains:
        yield {"id": f"{task}-{next(numbers)}", "from_name": "domains", "to_name": "text", "type": "choices"} | {
            "value": {"choices": list(article.domains)}
        }


def _entity_regions(entity: Entity, region: str) -> Iterator[dict[str, Any]]:
    span = {"start": entity.start, "end": entity.end}
    common = {"id": region, "to_name": "text"}
    label: dict[str, Any] = {"from_name": "label", "type": "labels"}
    label["value"] = {**span, "text": entity.text, "labels": [entity.label]}
    yield {**common, **label} if entity.score == 1.0 else {**common, **label, "score": entity.score}
    if entity.domain is not None:
        value = {**span, "text": entity.text, "choices": [entity.domain]}
        yield {**common, "from_name": "domain", "type": "choices", "value": value}
    if entity.value is not None:
        # Label Studio itself puts the typed text, not the text of the span, under "text" here.
        yield {**common, "from_name": "value", "type": "textarea", "value": {**span, "text": [entity.value]}}
