"""Runs the command as the shell does."""

import sys

import pytest

from mokmin.cli.main import main


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit code of ``mokmin arguments…``."""
    monkeypatch.setattr(sys, "argv", ["mokmin", *map(str, arguments)])
    with pytest.raises(SystemExit) as exit_:
        main()
    return int(exit_.value.code or 0)
