"""Write model_card.md and its picture from the evaluation of the shipped model.

python training/model_card.py
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from mokmin import report
from mokmin.plots import draw_curves
from mokmin.settings import Settings

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "src" / "mokmin" / "models" / "mokmin-small"
AGREEMENT = ROOT / "data" / "agreement.json"
CARD = ROOT / "model_card.md"
PICTURE = ROOT / "docs" / "calibration.svg"


def render(model: Path = MODEL) -> str:
    """The card's text from what stands in a model directory, and the agreement of the annotators."""
    scores: dict[str, Any] = json.loads((model / "evaluation.json").read_text(encoding="utf-8"))
    template = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False).from_string(
        Path(__file__).with_name("model_card.md.jinja").read_text(encoding="utf-8")
    )
    return template.render(
        name=model.name,
        source=(model / "evaluation.json").relative_to(ROOT).as_posix(),
        export=json.loads((model / "export.json").read_text(encoding="utf-8")),
        training=json.loads((model / "training.json").read_text(encoding="utf-8")),
        settings=Settings.read(model),
        agreement=json.loads(AGREEMENT.read_text(encoding="utf-8")),
        span_table="\n".join(report.span_table(scores)),
        seen_table="\n".join(report.seen_table(scores)),
        slice_table="\n".join(report.slice_table(scores)),
        confusion_table="\n".join(report.confusion_table(scores)),
        calibration_table="\n".join(report.calibration_table(scores)),
        other_scores="\n".join(report.other_scores(scores)),
        **{key: scores[key] for key in ("articles", "spans", "errors")},
    )


def main(arguments: list[str]) -> None:
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    CARD.write_text(render(), encoding="utf-8")
    scores = json.loads((MODEL / "evaluation.json").read_text(encoding="utf-8"))
    PICTURE.write_text(draw_curves(scores["calibration"]), encoding="utf-8")


if __name__ == "__main__":
    from mokmin.cli.errors import run_script

    run_script(main, sys.argv[1:])
