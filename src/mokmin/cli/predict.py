"""``mokmin predict``: tag text files."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from mokmin.article import Article
from mokmin.errors import MokminError

FORMATS = ("table", "json", "jsonl", "html", "record", "csv", "parquet", "label-studio")


def command(
    files: Annotated[list[str], typer.Argument(help="UTF-8 text files, or - for standard input.")],
    published: Annotated[str | None, typer.Option(help="Publication date YYYY-MM-DD of the articles.")] = None,
    format: Annotated[str, typer.Option(help=f"One of {', '.join(FORMATS)}.")] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; standard output if left out.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Model directory or Hub id; the embedded model if left out.")
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0, max=1, help="Leave out entities that score less; 0 gives all (the model's own if left out)."
        ),
    ] = None,
) -> None:
    """Tag articles: organisations, officials, roles, dates and policy pillars."""
    if format not in FORMATS:
        raise MokminError(f"unknown format {format!r}; known: {', '.join(FORMATS)}")
    if format == "parquet" and output is None:
        raise MokminError("parquet is no text; write it to a file with --output")
    from rich.console import Console
    from rich.progress import track

    from mokmin.article import check_published
    from mokmin.tagger import Tagger

    date = check_published(published)
    # Every file is read before the first is tagged: a bad one stops the command at once.
    texts = [read_text(name) for name in files]
    tagger = Tagger.from_pretrained(model)
    articles = []
    console = Console(stderr=True)
    for name, text in track(
        list(zip(files, texts, strict=True)), "tagging", console=console, transient=True, disable=len(files) < 3
    ):
        try:
            articles.append(tagger.predict(text, date, threshold))
            articles[-1].id = name
        except MokminError as error:
            raise MokminError(f"{name}: {error}") from error
    write_output(RENDERERS[format](files, articles), output)


def read_text(name: str) -> str:
    """A UTF-8 file's text, line ends as they are; ``-`` is standard input.

    Raises:
        MokminError: the file is missing, not UTF-8, or empty.
    """
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = data.decode("utf-8")
    except OSError as error:
        raise MokminError(f"{name}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise MokminError(
            f"{name}: not UTF-8 (byte {error.start}); convert it, for instance with iconv -f cp949 -t utf-8"
        ) from error
    if not text.strip():
        raise MokminError(f"{name}: empty; there is nothing to tag")
    return text


def write_output(content: str | bytes, path: Path | None) -> None:
    """To standard output, or to a file that appears whole or not at all."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    if path is None:
        sys.stdout.write(data.decode("utf-8"))
        return
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise MokminError(f"{path}: cannot be written: {error.strerror}") from error


def render_table(files: list[str], articles: list[Article]) -> str:
    """Entities as a table, then the article's domains."""
    from io import StringIO

    from rich.console import Console
    from rich.table import Table

    from mokmin.labels import KOREAN_NAMES

    buffer = StringIO()
    terminal = sys.stdout.isatty()
    # Brackets and colons in an article are text, not rich's markup and emoji names.
    console = Console(
        file=buffer,
        width=None if terminal else 100,
        force_terminal=terminal,
        markup=False,
        emoji=False,
        highlight=False,
    )
    for name, article in zip(files, articles, strict=True):
        table = Table(title=name if len(files) > 1 else None)
        for column in ("start", "end", "label", "text", "domain / date", "score"):
            table.add_column(column, justify="right" if column in ("start", "end", "score") else "left")
        for e in article.entities:
            table.add_row(
                str(e.start), str(e.end), e.label, " ".join(e.text.split()), e.domain or e.value or "", f"{e.score:.2f}"
            )
        console.print(table)
        console.print(
            "domains: "
            + (", ".join(f"{d} {KOREAN_NAMES[d]} ({article.domain_scores[d]:.2f})" for d in article.domains) or "none")
        )
    return buffer.getvalue()


def render_json(files: list[str], articles: list[Article]) -> str:
    """One object for one file, a list for several."""
    import json

    data = [article.to_dict() for article in articles]
    return json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2) + "\n"


def render_jsonl(files: list[str], articles: list[Article]) -> str:
    """One object a line."""
    return "".join(article.to_json() + "\n" for article in articles)


def render_html(files: list[str], articles: list[Article]) -> str:
    """A page with the entities marked."""
    from mokmin.highlighting import to_page

    return to_page(articles)


def render_record(files: list[str], articles: list[Article]) -> str:
    """The record as JSON lines."""
    from mokmin.records.files import to_jsonl

    return to_jsonl(articles)


def render_csv(files: list[str], articles: list[Article]) -> str:
    """The record as CSV with a header line."""
    from mokmin.records.files import to_csv

    return to_csv(articles)


def render_parquet(files: list[str], articles: list[Article]) -> bytes:
    """The record as Parquet."""
    from mokmin.records.files import to_parquet

    return to_parquet(articles)


def render_label_studio(files: list[str], articles: list[Article]) -> str:
    """Tasks for Label Studio with the entities as pre-annotations; the files' names as ids."""
    from mokmin.formats import label_studio

    named = [replace(article, id=name) for name, article in zip(files, articles, strict=True)]
    return label_studio.render(named, predictions=True)


RENDERERS: dict[str, Callable[[list[str], list[Article]], str | bytes]] = {
    "table": render_table,
    "json": render_json,
    "jsonl": render_jsonl,
    "html": render_html,
    "record": render_record,
    "csv": render_csv,
    "parquet": render_parquet,
    "label-studio": render_label_studio,
}
