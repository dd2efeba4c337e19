import pytest

from mokmin.records.titles import Clue, clue, same_post


@pytest.mark.parametrize(
    ("role", "body"),
    [
        ("나래시장", "나래시"),
        ("나래특별시장 권한대행", "나래특별시"),
        ("가람군수 당선인", "가람군"),
        ("한빛구청장", "한빛구"),
        ("나래특별자치도지사", "나래특별자치도"),
        ("경북지사", "경북도"),
        ("의정부시장", "의정부시"),
        ("가온동장", "가온동"),
    ],
)
def test_fused_with_a_place(role: str, body: str) -> None:
    assert clue(role) == Clue("place", body)


@pytest.mark.parametrize(
    ("role", "body"),
    [
        ("다온정보산업진흥원장", "다온정보산업진흥원"),
        ("미래산업국장", "미래산업국"),
        ("정보통신과장", "정보통신과"),
        ("나래경찰서장", "나래경찰서"),
        ("조달청장 직무대행", "조달청"),
        ("나래도교육감", "나래도교육청"),
        ("예산결산특별위원장", "예산결산특별위원회"),
        ("나래시의원", "나래시의회"),
        ("나래시의회 의장", "나래시의회"),
        ("나래군농업기술센터소장", "나래군농업기술센터"),
        ("가람부군수", "가람군"),
        ("경기도부지사", "경기도"),
        ("나래시 부시장", "나래시"),
    ],
)
def test_names_a_body_or_department(role: str, body: str) -> None:
    assert clue(role) == Clue("body", body)


@pytest.mark.parametrize(
    ("role", "ending"),
    [
        ("시장", "시"),
        ("구청장 권한대행", "구"),
        ("행정1부시장", "시"),
        ("제1차관", "부"),
        ("부총장", "대학교"),
        ("기계공학과 교수", "대학교"),
        ("공동위원장", "위원회"),
        ("부장판사", "법원"),
        ("대표이사", "㈜"),
    ],
)
def test_tells_the_kind_of_body(role: str, ending: str) -> None:
    found = clue(role)
    assert found.kind == "kind"
    assert ending in found.endings


def test_servants_freelancers_and_others() -> None:
    assert clue("디지털정책관").kind == "servant"
    assert clue("변호사").kind == "none"
    assert clue("최고기술책임자").kind == "unknown"
    assert clue("권한대행").kind == "unknown"


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("시장", "나래시장"),
        ("지사", "나래도지사"),
        ("대표", "대표이사"),
        ("실장", "디지털정부실장"),
        ("시장", "의정부시장"),
        ("차관", "제1차관"),
        ("총장", "총장 직무대행"),
        ("연구원", "선임연구원"),
    ],
)
def test_short_forms(short: str, long: str) -> None:
    assert same_post(short, long)
    assert same_post(long, short)


@pytest.mark.parametrize(
    ("first", "second"),
    [("원장", "위원장"), ("시장", "부시장"), ("사장", "이사장"), ("회장", "부회장"), ("시장", "군수")],
)
def test_other_posts(first: str, second: str) -> None:
    assert not same_post(first, second)
