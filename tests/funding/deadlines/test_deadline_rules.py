"""Days of a grant: the golden case from end to end, every rule with its grounds, and that computing again changes nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.funding.rules.deadline_kinds import LADDER, NUMBERS, TITLES, GrantRule, is_urgent, rung_of
from strahlkraft.funding.rules.deadlines import Due, Facts, NoticeDay, Thing, due_of, proof_day
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import GrantState, ProofState, RecipientKind
from strahlkraft.kernel.working_days import is_working_day

pytestmark = pytest.mark.house
TODAY = date(2022, 11, 1)
TERMS = Terms(
    grant_from=date(2019, 1, 1),
    grant_until=date(2023, 6, 30),
    work_from=date(2019, 1, 1),
    work_until=date(2023, 6, 30),
    edition="2003",
)
FACTS = Facts(
    pk=7,
    state=GrantState.RUNNING,
    recipient=RecipientKind.MUNICIPAL,
    terms=TERMS,
    audit_office=True,
    notices=(NoticeDay(3, "Az. Beispiel", date(2019, 1, 15), None, date(2019, 2, 16)),),
)


def by_rule(facts: Facts, today: date = TODAY) -> dict[str, Due]:
    """The days of some facts by rule and record."""
    return {f"{row.rule} {row.source}": row for row in due_of(facts, today=today)}


def one(rule: GrantRule, facts: Facts = FACTS, today: date = TODAY) -> Due:
    """The only day of a rule."""
    found = [row for row in due_of(facts, today=today) if row.rule == rule]
    assert len(found) == 1
    return found[0]


def test_golden_proof_of_use_from_the_end_of_the_grant_back_to_the_last_booking() -> None:
    """Golden vn_frist: R29, R41, R34, R30; the back-plan follows our own target."""
    proof = one(GrantRule.PROOF)
    assert (proof.latest, proof.target, proof.shifted, proof.legal) == (
        date(2024, 1, 2),
        date(2023, 12, 29),
        True,
        True,
    )
    assert proof.inputs == {
        "by_grant_end": "2023-12-31",
        "grant_until": "2023-06-30",
        "before_shift": "2023-12-31",
        "proof_months": "6",
    }
    assert (proof.citation, proof.edition, proof.verified, proof.overridden) == (
        "ANBest-G 7.1; ANBest-P 6.1",
        "2003",
        True,
        False,
    )
    back = [one(rule) for rule in (GrantRule.AUDIT_OFFICE, GrantRule.NARRATIVE, GrantRule.LAST_BOOKING)]
    assert [row.latest for row in back] == [date(2023, 11, 17), date(2023, 11, 3), date(2023, 10, 20)]
    assert [(row.verified, row.legal) for row in back] == [(False, False)] * 3


def test_golden_fulfilment_wins_when_it_comes_first_and_both_anchors_are_kept() -> None:
    """Golden vn_frist bei_erfuellung: 15.9.2023."""
    proof = one(GrantRule.PROOF, replace(FACTS, fulfilled_on=date(2023, 3, 15)))
    assert (proof.latest, proof.shifted) == (date(2023, 9, 15), False)
    assert (proof.inputs["by_grant_end"], proof.inputs["by_fulfilment"]) == ("2023-12-31", "2023-09-15")


def test_golden_receipts_and_two_months() -> None:
    """Golden belege and zwei_monate: 29.12.2028; the two months are a condition, never moved (R41)."""
    facts = replace(FACTS, state=GrantState.UNDER_REVIEW, submitted_on=date(2023, 12, 29))
    assert one(GrantRule.RETENTION_END, facts).latest == date(2028, 12, 29)
    bound = replace(facts, assets=(Thing(1, "Beispiel", date(2030, 1, 1), since=date(2022, 1, 1)),))
    assert one(GrantRule.RETENTION_END, bound).latest == date(2030, 1, 1)
    days = {
        "2022-03-01": "2022-05-01",
        "2021-12-31": "2022-02-28",
        "2022-12-30": "2023-02-28",
        "2023-12-29": "2024-02-29",
    }
    paid = tuple(Thing(number, day, date.fromisoformat(day)) for number, day in enumerate(days))
    found = [row for row in due_of(replace(FACTS, payments=paid), today=TODAY) if row.rule == GrantRule.USE_BY]
    assert {row.inputs["received_on"]: row.latest.isoformat() for row in found} == days
    assert not any(row.shifted for row in found)


def test_without_an_audit_office_the_narrative_is_planned_back_from_the_proof() -> None:
    rows = by_rule(replace(FACTS, audit_office=False))
    assert f"{GrantRule.AUDIT_OFFICE} grant:7" not in rows
    assert rows[f"{GrantRule.NARRATIVE} grant:7"].latest == date(2023, 12, 15)


def test_a_day_the_notice_names_holds_as_it_is_and_says_so() -> None:
    named = date(2023, 12, 31)  # a Sunday: named with reference to the rule, so not moved
    proof = one(GrantRule.PROOF, replace(FACTS, terms=replace(TERMS, proof_due_on=named)))
    assert (proof.latest, proof.shifted, proof.overridden) == (named, False, True)
    months = replace(TERMS, overrides={"proof_months": "3"})
    other = one(GrantRule.PROOF, replace(FACTS, terms=months))
    assert (other.latest, other.overridden, other.verified) == (date(2023, 10, 2), True, True)


def test_what_is_not_verified_says_so_by_recipient() -> None:
    """I14: the six months were read for municipalities only."""
    assert one(GrantRule.PROOF, replace(FACTS, recipient=RecipientKind.COMPANY)).verified is False
    assert one(GrantRule.EXTENSION_END).verified is False


def test_the_ladder_before_the_end_and_the_last_day_to_ask() -> None:
    rows = by_rule(FACTS, today=date(2023, 4, 3))
    assert one(GrantRule.EXTENSION_END).latest == date(2023, 6, 30)
    rungs = {days: rows[f"grant-extension-{days} grant:7"] for days in LADDER}
    assert {days: row.latest for days, row in rungs.items()} == {
        180: date(2022, 12, 30),
        120: date(2023, 3, 2),
        90: date(2023, 3, 31),
        60: date(2023, 4, 28),
        30: date(2023, 5, 31),
    }
    assert {days: row.over for days, row in rungs.items()} == {180: True, 120: True, 90: False, 60: False, 30: False}
    asked = by_rule(replace(FACTS, request_open=True))
    assert not [key for key in asked if "extension" in key]


def test_interim_proofs_only_where_the_notice_asks_for_them() -> None:
    assert not [row for row in due_of(FACTS, today=TODAY) if row.rule == GrantRule.INTERIM_PROOF]
    facts = replace(FACTS, terms=replace(TERMS, interim_proof=True), interim_years=frozenset({2019}))
    found = [row for row in due_of(facts, today=TODAY) if row.rule == GrantRule.INTERIM_PROOF]
    assert [(row.about, row.latest, row.over) for row in found] == [
        ("2019", date(2020, 4, 30), True),
        ("2020", date(2021, 4, 30), False),
        ("2021", date(2022, 5, 2), False),
        ("2022", date(2023, 5, 2), False),
    ]


def test_a_notice_can_be_contested_for_a_month_unless_it_was_waived() -> None:
    found = one(GrantRule.APPEAL_END)
    assert (found.latest, found.target, found.over) == (date(2019, 2, 15), date(2019, 2, 1), True)
    waived = replace(FACTS, notices=(NoticeDay(3, "Az.", date(2019, 1, 15), date(2019, 1, 20), date(2019, 1, 20)),))
    assert not [row for row in due_of(waived, today=TODAY) if row.rule == GrantRule.APPEAL_END]
    assert one(GrantRule.EFFECTIVE, waived).inputs["waiver_on"] == "2019-01-20"


def test_things_are_confirmed_every_year_until_their_purpose_is_no_longer_bound() -> None:
    thing = Thing(5, "Beispielserver", date(2023, 3, 1), since=date(2021, 3, 1))
    facts = replace(FACTS, assets=(thing,))
    confirm = one(GrantRule.ASSET_CONFIRM, facts)
    assert (confirm.latest, confirm.owed, one(GrantRule.ASSET_END, facts).latest) == (
        date(2022, 3, 1),
        True,
        date(2023, 3, 1),
    )
    last = replace(FACTS, assets=(replace(thing, since=date(2022, 4, 1)),))
    assert not [row for row in due_of(last, today=TODAY) if row.rule == GrantRule.ASSET_CONFIRM]


def test_letters_contracts_claims_and_money_of_the_year() -> None:
    facts = replace(
        FACTS,
        queries=(Thing(1, "1.2.2023", date(2023, 3, 4), since=date(2023, 2, 1)),),
        claims=(Thing(2, "Az.", date(2023, 5, 6), over=True),),
        contracts=(Thing(3, "Beispielvertrag", date(2023, 1, 31)),),
        lapsing=(2022,),
    )
    rows = by_rule(facts)
    said = ("grant-query grant:7/query:1", "grant-claim grant:7/claim:2", "grant-contract-end grant:7/contract:3")
    assert [(rows[key].latest, rows[key].over, rows[key].legal) for key in said] == [
        (date(2023, 3, 4), False, True),
        (date(2023, 5, 6), True, True),
        (date(2023, 1, 31), False, False),
    ]
    assert rows["grant-lapse grant:7/year:2022"].latest == date(2022, 9, 30)  # 1 October was a Saturday


def test_a_revoked_or_archived_grant_has_no_term_left() -> None:
    revoked = by_rule(replace(FACTS, terms=replace(TERMS, revoked=True)))
    assert {key.split()[0] for key in revoked} == {"grant-appeal-end", "grant-effective"}
    assert due_of(replace(FACTS, state=GrantState.ARCHIVED), today=TODAY) == []


def test_an_extension_moves_every_dependent_deadline() -> None:
    """R25, I11: what hangs on the end moves with it; what hangs on other days stays."""
    facts = replace(FACTS, payments=(Thing(1, "", date(2022, 10, 3)),))
    longer = replace(TERMS, grant_until=date(2024, 6, 30), work_until=date(2024, 6, 30))
    before, after = by_rule(facts), by_rule(replace(facts, terms=longer))
    moved = {key.split()[0] for key in before if before[key].latest != after[key].latest}
    assert moved == {
        "grant-work-end",
        "grant-end",
        "grant-extension-end",
        *(f"grant-extension-{days}" for days in LADDER),
        "grant-proof",
        "grant-audit-office",
        "grant-narrative",
        "grant-last-booking",
    }
    assert before.keys() == after.keys()


def test_every_rule_has_its_number_and_its_words() -> None:
    assert set(NUMBERS) == set(TITLES) == set(GrantRule)
    assert all(words % {"name": "Beispiel", "about": "x"} for words in TITLES.values())


def test_the_escalation_ladder_speaks_once_a_rung_and_weekly_when_overdue() -> None:
    due = date(2026, 6, 30)
    said = {
        left: rung_of(due, due - timedelta(days=left))
        for left in (91, 90, 61, 60, 30, 15, 14, 8, 7, 2, 1, 0, -1, -7, -8)
    }
    assert said == {
        91: "",
        90: "90",
        61: "90",
        60: "60",
        30: "30",
        15: "30",
        14: "14",
        8: "14",
        7: "7",
        2: "7",
        1: "1",
        0: "1",
        -1: "overdue-0",
        -7: "overdue-0",
        -8: "overdue-1",
    }
    assert [is_urgent(due, due - timedelta(days=left)) for left in (15, 14, -3)] == [False, True, True]


DAYS = st.dates(date(2018, 1, 1), date(2035, 12, 31))


@st.composite
def facts(draw: Any) -> Facts:
    """Any grant: terms that may be missing, records with any days."""
    start, end = draw(DAYS), draw(st.none() | DAYS)
    overrides: Mapping[str, str] = draw(
        st.dictionaries(st.sampled_from(["proof_months", "use_months", "audit_office_weeks"]), st.sampled_from("123"))
    )
    terms = Terms(
        grant_from=start,
        grant_until=max(start, end) if end else None,
        work_until=draw(st.none() | DAYS),
        earmarked_until=draw(st.none() | DAYS),
        proof_due_on=draw(st.none() | DAYS),
        interim_proof=draw(st.booleans()),
        edition=draw(st.sampled_from(["2003", "2020", "2022", "2025", ""])),
        overrides=overrides,
        revoked=draw(st.booleans()),
    )
    things = st.lists(st.builds(Thing, st.integers(1, 9), st.just("x"), DAYS, DAYS, st.booleans()), max_size=2).map(
        tuple
    )
    notified = draw(DAYS)
    return Facts(
        pk=1,
        state=draw(st.sampled_from(list(GrantState))),
        recipient=draw(st.sampled_from(list(RecipientKind))),
        terms=terms,
        audit_office=draw(st.booleans()),
        fulfilled_on=draw(st.none() | DAYS),
        proof_state=draw(st.sampled_from(["", *ProofState])),
        submitted_on=draw(st.none() | DAYS),
        request_open=draw(st.booleans()),
        lapsing=(start.year,),
        notices=(NoticeDay(1, "Az.", notified, None, notified + timedelta(days=32)),),
        payments=draw(things),
        queries=draw(things),
        claims=draw(things),
        contracts=draw(things),
        assets=draw(things),
    )


@settings(max_examples=80, deadline=None)
@given(facts(), DAYS)
def test_computing_again_gives_the_same_and_our_target_is_a_working_day_not_after_the_last(
    made: Facts, today: date
) -> None:
    """I10; R41: what was moved is a working day, and so is every target of our own."""
    rows = due_of(made, today=today)
    assert rows == due_of(replace(made), today=today)
    assert all(row.target <= row.latest and is_working_day(row.target) for row in rows)
    assert all(is_working_day(row.latest) for row in rows if row.shifted)
    assert all(row.edition == made.terms.edition and NUMBERS[row.rule] for row in rows)


@settings(max_examples=60, deadline=None)
@given(facts())
def test_the_proof_is_never_due_later_than_either_anchor_allows(made: Facts) -> None:
    """R29: the earlier anchor wins unless the notice names a day; a shift is at most over a long weekend."""
    found = proof_day(made)
    if found is None or found.named:
        return
    anchors = [day for day in (found.by_grant_end, found.by_fulfilment) if day]
    assert found.plain == min(anchors)
    assert timedelta(0) <= found.latest - found.plain <= timedelta(days=5)
