"""The shipped configuration with some of its keys changed."""

from collections.abc import Mapping
from typing import Any

from mokmin.evaluation import evaluate
from mokmin.tagger import Tagger
from training.config import load
from training.dataset import read_folder
from training.tagging_config import TaggingConfig
from training.train import train

CONFIG = "configs/mokmin-small.yaml"


def load_with(changes: Mapping[str, object]) -> TaggingConfig:
    """``changes`` maps keys such as ``train.seed`` to values, as on the command line."""
    return load(CONFIG, TaggingConfig, [part for key, value in changes.items() for part in (f"--{key}", str(value))])


def train_with(changes: Mapping[str, object]) -> dict[str, Any]:
    """Train, and score all that the decoder finds on the validation articles, however unsure of it."""
    config = load_with({**changes, "data.test": "null"})
    train(config)
    return evaluate(Tagger.from_pretrained(config.output), read_folder(config.data.validation), threshold=0)
