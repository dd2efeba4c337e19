import json
from dataclasses import replace
from pathlib import Path

import pytest

from mokmin import Affiliation, Article, MokminError
from mokmin.records.scoring import (
    affiliation_scores,
    canonicalization_accuracy,
    date_accuracy,
    found_date_accuracy,
    read_bodies,
    record_scores,
    relink,
)
from mokmin.report import record_lines
from tests.marked import marked

TEXT = "[서초구](ORG) [김가온](OFFICIAL) [서초구청장](ROLE)은 [지난 5일](DATE) 말했다. [HTRI](ORG)"


def gold() -> Article:
    article = marked(TEXT)
    article.affiliations = [Affiliation("김가온", "서초구청장", "서초구")]
    article.entities = [replace(e, value="2025-06-05") if e.label == "DATE" else e for e in article.entities]
    return article


def test_affiliation_scores() -> None:
    wrong = replace(
        gold(), affiliations=[Affiliation("김가온", "서초구청장", "서초구청"), Affiliation("이다온", "과장")]
    )
    scores = affiliation_scores([gold()], [wrong])
    assert scores["exact"]["f1"] == 0.0
    assert (scores["name_role"]["precision"], scores["name_role"]["recall"]) == (0.5, 1.0)
    assert affiliation_scores([gold()], relink([gold()]))["exact"]["f1"] == 1.0
    with pytest.raises(MokminError):
        affiliation_scores([gold()], [])


def test_canonicalization_accuracy(tmp_path: Path) -> None:
    file = tmp_path / "bodies.jsonl"
    file.write_text(
        json.dumps({"id": "x", "bodies": {"서초구": ["서울특별시 서초구", "11650"], "HTRI": ["다른", None]}}),
        encoding="utf-8",
    )
    bodies = read_bodies(file)
    assert canonicalization_accuracy([gold()], [gold()], bodies) == 0.5
    assert canonicalization_accuracy([gold()], [replace(gold(), entities=[])], bodies) == 0.0
    assert canonicalization_accuracy([gold()], [gold()], {}) == 0.0


def test_dates() -> None:
    assert date_accuracy([gold()]) == found_date_accuracy([gold()], [gold()]) == 1.0
    assert found_date_accuracy([gold()], [marked(TEXT)]) == 0.0
    assert found_date_accuracy([], []) == 0.0


def test_all_scores_and_their_lines() -> None:
    bodies = {"x": {"서초구": ("서울특별시 서초구", "11650")}}
    scores = record_scores([gold()], [replace(gold(), affiliations=[])], bodies)
    assert scores["affiliations"]["gold_spans"]["exact"]["f1"] == 1.0
    assert scores["affiliations"]["predicted_spans"]["exact"]["f1"] == 0.0
    assert scores["bodies"] == {"gold_spans": 1.0, "predicted_spans": 1.0}
    assert record_lines(scores) == [
        "- date values right: 100.0 on gold spans, 100.0 on predicted spans",
        "- affiliations, F1: 100.0 on gold spans, 0.0 on predicted spans",
        "- canonical bodies right: 100.0 on gold spans, 100.0 on predicted spans",
    ]
    assert "bodies" not in record_scores([], [])
    assert record_lines({}) == []
