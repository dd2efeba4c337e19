import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from mokmin import Article, MokminError
from mokmin.records.files import PANDAS_TYPES, all_rows, to_csv, to_jsonl, to_pandas, to_parquet
from mokmin.records.record import COLUMNS
from tests.records.test_record import article


def articles() -> list[Article]:
    return [article(), Article("없음"), article()]


def test_json_lines() -> None:
    assert [json.loads(line) for line in to_jsonl(articles()).splitlines()] == all_rows(articles())
    assert to_jsonl([Article("없음")]) == ""


def test_csv() -> None:
    table = list(csv.DictReader(StringIO(to_csv(articles()))))
    assert list(table[0]) == list(COLUMNS)
    assert len(table) == len(all_rows(articles()))
    assert [row["former"] for row in table[:3]] == ["false", "true", ""]
    assert to_csv([]) == ",".join(COLUMNS) + "\n"


def test_csv_quotes_what_needs_it() -> None:
    from tests.marked import marked

    text = '[AI "돌봄",\n확대](PILLAR:livelihood)'
    (row,) = csv.DictReader(StringIO(to_csv([marked(text)])))
    assert row["text"] == 'AI "돌봄",\n확대'


def same(frame: Any) -> None:
    expected = all_rows(articles())
    assert list(frame.columns) == list(COLUMNS)
    assert {column: str(kind) for column, kind in frame.dtypes.items()} == {c: PANDAS_TYPES[c] for c in COLUMNS}
    for found, row in zip(frame.to_dict("records"), expected, strict=True):
        for column, cell in row.items():
            assert (found[column] == cell) if cell is not None else _is_missing(found[column]), column


def _is_missing(cell: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(cell))


def test_pandas_reads_csv_json_lines_and_parquet_alike(tmp_path: Path) -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    same(pd.read_csv(StringIO(to_csv(articles())), dtype=PANDAS_TYPES))
    same(pd.read_json(StringIO(to_jsonl(articles())), lines=True, dtype=PANDAS_TYPES)[list(COLUMNS)])
    same(pd.read_parquet(BytesIO(to_parquet(articles()))).astype(PANDAS_TYPES))
    same(to_pandas(articles()))


def test_parquet_has_types_for_empty_columns_too() -> None:
    pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    schema = pq.read_table(BytesIO(to_parquet([Article("없음")]))).schema
    assert schema.names == list(COLUMNS)
    assert str(schema.field("start").type) == "int64"


@pytest.mark.parametrize(("write", "library"), [(to_parquet, "pyarrow"), (to_pandas, "pandas")])
def test_a_missing_library_is_one_sentence(monkeypatch: pytest.MonkeyPatch, write: Any, library: str) -> None:
    import sys

    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MokminError, match=r"pip install 'mokmin\[record\]'"):
        write(articles())
