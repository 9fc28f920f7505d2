"""The first page of the workspace: today's list, what changed meanwhile, and below it what else needs work."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.audit import queries as audit
from strahlkraft.design.addresses import address
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.duty import Duty
from strahlkraft.kernel.label import Label
from strahlkraft.network.queries import regions_of
from strahlkraft.office import describing
from strahlkraft.office.forms.today import PutOffForm, put_off_of
from strahlkraft.office.listing import gaps_of
from strahlkraft.office.shell import page, person
from strahlkraft.office.waiting import acts_for, duties_of
from strahlkraft.projects import access, queries
from strahlkraft.steering.access import of_deeds_read
from strahlkraft.steering.actions import today as deeds
from strahlkraft.steering.queries import today as steering
from strahlkraft.steering.rules import ranking
from strahlkraft.steering.rules.ranking import Change, Place

RECENT = 8
COLLAPSED = 30
"""Lines of what is collapsed; the lists of each area have all of them."""
GROUPS = {
    Place.OVERDUE: _("A right or money is at stake"),
    Place.WAITING: _("Waits for you"),
    Place.DUE: _("Overdue or due within 14 days"),
    Place.SILENT: _("Silent"),
}
CHANGES = {
    Change.RED: (_("A light is red"), "bad"),
    Change.RISK: (_("New risk"), "warn"),
    Change.DECISION: (_("New decision"), "info"),
    Change.NOTICE: (_("The granting authority has decided"), "info"),
}


@require_safe
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """What waits for this person today, in the order of what is lost; below it, what needs work in the register."""
    return day_page(request)


def day_page(request: HttpRequest, refused: PutOffForm | None = None) -> HttpResponse:
    """The page of the day; ``refused``: the form beside a duty that was not put off, with its reasons."""
    user, now, today = person(request), timezone.now(), localdate()
    visit = deeds.note_visit(by=user, at=now)
    ids = acts_for(user, today)
    found = steering.list_of(duties_of(user, today=today), actor_id=user.actor_id, actor_ids=ids, today=today)
    happened = steering.happened(user, actor_ids=ids, since=visit.before, today=today)
    context = {
        **_list(found, today, refused),
        **_happened(happened, found.day.room),
        "since": visit.before,
        "today": today,
    }
    status = 422 if refused else 200
    return page(request, "office/start/start.html", {**context, **_register(user)}, status=status)


def _list(found: steering.List, today: date, refused: PutOffForm | None) -> dict[str, Any]:
    """The list of the day in groups, and what is collapsed."""
    day = found.day
    lines = [_line(duty, today, refused) for duty in day.lines]
    nearest = next(iter((*day.month, *day.quarter)), None)
    return {
        "groups": [
            {"place": place, "title": title, "lines": [row for row in lines if row["place"] == place]}
            for place, title in GROUPS.items()
            if any(row["place"] == place for row in lines)
        ],
        "count": len(lines) + len(day.more),
        "collapsed": [
            {"title": title(len(part)), "count": len(part), "lines": [_told(duty, today) for duty in part[:COLLAPSED]]}
            for title, part in ((_more, day.more), (_month, day.month), (_quarter, day.quarter))
            if part
        ],
        "nearest": _told(nearest, today) if nearest else None,
        "put_off": [
            {**_told(duty, today), "until": until, "submission": str(uuid4())} for duty, until in found.put_off
        ],
    }


def _more(number: int) -> str:
    return ngettext("%(n)s more waits or is due", "%(n)s more wait or are due", number) % {"n": number}


def _month(number: int) -> str:
    return ngettext("%(n)s due within 30 days", "%(n)s due within 30 days", number) % {"n": number}


def _quarter(number: int) -> str:
    return ngettext("%(n)s due within 90 days", "%(n)s due within 90 days", number) % {"n": number}


def _told(duty: Duty, today: date) -> dict[str, Any]:
    """A duty in words, with its days and its page."""
    days = ranking.days_left(duty, today)
    return {
        "duty": duty,
        "place": ranking.place_of(duty, today),
        "text": gettext(duty.text) % dict(duty.params),
        "url": address(duty.thing),
        "days": days if duty.due or duty.latest else None,
        "late": -days,
        "law": ranking.legal_day(duty),
    }


def _line(duty: Duty, today: date, refused: PutOffForm | None) -> dict[str, Any]:
    """A line of the list: also its one button, and the form that puts it off."""
    return {**_told(duty, today), "button": gettext(duty.button), "put_off": put_off_of(duty, today, refused)}


def _happened(happened: steering.Happened, room: int) -> dict[str, Any]:
    """News as far as there is room on the list, the rest to open; and what was done today."""
    news = [
        {"title": CHANGES[row.kind][0], "badge": CHANGES[row.kind][1], "row": row, "url": _address(row.thing)}
        for row in happened.news
    ]
    done = [
        {"entry": row, "verb": describing.verb(row.verb), "url": _address(Label(row.subject_kind, row.subject_key))}
        for row in happened.done
    ]
    return {"news": news[:room], "more_news": news[room:], "done": done}


def _address(thing: Label) -> str:
    """Where it is shown; a project's place in the workspace is where its steering stands."""
    return address(Label("project_life", thing.key) if thing.kind == "project" else thing) if thing.key else ""


def _register(user: User) -> dict[str, Any]:
    """What of the register needs work, and what changed last."""
    edits = user.holds(Right.EDIT_PROJECTS)
    entries = list(audit.trail(by=user).filter(of_deeds_read(user), subject_kind="project")[:RECENT])
    return {
        "edits": edits,
        "gaps": gaps_of(user) if edits else [],
        "editable": access.editable_by(user).count() if edits else 0,
        "may_create": user.holds(Right.PUBLISH_PROJECTS),
        "regions": list(regions_of(user, Right.READ_DRAFTS)),
        "reads_all": user.region_ids(Right.READ_DRAFTS) is None,
        **({} if edits else _seen(user)),
        "figures": None if entries else queries.figures(),
        "recent": [{"entry": entry, "verb": describing.verb(entry.verb)} for entry in entries],
        "reads_trail": user.holds(Right.READ_TRAIL),
    }


def _seen(user: User) -> dict[str, int]:
    """How much somebody who edits nothing may read."""
    visible = access.visible_to(user)
    return {
        "visible": visible.exclude(publication="merged").count(),
        "drafts": visible.filter(publication="draft").count(),
    }
