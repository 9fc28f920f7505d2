"""Seats: given once, in order, moved up by themselves."""

from datetime import timedelta
from uuid import uuid4

import pytest

from strahlkraft.congress.access import CrewHolder, LinkHolder
from strahlkraft.congress.actions import registration as actions
from strahlkraft.congress.models import CheckIn, Occasion, Registration, SeatCount
from strahlkraft.congress.rules.registration import RegistrationForm, Scan
from strahlkraft.congress.rules.vocabulary import CrewRole, Mode
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from tests.factories.congress import DAY, EARLIER, CrewFactory, OccasionFactory

pytestmark = pytest.mark.django_db
AT = DAY - timedelta(days=30)


def congress(**values: object) -> Occasion:
    """A congress with two seats on site whose registration is open."""
    facts = {"registration_opens_at": EARLIER, "registration_closes_at": DAY, "seats_onsite": 2, "mode": Mode.HYBRID}
    occasion: Occasion = OccasionFactory(**facts | values)
    return occasion


def registered(occasion: Occasion, number: int, *, press: bool = True, **values: object) -> Registration:
    """Somebody who typed the form and, unless told otherwise, pressed the link."""
    form = RegistrationForm(name=f"Beispiel Gast {number}", mailbox=f"gast{number}@beispiel.example", **values)  # type: ignore[arg-type]  # fields by name
    row = actions.register(by=NOBODY, at=AT, occasion=occasion, form=form, language="de")
    return actions.confirm(by=NOBODY, at=AT, code=row.code) if press else row


def holder(row: Registration) -> LinkHolder:
    """Who has the link of a registration."""
    return LinkHolder("registration", row.code)


def states(occasion: Occasion) -> list[tuple[str, str]]:
    """Who stands where, in the order of typing."""
    return [(row.name[-1], row.state) for row in occasion.registrations.order_by("id")]


def test_the_third_of_two_seats_waits_and_moves_up_when_one_is_given_back() -> None:
    occasion = congress()
    first, _second, _third = (registered(occasion, number) for number in (1, 2, 3))
    assert states(occasion) == [("1", "confirmed"), ("2", "confirmed"), ("3", "waiting")]
    actions.cancel(by=holder(first), at=AT, code=first.code)
    assert states(occasion) == [("1", "cancelled"), ("2", "confirmed"), ("3", "confirmed")]
    assert SeatCount.objects.get(occasion=occasion, channel="onsite").taken == 2
    assert Letter.objects.filter(to="gast3@beispiel.example", key__endswith=":confirmed").count() == 1


def test_a_group_too_large_for_what_is_free_keeps_its_place_and_is_asked_first_again() -> None:
    occasion = congress(seats_onsite=3)
    one, two = registered(occasion, 1, seats=2), registered(occasion, 2)
    registered(occasion, 3, seats=2)
    registered(occasion, 4)
    actions.cancel(by=holder(two), at=AT, code=two.code)
    assert states(occasion) == [("1", "confirmed"), ("2", "cancelled"), ("3", "waiting"), ("4", "confirmed")]
    actions.cancel(by=holder(one), at=AT, code=one.code)
    assert states(occasion)[2] == ("3", "confirmed")


def test_typing_the_same_mailbox_again_makes_no_second_registration() -> None:
    occasion = congress()
    registered(occasion, 1)
    registered(occasion, 1, press=False)
    assert occasion.registrations.count() == 1
    assert Letter.objects.filter(key__startswith="registration-known").count() == 1


def test_who_waits_can_take_part_online_at_once_or_when_registration_closes() -> None:
    occasion = congress(seats_onsite=1)
    registered(occasion, 1)
    second, _third = registered(occasion, 2), registered(occasion, 3, online_instead=True)
    actions.switch_channel(by=holder(second), at=AT, code=second.code, to="online")
    assert actions.send_waiting_online(at=AT, occasion=occasion) == 1
    assert [(row.channel, row.state) for row in occasion.registrations.order_by("id")] == [
        ("onsite", "confirmed"),
        ("online", "confirmed"),
        ("online", "confirmed"),
    ]


def test_more_seats_let_people_move_up_and_fewer_than_taken_are_refused() -> None:
    occasion = congress(seats_onsite=1)
    registered(occasion, 1)
    registered(occasion, 2)
    seats = {"by": SYSTEM, "at": AT, "occasion": occasion, "online": None, "opens_at": EARLIER, "closes_at": DAY}
    actions.set_seats(**seats, onsite=2)
    assert states(occasion)[1] == ("2", "confirmed")
    with pytest.raises(Refused) as refused:
        actions.set_seats(**seats, onsite=1)
    assert [r.field for r in refused.value.refusals] == ["seats_onsite"]


def test_a_scan_sent_twice_counts_once_and_a_full_group_is_told() -> None:
    occasion = congress()
    row = registered(occasion, 1, seats=2)
    member = CrewFactory(occasion=occasion, role=CrewRole.DOOR)
    door = CrewHolder(member.code, CrewRole.DOOR, occasion.pk, member.pk)
    first = Scan(str(uuid4()), str(row.badge), DAY)
    for scan in (first, first, Scan(str(uuid4()), str(row.badge), DAY)):
        actions.check_in(by=door, at=DAY, occasion=occasion, scan=scan)
    assert CheckIn.objects.count() == 2
    with pytest.raises(Refused, match="2 of 2 people"):
        actions.check_in(by=door, at=DAY, occasion=occasion, scan=Scan(str(uuid4()), str(row.badge), DAY))


def test_nobody_cancels_with_a_foreign_link() -> None:
    occasion = congress()
    mine, other = registered(occasion, 1), registered(occasion, 2)
    with pytest.raises(Refused) as refused:
        actions.cancel(by=holder(mine), at=AT, code=other.code)
    assert refused.value.hidden is True


def test_six_months_after_the_event_nobody_is_named_any_more() -> None:
    occasion = congress()
    registered(occasion, 1, needs=("captions",), needs_note="Beispiel")
    assert actions.forget_people(at=occasion.ends_at + timedelta(days=182)) == 0
    assert actions.forget_people(at=occasion.ends_at + timedelta(days=184)) == 1
    row = occasion.registrations.get()
    assert (row.name, row.mailbox, row.needs, row.needs_note, row.seats) == ("", "", [], "", 1)


def test_unconfirmed_registrations_are_erased_and_have_no_seat() -> None:
    occasion = congress()
    registered(occasion, 1, press=False)
    assert actions.erase_unconfirmed(at=AT + timedelta(hours=49)) == 1
    assert not SeatCount.objects.filter(occasion=occasion, taken__gt=0).exists()
