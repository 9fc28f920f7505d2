"""Change requests as pure rules: money that moves and never grows (I7), what a notice makes of a request (I11)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.funding.rules import changes as rules

pytestmark = pytest.mark.house

OLD = rules.Money(
    eligible={(2024, "staff"): Decimal("60.00"), (2025, "external"): Decimal("40.00")},
    sources={("grant", "", 2024): Decimal("48.00"), ("own", "", 2024): Decimal("12.00"), ("grant", "", 2025): Decimal("32.00"), ("own", "", 2025): Decimal("8.00")},
)  # fmt: skip
UNTIL = date(2026, 12, 31)
cents = st.integers(0, 10_000_000).map(lambda number: Decimal(number) / 100)


def codes(found: list) -> list[str]:
    return [one.code for one in found]


def test_money_moved_to_a_later_year_costs_nothing() -> None:
    new = rules.Money(
        eligible={(2025, "staff"): Decimal("60.00"), (2026, "external"): Decimal("40.00")},
        sources={
            ("grant", "", 2025): Decimal("48.00"),
            ("own", "", 2025): Decimal("12.00"),
            ("grant", "", 2026): Decimal("32.00"),
            ("own", "", 2026): Decimal("8.00"),
        },
    )
    assert rules.money_problems(OLD, new, cost_neutral=True, until=UNTIL) == []
    assert codes(rules.money_problems(OLD, new, cost_neutral=True, until=date(2025, 12, 31))) == ["after_the_end"]


def test_i7_a_cent_from_one_source_to_another_is_not_cost_neutral() -> None:
    """I7: old total = new total, per source, even where the total as a whole stays."""
    sources = dict(OLD.sources) | {("grant", "", 2024): Decimal("48.01"), ("own", "", 2024): Decimal("11.99")}
    new = rules.Money(OLD.eligible, {}, sources)
    found = rules.money_problems(OLD, new, cost_neutral=True, until=UNTIL)
    assert (codes(found), [one.params["name"] + one.params["what"] for one in found]) == (
        ["not_neutral"] * 2,
        ["grant", "own"],
    )
    assert rules.money_problems(OLD, new, cost_neutral=False, until=UNTIL) == []


def test_a_year_whose_costs_nobody_pays_is_refused() -> None:
    new = rules.Money({(2024, "staff"): Decimal("59.99"), (2025, "external"): Decimal("40.01")}, {}, OLD.sources)
    assert codes(rules.money_problems(OLD, new, cost_neutral=True, until=UNTIL)) == ["year_uneven"] * 2


@given(
    st.dictionaries(st.tuples(st.integers(2020, 2026), st.sampled_from(["staff", "external"])), cents, max_size=8),
    st.integers(-3, 3),
)
def test_i7_moving_every_line_and_source_by_years_stays_neutral_and_a_cent_more_does_not(
    lines: dict[tuple[int, str], Decimal], by: int
) -> None:
    """I7 for any plan: the sums stay when all moves by whole years; one more cent is found."""

    def plan(shift: int, more: Decimal = Decimal(0)) -> rules.Money:
        sources: dict[tuple[str, str, int], Decimal] = {}
        for (year, _category), amount in lines.items():
            key = ("grant", "", year + shift)
            sources[key] = sources.get(key, Decimal(0)) + amount
        first = next(iter(sources), ("grant", "", 2022))
        sources[first] = sources.get(first, Decimal(0)) + more
        return rules.Money({(year + shift, one): amount for (year, one), amount in lines.items()}, {}, sources)

    assert rules.money_problems(plan(0), plan(by), cost_neutral=True, until=None) == []
    assert "not_neutral" in codes(
        rules.money_problems(plan(0), plan(by, Decimal("0.01")), cost_neutral=True, until=None)
    )


@given(st.dictionaries(st.tuples(st.integers(2020, 2026), st.sampled_from(["staff", "external"])), cents, max_size=8))
def test_money_is_stored_and_read_back_to_the_cent(lines: dict[tuple[int, str], Decimal]) -> None:
    money = rules.Money({key: amount for key, amount in lines.items() if amount})
    assert rules.money_of(rules.money_as_json(money)) == money


BEFORE = {"grant_until": "2025-12-31", "work_until": "2025-12-31", "lines": [], "sources": []}
AFTER = BEFORE | {"grant_until": "2026-12-31", "work_until": "2026-12-31"}


@pytest.mark.parametrize(
    ("noticed", "deed", "differing"),
    [
        (rules.Noticed("amendment", UNTIL, UNTIL), "grant", []),
        (rules.Noticed("amendment", date(2026, 6, 30), UNTIL), "grant_partly", ["grant_until"]),
        (rules.Noticed("amendment", UNTIL), "grant_partly", ["work_until"]),
        (rules.Noticed("refusal"), "refuse", ["grant_until", "work_until"]),
        (rules.Noticed("final"), "", ["grant_until", "work_until"]),
    ],
)
def test_a_notice_settles_a_request_by_what_it_gives(noticed: rules.Noticed, deed: str, differing: list[str]) -> None:
    assert rules.deed_of(BEFORE, AFTER, noticed) == deed
    assert [one.name for one in rules.differences(BEFORE, AFTER, noticed)] == differing


def test_a_plan_that_differs_by_year_is_named_year_by_year() -> None:
    after = rules.only_fields("shift", rules.money_as_json(OLD))
    given_money = rules.Money(
        {(2024, "staff"): Decimal("50.00"), (2025, "external"): Decimal("50.00")}, {}, OLD.sources
    )
    noticed = rules.Noticed("amendment", money=given_money)
    found = rules.differences(rules.only_fields("shift", {}), after, noticed)
    assert [(one.name, one.asked, one.given) for one in found if one.name != "amount"] == [
        ("year-2024", Decimal("60.00"), Decimal("50.00")),
        ("year-2025", Decimal("40.00"), Decimal("50.00")),
    ]


@pytest.mark.parametrize(
    ("on", "reason", "expected"),
    [
        (date(2025, 12, 31), "", []),
        (date(2026, 1, 1), "", ["late"]),
        (date(2026, 1, 1), "Die Frist war strittig.", []),
        (date(2026, 1, 3), "Beispiel", ["in_future"]),
        (date(2025, 11, 30), "", ["before_draft"]),
    ],
)
def test_a_request_after_the_old_end_needs_its_reason(on: date, reason: str, expected: list[str]) -> None:
    found = rules.may_submit(
        on=on, today=date(2026, 1, 2), old_end=date(2025, 12, 31), late_reason=reason, drafted_on=date(2025, 12, 1)
    )
    assert codes(found) == expected


def test_a_draft_that_changes_nothing_or_ends_earlier_is_refused() -> None:
    assert codes(rules.may_write("term", BEFORE, rules.Given(BEFORE))) == ["no_change"]
    assert codes(rules.may_write("term", BEFORE, rules.Given(AFTER | {"grant_until": "2025-12-30"}))) == ["end_earlier"]
    assert codes(rules.may_write("term", BEFORE, rules.Given(AFTER | {"grant_until": ""}))) == ["end_missing"]
    assert rules.may_write("term", BEFORE, rules.Given(AFTER)) == []
    assert codes(rules.may_release(reason=" ", own_reason="")) == ["reason_missing"]
