"""What ``strahlkraft setup`` says and how it waits."""

from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from strahlkraft.jobs import setup

pytestmark = pytest.mark.django_db


def test_check_changes_nothing_and_says_what_would_change() -> None:
    quiet = CliRunner().invoke(setup.setup, ["--check"])
    MigrationRecorder(connection).record_unapplied("letters", "0004_rather_missed_than_repeated")
    told = CliRunner().invoke(setup.setup, ["--check"])
    assert quiet.output == "The database is as this version wants it.\n"
    assert (told.exit_code, told.output.split(":")[0]) == (0, "letters.0004_rather_missed_than_repeated")


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="locks with a time limit of their own are PostgreSQL's")
def test_migrations_give_a_lock_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def look(_name: str, **_options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            seen.append(cursor.fetchone()[0])

    monkeypatch.setattr(setup, "call_command", look)
    setup._database()
    assert seen == ["5s", "0"]
