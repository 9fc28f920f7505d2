"""schedule.xml, schedule.json, submissions and the app's menu: valid whatever the texts are, and right."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example as also
from hypothesis import given, settings

from strahlkraft.congress.formats.calendars import programme_calendar
from strahlkraft.congress.formats.entries import listing, web_address
from strahlkraft.congress.formats.giggity import giggity_menu
from strahlkraft.congress.formats.hub_json import hub_json
from strahlkraft.congress.formats.running_order import running_order_csv, running_order_xlsx
from strahlkraft.congress.formats.schedule_json import schedule_json
from strahlkraft.congress.formats.schedule_xml import schedule_xml, schedule_xml_without_people
from strahlkraft.congress.formats.structured import event_json_ld
from strahlkraft.congress.formats.submissions_json import submissions_json
from strahlkraft.congress.published import Programme
from tests.congress.formats.programmes import ADA, BASE, BEA, BERLIN, HANDED, an_item, at, example, large, programmes
from tests.congress.formats.schemas import json_faults, xml_faults

pytestmark = pytest.mark.house

FILE = f"{BASE}/termine/kongress-2026/programm.xml"


@settings(max_examples=25)
@given(programmes())
@also(example())
def test_both_forms_of_schedule_xml_are_valid_whatever_the_texts_are(programme: Programme) -> None:
    assert xml_faults("xsd_schedule.xml.xsd", schedule_xml(programme, **HANDED, url=FILE)) == []
    assert xml_faults("xsd_schedule-without-person.xml.xsd", schedule_xml_without_people(programme, **HANDED)) == []


@settings(max_examples=15)
@given(programmes())
@also(example())
def test_every_json_is_valid_whatever_the_texts_are(programme: Programme) -> None:
    assert json_faults("json_schema.json", json.loads(schedule_json(programme, **HANDED))) == []
    assert json_faults("json_schema2.json", json.loads(hub_json(programme, **HANDED))) == []
    menu = giggity_menu(programme, **HANDED, schedule_url=FILE)
    assert json_faults("giggity-menu-schema.json", json.loads(menu)) == []
    for submission in json.loads(submissions_json(programme, **HANDED)):
        assert json_faults("submission-json_schema.json", submission) == []
        assert json_faults("submission-json_submission.json", submission) == []


def test_an_event_of_schedule_xml_says_all_it_can_hold() -> None:
    root = ET.fromstring(schedule_xml(example(), **HANDED, url=FILE))  # noqa: S314 - written a moment ago
    event = root.find("day/room/event")
    assert event is not None

    assert event.attrib == {"guid": str(an_item("ABC123", at(10, "09:00")).guid), "id": "623698780", "code": "ABC123"}
    assert {child.tag: child.text for child in event if not len(child)} == {
        "room": "Große Bühne",
        "title": "Straßenzustand über <KI> & „Drohnen“ 🚀",
        "subtitle": None,
        "type": "pitch",
        "date": "2026-03-10T09:30:00+01:00",
        "start": "09:30",
        "duration": "00:04",
        "abstract": "Kurz & gut",
        "slug": "kongress_2026-abc123-strassenzustand-ueber-ki-drohnen",
        "track": "Mobilität & Verkehr",
        "language": "de",
        "description": "Zeile eins\nZeile zwei",
        "url": f"{BASE}/pitches/kongress-2026/ABC123/",
    }
    assert [(person.get("guid"), person.text) for person in event.iter("person")] == [
        (str(ADA.guid), "Ada Beispiel"),
        (str(BEA.guid), 'Béa "B" Öztürk-Weiß'),
    ]
    assert [(link.get("href"), link.get("type"), link.text) for link in event.iter("link")] == [
        ("https://video.example/%C3%A4%20b?x=1", "media", "Mitschnitt"),
        ("https://seite.example/", "web", "https://seite.example/"),
        (f"{BASE}/projekte/smart-school/", "related", f"{BASE}/projekte/smart-school/"),
    ]
    assert [(link.get("href"), link.text) for link in event.iter("attachment")] == [
        (f"{BASE}/dateien/folien.pdf", "Folien")
    ]


def test_days_rooms_and_tracks_are_those_of_the_programme_and_the_cancelled_pitch_is_left_out() -> None:
    root = ET.fromstring(schedule_xml(example(), **HANDED))  # noqa: S314 - written a moment ago

    assert [
        (day.get("index"), day.get("date"), day.get("start"), day.get("end"), room.get("name"), event.findtext("title"))
        for day in root.iter("day")
        for room in day
        for event in room
    ] == [
        ("1", "2026-03-10", "2026-03-10T09:30:00+01:00", "2026-03-10T17:30:00+01:00", *rest)
        for rest in (
            ("Große Bühne", "Straßenzustand über <KI> & „Drohnen“ 🚀"),
            ("Große Bühne", "Preisverleihung"),
        )
    ] + [("2", "2026-03-11", "2026-03-11T10:00:00+01:00", "2026-03-11T10:30:00+01:00", "Kleine Bühne", "Pitch KEY000")]
    assert [track.attrib for track in root.iter("track") if track.get("slug")] == [
        {"name": "Mobilität & Verkehr", "slug": "mobilitaet", "color": "#1f47c4"},
        {"name": "Energie", "slug": "energie", "color": "#52607a"},
    ]


def test_no_format_tells_the_code_of_a_person_which_opens_their_page() -> None:
    programme = example()
    written = [
        schedule_xml(programme, **HANDED),
        schedule_json(programme, **HANDED),
        hub_json(programme, **HANDED),
        submissions_json(programme, **HANDED),
        programme_calendar(programme, **HANDED),
        running_order_csv(programme, **HANDED),
        json.dumps(event_json_ld(programme, **HANDED)).encode(),
    ]

    assert [text for text in written if b"secret-of" in text] == []


def test_pitches_that_follow_each_other_by_seconds_do_not_overlap_in_full_minutes() -> None:
    programme = large(40)
    shown = [
        (entry.begins, entry.finishes, entry.minutes)
        for entry in listing(programme, **HANDED).entries
        if entry.stage == "Bühne 0"
    ]

    assert [end <= start for (_b, end, _m), (start, _e, _n) in pairwise(shown)] == [True] * 9
    assert {minutes for _begin, _end, minutes in shown} == {3}


def test_a_pitch_over_the_night_the_clocks_change_lasts_as_long_as_planned() -> None:
    spring = an_item("SPRING", at(29, "01:45:00"), seconds=1800)
    autumn = an_item("AUTUMN", datetime(2026, 10, 25, 2, 45, tzinfo=BERLIN), seconds=1800)
    programme = example()
    block = replace(programme.stages[0].blocks[0], items=(spring, autumn))
    changed = replace(programme, stages=(replace(programme.stages[0], blocks=(block,)),))

    entries = listing(changed, **HANDED).entries

    assert [(entry.begins.isoformat(), entry.finishes.isoformat(), entry.minutes) for entry in entries] == [
        ("2026-03-29T01:45:00+01:00", "2026-03-29T03:15:00+02:00", 30),
        ("2026-10-25T02:45:00+02:00", "2026-10-25T02:15:00+01:00", 30),
    ]
    assert xml_faults("xsd_schedule.xml.xsd", schedule_xml(changed, **HANDED)) == []


def test_stages_of_one_name_stay_apart() -> None:
    programme = example()
    same = replace(programme, stages=tuple(replace(stage, name="Bühne") for stage in programme.stages))

    conference = json.loads(schedule_json(same, **HANDED))["schedule"]["conference"]

    assert [list(day["rooms"]) for day in conference["days"]] == [["Bühne"], ["Bühne-2"]]


def test_an_empty_programme_is_a_valid_schedule_with_its_first_day() -> None:
    empty = replace(example(), stages=(), topics=())

    assert xml_faults("xsd_schedule.xml.xsd", schedule_xml(empty, **HANDED)) == []
    assert [day["date"] for day in json.loads(schedule_json(empty, **HANDED))["schedule"]["conference"]["days"]] == [
        "2026-03-10"
    ]


def test_the_second_generation_keeps_seconds_breaks_and_what_is_cancelled() -> None:
    events = json.loads(hub_json(example(), **HANDED))["schedule"]["events"]

    assert [(event["type"], event["start"], event["end"], event.get("state")) for event in events] == [
        ("LIGHTNING_TALK", "2026-03-10T09:30:30+01:00", "2026-03-10T09:34:00+01:00", "CONFIRMED"),
        ("LIGHTNING_TALK", "2026-03-10T09:34:30+01:00", "2026-03-10T09:37:30+01:00", "CANCELED"),
        ("BREAK", "2026-03-10T12:00:00+01:00", "2026-03-10T13:00:00+01:00", None),
        ("OTHER", "2026-03-10T17:00:00+01:00", "2026-03-10T17:30:00+01:00", "CONFIRMED"),
        ("TALK", "2026-03-11T10:00:00+01:00", "2026-03-11T10:30:00+01:00", "CONFIRMED"),
    ]


def test_the_menu_grows_its_version_with_every_publication() -> None:
    later = replace(example(), published_at=example().published_at + timedelta(minutes=15))

    versions = [
        json.loads(giggity_menu(programme, **HANDED, schedule_url=FILE))["version"] for programme in (example(), later)
    ]

    assert versions == [2026030152, 2026030153]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("/termine/x/", f"{BASE}/termine/x/"),
        ("https://ö.example/ä?q=ü#ß", "https://xn--nda.example/%C3%A4?q=%C3%BC#%C3%9F"),
        ("https://x.example/100%", "https://x.example/100%25"),
        ("", ""),
        ("no address", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://", ""),
        ("http://[::1", ""),
        (f"https://{'ö' * 80}.example/", ""),
        ('https://x"y.example/', ""),
    ],
)
def test_an_address_is_made_whole_and_clean_or_dropped(url: str, address: str) -> None:
    assert web_address(url, BASE) == address


Write = Callable[..., Any]
WRITERS: dict[str, Write] = {
    "schedule.xml": schedule_xml,
    "schedule.xml without people": schedule_xml_without_people,
    "schedule.json": schedule_json,
    "second generation": hub_json,
    "submissions": submissions_json,
    "calendar": programme_calendar,
    "CSV": running_order_csv,
    "XLSX": running_order_xlsx,
    "JSON-LD": event_json_ld,
}


@pytest.mark.parametrize("name", WRITERS)
def test_five_hundred_pitches_are_written_to_the_same_bytes_every_time(name: str) -> None:
    programme, write = large(), WRITERS[name]

    assert write(programme, **HANDED) == write(programme, **HANDED)
