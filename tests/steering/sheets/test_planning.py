"""From a sheet to changes: columns guessed, projects found, cells named when they cannot be read, nothing lost."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.steering.rules.sheets import NEW, PHASE_DATES, Change, Field, Undoing, mapping_problems, undoing
from strahlkraft.steering.sheets.cells import Sheet, folded
from strahlkraft.steering.sheets.filling import filled, head_of, standard
from strahlkraft.steering.sheets.mapping import choices, find_head, guess
from strahlkraft.steering.sheets.matching import Finder, How, Item, Known, Match
from strahlkraft.steering.sheets.planning import Plan, plan
from strahlkraft.steering.sheets.reading import read
from strahlkraft.steering.sheets.values import Value
from strahlkraft.steering.sheets.writing import csv_bytes, xlsx_bytes

pytestmark = pytest.mark.house

TODAY = date(2026, 6, 30)
REGIONS = {"owl": "Ostwestfalen-Lippe"}
LAMPS = Known(
    "lampen",
    "SK-0001",
    "Lampen, die mitdenken",
    ("Smarte Lampen",),
    {"title": "Lampen, die mitdenken", "region": "Ostwestfalen-Lippe", "lead": "Stadt A", "funding": "350000.00"},
    {(Field.MILESTONE, "konzept fertig"): Item("Konzept fertig", {"milestone_expected": "2026-03-31"})},
)


def planned(heads: list[str], *rows: tuple[Value, ...], decisions: dict[int, str] | None = None) -> Plan:
    """The plan for a sheet with guessed columns."""
    sheet = Sheet("L", "xlsx", (tuple(heads), *rows))
    return plan(sheet, guess(heads), [LAMPS], regions=REGIONS, today=TODAY, decisions=decisions)


def faults(found: Plan) -> list[str]:
    """The sentences about cells."""
    return [fault.message % fault.params for fault in found.faults]


def test_columns_are_guessed_from_german_and_english_heads() -> None:
    heads = ["Nr.", "Projekt", "Modellregion", "Projektleitung:", "E-Mail", "Laufzeit von", "Fördersumme (T€)"]
    heads += ["Umsetzung geplant", "Umsetzung Ist", "Meilenstein 1", "geplant", "erreicht", "Meilenstein 2", "Plan"]
    heads += ["Bemerkungen", "Total cost", "Eintrittswahrscheinlichkeit", "Projektleitng"]

    assert guess(heads) == {
        0: "identifier",
        1: "title",
        2: "region",
        3: "lead",
        4: "mailbox",
        5: "start",
        6: "funding",
        7: "implementation_planned",
        8: "implementation_actual",
        9: "milestone:1",
        10: "milestone_expected:1",
        11: "milestone_reached:1",
        12: "milestone:2",
        13: "milestone_expected:2",
        15: "total_cost",
        16: "risk_probability:1",
    }


def test_the_head_is_found_below_a_title_line() -> None:
    assert find_head([("Liste der Projekte",), (), ("Projekt", "Beginn"), ("Lampen", "2021")]) == 2
    assert find_head([("x", "y"), ("1", "2")]) == 0
    assert guess(["Was", "Wohin"]) == {}


def test_a_mapping_names_the_project_and_no_field_twice() -> None:
    assert mapping_problems({0: "title", 1: "", 2: "", 3: "forget", 4: "forget"}) == []
    assert [r.code for r in mapping_problems({0: "lead", 1: "lead"})] == ["twice", "no_name"]


@pytest.mark.parametrize(
    ("keys", "title", "match"),
    [
        (["SK-0001"], "irgendwas", Match(How.IDENTIFIER, "lampen")),
        (["17", "lampen"], "", Match(How.IDENTIFIER, "lampen")),
        ([], "LAMPEN die mitdenken", Match(How.NAME, "lampen")),
        ([], "Smarte Lampen", Match(How.NAME, "lampen")),
        ([], "Lampen, die mitdenkn", Match(How.DOUBTFUL, candidates=("lampen",))),
        ([], "Digitales Archiv", Match(How.UNKNOWN)),
        ([], "", Match(How.UNKNOWN)),
    ],
)
def test_a_project_is_found_surely_or_asked_about(keys: list[str], title: str, match: Match) -> None:
    assert Finder([LAMPS]).find(keys, title) == match


def test_changes_name_old_new_and_cell_and_empty_cells_change_nothing() -> None:
    found = planned(
        ["Kennung", "Projekt", "Leitung", "Förderung (T€)", "Umsetzung geplant", "Region"],
        ("SK-0001", "Kluge Lampen", "Stadt B", Decimal(350), PartialDate(2027, 3), None),
    )

    assert found.changes == (
        Change("lampen", "title", "Lampen, die mitdenken", "Kluge Lampen", "", "B2"),
        Change("lampen", "lead", "Stadt A", "Stadt B", "", "C2"),
        Change("lampen", "implementation_planned", "", "2027-03", "", "E2"),
    )
    assert (found.faults, found.open) == ((), ())


def test_a_cell_that_cannot_be_read_is_named_and_the_rest_is_taken() -> None:
    found = planned(
        ["Projekt", "Umsetzung geplant", "Förderung", "E-Mail", "Region", "Leitung"],
        ("Smarte Lampen", "31.02.2022", "viel", "keins", "Anderland", "Stadt B"),
    )

    assert faults(found) == [
        "Cell B2: 31.02.2022 is not a date.",
        "Cell C2: viel is not an amount in euros.",
        "Cell D2: keins is not an e-mail address.",
        "Cell E2: Anderland is not one of your regions.",
    ]
    assert [(change.field, change.new) for change in found.changes] == [("lead", "Stadt B")]


def test_dates_out_of_order_are_not_taken_over() -> None:
    found = planned(
        ["Projekt", "Beginn", "Ende", "Vorbereitung Ist", "Umsetzung Ist"],
        ("Smarte Lampen", "2023", "2021", "05/2022", "04/2021"),
    )

    assert faults(found) == [
        "Cell B2: the end would lie before the start.",
        "Cell C2: the end would lie before the start.",
        "Cell E2: this phase would lie before the one that precedes it, or after the next.",
    ]
    assert [change.field for change in found.changes] == ["preparation_actual"]


def test_milestones_come_by_name_and_new_ones_need_their_day() -> None:
    heads = ["Projekt", "Meilenstein 1", "geplant", "erreicht", "Meilenstein 2", "geplant", "erreicht"]
    heads += ["Meilenstein 3", "Termin", "erreicht"]
    row = (
        "Smarte Lampen",
        "Konzept fertig",
        "30.04.2026",
        "1.7.2026",
        "Go-Live",
        "9/2026",
        None,
        "Ohne Tag",
        "-",
        None,
    )

    found = planned(heads, row)

    assert found.changes == (
        Change("lampen", "milestone_expected", "2026-03-31", "2026-04-30", "Konzept fertig", "C2"),
        Change("lampen", "milestone", "", "Go-Live", "Go-Live", "E2"),
        Change("lampen", "milestone_expected", "", "2026-09-30", "Go-Live", "F2"),
    )
    assert faults(found) == [
        "Cell D2: 1.7.2026 lies in the future.",
        "Cell H2: “Ohne Tag” is new; for that, a column is missing or empty: milestone_expected.",
    ]


def test_a_head_can_be_the_name_of_a_milestone() -> None:
    sheet = Sheet("L", "xlsx", (("Projekt", "Konzept fertig (geplant)"), ("Smarte Lampen", "5.5.2026")))

    found = plan(sheet, {0: "title", 1: "milestone_expected:1"}, [LAMPS], regions=REGIONS, today=TODAY)

    assert [(c.item, c.new) for c in found.changes] == [("Konzept fertig", "2026-05-05")]


def test_what_is_closed_stays_and_people_are_no_bodies() -> None:
    closed = Item("Alt", {"task_due": "2025-01-01", "task_body": "Stadt A"}, frozenset({"task_due", "task_body"}))
    project = Known("p", "SK-2", "P", items={(Field.TASK, "alt"): closed})
    heads = ("Projekt", "Aufgabe", "Aufgabe fällig", "Aufgabe zuständig", "Risiko", "Risikoeigner")
    sheet = Sheet("L", "xlsx", (heads, ("P", "Alt", "1.2.2026", "Stadt A", "Ausfall", "Frau Beispiel")))

    found = plan(sheet, guess(heads), [project], regions=REGIONS, today=TODAY)

    assert found.changes == ()
    assert [fault.code for fault in found.faults] == ["closed", "a_person", "incomplete"]


def test_several_rows_of_one_project_add_up_and_may_not_contradict() -> None:
    found = planned(
        ["Projekt", "Leitung", "Meilenstein", "geplant"],
        ("Smarte Lampen", "Stadt B", "Eins", "1.10.2026"),
        ("Smarte Lampen", "Stadt B", "Zwei", "1.11.2026"),
        ("Smarte Lampen", "Stadt C", "Zwei", "1.11.2026"),
    )

    assert [(c.field, c.new, c.cell) for c in found.changes if c.field in ("lead", "milestone")] == [
        ("lead", "Stadt B", "B2"),
        ("milestone", "Eins", "C2"),
        ("milestone", "Zwei", "C3"),
    ]
    assert faults(found) == ["Cell B4 says something else than cell B2 about the same project."]


def test_unknown_projects_wait_for_a_decision() -> None:
    heads = ["Projekt", "Leitung"]
    rows = (("Lampen die mitdenkn", "Stadt B"), ("Archiv", "Stadt C"), ("Netz", "Stadt D"), ("Turm", None))

    undecided = planned(heads, *rows)
    decided = planned(heads, *rows, decisions={2: "lampen", 3: "new", 4: "skip", 5: "gone"})

    assert [row.match.how for row in undecided.rows] == [How.DOUBTFUL, How.UNKNOWN, How.UNKNOWN, How.UNKNOWN]
    assert undecided.changes == ()
    assert [row.match.how for row in decided.rows] == [How.CHOSEN, How.NEW, How.LEFT_OUT, How.UNKNOWN]
    assert decided.changes == (
        Change("lampen", "lead", "Stadt A", "Stadt B", "", "B2"),
        Change("row:3", NEW, "", "Archiv", "", "A3"),
        Change("row:3", "lead", "", "Stadt C", "", "B3"),
    )
    assert undecided.digest != decided.digest


def test_only_what_nobody_changed_since_is_taken_back() -> None:
    lead = Change("lampen", "lead", "Stadt A", "Stadt B")
    cost = Change("lampen", "total_cost", "", "5.00")
    made = (
        Change("lampen", "milestone", "", "Eins", "Eins"),
        Change("lampen", "milestone_expected", "", "2026-09-30", "Eins"),
    )
    moved = tuple(Change(c.project, c.field, c.old, c.new.replace("Eins", "Zwei"), "Zwei") for c in made)
    draft = Change("archiv", NEW, "", "Archiv")
    foreign = Change("weg", "lead", "", "Stadt A")
    now = {("lampen", "", "lead"): "Stadt B", ("lampen", "", "total_cost"): "7.00"}
    now |= {("lampen", "Eins", "milestone"): "Eins", ("lampen", "Eins", "milestone_expected"): "2026-09-30"}
    now |= {("lampen", "Zwei", "milestone"): "Zwei", ("lampen", "Zwei", "milestone_expected"): "2026-12-31"}

    found = undoing((lead, cost, *made, *moved, draft, foreign), now, {"weg"})

    reasons = [(change, reason.code) for change, reason in found.stays]
    assert found.changes == (lead.reversed(), Change("lampen", "milestone", "Eins", "", "Eins"))
    assert reasons == [(cost, "changed"), (moved[0], "changed"), (draft, "draft"), (foreign, "gone")]
    assert undoing((), {}, ()) == Undoing((), ())


def test_todays_values_go_into_the_sheets_own_layout() -> None:
    heads = ("Projekt", "Bemerkung", "Leitung", "Förderung (T€)", "Meilenstein 1", "geplant", "Umsetzung Ist")
    rows = (
        ("Projektliste",),
        heads,
        ("Smarte Lampen", "Frist!", "Stadt Alt", "ca. 350 T€", None, None, "offen"),
        ("Nicht dabei", "bleibt", "Stadt X"),
    )
    sheet = Sheet("Liste", "xlsx", rows, 1)

    written = filled(sheet, guess(heads), [LAMPS], chosen={}, regions=REGIONS, today=TODAY)

    assert written.rows == (
        rows[0],
        heads,
        ("Smarte Lampen", "Frist!", "Stadt A", "ca. 350 T€", "Konzept fertig", PartialDate(2026, 3, 31), "offen"),
        rows[3],
    )


_NAMES = st.text(st.sampled_from("aBÄz =+'-.09€\"\n;,"), min_size=1, max_size=14).map(
    lambda text: " ".join(text.split())
)
_PARTIAL = st.one_of(
    st.just(""),
    st.builds(
        lambda y, m, d: str(PartialDate(y, m, d)), st.integers(1995, 2090), st.integers(1, 12), st.integers(1, 28)
    ),
    st.builds(lambda y, m: str(PartialDate(y, m)), st.integers(1995, 2090), st.integers(1, 12)),
    st.integers(1995, 2090).map(str),
)
_MONEY = st.one_of(st.just(""), st.decimals(0, 10**9, places=2).map(lambda amount: f"{amount:.2f}"))
_DAY = st.dates(date(2000, 1, 1), TODAY).map(date.isoformat)
_WORDS = {key: key.replace("_", " ") for key in map(str, Field)}


@st.composite
def _projects(draw: st.DrawFn) -> list[Known]:
    found = []
    for number in range(draw(st.integers(1, 3))):
        title = draw(_NAMES.filter(bool))
        values = {"title": title, "region": "Ostwestfalen-Lippe", "funding": draw(_MONEY), "total_cost": draw(_MONEY)}
        values |= {"lead": draw(st.sampled_from(["", "Stadt A", "=Stadt A; Stadt B"])), "mailbox": "a@b.example"}
        values |= {name: draw(_PARTIAL) for name in ("start", "end", *PHASE_DATES)}
        items: dict[tuple[Field, str], Item] = {}
        for title_of in draw(st.lists(st.sampled_from(["Eins", "=Zwei", "Drei 3", "'+Vier"]), unique=True, max_size=3)):
            dated = {"milestone_expected": draw(_DAY), "milestone_reached": draw(st.one_of(st.just(""), _DAY))}
            items[Field.MILESTONE, folded(title_of)] = Item(title_of, dated)
            rated: dict[str, str] = {"risk_probability": "3", "risk_impact": "5", "risk_owner": "Büro"}
            items[Field.RISK, folded(title_of)] = Item(title_of, rated | {"risk_measure": draw(_NAMES)})
        found.append(Known(f"p-{number}", f"SK-{number:04d}", title, (), values, items))
    return found


@settings(max_examples=25)
@given(_projects(), st.sampled_from(["xlsx", "csv"]))
def test_what_is_written_and_read_in_again_changes_nothing(projects: list[Known], form: Any) -> None:
    labels = {key: head_of(key, _WORDS) for key in choices() if key}
    sheet, columns = standard(projects, _WORDS, name="Projekte", form=form, today=TODAY)
    again = read(xlsx_bytes(sheet) if form == "xlsx" else csv_bytes(sheet), "Projekte.csv")
    known = guess(again.headers, labels)

    found = plan(again, known, projects, regions=REGIONS, today=TODAY)
    rewritten = filled(again, known, projects, chosen={}, regions=REGIONS, today=TODAY)

    assert known == columns
    assert (found.changes, found.faults, found.open) == ((), (), ())
    assert rewritten == again
