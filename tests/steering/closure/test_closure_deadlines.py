"""Deadlines: typed and computed, done and opened again; quick lists with 20,000 of them; the office's posts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import SYSTEM, Right
from strahlkraft.kernel.duty import Weight
from strahlkraft.kernel.refusal import Refused
from strahlkraft.steering.actions import deadlines as actions
from strahlkraft.steering.actions import staffing
from strahlkraft.steering.actions.deadlines import Wanted
from strahlkraft.steering.models import Deadline
from strahlkraft.steering.queries import deadlines as queries
from strahlkraft.steering.queries import staffing as posts
from strahlkraft.steering.queries.deadlines import NextDeadline
from strahlkraft.steering.rules.deadlines import ManualDeadline
from strahlkraft.steering.rules.staffing import PositionInput
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.projects import ParticipationFactory, ProjectFactory
from tests.factories.steering import (
    ApplicationFactory,
    ClosureFactory,
    DeadlineFactory,
    HandoverFactory,
    PositionFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)
TODAY = AT.date()
REPORT = ManualDeadline("Zwischenbericht", date(2026, 7, 31), "Nebenbestimmung 4", legal=True)


def dates() -> list[tuple[str, str, date]]:
    """What is stored: rule, state, last day."""
    return sorted(Deadline.objects.values_list("rule", "state", "latest_on"))


def test_a_typed_deadline_is_done_and_opened_again_with_a_reason(project: Any, ada: User) -> None:
    row = actions.add(by=ada, at=AT, region_id=project.region_id, given=REPORT, project=project.slug)
    assert (row.rule, row.project, row.target_on, row.legal) == ("manual", project, date(2026, 7, 30), True)

    actions.finish(by=ada, at=AT, pk=row.pk, version=1)
    for version, reason, code in ((1, "doch nicht", "stale"), (2, " ", "reason_missing")):
        with pytest.raises(Refused) as refused:
            actions.reopen(by=ada, at=AT, pk=row.pk, version=version, reason=reason)
        assert [refusal.code for refusal in refused.value.refusals] == [code]
    actions.reopen(by=ada, at=AT, pk=row.pk, version=2, reason="doch nicht")

    row.refresh_from_db()
    verbs = list(AuditEntry.objects.values_list("verb", flat=True))
    assert (row.state, row.done_at, verbs) == ("open", None, ["add_deadline", "finish_deadline", "reopen_deadline"])


def test_strangers_know_of_no_deadline_and_partners_settle_their_own(project: Any, ada: User) -> None:
    body = an_organisation("Stadt Beispiel")
    ParticipationFactory(project=project, organisation=body)
    row = actions.add(by=ada, at=AT, region_id=project.region_id, given=REPORT, project=project.slug)
    partner = with_role(Role.PARTNER, organisation=body)
    stranger = with_role(Role.OFFICE, region=a_region("Anderswo"))
    reader = with_role(Role.STEERING, region=project.region)
    for somebody in (stranger, reader):
        with pytest.raises(Refused) as refused:
            actions.finish(by=somebody, at=AT, pk=row.pk, version=1)
        assert refused.value.hidden
    assert [queries.visible(who).count() for who in (ada, partner, reader, stranger)] == [1, 1, 1, 0]
    assert [queries.may_settle(who, row) for who in (ada, partner, reader, stranger)] == [True, True, False, False]
    actions.finish(by=partner, at=AT, pk=row.pk, version=1)
    assert Deadline.objects.get().state == "done"


def test_a_computed_deadline_follows_its_record_and_the_same_call_changes_nothing(project: Any) -> None:
    wanted = Wanted("proof", "grant:1", project.region_id, "Nachweis", date(2026, 12, 31), project.pk, legal=True)
    for _again in range(2):
        actions.derive(by=SYSTEM, at=AT, wanted=wanted)
    assert (dates(), AuditEntry.objects.count()) == ([("proof", "open", date(2026, 12, 31))], 1)

    moved = replace(wanted, latest_on=date(2027, 3, 31))
    actions.derive(by=SYSTEM, at=AT, wanted=moved)
    row = Deadline.objects.get()
    assert (row.latest_on, row.target_on, row.version) == (date(2027, 3, 31), date(2027, 3, 30), 2)

    actions.derive(by=SYSTEM, at=AT, wanted=replace(wanted, latest_on=None))
    assert dates() == [("proof", "lapsed", date(2027, 3, 31))]
    actions.derive(by=SYSTEM, at=AT, wanted=moved)
    actions.settle(by=SYSTEM, at=AT, rule="proof", derived_from="grant:1")
    actions.derive(by=SYSTEM, at=AT, wanted=moved)
    assert dates() == [("proof", "done", date(2027, 3, 31))]  # done stays done as long as the day stays
    actions.derive(by=SYSTEM, at=AT, wanted=wanted)
    assert dates() == [("proof", "open", date(2026, 12, 31))]  # another day: to be done again


def test_a_day_that_has_passed_makes_no_deadline(project: Any) -> None:
    wanted = Wanted("proof", "grant:1", project.region_id, "Nachweis", TODAY - timedelta(days=1))
    assert (actions.derive(by=SYSTEM, at=AT, wanted=wanted), dates()) == (None, [])


def test_a_posts_deadlines_move_with_its_end(project: Any, ada: User) -> None:
    given = PositionInput("Leitung", Decimal("0.50"), date(2024, 1, 1), date(2026, 12, 31), Decimal(80))
    row = staffing.add_position(by=ada, at=AT, region_id=project.region_id, given=given)
    assert dates() == [
        ("position-180", "open", date(2026, 7, 4)),
        ("position-90", "open", date(2026, 10, 2)),
        ("position-end", "open", date(2026, 12, 31)),
    ]
    longer = replace(given, ends_on=date(2027, 12, 31))
    staffing.change_position(by=ada, at=AT, pk=row.pk, version=1, given=longer)
    with pytest.raises(Refused) as stale:
        staffing.change_position(by=ada, at=AT, pk=row.pk, version=1, given=given)
    assert [refusal.code for refusal in stale.value.refusals] == ["stale"]
    assert [latest for _rule, _state, latest in dates()] == [date(2027, 7, 4), date(2027, 10, 2), date(2027, 12, 31)]

    staffing.change_position(by=ada, at=AT, pk=row.pk, version=2, given=replace(given, ends_on=None))
    assert {state for _rule, state, _latest in dates()} == {"lapsed"}


def test_everything_computable_is_brought_in_line_and_the_second_time_nothing_is_left(project: Any) -> None:
    PositionFactory(region=project.region, ends_on=date(2026, 9, 30))
    ClosureFactory(project=project, target_on=date(2026, 10, 31))
    ClosureFactory(project=project, recipient="ohne Tag")
    HandoverFactory(region=project.region, from_on=date(2027, 1, 1))
    ApplicationFactory(region=project.region, due_on=date(2026, 8, 1))
    ApplicationFactory(region=project.region, due_on=date(2026, 8, 1), state="submitted")
    wanted = actions.out_of_line(at=AT)
    for one in wanted:
        actions.derive(by=SYSTEM, at=AT, wanted=one)
    assert (len(wanted), actions.out_of_line(at=AT)) == (5, [])
    assert dates() == [
        ("application-due", "open", date(2026, 8, 1)),
        ("closure-target", "open", date(2026, 10, 31)),
        ("handover", "open", date(2027, 1, 1)),
        ("position-90", "open", date(2026, 7, 2)),
        ("position-end", "open", date(2026, 9, 30)),
    ]
    with CaptureQueriesContext(connection) as asked:
        actions.out_of_line(at=AT)
    assert len(asked) == 5


def test_legal_deadlines_stand_first_and_nothing_beyond_90_days(project: Any, ada: User) -> None:
    region = project.region
    late = DeadlineFactory(region=region, latest_on=TODAY - timedelta(days=3), target_on=TODAY - timedelta(days=4))
    law = DeadlineFactory(region=region, project=project, latest_on=date(2026, 9, 1), legal=True)
    DeadlineFactory(region=region, latest_on=date(2026, 9, 29))
    DeadlineFactory(region=region, latest_on=date(2026, 7, 1), state="done", done_at=AT)
    DeadlineFactory(region=a_region("Anderswo"), latest_on=TODAY)
    found = queries.duties(ada, today=TODAY)
    assert [(duty.key, duty.weight, duty.latest, duty.about) for duty in found] == [
        (f"deadline:{law.pk}", Weight.LEGAL, date(2026, 9, 1), project.title),
        (f"deadline:{late.pk}", Weight.DUE, late.latest_on, ""),
    ]
    assert queries.duties(with_role(Role.STEERING, region=region), today=TODAY) == []


def test_the_next_deadline_of_each_project_comes_in_one_question(project: Any) -> None:
    other = ProjectFactory(region=project.region)
    soon = DeadlineFactory(region=project.region, project=project, latest_on=date(2026, 7, 1), target_on=TODAY)
    DeadlineFactory(region=project.region, project=project, latest_on=date(2026, 8, 1))
    with CaptureQueriesContext(connection) as asked:
        found = queries.next_of([project.pk, other.pk])
    assert (found, len(asked)) == ({project.pk: NextDeadline(soon.title, TODAY, date(2026, 7, 1))}, 1)


@pytest.mark.slow
def test_with_20000_deadlines_the_list_walks_the_index_of_open_ones(project: Any, ada: User) -> None:
    Deadline.objects.bulk_create(
        Deadline(
            region=project.region,
            title="Beispiel",
            rule="manual",
            reason="Beispiel",
            legal=number % 3 == 0,
            target_on=TODAY + timedelta(days=number % 700),
            latest_on=TODAY + timedelta(days=number % 700),
        )
        for number in range(20_000)
    )
    ada.holds(Right.STEER_PROJECTS)  # reads the roles once, whoever asks first
    with CaptureQueriesContext(connection) as asked:
        found = queries.duties(ada, today=TODAY)
    plans = [row.explain() for row in queries.due(ada, TODAY + queries.AHEAD)]
    assert (len(found), len(asked)) == (100, 2)
    assert ["deadline_open" in plan for plan in plans] == [True, True]


def test_the_line_of_time_shows_each_post_and_who_reads_it(project: Any, ada: User) -> None:
    ends = PositionFactory(region=project.region, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    PositionFactory(region=project.region, label="Offen", starts_on=date(2026, 7, 1), ends_on=None)
    PositionFactory(region=a_region("Anderswo"))
    rows = list(posts.positions(ada))
    line = posts.time_line(rows, today=TODAY)
    assert line is not None
    spans = {span.position.pk: (span.left, span.days_left) for span in line.spans}
    assert (len(rows), spans[ends.pk], posts.time_line([], today=TODAY)) == (2, (0, 184), None)
    assert all(span.left >= 0 and span.left + span.width <= 1000 for span in line.spans)
    assert [mark.text for mark in line.years] == ["2027", "2028"]
