"""The office answers citizens: what waits, the mailbox masked, answered once, hidden from everybody else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from strahlkraft.accounts.rules import Role
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from strahlkraft.newsroom.actions import citizens as actions
from strahlkraft.newsroom.models import Feedback, FeedbackDeadline
from strahlkraft.newsroom.rules.citizens import Given
from tests.factories.accounts import with_role
from tests.factories.network import RegionFactory
from tests.office.pages import Entrance

pytestmark = pytest.mark.django_db
MAILBOX = "leserin@beispiel.example"


@pytest.fixture
def region() -> Region:
    """The region somebody writes about."""
    row: Region = RegionFactory()
    return row


@pytest.fixture
def desk(region: Region, enter: Entrance) -> Client:
    """The browser of its office."""
    return enter(with_role(Role.OFFICE, region=region, is_demo=True))


def waiting(region: Region, number: int = 0) -> Feedback:
    at = datetime.now(UTC)
    given = Given(
        mailbox=f"{number}{MAILBOX}", text=f"Beispielfrage {number}", about_kind="region", about_key=region.slug
    )
    actions.leave_feedback(by=NOBODY, at=at, given=given, language="de")
    return actions.confirm_feedback(by=NOBODY, at=at, code=Feedback.objects.latest("pk").code)


def test_a_message_waits_on_the_list_with_its_mailbox_masked(desk: Client, region: Region) -> None:
    row = waiting(region)
    listed = desk.get("/arbeit/rueckfragen/").content.decode()
    page = desk.get(f"/arbeit/rueckfragen/{row.code}/")
    text = page.content.decode()
    assert (f"/arbeit/rueckfragen/{row.code}/" in listed, page.status_code) == (True, 200)
    assert ("Beispielfrage 0" in text, row.mailbox in text, region.name in text) == (True, False, True)


def test_an_answer_leaves_by_letter_once(desk: Client, region: Region) -> None:
    row = waiting(region)
    typed = {"answer-answer": "Zwei Euro.", "answer-version": row.version, "answer-submission": str(uuid4())}
    for _press in range(2):
        page = desk.post(f"/arbeit/rueckfragen/{row.code}/beantworten/", typed)
        assert (page.status_code, page.headers["Location"]) == (302, "/arbeit/rueckfragen/")
    row.refresh_from_db()
    assert (row.state, row.answer) == ("answered", "Zwei Euro.")
    assert Letter.objects.filter(key=f"feedback-answer:{row.code}").count() == 1


def test_closing_without_a_reason_keeps_it_open_and_with_one_tells_it(desk: Client, region: Region) -> None:
    row = waiting(region)
    typed = {"close-reason": " ", "close-version": row.version, "close-submission": str(uuid4())}
    address = f"/arbeit/rueckfragen/{row.code}/schliessen/"
    assert desk.post(address, typed).status_code == 422
    assert desk.post(address, typed | {"close-reason": "Werbung."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason) == ("closed", "Werbung.")


def test_what_was_typed_stays_when_somebody_else_was_quicker(desk: Client, region: Region) -> None:
    row = waiting(region)
    typed = {"answer-answer": "Drei Euro.", "answer-version": row.version - 1, "answer-submission": str(uuid4())}
    page = desk.post(f"/arbeit/rueckfragen/{row.code}/beantworten/", typed)
    assert (page.status_code, "Drei Euro." in page.content.decode()) == (422, True)
    assert Feedback.objects.get().state == "open"


@pytest.mark.parametrize("role", [Role.OFFICE, Role.PARTNER])
def test_others_do_not_find_it(region: Region, enter: Entrance, role: Role) -> None:
    row = waiting(region)
    other = enter(with_role(role, is_demo=True))
    typed = {"answer-answer": "Ja.", "answer-version": row.version, "answer-submission": str(uuid4())}
    assert other.get(f"/arbeit/rueckfragen/{row.code}/").status_code == 404
    assert other.post(f"/arbeit/rueckfragen/{row.code}/beantworten/", typed).status_code == 404


def test_the_list_asks_the_same_with_one_row_and_with_three(desk: Client, region: Region) -> None:
    counts = []
    for number in range(3):
        waiting(region, number)
        desk.get("/arbeit/rueckfragen/")
        with CaptureQueriesContext(connection) as asked:
            desk.get("/arbeit/rueckfragen/")
        counts.append(len(asked))
    assert counts == counts[:1] * 3


def until(region: Region, **typed: Any) -> dict[str, Any]:
    words = {"version": 0, "submission": str(uuid4())} | typed
    return {f"{region.slug}-{name}": value for name, value in words.items()}


def test_the_office_says_until_when_citizens_may_write(desk: Client, region: Region) -> None:
    address, day = f"/arbeit/rueckfragen/frist/{region.slug}/", localdate() + timedelta(days=30)
    assert address in desk.get("/arbeit/rueckfragen/").content.decode()
    assert desk.post(address, until(region, closes_on=day.isoformat())).status_code == 302
    assert (FeedbackDeadline.objects.get().closes_on, FeedbackDeadline.objects.get().version) == (day, 1)
    slower = desk.post(address, until(region, closes_on=""))
    assert slower.status_code == 422
    again = until(region, closes_on="", version=slower.context["bad"]["version"].value())
    assert desk.post(address, again).status_code == 302
    assert FeedbackDeadline.objects.get().closes_on is None


@pytest.mark.parametrize("day", ["gestern", "2020-01-01", "0206-01-01", "9999-99-99", "31.02.2031", "x" * 500, "\0"])
def test_a_day_that_is_over_or_none_is_said_beside_the_field_and_kept(desk: Client, region: Region, day: str) -> None:
    page = desk.post(f"/arbeit/rueckfragen/frist/{region.slug}/", until(region, closes_on=day))
    assert (page.status_code, FeedbackDeadline.objects.count()) == (422, 0)
    assert "closes_on" in page.context["bad"].errors
    assert page.context["bad"]["closes_on"].value() == day


@pytest.mark.parametrize("role", [Role.OFFICE, Role.PARTNER, Role.AUTHORITY])
def test_others_set_no_deadline(region: Region, enter: Entrance, role: Role) -> None:
    other = enter(with_role(role, is_demo=True))
    page = other.post(f"/arbeit/rueckfragen/frist/{region.slug}/", until(region, closes_on="2031-01-01"))
    assert (page.status_code, FeedbackDeadline.objects.count()) == (404, 0)
