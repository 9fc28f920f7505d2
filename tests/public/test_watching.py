"""Watching by mail: confirmed first, told once, ended with one press; and the clock that looks after it all."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
import structlog
from django.core import signing
from django.test import Client

from strahlkraft.jobs.clock import NowAndThen
from strahlkraft.jobs.reuse_clock import tend
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.letters.models import Letter
from strahlkraft.reuse import access, actions
from strahlkraft.reuse.actions._shared import index_offers
from strahlkraft.reuse.models import ReuseOffer, ReuseRequest, Watch, WatchHit
from strahlkraft.reuse.rules.watches import Wish
from tests.factories.network import MunicipalityFactory
from tests.factories.reuse import OfferFactory, RequestFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MAILBOX = "digitales@beispielstadt.example"


def offered(slug: str) -> ReuseOffer:
    made: Any = OfferFactory(title=f"Beispiel {slug}", slug=slug, summary="Sensoren melden freie Parkplätze.")
    index_offers([made])
    return cast("ReuseOffer", made)


def watched(**wish: Any) -> Watch:
    row = actions.watch(
        by=NOBODY, at=MONDAY, wish=Wish(MAILBOX, **(wish or {"need": "Sensoren für Parkplätze"})), language="de"
    )
    return actions.confirm_watch(by=NOBODY, at=MONDAY, code=row.code)


def told() -> list[list[str]]:
    """What each letter of news names, by slug, in the order they were posted."""
    letters = Letter.objects.filter(key__startswith="watch-news").order_by("pk")
    return [re.findall(r"/angebote/([^/\s]+)/", letter.text) for letter in letters]


def test_watch_is_confirmed_by_link_and_ended_by_link(visitor: Client) -> None:
    sheet = {"mailbox": MAILBOX, "stamp": signing.TimestampSigner(salt="strahlkraft.public.stamp").sign("form")}
    page = visitor.post("/merken/?bedarf=Sensoren", sheet)
    assert (page.status_code, Watch.objects.count()) == (200, 0)  # quicker than anybody types
    row = actions.watch(by=NOBODY, at=datetime.now(UTC), wish=Wish(MAILBOX, need="Sensoren"), language="de")
    assert f"/merken/bestaetigen/{access.link_token('watch-confirm', row.code)}/" in Letter.objects.get().text
    confirm = f"/merken/bestaetigen/{access.link_token('watch-confirm', row.code)}/"
    end = f"/merken/beenden/{access.link_token('watch-end', row.code)}/"
    seen = [visitor.get(confirm).status_code, Watch.objects.active().count()]
    seen += [visitor.post(confirm).status_code, visitor.post(confirm).status_code, Watch.objects.active().count()]
    seen += [visitor.get(end).status_code, Watch.objects.active().count()]
    seen += [visitor.post(end).status_code, visitor.post(end).status_code, Watch.objects.active().count()]
    assert seen == [200, 0, 200, 200, 1, 200, 1, 200, 200, 0]
    assert Watch.objects.get().mailbox == ""
    assert visitor.get(confirm).status_code == 404
    assert (visitor.get(confirm)["Referrer-Policy"], visitor.cookies) == ("no-referrer", {})


@pytest.mark.parametrize(
    "query", ["", "?bedarf=%00", "?ding=offer-parken", "?ding=unfug", "?bedarf=x&art=unfug&kommune=%27"]
)
def test_form_of_a_watch_opens_for_needs_and_things(visitor: Client, query: str) -> None:
    offered("parken")
    assert visitor.get(f"/merken/{query}").status_code == 200
    assert visitor.get("/merken/?ding=offer-weg").status_code == 404


def test_bad_mailbox_is_named_beside_its_field(visitor: Client) -> None:
    stamp = {"stamp": "x"}
    page = visitor.post("/merken/?bedarf=Sensoren", stamp | {"mailbox": "kein Postfach"})
    assert ("mailbox" in page.context["form"].errors, "kein Postfach" in page.content.decode()) == (True, True)


def test_what_was_there_is_not_told_what_comes_is_told_once_and_once_a_day(visitor: Client) -> None:
    offered("alt")
    row = watched()
    assert [actions.tell_due(at=MONDAY + DAY, code=row.code), told()] == [0, []]
    offered("neu")
    assert [actions.tell_due(at=MONDAY + DAY, code=row.code), told()] == [1, [["neu"]]]
    offered("noch-neuer")
    assert [actions.tell_due(at=MONDAY + DAY + timedelta(hours=2), code=row.code), told()] == [0, [["neu"]]]
    assert [actions.tell_due(at=MONDAY + 2 * DAY, code=row.code), told()] == [1, [["neu"], ["noch-neuer"]]]
    assert actions.tell_due(at=MONDAY + 4 * DAY, code=row.code) == 0
    assert WatchHit.objects.filter(told_at=None).count() == 1


def test_letter_says_why_it_fits_the_town_and_how_to_end_it(visitor: Client) -> None:
    town: Any = MunicipalityFactory()
    row = watched(need="Sensoren für Parkplätze", municipality=town.key)
    offer = offered("neu")
    assert actions.tell_due(at=MONDAY + DAY, code=row.code) == 1
    text = Letter.objects.get(key__startswith="watch-news").text
    assert [
        part in text
        for part in (
            offer.title,
            "Sensoren, Parkplätze",
            f"/merken/beenden/{access.link_token('watch-end', row.code)}/",
        )
    ] == [True] * 3


def test_one_thing_is_told_when_it_has_changed(visitor: Client) -> None:
    offer = offered("parken")
    row = watched(thing=("offer", "parken"))
    assert actions.tell_due(at=MONDAY + DAY, code=row.code) == 0
    ReuseOffer.objects.filter(pk=offer.pk).update(licence="EUPL-1.2")
    assert [actions.tell_due(at=MONDAY + day * DAY, code=row.code) for day in (1, 2, 3)] == [1, 0, 0]
    assert told() == [["parken"]]


def test_clock_erases_chases_and_tells_and_one_broken_matter_stops_nothing(visitor: Client) -> None:
    RequestFactory(code="alt", state="draft", confirmed_at=None, forwarded_at=None)
    RequestFactory(code="wartet", confirmed_at=MONDAY)
    broken: Any = RequestFactory(code="kaputt", confirmed_at=MONDAY, provider_mailbox="kein Postfach\n")
    row, gone = watched(), watched(need="Etwas anderes, das niemand hat")
    actions.end_watch(by=NOBODY, at=MONDAY, code=gone.code)
    actions.watch(by=NOBODY, at=MONDAY, wish=Wish("nie@beispiel.example", need="Nie bestätigt"), language="de")
    offered("neu")
    with structlog.testing.capture_logs() as logs:
        done = tend(at=MONDAY + 8 * DAY)
    assert done == {"erased": 3, "chased": 1, "told": 1}
    assert [entry["matter"] for entry in logs if entry["event"] == "reuse.matter_failed"] == [broken.code]
    assert (Watch.objects.get(), ReuseRequest.objects.filter(code="alt").count()) == (row, 0)
    assert ReuseRequest.objects.get(code="wartet").reminded_at == MONDAY + 8 * DAY


def test_clock_runs_at_once_and_then_every_five_minutes(visitor: Client) -> None:
    clock = NowAndThen(tend)
    for minutes, left in ((0, 0), (4, 1), (5, 0)):
        RequestFactory(state="draft", confirmed_at=None, forwarded_at=None)
        clock.run(at=MONDAY + timedelta(minutes=minutes))
        assert ReuseRequest.objects.count() == left
