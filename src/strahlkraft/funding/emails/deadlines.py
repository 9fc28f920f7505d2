"""Letters along the ladder before a deadline with legal effect, and after it (R38)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from strahlkraft.funding.emails._post import OFFICE_LANGUAGE, post
from strahlkraft.funding.rules.deadline_kinds import is_urgent, rung_of
from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import post_letters
from strahlkraft.steering.models import Deadline


def key_of(row: Deadline, rung: str, role: str) -> str:
    """One letter a rung, day and reader: a deadline that moves begins its ladder anew."""
    return f"grant-deadline:{row.pk}:{row.latest_on}:{rung}:{role}"


def post_ladder(rows: Iterable[tuple[Deadline, str, str]], *, at: datetime, today: date) -> int:
    """A letter for each deadline and reader (``role``, mailbox); how many rows of the outbox it became, deputies included.

    What is 90 to 15 days off waits for the weekly letter; from 14 days on it leaves at once, and deputies read it too.
    """
    letters: list[dict[str, Any]] = []
    for row, role, mailbox in rows:
        urgent = is_urgent(row.latest_on, today)
        post(
            "deadline",
            to=mailbox,
            language=OFFICE_LANGUAGE,
            subject=lambda row=row: _subject(row, today),  # type: ignore[misc] # binds this round's row
            context={"deadline": row, "left": (row.latest_on - today).days, "late": (today - row.latest_on).days},
            url=Label("deadline", str(row.pk)),
            key=key_of(row, rung_of(row.latest_on, today), role),
            at=at,
            into=letters,
            digest=not urgent,
            deputies=urgent,
        )
    post_letters(letters)
    return len(letters)


def _subject(row: Deadline, today: date) -> str:
    if row.latest_on < today:
        return _("Overdue: %(title)s") % {"title": row.title}
    return _("Due on %(day)s: %(title)s") % {"day": f"{row.latest_on:%d.%m.%Y}", "title": row.title}
