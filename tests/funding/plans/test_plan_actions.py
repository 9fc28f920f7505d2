"""Drafting a financing plan, keeping it, putting it in force by a notice and another person."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.actions import plans as actions
from strahlkraft.funding.models import Approval, FinancingPlan, Grant
from strahlkraft.funding.queries import plans as queries
from strahlkraft.funding.queries.terms import plan_in_force
from strahlkraft.funding.rules.plans import LineInput, SourceInput
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.models import Region
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import NoticeFactory, granted

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LINES = [LineInput("staff", 2024, Decimal(100_000)), LineInput("external", 2025, Decimal(400_000))]
SOURCES = [
    SourceInput("grant", 2024, Decimal(80_000)),
    SourceInput("own", 2024, Decimal(20_000)),
    SourceInput("grant", 2025, Decimal(320_000)),
    SourceInput("own", 2025, Decimal(80_000)),
]


@pytest.fixture
def region() -> Region:
    """Where the office is."""
    return a_region()


@pytest.fixture
def grant(region: Region) -> Grant:
    """A running grant with a plan in force."""
    return granted("running", region=region)


@pytest.fixture
def officer(region: Region) -> User:
    """Who drafts."""
    return with_role(Role.OFFICE, region=region)


@pytest.fixture
def second(region: Region) -> User:
    """Who releases."""
    return with_role(Role.OFFICE, region=region)


def refused(deed: object, **values: object) -> list[str]:
    """Why the deed is refused."""
    assert callable(deed)
    with pytest.raises(Refused) as caught:
        deed(at=AT, **values)
    return ["hidden"] if caught.value.hidden else [one.code for one in caught.value.refusals]


def test_a_draft_is_copied_from_the_plan_in_force_and_there_is_one_at_a_time(grant: Grant, officer: User) -> None:
    draft = actions.draft(by=officer, at=AT, code=grant.code)
    old = plan_in_force(grant)
    assert old is not None
    assert (draft.number, draft.state) == (2, "draft")
    assert queries.difference(old, draft) == queries.Difference((), (), ())
    assert refused(actions.draft, by=officer, code=grant.code) == ["draft_open"]


def test_an_uneven_draft_is_kept_but_never_in_force(grant: Grant, officer: User, second: User) -> None:
    """I2."""
    actions.draft(by=officer, at=AT, code=grant.code)
    uneven = [*SOURCES[:-1], SourceInput("own", 2025, Decimal("79999.99"))]
    plan = actions.save(by=officer, at=AT, code=grant.code, number=2, version=1, lines=LINES, sources=uneven)
    assert plan.version == 2
    notice = grant.notices.get()
    assert refused(actions.confirm, by=second, plan=plan, notice=notice) == ["unbalanced"]
    actions.save(by=officer, at=AT, code=grant.code, number=2, version=2, lines=LINES, sources=SOURCES)
    actions.confirm(by=second, at=AT, plan=plan, notice=notice)
    found = plan_in_force(grant)
    assert found is not None
    assert (found.number, found.confirmed_by, queries.lines_of(found)) == (2, second.actor_id, LINES)
    assert Approval.objects.get().step == "confirm"
    about = AuditEntry.objects.filter(subject_kind="grant").order_by(
        "sequence"
    )  # its deadlines follow in lines of theirs
    assert list(about.values_list("verb", flat=True)) == [
        "draft_plan", "save_plan", "save_plan", "confirm_plan",
    ]  # fmt: skip


def test_a_plan_counting_with_more_than_the_notice_grants_is_refused(grant: Grant, officer: User, second: User) -> None:
    """I3."""
    plan = actions.draft(by=officer, at=AT, code=grant.code)
    more = [*SOURCES[:2], SourceInput("grant", 2025, Decimal(320_001)), SourceInput("own", 2025, Decimal(79_999))]
    actions.save(by=officer, at=AT, code=grant.code, number=2, version=1, lines=LINES, sources=more)
    assert refused(actions.confirm, by=second, plan=plan, notice=grant.notices.get()) == ["above_cap", "above_rate"]


def test_whoever_wrote_or_last_edited_a_plan_does_not_put_it_in_force(
    grant: Grant, officer: User, second: User, region: Region
) -> None:
    """I18."""
    plan = actions.draft(by=officer, at=AT, code=grant.code)
    actions.save(by=second, at=AT, code=grant.code, number=2, version=1, lines=LINES, sources=SOURCES)
    notice = grant.notices.get()
    assert refused(actions.confirm, by=officer, plan=plan, notice=notice) == ["four_eyes"]
    assert refused(actions.confirm, by=second, plan=plan, notice=notice) == ["four_eyes"]
    third = with_role(Role.OFFICE, region=region)
    assert actions.confirm(by=third, at=AT, plan=plan, notice=notice).state == "confirmed"


def test_only_a_confirmed_notice_of_the_same_grant_puts_a_plan_in_force(
    grant: Grant, officer: User, second: User
) -> None:
    """I11."""
    plan = actions.draft(by=officer, at=AT, code=grant.code)
    entered = NoticeFactory(grant=grant, kind="amendment")
    other = granted("running", region=grant.region).notices.get()
    for notice in (entered, other):
        assert refused(actions.confirm, by=second, plan=plan, notice=notice) == ["no_notice"]


def test_the_second_of_two_editors_is_told(grant: Grant, officer: User, second: User) -> None:
    actions.draft(by=officer, at=AT, code=grant.code)
    actions.save(by=officer, at=AT, code=grant.code, number=2, version=1, lines=LINES, sources=SOURCES)
    stale = {"code": grant.code, "number": 2, "version": 1, "lines": [], "sources": []}
    assert refused(actions.save, by=second, **stale) == ["stale"]
    assert queries.lines_of(FinancingPlan.objects.get(grant=grant, number=2)) == LINES


def test_a_discarded_draft_stays_and_makes_room_for_another(grant: Grant, officer: User, second: User) -> None:
    plan = actions.draft(by=officer, at=AT, code=grant.code)
    actions.discard(by=officer, at=AT, code=grant.code, number=2, version=1)
    assert actions.draft(by=officer, at=AT, code=grant.code).number == 3
    assert refused(actions.confirm, by=second, plan=plan, notice=grant.notices.get()) == ["wrong_state"]
    found = {"code": grant.code, "number": 2, "version": 2, "lines": [], "sources": []}
    assert refused(actions.save, by=officer, **found) == ["no_draft"]
    assert list(grant.plans.order_by("number").values_list("state", flat=True)) == ["confirmed", "discarded", "draft"]


def test_partners_do_not_draft_and_other_regions_find_nothing(grant: Grant) -> None:
    """I21."""
    partner = with_role(Role.PARTNER, organisation=grant.recipient)
    stranger = with_role(Role.OFFICE, region=a_region("Anderswo"))
    assert refused(actions.draft, by=partner, code=grant.code) == ["no_right"]
    assert refused(actions.draft, by=stranger, code=grant.code) == ["hidden"]


def test_a_later_notice_brings_its_plan_in_force_from_its_day_on(grant: Grant, officer: User, second: User) -> None:
    """I11: which plan holds on a day is said by the notices effective then."""
    plan = actions.draft(by=officer, at=AT, code=grant.code)
    notice = NoticeFactory(
        grant=grant, kind="amendment", state="confirmed", effective_on=datetime(2026, 4, 1, tzinfo=UTC).date()
    )
    actions.confirm(by=second, at=AT, plan=plan, notice=notice)
    days = [datetime(2026, 3, 31, tzinfo=UTC).date(), datetime(2026, 4, 1, tzinfo=UTC).date()]
    found = [queries.plans_in_force([grant.pk], on=day)[grant.pk].number for day in days]
    assert found == [1, 2]
