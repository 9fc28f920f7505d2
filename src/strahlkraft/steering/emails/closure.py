"""Letters of closing and handing over."""

from datetime import datetime

from django.utils.translation import gettext as _

from strahlkraft.design.formats import day
from strahlkraft.kernel.label import Label
from strahlkraft.steering.emails._post import OFFICE_LANGUAGE, post
from strahlkraft.steering.models import Closure, Deadline, Handover, ReportingContact
from strahlkraft.steering.rules.vocabulary import DeadlineState


def closed(row: Closure, *, at: datetime) -> None:
    """Tell the mailbox that answers for the project that it is closed; nobody is told without one."""
    contact = ReportingContact.objects.filter(project=row.project_id).first()
    title = row.project.title
    post(
        "closure_closed",
        to=contact.mailbox if contact else "",
        language=OFFICE_LANGUAGE,
        subject=lambda: _("“%(title)s” is closed") % {"title": title},
        context={"title": title, "recipient": row.recipient, "on": at},
        url=Label("project", row.project.slug) if row.project.publication == "published" else None,
        key=f"closure-closed:{row.pk}",
        at=at,
    )


def body_confirmed(row: Handover, *, at: datetime) -> None:
    """Tell the body what it is responsible for, from when, and how many deadlines come with it."""
    deadlines = Deadline.objects.filter(region=row.region_id, state=DeadlineState.OPEN, latest_on__gte=row.from_on)
    if row.project_id is not None:
        deadlines = deadlines.filter(project=row.project_id)
    left = list(deadlines[:50])
    name = row.project.title if row.project else row.region.name
    post(
        "body_confirmed",
        to=row.mailbox,
        language=OFFICE_LANGUAGE,
        subject=lambda: _("You are responsible for “%(name)s” from %(day)s") % {"name": name, "day": day(row.from_on)},
        context={"name": name, "body": row.organisation.name, "from_on": row.from_on, "left": left, "note": row.note},
        url=Label("project", row.project.slug) if row.project and row.project.publication == "published" else None,
        key=f"body-confirmed:{row.pk}:{at.isoformat()}",
        at=at,
    )
