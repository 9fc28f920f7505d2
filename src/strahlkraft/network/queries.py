"""Reading the network."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.official_key import is_ags
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network import access
from strahlkraft.network.models import (
    ContactLogEntry,
    ContactPerson,
    ExchangeGroup,
    Geometry,
    GroupMeeting,
    GroupMember,
    ImportRun,
    Municipality,
    Organisation,
    Region,
)
from strahlkraft.network.rules import Named, Pair, pairs_alike, peer_band

MOST_DUTIES = 50  # of each kind; the most urgent first
SOON = timedelta(days=14)
CONSENT_SOON = timedelta(days=30)
MINUTES_WITHIN = timedelta(days=60)  # after that nobody writes them any more
MERGES_FOLLOWED = 10


def regions_of(by: Actor, right: Right) -> QuerySet[Region]:
    """The regions in which somebody holds a right."""
    ids = by.region_ids(right)
    return Region.objects.all() if ids is None else Region.objects.filter(pk__in=ids)


def municipality_by_slug(slug: str) -> Municipality | None:
    """By the official key at the start of an address part; the name behind it may be outdated."""
    key = slug.split("-", 1)[0]
    rows = Municipality.objects.select_related("state", "district", "successor")
    return rows.filter(key=key).first() if is_ags(key) else None


def peers(municipality: Municipality, *, only: Iterable[int] | None = None, limit: int = 12) -> list[Municipality]:
    """Municipalities of similar size, nearest in inhabitants first; ``only`` restricts to some primary keys."""
    if municipality.population is None:
        return []
    low, high = peer_band(municipality.population)
    rows = Municipality.objects.select_related("state", "district").filter(
        population__range=(low, high), dissolved=False
    )
    rows = rows.exclude(pk=municipality.pk)
    rows = rows.filter(state=municipality.state) if only is None else rows.filter(pk__in=list(only))
    size = municipality.population
    return sorted(rows, key=lambda m: (abs((m.population or 0) - size), m.key))[:limit]


def geometry(name: str = "nrw") -> Geometry | None:
    """The map of that name, when one was imported."""
    return Geometry.objects.filter(name=name).first()


def municipalities_matching(text: str) -> QuerySet[Municipality]:
    """By the beginning of name, official key or postcode; for lists that people type into."""
    rows = Municipality.objects.select_related("state", "district").filter(dissolved=False)
    if not text:
        return rows
    return rows.filter(Q(name__istartswith=text) | Q(key__startswith=text) | Q(postcode__startswith=text))


def organisations() -> QuerySet[Organisation]:
    """All organisations with their place."""
    return Organisation.objects.select_related("municipality", "district", "seat")


def was_imported(kind: str, digest: str) -> bool:
    """Whether a file with that content was applied before."""
    return ImportRun.objects.filter(kind=kind, digest=digest).exists()


def standing(slug: str) -> Organisation | None:
    """The organisation of that address; for a merged record the one that stands in its place, None for none."""
    row = Organisation.everything.select_related("municipality", "district", "seat").filter(slug=slug).first()
    return stands_for(row) if row else None


def organisation_named(name: str) -> Organisation | None:
    """The organisation a source calls so; for a merged record the one that stands in its place."""
    row = Organisation.everything.filter(name=name).first()
    return stands_for(row) if row else None


def stands_for(row: Organisation) -> Organisation:
    """The organisation that a record was merged into, step by step; itself when it stands."""
    for _step in range(MERGES_FOLLOWED):
        if row.merged_into is None:
            break
        row = row.merged_into
    return row


def duplicates() -> list[tuple[Organisation, Organisation, Pair]]:
    """Pairs of organisations that may be one and the same, most alike first; one query."""
    rows = {row.pk: row for row in organisations().order_by("pk")}
    named = [Named(pk, row.name, _own_key(row)) for pk, row in rows.items()]
    return [(rows[pair.one], rows[pair.other], pair) for pair in pairs_alike(named)]


def _own_key(row: Organisation) -> str:
    """The official key of a municipal body's own territory; others may lie in the same place and differ."""
    if row.kind == "municipality" and row.municipality:
        return row.municipality.key
    return row.district.key if row.kind == "district" and row.district else ""


def contact_log(by: Actor) -> QuerySet[ContactLogEntry]:
    """Entries somebody may read, newest first, with what a row shows; corrected ones are among them."""
    return access.entries_readable_by(by).select_related("organisation", "region", "corrects", "corrected_by")


def contacts_of(by: Actor, thing: Label) -> QuerySet[ContactLogEntry]:
    """The readable entries that belong to one record."""
    return contact_log(by).filter(thing_kind=thing.kind, thing_key=thing.key, corrected_by=None)


def open_steps(rows: QuerySet[ContactLogEntry]) -> QuerySet[ContactLogEntry]:
    """Those with a next step that is not done and stands in the newest wording; the most urgent first."""
    waiting = rows.filter(done_at=None, corrected_by=None).exclude(next_step="")
    return waiting.order_by(F("due_on").asc(nulls_last=True), "pk")


def groups(by: Actor) -> QuerySet[ExchangeGroup]:
    """Exchange groups somebody may see, with ``running`` members; those that go on first."""
    running = Count("members", filter=Q(members__left_on=None))
    return (
        access.groups_readable_by(by)
        .select_related("region")
        .annotate(running=running)
        .order_by(F("ended_on").desc(nulls_first=True), "name")
    )


def receivers_of(group: ExchangeGroup) -> list[GroupMember]:
    """Members that get letters: they have not left, and neither they nor their mailbox ended the letters for good."""
    ended = GroupMember.objects.filter(group=group, unsubscribed_at__isnull=False)
    rows = group.members.filter(left_on=None, unsubscribed_at=None).select_related("organisation")
    return list(rows.exclude(Exists(ended.filter(mailbox__iexact=OuterRef("mailbox")))))


def meetings(by: Actor, start: date, end: date) -> QuerySet[GroupMeeting]:
    """Meetings from ``start`` to ``end`` of groups somebody may see; for calendars and collisions."""
    rows = GroupMeeting.objects.filter(group__in=access.groups_readable_by(by).values("pk"), on__range=(start, end))
    return rows.select_related("group__region").order_by("on", "begins", "pk")


def duties(by: Actor, *, today: date) -> list[Duty]:
    """What of the network waits for somebody: next steps, consent that ends, meetings without minutes; three queries."""
    regions = by.region_ids(Right.EDIT_NETWORK)
    if regions is not None and not regions:
        return []
    own = Q(pk__isnull=False) if regions is None else Q(region_id__in=regions)
    steps = open_steps(ContactLogEntry.objects.filter(own, due_on__lte=today + SOON)).select_related("organisation")
    people = access.people_named_to(by).filter(ends_on__lte=today + CONSENT_SOON).select_related("organisation")
    kept = Q(pk__isnull=False) if regions is None else Q(group__region_id__in=regions)
    met = GroupMeeting.objects.filter(kept, on__lt=today, on__gte=today - MINUTES_WITHIN, minutes="")
    return [
        *(_step_duty(row) for row in steps[:MOST_DUTIES]),
        *(_consent_duty(row) for row in people.order_by("ends_on", "pk")[:MOST_DUTIES]),
        *(_minutes_duty(row) for row in met.select_related("group").order_by("on", "pk")[:MOST_DUTIES]),
    ]


def _step_duty(row: ContactLogEntry) -> Duty:
    whom = row.organisation.name if row.organisation else row.function
    return Duty(
        key=f"contact:{row.code}",
        weight=Weight.DUE,
        text=gettext_noop("%(whom)s: %(step)s"),
        button=gettext_noop("Look"),
        thing=row.label,
        about=row.thing_title or whom,
        due=row.due_on,
        region_id=row.region_id,
        params=(("whom", whom), ("step", row.next_step)),
    )


def _consent_duty(row: ContactPerson) -> Duty:
    return Duty(
        key=f"consent:{row.pk}",
        weight=Weight.DUE,
        text=gettext_noop("The consent of “%(function)s” at %(organisation)s ends; then the name is erased."),
        button=gettext_noop("Ask again"),
        thing=Label("network_organisation", row.organisation.slug, row.organisation.name),
        about=row.organisation.name,
        due=row.ends_on,
        params=(("function", row.function), ("organisation", row.organisation.name)),
    )


def _minutes_duty(row: GroupMeeting) -> Duty:
    return Duty(
        key=f"minutes:{row.pk}",
        weight=Weight.SILENT,
        text=gettext_noop("The exchange group “%(group)s” has met; its minutes are missing."),
        button=gettext_noop("Write them"),
        thing=row.group.label,
        about=row.group.name,
        due=row.on,
        region_id=row.group.region_id,
        params=(("group", row.group.name),),
    )
