"""Processes that are killed, a database that is away for a moment: what goes on, begins anew and ends together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import OperationalError

from strahlkraft.jobs.lasting import Kept, Pauses
from strahlkraft.jobs.worker import go_on

pytestmark = pytest.mark.once
COMMAND = Path(sys.executable).parent / "strahlkraft"


def eventually(fact: Callable[[], object]) -> bool:
    """Wait for what must happen, two minutes at most."""
    end = time.monotonic() + 120
    while not fact() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(fact())


def test_pauses_grow_to_a_minute_and_begin_anew_after_a_success() -> None:
    pauses = Pauses()
    assert [pauses.failure() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    pauses.success()
    assert pauses.failure() == 1


def test_the_worker_goes_on_when_the_database_was_away() -> None:
    answers: list[Exception | None] = [OperationalError("database is locked"), OperationalError("again"), None, None]
    waited: list[float] = []

    def deed() -> None:
        answer = answers.pop(0)
        if answer is not None:
            raise answer

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        return not answers

    go_on(deed, wait=wait)
    assert waited == [1, 2, 2, 2]


def test_the_worker_ends_when_there_are_no_tables_and_at_defects_of_its_own() -> None:
    def deed() -> None:
        raise error

    for error in (OperationalError("no such table: letters_letter"), ValueError("a defect")):
        with pytest.raises(type(error)):
            go_on(deed, wait=lambda _seconds: True)


def test_a_process_that_ends_is_begun_again_until_it_is_stopped(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    script = f"import os, time; open({str(marks)!r}, 'a').write(f'{{os.getpid()}}\\n'); time.sleep(300)"
    kept = Kept([sys.executable, "-c", script])

    def begun() -> list[str]:
        return marks.read_text().split() if marks.exists() else []

    try:
        assert eventually(lambda: len(begun()) == 1)
        os.kill(int(begun()[0]), signal.SIGKILL)
        assert eventually(lambda: len(begun()) == 2)
    finally:
        kept.stop()
    assert not Path(f"/proc/{begun()[1]}").exists()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Process id and port of `strahlkraft serve` over an empty folder."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("STRAHLKRAFT_", "DJANGO_", "DATABASE_URL"))}
    clean |= {"STRAHLKRAFT_DATA_DIR": str(tmp_path), "PORT": str(port)}
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen([COMMAND, "serve"], env=clean, stdout=said, stderr=said)
    yield process.pid, port
    process.kill()
    process.wait()


def lives(port: int) -> bool:
    """Whether the server answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5) as answer:
            return int(answer.status) == 200
    except OSError:
        return False


def children(process: int) -> list[int]:
    """Processes begun by that one."""
    done = subprocess.run(["ps", "--ppid", str(process), "-o", "pid="], capture_output=True, text=True, check=False)
    return [int(word) for word in done.stdout.split() if Path(f"/proc/{word}").exists()]


def is_gone(process: int) -> bool:
    """Ended, or dead and only not yet fetched by its parent."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's end")
def test_a_killed_web_process_is_replaced_and_a_killed_server_leaves_nobody_behind(server: tuple[int, int]) -> None:
    main, port = server
    assert eventually(lambda: lives(port))
    for child in children(main):
        os.kill(child, signal.SIGKILL)  # the process that answers, and the worker if it has not given up by itself
    assert eventually(lambda: lives(port))
    left = children(main)
    os.kill(main, signal.SIGKILL)
    assert left
    assert eventually(lambda: all(is_gone(child) for child in left))
    assert not lives(port)
