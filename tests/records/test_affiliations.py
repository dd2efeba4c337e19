from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokmin import Affiliation, Article, Entity
from mokmin.formats.inline_folder import read as read_folder
from mokmin.records.affiliations import find_links, link
from mokmin.records.scoring import affiliation_scores, relink
from tests.marked import marked

ARTICLES = Path(__file__).parents[2] / "data" / "articles"

Rows = list[tuple[str, str, str | None, bool]]


def rows(text: str) -> Rows:
    return [(a.name, a.role, a.organization, a.former) for a in link(marked(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the annotation guidelines
        ("[김가온](OFFICIAL) [나래시장](ROLE)은", [("김가온", "나래시장", "나래시", False)]),
        ("[김가온](OFFICIAL) [한빛구청장](ROLE)은", [("김가온", "한빛구청장", "한빛구", False)]),
        (
            "[김가온](OFFICIAL) [다온정보산업진흥원장](ROLE)은",
            [("김가온", "다온정보산업진흥원장", "다온정보산업진흥원", False)],
        ),
        ("[다온대](ORG) [총장](ROLE) [김가온](OFFICIAL)이", [("김가온", "총장", "다온대", False)]),
        (
            "[행복당](ORG) [디지털특별위원장](ROLE) [김가온](OFFICIAL)이",
            [("김가온", "디지털특별위원장", "행복당", False)],
        ),
        ("[김가온](OFFICIAL) [나래시](ORG) [행정국장](ROLE)은", [("김가온", "행정국장", "나래시", False)]),
        (
            "[㈜다온](ORG) [성장사업부문 대표](ROLE) [김가온](OFFICIAL)은",
            [("김가온", "성장사업부문 대표", "㈜다온", False)],
        ),
        ("전 [과학부](ORG) [장관](ROLE) [김가온](OFFICIAL)은", [("김가온", "장관", "과학부", True)]),
        ("[나래도](ORG) ([도지사](ROLE) [김가온](OFFICIAL))는", [("김가온", "도지사", "나래도", False)]),
        (
            "[김가온](OFFICIAL) [나래시장 권한대행](ROLE)은",
            [("김가온", "나래시장 권한대행", "나래시", False)],
        ),
        (
            "[다온대](ORG) [김가온](OFFICIAL) [기계공학과 교수](ROLE)는",
            [("김가온", "기계공학과 교수", "다온대", False)],
        ),
        (
            "[다온대 기계공학과](ORG) [김가온](OFFICIAL) [교수](ROLE)는",
            [("김가온", "교수", "다온대 기계공학과", False)],
        ),
        ("[김가온](OFFICIAL) [미래산업국장](ROLE)은", [("김가온", "미래산업국장", "미래산업국", False)]),
        # the issue
        (
            "[김가온](OFFICIAL) [다온대](ORG) [총장](ROLE)(전 [과학부](ORG) [장관](ROLE))은",
            [("김가온", "총장", "다온대", False), ("김가온", "장관", "과학부", True)],
        ),
        (
            "참석: △[김가온](OFFICIAL) [나래시장](ROLE) △[이다온](OFFICIAL) [가람군수](ROLE) △[㈜다온](ORG) [박한빛](OFFICIAL) [대표](ROLE)",
            [
                ("김가온", "나래시장", "나래시", False),
                ("이다온", "가람군수", "가람군", False),
                ("박한빛", "대표", "㈜다온", False),
            ],
        ),
        (
            "[김가온](OFFICIAL) [나래시장](ROLE), [이다온](OFFICIAL) [가람군수](ROLE)와 [다온대](ORG) [박한빛](OFFICIAL) [총장](ROLE)이",
            [
                ("김가온", "나래시장", "나래시", False),
                ("이다온", "가람군수", "가람군", False),
                ("박한빛", "총장", "다온대", False),
            ],
        ),
        (
            "[김가온](OFFICIAL) [나래시장](ROLE)이 왔다. [김](OFFICIAL) [시장](ROLE)은 말했다. [시장](ROLE)은 갔다.",
            [("김가온", "나래시장", "나래시", False)],
        ),
    ],
)
def test_examples_of_the_guidelines_and_the_issue(text: str, expected: Rows) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[김가온](OFFICIAL) [나래진흥원](ORG) [원장](ROLE) 겸 [한빛협회](ORG) [부회장](ROLE)은",
            [("김가온", "원장", "나래진흥원", False), ("김가온", "부회장", "한빛협회", False)],
        ),
        (
            "[나래협회](ORG) [회장](ROLE)을 맡고 있는 [김가온](OFFICIAL) [나래시장](ROLE)은",
            [("김가온", "회장", "나래협회", False), ("김가온", "나래시장", "나래시", False)],
        ),
        (
            "[김가온](OFFICIAL) [나래군수](ROLE)는 [나래협회](ORG) [회장](ROLE)이기도 하다.",
            [("김가온", "나래군수", "나래군", False), ("김가온", "회장", "나래협회", False)],
        ),
        (
            "[나래위원회](ORG) [위원장](ROLE)과 [다온회](ORG) [이사](ROLE)를 함께 맡고 있는 [김가온](OFFICIAL) 씨는",
            [("김가온", "위원장", "나래위원회", False), ("김가온", "이사", "다온회", False)],
        ),
        (
            "[한빛협회](ORG) [회장](ROLE)이자 [㈜다온](ORG) [대표](ROLE)인 [김가온](OFFICIAL) 씨는",
            [("김가온", "회장", "한빛협회", False), ("김가온", "대표", "㈜다온", False)],
        ),
        (
            "[추진단장](ROLE)은 전 [과학부](ORG) [장관](ROLE) [김가온](OFFICIAL) 씨가 맡았다.",
            [("김가온", "추진단장", "추진단", False), ("김가온", "장관", "과학부", True)],
        ),
        ("[나래시](ORG) [정책관](ROLE)을 지낸 [김가온](OFFICIAL) 씨는", [("김가온", "정책관", "나래시", True)]),
        ("前 [나래소방서장](ROLE) [김가온](OFFICIAL) 씨는", [("김가온", "나래소방서장", "나래소방서", True)]),
        ("3년 전 [김가온](OFFICIAL) [나래시장](ROLE)은", [("김가온", "나래시장", "나래시", False)]),
        ("[김가온](OFFICIAL)(52) 광주 [서구청장](ROLE)은", [("김가온", "서구청장", "서구", False)]),
        (
            "[김가온](OFFICIAL) [나래과장](ROLE), [다온대](ORG) [교수](ROLE)인 [이한빛](OFFICIAL)",
            [("김가온", "나래과장", "나래과", False), ("이한빛", "교수", "다온대", False)],
        ),
    ],
)
def test_clauses(text: str, expected: Rows) -> None:
    assert rows(text) == expected


def test_the_full_name_and_the_fullest_title_make_one_row() -> None:
    text = "[한빛구](ORG)([구청장](ROLE) [김가온](OFFICIAL))는 … [김](OFFICIAL) [구청장](ROLE)은 …\n[김가온](OFFICIAL) [한빛구청장](ROLE)은"
    assert rows(text) == [("김가온", "한빛구청장", "한빛구", False)]


def test_a_surname_stands_for_the_one_whose_title_fits() -> None:
    text = (
        "[김가온](OFFICIAL) [나래시장](ROLE)과 [김다온](OFFICIAL) [가람군수](ROLE)가 만났다. "
        "[김](OFFICIAL) [시장](ROLE)은 웃었다. [린드그렌](OFFICIAL) [국장](ROLE)도. "
        "[사라 린드그렌](OFFICIAL) [나래청](ORG) [국장](ROLE)"
    )
    assert rows(text) == [
        ("김가온", "나래시장", "나래시", False),
        ("김다온", "가람군수", "가람군", False),
        ("사라 린드그렌", "국장", "나래청", False),
    ]


def test_a_surname_of_nobody_and_a_person_without_a_title_have_no_row() -> None:
    assert rows("[김](OFFICIAL) [시장](ROLE)은 [이다온](OFFICIAL) 씨를 만났다. [시장](ROLE)은") == []


def test_a_deputy_is_not_the_one_he_stands_for() -> None:
    text = "[김가온](OFFICIAL) [나래시](ORG) [부시장](ROLE)은 … [김가온](OFFICIAL) [가람시](ORG) [시장](ROLE)은"
    assert [row[1] for row in rows(text)] == ["부시장", "시장"]


def test_acronyms_and_abbreviations_are_spelled_out_if_the_text_does() -> None:
    text = (
        "[한빛전자통신연구원(HTRI)](ORG)과 [과학기술정보통신부](ORG). [김가온](OFFICIAL) [HTRI](ORG) [원장](ROLE)과 "
        "[이다온](OFFICIAL) [과기정통부](ORG) [장관](ROLE), [박한빛](OFFICIAL) [다온대](ORG) [총장](ROLE). [다온대학교](ORG)"
    )
    assert [row[2] for row in rows(text)] == ["한빛전자통신연구원(HTRI)", "과학기술정보통신부", "다온대학교"]


def test_letters_in_pieces_are_composed_in_rows() -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", "김가온 나래시장")
    cut = text.index(" ")
    article = Article(
        text, entities=[Entity(0, cut, text[:cut], "OFFICIAL"), Entity(cut + 1, len(text), text[cut + 1 :], "ROLE")]
    )
    assert link(article) == [Affiliation("김가온", "나래시장", "나래시")]


def test_evidence_and_titles_that_stand_alone() -> None:
    article = marked("[나래시](ORG)([시장](ROLE) [김가온](OFFICIAL))는 열었다. [시장](ROLE)은 웃었다.")
    (found,) = find_links(article)
    assert [e.start for e in found.mentions] == [4, 18]
    assert (found.person.text, found.role.start, found.organization) == ("김가온", 4, article.entities[0])


def test_a_title_alone_that_two_may_hold_is_left_alone() -> None:
    article = marked("[김가온](OFFICIAL) [나래시장](ROLE), [이다온](OFFICIAL) [가람시장](ROLE). [시장](ROLE)은 웃었다.")
    assert [len(found.mentions) for found in find_links(article)] == [1, 1]


LABELS = st.sampled_from(("ORG", "OFFICIAL", "ROLE", "DATE"))
PIECES = st.sampled_from(
    (
        "김",
        "김가온",
        "나래시장",
        "시장",
        "겸",
        "이자",
        ",",
        " ",
        "\n",
        "(",
        "㈜",
        "전 ",
        "대",
        "서구",
        "을 맡은 ",
        "과 ",
        "학교",
        "ᄒ",
    )
)


@given(st.lists(st.tuples(PIECES, st.none() | LABELS), max_size=60))
def test_any_spans_give_rows_from_the_text(pieces: list[tuple[str, str | None]]) -> None:
    entities, position = [], 0
    for piece, label in pieces:
        if label:
            entities.append(Entity(position, position + len(piece), piece, label))
        position += len(piece)
    article = Article("".join(piece for piece, _ in pieces), entities=entities)
    for found in find_links(article):
        assert found.person in article.entities
        assert found.role in found.mentions


def test_long_chains_end() -> None:
    text = "시장" * 3000 + "김가온"
    entities = [Entity(i, i + 2, "시장", "ROLE") for i in range(0, 6000, 2)]
    link(Article(text, entities=[*entities, Entity(6000, 6003, "김가온", "OFFICIAL")]))
    link(
        Article(
            "시장" + " " * 20000 + "김가온",
            entities=[Entity(0, 2, "시장", "ROLE"), Entity(20002, 20005, "김가온", "OFFICIAL")],
        )
    )


def test_gold_spans_of_the_validation_split() -> None:
    gold = read_folder(ARTICLES / "validation")
    scores = affiliation_scores(gold, relink(gold))
    assert scores["exact"]["f1"] >= 0.93
    assert scores["name_role"]["f1"] >= 0.97
