"""The chain: a contact at a pitch, a request for reuse, a case, counted to the end."""

from datetime import UTC, datetime, timedelta

import pytest

import strahlkraft.reuse.actions as reuse
from strahlkraft.congress.access import LinkHolder
from strahlkraft.congress.actions import contacts as actions
from strahlkraft.congress.models import Contact, Pitch
from strahlkraft.congress.queries.funnel import funnels, funnels_of_pitches
from strahlkraft.congress.rules.contacts import ContactForm, Funnel
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.reuse import access
from strahlkraft.reuse.rules.cases import StepReport
from strahlkraft.reuse.rules.vocabulary import Side
from tests.factories.congress import OccasionFactory, PitchFactory
from tests.factories.network import MunicipalityFactory
from tests.factories.projects import PublishedFactory

pytestmark = pytest.mark.django_db
AT = datetime(2027, 3, 11, 10, 0, tzinfo=UTC)


def contact(pitch: Pitch, **values: object) -> Contact:
    """Somebody's confirmed wish."""
    facts = {"mailbox": "digitales@beispielstadt.example", "municipality": MunicipalityFactory().key} | values
    row = actions.make_contact(by=NOBODY, at=AT, pitch=pitch, form=ContactForm(**facts), language="de")  # type: ignore[arg-type]  # fields by name
    return actions.confirm_contact(by=NOBODY, at=AT, code=row.code)


def test_a_wish_to_reuse_becomes_a_request_and_its_case_is_counted_to_the_end() -> None:
    pitch = PitchFactory(project=PublishedFactory())
    row = contact(pitch, wants_reuse=True, text="Wir möchten das Beispiel übernehmen.")
    assert (row.state, row.request.state, row.request.about.title) == ("requested", "confirmed", pitch.project.title)
    keys = list(Letter.objects.order_by("pk").values_list("key", flat=True))
    assert [key.split(":")[0] for key in keys] == ["contact-confirm", "request-taken"]
    provider = access.LinkHolder(Side.PROVIDER, row.request.code)
    reuse.answer(by=provider, at=AT, code=row.request.code, text="Gern, rufen Sie an.")
    case = reuse.open_case_from_request(by=provider, at=AT, code=row.request.code)
    assert funnels([pitch.occasion])[pitch.occasion_id] == Funnel(1, 1, 1, 1, 0)
    report = StepReport("in_operation", AT.date())
    holder = access.LinkHolder(Side.PROVIDER, case.code)
    case = reuse.report_step(by=holder, at=AT, code=case.code, report=report, version=case.version)
    reuse.confirm_case(by=access.LinkHolder(Side.REUSER, case.code), at=AT, code=case.code, version=case.version)
    assert funnels([pitch.occasion])[pitch.occasion_id].in_operation == 1


def test_a_contact_without_that_wish_goes_to_the_pitch_and_can_become_a_request_later() -> None:
    pitch = PitchFactory(project=PublishedFactory())
    row = contact(pitch)
    assert [letter.to for letter in Letter.objects.order_by("pk")] == [row.mailbox, pitch.mailbox]
    row = actions.become_request(by=LinkHolder("contact-answer", row.code), at=AT, code=row.code)
    assert row.state == "requested"
    with pytest.raises(Refused, match="become a request for reuse already"):
        actions.become_request(by=LinkHolder("contact-answer", row.code), at=AT, code=row.code)


def test_a_pitch_without_project_gets_the_contact_even_when_reuse_is_wished() -> None:
    pitch = PitchFactory()
    assert contact(pitch, wants_reuse=True).state == "confirmed"
    assert Letter.objects.filter(to=pitch.mailbox).count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"mailbox": ""}, "mailbox"),
        ({"mailbox": "kein postfach"}, "mailbox"),
        ({"municipality": "", "wants_reuse": True}, "municipality"),
        ({"municipality": "99999999"}, "municipality"),
        ({"text": "x" * 2001}, "text"),
        ({"origin": "somewhere"}, "origin"),
    ],
)
def test_what_cannot_be_used_is_told_at_its_field(values: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        contact(PitchFactory(), **values)
    assert refused.value.refusals[0].field == field


def test_a_foreign_link_makes_no_request() -> None:
    row, other = contact(PitchFactory(project=PublishedFactory())), contact(PitchFactory())
    with pytest.raises(Refused) as refused:
        actions.become_request(by=LinkHolder("contact-answer", other.code), at=AT, code=row.code)
    assert refused.value.hidden is True


def test_the_same_wish_sent_twice_is_one_and_unconfirmed_ones_are_erased() -> None:
    pitch, form = PitchFactory(), ContactForm(mailbox="gast@beispiel.example")
    for _ in range(2):
        actions.make_contact(by=NOBODY, at=AT, pitch=pitch, form=form, language="de")
    assert funnels_of_pitches([pitch.pk]) == {pitch.pk: Funnel(0, 0, 0, 0, 0, unconfirmed=1)}
    assert actions.erase_unconfirmed(at=AT + timedelta(days=8)) == 1


def test_six_months_after_the_event_words_and_mailboxes_are_gone_and_numbers_stay() -> None:
    pitch = PitchFactory(occasion=OccasionFactory(ends_at=AT))
    row = contact(pitch, text="Beispiel", person="Beispiel Person")
    assert actions.forget_people(at=AT + timedelta(days=184)) == 1
    row.refresh_from_db()
    assert (row.mailbox, row.person, row.text) == ("", "", "")
    assert funnels([pitch.occasion])[pitch.occasion_id].contacts == 1
