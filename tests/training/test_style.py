import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokmin import Article
from tests.conftest import SOURCES, annotate
from tests.strategies import articles
from training import style
from training.style import (
    CHANGES,
    add_brackets,
    break_off,
    change_breaks,
    change_spaces,
    cut,
    drop_quotes,
    gloss,
    swap_bullets,
    swap_quotes,
    vary,
)

LIST = annotate(
    "[나래시](ORG)는 △[데이터 허브](PILLAR:infrastructure) △ [AI 돌봄](PILLAR:livelihood) 등 '3대 과제'를 “함께” 밝혔다.\n\n"
    "▲['제조 AX' 구축](PILLAR:industry)도 있다.\n[김가온](OFFICIAL)은 \"좋다\"고 했다. '26년에 끝난다."
)


def spans(article: Article) -> list[tuple[str, str, str | None]]:
    return [(e.text, e.label, e.domain) for e in article.entities]


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.__name__)
@given(article=articles(), seed=st.integers(0, 999))
def test_any_article_stays_sound(change: object, article: Article, seed: int) -> None:
    changed = change(article, random.Random(seed))  # type: ignore[operator]
    assert isinstance(changed, Article)  # which checks every span against the text
    assert changed == change(article, random.Random(seed))  # type: ignore[operator]


@pytest.mark.parametrize("source", SOURCES)
def test_names_are_never_touched(source: str) -> None:
    def plain(article: Article) -> set[tuple[str, str]]:
        # Spaces in a name may change and AI may be written out, no other letter.
        return {
            ("".join(e.text.replace("인공지능(AI)", "AI").replace("인공지능", "AI").split()), e.label)
            for e in article.entities
        }

    article = annotate(source)
    for seed in range(60):
        changed = vary(article, random.Random(seed), 0.9)
        assert changed.domains == article.domains
        new = plain(changed) - plain(article)
        assert len(new) <= 1
        assert all(label == "DATE" and re.match(r"\d{4}\D", text) for text, label in new)  # a stamp


def test_no_chance_no_change() -> None:
    assert vary(LIST, random.Random(0), 0.0) == LIST


def test_bullets_of_a_kind_change_alike() -> None:
    seen = set()
    for seed in range(40):
        changed = swap_bullets(LIST, random.Random(seed))
        first, second, third = (
            changed.text[e.start - 2 : e.start].strip()[-1] for e in changed.entities if e.label == "PILLAR"
        )
        assert first == second
        seen.add((first, third))
        assert spans(changed) == spans(LIST)
    assert len(seen) > 10
    assert any(a != b for a, b in seen)


def test_quotes_change_in_pairs() -> None:
    results = {swap_quotes(LIST, random.Random(seed)).text for seed in range(40)}
    assert len(results) > 5
    for text in results:
        assert "'26년" in text  # an apostrophe, not a quotation
        for opening, closing in style.QUOTES[2:]:
            if opening != closing:
                assert text.count(opening) == text.count(closing)


def test_quotes_are_dropped_in_pairs() -> None:
    texts = {drop_quotes(LIST, random.Random(seed)).text for seed in range(40)}
    assert any("등 3대 과제를" in text for text in texts)
    assert all("'26년" in text for text in texts)


def test_remarks_after_the_items_of_a_list_are_outside() -> None:
    article = annotate(
        "[가람군](ORG), [다온군](ORG)(사과), [나래시](ORG)가 △[데이터 허브](PILLAR:infrastructure) △[AI 돌봄](PILLAR:livelihood)을"
    )
    found = set()
    for seed in range(60):
        changed = add_brackets(article, random.Random(seed))
        assert spans(changed) == spans(article)
        assert changed.text.count("(") == changed.text.count(")") == 2
        assert "다온군(사과)" in changed.text
        new = re.sub(r"^.*?((?:가람군|데이터 허브))\(([^)]*)\).*$", r"\1 \2", changed.text)
        assert not new.endswith("을"), changed.text
        found.add(re.sub(r"\d+", "N", new))
    assert len(found) > 12


def test_cutting_keeps_half_at_least_and_whole_paragraphs() -> None:
    article = annotate("\n".join(f"문단 {i} [나래시](ORG)는 [올해](DATE) 연다." for i in range(9)))
    sizes = set()
    for seed in range(40):
        changed = cut(article, random.Random(seed))
        assert len(changed.text) >= len(article.text) // 2
        assert changed.text in article.text
        assert changed.text.startswith("문단")
        assert len(changed.entities) == 2 * changed.text.count("문단")
        sizes.add(len(changed.text))
    assert len(sizes) > 3


def test_breaking_off_cuts_no_span() -> None:
    article = annotate(SOURCES[0])
    for seed in range(60):
        changed = break_off(article, random.Random(seed))
        assert article.text.startswith(changed.text)
        assert len(changed.text) >= len(article.text) // 2
        assert spans(changed) == [
            s for s, e in zip(spans(article), article.entities, strict=True) if e.end <= len(changed.text)
        ]
        assert not any(e.start < len(changed.text) < e.end for e in article.entities)


def test_glosses() -> None:
    article = annotate("[AI 돌봄](PILLAR:livelihood)과 AI를 OpenAI, (AI)와 [나래 AI 센터](ORG)가")
    texts = {gloss(article, random.Random(seed)).text for seed in range(60)}
    assert "인공지능(AI) 돌봄과 AI를 OpenAI, (AI)와 나래 AI 센터가" in texts
    assert "인공지능 돌봄과 인공지능를 OpenAI, (AI)와 나래 인공지능 센터가" in texts
    for seed in range(30):
        assert gloss(article, random.Random(seed)).entities[0].text.endswith("돌봄")


def test_breaks_and_spaces() -> None:
    breaks = {change_breaks(LIST, random.Random(seed)).text for seed in range(30)}
    assert {"\n" in t for t in breaks} == {True, False}
    assert any("\r\n" in t for t in breaks)
    assert any("\u00a0" in change_spaces(LIST, random.Random(seed)).text for seed in range(60))
