"""A month of check-ins with all real projects: the office asks, half answer on the phone, the rest are reminded, published.

The site is this worker's own; letters leave by the server's own worker. Three projects answer in a real browser of 360 px,
the others of the first half post the same form by a plain client. Days pass by calling the clock's own deed with a later
moment. Every press, tick, field and page of the office is counted.
"""

import http.client
import re
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tools import site

pytestmark = [pytest.mark.slow, pytest.mark.once]
ROOT = Path(__file__).resolve().parents[2]
PROJECTS, HALF, BY_PHONE, AMBER = 54, 27, 3, 4
MOST_PRESSES = 40
LETTERS_WITHIN = 120  # seconds; a busy machine is no finding
BASE = "/arbeit/rueckmeldungen/"
LINK = re.compile(r"https?://[^/\s]+(/rueckmeldung/\S+)")

# The network knows a mailbox of every lead body, as its upkeep would have entered them; three bodies at one IT provider.
PREPARE = """
from pathlib import Path
from django.db import transaction
from strahlkraft.network.models import ContactPoint
from strahlkraft.projects import programme_file
from strahlkraft.projects.models import Participation, Project
from strahlkraft.steering.models import CheckIn, ReportingContact
titles = [one["title"] for one in programme_file.read(Path(programme_file.__file__).with_name("data").joinpath(
    "programme.json").read_bytes())["projects"]]
with transaction.atomic():  # what tools.examples and other journeys invented has no part in this month
    Project.objects.exclude(title__in=titles).update(publication="withdrawn")
    ReportingContact.objects.all().delete()
    CheckIn.objects.filter(state__in=("requested", "reminded")).update(state="dropped", drop_reason="Beispiel")
    leads = Participation.objects.filter(role="lead", organisation__isnull=False).values_list("organisation_id", flat=True)
    for number, pk in enumerate(sorted(set(leads))):
        ContactPoint.objects.update_or_create(organisation_id=pk, defaults={"mailbox": f"monat{number}@beispiel.example"})
print("projects", Project.objects.filter(publication__in=("draft", "published")).count())
"""
PASS_DAYS = """
from datetime import datetime, time, timedelta
from django.utils.timezone import make_aware
from strahlkraft.jobs import checkins
from strahlkraft.kernel.working_days import add_working_days
from strahlkraft.steering.models import CheckIn
due = max(CheckIn.objects.values_list("due_on", flat=True))
print("reminded", *(checkins.remind(at=make_aware(datetime.combine(day, time(9)))) for day in
    (add_working_days(due, 1), add_working_days(due, 1), add_working_days(due + timedelta(days=13), 1))))
"""
COUNT = """
from collections import Counter
from strahlkraft.letters.models import Letter
from strahlkraft.steering.models import CheckIn, StatusReport
month = CheckIn.objects.latest("month").month
print("states", sorted(Counter(CheckIn.objects.filter(month=month).values_list("state", flat=True)).items()))
print("reports", StatusReport.objects.count())
"""


class Office:
    """Somebody at a desk; counts what they do."""

    def __init__(self, page: Page) -> None:
        self.page, self.deeds = page, 0

    def press(self, what: str | Locator) -> None:
        """Press, tick or follow."""
        self.deeds += 1
        (self.page.locator(what).first if isinstance(what, str) else what).click()

    def type(self, where: Locator, text: str) -> None:
        """Fill one field."""
        self.deeds += 1
        where.fill(text)


class _Hidden(HTMLParser):
    """The hidden fields of the page's form."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.data[str(given["name"])] = given.get("value") or ""


def shell(folder: tuple[Path, str], code: str) -> str:
    return site.command(*folder, "manage", "shell", "-v", "0", "-c", code, PYTHONPATH=str(ROOT))


@pytest.fixture
def prepared(site_folder: tuple[Path, str]) -> tuple[Path, str]:
    """The site with mailboxes of the lead bodies."""
    assert f"projects {PROJECTS}" in shell(site_folder, PREPARE)
    return site_folder


@pytest.fixture
def phone(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A phone of 360 px that nobody is signed in with."""
    context = browser.new_context(
        **{**browser_context_args, "viewport": {"width": 360, "height": 740}, "has_touch": True}
    )
    yield context.new_page()
    context.close()


def links(letters: list[tuple[str, str]], count: int) -> list[str]:
    """The links of all letters that ask; waits until the server's worker has sent them."""
    end = time.monotonic() + LETTERS_WITHIN
    while time.monotonic() < end:
        found = sorted({link for to, text in letters if to.startswith("monat") for link in LINK.findall(text)})
        if len(found) >= count:
            return found
        time.sleep(0.2)
    raise AssertionError(len(letters), count)


def answer_on_the_phone(phone: Page, link: str) -> None:
    """By thumb: three lights, one sentence, send; typed words are kept before they are sent."""
    phone.goto(link)
    for name in ("content_light", "time_light", "money_light"):
        phone.locator(f"input[name='{name}'][value='green']").check(force=True)
    phone.locator("textarea[name='achieved']").fill("Beispiel: Der Testbetrieb läuft.")
    phone.locator("textarea[name='text']").fill("Beispiel: Der Testbetrieb läuft, nächsten Monat schulen wir.")
    expect(phone.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    phone.locator("button[value='send']").click()
    expect(phone.locator("button[value='take_back'], input[value='take_back']")).to_have_count(1)


def answer_by_post(base_url: str, link: str, *, amber: bool) -> None:
    """The same form, sent by a plain client."""
    fields = _Hidden()
    server = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=LETTERS_WITHIN)
    server.request("GET", link)
    fields.feed(server.getresponse().read().decode())
    said = {
        "deed": "send",
        "content_light": "green",
        "time_light": "amber" if amber else "green",
        "money_light": "green",
        "achieved": "Beispiel: Wie geplant.",
        "obstacles": "Beispiel: Eine Lieferung fehlt." if amber else "",
        "text": "Beispiel: Es geht wie geplant weiter.",
    }
    body = urlencode({**fields.data, **said})
    server.request("POST", link, body, {"Content-Type": "application/x-www-form-urlencoded"})
    assert server.getresponse().headers["Location"] == f"{link}?getan=send"
    server.close()


def office_asks(office: Office) -> None:
    """From nothing to 54 requests."""
    page = office.page
    office.press(f".workspace a[href='{BASE}kontakte/'], main a[href='{BASE}kontakte/']")
    page.wait_for_url(f"**{BASE}kontakte/")
    office.type(page.locator("input[name='for_all']"), "monat@beispiel.example")
    office.press("form[data-keep='contacts'] button.button--primary")
    page.wait_for_url(f"**{BASE}")
    ask = page.locator(f"form[action='{BASE}anfragen/'] button")
    if ask.count():  # on the first working days of a month the clock may have been quicker
        office.press(ask)
        expect(ask).to_have_count(0)
    expect(page.locator("table.checkins tbody tr")).to_have_count(PROJECTS)


def office_reviews(office: Office) -> None:
    """What calls for reading is read and ticked, one is sent back, the rest is published by one press."""
    page = office.page
    office.press(f"a[href='{BASE}sichten/']")
    expect(page.locator("article.review")).to_have_count(HALF)
    expect(page.locator("article.review--calls")).to_have_count(AMBER)
    first = page.locator("article.review--calls").first
    office.press(first.locator("summary"))
    office.type(first.locator("textarea[name^='reason-']"), "Beispiel: Bitte nennen Sie den neuen Termin.")
    office.press(first.locator("button[value^='send_back:']"))
    expect(page.locator("article.review")).to_have_count(HALF - 1)
    for number in range(AMBER - 1):
        office.press(page.locator("article.review--calls").nth(number).locator("input[type='checkbox']"))
    office.press("button[value='publish']")
    expect(page.locator("article.review")).to_have_count(0)


def test_a_month_of_all_projects_takes_the_office_less_than_forty_presses(
    prepared: tuple[Path, str],
    sign_in: Callable[[str], Page],
    phone: Page,
    base_url: str,
    post_office: tuple[Any, str],
    assert_accessible: Callable[..., None],
    assert_fits: Callable[[Page], None],
) -> None:
    page = sign_in("admin")  # whoever steers all five regions, so that all projects are one office's
    office = Office(page)
    office.deeds += 1
    page.goto(BASE)
    office_asks(office)
    assert_accessible(page)

    asked = links(post_office[0].letters, PROJECTS)
    assert len(asked) == PROJECTS
    for number, link in enumerate(asked[:HALF]):
        if number < BY_PHONE:
            answer_on_the_phone(phone, link)
        else:
            answer_by_post(base_url, link, amber=number >= HALF - AMBER)
    phone.goto(asked[HALF])
    assert_fits(phone)
    assert_accessible(phone)

    first, again, last = shell(prepared, PASS_DAYS).split("reminded ")[1].split()[:3]
    assert (first, again, last) == (str(PROJECTS - HALF), "0", str(PROJECTS - HALF))

    office.deeds += 1
    page.goto(BASE)
    assert_fits(page)
    office_reviews(office)
    office.deeds += 1
    page.goto(BASE)
    assert_accessible(page)

    counted = shell(prepared, COUNT)
    print(f"\nThe office pressed, ticked, typed or opened {office.deeds} times.")  # noqa: T201 - the figure is the point
    assert f"[('published', {HALF - 1}), ('reminded', {PROJECTS - HALF + 1})]" in counted
    assert f"reports {HALF - 1}" in counted
    assert office.deeds < MOST_PRESSES
