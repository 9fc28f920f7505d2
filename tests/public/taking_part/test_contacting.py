"""The contact button: typed, confirmed by mail, made a request; without account, cookie or script."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client

from strahlkraft.congress.access import link_token
from strahlkraft.congress.models import Contact, Pitch
from tests.factories.congress import DraftOccasionFactory, PitchFactory
from tests.factories.network import MunicipalityFactory
from tests.factories.projects import PublishedFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 11, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_the_congress() -> object:
    """It is the day itself."""
    with time_machine.travel(NOW, tick=False):
        yield


def address(pitch: Pitch) -> str:
    """Where the contact form of a pitch stands."""
    return f"/termine/{pitch.occasion.slug}/{pitch.code}/kontakt/"


def sheet(**values: str) -> dict[str, str]:
    """What a patient person sends."""
    with time_machine.travel(NOW - timedelta(seconds=60), tick=False):
        stamp = signing.TimestampSigner(salt="strahlkraft.public.stamp").sign("form")
    return {"mailbox": "gast@beispiel.example", "stamp": stamp} | values


def test_a_contact_pressed_in_the_hall_is_confirmed_by_mail_and_becomes_a_request() -> None:
    pitch, town, visitor = PitchFactory(project=PublishedFactory()), MunicipalityFactory(), Client()
    answer = visitor.post(f"{address(pitch)}?von=saal", sheet(municipality=town.key, wants_reuse="on"))
    assert (answer.status_code, answer["Location"]) == (302, f"{address(pitch)}gesendet/")
    assert visitor.get(answer["Location"]).status_code == 200
    row = Contact.objects.get()
    link = f"/mitmachen/kontakt/bestaetigen/{link_token('contact-confirm', row.code)}/"
    assert "Confirm and send" in visitor.get(f"/en{link}").content.decode()
    assert visitor.post(f"/en{link}").status_code == 200
    row.refresh_from_db()
    assert (row.state, row.origin, row.request.municipality) == ("requested", "hall", town)
    assert visitor.cookies == {}


def test_the_pitch_makes_a_contact_a_request_by_its_own_link() -> None:
    pitch, visitor = PitchFactory(project=PublishedFactory()), Client()
    visitor.post(address(pitch), sheet(organisation="Beispielverein"))
    row = Contact.objects.get()
    answer = f"/en/mitmachen/kontakt/{link_token('contact-answer', row.code)}/"
    assert visitor.get(answer).status_code == 404  # nobody learns of it before it was confirmed
    visitor.post(f"/mitmachen/kontakt/bestaetigen/{link_token('contact-confirm', row.code)}/")
    assert "Make it a request for reuse" in visitor.get(answer).content.decode()
    assert visitor.post(answer).status_code == 302
    assert "Answer the request" in visitor.get(answer).content.decode()


@pytest.mark.parametrize(
    ("values", "field"), [({"mailbox": ""}, "mailbox"), ({"municipality": "Nirgendwo"}, "municipality")]
)
def test_what_cannot_be_used_is_told_at_its_field_and_kept(values: dict[str, str], field: str) -> None:
    answer = Client().post(f"/en{address(PitchFactory())}", sheet(text="Das bleibt stehen.") | values)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert "Das bleibt stehen." in answer.content.decode()


@pytest.mark.parametrize("state", ["submitted", "withdrawn", "rejected"])
def test_a_pitch_nobody_may_know_of_has_no_contact_button(state: str) -> None:
    pitch = PitchFactory(state=state, decision_reason="Beispiel")
    assert Client().get(address(pitch)).status_code == 404


def test_a_pitch_of_an_event_in_preparation_is_not_to_be_found() -> None:
    assert Client().get(address(PitchFactory(occasion=DraftOccasionFactory()))).status_code == 404


def test_a_link_of_another_purpose_opens_nothing() -> None:
    pitch = PitchFactory()
    Client().post(address(pitch), sheet())
    row = Contact.objects.get()
    assert Client().get(f"/mitmachen/kontakt/{link_token('contact-confirm', row.code)}/").status_code == 404
