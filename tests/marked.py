"""Articles from marked text, as the annotation guidelines write their examples."""

from mokmin import Article
from mokmin.formats.inline import parse


def marked(text: str, published: str = "2025-06-08") -> Article:
    """``marked("[나래시](ORG)는")``; the id is ``x``."""
    return parse(f"---\nid: x\npublished: {published}\n---\n{text}\n")
