"""Questions of the authority about a grant itself: entered, on the list of the day, answered, done; 404 for others (R35)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.funding.models import AuthorityQuery, Grant
from strahlkraft.network.models import Region
from strahlkraft.office.waiting import duties_of
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import granted
from tests.office.pages import Entrance
from tests.office.test_projects import queries_of

TODAY = localdate()


@pytest.fixture
def grant(region: Region) -> Grant:
    return granted("running", region=region)


def entered(client: Client, grant: Grant, **values: Any) -> Any:
    data = {"question": "Bitte zehn Belege", "asked_on": TODAY.isoformat(), "submission": uuid4(), **values}
    return client.post(reverse("office:ask_about_grant", args=[grant.code]), data)


def of_today(user: User) -> list[tuple[str, Any, str]]:
    found = duties_of(user, today=TODAY)
    return [(str(one.weight), one.due, one.thing.kind) for one in found if one.key.startswith("authority-query")]


def test_query_is_entered_answered_and_done_and_stands_on_the_list_of_the_day_until_then(
    client: Client, officer: User, grant: Grant
) -> None:
    due = TODAY + timedelta(days=14)
    assert entered(client, grant, answer_due_on=due.isoformat()).status_code == 302
    row = AuthorityQuery.objects.get()
    address = reverse("office:grant_query", args=[row.code])
    assert of_today(officer) == [("waiting", due, "authority_query")]
    assert address in client.get("/arbeit/").content.decode()
    sheet = {"version": row.version, "answer": "Hier sind sie.", "answered_on": TODAY.isoformat()}
    assert client.post(address, sheet | {"submission": uuid4()}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.answered_on, of_today(officer)) == ("answered", TODAY, [])
    done = reverse("office:close_grant_query", args=[row.code])
    stale = client.post(done, {"version": 1, "submission": uuid4()})
    closed = client.post(done, {"version": row.version, "submission": uuid4()})
    row.refresh_from_db()
    assert (stale.status_code, closed.status_code, row.state) == (409, 302, "closed")
    shown = client.get(reverse("office:grant_queries", args=[grant.code])).context["rows"]
    assert [(one["query"].pk, one["late"]) for one in shown] == [(row.pk, False)]


def test_query_past_its_day_is_said_to_be_overdue_on_page_and_list(client: Client, officer: User, grant: Grant) -> None:
    asked, due = TODAY - timedelta(days=30), TODAY - timedelta(days=1)
    entered(client, grant, asked_on=asked.isoformat(), answer_due_on=due.isoformat())
    address = reverse("office:grant_query", args=[AuthorityQuery.objects.get().code])
    assert (client.get(address).context["late"], of_today(officer)[0][0]) == (True, "legal")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"question": " "}, "question"),
        ({"asked_on": (TODAY + timedelta(days=1)).isoformat()}, "asked_on"),
        ({"answer_due_on": (TODAY - timedelta(days=1)).isoformat()}, "answer_due_on"),
    ],
)
def test_query_that_makes_no_sense_is_refused_beside_its_field(
    client: Client, grant: Grant, values: dict[str, str], field: str
) -> None:
    answer = entered(client, grant, **values)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert AuthorityQuery.objects.count() == 0


def test_answer_typed_while_a_colleague_answered_is_kept_and_told(client: Client, officer: User, grant: Grant) -> None:
    entered(client, grant)
    row = AuthorityQuery.objects.get()
    sheet = {"version": row.version, "answer": "Meine Antwort", "answered_on": TODAY.isoformat(), "submission": uuid4()}
    address = reverse("office:grant_query", args=[row.code])
    assert client.post(address, sheet | {"answer": "Schneller", "submission": uuid4()}).status_code == 302
    late = client.post(address, sheet)
    row.refresh_from_db()
    assert (late.status_code, row.answer) == (409, "Schneller")


def test_page_of_queries_costs_the_same_for_one_and_for_many(client: Client, grant: Grant) -> None:
    address = reverse("office:grant_queries", args=[grant.code])
    entered(client, grant)
    first = queries_of(client, address)
    for _one in range(3):
        entered(client, grant)
    assert queries_of(client, address) == first


def test_queries_are_not_there_for_others(client: Client, officer: User, grant: Grant, enter: Entrance) -> None:
    """I21, I22: neither for another region nor, on these pages, for the authority."""
    entered(client, grant)
    code = AuthorityQuery.objects.get().code
    others = [(Role.OFFICE, a_region("Andere Region")), (Role.AUTHORITY, grant.region)]
    for role, region in others:
        stranger = enter(with_role(role, region=region, is_demo=True))
        gets = [
            stranger.get(reverse(f"office:{name}", args=[key])).status_code
            for name, key in (("grant_queries", grant.code), ("ask_about_grant", grant.code), ("grant_query", code))
        ]
        posts = [
            stranger.post(reverse(f"office:{name}", args=[key])).status_code
            for name, key in (("ask_about_grant", grant.code), ("grant_query", code), ("close_grant_query", code))
        ]
        assert (role, gets, posts) == (role, [404] * 3, [404] * 3)


def test_query_about_a_proof_is_not_answered_on_the_page_of_the_grant(client: Client, grant: Grant) -> None:
    assert client.get(reverse("office:grant_query", args=["gibt-es-nicht"])).status_code == 404


def test_partner_answers_and_only_the_office_says_that_it_is_done(
    client: Client, officer: User, grant: Grant, enter: Entrance
) -> None:
    entered(client, grant)
    row = AuthorityQuery.objects.get()
    partner = enter(with_role(Role.PARTNER, organisation=grant.recipient, is_demo=True))
    sheet = {"version": 1, "answer": "Von uns", "answered_on": TODAY.isoformat(), "submission": uuid4()}
    assert partner.post(reverse("office:grant_query", args=[row.code]), sheet).status_code == 302
    done = reverse("office:close_grant_query", args=[row.code])
    assert partner.post(done, {"version": 2, "submission": uuid4()}).status_code == 404


def test_open_query_is_not_simply_done(client: Client, grant: Grant) -> None:
    entered(client, grant)
    row = AuthorityQuery.objects.get()
    answer = client.post(reverse("office:close_grant_query", args=[row.code]), {"version": 1, "submission": uuid4()})
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (422, "asked")
