"""Visiting the addresses people shall be able to open, and checking again what rests on them."""

from datetime import datetime, timedelta

from django.db import transaction

from strahlkraft.reuse.actions.readiness import check_thing
from strahlkraft.reuse.fetching import Fetcher, FetchRefused, Reason
from strahlkraft.reuse.models import Reachability, ReadinessRun, ReuseOffer
from strahlkraft.reuse.queries.subjects import addresses_of_offer

AGAIN, AGAIN_AFTER_FAILURE = timedelta(days=7), timedelta(days=1)
CHECK_EVERY = timedelta(days=7)
# Perhaps it is our own line, or programs are not welcome there: not held against what people could open.
_OWN_FAULT = frozenset({Reason.UNKNOWN_HOST, Reason.UNREACHABLE, Reason.ROBOTS, Reason.ROBOTS_WAIT, Reason.BUSY})


@transaction.atomic
def want_addresses(*, at: datetime) -> int:
    """Put the addresses of published offers on the list of those visited; returns how many are new."""
    offers = ReuseOffer.objects.published().prefetch_related("papers")
    wanted = {url[:1000] for offer in offers for url in addresses_of_offer(offer)}
    known = set(Reachability.objects.filter(url__in=wanted).values_list("url", flat=True))
    Reachability.objects.bulk_create(
        [Reachability(url=url, next_at=at) for url in sorted(wanted - known)], ignore_conflicts=True
    )
    return len(wanted - known)


def visit_addresses(*, at: datetime, fetcher: Fetcher, limit: int) -> int:
    """Visit at most ``limit`` addresses that are due; returns how many. The visit lies outside any transaction."""
    due = list(Reachability.objects.filter(next_at__lte=at).order_by("next_at", "pk")[:limit])
    for row in due:
        _note(row.pk, _fault(row.url, fetcher), at=at)
    return len(due)


def _fault(url: str, fetcher: Fetcher) -> str:
    """Why an address cannot be opened; empty when it can."""
    try:
        answer = fetcher.get(url, limit=1, cut=True)
    except FetchRefused as refused:
        return str(refused.reason)
    return "" if answer.found else f"status {answer.status}"


@transaction.atomic
def _note(pk: int, fault: str, *, at: datetime) -> None:
    row = Reachability.objects.select_for_update().get(pk=pk)
    row.reason = fault
    row.next_at = at + (AGAIN_AFTER_FAILURE if fault else AGAIN)
    if not fault:
        row.last_ok_on = at.date()
    elif fault not in _OWN_FAULT:
        row.last_failure_on = at.date()
    row.save()


def check_due(*, at: datetime, limit: int) -> int:
    """Check again what was last confirmed a week ago, the oldest first; returns how many."""
    runs = (
        ReadinessRun.objects.filter(current=True, confirmed_at__lte=at - CHECK_EVERY)
        .select_related("offer__project__region", "project__region", "software")
        .order_by("confirmed_at", "pk")[:limit]
    )
    things = [run.offer or run.project or run.software for run in runs]
    for thing in things:
        if thing is not None:
            check_thing(at=at, thing=thing)
    return len(things)
