"""The ``mokmin`` command: one module per sub-command, each a thin pair of functions.

Command modules import nothing heavy at the top, so that ``mokmin --help`` is quick.
"""

import sys

import typer

from mokmin.cli import agree, check, convert, evaluate, predict
from mokmin.cli.errors import report_errors

app = typer.Typer(
    help="Reads Korean news about public-sector AI policy.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (predict, evaluate, check, convert, agree):
    app.command(command.__name__.rpartition(".")[2])(command.command)


def main() -> None:
    """Entry point; ``--debug`` anywhere shows the stack trace of an error."""
    debug = "--debug" in sys.argv
    arguments = [a for a in sys.argv[1:] if a != "--debug"]

    def run() -> None:
        code = app(args=arguments, standalone_mode=False)
        if isinstance(code, int):
            sys.exit(code)

    sys.exit(report_errors(run, debug))
