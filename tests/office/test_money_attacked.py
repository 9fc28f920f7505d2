"""Grants, extensions and reports attacked: foreign things by name and number, what was not seen, what was changed on the disk."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client

from strahlkraft.accounts.models import Membership, User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.actions import ledger
from strahlkraft.funding.actions.documents import add_document
from strahlkraft.funding.models import Document, Grant, Invoice
from strahlkraft.funding.rules.ledger import Entry
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project
from tests.congress.test_congress_abuse import filled_in
from tests.factories.accounts import EARLIER, a_region, an_organisation, with_role
from tests.factories.funding import GrantFactory, NoticeFactory, granted, plan_of, spent
from tests.factories.money_world import World, every, money_world
from tests.factories.projects import ParticipationFactory, ProjectFactory
from tests.nonsense import addresses
from tests.office.pages import Entrance
from tests.office.test_grants import award, paper, sent

pytestmark = pytest.mark.django_db
OFFICE = (
    "arbeit/zuwendungen/",
    "arbeit/verlaengerungen/",
    "arbeit/berichte/",
)
LONG = "9" * 5000
LIST = "/arbeit/zuwendungen/"
NOT_ALLOWED = 405
HIDDEN = {404, NOT_ALLOWED}


@pytest.fixture
def second(region: Region, enter: Entrance) -> Client:
    """The browser of another person of the office."""
    return enter(with_role(Role.OFFICE, region=region, is_demo=True))


def of(grant: Grant, part: str = "") -> str:
    return f"{LIST}{grant.code}/{part}"


# ---- rights: every address of every record, every role


def doors(world: World) -> tuple[list[str], list[str]]:
    """The addresses of these records at the office's door and at the authority's."""
    known = [*addresses(("strahlkraft.office.views", "strahlkraft.authority"))]
    found = [
        [
            "/" + filled_in(route, given)
            for route, given in every(world, iter(known))
            if given and route.startswith(door)
        ]
        for door in (OFFICE, "aufsicht/")
    ]
    return found[0], found[1]


def told(client: Client, paths: list[str]) -> dict[tuple[str, str], int]:
    """What is answered otherwise than that there is nothing."""
    asked = [(method, path) for path in paths for method in ("get", "head", "post")]
    codes = {(method, path): getattr(client, method)(path).status_code for method, path in asked}
    return {key: code for key, code in codes.items() if code not in HIDDEN}


def place_of(role: Role, region: Region) -> dict[str, Any]:
    own = {Role.PARTNER: "organisation", Role.MUNICIPALITY: "organisation"}
    if role in own:
        return {"organisation": an_organisation("Eigene GmbH")}
    return {} if role in {Role.LAND, Role.ADMIN} else {"region": region}


@pytest.mark.slow
@pytest.mark.once  # who sees what does not depend on the database
def test_in_the_own_region_the_authority_finds_no_page_of_the_office_and_the_board_writes_nothing(
    enter: Entrance, region: Region
) -> None:
    office, authority = doors(money_world(region))
    assert (len(office) > 100, len(authority) > 30) == (True, True)
    answers = [answer for answer in map(Client().get, office + authority) if answer.status_code != NOT_ALLOWED]
    assert {answer.headers["Location"].split("?")[0] for answer in answers} == {"/anmelden/"}
    for role in (Role.AUTHORITY, Role.MUNICIPALITY, Role.LAND):
        assert told(enter(with_role(role, is_demo=True, **place_of(role, region))), office) == {}
    for role in (Role.OFFICE, Role.STEERING, Role.ADMIN):
        assert told(enter(with_role(role, is_demo=True, **place_of(role, region))), authority) == {}
    board, before = enter(with_role(Role.STEERING, region=region, is_demo=True)), AuditEntry.objects.count()
    assert {board.post(path).status_code for path in office} <= {302, 404, 405, 422}
    assert AuditEntry.objects.count() == before


def test_a_role_that_ended_opens_nothing_any_more(enter: Entrance, region: Region) -> None:
    grant, former = granted(region=region), with_role(Role.OFFICE, region=region, is_demo=True)
    assert enter(former).get(of(grant)).status_code == 200
    Membership.objects.filter(user=former).update(valid_until=EARLIER)
    assert enter(User.objects.get(pk=former.pk)).get(of(grant)).status_code in {302, 404}


@pytest.mark.slow
@pytest.mark.once  # who sees what does not depend on the database
def test_a_record_of_another_grant_is_not_there_below_this_one(client: Client, region: Region) -> None:
    """Two grants of one office: numbers of the one do not open below the code of the other."""
    world, other = money_world(region), granted(region=region)
    nested = [
        "/" + filled_in(route, given | {"code": other.code})
        for route, given in every(world, addresses("strahlkraft.office.views"))
        if route.startswith("arbeit/zuwendungen/<slug:code>/") and {"pk", "document"} & set(given)
    ]
    assert len(nested) > 20
    assert told(client, nested) == {}
    proofs = world.values["arbeit/zuwendungen/nachweise/<slug:code>/"]
    query = world.values["arbeit/zuwendungen/nachweise/<slug:code>/rueckfragen/"][0]["query"]
    assert told(client, [f"{LIST}nachweise/{proofs[5]['code']}/rueckfragen/{query}/"]) == {}


def every_form(world: World) -> Iterator[str]:
    office, authority = doors(world)
    yield from (*office, *authority)


@pytest.mark.slow
@pytest.mark.once  # who sees what does not depend on the database
def test_no_form_of_the_money_is_taken_from_another_site(region: Region, officer: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    assert {browser.post(path).status_code for path in every_form(money_world(region))} <= {403, 405}


# ---- what may not be known


def test_the_form_of_a_grant_names_no_project_of_another_region(client: Client) -> None:
    secret = ProjectFactory(region=a_region("Fremdregion"), slug="geheim", title="Geheimes Vorhaben")
    page = client.get("/arbeit/zuwendung-anlegen/?projekt=geheim")
    assert (page.status_code, secret.title in page.content.decode()) == (200, False)


@pytest.fixture
def divided(region: Region, project: Project) -> tuple[User, Grant, Invoice]:
    """Who receives one grant of a project, that grant, and an invoice of which only another recipient has a part."""
    carrier, recipient = an_organisation("Trägerin"), an_organisation("Zweite")
    ParticipationFactory(project=project, organisation=carrier)
    theirs = granted(region=region, project=project, recipient=carrier)
    own = granted(region=region, project=project, recipient=recipient)
    kept = Invoice.objects.create(
        region=region,
        supplier="Geheime Beratung",
        number="4711",
        invoiced_on=date(2024, 3, 1),
        gross=Decimal(9000),
        net=Decimal(9000),
        entered_at=EARLIER,
        entered_by="user:0",
    )
    spent(theirs, "1000.00", invoice=kept)
    return with_role(Role.PARTNER, organisation=recipient, is_demo=True), own, kept


def test_an_invoice_of_a_grant_one_does_not_read_is_neither_offered_nor_booked(
    divided: tuple[User, Grant, Invoice], enter: Entrance
) -> None:
    partner, own, kept = divided
    page = enter(partner).get(of(own, "ausgaben/buchen/"))
    assert (page.status_code, "Geheime Beratung" in page.content.decode()) == (200, False)
    entry = Entry("external", "Beispiel", Decimal(10), Decimal(10), paid_on=date(2024, 6, 3))
    with pytest.raises(Refused) as refused:
        ledger.book(by=partner, at=EARLIER, code=own.code, entry=entry, receipt=kept.pk)
    assert (refused.value.hidden, own.expenditures.count()) == (True, 0)


# ---- nonsense that costs


def test_numbers_of_five_thousand_digits_break_no_form(client: Client, region: Region) -> None:
    """An int of so many digits is an error of Python's, which answered 500."""
    grant = granted(region=region)
    plan_of(grant)
    world = {"rows-TOTAL_FORMS": LONG, "add_row": "1", "submission": str(uuid4())}
    assert client.post(of(grant, "abrufe/anlegen/"), world).status_code == 200
    sheet = {"years": LONG, "thirds": LONG, "add_third": "1", "submission": str(uuid4())}
    assert client.post(of(grant, "finanzierungsplan/2/bearbeiten/"), sheet).status_code == 200
    batch = money_world(region).values["arbeit/verlaengerungen/<slug:code>/"][0]["code"]
    path = f"/arbeit/verlaengerungen/{batch}/gemeinsam-freigeben/"
    assert client.post(path, {"request": f"x:{LONG}", "submission": str(uuid4())}).status_code in {302, 404}


@pytest.mark.parametrize("figure", ["1E+99999", "0E+99999", "NaN", "-Infinity", "sNaN", "1e-99999"])
def test_a_figure_of_a_notice_never_becomes_a_text_of_a_hundred_thousand_digits(
    client: Client, region: Region, figure: str
) -> None:
    """Written out, 1E+999999999 fills the memory of the machine."""
    grant = GrantFactory(region=region)
    answer = client.post(of(grant, "bescheide/eintragen/"), award(**{"own-use_months": figure}))
    kept = [len(text) for row in grant.notices.all() for text in row.overrides.values()]
    assert (answer.status_code in {302, 422}, [size for size in kept if size > 20]) == (True, [])


# ---- two people: just what was seen


def test_a_plan_changed_after_it_was_looked_at_does_not_come_into_force(
    client: Client, second: Client, region: Region
) -> None:
    """I19: the author changes the draft while the second person reads it."""
    grant = granted(region=region)
    plan = plan_of(grant)
    path = of(grant, f"finanzierungsplan/{plan.number}/in-kraft/")
    seen = {"version": plan.version, "notice": grant.notices.get().pk}
    plan.version += 1
    plan.save(update_fields=["version"])
    assert second.post(path, sent(**seen)).status_code == 409
    assert second.post(path, sent(notice=seen["notice"])).status_code == 409  # without a version nothing was seen
    plan.refresh_from_db()
    assert plan.state == "draft"
    assert second.post(path, sent(**seen | {"version": plan.version})).status_code == 302


# ---- papers


def test_a_paper_that_was_changed_on_the_disk_is_not_given_out(client: Client, officer: User, region: Region) -> None:
    grant = GrantFactory(region=region)
    kept = add_document(by=officer, at=EARLIER, file=paper(), title="Bescheid", grant=grant.code)
    NoticeFactory(grant=grant, document=kept)
    path = of(grant, f"unterlagen/{kept.code}/")
    given = client.get(path)
    assert (given.status_code, b"".join(given.streaming_content)) == (200, b"%PDF-1.7 Beispiel")
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    with open(Document.objects.get(pk=kept.pk).file.path, "wb") as file:  # noqa: PTH123 - what somebody does to a disk
        file.write(b"%PDF-1.7 Gefaelscht")
    assert client.get(path).status_code == 404


def test_a_page_named_pdf_is_no_paper_of_the_record(officer: User, region: Region) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - of this test alone

    grant = GrantFactory(region=region)
    for content in (
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ" + b"\0" * 60,
        b"",
    ):
        file = SimpleUploadedFile("bescheid.pdf", content, "application/pdf")
        with pytest.raises(Refused):
            add_document(by=officer, at=EARLIER, file=file, title="Bescheid", grant=grant.code)
