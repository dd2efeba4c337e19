"""Changes of outer style: the model must not depend on our own bullets, quotes and line breaks.

Each function takes an article and a random generator and gives the edits of one change.
"""

import random
import re
from itertools import pairwise

from mokmin.article import Article
from training.edits import Edit, apply_edits, crop
from training.noise import add_line, add_stamp

LIST_BULLETS = "△▲▷▶◆◇○●□■▼▽☐①②③④⑤⑥⑦⑧⑨"
QUOTES = (("'", "'"), ("‘", "’"), ('"', '"'), ("“", "”"), ("「", "」"), ("『", "』"), ("<", ">"))
_AMOUNTS = (
    "{n}억원",
    "{n}억 원",
    "{n}곳",
    "{n}개소",
    "{n}교",
    "{n}명",
    "{n}개 과제",
    "국비 {n}억",
    "총 {n}억여 원",
    "{n}건",
    "신규",
    "계속",
)
"""What stands in brackets after the items of a list."""
_REMARKS = (
    "대표사",
    "참여사",
    "주관",
    "포도",
    "사과",
    "벼",
    "수원",
    "본원",
    "의장",
    "가칭",
    "위탁",
    "공동 주관",
    "제조",
    "의료",
)
"""What stands in brackets after bodies and is not their acronym."""


def vary(article: Article, generator: random.Random, chance: float) -> Article:
    """The article with each kind of change made by ``chance``."""
    for change in CHANGES:
        if generator.random() < chance:
            article = change(article, generator)
    return article


def cut(article: Article, generator: random.Random) -> Article:
    """Keep a run of paragraphs, at least half of the text."""
    breaks = [0, *(m.end() for m in re.finditer(r"\n+", article.text)), len(article.text)]
    if len(breaks) < 4:
        return article
    for _ in range(5):
        a, b = sorted(generator.sample(breaks, 2))
        if b - a >= len(article.text) // 2:
            return crop(article, a, b)
    return article


def break_off(article: Article, generator: random.Random) -> Article:
    """End in the middle of a sentence, as excerpts and feeds do, but not inside a span."""
    end = generator.randint(len(article.text) // 2, len(article.text))
    inside = next((e for e in article.entities if e.start < end < e.end), None)
    return crop(article, 0, inside.end if inside else end)


def gloss(article: Article, generator: random.Random) -> Article:
    """Explain the first ``AI`` as the press does, or write the word out everywhere."""
    found = [m.start() for m in re.finditer(r"(?<![A-Za-z(])AI(?![A-Za-z)])", article.text)]
    kind = generator.randrange(3)
    if kind == 0:
        return apply_edits(article, [Edit(i, i + 2, "인공지능(AI)") for i in found[:1]])
    if kind == 1:
        return apply_edits(article, [Edit(i, i + 2, "인공지능") for i in found])
    return apply_edits(article, [Edit(i, i + 2, "인공지능(AI)") for i in found if generator.random() < 0.4])


def swap_bullets(article: Article, generator: random.Random) -> Article:
    """Put another bullet in the place of each one of a kind."""
    present = sorted({c for c in article.text if c in LIST_BULLETS})
    new = {c: generator.choice("△▲▷▶◆○●□■·-") for c in present}
    space = generator.choice(("", "", " "))
    edits = []
    for i, c in enumerate(article.text):
        if c in new:
            end = i + 1 + (article.text[i + 1 : i + 2] == " ")
            edits.append(Edit(i, end, new[c] + space))
    return apply_edits(article, edits)


def swap_quotes(article: Article, generator: random.Random) -> Article:
    """Put another pair of quotation marks in the place of each one of a kind."""
    new = {a: generator.choice(QUOTES[:4] if a in "'‘\"“" else QUOTES) for a, _ in QUOTES}
    return apply_edits(article, [e for a, b, pair in _quoted(article.text) for e in _swap(a, b, new[pair])])


def drop_quotes(article: Article, generator: random.Random) -> Article:
    """Take the single quotation marks, or all, away from short quotations."""
    kinds = generator.choice(("'‘", "'‘\"“", "'‘「『"))
    edits = []
    for a, b, pair in _quoted(article.text):
        if pair in kinds and b - a < 40:
            edits += [Edit(a, a + 1, ""), Edit(b, b + 1, "")]
    return apply_edits(article, edits)


def change_breaks(article: Article, generator: random.Random) -> Article:
    """Other line breaks: one instead of two, a space instead of a break, or none at all."""
    new = generator.choice(("\n", "\n\n", " ", "", "\r\n"))
    return apply_edits(article, [Edit(m.start(), m.end(), new) for m in re.finditer(r"[ \r]*\n[\s]*", article.text)])


def change_spaces(article: Article, generator: random.Random) -> Article:
    """Drop or double a few spaces, drop those after commas, or use no-break spaces."""
    kind = generator.randrange(4)
    edits = []
    for match in re.finditer(" ", article.text):
        i = match.start()
        if kind == 0 and generator.random() < 0.03:
            edits.append(Edit(i, i + 1, ""))
        elif kind == 1 and generator.random() < 0.03:
            edits.append(Edit(i, i + 1, "  "))
        elif kind == 2 and article.text[i - 1 : i] in (",", "·", "△", "▲"):
            edits.append(Edit(i, i + 1, ""))
        elif kind == 3 and generator.random() < 0.1:
            edits.append(Edit(i, i + 1, "\u00a0"))
    return apply_edits(article, edits)


def add_brackets(article: Article, generator: random.Random) -> Article:
    """Remarks in brackets after the items of a list, or after bodies that stand in one: they are not
    part of the spans."""
    label, words = generator.choice((("PILLAR", _AMOUNTS), ("ORG", _REMARKS)))
    spans = [e for e in article.entities if e.label == label]
    edits = []
    for entity, following in pairwise(spans):
        if following.start - entity.end <= 4 and article.text[entity.end : entity.end + 1] not in ("(", "（", ")"):
            remark = generator.choice(words).format(n=generator.randint(2, 900))
            edits.append(Edit(entity.end, entity.end, f"({remark})"))
    return apply_edits(article, edits)


def _quoted(text: str) -> list[tuple[int, int, str]]:
    """``(open, close, opening mark)`` of quotations that close on the same line."""
    found = []
    for mark, closing in QUOTES:
        pattern = re.compile(f"{re.escape(mark)}([^{re.escape(mark + closing)}\\n]+){re.escape(closing)}")
        for match in pattern.finditer(text):
            if (
                mark == "'"
                and match.start()
                and text[match.start() + 1].isdigit()
                and text[match.start() + 3 : match.start() + 4] == "년"
            ):
                continue  # '26년 is a year, not a quotation
            found.append((match.start(), match.end() - 1, mark))
    return found


def _swap(opening: int, closing: int, pair: tuple[str, str]) -> list[Edit]:
    return [Edit(opening, opening + 1, pair[0]), Edit(closing, closing + 1, pair[1])]


CHANGES = (
    cut,
    break_off,
    gloss,
    swap_bullets,
    swap_quotes,
    drop_quotes,
    change_breaks,
    change_spaces,
    add_brackets,
    add_line,
    add_stamp,
)
