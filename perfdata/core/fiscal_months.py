"""The months of a fiscal year: where each ends, and up to which one a report goes."""

from calendar import monthrange
from datetime import date

YEAR_END = 12


def last_day(fiscal_year: int, month: int = YEAR_END) -> date:
    """The last day of a month of the year."""
    return date(fiscal_year, month, monthrange(fiscal_year, month)[1])


def month_of(as_of: date, *, fiscal_year: int) -> int:
    """The month of its fiscal year up to which a report goes: December where it came after the year."""
    return as_of.month if as_of.year == fiscal_year else YEAR_END
