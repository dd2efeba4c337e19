"""Durations: 향후 3년간, 최근 5년, 3년 전, 한 달 뒤, and 3년간 as the length of a range."""

import re
from datetime import date
from typing import Final

from mokmin.dates import calendar
from mokmin.dates.calendar import around, shift
from mokmin.dates.point import Point, Unresolvable

_COUNTS: Final = {
    **{"한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8},
    **{"아홉": 9, "열": 10},
}
_DAYS: Final = {
    **{"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8, "아흐레": 9},
    **{"열흘": 10, "보름": 15},
}
_UNITS: Final = {
    **dict.fromkeys(("년", "개년", "해"), "year"),
    **dict.fromkeys(("개월", "달"), "month"),
    **dict.fromkeys(("주", "주일"), "week"),
    "일": "day",
}
_DURATION: Final = re.compile(
    rf"""
    (?P<lead>향후|앞으로|오는|최근|지난|과거)?
    (?: (?P<count>[0-9]{{1,3}}|{"|".join(_COUNTS)})(?P<unit>{"|".join(sorted(_UNITS, key=len, reverse=True))})
      | (?P<days>{"|".join(_DAYS)}) | (?P<week>일주일) | (?P<half>반년) )
    (?P<tail>전|후|뒤|이후|간|동안|안|내|이내)?
    (?:에|까지|의|에는|으로)*
    """,
    re.VERBOSE,
)


def read_duration(text: str, anchor: date | None) -> Point | None:
    """A duration from or to the anchor, a time before or after it, or a length; None if the text is none of them.

    Raises:
        Unresolvable: it needs an anchor that is missing.
    """
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    lead, tail = match["lead"], match["tail"]
    if tail is None and match["count"]:
        if match["unit"] == "일" and lead in (None, "오는", "지난"):
            return None  # 지난 5일 is a day of the month
        if match["unit"] in ("년", "주") and lead is None:
            return None  # 26년 is a year, 3주 a week of a month
    count, unit = _length(match)
    if lead is None and tail in (None, "간", "동안"):
        return Point(length=(count, unit))
    if anchor is None:
        raise Unresolvable("no anchor")
    if tail in ("전", "후", "뒤", "이후"):
        # As exact as it is said: 3년 전 is a year, 1년 전 and 석 달 전 a month, 2주 전 a day.
        grain = "month" if (count, unit) == (1, "year") else "day" if unit == "week" else unit
        return Point(period=around(shift(anchor, -count if tail == "전" else count, unit), grain))
    if match["unit"] == "해" and lead in ("최근", "지난"):
        return Point(period=calendar.years(anchor.year - count, anchor.year - 1))  # 지난 한 해 is last year
    if lead in ("최근", "지난", "과거"):
        return Point(period=calendar.days(shift(anchor, -count, unit), anchor))
    return Point(period=calendar.days(anchor, shift(anchor, count, unit)))


def _length(match: re.Match[str]) -> tuple[int, str]:
    if match["week"]:
        return 1, "week"
    if match["half"]:
        return 6, "month"
    if match["days"]:
        return _DAYS[match["days"]], "day"
    return _COUNTS.get(match["count"]) or int(match["count"]), _UNITS[match["unit"]]
