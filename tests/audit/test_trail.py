"""Writing and reading the trail."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from strahlkraft.audit import queries
from strahlkraft.audit.actions import AlreadySubmitted, record
from strahlkraft.audit.models import AppendOnly, AuditEntry
from strahlkraft.kernel.label import Label
from tests.factories.audit import AT, Person, Write


def test_an_entry_keeps_who_did_what_and_only_what_changed(write: Write) -> None:
    submission = uuid.uuid4()
    entry = write(region_id=3, public=True, reason="ready", submission=submission)
    entry.refresh_from_db()
    facts = (
        entry.sequence,
        entry.at,
        entry.actor_id,
        entry.actor_label,
        entry.verb,
        (entry.subject_kind, entry.subject_key, entry.subject_title),
        entry.region_id,
        entry.public,
        entry.before,
        entry.after,
        entry.reason,
        entry.submission,
    )
    assert facts == (
        1,
        AT,
        "user:7",
        "Ada Beispiel",
        "publish_project",
        ("project", "lamp", "Smart lamp"),
        3,
        True,
        {"state": "draft"},
        {"state": "public"},
        "ready",
        submission,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_entries_are_chained(write: Write, count: int) -> None:
    entries = [write() for _ in range(count)]
    assert [entry.sequence for entry in entries] == list(range(1, count + 1))
    assert [entry.previous_hash for entry in entries] == ["0" * 64, *(entry.hash for entry in entries[:-1])]
    assert queries.head() == queries.Anchor(count, entries[-1].hash)
    assert queries.verify() == []


def test_an_entry_outside_a_transaction_is_refused(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(by=Person(), at=AT, verb="x", subject=Label("project", "a"), before={}, after={})
    assert AuditEntry.objects.count() == 0


def test_a_time_without_zone_is_refused(write: Write) -> None:
    with pytest.raises(ValueError, match="zone"):
        write(at=AT.replace(tzinfo=None))


def test_a_rolled_back_deed_leaves_no_entry_and_no_gap(write: Write) -> None:
    write()
    with transaction.atomic():
        record(by=Person(), at=AT, verb="x", subject=Label("project", "a"), before={}, after={})
        transaction.set_rollback(True)
    write()
    assert list(AuditEntry.objects.values_list("sequence", flat=True)) == [1, 2]
    assert queries.verify() == []


def test_the_same_submission_is_carried_out_once(write: Write) -> None:
    submission = uuid.uuid4()
    first = write(submission=submission)
    with pytest.raises(AlreadySubmitted) as caught:
        write(submission=submission)
    assert caught.value.entry == first
    assert queries.entry_of_submission(submission) == first
    assert queries.entry_of_submission(uuid.uuid4()) is None
    assert AuditEntry.objects.count() == 1


def test_the_model_refuses_to_change_and_to_delete(write: Write) -> None:
    entry = write()
    for deed in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(verb="x"),
        lambda: AuditEntry.objects.bulk_update([entry], ["verb"]),
    ):
        with pytest.raises(AppendOnly):
            deed()
    assert queries.verify() == []


def test_history_shows_one_subject_newest_first(write: Write) -> None:
    first = write()
    write(subject=Label("project", "other"))
    second = write()
    assert list(queries.history_of(Label("project", "lamp"))) == [second, first]


def test_the_trail_of_another_region_is_not_readable(write: Write) -> None:
    own, _foreign, _global = write(region_id=1), write(region_id=2), write()
    assert list(queries.trail(by=Person())) == [own]
    assert list(queries.trail(by=Person(regions=frozenset()))) == []
    assert queries.trail(by=Person(regions=None)).count() == 3


def test_writers_at_the_same_time_make_one_chain(transactional_db: None, write: Write) -> None:
    def one(number: int) -> int:
        try:
            return write(verb=f"deed_{number}").sequence
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        sequences = sorted(pool.map(one, range(40)))
    assert sequences == list(range(1, 41))
    assert queries.verify() == []
