"""Other ways to tag the same articles, each a function ``train(articles, seed) → predict``.

``predict`` maps a list of texts to a list of articles; everything is scored by ``mokmin.scoring``.
"""

from collections.abc import Callable, Sequence

from mokmin.article import Article

Predict = Callable[[Sequence[str]], list[Article]]
Train = Callable[[Sequence[Article], int], Predict]


def choose_epochs(articles: int, least: int = 7) -> int:
    """Passes over few articles are many, so that every system takes enough steps: 60 over 25, 36 over
    100, ``least`` over 600."""
    return max(least, min(60, 3600 // max(articles, 1)))
