import json
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import mokmin
from mokmin import Article, MokminError, Tagger
from mokmin.labels import DOMAINS, LABELS
from mokmin.normalization import normalize
from mokmin.settings import Settings
from tests.conftest import WORDS
from tests.texts import NFD, texts, wild_texts

TEXT = "나래시는 지난 5일 AI 민원 서비스를 열었다. 김가온 나래시장은 데이터 협의회의 일을 도왔다. " * 3
EMBEDDED = Path(mokmin.__file__).parent / "models" / "mokmin-small"
embedded = pytest.mark.skipif(not (EMBEDDED / "mokmin.json").is_file(), reason="no embedded model in this checkout")


def check(article: Article, text: str) -> None:
    """What holds of every prediction."""
    assert article.text == text
    for before, after in zip(article.entities, article.entities[1:], strict=False):
        assert before.end <= after.start
    for e in article.entities:
        assert 0 <= e.start < e.end <= len(text)
        assert text[e.start : e.end] == e.text
        assert e.text.strip() == e.text
        assert e.label in LABELS
        assert 0.0 <= e.score <= 1.0
        assert (e.domain in DOMAINS) if e.label == "PILLAR" else e.domain is None
    assert set(article.domain_scores) == set(DOMAINS)
    assert all(0.0 <= score <= 1.0 for score in article.domain_scores.values())


def is_blank(text: str) -> bool:
    return not normalize(text).text.strip()


@given(wild_texts)
@example(NFD * 40)
@example("e\u0323\u0301\u1161\tAI 민원 서비스를 ")
@example("e\u0323\u0301" * 60)
@example("\r\n나래시는\r\n\r\n지난 5일\r\n" * 20)
@example("나" * 3000)
def test_any_text_is_tagged_or_called_empty(tagger: Tagger, text: str) -> None:
    if is_blank(text):
        with pytest.raises(MokminError, match="the text is empty"):
            tagger.predict(text)
    else:
        check(tagger.predict(text), text)


@given(st.lists(texts.filter(lambda t: not is_blank(t)), max_size=4))
def test_a_list_gives_what_its_texts_give_alone(tagger: Tagger, batch: list[str]) -> None:
    assert tagger.predict(batch) == [tagger.predict(text) for text in batch]


@given(texts.filter(lambda t: not is_blank(t)))
def test_the_same_text_gives_the_same_article(tagger: Tagger, text: str) -> None:
    assert tagger.predict(text) == tagger.predict(text)


def test_the_tiny_model_finds_spans_of_every_label(tagger: Tagger) -> None:
    """Else the properties above would be empty words."""
    article = tagger.predict(" ".join([TEXT, *WORDS, *reversed(WORDS)]))
    assert {e.label for e in article.entities} == set(LABELS)
    assert max(e.end - e.start for e in article.entities) > 2
    assert len(tagger.windower(TEXT)) > 3
    assert article.domains
    assert set(article.domains) < set(DOMAINS)


def test_composed_and_decomposed_texts_give_the_same_entities(tagger: Tagger) -> None:
    composed, decomposed = tagger.predict(TEXT), tagger.predict(unicodedata.normalize("NFD", TEXT))
    assert [(e.label, e.text, e.score) for e in composed.entities] == [
        (e.label, unicodedata.normalize("NFC", e.text), e.score) for e in decomposed.entities
    ]


def test_the_input_type_decides_the_output_type(tagger: Tagger) -> None:
    assert isinstance(tagger.predict("나래시"), Article)
    assert isinstance(tagger.predict(["나래시"]), list)
    assert tagger.predict([]) == []
    assert [a.text for a in tagger.predict(("가람군", "나래시"))] == ["가람군", "나래시"]


def test_publication_dates(tagger: Tagger) -> None:
    assert tagger.predict("나래시", published="2025-06-08").published == "2025-06-08"
    assert tagger.predict("나래시").published is None
    dates = [a.published for a in tagger.predict(["나래시", "가람군"], published=["2025-06-08", None])]
    assert dates == ["2025-06-08", None]


@pytest.mark.parametrize("published", ["2025", "어제", ["2025-06-08"], 20250608])
def test_a_wrong_date_for_a_text(tagger: Tagger, published: Any) -> None:
    with pytest.raises(MokminError, match="YYYY-MM-DD"):
        tagger.predict("나래시", published=published)


@pytest.mark.parametrize("published", ["2025-06-08", ["2025-06-08"], [], 5, __import__("datetime").date(2025, 6, 8)])
def test_wrong_dates_for_a_list(tagger: Tagger, published: Any) -> None:
    with pytest.raises(MokminError, match="a list of 2 dates"):
        tagger.predict(["나래시", "가람군"], published=published)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\ufeff", "\u3000"])
def test_empty_texts(tagger: Tagger, text: str) -> None:
    with pytest.raises(MokminError, match="the text is empty; there is nothing to tag"):
        tagger.predict(text)
    with pytest.raises(MokminError, match="text 1 is empty"):
        tagger.predict(["나래시", text])


@pytest.mark.parametrize("texts", [None, 5, [None], [b"x"], b"bytes"])
def test_what_is_no_text(tagger: Tagger, texts: Any) -> None:
    with pytest.raises(MokminError, match="not a string"):
        tagger.predict(texts)


def test_thresholds(tagger: Tagger) -> None:
    everything = tagger.predict(TEXT).entities
    middle = sorted(e.score for e in everything)[len(everything) // 2]
    assert tagger.predict(TEXT, threshold=middle).entities == [e for e in everything if e.score >= middle]
    assert tagger.select(tagger.predict(TEXT), middle) == tagger.predict(TEXT, threshold=middle)
    only = tagger.predict(TEXT, threshold={"ORG": middle, "DATE": 1.1}).entities
    assert only == [e for e in everything if e.label != "DATE" and (e.label != "ORG" or e.score >= middle)]


def test_a_threshold_for_no_label(tagger: Tagger) -> None:
    with pytest.raises(MokminError, match="PILAR; known: ORG, "):
        tagger.predict(TEXT, threshold={"PILAR": 0.5})


def test_what_is_asked_for_when_nothing_is_said(tagger: Tagger) -> None:
    everything = tagger.predict(TEXT).entities
    middle = sorted(e.score for e in everything)[len(everything) // 2]
    strict = Tagger(tagger.backend, tagger.windower, replace(tagger.settings, threshold=middle))
    sure = [e for e in everything if e.score >= middle]
    assert strict.predict(TEXT).entities == strict.predict(TEXT, threshold={"ORG": middle}).entities == sure
    assert strict.predict(TEXT, threshold=0) == tagger.predict(TEXT)
    assert len(sure) < len(everything)


def test_temperature_moves_scores_not_spans(tagger: Tagger) -> None:
    hot = Tagger(tagger.backend, tagger.windower, replace(tagger.settings, temperatures={"tags": 3.0, "article": 2.0}))
    a, b = tagger.predict(TEXT), hot.predict(TEXT)
    assert [(e.start, e.end, e.label) for e in a.entities] == [(e.start, e.end, e.label) for e in b.entities]
    assert np.mean([e.score for e in a.entities]) > np.mean([e.score for e in b.entities])
    assert all(abs(b.domain_scores[d] - 0.5) <= abs(a.domain_scores[d] - 0.5) for d in DOMAINS)


def test_pillar_domain_is_that_of_its_tokens(tagger: Tagger) -> None:
    class Steered:
        def run(self, batch: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
            outputs = tagger.backend.run(batch)
            emissions = np.zeros_like(outputs["emissions"])
            emissions[:, :, 0] = 9.0
            known = batch["character_ids"][0] == batch["character_ids"][0][0]  # the first character, wherever it recurs
            emissions[0, known, 9] = 30.0  # B-PILLAR
            domains = np.zeros_like(outputs["pillar_logits"])
            domains[0, :3, 2], domains[0, 3:, 6] = 5.0, 5.0
            return outputs | {"emissions": emissions, "pillar_logits": domains}

    steered = Tagger(Steered(), replace(tagger.windower, size=60), tagger.settings)
    article = steered.predict("나는 지난 나")
    assert [(e.text, e.label, e.domain) for e in article.entities] == [
        ("나", "PILLAR", "talent"),
        ("나", "PILLAR", "livelihood"),
    ]


def test_a_saved_model_predicts_the_same(tagger: Tagger, model_folder: Path) -> None:
    loaded = Tagger.from_pretrained(model_folder)
    assert loaded.settings.sha256
    assert loaded.predict(TEXT) == tagger.predict(TEXT)
    assert Tagger.from_pretrained(str(model_folder)).predict("나래시") == tagger.predict("나래시")


def settings_without_hashes(folder: Path) -> None:
    replace(Settings.read(folder), sha256={}).write(folder)


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
@pytest.mark.parametrize("hashes", [True, False])
def test_missing_and_damaged_files(copy_of_model: Path, name: str, hashes: bool) -> None:
    if not hashes:
        settings_without_hashes(copy_of_model)
    path = copy_of_model / name
    content = path.read_bytes()
    for damaged in (content[: len(content) // 2], b"\x00" * 100, b"", b"{}"):
        path.write_bytes(damaged)
        with pytest.raises(MokminError, match=r"damaged|not a usable model") as error:
            Tagger.from_pretrained(copy_of_model)
        assert "\n" not in str(error.value)
    path.unlink()
    with pytest.raises(MokminError, match=r"missing|is here|not a usable model"):
        Tagger.from_pretrained(copy_of_model)


def test_weights_that_lack_a_part(copy_of_model: Path) -> None:
    """They must not be made up at random without a word."""
    from safetensors.torch import load_file, save_file

    settings_without_hashes(copy_of_model)
    weights = load_file(copy_of_model / "model.safetensors")
    del weights["tagging.output.weight"]
    save_file(weights, copy_of_model / "model.safetensors", {"format": "pt"})
    with pytest.raises(MokminError, match=r"1 weights are missing, tagging\.output\.weight"):
        Tagger.from_pretrained(copy_of_model)


def test_a_damaged_onnx_file(copy_of_model: Path) -> None:
    settings_without_hashes(copy_of_model)
    (copy_of_model / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(MokminError, match=r"model\.onnx: not a usable ONNX model"):
        Tagger.from_pretrained(copy_of_model)


def test_an_onnx_file_of_another_kind(tmp_path: Path) -> None:
    """Such as one that an earlier version exported: said when it is loaded, not in the middle of a prediction."""
    from mokmin.backends.onnx import OnnxBackend

    onnx = pytest.importorskip("onnx")
    value = onnx.helper.make_tensor_value_info
    nodes = [onnx.helper.make_node("Identity", ["input_ids"], ["emissions"])]
    shapes = [value("input_ids", 1, [1])], [value("emissions", 1, [1])]
    opset = [onnx.helper.make_opsetid("", 17)]
    model = onnx.helper.make_model(onnx.helper.make_graph(nodes, "g", *shapes), opset_imports=opset, ir_version=8)
    onnx.save(model, str(tmp_path / "model.onnx"))
    with pytest.raises(MokminError, match=r"model\.onnx: not a model for this version of mokmin, .* pillar_logits"):
        OnnxBackend(tmp_path / "model.onnx")


def test_windows_that_cannot_be_in_settings(copy_of_model: Path) -> None:
    data = json.loads((copy_of_model / "mokmin.json").read_text())
    (copy_of_model / "mokmin.json").write_text(json.dumps(data | {"overlap": 24}))
    with pytest.raises(MokminError, match="can overlap by"):
        Tagger.from_pretrained(copy_of_model)


def test_no_such_model(tmp_path: Path) -> None:
    with pytest.raises(MokminError, match="not a mokmin model"):
        Tagger.from_pretrained(tmp_path)
    for name in (tmp_path / "nothing", "./nothing", "nothing", "a/b/c"):
        with pytest.raises(MokminError, match="no such model directory"):
            Tagger.from_pretrained(name)


def test_a_hub_name_that_the_hub_does_not_give(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def refuse(name: str) -> str:
        raise OSError

    monkeypatch.setattr(huggingface_hub, "snapshot_download", refuse)
    with pytest.raises(MokminError, match=r"no such directory, and the Hub does not give it \(OSError\)"):
        Tagger.from_pretrained("narae/model")


def test_a_hub_name(monkeypatch: pytest.MonkeyPatch, model_folder: Path) -> None:
    import huggingface_hub

    monkeypatch.setattr(huggingface_hub, "snapshot_download", lambda name: str(model_folder))
    assert Tagger.from_pretrained("narae/model").predict("나래시").text == "나래시"


# The model inside the package, where there is one

EXAMPLE = (
    "춘천시가 인공지능(AI) 행정 혁신에 나선다.\n\n춘천시(시장 육동한)는 지난 5일 시청 대회의실에서 ‘AI 전환 종합계획’ 보고회를 열고 "
    "3대 핵심 과제를 발표했다고 밝혔다. 핵심 과제는 △AI 민원 서비스 도입 △공공데이터 허브 구축 △AI 전문인재 양성 등이다.\n\n"
    "김도현 춘천시 스마트도시과장은 “과학기술정보통신부와 협력해 올해 하반기 시범사업을 시작하겠다”고 말했다.\n"
)


def run_alone(code: str, *arguments: str) -> str:
    """Standard output of a fresh interpreter."""
    run = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def small() -> Tagger:
    return Tagger.from_pretrained(threads=1)


@embedded
def test_prediction_imports_no_training_library() -> None:
    code = (
        "import sys; from mokmin import Tagger; Tagger.from_pretrained(threads=1).predict(sys.argv[1]); "
        "print(sorted({'torch', 'transformers', 'datasets', 'accelerate', 'pandas', 'scipy'} & set(sys.modules)))"
    )
    assert run_alone(code, EXAMPLE).strip() == "[]"


@embedded
def test_prediction_needs_no_network() -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise AssertionError('a socket was opened')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from mokmin import Tagger\n"
        "print(len(Tagger.from_pretrained(threads=1).predict(sys.argv[1]).entities))"
    )
    assert int(run_alone(code, EXAMPLE)) > 5


@embedded
def test_the_example(small: Tagger) -> None:
    article = small.predict(EXAMPLE, published="2025-06-08")
    check(article, EXAMPLE)
    found = {(e.text, e.label) for e in article.entities}
    assert {("춘천시", "ORG"), ("지난 5일", "DATE"), ("김도현", "OFFICIAL")} <= found
    pillars = ("AI 민원 서비스 도입", "공공데이터 허브 구축", "AI 전문인재 양성")
    assert sum((pillar, "PILLAR") in found for pillar in pillars) >= 2
    assert [e.start for e in article.entities if e.text == "지난 5일"] == [EXAMPLE.index("지난 5일")]
    assert article.domains


@embedded
@given(wild_texts)
def test_any_text_with_the_embedded_model(small: Tagger, text: str) -> None:
    if not is_blank(text):
        check(small.predict(text), text)


@embedded
def test_a_long_article_is_not_cut(small: Tagger) -> None:
    text = EXAMPLE * 12
    article = small.predict(text)
    check(article, text)
    assert len(small.windower(normalize(text).text)) > 2
    dates = [e.start for e in article.entities if e.text == "지난 5일"]
    assert len(dates) == 12


@embedded
def test_list_and_single_agree(small: Tagger) -> None:
    batch = [EXAMPLE, "나래시", EXAMPLE[:100]]
    assert small.predict(batch) == [small.predict(text) for text in batch]


@embedded
@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "mokmin.json"])
def test_a_damaged_copy_of_the_embedded_model(tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copytree(EMBEDDED, tmp_path / "model"))
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[:-20])
    with pytest.raises(MokminError, match="damaged"):
        Tagger.from_pretrained(copy)


@embedded
def test_the_embedded_model_is_small() -> None:
    assert sum(p.stat().st_size for p in EMBEDDED.iterdir()) < 25_000_000
