"""The running order as CSV and XLSX, and the event as structured data."""

import csv
import io
import json
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook

from strahlkraft.congress.formats.running_order import running_order_csv, running_order_xlsx
from strahlkraft.congress.formats.structured import event_json_ld, item_json_ld
from strahlkraft.congress.published import Programme, Stage
from tests.congress.formats.programmes import ADA, BASE, HANDED, example, programmes

pytestmark = pytest.mark.house


def test_the_csv_has_every_line_of_the_day_to_the_second_and_runs_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(running_order_csv(example(), **HANDED).decode())))

    assert [(row["date"], row["start"], row["end"], row["seconds"], row["kind"], row["cancelled"]) for row in rows] == [
        ("2026-03-10", "09:30:30", "09:34:00", "210", "pitch", "false"),
        ("2026-03-10", "09:34:30", "09:37:30", "180", "pitch", "true"),
        ("2026-03-10", "12:00:00", "13:00:00", "3600", "break", "false"),
        ("2026-03-10", "17:00:00", "17:30:00", "1800", "other", "false"),
        ("2026-03-11", "10:00:00", "10:30:00", "1800", "keynote", "false"),
    ]
    assert rows[1] == {
        "date": "2026-03-10", "start": "09:34:30", "end": "09:37:30", "seconds": "180", "stage": "Große Bühne",
        "block": "Block 1", "kind": "pitch", "title": "Pitch XYZ789", "people": 'Béa "B" Öztürk-Weiß',
        "organisations": "'=cmd()|' /C calc'!A1", "topic": "Energie", "mode": "onsite", "language": "de",
        "sign_language": "true", "captions": "true", "moderator": "Mo Derator", "cancelled": "true", "code": "XYZ789",
        "url": f"{BASE}/pitches/kongress-2026/XYZ789/",
    }  # fmt: skip


def test_the_german_csv_opens_by_double_click() -> None:
    data = running_order_csv(example(), **HANDED, german=True)

    assert data.startswith(b"\xef\xbb\xbfdate;start;end;seconds;stage;")


def test_the_workbook_speaks_the_reader_s_words_fixes_its_head_and_prints_on_one_page_s_width() -> None:
    data = running_order_xlsx(example(), **HANDED, say=lambda text: text.upper())
    book = load_workbook(io.BytesIO(data))
    sheet = book["RUNNING ORDER"]

    assert book.sheetnames == ["RUNNING ORDER", "Große Bühne", "Kleine Bühne"]
    assert [cell.value for cell in sheet[1]][:5] == ["DATE", "START", "END", "LENGTH", "STAGE"]
    assert [cell.value for cell in sheet[2]][:8] == [
        datetime(2026, 3, 10),  # noqa: DTZ001 - a workbook knows no zone
        time(9, 30, 30),
        time(9, 34),
        timedelta(seconds=210),
        "Große Bühne",
        "Block 1",
        "PITCH",
        "Straßenzustand über <KI> & „Drohnen“ 🚀",
    ]
    assert [row[16].value for row in sheet.iter_rows(min_row=2)] == [None, "YES", None, None, None]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
        "C2",
        "$1:$1",
        "landscape",
        0,
    )


def test_names_of_sheets_are_short_allowed_and_different() -> None:
    names = ("a/b:c*[d]?" * 5, "A b c d " * 6, "history", "'", "RUNNING ORDER")
    programme = example()
    stages = tuple(Stage(f"s{number}", name, programme.stages[0].guid) for number, name in enumerate(names))

    book = load_workbook(io.BytesIO(running_order_xlsx(replace(programme, stages=stages), **HANDED)))

    assert book.sheetnames == [
        "Running order",
        "a b c d a b c d a b c d a b c d",
        "A b c d A b c d A b c d A (2)",
        "history-",
        "-",
        "RUNNING ORDER (2)",
    ]


@pytest.mark.slow
@settings(max_examples=8)
@given(programmes())
def test_any_programme_is_a_table_without_a_formula(programme: Programme) -> None:
    rows = list(csv.reader(io.StringIO(running_order_csv(programme, **HANDED).decode(), newline="")))
    book = load_workbook(io.BytesIO(running_order_xlsx(programme, **HANDED)))
    expected = sum(len(block.items) or 1 for stage in programme.stages for block in stage.blocks)

    assert (len(rows) - 1, book.worksheets[0].max_row - 1) == (expected, expected)
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    assert [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


def test_the_event_and_its_items_are_events_of_schema_org() -> None:
    event = event_json_ld(example(), **HANDED, organisers=("Beispielbüro",))

    assert {key: value for key, value in event.items() if key != "subEvent"} == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": f"{BASE}/termine/kongress-2026/",
        "url": f"{BASE}/termine/kongress-2026/",
        "name": "Beispielkongress 2026",
        "description": "Viele Pitches an zwei Tagen",
        "startDate": "2026-03-10T09:00:00+01:00",
        "endDate": "2026-03-11T17:00:00+01:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
        "location": [
            {"@type": "Place", "name": "Beispielhalle"},
            {"@type": "VirtualLocation", "url": f"{BASE}/termine/kongress-2026/"},
        ],
        "organizer": [{"@type": "Organization", "name": "Beispielbüro"}],
    }
    assert [(inner["name"], inner["eventStatus"].rpartition("/")[2]) for inner in event["subEvent"]] == [
        ("Straßenzustand über <KI> & „Drohnen“ 🚀", "EventScheduled"),
        ("Pitch XYZ789", "EventCancelled"),
        ("Preisverleihung", "EventScheduled"),
        ("Pitch KEY000", "EventScheduled"),
    ]


def test_one_item_belongs_to_the_whole_and_an_unknown_one_is_nothing() -> None:
    item = item_json_ld(example(), "ABC123", **HANDED)

    assert (item["superEvent"]["name"], item["startDate"], item["about"], item["performer"][0]) == (
        "Beispielkongress 2026",
        "2026-03-10T09:30:30+01:00",
        f"{BASE}/projekte/smart-school/",
        {
            "@type": "Person",
            "@id": f"urn:uuid:{ADA.guid}",
            "name": "Ada Beispiel",
            "affiliation": {"@type": "Organization", "name": "Stadt Beispielstadt"},
        },
    )
    assert item_json_ld(example(), "NOSUCH", **HANDED) == {}


@settings(max_examples=8)
@given(programmes())
def test_structured_data_of_any_programme_is_json(programme: Programme) -> None:
    event = event_json_ld(programme, **HANDED, items=False)

    assert (json.loads(json.dumps(event).encode()), "subEvent" in event) == (event, False)
