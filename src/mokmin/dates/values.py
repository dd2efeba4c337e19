"""The dates that DATE spans may have as values: the part of EDTF (ISO 8601-2:2019) we use."""

import re
from datetime import date

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def is_date_value(value: str) -> bool:
    """Whether it is a day, month or year (``2025-06-08``, ``2025-06``, ``2025``) or two of them
    with ``/`` between, the second not before the first; ``..`` leaves one end open."""
    begin, slash, end = value.partition("/")
    if not slash:
        return _is_point(value)
    if ".." in (begin, end):
        return _is_point(begin) or _is_point(end)
    # With the shorter end padded, dates sort as text: 2025-06/2025 ends with the year.
    return _is_point(begin) and _is_point(end) and begin <= end + "-99-99"


def _is_point(value: str) -> bool:
    match = _POINT.fullmatch(value)
    if match is None:
        return False
    year, month, day = (int(number) if number else 1 for number in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
