"""Working days in North Rhine-Westphalia: Monday to Friday without its public holidays.

Source of the holidays: Feiertagsgesetz NW, as kept by the library ``holidays``.
"""

from datetime import date, timedelta
from functools import lru_cache

import holidays

FIRST_YEAR, LAST_YEAR = 2000, 2100  # what calendars of an office know
WEEKEND = 5  # Saturday, counted from Monday = 0


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv="NW", years=year))


def year_fits(day: date) -> bool:
    """Whether a day lies within what calendars of an office know; 0206 or 9999 is a slip."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def is_working_day(day: date) -> bool:
    """Whether offices work on ``day``."""
    return day.weekday() < WEEKEND and day not in _holidays(day.year)


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
    days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(1 for day in days if is_working_day(day))


def add_working_days(start: date, days: int) -> date:
    """Return the day that is ``days`` working days after ``start``; ``start`` itself is not counted."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            days -= 1
    return day
