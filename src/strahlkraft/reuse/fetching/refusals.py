"""Why something was not fetched: a code for programs, a sentence for people (``messages.toml``)."""

import enum
import functools
import tomllib
from importlib import resources
from typing import Any


@functools.cache
def sentences() -> dict[str, dict[str, str]]:
    """Every reason with its German and English sentence."""
    return tomllib.loads(resources.files(__package__).joinpath("messages.toml").read_text(encoding="utf-8"))


class Reason(enum.StrEnum):
    """Every reason; each has its table in ``messages.toml``."""

    ADDRESS = "address"
    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    PORT = "port"
    PRIVATE = "private"
    UNKNOWN_HOST = "unknown_host"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    REDIRECTS = "redirects"
    DOWNGRADE = "downgrade"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    BROKEN = "broken"
    ROBOTS = "robots"
    ROBOTS_WAIT = "robots_wait"
    BUSY = "busy"
    STATUS = "status"
    UNREADABLE = "unreadable"


PASSING = frozenset(
    {Reason.UNREACHABLE, Reason.UNKNOWN_HOST, Reason.TOO_SLOW, Reason.BROKEN, Reason.ROBOTS_WAIT, Reason.BUSY}
)


class FetchRefused(Exception):  # noqa: N818 - the office's word: a refusal is an answer, not an error of the program
    """Nothing was fetched, and why.

    ``url`` is the address at which it ended (maybe after redirects), ``params`` what its sentence mentions.
    """

    def __init__(self, reason: Reason, url: str, **params: Any) -> None:
        """Keep the reason; an unknown one is a mistake of ours."""
        super().__init__(sentences()[reason]["en"] % params)
        self.reason = reason
        self.url = url
        self.params = params

    def sentence(self, language: str = "de") -> str:
        """The reason for a person, in ``de`` or ``en``."""
        return sentences()[self.reason][language] % self.params

    @property
    def passing(self) -> bool:
        """May the same address work another time, without anybody changing it?"""
        return self.reason in PASSING
