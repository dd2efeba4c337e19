"""``mokmin check``: faults of annotated articles, each with its place and how to mend it."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    paths: Annotated[list[Path], typer.Argument(help="Article files, folders of them, or files in another format.")],
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 for warnings too, not only for errors.")
    ] = False,
    format: Annotated[str | None, typer.Option(help="The format, where the suffix does not tell it.")] = None,
) -> None:
    """Check articles before training: one line per finding, then counts per label and domain.

    Exits with 1 if there are errors.
    """
    from rich.console import Console

    from mokmin.checks.checking import check_paths

    report = check_paths(paths, format)
    for finding in report.findings:
        print(finding)
    Console().print(report.table())
    print(f"{report.errors} errors, {len(report.findings) - report.errors} warnings")
    if code := report.exit_code(strict):
        raise typer.Exit(code)
