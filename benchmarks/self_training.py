"""Labels of an ensemble on raw text, and an encoder that has learned from them."""

import random
from collections.abc import Sequence
from pathlib import Path

from benchmarks.shipped import load_with
from mokmin.article import Article
from mokmin.formats import write_articles
from mokmin.modeling import TaggingModel
from mokmin.scoring import spans_of
from mokmin.tagger import Tagger
from training.corpus import list_files, read_documents, repeats_of
from training.tagging_model import load_tokenizer
from training.train import train

SOURCES = {"konne-*": 1.0, "boddari-wikinews*": 1.0, "kowiki-korea*": 0.05, "*": 0.0}
"""News sentences and entries on Korean bodies and officials; the weight is the share of documents read."""
PARAGRAPHS = 3000
LENGTHS = range(40, 400)
"""Characters of a paragraph that is labelled."""


def choose_paragraphs(corpus: str | Path, number: int, seed: int) -> list[str]:
    """At most ``number`` paragraphs of the sources, in random order."""
    generator = random.Random(seed)
    found = [
        paragraph
        for path in list_files(corpus)
        if (share := repeats_of(path, SOURCES))
        for document in read_documents(path)
        if generator.random() < share
        for paragraph in document.split("\n")
        if len(paragraph) in LENGTHS
    ]
    generator.shuffle(found)
    return found[:number]


def label(taggers: Sequence[Tagger], texts: Sequence[str], least: float) -> list[Article]:
    """The texts in which all taggers find the same spans, at least one, each with a score of at
    least ``least`` from everyone; domains are the first tagger's."""
    kept = []
    for first, *others in zip(*(tagger.predict(list(texts)) for tagger in taggers), strict=True):
        scores = [entity.score for article in (first, *others) for entity in article.entities]
        if scores and min(scores) >= least and all(spans_of(other) == spans_of(first) for other in others):
            kept.append(first)
    return kept


def teach(teachers: Sequence[Path], corpus: str | Path, folder: Path, seed: int) -> Path:
    """Train the shipped configuration on what the teachers label surely in the corpus, and leave its
    encoder in ``folder``/encoder, which is returned."""
    texts = choose_paragraphs(corpus, PARAGRAPHS, seed)
    articles = label([Tagger.from_pretrained(teacher) for teacher in teachers], texts, 0.8)
    write_articles(articles, folder / "articles", "inline")
    print(f"{folder}: {len(articles)} of {len(texts)} paragraphs kept", flush=True)
    changes = {
        "data.train": folder / "articles",
        "data.test": "null",
        "output": folder / "run",
        "train.epochs": 1,
        "train.evaluations": 1,
        "train.seed": seed,
        "model.pillar_weight": 0,
        "model.article_weight": 0,
    }
    train(load_with(changes))
    encoder = folder / "encoder"
    TaggingModel.from_pretrained(folder / "run").encoder.save_pretrained(encoder)
    load_tokenizer(load_with({})).save_pretrained(encoder)
    return encoder
