"""Other ways to tag the same articles, each a function ``train(articles, seed) → predict``.

``predict`` maps a list of texts to a list of articles; everything is scored by ``mokmin.scoring``.
"""

from collections.abc import Callable, Sequence

from mokmin.article import Article

Predict = Callable[[Sequence[str]], list[Article]]
Train = Callable[[Sequence[Article], int], Predict]
