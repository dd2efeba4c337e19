"""From the text of one side of an expression to a :class:`~mokmin.dates.point.Point`."""

from datetime import date, timedelta

from mokmin.dates import calendar
from mokmin.dates.calendar import Period
from mokmin.dates.durations import read_duration
from mokmin.dates.point import Point, Unresolvable, full_year
from mokmin.dates.relative import RELATIVE
from mokmin.dates.words import scan


def read(text: str, anchor: date | None, previous: Period | None) -> Point:
    """One side of an expression.

    Args:
        text: simplified, without separators.
        anchor: the publication date.
        previous: what the expression before resolved to.

    Raises:
        ValueError: it is no date, does not exist or contradicts itself (then an
            :class:`~mokmin.dates.point.Unresolvable`), or needs an anchor that is missing.
    """
    if (duration := read_duration(text, anchor)) is not None:
        return duration
    tokens = scan(text)
    if tokens is None:
        raise Unresolvable(text)
    point = Point()
    dotted: list[tuple[str, bool]] = []
    relative = []
    for slot, value in tokens:
        if slot == "number" and value[1] is None:
            dotted.append((value[0], value[2]))
        elif slot == "number":
            if dotted:  # '24. 12월
                _read_dotted(point, dotted)
                dotted = []
            _read_number(point, *value)
        elif slot == "direction":
            point.direction = value
        elif slot == "iso":
            point.set("period", calendar.iso(value))
        elif slot == "days_off":
            point.days_off = True
        elif slot in ("months", "weekday", "holiday", "order"):
            point.set(slot, value)
        elif slot != "ignored":
            relative.append((slot, value))
    if dotted:
        _read_dotted(point, dotted)
    for slot, value in relative:
        RELATIVE[slot](point, value, anchor, previous)
    if point.period and (point.year or point.month or point.day or point.months or point.order):
        raise Unresolvable("two dates in one")
    _read_weekday(point, anchor)
    return point


def _read_number(point: Point, digits: str, unit: str, has_mark: bool) -> None:
    """``2026년``, ``'26년``, ``1970년대``, ``6월``, ``3분기``."""
    if unit in ("year", "decade"):
        if len(digits) not in (2, 4) or (len(digits) == 4 and digits[0] == "0"):
            raise Unresolvable(digits)
    elif has_mark:
        raise Unresolvable("an apostrophe before no year")
    if unit == "decade":
        first = full_year(int(digits))
        if first % 10:
            raise Unresolvable(digits)
        point.set("period", calendar.years(first, first + 9))
    else:
        point.set_number(int(digits), unit)


def _read_dotted(point: Point, dotted: list[tuple[str, bool]]) -> None:
    """``2025. 6. 12.``, ``'26. 5.``, ``6. 12.``, ``2026``; ``8.`` alone waits for a unit."""
    (digits, has_mark), *rest = dotted
    if any(mark for _, mark in rest):
        raise Unresolvable("an apostrophe inside")
    numbers = [int(number) for number, _ in rest]
    if has_mark or len(digits) == 4 or len(rest) == 2 or (rest and int(digits) > 12):
        _read_number(point, digits, "year", has_mark)
    elif rest or point.month:
        numbers.insert(0, int(digits))
    else:
        point.set("number", int(digits))
    slots = ("day",) if point.month else ("month", "day")
    if len(numbers) > len(slots):
        raise Unresolvable("too many numbers")
    for slot, number in zip(slots, numbers, strict=False):
        point.set_number(number, slot)


def _read_weekday(point: Point, anchor: date | None) -> None:
    """A weekday that is not beside a day: of a week, or the nearest one that the direction allows."""
    if point.weekday is None or point.day or point.number or point.holiday or point.order:
        return
    if point.period:
        if point.period.begin == point.period.end:
            return
        day = point.period.begin + timedelta(point.weekday)
    elif point.month or point.months or point.year or anchor is None:
        raise Unresolvable("a weekday of what")
    else:
        day = anchor + timedelta(point.weekday - anchor.weekday())
        if point.direction < 0 and day >= anchor:
            day -= timedelta(7)
        elif point.direction > 0 and day <= anchor:
            day += timedelta(7)
    point.period = calendar.days(day, day)
