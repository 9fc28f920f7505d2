"""Importing the programme: the real one as a whole, then differences, refusals and a process that is killed."""

import copy
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from strahlkraft.audit.models import AuditEntry
from strahlkraft.audit.queries import verify
from strahlkraft.jobs import loading
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.diff import Change, ImportRefused, What
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.models import Organisation
from strahlkraft.projects import queries
from strahlkraft.projects.actions import edit_project, import_programme
from strahlkraft.projects.forms_data import FactRow, ProjectInput, TruthRow
from strahlkraft.projects.models import Event, Fact, ImportedRecord, Phase, Project, Truth
from strahlkraft.search.models import SearchDocument
from tests import real_register as register

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "programme.json"
COMMAND = Path(sys.executable).parent / "strahlkraft"

pytestmark = pytest.mark.usefixtures("real_register", "db")


def run(content: dict[str, Any], **options: Any) -> list[Change]:
    return import_programme(by=SYSTEM, at=AT, content=content, **options)


def rows() -> dict[str, int]:
    """How many rows each table of the register holds."""
    rooms = ("projects", "network", "audit", "search")
    return {
        model._meta.label: model._default_manager.count()
        for room in rooms
        for model in apps.get_app_config(room).get_models()
    }


def number_of(content: dict[str, Any], title: str) -> int:
    return next(number for number, row in enumerate(content["projects"]) if row["title"] == title)


def with_field(title: str, **fields: Any) -> dict[str, Any]:
    content = register.programme()
    content["projects"][number_of(content, title)] |= fields
    return content


SOEST = "Open-Government- und Kommunikationsplattform"


def a_title(**wanted: Any) -> str:
    """The first record of the file with these values."""
    return next(
        row["title"]
        for row in register.programme()["projects"]
        if all(bool(row.get(k)) == v for k, v in wanted.items())
    )


def test_the_real_programme_is_all_there() -> None:
    file = register.programme()
    projects = file["projects"]
    known = queries.figures()

    assert {
        "records": known.records,
        "regions": known.regions,
        "events": Event.objects.count(),
        "sub-projects": known.subprojects,
        "offices": known.offices,
        "sums": known.sums_known,
        "rounded": known.sums_approximate,
        "contradicting": known.contradicting,
        "reused": known.reused,
        "unconfirmed": Project.objects.filter(title_confirmed=False).count(),
        "named licences": known.licence_named,
        "called open": known.called_open,
        "with aliases": Project.objects.exclude(aliases=None).count(),
        "in further regions": Project.objects.exclude(also_regions=None).distinct().count(),
        "unfunded": known.unfunded,
    } == {
        "records": 54,
        "regions": 5,
        "events": 17,
        "sub-projects": 2,
        "offices": 5,
        "sums": 33,
        "rounded": sum(1 for p in projects if p.get("funding_eur") is not None and p["funding_is_approximate"]),
        "contradicting": 7,
        "reused": 4,
        "unconfirmed": 4,
        "named licences": 0,
        "called open": 6,
        "with aliases": 10,
        "in further regions": 3,
        "unfunded": 1,
    }


def test_totals_leave_out_sub_projects_and_the_unfunded_one_and_say_what_they_rest_on() -> None:
    projects = register.programme()["projects"]
    counted = [p for p in projects if not p.get("parent") and not (p["status"] or "").startswith("förderwürdig")]
    sums = [p for p in counted if p.get("funding_eur") is not None]

    total = queries.figures().funding

    assert (len(counted), total.of, total.known, total.approximate, float(total.amount)) == (
        51,
        51,
        len(sums),
        sum(1 for p in sums if p["funding_is_approximate"]),
        sum(p["funding_eur"] for p in sums),
    )
    assert sum(figure.funding.amount for figure in queries.region_figures()) == total.amount


def test_every_text_of_a_record_stands_in_the_register() -> None:
    for row in register.programme()["projects"]:
        project = Project.objects.get(title=row["title"])
        assert {
            "region": project.region.name,
            "summary": project.summary,
            "aliases": sorted(project.aliases.values_list("title", flat=True)),
            "conflicts": [c.statement for c in project.contradictions.all()],
            "sources": [link.source.url for link in project.source_links.all()],
            "parent": project.parent.title if project.parent else None,
            "assets": list(
                project.facts.standing()
                .filter(field="transfer_asset")
                .order_by("position")
                .values_list("text", flat=True)
            ),
            "partners": {p.stated_name for p in project.participations.filter(role="partner")},
            "reusers": {p.stated_name for p in project.participations.filter(role="reuser")},
        } == {
            "region": row["region"],
            "summary": row["summary_de"],
            "aliases": sorted(row["aliases"]),
            "conflicts": row["source_conflicts"] or [],
            "sources": list(dict.fromkeys([row["source"], *(row["more_sources"] or [])])),
            "parent": row["parent"],
            "assets": row.get("transfer_assets") or [],
            "partners": set(row["partners"] or []),
            "reusers": set(row["reusers"] or []),
        }


def test_every_fact_of_a_project_has_a_source() -> None:
    assert list(Fact.objects.filter(project__isnull=False, sources=None)) == []
    assert list(Truth.objects.filter(source=None)) == []


def test_every_record_has_one_line_in_an_unbroken_trail() -> None:
    lines = AuditEntry.objects.filter(verb="import_project").values_list("subject_key", flat=True)

    assert sorted(lines) == sorted(Project.objects.values_list("slug", flat=True))
    assert verify() == []


def test_the_same_file_again_changes_nothing() -> None:
    before = rows()

    assert run(register.programme()) == []
    assert rows() == before | {"network.ImportRun": before["network.ImportRun"] + 1}


def test_the_collected_file_states_the_same() -> None:
    if not SHARED.is_file():
        pytest.skip("../shared/data/programme.json is not beside this checkout")

    loading.programme(SHARED.read_bytes())

    assert (queries.figures().records, queries.figures().sums_known, queries.figures().contradicting) == (54, 33, 7)
    assert loading.programme(SHARED.read_bytes()) == []


def test_a_dry_run_tells_the_difference_and_writes_nothing() -> None:
    title = a_title(funding_eur=True)
    before = rows()

    changes = run(with_field(title, summary_de="Ein anderer Satz."), dry_run=True)

    assert [(c.what, c.kind, c.key, list(c.fields)) for c in changes] == [
        (What.CHANGED, "project", title, ["summary_de"])
    ]
    assert rows() == before
    assert Project.objects.get(title=title).summary != "Ein anderer Satz."


def test_only_the_changed_field_of_the_changed_record_changes() -> None:
    title = a_title(funding_eur=True, aliases=True)
    others = {p.pk: (p.version, p.changed_at) for p in Project.objects.exclude(title=title)}
    project = Project.objects.get(title=title)
    before = dict(queries.snapshot(project))

    changes = run(with_field(title, summary_de="Ein anderer Satz."))

    project.refresh_from_db()
    old = register.programme()["projects"][number_of(register.programme(), title)]["summary_de"]
    assert [(c.what, c.key, dict(c.fields)) for c in changes] == [
        (What.CHANGED, title, {"summary_de": (old, "Ein anderer Satz.")})
    ]
    assert dict(queries.snapshot(project)) == before | {"summary": "Ein anderer Satz."}
    assert {p.pk: (p.version, p.changed_at) for p in Project.objects.exclude(title=title)} == others
    assert (AuditEntry.objects.last().subject_key, AuditEntry.objects.last().after) == (  # type: ignore[union-attr] # there are many
        project.slug,
        {"summary_de": "Ein anderer Satz."},
    )


def test_a_replaced_fact_is_retired_and_not_deleted() -> None:
    title = a_title(funding_eur=True, conflicting_values=False)
    project = Project.objects.get(title=title)
    old = project.facts.get(field="funding", retired_at=None)

    run(with_field(title, funding_eur=123_456, funding_is_approximate=False))

    old.refresh_from_db()
    new = project.facts.standing().get(field="funding")
    assert (old.retired_at, float(new.amount or 0), new.approximate) == (AT, 123_456.0, False)
    assert [s.url for s in new.sources.all()] == [project.source_links.first().source.url]  # type: ignore[union-attr] # it has one


def test_a_former_truth_stays_in_the_history() -> None:
    title = a_title(status=True, parent=False)
    project = Project.objects.get(title=title)

    run(with_field(title, status="abgeschlossen 06/2023"))

    current = project.truths.get(kind="formally_closed", current=True)
    assert (current.value, current.since, current.wording) == ("yes", "2023-06", "abgeschlossen 06/2023")
    assert not project.truths.filter(current=True).exclude(pk=current.pk).exclude(kind="reusable").exists()


def edited(title: str, given: ProjectInput) -> Project:
    project = Project.objects.get(title=title)
    return edit_project(by=SYSTEM, at=AT, slug=project.slug, version=project.version, given=given)


OFFICE_EDITS: list[tuple[str, ProjectInput, dict[str, Any]]] = [
    ("summary", ProjectInput(summary="Vom Büro."), {"summary_de": "Aus der Datei."}),
    ("aliases", ProjectInput(aliases=("Vom Büro",)), {"aliases": ["Aus der Datei"]}),
    ("source_urls", ProjectInput(source_urls=("https://buero.example/",)), {"source": "https://datei.example/"}),
    ("funding_state", ProjectInput(funding_state="unconfirmed"), {"status": "förderwürdig, ohne Mittel"}),
    ("licence_state", ProjectInput(licence_state="named"), {"licence": None}),
    ("phases", ProjectInput(phases={"closure": ("2030", "")}), {"phases": {"closure": {"planned": "2031"}}}),
    (
        "truths",
        ProjectInput(truths={"in_operation": TruthRow("yes", since="2020")}),
        {"status": "in Betrieb seit 2021"},
    ),
    (
        "facts",
        ProjectInput(facts=(FactRow("funding", amount=1, source_urls=("https://buero.example/",)),)),  # type: ignore[arg-type] # the column reads it
        {"funding_eur": 2, "status": "in Betrieb seit 2021"},
    ),
    ("also_region_ids", ProjectInput(also_region_ids=()), {"also_regions": ["Aachen"]}),
    ("result_kinds", ProjectInput(result_kinds=("guide",)), {"result_type": "software"}),
]


@pytest.mark.parametrize(("part", "given", "stated"), OFFICE_EDITS, ids=[edit[0] for edit in OFFICE_EDITS])
def test_what_the_office_edited_is_kept_and_reported(part: str, given: ProjectInput, stated: dict[str, Any]) -> None:
    title = next(
        row["title"]
        for row in register.programme()["projects"]
        if row["funding_eur"]
        and row["licence"]
        and row["status"]
        and not row.get("conflicting_values")
        and not row.get("phases")
    )
    if part == "also_region_ids":
        title = a_title(also_regions=True)
    project = edited(title, given)
    mine = queries.snapshot(project)[part]

    changes = run(with_field(title, notes="Aus der Datei.", **stated))

    project.refresh_from_db()
    assert {(c.what, tuple(sorted(c.fields))) for c in changes} == {
        (What.KEPT, tuple(sorted(stated))),
        (What.CHANGED, ("notes",)),
    }
    assert queries.snapshot(project)[part] == mine
    assert project.notes == "Aus der Datei."


def test_a_part_the_office_did_not_touch_follows_the_file() -> None:
    title = next(
        r["title"] for r in register.programme()["projects"] if r["funding_eur"] and not r.get("conflicting_values")
    )
    standing = queries.snapshot(Project.objects.get(title=title))["facts"]
    others = tuple(
        FactRow(**{k: tuple(v) if k == "source_urls" else v for k, v in f.items() if k != "field"}, field=f["field"])
        for f in standing
        if f["field"] != "funding"
    )
    project = edited(
        title, ProjectInput(facts=(*others, FactRow("funding", amount=1, source_urls=("https://buero.example/",))))
    )  # type: ignore[arg-type] # the column reads it

    run(with_field(title, funding_eur=2, end="2029-12"))

    facts = {f.field: f for f in project.facts.standing().filter(preferred=True)}
    assert (facts["funding"].amount, facts["end"].date) == (1, "2029-12")


LAST = register.programme()["projects"][53]["title"]


def broken(path: str, value: Any) -> dict[str, Any]:
    content = register.programme()
    place: Any = content
    *way, last = path.split(".")
    for step in way:
        place = place[int(step)] if step.isdecimal() else place[step]
    place[int(last) if last.isdecimal() else last] = value
    return content


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("programme.budget", [{"eur": "viel"}], "programme "),
        ("regions.2.funding_volume_eur", "viel", "region "),
        ("regions.4.project_count", "x", "region "),
        ("organisations.7.aliases", 5, "organisations"),
        ("organisations.7", {"name": "Beispielstadt", "kind": "municipality"}, "organisation Beispielstadt"),
        ("projects.53.transfer_assets", [{"a": 1}], LAST),
        ("projects.53.conflicting_values", [{"field": "funding", "values": [{"amount": {}}]}], LAST),
        ("projects.53.phases", {"closure": {"actual": [1]}}, LAST),
        ("projects.53.lead", 7, LAST),
        ("projects.53.title", "x" * 251, "x"),
        ("projects.53.start_basis", "\0", ""),
        ("events.16.numbers", {"x": 10**30}, ""),
        ("events.16.award", "ja", "event "),
        ("related_not_dmr.1.funding_eur", "viel", "related_not_dmr"),
        ("related_not_dmr.1", {}, "the file"),
        ("programme.name", 5, "programme"),
    ],
)
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_broken_record_anywhere_is_named_and_nothing_is_written(
    path: str,
    value: Any,
    named: str,
    dry_run: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    content = broken(path, value)
    content["projects"][0]["summary_de"] = "Dies ginge."
    before = rows()

    with pytest.raises(ImportRefused) as caught:
        loading.programme(json.dumps(content).encode(), dry_run=dry_run)

    assert [problem.record.startswith(named) for problem in caught.value.problems] == [True]
    assert rows() == before
    assert not Project.objects.filter(summary="Dies ginge.").exists()


def test_only_who_may_import_does() -> None:
    before = rows()

    with pytest.raises(Refused, match="Only the administration"):
        import_programme(by=NOBODY, at=AT, content=with_field(SOEST, notes="x"))

    assert rows() == before


def test_a_new_record_is_added_with_a_number_never_used_before() -> None:
    content = register.programme()
    new = copy.deepcopy(content["projects"][0]) | {"title": "Beispiel: neu", "aliases": [], "parent": None}
    content["projects"].append(new)
    numbers = set(Project.objects.values_list("identifier", flat=True))

    changes = run(content)

    made = Project.objects.get(title="Beispiel: neu")
    assert [(c.what, c.key) for c in changes] == [(What.ADDED, "Beispiel: neu")]
    assert made.identifier not in numbers
    assert SearchDocument.objects.get(kind="project", key=made.slug).withdrawn is False


def test_a_field_left_out_is_left_as_it_is() -> None:
    content = register.programme()
    for row in content["projects"]:
        del row["notes"], row["partners"], row["topic"]
    notes = dict(Project.objects.values_list("pk", "notes"))

    assert run(content) == []
    assert dict(Project.objects.values_list("pk", "notes")) == notes


def test_the_start_of_a_project_may_change_without_losing_planned_phases() -> None:
    title = next(r["title"] for r in register.programme()["projects"] if r["start_basis"] == "grant notice")
    run(with_field(title, phases={"preparation": {"planned": "2019"}, "closure": {"planned": "2031-12"}}))

    run(with_field(title, phases={"closure": {"planned": "2031-12"}}, start="2020-02"))

    phases = Phase.objects.filter(project__title=title).values_list("kind", "planned", "actual")
    assert ("closure", "2031-12", "") in phases
    assert ("preparation", "", "2020-02") in phases


def test_successors_and_notes_of_superseded_records_are_told() -> None:
    project = Project.objects.get(title=SOEST)

    assert (project.superseded_by, project.superseded_note) == (
        None,
        "Beteiligungssoftware des Landes unter gleicher Adresse (26.11.2022)",
    )


def test_an_organisation_that_the_file_states_anew_follows_it() -> None:
    content = register.programme()
    row = next(row for row in content["organisations"] if row["kind"] == "company")
    row["kind"] = "association"

    changes = run(content)

    assert [(c.what, c.kind, c.key) for c in changes] == [(What.CHANGED, "organisation", row["name"])]
    assert Organisation.objects.get(name=row["name"]).kind == "association"


@pytest.mark.slow
@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="looks into the embedded database's file")
def test_an_import_killed_in_its_middle_leaves_nothing_half(tmp_path: Path) -> None:
    data = tmp_path / "data"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("STRAHLKRAFT_", "DJANGO_"))} | {
        "STRAHLKRAFT_DATA_DIR": str(data),
        "STRAHLKRAFT_INDEXER": "false",
    }
    (tmp_path / "m.csv").write_bytes(register.municipalities())
    (tmp_path / "p.json").write_bytes(register.packaged("projects", "programme.json"))

    def call(*arguments: str) -> str:
        done = subprocess.run([COMMAND, *arguments], env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    call("manage", "migrate", "--verbosity", "0")
    call("import", "municipalities", str(tmp_path / "m.csv"))
    with subprocess.Popen(
        [COMMAND, "import", "programme", str(tmp_path / "p.json")],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        database = data / "strahlkraft.sqlite3"
        while not _is_being_written(database):
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(signal.SIGKILL)
        process.wait()

    assert _counts(database) == [0, 0, 0, 0]
    assert "Imported." in call("import", "programme", str(tmp_path / "p.json"))
    assert _counts(database)[0] == 54
    assert "the chain is whole" in call("audit", "verify")


def _is_being_written(database: Path) -> bool:
    connection = sqlite3.connect(database, timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()
    return False


def _counts(database: Path) -> list[int]:
    tables = ("projects_project", "projects_fact", "projects_importedrecord", "projects_source")
    connection = sqlite3.connect(database)
    try:
        return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608 - names above
    finally:
        connection.close()


def test_the_register_remembers_what_was_imported() -> None:
    assert ImportedRecord.objects.filter(kind="project").count() == 54
