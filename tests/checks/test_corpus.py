from pathlib import Path

import pytest

from mokmin.article import Article, Entity
from mokmin.checks import corpus as corpus_checking
from mokmin.checks.corpus import check_corpus
from mokmin.checks.findings import Finding, Source

SENTENCE = "나래시는 시청 대강당에서 주민 삼백 명과 함께 새로운 계획을 차근차근 설명했다."
assert 30 <= len(SENTENCE.replace(" ", "")) < 40


def source(text: str, split: str = "", number: str | None = None, label: str | None = None, **meta: str) -> Source:
    entities = [Entity(0, 3, text[:3], label)] if label else []
    return Source(Article(text, entities=entities, id=number, meta=meta), Path(split) / f"{number}.jsonl")


def found(*sources: Source) -> list[Finding]:
    return [f for f in check_corpus(sources) if f.code != "rare-label"]


def test_articles_that_share_nothing() -> None:
    assert found(source("가온", "train", "a", issuer="나래시"), source("나온", "test", "b", issuer="가람군")) == []


def test_duplicate_ids() -> None:
    [finding] = found(source("하나", number="a"), source("둘", number="b"), source("셋", number="a"))
    assert (finding.code, finding.severity) == ("duplicate-id", "error")
    assert "id 'a' is also that of" in finding.message


def test_articles_without_id_are_no_duplicates() -> None:
    assert found(source("하나"), source("둘")) == []


def test_near_duplicates_in_one_split() -> None:
    wrapped = "새 소식. " + SENTENCE.replace(" ", "\n")
    [finding] = found(source("앞 글. " + SENTENCE, "train", "a"), source(wrapped, "train", "b"))
    assert (finding.code, finding.severity, finding.column) == ("near-duplicate", "warning", 5)


def test_a_passage_across_splits_is_an_error() -> None:
    [finding] = found(source(SENTENCE, "train", "a"), source(SENTENCE, "test", "b"))
    assert (finding.code, finding.severity) == ("leaking-passage", "error")
    assert finding.path == "test/b.jsonl"


def test_every_pair_is_told_once() -> None:
    findings = found(*(source(SENTENCE + SENTENCE, "train", number) for number in "abc"))
    assert [finding.path for finding in findings] == ["train/b.jsonl", "train/c.jsonl"]


def test_passages_of_29_characters_may_be_shared() -> None:
    passage = SENTENCE.replace(" ", "")[:29]
    assert found(source(f"가{passage}가", number="a"), source(f"나{passage}나", number="b")) == []
    assert len(found(source(f"가{passage}다", number="a"), source(f"나{passage}다", number="b"))) == 1


def test_nfd_and_nfc_are_one_passage() -> None:
    import unicodedata

    [finding] = found(source(SENTENCE, "train", "a"), source(unicodedata.normalize("NFD", SENTENCE), "test", "b"))
    assert finding.code == "leaking-passage"


def test_two_texts_with_one_hash_are_no_duplicates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_checking, "hash", lambda text: 1, raising=False)
    assert found(source(SENTENCE, number="a"), source(SENTENCE[::-1], number="b")) == []


def test_an_issuer_belongs_to_one_split() -> None:
    findings = found(
        source("하나", "train", "a", issuer="나래시"),
        source("둘", "train", "b", issuer="나래시"),
        source("셋", "test", "c", issuer="나래시"),
        source("넷", "", "d", issuer="나래시"),
    )
    assert [(f.path, f.code, f.severity) for f in findings] == [("test/c.jsonl", "leaking-issuer", "error")]
    assert "issuer '나래시' also stands in train/a.jsonl" in findings[0].message


def test_a_person_belongs_to_one_split() -> None:
    findings = found(
        source("김가온 하나", "train", "a", "OFFICIAL"), source("김가온 둘", "validation", "b", "OFFICIAL")
    )
    assert [(f.path, f.code, f.severity) for f in findings] == [("validation/b.jsonl", "leaking-name", "error")]
    assert found(source("김가온 하나", "train", "a", "OFFICIAL"), source("김가온 둘", "test", "b", "ORG")) == []


def test_short_names_may_cross() -> None:
    short = [
        Source(Article("김온", entities=[Entity(0, 2, "김온", "OFFICIAL")]), Path(s) / "a.md")
        for s in ("train", "test")
    ]
    assert found(*short) == []


def test_odd_labels_of_a_frequent_surface() -> None:
    many = [source(f"나래시 {i}", number=str(i), label="ORG") for i in range(9)]
    odd = source("나래시 끝", number="odd", label="ROLE")
    [finding] = found(*many, odd)
    assert (finding.path, finding.code, finding.severity) == ("odd.jsonl", "odd-label", "warning")
    assert "'나래시' is ROLE here and ORG in 9 of 10 uses" in finding.message
    assert found(*many[:8], odd) == []


def test_rare_labels_of_a_corpus() -> None:
    many = [source(f"나래시 {i}", number=str(i), label="ORG") for i in range(20)]
    messages = [f.message for f in check_corpus(many) if f.code == "rare-label"]
    assert len(messages) == 12
    assert not any(message.startswith("ORG") for message in messages)
    assert "PILLAR:talent has 0 uses in all 20 articles; annotate 10 or more" in messages
    assert [f for f in check_corpus(many[:19]) if f.code == "rare-label"] == []
