"""Figures over thousands of made-up portfolios: the parts are the whole, nothing is lost, nothing is rounded early."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.funding.rules.terms import Terms
from strahlkraft.reports.rules.definitions import DEFINITIONS, Code, Grouping
from strahlkraft.reports.rules.excluding import SENTENCES, Reason, Ref
from strahlkraft.reports.rules.facts import Facts, GrantFact, MoneyFact, ProjectFact
from strahlkraft.reports.rules.figures import count, grouped, value_of
from strahlkraft.reports.rules.questions import PRESETS, Question, figures_from, problems

pytestmark = pytest.mark.house
ON = date(2025, 6, 30)
cents = st.decimals(min_value=0, max_value=10**9, places=2)
STATES = ("", "applied", "granted", "effective", "running", "proof_due", "settled", "not_granted")


@st.composite
def portfolios(draw: st.DrawFn) -> Facts:
    """Up to four projects, up to six grants in any state, up to twelve lines of the ledger, some of them left out."""
    projects = [
        ProjectFact(
            number,
            Ref("project", f"beispiel-{number}", f"Beispiel {number}"),
            draw(st.sampled_from(["Nord", "Süd"])),
            draw(st.sampled_from([None, None, Reason.UNFUNDED])),
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]
    grants: list[GrantFact] = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        parents = [row.key for row in grants if row.parent is None]
        notices = draw(st.sampled_from([(), (number,)]))
        grants.append(
            GrantFact(
                key=number,
                ref=Ref("grant", f"G{number}", f"Beispielzuwendung {number}"),
                project=draw(st.sampled_from([None, *(row.key for row in projects)])),
                region=draw(st.sampled_from(["Nord", "Süd"])),
                recipient="Beispielstadt",
                recipient_kind=draw(st.sampled_from(["municipal", "company"])),
                funding_object="e_government",
                state=draw(st.sampled_from(STATES)),
                terms=Terms(
                    amount=draw(st.none() | cents) if notices else None,
                    eligible_total=draw(st.none() | cents) if notices else None,
                    effective_on=ON - timedelta(days=draw(st.integers(0, 900))) if notices else None,
                    notices=notices,
                ),
                parent=draw(st.sampled_from([None, None, *parents])),
                left=draw(st.sampled_from([None, None, Reason.INVENTED])),
            )
        )
    lines = [
        MoneyFact(
            draw(st.sampled_from(grants)).key,
            Ref("ledger", "G", f"Beispielrechnung {number}"),
            ON - timedelta(days=draw(st.integers(0, 900))),
            draw(cents),
            left=draw(st.sampled_from([None, None, Reason.BOOKED_LATER])),
        )
        for number in range(draw(st.integers(0, 12)))
    ]
    return Facts(
        ON,
        example=False,
        projects=tuple(projects),
        grants=tuple(grants),
        spending=tuple(lines),
        by_project={row.key: row for row in projects},
        by_grant={row.key: row for row in grants},
    )


@pytest.mark.slow
@settings(max_examples=40)
@given(portfolios(), st.sampled_from(Code), st.sampled_from(Grouping))
def test_parts_are_the_whole_however_it_is_divided(facts: Facts, code: Code, grouping: Grouping) -> None:
    """I8."""
    figure = count(code, facts)
    parts = [share for group in grouped([figure], grouping) for share in group.counted[code]]
    assert (len(parts), value_of(parts)) == (len(figure.shares), figure.value)


@settings(max_examples=40)
@given(portfolios())
def test_every_line_counts_once_or_is_named_once(facts: Facts) -> None:
    """I9: what is paid is the sum of its receipts, and no receipt is lost."""
    figure = count(Code.SPENT, facts)
    titles = sorted([share.ref.title for share in figure.shares] + [row.ref.title for row in figure.left])
    assert titles == sorted(row.ref.title for row in facts.spending)
    kept = [row for row in facts.spending if row.left is None and facts.by_grant[row.grant].left is None]
    assert figure.value == sum((row.amount for row in kept), Decimal(0))


@settings(max_examples=40)
@given(portfolios())
def test_every_grant_counts_once_or_is_named_once(facts: Facts) -> None:
    """I8: money granted is the sum of the grants, forwarded ones contained in theirs."""
    figure = count(Code.GRANTED, facts)
    assert len(figure.shares) + len(figure.left) == len(facts.grants)
    whole = [row for row in facts.grants if row.left is None and row.parent is None and row.terms.notices]
    assert figure.value == sum((row.terms.amount or Decimal(0) for row in whole), Decimal(0))


@settings(max_examples=40)
@given(portfolios())
def test_every_project_is_in_one_phase(facts: Facts) -> None:
    phases = (Code.PREPARATION, Code.RUNNING, Code.ENDED, Code.FINISHED)
    assert sum(count(code, facts).value or 0 for code in phases) == count(Code.PROJECTS, facts).value


def test_every_figure_and_every_reason_has_its_words() -> None:
    assert (list(DEFINITIONS), list(SENTENCES)) == (list(Code), list(Reason))


def test_often_asked_questions_can_be_answered() -> None:
    asked = [Question(figures, grouping, ON) for _words, figures, grouping in PRESETS.values()]
    assert [problems(one, today=ON) for one in asked] == [[]] * len(PRESETS)


@pytest.mark.parametrize(
    ("figures", "grouping", "day", "codes"),
    [
        (["projects"], Grouping.NONE, ON, []),
        (["projects"], Grouping.NONE, ON + timedelta(days=1), ["future"]),
        (["projects"], Grouping.NONE, date(2017, 12, 31), ["too_early"]),
        ([], Grouping.NONE, ON, ["no_figure"]),
        (["running", "drawn", "spend_rate"], Grouping.YEAR, ON, ["no_year", "no_year"]),
    ],
)
def test_question_is_answered_or_refused_with_its_reason(
    figures: list[str], grouping: Grouping, day: date, codes: list[str]
) -> None:
    question = Question(figures_from(figures), grouping, day)
    assert [one.code for one in problems(question, today=ON)] == codes
