"""What may be done when."""

from decimal import Decimal

import pytest

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.projects import rules
from strahlkraft.projects.rules import ProjectFacts


def codes(refusals: list[Refusal]) -> list[str]:
    return [r.code for r in refusals]


@pytest.mark.parametrize("state", ["draft", "published", "withdrawn", "merged"])
@pytest.mark.parametrize("deed", ["publish", "withdraw", "merge"])
def test_a_deed_is_allowed_only_where_the_table_has_it(state: str, deed: str) -> None:
    allowed = deed in rules.TRANSITIONS[state]

    assert codes(rules.may_move(ProjectFacts(state), deed)) == ([] if allowed else ["wrong_state"])


def test_publishing_names_everything_that_is_missing() -> None:
    empty = ProjectFacts("draft")
    ready = ProjectFacts("draft", title="T", summary="S", has_source=True)

    assert codes(rules.may_publish(empty)) == ["title_missing", "summary_missing", "source_missing"]
    assert codes(rules.may_publish(ready)) == []


def test_a_withdrawal_needs_its_reason() -> None:
    assert codes(rules.may_withdraw(ProjectFacts("published"), "  ")) == ["reason_missing"]
    assert codes(rules.may_withdraw(ProjectFacts("published"), "doppelt erfasst")) == []


def test_merging_asks_for_another_standing_record_of_the_region() -> None:
    record = ProjectFacts("published")

    assert codes(rules.may_merge(record, record, same=True, same_region=True)) == ["same_record"]
    assert codes(rules.may_merge(record, ProjectFacts("merged"), same=False, same_region=False)) == [
        "target_merged",
        "other_region",
    ]
    assert codes(rules.may_merge(record, record, same=False, same_region=True)) == []


def test_phases_follow_each_other_planned_and_actual_apart() -> None:
    good = {"preparation": ("2019", "2019-05"), "closure": ("2022", "2023-01")}
    bad = {"preparation": ("", "2022-05"), "conception": ("", "2021"), "transfer": ("", "2020")}

    assert rules.phase_problems(good) == []
    assert [(r.code, r.field) for r in rules.phase_problems(bad)] == [("phase_order", "conception_actual")]


def test_an_end_lies_not_before_the_start() -> None:
    assert codes(rules.period_problems("2020-05", "2020")) == []
    assert codes(rules.period_problems("2021", "2020-12-31")) == ["end_before_start"]
    assert codes(rules.period_problems("", "2020")) == []


def test_only_one_value_is_shown_first() -> None:
    facts = [
        ("funding", "", Decimal(1), "", True),
        ("funding", "", Decimal(2), "", True),
        ("funding", "", Decimal(3), "", False),
        ("start", "", None, "", True),
        ("total_cost", "", Decimal(-1), "", True),
    ]

    assert [(r.code, r.field) for r in rules.fact_problems(facts)] == [
        ("two_preferred", "facts-1"),
        ("fact_empty", "facts-3"),
        ("amount_negative", "facts-4"),
    ]


@pytest.mark.parametrize(
    ("size", "media_type", "alternative", "credit", "expected"),
    [
        (10, "application/pdf", "", "", []),
        (50_000_000, "application/pdf", "", "", ["too_large"]),
        (0, "application/pdf", "", "", ["empty"]),
        (10, "application/x-msdownload", "", "", ["wrong_type"]),
        (10, "image/svg+xml", "Bild", "Stadt", ["wrong_type"]),
        (10, "image/png", "", "", ["alternative_missing", "credit_missing"]),
        (10, "image/png", "Ein Sensor am Mast", "Beispiel", []),
    ],
)
def test_an_upload_is_judged_by_size_and_real_type(
    size: int, media_type: str, alternative: str, credit: str, expected: list[str]
) -> None:
    refusals = rules.upload_problems(
        size=size, limit=20_000_000, media_type=media_type, alternative=alternative, credit=credit
    )

    assert codes(refusals) == expected
