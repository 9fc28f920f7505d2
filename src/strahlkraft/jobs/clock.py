"""The commands' clock, and what is done by it now and then."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, ProgrammingError
from django.utils import timezone

EVERY = timedelta(minutes=5)
Item = TypeVar("Item")


def now() -> datetime:
    """The present moment, with its zone."""
    return timezone.now()


class NowAndThen:
    """Does ``tend(at=…)`` at most every five minutes, however often it is asked."""

    def __init__(self, tend: Callable[..., Any]) -> None:
        """The first call runs at once."""
        self._tend = tend
        self._next: datetime | None = None

    def run(self, *, at: datetime) -> None:
        """Do what is due, unless it was done a moment ago."""
        if self._next is None or at >= self._next:
            self._next = at + EVERY
            self._tend(at=at)


def each(items: Iterable[Item], deed: Callable[[Item], int], *, failed: Callable[[Item], object]) -> int:
    """The sum of the deeds; one that fails is told to ``failed`` and keeps no other from its turn."""
    total = 0
    for item in items:
        try:
            total += deed(item)
        except (InterfaceError, OperationalError, ProgrammingError):
            raise  # the database is away or not set up: that is no matter's own fault
        except Exception:  # noqa: BLE001 - one broken matter must not keep the others from their turn; it is told
            failed(item)
    return total
