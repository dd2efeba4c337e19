"""Periods of the Gregorian calendar and the Korean holidays that move through it.

A :class:`Period` holds its days and how EDTF (ISO 8601-2:2019) writes it. Every constructor raises
ValueError for a date that does not exist; nothing is ever rolled over into the next month.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_POINT: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")


def _from_2000(codes: str) -> dict[int, str]:
    return dict(enumerate(codes.split(), 2000))


# Facts of the lunisolar calendar (Korea Astronomy and Space Science Institute), 2000 to 2050, MMDD.
_SEOLLAL: Final = _from_2000(
    "0205 0124 0212 0201 0122 0209 0129 0218 0207 0126 0214 0203 0123 0210 0131 0219 0208 0128 0216 0205 0125 0212 "
    "0201 0122 0210 0129 0217 0207 0127 0213 0203 0123 0211 0131 0219 0208 0128 0215 0204 0124 0212 0201 0122 0210 "
    "0130 0217 0206 0126 0214 0202 0123"
)
_CHUSEOK: Final = _from_2000(
    "0912 1001 0921 0911 0928 0918 1006 0925 0914 1003 0922 0912 0930 0919 0908 0927 0915 1004 0924 0913 1001 0921 "
    "0910 0929 0917 1006 0925 0915 1003 0922 0912 1001 0919 0908 0927 0916 1004 0924 0913 1002 0921 0910 0928 0917 "
    "1005 0925 0915 1004 0922 0911 0930"
)

HOLIDAYS: Final[dict[str, str | dict[int, str]]] = {
    **dict.fromkeys(("설", "설날", "구정"), _SEOLLAL),
    **dict.fromkeys(("추석", "한가위"), _CHUSEOK),
    **dict.fromkeys(("삼일절", "3·1절", "3.1절"), "0301"),
    **dict.fromkeys(("성탄절", "크리스마스"), "1225"),
    **{"신정": "0101", "어린이날": "0505", "어버이날": "0508", "스승의날": "0515", "현충일": "0606"},
    **{"제헌절": "0717", "광복절": "0815", "개천절": "1003", "한글날": "1009"},
}
"""MMDD, for a lunar one by year."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days ``begin..end``, written ``first`` when both parts are alike, else ``first/last``."""

    first: str
    last: str
    begin: date
    end: date

    @property
    def value(self) -> str:
        return self.first if self.first == self.last else f"{self.first}/{self.last}"


def days(begin: date, end: date) -> Period:
    return Period(begin.isoformat(), end.isoformat(), begin, end)


def months(year: int, first: int, last: int) -> Period:
    """Months ``first..last`` of a year; ``last`` may run into the next one (a winter is 12..14)."""
    if not 1 <= first <= 12:
        raise ValueError(f"month {first}")
    last_year, last_month = move_month(year, last, 0)
    begin, end = date(year, first, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])
    return Period(f"{year:04}-{first:02}", f"{last_year:04}-{last_month:02}", begin, end)


def years(first: int, last: int) -> Period:
    return Period(f"{first:04}", f"{last:04}", date(first, 1, 1), date(last, 12, 31))


def join(left: Period, right: Period) -> Period:
    """From the begin of one to the end of the other.

    Raises:
        ValueError: it would end before it begins.
    """
    if right.end < left.begin:
        raise ValueError("an interval that runs backwards")
    return Period(left.first, right.last, left.begin, right.end)


def iso(text: str) -> Period:
    """``YYYY-M-D`` or ``YYYY-MM``."""
    match = _POINT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month = int(match[1]), int(match[2])
    return months(year, month, month) if match[3] is None else days(*[date(year, month, int(match[3]))] * 2)


def move_month(year: int, month: int, count: int) -> tuple[int, int]:
    """The year and month ``count`` months later."""
    index = year * 12 + month - 1 + count
    return index // 12, index % 12 + 1


def shift(day: date, count: int, unit: str) -> date:
    """``count`` years, months, weeks or days later; the end of a shorter month stands for a later day."""
    if unit in ("week", "day"):
        return day + timedelta(count * (7 if unit == "week" else 1))
    year, month = move_month(day.year, day.month, count * (12 if unit == "year" else 1))
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def around(day: date, unit: str) -> Period:
    """The year, month, week (Monday to Sunday) or day that a day belongs to."""
    if unit == "year":
        return years(day.year, day.year)
    if unit == "month":
        return months(day.year, day.month, day.month)
    if unit == "week":
        monday = day - timedelta(day.weekday())
        return days(monday, monday + timedelta(6))
    return days(day, day)


def week_of_month(year: int, month: int, number: int) -> Period:
    """The ``number``-th week of a month, -1 the last; a week belongs to the month of its Thursday (ISO 8601)."""
    return around(weekday_of_month(year, month, 3, number), "week")


def weekday_of_month(year: int, month: int, weekday: int, number: int) -> date:
    """The ``number``-th Monday (0) to Sunday (6) of a month, -1 the last.

    Raises:
        ValueError: the month has fewer.
    """
    first = date(year, month, 1)
    offset = (weekday - first.weekday()) % 7
    length = monthrange(year, month)[1]
    day = offset + 1 + 7 * (number - 1 if number > 0 else (length - offset - 1) // 7)
    return date(year, month, day)


def holiday(name: str, year: int, with_days_off: bool) -> Period:
    """A holiday, or with the days around it that are off: the eve, the day after and weekends that adjoin.

    Raises:
        ValueError: a lunar one outside the table.
    """
    dates = HOLIDAYS[name]
    code = dates if isinstance(dates, str) else dates.get(year)
    if code is None:
        raise ValueError(f"{name} of {year}")
    begin = end = date(year, int(code[:2]), int(code[2:]))
    if with_days_off:
        if not isinstance(dates, str):
            begin, end = begin - timedelta(1), end + timedelta(1)
        while (begin - timedelta(1)).weekday() > 4:
            begin -= timedelta(1)
        while (end + timedelta(1)).weekday() > 4:
            end += timedelta(1)
    return days(begin, end)
