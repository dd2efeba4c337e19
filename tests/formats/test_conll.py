from pathlib import Path

import pytest

from mokmin.article import Article, Entity
from mokmin.errors import MokminError
from mokmin.formats import conll

WRITTEN = """-DOCSTART- narae 1

나\tB-ORG
래\tI-ORG
는\tO
\\s\tO
\\n\tO

\\\tO
n\tO
\\u00a0\tO
😀\tB-ORG

-DOCSTART-

가\tO

"""


def test_written_file(tmp_path: Path) -> None:
    entities = [Entity(0, 2, "나래", "ORG"), Entity(8, 9, "😀", "ORG")]
    articles = [Article("나래는 \n\\n\u00a0😀", entities=entities, id="narae 1"), Article("가")]
    assert conll.write(articles, tmp_path / "a.conll") == []
    assert (tmp_path / "a.conll").read_text("utf-8") == WRITTEN
    assert conll.read(tmp_path / "a.conll") == articles


def test_every_line_splits_into_two_columns_at_white_space(tmp_path: Path) -> None:
    conll.write([Article("가 \t\r\n\u00a0\u3000\u2028\u200b나", id="a")], tmp_path / "a.conll")
    for line in (tmp_path / "a.conll").read_text("utf-8").splitlines():
        assert len(line.split()) in (0, 2)


def test_line_break_inside_a_span_ends_no_sequence(tmp_path: Path) -> None:
    conll.write([Article("가\n나", entities=[Entity(0, 3, "가\n나", "PILLAR")])], tmp_path / "a.conll")
    assert "가\tB-PILLAR\n\\n\tI-PILLAR\n나\tI-PILLAR\n" in (tmp_path / "a.conll").read_text("utf-8")


def test_file_without_document_starts_is_one_article(tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_bytes("나\tB-ORG\r\n래\tI-ORG\r\n\r\n는\tO\r\n".encode())
    assert conll.read(tmp_path / "a.conll") == [Article("나래는", entities=[Entity(0, 2, "나래", "ORG")])]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("-DOCSTART- a\n\n나래시\tB-ORG\n", r"a\.conll:3:1: not 'character<TAB>tag'"),
        ("나 B-ORG\n", r"a\.conll:1:1: not 'character<TAB>tag'"),
        ("나\tI-ORG\n", r"a\.conll:1:1: I-ORG continues no ORG"),
        ("-DOCSTART- a\n\n나\tB-LOC\n", r"a\.conll:1: entity '나' at 0:1 has the unknown label 'LOC'"),
    ],
)
def test_errors_name_the_line(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text(content, "utf-8")
    with pytest.raises(MokminError, match=message):
        conll.read(tmp_path / "a.conll")
