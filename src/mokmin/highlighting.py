"""An article as HTML with its entities marked; needs no library and no network."""

from html import escape

from mokmin.article import Article

STYLE = (
    "mark{border-radius:.25em;padding:.05em .2em;color:inherit}mark small{font-size:.65em;opacity:.75;margin-left:.25em}"
    "mark.ORG{background:#cfe3ff}mark.OFFICIAL{background:#ffd9d2}mark.ROLE{background:#ffeab8}mark.DATE{background:#d8f0d3}mark.PILLAR{background:#e4d7f7}"
    ".article{white-space:pre-wrap;line-height:1.8}"
)


def to_html(article: Article) -> str:
    """A ``<div>``; put :data:`STYLE` on the page once."""
    parts, position = ["<div class='article'>"], 0
    for entity in article.entities:
        note = entity.domain or entity.value or ""
        parts += [
            escape(article.text[position : entity.start]),
            f"<mark class='{entity.label}' title='{entity.score:.2f}'>{escape(entity.text)}<small>{entity.label}{' ' if note else ''}{escape(note)}</small></mark>",
        ]
        position = entity.end
    return "".join([*parts, escape(article.text[position:]), "</div>"])


def to_page(articles: list[Article]) -> str:
    """A page that stands alone."""
    body = "<hr>".join(map(to_html, articles))
    return f"<!doctype html><html lang='ko'><meta charset='utf-8'><title>mokmin</title><style>{STYLE}body{{font-family:sans-serif;max-width:50rem;margin:2rem auto}}</style><body>{body}</body></html>\n"
