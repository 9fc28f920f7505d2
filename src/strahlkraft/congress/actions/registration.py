"""Registering, confirming, moving up, switching, cancelling, coming in, being forgotten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from strahlkraft.congress import access, texts
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.emails import registration as emails
from strahlkraft.congress.models import CheckIn, Occasion, Registration, SeatCount
from strahlkraft.congress.queries.registration import openness
from strahlkraft.congress.rules import registration as rules
from strahlkraft.congress.rules.vocabulary import Channel, CrewRole, RegistrationState
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.queries import of_mailbox
from strahlkraft.network.models import Municipality
from strahlkraft.reuse.rules.requests import plain, plain_line


@transaction.atomic
def register(
    *, by: Actor, at: datetime, occasion: Occasion, form: rules.RegistrationForm, language: str
) -> Registration:
    """Take a registration; the seat is theirs once they press the link in the mail.

    The same mailbox registers once per event: typing it again sends the letter of the first again (no one learns from
    the page whether it was known). No line in the trail yet: an unconfirmed registration is erased as if never typed.
    """
    ensure(rules.may_open_form(openness(occasion), at=at))
    ensure(rules.may_wait(waiting=_waiting(occasion, form.mailbox.strip(), at=at)))
    registration, is_new = _typed(occasion, _values(occasion, form, language=language, at=at), at=at)
    if is_new or registration.state == RegistrationState.DRAFT:
        emails.post_confirmation(registration, at=at)
    else:
        emails.post_known(registration, at=at)
    return registration


@transaction.atomic
def register_for(
    *,
    by: Actor,
    at: datetime,
    occasion: Occasion,
    form: rules.RegistrationForm,
    language: str,
    submission: UUID | None = None,
) -> Registration:
    """The organisers register somebody who asked by phone: a seat or a place on the list at once, told by letter."""
    ensure(access.may_manage(by, occasion), hidden=True)
    ensure(rules.may_register_for(openness(occasion), at=at))
    registration, is_new = _typed(occasion, _values(occasion, form, language=language, at=at), at=at)
    if not is_new and registration.state != RegistrationState.DRAFT:
        known = gettext_noop("This mailbox is registered already.")
        raise Refused([Refusal("known", known, "mailbox")])
    return confirm(by=by, at=at, code=registration.code, submission=submission)


def _waiting(occasion: Occasion, mailbox: str, *, at: datetime) -> int:
    """How many other registrations wait for this mailbox's press, however it is spelt and whatever the event."""
    drafts = Registration.objects.filter(of_mailbox(mailbox), state=RegistrationState.DRAFT, confirm_by__gt=at)
    return drafts.exclude(occasion=occasion, mailbox__iexact=mailbox).count()


def _values(occasion: Occasion, form: rules.RegistrationForm, *, language: str, at: datetime) -> dict[str, Any]:
    """The typed registration as columns, or why it cannot be taken."""
    ensure(rules.form_problems(form, openness(occasion), known_needs=texts.ACCESS_NEEDS))
    municipality = Municipality.objects.filter(key=form.municipality, dissolved=False).first()
    if form.municipality and municipality is None:
        unknown = gettext_noop("We know no municipality of this name. Please choose one of the suggestions.")
        raise Refused([Refusal("municipality_unknown", unknown, "municipality")])
    return {
        "channel": form.channel,
        "name": plain_line(form.name),
        "mailbox": form.mailbox.strip(),
        "organisation_name": plain_line(form.organisation)[:200],
        "municipality": municipality,
        "seats": form.seats,
        "companion": form.companion,
        "needs": sorted(set(form.needs)),
        "needs_note": plain(form.needs_note),
        "photo_consent": form.photo_consent,
        "online_instead": form.online_instead and form.channel == Channel.ONSITE,
        "language": language,
        "confirm_by": at + rules.CONFIRM_WITHIN,
    }


def _typed(occasion: Occasion, values: dict[str, Any], *, at: datetime) -> tuple[Registration, bool]:
    """The registration of this mailbox, and whether it is new; one that nobody confirmed yet takes the new words."""
    own = occasion.registrations.exclude(state=RegistrationState.CANCELLED).filter(mailbox__iexact=values["mailbox"])
    known = own.first()
    if known is None:
        try:
            with transaction.atomic():
                return Registration.objects.create(occasion=occasion, code=new_code(), created_at=at, **values), True
        except IntegrityError:  # the same form sent twice at the same moment
            known = own.get()
    if known.state == RegistrationState.DRAFT:
        for name, value in values.items():
            setattr(known, name, value)
        known.save()
    return known, False


@transaction.atomic
def confirm(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> Registration:
    """The link in the mail was pressed: a seat, or a place on the waiting list in the order of these presses."""
    count, registration = _locked(code)
    ensure(
        rules.may_confirm(
            registration.state, openness(registration.occasion), confirm_by=registration.confirm_by, at=at
        )
    )
    registration.confirmed_at = at
    _take_or_wait(count, registration, at=at)
    emails.post_outcome(registration, at=at)
    _record("confirm_registration", registration, by=by, at=at, before=RegistrationState.DRAFT, submission=submission)
    return registration


@transaction.atomic
def change_details(
    *,
    by: Actor,
    at: datetime,
    code: str,
    details: rules.Details,
    submission: UUID | None = None,
) -> Registration:
    """Another name on the badge, other needs, another word on photos; the seat stays as it is."""
    _count_row, registration = _locked(code)
    _ensure_own(by, registration)
    ensure(rules.may_change(registration.state, ends_at=registration.occasion.ends_at, at=at))
    ensure(
        rules.detail_problems(
            details.name, needs=details.needs, needs_note=details.needs_note, known_needs=texts.ACCESS_NEEDS
        )
    )
    waits = registration.state == RegistrationState.WAITING and registration.channel == Channel.ONSITE
    registration.name = plain_line(details.name)
    registration.organisation_name = plain_line(details.organisation)[:200]
    registration.needs = sorted(set(details.needs))
    registration.needs_note = plain(details.needs_note)
    registration.photo_consent = details.photo_consent
    registration.online_instead = details.online_instead and waits
    registration.save()
    _record("change_registration", registration, by=by, at=at, before=registration.state, submission=submission)
    return registration


@transaction.atomic
def cancel(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> Registration:
    """Give the place back; whoever waits and fits moves up and is told."""
    count, registration = _locked(code)
    _ensure_own(by, registration)
    ensure(rules.may_cancel(registration.state, ends_at=registration.occasion.ends_at, at=at))
    before = registration.state
    _give_back(count, registration)
    registration.state = RegistrationState.CANCELLED
    registration.cancelled_at = at
    registration.save()
    emails.post_cancelled(registration, at=at)
    _move_up(count, registration.occasion, at=at)
    _record("cancel_registration", registration, by=by, at=at, before=before, submission=submission)
    return registration


@transaction.atomic
def switch_channel(*, by: Actor, at: datetime, code: str, to: str, submission: UUID | None = None) -> Registration:
    """Take part online instead of on site, or the other way round; the other channel's seats and list count then."""
    registration = Registration.objects.get(code=code)
    counts = {c: _count(registration.occasion, c) for c in sorted(Channel)}  # locked in one order, by everybody
    registration.refresh_from_db()
    _ensure_own(by, registration)
    ensure(rules.may_switch(registration.state, registration.channel, to, openness(registration.occasion), at=at))
    left, before, way = counts[Channel(registration.channel)], registration.state, registration.channel
    _give_back(left, registration)
    registration.channel = to
    registration.online_instead = False
    _take_or_wait(counts[Channel(to)], registration, at=at)
    emails.post_outcome(registration, at=at)
    _move_up(left, registration.occasion, at=at)
    _record("switch_registration", registration, by=by, at=at, before=before, way=way, submission=submission)
    return registration


@transaction.atomic
def set_seats(
    *,
    by: Actor,
    at: datetime,
    occasion: Occasion,
    onsite: int | None,
    online: int | None,
    opens_at: datetime | None,
    closes_at: datetime | None,
    submission: UUID | None = None,
) -> Occasion:
    """Say how many can come and until when they can register; more seats let those who wait move up."""
    ensure(access.may_manage(by, occasion), hidden=True)
    occasion = Occasion.objects.select_for_update().get(pk=occasion.pk)  # as it is now: others edit it meanwhile
    counts = {c: _count(occasion, c) for c in sorted(Channel)}
    problems = rules.capacity_problems(onsite, taken=counts[Channel.ONSITE].taken, field_name="seats_onsite")
    problems += rules.capacity_problems(online, taken=counts[Channel.ONLINE].taken, field_name="seats_online")
    if (opens_at is None) != (closes_at is None) or (opens_at and closes_at and closes_at <= opens_at):
        sentence = gettext_noop("Give both dates, the second after the first.")
        problems.append(Refusal("registration_dates", sentence, "registration_closes_at"))
    ensure(problems)
    before = {"onsite": occasion.seats_onsite, "online": occasion.seats_online}
    occasion.seats_onsite, occasion.seats_online = onsite, online
    occasion.registration_opens_at, occasion.registration_closes_at = opens_at, closes_at
    occasion.changed_at = at
    occasion.save()
    for channel, capacity in ((Channel.ONSITE, onsite), (Channel.ONLINE, online)):
        count = counts[channel]
        count.capacity = capacity
        count.save()
        _move_up(count, occasion, at=at)
    after = {"onsite": onsite, "online": online}
    record("set_seats", by=by, at=at, occasion=occasion, before=before, after=after, submission=submission)
    return occasion


@transaction.atomic
def check_in(*, by: Actor, at: datetime, occasion: Occasion, scan: rules.Scan) -> CheckIn:
    """Somebody comes in; a scan that was sent before is answered with what it did then."""
    ensure(access.may_run(by, occasion, CrewRole.DOOR), hidden=True)
    registration = Registration.objects.select_for_update().filter(badge=scan.badge, occasion=occasion).first()
    if registration is None:
        raise Refused(rules.may_come_in(None, people=scan.people, occasion_id=occasion.pk))
    done = CheckIn.objects.filter(uid=scan.uid).first()
    if done is not None and done.registration_id == registration.pk:
        return done
    if done is not None:
        raise Refused([Refusal("unreadable", gettext_noop("This could not be read. Please try again."))])
    came = registration.check_ins.aggregate(n=Sum("people"))["n"] or 0
    guest = rules.Guest(registration.state, registration.seats, came, registration.occasion_id, registration.channel)
    ensure(rules.may_come_in(guest, people=scan.people, occasion_id=occasion.pk))
    when = rules.scan_time(scan.scanned_at, at, starts_at=occasion.starts_at, ends_at=occasion.ends_at)
    row = CheckIn.objects.create(
        registration=registration,
        uid=scan.uid,
        people=scan.people,
        crew_id=by.member_id if isinstance(by, access.CrewHolder) else None,
        scanned_at=when,
        received_at=at,
    )
    record("check_in", by=by, at=at, occasion=occasion, after={"people": scan.people})
    return row


@transaction.atomic
def send_waiting_online(*, at: datetime, occasion: Occasion, by: Actor = SYSTEM) -> int:
    """Registration has closed: who waits for a seat and said so takes part online; how many did."""
    counts = {c: _count(occasion, c) for c in sorted(Channel)}
    rows = list(
        occasion.registrations.filter(
            channel=Channel.ONSITE, state=RegistrationState.WAITING, online_instead=True
        ).order_by("ticket")
    )
    for row in rows:
        row.channel, row.online_instead = Channel.ONLINE, False
        _take_or_wait(counts[Channel.ONLINE], row, at=at)
        emails.post_outcome(row, at=at)
    if rows:
        record("send_waiting_online", by=by, at=at, occasion=occasion, after={"people": len(rows)})
    return len(rows)


@transaction.atomic
def erase_unconfirmed(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Erase registrations nobody confirmed in time; they never had a seat. Returns how many."""
    over = Registration.objects.filter(state=RegistrationState.DRAFT, confirm_by__lt=at)
    ids = list(over.values_list("pk", flat=True))
    Registration.objects.filter(pk__in=ids).delete()
    return len(ids)


@transaction.atomic
def forget_people(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Erase names, mailboxes and needs six months after the event; numbers stay. Returns how many."""
    over = Registration.objects.filter(erased_at=None, occasion__ends_at__lt=at - rules.KEEP_PEOPLE)
    return over.update(
        name="", mailbox="", organisation_name="", needs=[], needs_note="", companion=False, erased_at=at
    )


def _count(occasion: Occasion, channel: Channel) -> SeatCount:
    """The channel's seats, locked until the caller commits."""
    capacity = occasion.seats_onsite if channel is Channel.ONSITE else occasion.seats_online
    SeatCount.objects.bulk_create(
        [SeatCount(occasion=occasion, channel=channel, capacity=capacity)], ignore_conflicts=True
    )
    return SeatCount.objects.select_for_update().get(occasion=occasion, channel=channel)


def _locked(code: str) -> tuple[SeatCount, Registration]:
    """The registration and its channel's seats, both as they are now and locked."""
    unlocked = Registration.objects.select_related("occasion").filter(code=code).first()
    if unlocked is None:
        raise Refused([Refusal("unknown", gettext_noop("We know no such registration."))], hidden=True)
    count = _count(unlocked.occasion, Channel(unlocked.channel))
    registration = Registration.objects.select_related("occasion").get(code=code)
    if registration.channel != count.channel:  # switched while we waited for the lock
        sentence = gettext_noop("This was changed a moment ago. Please look again.")
        raise Refused([Refusal("changed", sentence)])
    return count, registration


def _take_or_wait(count: SeatCount, registration: Registration, *, at: datetime) -> None:
    count.last_ticket = F("last_ticket") + 1
    count.save(update_fields=["last_ticket"])
    count.refresh_from_db()
    registration.ticket = count.last_ticket
    if rules.may_have_seats(registration.seats, taken=count.taken, capacity=count.capacity):
        _seat(count, registration, at=at)
    else:
        registration.state = RegistrationState.WAITING
        registration.seated_at = None
        registration.save()


def _seat(count: SeatCount, registration: Registration, *, at: datetime) -> None:
    count.taken += registration.seats
    count.save(update_fields=["taken"])
    registration.state = RegistrationState.CONFIRMED
    registration.seated_at = at
    registration.save()


def _give_back(count: SeatCount, registration: Registration) -> None:
    if registration.state == RegistrationState.CONFIRMED:
        count.taken -= registration.seats
        count.save(update_fields=["taken"])


def _move_up(count: SeatCount, occasion: Occasion, *, at: datetime) -> None:
    waiting = list(
        occasion.registrations.filter(channel=count.channel, state=RegistrationState.WAITING).order_by("ticket")
    )
    line: Sequence[tuple[int, int]] = [(row.pk, row.seats) for row in waiting]
    rows = {row.pk: row for row in waiting}
    for key in rules.move_up(line, taken=count.taken, capacity=count.capacity):
        _seat(count, rows[key], at=at)
        emails.post_outcome(rows[key], at=at)


def _ensure_own(by: Actor, registration: Registration) -> None:
    """The holder of the registration's link, or who manages the event."""
    if isinstance(by, access.LinkHolder) and (by.purpose, by.code) == ("registration", registration.code):
        return
    ensure(access.may_manage(by, registration.occasion), hidden=True)


def _record(
    verb: str,
    registration: Registration,
    *,
    by: Actor,
    at: datetime,
    before: str,
    way: str = "",
    submission: UUID | None = None,
) -> None:
    """One line without anything personal: which state, which channel (``way``: the one before), how many."""
    record(
        verb,
        by=by,
        at=at,
        occasion=registration.occasion,
        before={"registration_state": before} | ({"channel": way} if way else {}),
        after={"registration_state": registration.state, "channel": registration.channel, "people": registration.seats},
        submission=submission,
    )
