"""From points to periods: what is left open is taken from the other side, or nearest to the anchor.

Distances are counted in months of 31 days, so that a whole-year shift of the anchor never changes
which candidate is nearest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from mokmin.dates import calendar
from mokmin.dates.calendar import Period, join, move_month, shift
from mokmin.dates.grammar import read
from mokmin.dates.point import Point, Unresolvable
from mokmin.dates.tense import tense_of
from mokmin.dates.words import split

_FARTHEST: Final = 10 * 31
"""An open year is not meant to be farther from the anchor than this, so 29 February of no leap year is None."""
_AGAINST_TENSE: Final = 3.0
"""How much farther a candidate on the wrong side of the anchor, as the verb tells, counts."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A period and the two flags of a resolution."""

    period: Period
    ambiguous: bool
    weekday_mismatch: bool


def find(text: str, anchor: date | None, previous: Period | None, following: str) -> Outcome:
    """Resolve a simplified expression.

    Args:
        anchor: the publication date.
        previous: what the expression before resolved to.
        following: the text after the expression; its verb helps where a date is open.

    Raises:
        ValueError: it cannot be resolved.
        OverflowError: the calendar ends before it.
    """
    sides, is_list = split(text)
    if not 1 <= len(sides) <= 2:
        raise Unresolvable("not one or two sides")
    left = read(sides[0], anchor, previous)
    right = read(sides[1], anchor, previous) if len(sides) == 2 else None
    if right:
        _share_units(left, right)
    if left.number is not None or left.length:
        raise Unresolvable("no unit, or a duration of no begin")
    if not left.open:
        return _outcome(left, right, _between(left, right, None, None, is_list), False)
    if anchor is None:
        raise Unresolvable("no anchor")
    candidates = list(_candidates(left, right, anchor, is_list))
    if left.direction:
        return _outcome(left, right, _in_direction(candidates, anchor, left.direction, right is not None), False)
    return _nearest(left, right, candidates, anchor, tense_of(following))


def _share_units(left: Point, right: Point) -> None:
    """``12~13일``, ``6. 12.~13.``: a number takes the unit of the other side."""
    if left.number is not None and right.units:
        left.set_number(left.number, right.units[0])
        left.number = None
    if right.number is not None and left.units:
        if left.units[-1] == "year" and left.year and right.number < 100:
            right.number += left.year // 100 * 100
        right.set_number(right.number, left.units[-1])
        right.number = None
    if right.number is not None:
        raise Unresolvable("no unit")


def _candidates(left: Point, right: Point | None, anchor: date, is_list: bool) -> Iterator[Period]:
    """The existing periods with what is open filled in from around the anchor."""
    steps = range(-4, 5) if left.direction else range(-1, 2)
    size = 12 if left.open == "year" else 1
    for step in steps:
        year, month = move_month(anchor.year, anchor.month, step * size)
        try:
            yield _between(left, right, year, month if size == 1 else None, is_list)
        except (ValueError, OverflowError):
            continue  # this year or month has no such day


def _between(left: Point, right: Point | None, year: int | None, month: int | None, is_list: bool) -> Period:
    """The period of both sides; the right one follows the left one."""
    begin = left.place(year, month)
    if right is None:
        return begin
    if right.length:
        end = _after(begin, *right.length)
    else:
        end = right.place(begin.begin.year, begin.begin.month)
        if end.end < begin.begin and right.open:
            count = 12 if right.open == "year" else 1
            end = right.place(*move_month(begin.begin.year, begin.begin.month, count))
    if is_list and end.begin - begin.end != timedelta(1):
        raise Unresolvable("a list with gaps")
    return join(begin, end)


def _after(begin: Period, count: int, unit: str) -> Period:
    """The last day, month or year of ``count`` units from ``begin`` on."""
    last = shift(begin.begin, count, unit) - timedelta(1)
    grain = {4: "year", 7: "month"}.get(len(begin.first), "day")
    if (grain == "year" and unit != "year") or (grain == "month" and unit not in ("year", "month")):
        raise Unresolvable("a duration finer than its begin")
    return calendar.around(last, grain)


def _in_direction(candidates: list[Period], anchor: date, direction: int, is_range: bool) -> Period:
    """The latest before the anchor, or the earliest after it; if not 다음, that one included which it is in."""
    for period in candidates[:: 1 if direction > 0 else -1]:
        first, last, now = _scale(period, anchor)
        edge = first if is_range or direction > 1 else last
        if edge <= now if direction < 0 else edge >= now + (direction > 1):
            return period
    raise Unresolvable("no such date in that direction")


def _nearest(left: Point, right: Point | None, candidates: list[Period], anchor: date, tense: int) -> Outcome:
    """The nearest candidate that the tense allows, later ones first; ambiguous if the next is less than twice as far."""
    ranked = []
    for period in candidates:
        first, last, now = _scale(period, anchor)
        if right and not right.length and right.open != left.open:
            last = first  # every begin before a known end would do; the nearest one is meant
        distance = 0 if first <= now <= last else first - now
        is_wrong = tense * distance < 0
        # A half or season without a year is the running one or this year's, however near another is.
        is_other = distance != 0 and period.begin.year != anchor.year
        rank = (is_wrong, is_other) if left.months else (False, False)
        if abs(distance) <= _FARTHEST or left.open == "month":
            ranked.append((*rank, abs(distance) * (_AGAINST_TENSE if is_wrong else 1), -distance, period))
    if not ranked:
        raise Unresolvable("no such date near the anchor")
    ranked.sort(key=lambda item: item[:4])
    distances = sorted(abs(item[3]) for item in ranked)
    ambiguous = len(distances) > 1 and distances[1] < 2 * distances[0]
    outcomes = [_outcome(left, right, item[4], ambiguous) for item in ranked[:2]]
    # A weekday decides between two that are about as near.
    if ambiguous and outcomes[0].weekday_mismatch and not outcomes[1].weekday_mismatch:
        return outcomes[1]
    return outcomes[0]


def _scale(period: Period, anchor: date) -> tuple[int, int, int]:
    """Begin, end and anchor on one scale, in days or, if the period is coarser, in months."""
    begin, end, now = (31 * (12 * day.year + day.month) for day in (period.begin, period.end, anchor))
    if len(period.first) < 10:
        return begin, end, now
    return begin + period.begin.day, end + period.end.day, now + anchor.day


def _outcome(left: Point, right: Point | None, period: Period, ambiguous: bool) -> Outcome:
    sides = [(left, period.begin), *([(right, period.end)] if right else [])]
    mismatch = any(point.weekday is not None and point.weekday != day.weekday() for point, day in sides)
    return Outcome(period, ambiguous, mismatch)
