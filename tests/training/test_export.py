import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mokmin import Article, MokminError, Tagger
from mokmin.backends.onnx import OnnxBackend, available_cores
from mokmin.windows import pad
from training import export as exporting
from training.export import export, main, measure, quantize, to_onnx

pytestmark = pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning", "ignore:Exporting aten")

TEXTS = ("나래시는 지난 5일 AI 민원 서비스를 열었다.", "AI", "가람군 협의회의 김온 장은 데이터 허브를 " * 3, "쀍")


@pytest.fixture(scope="module")
def graphs(tagger: Tagger, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("onnx")
    to_onnx(tagger.backend.model, tagger, folder / "fp32.onnx")  # type: ignore[attr-defined]
    quantize(folder / "fp32.onnx", folder / "int8.onnx")
    return {name: folder / f"{name}.onnx" for name in ("fp32", "int8")}


def batches(tagger: Tagger) -> list[dict[str, np.ndarray]]:
    """One window alone, and several of different lengths together."""
    windows = [w for text in TEXTS for w in tagger.windower(text)]
    return [*(pad([w], 0) for w in windows), pad(windows, 0)]


def test_fp32_outputs_equal_torch(tagger: Tagger, graphs: dict[str, Path]) -> None:
    exported = OnnxBackend(graphs["fp32"], threads=1)
    for batch in batches(tagger):
        ours, theirs = exported.run(batch), tagger.backend.run(batch)
        assert ours.keys() == theirs.keys()
        for name, value in theirs.items():
            assert ours[name].shape == value.shape
            assert np.abs(ours[name] - value).max() < 1e-3, name


def test_int8_loads_and_is_near(tagger: Tagger, graphs: dict[str, Path]) -> None:
    exported = OnnxBackend(graphs["int8"], threads=1)
    for batch in batches(tagger):
        ours, theirs = exported.run(batch), tagger.backend.run(batch)
        for name, value in theirs.items():
            assert ours[name].shape == value.shape
            assert np.isfinite(ours[name]).all()
        assert np.corrcoef(ours["emissions"].ravel(), theirs["emissions"].ravel())[0, 1] > 0.99
    assert graphs["int8"].stat().st_size < graphs["fp32"].stat().st_size


def test_threads() -> None:
    import os

    assert 1 <= available_cores() <= (os.cpu_count() or 1)


@pytest.fixture
def lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random weights lose more by rounding than trained ones."""
    monkeypatch.setattr(exporting, "LEAST_AGREEMENT", 0.5)
    monkeypatch.setattr(exporting, "LARGEST_LOSS", 0.5)


@pytest.mark.usefixtures("lenient")
def test_an_exported_model_predicts_without_torch_files(
    model_folder: Path, articles: list[Article], tmp_path: Path, tagger: Tagger
) -> None:
    target = tmp_path / "models" / "small"
    facts = export(model_folder, articles, target)
    assert {p.name for p in target.iterdir()} == {
        "model.onnx",
        "tokenizer.json",
        "mokmin.json",
        "export.json",
        "training.json",
    }
    assert [p.name for p in target.parent.iterdir()] == ["small"]
    assert json.loads((target / "export.json").read_text()) == facts
    assert set(facts) == {"f1_reference", "f1_exported", "agreement", "megabytes"}
    exported = Tagger.from_pretrained(target, threads=1)
    assert isinstance(exported.backend, OnnxBackend)
    assert exported.settings.sha256.keys() == {"model.onnx", "tokenizer.json"}
    assert measure(tagger, exported, articles)["agreement"] == facts["agreement"]
    # Again over itself: the new one takes the old one's place.
    export(model_folder, articles, target)
    assert Tagger.from_pretrained(target, threads=1).predict(TEXTS[0]) == exported.predict(TEXTS[0])


@pytest.mark.parametrize("gate", [("LEAST_AGREEMENT", 1.01), ("LARGEST_LOSS", -1.0)])
@pytest.mark.usefixtures("lenient")
def test_a_model_that_loses_too_much_is_not_exported(
    model_folder: Path,
    articles: list[Article],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    gate: tuple[str, float],
) -> None:
    monkeypatch.setattr(exporting, *gate)
    with pytest.raises(MokminError, match=r"loses .* F1 .* and agrees on .* of the spans .*; not exported"):
        export(model_folder, articles, tmp_path / "small")
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_gate() -> None:
    assert (exporting.LARGEST_LOSS, exporting.LEAST_AGREEMENT) == (0.003, 0.995)


def test_a_broken_quantisation_is_caught(
    model_folder: Path, articles: list[Article], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights cut to two bits: the gate as it ships has to see it."""
    import onnx
    from onnx import numpy_helper

    def coarse(source: Path, target: Path) -> None:
        graph = onnx.load(source)
        for tensor in graph.graph.initializer:
            values = numpy_helper.to_array(tensor)
            if values.dtype == np.float32 and values.ndim == 2:
                step = np.abs(values).max() / 2
                tensor.CopyFrom(
                    numpy_helper.from_array((np.round(values / step) * step).astype(np.float32), tensor.name)
                )
        onnx.save(graph, target)

    monkeypatch.setattr(exporting, "quantize", coarse)
    with pytest.raises(MokminError, match="not exported"):
        export(model_folder, articles, tmp_path / "small")


def test_measuring(tagger: Tagger, articles: list[Article]) -> None:
    assert measure(tagger, tagger, articles)["agreement"] == 1.0

    class Silent:
        def predict(self, texts: list[str]) -> list[Article]:
            return [Article(text) for text in texts]

    facts = measure(tagger, Silent(), articles)  # type: ignore[arg-type]
    assert (facts["f1_exported"], facts["agreement"]) == (0.0, 0.0)
    assert measure(Silent(), Silent(), articles)["agreement"] == 1.0  # type: ignore[arg-type]


def test_bad_input(model_folder: Path, articles: list[Article], tmp_path: Path) -> None:
    with pytest.raises(MokminError, match="no such model directory"):
        export(tmp_path / "none" / "at" / "all", articles, tmp_path / "small")
    with pytest.raises(MokminError, match="no articles to measure"):
        export(model_folder, [], tmp_path / "small")
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.txt").touch()
    with pytest.raises(MokminError, match="exists and is no model directory; it is not replaced"):
        export(model_folder, articles, tmp_path / "precious")
    assert (tmp_path / "precious" / "thesis.txt").exists()


@pytest.mark.usefixtures("lenient")
def test_the_script(model_folder: Path, article_folder: Path, tmp_path: Path, capsys: Any) -> None:
    main([str(model_folder), "--articles", str(article_folder), "--output", str(tmp_path / "small")])
    assert json.loads(capsys.readouterr().out)["megabytes"] > 0
