"""A pre-training run on disk: checkpoints, written whole or not at all, the log, the loss curve."""

import json
import os
from pathlib import Path
from typing import Any

import torch

from mokmin.errors import MokminError
from training.pretraining_config import PretrainingConfig

MUTABLE = {"output", "checkpoint_minutes", "report_seconds", "milestones", "compile", "schedule"}
"""Settings that may differ between the runs that share a checkpoint: how long and how fast may
change on the way, what is learned from what may not."""


class Run:
    """The state of a run on disk: checkpoints, written whole or not at all, and the log."""

    def __init__(self, config: PretrainingConfig) -> None:
        self.folder = Path(config.output)
        self.config = config
        self.settings = config.model_dump(exclude=MUTABLE)

    def save(self, state: dict[str, Any], name: str = "checkpoint.pt") -> None:
        temporary = self.folder / f"{name}.tmp"
        with temporary.open("wb") as file:
            torch.save({**state, "settings": json.dumps(self.settings)}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, self.folder / name)

    def load(self) -> dict[str, Any] | None:
        """The newest checkpoint, or the one before the decay when a finished run gets more time.

        Raises:
            MokminError: the checkpoint belongs to another configuration, or is damaged.
        """
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return None
        state = self._load(path)
        if state["fraction"] > self.config.schedule.decay_after and self.fraction(state) < state["fraction"] - 1e-6:
            stable = self.folder / "stable.pt"
            state = self._load(stable) if stable.exists() else state
        return state

    def points(self) -> dict[str, float]:
        """The checkpoints that are kept on the way: file name → share of the budget."""
        milestones = {f"{100 * share:g}.pt": share for share in self.config.milestones}
        return {"stable.pt": self.config.schedule.decay_after, **milestones}

    def fraction(self, state: dict[str, Any]) -> float:
        """The share of the budget that is used up."""
        schedule = self.config.schedule
        return state["step"] / schedule.steps if schedule.steps else state["seconds"] / 60 / (schedule.minutes or 1)

    def _load(self, path: Path) -> dict[str, Any]:
        try:
            state = torch.load(path, map_location="cpu", weights_only=True)
            # Keys that are younger than the checkpoint stand at their defaults.
            theirs = PretrainingConfig.model_validate({"output": "", **json.loads(state["settings"])}).model_dump()
        except Exception as error:
            raise MokminError(f"{path}: the checkpoint is damaged; remove it to start anew") from error
        for key, value in self.settings.items():
            if theirs[key] != value:
                raise MokminError(
                    f"{path}: the checkpoint was made with {key} {theirs[key]}, now {value}; change it back or set another output"
                )
        return dict(state)

    def log(self, **row: float) -> None:
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def read_log(folder: Path) -> list[dict[str, float]]:
    """The rows of ``log.jsonl`` by step: what a resumed run did again stands there twice, the last
    time counts; lines that a kill cut short are left out."""
    rows: list[dict[str, float]] = []
    for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        while rows and rows[-1]["step"] > row["step"]:
            rows.pop()
        rows.append(row)
    return rows


def draw_curve(folder: Path) -> None:
    """Draw ``loss.png`` from ``log.jsonl``."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    rows = read_log(folder)
    figure, axes = pyplot.subplots(figsize=(7, 4))
    for key, label in (("loss", "training"), ("held_out_loss", "held out"), ("tag_loss", "part of speech")):
        points = [(row["tokens"] / 1e6, row[key]) for row in rows if key in row]
        if points:
            axes.plot(*zip(*points, strict=True), label=label)
    axes.set(xlabel="million tokens", ylabel="loss")
    axes.legend()
    figure.tight_layout()
    figure.savefig(folder / "loss.png", dpi=120)
    pyplot.close(figure)
