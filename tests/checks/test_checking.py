from pathlib import Path

import pytest

from mokmin.checks.checking import check_paths
from mokmin.checks.findings import Finding
from mokmin.errors import MokminError
from mokmin.formats import read_articles, write_articles


def write(path: Path, body: str, header: str = "published: 2025-06-08") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{header}\n---\n{body}\n", "utf-8")
    return path


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    bad = write(tmp_path / "bad.md", "가 [나래시](GOV)")
    write(tmp_path / "good.md", "[나래시](ORG)")
    report = check_paths([tmp_path])
    [finding] = report.findings
    assert finding == Finding(str(bad), 4, 3, "error", "unreadable", finding.message)
    assert finding.message.startswith("entity '나래시' at 0:3 has the unknown label 'GOV'")
    assert str(finding).startswith(f"{bad}:4:3: error [unreadable] entity")
    assert report.articles == {"all": 1}


def test_other_formats_give_line_and_column_of_the_article(tmp_path: Path) -> None:
    write(tmp_path / "a" / "1.md", "[나래시](ORG)", "id: a\npublished: 2025-06-08")
    write(tmp_path / "a" / "2.md", "가 [ 나래시](ORG)", "id: b\npublished: 2025-06-08")
    path = tmp_path / "a.jsonl"
    write_articles(read_articles(tmp_path / "a"), path)
    assert [str(finding).partition(": ")[0] for finding in check_paths([path]).findings] == [f"{path}:2:3"]
    path.write_text("{}\n")
    assert [str(f).partition(" {")[0] for f in check_paths([path]).findings] == [
        f"{path}:1:1: error [unreadable] no 'text' of an article"
    ]


def test_a_file_of_an_unsuited_format_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    [finding] = check_paths([tmp_path / "a.json"], "label-studio").findings
    assert (finding.line, finding.column, finding.code) == (1, 1, "unreadable")


def test_findings_are_sorted_and_counted(tmp_path: Path) -> None:
    write(tmp_path / "b.md", "가 [ 나래시](ORG)\n[돌봄](PILLAR)")
    write(tmp_path / "a.md", "[돌봄](PILLAR)")
    report = check_paths([tmp_path])
    assert [(Path(f.path).name, f.line, f.code) for f in report.findings] == [
        ("a.md", 4, "missing-domain"),
        ("b.md", 4, "edge-space"),
        ("b.md", 5, "missing-domain"),
    ]
    assert report.errors == 1


def test_exit_codes(tmp_path: Path) -> None:
    clean = check_paths([write(tmp_path / "clean.md", "[나래시](ORG)")])
    warned = check_paths([write(tmp_path / "warned.md", "[돌봄](PILLAR)")])
    wrong = check_paths([write(tmp_path / "wrong.md", "[나래시 ](ORG)")])
    assert [report.exit_code() for report in (clean, warned, wrong)] == [0, 0, 1]
    assert [report.exit_code(strict=True) for report in (clean, warned, wrong)] == [0, 1, 1]


def test_counts_by_split(tmp_path: Path) -> None:
    write(tmp_path / "train" / "a.md", "[나래시](ORG) [돌봄](PILLAR:livelihood)", "domains: [livelihood, talent]")
    write(tmp_path / "train" / "b.md", "[가람군](ORG)")
    write(tmp_path / "test" / "c.md", "[다온시](ORG)")
    report = check_paths([tmp_path])
    assert report.articles == {"train": 2, "test": 1}
    assert report.labels == {("train", "ORG"): 2, ("train", "PILLAR"): 1, ("test", "ORG"): 1}
    assert report.pillar_domains == {("train", "livelihood"): 1}
    assert report.article_domains == {("train", "livelihood"): 1, ("train", "talent"): 1}
    assert [column.header for column in report.table().columns] == ["", "train", "test"]


def test_leaks_are_found_across_paths(tmp_path: Path) -> None:
    write(tmp_path / "train" / "a.md", "글", "meta: {issuer: 나래시}")
    write(tmp_path / "test" / "b.md", "말", "meta: {issuer: 나래시}")
    assert [f.code for f in check_paths([tmp_path / "train", tmp_path / "test"]).findings] == ["leaking-issuer"]
    write_articles(read_articles(tmp_path / "train"), tmp_path / "train.jsonl")
    write_articles(read_articles(tmp_path / "test"), tmp_path / "test.jsonl")
    assert [f.code for f in check_paths([tmp_path / "train.jsonl", tmp_path / "test.jsonl"]).findings] == [
        "leaking-issuer"
    ]


def test_missing_path(tmp_path: Path) -> None:
    with pytest.raises(MokminError, match="no such file or folder"):
        check_paths([tmp_path / "none"])
