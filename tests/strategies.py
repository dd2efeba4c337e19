"""Random valid articles for property tests, full of what breaks offsets and parsers."""

import itertools
import re
from datetime import date

from hypothesis import strategies as st

from mokmin.article import Affiliation, Article, Entity
from mokmin.labels import DOMAINS, LABELS

AWKWARD = (
    *"나래시는 ABc12",
    *"[]()\\<>:|#-'\"‘’",
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "  ",
    "\u00a0",  # no-break space
    "\u3000",  # full-width space
    "\u2028",  # a line separator to str.splitlines
    "\u0085",
    "\u200b",  # zero width
    "\ufeff",  # byte order mark
    "\x00",
    "😀",
    "👩‍💻",
    "\u1102\u1161\u1105\u1162",  # 나래 in NFD
    "\u0301",  # a combining accent alone
    "\u11a8",  # a final consonant alone
    "漢字",
    "[나래시](ORG)",
    "\\n",
    "\\u00a0",
    "## ",
    "---\n",
    "-DOCSTART- ",
)

characters = st.characters(exclude_categories=["Cs"])
texts = st.lists(st.sampled_from(AWKWARD) | characters, max_size=8).map("".join)
names = texts.filter(bool)
# PyYAML reads these as line ends where it has written them into the header of an article file.
plain = texts.map(lambda text: re.sub("[\x85\u2028\u2029]", "", text))
ids = st.text(st.sampled_from("나래-_/.: 0aA#"), min_size=1, max_size=6)
scalars = plain | st.booleans() | st.none()
facts = st.dictionaries(
    plain.filter(lambda key: key != "source"),
    scalars | st.lists(scalars, max_size=2) | st.dictionaries(plain, scalars, max_size=2),
    max_size=2,
)
dates = st.dates(min_value=date(1900, 1, 1)).map(date.isoformat)
date_values = st.sampled_from(["2025-06-05", "2025-06", "2025", "2025-07/2025-12", "2026/2028"])
scores = st.floats(min_value=0.0, max_value=1.0)
affiliations = st.builds(Affiliation, plain, plain, st.none() | plain, st.booleans())


@st.composite
def annotated(draw: st.DrawFn, text: str) -> Article:
    """Random spans over a text, gaps and touching spans among them."""
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=10)))
    entities = []
    for a, b in itertools.pairwise(cuts):
        label = draw(st.none() | st.sampled_from(LABELS))
        if label is not None:
            domain = draw(st.sampled_from(DOMAINS)) if label == "PILLAR" else None
            entities.append(Entity(a, b, text[a:b], label, domain=domain))
    return Article(text, entities=entities, domains=sorted(draw(st.sets(st.sampled_from(DOMAINS), max_size=3))))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article with everything an article can have."""
    text, entities = "", []
    for piece, label in draw(st.lists(st.tuples(names, st.none() | st.sampled_from(LABELS)), max_size=6)):
        if label is not None:
            entity = Entity(
                len(text),
                len(text) + len(piece),
                piece,
                label,
                score=draw(st.just(1.0) | scores),
                domain=draw(st.none() | st.sampled_from(DOMAINS)) if label == "PILLAR" else None,
                value=draw(st.none() | date_values) if label == "DATE" else None,
            )
            entities.append(entity)
        text += piece
    source = draw(st.none() | plain)
    return Article(
        text=text,
        published=draw(st.none() | dates),
        entities=entities,
        domains=draw(st.lists(st.sampled_from(DOMAINS), unique=True, max_size=3)),
        domain_scores=draw(st.dictionaries(st.sampled_from(DOMAINS), scores, max_size=2)),
        affiliations=draw(st.lists(affiliations, max_size=2)),
        id=draw(st.none() | ids),
        meta=draw(facts) | ({} if source is None else {"source": source}),
    )
