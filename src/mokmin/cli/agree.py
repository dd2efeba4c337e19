"""``mokmin agree``: how far two annotations of the same texts agree, and where they do not."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from mokmin.agreement import Agreement


def command(
    a: Annotated[Path, typer.Argument(help="One annotation: an article file, a folder, or a file in another format.")],
    b: Annotated[Path, typer.Argument(help="The other annotation of the same articles.")],
    format_a: Annotated[str | None, typer.Option(help="The format of A, where the suffix does not tell it.")] = None,
    format_b: Annotated[str | None, typer.Option(help="The format of B, where the suffix does not tell it.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write all numbers and differences to this file.")] = None,
) -> None:
    """Compare two annotations: a table of agreement, then one line per difference."""
    from rich.console import Console

    from mokmin.agreement import agreement
    from mokmin.formats import read_articles
    from mokmin.formats.files import dump_json, write_text

    result = agreement(read_articles(a, format_a), read_articles(b, format_b))
    if json is not None:
        write_text(dump_json(result.to_dict(), indent=1) + "\n", json)
    Console().print(table(result))
    for d in result.differences:
        place = "" if d.start is None else f":{d.start}:{d.end}"
        print(f"{d.id}{place}: {d.kind}: {d.a or '–'} | {d.b or '–'}{d.context and f'    {d.context}'}")
    if result.unpaired:
        print(f"not compared, on one side only: {', '.join(result.unpaired)}")


def table(result: "Agreement") -> "Table":
    """The numbers of an agreement as a table."""
    from rich.table import Table

    rows = Table(
        "", "F1", "accuracy", "κ", "common", "only A", "only B", title=f"Agreement on {result.articles} articles"
    )
    for name, overlap in [
        *result.spans.items(),
        ("all spans", result.all_spans),
        ("article domains", result.domain_sets),
        ("affiliations", result.affiliations),
    ]:
        counts = (str(n) for n in (overlap.common, overlap.only_a, overlap.only_b))
        rows.add_row(name, _number(overlap.f1), "", "", *counts, end_section=name == "affiliations")
    choices = [
        ("PILLAR domain", result.pillar_domain),
        ("DATE value", result.date_value),
        *((f"article {domain}", choice) for domain, choice in result.article_domains.items()),
        ("all article domains", result.all_article_domains),
    ]
    for name, choice in choices:
        rows.add_row(name, "", _number(choice.accuracy), _number(choice.kappa), str(choice.count))
    rows.add_row("mean over domains", "", "", _number(result.mean_domain_kappa))
    return rows


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
