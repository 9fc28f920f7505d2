"""What a host asks programs to leave alone (RFC 9309), read by ``protego`` and kept for a day."""

import dataclasses
import threading
from collections.abc import Callable
from http import HTTPStatus

from protego import Protego

from .addresses import Target
from .policy import Answer, FetchPolicy
from .refusals import FetchRefused, Reason

MAX_BYTES = 512_000  # RFC 9309, section 2.5: at least 500 KiB are read
KEPT_SECONDS = 86_400.0  # section 2.4
ASK_AGAIN_SECONDS = 600.0
ORIGINS_KEPT = 256
NO_WAY_THERE = {Reason.PRIVATE, Reason.UNKNOWN_HOST, Reason.UNREACHABLE, Reason.CERTIFICATE}


@dataclasses.dataclass(slots=True)
class Wishes:
    """The robots.txt of one origin; ``rules`` is None while the host cannot say."""

    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)
    until: float = -1.0
    rules: Protego | None = None
    names_us: bool = False


class Robots:
    """The wishes of all origins.

    ``ask`` fetches the address of a robots.txt; ``slow_down`` is told of a pause it asks for.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        clock: Callable[[], float],
        ask: Callable[[str], Answer],
        slow_down: Callable[[Target, float], None],
    ) -> None:
        self._clock, self._ask, self._slow_down = clock, ask, slow_down
        self._name = policy.user_agent.split("/", 1)[0].split(" ", 1)[0] or "*"
        self._known: dict[str, Wishes] = {}
        self._lock = threading.Lock()

    def check(self, target: Target, *, only_by_name: bool) -> None:
        """Refuse what the host asks programs not to fetch.

        With ``only_by_name`` only rules count that name us: the documented programming interface of a forge invites
        programs, while its robots.txt (GitLab ships one that closes ``/api`` and every raw file) speaks to the search
        engines of web pages. Whoever wants us to stay away names us, or answers 403 or 429.
        """
        if target.path == "/robots.txt":
            return
        wishes = self._of(target)
        if wishes.rules is None:
            if only_by_name:
                return
            raise FetchRefused(Reason.ROBOTS_WAIT, target.url, host=target.host)
        if (wishes.names_us or not only_by_name) and not wishes.rules.can_fetch(target.url, self._name):
            raise FetchRefused(Reason.ROBOTS, target.url, host=target.host)

    def _of(self, target: Target) -> Wishes:
        with self._lock:
            wishes = self._known.pop(target.origin, None) or Wishes()
            self._known[target.origin] = wishes
            if len(self._known) > ORIGINS_KEPT:
                del self._known[next(iter(self._known))]
        with wishes.lock:
            if wishes.until < self._clock():
                self._load(wishes, target)
        return wishes

    def _load(self, wishes: Wishes, target: Target) -> None:
        """404 and its like: nothing is forbidden. 429, 5xx and silence: wait (sections 2.3.1.3 and 2.3.1.4)."""
        try:
            answer = self._ask(f"{target.origin}/robots.txt")
        except FetchRefused as refused:
            if refused.reason in NO_WAY_THERE and refused.url.startswith(f"{target.origin}/"):
                raise  # the address itself would fare no better
            status = HTTPStatus.SERVICE_UNAVAILABLE if refused.passing else HTTPStatus.NOT_FOUND
            answer = Answer(target.origin, status)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            wishes.rules, wishes.until = None, self._clock() + ASK_AGAIN_SECONDS
            return
        text = answer.body.decode("utf-8", "replace") if answer.found else ""
        wishes.rules, wishes.until = Protego.parse(text), self._clock() + KEPT_SECONDS
        wishes.names_us = any(
            line.split(":", 1)[0].strip().lower() == "user-agent" and self._name.lower() in line.lower()
            for line in text.splitlines()
        )
        delay = wishes.rules.crawl_delay(self._name)
        if delay is not None and delay > 0:
            self._slow_down(target, delay)
