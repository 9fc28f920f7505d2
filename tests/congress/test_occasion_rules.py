"""When two events are in each other's way, and what an event must say; without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from strahlkraft.congress.rules import occasions as rules
from strahlkraft.congress.rules.occasions import Common, HostRow, Meeting, OccasionInput

pytestmark = pytest.mark.house
TEN = datetime(2027, 3, 11, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE = Meeting("one", "Eins", TEN, TEN + HOUR, region_id=1, public=False, hosts=frozenset({"Beispiel GmbH"}))
SAID = OccasionInput("Beispiel", "meeting", TEN, TEN + HOUR, venue="Saal", summary="x", hosts=(HostRow("Beispiel"),))


@pytest.mark.parametrize(
    ("other", "common"),
    [
        (replace(ONE, key="other"), (Common.HOSTS, Common.REGION)),
        (replace(ONE, key="other", region_id=2), (Common.HOSTS,)),
        (replace(ONE, key="other", hosts=frozenset({"BEISPIEL gmbh"}), region_id=None), (Common.HOSTS,)),
        (replace(ONE, key="other", hosts=frozenset()), (Common.REGION,)),
        (replace(ONE, key="other", hosts=frozenset(), region_id=2), ()),
        (replace(ONE, key="other", hosts=frozenset(), region_id=None), ()),
        (replace(ONE, key="other", hosts=frozenset(), region_id=None, of_land=True), (Common.AUDIENCE,)),
        (replace(ONE, key="other", starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR), ()),
        (replace(ONE, key="other", starts_at=TEN - HOUR, ends_at=TEN), ()),
        (replace(ONE, key="other", starts_at=TEN - HOUR, ends_at=TEN + 9 * HOUR), (Common.HOSTS, Common.REGION)),
        (ONE, ()),
    ],
)
def test_two_events_collide_by_what_they_share_at_the_same_time(other: Meeting, common: tuple[Common, ...]) -> None:
    assert [row.common for row in rules.collisions(ONE, [other])] == ([common] if common else [])


def test_two_public_events_share_their_audience_and_the_worst_comes_first() -> None:
    open_one = replace(ONE, public=True)
    far = replace(open_one, key="far", region_id=2, hosts=frozenset())
    near = replace(open_one, key="near")

    found = [(row.other.key, row.common) for row in rules.collisions(open_one, [far, near])]

    assert found == [("near", (Common.HOSTS, Common.REGION, Common.AUDIENCE)), ("far", (Common.AUDIENCE,))]


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        (SAID, []),
        (replace(SAID, name=" "), [("name_missing", "name")]),
        (replace(SAID, ends_at=TEN), [("ends_early", "ends_at")]),
        (replace(SAID, ends_at=TEN + timedelta(days=32)), [("too_long", "ends_at")]),
        (replace(SAID, starts_at=TEN.replace(year=1999)), [("year", "starts_at")]),
        (replace(SAID, mode="?"), [("unknown", "mode")]),
        (replace(SAID, stream_url="ftp://b.example"), [("address", "stream_url")]),
        (replace(SAID, mailbox="x"), [("mailbox_wrong", "mailbox")]),
        (replace(SAID, venue="x" * 201), [("too_long", "venue")]),
        (replace(SAID, hosts=(HostRow("A"), HostRow(" a "))), [("host_twice", "hosts")]),
        (replace(SAID, hosts=(HostRow("A", role="co_host"),)), [("host_missing", "hosts")]),
        (replace(SAID, hosts=(HostRow(" "),)), [("host_name", "hosts")]),
        (replace(SAID, hosts=tuple(HostRow(str(n)) for n in range(21))), [("hosts_many", "hosts")]),
    ],
)
def test_what_is_wrong_is_said_at_its_field(given: OccasionInput, problems: list[tuple[str, str]]) -> None:
    assert [(row.code, row.field) for row in rules.content_problems(given)] == problems


def test_an_announced_event_keeps_who_sees_it_and_what_people_need_to_know() -> None:
    given = replace(SAID, visibility="internal", hosts=())

    found = [row.code for row in rules.editing_problems("announced", SAID, given, "")]

    assert found == ["host_missing", "visibility"]
    assert [row.code for row in rules.editing_problems("cancelled", SAID, SAID, "")] == ["state"]


@pytest.mark.parametrize(
    ("stated", "day", "problems"),
    [
        ("2022", date(2022, 12, 31), []),
        ("2022-03", date(2022, 3, 1), []),
        ("2022-03-10", date(2022, 3, 10), []),
        ("2022-03-10", date(2022, 3, 11), ["date_differs"]),
        ("2022-03", date(2022, 4, 1), ["date_differs"]),
    ],
)
def test_an_event_is_taken_up_within_the_date_its_sources_state(stated: str, day: date, problems: list[str]) -> None:
    assert [row.code for row in rules.taking_up_problems(stated, TEN, day)] == problems
