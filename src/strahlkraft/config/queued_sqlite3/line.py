"""The line of writers before one SQLite file: threads take tickets, processes take turns, nobody waits for ever.

SQLite lets one writer in at a time and leaves the others to ask again and again, with growing pauses: whoever came first
may come last. Here writers stand in line before they ask. Within a process it is a list of places; the first of each
process then waits for its turn among processes, on two locked files: who holds "next" is the only one to wait for "turn",
so that a process that has just written lets the others go first. A process that dies lets go of both.
"""

import fcntl
import math
import os
import threading
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Busy(Exception):  # noqa: N818 - a state of the line, told to whoever asked
    """The turn did not come in time."""


class Patience(NamedTuple):
    """How long somebody waits in line."""

    seconds: float
    """At most, from coming to one's turn."""
    stuck_seconds: float = math.inf
    """When nobody has finished for so long, the line is stuck: all but the first ``places`` are sent away at once."""
    places: int = 0


COMMAND = Patience(seconds=120)
"""Commands and the worker: nobody looks at an empty page meanwhile."""


def of_pages(threads: int) -> Patience:
    """Of a server with so many threads: half of them stay free for those who only read, however stuck the line is."""
    return Patience(seconds=6, stuck_seconds=1, places=max(1, threads // 2))


class Place:
    """One writer's place in line."""

    def __init__(self) -> None:
        self.called = threading.Event()
        self.turn: int | None = None


class WriterLine:
    """All writers of this process to the SQLite file ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mutex = threading.Lock()
        self._line: deque[Place] = deque()
        self._moved = 0.0  # when somebody last finished, or began to stand in an empty line
        self._asking: _Asking | None = None

    def enter(self, patience: Patience) -> Place:
        """Wait for the turn to write; give it back with :meth:`leave`.

        Raises:
            Busy: it did not come in time, or the line is stuck and others wait already.
            OSError: the files beside the database cannot be opened.
        """
        place = Place()
        until = time.monotonic() + patience.seconds
        with self._mutex:
            if not self._line:
                self._moved = time.monotonic()
                place.called.set()
            self._line.append(place)
        try:
            self._come_first(place, patience, until)
            place.turn = self._taken(until)
        except BaseException:
            self._step_out(place, wrote=False)
            raise
        return place

    def leave(self, place: Place, *, wrote: bool = True) -> None:
        """Let the next one write; ``wrote`` is false when SQLite itself let nobody in. Leaving twice does nothing."""
        turn, place.turn = place.turn, None
        if turn is not None:
            _let_go(turn)
            self._step_out(place, wrote=wrote)

    def forget(self) -> None:
        """In a forked child: the places are the parent's, and so is the turn, which is not to be let go by closing alone."""
        self._mutex = threading.Lock()
        for place in self._line:
            if place.turn is not None:
                os.close(place.turn)
            place.turn = None
        self._line.clear()
        self._asking = None

    def _come_first(self, place: Place, patience: Patience, until: float) -> None:
        """Wait until this place is the first of this process."""
        while not place.called.is_set():
            with self._mutex:
                end = until
                if place not in list(self._line)[: patience.places + 1]:  # the first one is writing
                    end = min(until, self._moved + patience.stuck_seconds)
            left = end - time.monotonic()
            if left <= 0:
                raise Busy
            place.called.wait(left)

    def _taken(self, until: float) -> int:
        """The turn among processes, as an open file that is locked."""
        if self._asking is None:
            turn = _at_once(self._path)
            if turn is not None:
                return turn
        if self._asking is None or not self._asking.wanted_again():
            self._asking = _Asking(self._path)
            self._asking.start()
        turn = self._asking.answer(until - time.monotonic())
        if turn is None:
            raise Busy
        self._asking = None
        return turn

    def _step_out(self, place: Place, *, wrote: bool) -> None:
        with self._mutex:
            if place not in self._line:
                return
            self._line.remove(place)
            if wrote:
                self._moved = time.monotonic()
            if self._line:
                self._line[0].called.set()


class _Asking(threading.Thread):
    """Waits for the turn among processes without end (a file lock knows none); who asked may go away meanwhile."""

    def __init__(self, path: Path) -> None:
        super().__init__(name="writers-turn", daemon=True)
        self._path = path
        self._mutex = threading.Lock()
        self._wanted, self._over = True, threading.Event()
        self._turn: int | None = None
        self._error: OSError | None = None

    def run(self) -> None:
        """Stand in line among processes; an unwanted turn is passed on at once."""
        try:
            first = _locked(self._path, "next", fcntl.LOCK_EX)
            try:
                turn = _locked(self._path, "turn", fcntl.LOCK_EX)
            finally:
                _let_go(first)
        except OSError as error:
            self._error = error
            self._over.set()
            return
        with self._mutex:
            if self._wanted:
                self._turn = turn
            else:
                _let_go(turn)
            self._over.set()

    def wanted_again(self) -> bool:
        """Whether it still waits, now for somebody else."""
        with self._mutex:
            self._wanted = not self._over.is_set()
            return self._wanted

    def answer(self, seconds: float) -> int | None:
        """The turn, or nothing when it does not come in so many seconds: then nobody wants it for now."""
        try:
            self._over.wait(max(0, seconds))
        except BaseException:  # a signal's, such as Ctrl+C: a turn nobody takes must not stay
            if (turn := self._taken_or_given_up()) is not None:
                _let_go(turn)
            raise
        return self._taken_or_given_up()

    def _taken_or_given_up(self) -> int | None:
        with self._mutex:
            self._wanted = False
            if self._error:
                raise self._error
            return self._turn


def _at_once(path: Path) -> int | None:
    """The turn, where no other process wants it."""
    with suppress(BlockingIOError):
        first = _locked(path, "next", fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            return _locked(path, "turn", fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            _let_go(first)
    return None


def _locked(path: Path, name: str, how: int) -> int:
    """Open the lock file ``name`` beside the database and lock it; a new one belongs to whom the database belongs to."""
    lock = f"{path}-{name}"
    try:
        file = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        file = os.open(lock, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        owner = path.stat()
        os.fchmod(file, owner.st_mode & 0o666)
        if os.geteuid() == 0:  # as SQLite does: a command of root's must not lock the service out
            os.fchown(file, owner.st_uid, owner.st_gid)
    try:
        fcntl.flock(file, how)
    except BaseException:
        os.close(file)
        raise
    return file


def _let_go(file: int) -> None:
    fcntl.flock(file, fcntl.LOCK_UN)  # closing would not do while a forked child has it open too
    os.close(file)


_lines: dict[Path, WriterLine] = {}
_lines_mutex = threading.Lock()


def line_before(path: Path) -> WriterLine:
    """The line of this process before that file."""
    with _lines_mutex:
        return _lines.setdefault(path, WriterLine(path))


def _forget_all() -> None:
    global _lines_mutex  # noqa: PLW0603 - the parent's may be held by a thread the child does not have
    _lines_mutex = threading.Lock()
    for line in _lines.values():
        line.forget()


os.register_at_fork(after_in_child=_forget_all)
