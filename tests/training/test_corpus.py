import lzma
import unicodedata
from pathlib import Path

import pytest

from mokmin import MokminError
from training.corpus import list_files, read_documents, repeats_of

SOURCE = "첫 문단\n둘째 문단\n\n\n  다음 글  \r\n \t \n끝 글"
DOCUMENTS = ["첫 문단\n둘째 문단", "다음 글", "끝 글"]


def test_paragraphs_on_lines_and_blank_lines_between_documents(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SOURCE, encoding="utf-8", newline="")
    with lzma.open(tmp_path / "a.txt.xz", "wt", encoding="utf-8", newline="") as file:
        file.write(SOURCE)
    assert list(read_documents(tmp_path / "a.txt")) == DOCUMENTS
    assert list(read_documents(tmp_path / "a.txt.xz")) == DOCUMENTS


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "하나\\n둘", "id": 1}\n\n{"text": "셋"}\n', encoding="utf-8")
    assert list(read_documents(path)) == ["하나\n둘", "셋"]


def test_everything_is_composed(tmp_path: Path) -> None:
    text = unicodedata.normalize("NFD", "나래시")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(f'{{"text": "{text}"}}', encoding="utf-8")
    for name in ("a.txt", "a.jsonl"):
        assert list(read_documents(tmp_path / name)) == ["나래시"]


def test_files_are_found_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.jsonl", "sub/c.txt.xz", "notes.md", "d.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [p.name for p in list_files(tmp_path)] == ["a.jsonl", "b.txt", "c.txt.xz"]
    assert list_files(tmp_path / "b.txt") == [tmp_path / "b.txt"]


@pytest.mark.parametrize("name", ["", "missing"])
def test_no_text(tmp_path: Path, name: str) -> None:
    (tmp_path / "picture.png").touch()
    with pytest.raises(MokminError, match=r"no corpus text here; expected files ending in \.txt"):
        list_files(tmp_path / name)


@pytest.mark.parametrize(
    "damage", [lambda b: b[: len(b) // 2], lambda b: b[:40] + b"\x00" * 9 + b[49:], lambda b: b"plain text"]
)
def test_damaged_xz(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "a.txt.xz"
    path.write_bytes(damage(lzma.compress(("나래시는 지난 5일\n" * 50 + SOURCE).encode())))  # type: ignore[operator]
    with pytest.raises(MokminError, match=r"a\.txt\.xz: the xz file is damaged or cut short") as error:
        list(read_documents(path))
    assert "\n" not in str(error.value)


def test_xz_of_something_else_than_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.xz"
    path.write_bytes(lzma.compress("나래시".encode("cp949")))
    with pytest.raises(MokminError, match="not UTF-8"):
        list(read_documents(path))


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_not_utf8(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes('{"text": "나래시"}'.encode("cp949"))
    with pytest.raises(MokminError, match=f"{name}: not UTF-8"):
        list(read_documents(tmp_path / name))


@pytest.mark.parametrize("line", ["{", "[]", "5", '{"content": "x"}', '{"text": null}', '{"text": 5}', '"text"'])
def test_wrong_json_lines(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "fine"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(MokminError, match=r"a\.jsonl:2: "):
        list(read_documents(path))


def test_weights_go_to_the_first_pattern() -> None:
    weights = {"news-*": 3.0, "*.xz": 0.5, "*": 0.1}
    assert repeats_of(Path("x/news-1.txt.xz"), weights) == 3.0
    assert repeats_of(Path("wiki.txt.xz"), weights) == 0.5
    assert repeats_of(Path("law.txt"), weights) == 0.1
    assert repeats_of(Path("law.txt"), {}) == 1.0
