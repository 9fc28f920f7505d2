"""A visitor's message: nothing before the mailbox has answered, nothing in silence, nobody else's business."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from strahlkraft.newsroom.access import FEEDBACK, LINKS
from strahlkraft.newsroom.actions import citizens as actions
from strahlkraft.newsroom.models import Feedback
from strahlkraft.newsroom.queries import citizens as queries
from strahlkraft.newsroom.rules.citizens import Given
from tests.factories.accounts import with_role
from tests.factories.network import RegionFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAILBOX = "leserin@beispiel.example"
TEXT = "Was kostet das Beispiel im Jahr?"


@pytest.fixture
def region() -> Region:
    """The region whose results somebody asks about."""
    row: Region = RegionFactory()
    return row


@pytest.fixture
def office(region: Region) -> User:
    """Who answers for the region."""
    return with_role(Role.OFFICE, region=region)


def left(region: Region, *, at: datetime = AT, **more: Any) -> None:
    given = Given(mailbox=MAILBOX, text=TEXT, about_kind="region", about_key=region.slug, **more)
    actions.leave_feedback(by=NOBODY, at=at, given=given, language="de")


def confirmed(region: Region, **more: Any) -> Feedback:
    left(region, **more)
    return actions.confirm_feedback(by=NOBODY, at=AT, code=Feedback.objects.latest("pk").code)


def test_what_nobody_confirmed_reaches_nobody(region: Region, office: User) -> None:
    left(region)
    row, letter = Feedback.objects.get(), Letter.objects.get()
    link = f"/rueckfrage/bestaetigen/{LINKS.token(FEEDBACK, row.code)}/"
    assert (row.state, row.region_id, row.answer_by) == ("unconfirmed", region.pk, None)
    assert (link in letter.text, TEXT in letter.text, letter.to) == (True, False, MAILBOX)
    assert (list(queries.waiting(office)), queries.duties(office, today=AT.date())) == ([], [])
    with pytest.raises(Refused) as refused:
        queries.feedback(office, row.code)
    assert refused.value.hidden


@pytest.mark.parametrize(("barrier", "due"), [(False, date(2026, 4, 2)), (True, date(2026, 3, 16))])
def test_confirming_starts_the_time_for_an_answer_once(
    region: Region,
    office: User,
    barrier: bool,  # noqa: FBT001 - a case of the table
    due: date,
) -> None:
    row = confirmed(region, barrier=barrier)
    again = actions.confirm_feedback(by=NOBODY, at=AT + timedelta(days=30), code=row.code)
    assert (again.state, again.confirmed_at, again.answer_by) == ("open", AT, due)
    assert [(one.key, one.thing.key) for one in queries.duties(office, today=AT.date())] == [
        (f"feedback:{row.code}", row.code)
    ]
    verbs = ["leave_feedback", "confirm_feedback"]
    assert list(AuditEntry.objects.order_by("sequence").values_list("verb", flat=True)) == verbs


def test_confirming_too_late_changes_nothing(region: Region) -> None:
    left(region)
    with pytest.raises(Refused):
        actions.confirm_feedback(by=NOBODY, at=AT + timedelta(days=8), code=Feedback.objects.get().code)
    assert Feedback.objects.get().state == "unconfirmed"


def test_the_answer_goes_by_letter_and_no_word_of_it_into_the_trail(region: Region, office: User) -> None:
    row = confirmed(region)
    actions.answer_feedback(by=office, at=AT, code=row.code, answer="Zwei Euro.", version=row.version)
    row.refresh_from_db()
    letter = Letter.objects.latest("pk")
    assert (row.state, row.answer, row.settled_by) == ("answered", "Zwei Euro.", office.actor_id)
    assert (letter.to, "Zwei Euro." in letter.text) == (MAILBOX, True)
    kept = str([(one.after, one.reason, one.subject_title) for one in AuditEntry.objects.all()])
    assert [word for word in (TEXT, "Zwei Euro.", MAILBOX) if word in kept] == []


def test_closing_needs_a_reason_which_the_person_is_told(region: Region, office: User) -> None:
    row = confirmed(region)
    with pytest.raises(Refused):
        actions.close_feedback(by=office, at=AT, code=row.code, reason=" ", version=row.version)
    actions.close_feedback(by=office, at=AT, code=row.code, reason="Werbung.", version=row.version)
    row.refresh_from_db()
    assert (row.state, row.reason, "Werbung." in Letter.objects.latest("pk").text) == ("closed", "Werbung.", True)


def test_an_answer_is_given_once(region: Region, office: User) -> None:
    row = confirmed(region)
    actions.answer_feedback(by=office, at=AT, code=row.code, answer="Zwei Euro.", version=row.version)
    with pytest.raises(Refused):
        actions.answer_feedback(by=office, at=AT, code=row.code, answer="Drei.", version=row.version)
    with pytest.raises(Refused):
        actions.close_feedback(by=office, at=AT, code=row.code, reason="Nein", version=row.version + 1)
    assert Feedback.objects.get().answer == "Zwei Euro."


def test_another_region_and_a_partner_do_not_find_it(region: Region) -> None:
    row = confirmed(region)
    for who in (with_role(Role.OFFICE), with_role(Role.PARTNER)):
        with pytest.raises(Refused) as refused:
            actions.answer_feedback(by=who, at=AT, code=row.code, answer="Ja.", version=row.version)
        assert refused.value.hidden
        assert (list(queries.waiting(who)), queries.duties(who, today=AT.date())) == ([], [])


def test_feedback_about_the_site_is_for_who_publishes_everywhere(office: User) -> None:
    given = Given(mailbox=MAILBOX, text=TEXT, barrier=True)
    actions.leave_feedback(by=NOBODY, at=AT, given=given, language="en")
    row = actions.confirm_feedback(by=NOBODY, at=AT, code=Feedback.objects.get().code)
    assert (row.language, list(queries.waiting(office))) == ("en", [])
    assert list(queries.waiting(with_role(Role.ADMIN))) == [row]


def test_a_mailbox_that_never_answers_gets_three_letters_and_nobody_is_told(region: Region) -> None:
    for _time in range(5):
        left(region)
    assert (Feedback.objects.count(), Letter.objects.count()) == (3, 3)


def test_what_is_not_on_the_site_takes_no_feedback() -> None:
    for kind, key in (("region", "nirgends"), ("project", "nirgends"), ("site", "x"), ("user", "1")):
        given = Given(mailbox=MAILBOX, text=TEXT, about_kind=kind, about_key=key)
        with pytest.raises(Refused) as refused:
            actions.leave_feedback(by=NOBODY, at=AT, given=given, language="de")
        assert refused.value.hidden
    assert Feedback.objects.count() == 0
