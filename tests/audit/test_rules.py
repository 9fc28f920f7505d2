"""Changes and hashes of the trail."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.audit import rules
from strahlkraft.kernel.partial_date import PartialDate

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_only_changed_fields_are_kept_with_values_every_database_gives_back() -> None:
    before = {"a": 1, "sum": Decimal("10.50"), "same": "x", "gone": True}
    after = {"a": 2, "sum": Decimal("11.00"), "same": "x", "new": PartialDate(2024, 3)}
    assert rules.changes(before, after) == (
        {"a": 1, "sum": "10.50", "gone": True},
        {"a": 2, "sum": "11.00", "new": "2024-03"},
    )


def test_created_and_removed_things_show_all_their_fields_on_one_side() -> None:
    assert rules.changes({}, {"a": None}) == ({}, {"a": None})
    assert rules.changes({"a": None}, {}) == ({"a": None}, {})
    assert rules.changes({"a": 1.0}, {"a": 1.0}) == ({}, {})


def test_values_json_does_not_know_become_text() -> None:
    value = {
        "number": 1.5,
        "day": date(2026, 11, 22),
        "key": UUID(int=1),
        "set": {"b", "a"},
        "pair": (1, True),
        "nul": "a\x00b",
    }
    assert rules.json_safe(value) == {
        "number": "1.5",
        "day": "2026-11-22",
        "key": "00000000-0000-0000-0000-000000000001",
        "set": ["a", "b"],
        "pair": [1, True],
        "nul": "ab",
    }


def test_the_same_moment_has_the_same_spelling_in_every_zone() -> None:
    berlin = datetime(2026, 11, 22, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    utc = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert (
        rules.canonical({"at": berlin}) == rules.canonical({"at": utc}) == b'{"at":"2026-11-22T09:30:00.000000+00:00"}'
    )


@given(st.dictionaries(st.text(), JSON), st.dictionaries(st.text(), JSON))
def test_hash_differs_exactly_when_content_differs(one: dict[str, object], other: dict[str, object]) -> None:
    same = rules.canonical(one) == rules.canonical(other)
    assert (rules.hash_of(rules.GENESIS, one) == rules.hash_of(rules.GENESIS, other)) is same


def test_hash_depends_on_the_predecessor() -> None:
    assert rules.hash_of("0" * 64, {"a": 1}) != rules.hash_of("1" * 64, {"a": 1})


def test_a_label_and_its_salt_cannot_be_swapped() -> None:
    assert rules.label_digest("ab", "c") != rules.label_digest("a", "bc")
