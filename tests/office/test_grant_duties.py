"""Pages of a grant's deadlines, notifications, bound things and small aid, as the office and others see them."""

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.funding.actions.deadlines import refresh
from strahlkraft.funding.models import Asset, DeMinimis, DutyNotice, Grant
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.network.models import Region
from strahlkraft.office.waiting import duties_of
from strahlkraft.steering.models import Deadline
from strahlkraft.steering.queries import deadlines as steering
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import granted, paid
from tests.office.pages import Entrance

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
PAGES = ("fristen/", "mitteilungen/", "inventar/", "beihilfen/")
THING = {
    "title": "Beispielserver",
    "inventory_number": "B-17",
    "value": "5.000,00",
    "bought_on": "2026-06-01",
    "bound_until": "2031-06-01",
}


@pytest.fixture(autouse=True)
def _one_day() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def grant(region: Region) -> Grant:
    """A running grant of the own region with its deadlines."""
    made = granted("running", region=region, title="Beispielzuwendung")
    refresh(by=SYSTEM, at=NOW, grant=made)
    return made


@pytest.fixture
def own(grant: Grant) -> str:
    """Where the grant's pages begin."""
    return f"/arbeit/zuwendungen/{grant.code}/"


def sent(**facts: Any) -> dict[str, Any]:
    """A form as a browser sends it."""
    return {"submission": str(uuid4()), **facts}


def text(answer: Any) -> str:
    """What stands on a page, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_every_page_opens_for_the_office_and_is_not_there_for_others(
    client: Client, enter: Entrance, grant: Grant, own: str
) -> None:
    """I21."""
    stranger = enter(with_role(Role.OFFICE, region=a_region("Anderswo"), is_demo=True))
    partner = enter(with_role(Role.PARTNER, organisation=grant.recipient, is_demo=True))
    codes = {page: [who.get(own + page).status_code for who in (client, partner, stranger)] for page in PAGES}
    assert codes == {page: [200, 200, 404] for page in PAGES}


def test_deadlines_show_day_target_rule_edition_and_what_went_in(client: Client, own: str) -> None:
    shown = client.get(f"{own}fristen/").content.decode()
    assert [
        word in shown for word in ("30.06.2027", "29.06.2027", "R29", "ANBest-G 7.1", "RdErl. 6.6.2022", "31.12.2026")
    ] == [True] * 6


def test_the_list_and_the_page_of_a_deadline_say_what_it_rests_on(client: Client, grant: Grant) -> None:
    listed = text(client.get("/arbeit/fristen/"))
    row = Deadline.objects.get(rule="grant-extension-end")
    shown = text(client.get(f"/arbeit/fristen/{row.pk}/"))
    assert ("R25" in listed, "R25, VVG 4.3" in shown, "31.12.2026" in shown) == (True, True, True)


def test_a_grant_without_a_notice_has_a_page_that_says_what_to_do(client: Client, region: Region) -> None:
    from tests.factories.funding import GrantFactory  # noqa: PLC0415 - one test needs it

    made = GrantFactory(region=region)
    assert client.get(f"/arbeit/zuwendungen/{made.code}/fristen/").status_code == 200


@pytest.mark.parametrize("part", ["fristen/", "mitteilungen/", "inventar/", "beihilfen/"])
def test_pages_take_the_same_queries_with_one_and_three_rows(client: Client, grant: Grant, own: str, part: str) -> None:
    counts = []
    for number in (1, 3):
        while Asset.objects.count() < number:
            paid(grant, "100.00", on=date(2026, 6, 1))
            facts: dict[str, Any] = {"grant": grant, "entered_at": NOW, "entered_by": "user:1"}
            Asset.objects.create(**facts, title="Beispiel", bought_on=NOW.date(), value=1, bound_until=date(2031, 1, 1))
            DeMinimis.objects.create(**facts, undertaking="Beispiel", amount=1, awarded_on=NOW.date())
            DutyNotice.objects.create(grant=grant, trigger="changed", text="x", drafted_at=NOW, drafted_by="user:1")
        client.get(own + part)
        with CaptureQueriesContext(connection) as seen:
            client.get(own + part)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_wizard_asks_why_begins_the_letter_and_notes_the_day(client: Client, grant: Grant, own: str) -> None:
    paid(grant, on=date(2026, 5, 1))
    page = f"{own}mitteilungen/"
    assert "?anlass=not_used_in_time#schreiben" in client.get(page).content.decode()
    assert 'name="trigger" value="not_used_in_time"' in client.get(f"{page}?anlass=not_used_in_time").content.decode()
    answer = client.post(page, sent(trigger="not_used_in_time", text="Beispieltext"))
    row = DutyNotice.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{page}{row.pk}/")
    assert client.post(f"{page}{row.pk}/", sent(version="1", text="Genauer")).status_code == 302
    refused = client.post(f"{page}{row.pk}/gesendet/", sent(version="2", sent_on="2026-07-02"))
    assert refused.status_code == 422
    assert client.post(f"{page}{row.pk}/gesendet/", sent(version="2", sent_on="2026-07-01")).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.sent_on) == ("Genauer", date(2026, 7, 1))
    assert "Genauer" in client.get(f"{page}{row.pk}/").content.decode()


def test_what_somebody_else_changed_is_not_written_over_and_the_words_stay(
    client: Client, grant: Grant, own: str
) -> None:
    row = DutyNotice.objects.create(grant=grant, trigger="changed", text="Erste", drafted_at=NOW, drafted_by="user:1")
    page = f"{own}mitteilungen/{row.pk}/"
    client.post(page, sent(version="1", text="Zweite"))
    answer = client.post(page, sent(version="1", text="Meine Worte"))
    row.refresh_from_db()
    assert (answer.status_code, row.text, "Meine Worte" in answer.content.decode()) == (422, "Zweite", True)
    assert 'name="version" value="2"' in answer.content.decode()


def test_sending_a_form_twice_does_the_deed_once(client: Client, own: str) -> None:
    given = sent(**THING)
    assert [client.post(f"{own}inventar/", given).status_code for _ in range(2)] == [302, 302]
    assert Asset.objects.count() == 1


def test_a_thing_is_entered_confirmed_and_used_otherwise(client: Client, own: str) -> None:
    page = f"{own}inventar/"
    assert client.post(page, sent(**THING | {"value": ""})).status_code == 422
    client.post(page, sent(**THING))
    row = Asset.objects.get()
    client.post(f"{page}{row.pk}/bestaetigen/", sent(version="1", confirmed_on="2026-07-01"))
    row.refresh_from_db()
    assert row.confirmed_on == date(2026, 7, 1)
    assert "Beispielserver B-17" in client.get(f"{page}{row.pk}/andere-nutzung/").content.decode()
    client.post(f"{page}{row.pk}/andere-nutzung/", sent(text="Verkauft"))
    assert DutyNotice.objects.get().trigger == "other_use"


def test_aid_is_entered_and_the_ceiling_that_is_passed_is_shown(client: Client, own: str) -> None:
    page = f"{own}beihilfen/"
    for amount in ("300.000,00", "0,01"):
        given = sent(undertaking="Beispielgruppe", amount=amount, awarded_on="2026-06-01", not_applicable_reason="")
        assert client.post(page, given).status_code == 302
    assert client.post(page, sent(undertaking="", amount="", awarded_on="2026-06-01")).status_code == 422
    assert "300.000,01" in client.get(page).content.decode()


def test_readers_see_everything_and_change_nothing(enter: Entrance, grant: Grant, own: str) -> None:
    reader = enter(with_role(Role.STEERING, region=grant.region, is_demo=True))
    row = DutyNotice.objects.create(grant=grant, trigger="changed", text="x", drafted_at=NOW, drafted_by="user:1")
    assert [reader.get(own + page).content.count(b'method="post"') for page in PAGES] == [1] * 4  # signing out
    posts = {
        "inventar/": sent(**THING),
        "mitteilungen/": sent(trigger="changed", text="x"),
        f"mitteilungen/{row.pk}/": sent(version="1", text="y"),
        f"mitteilungen/{row.pk}/gesendet/": sent(version="1", sent_on="2026-07-01"),
        "beihilfen/": sent(undertaking="x", amount="1", awarded_on="2026-06-01"),
    }
    assert {page: reader.post(own + page, given).status_code for page, given in posts.items()} == dict.fromkeys(
        posts, 404
    )


def test_the_list_of_the_day_says_every_thing_once(officer: User, grant: Grant) -> None:
    """A payout whose two months end and money that lapses: the line with the deed, not the deadline beside it."""
    today = date(2026, 10, 5)
    at = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
    payment = paid(grant, "100.00", on=date(2026, 8, 14))
    refresh(by=SYSTEM, at=at, grant=grant)
    said = [(duty.key, duty.deadlines) for duty in duties_of(officer, today=today)]
    keys = {key for key, _names in said}
    assert {f"payout:{payment.pk}", f"lapse:{grant.pk}:2026"} <= keys
    names = [name for _key, told in said for name in told]
    assert len(names) == len(set(names))
    assert f"grant-use-by@grant:{grant.pk}/payment:{payment.pk}" in names
    stored = Deadline.objects.get(rule="grant-use-by")
    assert f"deadline:{stored.pk}" not in keys
    assert f"deadline:{stored.pk}" in {duty.key for duty in steering.duties(officer, today=date(2026, 9, 1))}
    assert f"deadline:{stored.pk}" in {duty.key for duty in duties_of(officer, today=date(2026, 9, 1))}


def test_duties_of_a_grant_stand_on_the_list_of_the_day(client: Client, grant: Grant) -> None:
    paid(grant, on=date(2026, 5, 1))
    shown = text(client.get("/arbeit/"))
    assert "Beispielzuwendung" in shown
