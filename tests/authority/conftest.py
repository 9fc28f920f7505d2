"""Two regions with their offices and authorities, a grant with a proof that was handed in, a report, and drafts of all."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

if TYPE_CHECKING:  # Django is not ready when pytest reads this file
    from strahlkraft.accounts.models import User

AT = datetime(2025, 7, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def demonstration(settings: Settings, db: None) -> None:
    """Invented people are let off the second factor."""
    settings.DEMO = True


@pytest.fixture
def house(enter: "Callable[[User], Client]") -> SimpleNamespace:
    """A region with its people and browsers: office (two people), authority, Land, partner; and a foreign authority."""
    from strahlkraft.accounts.rules import Role  # noqa: PLC0415 - Django is not ready when pytest reads this file
    from tests.factories.accounts import a_region, an_organisation, with_role  # noqa: PLC0415 - see above

    region, foreign = a_region("Eigenregion"), a_region("Fremdregion")
    region.government_district = "Beispielstadt"
    region.save()
    people = {
        "office": with_role(Role.OFFICE, region=region, is_demo=True),
        "second": with_role(Role.OFFICE, region=region, is_demo=True),
        "authority": with_role(Role.AUTHORITY, region=region, is_demo=True),
        "land": with_role(Role.LAND, is_demo=True),
        "stranger": with_role(Role.AUTHORITY, region=foreign, is_demo=True),
        "steering": with_role(Role.STEERING, region=region, is_demo=True),
        "partner": with_role(Role.PARTNER, organisation=an_organisation("Eigene GmbH"), is_demo=True),
    }
    browsers = {name: enter(user) for name, user in people.items()}
    return SimpleNamespace(
        region=region, foreign=foreign, people=SimpleNamespace(**people), browsers=browsers, enter=enter
    )


@pytest.fixture
def grant(house: SimpleNamespace) -> Any:
    """A grant of the own region whose work has ended, with a line of the ledger, a payout and an unconfirmed notice."""
    from tests.factories.funding import NoticeFactory, granted, paid, spent  # noqa: PLC0415 - see house

    row = granted("proof_due", region=house.region, has_audit_office=False, title="Beispielleuchten")
    spent(row, "100000.00", category="staff", text="Buchungstext, vertraulich")
    paid(row, "60000.00")
    NoticeFactory(grant=row, kind="amendment", reference="Geheim Bescheid", note="Geheim Notiz")
    return row


@pytest.fixture
def proof(house: SimpleNamespace, grant: Any) -> Any:
    """A final proof that was handed in."""
    from strahlkraft.funding.actions import proofs as actions  # noqa: PLC0415 - see house
    from strahlkraft.funding.actions.proofs import Given  # noqa: PLC0415 - see house
    from strahlkraft.funding.rules import proofs as rules  # noqa: PLC0415 - see house

    by: dict[str, Any] = {"by": house.people.office, "at": AT}
    row = actions.open_proof(**by, grant=grant.code)
    row = actions.take_up(**by, code=row.code, version=row.version)
    given = Given(dict.fromkeys(rules.SECTIONS, "Beispieltext"), dict.fromkeys(rules.CONFIRMATIONS, True), {})
    row = actions.edit(**by, code=row.code, version=row.version, given=given)
    row = actions.check(**by, code=row.code, version=row.version)
    row = actions.release(by=house.people.second, at=AT, code=row.code, version=row.version)
    actions.submit(**by, code=row.code, version=row.version, submitted_on=AT.date())
    row.refresh_from_db()
    return row


@pytest.fixture
def query(house: SimpleNamespace, grant: Any) -> Any:
    """A question of the authority's letter about the grant itself, entered and answered by the office."""
    from strahlkraft.funding.actions import proof_decisions as actions  # noqa: PLC0415 - see house

    day = AT.date()
    by: dict[str, Any] = {"by": house.people.office, "at": AT}
    row = actions.ask_about_grant(**by, grant=grant.code, question="Beispielfrage", asked_on=day)
    return actions.answer(**by, code=row.code, version=row.version, text="Beispielantwort", on=day)


@pytest.fixture
def report(house: SimpleNamespace) -> Any:
    """A status report that was handed in."""
    return handed_in(house, "Beispielbericht")


def drafted(house: SimpleNamespace, title: str) -> Any:
    """A draft of a status report."""
    from strahlkraft.reports.actions import reports as actions  # noqa: PLC0415 - see house
    from strahlkraft.reports.queries.drafts import Wanted  # noqa: PLC0415 - see house

    by: dict[str, Any] = {"by": house.people.office, "at": AT}
    row = actions.draft(**by, wanted=Wanted("status", date(2025, 6, 30), house.region))
    return actions.edit(**by, code=row.code, version=row.version, title=title, introduction="")


def handed_in(house: SimpleNamespace, title: str) -> Any:
    """A status report that was released by another person and handed in."""
    from strahlkraft.reports.actions import reports as actions  # noqa: PLC0415 - see house

    row = drafted(house, title)
    row = actions.release(by=house.people.second, at=AT, code=row.code, version=row.version, seen=row.sha256)
    return actions.submit(by=house.people.office, at=AT, code=row.code, version=row.version)
