import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokmin import Article
from tests.conftest import annotate
from tests.strategies import articles
from training.noise import add_line, add_stamp


def spans(article: Article) -> list[tuple[str, str]]:
    return [(e.text, e.label) for e in article.entities]


@pytest.mark.parametrize("change", [add_line, add_stamp], ids=lambda c: c.__name__)
@given(article=articles(), seed=st.integers(0, 999))
def test_any_article_stays_sound(change: object, article: Article, seed: int) -> None:
    changed = change(article, random.Random(seed))  # type: ignore[operator]
    assert isinstance(changed, Article)  # which checks every span against the text
    assert changed == change(article, random.Random(seed))  # type: ignore[operator]


def test_a_line_is_never_part_of_a_span() -> None:
    ends = set()
    for seed in range(60):
        article = annotate("[나래시](ORG)가 [오늘](DATE)")
        changed = add_line(article, random.Random(seed))
        assert spans(changed) == spans(article)
        assert article.text in changed.text
        assert len(changed.text) > len(article.text)
        ends.add(changed.text.startswith("나래시"))
    assert ends == {True, False}


def test_a_stamp_is_a_line_whose_date_is_a_span() -> None:
    article = annotate("[나래시](ORG), AI 연다\n[나래시](ORG)는 [오늘](DATE) 연다.")
    shapes = set()
    for seed in range(80):
        changed = add_stamp(article, random.Random(seed))
        (stamp,) = (e for e in changed.entities if e.label == "DATE" and e.text != "오늘")
        assert re.fullmatch(r"\d{4}(\D{1,2}\d\d){2}[.일]?", stamp.text), stamp.text
        line = next(row for row in changed.text.split("\n") if stamp.text in row)
        assert "나래시" not in line
        assert "".join(changed.text.split("\n")).replace(line, "") == article.text.replace("\n", "")
        shapes.add((changed.text.startswith(line), line.split(stamp.text)[0], bool(line.split(stamp.text)[1])))
    assert {first for first, _, _ in shapes} == {True, False}
    assert len(shapes) > 15
