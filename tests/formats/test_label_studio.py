"""``data/label_studio_export.json`` and ``data/label_studio_predictions.json`` were exported by
Label Studio 1.23.2 (project with our labelling config, tasks and annotations put in over its HTTP
API); the texts are invented."""

import json
import logging
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mokmin.article import Affiliation, Article, Entity
from mokmin.errors import MokminError
from mokmin.formats import label_studio
from mokmin.labels import DOMAINS, LABELS
from tests.formats.data import EXPORTED

DATA = Path(__file__).parent / "data"


def region(start: int, end: int, text: str | None, label: str, number: str = "r1", **more: Any) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": [label]} | ({} if text is None else {"text": text})
    return {"id": number, "from_name": "label", "to_name": "text", "type": "labels", "value": value, **more}


def annotation(*regions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"was_cancelled": False, "ground_truth": False, "result": list(regions), **more}


def read_tasks(tmp_path: Path, *tasks: dict[str, Any], predictions: bool = False) -> list[Article]:
    (tmp_path / "export.json").write_text(json.dumps(list(tasks)), "utf-8")
    return label_studio.read(tmp_path / "export.json", predictions=predictions)


def read_one(tmp_path: Path, text: str, *annotations: dict[str, Any]) -> Article:
    [article] = read_tasks(tmp_path, {"id": 7, "data": {"text": text}, "annotations": list(annotations)})
    return article


def test_real_export(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        articles = label_studio.read(DATA / "label_studio_export.json")
    assert articles[:3] == EXPORTED
    # The offsets of the last task were put in as UTF-16 units, as browsers count.
    assert [(e.start, e.end, e.text) for e in articles[3].entities] == [(3, 6, "가람군"), (8, 11, "12월")]
    assert (articles[3].id, articles[3].meta) == ("11", {"url": "https://example.org/5"})
    assert "1 of 5 tasks have no annotation" in caplog.text


def test_real_export_comes_back_after_writing(tmp_path: Path) -> None:
    articles = label_studio.read(DATA / "label_studio_export.json")
    assert label_studio.write(articles, tmp_path / "a.json") == []
    assert label_studio.read(tmp_path / "a.json") == articles


def test_real_snapshot_with_predictions() -> None:
    assert label_studio.read(DATA / "label_studio_predictions.json", predictions=True) == EXPORTED
    with pytest.raises(MokminError, match="no task has an annotation; predictions are read when asked for"):
        label_studio.read(DATA / "label_studio_predictions.json")


def test_written_task(tmp_path: Path) -> None:
    article = Article(
        "나래시는 5일 AI 돌봄을",
        published="2025-06-08",
        entities=[
            Entity(5, 7, "5일", "DATE", value="2025-06-05"),
            Entity(8, 13, "AI 돌봄", "PILLAR", domain="livelihood"),
        ],
        domains=["livelihood"],
        affiliations=[Affiliation("김가온", "나래시장")],
        id="a",
    )
    label_studio.write([article], tmp_path / "a.json")
    [task] = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert task["data"] == {
        "text": article.text,
        "article_id": "a",
        "published": "2025-06-08",
        "affiliations": [{"name": "김가온", "role": "나래시장", "organization": None, "former": False}],
    }
    [written] = task["annotations"]
    assert task["predictions"] == []
    assert [(r["id"], r["from_name"], r["type"], r["value"]) for r in written["result"]] == [
        ("1-1", "label", "labels", {"start": 5, "end": 7, "text": "5일", "labels": ["DATE"]}),
        ("1-1", "value", "textarea", {"start": 5, "end": 7, "text": ["2025-06-05"]}),
        ("1-2", "label", "labels", {"start": 8, "end": 13, "text": "AI 돌봄", "labels": ["PILLAR"]}),
        ("1-2", "domain", "choices", {"start": 8, "end": 13, "text": "AI 돌봄", "choices": ["livelihood"]}),
        ("1-3", "domains", "choices", {"choices": ["livelihood"]}),
    ]


def test_predictions_are_written_with_scores_and_version(tmp_path: Path) -> None:
    entities = [Entity(0, 3, "나래시", "ORG", score=0.5), Entity(5, 7, "5일", "DATE", score=0.75)]
    label_studio.write([Article("나래시는 5일", entities=entities)], tmp_path / "a.json", predictions=True)
    [task] = json.loads((tmp_path / "a.json").read_text("utf-8"))
    [prediction] = task["predictions"]
    assert task["annotations"] == []
    assert prediction["score"] == 0.625
    assert prediction["model_version"].startswith("mokmin-")
    assert [r["score"] for r in prediction["result"]] == [0.5, 0.75]


def test_ids_of_tasks_and_annotations_differ(tmp_path: Path) -> None:
    label_studio.write([Article("가"), Article("나"), Article("다")], tmp_path / "a.json")
    tasks = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert len({task["id"] for task in tasks} | {task["annotations"][0]["id"] for task in tasks}) == 6


@pytest.mark.parametrize(
    ("annotations", "chosen"),
    [
        ([{"updated_at": "2026-01-02T00:00:00Z"}, {"updated_at": "2026-01-01T00:00:00Z"}], 0),
        ([{"updated_at": "2026-01-01T00:00:00Z"}, {"updated_at": "2026-01-01T00:00:00.500000Z"}], 1),
        ([{"created_at": "2026-01-02T00:00:00Z"}, {"created_at": "2026-01-03T00:00:00+09:00"}], 1),
        ([{"updated_at": "2026-01-02T00:00:00Z", "ground_truth": True}, {"updated_at": "2026-01-03T00:00:00Z"}], 0),
        ([{"updated_at": "2026-01-01T00:00:00Z"}, {"updated_at": "2026-01-02T00:00:00Z", "was_cancelled": True}], 0),
        ([{}, {}], 1),
    ],
)
def test_which_annotation_counts(annotations: list[dict[str, Any]], chosen: int, tmp_path: Path) -> None:
    done = [annotation(region(i, i + 1, None, "ORG"), **more) for i, more in enumerate(annotations)]
    assert read_one(tmp_path, "나래", *done).entities[0].start == chosen


def test_a_cancelled_annotation_is_none(tmp_path: Path) -> None:
    task = {"data": {"text": "글"}, "annotations": [annotation(was_cancelled=True)]}
    assert read_tasks(tmp_path, task, {"data": {"text": "둘"}, "annotations": [annotation()]}) == [
        Article("둘", id=None)
    ]
    task["predictions"] = [annotation(region(0, 1, "글", "ORG"))]
    assert read_tasks(tmp_path, task, predictions=True)[0].entities == [Entity(0, 1, "글", "ORG")]


def test_annotations_go_before_predictions(tmp_path: Path) -> None:
    task = {
        "data": {"text": "글"},
        "annotations": [annotation()],
        "predictions": [annotation(region(0, 1, "글", "ORG"))],
    }
    assert read_tasks(tmp_path, task, predictions=True)[0].entities == []


def test_other_controls_are_passed_over(tmp_path: Path) -> None:
    other = {"id": "x", "from_name": "quality", "to_name": "text", "type": "choices", "value": {"choices": ["good"]}}
    relation = {"type": "relation", "from_id": "r1", "to_id": "r2", "direction": "right"}
    article = read_one(tmp_path, "나래시", annotation(region(0, 3, "나래시", "ORG"), other, relation))
    assert article == Article("나래시", entities=[Entity(0, 3, "나래시", "ORG")], id="7")


def test_score_inside_the_value_is_read(tmp_path: Path) -> None:
    scored = region(0, 3, "나래시", "ORG")
    scored["value"]["score"] = 0.5
    assert read_one(tmp_path, "나래시", annotation(scored)).entities[0].score == 0.5


def test_shifted_offsets_are_repaired(tmp_path: Path) -> None:
    assert read_one(tmp_path, "😀 나래시", annotation(region(3, 6, "나래시", "ORG"))).entities[0].start == 2
    assert read_one(tmp_path, "가\r\n나래시", annotation(region(2, 5, "나래시", "ORG"))).entities[0].start == 3


@pytest.mark.parametrize(
    ("regions", "message"),
    [
        ([region(0, 3, "가람군", "ORG", "Ab-1")], "region Ab-1: 0:3 is not '가람군' in the text"),
        ([region(3, 9, None, "ORG", "Ab-1")], "region Ab-1: 3:9 is not None in the text"),
        (
            [region(0, 3, "나래시", "ORG"), region(2, 4, "시는", "ROLE")],
            "entity '시는' at 2:4 overlaps the span before it",
        ),
        ([region(0, 3, "나래시", "GOV")], "entity '나래시' at 0:3 has the unknown label 'GOV'"),
        ([region(0, 0, "", "ORG")], "entity '' at 0:0 is empty"),
        (
            [
                region(0, 3, "나래시", "ORG"),
                {"id": "r1", "from_name": "domain", "type": "choices", "value": {"choices": ["talent"]}},
            ],
            "entity '나래시' at 0:3 is ORG; only PILLAR has a domain",
        ),
        (
            [
                region(0, 3, "나래시", "ORG"),
                {"id": "r1", "from_name": "value", "type": "textarea", "value": {"text": ["2025"]}},
            ],
            "region r1: a date value '2025' on a span of ORG",
        ),
        (
            [{**region(0, 3, "나래시", "ORG"), "value": {"start": "/div[1]", "end": 3}}],
            "not the shape of a Label Studio export",
        ),
        ([{"id": "r1"}], "not the shape of a Label Studio export"),
    ],
)
def test_errors_name_file_task_and_region(regions: list[dict[str, Any]], message: str, tmp_path: Path) -> None:
    with pytest.raises(MokminError) as raised:
        read_one(tmp_path, "나래시는", annotation(*regions))
    assert str(raised.value).startswith(f"{tmp_path / 'export.json'}: task 7: {message}")


def test_two_labels_on_one_span_are_an_error(tmp_path: Path) -> None:
    double = region(0, 3, "나래시", "ORG")
    double["value"]["labels"] = ["ORG", "ROLE"]
    with pytest.raises(MokminError, match="region r1: one label for a span"):
        read_one(tmp_path, "나래시", annotation(double))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "not a list of tasks"),
        ("[1]", "not a list of tasks"),
        ("[", r"export\.json:1:2: not JSON"),
        ('[{"text": "글", "label": [], "annotator": 1}]', "task 1: no 'data'; JSON-MIN drops"),
        ('[{"data": {"title": "글"}, "annotations": [{"result": []}]}]', "task 1: the data have no 'text'"),
        ('[{"data": {"text": "글"}, "annotations": []}]', "no task has an annotation"),
    ],
)
def test_files_that_are_no_export(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text(content, "utf-8")
    with pytest.raises(MokminError, match=message):
        label_studio.read(tmp_path / "export.json")


def test_an_export_with_mere_ids_of_predictions_says_so(tmp_path: Path) -> None:
    with pytest.raises(MokminError, match="only the ids of the predictions"):
        read_tasks(tmp_path, {"id": 3, "data": {"text": "글"}, "predictions": [1]}, predictions=True)


def test_an_article_without_id_keeps_none(tmp_path: Path) -> None:
    label_studio.write([replace(EXPORTED[0], id=None)], tmp_path / "a.json")
    assert label_studio.read(tmp_path / "a.json")[0].id is None


def test_labelling_config_has_our_labels_and_domains() -> None:
    view = ET.fromstring(label_studio.labelling_config())
    controls = {control.get("name"): control for control in view.iter() if control.get("name")}
    assert set(controls) == {"label", "text", "domain", "value", "domains"}
    assert [label.get("value") for label in controls["label"]] == list(LABELS)
    assert [choice.get("value") for choice in controls["domain"]] == list(DOMAINS)
    assert [choice.get("value") for choice in controls["domains"]] == list(DOMAINS)
    assert controls["text"].get("granularity") == "character"
    assert {name for name, control in controls.items() if control.get("perRegion") == "true"} == {"domain", "value"}
