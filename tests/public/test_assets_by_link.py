"""Things bound to a grant's purpose by the link of a letter: without an account, a cookie, or another grant's things."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from strahlkraft.funding.access import asset_token
from strahlkraft.funding.models import Asset, Grant
from strahlkraft.network.models import ContactPoint
from tests.factories.funding import WRITER, granted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 10, 9, 0, tzinfo=UTC)
MAILBOX = "stadt@beispiel.example"


@pytest.fixture(autouse=True)
def _one_day() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stranger() -> Client:
    """Somebody who checks everything a browser would."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def grant() -> Grant:
    """A grant whose recipient has a mailbox."""
    made = granted("running", title="Beispielzuwendung")
    ContactPoint.objects.create(organisation=made.recipient, mailbox=MAILBOX)
    return made


def thing(grant: Grant, title: str = "Beispielserver", until: date = date(2031, 6, 1)) -> Asset:
    """Something bought five years before the end."""
    return Asset.objects.create(
        grant=grant,
        title=title,
        bought_on=date(2024, 6, 1),
        value=5000,
        bound_until=until,
        entered_at=datetime(2025, 7, 1, tzinfo=UTC),
        entered_by=WRITER,
    )


def link(grant: Grant) -> str:
    """The address in the letter."""
    return f"/zweckbindung/{asset_token(grant, MAILBOX)}/"


def form(row: Asset, version: int = 1, day: str = "2026-07-09") -> dict[str, str]:
    """The form of one thing as a browser sends it."""
    given = {"version": str(version), "confirmed_on": day, "submission": str(uuid4())}
    return {"asset": str(row.pk)} | {f"{row.pk}-{name}": value for name, value in given.items()}


def test_page_shows_what_is_still_bound_of_this_grant_only(stranger: Client, grant: Grant) -> None:
    thing(grant)
    thing(grant, "Beispielkamera", date(2026, 7, 9))
    thing(granted("running"), "Fremdes")
    answer = stranger.get(link(grant))
    text = answer.content.decode()
    assert [word in text for word in ("Beispielserver", "Beispielkamera", "Fremdes")] == [True, False, False]
    assert (answer.status_code, answer["Referrer-Policy"], answer["X-Robots-Tag"], stranger.cookies) == (
        200,
        "no-referrer",
        "noindex",
        {},
    )


def test_a_press_confirms_once_and_says_so(stranger: Client, grant: Grant) -> None:
    row, address = thing(grant), link(grant)
    given = form(row)
    for _ in range(2):
        answer = stranger.post(address, given)
        assert (answer.status_code, answer["Location"]) == (302, f"{address}?bestaetigt={row.pk}#dinge")
    row.refresh_from_db()
    assert (row.confirmed_on, row.version) == (date(2026, 7, 9), 2)
    assert "Beispielserver" in stranger.get(f"{address}?bestaetigt={row.pk}").content.decode()


def test_a_day_to_come_or_an_old_page_is_refused_and_keeps_what_was_typed(stranger: Client, grant: Grant) -> None:
    row, address = thing(grant), link(grant)
    for given in (form(row, day="2026-07-11"), form(row, version=7)):
        answer = stranger.post(address, given)
        assert (answer.status_code, given[f"{row.pk}-confirmed_on"] in answer.content.decode()) == (422, True)
    row.refresh_from_db()
    assert row.confirmed_on is None


def test_wrong_links_and_other_grants_things_open_nothing(stranger: Client, grant: Grant) -> None:
    address = link(grant)
    assert stranger.post(address, form(thing(granted("running")))).status_code == 200
    assert not Asset.objects.exclude(confirmed_on=None).exists()
    assert stranger.get(f"{address[:-3]}x/").status_code == 404
    ContactPoint.objects.update(mailbox="neu@beispiel.example")
    assert stranger.get(address).status_code == 404
