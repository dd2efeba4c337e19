from pathlib import Path

import pytest

from mokmin.article import Article, Entity
from mokmin.errors import MokminError
from mokmin.formats import klue_tsv

COMMENTS = "## 토큰 구분자 : \\t\n## 문장 구분자 : \\n\\n\n## 주석 : ##\n## 컬럼명 : CHAR\tNE_TAG\n"
KLUE = (
    f"{COMMENTS}## made-up-0-news\t<가람:LC> 3#\n가\tB-LC\n람\tI-LC\n \tO\n3\tB-QT\n#\tO\n\n"
    "## made-up-1-news\t\\<나:PS>\n\\\tO\n나\tB-PS\n\n"
)


def test_sentences_of_any_label_set(tmp_path: Path) -> None:
    (tmp_path / "klue.tsv").write_bytes(KLUE.encode())
    expected = [
        ("made-up-0-news", "가람 3#", [(0, 2, "LC"), (3, 4, "QT")]),
        ("made-up-1-news", "\\나", [(1, 2, "PS")]),
    ]
    assert klue_tsv.read_sentences(tmp_path / "klue.tsv") == expected
    (tmp_path / "klue.tsv").write_bytes(KLUE.replace("\n", "\r\n").encode())
    assert klue_tsv.read_sentences(tmp_path / "klue.tsv") == expected
    (tmp_path / "klue.tsv").write_bytes(KLUE.rstrip("\n").encode())
    assert klue_tsv.read_sentences(tmp_path / "klue.tsv") == expected


def test_reading_articles_requires_our_labels(tmp_path: Path) -> None:
    (tmp_path / "klue.tsv").write_bytes(KLUE.encode())
    with pytest.raises(MokminError, match=r"klue\.tsv:5: entity '가람' at 0:2 has the unknown label 'LC'"):
        klue_tsv.read(tmp_path / "klue.tsv")


def test_tabs_and_line_breaks_are_two_characters(tmp_path: Path) -> None:
    klue_tsv.write([Article("\t\r\n", id="a")], tmp_path / "a.tsv")
    assert (tmp_path / "a.tsv").read_bytes() == b"## a\t\\t\\r\\n\n\\t\tO\n\\r\tO\n\\n\tO\n\n"


def test_written_file(tmp_path: Path) -> None:
    article = Article("나래시\n\\n", entities=[Entity(0, 2, "나래", "ORG"), Entity(2, 3, "시", "ORG")], id="narae-001")
    assert klue_tsv.write([article, Article("", id="empty"), Article("가")], tmp_path / "a.tsv") == []
    assert (tmp_path / "a.tsv").read_text("utf-8") == (
        "## narae-001\t<나래:ORG><시:ORG>\\n\\n\n나\tB-ORG\n래\tI-ORG\n시\tB-ORG\n\\n\tO\n\\\tO\nn\tO\n\n"
        "## empty\t\n\n"
        "## \t가\n가\tO\n\n"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("가\tO\n", r"a\.tsv:1:1: neither"),
        ("## a\t가\n가 O\n", r"a\.tsv:2:1: neither"),
        ("## a\t가 나\n가\tO\n\tO\n", r"a\.tsv:3:1: neither"),
        ("## a\t가\n가\tO\n\n나\tO\n", r"a\.tsv:4:1: neither"),
        ("## a\t가\n가\tI-ORG\n", r"a\.tsv:2:1: I-ORG continues no ORG"),
    ],
)
def test_errors_name_the_line(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(content, "utf-8")
    with pytest.raises(MokminError, match=message):
        klue_tsv.read(tmp_path / "a.tsv")
