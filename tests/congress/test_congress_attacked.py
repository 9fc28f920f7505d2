"""What somebody tried against the congress, and what stands in the way (docs/trust.md, Congress)."""

import uuid
from datetime import timedelta

import pytest

from strahlkraft.config.front import most_bytes
from strahlkraft.congress.access import CrewHolder, LinkHolder, link_token
from strahlkraft.congress.actions import planning, registration, speaking
from strahlkraft.congress.models import Occasion, PitchSpeaker, PlanRun
from strahlkraft.congress.queries.published import published
from strahlkraft.congress.rules.calls import SpeakerContent
from strahlkraft.congress.rules.prize import registered
from strahlkraft.congress.rules.registration import RegistrationForm, Scan
from strahlkraft.congress.rules.vocabulary import CrewRole
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from tests.factories.congress import (
    DAY,
    EARLIER,
    CallFactory,
    CrewFactory,
    OccasionFactory,
    RegistrationFactory,
    SubmissionFactory,
)
from tests.factories.programme import a_congress

pytestmark = pytest.mark.django_db
AT = DAY - timedelta(days=100)


def typed(occasion: Occasion, mailbox: str, *, minutes: int = 0, name: str = "Beispiel Gast") -> None:
    """Somebody types a registration."""
    form = RegistrationForm(name=name, mailbox=mailbox)
    at = AT + timedelta(minutes=minutes)
    registration.register(by=NOBODY, at=at, occasion=occasion, form=form, language="de")


def test_a_form_sent_again_and_again_is_one_letter_an_hour_and_carries_no_address_of_a_stranger() -> None:
    occasion = OccasionFactory(registration_opens_at=EARLIER, registration_closes_at=DAY)
    for minutes in (0, 1, 2):
        typed(occasion, "opfer@beispiel.example", minutes=minutes, name="Dr. Gewinn www.boese.example/jetzt")

    letter = Letter.objects.get()
    assert "Dr. Gewinn www boese example jetzt" in letter.text


def test_a_mailbox_spelt_in_many_ways_gets_five_letters_and_no_sixth() -> None:
    occasion = OccasionFactory(registration_opens_at=EARLIER, registration_closes_at=DAY)
    for number in range(5):
        typed(occasion, f"Opfer+{number}@beispiel.example")

    with pytest.raises(Refused) as refused:
        typed(occasion, "opfer@beispiel.example")
    assert ([r.code for r in refused.value.refusals], Letter.objects.count()) == (["too_many_waiting"], 5)


def test_naming_and_taking_off_the_same_person_does_not_write_to_them_for_ever() -> None:
    pitch = SubmissionFactory()
    CallFactory(occasion=pitch.occasion, closes_at=DAY)
    by = LinkHolder("pitch", pitch.link_code)
    for _ in range(5):
        person = SpeakerContent(name="Beispiel Person", mailbox="opfer@beispiel.example")
        speaks = speaking.invite(by=by, at=AT, code=pitch.link_code, speaker=person)
        speaking.uninvite(by=by, at=AT, code=pitch.link_code, speaker=str(speaks.speaker.guid))

    with pytest.raises(Refused):
        speaking.invite(by=by, at=AT, code=pitch.link_code, speaker=person)
    assert (Letter.objects.count(), PitchSpeaker.objects.count()) == (5, 0)


def test_registering_anew_or_with_another_spelling_gives_no_second_vote() -> None:
    assert registered("A+x@Beispiel.example", 7) == registered(" a@beispiel.example", 8)
    assert registered("", 7) != registered("", 8)


def test_a_scan_with_the_mark_of_another_one_is_refused_and_the_rest_of_the_list_goes_on() -> None:
    occasion = OccasionFactory()
    member = CrewFactory(occasion=occasion, role=CrewRole.DOOR)
    by = CrewHolder(member.code, CrewRole.DOOR, occasion.pk, member.pk)
    mark = str(uuid.uuid4())
    first, second = (
        Scan(mark, str(RegistrationFactory(occasion=occasion).badge), DAY),
        Scan(mark, str(RegistrationFactory(occasion=occasion).badge), DAY),
    )
    registration.check_in(by=by, at=DAY, occasion=occasion, scan=first)

    with pytest.raises(Refused) as refused:
        registration.check_in(by=by, at=DAY, occasion=occasion, scan=second)
    assert [r.code for r in refused.value.refusals] == ["unreadable"]


def test_who_takes_their_consent_back_stands_in_no_version_any_more() -> None:
    from strahlkraft.congress.actions import programme, publishing  # noqa: PLC0415 - only here

    occasion = a_congress(1, stages=1, slots=1)
    speaks = PitchSpeaker.objects.select_related("speaker", "pitch").get()
    plan = programme.create_plan(by=SYSTEM, at=AT, slug=occasion.slug)
    block = occasion.blocks.get().slug
    params = {"pitch": speaks.pitch.code, "block": block, "index": 0}
    plan = programme.change_plan(
        by=SYSTEM, at=AT, slug=occasion.slug, number=1, revision=plan.revision, deed="place", params=params
    )
    publishing.publish(by=SYSTEM, at=AT, slug=occasion.slug, number=1, revision=plan.revision)
    named = published(occasion.slug)
    speaking.describe(
        by=LinkHolder("speaker", speaks.speaker.code),
        at=AT,
        speaker=speaks.speaker.code,
        content=SpeakerContent(name=speaks.speaker.name, mailbox=speaks.speaker.mailbox, named=False),
        windows=(),
    )
    found, old = published(occasion.slug), published(occasion.slug, 1)

    assert named
    assert found
    assert old
    assert [len(one.programme.people()) for one in (named, found, old)] == [1, 0, 0]
    assert named.stamp != found.stamp


def test_a_run_that_kills_its_worker_neither_keeps_others_waiting_nor_is_begun_for_ever() -> None:
    poison, new = (
        PlanRun.objects.create(occasion=OccasionFactory(), problem={}, asked_at=AT + timedelta(minutes=n))
        for n in (0, 5)
    )
    claimed = [planning.claim_run(at=AT + timedelta(minutes=minutes)) for minutes in (1, 6, 7)]
    PlanRun.objects.filter(pk=new.pk).update(state="done", ended_at=AT)
    after_hours = planning.claim_run(at=AT + timedelta(hours=7))
    poison.refresh_from_db()

    assert [row and row.pk for row in claimed] == [poison.pk, new.pk, poison.pk]
    assert (after_hours, poison.state) == (None, "failed")


def test_only_behind_a_sound_link_of_a_pitch_a_body_may_hold_slides() -> None:
    sound = f"/mitmachen/beitrag/{link_token('pitch', 'beispiel')}/"
    wrong = f"/mitmachen/beitrag/{link_token('speaker', 'beispiel')}/"

    assert [most_bytes(path) > 20_000_000 for path in (sound, f"/en{sound}", wrong, f"{sound}x/")] == [
        True,
        True,
        False,
        False,
    ]
