"""Seats: given once, in order, moved up by themselves."""

from datetime import timedelta
from uuid import uuid4

import pytest

from strahlkraft.audit.models import AuditEntry
from strahlkraft.congress.access import CrewHolder, LinkHolder
from strahlkraft.congress.actions import registration as actions
from strahlkraft.congress.actions import registration_desk as desk
from strahlkraft.congress.models import CheckIn, Occasion, Registration, SeatCount
from strahlkraft.congress.queries import registration as queries
from strahlkraft.congress.rules.registration import Details, RegistrationForm, Scan
from strahlkraft.congress.rules.vocabulary import Channel, CrewRole, Mode
from strahlkraft.jobs.congress_clock import tend
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


def test_who_is_registered_changes_name_and_needs_and_keeps_the_seat() -> None:
    occasion = congress()
    row = registered(occasion, 1)
    details = Details("Beispiel  Gästin", needs=("captions", "captions"), needs_note=" Vorne ", photo_consent=True)
    changed = actions.change_details(by=holder(row), at=AT, code=row.code, details=details)
    assert (changed.name, changed.needs, changed.needs_note, changed.photo_consent, changed.state) == (
        "Beispiel Gästin",
        ["captions"],
        "Vorne",
        True,
        "confirmed",
    )
    with pytest.raises(Refused) as refused:
        actions.change_details(by=holder(row), at=AT, code=row.code, details=Details("", needs=("?",)))
    assert [r.field for r in refused.value.refusals] == ["name", "needs"]


def test_the_organisers_register_by_phone_before_it_opens_and_a_known_mailbox_is_told() -> None:
    occasion = congress(registration_opens_at=None, registration_closes_at=None)
    form = RegistrationForm(name="Beispiel Anruf", mailbox="anruf@beispiel.example", seats=2)
    row = actions.register_for(by=SYSTEM, at=AT, occasion=occasion, form=form, language="de")
    assert (row.state, row.seats) == ("confirmed", 2)
    with pytest.raises(Refused, match="registered already"):
        actions.register_for(by=SYSTEM, at=AT, occasion=occasion, form=form, language="de")
    with pytest.raises(Refused) as refused:
        actions.register_for(by=NOBODY, at=AT, occasion=occasion, form=form, language="de")
    assert refused.value.hidden is True


def test_seats_places_needs_and_progress_are_counted_in_people() -> None:
    occasion = congress(seats_onsite=3)
    seated = registered(occasion, 1, seats=2, needs=("captions",), needs_note="Vorne", companion=True)
    waiting = [registered(occasion, number, seats=2) for number in (2, 3)]
    CheckIn.objects.create(registration=seated, uid=uuid4(), scanned_at=DAY, received_at=DAY)
    assert queries.seats_of(occasion) == [
        queries.Seats(Channel.ONSITE, 3, 2, 4),
        queries.Seats(Channel.ONLINE, None, 0, 0),
    ]
    assert [queries.people_before(row) for row in (seated, *waiting)] == [None, 0, 2]
    assert queries.needs_of(occasion) == queries.Needs({"captions": 1}, 1, ["Vorne"], 2)
    assert queries.progress_of(occasion) == queries.Progress(1, 2, DAY)
    assert queries.door_list(occasion) == [queries.AtDoor(seated.badge, "Beispiel Gast 1", 2, 1)]


def test_the_clock_sends_the_waiting_list_online_once_registration_has_closed_and_forgets_in_time() -> None:
    occasion = congress(seats_onsite=1, registration_closes_at=AT + timedelta(hours=1))
    registered(occasion, 1)
    registered(occasion, 2, online_instead=True)
    registered(occasion, 3, press=False)
    assert tend(at=AT)["waiting_sent_online"] == 0
    later = tend(at=AT + timedelta(hours=49))
    assert (later["waiting_sent_online"], later["registrations_erased"]) == (1, 1)
    assert tend(at=occasion.ends_at + timedelta(days=184))["guests_forgotten"] == 2


def test_what_is_taken_out_of_the_house_leaves_a_line_and_only_new_badges_are_printed_again() -> None:
    occasion = congress()
    first = registered(occasion, 1)
    assert desk.take_badges(by=SYSTEM, at=AT, occasion=occasion) == [first]
    with pytest.raises(Refused, match="no badge"):
        desk.take_badges(by=SYSTEM, at=AT, occasion=occasion, since=AT)
    assert desk.take_participants(by=SYSTEM, at=AT, occasion=occasion, form="csv") == [first]
    verbs = AuditEntry.objects.filter(verb__startswith="take_").order_by("sequence").values_list("verb", "after")
    assert list(verbs) == [("take_badges", {"people": 1}), ("take_participants", {"form": "csv", "people": 1})]


def test_setting_seats_with_an_old_sheet_overwrites_nothing_else() -> None:
    occasion = congress(seats_onsite=1)
    Occasion.objects.filter(pk=occasion.pk).update(venue="Anderswo")
    seats = {"by": SYSTEM, "at": AT, "occasion": occasion, "online": None, "opens_at": EARLIER, "closes_at": DAY}
    assert actions.set_seats(**seats, onsite=5).venue == "Anderswo"
