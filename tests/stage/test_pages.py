"""Screens, the audience's page and backstage: what they show, who may see them, what a press or a word does."""

import json
import re
import uuid
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from time_machine import travel

from strahlkraft.accounts.rules import Role
from strahlkraft.congress import access
from strahlkraft.congress.models import Applause, PadStep, Question, RunItem, Stage, StageClock
from strahlkraft.congress.queries.stage import milliseconds
from strahlkraft.congress.rules.vocabulary import CrewRole, OccasionState, QuestionState
from tests.factories.accounts import with_role
from tests.factories.congress import CrewFactory, DraftOccasionFactory
from tests.factories.stage import a_day, at, pressed

pytestmark = pytest.mark.django_db
PUBLIC = ("", "tafel/", "grosse-buehne/", "grosse-buehne/publikum/")
BACKSTAGE = ("", "warteraum/", "fragen/", "technik/", "grosse-buehne/pad/", "grosse-buehne/monitor/")


def link(stage: Stage, role: CrewRole = CrewRole.MODERATOR) -> str:
    """The address of a crew link."""
    member = CrewFactory(occasion=stage.occasion, role=role)
    return f"/buehne/team/{access.link_token('crew', member.code)}/"


def text(answer: Any) -> str:
    """The words of a page without tags, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def press(client: Client, base: str, deed: str, **fields: Any) -> Any:
    """A press as the pad's script sends it."""
    data = {"deed": deed, "uid": str(uuid.uuid4()), **fields}
    return client.post(f"{base}grosse-buehne/pad/", data, headers={"accept": "application/json"})


def signed_in(role: Role, region: Any) -> Client:
    client = Client()
    user = with_role(role, region=region, is_demo=True)
    client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True


def test_everybody_can_open_the_screens_of_a_public_programme_and_gets_no_cookie(client: Client) -> None:
    stage = a_day()
    with travel(at(3), tick=False):
        pressed(stage, "next", at(0))
        answers = {path: client.get(f"/buehne/beispieltag/{path}") for path in PUBLIC}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(PUBLIC, 200)
    assert client.cookies == {}


@pytest.mark.parametrize("path", PUBLIC)
def test_nobody_sees_screens_of_what_is_not_announced_or_has_no_programme(client: Client, path: str) -> None:
    stage = a_day()
    stage.occasion.versions.all().delete()
    draft = DraftOccasionFactory(slug="beispielentwurf")
    stage.occasion.state = OccasionState.ANNOUNCED
    assert client.get(f"/buehne/beispieltag/{path}").status_code == 404
    assert client.get(f"/buehne/{draft.slug}/{path}").status_code == 404


def test_the_countdown_says_number_shape_and_word_and_what_comes_next(client: Client) -> None:
    stage = a_day()
    pressed(stage, "next", at(0))
    pressed(stage, "next", at(2))
    with travel(at(4, 35), tick=False):
        page = client.get("/en/buehne/beispieltag/grosse-buehne/")
    html = page.content.decode()
    assert 'data-light="close"' in html
    assert "0:25 minutes Please come to an end" in text(page)
    assert "Eins Beispielstadt 1 Up next 09:06 Zwei Beispielstadt 2 09:10 Drei Beispielstadt 3" in text(page)
    state = json.loads(re.search(r'<script type="application/json">(.*?)</script>', html)[1])  # type: ignore[index]  # it is there
    assert (state["now"]["title"], state["now"]["seconds"], state["revision"]) == ("Eins", 180, 2)
    assert "<svg" in html.partition("screen__qr")[2]


@pytest.mark.parametrize(
    ("minute", "said"),
    [(-30, "30 minutes until it begins"), (-5, "5:00 minutes until it begins"), (-600, "–:–– minutes Starting soon")],
)
def test_before_the_day_begins_the_clock_counts_towards_it(client: Client, minute: int, said: str) -> None:
    stage = a_day()
    pressed(stage, "next", at(0))
    pressed(stage, "undo", at(0))
    with travel(at(minute), tick=False):
        assert said in text(client.get("/en/buehne/beispieltag/grosse-buehne/"))


def test_the_board_of_all_stages_says_how_late_it_is(client: Client) -> None:
    stage = a_day()
    pressed(stage, "next", at(5))
    with travel(at(5), tick=False):
        words = text(client.get("/en/buehne/beispieltag/tafel/"))
    assert "Große Bühne 5 minutes late Now Verwaltung 09:07 Eins Beispielstadt 1 09:02 09:10 Zwei" in words


@pytest.mark.parametrize("role", [CrewRole.MODERATOR, CrewRole.TECHNICIAN])
def test_crew_come_backstage_by_their_link_without_a_cookie(client: Client, role: CrewRole) -> None:
    base = link(a_day(), role)
    answers = {path: client.get(f"{base}{path}") for path in BACKSTAGE}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(BACKSTAGE, 200)
    assert {answer["Referrer-Policy"] for answer in answers.values()} == {"no-referrer"}
    assert client.cookies == {}


@pytest.mark.parametrize("path", BACKSTAGE)
def test_nobody_else_comes_backstage(path: str) -> None:
    stage = a_day()
    ended = CrewFactory(occasion=stage.occasion, role=CrewRole.MODERATOR, ended_at=at(0))
    links = [
        "/buehne/team/erfunden.zeichen/",
        link(stage, CrewRole.REVIEWER),
        link(stage, CrewRole.DOOR),
        f"/buehne/team/{access.link_token('crew', ended.code)}/",
        f"/buehne/team/{access.link_token('pitch', ended.code)}/",
    ]
    assert [Client().get(f"{base}{path}").status_code for base in links] == [404] * len(links)
    assert Client().get(f"/buehne/regie/beispieltag/{path}")["Location"].startswith("/anmelden/")
    stranger = signed_in(Role.OFFICE, None)
    assert stranger.get(f"/buehne/regie/beispieltag/{path}").status_code == 404


def test_who_manages_the_event_comes_backstage_signed_in_and_presses_with_a_token_of_the_form() -> None:
    stage = a_day()
    office = signed_in(Role.OFFICE, stage.occasion.region)
    base = "/buehne/regie/beispieltag/"
    assert {office.get(f"{base}{path}").status_code for path in BACKSTAGE} == {200}
    assert b"csrfmiddlewaretoken" in office.get(f"{base}grosse-buehne/pad/").content
    guarded = Client(enforce_csrf_checks=True)
    guarded.cookies = office.cookies
    assert press(guarded, base, "next").status_code == 403
    assert press(office, base, "next").json() == {"done": True}


def test_a_press_by_script_is_done_once_and_a_refused_one_says_why(client: Client) -> None:
    stage = a_day()
    base, uid = link(stage), str(uuid.uuid4())
    with travel(at(0), tick=False):
        first = press(client, base, "next", uid=uid)
        again = press(client, base, "next", uid=uid)
        refused = press(client, base, "resume")
        stale = press(client, base, "next", seen="0")
    assert (first.json(), again.json(), PadStep.objects.count()) == ({"done": True}, {"done": True}, 1)
    assert (refused.status_code, len(refused.json()["refused"])) == (422, 1)
    assert (stale.status_code, RunItem.objects.filter(state="done").count()) == (422, 0)


def test_without_scripts_a_press_leads_back_to_the_pad_or_says_why_on_it(client: Client) -> None:
    stage = a_day()
    base = f"{link(stage)}grosse-buehne/pad/"
    with travel(at(0), tick=False):
        done = client.post(base, {"deed": "next", "uid": str(uuid.uuid4()), "seen": "0"})
        refused = client.post(f"/en{base}", {"deed": "resume"})
    assert (done.status_code, done["Location"]) == (302, base)
    assert (refused.status_code, "The clock is not on hold." in text(refused)) == (422, True)
    assert client.cookies == {}


def test_a_press_that_waited_for_the_network_counts_from_when_it_was_made(client: Client) -> None:
    base = link(a_day())
    with travel(at(0), tick=False):
        press(client, base, "next")
    with travel(at(3), tick=False):
        press(client, base, "next", pressed=str(milliseconds(at(2, 10))))
        press(client, base, "hold", pressed=str(milliseconds(at(1))))
    assert RunItem.objects.get(title="Eins").started_at == at(2, 10)
    assert StageClock.objects.get().held_at == at(2, 10)


@pytest.mark.parametrize(
    "fields",
    [
        {"deed": "skip", "key": "x"},
        {"deed": "skip", "key": "9" * 30},
        {"deed": "swap", "key": "²"},
        {"deed": "extend", "key": "1", "seconds": "--5"},
        {"deed": "\0", "text": "\0"},
        {"deed": "x" * 99, "pressed": "-1", "seen": "nan"},
    ],
)
def test_nonsense_on_the_pad_is_refused_in_words(client: Client, fields: dict[str, str]) -> None:
    stage = a_day()
    pressed(stage, "next", at(0))
    base = link(stage)
    assert client.post(f"{base}grosse-buehne/pad/", fields).status_code == 422


def test_the_pad_shows_what_does_not_fit_any_more(client: Client) -> None:
    stage = a_day()
    pressed(stage, "next", at(22))
    with travel(at(22), tick=False):
        words = text(client.get(f"/en{link(stage)}grosse-buehne/pad/"))
    assert "The block would run 510 seconds over its end. 09:30 Does not fit any more: Zwei, Drei, Vier" in words
    assert "22 minutes late" in words


def test_a_question_goes_to_the_desk_and_from_there_to_everybody(client: Client) -> None:
    stage = a_day()
    desk = f"{link(stage)}fragen/"
    pressed(stage, "next", at(0))
    pressed(stage, "next", at(2))
    with travel(at(3), tick=False):
        uid = str(uuid.uuid4())
        for _ in range(2):
            sent = client.post(
                "/buehne/beispieltag/grosse-buehne/frage/",
                {"text": "Was <b>kostet</b> das?", "uid": uid, "von": "saal"},
            )
        assert sent["Location"] == "/buehne/beispieltag/grosse-buehne/publikum/?gesendet&von=saal"
        assert "Was &lt;b&gt;kostet" not in client.get("/buehne/beispieltag/grosse-buehne/publikum/").content.decode()
        question = Question.objects.get()
        assert str(question.pitch) == "EI0001 Eins"
        client.post(desk, {"question": question.pk, "to": "shown"})
        assert "Was &lt;b&gt;kostet" in client.get("/buehne/beispieltag/grosse-buehne/publikum/").content.decode()
        stale = client.post(desk, {"question": question.pk, "to": "nonsense"})
    assert (stale.status_code, Question.objects.get().state) == (422, QuestionState.SHOWN)
    assert client.cookies == {}


def test_an_empty_question_stays_in_the_form_with_the_reason(client: Client) -> None:
    a_day()
    with travel(at(3), tick=False):
        answer = client.post("/en/buehne/beispieltag/grosse-buehne/frage/", {"text": " \0 "})
    assert (answer.status_code, "Please type your question." in text(answer)) == (422, True)


def test_a_question_from_another_site_is_not_taken(client: Client) -> None:
    a_day()
    answer = client.post(
        "/buehne/beispieltag/grosse-buehne/frage/", {"text": "Was?"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert (answer.status_code, Question.objects.count()) == (403, 0)


def test_applause_without_scripts_counts_for_what_is_on_stage(client: Client) -> None:
    stage = a_day()
    pressed(stage, "next", at(0))
    path = "/buehne/beispieltag/grosse-buehne/applaus/"
    with travel(at(3), tick=False):
        client.post(path)
        pressed(stage, "next", at(2))
        for _ in range(2):
            client.post(path, {"von": "saal"})
        words = text(client.get("/en/buehne/beispieltag/grosse-buehne/publikum/?von=saal"))
    assert Applause.objects.get().count == 2
    assert "Applause 2" in words


def test_the_audience_is_led_to_contact_slides_and_stream_and_told_of_captions(client: Client) -> None:
    stage = a_day()
    stage.stream_url = "https://stream.beispiel.example/eins"
    stage.save()
    pressed(stage, "next", at(0))
    pressed(stage, "next", at(2))
    with travel(at(3), tick=False):
        html = client.get("/en/buehne/beispieltag/grosse-buehne/publikum/?von=saal").content.decode()
    assert 'href="/en/termine/beispieltag/EI0001/kontakt/?von=saal"' in html
    assert 'href="/en/termine/beispieltag/EI0001/"' in html
    assert 'href="https://stream.beispiel.example/eins"' in html
    assert ("With live captions" in html, "Without sign language" in html) == (True, True)


def test_with_one_stage_the_audience_is_led_there_with_several_it_chooses(client: Client) -> None:
    stage = a_day()
    assert client.get("/buehne/beispieltag/publikum/")["Location"] == "/buehne/beispieltag/grosse-buehne/publikum/"
    stage.occasion.stages.create(slug="kleine-buehne", name="Kleine Bühne")
    assert "Kleine Bühne" in text(client.get("/buehne/beispieltag/publikum/"))


def test_the_technician_takes_the_programme_over(client: Client) -> None:
    stage = a_day()
    base = link(stage, CrewRole.TECHNICIAN)
    answer = client.post(f"{base}technik/uebernehmen/")
    assert (answer["Location"], RunItem.objects.count()) == (f"{base}technik/", 7)
    stage.occasion.versions.all().delete()
    refused = client.post(f"/en{base}technik/uebernehmen/")
    assert (refused.status_code, "No programme has been published yet." in text(refused)) == (422, True)


def test_a_message_reaches_the_speakers_monitor_and_no_public_screen(client: Client) -> None:
    stage = a_day()
    base = link(stage)
    with travel(at(1), tick=False):
        press(client, base, "next")
        press(client, base, "say", text="Bitte lauter")
        assert "Bitte lauter" in text(client.get(f"{base}grosse-buehne/monitor/"))
        assert all(b"Bitte lauter" not in client.get(f"/buehne/beispieltag/{path}").content for path in PUBLIC)


def test_queries_of_a_screen_do_not_grow_with_the_programme(client: Client, django_assert_max_num_queries: Any) -> None:
    stage = a_day()
    pressed(stage, "next", at(0))
    with travel(at(1), tick=False), django_assert_max_num_queries(6):
        client.get("/buehne/beispieltag/grosse-buehne/")
