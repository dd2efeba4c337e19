from pathlib import Path

import pytest

from tests.cli.run import run


def test_findings_table_and_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\npublished: 2025-06-08\n---\n[돌봄](PILLAR)\n", "utf-8")
    assert run(monkeypatch, "check", path) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{path}:4:2: warning [missing-domain] '돌봄' has no domain")
    assert any("PILLAR 정책 축·과제" in line and " 1 " in line for line in lines)
    assert lines[-1] == "0 errors, 1 warnings"
    assert run(monkeypatch, "check", path, "--strict") == 1
    path.write_text("---\npublished: 2025-06-08\n---\n[나래시](GOV)\n", "utf-8")
    assert run(monkeypatch, "check", tmp_path) == 1
    assert "a.md:4:1: error [unreadable] entity '나래시' at 0:3 has the unknown label" in capsys.readouterr().out


def test_missing_path_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check", tmp_path / "none.md") == 2
    assert capsys.readouterr().err == f"mokmin: {tmp_path / 'none.md'}: no such file or folder\n"
