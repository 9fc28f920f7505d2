"""Change requests in the database: two people, submission, queries, and that only a notice changes a day (I11, I18, I19)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import Error, transaction

from strahlkraft.accounts.models import Absence, User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.actions import changes as actions
from strahlkraft.funding.models import Approval, ChangeRequest, Grant, GrantNotice
from strahlkraft.funding.queries import changes as queries
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules.changes import Given, Sending
from strahlkraft.kernel.duty import Weight
from strahlkraft.kernel.refusal import Refused
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.funding import NoticeFactory, granted

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
OLD_END, NEW_END = date(2026, 12, 31), date(2027, 6, 30)


@dataclass
class Office:
    """Two people of the office, one of the recipient, a grant that runs until the end of 2026."""

    author: User
    second: User
    partner: User
    grant: Grant


@pytest.fixture
def office() -> Office:
    region = a_region("Eigenregion")
    body = an_organisation("Stadt Beispiel")
    return Office(
        with_role(Role.OFFICE, region=region),
        with_role(Role.OFFICE, region=region),
        with_role(Role.PARTNER, organisation=body),
        granted("running", region=region, recipient=body),
    )


def drafted(office: Office, **more: str) -> ChangeRequest:
    after = queries.stands(office.grant, "term") | {"grant_until": str(NEW_END), "work_until": str(NEW_END)} | more
    given = Given(after, reason="Beispielgrund")
    return actions.draft(by=office.author, at=AT, grant=office.grant.code, kind="term", given=given)


def released(office: Office) -> ChangeRequest:
    row = drafted(office)
    actions.note_opened(by=office.partner, at=AT, code=row.code)
    return actions.release(by=office.partner, at=AT, code=row.code, version=1)


def submitted(office: Office) -> ChangeRequest:
    row = released(office)
    sending = Sending(date(2026, 11, 2))
    return actions.submit(by=office.author, at=AT, code=row.code, version=2, given=sending)


def refusal(deed: Callable[..., object], *given: object, **named: object) -> str:
    """The code of the first reason why a deed is refused; empty when it is done."""
    try:
        with transaction.atomic():
            deed(*given, **named)
    except Refused as refused:
        return "hidden" if refused.hidden else refused.refusals[0].code
    return ""


def test_a_request_keeps_what_holds_and_what_is_asked(office: Office) -> None:
    row = drafted(office)
    assert (row.before["grant_until"], row.after["grant_until"]) == ("2026-12-31", "2027-06-30")
    assert (row.before["sources"], row.state, row.cost_neutral) == (row.after["sources"], "draft", True)
    entry = AuditEntry.objects.get(verb="draft_change")
    assert (entry.subject_kind, entry.subject_key, entry.after["request"]) == ("grant", office.grant.code, row.code)
    assert list(queries.history(row)) == [entry]


def test_i18_neither_author_nor_last_editor_nor_their_deputy_nor_an_administrator_among_them_releases(
    office: Office,
) -> None:
    """I18: by person; a deputy inherits the duty, never the exemption; an administrator who edited is refused like anybody."""
    admin = with_role(Role.ADMIN)
    row = drafted(office)
    again = Given(row.after | {"staff_months": "3"}, reason="Beispielgrund")
    actions.edit(by=admin, at=AT, code=row.code, version=1, given=again)
    for person in (office.author, admin):
        actions.note_opened(by=person, at=AT, code=row.code)
        assert refusal(actions.release, by=person, at=AT, code=row.code, version=2) == "four_eyes"
    days = {"first_day": date(2026, 1, 1), "last_day": date(2030, 1, 1), "entered_at": AT}
    Absence.objects.create(user=office.partner, deputy=office.author, **days)
    deputy = User.objects.get(pk=office.author.pk)
    assert refusal(actions.release, by=deputy, at=AT, code=row.code, version=2) == "four_eyes"
    assert refusal(actions.release, by=office.second, at=AT, code=row.code, version=2) == ""
    approval = Approval.objects.get()
    assert (approval.author, approval.last_editor) == (office.author.actor_id, admin.actor_id)


def test_i18_the_database_refuses_a_release_by_the_author(office: Office) -> None:
    row = drafted(office)
    row.released_by, row.state = office.author.actor_id, "released"
    with pytest.raises(Error), transaction.atomic():
        row.save()


def test_i19_whoever_opened_it_before_a_change_reads_it_again(office: Office) -> None:
    row = drafted(office)
    actions.note_opened(by=office.second, at=AT, code=row.code)
    given = Given(row.after | {"milestones": "Beispiel"}, reason="Beispielgrund")
    actions.edit(by=office.author, at=AT, code=row.code, version=1, given=given)
    row.refresh_from_db()
    assert row.opened_by == []  # to release it with others it has to be read anew
    assert refusal(actions.note_opened, by=office.second, at=AT, code=row.code, version=1) == "stale"
    assert refusal(actions.release, by=office.second, at=AT, code=row.code, version=1) == "stale"
    assert refusal(actions.edit, by=office.author, at=AT, code=row.code, version=1, given=given) == "stale"


def test_i19_a_released_request_stays_just_that_and_is_submitted_only_as_released(office: Office) -> None:
    row = released(office)
    row.after = row.after | {"grant_until": "2029-12-31"}
    with pytest.raises(Error), transaction.atomic():
        row.save()
    approval = Approval.objects.get()
    approval.content_hash = "0" * 64
    with pytest.raises(Error), transaction.atomic():
        approval.save()
    ChangeRequest.objects.filter(pk=row.pk).update(cost_neutral=False)
    sending = Sending(date(2026, 11, 2))
    assert refusal(actions.submit, by=office.author, at=AT, code=row.code, version=2, given=sending) == "changed_since"


def test_after_the_old_end_a_submission_needs_its_reason(office: Office) -> None:
    row = released(office)
    late = AT + timedelta(days=90)
    sending = Sending(date(2027, 1, 1))
    assert refusal(actions.submit, by=office.author, at=late, code=row.code, version=2, given=sending) == "late"
    with_reason = Sending(date(2027, 1, 1), "Der Erlass kam erst im Dezember.")
    row = actions.submit(by=office.author, at=late, code=row.code, version=2, given=with_reason)
    assert (row.state, row.submitted_on, row.late_reason) == ("submitted", date(2027, 1, 1), with_reason.late_reason)


def test_a_query_waits_until_it_is_answered(office: Office) -> None:
    row = submitted(office)
    asked = actions.Asked("Warum so lange?", date(2026, 11, 2), date(2026, 11, 20))
    row = actions.query(by=office.author, at=AT, code=row.code, version=3, given=asked)
    duty = queries.duties(office.partner, today=date(2026, 11, 3))[0]
    assert (row.state, duty.key, duty.due) == ("queried", f"change:{row.code}:queried", date(2026, 11, 20))
    assert (
        refusal(
            actions.answer, by=office.author, at=AT, code=row.code, version=4, text="x", answered_on=date(2026, 11, 1)
        )
        == "day"
    )
    row = actions.answer(
        by=office.author, at=AT, code=row.code, version=4, text="Beispiel", answered_on=date(2026, 11, 2)
    )
    question = row.questions.get()
    assert (row.state, question.answer) == ("submitted", "Beispiel")
    question.answer = "anders"
    with pytest.raises(Error), transaction.atomic():
        question.save()


def noticed(row: ChangeRequest, **values: object) -> GrantNotice:
    """A confirmed answer of the authority."""
    empty = dict.fromkeys(
        ("amount", "rate", "eligible_total", "grant_from", "grant_until", "work_from", "work_until"), None
    )
    days = {"issued_on": date(2026, 11, 20), "notified_on": date(2026, 11, 20), "effective_on": date(2026, 11, 20)}
    made: GrantNotice = NoticeFactory(
        **{**empty, **days, "grant": row.grant, "kind": "amendment", "state": "confirmed", "answers": row, **values}
    )
    return made


def test_i11_a_refused_notice_leaves_every_day_as_it_was(office: Office) -> None:
    """I11: the request changes nothing; a refusal settles it and the terms stay."""
    row = submitted(office)
    before = terms_of([office.grant.pk])[office.grant.pk]
    found = actions.after_notice(by=office.second, at=AT, notice=noticed(row, kind="refusal"))
    after = terms_of([office.grant.pk])[office.grant.pk]
    assert (found and found.state, after.grant_until, after.work_until) == ("refused", OLD_END, OLD_END)
    assert after == before


def test_i11_days_come_from_the_notice_and_differences_are_named(office: Office) -> None:
    """I11: granted otherwise than requested; what holds is what the notice says."""
    row = submitted(office)
    notice = noticed(row, grant_until=date(2027, 3, 31), work_until=NEW_END)
    found = actions.after_notice(by=office.second, at=AT, notice=notice)
    assert (found and found.state, found and found.answered_on) == ("partly_granted", date(2026, 11, 20))
    assert terms_of([office.grant.pk])[office.grant.pk].grant_until == date(2027, 3, 31)
    told = [(one.name, one.asked, one.given) for answer in queries.answers(row) for one in answer.differences]
    assert told == [("grant_until", NEW_END, date(2027, 3, 31))]
    assert AuditEntry.objects.get(verb="settle_change").after["differences"] == ["grant_until"]


def test_a_notice_that_gives_what_was_asked_grants_even_while_a_query_is_open(office: Office) -> None:
    row = submitted(office)
    asked = actions.Asked("Warum?", date(2026, 11, 2))
    actions.query(by=office.author, at=AT, code=row.code, version=3, given=asked)
    found = actions.after_notice(by=office.second, at=AT, notice=noticed(row, grant_until=NEW_END, work_until=NEW_END))
    assert found is not None
    assert found.state == "granted"


def test_a_notice_answers_only_what_was_submitted_and_says_nothing_of_others(office: Office) -> None:
    row = drafted(office)
    notice = noticed(row, grant_until=NEW_END)
    assert refusal(actions.after_notice, by=office.second, at=AT, notice=notice) == "not_submitted"
    assert actions.after_notice(by=office.second, at=AT, notice=office.grant.notices.get(kind="award")) is None


def test_a_request_is_taken_back_with_a_reason_and_a_released_one_reworked(office: Office) -> None:
    row = released(office)
    assert refusal(actions.rework, by=office.author, at=AT, code=row.code, version=2, reason=" ") == "reason_missing"
    row = actions.rework(by=office.author, at=AT, code=row.code, version=2, reason="Tippfehler")
    assert (row.state, row.released_by, row.opened_by) == ("draft", "", [])
    row = actions.withdraw(by=office.author, at=AT, code=row.code, version=3, reason="erledigt")
    assert (row.state, refusal(actions.withdraw, by=office.author, at=AT, code=row.code, version=4, reason="x")) == (
        "withdrawn",
        "wrong_state",
    )


def test_i21_strangers_do_not_learn_of_a_request_and_readers_change_nothing(office: Office) -> None:
    """I21: another region's office gets 404, the steering group of the region may not edit."""
    row = drafted(office)
    stranger = with_role(Role.OFFICE, region=a_region("Anderswo"))
    reader = with_role(Role.STEERING, region=office.grant.region)
    assert refusal(actions.note_opened, by=stranger, at=AT, code=row.code) == "hidden"
    assert refusal(actions.withdraw, by=reader, at=AT, code=row.code, version=1, reason="x") == "no_right"
    assert (queries.visible(stranger).count(), queries.visible(reader).count()) == (0, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_what_waits_for_whom_in_a_constant_number_of_questions(
    office: Office, number: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for _place in range(number):
        drafted(office)
    list(queries.duties(office.second, today=OLD_END))
    with django_assert_num_queries(2):  # type: ignore[attr-defined]  # a context manager
        found = queries.duties(office.second, today=OLD_END)
    assert [(one.weight, one.due) for one in found] == [(Weight.LEGAL, OLD_END)] * number
    assert queries.duties(office.author, today=OLD_END) == []
