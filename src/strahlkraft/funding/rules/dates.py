"""Days the law counts with (R8, R15, R29, R33, R41); pure."""

import calendar
from datetime import date, timedelta

from strahlkraft.kernel.working_days import is_working_day


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later (or earlier); where there is none, the month's last (§ 188 BGB)."""
    month = day.year * 12 + day.month - 1 + months
    year, number = month // 12, month % 12 + 1
    return date(year, number, min(day.day, calendar.monthrange(year, number)[1]))


def add_years(day: date, years: int) -> date:
    """As ``add_months`` with twelve a year."""
    return add_months(day, 12 * years)


def end_of_month_after(day: date, months: int) -> date:
    """The last day of the month that lies so many months after ``day``'s (R29: end of the sixth month)."""
    later = add_months(day.replace(day=1), months)
    return later.replace(day=calendar.monthrange(later.year, later.month)[1])


def next_working_day(day: date) -> date:
    """The day itself, or the first working day in NRW after it (§ 31 (3) VwVfG)."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def last_working_day(day: date) -> date:
    """The last working day in NRW that is not after ``day``: our own target."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def legally_effective_on(notified_on: date, waiver_on: date | None, *, months: int = 1) -> date:
    """When a notice can no longer be contested: the day after a month from receipt has run out, or the waiver (R8)."""
    if waiver_on is not None:
        return max(waiver_on, notified_on)
    return next_working_day(add_months(notified_on, months)) + timedelta(days=1)


def use_by(received_on: date, *, months: int = 2) -> date:
    """Until when a payout must be used (R15, R18); a condition, so it is not shifted to a working day (R41)."""
    return add_months(received_on, months)


def proof_due(
    grant_until: date | None, fulfilled_on: date | None, *, months: int = 6, named: date | None = None
) -> date | None:
    """The day by which the proof of use is due, before any shift to a working day (R29).

    So many months after fulfilment, at the latest at the end of that month after the grant period; the earlier wins.
    ``named``: the notice names a day itself, which then holds.
    """
    if named is not None:
        return named
    days = []
    if fulfilled_on is not None:
        days.append(add_months(fulfilled_on, months))
    if grant_until is not None:
        days.append(end_of_month_after(grant_until, months))
    return min(days, default=None)


def retain_until(submitted_on: date, *, years: int = 5) -> date:
    """Until when receipts are kept, counted from the proof's submission (R33)."""
    return add_years(submitted_on, years)
