"""What a deed costs beside another of the same run: machines and their moods differ, ratios stay."""

import gc
from collections.abc import Callable
from time import thread_time


def cost(deed: Callable[[], object], times: int = 3) -> float:
    """Seconds this thread works on it (waiting is none), the least of so many times, without collecting garbage."""
    collects = gc.isenabled()
    gc.disable()  # what collecting costs depends on what other tests have left behind
    try:
        return min(_once(deed) for _ in range(times))
    finally:
        if collects:
            gc.enable()


def _once(deed: Callable[[], object]) -> float:
    begin = thread_time()
    deed()
    return thread_time() - begin
