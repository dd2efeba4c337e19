from mokmin.article import Affiliation, Article, Entity
from mokmin.differences import Difference, context, differences

TEXT = "강원 나래시는 5일 돌봄과 교육을 말했다."


def annotated(*entities: tuple[int, int, str, str | None], **more: object) -> Article:
    made = [
        Entity(s, e, TEXT[s:e], label, **({"domain" if label == "PILLAR" else "value": extra} if extra else {}))
        for s, e, label, extra in entities
    ]
    return Article(TEXT, entities=made, id="a", **more)  # type: ignore[arg-type]


def kinds(a: Article, b: Article) -> list[tuple[str, int | None, int | None, str | None, str | None]]:
    return [(d.kind, d.start, d.end, d.a, d.b) for d in differences(a, b)]


def test_equal_annotations() -> None:
    article = annotated((0, 6, "ORG", None), (12, 14, "PILLAR", "talent"), domains=["talent"])
    assert kinds(article, article) == []


def test_one_of_each_kind_in_the_order_of_the_text() -> None:
    a = annotated((0, 2, "ORG", None), (3, 6, "ORG", None), (8, 10, "DATE", "2025-06-05"), (11, 13, "PILLAR", "talent"))
    b = annotated((0, 2, "ROLE", None), (3, 7, "ORG", None), (8, 10, "DATE", None), (11, 13, "PILLAR", "livelihood"))
    assert kinds(a, b) == [
        ("label", 0, 2, "[강원](ORG)", "[강원](ROLE)"),
        ("boundary", 3, 7, "[나래시](ORG)", "[나래시는](ORG)"),
        ("value", 8, 10, "2025-06-05", None),
        ("domain", 11, 13, "talent", "livelihood"),
    ]


def test_spans_on_one_side() -> None:
    assert kinds(annotated((0, 2, "ORG", None)), annotated((8, 10, "DATE", None))) == [
        ("only in a", 0, 2, "[강원](ORG)", None),
        ("only in b", 8, 10, None, "[5일](DATE)"),
    ]


def test_a_span_over_two_is_paired_with_the_longer() -> None:
    assert kinds(annotated((0, 6, "ORG", None)), annotated((0, 2, "ORG", None), (3, 6, "ORG", None))) == [
        ("boundary", 0, 6, "[강원 나래시](ORG)", "[나래시](ORG)"),
        ("only in b", 0, 2, None, "[강원](ORG)"),
    ]


def test_spans_that_touch_do_not_overlap() -> None:
    assert [kind for kind, *_ in kinds(annotated((3, 5, "ORG", None)), annotated((5, 6, "ORG", None)))] == [
        "only in a",
        "only in b",
    ]


def test_facts_of_the_article() -> None:
    mayor = Affiliation("김가온", "나래시장", "나래시")
    former = Affiliation("김가온", "나래시장", None, former=True)
    a = annotated(domains=["talent", "industry"], affiliations=[mayor])
    b = annotated(domains=["industry", "startup"], affiliations=[former])
    assert kinds(a, b) == [
        ("article domains", None, None, "industry, talent", "industry, startup"),
        ("affiliation", None, None, "김가온, 나래시장, 나래시", None),
        ("affiliation", None, None, None, "김가온, 나래시장, – (former)"),
    ]
    assert kinds(annotated(domains=["talent", "industry"]), annotated(domains=["industry", "talent"])) == []


def test_context_is_on_one_line() -> None:
    text = "가" * 30 + "\n나래시는\n\n" + "다" * 30
    assert context(text, 31, 34) == "가" * 14 + " [나래시]는 " + "다" * 12
    assert context("나래시", 0, 3) == "[나래시]"


def test_difference_has_id_and_context() -> None:
    [difference] = differences(annotated((8, 10, "DATE", None)), annotated())
    assert difference == Difference(
        "a", "only in a", 8, 10, "[5일](DATE)", None, "강원 나래시는 [5일] 돌봄과 교육을 말했다."
    )
