"""The line of writers before SQLite: order, bounds, processes that die or fork, and Django's transactions."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from strahlkraft.config.queued_sqlite3 import base
from strahlkraft.config.queued_sqlite3.line import Busy, Patience, WriterLine, of_pages

pytestmark = pytest.mark.once
LONG = Patience(60)
SHORT = Patience(0.05)
CHILD = """
import sys
from pathlib import Path
from strahlkraft.config.queued_sqlite3.line import Patience, WriterLine
line = WriterLine(Path(sys.argv[1]))
place = line.enter(Patience(60))
print("in", flush=True)
sys.stdin.readline()
line.leave(place)
print("out", flush=True)
"""


def eventually(fact: Callable[[], bool]) -> bool:
    """Wait for what must happen, a minute at most."""
    end = time.monotonic() + 60
    while not fact() and time.monotonic() < end:
        time.sleep(0.005)
    return fact()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database file."""
    (tmp_path / "some.sqlite3").touch()
    return tmp_path / "some.sqlite3"


@pytest.fixture
def other(path: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Begin another process that writes until it reads a line."""
    begun: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        words = [sys.executable, "-c", CHILD, str(path)]
        begun.append(subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def held(path: Path, name: str) -> bool:
    """Whether somebody has that lock file locked."""
    with Path(f"{path}-{name}").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def in_thread(line: WriterLine, patience: Patience, name: str, told: list[str]) -> threading.Thread:
    """Enter and leave; tell what came of it."""

    def write() -> None:
        try:
            place = line.enter(patience)
        except Busy:
            told.append(f"{name} sent away")
            return
        told.append(name)
        line.leave(place)

    thread = threading.Thread(target=write)
    before = len(line._line)
    thread.start()
    assert eventually(lambda: len(line._line) > before or bool(told))
    return thread


def test_threads_write_in_the_order_they_came(path: Path) -> None:
    line, told = WriterLine(path), list[str]()
    place = line.enter(LONG)
    threads = [in_thread(line, LONG, str(number), told) for number in range(5)]
    line.leave(place)
    for thread in threads:
        thread.join(60)
    assert (told, held(path, "turn")) == (list("01234"), False)


def test_another_process_that_waits_comes_before_our_next_thread(
    path: Path, other: Callable[[], subprocess.Popen[str]]
) -> None:
    line, told = WriterLine(path), list[str]()
    place = line.enter(LONG)
    waiting = other()
    assert eventually(lambda: held(path, "next"))
    thread = in_thread(line, LONG, "ours", told)
    line.leave(place)
    assert (said(waiting), told) == ("in", [])
    waiting.communicate("go\n")
    thread.join(60)
    assert told == ["ours"]


def test_who_waits_too_long_is_sent_away_and_keeps_nothing(
    path: Path, other: Callable[[], subprocess.Popen[str]]
) -> None:
    line, writing = WriterLine(path), other()
    assert said(writing) == "in"
    with pytest.raises(Busy):
        line.enter(SHORT)
    with pytest.raises(Busy):  # the same wait for the turn is taken up again
        line.enter(SHORT)
    writing.communicate("go\n")
    assert eventually(lambda: not held(path, "turn") and not held(path, "next"))
    line.leave(line.enter(LONG))
    assert not held(path, "turn")


def test_a_turn_asked_for_in_vain_serves_the_next_one(path: Path, other: Callable[[], subprocess.Popen[str]]) -> None:
    line, writing, told = WriterLine(path), other(), list[str]()
    assert said(writing) == "in"
    with pytest.raises(Busy):
        line.enter(SHORT)
    thread = in_thread(line, LONG, "next", told)
    writing.communicate("go\n")
    thread.join(60)
    assert (told, line._asking) == (["next"], None)


def test_a_stuck_line_sends_away_all_but_the_first(path: Path) -> None:
    line, told = WriterLine(path), list[str]()
    hurried = Patience(seconds=60, stuck_seconds=0.05, places=1)
    place = line.enter(LONG)
    first = in_thread(line, hurried, "first", told)
    second = in_thread(line, hurried, "second", told)
    second.join(60)
    with pytest.raises(Busy):
        line.enter(hurried)
    assert told == ["second sent away"]
    line.leave(place)
    first.join(60)
    assert told == ["second sent away", "first"]


def test_a_line_that_moves_sends_nobody_away(path: Path) -> None:
    line, told = WriterLine(path), list[str]()
    hurried = Patience(seconds=60, stuck_seconds=30, places=0)
    threads = [in_thread(line, hurried, "x", told) for _ in range(20)]
    for thread in threads:
        thread.join(60)
    assert told == ["x"] * 20


def test_half_of_a_servers_threads_stay_free() -> None:
    assert [of_pages(threads).places for threads in (1, 2, 8)] == [1, 1, 4]


def test_a_killed_writer_lets_the_next_one_in(path: Path, other: Callable[[], subprocess.Popen[str]]) -> None:
    writing = other()
    assert said(writing) == "in"
    writing.send_signal(signal.SIGKILL)
    WriterLine(path).enter(LONG)
    assert held(path, "turn")


def test_a_forked_child_neither_keeps_nor_gives_back_the_turn(path: Path) -> None:
    from strahlkraft.config.queued_sqlite3.line import line_before  # noqa: PLC0415 - the one the fork knows

    line = line_before(path)
    place = line.enter(LONG)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:  # no assertion may leave this process
        line.leave(place)
        os.write(writing, b"%d" % held(path, "turn"))
        signal.pause()
    try:
        assert (os.read(reading, 1), held(path, "turn")) == (b"1", True)
        line.leave(place)
        assert not held(path, "turn")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
        os.close(writing)


@pytest.fixture
def database(path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, with two tables; known to ``atomic`` as "line"."""
    options = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"}
    given = {"ENGINE": "strahlkraft.config.queued_sqlite3", "NAME": str(path), "OPTIONS": options}
    with django_db_blocker.unblock():
        connection = connections["line"] = ConnectionHandler({"default": given})["default"]
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE town (id INTEGER PRIMARY KEY)")
            cursor.execute("CREATE TABLE house (town REFERENCES town DEFERRABLE INITIALLY DEFERRED)")
        yield connection
        connection.close()
        del connections["line"]


def put(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def towns(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("SELECT count(*) FROM town").fetchone()[0])


def test_a_transaction_holds_the_turn_from_its_begin_to_its_end(path: Path, database: BaseDatabaseWrapper) -> None:
    with transaction.atomic("line"):
        put(database, "INSERT INTO town DEFAULT VALUES")
        with transaction.atomic("line"):
            put(database, "INSERT INTO town DEFAULT VALUES")
        assert held(path, "turn")
    assert (held(path, "turn"), towns(database)) == (False, 2)


def test_a_transaction_that_fails_gives_the_turn_back(path: Path, database: BaseDatabaseWrapper) -> None:
    with pytest.raises(OperationalError), transaction.atomic("line"):
        put(database, "INSERT INTO nowhere VALUES (1)")
    assert not held(path, "turn")
    put(database, "INSERT INTO town DEFAULT VALUES")
    assert towns(database) == 1


def test_a_commit_that_fails_gives_the_turn_back(path: Path, database: BaseDatabaseWrapper) -> None:
    with pytest.raises(IntegrityError), transaction.atomic("line"):
        put(database, "INSERT INTO house VALUES (7)")
    assert not held(path, "turn")


def test_a_connection_closed_within_a_transaction_gives_the_turn_back(
    path: Path, database: BaseDatabaseWrapper
) -> None:
    with transaction.atomic("line"):
        database.close()
    assert not held(path, "turn")


def test_while_somebody_else_writes_reads_go_on_and_every_write_is_refused_in_time(
    path: Path, database: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch, other: Callable[[], object]
) -> None:
    writing = other()
    assert isinstance(writing, subprocess.Popen)
    assert said(writing) == "in"
    monkeypatch.setattr(base, "_patience", SHORT)
    with pytest.raises(OperationalError, match="others are writing"), transaction.atomic("line"):
        pass
    for statement in ("INSERT INTO town DEFAULT VALUES", " delete from town", "DROP TABLE house"):
        with pytest.raises(OperationalError, match="others are writing"):
            put(database, statement)
    with pytest.raises(OperationalError, match="others are writing"), database.cursor() as cursor:
        cursor.executemany("INSERT INTO town VALUES (%s)", [(1,), (2,)])
    assert towns(database) == 0
    writing.communicate("go\n")
    put(database, "INSERT INTO town DEFAULT VALUES")
    assert (towns(database), held(path, "turn")) == (1, False)


def test_a_lock_of_another_program_is_waited_for_and_gives_the_turn_back(
    path: Path, database: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3  # noqa: PLC0415 - the package puts a newer one in its place first

    monkeypatch.setattr(base, "_patience", SHORT)
    database.close()
    program = sqlite3.connect(path, isolation_level=None)
    program.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="database is locked"), transaction.atomic("line"):
        pass
    assert not held(path, "turn")
    program.close()
    with transaction.atomic("line"):
        assert held(path, "turn")


def test_lock_files_belong_to_whom_the_database_belongs_to(path: Path) -> None:
    path.chmod(0o640)
    line = WriterLine(path)
    line.leave(line.enter(LONG))
    facts = [Path(f"{path}-{name}").stat() for name in ("next", "turn")]
    assert [(fact.st_mode & 0o777, fact.st_uid, fact.st_size) for fact in facts] == [(0o640, path.stat().st_uid, 0)] * 2


def test_lock_files_that_cannot_be_made_are_told_as_a_failing_database(
    tmp_path: Path, database: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(database.settings_dict, "NAME", str(tmp_path / "away" / "some.sqlite3"))
    with pytest.raises(OperationalError, match="line of writers"), transaction.atomic("line"):
        pass
