"""Writing to us without an account: the same answer for everybody, nothing on GET, answered after the mailbox has."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils.timezone import localdate

from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from strahlkraft.newsroom.access import CONFIRM, FEEDBACK, LINKS
from strahlkraft.newsroom.models import Feedback, FeedbackDeadline
from strahlkraft.newsroom.rules.citizens import CONFIRM_WITHIN, answer_by
from tests.factories.network import RegionFactory

pytestmark = pytest.mark.django_db
MAILBOX = "leserin@beispiel.example"


def sheet(**typed: Any) -> dict[str, Any]:
    """The form as it is sent by somebody who took their time."""
    signer = signing.TimestampSigner(salt="strahlkraft.public.stamp")
    signer.timestamp = lambda: signing.b62_encode(int(datetime.now(UTC).timestamp()) - 60)  # type: ignore[method-assign]  # a minute ago
    return {"mailbox": MAILBOX, "text": "Was kostet das Beispiel im Jahr?", "stamp": signer.sign("form")} | typed


def test_a_message_about_a_region_waits_for_its_mailbox(visitor: Client) -> None:
    region: Region = RegionFactory(slug="mitte")
    assert region.name in visitor.get("/rueckfrage/?ueber=region:mitte").content.decode()
    page = visitor.post("/rueckfrage/?ueber=region:mitte", sheet(barrier="on"))
    row = Feedback.objects.get()
    assert (page.status_code, page.headers["Location"], len(page.cookies)) == (302, "/rueckfrage/gesendet/", 0)
    assert visitor.get("/rueckfrage/gesendet/").status_code == 200
    assert (row.region, row.about_kind, row.about_key, row.barrier, row.state) == (
        region,
        "region",
        "mitte",
        True,
        "unconfirmed",
    )


@pytest.mark.parametrize(
    "typed",
    [{"mailbox": "leserin"}, {"mailbox": ""}, {"text": ""}, {"text": "x" * 4_100}, {"website": "x"}, {"stamp": ""}],
)
def test_what_cannot_be_taken_is_said_and_nothing_kept(visitor: Client, typed: dict[str, str]) -> None:
    page = visitor.post("/rueckfrage/", sheet(**typed))
    assert (page.status_code, Feedback.objects.count(), Letter.objects.count()) == (200, 0, 0)
    assert b"error-summary" in page.content


def test_get_changes_nothing_and_post_confirms_once(visitor: Client) -> None:
    visitor.post("/rueckfrage/", sheet())
    row = Feedback.objects.get()
    address = f"/rueckfrage/bestaetigen/{LINKS.token(FEEDBACK, row.code)}/"
    assert address in Letter.objects.get().text
    seen = []
    for press in (visitor.get, visitor.post, visitor.post, visitor.get):
        page = press(address)
        row.refresh_from_db()
        seen.append((page.status_code, row.state))
    assert seen == [(200, "unconfirmed"), (200, "open"), (200, "open"), (200, "open")]


def test_a_link_for_something_else_and_a_thing_that_is_not_there_are_not_found(visitor: Client) -> None:
    visitor.post("/rueckfrage/", sheet())
    wrong = LINKS.token(CONFIRM, Feedback.objects.get().code)
    addresses = [
        f"/rueckfrage/bestaetigen/{wrong}/",
        "/rueckfrage/bestaetigen/x/",
        "/rueckfrage/?ueber=region:nirgends",
        "/rueckfrage/?ueber=user:1",
    ]
    assert [visitor.post(address, sheet()).status_code for address in addresses] == [404] * 4
    assert Feedback.objects.get().state == "unconfirmed"


def test_the_form_names_the_days_by_which_it_is_answered(visitor: Client) -> None:
    context = visitor.get("/rueckfrage/").context
    today = localdate()
    assert context["confirm_by"] == today + CONFIRM_WITHIN
    assert (context["answer_by"], context["barrier_by"]) == (
        answer_by(today, barrier=False),
        answer_by(today, barrier=True),
    )


@pytest.mark.parametrize(("days", "kept"), [(0, 1), (-1, 0)])
def test_after_the_last_day_only_barriers_are_taken(visitor: Client, days: int, kept: int) -> None:
    region: Region = RegionFactory(slug="mitte")
    closes_on = localdate() + timedelta(days=days)
    FeedbackDeadline.objects.create(region=region, closes_on=closes_on, set_at=datetime.now(UTC), set_by="user:1")
    for address in ("/ergebnisse/regionen/mitte/", "/rueckfrage/?ueber=region:mitte"):
        context = visitor.get(address).context
        assert (context["closes_on"], context["over"]) == (closes_on, not kept)
    page = visitor.post("/rueckfrage/?ueber=region:mitte", sheet())
    assert (page.status_code, Feedback.objects.count()) == (302 if kept else 200, kept)
    if not kept:
        assert "Was kostet das Beispiel" in page.content.decode()
        assert b"error-summary" in page.content
    visitor.post("/rueckfrage/?ueber=region:mitte", sheet(barrier="on", mailbox="andere@beispiel.example"))
    assert Feedback.objects.count() == kept + 1
