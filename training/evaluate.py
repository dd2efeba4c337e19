"""Evaluate a trained model on held-out articles; the same as ``mokmin evaluate``.

python training/evaluate.py data/articles/test --model runs/mokmin-small --output runs/mokmin-small/report
"""

import sys

import typer

from mokmin.cli.errors import run_script
from mokmin.cli.evaluate import command


def main(arguments: list[str]) -> None:
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(command)
    app(args=arguments, standalone_mode=False)


if __name__ == "__main__":
    run_script(main, sys.argv[1:])
