"""From the decree to the empty gap list: five running grants, two persons, five notices, in a real browser (FUNDING.md d.5).

The office writes, the administration is the second person. One request gets a reason of its own, one comes after the old end.
Of the notices three give what was asked, one gives a month less, one refuses. At the end nothing is open, and days have
moved for the granted ones only. Every press, tick, field and page of both is counted: the office needs 73, of which 53 copy
notices; the second person 29.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.desk import Person, shell
from tools import site

pytestmark = [pytest.mark.slow, pytest.mark.once]
LIST, NEW = "/arbeit/verlaengerungen/", "/arbeit/verlaengerung-anlegen/"
TODAY = date.today()  # noqa: DTZ011 - the server's own day; Berlin and this machine differ by minutes at most
NEW_END, LESS = date(TODAY.year + 2, 6, 30), date(TODAY.year + 2, 5, 31)
OLD_END, PAST = date(TODAY.year + 1, 6, 30), TODAY - timedelta(days=3)
MOST = 110

# A region of its own with five running grants, one of them already past its end, and two that are left out.
PREPARE = f"""
from datetime import date
from django.db import transaction
from django.utils.timezone import now
from strahlkraft.accounts import actions as people
from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.network.actions.regions import open_region
from strahlkraft.network.models import Region
from tests.factories.funding import granted
from tests.factories.network import OrganisationFactory
from tests.factories.projects import ProjectFactory
with transaction.atomic():
    region = Region.objects.filter(name="Beispielregion Verlängerung").first()
    if region is None:
        region = open_region(by=SYSTEM, at=now(), name="Beispielregion Verlängerung", government_district="Beispielbezirk")
        office = User.objects.get(email="buero@example.org")
        people.grant_role(by=SYSTEM, at=now(), user=office, role=Role.OFFICE, region=region)
        body = OrganisationFactory(name="Beispielstadt Verlängerung", slug="beispielstadt-verlaengerung")
        project = ProjectFactory(region=region, slug="beispiel-verlaengerung", identifier="BV-0001", title="Beispiel")
        whose = {{"region": region, "project": project, "recipient": body, "demonstration": True}}
        for name, end in (("Abend", "{PAST}"), ("Brise", "{OLD_END}"), ("Camp", "{OLD_END}"), ("Dorf", "{OLD_END}"),
            ("Ernte", "{OLD_END}")):
            end = date.fromisoformat(end)
            granted("running", **whose, title=f"Beispiel {{name}}",
                notice={{"grant_until": end, "work_until": end}})
        granted("settled", **whose, title="Beispiel Fertig")
        granted("under_review", **whose, title="Beispiel Geprüft")
print("grants", region.grants.count())
"""
COUNT = """
from strahlkraft.funding.models import Approval, ChangeRequest, Grant
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.steering.models import Deadline
rows = Grant.objects.filter(region__name="Beispielregion Verlängerung", state="running").order_by("title")
terms = terms_of([row.pk for row in rows])
print("ends", *(f"{row.title.split()[1]}={terms[row.pk].grant_until}/{terms[row.pk].work_until}" for row in rows))
own = ChangeRequest.objects.filter(grant__in=rows).order_by("grant__title")
print("states", *(row.state for row in own))
approvals = Approval.objects.filter(subject="changerequest", subject_id__in=own.values("pk"))
print("hashes", approvals.count(), len(set(approvals.values_list("content_hash", flat=True))))
"""


@pytest.fixture
def prepared(site_folder: tuple[Path, str]) -> tuple[Path, str]:
    """The site with seven grants in a region of its own."""
    assert "grants 7" in shell(site_folder, PREPARE)
    return site_folder


@pytest.fixture
def second(browser: Browser, browser_context_args: dict[str, Any], base_url: str) -> Iterator[Person]:
    """The second person, at a desk of their own."""
    context = browser.new_context(**{**browser_context_args, "base_url": base_url})
    page = context.new_page()
    site.sign_in(page, "admin")
    yield Person(page)
    context.close()


def begin(office: Person) -> str:
    """Steps 1 and 2: the decree with its paper; returns the address of the extension."""
    office.go(LIST)
    office.press(f"a[href='{NEW}']")
    office.choose("region", label="Beispielregion Verlängerung")
    office.type("title", "Beispielerlass zur Verlängerung")
    office.type("reference", "Beispiel-Az. 7")
    office.type("dated_on", str(TODAY))
    office.type("new_end", str(NEW_END))
    office.attach()
    office.type("shared_reason", "Beispiel: Lieferungen kommen später als zugesagt.")
    office.send()
    office.page.wait_for_url(f"**{LIST}*/auswahl/")
    return office.page.url.removesuffix("auswahl/")


def write(office: Person) -> None:
    """Steps 3 to 5: five drafts, one with a reason and staff months of its own."""
    office.send()
    office.page.wait_for_url("**/zuwendungen/")
    rows = office.page.locator("main tbody tr")
    expect(rows).to_have_count(5)
    office.press(rows.filter(has_text="Beispiel Brise").locator("a[href$='/bearbeiten/']"))
    office.type("staff_months", "Beispiel: eine halbe Stelle zwölf Monate länger")
    office.type("own_reason", "Beispiel: Der Sommer war verregnet.")
    office.send()
    expect(office.page.locator("main")).to_contain_text("Der Sommer war verregnet.")


def release(second: Person, own: str) -> None:
    """Step 6: the second person reads one request after the other and releases all of them together."""
    second.go(f"{own}freigabe/")
    second.press("main tbody tr:first-of-type a")
    for place in range(1, 6):
        expect(second.page.locator(".wizard-nav")).to_contain_text(f"{place} von 5")
        second.press("form[action$='/gelesen/'] button")
    second.page.wait_for_url("**/freigabe/")
    expect(second.page.locator("input[name='request']:checked")).to_have_count(5)
    second.send()
    expect(second.page.locator("input[name='request']")).to_have_count(0)


def submit(office: Person, own: str) -> None:
    """Step 7: on one day; one comes after its old end and says why."""
    office.go(f"{own}einreichung/")
    expect(office.page.locator(".kern-alert--danger")).to_have_count(1)
    office.type("late_reason", "Beispiel: Der Erlass kam erst nach dem Ende.")
    office.send()
    expect(office.page.locator("input[name='request']")).to_have_count(0)


def enter(office: Person, own: str, name: str, number: int, until: date | None) -> None:
    """Step 8: a notice as it came; without a day it refuses."""
    office.go(f"{own}bescheide/")
    office.press(office.page.locator("section.wizard-part", has_text=f"Beispiel {name}").locator("a.button--secondary"))
    office.choose("kind", "amendment" if until else "refusal")
    office.type("reference", f"34.02-Beispiel-{number}")
    for field in ("issued_on", "notified_on", "waiver_on"):
        office.type(field, str(TODAY))
    expect(office.page.locator("select[name='answers']")).not_to_have_value("")
    if until:
        office.type("grant_until", str(until))
        office.type("work_until", str(until))
    office.attach()
    office.send()
    office.page.wait_for_url("**/bescheide/*/")


def confirm(second: Person, own: str, name: str) -> None:
    """The second person compares with the document and confirms."""
    second.go(f"{own}bescheide/")
    part = second.page.locator("section.wizard-part", has_text=f"Beispiel {name}")
    second.press(part.locator("a[href*='/bescheide/']").first)
    second.press("input[name='compared']")
    second.send()
    expect(second.page.locator("input[name='compared']")).to_have_count(0)


def test_from_the_decree_to_the_empty_gap_list_only_confirmed_notices_move_days(
    prepared: tuple[Path, str],
    sign_in: Callable[[str], Page],
    second: Person,
    assert_accessible: Callable[..., None],
) -> None:
    office = Person(sign_in("office"))
    own = begin(office)
    assert_accessible(office.page)
    write(office)
    release(second, own)
    assert_accessible(second.page)
    submit(office, own)
    given = {"Abend": NEW_END, "Brise": NEW_END, "Camp": LESS, "Dorf": None, "Ernte": NEW_END}
    for number, (name, until) in enumerate(given.items(), start=1):
        enter(office, own, name, number, until)
    assert f"Brise={OLD_END}/" in shell(prepared, COUNT)  # entered is not confirmed
    for name in given:
        confirm(second, own, name)
    second.go(f"{own}bescheide/")
    expect(second.page.locator(".change-differs")).to_have_count(2)  # two ends of one notice
    assert_accessible(second.page)

    office.go(own)
    expect(office.page.locator("main .kern-alert--success")).to_have_count(1)
    expect(office.page.locator("main tbody tr")).to_have_count(5)
    assert_accessible(office.page)
    counted = shell(prepared, COUNT)
    ends = [f"{name}={until or OLD_END}/{until or OLD_END}" for name, until in given.items()]
    assert f"ends {' '.join(ends)}" in counted
    assert "states granted granted partly_granted refused granted" in counted
    assert "hashes 5 5" in counted
    print(f"\nThe office did {office.deeds} things, the second person {second.deeds}.")  # noqa: T201 - the figure is the point
    assert office.deeds + second.deeds < MOST
