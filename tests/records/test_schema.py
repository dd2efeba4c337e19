import json
from importlib import resources
from pathlib import Path

import pytest

from mokmin import MokminError
from mokmin.formats.inline_folder import read as read_folder
from mokmin.records.record import COLUMNS, SCHEMA_VERSION

pydantic = pytest.importorskip("pydantic")

from mokmin.records.schema import json_schema, row_model, schema_text  # noqa: E402
from tests.records.test_record import article  # noqa: E402

ARTICLES = Path(__file__).parents[2] / "data" / "articles"


def test_the_published_schema_is_that_of_the_model() -> None:
    published = (resources.files("mokmin") / "data" / "record.schema.json").read_text(encoding="utf-8")
    assert json.loads(published) == json.loads(schema_text())


def test_it_describes_every_column() -> None:
    schema = json_schema()
    assert list(schema["properties"]) == list(COLUMNS) == schema["required"]
    assert all(column["description"] for column in schema["properties"].values())
    assert schema["properties"]["schema_version"]["const"] == SCHEMA_VERSION


def test_rows_fit() -> None:
    model = row_model()
    for row in article().record():
        assert model(**row).model_dump() == row
    for gold in read_folder(ARTICLES / "validation")[:20]:
        for row in gold.record():
            model(**row)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "person"},
        {"start": -1},
        {"start": "3"},
        {"score": 2.0},
        {"domain": "sports"},
        {"schema_version": "0.9"},
        {"more": 1},
    ],
)
def test_other_rows_do_not(change: dict[str, object]) -> None:
    row = article().record()[0]
    with pytest.raises(pydantic.ValidationError):
        row_model()(**row | change)
    del row["published"]
    with pytest.raises(pydantic.ValidationError):
        row_model()(**row)


def test_without_pydantic(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pydantic", None)
    with pytest.raises(MokminError, match=r"pip install 'mokmin\[record\]'"):
        json_schema()
