"""Titles: which body a title names, and whether two titles are the same post.

A title is fused with its body (``나래시장``), names the department it heads (``미래산업국장``) or tells only the
kind of its body (``총장``, ``구청장``). The endings are those of offices in Korea as data/GUIDELINES.md treats
them; no list of names is needed.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

_STAND_IN: Final = re.compile(r"\s*(?:권한대행|직무대행|직무대리|당선인|당선자|내정자|후보자|후보)$")

_GOVERNMENT: Final = re.compile(
    r"(?P<name>.*?)(?P<deputy>(?:행정|정무|경제|과학|문화|미래|균형|제?[12])*(?<!의정)부)??"
    r"(?:(?P<city>시)장|(?P<county>군)수|(?P<district>구)청장|(?P<province>도)?지사|(?P<town>[동읍면])장)"
)
_SHORT_PROVINCES: Final = ("경기", "강원", "충북", "충남", "전북", "전남", "경북", "경남", "제주")

KINDS: Final[dict[str, tuple[str, ...]]] = {
    "교육감": ("교육청",),
    "교육장": ("교육지원청", "교육청"),
    "의원": ("의회", "국회"),
    "의장": ("의회", "국회"),
    "위원장": ("위원회", "특위", "위", "협의회", "협의체"),
    "위원": ("위원회", "특위", "위", "협의회", "협의체"),
    "간사": ("위원회", "특위", "위", "협의회", "협의체"),
    "총장": ("대학교", "대", "대학", "과학기술원"),
    "교수": ("대학교", "대", "대학", "과학기술원"),
    "학장": ("대학교", "대", "대학", "캠퍼스"),
    "교장": ("학교", "초", "중", "고"),
    "교감": ("학교", "초", "중", "고"),
    "교사": ("학교", "초", "중", "고"),
    "장관": ("부", "처"),
    "차관": ("부", "처"),
    "청장": ("청",),
    "차장": ("청", "처"),
    "처장": ("처", "위원회"),
    "서장": ("서",),
    "이사장": ("재단", "공단", "조합", "협회", "협의회", "진흥원", "원"),
    "이사": ("재단", "공단", "조합", "협회", "협의회", "진흥원", "원", "공사"),
    "사장": ("공사", "㈜"),
    "부사장": ("공사", "㈜"),
    "대표": ("㈜",),
    "대표이사": ("㈜", "재단"),
    "회장": ("회", "조합", "연합"),
    "조합장": ("조합", "농협"),
    "병원장": ("병원", "의료원"),
    "센터장": ("센터", "허브", "마루"),
    "소장": ("소", "센터"),
    "관장": ("관", "센터"),
    "원장": ("원", "테크노파크"),
    "단장": ("단",),
    "감독": ("팀", "단"),
    "코치": ("팀", "단"),
    "판사": ("부", "지원", "법원", "지법"),
    "재판장": ("부", "지원", "법원", "지법"),
    "본부장": ("본부",),
    "지부장": ("지부",),
    "지사장": ("지사",),
    "국장": ("국",),
    "과장": ("과",),
    "팀장": ("팀",),
    "실장": ("실",),
}
"""Titles that stand alone → how the names of bodies with such a post end, the likeliest first."""

_RANK: Final = re.compile(r"^(?:부|총|공동|상임|비상임|상근|수석|명예|대표|임시|제?[123])+(?=..)")
_FREELANCE: Final = re.compile(
    r".*(?:변호사|노무사|세무사|회계사|변리사|작가|판화가|화가|평론가|이장|통장|강사|홍보대사|시인|부총리|자문위원|총감독)"
)
_SERVANT: Final = re.compile(r".*(?:관|대변인|자문역|담당)(?:\([A-Z]+\))?")
_HEADED: Final = re.compile(r".*(?:[국과팀실단처부원관서청회소]|센터|대학|학교|재단|지사|지점|공사|조합)")
PART: Final = re.compile(r".*(?:[국과팀실처]|(?<!본)부|위원회)")
"""Departments and committees. Titles name them without the body they are part of, and the name of one may end
like that of another: 안전과 like 재난안전과."""


@dataclass(frozen=True, slots=True)
class Clue:
    """What a title says about its body.

    - ``place``: ``name`` is the body, whatever stands before the title;
    - ``body``: ``name`` is the body or the end of its fuller name;
    - ``kind``: the body's name has one of ``endings``;
    - ``servant``: the post is one of a public body;
    - ``none``: people with this title serve no body;
    - ``unknown``: any body may have such a post.
    """

    kind: Literal["place", "body", "kind", "servant", "none", "unknown"]
    name: str = ""
    endings: tuple[str, ...] = ()


def clue(role: str) -> Clue:
    """What a title says about its body."""
    title = _STAND_IN.sub("", role) or role
    head, _, last = title.rpartition(" ")
    if match := _GOVERNMENT.fullmatch(title):
        return _government(match)
    if re.search(r"(?:의회|교육청|[시군구도]청|[시군구도])$", head):
        return Clue("body", head)
    if _FREELANCE.fullmatch(last):
        return Clue("none")
    if last == "자문단장":
        return Clue("none", endings=("자문단",))
    office = _RANK.sub("", last)
    if endings := KINDS.get(last) or KINDS.get(office):
        return Clue("kind", endings=endings)
    if match := re.fullmatch(r"(.+)(교육감|교육장|[시도군구]의원|[시도군구]의장|부?위원장)", last):
        name, office = match.groups()
        bodies = {"교육감": "교육청", "교육장": "교육지원청", "위원장": "위원회", "부위원장": "위원회"}
        return Clue("body", name + bodies.get(office, office[0] + "의회"))
    if last.endswith(("센터소장", "사업소소장", "연구소소장", "사무소소장")):
        return Clue("body", last.removesuffix("소장"))
    if last.endswith("장") and _HEADED.fullmatch(last[:-1]):
        return Clue("body", last[:-1])
    if _SERVANT.fullmatch(last):
        return Clue("servant", endings=(last, last + "실"))
    ending = max((k for k in KINDS if last.endswith(k)), key=len, default="")
    return Clue("kind", endings=KINDS[ending]) if ending else Clue("unknown")


def same_post(first: str, second: str) -> bool:
    """Whether one title may be a shorter form of the other: ``시장`` of ``나래시장``, ``대표`` of ``대표이사``."""
    short, long = sorted((first, second), key=len)
    if long.startswith(short) or (short == "지사" and long.endswith("도지사")):
        return True
    # 위원장 is no 원장, 부시장 no 시장, 이사장 no 사장; but 정부실장 is a 실장 and 의정부시장 a 시장.
    rest = long.removesuffix(short)
    other = (short == "원장" and rest.endswith("위")) or (short == "사장" and rest.endswith("이"))
    deputy = re.search(r"(?<!의정)부$", rest) and re.fullmatch(
        r"시장|군수|구청장|지사|회장|의장|사장|총장|원장|위원장|교육감", short
    )
    return rest != long and not other and not deputy


def _government(match: re.Match[str]) -> Clue:
    unit = next((match[key] for key in ("city", "county", "district", "province", "town") if match[key]), "도")
    name = match["name"].strip()
    if not name:
        return Clue("kind", endings=(unit,))
    if name.endswith(unit) and (match["deputy"] or " " in match[0]):
        return Clue("body", name)
    if match["deputy"] or (unit == "도" and not match["province"] and name not in _SHORT_PROVINCES):
        return Clue("body", name + unit)
    return Clue("place", name + unit)
