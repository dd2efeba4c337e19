"""Tables of what the annotated articles hold, in Markdown, one column for each split."""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mokmin.article import Article
from mokmin.formats import read_articles
from mokmin.labels import DOMAINS, KOREAN_NAMES, LABELS
from mokmin.records.bodies import BodyIndex, canonicalize
from training.second_domains import Opinion, compare

SPLITS = ("train", "validation", "test")
SHORTEST, LONGEST = 500, 1500
"""The length in characters that an article should have."""

REGIONS = {
    "서울": "Seoul",
    "부산": "Busan",
    "대구": "Daegu",
    "인천": "Incheon",
    "광주": "Gwangju",
    "대전": "Daejeon",
    "울산": "Ulsan",
    "세종": "Sejong",
    "경기": "Gyeonggi",
    "강원": "Gangwon",
    "충북": "Chungbuk",
    "충남": "Chungnam",
    "전북": "Jeonbuk",
    "전남": "Jeonnam",
    "경북": "Gyeongbuk",
    "경남": "Gyeongnam",
    "제주": "Jeju",
    "중앙": "national bodies",
}
"""``meta.region`` → its name: the 17 provinces and metropolitan cities, and bodies of the whole country."""

META = {
    "kinds": "issuer_kind",
    "topics": "topic",
    "forms": "source",
    "lists": "list_style",
    "noise": "noise",
    "hard": "hard",
}
"""Table → the key of ``meta`` that it counts."""

Corpus = Mapping[str, Sequence[Article]]


def read_corpus(folder: Path) -> dict[str, list[Article]]:
    """The articles of the three split folders."""
    return {split: read_articles(folder / split) for split in SPLITS}


def all_tables(corpus: Corpus, agreement: Mapping[str, Any], opinions: Sequence[Opinion]) -> dict[str, str]:
    """Every table of the data card by its name."""
    return {
        "splits": splits_table(corpus),
        "regions": counts_table(corpus, lambda a: [a.meta["region"]], REGIONS, REGIONS),
        **{name: counts_table(corpus, lambda a, key=key: values_of(a, key)) for name, key in META.items()},  # type: ignore[misc]
        "labels": counts_table(corpus, lambda a: [e.label for e in a.entities], LABELS, KOREAN_NAMES),
        "pillars": counts_table(corpus, lambda a: [e.domain for e in a.entities if e.domain], DOMAINS, KOREAN_NAMES),
        "domains": counts_table(corpus, lambda a: a.domains, DOMAINS, KOREAN_NAMES),
        "lengths": lengths_table(corpus),
        "agreement": agreement_table(agreement),
        "second_domains": table(["", "pillars of the training articles"], compare(corpus["train"], opinions)),
        "shared": shared_table(corpus),
    }


def values_of(article: Article, key: str) -> list[str]:
    """What ``meta`` says under a key, as a list."""
    value = article.meta.get(key) or []
    return [value] if isinstance(value, str) else list(value)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; all columns but the first are aligned right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def counts_table(
    corpus: Corpus,
    values: Callable[[Article], Iterable[str]],
    order: Iterable[str] | None = None,
    names: Mapping[str, str] | None = None,
) -> str:
    """How often each value occurs in each split, the most frequent first unless an order is given."""
    counts = {split: Counter(v for a in articles for v in values(a)) for split, articles in corpus.items()}
    total = sum(counts.values(), Counter())
    keys = list(order) if order is not None else [k for k, _ in sorted(total.items(), key=lambda x: (-x[1], x[0]))]
    rows = [
        [f"{key} {names[key]}" if names else key, *(f"{counts[s][key]:,}" for s in corpus), f"{total[key]:,}"]
        for key in keys
    ]
    return table(["", *corpus, "all"], rows)


def splits_table(corpus: Corpus) -> str:
    """Articles, issuing bodies, spans, affiliations and articles of other domains."""
    kinds: dict[str, Callable[[Sequence[Article]], int]] = {
        "articles": len,
        "issuing bodies": lambda rows: len({a.meta["issuer"] for a in rows}),
        "spans": lambda rows: sum(len(a.entities) for a in rows),
        "affiliations": lambda rows: sum(len(a.affiliations) for a in rows),
        "articles without PILLAR": lambda rows: sum(all(e.label != "PILLAR" for e in a.entities) for a in rows),
        "articles of other domains": lambda rows: sum(bool(a.meta.get("other_domain")) for a in rows),
        "articles stored decomposed (NFD)": lambda rows: sum(not is_composed(a.text) for a in rows),
    }
    everything = [a for articles in corpus.values() for a in articles]
    rows = [[name, *(f"{count(x):,}" for x in (*corpus.values(), everything))] for name, count in kinds.items()]
    return table(["", *corpus, "all"], rows)


def is_composed(text: str) -> bool:
    """Whether a text is in NFC."""
    return unicodedata.is_normalized("NFC", text)


def lengths(articles: Iterable[Article]) -> np.ndarray:
    """Characters of each article, composed."""
    return np.array([len(unicodedata.normalize("NFC", a.text)) for a in articles])


def lengths_table(corpus: Corpus) -> str:
    """Distribution of the lengths of articles in characters."""
    rows = []
    for split, articles in corpus.items():
        found = lengths(articles)
        inside = np.mean((found >= SHORTEST) & (found <= LONGEST))
        rows.append([split, *(f"{x:,.0f}" for x in np.percentile(found, [0, 25, 50, 75, 100])), f"{inside:.0%}"])
    return table(["", "shortest", "25 %", "median", "75 %", "longest", f"{SHORTEST}–{LONGEST:,}"], rows)


def agreement_table(agreement: Mapping[str, Any]) -> str:
    """F1 of sets, accuracy and kappa of choices, of ``data/agreement.json``."""
    rows: list[list[object]] = []
    sets = {
        **agreement["spans"],
        "all spans": agreement["all_spans"],
        "article domains": agreement["domain_sets"],
        "affiliations": agreement["affiliations"],
    }
    for name, found in sets.items():
        rows.append([name, f"{found['f1']:.3f}", "", "", f"{found['common']:,}", found["only_a"], found["only_b"]])
    choices = {
        "domain of common PILLAR spans": agreement["pillar_domain"],
        "value of common DATE spans": agreement["date_value"],
        **{f"article has {domain}": agreement["article_domains"][domain] for domain in DOMAINS},
        "all article domains": agreement["all_article_domains"],
    }
    for name, found in choices.items():
        rows.append([name, "", f"{found['accuracy']:.3f}", f"{found['kappa']:.3f}", found["count"], "", ""])
    return table(["", "F1", "accuracy", "κ", "both / compared", "only first", "only second"], rows)


def shared_bodies(corpus: Corpus) -> dict[str, tuple[set[str], int]]:
    """Bodies that issue test articles and are mentioned in training articles → surfaces, training articles."""
    issuers = {}
    for article in corpus["test"]:
        name = re.sub(r"^\([^()]*\)\+", "", article.meta["issuer"])
        issuers[BodyIndex(article).of(name).id] = name
    found: dict[str, tuple[set[str], int]] = defaultdict(lambda: (set(), 0))
    for article in corpus["train"]:
        for body in canonicalize(article):
            if issuer := issuers.get(body.id):
                surfaces = {unicodedata.normalize("NFC", article.entities[i].text) for i in body.mentions}
                found[issuer] = (found[issuer][0] | surfaces, found[issuer][1] + 1)
    return dict(found)


def shared_table(corpus: Corpus) -> str:
    """:func:`shared_bodies` as a table, or a sentence that there are none."""
    found = shared_bodies(corpus)
    if not found:
        return "No training article mentions a body that issues a test article."
    rows = [[name, ", ".join(sorted(surfaces)), count] for name, (surfaces, count) in sorted(found.items())]
    return table(["issuer of test articles", "as named in training articles", "training articles"], rows)


def read_agreement(path: Path) -> dict[str, Any]:
    """What ``mokmin agree --json`` wrote."""
    return dict(json.loads(path.read_text(encoding="utf-8")))
