"""The model card says what the shipped model's evaluation says."""

import json
import shutil
from pathlib import Path

from mokmin.settings import Settings
from training.model_card import CARD, MODEL, ROOT, render


def test_the_card_in_the_repository_is_the_one_the_evaluation_gives() -> None:
    assert CARD.read_text(encoding="utf-8") == render()


def test_another_evaluation_gives_another_card() -> None:
    copy = ROOT / "runs" / "test-model-card"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(MODEL, copy, ignore=shutil.ignore_patterns("*.onnx"))
    try:
        path = copy / "evaluation.json"
        scores = json.loads(path.read_text(encoding="utf-8"))
        scores["spans"]["PILLAR"]["f1"] = 0.123
        path.write_text(json.dumps(scores), encoding="utf-8")
        assert "12.3" in render(copy)
    finally:
        shutil.rmtree(copy)


def test_the_shipped_model_is_whole() -> None:
    Settings.read(MODEL).verify(MODEL)
    assert sum(f.stat().st_size for f in Path(MODEL).iterdir()) < 25_000_000
