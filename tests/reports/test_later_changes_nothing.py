"""What is recorded later does not change the figures of a day that is over: property over made-up later lives (I8)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strahlkraft.funding.models import Grant, GrantStep, Payment
from strahlkraft.network.models import Region
from strahlkraft.reports.queries.drafts import Wanted, data_of
from strahlkraft.reports.queries.figures import facts_of, figures
from strahlkraft.reports.queries.scope import Scope
from strahlkraft.reports.rules.definitions import Code
from strahlkraft.reports.rules.vocabulary import ReportKind
from tests.factories.accounts import a_region
from tests.factories.funding import SECOND, WRITER, NoticeFactory, spent
from tests.factories.reports import a_longer_term, a_project, a_reversal, a_word
from tests.factories.reuse import CaseFactory, OfferFactory, RequestFactory
from tests.factories.steering import ClosureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = date(2025, 6, 30)
LATER = datetime(2025, 7, 1, 6, 0, tzinfo=UTC)
NUMBERS = count(1)
Amount = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("9999.99"), places=2)


def _booked(grant: Grant, amount: Decimal) -> None:
    """Paid before the day, booked after it."""
    spent(grant, str(amount), paid_on=date(2025, 6, 2), booked_at=LATER)


def _taken_back(grant: Grant, _amount: Decimal) -> None:
    """A counter-entry after the day to a line of before."""
    line = grant.expenditures.filter(reverses=None, reversed_by=None, amount__gt=0).first()
    if line is not None:
        a_reversal(line, LATER)


def _paid_out(grant: Grant, amount: Decimal) -> None:
    """Arrived before the day, booked after it."""
    Payment.objects.create(grant=grant, amount=amount, received_on=date(2025, 6, 20), booked_at=LATER, booked_by=WRITER)


def _amended(grant: Grant, amount: Decimal) -> None:
    """A notice that takes effect after the day."""
    values = {"issued_on": date(2025, 6, 20), "notified_on": date(2025, 6, 25), "waiver_on": date(2025, 7, 5)}
    NoticeFactory(
        grant=grant,
        kind="amendment",
        state="confirmed",
        amount=Decimal(300000) + amount,
        rate=None,
        work_until=date(2028, 6, 30),
        **values,
    )


def _entered(grant: Grant, amount: Decimal) -> None:
    """A notice of before the day that nobody has confirmed."""
    NoticeFactory(
        grant=grant, kind="amendment", amount=amount, issued_on=date(2025, 5, 1), notified_on=date(2025, 5, 3)
    )


def _ended(grant: Grant, _amount: Decimal) -> None:
    GrantStep.objects.create(
        grant=grant, deed="end", from_state="running", to_state="proof_due", on=LATER.date(), at=LATER, by=SECOND
    )


def _asked(grant: Grant, _amount: Decimal) -> None:
    offer = OfferFactory(project=grant.project)
    RequestFactory(offer=offer, created_at=LATER, confirmed_at=LATER)
    case = CaseFactory(offer=offer, state="in_operation", confirmed_at=LATER, opened_at=LATER)
    case.steps.create(state="in_operation", on="2025-03-01", side="reuser", reported_at=LATER)


def _closed(grant: Grant, _amount: Decimal) -> None:
    if not grant.project.closures.exists():
        ClosureFactory(project=grant.project, opened_at=LATER, state="closed", closed_at=LATER, closed_by=SECOND)


def _said(grant: Grant, _amount: Decimal) -> None:
    assert grant.project is not None
    if not grant.project.checkins.filter(month=date(2025, 6, 1)).exists():
        a_word(grant.project, date(2025, 6, 1), LATER, light="red")


def _told(grant: Grant, _amount: Decimal) -> None:
    """A source says after the day that the project was closed before it."""
    assert grant.project is not None
    grant.project.truths.filter(kind="formally_closed").delete()
    grant.project.truths.create(kind="formally_closed", value="yes", since="2024-05-01", stated_at=LATER)


DEEDS: tuple[Callable[[Grant, Decimal], Any], ...] = (
    _booked, _taken_back, _paid_out, _amended, _entered, _ended, _asked, _closed, _said, _told,
)  # fmt: skip


def told(region: Region) -> dict[str, Any]:
    facts = facts_of(Scope(DAY, region))
    return {
        one.code: (one.value, [(share.ref.key, share.value) for share in one.shares]) for one in figures(Code, facts)
    }


def ahead(region: Region) -> Any:
    data = data_of(Wanted(ReportKind.FORECAST, DAY, region), at=LATER)
    return [(one["code"], one["value"]) for one in data["figures"]], data["blocks"]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(DEEDS), Amount), min_size=1, max_size=6))
def test_figures_of_a_day_stay_whatever_is_recorded_later(later: list[tuple[Any, Decimal]]) -> None:
    region = a_region(f"Region {next(NUMBERS)}")
    grant = a_project(region)
    before = told(region), ahead(region)
    for deed, amount in later:
        deed(grant, amount)
    assert (told(region), ahead(region)) == before


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__.strip("_"))
def test_each_later_deed_changes_the_days_after_it_or_is_named(deed: Any) -> None:
    """The property above can fail: each of its deeds is known the day after, or stays out with its reason."""
    region = a_region("Eigenregion")
    grant = a_project(region)
    scope, after = Scope(DAY, region), Scope(date(2025, 12, 31), region)

    def known(of: Scope) -> list[Any]:
        facts = facts_of(of)
        counted = [(one.value, len(one.left)) for one in figures(Code, facts)]
        return [counted, data_of(Wanted(ReportKind.STATUS, of.on, region), at=LATER)["blocks"]]

    then, now = known(scope), known(after)
    a_longer_term(grant, state="submitted", answered_on=None)
    deed(grant, Decimal("100.00"))
    changed = known(after) != now
    assert changed == (deed is not _entered), deed
    assert [value for value, _left in known(scope)[0]] == [value for value, _left in then[0]]
