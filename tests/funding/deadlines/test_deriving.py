"""Deadlines stored for grants: made from confirmed notices only, moved by them, finished by records, repaired by the clock."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.actions import deadlines as actions
from strahlkraft.funding.models import AuthorityQuery, ChangeRequest, Claim, Contract, Grant, Proof
from strahlkraft.funding.queries import deadlines as queries
from strahlkraft.jobs import grant_deadlines
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.steering.actions import deadlines as steering
from strahlkraft.steering.models import Deadline
from strahlkraft.steering.queries.calendar import entries
from tests.factories.funding import EARLIER, SECOND, WRITER, GrantFactory, NoticeFactory, granted, paid, spent

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def refresh(grant: Grant, at: datetime = AT) -> None:
    """Derive anew."""
    actions.refresh(by=SYSTEM, at=at, grant=grant)


def stored(*rules: str) -> dict[str, tuple[str, date]]:
    """By rule the state and day of what is stored."""
    rows = Deadline.objects.filter(rule__in=rules) if rules else Deadline.objects.all()
    return {row.rule: (row.state, row.latest_on) for row in rows}


def extended(grant: Grant, until: date = date(2027, 12, 31)) -> Any:
    """A confirmed amendment with a later end."""
    return NoticeFactory(
        grant=grant,
        kind="amendment",
        state="confirmed",
        issued_on=date(2026, 6, 1),
        notified_on=date(2026, 6, 2),
        grant_until=until,
        work_until=until,
        amount=None,
        rate=None,
        eligible_total=None,
        grant_from=None,
        work_from=None,
    )


def test_a_confirmed_notice_makes_every_deadline_with_its_grounds() -> None:
    grant = granted("running")
    refresh(grant)
    assert stored() == {
        "grant-work-end": ("open", date(2026, 12, 31)),
        "grant-end": ("open", date(2026, 12, 31)),
        "grant-extension-end": ("open", date(2026, 12, 31)),
        "grant-extension-180": ("open", date(2026, 7, 3)),
        "grant-extension-120": ("open", date(2026, 9, 2)),
        "grant-extension-90": ("open", date(2026, 10, 2)),
        "grant-extension-60": ("open", date(2026, 10, 30)),
        "grant-extension-30": ("open", date(2026, 12, 1)),
        "grant-lapse": ("open", date(2026, 10, 1)),
        "grant-last-booking": ("open", date(2027, 4, 20)),
        "grant-narrative": ("open", date(2027, 5, 4)),
        "grant-audit-office": ("open", date(2027, 5, 18)),
        "grant-proof": ("open", date(2027, 6, 30)),
    }
    row = Deadline.objects.get(rule="grant-proof")
    assert (row.derived_from, row.target_on, row.legal, row.edition, row.verified) == (
        f"grant:{grant.pk}",
        date(2027, 6, 29),
        True,
        "2022",
        True,
    )
    assert row.inputs == {"by_grant_end": "2027-06-30", "grant_until": "2026-12-31", "proof_months": "6"}
    assert (row.project, row.region) == (grant.project, grant.region)


def test_an_entered_notice_that_nobody_confirmed_makes_none() -> None:
    """I11."""
    grant = GrantFactory()
    NoticeFactory(grant=grant)
    refresh(grant)
    assert stored() == {}


def test_deriving_again_changes_nothing() -> None:
    """I10."""
    grant = granted("running")
    paid(grant)
    refresh(grant)
    before = (list(Deadline.objects.order_by("pk").values()), AuditEntry.objects.count())
    refresh(grant)
    assert actions.out_of_line(at=AT) == []
    assert (list(Deadline.objects.order_by("pk").values()), AuditEntry.objects.count()) == before


def test_an_extension_moves_what_hangs_on_the_end_and_opens_it_again() -> None:
    """I11: only the confirmed amendment moves days."""
    grant = granted("running")
    refresh(grant)
    steering.settle(by=SYSTEM, at=AT, rule="grant-extension-end", derived_from=f"grant:{grant.pk}")
    extended(grant)
    refresh(grant)
    assert stored("grant-end", "grant-work-end", "grant-extension-end", "grant-extension-30", "grant-proof") == {
        "grant-end": ("open", date(2027, 12, 31)),
        "grant-work-end": ("open", date(2027, 12, 31)),
        "grant-extension-end": ("open", date(2027, 12, 31)),
        "grant-extension-30": ("open", date(2027, 12, 1)),
        "grant-proof": ("open", date(2028, 6, 30)),
    }
    assert stored("grant-audit-office", "grant-narrative", "grant-last-booking") == {
        "grant-audit-office": ("open", date(2028, 5, 18)),
        "grant-narrative": ("open", date(2028, 5, 4)),
        "grant-last-booking": ("open", date(2028, 4, 20)),
    }


def test_an_open_request_silences_the_ladder_and_a_refused_one_wakes_it() -> None:
    grant = granted("running")
    request = ChangeRequest.objects.create(
        code="beispiel",
        grant=grant,
        kind="term",
        state="draft",
        drafted_at=EARLIER,
        drafted_by=WRITER,
        last_edited_by=WRITER,
    )
    refresh(grant)
    request.state, request.released_by, request.submitted_on = "released", SECOND, AT.date()
    request.save()
    request.state = "submitted"
    request.save()
    refresh(grant)
    assert {state for state, _day in stored("grant-extension-end", "grant-extension-30").values()} == {"lapsed"}
    request.state = "refused"
    request.save()
    refresh(grant)
    assert stored("grant-extension-end", "grant-extension-30") == {
        "grant-extension-end": ("open", date(2026, 12, 31)),
        "grant-extension-30": ("open", date(2026, 12, 1)),
    }


def test_a_payout_starts_its_clock_and_its_use_ends_it() -> None:
    grant = granted("running")
    payment = paid(grant, "1000.00", date(2026, 6, 30))
    refresh(grant)
    assert stored("grant-use-by") == {"grant-use-by": ("open", date(2026, 8, 30))}  # a Sunday, never moved
    payment.uses.create(
        expenditure=spent(grant, "1250.00"),
        amount=Decimal("1000.00"),
        used_on=AT.date(),
        booked_at=EARLIER,
        booked_by=WRITER,
    )
    refresh(grant)
    assert stored("grant-use-by") == {"grant-use-by": ("done", date(2026, 8, 30))}


def test_what_is_owed_is_made_though_its_day_has_passed_and_what_merely_passed_is_not() -> None:
    grant = granted("running")
    paid(grant, on=date(2026, 1, 5))
    Contract.objects.create(
        grant=grant,
        title="Beispiel",
        contractor="Beispiel GmbH",
        signed_on=date(2025, 1, 1),
        ends_on=date(2025, 12, 31),
        value=1,
        entered_at=EARLIER,
        entered_by=WRITER,
    )
    refresh(grant)
    assert stored("grant-use-by", "grant-contract-end") == {"grant-use-by": ("open", date(2026, 3, 5))}


def test_a_proof_that_was_handed_in_ends_the_way_to_it_and_starts_the_time_of_keeping() -> None:
    grant = granted("proof_due")
    refresh(grant)
    Proof.objects.create(
        code="beispiel",
        grant=grant,
        opened_at=EARLIER,
        opened_by=WRITER,
        last_edited_by=WRITER,
    )
    proof = Proof.objects.get()
    for state in ("in_work", "checked", "released"):
        proof.state = state
        proof.released_by = SECOND if state == "released" else ""
        proof.save()
    proof.state, proof.submitted_on = "submitted", date(2026, 6, 30)
    proof.save()
    refresh(grant)
    assert stored(
        "grant-proof", "grant-audit-office", "grant-narrative", "grant-last-booking", "grant-retention-end"
    ) == {
        "grant-proof": ("done", date(2027, 6, 30)),
        "grant-audit-office": ("done", date(2027, 5, 18)),
        "grant-narrative": ("done", date(2027, 5, 4)),
        "grant-last-booking": ("done", date(2027, 4, 20)),
        "grant-retention-end": ("open", date(2031, 6, 30)),
    }


def test_queries_and_claims_carry_the_day_of_their_letter() -> None:
    grant = granted("under_review")
    AuthorityQuery.objects.create(
        code="frage",
        grant=grant,
        question="Beispielfrage",
        asked_on=date(2026, 6, 20),
        answer_due_on=date(2026, 7, 18),
        entered_at=EARLIER,
        entered_by=WRITER,
    )
    Claim.objects.create(
        code="forderung",
        grant=grant,
        state="claimed",
        amount=Decimal("10.00"),
        reference="Az. Beispiel",
        due_on=date(2026, 8, 1),
        opened_at=EARLIER,
        opened_by=WRITER,
        last_edited_by=WRITER,
    )
    refresh(grant)
    assert stored("grant-query", "grant-claim") == {
        "grant-query": ("open", date(2026, 7, 18)),
        "grant-claim": ("open", date(2026, 8, 1)),
    }


def test_the_clock_repairs_what_is_missing_moved_or_asked_for_by_nothing() -> None:
    first, second = granted("running"), granted("running")
    refresh(second)
    Deadline.objects.filter(rule="grant-end").update(latest_on=date(2026, 11, 30), target_on=date(2026, 11, 27))
    stray = Deadline.objects.create(
        region=first.region,
        title="Beispiel",
        rule="grant-query",
        derived_from=f"grant:{first.pk}/query:99",
        target_on=AT.date(),
        latest_on=AT.date(),
    )
    assert grant_deadlines.derive(at=AT) == 15  # thirteen of the first, one moved, one asked for by nothing
    stray.refresh_from_db()
    assert (stray.state, grant_deadlines.derive(at=AT)) == ("lapsed", 0)
    assert set(Deadline.objects.filter(rule="grant-end").values_list("latest_on", flat=True)) == {date(2026, 12, 31)}


def test_what_happened_is_over_once_its_day_has_passed() -> None:
    grant = granted("running")
    refresh(grant)
    refresh(grant, datetime(2026, 9, 5, 9, 0, tzinfo=UTC))
    assert stored("grant-extension-180", "grant-extension-120") == {
        "grant-extension-180": ("done", date(2026, 7, 3)),
        "grant-extension-120": ("open", date(2026, 9, 2)),
    }


@pytest.mark.parametrize("number", [1, 3])
def test_facts_of_any_number_of_grants_take_the_same_queries(number: int) -> None:
    for _ in range(number):
        paid(granted("running"))
    with CaptureQueriesContext(connection) as seen:
        found = queries.facts_by_grant(Grant.objects.all())
    assert (len(found), len(seen)) == (number, 12)


def test_a_page_of_one_grant_never_shows_days_of_another_with_a_longer_number() -> None:
    grant = granted("running")
    refresh(grant)
    Deadline.objects.filter(rule="grant-proof").update(derived_from=f"grant:{grant.pk}1")
    assert not Deadline.objects.filter(queries.of_grant(grant.pk), rule="grant-proof").exists()


def test_a_stored_day_says_in_words_what_it_rests_on() -> None:
    """I10, I14: for the page of a deadline and for calendars."""
    refresh(granted("running", notice={"overrides": {"audit_office_weeks": "4"}}))
    with translation.override("en"):
        told = {
            rule: queries.grounds_of(Deadline.objects.get(rule=rule))
            for rule in ("grant-extension-end", "grant-audit-office")
        }
        assert told["grant-extension-end"] is not None
        assert told["grant-extension-end"].lines == [
            "Rule: R25, VVG 4.3",
            "Edition: VV/VVG zu § 44 LHO, RdErl. 6.6.2022",
            "Ends on: 12/31/2026",
            "not verified in the official text",
        ]
    assert told["grant-audit-office"] is not None
    assert told["grant-audit-office"].overridden
    assert queries.grounds_of(Deadline(rule="manual")) is None


def test_the_calendar_carries_the_deadline_with_its_grounds() -> None:
    refresh(granted("running"))
    found = [one for one in entries(SYSTEM, date(2026, 12, 1), date(2027, 1, 31)) if one.deadline]
    told = [queries.grounds_of(one.deadline) for one in found if one.deadline]
    assert sorted(one.number for one in told if one) == ["R25", "R25", "R9", "R9"]
