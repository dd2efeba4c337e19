import sys
from pathlib import Path

import pytest

from mokmin.article import Article, Entity
from mokmin.errors import MokminError
from mokmin.formats import spacy_docbin


def test_missing_spacy_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(MokminError, match=r"pip install 'mokmin\[spacy\]'"):
        spacy_docbin.write([], tmp_path / "a.spacy")
    with pytest.raises(MokminError, match=r"pip install 'mokmin\[spacy\]'"):
        spacy_docbin.read(tmp_path / "a.spacy")


def test_document_as_spacy_sees_it(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    article = Article(
        "나래시는 지난 5일  AI 돌봄을",
        entities=[
            Entity(0, 3, "나래시", "ORG"),
            Entity(5, 10, "지난 5일", "DATE", value="2025-06-05"),
            Entity(12, 17, "AI 돌봄", "PILLAR", domain="livelihood"),
        ],
        domains=["livelihood"],
    )
    assert spacy_docbin.write([article], tmp_path / "a.spacy") == []
    [document] = DocBin().from_disk(tmp_path / "a.spacy").get_docs(Vocab())
    assert [token.text for token in document] == ["나래시", "는", "지난", "5일", " ", "AI", "돌봄", "을"]
    assert document.text == article.text
    assert [(span.text, span.label_, span.kb_id_) for span in document.ents] == [
        ("나래시", "ORG", ""),
        ("지난 5일", "DATE", "2025-06-05"),
        ("AI 돌봄", "PILLAR", "livelihood"),
    ]
    assert document.cats["livelihood"] == 1.0
    assert sum(document.cats.values()) == 1.0
    assert len(document.cats) == 8


def test_entity_with_spaces_at_its_edges(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    article = Article("가 나 다", entities=[Entity(1, 4, " 나 ", "ORG")])
    spacy_docbin.write([article], tmp_path / "a.spacy")
    assert spacy_docbin.read(tmp_path / "a.spacy") == [article]


def test_file_of_another_program(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    from spacy.tokens import Doc, DocBin, Span
    from spacy.vocab import Vocab

    document = Doc(Vocab(), words=["Narae", "city"])
    document.set_ents([Span(document, 0, 2, "ORG")])
    document.cats = {"talent": 0.9, "industry": 0.1}
    DocBin(docs=[document]).to_disk(tmp_path / "a.spacy")
    expected = Article("Narae city ", entities=[Entity(0, 10, "Narae city", "ORG")], domains=["talent"])
    assert spacy_docbin.read(tmp_path / "a.spacy") == [expected]

    document.set_ents([Span(document, 0, 2, "GPE")])
    DocBin(docs=[document]).to_disk(tmp_path / "a.spacy")
    with pytest.raises(MokminError, match=r"a\.spacy: document 1: .* unknown label 'GPE'"):
        spacy_docbin.read(tmp_path / "a.spacy")


def test_file_that_is_no_docbin(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    (tmp_path / "a.spacy").write_text("글", "utf-8")
    with pytest.raises(MokminError, match=r"a\.spacy: not a spaCy DocBin file"):
        spacy_docbin.read(tmp_path / "a.spacy")
