import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from mokmin.article import Affiliation, Article, Entity
from mokmin.errors import MokminError
from mokmin.formats import inline
from tests.strategies import articles

FILE = """---
id: narae-001
published: '2025-06-08'
source: press-release
meta:
  issuer: 나래시
  hard: [date_range]
domains: [administration, talent]
affiliations:
- {name: 김가온, role: 나래시장, organization: 나래시, former: false}
date_values: [2025-06-05, null]
---
\\[속보\\] [나래시](ORG)는 [지난 5일](DATE) C:\\\\data에 😀 적었다.

▲[AI 민원 \\[1단계\\] 도입](PILLAR:administration) [언젠가](DATE)
"""


def article_file(body: str, header: str = "id: a") -> str:
    return f"---\n{header}\n---\n{body}\n"


def test_file_of_every_kind_of_content() -> None:
    text = "[속보] 나래시는 지난 5일 C:\\data에 😀 적었다.\n\n▲AI 민원 [1단계] 도입 언젠가"
    assert inline.parse(FILE) == Article(
        text=text,
        published="2025-06-08",
        entities=[
            Entity(5, 8, "나래시", "ORG"),
            Entity(10, 15, "지난 5일", "DATE", value="2025-06-05"),
            Entity(34, 48, "AI 민원 [1단계] 도입", "PILLAR", domain="administration"),
            Entity(49, 52, "언젠가", "DATE"),
        ],
        domains=["administration", "talent"],
        affiliations=[Affiliation("김가온", "나래시장", "나래시")],
        id="narae-001",
        meta={"issuer": "나래시", "hard": ["date_range"], "source": "press-release"},
    )


def test_reading_and_writing_gives_the_same_bytes(tmp_path: Path) -> None:
    canonical = FILE.replace("'2025-06-08'", "2025-06-08").encode()
    (tmp_path / "a.md").write_bytes(canonical)
    inline.write(inline.read(tmp_path / "a.md"), tmp_path / "b.md")
    assert (tmp_path / "b.md").read_bytes() == canonical


@pytest.mark.parametrize("text", ["끝", "끝\n", "첫째\r\n둘째\r\n", "", "\n", "\ufeff끝"])
def test_line_ends_of_the_text_are_kept(text: str, tmp_path: Path) -> None:
    inline.write(Article(text), tmp_path / "a.md")
    assert inline.read(tmp_path / "a.md").text == text


def test_last_line_without_line_end_is_read() -> None:
    assert inline.parse("---\nid: a\n---\n끝").text == "끝"


def test_header_with_windows_line_ends() -> None:
    article = inline.parse("---\r\nid: a\r\npublished: 2025-06-08\r\n---\r\n첫째\r\n둘째\r\n")
    assert (article.id, article.published, article.text) == ("a", "2025-06-08", "첫째\r\n둘째\r")


def test_header_values_are_text() -> None:
    article = inline.parse(article_file("끝", "id: 001\nmeta: {year: 2025, ratio: 1e-5, flag: true, none: null}"))
    assert article.id == "001"
    assert article.meta == {"year": "2025", "ratio": "1e-5", "flag": True, "none": None}


@settings(max_examples=60, deadline=None)
@given(articles())
def test_text_offsets_point_at_the_characters(article: Article) -> None:
    source = inline.render(article)
    offsets = inline.text_offsets(source)
    for character, offset in zip(article.text, offsets, strict=False):
        assert source[offset] == character or source[offset : offset + 2] == f"\\{character}"
    assert len(offsets) == len(article.text) + 2
    assert offsets == sorted(offsets)


def test_line_and_column_count_from_one() -> None:
    assert [inline.line_and_column("ab\nc\n", offset) for offset in (0, 1, 2, 3, 5)] == [
        (1, 1),
        (1, 2),
        (1, 3),
        (2, 1),
        (3, 1),
    ]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("나래시는", "f.md:1:1: no header"),
        ("---\nid: a\n나래시는", "f.md:1:1: no header"),
        (article_file("끝", "id: [a"), "f.md:3:1: the header is not YAML"),
        (article_file("끝", "id: a\n  b: c"), "f.md:3:4: the header is not YAML"),
        (article_file("끝", "- id"), "f.md:2:1: the header is not a list of 'key: value' lines"),
        (article_file("끝", "id: a\ntitle: b"), "f.md:3:1: unknown header key 'title'"),
        (article_file("끝", "meta: a"), "f.md:1:1: header key 'meta' is not a dict"),
        (article_file("끝", "domains: industry"), "f.md:1:1: header key 'domains' is not a list"),
        (article_file("끝", "domains: [traffic]"), "f.md:1:1: unknown domain 'traffic'"),
        (article_file("끝", "published: 2025-6-8"), "f.md:1:1: published is '2025-6-8'"),
        (article_file("끝", "affiliations: [{name: 김가온}]"), "f.md:1:1: affiliations need name and role"),
        (
            article_file("[5일](DATE)", "date_values: [2025, 2026]"),
            "f.md:1:1: date_values has 2 values for 1 DATE spans",
        ),
        (article_file("가\n나 [나래시는"), "f.md:5:3: '[' is neither a mark"),
        (article_file("나래시]는"), "f.md:4:4: ']' is neither a mark"),
        (article_file("나래\\시"), "f.md:4:3: '\\\\' is neither a mark"),
        (article_file("[나래시] (ORG)"), "f.md:4:1: '[' is neither a mark"),
        (article_file("[[나래](ORG)시](ORG)"), "f.md:4:1: '[' is neither a mark"),
        (article_file("가 [나래시](GOV)"), "f.md:4:3: entity '나래시' at 0:3 has the unknown label 'GOV'"),
        (article_file("[](ORG)"), "f.md:4:1: entity '' at 0:0 is empty"),
        (article_file("[나래시](ORG:industry)"), "f.md:4:1: entity '나래시' at 0:3 is ORG; only PILLAR has a domain"),
        (article_file("[돌봄](PILLAR:care)"), "f.md:4:1: unknown domain 'care'"),
    ],
)
def test_error_names_file_line_and_column(source: str, message: str) -> None:
    with pytest.raises(MokminError, match=f"^{re.escape(message)}"):
        inline.parse(source, "f.md")


def test_error_of_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("---\nid: 나래\n---\n끝\n".encode("cp949"))
    with pytest.raises(MokminError, match=r"a\.md: not UTF-8 \(byte 8\)"):
        inline.read(tmp_path / "a.md")


def test_error_of_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MokminError, match=r"a\.md: cannot be read: No such file"):
        inline.read(tmp_path / "a.md")
