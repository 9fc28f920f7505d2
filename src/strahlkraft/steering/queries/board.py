"""Reading ideas, sessions of the board and applications: who sees which, the pipeline, what waits for somebody."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber, TruncDate
from django.utils import timezone
from django.utils.timezone import localdate, make_aware

from strahlkraft.accounts.models import Membership
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.kernel.working_days import add_working_days
from strahlkraft.reuse.queries.needs import Fit, Need, find
from strahlkraft.steering import access
from strahlkraft.steering.models import Application, ApplicationStep, BoardSession, Idea, StoredFile
from strahlkraft.steering.rules import board as rules
from strahlkraft.steering.rules.vocabulary import ApplicationState, IdeaState, SessionState

MOST_DUTIES = 50
CARDS = 12
"""So many of a column are spelt out; the list behind it has all."""
SIMILAR = 4
SEARCHED = 1_000
"""Characters of an idea that the search is asked with."""


def may_read(by: Actor) -> bool:
    """Whether somebody reads ideas and sessions of any region: its office and its steering body, not partners."""
    regions = by.region_ids(Right.READ_STEERING)
    return regions is None or bool(regions)


def ideas_read(by: Actor) -> QuerySet[Idea]:
    """Confirmed ideas of the regions somebody reads; nobody sees an unconfirmed one."""
    rows = Idea.objects.filter(access.of_regions_read(by)).exclude(state=IdeaState.DRAFT)
    return rows.select_related("region", "organisation")


def sessions_read(by: Actor) -> QuerySet[BoardSession]:
    """Sessions of the regions somebody reads; those not invited to yet only by who steers."""
    rows = BoardSession.objects.filter(access.of_regions_read(by))
    mine = access.of_steered_regions(by)
    return rows.filter(mine | ~Q(state=SessionState.PLANNED)).select_related("region")


def applications_read(by: Actor) -> QuerySet[Application]:
    """Applications of the regions somebody reads."""
    rows = Application.objects.filter(access.of_regions_read(by))
    return rows.select_related("region", "idea", "project")


def files_read(by: Actor) -> QuerySet[StoredFile]:
    """Files of applications somebody reads, without those taken off the list."""
    rows = StoredFile.objects.filter(access.of_regions_read(by, "application__region"), application__isnull=False)
    return rows.filter(removed=False)


def board_mailboxes(region_id: int) -> list[str]:
    """The mailboxes of the accounts that are the region's steering body now."""
    members = Membership.objects.valid_at(timezone.now()).filter(role=Role.STEERING, region_id=region_id)
    rows = members.filter(user__is_active=True).order_by("user__email")
    return list(rows.values_list("user__email", flat=True).distinct())


_WRITES_MINUTES = ("write_minutes", "decide_idea", "note_item")


def writers_of(session: BoardSession) -> frozenset[str]:
    """Everybody who wrote any part of the minutes (actor ids): none of them approves."""
    return _writers([session])[session.code]


def _writers(sessions: Iterable[BoardSession]) -> dict[str, frozenset[str]]:
    """Who wrote on the minutes of each session, by its code: as the trail says, and who wrote last; one query."""
    found = {row.code: {row.minutes_written_by} for row in sessions}
    lines = AuditEntry.objects.filter(subject_kind="board_session", subject_key__in=found, verb__in=_WRITES_MINUTES)
    for code, actor_id in lines.order_by().values_list("subject_key", "actor_id"):
        found[code].add(actor_id)
    return {code: frozenset(ids - {""}) for code, ids in found.items()}


def similar(idea: Idea) -> tuple[Fit, ...]:
    """What the register knows that is close to an idea: offers and projects, best first."""
    text = f"{idea.title}. {idea.need} {idea.solution}"[:SEARCHED]
    return find(Need(text, kinds=("offer", "project")), limit=SIMILAR).rows


@dataclass(frozen=True, slots=True)
class Card:
    """One idea or application in the pipeline; ``since`` is when it came into its state, ``age`` in days."""

    thing: Label
    who: str
    state: str
    since: date
    age: int
    again_from: date | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the pipeline: how many, the age of the oldest in days, and the oldest of them."""

    key: str
    count: int
    oldest: int
    cards: tuple[Card, ...]


def pipeline(by: Actor, *, today: date, region_id: int | None = None) -> list[Column]:
    """From the idea to the grant, in four queries; in each column what waits longest stands first."""
    ideas, applications = ideas_read(by), applications_read(by)
    if region_id is not None:
        ideas, applications = ideas.filter(region_id=region_id), applications.filter(region_id=region_id)
    found = _columns(ideas.annotate(since=F("changed_at")), rules.PIPELINE.keys() - rules.OF_APPLICATIONS, today)
    found |= _columns(applications.annotate(since=_since()), rules.OF_APPLICATIONS, today)
    return [found[key] for key in rules.PIPELINE]


def _since() -> Coalesce:
    """The day of an application's last step."""
    steps = ApplicationStep.objects.filter(application=OuterRef("pk")).order_by("-recorded_at", "-pk")
    return Coalesce(Subquery(steps.values("on")[:1]), TruncDate("opened_at"))


def _columns(rows: QuerySet[Any], keys: Iterable[str], today: date) -> dict[str, Column]:
    """The columns of one kind of rows, which bring ``since``: two queries."""
    wanted = sorted(keys)
    whens = [When(state__in=rules.PIPELINE[key], then=Value(key)) for key in wanted]
    rows = rows.annotate(column=Case(*whens, default=Value(""), output_field=CharField())).exclude(column="")
    sums = {row["column"]: row for row in rows.order_by().values("column").annotate(n=Count("pk"), old=Min("since"))}
    place = Window(RowNumber(), partition_by=[F("column")], order_by=[F("since").asc(), F("pk").asc()])
    cards = defaultdict(list)
    for row in rows.annotate(place=place).filter(place__lte=CARDS).order_by("since", "pk"):
        cards[row.column].append(_card(row, today))
    return {
        key: Column(
            key,
            count=sums[key]["n"] if key in sums else 0,
            oldest=(today - _day(sums[key]["old"])).days if key in sums else 0,
            cards=tuple(cards[key]),
        )
        for key in wanted
    }


def _card(row: Any, today: date) -> Card:
    since = _day(row.since)
    idea = isinstance(row, Idea)
    return Card(
        thing=row.label,
        who=row.body if idea else row.recipient,
        state=row.state,
        since=since,
        age=(today - since).days,
        again_from=row.again_from if idea else None,
    )


def _day(moment: date | datetime) -> date:
    return localdate(moment) if isinstance(moment, datetime) else moment


def agenda_candidates(session: BoardSession) -> QuerySet[Idea]:
    """Ideas that can be put on the agenda: checked ones, and those the board deferred or found worthy."""
    states = (IdeaState.CHECKED, IdeaState.DEFERRED, IdeaState.WORTHY)
    return Idea.objects.filter(region_id=session.region_id, state__in=states).order_by("changed_at", "pk")


def duties(by: Actor, *, today: date) -> list[Duty]:
    """What ideas, sessions and applications ask of the office, most urgent first; three queries."""
    mine = access.of_steered_regions(by)
    found = [
        *_idea_duties(Idea.objects.filter(mine), today),
        *_session_duties(BoardSession.objects.filter(mine), by, today),
        *_application_duties(Application.objects.filter(mine)),
    ]
    return sorted(found, key=lambda duty: duty.due or date.max)[:MOST_DUTIES]


def _idea_duties(ideas: QuerySet[Idea], today: date) -> list[Duty]:
    waits = Q(state__in=(IdeaState.SUBMITTED, IdeaState.FORWARDED))
    rows = ideas.filter(waits | Q(state__in=(IdeaState.DEFERRED, IdeaState.WORTHY), again_from__lte=today))
    return [_idea_duty(idea) for idea in rows.order_by("changed_at", "pk")[:MOST_DUTIES]]


def _idea_duty(idea: Idea) -> Duty:
    since = localdate(idea.changed_at)
    texts = {
        IdeaState.SUBMITTED: (
            gettext_noop("New idea from %(who)s: %(title)s"),
            gettext_noop("Check it"),
            add_working_days(since, rules.CHECK_WITHIN),
        ),
        IdeaState.FORWARDED: (
            gettext_noop("The board forwarded “%(title)s”; its application is not begun"),
            gettext_noop("Begin the application"),
            since + rules.APPLY_WITHIN,
        ),
    }
    again = (
        gettext_noop("To be looked at again: %(title)s"),
        gettext_noop("Look at it again"),
        idea.again_from or since,
    )
    text, button, due = texts.get(IdeaState(idea.state), again)
    return Duty(
        key=f"idea:{idea.code}:{idea.state}",
        weight=Weight.WAITING if idea.state == IdeaState.SUBMITTED else Weight.DUE,
        text=text,
        button=button,
        thing=idea.label,
        about=idea.title,
        due=due,
        region_id=idea.region_id,
        params=(("title", idea.title), ("who", idea.body)),
    )


def _session_duties(sessions: QuerySet[BoardSession], by: Actor, today: date) -> list[Duty]:
    soon = make_aware(datetime.combine(today + rules.INVITE_AHEAD + timedelta(days=14), time.min))
    over = make_aware(datetime.combine(today + timedelta(days=1), time.min))
    rows = sessions.filter(
        Q(state=SessionState.PLANNED, starts_at__lt=soon)
        | Q(state=SessionState.INVITED, ends_at__lt=over)
        | Q(state=SessionState.HELD)
    )
    shown = list(rows.order_by("starts_at", "pk")[:MOST_DUTIES])
    writers = _writers(row for row in shown if row.state == SessionState.HELD and row.minutes)
    found = []
    for session in shown:
        text, button, due, weight = _asked_of(session)
        if by.actor_id in writers.get(session.code, ()):
            continue  # another person approves
        found.append(
            Duty(
                key=f"session:{session.code}:{session.state}:{bool(session.minutes)}",
                weight=weight,
                text=text,
                button=button,
                thing=session.label,
                about=session.title,
                due=due,
                region_id=session.region_id,
                params=(("title", session.title),),
            )
        )
    return found


def _asked_of(session: BoardSession) -> tuple[str, str, date, Weight]:
    on = localdate(session.starts_at)
    if session.state == SessionState.PLANNED:
        text = gettext_noop("Nobody is invited yet to “%(title)s”")
        return text, gettext_noop("Invite the board"), on - rules.INVITE_AHEAD, Weight.DUE
    if session.state == SessionState.INVITED:
        return gettext_noop("“%(title)s” is over: was it held?"), gettext_noop("Say so"), on, Weight.DUE
    if not session.minutes:
        text = gettext_noop("Minutes and decisions of “%(title)s” are to be written")
        return text, gettext_noop("Write the minutes"), on + rules.MINUTES_WITHIN, Weight.DUE
    text = gettext_noop("The minutes of “%(title)s” wait for another person's approval")
    return text, gettext_noop("Read and approve"), on + rules.MINUTES_WITHIN, Weight.WAITING


def _application_duties(applications: QuerySet[Application]) -> list[Duty]:
    due = Q(state=ApplicationState.PREPARED, due_on__isnull=False) | Q(state=ApplicationState.QUERIED)
    rows = applications.filter(due).annotate(since=_since()).order_by("due_on", "pk")[:MOST_DUTIES]
    return [_application_duty(row) for row in rows]


def _application_duty(row: Any) -> Duty:
    asked = row.state == ApplicationState.QUERIED
    return Duty(
        key=f"application:{row.code}:{row.state}:{row.since}",
        weight=Weight.WAITING if asked else Weight.DUE,
        text=gettext_noop("The authority asked back about “%(title)s”")
        if asked
        else gettext_noop("“%(title)s” is to be submitted to the authority"),
        button=gettext_noop("Write down the answer") if asked else gettext_noop("To the application"),
        thing=row.label,
        about=row.title,
        due=row.since if asked else row.due_on,
        latest=None if asked else row.due_on,
        region_id=row.region_id,
        params=(("title", row.title),),
    )
