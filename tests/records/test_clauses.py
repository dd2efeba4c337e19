import pytest

from mokmin.records.clauses import posts
from tests.marked import marked


def said(text: str) -> list[tuple[str, str, str | None, bool]]:
    return [
        (p.person.text, p.role.text, p.organization.text if p.organization else None, p.former)
        for p in posts(marked(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[다온대](ORG)의 [김가온](OFFICIAL) [총장](ROLE)", ("김가온", "총장", "다온대", False)),
        ("‘[나래연구회](ORG)’([대표의원](ROLE) [김가온](OFFICIAL))", ("김가온", "대표의원", "나래연구회", False)),
        ("[나래법원](ORG)([김가온](OFFICIAL) [부장판사](ROLE))", ("김가온", "부장판사", "나래법원", False)),
        ("[나래시](ORG)（[시장](ROLE) [김가온](OFFICIAL)）", ("김가온", "시장", "나래시", False)),
        ("[나래시](ORG)([시장](ROLE)&nbsp;[김가온](OFFICIAL))", ("김가온", "시장", "나래시", False)),
        ("[김가온](OFFICIAL) 전 [시장](ROLE)", ("김가온", "시장", None, True)),
        ("[김가온](OFFICIAL) [나래시](ORG) 전 [부시장](ROLE)", ("김가온", "부시장", "나래시", True)),
        ("전임 [김가온](OFFICIAL) [시장](ROLE)", ("김가온", "시장", None, True)),
        ("전 광주 [남구청장](ROLE) [김가온](OFFICIAL)", ("김가온", "남구청장", None, True)),
        ("[김가온](OFFICIAL)·[다온대](ORG) [명예교수](ROLE)", ("김가온", "명예교수", "다온대", False)),
        ("[김가온](OFFICIAL)은 재단 [이사장](ROLE) 자격으로 왔다.", ("김가온", "이사장", None, False)),
    ],
)
def test_one_title(text: str, expected: tuple[str, str, str | None, bool]) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "[김가온](OFFICIAL)은 웃었다. [시장](ROLE)은 갔다.",
        "[김가온](OFFICIAL)\n[시장](ROLE)",
        "[시장](ROLE)과 [김가온](OFFICIAL)이 만났다.",
        "[김가온](OFFICIAL)이 말했다. [이사장](ROLE)을 맡을 사람은 없다.",
    ],
)
def test_no_holder(text: str) -> None:
    assert said(text) == []


def test_a_pronoun_reaches_into_the_sentence_before() -> None:
    text = "[김가온](OFFICIAL) [시장](ROLE)이 웃었다. 그는 [나래회](ORG) [회장](ROLE)도 맡고 있다."
    assert said(text) == [("김가온", "시장", None, False), ("김가온", "회장", "나래회", False)]


def test_a_list_gives_each_title_to_its_own_holder() -> None:
    text = "[시장](ROLE) [김가온](OFFICIAL), [군수](ROLE) [이다온](OFFICIAL), [박한빛](OFFICIAL) [총장](ROLE)"
    assert [(name, role) for name, role, _, _ in said(text)] == [
        ("김가온", "시장"),
        ("이다온", "군수"),
        ("박한빛", "총장"),
    ]
