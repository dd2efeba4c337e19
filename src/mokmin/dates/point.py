"""What one side of a date expression states, and what it leaves open."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from mokmin.dates import calendar
from mokmin.dates.calendar import Period

TERMS: Final = ((3, 8), (9, 14))
"""First and last month of the school terms (Enforcement Decree of the Elementary and Secondary Education Act, 44)."""


class Unresolvable(ValueError):
    """The expression is no date, contradicts itself, or needs an anchor that is missing."""


@dataclass(slots=True)
class Point:
    """A date with holes; None stands for what is not stated.

    ``months`` are the first and last month of a half, quarter, term or season; ``order`` counts the
    weeks (if ``week``) or the weekdays of a month; ``direction`` is -1 for 지난, 1 for 오는 and 2 for
    다음, which leaves out what has begun;
    ``number`` waits for the unit of the other side of a range; ``length`` is a duration that follows
    부터; ``period`` is fully known; ``units`` are those of its numbers, in order.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    months: tuple[int, int] | None = None
    order: int | None = None
    week: bool = False
    weekday: int | None = None
    holiday: str | None = None
    days_off: bool = False
    direction: int = 0
    number: int | None = None
    length: tuple[int, str] | None = None
    period: Period | None = None
    units: tuple[str, ...] = ()

    @property
    def open(self) -> str:
        """What must come from elsewhere: ``year``, ``month`` (and year), or ``""``."""
        if self.period or self.year is not None:
            return ""
        if self.month or self.months or self.holiday:
            return "year"
        return "month" if self.day or self.order else ""

    def set(self, slot: str, value: Any) -> None:
        """Fill a slot.

        Raises:
            Unresolvable: it is filled.
        """
        if getattr(self, slot) is not None:
            raise Unresolvable(slot)
        setattr(self, slot, value)

    def set_number(self, number: int, unit: str) -> None:
        """Fill the slot of a number with its unit.

        Raises:
            Unresolvable: no such quarter or term, or the slot is filled.
        """
        self.units += (unit,)
        if unit == "year":
            self.set("year", full_year(number))
        elif unit in ("month", "day"):
            self.set(unit, number)
        elif unit == "week":
            self.set("order", number)
            self.week = True
        elif unit == "quarter" and 1 <= number <= 4:
            self.set("months", (3 * number - 2, 3 * number))
        elif unit == "term" and 1 <= number <= 2:
            self.set("months", TERMS[number - 1])
        else:
            raise Unresolvable(unit)

    def place(self, year: int | None, month: int | None) -> Period:
        """The period, with ``year`` and ``month`` in place of what is open.

        Raises:
            ValueError: the date does not exist, or something is missing still.
        """
        if self.period:
            return self.period
        year, month = self.year or year, self.month or month
        if year is None:
            raise Unresolvable("no year")
        if self.holiday:
            return calendar.holiday(self.holiday, year, self.days_off)
        if self.months:
            if self.month or self.day:
                raise Unresolvable("a month of a part of the year")
            return calendar.months(year, *self.months)
        if self.order or self.day:
            if month is None or (self.month is None and self.year is not None):
                raise Unresolvable("no month")
            return self._place_in_month(year, month)
        return calendar.months(year, self.month, self.month) if self.month else calendar.years(year, year)

    def _place_in_month(self, year: int, month: int) -> Period:
        if self.day:
            return calendar.days(*[date(year, month, self.day)] * 2)
        if self.week:
            week = calendar.week_of_month(year, month, self.order or 0)
            if self.weekday is None:
                return week
            return calendar.days(*[week.begin + timedelta(self.weekday)] * 2)
        if self.weekday is None:
            raise Unresolvable("first of what")
        return calendar.days(*[calendar.weekday_of_month(year, month, self.weekday, self.order or 0)] * 2)


def full_year(number: int) -> int:
    """``26`` → 2026, ``97`` → 1997; years of four digits stay.

    Raises:
        Unresolvable: it has three digits.
    """
    if number >= 1000:
        return number
    if number >= 100:
        raise Unresolvable("year")
    return number + (1900 if number >= 70 else 2000)
