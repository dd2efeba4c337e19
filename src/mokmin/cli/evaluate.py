"""``mokmin evaluate``: score a model on annotated articles."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    articles: Annotated[
        Path, typer.Argument(help="Annotated articles: a folder of article files, or a file of another format.")
    ],
    model: Annotated[
        str | None, typer.Option(help="Model directory or Hub id; the embedded model if left out.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Folder for evaluation.json, evaluation.md and report.html.")
    ] = None,
    bodies: Annotated[
        Path | None,
        typer.Option(help='Gold canonical bodies: JSON lines {"id": …, "bodies": {mention: [name, code]}}.'),
    ] = None,
    train: Annotated[
        Path | None, typer.Option(help="The training articles, to score names seen in them and new ones apart.")
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Least score of an entity that counts; 0: all (the model's own if left out)."),
    ] = None,
) -> None:
    """Score a model on annotated articles."""
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.progress import track

    from mokmin import report
    from mokmin.evaluation import evaluate
    from mokmin.formats import read_articles
    from mokmin.records.scoring import read_bodies
    from mokmin.tagger import Tagger

    gold = read_articles(articles)
    scores = evaluate(
        Tagger.from_pretrained(model),
        gold,
        output,
        lambda g: track(g, "predicting", console=Console(stderr=True), transient=True),
        read_bodies(bodies) if bodies else None,
        read_articles(train) if train else None,
        threshold,
    )
    Console().print(Markdown("\n".join([*report.span_table(scores), "", *report.other_scores(scores)])))
