from pathlib import Path

import pytest

from mokmin.checks import article as article_checking
from mokmin.checks.article import check_article
from mokmin.checks.findings import Source
from mokmin.formats import inline


def found(
    body: str, header: str = "published: 2025-06-08", without: tuple[str, ...] = ()
) -> list[tuple[int, int, str]]:
    content = f"---\n{header}\n---\n{body}\n"
    source = Source(inline.parse(content), Path("a.md"), content=content)
    findings = sorted(check_article(source))
    return [(f.line, f.column, f.code) for f in findings if f.code not in without]


def codes(body: str, header: str = "published: 2025-06-08") -> list[str]:
    return [code for _, _, code in found(body, header)]


def test_clean_article() -> None:
    body = "[나래시](ORG)는 [지난 5일](DATE) ‘[AI 돌봄](PILLAR:livelihood)’을 시작했다. [나래시](ORG)가 밝혔다."
    assert found(body, "published: 2025-06-08\ndate_values: [2025-06-05]") == []


def test_place_is_that_in_the_file() -> None:
    assert found("\\[속보\\] [나래시](ORG)는\n가 \\\\ [ 가람군](ORG)은") == [(5, 7, "edge-space")]


@pytest.mark.parametrize(
    ("span", "code"),
    [
        ("[나래시 ](ORG)", "edge-space"),
        ("[\u00a0나래시](ORG)", "edge-space"),
        ("['나래시'](ORG)", "edge-quote"),
        ("[‘나래시](ORG)", "edge-quote"),
        ("[나래시”](ORG)", "edge-quote"),
        ("[▲돌봄](PILLAR:livelihood)", "edge-bullet"),
        ("[나래시,](ORG)", "edge-comma"),
        ("[나래연구원(NRI](ORG)", "half-bracket"),
        ("[돌봄](PILLAR)", "missing-domain"),
    ],
)
def test_edges_and_domains(span: str, code: str) -> None:
    assert codes(f"가 {span}") == [code]


@pytest.mark.parametrize(
    "span",
    [
        "['제조 AX 지원센터' 구축](PILLAR:industry)",
        "[구축 '제조 AX'](PILLAR:industry)",
        "[나래연구원(NRI)](ORG)",
        "[㈜다온](ORG)",
        "[AI·데이터과](ORG)",
    ],
)
def test_edges_that_belong_to_the_span(span: str) -> None:
    assert codes(f"가 {span}") == []


def test_short_year_is_no_quote() -> None:
    assert codes("['23년 4월](DATE)", "published: 2025-06-08\ndate_values: [2023-04]") == []
    assert codes("['23년 4월'](DATE)", "published: 2025-06-08\ndate_values: [2023-04]") == []
    assert codes("['다온'](DATE)", "published: 2025-06-08\ndate_values: [2023-04]") == ["edge-quote"]


def test_dates() -> None:
    body = "[지난 5일](DATE)과 [6일](DATE)"
    assert found(body) == [(4, 2, "missing-date-values")]
    assert found(body, "date_values: [2025-06-05, null]") == [(4, 2, "missing-published")]
    assert found(body, "published: 2025-06-08\ndate_values: [2025-06-05, null]") == []
    assert found(body, "published: 2025-06-08\ndate_values: [2025-06-05, 6일]") == [(5, 17, "bad-date-value")]


@pytest.mark.parametrize(
    ("rest", "columns"),
    [
        ("나래시가", [12]),
        ("나래시, 가람군", [12]),
        ("(나래시)", [13]),
        ("나래시에서는 나래시로", [12, 19]),
        ("나래시청", []),
        ("강원나래시", []),
        ("나래시의회", []),
        ("[나래시 AI과](ORG)", []),
        ("A나래시", []),
    ],
)
def test_untagged_repeats(rest: str, columns: list[int]) -> None:
    assert found(f"[나래시](ORG) {rest}") == [(4, column, "untagged-repeat") for column in columns]


def test_one_character_is_no_repeat() -> None:
    assert codes("[김](OFFICIAL) [시장](ROLE) 김 씨") == []


def test_inconsistent_labels_in_an_article() -> None:
    body = "[나래](ORG) [나래](ORG) [나래](OFFICIAL)"
    assert found(body) == [(4, 22, "inconsistent-label")]


def test_inconsistent_domains_in_an_article() -> None:
    body = "[돌봄](PILLAR:livelihood) [돌봄](PILLAR:livelihood) [돌봄](PILLAR:talent)"
    assert found(body) == [(4, 50, "inconsistent-domain")]


def test_particle_at_the_end_of_a_span() -> None:
    pytest.importorskip("kiwipiepy")
    assert found("[나래시는](ORG) 계획을 밝혔다.") == [(4, 5, "particle")]
    assert found("[가람군에서](ORG) 열렸다.") == [(4, 5, "particle")]


@pytest.mark.parametrize(
    "span",
    ["[민원여권과](ORG) 직원", "[최현은](OFFICIAL) [나래시장](ROLE)", "[경기도](ORG) 관계자", "[㈜온새미로](ORG) 대표"],
)
def test_names_that_look_like_particles(span: str) -> None:
    pytest.importorskip("kiwipiepy")
    assert codes(f"{span}이 말했다.") == []


def test_a_name_tagged_without_its_particle_elsewhere_tells() -> None:
    pytest.importorskip("kiwipiepy")
    body = "[최현정](OFFICIAL) 씨와 [최현정은](OFFICIAL) 말했다."
    assert found(body, without=("untagged-repeat",)) == [(4, 24, "particle")]


def test_without_kiwi_there_is_no_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_checking, "_kiwi", lambda: None)
    assert codes("[나래시는](ORG) 계획을 밝혔다.") == []
