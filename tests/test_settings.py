import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mokmin import MokminError
from mokmin.settings import FILE, Settings, file_sha256

TABLE = [[0.0] * 11 for _ in range(11)]
SETTINGS = Settings(512, 128, 2, 3, 0, TABLE, {"tags": 1.2}, {"ORG": 0.4}, 0.45, "1.0")


def test_written_settings_come_back(tmp_path: Path) -> None:
    SETTINGS.write(tmp_path)
    assert Settings.read(tmp_path) == SETTINGS


def test_keys_of_later_versions_are_passed_over(tmp_path: Path) -> None:
    SETTINGS.write(tmp_path)
    change(tmp_path, lambda data: data | {"later": 1})
    assert Settings.read(tmp_path) == SETTINGS


def change(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    path = folder / FILE
    path.write_text(json.dumps(edit(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: {k: v for k, v in d.items() if k != "window"},
        lambda d: d | {"window": "512"},
        lambda d: d | {"overlap": None},
        lambda d: d | {"transitions": TABLE[:5]},
        lambda d: d | {"transitions": [[0.0], [0.0, 1.0]]},
        lambda d: d | {"transitions": "none"},
        lambda d: d | {"sha256": ["model.onnx"]},
        lambda d: d | {"temperatures": 1.0},
        lambda d: d | {"tags": None},
        lambda d: [d],
        lambda d: 5,
        lambda d: None,
    ],
)
def test_damaged_settings(tmp_path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    SETTINGS.write(tmp_path)
    change(tmp_path, edit)
    with pytest.raises(MokminError, match=r"mokmin\.json: damaged"):
        Settings.read(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"window": 512'])
def test_unreadable_settings(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(MokminError, match="damaged"):
        Settings.read(tmp_path)


@pytest.mark.parametrize("other", [{"tags": ["O", "B-X"]}, {"domains": ["sports"]}])
def test_settings_for_other_labels(tmp_path: Path, other: dict[str, list[str]]) -> None:
    replace(SETTINGS, **other).write(tmp_path)
    with pytest.raises(MokminError, match="made for other labels or domains"):
        Settings.read(tmp_path)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(MokminError, match="no such model directory"):
        Settings.read(tmp_path / "nothing")
    with pytest.raises(MokminError, match=r"not a mokmin model, mokmin\.json is missing"):
        Settings.read(tmp_path)


def test_verification(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    settings = replace(SETTINGS, sha256={"tokenizer.json": file_sha256(tmp_path / "tokenizer.json")})
    settings.verify(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{ }")
    with pytest.raises(MokminError, match=r"tokenizer\.json: damaged or changed"):
        settings.verify(tmp_path)
    (tmp_path / "tokenizer.json").unlink()
    with pytest.raises(MokminError, match=r"tokenizer\.json: missing"):
        settings.verify(tmp_path)


def test_sha256_is_the_usual_one(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert file_sha256(tmp_path / "empty") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
