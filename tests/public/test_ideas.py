"""Handing in an idea without an account: what the form refuses, what the links open, what is told."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client

from strahlkraft.letters.models import Letter
from strahlkraft.steering import access
from strahlkraft.steering.models import AgendaItem, Idea
from tests.factories.network import RegionFactory
from tests.factories.steering import BoardSessionFactory, IdeaFactory

pytestmark = pytest.mark.django_db
PATH = "/ideen/einreichen/"
NEED = "Beispiel: Anträge liegen wochenlang im Posteingang."


@pytest.fixture
def stranger(db: None) -> Client:
    """Somebody who checks everything a browser would: nothing is excused from the guard against forged forms."""
    return Client(enforce_csrf_checks=True)


def stamp(seconds_ago: int = 60) -> str:
    with time_machine.travel(datetime.now(UTC) - timedelta(seconds=seconds_ago)):
        return signing.TimestampSigner(salt="strahlkraft.public.stamp").sign("form")


def form(**changed: str) -> dict[str, str]:
    RegionFactory._meta.model.objects.get_or_create(slug="beispielregion", name="Beispielregion")
    sound = {
        "title": "Beispielidee", "region": "beispielregion", "need": NEED, "solution": "Beispiel: ein Online-Dienst.",
        "body": "Beispielstadt", "mailbox": "digitales@beispielstadt.example", "stamp": stamp(),
    }  # fmt: skip
    return sound | changed


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def link(purpose: str, idea: Any) -> str:
    page = "bestaetigen" if purpose == "idea-confirm" else "stand"
    return f"/ideen/{page}/{access.link_token(purpose, idea.link_code)}/"


def test_idea_waits_for_the_link_and_says_until_when(stranger: Client) -> None:
    assert stranger.get(PATH).status_code == 200
    answer = stranger.post(PATH, form(estimated_cost="120000"))
    assert (answer.status_code, answer["Location"]) == (302, f"{PATH}gesendet/")
    row = Idea.objects.get()
    assert (row.state, row.title, row.region.slug, row.body, str(row.estimated_cost), row.language) == (
        "draft", "Beispielidee", "beispielregion", "Beispielstadt", "120000.00", "de",
    )  # fmt: skip
    with time_machine.travel(datetime(2026, 3, 2, 9, 0, tzinfo=UTC)):
        assert "9. März 2026" in text_of(stranger.get(answer["Location"]))
    assert (Letter.objects.get().to, stranger.cookies) == ("digitales@beispielstadt.example", {})


def test_no_word_of_a_stranger_goes_to_a_mailbox_that_has_not_confirmed(stranger: Client) -> None:
    stranger.post(PATH, form(title="Kaufen Sie bei boese.example", body="Sie haben gewonnen"))
    letter = Letter.objects.get()
    said = letter.subject + letter.text
    assert [words in said for words in ("boese", "gewonnen", "Beispielregion")] == [False, False, True]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"need": "kurz"}, "need"),
        ({"solution": "lang " * 810}, "solution"),
        ({"benefit": "lang " * 810}, "benefit"),
        ({"region": ""}, "region"),
        ({"region": "gibt-es-nicht"}, "region"),
        ({"body": ""}, "body"),
        ({"mailbox": ""}, "mailbox"),
        ({"mailbox": "a@b.example\nBcc: c@d.example"}, "mailbox"),
        ({"estimated_cost": "-1"}, "estimated_cost"),
        ({"estimated_cost": "9" * 20}, "estimated_cost"),
    ],
)
def test_bad_field_is_named_and_nothing_typed_is_lost(stranger: Client, changed: dict[str, str], field: str) -> None:
    typed = form(**changed)
    page = stranger.post(PATH, typed)
    assert (page.status_code, list(page.context["form"].errors), Idea.objects.count()) == (200, [field], 0)
    assert typed["solution"][:40].strip() in page.content.decode()


@pytest.mark.parametrize("changed", [{"website": "https://beispiel.example"}, {"stamp": "quick"}, {"stamp": "falsch"}])
def test_what_looks_like_a_machine_is_asked_again_without_loss(stranger: Client, changed: dict[str, str]) -> None:
    if changed.get("stamp") == "quick":
        changed = {"stamp": stamp(1)}
    page = stranger.post(PATH, form(**changed))
    assert (page.status_code, len(page.context["form"].non_field_errors()), NEED in text_of(page)) == (200, 1, True)
    assert not Idea.objects.exists()


def test_flood_from_one_client_is_stopped_and_another_site_is_refused(stranger: Client) -> None:
    typed = form()
    codes = [stranger.post(PATH, typed | {"mailbox": f"n{n}@beispiel.example"}).status_code for n in range(14)]
    assert (codes[:12], codes[12:]) == ([302] * 12, [429] * 2)
    assert stranger.post(PATH, typed, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_link_in_the_letter_confirms_by_post_only_and_twice_is_well(stranger: Client) -> None:
    stranger.post(PATH, form())
    idea = Idea.objects.get()
    page = link("idea-confirm", idea)
    assert page in Letter.objects.get().text
    seen = [stranger.get(page).status_code, Idea.objects.get().state]
    answer = stranger.post(page)
    seen += [answer.status_code, answer["Location"], Idea.objects.get().state, stranger.post(page).status_code]
    assert seen == [200, "draft", 302, link("idea", idea), "submitted", 200]
    assert (answer["Referrer-Policy"], stranger.cookies) == ("no-referrer", {})


def test_link_pressed_after_seven_days_says_so(stranger: Client) -> None:
    idea = IdeaFactory(state="draft")
    page = stranger.post(link("idea-confirm", idea))
    assert (page.status_code, Idea.objects.get().state, page.context["status_url"]) == (200, "draft", "")


@pytest.mark.parametrize("token", ["unfug", "a.b", "%00"])
@pytest.mark.parametrize("part", ["bestaetigen", "stand"])
def test_wrong_link_leads_nowhere(stranger: Client, part: str, token: str) -> None:
    assert stranger.get(f"/ideen/{part}/{token}/").status_code == 404


def test_link_of_one_purpose_opens_nothing_else(stranger: Client) -> None:
    idea: Any = IdeaFactory()
    other = f"/ideen/stand/{access.link_token('idea-confirm', idea.link_code)}/"
    assert (stranger.get(other).status_code, stranger.get(link("idea", IdeaFactory(state="draft"))).status_code) == (
        404, 404,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("submitted", ["done", "current", "planned"]),
        ("checked", ["done", "done", "planned"]),
        ("forwarded", ["done", "done", "done", "planned"]),
        ("deferred", ["done", "done", "current"]),
        ("worthy", ["done", "done", "current"]),
        ("refused", ["done", "done", "done"]),
        ("withdrawn", ["done", "done"]),
        ("applied", ["done", "done", "done", "current"]),
    ],
)
def test_private_page_tells_where_the_idea_stands(stranger: Client, state: str, steps: list[str]) -> None:
    idea = IdeaFactory(state=state, decided_reason="Beispiel: nutzt allen.")
    page = stranger.get(link("idea", idea))
    assert [step["state"] for step in page.context["timeline"]] == steps
    assert ("nutzt allen" in text_of(page)) == (state != "withdrawn")


def test_private_page_names_the_session_once_the_board_is_invited(stranger: Client) -> None:
    idea: Any = IdeaFactory(state="on_agenda")
    session: Any = BoardSessionFactory(region=idea.region)
    AgendaItem.objects.create(session=session, idea=idea)
    seen = [stranger.get(link("idea", idea)).context["timeline"][-1]]
    session.state = "invited"
    session.save()
    seen += [stranger.get(link("idea", idea)).context["timeline"][-1]]
    assert [step.get("planned_end") for step in seen] == [None, "2027-03-01"]


def test_sender_takes_the_idea_back_once(stranger: Client) -> None:
    idea = IdeaFactory()
    page = link("idea", idea)
    assert [stranger.post(page).status_code, Idea.objects.get().state] == [302, "withdrawn"]
    again = stranger.post(page)
    assert (again.status_code, len(again.context["taken_back"].non_field_errors())) == (200, 1)
