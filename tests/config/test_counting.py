"""While nobody can write, a form is told to come again, not that too many came."""

import sqlite3
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,  # on PostgreSQL nobody locks everybody else out
    pytest.mark.slow,
]
TEXT = "Beispiel: Warum ist die Ampel aus?"


@pytest.fixture
def _locked() -> Iterator[None]:
    """Another program writes, for as long as the test takes; ours is told so soon."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
    other = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()
    connection.close()


@pytest.mark.usefixtures("_locked")
def test_a_limit_that_cannot_be_counted_is_told_as_a_database_that_is_away() -> None:
    with pytest.raises(OperationalError, match="locked"):
        cache.add("beispiel", 1)


@pytest.mark.usefixtures("_locked")
def test_a_form_sent_meanwhile_is_kept_to_be_sent_once_more() -> None:
    client = Client(raise_request_exception=False)
    answer = client.post("/rueckfrage/", {"text": TEXT, "mailbox": "gast@beispiel.example"})
    assert (answer.status_code, answer["Retry-After"], TEXT in answer.content.decode()) == (503, "10", True)
