"""A bell between the actions and the indexer of this process: rung after a commit, heard by the waiting thread."""

import threading

_BELL = threading.Event()


def ring() -> None:
    """Something was committed: the indexer of this process need not wait for its next look."""
    _BELL.set()


def wait(seconds: float) -> bool:
    """Sleep until the bell rings, at most ``seconds``; whether it rang."""
    rang = _BELL.wait(seconds)
    _BELL.clear()
    return rang
