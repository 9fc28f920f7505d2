"""The usual road of a grant's money, from its notice to the last line, by three people in a real browser.

The office writes, the administration is the second person, the granting authority answers at its own door. 12,500 euros
are eligible, at 80 per cent: 10,000 are drawn, paid out, used, proven, accepted and settled. Every press, tick, field and
page is counted: the office does 109 things (24 until the award, 23 for two payments with their receipts), the second
person 10, the authority 5.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.desk import Person, shell
from tools import site

pytestmark = [pytest.mark.slow, pytest.mark.once]
TODAY = date.today()  # noqa: DTZ011 - the server's own day; Berlin and this machine differ by minutes at most
AWARD = {
    "amount": "10000",
    "rate": "80",
    "eligible_total": "12500",
    "grant_from": str(date(TODAY.year, 1, 1)),
    "grant_until": str(date(TODAY.year, 12, 31)),
    "work_from": str(date(TODAY.year, 1, 1)),
    "work_until": str(date(TODAY.year, 12, 31)),
}
MOST = 135

PREPARE = """
from django.db import transaction
from strahlkraft.network.models import Region
from tests.factories.funding import GrantFactory
from tests.factories.network import OrganisationFactory
from tests.factories.projects import ProjectFactory
with transaction.atomic():
    region = Region.objects.get(name="Ostwestfalen-Lippe")
    body = OrganisationFactory(name="Beispielstadt Geldweg", slug="beispielstadt-geldweg")
    project = ProjectFactory(region=region, slug="beispiel-geldweg", identifier="BG-0001", title="Beispiel Geldweg")
    grant = GrantFactory(region=region, project=project, recipient=body, title="Beispiel Geldweg", demonstration=True,
        has_audit_office=False)
print("code", grant.code)
"""
COUNT = """
from strahlkraft.funding.models import Approval, Grant
grant = Grant.objects.get(title="Beispiel Geldweg")
plan = grant.plans.get()
print("ends", grant.state, plan.state, grant.drawdowns.get().state, grant.proofs.get().state)
print("money", grant.payments.get().amount, sum(use.amount for use in grant.payments.get().uses.all()))
people = Approval.objects.filter(region=grant.region, approved_at__gte=grant.notices.first().entered_at)
print("approvals", sorted(people.values_list("subject", flat=True)))
"""


@pytest.fixture
def desk(browser: Browser, browser_context_args: dict[str, Any], base_url: str) -> Iterator[Callable[[str], Person]]:
    """A way to seat the invented person of a role at a desk of their own."""
    contexts = []

    def seat(role: str) -> Person:
        contexts.append(browser.new_context(**{**browser_context_args, "base_url": base_url}))
        page = contexts[-1].new_page()
        site.sign_in(page, role)
        return Person(page)

    yield seat
    for context in contexts:
        context.close()


def plan(office: Person, own: str) -> None:
    """The financing plan as the notice names it: two lines and two sources of this year."""
    office.go(f"{own}finanzierungsplan/")
    office.press("form[action$='/entwerfen/'] button")
    office.press("main a[href$='/finanzierungsplan/1/']")
    office.press("main a[href$='/bearbeiten/']")
    for name, amount in (("e_staff", "7500"), ("e_external", "5000"), ("s_0", "10000"), ("s_1", "2500")):
        office.type(f"{name}_{TODAY.year}", amount)
    office.press("button[name='save']")
    office.page.wait_for_url("**/finanzierungsplan/1/")


def notice(office: Person, own: str, kind: str, **says: str) -> str:
    """A notice with its document; returns its address."""
    office.go(f"{own}bescheide/eintragen/")
    office.choose("kind", kind)
    office.type("reference", f"34.02-Beispiel-{kind}")
    for field in ("issued_on", "notified_on", "waiver_on"):
        office.type(field, str(TODAY))
    for field, value in says.items():
        office.type(field, value)
    office.attach()
    office.send()
    office.page.wait_for_url(lambda url: "/bescheide/" in url and "eintragen" not in url)
    return office.page.url


def confirm(second: Person, address: str) -> None:
    """Compared with the document, confirmed."""
    second.go(address)
    second.press("input[name='compared']")
    second.press("form[action$='/bestaetigen/'] button")
    expect(second.page.locator("input[name='compared']")).to_have_count(0)


def begin_and_book(office: Person, own: str) -> None:
    """The work begins; two payments are due."""
    office.go(own)
    effect = office.page.locator("form[action$='/bestandskraft/'] button")
    if effect.count():
        office.press(effect)
    office.type("on", str(TODAY))
    office.press("form[action$='/beginn/'] button")
    for category, amount in (("staff", "7500"), ("external", "5000")):
        office.go(f"{own}ausgaben/buchen/")
        office.choose("category", category)
        office.type("text", f"Beispiel {category}")
        office.type("amount", amount)
        office.type("due_on", str(TODAY))
        paper = {"supplier": "Beispielstadt", "number": f"{own.split('/')[3]}-{category}", "invoiced_on": str(TODAY)}
        for field, value in {**paper, "gross": amount, "net": amount, "filed_at": "Ordner Beispiel"}.items():
            office.type(field, value)
        office.send()
        office.page.wait_for_url("**/ausgaben/")


def draw(office: Person, second: Person, own: str) -> str:
    """Need, amount, reason; released by the other; sent; the money arrives. Returns the address of the payout."""
    office.go(f"{own}abrufe/anlegen/")
    office.type("expected_on", str(TODAY))
    office.send()
    office.page.wait_for_url("**/betrag/")
    office.send()
    office.page.wait_for_url("**/zweck/")
    office.type("statement", "Beispiel: Gehälter und Rechnungen.")
    office.send()
    office.press("form[action$='/pruefen/'] button")
    expect(office.page.locator("form[action$='/pruefen/']")).to_have_count(0)
    second.go(office.page.url)
    second.press("form[action$='/freigeben/'] button")
    expect(second.page.locator("form[action$='/freigeben/']")).to_have_count(0)
    office.go(office.page.url)
    office.press("form[action$='/anfordern/'] button")
    office.press("main a[href$='/auszahlung/']")
    office.type("received_on", str(TODAY))
    office.send()
    office.press("aside a[href*='/auszahlungen/']")
    office.page.wait_for_url("**/auszahlungen/*/")
    return office.page.url


def pay_and_use(office: Person, own: str, payout: str) -> None:
    """Both payments are made today; what the payout was used for is proposed by the ledger."""
    for text in ("Beispiel staff", "Beispiel external"):
        office.go(f"{own}ausgaben/")
        office.press(office.page.get_by_role("link", name=text))
        office.press("details:has(form[action$='/bezahlt/']) summary")
        office.press("form[action$='/bezahlt/'] button")
        expect(office.page.locator("form[action$='/bezahlt/']")).to_have_count(0)
    office.go(payout)
    office.press("main a[href$='/verwenden/']")
    office.send()
    office.page.wait_for_url(payout)


def prove(office: Person, second: Person, own: str) -> str:
    """The end is noted, the proof written, checked, released by the other, handed in; returns its code."""
    office.go(own)
    office.type("fulfilled_on", str(TODAY))
    office.press("form[action$='/ende/'] button")
    office.go(f"{own}nachweise/")
    office.press("main ul.rows a[href*='/nachweise/'], form[action$='/eroeffnen/'] button")
    take_up = office.page.locator("form[action$='/aufnehmen/'] button")
    if take_up.count():
        office.press(take_up)
    office.press("main a[href$='/bericht/']")
    for key in ("begun", "duration", "ended", "staff", "success", "deviations"):
        office.type(key, "Beispiel: wie beantragt.")
    office.send()
    office.press("main a[href$='/angaben/']")
    for key in ("conditions", "necessary", "books"):
        office.press(f"input[name='{key}']")
    office.send()
    office.press("form[action$='/pruefen/'] button")
    expect(office.page.locator("form[action$='/pruefen/']")).to_have_count(0)
    address = office.page.url
    second.go(f"{address}freigeben/")
    second.send()
    second.page.wait_for_url(address)
    office.go(f"{address}einreichen/")
    office.type("submitted_on", str(TODAY))
    office.send()
    office.page.wait_for_url(address)
    return address.rstrip("/").rpartition("/")[2]


def accept(authority: Person, code: str) -> None:
    """The granting authority accepts it at its own door."""
    authority.go("/aufsicht/nachweise/")
    authority.press(f"main a[href$='/nachweise/{code}/']")
    authority.press("main a[href$='/entscheiden/']")
    authority.press("input[name='deed'][value='accept']")
    authority.send()
    authority.page.wait_for_url(f"**/nachweise/{code}/")


def test_a_grant_from_its_notice_to_its_settlement(
    site_folder: tuple[Path, str],
    desk: Callable[[str], Person],
    assert_accessible: Callable[..., None],
) -> None:
    code = shell(site_folder, PREPARE).split("code ")[1].split()[0]
    own = f"/arbeit/zuwendungen/{code}/"
    office, second, authority = desk("office"), desk("admin"), desk("authority")
    plan(office, own)
    assert_accessible(office.page)
    confirm(second, notice(office, own, "award", **AWARD))
    begin_and_book(office, own)
    payout = draw(office, second, own)
    assert_accessible(office.page)
    pay_and_use(office, own, payout)
    accept(authority, prove(office, second, own))
    assert_accessible(authority.page)
    confirm(second, notice(office, own, "final", amount="10000"))
    office.go(own)
    expect(office.page.locator("main")).to_contain_text("abgerechnet")
    counted = shell(site_folder, COUNT)
    assert "ends settled confirmed used accepted" in counted
    assert "money 10000.00 10000.00" in counted
    people = "'drawdown', 'financingplan', 'grantnotice', 'grantnotice', 'proof'"
    assert f"approvals [{people}]" in counted
    told = f"office {office.deeds}, second person {second.deeds}, authority {authority.deeds}"
    print(f"\nThings done: {told}.")  # noqa: T201 - the figure is the point
    assert office.deeds + second.deeds + authority.deeds < MOST
