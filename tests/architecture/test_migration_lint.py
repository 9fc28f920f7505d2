"""Migrations that would stop a running instance are refused, each by its reason; gentle ones pass."""

from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from strahlkraft.audit.gentle import AddCheckGently, AddIndexGently, ValidateGently
from strahlkraft.audit.guards import rows_stay
from tools.migration_lint import main, objections

pytestmark = pytest.mark.house
THING = migrations.CreateModel(
    "Thing", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=20, null=True))]
)
INDEX = models.Index(fields=["name"], name="thing_name")
CHECK = models.CheckConstraint(condition=~models.Q(name=""), name="thing_named")


def judged(*operations: Any, **attributes: Any) -> list[str]:
    """What is said of a migration with these operations, after one that made Thing."""
    before = ProjectState()
    THING.state_forwards("things", before)
    kind = type("Migration", (migrations.Migration,), {"operations": operations, **attributes})
    return objections(kind("0002_example", "things"), before, "1.3.0")


def added(field: "models.Field[Any, Any]") -> migrations.AddField:
    return migrations.AddField("thing", "more", field)


def altered(field: "models.Field[Any, Any]") -> migrations.AlterField:
    return migrations.AlterField("thing", "name", field)


BAD = {
    "old name": migrations.RenameField("thing", "name", "title"),
    "knows the old": migrations.RenameModel("Thing", "Object"),
    "release later": migrations.AlterModelTable("thing", "objects"),
    "still runs reads it": migrations.RemoveField("thing", "name"),
    "settled_since": migrations.DeleteModel("Thing"),
    "db_default": added(models.IntegerField(default=0)),
    "db_index=False": added(models.IntegerField(null=True, db_index=True)),
    "holds writers up": added(models.IntegerField(null=True, unique=True)),
    "then AddIndexGently": added(models.ForeignKey("things.Thing", models.PROTECT, null=True)),
    "now refused": altered(models.CharField(max_length=20)),
    "may write what": altered(models.CharField(max_length=10, null=True)),
    "add a field, copy": altered(models.IntegerField(null=True)),
    "use AddIndexGently": migrations.AddIndex("thing", INDEX),
    "use AddCheckGently": migrations.AddConstraint("thing", CHECK),
    "index with a name": migrations.AlterUniqueTogether("thing", {("name", "id")}),
    "cannot be taken back": migrations.RunSQL("DELETE FROM things_thing"),
    "migration of their own": migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop),
    "alone in its migration": AddIndexGently("thing", INDEX),
}


@pytest.mark.parametrize(("reason", "operation"), BAD.items(), ids=BAD)
def test_what_stops_a_running_instance_is_refused(reason: str, operation: Any) -> None:
    assert any(reason in said for said in judged(operation))


def test_what_reaches_the_database_is_judged_wherever_it_hides() -> None:
    hidden = migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("thing", "name")])
    assert len(judged(hidden)) == 1


def test_check_is_put_and_old_rows_are_asked_in_two_migrations() -> None:
    assert len(judged(AddCheckGently("thing", CHECK), ValidateGently("thing", "thing_named"))) == 1


@pytest.mark.parametrize(("since", "refused"), [("1.2.9", 0), ("1.3.0", 1), ("1.10.0", 1)])
def test_what_an_earlier_release_did_not_read_may_go(since: str, refused: int) -> None:
    assert len(judged(migrations.RemoveField("thing", "name"), settled_since=since)) == refused


GOOD = [
    added(models.IntegerField(null=True)),
    added(models.IntegerField(db_default=0)),
    added(models.ManyToManyField("things.Thing")),
    altered(models.CharField(max_length=40, null=True)),
    altered(models.TextField(null=True)),
    AddCheckGently("thing", CHECK),
    ValidateGently("thing", "thing_named"),
    rows_stay("things_thing"),
]


@pytest.mark.parametrize("operation", GOOD, ids=lambda operation: operation.describe())
def test_what_a_running_instance_survives_passes(operation: Any) -> None:
    assert judged(operation) == []


def test_new_tables_come_as_they_are_wanted() -> None:
    assert judged(THING, migrations.AddIndex("thing", INDEX), migrations.AddConstraint("thing", CHECK)) == []


def test_index_beside_writers_and_data_in_batches_pass_alone() -> None:
    data = migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)
    alone = [judged(operation, atomic=False) for operation in (AddIndexGently("thing", INDEX), data)]
    assert alone == [[], []]


def test_short_table_may_be_read_as_a_whole() -> None:
    assert judged(migrations.AddIndex("thing", INDEX), brief={"Thing": "a row for each region"}) == []


def test_migrations_of_the_house_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert (main(), "none refused" in capsys.readouterr().out) == (0, True)
