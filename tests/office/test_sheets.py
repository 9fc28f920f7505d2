"""The office's own list: handed in, columns named, changes looked at, applied, taken back, written again."""

import io
import re
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project
from strahlkraft.steering.models import SheetImport
from tests.factories.accounts import a_region, with_role
from tests.factories.projects import ProjectFactory
from tests.office.pages import Entrance
from tests.office.test_projects import queries_of

HEADS = ["Projekt", "Leitung", "Fördersumme (T€)", "Umsetzung geplant", "Bemerkung"]
BASE = "/arbeit/tabellen/"


@pytest.fixture
def lamps(region: Region) -> Project:
    """A project of the own region."""
    made: Any = ProjectFactory(region=region, title="Kluge Lampen", slug="lampen", identifier="SK-0900")
    return made  # type: ignore[no-any-return] # the factory makes projects


def workbook(*rows: list[Any], title: str = "Projekte 2026") -> bytes:
    """The office's list."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in (HEADS, *rows):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def hand_in(client: Client, data: bytes, name: str = "Liste.xlsx") -> Any:
    """Choose a file and send it."""
    sent = {"submission": str(uuid4()), "region": "eigenregion", "file": SimpleUploadedFile(name, data)}
    return client.post(BASE, sent)


def code_of(client: Client, data: bytes) -> str:
    """The waiting file's name after its columns were taken as guessed."""
    address = hand_in(client, data)["Location"]
    page = client.get(address)
    sent = {name: field.initial for name, field in page.context["form"].fields.items() if name.startswith("column-")}
    assert client.post(address, sent | {"submission": str(uuid4())}).status_code == 302
    return str(address.split("/")[-3])


def hidden(page: Any) -> dict[str, str]:
    """What the form to apply carries."""
    form = page.context["form"]
    return {name: str(form.initial[name]) for name in ("submission", "digest", "seen")}


def test_a_list_goes_from_file_to_changed_project_and_back(client: Client, lamps: Project) -> None:
    code = code_of(client, workbook(["Kluge Lampen", "Stadt Beispiel", 350, "03/2027", "=geheim"]))
    check = f"{BASE}datei/{code}/pruefen/"
    page = client.get(check)

    done = client.post(check, hidden(page), follow=True)

    imported = SheetImport.objects.get()
    assert [(c.cell, c.old, c.new) for c in page.context["rows"][0]["changes"]] == [
        ("B2", "", "Stadt Beispiel"),
        ("C2", "", "350.000\xa0€"),
        ("D2", "", "03/2027"),
    ]
    assert done.redirect_chain == [(f"{BASE}{imported.code}/", 302)]
    assert list(lamps.participations.values_list("stated_name", flat=True)) == ["Stadt Beispiel"]
    assert client.get(BASE).context["imports"][0]["projects"] == 1

    back = client.post(f"{BASE}{imported.code}/zuruecknehmen/", {"submission": str(uuid4())}, follow=True)

    assert back.status_code == 200
    assert lamps.participations.count() == 0
    assert [client.get(f"{BASE}{row.code}/").status_code for row in SheetImport.objects.all()] == [200, 200]


def test_the_same_layout_comes_back_with_todays_values(client: Client, lamps: Project) -> None:
    data = workbook(
        ["Kluge Lampen", "Stadt Beispiel", 350, "03/2027", "+49"], ["Anderes", "Stadt X", 1, None, "bleibt"]
    )
    code = code_of(client, data)
    client.post(f"{BASE}datei/{code}/pruefen/", hidden(client.get(f"{BASE}datei/{code}/pruefen/")))
    imported = SheetImport.objects.get()
    lamps.participations.update(stated_name="Stadt Neu")

    sheet = client.get(f"{BASE}{imported.code}/heute.xlsx")
    text = client.get(f"{BASE}{imported.code}/heute.csv")

    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    assert [list(row) for row in book["Projekte 2026"].values] == [
        HEADS,
        ["Kluge Lampen", "Stadt Neu", 350, "03/2027", "'+49"],
        ["Anderes", "Stadt X", 1, None, "bleibt"],
    ]
    assert text.content.decode("utf-8-sig").splitlines()[1] == "Kluge Lampen;Stadt Neu;350;03/2027;'+49"
    assert re.fullmatch(r'attachment; filename="liste-\d{4}-\d\d-\d\d.csv"', text["Content-Disposition"])
    assert client.get(f"{BASE}{imported.code}/heute.pdf").status_code == 404


def test_the_plain_list_is_understood_when_it_comes_back(client: Client, lamps: Project) -> None:
    for form in ("xlsx", "csv"):
        code = code_of(client, client.get(f"{BASE}vorlage.{form}").content)

        page = client.get(f"{BASE}datei/{code}/pruefen/")

        assert page.context["counts"] == {
            "rows": 1,
            "changes": 0,
            "projects": 0,
            "new": 0,
            "faults": 0,
            "open": 0,
            "left_out": 0,
            "same": 1,
        }


def test_nothing_handed_in_is_told(client: Client) -> None:
    page = client.post("/arbeit/tabellen/", {})
    assert (page.status_code, "file" in page.context["form"].errors) == (422, True)


def test_cells_that_cannot_be_read_are_named(client: Client, lamps: Project) -> None:
    code = code_of(client, workbook(["Kluge Lampen", None, "viel", "31.02.2022", None]))

    page = client.get(f"{BASE}datei/{code}/pruefen/")

    assert [("C2" in said, "D2" in said) for said in page.context["rows"][0]["faults"]] == [
        (True, False),
        (False, True),
    ]
    assert page.context["counts"]["changes"] == 0


def test_unknown_rows_are_asked_about_and_become_what_was_decided(client: Client, lamps: Project) -> None:
    rows = (["Kluge Lampn", "Stadt A"], ["Archiv", "Stadt B"], ["Turm", "Stadt C"])
    code = code_of(client, workbook(*rows))
    check = f"{BASE}datei/{code}/pruefen/"
    before = client.get(check).context["counts"]
    nonsense = client.post(check, {"decide": "1", "row-2": "gibt-es-nicht"})

    client.post(check, {"decide": "1", "row-2": "lampen", "row-3": "new", "row-4": "skip"})

    page = client.get(check)
    assert (before["open"], before["changes"], nonsense.status_code) == (3, 0, 200)
    assert {name: page.context["counts"][name] for name in ("open", "new", "left_out", "changes")} == {
        "open": 0,
        "new": 1,
        "left_out": 1,
        "changes": 2,
    }
    client.post(check, hidden(page))
    assert Project.objects.get(slug="archiv").publication == "draft"


def test_what_moved_since_the_look_is_marked_and_nothing_is_done(client: Client, lamps: Project) -> None:
    other: Any = ProjectFactory(region=lamps.region, title="Archiv")
    code = code_of(client, workbook(["Kluge Lampen", "Stadt A"], ["Archiv", "Stadt B"]))
    check = f"{BASE}datei/{code}/pruefen/"
    seen = hidden(client.get(check))
    other.participations.create(role="lead", stated_name="Stadt X")

    page = client.post(check, seen)

    assert (page.status_code, page.context["moved"], SheetImport.objects.count()) == (409, True, 0)
    assert {row["title"]: row["moved"] for row in page.context["rows"]} == {"Kluge Lampen": False, "Archiv": True}
    assert client.post(check, hidden(page)).status_code == 302


def test_columns_can_be_chosen_anew_and_are_known_the_next_time(client: Client, lamps: Project) -> None:
    data = workbook(["Kluge Lampen", "Stadt A", 5, None, "Frau Geheim"])
    address = hand_in(client, data)["Location"]
    chosen = {"submission": str(uuid4()), "column-0": "title", "column-1": "", "column-2": "total_cost"}
    twice = client.post(address, chosen | {"column-3": "title"})
    unknown = client.post(address, chosen | {"column-3": "geheim"})
    client.post(address, chosen | {"column-4": "forget"})
    check = address.replace("spalten", "pruefen")
    client.post(check, hidden(client.get(check)))

    again = client.get(hand_in(client, data)["Location"])

    layout = SheetImport.objects.get().mapping["layout"]["rows"]
    assert (twice.status_code, unknown.status_code) == (422, 422)
    assert [form.initial for form in again.context["form"].fields.values()][1:] == [
        "title",
        "",
        "total_cost",
        "",
        "forget",
    ]
    assert layout[1] == ["Kluge Lampen", "Stadt A", {"n": "5"}, None, None]


@pytest.mark.parametrize(
    ("name", "data"),
    [("liste.xlsx", b""), ("liste.pdf", b"%PDF-1.4"), ("liste.xlsx", b"PK\x03\x04kaputt"), ("x.csv", b";;")],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(client: Client, name: str, data: bytes) -> None:
    answer = hand_in(client, data, name)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_a_waiting_file_can_be_thrown_away_and_is_nobody_elses(
    client: Client, lamps: Project, enter: Entrance, region: Region
) -> None:
    code = code_of(client, workbook(["Kluge Lampen", "Stadt A"]))
    colleague = enter(with_role(Role.OFFICE, region=region, is_demo=True))
    foreign = [colleague.get(f"{BASE}datei/{code}/{step}/").status_code for step in ("spalten", "pruefen")]
    waiting = [upload.code for upload in client.get(BASE).context["waiting"]]

    client.post(f"{BASE}datei/{code}/verwerfen/", {"submission": str(uuid4())})

    assert (foreign, waiting) == ([404, 404], [code])
    assert client.get(BASE).context["waiting"] == []
    assert client.get(f"{BASE}datei/{code}/pruefen/").status_code == 404


def test_strangers_and_other_roles_find_nothing(
    client: Client, lamps: Project, enter: Entrance, region: Region
) -> None:
    code = code_of(client, workbook(["Kluge Lampen", "Stadt A"]))
    check = f"{BASE}datei/{code}/pruefen/"
    client.post(check, hidden(client.get(check)))
    imported = SheetImport.objects.get()
    stranger = with_role(Role.OFFICE, region=a_region("Anderswo"), is_demo=True)
    partner = with_role(Role.STEERING, region=region, is_demo=True)

    def answers(user: User) -> list[int]:
        browser = enter(user)
        pages = [browser.get(path).status_code for path in (BASE, f"{BASE}{imported.code}/", f"{BASE}vorlage.csv")]
        undone = browser.post(f"{BASE}{imported.code}/zuruecknehmen/", {"submission": str(uuid4())})
        return [*pages, browser.get(f"{BASE}{imported.code}/heute.csv").status_code, undone.status_code]

    assert answers(stranger) == [200, 404, 200, 404, 404]
    assert answers(partner) == [404, 404, 404, 404, 404]


def test_the_list_costs_a_constant_number_of_queries(client: Client, lamps: Project) -> None:
    counts = []
    for name in ("Stadt A", "Stadt B", "Stadt C"):
        code = code_of(client, workbook(["Kluge Lampen", name]))
        check = f"{BASE}datei/{code}/pruefen/"
        client.post(check, hidden(client.get(check)))
        counts.append(queries_of(client, BASE))

    assert counts[0] == counts[2]
