from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from mokmin import MokminError
from training.config import Section, load, parse_overrides
from training.pretraining_config import parse_arguments
from training.tagging_config import TaggingConfig

SOURCE = """
output: runs/x
data: {train: a, validation: b}
model:
  encoder: models/encoder
train:
  learning_rate: 1e-5
"""


def write(tmp_path: Path, source: str | bytes) -> Path:
    path = tmp_path / "config.yaml"
    path.write_bytes(source.encode() if isinstance(source, str) else source)
    return path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write(tmp_path, SOURCE)


def test_numbers_in_scientific_notation(config: Path) -> None:
    rate = load(config, TaggingConfig).train.learning_rate
    assert rate == 1e-5
    assert isinstance(rate, float)


def test_defaults_and_order(config: Path) -> None:
    loaded = load(config, TaggingConfig)
    assert loaded.train.seed == 1
    assert list(loaded.model_dump()) == ["output", "data", "model", "augmentation", "train"]


@pytest.mark.parametrize(
    ("overrides", "key", "value"),
    [
        (["--train.seed", "3"], "train.seed", 3),
        (["--train.seed=3"], "train.seed", 3),
        (["--train.learning_rate", "2e-4"], "train.learning_rate", 2e-4),
        (["--model.crf=false"], "model.crf", False),
        (["--data.test", "null"], "data.test", None),
        (["--output", "runs/a=b"], "output", "runs/a=b"),
        (["--output=runs/a=b"], "output", "runs/a=b"),
        (["--train.epochs", "1", "--train.epochs", "2.5"], "train.epochs", 2.5),
        (["--augmentation.names", "0.5"], "augmentation.names", 0.5),
    ],
)
def test_overrides(config: Path, overrides: list[str], key: str, value: Any) -> None:
    loaded: Any = load(config, TaggingConfig, overrides)
    for part in key.split("."):
        loaded = getattr(loaded, part)
    assert loaded == value


def test_override_in_an_empty_section(tmp_path: Path) -> None:
    path = write(tmp_path, SOURCE.replace("  learning_rate: 1e-5", ""))
    assert load(path, TaggingConfig, ["--train.seed", "4"]).train.seed == 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("learning_rate: 1e-5", "learning_rat: 1e-5"),
            "unknown key 'train.learning_rat'; did you mean 'learning_rate'?",
        ),
        (("\ntrain:", "\ntrian:"), "unknown key 'trian'; did you mean 'train'?"),
        (("\ntrain:", "\nzzz: 1\ntrain:"), "unknown key 'zzz'; known here: output, data, model, augmentation, train"),
        (("1e-5", "fast"), "key 'train.learning_rate' is 'fast': Input should be a valid number"),
        (("1e-5", "-1"), "key 'train.learning_rate' is -1: Input should be greater than 0"),
        (("learning_rate: 1e-5", "seed: 1.5"), "key 'train.seed' is 1.5"),
        (("learning_rate: 1e-5", "precision: fp8"), "key 'train.precision' is 'fp8'"),
        (("encoder: models/encoder", "kernel: 3"), "key 'model.encoder' is missing"),
        (
            ("encoder: models/encoder", "encoder: x\n  kernel: 4"),
            "key 'model.kernel' is 4: Value error, give an odd number",
        ),
        (("data: {train: a, validation: b}", "data: 5"), "key 'data' is 5"),
    ],
)
def test_wrong_keys_and_types(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    assert change[0] in SOURCE
    path = write(tmp_path, SOURCE.replace(*change))
    with pytest.raises(MokminError) as error:
        load(path, TaggingConfig)
    assert str(error.value).startswith(f"{path}: {message}")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "source", ["", "- a\n- b\n", "text", "a: [", "a: 'b\n", "\x00", b"\xff\xfe", "!!python/object:os.system {}"]
)
def test_what_is_no_configuration(tmp_path: Path, source: str | bytes) -> None:
    path = write(tmp_path, source)
    with pytest.raises(MokminError, match=r"not a mapping|not YAML|not UTF-8"):
        load(path, TaggingConfig)


def test_missing_file(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(MokminError, match="cannot be read"):
            load(path, TaggingConfig)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["--train.seed"], "--train.seed has no value; write --train.seed VALUE"),
        (["train.seed", "3"], "unexpected argument 'train.seed'"),
        (["--train.sede", "3"], "unknown key 'train.sede'; did you mean 'seed'?"),
        (["--output.x", "3"], "--output.x: 'output' is not a section"),
        (["--train.seed", "x"], "key 'train.seed' is 'x'"),
        (["--output", "["], "--output [: not a YAML value"),
    ],
)
def test_wrong_overrides(config: Path, overrides: list[str], message: str) -> None:
    with pytest.raises(MokminError) as error:
        load(config, TaggingConfig, overrides)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_parse_overrides() -> None:
    pairs = parse_overrides(["--a.b", "1e-5", "--c=[1, x]", "--d", "--e"])
    assert pairs == [("a.b", "1e-5"), ("c", [1, "x"]), ("d", "--e")]


def test_sections_cannot_be_changed() -> None:
    class Small(Section):
        size: int = Field(3, description="size")

    with pytest.raises(ValueError, match="frozen"):
        Small().size = 4  # type: ignore[misc]


def test_arguments_of_pretraining(tmp_path: Path) -> None:
    path = write(tmp_path, "output: runs/p\nvocabulary: {path: models/encoder}\n")
    config, corpus = parse_arguments(
        [str(path), "--corpus", "texts", "--corpus.weights", "{a*: 2, '*': 1e-1}", "--seed", "4"]
    )
    assert corpus == "texts"
    assert config.seed == 4
    assert config.corpus.weights == {"a*": 2.0, "*": 0.1}
