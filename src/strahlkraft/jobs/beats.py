"""When each clock of the worker last ended well: told to everybody through the shared cache, for whoever watches."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache

EVERY = timedelta(minutes=1)


class Beats:
    """Remembers the clocks of this worker and tells them once a minute: looking costs nothing, telling one small write."""

    def __init__(self) -> None:
        """Nothing was done yet."""
        self._ended: dict[str, float] = {}
        self._next: datetime | None = None

    def run(self, name: str, tend: Callable[..., Any], *, at: datetime, **options: Any) -> None:
        """Do it, and remember that it ended well; a failure goes on to whoever called."""
        tend(at=at, **options)
        self._ended[name] = at.timestamp()

    def tell(self, *, at: datetime, now: bool = False) -> None:
        """Tell what was done, unless that was a moment ago; of several workers the latest counts.

        Two workers that tell at the same instant may overwrite each other: the next minute puts it right.
        """
        if not now and self._next is not None and at < self._next:
            return
        self._next = at + EVERY
        known: dict[str, float] = cache.get(settings.WORKER_BEATS, {})
        latest = {name: max(ended, known.get(name, 0.0)) for name, ended in self._ended.items()}
        cache.set(settings.WORKER_BEATS, known | latest, timeout=None)
