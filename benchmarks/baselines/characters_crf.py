"""A linear-chain CRF on characters with n-grams, word shape and Kiwi's part-of-speech tags."""

from collections.abc import Sequence

import numpy as np
import sklearn_crfsuite

from benchmarks.baselines import Predict
from mokmin.article import Article, Entity
from mokmin.labels import BIO_TAGS
from mokmin.normalization import normalize
from mokmin.scoring import character_tags


def train(articles: Sequence[Article], seed: int) -> Predict:
    """L-BFGS with elastic-net regularisation."""
    composed = [_composed(a) for a in articles]
    model = sklearn_crfsuite.CRF(algorithm="lbfgs", c1=0.05, c2=0.05, max_iterations=80, min_freq=2)
    model.fit([features(a.text) for a in composed], [[BIO_TAGS[t] for t in character_tags(a)] for a in composed])

    def predict(texts: Sequence[str]) -> list[Article]:
        results = []
        for text in texts:
            normalized = normalize(text)
            tags = [BIO_TAGS.index(t) for t in model.predict_single(features(normalized.text))]
            results.append(Article(text, entities=_entities(text, normalized, tags)))
        return results

    return predict


def features(text: str) -> list[dict[str, float]]:
    """One sparse feature set per character."""
    kinds = parts_of_speech(text)
    starts = np.zeros(len(text), dtype=int)
    for i in range(1, len(text)):
        starts[i] = i if text[i - 1].isspace() else starts[i - 1]
    ends = np.full(len(text), len(text))
    for i in range(len(text) - 2, -1, -1):
        ends[i] = i + 1 if text[i + 1].isspace() else ends[i + 1]
    padded, tags = f"\x02\x02\x02\x02{text}\x03\x03\x03\x03", ["^"] * 3 + kinds + ["$"] * 3
    rows = []
    for i in range(len(text)):
        j = i + 4
        word = text[starts[i] : ends[i]]
        row = {f"c{d}={padded[j + d]}": 1.0 for d in range(-3, 4)}
        row |= {f"b{d}={padded[j + d : j + d + 2]}": 1.0 for d in range(-3, 3)}
        row |= {f"t{d}={padded[j + d : j + d + 3]}": 1.0 for d in range(-3, 2)}
        row |= {f"p{d}={tags[i + 3 + d]}": 1.0 for d in range(-2, 3)}
        row[f"pp={tags[i + 2]}|{tags[i + 3]}|{tags[i + 4]}"] = 1.0
        row[f"w<{word[:2]}"] = row[f"w<{word[:3]}"] = row[f"w>{word[-2:]}"] = row[f"w>{word[-3:]}"] = 1.0
        row[f"at={min(i - starts[i], 5)}|{min(ends[i] - i, 5)}"] = 1.0
        rows.append(row)
    return rows


_kiwi = None


def parts_of_speech(text: str) -> list[str]:
    """Kiwi's tag of each character, B- at the first character of a morpheme."""
    global _kiwi
    if _kiwi is None:
        from kiwipiepy import Kiwi

        _kiwi = Kiwi()
    tags = ["-"] * len(text)
    for token in _kiwi.tokenize(text):
        for i in range(token.start, token.start + token.len):
            tags[i] = f"{'B' if i == token.start else 'I'}-{token.tag}"
    return tags


def _composed(article: Article) -> Article:
    normalized = normalize(article.text)
    entities = []
    for e in article.entities:
        start, end = normalized.normalized_span(e.start, e.end)
        entities.append(Entity(start, end, normalized.text[start:end], e.label))
    return Article(normalized.text, entities=entities)


def _entities(text: str, normalized: object, tags: list[int]) -> list[Entity]:
    entities, i = [], 0
    while i < len(tags):
        if tags[i] == 0:
            i += 1
            continue
        label = (tags[i] - 1) // 2
        end = i + 1
        while end < len(tags) and tags[end] == 2 * label + 2:
            end += 1
        start, stop = normalized.original_span(i, end)  # type: ignore[attr-defined]
        entities.append(Entity(start, stop, text[start:stop], BIO_TAGS[2 * label + 1][2:]))
        i = end
    return entities
