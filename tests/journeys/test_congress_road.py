"""The congress's whole road by keyboard alone: call, review, plan, programme, registration, the stage, a contact, a case.

The site is this worker's own, the planner and the letters run in the server's own worker, the mail server listens here.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.architecture.house import ROOT
from tools import site

pytestmark = [pytest.mark.slow, pytest.mark.once]  # the deeds themselves are tried on either database
SLUG = "beispielkongress-weg"
PUBLIC, OFFICE, STAGE = f"/termine/{SLUG}/", f"/arbeit/termine/{SLUG}/", f"/buehne/{SLUG}/hauptbuehne/"
SPEAKS, COMES, ASKS = "pitch@beispielstadt.example", "gast@beispielstadt.example", "kontakt@beispielstadt.example"
ANSWERS = "projekt@beispiel.example"
TYPING_MS = 60  # between keys; the guard against machines wants three seconds in all
PROJECT = "lorawan-2-0"
PREPARE = f"""
from datetime import timedelta
from django.utils import timezone
from strahlkraft.congress.access import link_token
from strahlkraft.congress.models import Criterion
from strahlkraft.network.models import ContactPoint, Region
from strahlkraft.projects.models import Project
from tests.factories import congress as c
now = timezone.now()
hours = {{"starts_at": now + timedelta(hours=1), "ends_at": now + timedelta(hours=9)}}
region = Region.objects.get(name="Ostwestfalen-Lippe")
open_ = {{"registration_opens_at": now - timedelta(days=1), "registration_closes_at": hours["ends_at"], "seats_onsite": 5}}
event = c.EventFactory(slug="{SLUG}", name="Beispielkongress Weg", date=f"{{now:%Y-%m-%d}}")
o = c.OccasionFactory(event=event, region=region, demonstration=True, **hours, **open_)
call = c.CallFactory(occasion=o, opens_at=now - timedelta(days=9), closes_at=now + timedelta(minutes=50))
Criterion.objects.create(call=call, name="Nutzen (Beispiel)")
c.TopicFactory(occasion=o, slug="thema", name="Beispielthema")
stage = c.StageFactory(occasion=o, slug="hauptbuehne", name="Beispielbühne")
c.BlockFactory(stage=stage, slug="block", opens_at=hours["starts_at"], closes_at=hours["starts_at"] + timedelta(hours=1))
for number in (1, 2):
    c.PitchFactory(occasion=o, code=f"WEG00{{number}}", title=f"Beispielpitch {{number}}", link_code=f"wegpitch{{number}}")
lead = Project.objects.get(slug="{PROJECT}").participations.filter(role="lead").first()
ContactPoint.objects.update_or_create(organisation=lead.organisation, defaults={{"mailbox": "{ANSWERS}"}})
reviewer = c.CrewFactory(occasion=o, code="weggutachten", role="reviewer")
moderator = c.CrewFactory(occasion=o, code="wegmoderation", role="moderator")
print(f"/mitmachen/begutachtung/{{link_token('crew', reviewer.code)}}/")
print(f"/buehne/team/{{link_token('crew', moderator.code)}}/hauptbuehne/pad/")
"""


@pytest.fixture
def crew(site_folder: tuple[Path, str]) -> list[str]:
    """An invented congress of today with a call; the private addresses of its reviewer and its moderator."""
    said = site.command(*site_folder, "manage", "shell", "-v", "0", "-c", PREPARE, PYTHONPATH=str(ROOT))
    return said.split()


class Keyboard:
    """A person without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, what: str) -> None:
        """Press Tab until the focus is on ``what``."""
        expect(self.page.locator(what).first).to_be_attached()
        for _number in range(150):
            if self.page.evaluate("what => document.activeElement.matches(what)", what):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(what)

    def write(self, what: str, text: str) -> None:
        """Type into a field, over what stands there."""
        self.go_to(what)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text, delay=TYPING_MS if len(text) < 40 else 0)

    def press(self, what: str, *, key: str = "Enter") -> None:
        """Press the button, link or box."""
        self.go_to(what)
        self.page.keyboard.press(key)

    def send(self, what: str) -> None:
        """Press a button whose answer is another page."""
        with self.page.expect_navigation():
            self.press(what)


@pytest.fixture
def keys(page: Page) -> Keyboard:
    """The keyboard of the open page."""
    return Keyboard(page)


def hand_in(keys: Keyboard, office: Any) -> None:
    """From the call to a handed-in pitch that took its words from a project."""
    page = keys.page
    page.goto(f"{PUBLIC}aufruf/")
    keys.write("#beginnen [name=title]", "Beispiel: Sensoren für alle")
    keys.write("#beginnen [name=mailbox]", SPEAKS)
    keys.send("#beginnen button[type=submit]")
    page.goto(office.link(SPEAKS, "/mitmachen/beitrag/"))
    title = page.locator(f"#id_project option[value={PROJECT}]").inner_text()
    keys.go_to("#id_project")
    page.keyboard.type(title, delay=10)
    keys.send("button[value=project]")
    expect(page.locator("[name=summary]")).not_to_have_value("")
    if not page.locator("#id_description").input_value():
        keys.write("#id_description", "Wir zeigen in drei Minuten, wie andere das Beispiel übernehmen.")
    keys.press("[name=topic]", key="ArrowDown")
    keys.write("[name=organisation_name]", "Beispielstadt")
    keys.write(".invite [name$=name]", "Beispiel Person")
    keys.write(".invite [name$=mailbox]", SPEAKS)
    keys.send("button[value=invite]")
    keys.send("button[value=hand_in]")
    expect(page.locator("main .chips").first).to_contain_text("eingereicht")


def review(keys: Keyboard, address: str) -> None:
    """A reviewer gives marks by their own link."""
    page = keys.page
    page.goto(address)
    keys.send("main .rows a")
    keys.press(".marks input[type=radio]", key="End")
    page.keyboard.press("ArrowLeft")
    keys.send("main form button[type=submit]:not([name])")


def choose_and_confirm(keys: Keyboard, office: Any) -> None:
    """The office accepts and writes; the speaker confirms by link."""
    page = keys.page
    page.goto(f"{OFFICE}beitraege/?stand=submitted")
    keys.press("input[name=pitch]", key="Space")
    keys.go_to("[name=deed]")
    page.keyboard.press("Home")
    keys.send(".pitch-choice__do button[type=submit]")
    keys.send(".pitch-top form button[type=submit]")
    expect(page.locator("#send-title")).to_have_count(0)  # nothing is left to tell
    page.goto(office.link(SPEAKS, "/mitmachen/beitrag/"))
    keys.send("button[value=confirm]")
    expect(page.locator("main .chips").first).to_contain_text("bestätigt")


def plan_and_publish(keys: Keyboard) -> None:
    """The planner proves a programme; one pitch is moved by keyboard and back; version 1 is published."""
    page = keys.page
    page.goto(f"{OFFICE}programm/")
    keys.send(".programme-run button[type=submit]")
    expect(page.locator("#run-state strong")).to_be_visible(timeout=60_000)  # proven
    keys.send("form:has([value=adopt]) button")
    first = page.locator("[data-block] [data-card], [data-card]").first.get_attribute("data-card")
    keys.press("[data-grip]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-card]").first).not_to_have_attribute("data-card", str(first))
    keys.send("a[href*='veroeffentlichen']")
    keys.write("[name=note]", "Erste Fassung (Beispiel)")
    keys.send("main form.form button[type=submit]")
    expect(page).not_to_have_url(re.compile("veroeffentlichen"), timeout=20_000)  # refused, it would say so here
    page.goto(f"{PUBLIC}programm/")
    expect(page.locator("main")).to_contain_text("Beispiel: Sensoren für alle")


def register(keys: Keyboard, office: Any) -> None:
    """Somebody takes a seat by the link of the letter."""
    page = keys.page
    page.goto(f"{PUBLIC}anmelden/")
    keys.write("[name=name]", "Beispiel Gast")
    keys.write("[name=mailbox]", COMES)
    keys.send("main form button[type=submit]")
    page.goto(office.link(COMES, "/mitmachen/anmeldung/bestaetigen/"))
    keys.send("main form button[type=submit]")
    page.goto(office.link(COMES, "/mitmachen/anmeldung/(?!bestaetigen)"))
    expect(page.locator("main")).to_contain_text("angemeldet")


def run_the_stage(keys: Keyboard, address: str) -> None:
    """Introduction, first pitch, half a minute more, the second pitch skipped, the third: the phone follows."""
    page = keys.page
    phone = page.context.new_page()
    phone.goto(f"{STAGE}publikum/")
    page.goto(address)
    lines = page.locator(".pad__line--waiting")
    page.keyboard.press("n")  # the introduction, from the programme
    expect(page.locator(".pad__line--on")).to_have_count(1)
    page.keyboard.press("n")
    expect(page.locator(".pad__line--done")).to_have_count(1)
    expect(phone.locator("[data-now-title]")).to_contain_text("Beispiel")
    keys.press("#extend-30")
    expect(page.locator(".pad [data-clock-digits]")).to_contain_text("3:")
    expect(phone.locator("[data-clock-digits]")).to_contain_text("3:")
    waiting = lines.count()
    keys.press(".pad__line--waiting [value=skip]")
    expect(page.locator(".pad__line--skipped")).to_have_count(1)
    expect(lines).to_have_count(waiting - 1)
    page.keyboard.press("n")
    expect(page.locator(".pad__line--done")).to_have_count(2)
    expect(phone.locator("[data-now-title]")).to_have_text(page.locator("[data-now-title]").inner_text())
    phone.close()


def make_contact(keys: Keyboard, office: Any) -> None:
    """At the pitch's page: contact with the wish to reuse becomes a request, an answer, a case."""
    page = keys.page
    page.goto(f"{PUBLIC}programm/")
    keys.send(".talk:not(#WEG001):not(#WEG002) .talk__title a")
    keys.send("a[href*='/kontakt/']")
    keys.write("[name=mailbox]", ASKS)
    keys.press("[name=wants_reuse]", key="Space")
    keys.write("[name=organisation]", "Beispielkommune")
    keys.send("main form button[type=submit]")
    page.goto(office.link(ASKS, "/mitmachen/kontakt/bestaetigen/"))
    keys.send("main form button[type=submit]")
    page.goto(office.link(ANSWERS, "/anfrage/beantworten/"))
    keys.write("[name=text]", "Gern. Wir rufen am Montag an.")
    keys.send("form:has([name=deed][value=answer]) button")
    keys.send("form:has([name=deed][value=case]) button")
    expect(page.locator("a[href*='/nachnutzung/melden/']")).to_have_count(1)


def test_a_pitch_goes_from_the_call_to_a_case_without_a_mouse(
    page: Page, crew: list[str], post_office: tuple[Any, str]
) -> None:
    office, _url = post_office
    keys = Keyboard(page)
    hand_in(keys, office)
    review(keys, crew[0])
    site.sign_in(page, "office")
    choose_and_confirm(keys, office)
    plan_and_publish(keys)
    register(keys, office)
    run_the_stage(keys, crew[1])
    make_contact(keys, office)
    page.goto(f"{OFFICE}nachher/zahlen.json")
    figures = json.loads(page.locator("body").inner_text())["figures"]
    counted = {row["code"]: row["number"] for row in figures}
    assert [counted[name] for name in ("contacts", "requests", "answered", "cases")] == [1, 1, 1, 1]
