"""The shipped configuration with some of its keys changed."""

from collections.abc import Mapping
from typing import Any

from training.config import load
from training.tagging_config import TaggingConfig
from training.train import train

CONFIG = "configs/mokmin-small.yaml"


def load_with(changes: Mapping[str, object]) -> TaggingConfig:
    """``changes`` maps keys such as ``train.seed`` to values, as on the command line."""
    return load(CONFIG, TaggingConfig, [part for key, value in changes.items() for part in (f"--{key}", str(value))])


def train_with(changes: Mapping[str, object]) -> dict[str, Any]:
    """Train and give the scores of the report."""
    return train(load_with(changes))
