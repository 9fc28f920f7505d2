"""Accounts and roles, kept by the administration."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.models import Membership, User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.letters.models import Letter
from tests.factories.accounts import a_region, a_user, an_organisation, with_role
from tests.office.pages import Entrance, marks


@pytest.fixture
def chief() -> User:
    """Somebody of the administration."""
    return with_role(Role.ADMIN, is_demo=True)


@pytest.fixture
def administration(chief: User, enter: Entrance) -> Client:
    """The administration's browser."""
    return enter(chief)


def test_list_shows_everybody_with_roles_in_constant_queries(administration: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            administration.get("/arbeit/konten/")
        return len(captured)

    with_role(Role.OFFICE)
    with_role(Role.PARTNER)
    one = count()
    for name in ("a", "b"):
        with_role(Role.OFFICE, region=a_region(name))
        with_role(Role.PARTNER, organisation=an_organisation(name))
    assert count() == one
    rows = administration.get("/arbeit/konten/?q=Person").context["rows"]
    assert sorted(len(row["roles"]) for row in rows) == [1] * 7


def test_new_account_gets_a_letter_and_no_role(administration: Client) -> None:
    sent = marks() | {"display_name": "Neu Beispiel", "email": "Neu@Example.org", "language": "de"}
    answers = [administration.post("/arbeit/konto-anlegen/", sent) for _ in range(2)]
    made = User.objects.get(email="neu@example.org")
    assert [answer["Location"] for answer in answers] == [f"/arbeit/konten/{made.pk}/"] * 2
    assert (made.memberships.count(), Letter.objects.count()) == (0, 1)


def test_taken_address_is_named_at_its_field(administration: Client) -> None:
    a_user(email="da@example.org")
    sent = marks() | {"display_name": "Zweimal", "email": "da@example.org", "language": "de"}
    answer = administration.post("/arbeit/konto-anlegen/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])
    assert answer.context["form"]["display_name"].value() == "Zweimal"


def test_role_is_given_until_the_end_of_its_last_day(administration: Client) -> None:
    user, region = a_user(), a_region("Region")
    sent = marks() | {"role": "office", "region": region.pk, "organisation": "", "last_day": "2027-06-30"}
    assert administration.post(f"/arbeit/konten/{user.pk}/", sent).status_code == 302
    membership = Membership.objects.get(user=user)
    assert (membership.role, membership.region, membership.valid_until) == (
        "office",
        region,
        datetime(2027, 6, 30, 22, 0, tzinfo=UTC),
    )


def test_role_without_its_region_is_named_at_the_field(administration: Client) -> None:
    sent = marks() | {"role": "office", "region": "", "organisation": an_organisation().pk}
    answer = administration.post(f"/arbeit/konten/{a_user().pk}/", sent)
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["organisation", "region"])


def test_role_is_ended_with_its_reason(administration: Client) -> None:
    user = with_role(Role.OFFICE)
    membership = user.memberships.get()
    address = f"/arbeit/konten/{user.pk}/rollen/{membership.pk}/beenden/"
    assert administration.post(address, marks() | {"reason": "Wechsel"}).status_code == 302
    assert (AuditEntry.objects.get().reason, User.objects.get(pk=user.pk).roles) == (
        "Wechsel",
        frozenset({Role.PUBLIC}),
    )


def test_nobody_changes_their_own_roles(administration: Client, chief: User) -> None:
    assert administration.get(f"/arbeit/konten/{chief.pk}/").context["own"] is True
    sent = marks() | {"role": "land", "region": "", "organisation": ""}
    assert administration.post(f"/arbeit/konten/{chief.pk}/", sent).status_code == 422
    address = f"/arbeit/konten/{chief.pk}/rollen/{chief.memberships.get().pk}/beenden/"
    assert administration.post(address, marks()).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PUBLIC, Role.ADMIN}])
def test_accounts_are_not_there_for_others(role: Role, enter: Entrance) -> None:
    other = with_role(Role.OFFICE, region=a_region("Andere"))
    browser = enter(with_role(role, is_demo=True))
    address = f"/arbeit/konten/{other.pk}/"
    sent = marks() | {"role": "land", "display_name": "x", "email": "x@example.org", "language": "de"}
    answers = [
        browser.get("/arbeit/konten/"),
        browser.get(address),
        browser.post(address, sent),
        browser.post("/arbeit/konto-anlegen/", sent),
        browser.post(f"{address}rollen/{other.memberships.get().pk}/beenden/", sent),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5


def test_every_page_wants_a_signed_in_person() -> None:
    addresses = ["", "projekte/", "projekt-anlegen/", "projekte/x/", "organisationen/", "protokoll/", "konten/"]
    answers = [Client().get(f"/arbeit/{address}") for address in addresses]
    assert [(answer.status_code, answer["Location"].startswith("/anmelden/?next=")) for answer in answers] == [
        (302, True)
    ] * len(addresses)


def test_organisations_are_listed_in_constant_queries(client: Client) -> None:
    def count(query: str = "") -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            page = client.get(f"/arbeit/organisationen/{query}")
        return len(captured), page.context["page"].paginator.count

    an_organisation("Eins")
    one = count()
    an_organisation("Zwei")
    an_organisation("Drei")
    assert (one[1], count(), count("?q=wei")[1]) == (1, (one[0], 3), 1)
