from pathlib import Path

import pytest

from mokmin.formats.inline_folder import read as read_folder
from mokmin.records.bodies import BodyIndex, canonicalize
from mokmin.records.body_names import spell_out
from mokmin.records.scoring import canonicalization_accuracy, read_bodies
from tests.marked import marked

GOLD = Path(__file__).parent / "data" / "bodies.jsonl"
ARTICLES = Path(__file__).parents[2] / "data" / "articles"


def bodies(text: str) -> list[tuple[str, str | None, int]]:
    return [(b.name, b.code, len(b.mentions)) for b in canonicalize(marked(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[서울 서초구](ORG)와 [서초구](ORG), [서초구청](ORG)", [("서울특별시 서초구", "11650", 3)]),
        ("[강원도](ORG) [강원특별자치도](ORG) [강원자치도](ORG)", [("강원특별자치도", "KR-42", 3)]),
        ("[전라북도](ORG) [전북도](ORG) [전북특별자치도](ORG)", [("전북특별자치도", "KR-45", 3)]),
        ("[한빛전자통신연구원(HTRI)](ORG) [HTRI](ORG)", [("한빛전자통신연구원", None, 2)]),
        ("[HTRI](ORG) [한빛전자통신연구원(ＨＴＲＩ)](ORG)", [("한빛전자통신연구원", None, 2)]),
        ("[과기정통부](ORG) [과학기술정보통신부](ORG)", [("과학기술정보통신부", None, 2)]),
        ("[복지부](ORG)는", [("보건복지부", None, 1)]),
        ("[다온대](ORG) [다온대학교](ORG)", [("다온대학교", None, 2)]),
        ("[㈜다온](ORG) [다온](ORG) [(주)다온](ORG)", [("(주)다온", None, 3)]),
        ("[서초구의회](ORG) [서울 서초구의회](ORG)", [("서울특별시 서초구의회", None, 2)]),
        ("[경남교육청](ORG) [경상남도교육청](ORG)", [("경상남도교육청", None, 2)]),
        ("[서초구](ORG) [서초구의회](ORG)", [("서울특별시 서초구", "11650", 1), ("서울특별시 서초구의회", None, 1)]),
        ("[부산 중구](ORG) [중구](ORG)", [("부산광역시 중구", "26110", 2)]),
        ("(대전=한빛통신) [중구](ORG)는", [("대전광역시 중구", "30140", 1)]),
        ("[중구](ORG)는", [("중구", None, 1)]),
        ("부산과 대구에서 [중구](ORG)는", [("중구", None, 1)]),
        ("[부산 중구](ORG) [대구 중구](ORG)", [("부산광역시 중구", "26110", 1), ("대구광역시 중구", "27110", 1)]),
        ("[경기 광주시](ORG) [광주시](ORG)", [("경기도 광주시", "41610", 2)]),
        ("[강원 나래시](ORG) [나래시](ORG)", [("강원 나래시", None, 2)]),
        ("[나래시의회 행정위원회](ORG) [행정위원회](ORG)", [("나래시의회 행정위원회", None, 2)]),
        ("[한빛지능원](ORG)(이하 ‘[지능원](ORG)’)", [("한빛지능원", None, 2)]),
        ("[한국나래공사](ORG) [나래공사](ORG)", [("한국나래공사", None, 2)]),
        ("[대통령직속 국가인공지능전략위원회](ORG)", [("국가인공지능전략위원회", None, 1)]),
    ],
)
def test_mentions_of_one_body(text: str, expected: list[tuple[str, str | None, int]]) -> None:
    assert bodies(text) == expected


def test_ids_and_mentions() -> None:
    first, second = canonicalize(marked("[김가온](OFFICIAL) [서초구](ORG) [HTRI](ORG) [서초구청](ORG)"))
    assert (first.id, first.mentions) == ("11650", (1, 3))
    assert (second.id, second.mentions) == ("HTRI", (2,))


def test_a_name_that_is_no_mention() -> None:
    index = BodyIndex(marked("[대구 서구](ORG)는"))
    assert index.of("서구") == index.bodies[0]
    assert (index.of("서초구").code, index.of("서초구").mentions) == ("11650", ())
    assert index.of("나래과").id == "나래과"


def test_gold_bodies() -> None:
    gold = read_folder(ARTICLES / "validation")
    assert canonicalization_accuracy(gold, gold, read_bodies(GOLD)) >= 0.97


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("다온대", "다온대학교"),
        ("다온여대", "다온여자대학교"),
        ("다온외대", "다온외국어대학교"),
        ("다온교대", "다온교육대학교"),
        ("다온과기대", "다온과학기술대학교"),
        ("나래TP", "나래테크노파크"),
        ("나래시민연대", "나래시민연대"),
        ("나래소방대", "나래소방대"),
        ("나래기상대", "나래기상대"),
        ("TP", "TP"),
        ("다온대 기계공학과", "다온대 기계공학과"),
        ("대", "대"),
    ],
)
def test_short_forms_of_kinds_of_bodies(name: str, whole: str) -> None:
    assert spell_out(name) == whole
    assert spell_out(whole) == whole
