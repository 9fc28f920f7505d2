"""The command ``strahlkraft``: what it lists, imports, proves and refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.conf import settings as django_settings
from pytest_django.fixtures import Settings

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import RIGHTS, Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.jobs.cli import COMMANDS, strahlkraft
from strahlkraft.network.models import Geometry, Municipality
from strahlkraft.projects.models import Project
from tests import real_register as register
from tests.factories.accounts import a_region, an_organisation
from tests.factories.audit import tamper, write_entry

COMMAND = Path(sys.executable).parent / "strahlkraft"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "geo"
SMALL: dict[str, Any] = {
    "programme": {"name": "Beispielprogramm"},
    "regions": [{"name": "Beispielregion"}],
    "projects": [{"title": "Beispiel A", "region": "Beispielregion", "source": "https://beispiel.example/a"}],
    "events": [],
}


def run(*arguments: str, text: str = "") -> Result:
    return CliRunner().invoke(strahlkraft, arguments, input=text)


def alone(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process and data folder of its own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("STRAHLKRAFT_", "DJANGO_", "DATABASE_URL"))}
    clean |= {"STRAHLKRAFT_DATA_DIR": str(folder), "COLUMNS": "100", **environment}
    return subprocess.run([COMMAND, *arguments], env=clean, capture_output=True, text=True, check=False)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "programme.json"
    file.write_text(json.dumps(SMALL), encoding="utf-8")
    return file


@pytest.mark.slow
@pytest.mark.once
def test_help_lists_every_command_without_a_database(tmp_path: Path) -> None:
    done = alone(tmp_path, "--help", DATABASE_URL="postgres://nobody@127.0.0.1:9/nothing")

    listed = {line.split()[0] for line in done.stdout.partition("Commands:")[2].splitlines() if line.strip()}
    assert (done.returncode, done.stderr) == (0, "")
    assert set(COMMANDS) | {"manage"} <= listed


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    done = run(name, "--help")

    assert (done.exit_code, done.output.startswith("Usage: ")) == (0, True)
    assert len(done.output.splitlines()[2].strip()) > 20


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    "arguments",
    [("import", "programme", "FILE"), ("search", "Radweg"), ("audit", "verify"), ("demo-users",), ("work", "--once")],
    ids=lambda arguments: arguments[0],
)
def test_without_its_tables_a_command_says_what_to_do(tmp_path: Path, small: Path, arguments: tuple[str, ...]) -> None:
    done = alone(tmp_path / "data", *(str(small) if word == "FILE" else word for word in arguments))

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "Error: The database is not set up for this version. Run `strahlkraft setup` first." in done.stderr


@pytest.mark.slow
def test_a_database_that_is_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = alone(tmp_path, "audit", "verify", DATABASE_URL="postgres://nobody@127.0.0.1:9/nothing")

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "Error: The database cannot be used: " in done.stderr


@pytest.mark.django_db
def test_an_import_shows_the_difference_applies_it_and_has_nothing_to_do_again(small: Path) -> None:
    first, again = run("import", "programme", str(small)), run("import", "programme", str(small))

    assert (first.exit_code, first.output.splitlines()[-1]) == (0, "Imported.")
    assert (again.exit_code, again.output) == (0, "No changes: the data is already as the file states.\n")
    assert [project.title for project in Project.objects.all()] == ["Beispiel A"]


@pytest.mark.django_db
def test_a_dry_run_says_that_nothing_was_written(small: Path) -> None:
    done = run("import", "programme", "--dry-run", str(small))

    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "Dry run: nothing was written.")
    assert Project.objects.count() == 0


@pytest.mark.django_db
def test_the_difference_can_be_read_by_a_machine(small: Path) -> None:
    done = run("import", "programme", "--json", str(small))

    assert [(row["what"], row["kind"], row["key"]) for row in json.loads(done.stdout)] == [
        ("added", "programme", "Beispielprogramm"),
        ("added", "region", "Beispielregion"),
        ("added", "project", "Beispiel A"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--json",)])
def test_every_defect_of_a_file_is_printed_and_nothing_imported(small: Path, options: tuple[str, ...]) -> None:
    broken = SMALL | {"projects": [SMALL["projects"][0], {"title": "B", "region": "X", "source": "y", "start": "z"}]}
    small.write_text(json.dumps(broken), encoding="utf-8")

    done = run("import", "programme", *options, str(small))

    assert done.exit_code == 1
    assert [line.split(":")[0].strip() for line in done.stderr.splitlines()] == [
        "B · start",
        "B · region",
        "B · source",
        "Error",
    ]
    assert done.stderr.endswith("Error: 3 problem(s) in the file; nothing was imported.\n")
    assert Project.objects.count() == 0


@pytest.mark.django_db
def test_lists_and_maps_are_imported_too(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_bytes(register.municipalities())
    (tmp_path / "d.csv").write_bytes(register.packaged("network", "districts.csv"))
    (tmp_path / "nrw.topojson").write_bytes(register.packaged("network", "nrw.topojson"))

    done = [
        run(
            "import",
            "municipalities",
            "--districts",
            str(tmp_path / "d.csv"),
            "--as-of",
            "2025-08-31",
            str(tmp_path / "m.csv"),
        ),
        run("import", "geometry", str(tmp_path / "nrw.topojson")),
        run("import", "geometry", str(tmp_path / "m.csv")),
    ]

    assert [(d.exit_code, d.output.splitlines()[-1]) for d in done] == [
        (0, "Imported."),
        (0, "Imported."),
        (1, "Error: 1 problem(s) in the file; nothing was imported."),
    ]
    assert Municipality.objects.filter(dissolved=False).count() == 396
    assert Geometry.objects.get().name == "nrw"


@pytest.mark.django_db
def test_the_trail_is_proved_and_a_break_is_the_exit_code() -> None:
    write_entry()
    whole, as_json = run("audit", "verify"), run("audit", "verify", "--json")
    tamper("UPDATE audit_auditentry SET verb = 'other'")
    broken = run("audit", "verify")

    assert (whole.exit_code, whole.output) == (0, "1 entries, the chain is whole.\n")
    assert (as_json.exit_code, json.loads(as_json.output)) == (0, {"entries": 1, "broken": []})
    assert (broken.exit_code, "break(s)" in broken.output) == (1, True)


def test_the_table_of_roles_names_every_role_and_right() -> None:
    plain, table = run("roles"), run("roles", "--markdown")

    assert (plain.exit_code, table.exit_code) == (0, 0)
    assert table.output.startswith("|")
    for output in (plain.output, table.output):
        assert all(str(right) in output or right.value.replace("_", " ") in output for right in RIGHTS)


@pytest.mark.django_db
def test_demo_users_are_made_once_one_per_role() -> None:
    without_data = run("demo-users")
    a_region()
    an_organisation()
    first, again = run("demo-users"), run("demo-users")

    assert (without_data.exit_code, without_data.stderr.startswith("Error: ")) == (1, True)
    roles = [line.split()[0] for line in first.output.splitlines()]
    assert (first.exit_code, again.exit_code, set(roles)) == (
        0,
        0,
        {role.value for role in Role if role is not Role.PUBLIC},
    )
    assert User.objects.filter(is_demo=True).count() == len(roles)


@pytest.mark.django_db
def test_demo_users_are_refused_in_production(settings: Settings) -> None:
    settings.PRODUCTION, settings.DEMO = True, False

    done = run("demo-users")

    assert (done.exit_code, done.stderr.startswith("Error: ")) == (1, True)
    assert User.objects.count() == 0


@pytest.mark.slow
def test_the_map_is_made_again_byte_for_byte(tmp_path: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip("../shared/data/geo is not beside this checkout")

    done = run(
        "geometry",
        "build",
        "--names",
        str(SHARED / "de_kreise.csv"),
        str(SHARED / "nrw_alle_ebenen.topojson"),
        str(tmp_path / "nrw.topojson"),
    )

    assert done.exit_code == 0
    assert (tmp_path / "nrw.topojson").read_bytes() == register.packaged("network", "nrw.topojson")


@pytest.mark.slow
@pytest.mark.django_db
def test_setup_may_be_run_again_at_any_time(settings: Settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    first = run("setup", "--without-data")
    lines = AuditEntry.objects.count()
    register.load()
    again = run("setup", "--without-data")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert (lines, Project.objects.count()) == (0, 54)
    assert (Path(django_settings.STATIC_ROOT) / "design").is_dir()
