"""Visit many publishers: different hosts side by side, one host never twice at once, within a budget."""

import contextlib
import dataclasses
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator

from strahlkraft.reuse.fetching import Fetcher
from strahlkraft.reuse.importers.forge import split

from .events import BudgetSpent, Event, Source
from .visit import Memory, Seen, Spent, Visit

__all__ = ["Budget", "Memory", "Seen", "Source", "crawl"]

TICK = 0.05
"""Seconds after which a waiting thread looks whether anybody still listens."""


@dataclasses.dataclass(frozen=True, slots=True)
class Budget:
    """What one run may use."""

    requests: int = 10_000
    seconds: float = 3_600.0


@dataclasses.dataclass(slots=True)
class _Question:
    """Something a thread wants from the caller's memory, answered by the caller's thread."""

    ask: Callable[[Memory], object]
    answer: "queue.SimpleQueue[object]" = dataclasses.field(default_factory=queue.SimpleQueue)


@dataclasses.dataclass(frozen=True, slots=True)
class _Ended:
    """A thread has nothing more to do; ``error`` is a mistake of ours or of the caller's."""

    error: BaseException | None


class _Run:
    """What the threads of one crawl share."""

    def __init__(self, sources: Iterable[Source], fetcher: Fetcher, budget: Budget, threads: int) -> None:
        self.fetcher, self.budget = fetcher, budget
        self.started, self.sent_before = time.monotonic(), fetcher.requests
        self.out: queue.Queue[Event | _Question | _Ended] = queue.Queue(maxsize=threads)
        self.stopped, self.spent = threading.Event(), threading.Event()
        self.groups: queue.SimpleQueue[list[Source]] = queue.SimpleQueue()
        by_host: dict[str, list[Source]] = {}
        for source in sources:
            by_host.setdefault(split(source.url).netloc.lower(), []).append(source)
        for group in by_host.values():
            self.groups.put(group)
        self.threads = max(1, min(threads, len(by_host)))

    @property
    def used(self) -> BudgetSpent:
        return BudgetSpent(self.fetcher.requests - self.sent_before, time.monotonic() - self.started)

    def go_on(self) -> None:
        used = self.used
        if used.requests >= self.budget.requests or used.seconds >= self.budget.seconds:
            self.spent.set()
        if self.spent.is_set() or self.stopped.is_set():
            raise Spent

    def tell(self, item: Event | _Question | _Ended) -> None:
        """Wait until the caller takes what is told; give up when it has gone."""
        while not self.stopped.is_set():
            with contextlib.suppress(queue.Full):
                self.out.put(item, timeout=TICK)
                return
        raise Spent

    def remember(self, ask: Callable[[Memory], object]) -> object:
        question = _Question(ask)
        self.tell(question)
        while not self.stopped.is_set():
            with contextlib.suppress(queue.Empty):
                return question.answer.get(timeout=TICK)
        raise Spent

    def work(self) -> None:
        """Take one host after the other, and its sources one after the other."""
        error: BaseException | None = None
        try:
            while True:
                for source in self.groups.get_nowait():
                    for event in Visit(source, self.fetcher, self.remember, self.go_on).events():
                        self.tell(event)
        except (queue.Empty, Spent):
            pass
        except BaseException as caught:  # noqa: BLE001 - handed to the caller's thread, which raises it
            error = caught
        with contextlib.suppress(Spent):
            self.tell(_Ended(error))


def crawl(
    sources: Iterable[Source], *, memory: Memory, fetcher: Fetcher, budget: Budget | None = None, threads: int = 4
) -> Iterator[Event]:
    """Visit the sources and tell what is found, as it is found.

    ``memory`` is asked only between two events, by the thread that takes them: what the caller stored for one event is
    known for the next. A run ends with :class:`BudgetSpent` when ``budget`` is used up; sources named first are
    visited first, so name those that waited longest first. Closing the iterator ends the run.
    """
    run = _Run(sources, fetcher, budget or Budget(), threads)
    workers = [threading.Thread(target=run.work, name=f"crawl-{number}", daemon=True) for number in range(run.threads)]
    for worker in workers:
        worker.start()
    try:
        working = len(workers)
        while working:
            item = run.out.get()
            if isinstance(item, _Question):
                item.answer.put(item.ask(memory))
            elif isinstance(item, _Ended):
                working -= 1
                if item.error is not None:
                    raise item.error
            else:
                yield item
        if run.spent.is_set():
            yield run.used
    finally:
        run.stopped.set()
        for worker in workers:
            worker.join(timeout=TICK * 4)  # one that waits for a host ends by itself
