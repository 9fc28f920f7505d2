"""Registration: who may come, who moves up, who came in; pure.

The last seat is given once: a seat is taken when somebody presses the link in their mail, in the order of those presses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from strahlkraft.congress.rules.lengths import too_long
from strahlkraft.congress.rules.vocabulary import Channel, Mode, OccasionState, RegistrationState
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.offers import mailbox_problems
from strahlkraft.reuse.rules.requests import machine_problems, plain_line

CONFIRM_WITHIN = timedelta(hours=48)
KEEP_PEOPLE = timedelta(days=183)  # after the event (CONGRESS.md: deletion after six months)
MOST_SEATS = 20
WAITING_PER_MAILBOX = 5  # registrations nobody confirmed yet: each is a letter to somebody who may not want it
NAME_LIMIT, NOTE_LIMIT = 120, 500
EARLY_SCAN, LATE_SCAN = timedelta(hours=12), timedelta(hours=12)  # round the event; a device's clock may be wrong
MOST_SCANS = 500  # of one device in one message


@dataclass(frozen=True, slots=True)
class RegistrationForm:
    """What somebody types. ``seats`` counts everybody who comes along, companions included."""

    name: str
    mailbox: str
    channel: str = Channel.ONSITE
    seats: int = 1
    organisation: str = ""
    municipality: str = ""
    companion: bool = False
    needs: tuple[str, ...] = ()
    needs_note: str = ""
    photo_consent: bool = False
    online_instead: bool = False
    trap: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What somebody who is registered can still change by themselves."""

    name: str
    organisation: str = ""
    needs: tuple[str, ...] = ()
    needs_note: str = ""
    photo_consent: bool = False
    online_instead: bool = False


@dataclass(frozen=True, slots=True)
class Openness:
    """What the rules need to know of the event."""

    state: str
    mode: str
    opens_at: datetime | None
    closes_at: datetime | None
    starts_at: datetime
    ends_at: datetime


def channels(mode: str) -> tuple[Channel, ...]:
    """How people can take part in an event of this mode."""
    return {
        Mode.ONSITE: (Channel.ONSITE,),
        Mode.ONLINE: (Channel.ONLINE,),
        Mode.HYBRID: (Channel.ONSITE, Channel.ONLINE),
    }[Mode(mode)]


def may_open_form(event: Openness, *, at: datetime) -> list[Refusal]:
    """Whether people can register now."""
    if event.state == OccasionState.CANCELLED:
        return [Refusal("cancelled", gettext_noop("This event was cancelled."))]
    if event.state != OccasionState.ANNOUNCED or event.opens_at is None or event.closes_at is None:
        return [Refusal("no_registration", gettext_noop("There is no registration for this event."))]
    if at < event.opens_at:
        return [Refusal("not_open_yet", gettext_noop("Registration has not opened yet."))]
    if at > event.closes_at:
        return [Refusal("closed", gettext_noop("Registration has closed."))]
    return []


def may_wait(*, waiting: int) -> list[Refusal]:
    """Whether one more letter may go to a mailbox; ``waiting`` registrations wait for its press already."""
    if waiting >= WAITING_PER_MAILBOX:
        sentence = gettext_noop("Several requests from this mailbox wait for confirmation. Please confirm those first.")
        return [Refusal("too_many_waiting", sentence, "mailbox")]
    return []


def form_problems(form: RegistrationForm, event: Openness, *, known_needs: Iterable[str]) -> list[Refusal]:
    """What is wrong with a typed registration; each reason names its field."""
    found = machine_problems(trap=form.trap, seconds=form.seconds)
    found += detail_problems(form.name, needs=form.needs, needs_note=form.needs_note, known_needs=known_needs)
    if not form.mailbox.strip():
        found.append(
            Refusal("mailbox_missing", gettext_noop("Please give a mailbox; your confirmation goes there."), "mailbox")
        )
    found += mailbox_problems(form.mailbox.strip())
    if form.channel not in channels(event.mode):
        found.append(Refusal("channel", gettext_noop("Choose how you take part."), "channel"))
    if not 1 <= form.seats <= MOST_SEATS:
        found.append(
            Refusal(
                "seats",
                gettext_noop("Between 1 and %(most)s people can be registered together."),
                "seats",
                {"most": MOST_SEATS},
            )
        )
    if form.companion and form.seats < 2:  # noqa: PLR2004 - a person and who accompanies them
        found.append(
            Refusal(
                "companion", gettext_noop("With a companion you are at least two people: please count both."), "seats"
            )
        )
    return found


def detail_problems(name: str, *, needs: Iterable[str], needs_note: str, known_needs: Iterable[str]) -> list[Refusal]:
    """What is wrong with the name on the badge or with what somebody needs; also when they change it later."""
    found = []
    if not plain_line(name):
        found.append(Refusal("name_missing", gettext_noop("Please give your name; it stands on your badge."), "name"))
    found += too_long([("name", name, NAME_LIMIT)])
    if not set(needs) <= set(known_needs):
        found.append(Refusal("needs", gettext_noop("Please choose from the list."), "needs"))
    return found + too_long([("needs_note", needs_note, NOTE_LIMIT)])


def may_register_for(event: Openness, *, at: datetime) -> list[Refusal]:
    """Whether the organisers can register somebody who asked by phone: also before it opens and after it closed."""
    if event.state != OccasionState.ANNOUNCED:
        return [Refusal("no_registration", gettext_noop("There is no registration for this event."))]
    if at > event.ends_at:
        return [Refusal("over", gettext_noop("The event is over."))]
    return []


def may_confirm(state: str, event: Openness, *, confirm_by: datetime, at: datetime) -> list[Refusal]:
    """Within 48 hours and while registration is open; who typed before the close may confirm until the start."""
    if state != RegistrationState.DRAFT:
        return [Refusal("already_confirmed", gettext_noop("This registration has been confirmed already."))]
    if event.state == OccasionState.CANCELLED:
        return [Refusal("cancelled", gettext_noop("This event was cancelled."))]
    if at > confirm_by or at > event.ends_at:
        return [Refusal("too_late", gettext_noop("The time for confirming is over; please register anew."))]
    return []


def may_cancel(state: str, *, ends_at: datetime, at: datetime) -> list[Refusal]:
    """Until the event is over."""
    if state == RegistrationState.CANCELLED:
        return [Refusal("already_cancelled", gettext_noop("This registration has been cancelled already."))]
    if at > ends_at:
        return [Refusal("over", gettext_noop("The event is over."))]
    return []


def may_change(state: str, *, ends_at: datetime, at: datetime) -> list[Refusal]:
    """Name and needs can be changed by who is registered or waits, until the event is over."""
    if state not in {RegistrationState.CONFIRMED, RegistrationState.WAITING}:
        return [Refusal("wrong_state", gettext_noop("Only who is registered can change this."))]
    if at > ends_at:
        return [Refusal("over", gettext_noop("The event is over."))]
    return []


def may_switch(state: str, channel: str, to: str, event: Openness, *, at: datetime) -> list[Refusal]:
    """From on site to online or back, as long as the event has not ended."""
    if state not in {RegistrationState.CONFIRMED, RegistrationState.WAITING}:
        return [Refusal("wrong_state", gettext_noop("Only who is registered can change how they take part."))]
    if to not in channels(event.mode) or to == channel:
        return [Refusal("channel", gettext_noop("Choose how you take part."), "channel")]
    if at > event.ends_at:
        return [Refusal("over", gettext_noop("The event is over."))]
    return []


def may_have_seats(seats: int, *, taken: int, capacity: int | None) -> bool:
    """Whether so many seats are free."""
    return capacity is None or taken + seats <= capacity


def move_up(waiting: Sequence[tuple[int, int]], *, taken: int, capacity: int | None) -> list[int]:
    """Who gets seats that became free: ids of ``(id, seats)`` in the order of the list.

    The first who fits, until nobody fits: a group larger than what is free keeps its place and is asked first again.
    """
    chosen = []
    for row, seats in waiting:
        if may_have_seats(seats, taken=taken, capacity=capacity):
            chosen.append(row)
            taken += seats
    return chosen


def capacity_problems(capacity: int | None, *, taken: int, field_name: str) -> list[Refusal]:
    """Seats cannot be fewer than were given away."""
    if capacity is not None and capacity < taken:
        return [
            Refusal(
                "seats_taken",
                gettext_noop("%(taken)s seats are given away already; there cannot be fewer."),
                field_name,
                {"taken": taken},
            )
        ]
    return []


@dataclass(frozen=True, slots=True)
class Scan:
    """What a device at the door read: ``uid`` made by it, ``badge`` from the QR code, by its own clock."""

    uid: str
    badge: str
    scanned_at: datetime
    people: int = 1


def read_scans(data: object) -> tuple[list[Scan], list[str]]:
    """What a device sent, and the marks of what cannot be read; a list that is none gives nothing.

    Each is ``{"uid", "badge", "scanned_at", "people"}``; ``badge`` may be the whole address the QR code carries.
    """
    scans, unreadable = [], []
    for row in (data if isinstance(data, list) else [])[:MOST_SCANS]:
        try:
            scans.append(_scan(row))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            unreadable.append(str(row.get("uid", ""))[:60] if isinstance(row, dict) else "")
    return scans, unreadable


def _scan(row: Mapping[str, Any]) -> Scan:
    scanned_at = datetime.fromisoformat(row["scanned_at"])
    badge = UUID(str(row["badge"]).rstrip("/").rpartition("/")[2])
    scan = Scan(str(UUID(row["uid"])), str(badge), scanned_at, int(row.get("people", 1)))
    if scanned_at.tzinfo is None or not 1 <= scan.people <= MOST_SEATS:
        raise ValueError(scan)
    return scan


@dataclass(frozen=True, slots=True)
class Guest:
    """What the door may know of a registration."""

    state: str
    seats: int
    came: int
    occasion_id: int
    channel: str = Channel.ONSITE


def may_come_in(guest: Guest | None, *, people: int, occasion_id: int) -> list[Refusal]:
    """Whether so many people of a registration may come in now."""
    if guest is None or guest.occasion_id != occasion_id:
        return [Refusal("unknown_badge", gettext_noop("This badge does not belong to this event."))]
    if guest.state == RegistrationState.CANCELLED:
        return [Refusal("cancelled", gettext_noop("This registration was cancelled."))]
    if guest.state != RegistrationState.CONFIRMED:
        return [Refusal("no_seat", gettext_noop("This registration has no seat (waiting list or not confirmed)."))]
    if guest.channel != Channel.ONSITE:
        return [Refusal("online", gettext_noop("This registration is for taking part online."))]
    if people < 1 or guest.came + people > guest.seats:
        sentence = gettext_noop("%(came)s of %(seats)s people of this registration are in already.")
        return [Refusal("already_in", sentence, "", {"came": guest.came, "seats": guest.seats})]
    return []


def scan_time(scanned_at: datetime, received_at: datetime, *, starts_at: datetime, ends_at: datetime) -> datetime:
    """When somebody came in: the device's hour, or the server's when the device's clock is impossible."""
    if starts_at - EARLY_SCAN <= scanned_at <= min(ends_at + LATE_SCAN, received_at + timedelta(minutes=5)):
        return scanned_at
    return received_at
