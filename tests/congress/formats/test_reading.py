"""What comes in from others: tables of submissions and foreign schedules, friendly and hostile."""

import contextlib
from datetime import UTC, timedelta
from uuid import UUID

import pytest
from hypothesis import example as also
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.congress.formats.entries import COLOURS, listing, one_line
from strahlkraft.congress.formats.running_order import running_order_csv
from strahlkraft.congress.formats.schedule_reading import (
    ItemRow,
    PersonRow,
    StageRow,
    TopicRow,
    read_schedule,
)
from strahlkraft.congress.formats.schedule_xml import schedule_xml
from strahlkraft.congress.formats.submissions_csv import SpeakerRow, SubmissionRow, read_submissions
from strahlkraft.congress.published import Link, Programme
from strahlkraft.kernel.refusal import Refused
from tests.congress.formats.programmes import HANDED, at, example, large, programmes

pytestmark = pytest.mark.house

GERMAN = (
    "Titel des Pitches;In einem Satz;Themenfeld;Sprache;Vor-Ort oder digital?;Dauer (Minuten);Gebärdensprache;"
    "Kommune;Vortragende;E-Mail-Adresse;Speaker e-mails;Lieblingsfarbe\r\n"
    "Straßenzustand über KI;Kurz;Mobilität;Deutsch;Zugeschaltet;3,5;ja;Beispielstadt;"
    '"Ada Beispiel; Bea Beispiel";info@beispiel.example;ada@beispiel.example;blau\r\n'
    "\r\n"
    "'=1+1;;;;;;;;;;;\r\n"
)
READ = (
    SubmissionRow(
        line=2,
        title="Straßenzustand über KI",
        summary="Kurz",
        topic="Mobilität",
        mode="remote",
        seconds=210,
        sign_language=True,
        organisation="Beispielstadt",
        mailbox="info@beispiel.example",
        speakers=(SpeakerRow("Ada Beispiel", "ada@beispiel.example"), SpeakerRow("Bea Beispiel")),
    ),
    SubmissionRow(line=4, title="=1+1"),
)


def refusals_of_table(data: bytes) -> list[str]:
    """The sentences a table is refused with."""
    with pytest.raises(Refused) as refused:
        read_submissions(data)
    return [reason.message % reason.params for reason in refused.value.refusals]


def refusals_of_schedule(data: bytes) -> list[str]:
    """The sentences a schedule is refused with."""
    with pytest.raises(Refused) as refused:
        read_schedule(data)
    return [reason.message % reason.params for reason in refused.value.refusals]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_german_table_is_read_in_every_encoding_spreadsheets_write(encoding: str) -> None:
    found = read_submissions(GERMAN.encode(encoding))

    assert (found.rows, found.ignored) == (READ, ("Lieblingsfarbe",))


@pytest.mark.parametrize("before", ["", "sep=,\r\n"])
def test_an_english_table_with_commas_is_read(before: str) -> None:
    table = f'{before}Title,Kind,Duration in seconds,Language,Prize\r\n"One, two",Keynote,600,EN,x\r\n'

    assert read_submissions(table.encode()).rows == (
        SubmissionRow(
            line=2 + bool(before), title="One, two", kind="keynote", seconds=600, language="en", for_prize=True
        ),
    )


@pytest.mark.parametrize(
    ("length", "seconds"), [("3", 180), ("3 min", 180), ("3.5", 210), ("180 s", 180), ("3:00", 180), ("0:03:30", 210)]
)
def test_lengths_are_understood_as_people_write_them(length: str, seconds: int) -> None:
    assert read_submissions(f"Titel;Dauer\nEins;{length}\n".encode()).rows[0].seconds == seconds


def test_every_defect_names_its_line_and_column_as_the_file_does() -> None:
    table = (
        "Titel;Sprache;E-Mail;Dauer;Vortragende;E-Mail der Vortragenden;Preis\n"
        '"Eins\nzwei";Klingonisch;keine;0;Ada;a@b.example, c@d.example;ja\n'
        ";;;;;;\n"
        ";de;;;;;\n"
        f"{'x' * 201};de;;eine Stunde;;;vielleicht\n"
        "Fünf;de;;;;;ja;zu viel\n"
    )

    assert refusals_of_table(table.encode()) == [
        "Line 2, column “Sprache”: “Klingonisch” is not known here.",
        "Line 2, column “Dauer”: “0” is no length between 30 seconds and 2 hours.",
        "Line 2, column “E-Mail”: “keine” is no e-mail address.",
        "Line 2, column “E-Mail der Vortragenden”: more e-mail addresses than people.",
        "Line 5, column “Titel”: the title is missing.",
        "Line 6, column “Titel”: longer than 200 characters.",
        "Line 6, column “Dauer”: “eine Stunde” is no length between 30 seconds and 2 hours.",
        "Line 6, column “Preis”: “vielleicht” is not known here.",
        "Line 7 has more cells than the first line has columns.",
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The first line must name the columns, and one of them the title: “Titel” or “Title”."),
        (b"\xff\xfe\x00", "The file is not text in UTF-8 or Windows-1252."),
        (b"Titel\0;x\n", "The file is not text in UTF-8 or Windows-1252."),
        (b"Titel;\x81\n", "The file is not text in UTF-8 or Windows-1252."),
        (b"PK\x03\x04 a workbook", "This is a workbook. Save it as CSV in UTF-8 and try again."),
        (b"Name;Ort\nx;y\n", "The first line must name the columns, and one of them the title: “Titel” or “Title”."),
        (b"Titel;Title\nx;y\n", "The columns “Titel” and “Title” mean the same. Leave one out."),
        (b"Titel\n", "The file has a head but no line with a submission."),
        (
            b'Titel;Thema\nEins;x\n"offen;y\nz;w\n',
            "From line 3 on, the file is not CSV: a quotation mark is missing or a cell is too long.",
        ),
        (
            b"Titel\n" + b"x" * 200_000,
            "From line 2 on, the file is not CSV: a quotation mark is missing or a cell is too long.",
        ),
        (b"Titel\n" + b"x\n" * 10_001, "The file has more than 10000 lines."),
        (b" " * 10_000_001, "The file is larger than 10 MB."),
    ],
    ids=range(12),
)
def test_a_table_that_cannot_be_taken_in_is_refused_with_one_sentence(data: bytes, sentence: str) -> None:
    assert refusals_of_table(data) == [sentence]


def test_what_the_running_order_defused_is_read_as_it_was() -> None:
    whole = running_order_csv(example(), **HANDED, german=True).splitlines(keepends=True)
    pitches = b"".join(line for line in whole if b";kind;" in line or b";pitch;" in line)

    rows = read_submissions(pitches).rows

    assert [(row.title, row.seconds, row.organisation, row.speakers) for row in rows[1:]] == [
        ("Pitch XYZ789", 180, "=cmd()|' /C calc'!A1", (SpeakerRow('Béa "B" Öztürk-Weiß'),))
    ]


@settings(max_examples=60)
@given(
    st.binary(max_size=120)
    | st.text(max_size=120).map(lambda text: f"Titel;Dauer;Sprache\n{text}".encode("utf-8", "replace"))
)
def test_no_table_ends_in_an_error(data: bytes) -> None:
    with contextlib.suppress(Refused):
        assert read_submissions(data).rows


def expected_rows(programme: Programme) -> tuple[list[tuple[object, ...]], dict[UUID, str]]:
    """What of a programme schedule.xml and the rows can both hold: items in order, and the people's names."""
    items: list[tuple[object, ...]] = []
    people: dict[UUID, str] = {}
    for day in listing(programme, **HANDED).days():
        for entry in (entry for entries in day.stages.values() for entry in entries):
            named = [(person.guid, one_line(person.name)) for person in entry.people if one_line(person.name)]
            for guid, name in named:
                people.setdefault(guid, name)
            links = [
                Link(
                    "page" if link.kind == "project" else link.kind,
                    link.title if link.title != link.url else "",
                    link.url,
                )
                for link in entry.links
            ]
            items.append(
                (
                    entry.guid,
                    entry.code,
                    entry.title,
                    entry.kind,
                    entry.stage,
                    entry.begins.astimezone(UTC),
                    entry.minutes * 60,
                    entry.summary.strip(),
                    entry.description.strip(),
                    one_line(entry.topic.name) if entry.topic else "",
                    entry.language,
                    entry.url,
                    tuple(dict.fromkeys(guid for guid, _name in named)),
                    (*(link for link in links if link.kind != "slides"), *(x for x in links if x.kind == "slides")),
                )
            )
    return items, people


@settings(max_examples=25)
@given(programmes())
@also(example())
@also(large(40))
def test_a_programme_sent_out_and_taken_in_again_loses_nothing_both_can_hold(programme: Programme) -> None:
    file = read_schedule(schedule_xml(programme, **HANDED))

    items, people = expected_rows(programme)
    assert [
        (
            row.guid, row.code, row.title, row.kind, row.stage, row.starts_at.astimezone(UTC), row.seconds, row.summary, row.description,
            row.topic, row.language, row.url, row.people, row.links,
        )
        for row in file.items
    ] == items  # fmt: skip
    assert {row.guid: row.name for row in file.people} == people


def test_topics_and_stages_come_back_with_colour_and_identifier() -> None:
    file = read_schedule(schedule_xml(example(), **HANDED))

    assert (file.title, file.acronym, file.version) == ("Beispielkongress 2026", "kongress_2026", "7")
    assert file.topics == (TopicRow("Mobilität & Verkehr", "mobilitaet", 1), TopicRow("Energie", "energie", 8))
    assert file.stages == tuple(StageRow(stage.name, stage.guid) for stage in example().stages)


FRAB = """<?xml version="1.0" encoding="utf-8"?>
<schedule>
  <version>1.3</version>
  <conference>
    <acronym>beispiel26</acronym><title>Beispieltagung</title>
    <start>2026-03-10</start><end>2026-03-11</end><days>1</days>
    <day_change>04:00:00</day_change><timeslot_duration>00:15</timeslot_duration>
  </conference>
  <day date="2026-03-10" index="1">
    <room name="Aula">
      <event id="17">
        <start>09:15</start><duration>00:45</duration><room>Aula</room><slug>eins</slug>
        <recording><license></license><optout>true</optout></recording>
        <title>Eins &amp; zwei</title><subtitle>Unter</subtitle><track>Verwaltung</track><type>keynote</type>
        <language>de-formal</language><abstract>Kurz</abstract><description></description>
        <persons><person id="3">Ada Beispiel</person><person id="4"> </person></persons>
        <links><link href="https://a.example/">A</link><link href="javascript:x">B</link></links>
      </event>
      <event id="18">
        <start>00:30</start><duration>30</duration><title>Nachts</title><type></type>
        <persons><person id="3">Ada Beispiel</person></persons>
      </event>
    </room>
  </day>
</schedule>"""


def test_a_schedule_of_frab_without_guids_zones_and_dates_is_read_the_same_every_time() -> None:
    file = read_schedule(FRAB.encode())
    first, second = file.items

    assert first == ItemRow(
        line=11,
        guid=UUID("100d5979-c456-5973-aad7-b3936b74ae84"),
        code="",
        title="Eins & zwei",
        subtitle="Unter",
        kind="keynote",
        type="keynote",
        stage="Aula",
        starts_at=at(10, "09:15:00"),
        seconds=2700,
        summary="Kurz",
        description="",
        topic="Verwaltung",
        language="de",
        url="",
        people=(file.people[0].guid,),
        links=(Link("page", "A", "https://a.example/"),),
        no_recording=True,
    )
    assert (second.starts_at, second.seconds, second.people) == (at(11, "00:30:00"), 1800, first.people)
    assert (file.people, file.topics) == (
        (PersonRow(first.people[0], "Ada Beispiel"),),
        (TopicRow("Verwaltung", "", 1),),
    )
    assert read_schedule(FRAB.encode()) == file


PRETALX = """<?xml version='1.0' encoding='utf-8' ?>
<!-- Made elsewhere. -->
<schedule>
    <generator name="pretalx" version="2026.1" />
    <version>0.9</version>
    <conference>
        <acronym>beispiel-2026</acronym><title>Beispiel</title>
        <time_zone_name>Europe/Lisbon</time_zone_name><base_url>https://tagung.example/</base_url>
        <track name="Daten" slug="1-daten" color="#0B6B3A" />
    </conference>
    <day index='1' date='2026-03-10' start='2026-03-10T04:00:00+00:00' end='2026-03-11T03:59:00+00:00'>
        <room name='Saal &quot;A&quot;' guid='11111111-1111-4111-8111-111111111111'>
            <event guid='22222222-2222-4222-8222-222222222222' id='88' code='QWERT7'>
                <room>Saal "A"</room><title>Offene Daten</title><subtitle></subtitle><type>Talk (short)</type>
                <date>2026-03-10T23:30:00</date><start>23:30</start><duration>01:00:30</duration>
                <abstract>A</abstract><track>Daten</track><logo></logo>
                <attachments><attachment href="/media/folien.pdf">Folien</attachment></attachments>
            </event>
        </room>
    </day>
</schedule>"""


def test_a_schedule_of_pretalx_keeps_guids_codes_zone_and_relative_addresses() -> None:
    file = read_schedule(PRETALX.encode())
    row = file.items[0]

    assert (str(row.guid), row.code, row.stage, row.seconds, row.kind, row.type) == (
        "22222222-2222-4222-8222-222222222222", "QWERT7", 'Saal "A"', 3630, "pitch", "Talk (short)",
    )  # fmt: skip
    assert row.starts_at.isoformat() == "2026-03-10T23:30:00+00:00"
    assert row.links == (Link("slides", "Folien", "https://tagung.example/media/folien.pdf"),)
    assert file.topics == (TopicRow("Daten", "1-daten", COLOURS.index("#0b6b3a") + 1),)


BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE schedule [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><schedule>&b;</schedule>"""
)
SYSTEM = b"""<!DOCTYPE schedule SYSTEM "file:///etc/passwd"><schedule/>"""
REFUSED_DTD = "The file declares a document type. Such files can do harm when read, so it was refused."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (BOMB, REFUSED_DTD),
        (SYSTEM, REFUSED_DTD),
        (b"", "The file is not XML: line 1, column 1 cannot be read."),
        (b'{"schedule": {}}', "The file is not XML: line 1, column 1 cannot be read."),
        (b"<schedule>\n  <day></schedule>", "The file is not XML: line 2, column 10 cannot be read."),
        (b"<schedule>&unknown;</schedule>", "The file is not XML: line 1, column 11 cannot be read."),
        (b"<html/>", "This is no schedule.xml: its outermost part is “html”, not “schedule”."),
        (b'<?xml version="1.0" encoding="nobody"?><schedule/>', "The file is in an encoding that cannot be read."),
        (b'<?xml version="1.0" encoding="shift_jis"?><schedule/>', "The file is in an encoding that cannot be read."),
        (
            b"<schedule>" + b"<day>" * 40 + b"</day>" * 40 + b"</schedule>",
            "The file has more parts, one inside the other, than a programme can have.",
        ),
        (b"<schedule>" + b" " * 20_000_000, "The file is larger than 20 MB."),
    ],
    ids=range(11),
)
def test_a_file_that_is_no_schedule_or_could_do_harm_is_refused_with_one_sentence(data: bytes, sentence: str) -> None:
    assert refusals_of_schedule(data) == [sentence]


def test_every_event_that_cannot_be_placed_is_named_with_its_line() -> None:
    broken = (
        FRAB.replace("<start>09:15</start>", "<start>25:99</start>")
        .replace("<duration>30</duration>", "<duration>∞</duration>")
        .replace('<room name="Aula">', "<room>")
    )

    assert refusals_of_schedule(broken.encode()) == [
        "Line 11, “Eins & zwei”: no day and time that can be read.",
        "Line 19, “Nachts”: no length that can be read.",
        "Line 19, “Nachts”: the room has no name.",
    ]


def test_an_identifier_that_stands_twice_is_refused() -> None:
    assert refusals_of_schedule(FRAB.replace('id="18"', 'id="17"').encode()) == [
        "Line 19, “Nachts”: its identifier stands twice in the file."
    ]


@settings(max_examples=80)
@given(st.integers(0, len(FRAB.encode()) - 1), st.binary(max_size=12), st.integers(0, 40))
def test_no_damaged_schedule_ends_in_an_error(place: int, damage: bytes, gone: int) -> None:
    whole = FRAB.encode()
    with contextlib.suppress(Refused):
        assert read_schedule(whole[:place] + damage + whole[place + gone :]).version is not None


@pytest.mark.parametrize(
    "value",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00", "2026-03-10T25:00", "٢٠٢٦-٠٣-١٠T10:00", "x:y", "2026-13-01"],
)
def test_a_date_out_of_this_world_is_a_defect_of_its_event(value: str) -> None:
    file = PRETALX.replace("2026-03-10T23:30:00", value).replace("date='2026-03-10'", "date='x'")

    assert refusals_of_schedule(file.encode()) == ["Line 13, “Offene Daten”: no day and time that can be read."]


def test_the_largest_table_and_a_schedule_of_two_days_are_read_whole() -> None:
    table = "Titel;Dauer;Vortragende\n" + "Ein Pitch;3;Ada\n" * 10_000

    items = read_schedule(schedule_xml(large(), **HANDED)).items

    assert (len(items), len(read_submissions(table.encode()).rows)) == (500, 10_000)
    assert items[-1].starts_at - items[0].starts_at > timedelta(days=1)
