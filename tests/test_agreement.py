import math

import pytest

from mokmin.agreement import Choice, Overlap, agreement, choice
from mokmin.article import Affiliation, Article, Entity
from mokmin.errors import MokminError

TEXT = "나래시는 5일 돌봄과 교육을 김가온"


def annotated(*spans: tuple[int, int, str], number: str = "a", text: str = TEXT, **more: object) -> Article:
    return Article(text, entities=[Entity(s, e, text[s:e], label) for s, e, label in spans], id=number, **more)  # type: ignore[arg-type]


def pillars(*domains: str | None) -> Article:
    places = [(8, 10), (12, 14)]
    entities = [Entity(s, e, TEXT[s:e], "PILLAR", domain=d) for (s, e), d in zip(places, domains, strict=True)]
    return Article(TEXT, entities=entities, id="a")


def test_spans_by_label_and_in_all() -> None:
    a = annotated((0, 3, "ORG"), (5, 7, "DATE"), (8, 10, "PILLAR"))
    b = annotated((0, 3, "ORG"), (5, 7, "ROLE"), (8, 11, "PILLAR"))
    result = agreement([a], [b])
    assert result.spans == {
        "ORG": Overlap(1, 0, 0),
        "OFFICIAL": Overlap(0, 0, 0),
        "ROLE": Overlap(0, 0, 1),
        "DATE": Overlap(0, 1, 0),
        "PILLAR": Overlap(0, 1, 1),
    }
    assert result.all_spans == Overlap(1, 2, 2)
    assert result.all_spans.f1 == pytest.approx(1 / 3)
    assert result.spans["OFFICIAL"].f1 is None


def test_spans_of_two_articles_are_kept_apart() -> None:
    a = [annotated((0, 3, "ORG"), number="a"), annotated(number="b")]
    b = [annotated(number="a"), annotated((0, 3, "ORG"), number="b")]
    assert agreement(a, b).all_spans == Overlap(0, 1, 1)


def test_pillar_domains_on_common_spans_only() -> None:
    result = agreement([pillars("livelihood", "talent")], [pillars("livelihood", None)])
    assert result.pillar_domain == Choice(2, 0.5, pytest.approx(1 / 3))
    other = annotated((8, 11, "PILLAR"))
    assert agreement([pillars("livelihood", "talent")], [other]).pillar_domain == Choice(0, None, None)


def test_date_values_on_common_spans() -> None:
    def dated(first: str | None) -> Article:
        return Article(TEXT, entities=[Entity(5, 7, "5일", "DATE", value=first)], id="a")

    assert agreement([dated("2025-06-05")], [dated("2025-06-05")]).date_value.accuracy == 1.0
    assert agreement([dated("2025-06-05")], [dated(None)]).date_value.accuracy == 0.0


def test_article_domains() -> None:
    sets = [(["talent"], ["talent"]), (["talent", "industry"], ["industry"]), ([], []), ([], [])]
    a = [annotated(number=str(i), domains=first) for i, (first, _) in enumerate(sets)]
    b = [annotated(number=str(i), domains=second) for i, (_, second) in enumerate(sets)]
    result = agreement(a, b)
    # talent: 1 yes-yes, 1 yes-no, 2 no-no: observed 3/4, expected (2*1 + 2*3) / 16.
    assert result.article_domains["talent"] == Choice(4, 0.75, pytest.approx(0.5))
    assert result.article_domains["industry"].kappa == pytest.approx(1.0)
    assert result.article_domains["startup"] == Choice(4, 1.0, None)
    assert result.mean_domain_kappa == pytest.approx(0.75)
    assert result.domain_sets == Overlap(2, 1, 0)
    # All 32 cells: 31 agree; 3 of 32 are yes on one side, 2 on the other.
    expected = (3 * 2 + 29 * 30) / 32**2
    assert result.all_article_domains.kappa == pytest.approx((31 / 32 - expected) / (1 - expected))


def test_affiliations_as_sets() -> None:
    mayor, former = (
        Affiliation("김가온", "나래시장", "나래시"),
        Affiliation("김가온", "나래시장", "나래시", former=True),
    )
    result = agreement([annotated(affiliations=[mayor, mayor])], [annotated(affiliations=[former, mayor])])
    assert result.affiliations == Overlap(1, 0, 1)


@pytest.mark.parametrize(
    ("table", "kappa"),
    # Rows of (a, b, how often). The first is Cohen's own kind of example, worked by hand.
    [
        ([(1, 1, 20), (1, 0, 5), (0, 1, 10), (0, 0, 15)], 0.4),
        ([(1, 0, 5), (0, 1, 5)], -1.0),
        ([(1, 1, 1), (0, 0, 1)], 1.0),
    ],
)
def test_kappa(table: list[tuple[int, int, int]], kappa: float) -> None:
    result = choice([(a, b) for a, b, times in table for _ in range(times)])
    assert result.kappa is not None
    assert math.isclose(result.kappa, kappa)


def test_articles_are_paired_by_id() -> None:
    a = [annotated((0, 3, "ORG"), number="a"), annotated(number="only-a")]
    b = [annotated(number="only-b"), annotated((0, 3, "ORG"), number="a")]
    result = agreement(a, b)
    assert (result.articles, result.unpaired, result.all_spans.f1) == (1, ["only-a", "only-b"], 1.0)


def test_plain_values() -> None:
    data = agreement([annotated((0, 3, "ORG"))], [annotated((0, 3, "ORG"), (5, 7, "DATE"))]).to_dict()
    assert data["spans"]["ORG"] == {"common": 1, "only_a": 0, "only_b": 0, "f1": 1.0}
    assert data["all_spans"]["f1"] == pytest.approx(2 / 3)
    assert data["differences"][0]["kind"] == "only in b"


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ([annotated(number="a")], [annotated(number="b")], "no id stands in both"),
        ([Article(TEXT)], [annotated()], "an article of the first annotation has no id: '나래시는"),
        ([annotated()], [annotated(), annotated()], "the second annotation has the id 'a' twice"),
        ([annotated()], [annotated(text="나래도")], "article 'a' has two texts, from character 2 on"),
        ([annotated()], [annotated(text="나래")], "article 'a' has two texts, from character 2 on"),
    ],
)
def test_what_cannot_be_compared(a: list[Article], b: list[Article], message: str) -> None:
    with pytest.raises(MokminError, match=message):
        agreement(a, b)
