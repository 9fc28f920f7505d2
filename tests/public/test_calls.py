"""Calls and pitches without an account: what the pages show, keep and refuse."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.core.files.base import ContentFile
from django.test import Client

from strahlkraft.congress.access import link_token
from strahlkraft.congress.actions import prizes
from strahlkraft.congress.models import Call, Criterion, Occasion, Pitch, PitchSpeaker, Review, Vote
from strahlkraft.congress.rules.prize import ticket_code
from strahlkraft.congress.rules.vocabulary import CrewRole, InvitationState, PitchState
from strahlkraft.letters.models import Letter
from tests.factories.congress import (
    DAY,
    CallFactory,
    CrewFactory,
    DraftOccasionFactory,
    OccasionFactory,
    PitchFactory,
    PitchSpeakerFactory,
    RegistrationFactory,
    SubmissionFactory,
)
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
MAILBOX = "pitch@beispiel.example"
TYPED = {
    "title": "Beispiel",
    "summary": "Ein Satz.",
    "description": "Was wir auf der Bühne zeigen.",
    "organisation_name": "Beispielstadt",
    "partners": "Partner eins\nPartner zwei",
    "language": "de",
    "mode": "onsite",
    "needs": ["sound", "stepfree"],
    "needs_note": "Ein Hocker",
    "person": "Bea Beispiel",
}


@pytest.fixture(autouse=True)
def _june() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stranger(visitor: Client) -> Client:
    """A browser whose forms are checked as in operation."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def occasion() -> Occasion:
    made: Any = OccasionFactory(event__slug="beispiel")
    call: Any = CallFactory(occasion=made, slides_until=DAY - timedelta(days=5))
    Criterion.objects.create(call=call, name="Wirkung", weight=3)
    Criterion.objects.create(call=call, name="Neuheit", weight=1)
    return made  # type: ignore[no-any-return] # the factory makes events


@pytest.fixture
def draft(occasion: Occasion) -> Pitch:
    made: Any = PitchFactory(
        occasion=occasion, state=PitchState.DRAFT, title="Beispiel", summary="", organisation_name="",
        submitted_at=None, decided_at=None, confirmed_at=None,
    )  # fmt: skip
    return made  # type: ignore[no-any-return] # the factory makes pitches


def private(pitch: Pitch) -> str:
    return f"/mitmachen/beitrag/{link_token('pitch', pitch.link_code)}/"


def stamped(**fields: str) -> dict[str, str]:
    with time_machine.travel(NOW - timedelta(minutes=1)):
        return {"stamp": signing.TimestampSigner(salt="strahlkraft.public.stamp").sign("form"), **fields}


def fresh(pitch: Pitch) -> Pitch:
    return Pitch.objects.get(pk=pitch.pk)


def shown(page: Any) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def test_call_tells_dates_weights_and_starts_with_a_title_and_a_mailbox(stranger: Client, occasion: Occasion) -> None:
    page = shown(stranger.get("/termine/beispiel/aufruf/"))
    assert ("31. Dezember 2026" in page, "75 %" in page, "25 %" in page) == (True, True, True)
    answer = stranger.post("/termine/beispiel/aufruf/", stamped(title="Lampen", mailbox=MAILBOX))
    assert (answer.status_code, answer["Location"]) == (302, "/termine/beispiel/aufruf/gesendet/")
    assert stranger.get(answer["Location"]).status_code == 200
    letter, row = Letter.objects.get(), Pitch.objects.get()
    assert (private(row) in letter.text, row.state, stranger.cookies) == (True, "draft", {})


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"title": ""}, "title"), ({"mailbox": "kein Postfach"}, "mailbox"), ({"title": "x" * 201}, "title")],
)
def test_start_keeps_what_was_typed_and_names_the_field(
    stranger: Client, occasion: Occasion, changed: dict[str, str], field: str
) -> None:
    typed = stamped(**{"title": "Lampen", "mailbox": MAILBOX} | changed)
    page = stranger.post("/termine/beispiel/aufruf/", typed)
    assert (page.status_code, list(page.context["form"].errors), Pitch.objects.count()) == (200, [field], 0)
    assert typed["mailbox"] in page.content.decode()


def test_call_of_an_unannounced_event_does_not_exist_and_a_closed_one_has_no_form(stranger: Client) -> None:
    hidden: Any = CallFactory(occasion=DraftOccasionFactory())
    assert stranger.get(f"/termine/{hidden.occasion.slug}/aufruf/").status_code == 404
    closed: Any = CallFactory(closes_at=NOW - timedelta(days=1))
    page = stranger.get(f"/termine/{closed.occasion.slug}/aufruf/")
    assert (page.status_code, b'name="mailbox"' in page.content) == (200, False)


def test_page_of_the_event_leads_to_an_open_call_and_no_longer_to_a_closed_one(
    stranger: Client, occasion: Occasion
) -> None:
    assert "/termine/beispiel/aufruf/" in shown(stranger.get("/termine/beispiel/"))
    Call.objects.update(closes_at=NOW - timedelta(days=1))
    assert "/termine/beispiel/aufruf/" not in shown(stranger.get("/termine/beispiel/"))


def test_project_in_the_address_is_chosen_already(stranger: Client, occasion: Occasion) -> None:
    ProjectFactory(slug="lampen", title="Lampen, die mitdenken", publication="published")
    page = stranger.get("/termine/beispiel/aufruf/?projekt=lampen")
    assert (page.context["form"]["project"].value(), page.context["form"]["title"].value()) == (
        "lampen", "Lampen, die mitdenken",
    )  # fmt: skip


def test_draft_saves_itself_as_typed_and_tells_another_tab(stranger: Client, draft: Pitch) -> None:
    typed = {**TYPED, "summary": "", "deed": "save", "revision": draft.changed_at.isoformat()}
    saved = stranger.post(private(draft), typed, headers={"X-Autosave": "1"})
    assert (saved.status_code, fresh(draft).partners, fresh(draft).needs) == (
        200, ["Partner eins", "Partner zwei"], ["sound", "stepfree"],
    )  # fmt: skip
    assert saved.json()["revision"] == fresh(draft).changed_at.isoformat()
    behind = stranger.post(private(draft), typed, headers={"X-Autosave": "1"})
    assert (behind.status_code, "elsewhere" in behind.json()["message"] or "woanders" in behind.json()["message"]) == (
        409, True,
    )  # fmt: skip


def test_naming_a_speaker_keeps_what_was_typed_beside_it(stranger: Client, draft: Pitch) -> None:
    both = {**TYPED, "deed": ["save", "invite"], "speaker-name": "Ada Beispiel", "speaker-mailbox": "ada@x.example"}
    answer = stranger.post(private(draft), both)
    assert (answer.status_code, fresh(draft).description) == (302, TYPED["description"])
    assert [row.speaker.name for row in draft.speaking.all()] == ["Ada Beispiel"]
    assert Letter.objects.get().to == "ada@x.example"
    guid = draft.speaking.get().speaker.guid
    stranger.post(private(draft), {**TYPED, "deed": ["save", f"uninvite:{guid}"]})
    assert draft.speaking.count() == 0


def test_unfinished_pitch_is_refused_with_every_field_and_nothing_is_lost(stranger: Client, draft: Pitch) -> None:
    page = stranger.post(private(draft), {**TYPED, "summary": "", "description": "kurz", "deed": ["save", "hand_in"]})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["summary", "description", "__all__"])
    assert ("Ein Hocker" in shown(page), fresh(draft).state) == (True, "draft")


def test_pitch_is_handed_in_and_the_page_says_so(stranger: Client, draft: Pitch) -> None:
    PitchSpeakerFactory(pitch=draft)
    answer = stranger.post(private(draft), {**TYPED, "deed": ["save", "hand_in"]})
    assert (answer.status_code, fresh(draft).state) == (302, "submitted")
    assert stranger.get(answer["Location"]).status_code == 200


def test_taking_over_a_project_fills_only_what_is_empty(stranger: Client, draft: Pitch) -> None:
    ProjectFactory(slug="lampen", title="Lampen", summary="Lampen denken mit.", publication="published")
    typed = {**TYPED, "summary": "", "deed": ["save", "project"], "project": "lampen"}
    stranger.post(private(draft), typed)
    row = fresh(draft)
    assert (row.project and row.project.slug, row.title, row.summary) == ("lampen", "Beispiel", "Lampen denken mit.")


def test_decision_is_not_shown_before_its_letter_has_left(stranger: Client, occasion: Occasion) -> None:
    pitch: Any = PitchFactory(occasion=occasion, state=PitchState.REJECTED, decision_reason="Geheimer Grund")
    assert "Geheimer Grund" not in shown(stranger.get(private(pitch)))
    Pitch.objects.update(told_at=NOW)
    assert "Geheimer Grund" in shown(stranger.get(private(pitch)))


@pytest.fixture
def offered(occasion: Occasion) -> Pitch:
    made: Any = PitchFactory(
        occasion=occasion, state=PitchState.ACCEPTED, told_at=NOW, confirm_by=NOW + timedelta(days=9), confirmed_at=None
    )
    PitchSpeakerFactory(pitch=made, speaker__mailbox=MAILBOX)
    return made  # type: ignore[no-any-return] # the factory makes pitches


def test_place_is_confirmed_with_times_of_berlin(stranger: Client, offered: Pitch) -> None:
    typed = {"mode": "remote", "needs": ["sound"], "window0_day": "2027-03-11", "window0_from": "10:00",
             "window0_until": "12:30", "wish_from": "11:00", "wish_until": "12:00", "deed": "confirm"}  # fmt: skip
    half = stranger.post(private(offered), {**typed, "window0_until": ""})
    assert (list(half.context["place"].errors), fresh(offered).state) == (["window0_until"], "accepted")
    assert 'value="10:00"' in half.content.decode()
    assert stranger.post(private(offered), typed).status_code == 302
    row = fresh(offered)
    windows = [(w.starts_at, w.preferred) for w in row.speaking.get().speaker.windows.all()]
    assert (row.state, row.mode, windows) == (
        "confirmed", "remote", [(DAY + timedelta(hours=1), False), (DAY + timedelta(hours=2), True)],
    )  # fmt: skip


def test_slides_are_taken_shown_to_the_holder_and_to_everybody_only_after_the_event(
    stranger: Client, offered: Pitch
) -> None:
    stranger.post(private(offered), {"mode": "onsite", "deed": "confirm"})
    wrong = stranger.post(private(offered), {"deed": "slides", "file": ContentFile(b"MZ", name="x.pdf")})
    assert list(wrong.context["slides_form"].errors) == ["file"]
    stranger.post(
        private(offered), {"deed": "slides", "file": ContentFile(b"%PDF-1.4 x", name="x.pdf"), "slides_public": "on"}
    )
    own = stranger.get(f"{private(offered)}folien/")
    assert (own.status_code, b"".join(own.streaming_content)) == (200, b"%PDF-1.4 x")  # type: ignore[attr-defined] # a file
    public = f"/termine/beispiel/{offered.code}/folien/"
    assert stranger.get(public).status_code == 404
    with time_machine.travel(DAY + timedelta(days=1)):
        given: Any = stranger.get(public)
        assert b"".join(given.streaming_content) == b"%PDF-1.4 x"
        Pitch.objects.update(slides_public=False)
        assert stranger.get(public).status_code == 404


def test_offered_place_is_declined_by_the_link(stranger: Client, offered: Pitch) -> None:
    assert stranger.post(private(offered), {"deed": "back", "reason": "krank"}).status_code == 302
    assert fresh(offered).state == "declined"
    assert stranger.get(private(offered)).status_code == 200


def test_speaker_agrees_by_their_own_link_and_keeps_what_was_typed(stranger: Client, offered: Pitch) -> None:
    speaks: Any = PitchSpeakerFactory(pitch=offered, state=InvitationState.INVITED, speaker__named=False)
    page = f"/mitmachen/auftritt/{link_token('speaker', speaks.speaker.code)}/"
    assert stranger.get(page).status_code == 200
    assert stranger.post(page, {"deed": f"agree:{offered.code}"}).status_code == 302
    assert PitchSpeaker.objects.get(pk=speaks.pk).state == "accepted"
    refused = stranger.post(page, {"deed": "about", "name": "", "biography": "Mein Leben"})
    assert (list(refused.context["form"].errors), "Mein Leben" in shown(refused)) == (["name"], True)
    stranger.post(page, {"deed": "about", "name": "Ada Beispiel", "named": "on"})
    speaks.speaker.refresh_from_db()
    assert (speaks.speaker.name, speaks.speaker.named) == ("Ada Beispiel", True)


@pytest.mark.parametrize("kind", ["beitrag", "auftritt", "begutachtung", "jury", "abstimmung"])
def test_forged_link_leads_nowhere(stranger: Client, kind: str, occasion: Occasion) -> None:
    for token in ("falsch", link_token("certificate", "x"), "a.b"):
        assert stranger.get(f"/mitmachen/{kind}/{token}/").status_code == 404


def reviewing(occasion: Occasion, **values: Any) -> str:
    member: Any = CrewFactory(occasion=occasion, role=CrewRole.REVIEWER, **values)
    return f"/mitmachen/begutachtung/{link_token('crew', member.code)}/"


def test_blind_reviewer_sees_no_person_and_no_body(stranger: Client, occasion: Occasion) -> None:
    Call.objects.update(blind=True)
    pitch: Any = SubmissionFactory(
        occasion=occasion, organisation_name="Geheimstadt", partners=["Geheimpartner"], person="Geheimperson",
        mailbox="geheim@geheim.example",
    )  # fmt: skip
    PitchSpeakerFactory(pitch=pitch, speaker__name="Geheimrednerin")
    page = reviewing(occasion)
    for address in (page, f"{page}{pitch.code}/"):
        assert "geheim" not in stranger.get(address).content.decode().lower()
    Call.objects.update(blind=False)
    assert "Geheimrednerin" in shown(stranger.get(f"{page}{pitch.code}/"))


def test_reviewer_marks_one_after_the_other_and_sees_others_only_afterwards(
    stranger: Client, occasion: Occasion
) -> None:
    first, second = [SubmissionFactory(occasion=occasion) for _ in range(2)]
    other: Any = CrewFactory(occasion=occasion, name="Andere Begutachtung")
    Review.objects.create(pitch=first, reviewer=other, comment="Fremdes Urteil", written_at=NOW)
    page = reviewing(occasion)
    one = f"{page}{first.code}/"
    assert "Fremdes Urteil" not in shown(stranger.get(one))
    keys = [f"mark_{pk}" for pk in Criterion.objects.values_list("pk", flat=True)]
    half = stranger.post(one, {"deed": "review", keys[0]: "4", "comment": "Mein Urteil"})
    assert (list(half.context["form"].errors), "Mein Urteil" in shown(half)) == ([keys[1]], True)
    done = stranger.post(one, {"deed": "review", keys[0]: "4", keys[1]: "2"})
    assert done["Location"] == f"{page}{second.code}/?getan=review"
    assert "Fremdes Urteil" in shown(stranger.get(one))
    stranger.post(one, {"deed": "note", "text": "Mein Wort"})
    assert "Mein Wort" in shown(stranger.get(one))
    conflict = stranger.post(one, {"deed": "review", keys[0]: "4", "conflict": "on"})
    assert (conflict.status_code, Review.objects.get(comment="", pitch=first).marks) == (302, {})
    assert "Fremdes Urteil" not in shown(stranger.get(one))


def test_own_body_is_suggested_as_conflict(stranger: Client, occasion: Occasion) -> None:
    pitch: Any = SubmissionFactory(occasion=occasion, organisation_name="Stadt Beispielhausen")
    page = stranger.get(f"{reviewing(occasion, mailbox='ada@beispielhausen.example')}{pitch.code}/")
    assert (page.context["own"].suggested, page.context["form"]["conflict"].value()) == (True, True)


@pytest.fixture
def prize(occasion: Occasion) -> str:
    occasion.prizes.create(
        slug="preis", name="Beispielpreis", jury_opens_at=NOW, jury_closes_at=NOW + timedelta(days=1),
        audience_opens_at=NOW, audience_closes_at=NOW + timedelta(days=1),
    )  # fmt: skip
    return "/termine/beispiel/preis/preis/"


def test_ticket_gives_one_vote_and_a_wrong_code_none(stranger: Client, occasion: Occasion, prize: str) -> None:
    pitch: Any = PitchFactory(occasion=occasion, for_prize=True)
    code = ticket_code(prizes.secret(), occasion.pk, 7)
    wrong = stranger.post(prize, {"pitch": pitch.code, "code": "AAA-AAAAAA"})
    assert (list(wrong.context["form"].errors), pitch.code in shown(wrong)) == (["code"], True)
    answers = [stranger.post(prize, {"pitch": pitch.code, "code": code.lower()}).status_code for _ in range(2)]
    assert (answers, Vote.objects.count(), stranger.cookies) == ([302, 200], 1, {})


def test_registered_person_and_jury_vote_once_each_and_are_counted_apart(
    stranger: Client, occasion: Occasion, prize: str
) -> None:
    pitch: Any = PitchFactory(occasion=occasion, for_prize=True)
    guest: Any = RegistrationFactory(occasion=occasion)
    judge: Any = CrewFactory(occasion=occasion, role=CrewRole.JURY)
    pages = (
        f"/mitmachen/abstimmung/{link_token('registration', guest.code)}/",
        f"/mitmachen/jury/{link_token('crew', judge.code)}/",
    )
    for page in pages:
        assert stranger.get(page).status_code == 200
        for _ in range(2):
            stranger.post(page, {"prize": "preis", "pitch": pitch.code})
    stranger.post(prize, {"pitch": pitch.code, "code": str(guest.badge)})
    assert sorted(Vote.objects.values_list("side", flat=True)) == ["audience", "jury"]


def test_published_tally_is_shown_with_its_method(stranger: Client, occasion: Occasion, prize: str) -> None:
    pitch: Any = PitchFactory(occasion=occasion, for_prize=True, title="Siegerpitch")
    occasion.prizes.update(published_at=NOW, method="So gezählt.", tally={"audience": [[pitch.code, 3, 1]]})
    page = shown(stranger.get(prize))
    assert ("Siegerpitch" in page, "So gezählt." in page, 'name="code"' in page) == (True, True, False)
