"""spaCy ``DocBin`` (spaCy 3, the ``.spacy`` files of ``spacy train``), with the extra ``[spacy]``.

spaCy holds entities as runs of tokens, and its Korean tokens are whole words with their particles.
So tokens here end where a space or an entity ends: ``나래시는`` with the entity ``나래시`` is the
tokens ``나래시`` and ``는``. The text comes back exactly. Article domains are ``doc.cats`` (1 or 0
for each domain), the domain of a PILLAR and the value of a DATE the entity's ``kb_id``; the rest
stands as JSON in ``doc.user_data["mokmin"]``.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mokmin.article import Affiliation, Article, Entity
from mokmin.errors import MokminError
from mokmin.formats.files import dump_json
from mokmin.labels import DOMAINS

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_KEY = "mokmin"
_PIECE = re.compile(r"[^\s]+|\s")


def read(path: str | Path) -> list[Article]:
    """Read the documents of a file, whichever program wrote it.

    Raises:
        MokminError: spaCy is missing, the file is no DocBin, or a label or category is not ours.
    """
    _require_spacy()
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    try:
        documents = list(DocBin(store_user_data=True).from_disk(path).get_docs(Vocab()))
    except Exception as error:  # spaCy, msgpack and zlib each raise their own types for a bad file
        raise MokminError(f"{path}: not a spaCy DocBin file: {error}") from error
    return [_article(document, f"{path}: document {i}") for i, document in enumerate(documents, start=1)]


def write(articles: Sequence[Article], path: str | Path) -> list[str]:
    """Write a file; nothing is left out.

    Raises:
        MokminError: spaCy is missing, or ``meta`` holds something that is not JSON.
    """
    _require_spacy()
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    vocab = Vocab()
    DocBin(docs=[_document(article, vocab) for article in articles], store_user_data=True).to_disk(path)
    return []


def _require_spacy() -> None:
    try:
        import spacy  # noqa: F401
    except ImportError as error:
        raise MokminError("the spacy format needs spaCy: pip install 'mokmin[spacy]'") from error


def _document(article: Article, vocab: "Vocab") -> "Doc":
    from spacy.tokens import Doc

    pieces = list(_pieces(article))
    document = Doc(vocab, words=[word for word, _ in pieces], spaces=[space for _, space in pieces])
    spans = []
    for e in article.entities:
        span = document.char_span(
            e.start, e.end, label=e.label, kb_id=e.domain or e.value or "", alignment_mode="strict"
        )
        if span is None:
            raise MokminError(f"entity {e.text!r} at {e.start}:{e.end} cannot be written as spaCy tokens")
        spans.append(span)
    document.set_ents(spans)
    document.cats = dict.fromkeys(article.domains, 1.0) | {d: 0.0 for d in DOMAINS if d not in article.domains}
    facts: dict[str, Any] = {
        "id": article.id,
        "published": article.published,
        "meta": article.meta,
        "affiliations": [asdict(affiliation) for affiliation in article.affiliations],
        "domain_scores": article.domain_scores,
        "scores": [[e.start, e.end, e.score] for e in article.entities if e.score != 1.0],
    }
    document.user_data[_KEY] = dump_json(facts)
    return document


def _pieces(article: Article) -> Iterator[tuple[str, bool]]:
    """Tokens and whether a space follows: cut at white space and at the ends of entities.

    One space after a token belongs to it, unless an entity starts or ends with that space.
    """
    text = article.text
    edges = {0, len(text), *(e.start for e in article.entities), *(e.end for e in article.entities)}
    own = {e.start for e in article.entities} | {e.end - 1 for e in article.entities}
    ordered = sorted(edges)
    skip = -1
    for start, end in pairwise(ordered):
        for piece in _PIECE.finditer(text, start, end):
            if piece.start() == skip:
                continue
            after = piece.end()
            space = text[after : after + 1] == " " and after not in own
            skip = after if space else -1
            yield piece.group(), space


def _article(document: "Doc", where: str) -> Article:
    facts = json.loads(document.user_data.get(_KEY, "{}"))
    scores = {(start, end): score for start, end, score in facts.get("scores", ())}
    try:
        return Article(
            text=document.text,
            published=facts.get("published"),
            entities=[
                Entity(
                    span.start_char,
                    span.end_char,
                    span.text,
                    span.label_,
                    score=scores.get((span.start_char, span.end_char), 1.0),
                    domain=(span.kb_id_ or None) if span.label_ == "PILLAR" else None,
                    value=(span.kb_id_ or None) if span.label_ == "DATE" else None,
                )
                for span in document.ents
            ],
            domains=[domain for domain, chosen in document.cats.items() if chosen >= 0.5],
            domain_scores=facts.get("domain_scores", {}),
            affiliations=[Affiliation(**row) for row in facts.get("affiliations", ())],
            id=facts.get("id"),
            meta=facts.get("meta", {}),
        )
    except MokminError as error:
        raise MokminError(f"{where}: {error}") from error
