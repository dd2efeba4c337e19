"""Checks within one article; each yields findings with the character they are about."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mokmin.article import Entity
from mokmin.checks.findings import Finding, Source
from mokmin.dates.values import is_date_value

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

_QUOTES = {
    "'": "'",
    '"': '"',
    "‘": "’",
    "“": "”",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "＇": "＇",
    "＂": "＂",
}
_BRACKETS = {"(": ")", "[": "]", "（": "）"}
_BULLETS = "△▲▷▶○●◇◆□■※·∙ㆍ•-–*"
_SHORT_YEAR = re.compile(r"['‘’`´]\d\d(?!\d)")

_PARTICLE = (
    "(?:은|는|이|가|을|를|의|도|만|와|과|로|으로|에|에서|에게|에는|에도|에서는|에서도|에게는|께서|께서는|까지|까지는|부터|부터는"
    "|보다|처럼|마다|이나|나|이며|며|이고|라는|이라는|로서|으로서|로써|으로써|로부터|으로부터|와의|과의|와는|과는|로는|으로는|측)"
)
_PARTICLE_END = re.compile(f"{_PARTICLE}$")
_AFTER_NAME = re.compile(f"{_PARTICLE}?(?!\\w)")


def check_article(source: Source) -> Iterator[Finding]:
    """All findings of one article."""
    yield from edges(source)
    yield from dates(source)
    yield from pillars_without_domain(source)
    yield from particles(source)
    yield from untagged_repeats(source)
    yield from inconsistent_labels(source)


def edges(source: Source) -> Iterator[Finding]:
    """Spaces, quotation marks, bullets and half brackets at the edges of spans."""
    for e in source.article.entities:
        if e.text != e.text.strip():
            yield source.finding(
                e.start, "error", "edge-space", f"{e.text!r} begins or ends with a space; leave it outside"
            )
            continue
        if quote := _edge_quote(e.text):
            message = f"{e.text!r} has {quote} at its edge; leave quotation marks around a name outside"
            yield source.finding(e.start, "error", "edge-quote", message)
        if e.text[0] in _BULLETS:
            yield source.finding(
                e.start, "warning", "edge-bullet", f"{e.text!r} begins with a bullet; leave it outside"
            )
        if e.text[-1] in ",;:·":
            yield source.finding(
                e.start, "warning", "edge-comma", f"{e.text!r} ends with {e.text[-1]!r}; leave it outside"
            )
        for opening, closing in _BRACKETS.items():
            if e.text.count(opening) != e.text.count(closing):
                message = f"{e.text!r} has half of a pair {opening}{closing}; take both in or leave both out"
                yield source.finding(e.start, "warning", "half-bracket", message)


def dates(source: Source) -> Iterator[Finding]:
    """DATE spans none of which has a value, values that are no dates, no publication date."""
    spans = [e for e in source.article.entities if e.label == "DATE"]
    if spans and not any(e.value for e in spans):
        message = f"{len(spans)} DATE spans and no value; write date_values, null for one that cannot be resolved"
        yield source.finding(spans[0].start, "warning", "missing-date-values", message)
    if spans and source.article.published is None:
        message = "DATE spans but no publication date to resolve them against; write published: YYYY-MM-DD"
        yield source.finding(spans[0].start, "warning", "missing-published", message)
    for e in spans:
        if e.value is not None and not is_date_value(e.value):
            message = f"{e.value!r} for {e.text!r} is no date; write 2025-06-08, 2025-06, 2025 or 2025-06/2025-08"
            yield source.finding(e.start, "error", "bad-date-value", message)


def pillars_without_domain(source: Source) -> Iterator[Finding]:
    """PILLAR spans without a domain."""
    for e in source.article.entities:
        if e.label == "PILLAR" and e.domain is None:
            message = f"{e.text!r} has no domain; write [{e.text}](PILLAR:industry) or another of the eight"
            yield source.finding(e.start, "warning", "missing-domain", message)


def particles(source: Source) -> Iterator[Finding]:
    """Spans whose last morpheme is a particle: a hint from Kiwi, and nothing where it is missing.

    A department's 과, the 로 or 이 of a brand and the last syllable of a person's name look like
    particles; for them the name without it must be tagged elsewhere in the article.
    """
    text, entities = source.article.text, source.article.entities
    tagged = {(e.label, e.text) for e in entities}
    for e in entities:
        match = _PARTICLE_END.search(e.text)
        if match is None or match.start() == 0 or re.match(r"\w", text[e.end : e.end + 1]):
            continue
        particle, name = match.group(), e.text[: match.start()]
        doubtful = e.label == "OFFICIAL" or particle in ("과", "로", "이")
        if (doubtful and (e.label, name) not in tagged) or not _ends_in_particle(text, e):
            continue
        message = f"{e.text!r} seems to end with the particle {particle!r}; end the span before it"
        yield source.finding(e.end - len(particle), "warning", "particle", message)


def untagged_repeats(source: Source) -> Iterator[Finding]:
    """A tagged name that stands elsewhere in the article untagged.

    Only whole words count, with or without a particle: 나래시 is not looked for in 나래시청.
    """
    text, entities = source.article.text, source.article.entities
    inside = bytearray(len(text) + 1)
    for e in entities:
        inside[e.start : e.end] = b"\1" * (e.end - e.start)
    for surface, label in sorted({(e.text, e.label) for e in entities if len(e.text) > 1}):
        for match in re.finditer(rf"(?<!\w){re.escape(surface)}", text):
            if any(inside[match.start() : match.end()]) or not _AFTER_NAME.match(text, match.end()):
                continue
            message = (
                f"{surface!r} is {label} elsewhere in the article and untagged here; tag it, or see that it differs"
            )
            yield source.finding(match.start(), "warning", "untagged-repeat", message)


def inconsistent_labels(source: Source) -> Iterator[Finding]:
    """One surface with several labels, or several domains, in one article; at the rarer uses."""
    uses: dict[str, list[Entity]] = defaultdict(list)
    for e in source.article.entities:
        uses[e.text].append(e)
    for surface, entities in uses.items():
        for kind, values in (
            ("label", [e.label for e in entities]),
            ("domain", [e.domain or "no domain" for e in entities if e.label == "PILLAR"]),
        ):
            counts = Counter(values)
            usual = counts.most_common(1)[0][0] if counts else None
            pairs = entities if kind == "label" else [e for e in entities if e.label == "PILLAR"]
            for e, value in zip(pairs, values, strict=True):
                if value != usual:
                    message = f"{surface!r} is {value} here and {usual} elsewhere in the article; make them the same"
                    yield source.finding(e.start, "warning", f"inconsistent-{kind}", message)


def _edge_quote(text: str) -> str | None:
    if _SHORT_YEAR.match(text):
        return None
    for opening, closing in _QUOTES.items():
        if text.startswith(opening) and text.find(closing, 1) in (-1, len(text) - 1):
            return opening
        if text.endswith(closing) and text.find(opening, 0, -1) == -1:
            return closing
    return None


@cache
def _kiwi() -> "Kiwi | None":
    try:
        from kiwipiepy import Kiwi
    except ImportError:
        return None
    return Kiwi(num_workers=1)


def _ends_in_particle(text: str, entity: Entity) -> bool:
    kiwi = _kiwi()
    if kiwi is None:
        return False
    # The line around the span is context enough; a whole article takes Kiwi many times longer.
    start, end = text.rfind("\n", 0, entity.start) + 1, text.find("\n", entity.end)
    line = text[start : end if end >= 0 else None]
    tokens = kiwi.tokenize(line)
    return any(t.tag.startswith("J") and start + t.end == entity.end and start + t.start > entity.start for t in tokens)
