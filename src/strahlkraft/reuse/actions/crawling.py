"""Publishers and the visits to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

import strahlkraft.audit.actions as audit
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.actions import note_import
from strahlkraft.reuse import access
from strahlkraft.reuse.actions import _shared as shared
from strahlkraft.reuse.importers import forges
from strahlkraft.reuse.models import CrawlRun, Publisher
from strahlkraft.reuse.rules.offers import address_problem
from strahlkraft.reuse.rules.software import may_add_publisher

PROBLEMS_KEPT = 100


@transaction.atomic
def add_publisher(
    *,
    by: Actor,
    at: datetime,
    url: str,
    name: str = "",
    forge: str = "",
    country: str = "",
    submission: UUID | None = None,
) -> Publisher:
    """Put a place on the list of those visited; an unknown kind of place is found out at the first visit."""
    ensure(access.may_manage_software(by), hidden=True)
    url = url.strip().rstrip("/")
    named = forge if forge in forges() else ""
    looks = next((name for name, one in forges().items() if one.recognises(url)), "")
    ensure(
        may_add_publisher(
            url_problem=not url or bool(address_problem(url, "url")),
            known=Publisher.objects.filter(url=url).exists(),
            forge=named or looks,
        )
    )
    title = name.strip()[:200] or url.partition("://")[2][:200]
    publisher = Publisher.objects.create(
        slug=shared.free_slug(title, Publisher.objects),
        name=title,
        url=url,
        forge=named or looks,
        country=country[:2].upper(),
    )
    audit.record(
        by=by,
        at=at,
        verb="add_publisher",
        subject=publisher.label,
        before={},
        after={"url": url, "forge": publisher.forge},
        submission=submission,
    )
    return publisher


@transaction.atomic
def set_publisher_enabled(
    *, by: Actor, at: datetime, slug: str, enabled: bool, submission: UUID | None = None
) -> Publisher:
    """Visit a publisher from now on, or no longer; what was found stays."""
    ensure(access.may_manage_software(by), hidden=True)
    publisher = Publisher.objects.select_for_update().get(slug=slug)
    if publisher.enabled != enabled:
        publisher.enabled = enabled
        publisher.save(update_fields=["enabled"])
        audit.record(
            by=by,
            at=at,
            verb="set_publisher_enabled",
            subject=publisher.label,
            before={"enabled": not enabled},
            after={"enabled": enabled},
            submission=submission,
        )
    return publisher


@transaction.atomic
def start_run(*, at: datetime, slug: str, by: Actor = SYSTEM) -> CrawlRun:
    """Begin the report of a visit; one that was killed before is closed as interrupted."""
    publisher = Publisher.objects.select_for_update().get(slug=slug)
    CrawlRun.objects.filter(publisher=publisher, state=CrawlRun.State.RUNNING).update(
        state=CrawlRun.State.PARTIAL, ended_at=at
    )
    return CrawlRun.objects.create(publisher=publisher, started_at=at)


@transaction.atomic
def note_problem(*, at: datetime, run: CrawlRun, url: str, reason: str, by: Actor = SYSTEM) -> None:
    """Keep what failed in a visit, the first hundred."""
    if len(run.problems) < PROBLEMS_KEPT:
        run.problems = [*run.problems, {"url": url[:500], "reason": reason[:60]}]
        run.save(update_fields=["problems"])


@transaction.atomic
def move_cursor(*, at: datetime, slug: str, cursor: str, by: Actor = SYSTEM) -> None:
    """Everything before ``cursor`` is stored: an interrupted visit goes on here."""
    Publisher.objects.filter(slug=slug).update(cursor=cursor)


@transaction.atomic
def end_run(
    *, at: datetime, run: CrawlRun, counts: dict[str, Any], complete: bool, failed: bool, by: Actor = SYSTEM
) -> CrawlRun:
    """Close the report of a visit."""
    run.state = CrawlRun.State.DONE if complete else CrawlRun.State.FAILED if failed else CrawlRun.State.PARTIAL
    run.ended_at, run.counts = at, counts
    run.save(update_fields=["state", "ended_at", "counts"])
    if complete:
        Publisher.objects.filter(pk=run.publisher_id).update(cursor="", visited_at=at)
    return run


@transaction.atomic
def import_publishers(*, by: Actor, at: datetime, content: dict[str, Any], digest: str = "") -> int:
    """Put the collected publishers on the list; those known keep what an office decided. Returns how many are new."""
    ensure(access.may_import(by))
    made = []
    for record in content["publishers"]:
        url = record["url"].rstrip("/")
        if record["forge"] not in forges():
            raise Refused([Refusal("no_forge", gettext_noop("No importer can read this address."), "url")])
        if not Publisher.objects.filter(url=url).exists():
            made.append(
                Publisher.objects.create(
                    slug=shared.free_slug(record["name"], Publisher.objects),
                    name=record["name"][:200],
                    url=url,
                    forge=record["forge"],
                    country=record["country"],
                )
            )
    note_import(kind="publishers", digest=digest, at=at, changes=[])
    if made:
        audit.record(
            by=by,
            at=at,
            verb="import_publishers",
            subject=Label("publisher", "", "publiccode.yml"),
            before={},
            after={"records": len(made)},
        )
    return len(made)
