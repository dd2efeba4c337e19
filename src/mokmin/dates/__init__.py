"""DATE expressions → values in EDTF (ISO 8601-2:2019, Library of Congress), counted from the publication date.

Values are days, months, years and intervals of them, as the annotation guidelines say. What those leave
open, the annotated articles decide (majority of the training and validation split):

- 말, 초, 중순, 안 and the like belong to the month, half or year they stand with; 연말, 연내 to the year.
- Halves, quarters, terms and seasons are intervals of months: a winter is December to February, the
  first school term March to August, the second September to February.
- A week is Monday to Sunday; the first week of a month is the one with its first Thursday (ISO 8601).
- 3년 전 is that year, 1년 전 and 한 달 전 that month, 2주 뒤 and 사흘 뒤 that day; 최근 3년간 ends on the publication date,
  향후 3년간 begins on it; 올해부터 3년간 counts its first year.
- A day, month or range without a year is the one that the publication date lies in or whose begin is nearest,
  a later one first when two are as near; 지난 takes the latest, 오는 the earliest that has not ended, both including the day or month
  of publication. A verb after the expression that tells of the other direction makes a candidate count
  three times as far. A half, quarter or season without a year is of the publication year unless its verb says
  otherwise. ``ambiguous`` means that the next candidate is less than twice as far.
- A side of a range takes what it leaves out from the other side; one that would end before it begins is None.
- '26 is 2026, '97 is 1997 (70 and later: 1900s). 설 and 추석 are known for 2000 to 2050; 연휴 is the day, its eve, the
  day after and weekends that adjoin.
- None: dates that do not exist, centuries, "요즘", and whatever holds a word that is not known.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mokmin.article import check_published
from mokmin.dates.calendar import Period
from mokmin.dates.resolution import find
from mokmin.dates.spelling import simplify

_GAP = re.compile(r"\s*(부터|[~∼～-])?\s*")
_BARE = re.compile(r"[0-9]{1,2}[월일.]")

__all__ = ["Context", "Resolution", "resolve", "resolve_all"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an expression means.

    ``value`` is EDTF, None if it cannot be resolved; ``begin`` and ``end`` are its first and last day;
    ``ambiguous`` tells that another year or month is about as likely, ``weekday_mismatch`` that a
    weekday in the expression contradicts the date.
    """

    value: str | None = None
    begin: str | None = None
    end: str | None = None
    ambiguous: bool = False
    weekday_mismatch: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around an expression: what the one before resolved to (for 같은 해, 이듬해, 다음 날), and
    the text that follows (for the tense of its verb)."""

    previous: Resolution | None = None
    following: str = ""


def resolve(expression: str, published: str | None = None, context: Context | None = None) -> Resolution:
    """Resolve one expression; any string is allowed.

    Args:
        expression: the text of a DATE span.
        published: the publication date ``YYYY-MM-DD``; without it only what needs none is resolved.
        context: what stands around the expression.

    Raises:
        MokminError: ``published`` is not a date.
    """
    published = check_published(published)
    anchor = None if published is None else date.fromisoformat(published)
    context = context or Context()
    try:
        outcome = find(simplify(expression), anchor, _period(context.previous), context.following)
    except (ValueError, OverflowError):  # no such date, or beyond the years 1 to 9999
        return Resolution()
    period = outcome.period
    begin, end = period.begin.isoformat(), period.end.isoformat()
    return Resolution(period.value, begin, end, outcome.ambiguous, outcome.weekday_mismatch)


def resolve_all(
    expressions: Sequence[str], published: str | None = None, following: Sequence[str] = ()
) -> list[Resolution]:
    """Resolve the expressions of an article, in order; each is the context of the next.

    Args:
        expressions: the texts of the DATE spans.
        published: the publication date ``YYYY-MM-DD``, or None.
        following: for each expression the text after it (240 characters are enough), or nothing.

    Returns:
        One resolution for each expression.

    Raises:
        MokminError: ``published`` is not a date.
    """
    resolutions: list[Resolution] = []
    previous: Resolution | None = None
    for index, expression in enumerate(expressions):
        context = Context(previous, following[index] if following else "")
        resolution = Resolution()
        if index and following:
            resolution = _beside(expressions[index - 1], following[index - 1], expression, published, context)
        if resolution.value is None:
            resolution = resolve(expression, published, context)
        resolutions.append(resolution)
        previous = resolution if resolution.value else previous
    return resolutions


def _beside(before: str, gap: str, expression: str, published: str | None, context: Context) -> Resolution:
    """The part of one date or range that two spans hold: 2023년, 5월; 다음 달 7일, 부터, 30일."""
    match = _GAP.match(gap)
    if match is None or not gap.startswith(expression, match.end()):
        return Resolution()
    if match[1] and not _BARE.match(simplify(expression)):
        return Resolution()
    joined = resolve(f"{before}{match[0]}{expression}", published, context)
    if joined.value is None or not match[1]:
        return joined
    return resolve(joined.value.rpartition("/")[2], published)


def _period(resolution: Resolution | None) -> Period | None:
    if resolution is None or not (resolution.value and resolution.begin and resolution.end):
        return None
    first, _, last = resolution.value.partition("/")
    return Period(first, last or first, date.fromisoformat(resolution.begin), date.fromisoformat(resolution.end))
