import itertools
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokmin import Article, Entity, MokminError
from mokmin.labels import BIO_TAGS, LABELS
from mokmin.scoring import (
    character_tags,
    compare,
    count_spans,
    interval,
    list_errors,
    resample,
    score,
    score_characters,
    score_domains,
)
from tests.strategies import annotated

TEXT = "나래시는 지난 5일 AI 민원 서비스를 열었다."


def make(
    *spans: tuple[int, int, str], text: str = TEXT, domains: tuple[str, ...] = (), pillar: str | None = None
) -> Article:
    entities = [Entity(a, b, text[a:b], label, domain=pillar if label == "PILLAR" else None) for a, b, label in spans]
    return Article(text, entities=entities, domains=list(domains))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[list[Article], list[Article]]:
    """Gold and predicted articles that agree in part."""
    gold, predicted = [], []
    for size in draw(st.lists(st.integers(1, 25), min_size=1, max_size=4)):
        text = TEXT[:size]
        first = draw(annotated(text))
        gold.append(first)
        predicted.append(draw(st.just(first) | annotated(text)))
    return gold, predicted


# Tables

TABLE: list[
    tuple[str, list[tuple[int, int, str]], list[tuple[int, int, str]], tuple[int, int, int], dict[str, int]]
] = [
    ("nothing on either side", [], [], (0, 0, 0), {}),
    ("exact", [(0, 3, "ORG")], [(0, 3, "ORG")], (1, 0, 0), {}),
    ("missed", [(0, 3, "ORG")], [], (0, 0, 1), {"missed": 1}),
    ("spurious", [], [(0, 3, "ORG")], (0, 1, 0), {"spurious": 1}),
    ("wrong label", [(0, 3, "ORG")], [(0, 3, "ROLE")], (0, 1, 1), {"label": 1}),
    ("one character more", [(0, 3, "ORG")], [(0, 4, "ORG")], (0, 1, 1), {"boundary": 1}),
    (
        "one gold span as two",
        [(11, 20, "PILLAR")],
        [(11, 13, "PILLAR"), (14, 20, "PILLAR")],
        (0, 2, 1),
        {"boundary": 1, "spurious": 1},
    ),
    (
        "two gold spans as one",
        [(11, 13, "PILLAR"), (14, 20, "PILLAR")],
        [(11, 20, "PILLAR")],
        (0, 1, 2),
        {"boundary": 1, "missed": 1},
    ),
    ("overlap of other labels", [(0, 3, "ORG")], [(0, 2, "ROLE")], (0, 1, 1), {"missed": 1, "spurious": 1}),
    ("touching is no overlap", [(0, 3, "ORG")], [(3, 4, "ORG")], (0, 1, 1), {"missed": 1, "spurious": 1}),
    (
        "an exact span is not a boundary error too",
        [(0, 3, "ORG")],
        [(0, 3, "ORG"), (3, 4, "ORG")],
        (1, 1, 0),
        {"spurious": 1},
    ),
    (
        "label before boundary",
        [(0, 3, "ORG"), (3, 5, "ROLE")],
        [(0, 3, "ROLE"), (3, 5, "DATE")],
        (0, 2, 2),
        {"label": 2},
    ),
]


@pytest.mark.parametrize(
    ("gold", "predicted", "counts", "errors"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_counts_and_errors(gold: Any, predicted: Any, counts: tuple[int, int, int], errors: dict[str, int]) -> None:
    a, b = [make(*gold)], [make(*predicted)]
    assert tuple(count_spans(a, b)[0].sum(0)) == counts
    assert score(a, b, samples=10)["errors"] == errors


def test_scores_of_a_small_set() -> None:
    gold = [make((0, 3, "ORG"), (5, 10, "DATE")), make((0, 3, "ORG"), (11, 20, "PILLAR"))]
    predicted = [make((0, 3, "ORG"), (5, 9, "DATE")), make((0, 3, "ORG"))]
    spans = score(gold, predicted, samples=50)["spans"]
    assert spans["micro"]["precision"] == pytest.approx(2 / 3)
    assert spans["micro"]["recall"] == pytest.approx(2 / 4)
    assert spans["micro"]["f1"] == pytest.approx(4 / 7)
    assert spans["ORG"]["f1"] == 1.0
    assert spans["DATE"]["f1"] == 0.0
    assert (spans["ORG"]["support"], spans["ROLE"]["support"]) == (2, 0)
    assert spans["macro"]["f1"] == pytest.approx(1 / 3)  # ORG, DATE, PILLAR; the others do not occur


def test_a_label_that_is_only_predicted_counts_in_the_macro_score() -> None:
    spans = score([make((0, 3, "ORG"))], [make((0, 3, "ORG"), (5, 10, "DATE"))], samples=5)["spans"]
    assert spans["macro"]["f1"] == 0.5


def test_domains() -> None:
    gold = [make((0, 3, "PILLAR"), (5, 10, "PILLAR"), pillar="talent", domains=("talent", "industry"))]
    predicted = [
        Article(
            TEXT,
            entities=[
                Entity(0, 3, "나래시", "PILLAR", domain="talent"),
                Entity(5, 9, "지난 5", "PILLAR", domain="talent"),
            ],
            domains=["talent", "research"],
        )
    ]
    scores = score_domains(gold, predicted)
    assert (scores["pillar_accuracy"], scores["pillars_compared"]) == (1.0, 1)
    assert scores["article"]["f1"] == 0.5
    assert score_domains([make()], [make()])["pillar_accuracy"] == 0.0


def test_everything_empty() -> None:
    for gold in ([], [make()], [make(text="")]):
        scores = score(gold, gold, samples=10)
        assert scores["articles"] == len(gold)
        assert scores["spans"]["micro"]["f1"] == 0.0
        assert scores["spans"]["micro"]["interval"] == [0.0, 0.0]
        assert scores["errors"] == {}


def test_texts_must_be_the_same() -> None:
    with pytest.raises(MokminError, match="2 gold articles, 1 predicted"):
        count_spans([make(), make()], [make()])
    with pytest.raises(MokminError, match="article 0: gold and predicted texts differ"):
        score([make()], [make(text="다른 글")])


# Against others


def test_character_tags() -> None:
    tags = character_tags(make((0, 3, "ORG"), (3, 5, "ORG")))
    assert [BIO_TAGS[t] for t in tags[:6]] == ["B-ORG", "I-ORG", "I-ORG", "B-ORG", "I-ORG", "O"]


@given(pairs())
def test_against_seqeval_strict(pair: tuple[list[Article], list[Article]]) -> None:
    from seqeval.metrics import classification_report
    from seqeval.scheme import IOB2

    gold, predicted = pair
    if not any(a.entities for a in [*gold, *predicted]):
        return  # seqeval fails on these
    names = [[[BIO_TAGS[t] for t in character_tags(a)] for a in side] for side in pair]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = classification_report(*names, mode="strict", scheme=IOB2, output_dict=True, zero_division=0)
    ours = score(gold, predicted, samples=2)["spans"]
    for name, row in theirs.items():
        if name in ("micro avg", *LABELS):
            mine = ours[name.removesuffix(" avg")]
            assert mine["precision"] == pytest.approx(row["precision"])
            assert mine["recall"] == pytest.approx(row["recall"])
            assert mine["f1"] == pytest.approx(row["f1-score"])
            assert mine["support"] == row["support"]
    assert ours["macro"]["f1"] == pytest.approx(theirs["macro avg"]["f1-score"])


@given(pairs())
def test_against_a_brute_force_count(pair: tuple[list[Article], list[Article]]) -> None:
    """Every stretch of every text, asked for every label on both sides."""
    counts = np.zeros((len(pair[0]), len(LABELS), 3), dtype=int)
    for row, (g, p) in enumerate(zip(*pair, strict=True)):
        for a, b in itertools.combinations(range(len(g.text) + 1), 2):
            for column, label in enumerate(LABELS):
                here = [any((e.start, e.end, e.label) == (a, b, label) for e in side.entities) for side in (g, p)]
                for kind, case in enumerate(([True, True], [False, True], [True, False])):
                    counts[row, column, kind] += here == case
    assert np.array_equal(count_spans(*pair), counts)


@given(pairs())
def test_character_scores_against_scikit_learn(pair: tuple[list[Article], list[Article]]) -> None:
    from sklearn.metrics import f1_score

    gold, predicted = (np.concatenate([character_tags(a) for a in side]) for side in pair)
    present = sorted({*gold.tolist(), *predicted.tolist()})
    ours = score_characters(*pair)
    assert ours["macro_f1_with_o"] == pytest.approx(
        f1_score(gold, predicted, labels=present, average="macro", zero_division=0)
    )
    inside = [t for t in present if t]
    expected = f1_score(gold, predicted, labels=inside, average="macro", zero_division=0) if inside else 0.0
    assert ours["macro_f1"] == pytest.approx(expected)


@given(pairs())
def test_every_difference_is_listed_once(pair: tuple[list[Article], list[Article]]) -> None:
    errors = list_errors(*pair)
    for side, name in zip(pair, ("gold", "predicted"), strict=True):
        listed = [(e.article, getattr(e, name)) for e in errors if getattr(e, name) is not None]
        other = pair[1] if side is pair[0] else pair[0]
        keys = [{(e.start, e.end, e.label) for e in a.entities} for a in other]
        wrong = [(i, e) for i, a in enumerate(side) for e in a.entities if (e.start, e.end, e.label) not in keys[i]]
        assert sorted(listed, key=str) == sorted(wrong, key=str)
    kinds = [e.kind for e in errors]
    assert kinds == sorted(kinds, key=("boundary", "label", "missed", "spurious").index)
    for e in errors:
        if e.kind == "label":
            assert (e.gold.start, e.gold.end) == (e.predicted.start, e.predicted.end)  # type: ignore[union-attr]
        elif e.kind == "boundary":
            assert e.gold.label == e.predicted.label  # type: ignore[union-attr]
            assert e.gold.start < e.predicted.end  # type: ignore[union-attr]
            assert e.predicted.start < e.gold.end  # type: ignore[union-attr]
        else:
            assert (e.gold is None) == (e.kind == "spurious")
            assert (e.predicted is None) == (e.kind == "missed")


# Intervals


def test_resampling_is_the_same_every_time() -> None:
    counts = np.array([[5, 1, 0], [0, 2, 3], [4, 4, 4]])
    assert np.array_equal(resample(counts), resample(counts))
    assert not np.array_equal(resample(counts), resample(counts, seed=1))
    assert len(resample(counts, samples=77)) == 77


def test_resampling_draws_whole_articles() -> None:
    counts = np.array([[1, 0, 0], [0, 1, 1]])
    # Two articles, right or wrong: F1 is that of 2 right, 1 right and 1 wrong, or 2 wrong.
    values = resample(counts, samples=4000)
    assert set(np.round(values, 6)) == {0.0, 0.5, 1.0}
    assert np.mean(values) == pytest.approx(0.5, abs=0.03)


def test_intervals_hold_the_score_and_narrow_with_more_articles() -> None:
    generator = np.random.default_rng(0)
    widths = []
    for number in (10, 1000):
        counts = np.stack(
            [generator.integers(3, 9, number), generator.integers(0, 4, number), generator.integers(0, 4, number)], 1
        )
        low, high = interval(resample(counts))
        tp, fp, fn = counts.sum(0)
        assert low < 2 * tp / (2 * tp + fp + fn) < high
        widths.append(high - low)
    assert widths[1] < widths[0] / 4


def test_an_article_that_is_all_right_has_no_width() -> None:
    assert interval(resample(np.array([[3, 0, 0], [9, 0, 0]]))) == [1.0, 1.0]


def test_two_systems_are_compared_on_the_same_articles() -> None:
    gold = [make((0, 3, "ORG")), make((5, 10, "DATE"))] * 10
    same = compare(gold, gold, gold, samples=50)
    assert same == {"difference": 0.0, "interval": [0.0, 0.0]}
    worse = [make((0, 3, "ORG")), make()] * 10
    result = compare(gold, gold, worse, samples=200)
    assert result["difference"] == pytest.approx(1 / 3)
    assert 0 < result["interval"][0] < result["difference"] < result["interval"][1]
