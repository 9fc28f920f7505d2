"""Calendars: stable, growing, cancelled instead of vanished, right over the change of clocks, whatever the texts are."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example as also
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event, Timezone

from strahlkraft.congress.formats.calendars import Appointment, appointments_calendar, programme_calendar
from strahlkraft.congress.formats.entries import one_line
from strahlkraft.congress.published import Programme
from strahlkraft.kernel.xml_text import xml_text
from tests.congress.formats.programmes import BASE, BEA, BERLIN, HANDED, an_item, at, example, programmes, texts

pytestmark = pytest.mark.house

MEETING = Appointment(
    uid=UUID("7f9c3a52-1111-4222-8333-444455556666"),
    title="Beispielsitzung",
    starts_at=at(10, "14:00:00"),
    ends_at=at(10, "15:30:00"),
    changed_at=datetime(2026, 2, 1, 8, 0, tzinfo=UTC),
)


def read(data: bytes) -> Calendar:
    """The calendar as a program reads it."""
    calendar = Calendar.from_ical(data)
    assert isinstance(calendar, Calendar)
    return calendar


def listed(*rows: Appointment) -> bytes:
    """A list of events under a name."""
    return appointments_calendar(rows, name="Termine", url="/termine/", base_url=BASE)


def shown(event: Event) -> dict[str, Any]:
    """All an event says, times with their zone."""
    return {
        key: value.dt.isoformat()
        if hasattr(value, "dt")
        else [str(one) for one in value.cats]
        if key == "CATEGORIES"
        else value
        for key, value in event.items()
    }


def test_an_item_says_where_when_what_who_and_how_often_it_changed() -> None:
    event = read(programme_calendar(example(), **HANDED)).events[0]

    assert shown(event) == {
        "UID": str(an_item("ABC123", at(10, "09:00:00")).guid),
        "DTSTAMP": "2026-03-01T12:00:00+00:00",
        "LAST-MODIFIED": "2026-03-01T12:00:00+00:00",
        "SEQUENCE": 3,
        "SUMMARY": "Straßenzustand über <KI> & „Drohnen“ 🚀",
        "DTSTART": "2026-03-10T09:30:00+01:00",
        "DTEND": "2026-03-10T09:34:00+01:00",
        "STATUS": "CONFIRMED",
        "LOCATION": "Große Bühne, Beispielhalle",
        "DESCRIPTION": "Kurz & gut\n\nAda Beispiel, Stadt Beispielstadt\nBéa \"B\" Öztürk-Weiß, =cmd()|' /C calc'!A1"
        "\n\nhttps://video.example/%C3%A4%20b?x=1",
        "URL": f"{BASE}/pitches/kongress-2026/ABC123/",
        "CATEGORIES": ["Mobilität & Verkehr"],
    }


def test_what_is_cancelled_stays_in_and_breaks_are_no_dates() -> None:
    events = read(programme_calendar(example(), **HANDED)).events

    assert [(str(event["SUMMARY"]), event["STATUS"], event["SEQUENCE"]) for event in events] == [
        ("Straßenzustand über <KI> & „Drohnen“ 🚀", "CONFIRMED", 3),
        ("Pitch XYZ789", "CANCELLED", 5),
        ("Preisverleihung", "CONFIRMED", 7),
        ("Pitch KEY000", "CONFIRMED", 0),
    ]


def test_a_later_version_keeps_every_uid_and_never_goes_back() -> None:
    first = example()
    later = replace(first, version=8, published_at=first.published_at + timedelta(hours=1))

    before, after = (read(programme_calendar(version, **HANDED)).events for version in (first, later))

    assert [event["UID"] for event in before] == [event["UID"] for event in after]
    assert all(old["SEQUENCE"] <= new["SEQUENCE"] for old, new in zip(before, after, strict=True))
    assert all(old["LAST-MODIFIED"].dt < new["LAST-MODIFIED"].dt for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize(
    ("part", "name", "titles"),
    [
        ({"stage": "klein"}, "Beispielkongress 2026: Kleine Bühne", ["Pitch KEY000"]),
        ({"topic": "energie"}, "Beispielkongress 2026: Energie", ["Pitch XYZ789"]),
        ({"item": "KEY000"}, "Beispielkongress 2026: Pitch KEY000", ["Pitch KEY000"]),
        (
            {"person": BEA.guid},
            "Beispielkongress 2026",
            ["Straßenzustand über <KI> & „Drohnen“ 🚀", "Pitch XYZ789"],
        ),
        ({"stage": "keine"}, "Beispielkongress 2026", []),
    ],
)
def test_a_part_of_the_programme_is_a_calendar_of_its_own(part: dict[str, Any], name: str, titles: list[str]) -> None:
    calendar = read(programme_calendar(example(), **HANDED, **part))

    assert (str(calendar["X-WR-CALNAME"]), [str(event["SUMMARY"]) for event in calendar.events]) == (name, titles)


def test_the_zone_is_berlins_to_the_second_of_each_change() -> None:
    zone = read(programme_calendar(example(), **HANDED)).timezones[0]
    assert isinstance(zone, Timezone)
    berlin = zone.to_tz()
    moments = [
        datetime(year, month, day, hour, minute, tzinfo=UTC)
        for year, month, day in (
            (2026, 3, 29),
            (2026, 10, 25),
            (2027, 3, 28),
            (2027, 10, 31),
            (2026, 7, 1),
            (2026, 12, 1),
        )
        for hour in (0, 1, 2)
        for minute in (0, 59)
    ]

    assert [moment.astimezone(berlin).isoformat() for moment in moments] == [
        moment.astimezone(BERLIN).isoformat() for moment in moments
    ]


def test_the_second_two_o_clock_of_autumn_is_said_in_utc_because_the_zone_cannot_tell_it() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    night = replace(MEETING, starts_at=first, ends_at=first.replace(fold=1))

    event = read(listed(night)).events[0]

    assert (event["DTSTART"].to_ical(), event["DTSTART"].params.get("TZID")) == (b"20261025T023000", "Europe/Berlin")
    assert (event["DTEND"].to_ical(), event["DTEND"].params.get("TZID")) == (b"20261025T013000Z", None)


def test_a_list_of_events_has_whole_days_and_states() -> None:
    days = replace(MEETING, starts_at=date(2026, 3, 10), ends_at=date(2026, 3, 11), cancelled=True, url="/termine/x/")

    calendar = read(listed(MEETING, days))

    assert [
        (event["DTSTART"].to_ical(), event["DTEND"].to_ical(), event["STATUS"], event.get("URL"))
        for event in calendar.events
    ] == [
        (b"20260310T140000", b"20260310T153000", "CONFIRMED", None),
        (b"20260310", b"20260312", "CANCELLED", f"{BASE}/termine/x/"),
    ]
    assert (str(calendar["NAME"]), str(calendar["URL"])) == ("Termine", f"{BASE}/termine/")


@settings(max_examples=25)
@given(texts, texts, texts, texts)
@also("Straße; Weg, Platz\\n", "=1\r\nBEGIN:VEVENT", "ä" * 300, "END:VCALENDAR")
def test_any_text_is_read_back_as_written_in_short_lines(title: str, summary: str, place: str, category: str) -> None:
    row = replace(MEETING, title=title, summary=summary, place=place, categories=(category,))

    data = listed(row)
    event = read(data).events[0]

    def clean(text: str) -> str:
        return xml_text(text.replace("\r\n", "\n").replace("\r", "\n"))

    assert (str(event["SUMMARY"]), str(event.get("DESCRIPTION", "")), str(event.get("LOCATION", ""))) == (
        clean(one_line(title)),
        clean(summary),
        clean(place),
    )
    assert all(len(line) <= 75 and b"\n" not in line for line in data.split(b"\r\n"))


@settings(max_examples=15)
@given(programmes(), st.booleans())
def test_any_programme_is_a_calendar_with_as_many_events(programme: Programme, narrow: bool) -> None:  # noqa: FBT001 - drawn
    part = {"stage": programme.stages[0].slug} if narrow else {}
    stages = programme.stages[:1] if narrow else programme.stages
    expected = sum(len(block.items) or block.kind == "other" for stage in stages for block in stage.blocks)

    assert len(read(programme_calendar(programme, **HANDED, **part)).events) == expected
