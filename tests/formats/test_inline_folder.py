from pathlib import Path

import pytest

from mokmin.article import Article
from mokmin.errors import MokminError
from mokmin.formats import inline, inline_folder


def test_folder_is_read_with_its_subfolders_and_without_readme(tmp_path: Path) -> None:
    (tmp_path / "test").mkdir()
    inline.write(Article("둘", id="b"), tmp_path / "b.md")
    inline.write(Article("하나", id="a"), tmp_path / "test" / "a.md")
    (tmp_path / "README.md").write_text("# 자료")
    assert [article.id for article in inline_folder.read(tmp_path)] == ["b", "a"]
    assert [article.id for article in inline_folder.read(tmp_path / "test" / "a.md")] == ["a"]


def test_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MokminError, match="no article files"):
        inline_folder.read(tmp_path)


def test_files_are_named_after_ids_that_can_be_file_names(tmp_path: Path) -> None:
    ids = ["a", "A", None, "../나래 시", "..", "README", "b" * 300]
    said = inline_folder.write([Article(f"글 {i}", id=number) for i, number in enumerate(ids)], tmp_path / "out")
    assert said == []
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        ["a.md", "A-2.md", "article-0003.md", "나래-시.md", "article-0005.md", "README-2.md", "b" * 100 + ".md"]
    )
    assert {article.id for article in inline_folder.read(tmp_path / "out")} == set(ids)


def test_one_file_holds_one_article(tmp_path: Path) -> None:
    assert inline_folder.write([Article("글")], tmp_path / "a.md") == []
    with pytest.raises(MokminError, match="holds one article, not 2; name a folder"):
        inline_folder.write([Article("글"), Article("글")], tmp_path / "b.md")


def test_numbers_in_meta_are_said_to_become_text(tmp_path: Path) -> None:
    said = inline_folder.write(
        [Article("글", meta={"views": [3]}), Article("글", meta={"a": {"b": True}})], tmp_path / "o"
    )
    assert said == ["inline holds numbers in meta as text: 1 articles have some"]


def test_half_a_surrogate_pair_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(MokminError, match=r"a\.md: .* is no character"):
        inline_folder.write([Article("글 \ud83d")], tmp_path / "a.md")
