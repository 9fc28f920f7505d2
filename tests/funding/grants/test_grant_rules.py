"""What a grant needs from its application to the archive, and in which phase it is; without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.funding.rules import grants as rules
from strahlkraft.funding.rules.grants import ConsentInput, GrantInput, ParentFacts
from strahlkraft.funding.rules.phase import FINAL_DAYS, Phase, PhaseFacts, phase_of
from strahlkraft.funding.rules.vocabulary import GRANT_MOVES, GrantState
from strahlkraft.kernel.refusal import Refusal

pytestmark = pytest.mark.house

TODAY = date(2026, 3, 2)
WHOLE = GrantInput(title="Lampen", recipient=1, project=2, applied_on=date(2026, 1, 5))


def said(refusals: list[Refusal]) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in refusals]


def test_an_application_names_purpose_recipient_and_project_and_lies_in_the_past() -> None:
    assert rules.application_problems(WHOLE, today=TODAY) == []
    empty = GrantInput(title=" ", recipient=None, applied_on=TODAY + timedelta(1), recipient_kind="?")
    assert said(rules.application_problems(empty, today=TODAY)) == [
        ("title_missing", "title"),
        ("recipient_missing", "recipient"),
        ("project_missing", "project"),
        ("unknown_choice", "recipient_kind"),
        ("future", "applied_on"),
    ]


def test_only_the_offices_own_grant_has_no_project() -> None:
    own = replace(WHOLE, project=None, funding_object="project_office")
    assert rules.application_problems(own, today=TODAY) == []
    both = replace(WHOLE, funding_object="project_office")
    assert said(rules.application_problems(both, today=TODAY)) == [("project_of_office", "project")]


def test_a_grant_is_forwarded_once_within_the_project_to_somebody_else() -> None:
    fits = ParentFacts("running", same_region=True, same_project=True, forwarded_itself=False, same_recipient=False)
    assert rules.parent_problems(fits) == []
    wrong = {
        "same_region": (False, "parent_elsewhere"),
        "same_project": (False, "parent_elsewhere"),
        "forwarded_itself": (True, "parent_forwarded"),
        "same_recipient": (True, "parent_same"),
        "state": ("settled", "parent_over"),
    }
    for name, (value, code) in wrong.items():
        assert said(rules.parent_problems(replace(fits, **{name: value}))) == [(code, "parent")]


def test_r3_an_award_without_a_plan_is_refused() -> None:
    assert rules.may_award(has_plan=True) == []
    assert said(rules.may_award(has_plan=False)) == [("no_plan", "")]


@given(st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.integers(-400, 400), st.integers(-400, 400))
def test_r4_the_red_flag_is_up_exactly_before_notice_and_consent(award: date, consent_after: int, first: int) -> None:
    consent, begun = award + timedelta(consent_after), award + timedelta(first)
    allowed = rules.allowed_from(award, [consent])
    assert bool(rules.begun_early(begun, allowed)) is (begun < min(award, consent))


def test_r4_something_begun_with_nothing_to_allow_it_is_flagged_and_nothing_begun_is_not() -> None:
    assert said(rules.begun_early(TODAY, None)) == [("begun_early", "")]
    assert rules.begun_early(None, None) == []
    assert rules.begun_early(TODAY, TODAY) == []


def test_r4_a_consent_is_written_dated_and_does_not_reach_back() -> None:
    good = ConsentInput("Az. 1", date(2026, 1, 5), date(2026, 1, 5))
    assert rules.consent_problems(good, document=True, state="applied", today=TODAY) == []
    bad = ConsentInput(" ", TODAY + timedelta(1), date(2026, 1, 1))
    assert said(rules.consent_problems(bad, document=False, state="settled", today=TODAY)) == [
        ("wrong_state", ""),
        ("reference_missing", "reference"),
        ("future", "consented_on"),
        ("backwards", "starts_on"),
        ("document_missing", "file"),
    ]
    none = ConsentInput("Az. 1", None, None)
    assert said(rules.consent_problems(none, document=True, state="applied", today=TODAY)) == [
        ("day_missing", "consented_on"),
        ("day_missing", "starts_on"),
    ]


def test_work_begins_on_the_day_of_the_notice_or_of_an_earlier_consent() -> None:
    award, consent = date(2026, 1, 10), date(2026, 1, 5)
    for day, consents, code in (
        (award, [], ""),
        (award - timedelta(1), [], "too_early"),
        (consent, [consent], ""),
        (consent - timedelta(1), [consent], "too_early"),
        (TODAY + timedelta(1), [], "future"),
        (None, [], "day_missing"),
    ):
        found = rules.may_begin(day, notified_on=award, consents=consents, today=TODAY)
        assert said(found) == ([(code, "on")] if code else [])


def test_work_ends_at_its_end_or_with_the_purpose_and_not_while_more_time_is_asked_for() -> None:
    over, later, ago = TODAY - timedelta(1), TODAY + timedelta(1), date(2026, 2, 1)
    for fulfilled, ends_on, asked, codes in (
        (None, over, False, []),
        (None, TODAY, False, ["not_over"]),
        (None, None, False, ["not_over"]),
        (ago, later, False, []),
        (ago, later, True, ["request_open"]),
        (later, later, False, ["future"]),
        (date(2025, 1, 1), later, False, ["before_begin"]),
    ):
        found = rules.may_end(
            fulfilled_on=fulfilled, begun_on=date(2026, 1, 10), ends_on=ends_on, open_request=asked, today=TODAY
        )
        assert [one.code for one in found] == codes


def test_a_correction_goes_to_another_known_state_with_a_reason_one_at_a_time() -> None:
    assert rules.correction_problems(state="running", to_state="effective", reason="vertippt", open_one=False) == []
    found = rules.correction_problems(state="running", to_state="running", reason=" ", open_one=True)
    assert said(found) == [("asked_already", ""), ("same_state", "to_state"), ("reason_missing", "reason")]
    long = rules.correction_problems(state="running", to_state="?", reason="x" * 2001, open_one=False)
    assert said(long) == [("unknown_choice", "to_state"), ("too_long", "reason")]
    assert said(rules.may_confirm_correction(confirmed=True, from_state="a", state="a")) == [("done_already", "")]
    assert said(rules.may_confirm_correction(confirmed=False, from_state="a", state="b")) == [("moved_on", "")]
    assert rules.may_confirm_correction(confirmed=False, from_state="a", state="a") == []


def test_once_decided_only_name_audit_office_and_tax_may_change() -> None:
    before = {"title": "a", "has_audit_office": True, "deducts_input_tax": False, "recipient_id": 1}
    after = {"title": "b", "has_audit_office": False, "deducts_input_tax": True, "recipient_id": 2}
    assert said(rules.may_edit_granted(before, after)) == [("decided", "recipient")]
    assert rules.may_edit_granted(before, {**after, "recipient_id": 1}) == []


def test_every_state_has_a_phase() -> None:
    assert {phase_of(PhaseFacts(state), TODAY) for state in GrantState} == set(Phase) - {Phase.EXTENSION, Phase.FINAL}
    assert set(GRANT_MOVES) == set(GrantState)


def test_the_final_stretch_begins_180_days_before_the_end_and_an_open_request_says_more() -> None:
    edge = TODAY + timedelta(FINAL_DAYS)
    assert phase_of(PhaseFacts("running", edge), TODAY) is Phase.FINAL
    assert phase_of(PhaseFacts("running", edge + timedelta(1)), TODAY) is Phase.RUNNING
    assert phase_of(PhaseFacts("running", edge, term_request=True), TODAY) is Phase.EXTENSION
    assert phase_of(PhaseFacts("running"), TODAY) is Phase.RUNNING
    assert phase_of(PhaseFacts("running", TODAY - timedelta(5)), TODAY) is Phase.FINAL
    assert phase_of(PhaseFacts("proof_due", edge, term_request=True), TODAY) is Phase.PROOF
