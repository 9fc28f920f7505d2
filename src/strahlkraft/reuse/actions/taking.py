"""Reading an address somebody gave, now: a repository or a publiccode.yml; the network is asked outside a transaction."""

import hashlib
import time
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import transaction

from strahlkraft import __version__
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import ensure
from strahlkraft.reuse import access, publiccode
from strahlkraft.reuse.actions.software import Sighting, note_found, note_missing
from strahlkraft.reuse.crawling import is_page
from strahlkraft.reuse.fetching import Answer, Fetcher, FetchPolicy, FetchRefused, Reason
from strahlkraft.reuse.importers import Repository, canonical, find, pasted
from strahlkraft.reuse.importers.forge import Get, host_of
from strahlkraft.reuse.models import Software
from strahlkraft.reuse.rules.vocabulary import SoftwareOrigin

PATIENCE = 12.0
"""Seconds after which nothing more is asked while somebody waits for the page."""
ONE_ANSWER = 6.0
"""Seconds for one answer then."""
SHORT_PAUSE = 0.2
"""Seconds between two requests to the host then, at most: it gets a handful."""
_NOT_THERE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


def fetcher(**limits: Any) -> Fetcher:
    """Fetches for this instance: says who asks, and where private addresses are allowed by settings.

    ``limits`` are those of ``FetchPolicy`` that differ from a patient machine's.
    """
    policy = {"host_pause": settings.FETCH_HOST_PAUSE} | limits
    return Fetcher(
        FetchPolicy(
            user_agent=f"Strahlkraft/{__version__} (+{settings.BASE_URL})",
            allowed_hosts=frozenset(settings.FETCH_ALLOWED_HOSTS),
            **policy,
        )
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """What was at an address. Without a file there ``sighting`` and ``report`` are None; ``software`` when nothing is
    listed.
    """

    repository: Repository
    sighting: Sighting | None = None
    report: publiccode.Report | None = None
    software: Software | None = None
    new: bool = False


def take_pasted(*, by: Actor, at: datetime, address: str) -> Taken:
    """List the software at an address somebody gave; raises ``FetchRefused`` when it cannot be had in short time.

    When nothing is there any more where software is known, that counts as one miss.
    """
    ensure(access.may_manage_software(by), hidden=True)
    pause = min(settings.FETCH_HOST_PAUSE, SHORT_PAUSE)
    with fetcher(tries=1, seconds=ONE_ANSWER, host_pause=pause) as asking:
        found = _read(_hasty(asking), pasted(address))
    with transaction.atomic():
        if found.sighting is None:
            if Software.objects.filter(identity=canonical(found.repository.url)).exists():
                note_missing(at=at, repository=found.repository, gone=True)
            return found
        software = note_found(at=at, sighting=found.sighting, origin=SoftwareOrigin.PASTED, by=by)
    new = software is not None and software.created_at == at
    return replace(found, software=software, new=new)


def _hasty(asking: Fetcher) -> Get:
    """The fetcher's ``get`` until patience ends."""
    end = time.monotonic() + PATIENCE

    def get(url: str, **options: Any) -> Answer:
        if time.monotonic() > end:
            raise FetchRefused(Reason.TOO_SLOW, url, host=host_of(url), seconds=f"{PATIENCE:g}")
        return asking.get(url, **options)

    return get


def _read(get: Get, url: str) -> Taken:
    """The publiccode.yml of the repository at an address, first where the address itself says it is."""
    forge = find(get, url)
    repository = forge.repository(get, url)
    for candidate in dict.fromkeys([repository.file_url, *forge.candidates(repository)]):
        if not candidate:
            continue
        answer = get(candidate, robots=forge.robots)
        if answer.found and not is_page(answer.content_type, answer.body):
            digest = hashlib.sha256(answer.body).hexdigest()
            sighting = Sighting(repository, candidate, answer.body, answer.etag, answer.last_modified, digest)
            return Taken(repository, sighting, publiccode.check(answer.body, name=candidate))
        if not answer.found and answer.status not in _NOT_THERE:
            raise FetchRefused(Reason.STATUS, answer.url, host=host_of(answer.url), status=answer.status)
    return Taken(repository)
