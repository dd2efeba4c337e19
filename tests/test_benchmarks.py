"""The parts of the benchmark scripts that compute or write something on their own."""

import csv
import hashlib
import itertools
import lzma
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import ablation, compare_baselines, encoder_table, learning_curve, real_news, self_training
from benchmarks.baselines import choose_epochs
from benchmarks.baselines.spacy_ner import Morphemes
from benchmarks.shipped import load_with
from mokmin.article import Article, Entity
from mokmin.errors import MokminError
from mokmin.labels import DOMAINS, LABELS
from training.corpus import list_files, read_documents


def spans(f1: float) -> dict[str, Any]:
    return {label: {"f1": f1, "interval": [f1 - 0.02, f1 + 0.02]} for label in (*LABELS, "micro")}


def test_forecast_follows_a_power_law() -> None:
    articles = np.array([25.0, 100.0, 600.0, 1800.0])
    scores = 0.97 - 0.9 * articles**-0.5
    ahead = np.array([3600.0, 7200.0])
    assert learning_curve.forecast(articles, scores, ahead) == pytest.approx(0.97 - 0.9 * ahead**-0.5, abs=2e-3)


def test_learning_curve_table_has_forecasts_from_three_points_on() -> None:
    rows = [{"articles": n, **dict.fromkeys(learning_curve.NAMES, 1 - n**-0.5)} for n in (25, 100, 200, 400)]
    assert "| 800 (forecast) |" in learning_curve.to_markdown(rows)
    assert "(forecast)" not in learning_curve.to_markdown(rows[:2])
    assert "| 100 | 90.0 |" in learning_curve.to_markdown(rows[:2])


def test_baselines_table_gives_the_lead_over_each_system() -> None:
    right, half = [[10, 0, 0]] * 20, [[5, 5, 5]] * 20
    rows = {
        "25/mokmin": {"pool": "p", "scores": spans(1.0), "counts": right},
        "25/crf": {"pool": "p", "scores": spans(0.5), "counts": half},
    }
    table = compare_baselines.to_markdown(rows)
    crf = next(line for line in table.splitlines() if "CRF" in line)
    assert crf.endswith("| 50.0 (50.0–50.0) |")
    assert "| 25 | mokmin |" in table


def test_ablation_table_pairs_the_seeds() -> None:
    def runs(*micro: float) -> dict[str, dict[str, float]]:
        return {str(seed): dict.fromkeys(ablation.SCORES, f1) for seed, f1 in enumerate(micro, start=1)}

    facts = {"epochs": 5, "articles": 300, "data": "0" * 64}
    table = ablation.to_markdown({ablation.BASE: runs(0.80, 0.90), "no CRF": runs(0.79, 0.86)}, facts)
    line = next(line for line in table.splitlines() if line.startswith("| no CRF"))
    assert "| 2 | 82.5 |" in line
    assert line.endswith("| -2.5 (-4.0 to -1.0) |")


def test_ablation_changes_are_keys_of_the_configuration() -> None:
    for changes in ablation.VARIANTS.values():
        load_with(changes)


def test_self_training_asks_for_its_teachers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ablation, "WORK", tmp_path)
    with pytest.raises(MokminError, match=r"run the variants as shipped, .* first"):
        ablation.measure(ablation.TAUGHT, "articles", 0.1, 1, 1, "corpus")


def test_only_what_all_teachers_are_sure_of_is_kept() -> None:
    def teacher(*found: tuple[int, int, float] | None) -> Any:
        articles = [
            Article("나래시와 가람군", entities=[Entity(a, b, "나래시와 가람군"[a:b], "ORG", score)])
            for a, b, score in (f or (0, 3, 0.0) for f in found)
        ]
        for article, entity in zip(articles, found, strict=True):
            article.entities = article.entities if entity else []
        return SimpleNamespace(predict=lambda texts: articles)

    texts = ["나래시와 가람군"] * 5
    first = teacher((0, 3, 0.9), (0, 3, 0.9), (0, 3, 0.9), (0, 3, 0.7), None)
    second = teacher((0, 3, 0.8), (5, 8, 0.9), None, (0, 3, 0.9), None)
    kept = self_training.label([first, second], texts, 0.8)
    assert kept == first.predict(texts)[:1]


def test_paragraphs_come_from_the_sources_alone(tmp_path: Path) -> None:
    short, good = "짧은 문단", "나래시는 지난 5일 인공지능 민원 서비스를 열었다고 밝혔다. " * 2
    (tmp_path / "konne-news.txt").write_text(f"{short}\n{good.strip()}\n{good * 20}", encoding="utf-8")
    (tmp_path / "manual.txt").write_text(good, encoding="utf-8")
    assert self_training.choose_paragraphs(tmp_path, 9, seed=1) == [good.strip()]


def test_encoder_table_orders_rows_by_tokens() -> None:
    row = {"loss": None, "articles": 9, "spans": spans(0.5)}
    table = encoder_table.to_markdown({"long": row | {"tokens": 2_000_000, "loss": 4.5}, "random": row | {"tokens": 0}})
    assert table.index("| random | 0.0 | – |") < table.index("| long | 2.0 | 4.50 |")


def test_every_size_takes_enough_steps() -> None:
    assert [choose_epochs(n) for n in (1, 25, 100, 600, 5000)] == [60, 60, 36, 7, 7]


@pytest.fixture(scope="module")
def morphemes() -> Morphemes:
    from spacy.vocab import Vocab

    return Morphemes(Vocab())


@given(text=st.text(st.characters(exclude_categories=["Cs"])))  # spaCy takes no lone surrogates
def test_morpheme_tokens_keep_the_text(morphemes: Morphemes, text: str) -> None:
    assert morphemes(text).text == text


def test_morpheme_tokens_part_particles(morphemes: Morphemes) -> None:
    assert [token.text for token in morphemes("나주시는  AI를\n연다")][:3] == ["나주시", "는", " "]


def test_marks_of_real_news_find_their_text_by_its_hash(tmp_path: Path) -> None:
    text = "나래시는 지난 5일\n문을 열었다."
    for name, data in (("news.txt", f"다른 글\n\n{text}\n".encode()), ("news.txt.xz", lzma.compress(text.encode()))):
        path = tmp_path / name
        path.write_bytes(data)
        marks = tmp_path / "marks.tsv"
        key = hashlib.sha256(text.encode()).hexdigest()
        marks.write_text(
            f"sha256\tstart\tend\tlabel\tdomain\n{key}\t0\t3\tORG\t\n{key}\t5\t10\tDATE\t\n", encoding="utf-8"
        )
        (article,) = real_news.annotate(read_documents(path), marks)
        assert [(e.text, e.label) for e in article.entities] == [("나래시", "ORG"), ("지난 5일", "DATE")]
    with pytest.raises(MokminError, match=r"1 of 1 marked documents are not in the text"):
        real_news.annotate(["다른 글"], marks)
    with pytest.raises(MokminError, match=r"none\.txt: no corpus text here"):
        list_files(tmp_path / "none.txt")


def test_marks_of_real_news_are_sound() -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    with real_news.MARKS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            assert row["label"] in LABELS
            assert (row["domain"] in DOMAINS) == (row["label"] == "PILLAR")
            spans.setdefault(row["sha256"], []).append((int(row["start"]), int(row["end"])))
    assert len(spans) == 20
    for found in spans.values():
        assert all(0 <= start < end for start, end in found)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(sorted(found)))
