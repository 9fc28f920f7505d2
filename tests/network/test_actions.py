"""Importing territorial units and maps."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.diff import Change, ImportRefused, What
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network import municipality_file
from strahlkraft.network.actions import import_geometry, import_municipalities
from strahlkraft.network.models import District, Geometry, ImportRun, Municipality, State
from strahlkraft.search.models import SearchDocument

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HEAD = "ags,ars,name,typ,land,land_name,kreis,kreis_name,einwohner,nachfolger,stand"
LANDS = {"05": "Nordrhein-Westfalen", "03": "Niedersachsen"}

pytestmark = pytest.mark.django_db


def row(
    number: int, name: str = "", *, land: str = "05", people: int = 9000, successor: str = "", stand: str = ""
) -> str:
    """Make a line of the file; ``number`` is the last part of the key."""
    key = f"{land}974{number:03d}"
    values = (key, f"{key[:5]}0000{key[5:]}", name or f"Ort {number}", "Stadt", land, LANDS[land], key[:5], "Kreis")
    return ",".join([*values, str(people), successor, stand])


def run(*rows: str, **options: Any) -> list[Change]:
    file = municipality_file.read("\n".join((HEAD, *rows, "")).encode())
    return import_municipalities(by=SYSTEM, at=AT, file=file, **options)


def table() -> dict[str, tuple[str, int | None, bool, str | None]]:
    rows = Municipality.objects.select_related("successor")
    return {m.key: (m.name, m.population, m.dissolved, m.successor.key if m.successor else None) for m in rows}


def findable() -> set[str]:
    rows = SearchDocument.objects.filter(kind="municipality", withdrawn=False)
    return set(rows.values_list("key", flat=True))


def test_a_list_is_taken_in_with_its_land_and_district() -> None:
    changes = run(row(1, "Soest", stand="2025-08-31"), row(2))

    assert [(c.what, c.kind, c.key) for c in changes] == [
        (What.ADDED, "municipality", "05974001"),
        (What.ADDED, "municipality", "05974002"),
        (What.ADDED, "district", "05974"),
    ]
    assert table() == {"05974001": ("Soest", 9000, False, None), "05974002": ("Ort 2", 9000, False, None)}
    assert (State.objects.get().abbreviation, District.objects.get().name) == ("NW", "Kreis")
    assert Municipality.objects.first().as_of == date(2025, 8, 31)  # type: ignore[union-attr] # there are two
    assert findable() == {"05974001-soest", "05974002-ort-2"}


def test_the_same_list_again_changes_nothing() -> None:
    run(row(1), row(2))
    lines, documents = AuditEntry.objects.count(), list(SearchDocument.objects.values_list("key", "sequence"))

    assert run(row(1), row(2), digest="d") == []
    assert (AuditEntry.objects.count(), list(SearchDocument.objects.values_list("key", "sequence"))) == (
        lines,
        documents,
    )
    assert ImportRun.objects.latest("pk").counts == dict.fromkeys((what.value for what in What), 0)


def test_a_changed_value_is_told_and_leaves_one_line() -> None:
    run(row(1), row(2))

    changes = run(row(1, people=9500), row(2))

    assert [(c.what, c.key, dict(c.fields)) for c in changes] == [
        (What.CHANGED, "05974001", {"population": (9000, 9500)})
    ]
    assert table()["05974001"] == ("Ort 1", 9500, False, None)
    assert (AuditEntry.objects.latest("sequence").verb, AuditEntry.objects.count()) == ("import_municipalities", 2)


def test_a_renamed_municipality_is_found_under_its_new_name_only() -> None:
    run(row(1, "Altdorf"))

    run(row(1, "Neudorf"))

    assert findable() == {"05974001-neudorf"}
    answer = Client().get("/kommunen/05974001-altdorf/")
    assert (answer.status_code, answer["Location"]) == (301, "/kommunen/05974001-neudorf/")


def test_a_dry_run_writes_nothing() -> None:
    assert [c.key for c in run(row(1), dry_run=True)] == ["05974001", "05974"]
    assert (table(), ImportRun.objects.count(), AuditEntry.objects.count()) == ({}, 0, 0)


def test_a_merged_municipality_keeps_its_address_and_names_its_successor() -> None:
    run(row(1, "Altdorf"), row(2, "Neustadt"))

    changes = run(row(1, "Altdorf", successor="05974002"), row(2, "Neustadt"))

    assert [dict(c.fields) for c in changes] == [{"dissolved": (False, True), "successor": (None, "05974002")}]
    assert table()["05974001"] == ("Altdorf", 9000, True, "05974002")
    page = Client().get("/kommunen/05974001-altdorf/")
    assert (page.status_code, 'href="/kommunen/05974002-neustadt/"' in page.content.decode()) == (200, True)


def test_a_merger_may_be_undone() -> None:
    run(row(1, successor="05974002"), row(2))

    run(row(1), row(2))

    assert table()["05974001"] == ("Ort 1", 9000, False, None)


def test_a_municipality_that_vanishes_is_kept_as_dissolved() -> None:
    run(row(1), row(2))

    changes = run(row(2))

    assert [(c.what, c.key) for c in changes] == [(What.REMOVED, "05974001")]
    assert table()["05974001"] == ("Ort 1", 9000, True, None)
    assert run(row(2)) == []


def test_a_list_of_one_land_leaves_the_others_alone() -> None:
    run(row(1), row(1, land="03"))

    assert [c.key for c in run(row(1, people=1), row(2))] == ["05974001", "05974002"]
    assert table()["03974001"] == ("Ort 1", 9000, False, None)


def test_when_many_vanish_the_list_is_refused_unless_that_is_meant() -> None:
    run(*(row(number) for number in range(1, 31)))
    before = table()

    with pytest.raises(ImportRefused, match="Land 05: 25 of 30 municipalities are missing"):
        run(*(row(number) for number in range(1, 6)))

    assert table() == before
    assert len(run(*(row(number) for number in range(1, 6)), allow_many=True)) == 25


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (row(1, successor="05974001"), "its own successor"),
        (row(1, stand="gestern"), "stand: 'gestern'"),
        (row(1, people=10**12), "einwohner"),
        ("x" * 200_000, "not CSV"),
    ],
)
def test_what_the_tables_could_not_hold_is_refused_by_name(line: str, named: str) -> None:
    with pytest.raises(ImportRefused, match=named):
        run(line)
    assert table() == {}


def test_a_list_of_districts_without_its_columns_is_refused() -> None:
    with pytest.raises(ImportRefused, match="districts, line 1 · sitz"):
        municipality_file.read(f"{HEAD}\n{row(1)}\n".encode(), b"kreis,name,name_amtlich,typ\n05974,a,b,c\n")


def test_only_who_may_import_does() -> None:
    file = municipality_file.read(f"{HEAD}\n{row(1)}\n".encode())

    with pytest.raises(Refused):
        import_municipalities(by=NOBODY, at=AT, file=file)
    with pytest.raises(Refused):
        import_geometry(by=NOBODY, at=AT, name="nrw", data=MAP)
    assert (table(), Geometry.objects.count()) == ({}, 0)


TOPOLOGY: dict[str, Any] = {
    "type": "Topology",
    "source": "Beispiel",
    "licence": "CC0-1.0",
    "arcs": [[[0, 0], [1, 1]]],
    "objects": {name: {"type": "GeometryCollection"} for name in ("municipalities", "districts", "regions")},
}
MAP = json.dumps(TOPOLOGY).encode()


def test_a_map_is_taken_in_once() -> None:
    first = import_geometry(by=SYSTEM, at=AT, name="nrw", data=MAP)
    again = import_geometry(by=SYSTEM, at=AT, name="nrw", data=MAP)
    other = import_geometry(by=SYSTEM, at=AT, name="nrw", data=MAP + b" ")

    assert [[c.what for c in changes] for changes in (first, again, other)] == [[What.ADDED], [], [What.CHANGED]]
    assert [(g.name, g.source_line, g.licence, g.topology) for g in Geometry.objects.all()] == [
        ("nrw", "Beispiel", "CC0-1.0", TOPOLOGY)
    ]
    assert AuditEntry.objects.filter(verb="import_geometry").count() == 2


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "nrw: is not JSON"),
        (b"[]", "nrw · type"),
        (json.dumps(TOPOLOGY | {"source": ""}).encode(), "nrw · source"),
        (json.dumps(TOPOLOGY | {"objects": {"districts": {}}}).encode(), "objects · municipalities"),
        (b"[" * 100_000, "nrw: is not JSON"),
        (json.dumps(TOPOLOGY | {"source": "x" * 300}).encode(), "nrw · source"),
    ],
)
def test_a_broken_map_is_refused_by_name(data: bytes, named: str) -> None:
    with pytest.raises(ImportRefused) as caught:
        import_geometry(by=SYSTEM, at=AT, name="nrw", data=data)

    assert named in str(caught.value)
    assert Geometry.objects.count() == 0
