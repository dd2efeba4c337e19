"""spaCy's NER component on a blank Korean pipeline, tokens cut at white space and punctuation."""

import random
from collections.abc import Sequence

import spacy
from spacy.training import Example
from spacy.util import minibatch

from benchmarks.baselines import Predict, choose_epochs
from mokmin.article import Article, Entity


def train(articles: Sequence[Article], seed: int) -> Predict:
    """Entities that do not end at a token are widened to it, as spaCy's users must do."""
    spacy.util.fix_random_seed(seed)
    # The default Korean tokenizer needs MeCab; the rule-based one ships with spaCy.
    pipeline = spacy.blank("ko", config={"nlp": {"tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"}}})
    ner = pipeline.add_pipe("ner")
    examples = []
    for article in articles:
        doc = pipeline.make_doc(article.text)
        spans = [doc.char_span(e.start, e.end, label=e.label, alignment_mode="expand") for e in article.entities]
        gold = pipeline.make_doc(article.text)
        gold.ents = spacy.util.filter_spans(
            [gold[s.start : s.end].__class__(gold, s.start, s.end, label=s.label) for s in spans if s]
        )
        examples.append(Example(doc, gold))
        for e in article.entities:
            ner.add_label(e.label)
    optimizer = pipeline.initialize(lambda: examples)
    generator = random.Random(seed)
    for _ in range(choose_epochs(len(articles), 15)):
        generator.shuffle(examples)
        for batch in minibatch(examples, 8):
            pipeline.update(batch, sgd=optimizer, drop=0.1)

    def predict(texts: Sequence[str]) -> list[Article]:
        results = []
        for text in texts:
            doc = pipeline(text)
            results.append(
                Article(text, entities=[Entity(e.start_char, e.end_char, e.text, e.label_) for e in doc.ents])
            )
        return results

    return predict
