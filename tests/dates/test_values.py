import pytest

from mokmin.dates.values import is_date_value


@pytest.mark.parametrize(
    "value",
    [
        *("2025", "2025-10", "2025-10-01", "2024-02-29", "2025-06-12/2025-06-13", "2026/2028", "2025-07/2025-12"),
        *("2025-06/2025", "2025/2025", "2025-12-20/2028", "../2025-06", "2025-06/.."),
    ],
)
def test_dates(value: str) -> None:
    assert is_date_value(value)


@pytest.mark.parametrize(
    "value",
    [
        *("", "2025-13", "2025-02-29", "2025-1-1", "25-10", "20251001", "2025-H2", "2025-10-01T10:00", "올해", "0000"),
        *("2025/", "/2025", "../..", "2025/2026/2027", "2025-06-13/2025-06-12", "2026/2025", "2025-06/2025-05-31"),
    ],
)
def test_other_text(value: str) -> None:
    assert not is_date_value(value)
