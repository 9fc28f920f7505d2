"""Nobody changes the trail unseen: triggers refuse, and what gets past them breaks the chain."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from strahlkraft.audit import rules
from strahlkraft.audit.models import AuditEntry, ChainHead
from strahlkraft.audit.queries import Anchor, Broken, head, verify
from tests.factories.audit import Write, tamper


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditentry SET verb = 'x'",
        "UPDATE audit_auditentry SET actor_label = ''",
        "DELETE FROM audit_auditentry",
        "UPDATE audit_chainhead SET count = 0",
        "UPDATE audit_chainhead SET hash = 'x'",
        "DELETE FROM audit_chainhead",
    ],
)
def test_triggers_refuse(write: Write, sql: str) -> None:
    write()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert (AuditEntry.objects.get().verb, ChainHead.objects.get().count) == ("publish_project", 1)
    assert verify() == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite knows REPLACE")
@pytest.mark.parametrize("key", ["id", "sequence", "hash", "submission"])
def test_triggers_refuse_replacement(write: Write, key: str) -> None:
    entry = write(submission=uuid4())
    columns = {field.column: getattr(entry, field.attname) for field in AuditEntry._meta.concrete_fields}
    fresh = {"id": 99, "sequence": 99, "hash": "f" * 64, "submission": uuid4().hex}
    row = columns | {"verb": "forged"} | {name: value for name, value in fresh.items() if name != key}
    values = [
        value.hex if isinstance(value, UUID) else json.dumps(value) if isinstance(value, dict) else value
        for value in row.values()
    ]
    marks = ", ".join(["%s"] * len(row))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"REPLACE INTO audit_auditentry ({', '.join(row)}) VALUES ({marks})", values)  # noqa: S608 - column names of our own model
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("REPLACE INTO audit_chainhead (id, count, hash) VALUES (1, 0, 'x')")
    assert (AuditEntry.objects.get().verb, verify()) == ("publish_project", [])


def test_the_library_cannot_overwrite_an_entry(write: Write) -> None:
    entry = write()
    forged = AuditEntry.objects.get()
    forged.verb, forged._state.adding = "forged", True
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.bulk_create([forged], update_conflicts=True, unique_fields=["id"], update_fields=["verb"])
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry._base_manager.filter(pk=entry.pk).update(verb="forged")
    assert (AuditEntry.objects.get().verb, verify()) == ("publish_project", [])


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL knows TRUNCATE")
def test_triggers_refuse_truncation(write: Write) -> None:
    write()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_auditentry CASCADE")
    assert AuditEntry.objects.count() == 1


def _swap() -> None:
    tamper("UPDATE audit_auditentry SET sequence = 99 WHERE sequence = 2")
    tamper("UPDATE audit_auditentry SET sequence = 2 WHERE sequence = 3")
    tamper("UPDATE audit_auditentry SET sequence = 3 WHERE sequence = 99")


def _insert() -> None:
    columns = ", ".join(
        field.column
        for field in AuditEntry._meta.concrete_fields
        if field.column and field.column not in {"id", "sequence", "hash"}
    )
    tamper(
        f"INSERT INTO audit_auditentry (sequence, hash, {columns}) "  # noqa: S608 - column names of our own model
        f"SELECT 6, 'forged', {columns} FROM audit_auditentry WHERE sequence = 5"
    )


def _rewrite_consistently() -> None:
    """Change an entry and its hash: its successor still knows the old one."""
    entry = AuditEntry.objects.get(sequence=3)
    entry.verb = "withdraw_project"
    new = rules.hash_of(entry.previous_hash, entry.content())
    tamper("UPDATE audit_auditentry SET verb = 'withdraw_project', hash = %s WHERE sequence = 3", [new])


@pytest.mark.parametrize(
    ("deed", "breaks"),
    [
        (lambda: tamper("UPDATE audit_auditentry SET verb = 'x' WHERE sequence = 2"), [Broken(2, "changed")]),
        (lambda: tamper("UPDATE audit_auditentry SET region_id = 4 WHERE sequence = 2"), [Broken(2, "changed")]),
        (lambda: tamper("UPDATE audit_auditentry SET reason = 'x' WHERE sequence = 5"), [Broken(5, "changed")]),
        (
            lambda: tamper("UPDATE audit_auditentry SET actor_label = 'Eve' WHERE sequence = 1"),
            [Broken(1, "relabelled")],
        ),
        (
            lambda: tamper("DELETE FROM audit_auditentry WHERE sequence IN (2, 3)"),
            [Broken(2, "missing"), Broken(3, "missing")],
        ),
        (lambda: tamper("DELETE FROM audit_auditentry WHERE sequence = 1"), [Broken(1, "missing")]),
        (
            lambda: tamper("DELETE FROM audit_auditentry WHERE sequence > 3"),
            [Broken(4, "truncated"), Broken(5, "truncated")],
        ),
        (lambda: tamper("DELETE FROM audit_chainhead"), [Broken(5, "head")]),
        (
            _swap,
            [
                Broken(2, "changed"),
                Broken(2, "unlinked"),
                Broken(3, "changed"),
                Broken(3, "unlinked"),
                Broken(4, "unlinked"),
            ],
        ),
        (_insert, [Broken(6, "changed"), Broken(6, "unlinked"), Broken(6, "head")]),
        (_rewrite_consistently, [Broken(4, "unlinked")]),
    ],
)
def test_verify_finds(write: Write, deed: Callable[[], None], breaks: list[Broken]) -> None:
    for number in range(5):
        write(after={"number": number})
    assert verify() == []
    deed()
    assert verify() == breaks


def test_cutting_the_end_and_the_head_shows_against_an_anchor_noted_outside(write: Write) -> None:
    hashes = [write(after={"number": number}).hash for number in range(3)]
    noted = head()
    tamper("DELETE FROM audit_auditentry WHERE sequence = 3")
    tamper("UPDATE audit_chainhead SET count = 2, hash = %s", [hashes[1]])
    assert (verify(), verify(noted)) == ([], [Broken(3, "anchor")])


def test_an_old_anchor_still_holds_after_more_entries(write: Write) -> None:
    write()
    noted = head()
    write()
    assert (verify(noted), verify(Anchor(1, "f" * 64))) == ([], [Broken(1, "anchor")])


def test_an_anonymised_name_keeps_the_chain_whole(write: Write) -> None:
    for _ in range(3):
        write()
    tamper("UPDATE audit_auditentry SET actor_label = '', label_salt = '' WHERE actor_id = 'user:7'")
    assert verify() == []


def test_verify_reads_any_length_with_a_constant_number_of_queries(
    write: Write, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for _ in range(3):
        write()
    with django_assert_num_queries(2):
        verify()
