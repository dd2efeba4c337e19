"""What words mean that count from the publication date or from the expression before.

Each entry of :data:`RELATIVE` completes a point from ``(point, value of the word, anchor,
previous)`` and raises :class:`~mokmin.dates.point.Unresolvable` where what it needs is missing.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from mokmin.dates import calendar
from mokmin.dates.calendar import Period, around, move_month
from mokmin.dates.point import TERMS, Point, Unresolvable

_Action = Callable[[Point, Any, date | None, Period | None], None]


def _year(point: Point, offset: int, anchor: date | None, previous: Period | None) -> None:
    day = _known(anchor)
    # 올겨울 in January is the winter that began the year before.
    in_winter = point.months is not None and point.months[1] > 12 and offset == 0 and day.month <= 2
    point.set("year", day.year + offset - in_winter)


def _new_year(point: Point, value: int, anchor: date | None, previous: Period | None) -> None:
    day = _known(anchor)
    point.set("year", day.year + (day.month > 6))


def _month(point: Point, offset: int, anchor: date | None, previous: Period | None) -> None:
    day = _known(anchor)
    year, month = move_month(day.year, day.month, offset)
    point.set("year", year)
    point.set("month", month)


def _week(point: Point, offset: int, anchor: date | None, previous: Period | None) -> None:
    point.set("period", around(_known(anchor) + timedelta(7 * offset), "week"))


def _weekend(point: Point, offset: int, anchor: date | None, previous: Period | None) -> None:
    day = _known(anchor)
    saturday = day + timedelta(5 - day.weekday() + 7 * offset)
    point.set("period", calendar.days(saturday, saturday + timedelta(1)))


def _day(point: Point, offset: int, anchor: date | None, previous: Period | None) -> None:
    point.set("period", around(_known(anchor) + timedelta(offset), "day"))


def _this_time(point: Point, value: int, anchor: date | None, previous: Period | None) -> None:
    if point.year is None:
        raise Unresolvable("of no year")
    point.set("month", _known(anchor).month)


def _same_year(point: Point, offset: int, anchor: date | None, previous: Period | None) -> None:
    point.set("year", _known(previous).begin.year + offset)


def _same_month(point: Point, offset: int, anchor: date | None, previous: Period | None) -> None:
    if point.year is None:
        _month(point, offset, _known(previous).begin, None)
    else:  # 전년 동월
        point.set("month", (previous.begin if previous else _known(anchor)).month)


def _same_day(point: Point, offset: int, anchor: date | None, previous: Period | None) -> None:
    _day(point, offset, _known(previous).begin if previous and previous.begin == previous.end else anchor, None)


def _same_period(point: Point, value: int, anchor: date | None, previous: Period | None) -> None:
    period = _known(previous)
    if point.year is None or len(period.first) != 7 or period.begin.year != period.end.year:
        raise Unresolvable("the same period of no year")
    point.months = (period.begin.month, period.end.month)


def _current(point: Point, unit: str, anchor: date | None, previous: Period | None) -> None:
    day = _known(anchor)
    step = min(point.direction, 1)
    if unit == "term":
        terms = [(year, term) for year in range(day.year - 1, day.year + 2) for term in TERMS]
        running = max(i for i, (year, term) in enumerate(terms) if (year, term[0]) <= (day.year, day.month))
        year, months = terms[running + step]
    else:
        size = 3 if unit == "quarter" else 6
        year, month = move_month(day.year, (day.month - 1) // size * size + 1, size * step)
        months = (month, month + size - 1)
    point.set("year", year)
    point.set("months", months)


def _new_term(point: Point, value: int, anchor: date | None, previous: Period | None) -> None:
    day = _known(anchor)
    terms = [(day.year, 3), (day.year, 9), (day.year + 1, 3)]
    year, month = next(term for term in terms if term >= (day.year, day.month))
    point.year = point.year or year
    point.set("month", month)


def _year_part(point: Point, offset: int, anchor: date | None, previous: Period | None) -> None:
    if point.year is None:
        _year(point, offset if point.direction < 0 else 0, anchor, None)


def _month_part(point: Point, value: int, anchor: date | None, previous: Period | None) -> None:
    if point.month is None:
        _month(point, 0, anchor, None)


def _edge(point: Point, value: int, anchor: date | None, previous: Period | None) -> None:
    if point == Point(direction=point.direction):
        raise Unresolvable("the edge of nothing")


def _first_day(point: Point, value: int, anchor: date | None, previous: Period | None) -> None:
    point.month = point.month or (1 if point.year else None)
    point.set("day", 1)


def _last_day(point: Point, value: int, anchor: date | None, previous: Period | None) -> None:
    point.month = point.month or (12 if point.year else None)
    if point.month is None or (point.year is None and point.month == 2):
        raise Unresolvable("the last day of what")
    point.set("day", calendar.months(point.year or 2001, point.month, point.month).end.day)


def _week_of_month(point: Point, value: int, anchor: date | None, previous: Period | None) -> None:
    if point.order is None:
        raise Unresolvable("which week")
    point.week = True


def _known(value: Any) -> Any:
    if value is None:
        raise Unresolvable("no anchor")
    return value


RELATIVE: Final[dict[str, _Action]] = {
    "year_offset": _year,
    "month_offset": _month,
    "week_offset": _week,
    "weekend": _weekend,
    "day_offset": _day,
    "same_year": _same_year,
    "same_month": _same_month,
    "same_day": _same_day,
    "same_period": _same_period,
    "new_year": _new_year,
    "new_term": _new_term,
    "this_time": _this_time,
    "current": _current,
    "year_part": _year_part,
    "month_part": _month_part,
    "edge": _edge,
    "first_day": _first_day,
    "last_day": _last_day,
    "week": _week_of_month,
}
