"""Every kind of change request from its draft to what the confirmed notice made of it: days, or a plan by the notice."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from pytest_django.fixtures import Settings

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.funding.actions import changes, notices, plans
from strahlkraft.funding.models import ChangeRequest, FinancingPlan, Grant, GrantNotice
from strahlkraft.funding.queries import changes as queries
from strahlkraft.funding.queries.notices import content_hash, plan_problems
from strahlkraft.funding.queries.plans import lines_of, plan_content_hash, plan_for, sources_of
from strahlkraft.funding.queries.terms import plan_in_force, terms_of
from strahlkraft.funding.rules import changes as rules
from strahlkraft.funding.rules.changes import Given, Sending
from strahlkraft.funding.rules.notices import NoticeInput
from strahlkraft.funding.rules.plans import LineInput
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import granted
from tests.funding.changes.test_change_actions import refusal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
TODAY, LAST = date(2026, 11, 2), 2026


@dataclass
class Case:
    """Who writes, who confirms, and a grant that runs until the end of 2026."""

    author: User
    second: User
    grant: Grant


@pytest.fixture
def case(settings: Settings, tmp_path: Any) -> Case:
    settings.MEDIA_ROOT = tmp_path
    region = a_region("Eigenregion")
    return Case(
        with_role(Role.OFFICE, region=region), with_role(Role.OFFICE, region=region), granted("running", region=region)
    )


def moved(stands: Mapping[str, Any], *, year: int, factor: str = "1") -> dict[str, Any]:
    """The money of 2026 in another year; ``factor`` gives other sums."""
    money, times = rules.money_of(stands), Decimal(factor)
    eligible: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    sources: dict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
    for (old, line), amount in money.eligible.items():
        eligible[year if old == LAST else old, line] += amount * times
    for (kind, name, old), amount in money.sources.items():
        sources[kind, name, year if old == LAST else old] += amount * times
    return rules.money_as_json(rules.Money(eligible, {}, sources))


def submitted(case: Case, kind: str, after: Mapping[str, Any], *, neutral: bool = True) -> ChangeRequest:
    """Drafted by one, read and released by the other, handed in."""
    given = Given({**queries.stands(case.grant, kind), **after}, reason="Beispielgrund", cost_neutral=neutral)
    row = changes.draft(by=case.author, at=AT, grant=case.grant.code, kind=kind, given=given)
    changes.note_opened(by=case.second, at=AT, code=row.code)
    changes.release(by=case.second, at=AT, code=row.code, version=1)
    return changes.submit(by=case.author, at=AT, code=row.code, version=2, given=Sending(TODAY))


def entered(case: Case, row: ChangeRequest, **says: Any) -> GrantNotice:
    """The amendment that answers it, with the right of appeal waived; not confirmed."""
    given = NoticeInput("amendment", "34.02-Beispiel-9", TODAY, TODAY, TODAY, "2022", answers=row.code, **says)
    return notices.enter(
        by=case.author, at=AT, code=case.grant.code, given=given, file=ContentFile(b"%PDF-1.7 Beispiel", name="b.pdf")
    )


def confirmed(case: Case, notice: GrantNotice) -> str:
    """What became of the request when the other person compared notice and plan with the document."""
    plan = plan_for(notice)
    notices.confirm(
        by=case.second,
        at=AT,
        code=case.grant.code,
        pk=notice.pk,
        version=notice.version,
        content_hash=content_hash(notice),
        plan_hash=plan_content_hash(plan) if plan else "",
        compared=True,
    )
    return ChangeRequest.objects.get(grant=case.grant).state


def test_a_longer_term_moves_the_days_and_its_money_by_one_confirmed_notice(case: Case) -> None:
    money = moved(queries.stands(case.grant, "term"), year=2027)
    days = {"grant_until": "2027-06-30", "work_until": "2027-06-30"}
    row = submitted(case, "term", {**days, **money, "staff_months": "6", "milestones": "Beispiel"})
    notice = entered(case, row, grant_until=date(2027, 6, 30), work_until=date(2027, 6, 30))
    draft = plans.draft(by=case.author, at=AT, code=case.grant.code, notice=notice.pk)
    assert (draft.state, draft.notice, plan_problems(notice)) == ("draft", notice, [])
    before = plan_in_force(case.grant)
    assert (before.number if before else 0, terms_of([case.grant.pk])[case.grant.pk].grant_until) == (
        1,
        date(2026, 12, 31),
    )
    assert confirmed(case, notice) == "granted"
    after = plan_in_force(case.grant)
    assert after is not None
    assert (after.number, after.confirmed_by) == (2, case.second.actor_id)
    assert rules.money_as_json(queries.money_of_plan(after)) == money
    assert terms_of([case.grant.pk])[case.grant.pk].grant_until == date(2027, 6, 30)


def test_money_into_other_years_comes_into_force_with_the_notice(case: Case) -> None:
    row = submitted(case, "shift", moved(queries.stands(case.grant, "shift"), year=2025))
    notice = entered(case, row)
    plans.draft(by=case.author, at=AT, code=case.grant.code, notice=notice.pk)
    assert confirmed(case, notice) == "granted"
    plan = plan_in_force(case.grant)
    assert plan is not None
    assert {line.year for line in lines_of(plan)} == {2024, 2025}


def test_a_plan_that_grants_less_by_year_than_requested_is_a_deviating_answer(case: Case) -> None:
    """What holds is the plan of the notice, not the request; it differs, so the request is granted in part."""
    row = submitted(case, "shift", moved(queries.stands(case.grant, "shift"), year=2025))
    notice = entered(case, row)
    draft = plans.draft(by=case.author, at=AT, code=case.grant.code, notice=notice.pk)
    in_force = plan_in_force(case.grant)
    assert in_force is not None
    plans.save(
        by=case.author,
        at=AT,
        code=case.grant.code,
        number=draft.number,
        version=1,
        lines=lines_of(in_force),
        sources=sources_of(in_force),
    )
    assert confirmed(case, notice) == "partly_granted"
    plan = plan_in_force(case.grant)
    assert plan is not None
    assert (plan.number, {line.year for line in lines_of(plan)}) == (2, {2024, 2025, 2026})


def test_another_plan_with_less_money_needs_the_sum_of_the_notice(case: Case) -> None:
    money = moved(queries.stands(case.grant, "plan"), year=2026, factor="0.5")
    row = submitted(case, "plan", money, neutral=False)
    notice = entered(case, row, amount=Decimal(200_000), eligible_total=Decimal(250_000))
    plans.draft(by=case.author, at=AT, code=case.grant.code, notice=notice.pk)
    assert confirmed(case, notice) == "granted"
    plan = plan_in_force(case.grant)
    assert plan is not None
    assert sum(one.amount for one in sources_of(plan) if one.kind == "grant") == Decimal(200_000)
    assert terms_of([case.grant.pk])[case.grant.pk].amount == Decimal(200_000)


@pytest.mark.parametrize(("kind", "field"), [("content", "content"), ("partner", "partners")])
def test_what_only_a_person_can_compare_is_granted_and_moves_no_day_and_no_plan(
    case: Case, kind: str, field: str
) -> None:
    row = submitted(case, kind, {field: "Beispiel: ein Sensor mehr."})
    before = terms_of([case.grant.pk])[case.grant.pk]
    notice = entered(case, row, note="Beispiel: wie beantragt.")
    assert refusal(plans.draft, by=case.author, at=AT, code=case.grant.code, notice=notice.pk + 1) == "no_notice"
    assert confirmed(case, notice) == "granted"
    after = terms_of([case.grant.pk])[case.grant.pk]
    assert (after.grant_until, after.amount) == (before.grant_until, before.amount)
    assert FinancingPlan.objects.filter(grant=case.grant).count() == 1


def test_i19_a_plan_changed_after_it_was_seen_does_not_come_into_force(case: Case) -> None:
    row = submitted(case, "shift", moved(queries.stands(case.grant, "shift"), year=2025))
    notice = entered(case, row)
    draft = plans.draft(by=case.author, at=AT, code=case.grant.code, notice=notice.pk)
    seen = plan_content_hash(draft)
    lines = [*lines_of(draft), LineInput("travel", 2024, Decimal(1))]
    plans.save(
        by=case.author,
        at=AT,
        code=case.grant.code,
        number=draft.number,
        version=1,
        lines=lines,
        sources=sources_of(draft),
    )
    shown = {"pk": notice.pk, "version": notice.version, "content_hash": content_hash(notice), "compared": True}
    deed = {"by": case.second, "at": AT, "code": case.grant.code, **shown}
    assert refusal(notices.confirm, **deed, plan_hash=seen) == "changed_since"
    assert refusal(notices.confirm, **deed) == "changed_since"
    assert (GrantNotice.objects.get(pk=notice.pk).state, ChangeRequest.objects.get().state) == ("entered", "submitted")


def test_i18_who_wrote_the_plan_of_an_amendment_does_not_confirm_it(case: Case) -> None:
    row = submitted(case, "shift", moved(queries.stands(case.grant, "shift"), year=2025))
    notice = entered(case, row)
    draft = plans.draft(by=case.second, at=AT, code=case.grant.code, notice=notice.pk)
    shown = {"pk": notice.pk, "version": notice.version, "content_hash": content_hash(notice), "compared": True}
    deed = {"by": case.second, "at": AT, "code": case.grant.code, **shown, "plan_hash": plan_content_hash(draft)}
    assert refusal(notices.confirm, **deed) == "four_eyes"
    assert GrantNotice.objects.get(pk=notice.pk).state == "entered"
