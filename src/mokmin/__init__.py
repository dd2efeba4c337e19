"""mokmin (牧民) reads Korean news about public-sector AI policy.

>>> from mokmin import Tagger
>>> tagger = Tagger.from_pretrained()
>>> article = tagger.predict("나래시는 지난 5일 …", published="2025-06-08")
"""

from typing import TYPE_CHECKING, Any

from mokmin.article import Affiliation, Article, Entity
from mokmin.errors import MokminError

if TYPE_CHECKING:
    from mokmin.tagger import Tagger

__all__ = ["Affiliation", "Article", "Entity", "MokminError", "Tagger"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Loaded on first use: numpy and the tokenizers are not needed to read and write articles.
    if name == "Tagger":
        from mokmin.tagger import Tagger

        return Tagger
    raise AttributeError(f"module 'mokmin' has no attribute {name!r}")
