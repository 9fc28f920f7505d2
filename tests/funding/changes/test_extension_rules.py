"""Extending many grants as pure rules: nobody is left out silently, every day that moves is named with its rule (d.5)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.funding.rules import extensions as rules
from strahlkraft.funding.rules.deadlines import Facts, Thing
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import ChangeState, Exclusion, GrantState

pytestmark = pytest.mark.house

END, NEW = date(2025, 12, 31), date(2026, 12, 31)
facts = st.builds(
    rules.GrantFacts,
    key=st.integers(1, 500),
    state=st.sampled_from(list(GrantState)),
    end=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    revoked=st.booleans(),
    proof_in=st.booleans(),
    open_request=st.booleans(),
)


@given(st.lists(facts, unique_by=lambda one: one.key, max_size=40), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_proposed_and_excluded_together_are_all_for_any_portfolio(
    grants: list[rules.GrantFacts], new_end: date
) -> None:
    found = rules.propose(grants, new_end=new_end)
    assert sorted([*found.proposed, *found.excluded]) == sorted(one.key for one in grants)
    assert not set(found.proposed) & set(found.excluded)
    for one in grants:
        fits = one.state == "running" and one.end is not None and one.end < new_end
        clear = not (one.revoked or one.proof_in or one.open_request)
        assert (one.key in found.proposed) == (fits and clear)


@pytest.mark.parametrize(
    ("grant", "reason"),
    [
        (rules.GrantFacts(1, "running", END), None),
        (rules.GrantFacts(1, "running", NEW), Exclusion.ENDS_LATER),
        (rules.GrantFacts(1, "running", None), Exclusion.NO_END),
        (rules.GrantFacts(1, "running", END, revoked=True), Exclusion.REVOCATION),
        (rules.GrantFacts(1, "running", END, proof_in=True), Exclusion.PROOF_HANDED_IN),
        (rules.GrantFacts(1, "running", END, open_request=True), Exclusion.REQUEST_OPEN),
        (rules.GrantFacts(1, "effective", END), Exclusion.NOT_STARTED),
        (rules.GrantFacts(1, "not_granted", None), Exclusion.NOT_GRANTED),
        (rules.GrantFacts(1, "proof_due", END), Exclusion.PROOF_DUE),
        (rules.GrantFacts(1, "under_review", END), Exclusion.PROOF_HANDED_IN),
        (rules.GrantFacts(1, "repayment_open", END), Exclusion.REVOCATION),
        (rules.GrantFacts(1, "earmarked", END), Exclusion.SETTLED),
    ],
)
def test_each_grant_that_is_left_out_has_its_reason(grant: rules.GrantFacts, reason: Exclusion | None) -> None:
    assert rules.exclusion_of(grant, new_end=NEW) == reason


def test_every_state_of_a_request_is_some_gap() -> None:
    assert {rules.gap_of(state) for state in [*ChangeState, None]} == set(rules.Gap)


def test_the_preview_names_every_day_with_old_new_and_rule() -> None:
    terms = Terms(
        grant_from=date(2024, 1, 1),
        grant_until=END,
        work_until=END,
        earmarked_until=date(2030, 12, 31),
        edition="2022",
        interim_proof=True,
        effective_on=date(2024, 2, 1),
    )
    grant = Facts(
        pk=1,
        state="running",
        recipient="municipal",
        terms=terms,
        audit_office=True,
        contracts=(Thing(1, "Beispielvertrag", END), Thing(2, "alt", date(2025, 1, 1))),
    )
    found = rules.moved_days(grant, grant_until=NEW, work_until=NEW, today=date(2025, 10, 1))
    by_key = {(one.key, one.about): (one.old, one.new, one.number) for one in found}
    assert by_key["grant-end", ""] == (END, NEW, "R9")
    assert by_key["grant-work-end", ""] == (END, NEW, "R9")
    assert by_key["grant-proof", ""] == (date(2026, 6, 30), date(2027, 6, 30), "R29")
    assert by_key["purpose-from", ""] == (date(2026, 1, 1), date(2027, 1, 1), "R37")
    assert by_key["contract", "Beispielvertrag"] == (END, NEW, "R22")
    assert by_key["grant-interim-proof", "2025"] == (None, date(2026, 4, 30), "R28")
    assert by_key["grant-earmark-end", ""] == (date(2030, 12, 31), date(2030, 12, 31), "R37")
    audit = by_key["grant-audit-office", ""]
    assert audit[0] is not None
    assert audit[1] is not None
    assert (audit[0] < date(2026, 6, 30), audit[1] < date(2027, 6, 30), audit[2]) == (True, True, "R34")
    assert ("contract", "alt") not in by_key
    proof = next(one for one in found if one.key == "grant-proof")
    assert (proof.edition, proof.citation != "", proof.moves) == ("2022", True, True)


def test_days_a_grant_does_not_have_are_said_not_hidden() -> None:
    terms = Terms(grant_from=date(2024, 1, 1), grant_until=END, proof_due_on=date(2026, 3, 31), edition="2022")
    found = rules.moved_days(
        Facts(pk=1, state="running", recipient="municipal", terms=terms), grant_until=NEW, work_until=None, today=END
    )
    notes = {one.key: (one.old, one.note) for one in found if one.note}
    assert notes["grant-interim-proof"] == (None, rules.NO_INTERIM)
    assert notes["grant-audit-office"] == (None, rules.NO_AUDIT_OFFICE)
    assert notes["grant-proof"] == (date(2026, 3, 31), rules.NAMED)


def test_posts_that_end_before_the_new_end_are_named() -> None:
    rows = [
        rules.Running("Beispielstelle", END),
        rules.Running("vorbei", date(2025, 1, 1)),
        rules.Running("länger", NEW),
    ]
    found = rules.ending(rules.POST, rows, new_end=NEW, today=date(2025, 10, 1))
    assert [(one.about, one.old, one.new) for one in found] == [("Beispielstelle", END, NEW)]


@pytest.mark.parametrize(
    ("kind", "reference", "document", "new_end", "expected"),
    [
        ("decree", "Az. Beispiel 1", True, NEW, []),
        ("press", "", True, NEW, []),
        ("letter", "", True, NEW, ["reference_missing"]),
        ("decree", "Az. Beispiel 1", False, NEW, ["document_missing"]),
        ("decree", "Az. Beispiel 1", True, date(2022, 1, 1), ["end"]),
    ],
)
def test_an_occasion_has_its_day_reference_and_paper(
    kind: str,
    reference: str,
    document: bool,  # noqa: FBT001 - a column of the table
    new_end: date,
    expected: list[str],
) -> None:
    given_ = rules.Occasion("Beispielerlass", kind, date(2022, 1, 10), new_end, reference)
    found = rules.may_open(given_, has_document=document, today=date(2025, 1, 1))
    assert [one.code for one in found] == expected
