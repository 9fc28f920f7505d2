"""From a letter's link to a confirmed place: drafts, speakers, review, decision, waiting list, slides, votes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from strahlkraft.audit.models import AuditEntry
from strahlkraft.congress.access import CrewHolder, LinkHolder, link_token
from strahlkraft.congress.actions import calls, pitches, prizes, reviews, selection, slides, speaking
from strahlkraft.congress.models import Call, Criterion, Occasion, Pitch, Review, Speaker, Vote
from strahlkraft.congress.rules import calls as rules
from strahlkraft.congress.rules.prize import Times
from strahlkraft.congress.rules.vocabulary import CrewRole, PitchState
from strahlkraft.jobs import congress_clock
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.projects.models import Participation
from tests.factories.accounts import an_organisation
from tests.factories.congress import (
    DAY,
    CallFactory,
    CrewFactory,
    OccasionFactory,
    PitchFactory,
    PitchSpeakerFactory,
    SubmissionFactory,
)
from tests.factories.projects import ParticipationFactory, ProjectFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
MAILBOX = "pitch@beispiel.example"
CONTENT = rules.PitchContent(
    title="Beispiel",
    summary="Ein Satz.",
    description="Was wir auf der Bühne zeigen.",
    organisation_name="Beispielstadt",
)
ADA = rules.SpeakerContent(name="Ada Beispiel", mailbox="ada@beispiel.example")
WHO = rules.SpeakerContent(name="Bea Beispiel", mailbox=MAILBOX)


@pytest.fixture
def occasion() -> Occasion:
    """A congress with an open call for two places."""
    made: Any = OccasionFactory(slug="beispiel")
    CallFactory(occasion=made, places=2, slides_until=DAY - timedelta(days=5))
    return made  # type: ignore[no-any-return] # the factory makes events


def begin(**changed: Any) -> Pitch:
    form = rules.StartForm(**{"mailbox": MAILBOX, "title": "Beispiel", "seconds": 60.0} | changed)
    return pitches.begin(by=NOBODY, at=AT, slug="beispiel", form=form)


def holder(pitch: Pitch) -> LinkHolder:
    return LinkHolder("pitch", pitch.link_code)


def of_speaker(speaker: Speaker) -> LinkHolder:
    return LinkHolder("speaker", speaker.code)


def handed_in() -> Pitch:
    pitch = begin()
    speaking.invite(by=holder(pitch), at=AT, code=pitch.link_code, speaker=WHO)
    return pitches.hand_in(by=holder(pitch), at=AT, code=pitch.link_code, content=CONTENT)


def decided(occasion: Occasion, deed: str, number: int = 1) -> list[Pitch]:
    """Pitches of somebody who agreed to speak, decided and told."""
    made: list[Any] = [SubmissionFactory(occasion=occasion) for _ in range(number)]
    for pitch in made:
        PitchSpeakerFactory(pitch=pitch)
    codes = [pitch.code for pitch in made]
    selection.decide(by=SYSTEM, at=AT, slug=occasion.slug, codes=codes, deed=deed, reason="weil")
    selection.send_decisions(by=SYSTEM, at=AT, slug=occasion.slug)
    return [Pitch.objects.get(pk=pitch.pk) for pitch in made]


def why(deed: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        deed()
    return [refusal.code for refusal in refused.value.refusals]


def letters() -> list[str]:
    return list(Letter.objects.order_by("id").values_list("key", flat=True))


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("sequence").values_list("verb", flat=True))


def test_draft_is_begun_once_however_often_the_form_is_sent_and_its_letter_has_the_link(occasion: Occasion) -> None:
    one, two = begin(), begin()
    assert one == two
    letter = Letter.objects.get()
    assert (letter.to, f"/mitmachen/beitrag/{link_token('pitch', one.link_code)}/" in letter.text) == (MAILBOX, True)
    assert verbs() == []


def test_sixth_unused_draft_of_a_mailbox_and_a_machine_are_refused(occasion: Occasion) -> None:
    for number in range(5):
        begin(title=f"Beispiel {number}")
    assert why(lambda: begin(title="noch einer")) == ["too_many_drafts"]
    assert why(lambda: begin(mailbox="b@beispiel.example", trap="x")) == ["machine"]


def test_draft_takes_everything_from_its_project_and_keeps_the_link(occasion: Occasion) -> None:
    lead = an_organisation("Beispielstadt")
    project: Any = ProjectFactory(slug="lampen", publication="published", summary="Lampen denken mit.", benefit="Gut.")
    ParticipationFactory(project=project, organisation=lead, stated_name=lead.name, role=Participation.Role.LEAD)
    ParticipationFactory(project=project, organisation=None, stated_name="Partner GmbH", role="partner")
    picture = project.documents.create(
        title="Lampe", file=ContentFile(b"x", name="a.png"), media_type="image/png", added_at=AT,
        alternative_text="eine Lampe", credit="Beispiel",
    )  # fmt: skip
    form = rules.StartForm(mailbox=MAILBOX, title="Lampen", seconds=60.0)
    pitch = pitches.begin(by=NOBODY, at=AT, slug="beispiel", form=form, project="lampen")
    assert (pitch.project, pitch.title, pitch.summary, pitch.description, pitch.organisation, pitch.partners) == (
        project, "Lampen", "Lampen denken mit.", "Lampen denken mit.\n\nGut.", lead, ["Partner GmbH"],
    )  # fmt: skip
    assert list(pitch.pictures.all()) == [picture]


def test_unfinished_draft_is_kept_as_typed_and_a_foreign_link_finds_nothing(occasion: Occasion) -> None:
    pitch = begin()
    kept = pitches.save(
        by=holder(pitch), at=AT, code=pitch.link_code, content=rules.PitchContent(title="B"), seen=pitch.changed_at
    )
    assert (kept.title, kept.state) == ("B", PitchState.DRAFT)
    foreign = LinkHolder("pitch", "anderer")
    assert why(lambda: pitches.save(by=foreign, at=AT, code=pitch.link_code, content=CONTENT)) == ["no_right"]
    late = AT - timedelta(days=1)
    again = lambda: pitches.save(by=holder(pitch), at=AT, code=pitch.link_code, content=CONTENT, seen=late)  # noqa: E731 - one line
    assert why(again) == ["changed_meanwhile"]


def test_whole_pitch_with_a_speaker_is_handed_in_once_changed_until_the_close_and_withdrawn(occasion: Occasion) -> None:
    pitch = begin()
    mark = uuid4()
    hand_in = lambda: pitches.hand_in(  # noqa: E731 - used twice
        by=holder(pitch), at=AT, code=pitch.link_code, content=CONTENT, submission=mark
    )
    assert why(hand_in) == ["no_speaker"]
    speaking.invite(by=holder(pitch), at=AT, code=pitch.link_code, speaker=WHO)
    assert hand_in().state == PitchState.SUBMITTED
    assert why(hand_in) == ["wrong_state"]
    other = replace(CONTENT, title="Anders")
    assert pitches.save(by=holder(pitch), at=AT, code=pitch.link_code, content=other).title == "Anders"
    closed = datetime(2027, 1, 1, tzinfo=UTC)
    assert why(lambda: pitches.save(by=holder(pitch), at=closed, code=pitch.link_code, content=CONTENT)) == ["closed"]
    assert selection.give_back(by=holder(pitch), at=AT, code=pitch.link_code).state == PitchState.WITHDRAWN
    assert verbs() == ["hand_in_pitch", "change_pitch", "withdraw_pitch"]


def test_invited_speaker_agrees_says_windows_and_is_named_only_by_their_own_will(occasion: Occasion) -> None:
    pitch = begin()
    speaks = speaking.invite(by=holder(pitch), at=AT, code=pitch.link_code, speaker=replace(ADA, named=False))
    assert (speaks.state, Letter.objects.filter(to=ADA.mailbox).count()) == ("invited", 1)
    me = of_speaker(speaks.speaker)
    speaking.answer(by=me, at=AT, speaker=speaks.speaker.code, pitch=pitch.code, agree=True)
    windows = [
        rules.Window(DAY, DAY + timedelta(hours=4)),
        rules.Window(DAY + timedelta(hours=1), DAY + timedelta(hours=2), preferred=True),
    ]
    said = replace(ADA, named=True, biography="Beispiel")
    person = speaking.describe(by=me, at=AT, speaker=speaks.speaker.code, content=said, windows=windows)
    assert (person.named, person.windows.count(), pitch.speaking.get().state) == (True, 2, "accepted")
    assert why(
        lambda: speaking.answer(by=holder(pitch), at=AT, speaker=person.code, pitch=pitch.code, agree=False)
    ) == ["no_right"]


def test_somebody_known_by_their_mailbox_is_one_person_in_two_pitches(occasion: Occasion) -> None:
    first, second = begin(), begin(title="Zweiter")
    for pitch in (first, second):
        speaking.invite(by=holder(pitch), at=AT, code=pitch.link_code, speaker=ADA)
    assert Speaker.objects.count() == 1
    speaking.uninvite(by=holder(first), at=AT, code=first.link_code, speaker=str(Speaker.objects.get().guid))
    assert (Speaker.objects.count(), first.speaking.count(), second.speaking.count()) == (1, 0, 1)


def test_call_is_saved_with_criteria_and_themes_and_keeps_what_is_in_use(occasion: Occasion) -> None:
    content = rules.CallContent(
        text="Neu", opens_at=AT, closes_at=DAY - timedelta(days=60), places=3,
        criteria=(("Wirkung", "", 2), ("Neuheit", "", 1)), topics=("Daten", "Verkehr"),
    )  # fmt: skip
    call = calls.save_call(by=SYSTEM, at=AT, slug="beispiel", content=content, blind=True)
    assert [(c.name, c.weight) for c in call.criteria.all()] == [("Wirkung", 2), ("Neuheit", 1)]
    SubmissionFactory(occasion=occasion, topic=occasion.topics.get(name="Daten"))
    fewer = replace(content, topics=("Verkehr",))
    assert why(lambda: calls.save_call(by=SYSTEM, at=AT, slug="beispiel", content=fewer, blind=True)) == ["topic_used"]
    assert why(lambda: calls.save_call(by=NOBODY, at=AT, slug="beispiel", content=content, blind=True)) == ["no_right"]


def reviewer(occasion: Occasion, role: CrewRole = CrewRole.REVIEWER) -> CrewHolder:
    member: Any = CrewFactory(occasion=occasion, role=role)
    return CrewHolder(member.code, role, occasion.pk, member.pk, "Begutachtung")


def test_reviewer_marks_once_may_change_it_and_says_a_conflict_without_marks(occasion: Occasion) -> None:
    criterion = Criterion.objects.create(call=occasion.call, name="Wirkung")
    pitch: Any = SubmissionFactory(occasion=occasion)
    me, place = reviewer(occasion), {"slug": "beispiel", "code": pitch.code, "at": AT}
    assert why(lambda: reviews.discuss(by=me, text="hm", **place)) == ["review_first"]
    for mark in (3, 4):
        reviews.write_review(by=me, marks={str(criterion.pk): mark}, comment="gut", **place)
    assert Review.objects.get().marks == {str(criterion.pk): 4}
    assert reviews.discuss(by=me, text="hm", **place).author == "Beispiel Person"
    reviews.write_review(by=me, marks={}, conflict=True, **place)
    assert why(lambda: reviews.discuss(by=me, text="hm", **place)) == ["review_first"]
    jury = reviewer(occasion, CrewRole.JURY)
    assert why(lambda: reviews.write_review(by=jury, marks={}, conflict=True, **place)) == ["unknown"]
    foreign: Any = OccasionFactory()
    assert why(lambda: reviews.write_review(by=reviewer(foreign), marks={}, conflict=True, **place)) == ["unknown"]


def test_bulk_acceptance_stops_at_the_places_and_can_be_undone_until_the_letters_leave(occasion: Occasion) -> None:
    made: list[Any] = [SubmissionFactory(occasion=occasion) for _ in range(3)]
    codes = [pitch.code for pitch in made]
    do = lambda deed, some, **more: selection.decide(  # noqa: E731 - used often
        by=SYSTEM, at=AT, slug="beispiel", codes=some, deed=deed, **more
    )
    assert why(lambda: do("accept", codes)) == ["no_place"]
    do("accept", codes[:2])
    do("wait", codes[2:])
    do("undo", codes[:1])
    assert why(lambda: do("reject", codes[:1])) == ["reason_missing"]
    do("reject", codes[:1], reason="Zu ähnlich zu einem anderen.")
    assert [Pitch.objects.get(code=code).state for code in codes] == ["rejected", "accepted", "waiting"]
    assert letters() == []
    assert selection.send_decisions(by=SYSTEM, at=AT, slug="beispiel") == 3
    assert sorted(letters()) == sorted(f"pitch-decision:{code}" for code in codes)
    assert why(lambda: do("undo", codes[:1])) == ["told"]
    assert why(lambda: selection.send_decisions(by=SYSTEM, at=AT, slug="beispiel")) == ["nothing_to_send"]
    assert verbs() == ["decide_pitches"] * 4 + ["send_decisions"]


def test_waiting_list_keeps_its_order_and_its_first_moves_up_when_a_place_is_given_back(occasion: Occasion) -> None:
    accepted = decided(occasion, "accept", 2)
    waiting = decided(occasion, "wait", 3)
    selection.move_on_waiting_list(by=SYSTEM, at=AT, slug="beispiel", code=waiting[2].code, place=1)
    selection.give_back(by=holder(accepted[0]), at=AT, code=accepted[0].link_code, reason="krank")
    places = {p.code: (p.state, p.waiting_place) for p in Pitch.objects.filter(pk__in=[w.pk for w in waiting])}
    assert places == {
        waiting[2].code: ("accepted", None),
        waiting[0].code: ("waiting", 1),
        waiting[1].code: ("waiting", 2),
    }
    keys = [key.rpartition(":")[0].partition(":")[0] for key in letters()[-4:]]
    assert keys == ["pitch-given-back", "pitch-given-back-office", "pitch-moved-up", "pitch-moved-up-office"]


def test_place_is_confirmed_with_what_the_stage_must_know(occasion: Occasion) -> None:
    pitch = handed_in()
    selection.decide(by=SYSTEM, at=AT, slug="beispiel", codes=[pitch.code], deed="accept")
    selection.send_decisions(by=SYSTEM, at=AT, slug="beispiel")
    given = rules.StageNeeds(
        mode="remote", needs=("sound",), sign_language=True, windows=(rules.Window(DAY, DAY + timedelta(hours=1)),)
    )
    pitch = selection.confirm(by=holder(pitch), at=AT, code=pitch.link_code, given=given)
    assert (pitch.state, pitch.mode, pitch.needs, pitch.sign_language) == ("confirmed", "remote", ["sound"], True)
    person = Speaker.objects.get()
    assert (person.mailbox, person.windows.count()) == (MAILBOX, 1)
    wrong = replace(given, needs=("drache",), windows=(rules.Window(DAY, DAY),))
    refused = why(lambda: selection.confirm(by=holder(pitch), at=AT, code=pitch.link_code, given=wrong))
    assert refused == ["unknown_choice", "window_empty"]


def test_clock_reminds_once_then_gives_the_place_on(occasion: Occasion) -> None:
    kept, lost = decided(occasion, "accept", 2)
    waits = decided(occasion, "wait")[0]
    selection.confirm(by=holder(kept), at=AT, code=kept.link_code, given=rules.StageNeeds())
    due = Pitch.objects.get(pk=lost.pk).confirm_by
    assert due == AT + timedelta(days=14)
    asked = [
        selection.chase(at=at, code=lost.link_code)
        for at in (AT, due - timedelta(days=2), due - timedelta(days=1), due, due + timedelta(days=1))
    ]
    assert asked == ["", "remind", "", "lapse", ""]
    states = [Pitch.objects.get(pk=pitch.pk).state for pitch in (kept, lost, waits)]
    assert states == ["confirmed", "declined", "accepted"]
    assert selection.chase(at=due, code=kept.link_code) == ""


def test_clock_finds_what_is_due_by_itself_and_does_it_once(occasion: Occasion) -> None:
    (offered,) = decided(occasion, "accept")
    PitchFactory(occasion=occasion)
    begin()
    due = offered.confirm_by
    assert due is not None
    first = [congress_clock.tend(at=at) for at in (AT, due - timedelta(days=2), due - timedelta(days=2), due)]
    assert [done["places_chased"] for done in first] == [0, 1, 0, 1]
    assert [done["drafts_erased"] for done in first] == [0, 1, 0, 0]
    near = [congress_clock.tend(at=DAY - timedelta(days=6))["slides_asked_for"] for _ in range(2)]
    assert near == [1, 0]


def test_slides_are_known_by_their_content_and_named_after_the_pitch_only(occasion: Occasion) -> None:
    pitch: Any = PitchFactory(occasion=occasion, title="Lampen", organisation_name="Beispielstadt")
    send = lambda body, at=AT: slides.hand_in_slides(  # noqa: E731 - used often
        by=holder(pitch), at=at, code=pitch.link_code, file=ContentFile(body, name="beispielstadt.pdf"),
        slides_public=True,
    )  # fmt: skip
    assert why(lambda: send(b"")) == ["empty"]
    assert why(lambda: send(b"MZ program")) == ["wrong_type"]
    kept = send(b"%PDF-1.4 Beispiel")
    name = (kept.slides.name or "").rsplit("/", 1)[-1]
    assert (name.startswith(f"{pitch.code.lower()}-lampen-"), name.endswith(".pdf"), kept.slides_public) == (
        True, True, True,
    )  # fmt: skip
    assert why(lambda: send(b"%PDF-1.4", DAY)) == ["slides_over"]


def test_missing_slides_are_asked_for_once(occasion: Occasion) -> None:
    pitch: Any = PitchFactory(occasion=occasion)
    near = DAY - timedelta(days=6)
    asked = [slides.remind_of_slides(at=at, code=pitch.link_code) for at in (AT, near, near)]
    assert (asked, letters()) == ([False, True, False], [f"slides-reminder:2027-03-06:{pitch.code}"])


def test_office_hands_in_for_others_and_a_keynote_has_its_place_at_once(occasion: Occasion) -> None:
    given = rules.Submission(content=CONTENT, people=(rules.SpeakerContent(name="Bea Beispiel"), ADA))
    pitch = pitches.hand_in_on_behalf(by=SYSTEM, at=AT, slug="beispiel", given=given)
    assert (pitch.state, [s.state for s in pitch.speaking.all()]) == ("submitted", ["accepted", "invited"])
    keynote = rules.Submission(content=rules.PitchContent(title="Auftakt"), kind="keynote", seconds=1200)
    made = pitches.hand_in_on_behalf(by=SYSTEM, at=AT, slug="beispiel", given=keynote)
    assert (made.state, made.kind, made.seconds) == ("confirmed", "keynote", 1200)
    assert why(lambda: pitches.hand_in_on_behalf(by=NOBODY, at=AT, slug="beispiel", given=given)) == ["no_right"]


def test_file_is_read_all_or_nothing_and_never_twice(occasion: Occasion) -> None:
    good = rules.Submission(content=CONTENT, people=(ADA,))
    bad = rules.Submission(content=replace(CONTENT, title=""), mailbox="kein Postfach")
    read = lambda rows, dry: pitches.import_pitches(by=SYSTEM, at=AT, slug="beispiel", rows=rows, dry_run=dry)  # noqa: E731 - used often
    new, wrong = read([good, bad], False)
    assert (new, [(row, refusal.code) for row, refusal in wrong]) == ([0], [(1, "title_missing"), (1, "mailbox_wrong")])
    assert (read([good], True), Pitch.objects.count()) == (([0], []), 0)
    assert (read([good], False), read([good], False), Pitch.objects.count()) == (([0], []), ([], []), 1)
    assert Letter.objects.count() == 0


def test_unused_and_forgotten_drafts_are_erased_with_their_speakers_and_used_ones_stay(occasion: Occasion) -> None:
    begin()
    used = begin(title="benutzt")
    speaking.invite(by=holder(used), at=AT + timedelta(minutes=1), code=used.link_code, speaker=ADA)
    assert pitches.erase_drafts(at=AT + timedelta(days=6)) == 0
    assert pitches.erase_drafts(at=AT + timedelta(days=8)) == 1
    assert list(Pitch.objects.values_list("title", flat=True)) == ["benutzt"]
    assert pitches.erase_drafts(at=Call.objects.get().closes_at + timedelta(days=31)) == 1
    assert Speaker.objects.count() == 0


def test_people_of_pitches_that_were_not_given_are_forgotten_six_months_later(occasion: Occasion) -> None:
    gone, given = decided(occasion, "reject")[0], decided(occasion, "accept")[0]
    for pitch in (gone, given):
        pitch.slides.save("beispiel.pdf", ContentFile(b"%PDF-1.7 Beispiel"), save=False)
        pitch.slides_at = AT
        pitch.save()
    assert pitches.forget_people(at=DAY + timedelta(days=190)) == 1
    gone.refresh_from_db()
    given.refresh_from_db()
    assert (gone.mailbox, gone.speaking.count(), given.mailbox, given.speaking.count()) == ("", 0, MAILBOX, 1)
    assert (gone.slides.name, gone.slides_at, bool(given.slides)) == ("", None, True)


def prize(occasion: Occasion) -> str:
    hours = Times(DAY, DAY + timedelta(hours=8))
    made = prizes.save_prize(by=SYSTEM, at=AT, slug=occasion.slug, name="Beispielpreis", jury=hours, audience=hours)
    return made.slug


def test_one_person_has_one_vote_a_side_while_the_vote_is_open(occasion: Occasion) -> None:
    slug = prize(occasion)
    stands: Any = PitchFactory(occasion=occasion, for_prize=True)
    other: Any = PitchFactory(occasion=occasion, for_prize=False)
    during = DAY + timedelta(hours=1)
    cast = lambda voter, pitch=stands, at=during, side="audience": prizes.vote(  # noqa: E731 - used often
        by=NOBODY, at=at, slug=occasion.slug, prize=slug, side=side, voter=voter, pitch=pitch.code
    )
    assert why(lambda: cast("ticket:1", at=AT)) == ["not_open_yet"]
    assert why(lambda: cast("ticket:1", other)) == ["not_in_prize"]
    cast("ticket:1")
    cast("ticket:2")
    cast("ticket:1", side="jury")
    assert why(lambda: cast("ticket:1")) == ["voted"]
    assert why(lambda: cast("ticket:3", at=DAY + timedelta(hours=8))) == ["closed"]
    assert sorted(Vote.objects.values_list("side", flat=True)) == ["audience", "audience", "jury"]
    assert set(AuditEntry.objects.filter(verb="vote").values_list("actor_id", flat=True)) == {"public"}


def test_tally_is_published_after_the_close_with_its_method(occasion: Occasion) -> None:
    slug = prize(occasion)
    made: list[Any] = [PitchFactory(occasion=occasion, for_prize=True) for _ in range(2)]
    for number, pitch in enumerate([made[0], made[1], made[1]]):
        prizes.vote(by=NOBODY, at=DAY, slug="beispiel", prize=slug, side="audience", voter=f"ticket:{number}",
                    pitch=pitch.code)  # fmt: skip
    publish = lambda at: prizes.publish_tally(by=SYSTEM, at=at, slug="beispiel", prize=slug)  # noqa: E731 - used thrice
    assert why(lambda: publish(DAY)) == ["still_open"]
    row = publish(DAY + timedelta(hours=9))
    assert row.tally == {
        "jury": [[pitch.code, 0, 1] for pitch in made],
        "audience": [[made[1].code, 2, 1], [made[0].code, 1, 2]],
    }
    assert "3" in row.method
    assert why(lambda: publish(DAY + timedelta(hours=9))) == ["published"]
