"""``mokmin convert``: from one annotation format to another."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from mokmin.formats import FORMATS

_FORMATS = ", ".join(FORMATS)


def command(
    source: Annotated[Path, typer.Argument(metavar="IN", help="An article file, a folder of them, or another file.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file or folder to write.")],
    source_format: Annotated[
        str | None, typer.Option("--from", metavar="FORMAT", help=f"Format of IN: {_FORMATS}.")
    ] = None,
    target_format: Annotated[
        str | None, typer.Option("--to", metavar="FORMAT", help=f"Format of OUT: {_FORMATS}.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace OUT if it is there.")] = False,
    predictions: Annotated[
        bool, typer.Option("--predictions", help="Label Studio: predictions with scores, not annotations.")
    ] = False,
) -> None:
    """Convert annotated articles. What the new format cannot hold is said on standard error."""
    from mokmin.converting import convert

    for sentence in convert(source, target, source_format, target_format, force, predictions):
        print(sentence, file=sys.stderr)
