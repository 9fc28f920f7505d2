"""Preparing events: begin, change, announce, tell, cancel; take up one the register knows; who helps."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate, localtime
from django.utils.translation import override

from strahlkraft.congress import access, texts
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.emails import occasions as emails
from strahlkraft.congress.models import CrewMember, Host, Notice, Occasion, Series
from strahlkraft.congress.queries.occasions import content_of
from strahlkraft.congress.rules import occasions as rules
from strahlkraft.congress.rules.vocabulary import NoticeKind, OccasionState, Visibility
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.slug import first_free, slugify
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects.actions import state_event
from strahlkraft.projects.models import Event
from strahlkraft.reuse.rules.requests import plain, plain_line

COLUMNS = (
    "name",
    "kind",
    "mode",
    "visibility",
    "region_id",
    "starts_at",
    "ends_at",
    "venue",
    "summary",
    "access_notes",
    "stream_url",
    "mailbox",
)
"""What an editor says that is a column of the table; hosts and series are kept beside it."""


@transaction.atomic
def create(
    *,
    by: Actor,
    at: datetime,
    given: rules.OccasionInput,
    demonstration: bool = False,
    submission: UUID | None = None,
) -> Occasion:
    """Begin an event in a region whose events ``by`` manages; nobody else sees it. Raises Refused with reasons."""
    given = _clean(given)
    _ensure_region(by, given.region_id)
    ensure(rules.content_problems(given))
    occasion = Occasion(slug=_free_slug(given), demonstration=demonstration, created_at=at)
    _write(occasion, given, at=at)
    record("create_occasion", by=by, at=at, occasion=occasion, after=_told(given), submission=submission)
    return occasion


@transaction.atomic
def edit(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    given: rules.OccasionInput,
    seen: datetime,
    note: str = "",
    submission: UUID | None = None,
) -> Occasion:
    """Change an event. ``seen`` is the ``changed_at`` the editor saw: a later one refuses with ``changed_meanwhile``.

    When time, place, mode or name of an announced event change, everybody who comes is told ``note``, once.
    """
    occasion, given, note = _locked(by, slug), _clean(given), plain(note)
    if seen != occasion.changed_at:
        words = gettext_noop("Somebody changed this event meanwhile. Please look at it again before you save.")
        raise Refused([Refusal("changed_meanwhile", words)])
    before = content_of(occasion)
    if given.region_id != occasion.region_id:
        _ensure_region(by, given.region_id)
    ensure(rules.editing_problems(occasion.state, before, given, note))
    if given == before:
        return occasion
    _write(occasion, given, at=at)
    if occasion.state == OccasionState.ANNOUNCED:
        _state(occasion, by=by, at=at)
        if rules.told_changes(before, given):
            _notify(occasion, NoticeKind.CHANGE, note, at=at)
    record(
        "edit_occasion",
        by=by,
        at=at,
        occasion=occasion,
        before=_told(before),
        after=_told(given),
        submission=submission,
    )
    return occasion


@transaction.atomic
def announce(*, by: Actor, at: datetime, slug: str, submission: UUID | None = None) -> Occasion:
    """Let people know: a public event gets its record in the register, an internal one enters the shared calendar."""
    occasion = _locked(by, slug)
    ensure(rules.announcing_problems(occasion.state, content_of(occasion)))
    occasion.state = rules.TRANSITIONS[OccasionState(occasion.state)]["announce"]
    if occasion.visibility == Visibility.PUBLIC:
        occasion.event = _state(occasion, by=by, at=at)
    _save(occasion, at=at)
    record(
        "announce_occasion",
        by=by,
        at=at,
        occasion=occasion,
        before={"state": OccasionState.DRAFT},
        after={"state": occasion.state},
        submission=submission,
    )
    return occasion


@transaction.atomic
def tell(*, by: Actor, at: datetime, slug: str, text: str, submission: UUID | None = None) -> Occasion:
    """Tell everybody who comes something that changes neither time nor place."""
    occasion, text = _locked(by, slug), plain(text)
    ensure(rules.telling_problems(occasion.state, text))
    _notify(occasion, NoticeKind.CHANGE, text, at=at)
    record("tell_occasion", by=by, at=at, occasion=occasion, after={"notice": text}, submission=submission)
    return occasion


@transaction.atomic
def cancel(*, by: Actor, at: datetime, slug: str, reason: str, submission: UUID | None = None) -> Occasion:
    """Cancel an event for good, with a reason that everybody who comes is told, once. It never vanishes."""
    occasion, reason = _locked(by, slug), plain(reason)
    ensure(rules.cancelling_problems(occasion.state, reason))
    before = occasion.state
    occasion.state = rules.TRANSITIONS[OccasionState(before)]["cancel"]
    occasion.cancelled_at = at
    occasion.cancel_reason = reason
    if before == OccasionState.ANNOUNCED:
        _notify(occasion, NoticeKind.CANCELLATION, reason, at=at)
    _save(occasion, at=at)
    record(
        "cancel_occasion",
        by=by,
        at=at,
        occasion=occasion,
        before={"state": before},
        after={"state": occasion.state},
        reason=reason,
        submission=submission,
    )
    return occasion


@transaction.atomic
def take_up(
    *, by: Actor, at: datetime, event: str, given: rules.OccasionInput, submission: UUID | None = None
) -> Occasion:
    """Organise an event the register knows (``event`` its slug), so that it can have recordings and figures of its own.

    The register keeps what its sources state; the day must fit the date stated there.
    """
    known = Event.objects.select_for_update(of=("self",)).filter(slug=event, occasion=None).first()
    if known is None:
        words = gettext_noop("The register knows no such event, or it is taken up already.")
        raise Refused([Refusal("unknown", words)])
    about = given.summary.strip() or known.format or known.name
    given = replace(_clean(given), visibility=Visibility.PUBLIC, summary=about)
    _ensure_region(by, given.region_id)
    ensure(rules.content_problems(given))
    ensure(rules.taking_up_problems(known.date, given.starts_at, localdate(given.starts_at)))
    ensure(rules.missing(given))
    occasion = Occasion(slug=known.slug, event=known, state=OccasionState.ANNOUNCED, created_at=at)
    _write(occasion, given, at=at)
    record("take_up_occasion", by=by, at=at, occasion=occasion, after=_told(given), submission=submission)
    return occasion


@transaction.atomic
def add_crew(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    role: str,
    name: str,
    mailbox: str = "",
    submission: UUID | None = None,
) -> CrewMember:
    """Give somebody a task at an event; with a mailbox their link is sent there at once."""
    occasion, name, mailbox = _locked(by, slug), plain_line(name), mailbox.strip()
    if occasion.state == OccasionState.CANCELLED:
        raise Refused([Refusal("state", gettext_noop("A cancelled event is no longer changed."))])
    ensure(rules.crew_problems(role, name, mailbox))
    member = CrewMember.objects.create(
        occasion=occasion, code=new_code(), role=role, name=name, mailbox=mailbox, added_at=at
    )
    emails.post_crew_link(member, at=at)
    _record_crew("add_crew", member, by=by, at=at, submission=submission)
    return member


@transaction.atomic
def send_crew_link(*, by: Actor, at: datetime, slug: str, member: int, submission: UUID | None = None) -> CrewMember:
    """Send somebody their link once more."""
    found = _member(_locked(by, slug), member)
    if not found.mailbox:
        words = gettext_noop("We know no mailbox of this person. Copy the link instead.")
        raise Refused([Refusal("mailbox_missing", words)])
    emails.post_crew_link(found, at=at)
    _record_crew("send_crew_link", found, by=by, at=at, submission=submission)
    return found


@transaction.atomic
def end_crew(*, by: Actor, at: datetime, slug: str, member: int, submission: UUID | None = None) -> CrewMember:
    """End somebody's task: from now on their link opens nothing."""
    found = _member(_locked(by, slug), member)
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    _record_crew("end_crew", found, by=by, at=at, submission=submission)
    return found


def _locked(by: Actor, slug: str) -> Occasion:
    occasion = Occasion.objects.select_for_update(of=("self",)).get(slug=slug)
    ensure(access.may_manage(by, occasion), hidden=True)
    return occasion


def _member(occasion: Occasion, pk: int) -> CrewMember:
    found = CrewMember.objects.select_for_update().filter(pk=pk, occasion=occasion, ended_at=None).first()
    if found is None:
        raise Refused([Refusal("ended", gettext_noop("This link has been ended already."))])
    return found


def _ensure_region(by: Actor, region_id: int | None) -> None:
    if not access.may_manage_in(by, region_id):
        words = gettext_noop("You may only prepare events of your own region.")
        raise Refused([Refusal("no_right", words, "region")])


def _clean(given: rules.OccasionInput) -> rules.OccasionInput:
    """Without characters nobody sees; one line where one line is meant."""
    lines = ("name", "venue", "stream_url", "mailbox", "new_series")
    hosts = tuple(replace(host, name=plain_line(host.name)) for host in given.hosts)
    texts_of = {name: plain_line(getattr(given, name)) for name in lines}
    texts_of |= {name: plain(getattr(given, name)) for name in ("summary", "access_notes")}
    return replace(given, hosts=hosts, **texts_of)  # type: ignore[arg-type]  # all of them are texts


def _free_slug(given: rules.OccasionInput) -> str:
    """An address part no event has, in the register or here; the year makes those of a series differ."""
    year = str(localtime(given.starts_at).year)
    slug = slugify(given.name if year in given.name else f"{given.name} {year}", limit=100)
    taken = [
        *Occasion.objects.filter(slug__startswith=slug).values_list("slug", flat=True),
        *Event.objects.filter(slug__startswith=slug).values_list("slug", flat=True),
    ]
    return first_free(slug, taken)


def _write(occasion: Occasion, given: rules.OccasionInput, *, at: datetime) -> None:
    for name in COLUMNS:
        setattr(occasion, name, getattr(given, name))
    occasion.series = _series(given)
    _save(occasion, at=at)
    rows = [
        Host(occasion=occasion, organisation_id=row.organisation_id, name=row.name, role=row.role, position=place)
        for place, row in enumerate(given.hosts)
    ]
    occasion.hosts.all().delete()
    Host.objects.bulk_create(rows)


def _series(given: rules.OccasionInput) -> Series | None:
    if given.new_series:
        known = Series.objects.filter(name__iexact=given.new_series).first()
        if known:
            return known
        slug = slugify(given.new_series)
        taken = Series.objects.filter(slug__startswith=slug).values_list("slug", flat=True)
        return Series.objects.create(slug=first_free(slug, taken), name=given.new_series, region_id=given.region_id)
    if not given.series:
        return None
    found = Series.objects.filter(slug=given.series).first()
    if found is None:
        raise Refused([Refusal("unknown", gettext_noop("We know no series of this name."), "series")])
    return found


def _save(occasion: Occasion, *, at: datetime) -> None:
    occasion.changed_at = at
    occasion.save()


def _state(occasion: Occasion, *, by: Actor, at: datetime) -> Event | None:
    """Bring the register up to what the organisers say; an internal event has no record there."""
    if occasion.visibility != Visibility.PUBLIC:
        return None
    with override("de"):  # the register is German
        name = texts.marked(occasion.name, demonstration=occasion.demonstration)[:250]
    return state_event(
        by=by,
        at=at,
        slug=occasion.slug,
        region_id=occasion.region_id,
        name=name,
        date=localdate(occasion.starts_at).isoformat(),
        venue=occasion.venue,
        organisers=[host.name for host in occasion.hosts.all()],
        notes=occasion.summary,
        new=occasion.event_id is None,
    )


def _notify(occasion: Occasion, kind: NoticeKind, text: str, *, at: datetime) -> None:
    """Post a notice to everybody; calendars learn of it by a higher SEQUENCE."""
    occasion.sequence += 1
    _save(occasion, at=at)
    emails.post_notice(Notice.objects.create(occasion=occasion, kind=kind, text=text, posted_at=at), at=at)


def _told(given: rules.OccasionInput) -> dict[str, Any]:
    """What the trail keeps of an event: everything but the hosts' numbers; no person is named."""
    return {name: getattr(given, name) for name in COLUMNS} | {"hosts": [host.name for host in given.hosts]}


def _record_crew(verb: str, member: CrewMember, *, by: Actor, at: datetime, submission: UUID | None) -> None:
    record(verb, by=by, at=at, occasion=member.occasion, after={"task": member.role}, submission=submission)
