"""Of the trail the name goes, with its salt, and nothing else; the chain stays whole."""

import pytest
from django.db import DatabaseError, connection, transaction

from strahlkraft.audit.models import AuditEntry
from strahlkraft.audit.queries import verify
from tests.factories.audit import Write

pytestmark = pytest.mark.django_db
GONE = "actor_label = '', label_salt = ''"


def change(what: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_auditentry SET {what}")  # noqa: S608 - words of this test


def test_name_and_salt_go_together_and_the_chain_is_whole(write: Write) -> None:
    write()
    change(GONE)
    entry = AuditEntry.objects.get()
    assert (entry.actor_label, entry.label_salt, entry.actor_id, verify()) == ("", "", "user:7", [])


@pytest.mark.parametrize(
    "what",
    [
        "actor_label = ''",
        "label_salt = ''",
        "actor_label = 'Bob', label_salt = ''",
        f"{GONE}, verb = 'x'",
        f"{GONE}, actor_id = 'user:8'",
        f"{GONE}, label_digest = 'x'",
        f"{GONE}, sequence = 99",
        f"{GONE}, region_id = 99",
        f"{GONE}, public = NOT public",
        f"{GONE}, reason = 'x'",
        f"{GONE}, hash = 'x'",
    ],
)
def test_nothing_goes_along(write: Write, what: str) -> None:
    entry = write()
    with pytest.raises(DatabaseError):
        change(what)
    assert AuditEntry.objects.get().content() == entry.content()
    assert verify() == []


def test_no_row_goes_after_its_name(write: Write) -> None:
    write()
    change(GONE)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditentry")
    with pytest.raises(DatabaseError):
        change("actor_label = 'Ada', label_salt = 'x'")
