"""The drill: back up while somebody writes, lose everything, bring it back, on whichever database the tests run."""

import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django.fixtures import Settings

from strahlkraft.audit.models import AuditEntry
from strahlkraft.jobs.cli import strahlkraft
from strahlkraft.jobs.keeping import making, rows
from strahlkraft.jobs.keeping.reading import read, source_of
from strahlkraft.jobs.keeping.sealing import identities_of
from strahlkraft.jobs.keeping.state import workroom
from strahlkraft.letters.models import Letter
from strahlkraft.privacy.models import DataWish
from tests.factories.audit import tamper, write_entry
from tests.factories.letters import post
from tests.factories.privacy import everywhere
from tests.factories.steering import StoredFileFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CHANGED_ON_PURPOSE = {
    "audit_auditentry",
    "audit_chainhead",
    "django_session",
    "letters_letter",
    "search_searchcounter",
}
"""What a restore adds: its own line in the trail, sessions ended, letters of lists left, the search begun anew."""


def run(*words: object) -> Result:
    done = CliRunner().invoke(strahlkraft, [str(word) for word in words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.fixture
def world() -> None:
    """Rows in nearly every room, a stored file, a letter of a list; no connection of a test before, for a restore must be alone."""
    gc.collect()
    everywhere()
    StoredFileFactory(title="Beispiel ä € \U0001f600")
    post(77, once=True)
    source = rows.in_database("default")
    names = {row[place] for model in rows.tables() for place in rows.file_columns(model) for row in source(model)}
    for name in names - {""}:
        default_storage.save(name, ContentFile(b"Test"))


@pytest.fixture
def backed_up(world: None, key: SimpleNamespace, tmp_path: Path) -> Callable[..., Path]:
    """Make a backup and give its path."""

    def make(*words: str) -> Path:
        done = run("backup", tmp_path / "kept", *(words or ("--recipient", key.public, "--identity", key.file)))
        assert (done.exit_code, done.stderr) == (0, "")
        return making.backups(tmp_path / "kept")[-1]

    return make


def pictured() -> dict[str, dict[str, object]]:
    return rows.digests(rows.in_database("default"))


def test_all_comes_back_as_it_was(backed_up: Callable[..., Path], key: SimpleNamespace) -> None:
    before, numbers = pictured(), rows.last_numbers("default")
    file = backed_up()
    write_entry()
    DataWish.objects.all().delete()
    default_storage.delete("records/beispiel.pdf")
    default_storage.save("records/neu.pdf", ContentFile(b"later"))

    assert run("restore", file, "--identity", key.file).exit_code == 1
    tried = run("restore", file, "--identity", key.file, "--replace", "--dry-run")
    assert (tried.exit_code, DataWish.objects.exists(), default_storage.exists("records/beispiel.pdf")) == (
        0,
        False,
        False,
    )
    done = run("restore", file, "--identity", key.file, "--replace")

    assert (done.exit_code, done.stderr) == (0, "")
    after = pictured()
    assert {name for name in before if before[name] != after[name]} <= CHANGED_ON_PURPOSE
    assert Path(default_storage.path("records/beispiel.pdf")).read_bytes() == b"Test"
    assert "1 stored files are not in the backup and were left, for example records/neu.pdf" in done.output
    assert (Letter.objects.get(key="letter:77").state, AuditEntry.objects.last().verb) == ("unheard", "restore_backup")
    assert all(last >= numbers[name] for name, last in rows.last_numbers("default").items())
    assert run("verify", "--live").exit_code == 0


def test_a_file_with_other_content_is_put_right(backed_up: Callable[..., Path]) -> None:
    file = backed_up("--unencrypted")
    Path(default_storage.path("records/beispiel.pdf")).write_bytes(b"damaged")
    done = run("restore", file, "--replace")
    assert (done.exit_code, done.stderr) == (0, "")
    assert Path(default_storage.path("records/beispiel.pdf")).read_bytes() == b"Test"


def test_what_was_acknowledged_before_is_in_it_while_others_write(
    backed_up: Callable[..., Path], key: SimpleNamespace, tmp_path: Path
) -> None:
    stop, written = threading.Event(), []

    def writer() -> None:
        while not stop.is_set():
            written.append(write_entry().sequence)
        connection.close()

    threads = [threading.Thread(target=writer) for _number in range(3)]
    for thread in threads:
        thread.start()
    try:
        while len(written) < 10:
            time.sleep(0.01)
        acknowledged = set(written)
        file = backed_up()
    finally:
        stop.set()
        for thread in threads:
            thread.join()

    room = tmp_path / "room"
    room.mkdir()
    held = read(file, identities_of(key.file), room, with_files=False)
    with source_of(held) as (source, _expected, _numbers):
        place = [column.attname for column in rows.columns(AuditEntry)].index("sequence")
        assert acknowledged <= {row[place] for row in source(AuditEntry)}
    assert "Whole" in run("verify", file, "--identity", key.file).output


def test_an_unsound_instance_is_backed_up_all_the_same_and_told(backed_up: Callable[..., Path], tmp_path: Path) -> None:
    tamper("UPDATE audit_auditentry SET verb = 'forged' WHERE sequence = 1")
    default_storage.delete("records/beispiel.pdf")
    done = run("backup", tmp_path / "kept", "--unencrypted")
    told = "trail, entry 1: changed\nsteering_storedfile names a file that is not there: records/beispiel.pdf\n"
    assert (done.exit_code, told in done.stderr) == (1, True)
    file = making.backups(tmp_path / "kept")[0]
    assert [
        run(*words).exit_code for words in (["verify", file], ["restore", file, "--replace"], ["verify", "--live"])
    ] == [1] * 3


def test_a_newer_backup_is_refused(backed_up: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    file = backed_up("--unencrypted")
    monkeypatch.setattr("strahlkraft.jobs.keeping.state.known", lambda: ["audit.0001_initial"])
    done = run("restore", file, "--replace")
    assert (done.exit_code, "made by a newer version" in done.output) == (1, True)


def test_rows_go_through_their_portable_form_without_loss(backed_up: Callable[..., Path], tmp_path: Path) -> None:
    file = backed_up("--unencrypted")
    before, numbers = pictured(), rows.last_numbers("default")
    room = tmp_path / "room"
    room.mkdir()
    with source_of(read(file, [], room, with_files=False)) as (source, expected, last):
        written = {model: [json.loads(rows.line(row)) for row in source(model)] for model in rows.tables()}
        rows.load(written.__getitem__, last(), expected(), alias="default")
    assert (pictured(), rows.last_numbers("default")) == (before, numbers)
    with pytest.raises(Exception, match=r"append-only|stays"):
        tamper_without_lifting()


def tamper_without_lifting() -> None:
    """The guards stand again after loading."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditentry SET verb = 'forged'")


def test_rows_that_do_not_arrive_as_they_left_change_nothing(backed_up: Callable[..., Path], tmp_path: Path) -> None:
    file = backed_up("--unencrypted")
    before = pictured()
    room = tmp_path / "room"
    room.mkdir()
    with source_of(read(file, [], room, with_files=False)) as (source, expected, last):
        wrong = {**expected(), "letters_letter": {"rows": 0, "sha256": ""}}
        with pytest.raises(rows.Different, match="letters_letter"):
            rows.load(source, last(), wrong, alias="default")
    assert pictured() == before


def test_every_table_is_a_table_of_a_room_or_left_out_on_purpose() -> None:
    there = set(connection.introspection.table_names())
    assert there - {rows.key_of(model) for model in rows.tables()} <= {"cache", "django_migrations"}


def test_only_so_many_are_kept_and_the_note_names_the_newest(
    backed_up: Callable[..., Path], settings: Settings, tmp_path: Path
) -> None:
    first = backed_up("--unencrypted")
    old = first.rename(first.with_name("strahlkraft-20200101T000000Z.tar"))
    newest = backed_up("--unencrypted", "--keep", "1")
    assert (old.exists(), making.backups(tmp_path / "kept")) == (False, [newest])
    note = json.loads(settings.BACKUP_NOTE.read_text(encoding="utf-8"))
    assert (note["file"], note["checked"]) == (newest.name, "whole")


@pytest.mark.once
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="an older image is SQLite's")
def test_an_older_image_is_migrated_forward(backed_up: Callable[..., Path], key: SimpleNamespace) -> None:
    applied = MigrationRecorder(connection)
    applied.record_unapplied("letters", "0001_initial")
    try:
        file = backed_up("--recipient", key.public)
        held = read(file, identities_of(key.file), Path(file.parent), with_files=False)
    finally:
        applied.record_applied("letters", "0001_initial")
    assert held.older


def _environment(folder: Path) -> dict[str, str]:
    """A process of its own over the tests' database."""
    name, url = connection.settings_dict["NAME"], os.environ.get("DATABASE_URL", "")
    database = f"{url.rsplit('/', 1)[0]}/{name}" if url else f"sqlite:///{name}"
    return {**os.environ, "DATABASE_URL": database, "STRAHLKRAFT_DATA_DIR": str(folder)}


@pytest.mark.once
def test_a_killed_backup_leaves_no_file_under_its_name_and_the_next_one_clears_up(
    world: None, settings: Settings, tmp_path: Path
) -> None:
    data, kept = tmp_path / "data", tmp_path / "kept"
    (data / "uploads").mkdir()
    with (data / "uploads" / "big").open("wb") as big:
        big.truncate(3 << 30)  # a hole: takes long to read, and no room
    words = [Path(sys.executable).parent / "strahlkraft", "backup", kept, "--unencrypted"]
    child = subprocess.Popen(words, env=_environment(data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _turn in range(600):
            if any(path.stat().st_size > 0 for path in kept.glob(".*.part")):
                break
            assert child.poll() is None
            time.sleep(0.05)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert ([path.suffix for path in kept.iterdir()], making.backups(kept)) == ([".part"], [])
    shutil.rmtree(data / "uploads")
    assert run("backup", kept, "--unencrypted").exit_code == 0
    assert list(kept.iterdir()) == making.backups(kept)


@pytest.mark.once
def test_a_full_disk_is_told_and_leaves_nothing(world: None, tmp_path: Path) -> None:
    limit = "import resource,runpy,sys;resource.setrlimit(resource.RLIMIT_FSIZE,(200000,200000));sys.argv=sys.argv[1:];"
    call = "import signal;signal.signal(signal.SIGXFSZ,signal.SIG_IGN);from strahlkraft.jobs.cli import main;main()"
    words = [sys.executable, "-c", limit + call, "strahlkraft", "backup", str(tmp_path / "kept"), "--unencrypted"]
    done = subprocess.run(words, env=_environment(tmp_path / "data"), capture_output=True, text=True, check=False)
    assert (done.returncode, "Error: The d" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
    assert list((tmp_path / "kept").iterdir()) == []


def test_two_at_once_over_one_data_folder_are_refused(backed_up: Callable[..., Path], tmp_path: Path) -> None:
    with workroom():
        done = run("backup", tmp_path / "kept", "--unencrypted")
    assert (done.exit_code, "Another backup" in done.output) == (1, True)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL replaces within a transaction")
def test_nothing_is_replaced_while_somebody_has_the_database_open(backed_up: Callable[..., Path]) -> None:
    file = backed_up("--unencrypted")
    write_entry()
    before = AuditEntry.objects.count()
    ready, stop = threading.Event(), threading.Event()

    def server() -> None:
        AuditEntry.objects.exists()
        ready.set()
        stop.wait(60)
        connection.close()

    thread = threading.Thread(target=server)
    thread.start()
    try:
        ready.wait(60)
        done = run("restore", file, "--replace")
    finally:
        stop.set()
        thread.join()
    assert (done.exit_code, "still run over this database" in done.output) == (1, True)
    assert AuditEntry.objects.count() == before
