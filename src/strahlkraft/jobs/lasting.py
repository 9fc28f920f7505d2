"""What keeps the processes of ``strahlkraft serve`` going, and ends them together."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from multiprocessing import parent_process

import structlog

LONGEST_PAUSE = 60.0
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_log = structlog.get_logger(__name__)


class Pauses:
    """Seconds to wait after each failure in a row: 1, 2, 4 … a minute; from the beginning after ``success``."""

    def __init__(self) -> None:
        self._next = 1.0

    def failure(self) -> float:
        """How long to wait now."""
        pause, self._next = self._next, min(self._next * 2, LONGEST_PAUSE)
        return pause

    def success(self) -> None:
        """It went well: the next failure is a first one."""
        self._next = 1.0


class Kept:
    """A process that is begun again whenever it ends, after growing pauses, until ``stop``."""

    def __init__(self, command: Sequence[str]) -> None:
        """Begin it; a thread of its own watches over it."""
        self._command = command
        self._lock, self._stopped = threading.Lock(), threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="keeper", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        pauses = Pauses()
        while True:
            with self._lock:
                if self._stopped.is_set():
                    return
                self._process = subprocess.Popen(self._command)
            begun = time.monotonic()
            code = self._process.wait()
            if time.monotonic() - begun > LONGEST_PAUSE:
                pauses.success()
            pause = pauses.failure()
            if self._stopped.is_set():
                return
            _log.error("process.ended", command=self._command[-1], code=code, again_in_seconds=pause)
            if self._stopped.wait(pause):
                return

    def stop(self) -> None:
        """Ask it to end and wait for that; killed after 30 seconds."""
        with self._lock:
            self._stopped.set()
            process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join()


def end_with(parent: int, number: signal.Signals) -> None:
    """Have the system send this process ``number`` when its parent is killed (Linux; elsewhere nothing)."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(number))
    if os.getppid() != parent:  # killed before the system knew
        os.kill(os.getpid(), number)


def end_with_server() -> None:
    """In a process that the web server forked: be killed with it, or it would keep the port from the next one."""
    parent = parent_process()
    if parent is not None and parent.pid is not None:
        end_with(parent.pid, signal.SIGKILL)
