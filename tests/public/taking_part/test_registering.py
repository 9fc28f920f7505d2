"""Registering without account, cookie or script: typed, confirmed by mail, changed, switched, cancelled."""

import io
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
import time_machine
from django.core import signing
from django.test import Client

from strahlkraft.congress.access import link_token
from strahlkraft.congress.models import CheckIn, Contact, Occasion, Registration
from strahlkraft.letters.models import Letter
from tests.factories.congress import (
    DAY,
    EARLIER,
    DraftOccasionFactory,
    OccasionFactory,
    PitchFactory,
    RegistrationFactory,
)
from tests.factories.congress import PitchSpeakerFactory as SpeaksFactory
from tests.factories.network import MunicipalityFactory

pytestmark = pytest.mark.django_db
NOW = DAY - timedelta(days=30)


@pytest.fixture(autouse=True)
def a_month_before() -> object:
    """Registration is open."""
    with time_machine.travel(NOW, tick=False):
        yield


def congress(**values: object) -> Occasion:
    """A hybrid congress with one seat on site."""
    facts = {"registration_opens_at": EARLIER, "registration_closes_at": DAY, "seats_onsite": 1, "mode": "hybrid"}
    occasion: Occasion = OccasionFactory(**facts | values)
    return occasion


def sheet(**values: object) -> dict[str, object]:
    """What a patient person sends."""
    with time_machine.travel(NOW - timedelta(seconds=60), tick=False):
        stamp = signing.TimestampSigner(salt="strahlkraft.public.stamp").sign("form")
    known = {"name": "Beispiel Gast", "mailbox": "gast@beispiel.example", "channel": "onsite", "seats": "1"}
    return {**known, "stamp": stamp, "submission": str(uuid4())} | values


def link(purpose: str, row: Registration) -> str:
    """A private address, in English."""
    places = {"registration-confirm": "anmeldung/bestaetigen", "registration": "anmeldung", "certificate": "urkunde"}
    return f"/en/mitmachen/{places[purpose]}/{link_token(purpose, row.code)}/"


def test_a_registration_is_typed_confirmed_changed_and_cancelled() -> None:
    occasion, town, visitor = congress(), MunicipalityFactory(), Client()
    typed = visitor.post(
        f"/termine/{occasion.slug}/anmelden/",
        sheet(municipality=town.key, needs=["captions", "wheelchair"], needs_note="Vorne"),
    )
    assert (typed.status_code, typed["Location"]) == (302, f"/termine/{occasion.slug}/anmelden/gesendet/")
    assert visitor.get(typed["Location"]).status_code == 200
    row = Registration.objects.get()
    assert (row.state, row.needs, row.municipality) == ("draft", ["captions", "wheelchair"], town)
    assert visitor.get(link("registration", row)).status_code == 404  # nothing to see before it is confirmed
    assert "there is a seat for you" in visitor.get(link("registration-confirm", row)).content.decode()
    pressed = visitor.post(link("registration-confirm", row))
    own = visitor.get(f"/en{pressed['Location'].removeprefix('/en')}").content.decode()
    assert all(words in own for words in ("registered", "data:image/svg+xml", "captions, place for a wheelchair"))
    again = visitor.get(link("registration-confirm", row))
    assert again.status_code == 302
    details = {"deed": "details", "name": "Beispiel Gästin", "needs": ["captions"], "submission": str(uuid4())}
    assert visitor.post(link("registration", row), details).status_code == 302
    assert visitor.post(link("registration", row), {"deed": "cancel", "submission": str(uuid4())}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.name, row.needs) == ("cancelled", "Beispiel Gästin", ["captions"])
    assert visitor.cookies == {}


def test_who_waits_sees_how_many_wait_before_them_and_can_switch() -> None:
    occasion, visitor = congress(), Client()
    rows = []
    for number in range(3):
        visitor.post(f"/termine/{occasion.slug}/anmelden/", sheet(mailbox=f"gast{number}@beispiel.example"))
        rows.append(Registration.objects.latest("pk"))
        visitor.post(link("registration-confirm", rows[-1]))
    assert "1 person waits before you" in visitor.get(link("registration", rows[2])).content.decode()
    box = visitor.get(f"/en/termine/{occasion.slug}/").content.decode()
    assert all(words in box for words in ("full: waiting list", "2 people wait", "no limit"))
    visitor.post(link("registration", rows[2]), {"deed": "switch", "submission": str(uuid4())})
    rows[2].refresh_from_db()
    assert (rows[2].channel, rows[2].state) == ("online", "confirmed")


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"name": " "}, ["name"]),
        ({"mailbox": "x"}, ["mailbox"]),
        ({"channel": "?"}, ["channel"]),
        ({"seats": "0"}, ["seats"]),
        ({"seats": "viele"}, ["seats"]),
        ({"companion": "on"}, ["seats"]),
        ({"needs": ["?"]}, ["needs"]),
        ({"municipality": "Nirgendwo"}, ["municipality"]),
        ({"needs_note": "x" * 501}, ["needs_note"]),
        ({"website": "x"}, ["__all__"]),
    ],
)
def test_what_cannot_be_used_is_told_at_its_field_and_kept(values: dict[str, object], fields: list[str]) -> None:
    answer = Client().post(f"/en/termine/{congress().slug}/anmelden/", sheet(organisation="Beispielverein") | values)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, fields)
    assert ("Beispielverein" in answer.content.decode(), Registration.objects.count()) == (True, 0)


def test_a_mailbox_that_is_registered_gets_its_own_link_and_the_page_tells_nothing() -> None:
    occasion, visitor = congress(), Client()
    row = RegistrationFactory(occasion=occasion)
    known, unknown = (
        visitor.post(f"/termine/{occasion.slug}/anmelden/", sheet(mailbox=box))
        for box in (row.mailbox, "neu@beispiel.example")
    )
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Letter.objects.filter(to=row.mailbox).get().key.startswith("registration-known:")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"registration_opens_at": DAY - timedelta(days=2)}, "has not opened yet"),
        ({"registration_closes_at": NOW - timedelta(days=1)}, "has closed"),
        ({"registration_opens_at": None, "registration_closes_at": None}, "no registration for this event"),
    ],
)
def test_while_nobody_can_register_the_page_says_why(values: dict[str, object], words: str) -> None:
    answer = Client().get(f"/en/termine/{congress(**values).slug}/anmelden/")
    assert (answer.status_code, words in answer.content.decode()) == (200, True)


def test_an_event_in_preparation_has_no_form() -> None:
    assert Client().get(f"/termine/{DraftOccasionFactory().slug}/anmelden/").status_code == 404


def test_links_of_another_purpose_or_of_people_forgotten_open_nothing() -> None:
    row, gone = RegistrationFactory(), RegistrationFactory(name="", mailbox="", erased_at=NOW)
    wrong = f"/mitmachen/anmeldung/{link_token('registration-confirm', row.code)}/"
    paths = [wrong, link("registration", gone), f"{link('registration', gone)}termin.ics", link("certificate", gone)]
    assert [Client().get(path).status_code for path in paths] == [404] * 4


def test_the_badge_of_somebody_and_of_nobody_look_the_same_to_a_stranger() -> None:
    row = RegistrationFactory()
    badges = [str(row.badge), str(uuid4())]
    pages = [Client().get(f"/mitmachen/plakette/{badge}/").content.decode() for badge in badges]
    assert pages[0].replace(badges[0], badges[1]) == pages[1]


def test_the_calendar_entry_strikes_out_what_was_cancelled() -> None:
    row = RegistrationFactory(occasion=congress(sequence=2))
    entry = Client().get(f"{link('registration', row)}termin.ics")
    assert (entry["Content-Type"], b"SEQUENCE:2" in entry.content, b"CONFIRMED" in entry.content) == (
        "text/calendar; charset=utf-8",
        True,
        True,
    )
    Registration.objects.filter(pk=row.pk).update(state="cancelled", cancelled_at=NOW)
    assert b"STATUS:CANCELLED" in Client().get(f"{link('registration', row)}termin.ics").content


@pytest.mark.slow
def test_badge_and_certificates_are_given_to_whom_they_belong() -> None:
    row, absent = (RegistrationFactory(occasion=congress()) for _ in range(2))
    CheckIn.objects.create(registration=row, uid=uuid4(), scanned_at=DAY, received_at=DAY)
    speaks = SpeaksFactory(pitch__occasion=row.occasion)
    visitor = Client()
    assert visitor.get(f"{link('registration', row)}plakette.pdf").content.startswith(b"%PDF")
    assert "not over yet" in visitor.get(link("certificate", row)).content.decode()
    with time_machine.travel(DAY + timedelta(days=1), tick=False):
        assert "Nobody checked in" in visitor.get(link("certificate", absent)).content.decode()
        speaker = f"/mitmachen/urkunde/{link_token('certificate', speaks.speaker.code)}/"
        for path in (link("certificate", row), speaker):
            with pikepdf.open(io.BytesIO(visitor.get(path).content)) as document:
                assert len(document.pages) == 1
        assert "Certificate of attendance (PDF)" in visitor.get(link("registration", row)).content.decode()


def test_afterwards_the_events_page_says_what_came_of_it_in_numbers() -> None:
    pitch = PitchFactory()
    Contact.objects.create(
        pitch=pitch,
        code="beispielkontakt1",
        state="confirmed",
        origin="hall",
        mailbox="gast@beispiel.example",
        created_at=EARLIER,
        confirm_by=DAY,
        confirmed_at=EARLIER,
    )
    before = Client().get(f"/en/termine/{pitch.occasion.slug}/").content.decode()
    with time_machine.travel(DAY + timedelta(days=1), tick=False):
        after = Client().get(f"/en/termine/{pitch.occasion.slug}/").content.decode()
    assert ("What came of it" in before, "What came of it" in after, "gast@" in after) == (False, True, False)
    assert "Contacts 1, Requests for reuse 0" in after
