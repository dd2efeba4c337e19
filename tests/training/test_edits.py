import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokmin import Article
from tests.conftest import annotate
from tests.strategies import articles
from training.edits import Edit, apply_edits, crop, final_consonant, fit_particle

SOURCE = "[나래시](ORG)는 [지난 5일](DATE) △[AI 돌봄](PILLAR:livelihood)을 열었다."


def spans(article: Article) -> list[tuple[str, str]]:
    return [(e.text, e.label) for e in article.entities]


@pytest.mark.parametrize(
    ("edits", "text", "entities"),
    [
        ([], "나래시는 지난 5일 △AI 돌봄을 열었다.", ["나래시", "지난 5일", "AI 돌봄"]),
        (
            [Edit(0, 3, "가람특별자치군")],
            "가람특별자치군는 지난 5일 △AI 돌봄을 열었다.",
            ["가람특별자치군", "지난 5일", "AI 돌봄"],
        ),
        ([Edit(3, 4, "은")], "나래시은 지난 5일 △AI 돌봄을 열었다.", ["나래시", "지난 5일", "AI 돌봄"]),
        ([Edit(0, 0, "앞 ")], "앞 나래시는 지난 5일 △AI 돌봄을 열었다.", ["나래시", "지난 5일", "AI 돌봄"]),
        ([Edit(3, 3, " 뒤")], "나래시 뒤는 지난 5일 △AI 돌봄을 열었다.", ["나래시", "지난 5일", "AI 돌봄"]),
        (
            [Edit(0, 0, "앞"), Edit(0, 0, "또 ")],
            "앞또 나래시는 지난 5일 △AI 돌봄을 열었다.",
            ["나래시", "지난 5일", "AI 돌봄"],
        ),
        (
            [Edit(3, 3, "가"), Edit(3, 3, "나")],
            "나래시가나는 지난 5일 △AI 돌봄을 열었다.",
            ["나래시", "지난 5일", "AI 돌봄"],
        ),
        ([Edit(8, 9, "12")], "나래시는 지난 12일 △AI 돌봄을 열었다.", ["나래시", "지난 12일", "AI 돌봄"]),
        ([Edit(11, 12, "")], "나래시는 지난 5일 AI 돌봄을 열었다.", ["나래시", "지난 5일", "AI 돌봄"]),
        ([Edit(0, 3, "")], "는 지난 5일 △AI 돌봄을 열었다.", ["지난 5일", "AI 돌봄"]),
        (
            [Edit(2, 4, "X")],
            "나래시는 지난 5일 △AI 돌봄을 열었다.",
            ["나래시", "지난 5일", "AI 돌봄"],
        ),  # crosses an edge
        (
            [Edit(0, 20, "X")],
            "나래시는 지난 5일 △AI 돌봄을 열었다.",
            ["나래시", "지난 5일", "AI 돌봄"],
        ),  # holds spans whole
        (
            [Edit(3, 5, "도 "), Edit(4, 5, "X")],
            "나래시도 지난 5일 △AI 돌봄을 열었다.",
            ["나래시", "지난 5일", "AI 돌봄"],
        ),
    ],
)
def test_edits(edits: list[Edit], text: str, entities: list[str]) -> None:
    edited = apply_edits(annotate(SOURCE), edits)
    assert edited.text == text
    assert [e.text for e in edited.entities] == entities


@given(articles(), st.data())
def test_untouched_spans_keep_their_text_and_the_rest_is_as_ordered(article: Article, data: st.DataObject) -> None:
    size = len(article.text)
    cuts = st.tuples(st.integers(0, size), st.integers(0, 6)).map(lambda p: (p[0], min(size, p[0] + p[1])))
    drawn = data.draw(st.lists(st.builds(lambda ab, t: Edit(*ab, t), cuts, st.text("가나 \n", max_size=4)), max_size=6))
    edited = apply_edits(article, drawn)  # Article itself checks spans against the text
    # By hand: first come by place, none that overlaps another, crosses an edge or swallows a span.
    kept: list[Edit] = []
    for edit in sorted(drawn, key=lambda e: (e.start, e.end)):
        fits = all(
            not (edit.start < e.end and e.start < edit.end) or (e.start <= edit.start and edit.end <= e.end)
            for e in article.entities
        )
        if fits and (not kept or edit.start >= kept[-1].end):
            kept.append(edit)
    text = article.text
    for edit in reversed(kept):
        text = text[: edit.start] + edit.text + text[edit.end :]
    assert edited.text == text
    untouched = [
        (e.text, e.label, e.domain)
        for e in article.entities
        if e.text.strip() and not any(k.start < e.end and e.start < k.end for k in kept)
    ]
    after = [(e.text, e.label, e.domain) for e in edited.entities]
    for item in untouched:
        assert item in after
    assert len(after) <= len(article.entities)
    assert (edited.domains, edited.id, edited.published) == (article.domains, article.id, article.published)


def test_cropping_keeps_spans_that_lie_inside() -> None:
    article = annotate(SOURCE)
    cropped = crop(article, 2, 12)
    assert cropped.text == "시는 지난 5일 △"
    assert spans(cropped) == [("지난 5일", "DATE")]
    assert spans(crop(article, 0, len(article.text))) == spans(article)
    assert crop(article, 5, 5).text == ""


@pytest.mark.parametrize(
    ("text", "word", "fitted"),
    [
        ("나래시는 연다", "춘천군", "은"),
        ("가람군은 연다", "나래시", "는"),
        ("나래시가 연다", "가람군", "이"),
        ("나래시를 연다", "가람군", "을"),
        ("나래시와 함께", "가람군", "과"),
        ("가람군으로 간다", "나래시", "로"),
        ("나래로 간다", "가람", "으로"),
        ("나래로 간다", "서울", None),  # ㄹ takes 로
        ("가람으로 간다", "서울", "로"),
        ("나래시는 연다", "가라시", None),
        ("나래시는데", "가람군", None),  # no particle: the word goes on
        ("나래시 연다", "가람군", None),
        ("나래시는 연다", "AI", None),  # not told by its last letter
        ("나래시는", "가람군", "은"),
    ],
)
def test_particles_fit_the_new_word(text: str, word: str, fitted: str | None) -> None:
    end = 2 if text.startswith(("나래로", "가람으로")) else 3
    edit = fit_particle(Article(text), end, word)
    assert (edit and edit.text) == fitted
    if edit is not None:
        assert edit.start == end


@pytest.mark.parametrize(
    ("word", "final"), [("시", 0), ("군", 4), ("서울", 8), ("AI", None), ("", None), ("ㄱ", None), ("힣", 27)]
)
def test_final_consonants(word: str, final: int | None) -> None:
    assert final_consonant(word) == final
