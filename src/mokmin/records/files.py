"""Records as files: JSON lines, CSV, Parquet. They load into pandas and polars as they are."""

import csv
import json
from collections.abc import Sequence
from importlib import import_module
from io import BytesIO, StringIO
from typing import Any, Final

from mokmin.article import Article
from mokmin.errors import MokminError
from mokmin.records.record import COLUMNS, rows

PANDAS_TYPES: Final = {
    column: {str: "string", int: "Int64", float: "Float64", bool: "boolean"}[kind] for column, kind in COLUMNS.items()
}
"""For ``pandas.read_csv`` and ``pandas.read_json(…, lines=True)``: codes and years are text, what is empty is missing."""


def to_jsonl(articles: Sequence[Article]) -> str:
    """One JSON object a line for each row, with all columns."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in all_rows(articles))


def to_csv(articles: Sequence[Article]) -> str:
    """A header line and one line for each row (RFC 4180, but with line feeds); empty for None, true or false for booleans."""
    buffer = StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in all_rows(articles):
        writer.writerow({column: str(cell).lower() if isinstance(cell, bool) else cell for column, cell in row.items()})
    return buffer.getvalue()


def to_parquet(articles: Sequence[Article]) -> bytes:
    """A Parquet file in which every column has its type, also one without a single value.

    Raises:
        MokminError: pyarrow is not installed.
    """
    try:
        pa: Any = import_module("pyarrow")
        parquet: Any = import_module("pyarrow.parquet")
    except ImportError as error:
        raise MokminError(
            "Parquet needs pip install 'mokmin[record]'; the formats record and csv need nothing"
        ) from error
    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    schema = pa.schema([(column, types[kind]) for column, kind in COLUMNS.items()])
    buffer = BytesIO()
    parquet.write_table(pa.Table.from_pylist(all_rows(articles), schema=schema), buffer)
    return buffer.getvalue()


def to_pandas(articles: Sequence[Article]) -> Any:
    """A ``pandas.DataFrame`` with a line for each row and the types of :data:`PANDAS_TYPES`.

    Raises:
        MokminError: pandas is not installed.
    """
    try:
        pd: Any = import_module("pandas")
    except ImportError as error:
        raise MokminError("a data frame needs pip install 'mokmin[record]'") from error
    return pd.DataFrame(all_rows(articles), columns=list(COLUMNS)).astype(PANDAS_TYPES)


def all_rows(articles: Sequence[Article]) -> list[dict[str, Any]]:
    """The rows of all articles, one article after the other."""
    return [row for article in articles for row in rows(article)]
