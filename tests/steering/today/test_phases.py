"""The derived phase of a project, and which views can be kept."""

from datetime import date, timedelta

import pytest

from strahlkraft.steering.rules import portfolio
from strahlkraft.steering.rules.portfolio import PhaseFacts, ProjectPhase

pytestmark = pytest.mark.house
TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("facts", "phase"),
    [
        (PhaseFacts(), ProjectPhase.PREPARATION),
        (PhaseFacts(reached="preparation", ends_on=TODAY), ProjectPhase.PREPARATION),
        (PhaseFacts(granted=True), ProjectPhase.RUNNING),
        (PhaseFacts(reached="conception"), ProjectPhase.RUNNING),
        (PhaseFacts(granted=True, ends_on=TODAY + timedelta(days=181)), ProjectPhase.RUNNING),
        (PhaseFacts(granted=True, ends_on=TODAY + timedelta(days=180)), ProjectPhase.FINAL),
        (PhaseFacts(granted=True, ends_on=TODAY), ProjectPhase.FINAL),
        (PhaseFacts(granted=True, ends_on=TODAY - timedelta(days=1)), ProjectPhase.ENDED),
        (PhaseFacts(reached="transfer"), ProjectPhase.ENDED),
        (PhaseFacts(closing=True, granted=True, ends_on=TODAY + timedelta(days=400)), ProjectPhase.CLOSING),
        (PhaseFacts(closed=True, closing=True), ProjectPhase.AFTERCARE),
    ],
)
def test_phase_follows_from_closing_term_and_register(facts: PhaseFacts, phase: ProjectPhase) -> None:
    assert portfolio.phase_of(facts, TODAY) is phase


@pytest.mark.parametrize(
    ("name", "kept", "code"),
    [
        ("", 0, "name_missing"),
        ("a" * 61, 0, "too_long"),
        ("new", 20, "too_many"),
        ("0", 20, ""),
        ("new", 19, ""),
    ],
)
def test_view_needs_a_name_and_there_are_twenty_at_most(name: str, kept: int, code: str) -> None:
    found = portfolio.saving_problems(name, "phase=final", kept=frozenset(str(number) for number in range(kept)))
    assert [refusal.code for refusal in found] == ([code] if code else [])


def test_view_has_one_spelling_whatever_the_order_of_its_choices() -> None:
    views = [{"stand": "rot", "phase": "final", "q": ""}, {"phase": "final", "stand": "rot"}]
    assert {portfolio.query_of(view) for view in views} == {"phase=final&stand=rot"}
