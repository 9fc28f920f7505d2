"""Figures as they were known on two days; every number is the sum of its records, nothing is left out silently (I8, I9)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from strahlkraft.funding.models import FinancingPlan, GrantStep
from strahlkraft.funding.queries import ledger
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.network.models import Region
from strahlkraft.reports.queries.figures import facts_of, figures
from strahlkraft.reports.queries.scope import Scope
from strahlkraft.reports.rules.definitions import Code, Grouping
from strahlkraft.reports.rules.excluding import Reason
from strahlkraft.reports.rules.figures import Counted, count, grouped, value_of
from tests.factories.accounts import a_region
from tests.factories.funding import GrantFactory, NoticeFactory, spent
from tests.factories.projects import ProjectFactory, PublishedFactory
from tests.factories.reports import END_2024, IN_2025, MID_2025, a_project, a_reversal
from tests.factories.reuse import CaseFactory, OfferFactory, RequestFactory
from tests.factories.steering import ClosureFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return a_region("Eigenregion")


def counted(code: Code, on: date, region: Region | None = None, *, example: bool = False) -> Counted:
    return count(code, facts_of(Scope(on, region, example)))


def value(code: Code, on: date, region: Region | None = None) -> Decimal | None:
    return counted(code, on, region).value


def test_money_of_two_days_is_what_was_paid_and_booked_by_then(region: Region) -> None:
    a_project(region)
    codes = (Code.GRANTED, Code.DRAWN, Code.SPENT, Code.LAND_SPENT)
    assert [[value(code, day, region) for code in codes] for day in (END_2024, MID_2025)] == [
        [Decimal("400000.00"), Decimal("8000.00"), Decimal("10000.00"), Decimal("8000.00")],
        [Decimal("400000.00"), Decimal("8000.00"), Decimal("15000.55"), Decimal("12000.44")],
    ]


def test_line_booked_after_the_day_is_named_and_not_counted(region: Region) -> None:
    grant = a_project(region)
    spent(grant, "700.00", paid_on=date(2024, 12, 1), booked_at=IN_2025)
    found = counted(Code.SPENT, END_2024, region)
    assert (found.value, [row.reason for row in found.left]) == (Decimal("10000.00"), [Reason.BOOKED_LATER])


def test_line_due_but_not_paid_is_named_and_not_counted(region: Region) -> None:
    grant = a_project(region)
    spent(grant, "700.00", paid_on=None, due_on=date(2025, 7, 1), booked_at=IN_2025)
    found = counted(Code.SPENT, MID_2025, region)
    assert (found.value, [row.reason for row in found.left]) == (Decimal("15000.55"), [Reason.NOT_PAID])


def test_counter_entry_takes_its_line_back_from_the_day_it_was_booked(region: Region) -> None:
    grant = a_project(region)
    line = grant.expenditures.get(amount=Decimal("10000.00"))
    a_reversal(line, IN_2025)
    assert (value(Code.SPENT, END_2024, region), value(Code.SPENT, MID_2025, region)) == (
        Decimal("10000.00"),
        Decimal("5000.55"),
    )


def test_grant_counts_from_the_day_its_notice_is_effective(region: Region) -> None:
    grant = a_project(region)
    effective = grant.notices.get().effective_on
    assert effective is not None
    before = counted(Code.GRANTED, effective - timedelta(days=1), region)
    assert (before.value, [row.reason for row in before.left]) == (Decimal(0), [Reason.NOT_EFFECTIVE])
    assert value(Code.GRANTED, effective, region) == Decimal("400000.00")


def test_forwarded_grant_counts_once_in_money_granted(region: Region) -> None:
    grant = a_project(region)
    a_project(region, number=2, parent=grant)
    found = counted(Code.GRANTED, MID_2025, region)
    assert (found.value, [row.reason for row in found.left]) == (Decimal("400000.00"), [Reason.FORWARDED])


def test_project_is_extended_from_the_day_the_amending_notice_is_effective(region: Region) -> None:
    grant = a_project(region)
    NoticeFactory(
        grant=grant,
        kind="amendment",
        state="confirmed",
        issued_on=date(2025, 1, 10),
        notified_on=date(2025, 1, 12),
        waiver_on=date(2025, 1, 20),
        amount=None,
        rate=None,
        grant_until=date(2027, 6, 30),
        work_until=date(2027, 6, 30),
    )
    days = (date(2025, 1, 19), date(2025, 1, 20))
    assert [value(Code.EXTENDED, day, region) for day in days] == [Decimal(0), Decimal(1)]


def test_unconfirmed_notice_extends_nothing(region: Region) -> None:
    """I11."""
    grant = a_project(region)
    NoticeFactory(grant=grant, kind="amendment", grant_until=date(2027, 6, 30))
    assert value(Code.EXTENDED, MID_2025, region) == Decimal(0)


def test_grant_stood_where_its_steps_say_on_the_day(region: Region) -> None:
    grant = a_project(region)
    GrantStep.objects.create(
        grant=grant,
        deed="end",
        from_state="running",
        to_state="proof_due",
        on=date(2025, 2, 1),
        at=IN_2025,
        by="user:beispiel-1",
    )
    found = [[value(code, day, region) for code in (Code.RUNNING, Code.ENDED)] for day in (END_2024, MID_2025)]
    assert found == [[Decimal(1), Decimal(0)], [Decimal(0), Decimal(1)]]


def test_phases_of_projects_together_are_all_projects(region: Region) -> None:
    a_project(region)
    ClosureFactory(project=a_project(region, number=2).project, opened_at=IN_2025)
    PublishedFactory(region=region)
    parts = (Code.PREPARATION, Code.RUNNING, Code.ENDED, Code.FINISHED)
    facts = facts_of(Scope(MID_2025, region))
    assert sum(one.value or 0 for one in figures(parts, facts)) == count(Code.PROJECTS, facts).value == 3


def test_closed_project_is_finished_from_the_day_of_its_closing(region: Region) -> None:
    project = a_project(region).project
    ClosureFactory(project=project, opened_at=IN_2025, state="closed", closed_at=IN_2025, closed_by="user:beispiel-2")
    assert [value(Code.FINISHED, day, region) for day in (END_2024, MID_2025)] == [Decimal(0), Decimal(1)]


def test_what_a_source_said_later_does_not_count_earlier_and_is_named(region: Region) -> None:
    project = PublishedFactory(region=region)
    project.truths.create(kind="formally_closed", value="yes", since="2024-05-01", stated_at=IN_2025)
    project.truths.create(
        kind="in_operation", value="yes", since="2024-05-01", stated_at=IN_2025
    )  # another truth says nothing of the closing
    found = counted(Code.FINISHED, END_2024, region)
    assert (found.value, [row.reason for row in found.left]) == (Decimal(0), [Reason.KNOWN_LATER])
    assert value(Code.FINISHED, MID_2025, region) == Decimal(1)


def test_source_that_names_a_year_only_leaves_the_project_out_with_the_reason(region: Region) -> None:
    project = PublishedFactory(region=region)
    project.truths.create(kind="formally_closed", value="yes", since="2025", stated_at=IN_2025)
    found = counted(Code.FINISHED, MID_2025, region)
    assert (found.value, [row.reason for row in found.left]) == (Decimal(0), [Reason.DATE_TOO_COARSE])


def test_every_record_of_the_register_counts_or_is_named(region: Region) -> None:
    project = a_project(region).project
    ProjectFactory(region=region, kind="subproject", parent=project)
    ProjectFactory(region=region, kind="office")
    ProjectFactory(region=region, publication="withdrawn")
    ProjectFactory(region=region)
    PublishedFactory(region=region, funding_state="unfunded")
    GrantFactory(region=region)  # a draft somebody applied for: its number tells nobody of it (I22)
    found = counted(Code.PROJECTS, MID_2025, region)
    reasons = [Reason.SUBPROJECT, Reason.OFFICE, Reason.WITHDRAWN, *[Reason.UNPUBLISHED] * 2, Reason.UNFUNDED]
    assert (len(found.shares), sorted(row.reason for row in found.left)) == (1, sorted(reasons))


def test_invented_and_real_records_never_mix() -> None:
    real, invented = a_region("Eigenregion"), a_region("Beispielregion", demonstration=True)
    a_project(real)
    a_project(invented, demonstration=True)
    PublishedFactory(region=invented)  # without a grant: its region is invented all the same
    facts = {side: facts_of(Scope(MID_2025, None, side)) for side in (False, True)}
    codes = (Code.PROJECTS, Code.GRANTED, Code.SPENT, Code.DRAWN)
    assert {side: [one.value for one in figures(codes, found)] for side, found in facts.items()} == {
        False: [1, Decimal("400000.00"), Decimal("15000.55"), Decimal("8000.00")],
        True: [2, Decimal("400000.00"), Decimal("15000.55"), Decimal("8000.00")],
    }
    assert {row.reason for row in count(Code.GRANTED, facts[False]).left} == {Reason.INVENTED}
    assert {row.reason for row in count(Code.GRANTED, facts[True]).left} == {Reason.REAL}


def test_requests_and_reuses_count_when_confirmed_by_the_day(region: Region) -> None:
    offer = OfferFactory(project=a_project(region).project)
    RequestFactory(offer=offer, created_at=IN_2025, confirmed_at=IN_2025)
    RequestFactory(offer=offer, created_at=IN_2025, confirmed_at=None, state="draft", first_answer_at=None)
    case = CaseFactory(offer=offer, state="in_operation", confirmed_at=IN_2025, opened_at=IN_2025)
    case.steps.create(state="in_operation", on="2025-03-01", side="reuser", reported_at=IN_2025)
    silent = CaseFactory(offer=offer, state="in_operation", opened_at=IN_2025)
    silent.steps.create(state="in_operation", on="2025-03-01", side="provider", reported_at=IN_2025)
    codes = (Code.REQUESTS, Code.REUSES)
    assert [[value(code, day, region) for code in codes] for day in (END_2024, MID_2025)] == [[0, 0], [1, 1]]
    left = [row.reason for code in codes for row in counted(code, MID_2025, region).left]
    assert left == [Reason.UNCONFIRMED, Reason.UNCONFIRMED]


def test_spending_rate_is_measured_against_what_the_notices_allow(region: Region) -> None:
    a_project(region)
    a_project(region, number=2, notice={"eligible_total": None})
    found = counted(Code.SPEND_RATE, MID_2025, region)
    assert (found.value, [row.reason for row in found.left]) == (
        Decimal("15000.55") * 100 / Decimal(500000),
        [Reason.NO_SUM],
    )


@pytest.mark.parametrize("grouping", list(Grouping))
def test_parts_of_every_figure_are_its_whole(region: Region, grouping: Grouping) -> None:
    """I8: the figure of the portfolio is the sum of its grants, whatever it is divided by."""
    a_project(region)
    a_project(region, number=2, recipient_kind="company", funding_object="urban_development")
    facts = facts_of(Scope(MID_2025))
    for one in figures(Code, facts):
        parts = [share for group in grouped([one], grouping) for share in group.counted[one.code]]
        assert (one.code, len(parts), value_of(parts)) == (one.code, len(one.shares), one.value)


def test_every_figure_opens_to_records_with_a_name(region: Region) -> None:
    """I9."""
    a_project(region)
    facts = facts_of(Scope(MID_2025, region))
    for one in figures(Code, facts):
        assert all(share.ref.title and share.ref.key for share in one.shares), one.code
    receipts = [share.ref.title for share in count(Code.SPENT, facts).shares]
    assert receipts == ["Beispielrechnung", "Beispielrechnung"]


def test_same_figure_as_the_pages_of_the_grants(region: Region) -> None:
    """I8: the ledger, the terms and the report say the same."""
    grant = a_project(region)
    whole = ledger.actuals([grant.pk], on=MID_2025)[grant.pk].whole
    found = [value(code, MID_2025, region) for code in (Code.GRANTED, Code.SPENT, Code.LAND_SPENT)]
    assert found == [terms_of([grant.pk], on=MID_2025)[grant.pk].amount, whole.eligible, whole.land_share]


def test_number_of_queries_is_the_same_for_one_project_and_for_three(
    region: Region, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_project(region)
    with django_assert_num_queries(17):
        facts_of(Scope(MID_2025, region))
    for number in (2, 3):
        a_project(region, number=number)
    assert FinancingPlan.objects.count() == 3
    with django_assert_num_queries(17):
        facts_of(Scope(MID_2025, region))


def test_end_of_the_day_counts_and_the_next_moment_does_not(region: Region) -> None:
    grant = a_project(region)
    late = datetime(2024, 12, 31, 22, 59, tzinfo=UTC)  # 23:59 in Berlin
    spent(grant, "1.00", paid_on=END_2024, booked_at=late)
    spent(grant, "2.00", paid_on=END_2024, booked_at=late + timedelta(minutes=1))
    assert value(Code.SPENT, END_2024, region) == Decimal("10001.00")
