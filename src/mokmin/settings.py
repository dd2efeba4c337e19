"""``mokmin.json``: what a model directory says about its model besides the weights."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from mokmin.errors import MokminError
from mokmin.labels import BIO_TAGS, DOMAINS, LABELS

FILE = "mokmin.json"


@dataclass(frozen=True)
class Settings:
    """How to cut windows, decode, calibrate and threshold.

    ``transitions`` (tags, tags) are the CRF's; ``temperatures`` divide logits (keys ``tags``,
    ``pillar``, ``article``); ``threshold`` is the least score of an entity that is returned when
    nothing else is asked for, ``thresholds`` are those per label that fitted validation articles
    best; ``domain_threshold`` decides an article's domains; ``sha256`` of the files beside it.
    """

    window: int
    overlap: int
    cls_id: int
    sep_id: int
    pad_id: int
    transitions: list[list[float]]
    temperatures: dict[str, float] = field(default_factory=dict)
    thresholds: dict[str, float] = field(default_factory=dict)
    domain_threshold: float = 0.5
    version: str = "0"
    tags: list[str] = field(default_factory=lambda: list(BIO_TAGS))
    domains: list[str] = field(default_factory=lambda: list(DOMAINS))
    sha256: dict[str, str] = field(default_factory=dict)
    threshold: float = 0.0

    def write(self, directory: str | Path) -> None:
        """Write ``mokmin.json``."""
        text = json.dumps(asdict(self), ensure_ascii=False)
        Path(directory, FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, directory: str | Path) -> "Settings":
        """Read ``mokmin.json`` and check it against this version of the package.

        Raises:
            MokminError: the directory or the file is missing or damaged, or made for other labels.
        """
        directory = Path(directory)
        if not directory.is_dir():
            raise MokminError(f"{directory}: no such model directory")
        path = directory / FILE
        try:
            data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            settings = cls(**{f.name: data[f.name] for f in fields(cls) if f.name in data})
            settings._check()
        except OSError as error:
            raise MokminError(f"{directory}: not a mokmin model, {FILE} is missing") from error
        except (ValueError, TypeError) as error:
            raise MokminError(f"{path}: damaged ({error})") from error
        if tuple(settings.tags) != BIO_TAGS or tuple(settings.domains) != DOMAINS:
            raise MokminError(f"{path}: made for other labels or domains; this version has {', '.join(LABELS)}")
        return settings

    def _check(self) -> None:
        for name in ("window", "overlap", "cls_id", "sep_id", "pad_id"):
            if not isinstance(getattr(self, name), int):
                raise TypeError(f"{name} is not a whole number")
        if np.array(self.transitions, dtype=np.float64).shape != (len(BIO_TAGS), len(BIO_TAGS)):
            raise ValueError(f"transitions are not a table of {len(BIO_TAGS)} × {len(BIO_TAGS)} numbers")
        for name in ("temperatures", "thresholds", "sha256"):
            if not isinstance(getattr(self, name), dict):
                raise TypeError(f"{name} is not a mapping")
        for name in ("tags", "domains"):
            if not isinstance(getattr(self, name), list):
                raise TypeError(f"{name} is not a list")

    def verify(self, directory: str | Path) -> None:
        """Compare the files of the directory with their recorded SHA-256.

        Raises:
            MokminError: a file is missing or differs.
        """
        for name, expected in self.sha256.items():
            path = Path(directory, name)
            if not path.is_file():
                raise MokminError(f"{path}: missing from the model directory")
            if file_sha256(path) != expected:
                raise MokminError(f"{path}: damaged or changed (SHA-256 differs from {FILE})")


def file_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
