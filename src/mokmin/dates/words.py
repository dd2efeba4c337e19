"""The vocabulary of date expressions, spelt without spaces, and the scanner that finds it.

Every word stands under a slot with the value that it gives; :mod:`mokmin.dates.grammar` and
:mod:`mokmin.dates.relative` say what a slot means.
"""

import re
from typing import Any, Final

from mokmin.dates.calendar import HOLIDAYS


def _offsets(**words: str) -> dict[str, int]:
    """``p1="내년 명년"`` → each one later; ``m`` is minus."""
    sign = {"p": 1, "m": -1}
    return {word: sign[key[0]] * int(key[1:]) for key, text in words.items() for word in text.split()}


def _plain(words: str) -> dict[str, int]:
    return dict.fromkeys(words.split(), 0)


_SEASONS: Final = {"봄": (3, 5), "여름": (6, 8), "가을": (9, 11), "겨울": (12, 14)}

WORDS: Final[dict[str, dict[str, Any]]] = {
    "year_offset": _offsets(
        p0="올해 올 금년 본년 이번해 당해연도",
        p1="내년 명년",
        p2="내후년 후년",
        m1="지난해 작년 거년 전년 저번해",
        m2="재작년 지지난해 그러께 전전년",
    ),
    "month_offset": _offsets(
        p0="이달 이번달 금월 당월 본월",
        p1="다음달 내달 내월 익월 새달 오는달 명월",
        p2="다다음달 내내월",
        m1="지난달 전월 저번달 전달 작월",
        m2="지지난달 전전월",
    ),
    "week_offset": _offsets(
        p0="이번주 금주", p1="다음주 내주 차주", p2="다다음주", m1="지난주 전주 저번주", m2="지지난주"
    ),
    "weekend": _offsets(p0="주말 이번주말", p1="다음주말", m1="지난주말 저번주말", m2="지지난주말"),
    "day_offset": _offsets(
        p0="오늘 금일 현재 지금",
        p1="내일 명일 익일",
        p2="모레 내일모레",
        p3="글피",
        m1="어제 어저께 전날 전일 작일",
        m2="그제 그저께 엊그제",
        m3="그끄저께 그끄제",
    ),
    "direction": _offsets(p0="이번", p1="오는 다가오는 돌아오는", p2="다음", m1="지난 저번"),
    "same_year": _offsets(p0="같은해 그해 동년", p1="이듬해 다음해 그다음해"),
    "same_month": _offsets(p0="같은달 그달 동월"),
    "same_day": _offsets(p0="같은날", p1="이튿날 다음날"),
    "same_period": _plain("같은기간 같은시기 동기 동기간"),
    "new_year": _plain("새해"),
    "new_term": _plain("새학기 신학기"),
    "this_time": _plain("이맘때 이맘때쯤"),
    "current": {"분기": "quarter", "반기": "half", "학기": "term"},
    "months": {
        **dict.fromkeys(("상반기", "전반기"), (1, 6)),
        **dict.fromkeys(("하반기", "후반기"), (7, 12)),
        **dict.fromkeys(("상하반기", "상·하반기"), (1, 12)),
        **{before + season: span for season, span in _SEASONS.items() for before in ("", "초", "늦", "한", "이른")},
        **{season + "철": span for season, span in _SEASONS.items()},
        "연말연시": (12, 13),
    },
    # After 지난, the end of a year is that of the year before.
    "year_part": {**_plain("연초 연내 연중 년초 년내"), **_offsets(m1="연말 년말 세밑 세모")},
    "month_part": _plain("월초 월말 월중 월내"),
    "edge": _plain("초 초순 초반 상순 중 중순 중반 말 하순 후반 안 내 이내 한해 한달 시즌 동안 간"),
    "first_day": _plain("첫날"),
    "last_day": _plain("마지막날 말일"),
    "order": {
        **dict.fromkeys(("첫", "첫째", "첫번째"), 1),
        **dict.fromkeys(("둘째", "두번째"), 2),
        **dict.fromkeys(("셋째", "세번째"), 3),
        **dict.fromkeys(("넷째", "네번째"), 4),
        **dict.fromkeys(("다섯째", "다섯번째"), 5),
        "마지막": -1,
    },
    "week": _plain("주"),
    "holiday": {name: name for name in HOLIDAYS},
    "days_off": _plain("연휴 명절"),
    "ignored": _plain(
        "까지 부터 에 에는 에도 에만 엔 의 은 는 이 로 으로 도 만 경 께 쯤 무렵 즈음 기준 사이 이후 이전 "
        "(현지시간) (현지시각) 오전 오후 아침 저녁 밤 새벽 낮"
    ),
}

_SLOTS: Final = {word: (slot, value) for slot, words in WORDS.items() for word, value in words.items()}

WEEKDAYS: Final = "월화수목금토일"
_UNITS: Final = {
    **dict.fromkeys(("년", "년도", "학년도", "회계연도"), "year"),
    **{"년대": "decade", "월": "month", "일": "day", "분기": "quarter", "/4분기": "quarter", "·4분기": "quarter"},
    **{"학기": "term", "주": "week", "주차": "week", "째주": "week", ".": None, "/": None, "": None},
}
_ISO: Final = r"[0-9]{4}-(?:[0-9]{1,2}-[0-9]{1,2}|0[1-9]|1[0-2])(?![0-9])"
_TOKEN: Final = re.compile(
    rf"""
      (?P<iso>{_ISO})
    | (?P<weekday>\([{WEEKDAYS}](?:요일)?\)|[{WEEKDAYS}]요일)
    | (?P<holiday>3[·.]1절)
    | (?P<number>'?[0-9]{{1,4}}(?:{"|".join(sorted(map(re.escape, filter(None, _UNITS)), key=len, reverse=True))})?)
    | (?P<word>{"|".join(sorted(map(re.escape, _SLOTS), key=len, reverse=True))})
    """,
    re.VERBOSE,
)
_NUMBER: Final = re.compile(r"('?)([0-9]+)(.*)")
_SEPARATOR: Final = re.compile(
    rf"(?:{_ISO}|상·하|[0-9]·4분기|3·1절)|(부터(?=.)|에서(?=.)|~|-|/(?=[0-9]{{4}}))|([·,]|및|와|과)"
)

Token = tuple[str, Any]
"""A slot and its value; that of a ``number`` is its digits, its unit and whether it has an apostrophe."""


def split(text: str) -> tuple[list[str], bool]:
    """The sides of a range or list, and whether it is a list, of which nothing may be left out."""
    sides, start, is_list = [], 0, False
    for match in _SEPARATOR.finditer(text):
        if match.lastindex:
            sides.append(text[start : match.start()])
            start = match.end()
            is_list = is_list or match.lastindex == 2
    return [side for side in (*sides, text[start:]) if side], is_list


def scan(text: str) -> list[Token] | None:
    """The tokens of one side; None if anything in it is unknown."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            return None
        kind, token = match.lastgroup or "", match[0]
        if kind == "word":
            tokens.append(_SLOTS[token])
        elif kind == "number":
            mark, digits, unit = _NUMBER.fullmatch(token).groups()  # type: ignore[union-attr]
            tokens.append((kind, (digits, _UNITS[unit], bool(mark))))
        elif kind == "weekday":
            tokens.append((kind, WEEKDAYS.index(token.strip("()")[0])))
        else:
            tokens.append((kind, token))
        position = match.end()
    return tokens
