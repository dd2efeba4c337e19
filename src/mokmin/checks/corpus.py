"""Checks across articles: consistency, near-duplicates, leaks between splits, rare labels."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Final

from mokmin.article import Entity
from mokmin.checks.findings import Finding, Source
from mokmin.labels import DOMAINS, LABELS

PASSAGE: Final = 30
"""Characters, white space left out, that two articles must not share."""

MIN_USES: Final = 5
MAX_MINORITY: Final = 0.1
"""A label of a surface is odd if the surface has this many uses and the label this share of them."""

MIN_ARTICLES: Final = 20
MIN_LABEL_USES: Final = 10
"""From so many articles on, a label or domain with fewer uses than this is rare."""

_HANGUL = re.compile(r"[가-힣]")


def check_corpus(sources: Sequence[Source]) -> Iterator[Finding]:
    """All findings across these articles."""
    yield from duplicate_ids(sources)
    yield from odd_labels(sources)
    yield from shared_passages(sources)
    yield from leaking_issuers(sources)
    yield from leaking_names(sources)
    yield from rare_labels(sources)


def duplicate_ids(sources: Sequence[Source]) -> Iterator[Finding]:
    """One id for several articles."""
    first: dict[str, Source] = {}
    for source in sources:
        number = source.article.id
        if number is not None and (other := first.setdefault(number, source)) is not source:
            yield source.finding(
                0, "error", "duplicate-id", f"id {number!r} is also that of {_name(other)}; give it another"
            )


def odd_labels(sources: Sequence[Source]) -> Iterator[Finding]:
    """A label that a surface has in few of its many uses."""
    uses: dict[str, list[tuple[Source, Entity]]] = defaultdict(list)
    for source in sources:
        for entity in source.article.entities:
            uses[entity.text].append((source, entity))
    for surface, places in uses.items():
        counts = Counter(entity.label for _, entity in places)
        usual = counts.most_common(1)[0][0]
        for source, entity in places:
            if len(places) >= MIN_USES and counts[entity.label] <= MAX_MINORITY * len(places):
                message = (
                    f"{surface!r} is {entity.label} here and {usual} in {counts[usual]} of {len(places)} uses; check it"
                )
                yield source.finding(entity.start, "warning", "odd-label", message)


def shared_passages(sources: Sequence[Source]) -> Iterator[Finding]:
    """Articles with the same passage as an earlier one: an error across splits, else a warning.

    One finding for each pair of articles, at the first shared passage of the later one.
    """
    first: dict[int, int] = {}
    for i, source in enumerate(sources):
        told: set[int] = set()
        text, offsets = _squeezed(source.article.text)
        for k in range(len(text) - PASSAGE + 1):
            # Hashes, since the passages themselves take ten times the memory; compared when equal.
            other = first.setdefault(hash(text[k : k + PASSAGE]), i)
            if other == i or other in told or text[k : k + PASSAGE] not in _squeezed(sources[other].article.text)[0]:
                continue
            told.add(other)
            leak = _cross(source, sources[other])
            message = (
                f"{text[k : k + PASSAGE]!r} also stands in {_name(sources[other])}; rewrite it or drop one article"
            )
            code = "leaking-passage" if leak else "near-duplicate"
            yield source.finding(offsets[k], "error" if leak else "warning", code, message)


def leaking_issuers(sources: Sequence[Source]) -> Iterator[Finding]:
    """A ``meta.issuer`` with articles in several splits."""

    def issuers(source: Source) -> Iterator[tuple[str, int]]:
        issuer = source.article.meta.get("issuer")
        if isinstance(issuer, str) and issuer:
            yield issuer, 0

    yield from _leaks(sources, issuers, "leaking-issuer", "issuer {!r}")


def leaking_names(sources: Sequence[Source]) -> Iterator[Finding]:
    """A full name of an OFFICIAL (at least three Hangul) in several splits."""

    def names(source: Source) -> Iterator[tuple[str, int]]:
        for entity in source.article.entities:
            name = unicodedata.normalize("NFC", entity.text)
            if entity.label == "OFFICIAL" and len(_HANGUL.findall(name)) >= 3:
                yield name, entity.start

    yield from _leaks(sources, names, "leaking-name", "person {!r}")


def rare_labels(sources: Sequence[Source]) -> Iterator[Finding]:
    """Labels and pillar domains with too few uses to be learnt, said of the first article."""
    if len(sources) < MIN_ARTICLES:
        return
    entities = [entity for source in sources for entity in source.article.entities]
    uses = Counter([*(e.label for e in entities), *(f"PILLAR:{e.domain}" for e in entities if e.domain)])
    for label in (*LABELS, *(f"PILLAR:{domain}" for domain in DOMAINS)):
        if uses[label] < MIN_LABEL_USES:
            message = (
                f"{label} has {uses[label]} uses in all {len(sources)} articles; annotate {MIN_LABEL_USES} or more"
            )
            yield sources[0].finding(0, "warning", "rare-label", message)


def _leaks(
    sources: Sequence[Source], keys: Callable[[Source], Iterable[tuple[str, int]]], code: str, what: str
) -> Iterator[Finding]:
    """An error for every article that has a key of an article in another split before it."""
    first: dict[Hashable, dict[str, Source]] = defaultdict(dict)
    for source in sources:
        if source.split is None:
            continue
        for key, offset in dict(reversed([*keys(source)])).items():
            before = first[key]
            for split, other in before.items():
                if split != source.split:
                    message = f"{what.format(key)} also stands in {_name(other)} of {split}; keep it in one split"
                    yield source.finding(offset, "error", code, message)
                    break
            before.setdefault(source.split, source)


def _cross(one: Source, other: Source) -> bool:
    return one.split is not None and other.split is not None and one.split != other.split


def _name(source: Source) -> str:
    return str(source.path) if source.content is not None else f"{source.path} ({source.article.id or source.number})"


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text in NFC without white space, and the offset in ``text`` of each of its characters."""
    characters, offsets = [], []
    for match in re.finditer(r"\S[\u0300-\u036f\u1160-\u11ff]*", text):
        piece = unicodedata.normalize("NFC", match.group())
        characters.append(piece)
        offsets += [match.start()] * len(piece)
    return "".join(characters), offsets
