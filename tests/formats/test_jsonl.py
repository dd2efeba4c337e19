from pathlib import Path

import pytest

from mokmin.article import Article, Entity
from mokmin.errors import MokminError
from mokmin.formats import jsonl


def test_line_has_id_meta_and_the_keys_of_the_article(tmp_path: Path) -> None:
    article = Article("나래시는\u2028", entities=[Entity(0, 3, "나래시", "ORG")], id="a", meta={"views": 3})
    assert jsonl.write([article, Article("글")], tmp_path / "a.jsonl") == []
    first, _, end = (tmp_path / "a.jsonl").read_text("utf-8").split("\n")
    assert first == (
        '{"id": "a", "meta": {"views": 3}, "text": "나래시는\u2028", "published": null, "entities": [{"start": 0, "end": 3, '
        '"text": "나래시", "label": "ORG", "score": 1.0, "domain": null, "value": null}], "domains": [], '
        '"domain_scores": {}, "affiliations": []}'
    )
    assert jsonl.read(tmp_path / "a.jsonl") == [article, Article("글")]
    assert end == ""


def test_only_the_text_is_required(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "글"}\n\n', "utf-8")
    assert jsonl.read(tmp_path / "a.jsonl") == [Article("글")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": "글"', ":2:13: not JSON"),
        ("[]", ":2:1: not a JSON object"),
        ('{"id": "a"}', ":2: no 'text'"),
        ('{"text": "글", "id": 3}', ":2: 'id' is not text"),
        ('{"text": "글", "title": ""}', ":2: unknown article key 'title'"),
        ('{"text": "글", "label": []}', ":2: this looks like a doccano export"),
        ('{"text": "글", "entities": [{"start": 0}]}', ":2: an article is not of the form"),
        (
            '{"text": "글", "entities": [{"start": "0", "end": 1, "text": "글", "label": "ORG"}]}',
            ":2: an article is not of",
        ),
    ],
)
def test_errors_name_the_line(line: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"text": "글"}}\n{line}\n', "utf-8")
    with pytest.raises(MokminError, match=f"a.jsonl{message}"):
        jsonl.read(tmp_path / "a.jsonl")


def test_meta_that_is_not_json_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MokminError, match="meta cannot be written as JSON"):
        jsonl.write([Article("글", meta={"a": {1}})], tmp_path / "a.jsonl")
