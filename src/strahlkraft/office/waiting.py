"""What waits for a person, from all rooms: each says its duties, reuse and congress are asked here."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.timezone import localdate, make_aware

from strahlkraft.accounts.models import User
from strahlkraft.accounts.queries import actor_ids_of
from strahlkraft.audit.queries import began_at, last_check
from strahlkraft.congress.access import occasions_managed_by
from strahlkraft.congress.models import Occasion
from strahlkraft.congress.rules.vocabulary import OccasionState, PitchState
from strahlkraft.funding.queries import duties as money
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network import queries as network
from strahlkraft.newsroom.queries import citizens, newsletter, pages, telling
from strahlkraft.newsroom.queries import desk as newsroom
from strahlkraft.privacy.queries import wishes as privacy
from strahlkraft.reports.queries import reports
from strahlkraft.reuse.queries import exchange, workspace
from strahlkraft.reuse.rules.vocabulary import CaseState
from strahlkraft.steering.queries import board, checkins, closure, deadlines, life

CASES_LOOKED_AT = 300
MOST = 50
"""Duties of one kind: whoever has more sees them in their own list."""
UNCHECKED = timedelta(days=3)
"""The chain of the trail is checked every night; so long without it means that nobody does."""
_OVER = (CaseState.DROPPED, CaseState.ENDED)
_DECIDED = (PitchState.ACCEPTED, PitchState.WAITING, PitchState.REJECTED)
ANNOUNCE_AHEAD = timedelta(days=42)
"""An event nobody has announced so long before it begins is due: our own aim, people's diaries fill early."""


class Provider(Protocol):
    """What a room says of somebody's duties, in a constant number of queries."""

    def __call__(self, by: Actor, *, today: date) -> list[Duty]:
        """The duties of ``by``, the most urgent first, at most 50."""


def of_reuse(by: Actor, *, today: date) -> list[Duty]:
    """Requests with their clock, cases whose sides disagree or nobody confirmed, open drafts of offers."""
    return [
        *(_requests(by, today) if by.holds(Right.ANSWER_REQUESTS) else ()),
        *(_cases(by) if by.holds(Right.REPORT_CASES) else ()),
        *(_drafts(by) if by.holds(Right.EDIT_OFFERS) else ()),
    ]


def _requests(by: Actor, today: date) -> Iterator[Duty]:
    for row in workspace.requests(by, state="waiting")[:MOST]:
        clock = workspace.clock_of(row, today=today)
        yield Duty(
            key=f"request:{row.code}",
            weight=Weight.WAITING,
            text=gettext_noop("%(who)s asks to reuse something and waits for an answer"),
            button=gettext_noop("Answer"),
            thing=row.label,
            about=row.about.title,
            due=clock.escalate_on if clock else None,
            region_id=row.region_id,
            params=(("who", row.asked_by),),
        )


def _cases(by: Actor) -> Iterator[Duty]:
    cases = workspace.cases(by).exclude(state__in=_OVER)[:CASES_LOOKED_AT]
    apart = [row.case for row in map(workspace.case_row, cases) if row.apart]
    for case in apart[:MOST]:
        yield Duty(
            key=f"case-apart:{case.code}",
            weight=Weight.WAITING,
            text=gettext_noop("Both sides of a reuse disagree; until somebody settles it, the earlier step counts"),
            button=gettext_noop("Settle"),
            thing=Label("reuse_case", case.code),
            about=case.about.title,
            region_id=case.region_id,
        )
    unconfirmed = workspace.unconfirmed(workspace.cases(by)).count()
    if unconfirmed:
        yield _counted("cases-unconfirmed", "unconfirmed_cases", unconfirmed, _UNCONFIRMED)


def _drafts(by: Actor) -> Iterator[Duty]:
    drafts = workspace.open_drafts(by)
    if drafts:
        yield _counted("offer-drafts", "own_offers", drafts, _DRAFTS)


_UNCONFIRMED = (
    gettext_noop("A reuse nobody has confirmed: it counts only when the reusing body says so"),
    gettext_noop("%(n)s reuses nobody has confirmed: they count only when the reusing body says so"),
)
_DRAFTS = (
    gettext_noop("An offer has an open draft nobody outside reads"),
    gettext_noop("%(n)s offers have open drafts nobody outside reads"),
)


def _counted(key: str, kind: str, number: int, words: tuple[str, str]) -> Duty:
    """One line for many things of a list."""
    return Duty(
        key=key,
        weight=Weight.SILENT,
        text=words[0] if number == 1 else words[1],
        button=gettext_noop("Look"),
        thing=Label(kind, ""),
        params=(("n", str(number)),),
    )


def of_exchange(by: Actor, *, today: date) -> list[Duty]:
    """Other instances that wait for a decision of the administration."""
    if not by.holds(Right.MANAGE_EXCHANGE):
        return []
    return [
        Duty(
            key=f"peer:{view.peer.slug}",
            weight=Weight.WAITING,
            text=gettext_noop("Another instance waits: confirm its key, or look why it was stopped"),
            button=gettext_noop("Look"),
            thing=Label("exchange", ""),
            about=view.peer.name or view.peer.url,
        )
        for view in exchange.peers(_midnight(today))
        if view.needs_person
    ]


def of_trail(by: Actor, *, today: date) -> list[Duty]:
    """The trail does not hold, or nobody has looked for days: the administration must know at once (I17); two queries at most."""
    if not by.holds(Right.MANAGE_ACCOUNTS):
        return []
    check = last_check()
    if check is None:
        begun = began_at()
        silent = begun is not None and localdate(begun) < today - UNCHECKED
        text = gettext_noop("The chain of the trail was never checked; does the worker run?")
        return [_of_chain("trail-unchecked", Weight.SILENT, text)] if silent else []
    if check.breaks:
        text = gettext_noop("The trail was changed from outside: its chain breaks at entry %(n)s")
        return [_of_chain("trail-broken", Weight.LEGAL, text, n=str(check.first_broken), due=today)]
    if not today - UNCHECKED <= localdate(check.at) <= today:
        text = gettext_noop("The chain of the trail was last checked on %(day)s; does the worker run?")
        return [_of_chain("trail-unchecked", Weight.SILENT, text, day=date_format(check.at, "SHORT_DATE_FORMAT"))]
    return []


def _of_chain(key: str, weight: Weight, text: str, *, due: date | None = None, **params: str) -> Duty:
    thing = Label("trail", "")
    return Duty(key, weight, text, gettext_noop("Look"), thing, due=due, latest=due, params=tuple(params.items()))


def of_congress(by: Actor, *, today: date) -> list[Duty]:
    """Events to announce, pitches to decide on, decisions to tell; one query."""
    if not by.holds(Right.MANAGE_EVENTS):
        return []
    undecided = Count("pitches", filter=Q(pitches__state=PitchState.SUBMITTED))
    untold = Count("pitches", filter=Q(pitches__state__in=_DECIDED, pitches__told_at=None))
    rows = (
        occasions_managed_by(by)
        .filter(ends_at__gte=_midnight(today))
        .exclude(state=OccasionState.CANCELLED)
        .select_related("call")
        .annotate(undecided=undecided, untold=untold)
        .order_by("starts_at", "pk")[:MOST]
    )
    return [duty for row in rows for duty in _of_occasion(row, row.__dict__, today)][:MOST]


def _of_occasion(row: Occasion, counts: Mapping[str, Any], today: date) -> Iterator[Duty]:
    """What is to be done for one event; ``counts`` of pitches ``undecided`` and ``untold``."""
    begins, call = localdate(row.starts_at), getattr(row, "call", None)
    if row.state == OccasionState.DRAFT:
        yield Duty(
            key=f"announce:{row.slug}",
            weight=Weight.DUE,
            text=gettext_noop("The event is not announced yet; it begins on %(day)s"),
            button=gettext_noop("Announce"),
            thing=Label("occasion", row.slug),
            about=row.name,
            due=max(begins - ANNOUNCE_AHEAD, today),
            region_id=row.region_id,
            params=(("day", _short(begins)),),
        )
    if call and counts["undecided"] and localdate(call.closes_at) <= today:
        yield _of_pitches("decide", row, counts["undecided"], _UNDECIDED, due=call.decided_on or begins)
    if call and counts["untold"]:
        yield _of_pitches("tell", row, counts["untold"], _UNTOLD, due=None)


_UNDECIDED = (
    gettext_noop("The call is closed and a pitch waits for a decision"),
    gettext_noop("The call is closed and %(n)s pitches wait for a decision"),
)
_UNTOLD = (
    gettext_noop("A decision on a pitch is made and not told yet"),
    gettext_noop("%(n)s decisions on pitches are made and not told yet"),
)


def _of_pitches(deed: str, row: Occasion, number: int, words: tuple[str, str], *, due: date | None) -> Duty:
    return Duty(
        key=f"{deed}:{row.slug}",
        weight=Weight.WAITING,
        text=words[0] if number == 1 else words[1],
        button=gettext_noop("Decide") if deed == "decide" else gettext_noop("Tell them"),
        thing=Label("occasion_pitches", row.slug),
        about=row.name,
        due=due,
        region_id=row.region_id,
        params=(("n", str(number)),),
    )


def _short(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


PROVIDERS: tuple[Provider, ...] = (
    of_trail,
    deadlines.duties,
    money.duties,
    reports.duties,
    privacy.duties,
    board.duties,
    closure.duties,
    checkins.duties,
    life.duties,
    network.duties,
    newsroom.duties,
    newsletter.duties,
    pages.duties,
    citizens.duties,
    telling.duties,
    of_reuse,
    of_exchange,
    of_congress,
)
"""Every room that knows duties; what is equally urgent stands in this order."""


def duties_of(user: User, *, today: date) -> list[Duty]:
    """All duties of all rooms, room by room; a deadline another line speaks of, with the deed itself, is not said twice."""
    found = [duty for provider in PROVIDERS for duty in provider(user, today=today)]
    said = {name for duty in found if duty.thing.kind != "deadline" for name in duty.deadlines}
    return [duty for duty in found if duty.thing.kind != "deadline" or not said.intersection(duty.deadlines)]


def acts_for(user: User, today: date) -> frozenset[str]:
    """Whose duties stand on somebody's list: their own, and those of the absent they stand in for."""
    return actor_ids_of(user, today)
