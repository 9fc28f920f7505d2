"""Gentle operations do on either database what their names say, and take it back."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, migrations, models
from django.db.migrations.state import ProjectState

from strahlkraft.audit.gentle import AddCheckGently, AddIndexGently, ValidateGently

NAME = models.CharField(max_length=20)
THING = migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True)), ("name", NAME)])
INDEX = models.Index(fields=["name"], name="gentle_thing_name")
CHECK = models.CheckConstraint(condition=~models.Q(name="?"), name="gentle_thing_known")


def run(operation: Any, state: ProjectState, *, back: bool = False) -> ProjectState:
    """The state afterwards; outside a transaction as such a migration is."""
    after = state.clone()
    operation.state_forwards("gentle", after)
    with connection.schema_editor(atomic=False) as editor:
        if back:
            operation.database_backwards("gentle", editor, after, state)
        else:
            operation.database_forwards("gentle", editor, state, after)
    return after


def names() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, "gentle_thing"))


def say(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO gentle_thing (name) VALUES (%s)", [name])


@pytest.fixture
def things(transactional_db: None) -> Any:
    """A table of its own; gone afterwards."""
    state = run(THING, ProjectState())
    yield state
    with connection.schema_editor(atomic=False) as editor:
        editor.execute("DROP TABLE gentle_thing")


def test_index_is_built_and_dropped(things: ProjectState) -> None:
    operation = AddIndexGently("thing", INDEX)
    run(operation, things)
    assert INDEX.name in names()
    run(operation, things, back=True)
    assert INDEX.name not in names()


def test_check_holds_for_new_rows_at_once(things: ProjectState) -> None:
    run(AddCheckGently("thing", CHECK), things)
    with pytest.raises(IntegrityError):
        say("?")


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite asks old rows when the check is put")
def test_old_rows_are_asked_when_validated(things: ProjectState) -> None:
    say("?")
    state = run(AddCheckGently("thing", CHECK), things)
    with pytest.raises(IntegrityError):
        run(ValidateGently("thing", CHECK.name), state)


def test_validation_passes_when_all_rows_do(things: ProjectState) -> None:
    say("known")
    state = run(AddCheckGently("thing", CHECK), things)
    run(ValidateGently("thing", CHECK.name), state)
    assert CHECK.name in names()
