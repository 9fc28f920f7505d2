"""The office's side of calls: the call, the ranking, decisions and letters, entering for others, prizes."""

import io
import zipfile
from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.congress.models import Call, Criterion, Occasion, Pitch, Prize, Review, ReviewNote
from strahlkraft.congress.rules.vocabulary import CrewRole, PitchState
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.congress import (
    DAY,
    CallFactory,
    CrewFactory,
    OccasionFactory,
    PitchFactory,
    PitchSpeakerFactory,
    SubmissionFactory,
    TopicFactory,
)
from tests.factories.projects import ParticipationFactory
from tests.office.pages import Entrance, fields_of

NOW = DAY - timedelta(days=200)
BASE = "/arbeit/termine/beispiel/"
LIST = f"{BASE}beitraege/"


@pytest.fixture(autouse=True)
def _summer(demonstration: None) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def occasion(region: Region) -> Occasion:
    made: Any = OccasionFactory(slug="beispiel", region=region)
    call: Any = CallFactory(occasion=made, places=1)
    Criterion.objects.create(call=call, name="Wirkung", weight=2)
    return cast("Occasion", made)


def mark() -> str:
    return str(uuid4())


def state(pitch: Any) -> str:
    return str(Pitch.objects.get(pk=pitch.pk).state)


def test_call_is_opened_with_criteria_and_themes_and_bad_input_stays(client: Client, region: Region) -> None:
    OccasionFactory(slug="beispiel", region=region)
    page = client.get(f"{BASE}aufruf/")
    typed = fields_of(page.content) | {
        "text": ["Zeigen Sie es."], "opens_at": ["2026-08-01T08:00"], "closes_at": ["2026-07-01T18:00"],
        "places": ["60"], "seconds": ["180"], "confirm_days": ["14"], "topics": ["Daten\nVerkehr"],
        "rows-0-name": ["Wirkung"], "rows-0-weight": ["3"],
    }  # fmt: skip
    refused = client.post(f"{BASE}aufruf/", typed)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["closes_at"])
    assert fields_of(refused.content)["rows-0-name"] == ["Wirkung"]
    saved = client.post(f"{BASE}aufruf/", typed | {"closes_at": ["2026-12-31T18:00"]})
    assert saved.status_code == 302
    call = Call.objects.get()
    assert ([(c.name, c.weight) for c in call.criteria.all()], call.places) == ([("Wirkung", 3)], 60)
    assert list(call.occasion.topics.values_list("name", flat=True)) == ["Daten", "Verkehr"]


def test_ranking_shows_value_ties_and_disagreement_and_asks_the_same_number_of_questions(
    client: Client, occasion: Occasion, django_assert_max_num_queries: Any
) -> None:
    key = str(Criterion.objects.get().pk)
    crew: list[Any] = [CrewFactory(occasion=occasion) for _ in range(2)]
    made: list[Any] = [SubmissionFactory(occasion=occasion) for _ in range(4)]
    for pitch, marks in zip(made, ((5, 1), (3, 3), (4, 4)), strict=False):
        for member, value in zip(crew, marks, strict=True):
            Review.objects.create(pitch=pitch, reviewer=member, marks={key: value}, written_at=NOW)
    with django_assert_max_num_queries(25):
        page = client.get(LIST)
    rows = [(row["pitch"], row["standing"].rank, row["standing"].tied) for row in page.context["rows"]]
    assert rows == [(made[2], 1, False), (made[0], 2, True), (made[1], 2, True), (made[3], 0, False)]
    assert [row["standing"].disagreed for row in page.context["rows"]] == [False, True, False, False]


def test_too_many_at_once_are_refused_with_the_ticks_kept_then_told_by_letter(
    client: Client, occasion: Occasion
) -> None:
    made: list[Any] = [SubmissionFactory(occasion=occasion, topic=TopicFactory(occasion=occasion)) for _ in range(2)]
    codes = [pitch.code for pitch in made]
    both = client.post(f"{LIST}entscheiden/", {"pitch": codes, "deed": "accept", "submission": mark()})
    assert (both.status_code, both.context["chosen"], list(both.context["form"].errors)) == (422, codes, ["deed"])
    client.post(f"{LIST}entscheiden/", {"pitch": codes[:1], "deed": "accept", "submission": mark()})
    client.post(f"{LIST}entscheiden/", {"pitch": codes[1:], "deed": "wait", "submission": mark()})
    assert ([state(pitch) for pitch in made], Letter.objects.count()) == (["accepted", "waiting"], 0)
    assert client.get(LIST).context["places"].untold == 2
    assert client.post(f"{LIST}mitteilen/", {"submission": mark()}).status_code == 302
    assert Letter.objects.count() == 2


def test_one_pitch_shows_everything_and_is_rejected_with_a_reason_only(client: Client, occasion: Occasion) -> None:
    pitch: Any = SubmissionFactory(occasion=occasion, title="Lampen")
    PitchSpeakerFactory(pitch=pitch)
    page = f"{LIST}{pitch.code}/"
    assert client.get(page).status_code == 200
    sent = {"pitch": pitch.code, "zurueck": "beitrag", "deed": "reject"}
    refused = client.post(f"{LIST}entscheiden/", {**sent, "submission": mark()})
    assert (refused.status_code, list(refused.context["decide"].errors)) == (422, ["reason"])
    done = client.post(f"{LIST}entscheiden/", {**sent, "reason": "Zu ähnlich.", "submission": mark()})
    assert (done["Location"], state(pitch)) == (page, "rejected")
    client.post(f"{page}besprechen/", {"note-text": "Schade.", "note-submission": mark()})
    client.post(f"{page}angaben/", {"marks-opener_penalty": "2", "marks-seconds": "240", "marks-submission": mark()})
    pitch.refresh_from_db()
    assert (ReviewNote.objects.get().author, pitch.opener_penalty, pitch.seconds) == ("Ada Beispiel", 2, 240)


def test_pitch_is_edited_and_what_was_typed_stays_when_it_is_refused(client: Client, occasion: Occasion) -> None:
    pitch: Any = SubmissionFactory(occasion=occasion, description="Was wir auf der Bühne zeigen.")
    page = f"{LIST}{pitch.code}/bearbeiten/"
    typed = fields_of(client.get(page).content)
    refused = client.post(page, typed | {"title": [""], "summary": ["Neuer Satz"]})
    assert (refused.status_code, fields_of(refused.content)["summary"]) == (422, ["Neuer Satz"])
    assert client.post(page, typed | {"title": ["Neu"]}).status_code == 302
    assert Pitch.objects.get().title == "Neu"


def test_office_hands_in_for_others_and_enters_a_keynote(client: Client, occasion: Occasion) -> None:
    page = f"{LIST}einreichen/"
    typed = fields_of(client.get(page).content)
    refused = client.post(page, typed | {"title": ["Nur ein Titel"]})
    assert (refused.status_code, set(refused.context["form"].errors)) == (
        422, {"summary", "description", "organisation_name"},
    )  # fmt: skip
    keynote = typed | {"kind": ["keynote"], "title": ["Auftakt"], "speaker_name": ["Bea Beispiel"], "seconds": ["900"]}
    assert client.post(page, keynote).status_code == 302
    made = Pitch.objects.get()
    assert (made.kind, made.state, made.speaking.get().speaker.name) == ("keynote", "confirmed", "Bea Beispiel")


TABLE = "Titel;Themenfeld;Kommune;Vortragende\nLampen;Daten;Beispielstadt;Ada Beispiel\nBänke;{topic};Beispieldorf;\n"


def test_table_is_looked_through_first_and_faults_name_line_and_column(client: Client, occasion: Occasion) -> None:
    TopicFactory(occasion=occasion, name="Daten", slug="daten")
    page = f"{LIST}einlesen/"
    send = lambda topic, **more: client.post(  # noqa: E731 - used thrice
        page, {"file": ContentFile(TABLE.format(topic=topic).encode(), name="x.csv"), "submission": mark(), **more}
    )
    wrong = send("Verkehr", einlesen="1")
    assert (wrong.status_code, len(wrong.context["faults"]), Pitch.objects.count()) == (422, 1, 0)
    assert ("3" in wrong.context["faults"][0], "Verkehr" in wrong.context["faults"][0]) == (True, True)
    sound = send("Daten")
    assert (sound.status_code, [row.title for row in sound.context["new"]]) == (200, ["Lampen", "Bänke"])
    assert (send("Daten", einlesen="1").status_code, Pitch.objects.count(), Letter.objects.count()) == (302, 2, 0)


def test_all_slides_come_as_one_archive(client: Client, occasion: Occasion) -> None:
    pitch: Any = PitchFactory(occasion=occasion)
    page = f"{LIST}{pitch.code}/"
    sent = {"slides-file": ContentFile(b"%PDF-1.4 x", name="x.pdf"), "slides-submission": mark()}
    assert client.post(f"{page}folien/", sent).status_code == 302
    archive = b"".join(cast("Any", client.get(f"{LIST}folien/")).streaming_content)
    one = b"".join(cast("Any", client.get(f"{page}folien/datei/")).streaming_content)
    names = zipfile.ZipFile(io.BytesIO(archive)).namelist()
    assert (len(names), names[0].startswith(pitch.code.lower()), one) == (1, True, b"%PDF-1.4 x")


def test_partner_begins_from_the_own_project_with_nothing_to_retype(
    occasion: Occasion, project: Project, enter: Entrance
) -> None:
    body = an_organisation("Beispielstadt")
    ParticipationFactory(project=project, organisation=body, stated_name=body.name, role="lead")
    partner = enter(with_role(Role.PARTNER, organisation=body, is_demo=True))
    page = f"/arbeit/projekte/{project.slug}/kongress/"
    assert "Beispielkongress" in partner.get(page).content.decode()
    answer = partner.post(page, {"event": "beispiel"})
    made = Pitch.objects.get()
    assert (answer["Location"].startswith("/mitmachen/beitrag/"), made.project, made.organisation, made.title) == (
        True, project, body, project.title,
    )  # fmt: skip
    stranger = enter(with_role(Role.PARTNER, organisation=an_organisation("Anderswo"), is_demo=True))
    assert stranger.post(page, {"event": "beispiel"}).status_code == 404


def test_prize_is_kept_its_codes_printed_and_its_tally_published_after_the_close(
    client: Client, occasion: Occasion, officer: User, enter: Entrance
) -> None:
    page = f"{LIST}preise/"
    typed = fields_of(client.get(page).content) | {"name": ["Beispielpreis"]}
    refused = client.post(page, typed)
    assert (refused.status_code, fields_of(refused.content)["name"]) == (422, ["Beispielpreis"])
    times = {"audience_opens_at": ["2027-03-11T09:00"], "audience_closes_at": ["2027-03-11T12:00"]}
    assert client.post(page, typed | times).status_code == 302
    prize = Prize.objects.get()
    codes = client.post(f"{page}codes/", {"tickets-first": "1", "tickets-count": "3", "tickets-submission": mark()})
    assert len(codes.content.decode().splitlines()) == 4
    client.post(f"{page}{prize.slug}/veroeffentlichen/", {"submission": mark()})
    assert Prize.objects.get().published_at is None
    with time_machine.travel(DAY + timedelta(days=1)):
        client = enter(officer)  # the former session is over by then
        assert client.get(f"{page}{prize.slug}/").status_code == 200
        client.post(f"{page}{prize.slug}/veroeffentlichen/", {"submission": mark()})
        assert Prize.objects.get().published_at is not None


def test_pitches_of_another_region_do_not_exist_for_this_office(client: Client) -> None:
    foreign: Any = OccasionFactory(slug="fremd", region=a_region("Fremdregion"))
    pitch: Any = SubmissionFactory(occasion=foreign)
    CrewFactory(occasion=foreign, role=CrewRole.JURY)
    base = "/arbeit/termine/fremd/"
    pages = ["aufruf/", "beitraege/", "beitraege/einreichen/", "beitraege/preise/", f"beitraege/{pitch.code}/"]
    assert {client.get(f"{base}{page}").status_code for page in pages} == {404}
    sent = {"pitch": pitch.code, "deed": "accept", "submission": mark()}
    assert (client.post(f"{base}beitraege/entscheiden/", sent).status_code, state(pitch)) == (404, PitchState.SUBMITTED)
