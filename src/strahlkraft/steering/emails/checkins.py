"""Letters about check-ins: one per mailbox and occasion, however many projects it answers for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import post_letters
from strahlkraft.reuse.emails import whole_address
from strahlkraft.steering.access import link_token
from strahlkraft.steering.emails._post import OFFICE_LANGUAGE, post
from strahlkraft.steering.models import CheckIn


def private_page(checkin: CheckIn) -> Label:
    """Where a check-in is answered, without an account."""
    return Label("checkin", link_token("checkin", checkin.code))


def by_mailbox(checkins: Iterable[CheckIn], mailboxes: Mapping[int, str]) -> dict[str, list[CheckIn]]:
    """Check-ins by the mailbox that answers for their project."""
    found: dict[str, list[CheckIn]] = defaultdict(list)
    for checkin in checkins:
        if mailbox := mailboxes.get(checkin.project_id):
            found[mailbox].append(checkin)
    return found


def _entries(checkins: Iterable[CheckIn]) -> list[dict[str, Any]]:
    """Each project with its own link."""
    return [
        {"title": row.project.title, "due": row.due_on, "url": whole_address(private_page(row))} for row in checkins
    ]


def _posted(
    template: str,
    mailbox: str,
    checkins: list[CheckIn],
    *,
    subject: Callable[[], str],
    key: str,
    at: datetime,
    into: list[dict[str, Any]],
) -> None:
    post(
        template,
        to=mailbox,
        language=OFFICE_LANGUAGE,
        subject=subject,
        context={"month": checkins[0].month, "count": len(checkins)},
        late=lambda: {"entries": _entries(checkins)},
        url=None,
        key=key,
        at=at,
        into=into,
    )


def post_requests(checkins: Iterable[CheckIn], mailboxes: Mapping[int, str], *, at: datetime) -> int:
    """Ask for this month's word; returns how many letters leave."""
    letters: list[dict[str, Any]] = []
    for mailbox, rows in by_mailbox(checkins, mailboxes).items():
        _posted(
            "checkin_request",
            mailbox,
            rows,
            subject=lambda rows=rows: _asked(rows),  # type: ignore[misc] # binds this round's rows
            key=f"checkin-request:{rows[0].code}",
            at=at,
            into=letters,
        )
    post_letters(letters)
    return len(letters)


def _asked(rows: list[CheckIn]) -> str:
    if len(rows) == 1:
        return _("Five minutes on %(project)s: how do things stand?") % {"project": rows[0].project.title}
    return _("Five minutes each on %(count)s projects: how do things stand?") % {"count": len(rows)}


def post_reminders(checkins: Iterable[CheckIn], mailboxes: Mapping[int, str], *, at: datetime, today: date) -> int:
    """Remind of what is due; returns how many letters leave."""
    letters: list[dict[str, Any]] = []
    for mailbox, rows in by_mailbox(checkins, mailboxes).items():
        _posted(
            "checkin_reminder",
            mailbox,
            rows,
            subject=lambda rows=rows: _missing(rows),  # type: ignore[misc] # binds this round's rows
            key=f"checkin-reminder:{rows[0].code}:{today}",
            at=at,
            into=letters,
        )
    post_letters(letters)
    return len(letters)


def _missing(rows: list[CheckIn]) -> str:
    if len(rows) == 1:
        return _("Still open: a word on %(project)s") % {"project": rows[0].project.title}
    return _("Still open: a word on %(count)s projects") % {"count": len(rows)}


def post_copies(
    checkins: list[CheckIn], leads: Mapping[int, str], *, office: str, region: str, at: datetime, today: date
) -> None:
    """After two weeks the office and the lead bodies' own mailboxes (``leads``, by project) get a copy."""
    letters: list[dict[str, Any]] = []
    for mailbox, rows in by_mailbox(checkins, leads).items():
        _posted(
            "checkin_reminder",
            mailbox,
            rows,
            subject=lambda rows=rows: _missing(rows),  # type: ignore[misc] # binds this round's rows
            key=f"checkin-deputy:{rows[0].code}:{today}",
            at=at,
            into=letters,
        )
    if office:
        post(
            "checkin_overdue",
            to=office,
            language=OFFICE_LANGUAGE,
            subject=lambda: (
                ngettext(
                    "%(count)s project has not answered for two weeks",
                    "%(count)s projects have not answered for two weeks",
                    len(checkins),
                )
                % {"count": len(checkins)}
            ),
            context={"rows": checkins, "region": region},
            url=Label("checkins", ""),
            key=f"checkin-overdue:{checkins[0].code}:{today}",
            at=at,
            into=letters,
        )
    post_letters(letters)


def post_returned(checkin: CheckIn, mailbox: str, *, reason: str, at: datetime) -> None:
    """Say why a check-in came back, and where to change it."""
    post(
        "checkin_returned",
        to=mailbox,
        language=OFFICE_LANGUAGE,
        subject=lambda: _("Please look again: %(project)s") % {"project": checkin.project.title},
        context={"checkin": checkin, "project": checkin.project, "reason": reason},
        url=private_page(checkin),
        key=f"checkin-returned:{checkin.code}:{checkin.version}",
        at=at,
    )
