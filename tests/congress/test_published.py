"""The published programme as a value: stored and read back it is the same; an end is right over the change of clocks."""

import json
from datetime import datetime

import pytest
from hypothesis import given, settings

from strahlkraft.congress.published import Programme
from tests.congress.formats.programmes import ADA, BEA, BERLIN, an_item, at, example, programmes

pytestmark = pytest.mark.house


@settings(max_examples=15)
@given(programmes())
def test_a_programme_stored_as_json_and_read_back_is_the_same(programme: Programme) -> None:
    assert Programme.from_json(json.loads(json.dumps(programme.to_json()))) == programme


def test_a_programme_keeps_the_hour_on_the_door_when_stored() -> None:
    read = Programme.from_json(example().to_json())

    assert [item.starts_at.isoformat() for _stage, _block, item in read.placed()] == [
        "2026-03-10T09:30:30+01:00",
        "2026-03-10T09:34:30+01:00",
        "2026-03-11T10:00:00+01:00",
    ]


def test_everybody_on_stage_is_named_once_in_order_of_appearance() -> None:
    assert list(example().people().values()) == [ADA, BEA]


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        (at(29, "01:45:00"), "2026-03-29T03:15:00+02:00"),
        (datetime(2026, 10, 25, 2, 45, tzinfo=BERLIN), "2026-10-25T02:15:00+01:00"),
    ],
)
def test_an_item_ends_after_its_seconds_also_in_the_night_the_clocks_change(starts_at: datetime, ends_at: str) -> None:
    assert an_item("NIGHT0", starts_at, seconds=1800).ends_at.isoformat() == ends_at
