import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from safetensors.torch import load_file

from mokmin import Article, MokminError, Tagger
from mokmin.settings import file_sha256
from training.allocator import SETTINGS
from training.dataset import hash_articles
from training.tagging_config import TaggingConfig
from training.tagging_model import build_model, load_tokenizer
from training.train import main, train
from training.trainer import group_parameters

Make = Callable[..., TaggingConfig]


@pytest.fixture
def config(tagging_config: Make, article_folder: Path, tmp_path: Path) -> Make:
    data = {"train": str(article_folder), "validation": str(article_folder)}

    def make(output: str = "run", **changes: Any) -> TaggingConfig:
        changes["data"] = data | changes.get("data", {})
        return tagging_config(output=str(tmp_path / output), **changes)

    return make


def weights(folder: str | Path) -> dict[str, torch.Tensor]:
    return load_file(Path(folder) / "model.safetensors")


def same(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[k], b[k]) for k in a)


def test_a_run_directory_holds_everything(config: Make, articles: list[Article]) -> None:
    made = config()
    scores = train(made)
    folder = Path(made.output)
    assert {p.name for p in folder.iterdir()} >= {
        *("model.safetensors", "config.json", "tokenizer.json", "mokmin.json"),
        *("config.yaml", "environment.json", "log.jsonl", "report"),
    }
    assert not list(folder.glob("*.bin")) + list(folder.glob("*.pt"))
    facts = json.loads((folder / "environment.json").read_text())
    assert facts["data_sha256"] == hash_articles(articles)
    assert facts["articles"] == len(articles)
    assert {"torch", "transformers", "tokenizers"} <= set(facts["libraries"])
    rows = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert any("loss" in row for row in rows)
    assert any("eval_micro" in row for row in rows)
    assert json.loads((folder / "report" / "evaluation.json").read_text()) == scores
    settings = json.loads((folder / "mokmin.json").read_text())
    assert settings["sha256"]["model.safetensors"] == file_sha256(folder / "model.safetensors")
    # The resolved configuration trains the same model again.
    from training.config import load

    assert load(folder / "config.yaml", TaggingConfig) == made
    assert Tagger.from_pretrained(folder).predict(articles[0].text).text == articles[0].text


def test_the_same_seed_gives_the_same_weights_and_scores(config: Make) -> None:
    augmentation = {"names": 0.5, "style": 0.5}
    train_ = {"epochs": 2, "average": 0.5}
    runs = [
        config(name, augmentation=augmentation, train=train_ | {"seed": seed})
        for name, seed in (("a", 3), ("b", 3), ("c", 4))
    ]
    scores = [train(run) for run in runs]
    first, second, other = (weights(run.output) for run in runs)
    assert same(first, second)
    assert scores[0] == scores[1]
    assert not same(first, other)


def test_training_learns_the_articles(config: Make) -> None:
    scores = train(
        config(
            train={"epochs": 60, "learning_rate": 3e-3, "head_learning_rate": 1e-2, "evaluations": 3},
            model={"width": 48},
        )
    )
    assert scores["spans"]["micro"]["f1"] > 0.9
    assert scores["domains"]["pillar_accuracy"] > 0.9


def test_the_report_is_on_the_test_articles(config: Make, article_folder: Path, tmp_path: Path) -> None:
    held_out = tmp_path / "test"
    held_out.mkdir()
    first = sorted(article_folder.glob("*.md"))[0]
    (held_out / first.name).write_bytes(first.read_bytes())
    assert train(config(data={"test": str(held_out)}))["articles"] == 1
    assert train(config())["articles"] == 4


def test_less_than_one_step_is_one_step(config: Make) -> None:
    made = config(train={"epochs": 0.1, "batch": 4})
    train(made)
    rows = [json.loads(line) for line in (Path(made.output) / "log.jsonl").read_text().splitlines()]
    assert max(row["step"] for row in rows) == 1


def test_a_share_of_the_articles(config: Make) -> None:
    made = config(data={"share": 0.5})
    train(made)
    assert json.loads((Path(made.output) / "environment.json").read_text())["articles"] == 2


def test_encoder_weights_are_loaded_unless_from_scratch(config: Make, encoder_folder: Path, tokenizer: Any) -> None:
    published = load_file(encoder_folder / "model.safetensors")
    torch.manual_seed(9)
    loaded = build_model(config(), len(tokenizer)).encoder.state_dict()
    for name, value in published.items():
        assert torch.equal(loaded[name], value), name
    random = build_model(config(model={"from_scratch": True}), len(tokenizer)).encoder.state_dict()
    assert not torch.equal(random["embeddings.word_embeddings.weight"], published["embeddings.word_embeddings.weight"])


def test_half_precision_checkpoints_train_in_full_precision(
    config: Make, encoder_folder: Path, tokenizer: Any, tmp_path: Path
) -> None:
    from transformers import AutoModel

    AutoModel.from_pretrained(encoder_folder).half().save_pretrained(tmp_path / "half")
    tokenizer.save_pretrained(tmp_path / "half")
    model = build_model(config(model={"encoder": str(tmp_path / "half")}), len(tokenizer))
    assert {p.dtype for p in model.parameters()} == {torch.float32}


def test_rates_fall_from_layer_to_layer(config: Make, tokenizer: Any) -> None:
    made = config(train={"learning_rate": 1e-3, "head_learning_rate": 1e-2, "layer_decay": 0.5, "weight_decay": 0.1})
    model = build_model(made, len(tokenizer))
    groups = group_parameters(model, made.train)
    rates = {id(p): (g["lr"], g["weight_decay"]) for g in groups for p in g["params"]}
    assert len(rates) == len(list(model.parameters()))
    expected = {
        "encoder.embeddings.word_embeddings.weight": (0.25e-3, 0.1),
        "encoder.encoder.layer.0.output.dense.weight": (0.5e-3, 0.1),
        "encoder.encoder.layer.1.output.dense.weight": (1e-3, 0.1),
        "encoder.encoder.layer.1.output.dense.bias": (1e-3, 0.0),
        "tagging.output.weight": (1e-2, 0.1),
        "crf.transitions": (1e-2, 0.1),
    }
    named = dict(model.named_parameters())
    for name, pair in expected.items():
        assert rates[id(named[name])] == pytest.approx(pair), name


def test_two_processes(config: Make) -> None:
    """``accelerate launch``: the batch is shared out, and one process writes the run directory."""
    made = config(train={"epochs": 3})
    path = Path(made.output).with_suffix(".yaml")
    path.write_text(yaml.safe_dump(made.model_dump()), encoding="utf-8")
    launcher = ("accelerate.commands.launch", "--cpu", "--num_processes", "2", "--num_machines", "1")
    more = ("--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0")
    script = Path(__file__).parents[2] / "training" / "train.py"
    command = [sys.executable, "-m", *launcher, *more, str(script), str(path)]
    run = subprocess.run(
        command, capture_output=True, text=True, timeout=300, env={**os.environ, **SETTINGS}, check=False
    )
    assert run.returncode == 0, run.stderr
    rows = [json.loads(line) for line in (Path(made.output) / "log.jsonl").read_text().splitlines()]
    assert max(row["step"] for row in rows) == 6
    assert Tagger.from_pretrained(made.output).predict("나래시").text == "나래시"


# Bad input


def test_missing_articles(config: Make) -> None:
    with pytest.raises(MokminError, match="no article files"):
        train(config(data={"train": "missing"}))


@pytest.mark.parametrize("encoder", ["missing/encoder", "/no/such/encoder"])
def test_missing_encoder(config: Make, encoder: str) -> None:
    with pytest.raises(MokminError, match=f"model.encoder {encoder}: no tokenizer here"):
        train(config(model={"encoder": encoder}))


def test_encoder_without_weights(config: Make, encoder_folder: Path, tokenizer: Any, tmp_path: Path) -> None:
    tokenizer.save_pretrained(tmp_path / "e")
    made = config(model={"encoder": str(tmp_path / "e")})
    with pytest.raises(MokminError, match="no model here"):
        build_model(made, len(tokenizer))
    (tmp_path / "e" / "config.json").write_bytes((encoder_folder / "config.json").read_bytes())
    with pytest.raises(MokminError, match="no usable weights here"):
        build_model(made, len(tokenizer))
    (tmp_path / "e" / "model.safetensors").write_bytes(b"\x10" * 50)
    with pytest.raises(MokminError, match="no usable weights here") as error:
        build_model(made, len(tokenizer))
    assert "\n" not in str(error.value)


def test_a_vocabulary_that_does_not_fit_the_encoder(config: Make, tokenizer: Any) -> None:
    with pytest.raises(
        MokminError, match=f"{len(tokenizer) + 1} pieces in the tokenizer, {len(tokenizer)} in the model"
    ):
        build_model(config(), len(tokenizer) + 1)


def test_a_tokenizer_that_loses_hangul(config: Make, encoder_folder: Path, tmp_path: Path) -> None:
    from tokenizers import normalizers
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(encoder_folder)
    tokenizer.backend_tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.save_pretrained(tmp_path / "accents")
    with pytest.raises(MokminError, match="does not know Hangul"):
        load_tokenizer(config(model={"encoder": str(tmp_path / "accents")}))


def test_windows_that_do_not_fit(config: Make) -> None:
    with pytest.raises(MokminError, match="windows of 16 tokens can overlap by 0 to 13 tokens, not by 128"):
        train(config(data={"window": 16, "overlap": 128}))


def test_the_script_wants_a_configuration() -> None:
    with pytest.raises(MokminError, match="give a configuration file"):
        main([])


def test_an_old_model_is_no_model_while_a_new_one_is_written(
    model_folder: Path,
    copy_of_model: Path,
    tagger: Tagger,
    tokenizer: Any,
    config: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from training.tagging_model import save

    model = tagger.backend.model  # type: ignore[attr-defined]
    monkeypatch.setattr(type(model), "save_pretrained", lambda *a, **k: (_ for _ in ()).throw(OSError("disk full")))
    made = config(str(copy_of_model))
    with pytest.raises(OSError, match="disk full"):
        save(model, tokenizer.backend_tokenizer, tagger.windower, 0, made, [], [])
    with pytest.raises(MokminError, match="not a mokmin model"):
        Tagger.from_pretrained(copy_of_model)
