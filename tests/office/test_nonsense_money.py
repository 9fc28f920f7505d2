"""Nonsense in every form and at every address of money and law: never an error of ours, never kept without a word.

The grants are those of the invented region: one of each trouble, most states of everything.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db.models import Model, QuerySet
from django.test import Client
from django.test.utils import override_settings
from django.urls import resolve
from django.utils.timezone import localdate, now
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from strahlkraft.accounts.models import User
from strahlkraft.funding import models
from strahlkraft.funding.actions import notifications
from strahlkraft.jobs.demo_region import make
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project
from strahlkraft.reports.actions import reports
from strahlkraft.reports.models import Report
from strahlkraft.reports.queries.drafts import Wanted
from tests.congress.test_congress_abuse import filled_in
from tests.factories.accounts import a_region
from tests.factories.funding import EARLIER, WRITER, granted, paid, plan_of, spent
from tests.factories.network import OrganisationFactory
from tests.lasting import whole_module
from tests.nonsense import Found, addresses, found_forms, nonsense_in_addresses, nonsense_in_forms, one_wrong_in_forms

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

AREAS = (
    "assets changes claims drawdowns extensions grant_deadlines grant_queries grant_steps grants ledger ledger_import notices notifications payouts"
    " plans proof_decisions proof_steps proofs questions reports"
).split()
MODULES = (*(f"strahlkraft.office.views.{name}" for name in AREAS), "strahlkraft.authority")
QUERIES = (
    "q region projekt stand seite art von antrag alt neu nur rechnung auftrag zeile jahr ersetzt nach wert anlass zahlen"
    " as_of beispiel"
).split()
PEOPLE = {"office": "buero@example.org", "authority": "bewilligung@example.org"}
WORDS = {
    "<slug:step>": "anlass auswahl zuwendungen vorschau antraege freigabe einreichung bescheide luecken",
    "<slug:kind>": "laufzeit mittel finanzierungsplan inhalt partner",
    "schritt/<slug:deed>": "beginn ende bestandskraft ablegen zweckbindung-ende archivieren pruefen freigeben festsetzen",
    "aenderungen/<slug:code>/<slug:deed>": "einreichen rueckfrage antwort ueberarbeiten zurueckziehen",
}


def each_state(rows: QuerySet[Any], of: str = "state") -> list[Any]:
    """The first row of each state."""
    found: dict[Any, Model] = {}
    for row in rows.order_by("pk"):
        found.setdefault(getattr(row, of), row)
    return list(found.values())


@dataclass
class World:
    """The invented region: the folder of its papers, its addresses, and the forms on their pages at either door."""

    folder: Path
    paths: list[str]
    of_office: list[Found]
    of_authority: list[Found]


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The invented region and what it does not have itself, made and walked once for all tests of the module."""
    folder = tmp_path_factory.mktemp("uploads")
    with (
        whole_module(django_db_blocker),
        override_settings(MEDIA_ROOT=folder, DEMO=True, STEADY_ANSWER_SECONDS=0),
    ):
        OrganisationFactory()  # the people of the demonstration begin somewhere else: here, and in a region
        a_region("Eigenregion")
        more(make(at=now(), say=str))
        paths = everywhere()
        forms = (list(found_forms(browser(mailbox), of(door, paths))) for door, mailbox in PEOPLE.items())
        yield World(folder, paths, *forms)


def browser(mailbox: str) -> Client:
    """The browser of somebody of the invented region."""
    client = Client()
    client.force_login(User.objects.get(email=mailbox), backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client


def of(door: str, paths: list[str]) -> list[str]:
    """The addresses behind a door: the workspace's, or the authority's."""
    return [path for path in paths if path.startswith("/aufsicht/") == (door == "authority")]


@pytest.fixture
def house(world: World, settings: Settings) -> Client:
    """The browser of the office of the invented region."""
    settings.MEDIA_ROOT = world.folder
    return browser(PEOPLE["office"])


@pytest.fixture
def desk(world: World, settings: Settings) -> Client:
    """The browser of the granting authority of the invented region."""
    settings.MEDIA_ROOT = world.folder
    return browser(PEOPLE["authority"])


def more(region: Region) -> None:
    """Claims, a draft of a plan and of a notification, reports: one of each state."""
    office = User.objects.get(email="buero@example.org")
    project = Project.objects.filter(region=region).earliest("pk")
    row = granted("repayment_open", region=region, project=project)
    payment = paid(row)
    for state in ("estimated", "claimed"):
        claim = models.Claim.objects.create(
            code=f"beispiel-{state}", grant=row, payment=payment, amount=100, reason="Beispiel", opened_at=EARLIER,
            opened_by=WRITER, last_edited_by=WRITER,
        )  # fmt: skip
        if state == "claimed":
            claim.state, claim.reference = state, "Beispiel"
            claim.save()
    running = granted("running", region=region, project=project)
    spent(running)
    spent(running, paid_on=None, due_on=localdate())
    plan_of(running)
    notifications.draft_notification(by=office, at=now(), grant=running.code, trigger="changed", text="Beispiel")
    for state in ("draft", "released", "submitted"):
        report = reports.draft(by=office, at=now(), wanted=Wanted("status", date(2025, 6, 30), region))
        if state != "draft":
            second = User.objects.get(email="verwaltung@example.org")
            report = reports.release(by=second, at=now(), code=report.code, version=report.version, seen=report.sha256)
        if state == "submitted":
            reports.submit(by=office, at=now(), code=report.code, version=report.version)


def values(route: str) -> Iterator[dict[str, Any]]:
    """Records that open a route, one of each state."""
    tail = route.split("/", 1)[1]
    own: dict[str, QuerySet[Any]] = {
        "zuwendungen/nachweise/<": models.Proof.objects.all(),
        "nachweise/<": models.Proof.objects.all(),
        "zuwendungen/aenderungen/<": models.ChangeRequest.objects.all(),
        "zuwendungen/abrufe/<": models.Drawdown.objects.all(),
        "zuwendungen/rueckforderungen/<": models.Claim.objects.all(),
        "verlaengerungen/<": models.ExtensionBatch.objects.all(),
        "berichte/<": Report.objects.all(),
    }
    of_grant: dict[str, QuerySet[Any]] = {
        "bescheide/<": models.GrantNotice.objects.all(),
        "korrektur/<": models.Correction.objects.all(),
        "finanzierungsplan/<": models.FinancingPlan.objects.all(),
        "ausgaben/<": models.Expenditure.objects.all(),
        "auftraege/<": models.Contract.objects.all(),
        "mitteilungen/<": models.DutyNotice.objects.all(),
        "inventar/<": models.Asset.objects.all(),
    }
    if "<" not in tail:
        yield {}
    elif tail.startswith("zuwendungen/auszahlungen/<"):
        yield from ({"pk": row.pk} for row in models.Payment.objects.order_by("pk")[:4])
    elif found := next((rows for start, rows in own.items() if tail.startswith(start)), None):
        rows = each_state(found) if found.model is not models.ExtensionBatch else list(found)
        yield from ({"code": row.code, "number": 1} for row in rows)
    elif found := next((rows for part, rows in of_grant.items() if part in tail), None):
        many = found.select_related("grant").order_by("pk")
        rows = each_state(many) if hasattr(found.model, "state") else list(many[:3]) + list(many.reverse()[:2])
        yield from (
            {"code": row.grant.code, "pk": row.pk, "number": getattr(row, "number", 1), "document": row.pk}
            for row in rows
        )
    else:
        yield from ({"code": row.code, "document": "x"} for row in each_state(models.Grant.objects.all()))


def everywhere() -> list[str]:
    """Every address of these modules with records that open it."""
    found = dict[str, None]()
    for route in addresses(MODULES):
        words = next((parts.split() for end, parts in WORDS.items() if end in route), [""])
        for given in values(route):
            for word in words:
                extra = dict.fromkeys(("deed", "step", "kind"), word) | {
                    "form": "json",
                    "figure": "granted",
                    "query": 1,
                }
                found["/" + filled_in(route, {"pk": 1} | extra | given)] = None
    return list(found)


def of_each_route(paths: list[str], most: int = 2) -> list[str]:
    """Of each route and each word in it the first addresses: a question is read by the route, not by the state of a row."""
    seen, found = Counter[tuple[str, ...]](), list[str]()
    for path in paths:
        place = resolve(path)
        key = (place.route, *(word for name, word in place.kwargs.items() if name in {"deed", "step", "kind"}))
        found += [path] if seen[key] < most else []
        seen[key] += 1
    return found


@pytest.mark.once  # on SQLite too it is refused what PostgreSQL does not take
def test_nonsense_in_every_form_is_told_in_a_sentence_and_what_was_typed_is_kept(
    house: Client, desk: Client, world: World
) -> None:
    wrong, posted = nonsense_in_forms(house, world.of_office)
    more_wrong, more_posted = nonsense_in_forms(desk, world.of_authority)
    assert (wrong, more_wrong, len(posted) > 55, len(more_posted) > 2) == ([], [], True, True)


@pytest.mark.once  # the same
def test_one_wrong_amount_day_or_file_is_never_kept_and_told_beside_its_field(
    house: Client, desk: Client, world: World
) -> None:
    """Fails when a field takes ``1 2 3`` for an amount, the year 1 for a day or a broken file for a paper."""
    assert one_wrong_in_forms(house, world.of_office, most=3) == []
    assert one_wrong_in_forms(desk, world.of_authority, most=3) == []


@pytest.mark.once  # the same
def test_nonsense_in_addresses_and_questions_is_never_an_error_of_ours(
    house: Client, desk: Client, world: World
) -> None:
    paths = of_each_route(world.paths)
    assert nonsense_in_addresses(house, of("office", paths), MODULES, QUERIES) == []
    assert nonsense_in_addresses(desk, of("authority", paths), MODULES, QUERIES) == []
