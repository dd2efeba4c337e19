"""The augmentation that a configuration asks for."""

import random

from mokmin.article import Article
from training.dataset import Augment
from training.style import vary
from training.substitution import substitute
from training.tagging_config import Augmentation


def build(settings: Augmentation) -> Augment | None:
    """A function that changes an article at random; None if nothing is asked for."""
    if not settings.names and not settings.style:
        return None

    def augment(article: Article, generator: random.Random) -> Article:
        if settings.names and generator.random() < 0.7:
            article = substitute(article, generator, settings.names)
        return vary(article, generator, settings.style) if settings.style else article

    return augment
