"""spaCy's NER component on a blank Korean pipeline whose tokens are Kiwi's morphemes."""

import random
import re
from collections.abc import Sequence
from itertools import pairwise

import spacy
from kiwipiepy import Kiwi
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import minibatch
from spacy.vocab import Vocab

from benchmarks.baselines import Predict, choose_epochs
from mokmin.article import Article, Entity


class Morphemes:
    """A spaCy tokenizer: texts cut where Kiwi sees morphemes begin and end; no character is lost."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self.kiwi = Kiwi()

    def __call__(self, text: str) -> Doc:
        cuts = {0, len(text)}
        for token in self.kiwi.tokenize(text):
            cuts |= {token.start, token.start + token.len}
        pieces = [part for a, b in pairwise(sorted(cuts)) for part in re.findall(r"\S+|\s", text[a:b])]
        words: list[str] = []
        spaces: list[bool] = []
        for piece in pieces:
            if piece == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(piece)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)


def train(articles: Sequence[Article], seed: int) -> Predict:
    """Entities that do not end at a token are widened to it, as spaCy's users must do."""
    spacy.util.fix_random_seed(seed)
    # The default Korean tokenizer needs MeCab; Kiwi's morphemes stand in for its ones.
    pipeline = spacy.blank("ko", config={"nlp": {"tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"}}})
    pipeline.tokenizer = Morphemes(pipeline.vocab)
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
    for _ in range(choose_epochs(len(articles), 10)):
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
