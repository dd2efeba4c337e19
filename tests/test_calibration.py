import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_curve

from mokmin import Article, Entity
from mokmin.calibration import (
    best_threshold,
    calibration_error,
    judge,
    judge_domains,
    reliability,
    score_calibration,
    trade_off,
)

TEXT = "나래시와 가람군, 다온대가 모였다."
GOLD = Article(TEXT, entities=[Entity(0, 3, "나래시", "ORG"), Entity(5, 8, "가람군", "ORG")], domains=["talent"])
PREDICTED = Article(
    TEXT,
    entities=[
        Entity(0, 3, "나래시", "ORG", 0.9),
        Entity(5, 9, "가람군,", "ORG", 0.4),
        Entity(10, 13, "다온대", "ROLE", 0.2),
    ],
    domain_scores={"talent": 0.8, "research": 0.3},
)

judged = st.lists(
    st.tuples(st.sampled_from([0.0, 0.05, 0.3, 0.5, 0.5001, 0.99, 1.0]), st.booleans()), min_size=1, max_size=30
).map(lambda rows: np.array(rows, dtype=np.float64))


def test_judging_entities_and_domains() -> None:
    assert judge([GOLD], [PREDICTED]).tolist() == [[0.9, 1], [0.4, 0], [0.2, 0]]
    assert judge([GOLD], [PREDICTED], "ROLE").tolist() == [[0.2, 0]]
    assert judge([GOLD], [PREDICTED], "DATE").shape == (0, 2)
    assert sorted(judge_domains([GOLD], [PREDICTED]).tolist()) == [[0.3, 0], [0.8, 1]]


def test_calibration_error_by_hand() -> None:
    # Bins .9–1 (one right of two, mean score .95) and .2–.3 (none right of one).
    rows = np.array([[0.9, 1], [1.0, 0], [0.25, 0]])
    assert reliability(rows) == [
        {"score": 0.25, "right": 0.0, "entities": 1},
        {"score": pytest.approx(0.95), "right": 0.5, "entities": 2},
    ]
    assert calibration_error(rows) == pytest.approx((0.25 + 2 * 0.45) / 3)
    assert calibration_error(np.zeros((0, 2))) == 0.0


@given(judged)
def test_error_is_at_most_one_and_nothing_is_lost(rows: np.ndarray) -> None:
    assert 0 <= calibration_error(rows) <= 1
    assert sum(b["entities"] for b in reliability(rows)) == len(rows)


@given(judged)
def test_trade_off_against_scikit_learn(rows: np.ndarray) -> None:
    support = int(rows[:, 1].sum())
    if not support:
        return
    curve = trade_off(rows, support)
    precision, recall, thresholds = precision_recall_curve(rows[:, 1], rows[:, 0])
    assert curve["threshold"] == pytest.approx(thresholds[::-1].tolist())
    assert curve["precision"] == pytest.approx(precision[:-1][::-1].tolist())
    assert curve["recall"] == pytest.approx(recall[:-1][::-1].tolist())


@given(judged, st.integers(0, 5))
def test_best_threshold_is_as_good_as_any(rows: np.ndarray, missed: int) -> None:
    support = int(rows[:, 1].sum()) + missed

    def f1(limit: float) -> float:
        kept = rows[rows[:, 0] >= limit]
        return float(2 * kept[:, 1].sum() / max(len(kept) + support, 1))

    best = best_threshold(rows, support)
    assert f1(best) == pytest.approx(max(f1(limit) for limit in (0.0, *rows[:, 0])), abs=1e-9)


def test_threshold_of_nothing_is_zero() -> None:
    assert best_threshold(np.zeros((0, 2)), 3) == 0.0
    assert best_threshold(np.array([[0.3, 1.0], [0.9, 1.0]]), 2) == 0.0


def test_scores_of_all_parts() -> None:
    scores = score_calibration([GOLD], [PREDICTED])
    assert scores["ORG"]["error"] == pytest.approx((0.1 + 0.4) / 2)
    assert scores["ORG"]["curve"] == {"threshold": [0.9, 0.4], "precision": [1.0, 0.5], "recall": [0.5, 0.5]}
    assert scores["PILLAR"] == {
        "error": 0.0,
        "bins": [],
        "curve": {"threshold": [], "precision": [], "recall": []},
    }
    assert scores["domains"]["error"] == pytest.approx((0.2 + 0.3) / 2)
    assert set(scores) == {"ORG", "OFFICIAL", "ROLE", "DATE", "PILLAR", "all", "domains"}
