"""What leaves and enters by machines: our own catalogue, other instances and how they stand, webhooks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q

from strahlkraft.kernel.label import Label
from strahlkraft.projects.models import Participation, Project
from strahlkraft.reuse import peering
from strahlkraft.reuse.importers.identity import canonical
from strahlkraft.reuse.models import (
    CataloguePage,
    Instance,
    Peer,
    PeerEntry,
    ReuseCase,
    ReuseEvent,
    ReuseOffer,
    Software,
    SoftwareAddress,
    Webhook,
    WebhookDelivery,
)
from strahlkraft.reuse.peering.words import FAULTS
from strahlkraft.reuse.queries.offers import current_runs, level_of, was_public
from strahlkraft.reuse.rules.vocabulary import EventKind, Publication

CATALOGUE = "/api/v1/federation/catalogue.json"
WELL_KNOWN = "/.well-known/strahlkraft"
WITHDRAWN_FOR = timedelta(days=90)  # so long the catalogue says that something was withdrawn


def absolute(label: Label) -> str:
    """The whole address of a thing, in the language of the house; empty when its kind has no page."""
    pattern = settings.ADDRESSES.get(label.kind, "")
    return f"{settings.BASE_URL}{pattern.format(key=label.key)}" if pattern else ""


def catalogue_address(number: int = 1) -> str:
    """Where a page of our own catalogue is."""
    return f"{settings.BASE_URL}{CATALOGUE}" + (f"?page={number}" if number > 1 else "")


def instance_name() -> str:
    """How this instance is called elsewhere: by its operator, else by its host."""
    return settings.OPERATOR["name"] or f"Strahlkraft ({urlsplit(settings.BASE_URL).hostname})"


def own_instance() -> Instance | None:
    """This instance's key and sequence; None before its catalogue was made for the first time."""
    return Instance.objects.filter(pk=1).first()


def introduction() -> dict[str, object] | None:
    """What ``/.well-known/strahlkraft`` says; None before there is a catalogue."""
    own = own_instance()
    if own is None:
        return None
    return {
        "format": "strahlkraft-instance",
        "version": 1,
        "name": instance_name(),
        "uri": settings.BASE_URL,
        "catalogue": catalogue_address(),
        "public_key": own.public_key,
    }


def catalogue_page(number: int) -> CataloguePage | None:
    """A signed page of our own catalogue, as it was made."""
    return CataloguePage.objects.filter(number=number).first()


def own_entries(at: datetime) -> list[peering.Entry]:
    """What originates here: published offers, and for 90 days that one was withdrawn (then without any fact of it).

    Neither imported software nor entries of other instances: nobody hears an echo.
    """
    offers = (
        ReuseOffer.objects.filter(version__gte=1)
        .exclude(project__publication="draft")  # never seen outside: not even its withdrawal is told
        .select_related("project__region", "caretaker__municipality")
        .prefetch_related(current_runs())
        .order_by("identifier")
    )
    leads = _leads({offer.project_id for offer in offers})
    entries = []
    for offer in offers:
        if offer.publication == Publication.PUBLISHED and offer.project.publication == "published":
            entries.append(_entry(offer, leads.get(offer.project_id)))
        elif at - max(offer.changed_at, offer.project.changed_at) <= WITHDRAWN_FOR:
            uri = absolute(offer.label)
            entries.append(peering.Entry(uri=uri, kind="offer", title=offer.identifier, withdrawn=True))
    return entries


def _leads(projects: Iterable[int]) -> dict[int, Participation]:
    rows = Participation.objects.filter(
        project__in=projects, role=Participation.Role.LEAD, organisation__isnull=False
    ).select_related("organisation__municipality")
    return {row.project_id: row for row in rows}


def _entry(offer: ReuseOffer, lead: Participation | None) -> peering.Entry:
    maker = offer.caretaker or (lead.organisation if lead else None)
    return peering.Entry(
        uri=absolute(offer.label),
        kind="offer",
        title=_line(offer.title),
        summary=_line(offer.summary),
        url=offer.landing_url,
        licence=_line(offer.licence),
        repository=offer.repository_url,
        result_kind=offer.kind,
        size_classes=tuple(offer.size_classes),
        languages=tuple(offer.languages),
        publisher=_line(maker.name if maker else offer.project.region.name),
        municipality_key=maker.municipality.key if maker and maker.municipality else "",
        readiness_level=level_of(offer),
        modified=offer.changed_at.date().isoformat(),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def local_identities(*, but: Peer) -> dict[str, str]:
    """Addresses and canonical repositories known here, each with ``kind:key``, for :func:`peering.plan`.

    Our own offers win over collected software, and both over what other peers than ``but`` tell.
    """
    known = {
        identity: f"elsewhere:{slug}"
        for identity, slug in PeerEntry.objects.listed()
        .filter(peer__ended_at=None)
        .exclude(peer=but)
        .exclude(identity="")
        .values_list("identity", "slug")
    }
    software = Software.objects.listed()
    for url, slug in SoftwareAddress.objects.filter(software__in=software).values_list("url", "software__slug"):
        known[canonical(url) or url] = f"software:{slug}"
    known |= {identity: f"software:{slug}" for identity, slug in software.values_list("identity", "slug")}
    for offer in ReuseOffer.objects.published():
        known[absolute(offer.label)] = f"offer:{offer.slug}"
        if offer.identity:
            known[offer.identity] = f"offer:{offer.slug}"
    known.pop("", None)
    return known


@dataclass(frozen=True, slots=True)
class PeerView:
    """How another instance stands. ``age`` of the last good state; ``fault`` an English sentence to translate.

    ``entries`` are shown by themselves, ``linked`` ones mean something known here.
    """

    peer: Peer
    entries: int
    linked: int
    age: timedelta | None
    fault: str

    @property
    def needs_person(self) -> bool:
        """Whether somebody has to look: a new key to confirm, a quarantine, gone for long."""
        waits = self.peer.state == Peer.State.NEW and bool(self.peer.public_key)
        return waits or self.peer.state in {Peer.State.QUARANTINED, Peer.State.GONE}

    @property
    def key_to_confirm(self) -> str:
        """The key a person may confirm now; empty when there is none."""
        if self.peer.offered_key:
            return self.peer.offered_key
        return self.peer.public_key if self.peer.state == Peer.State.NEW else ""


def peers(at: datetime) -> list[PeerView]:
    """Every subscribed instance with its state and the age of what is shown of it."""
    stands = PeerEntry.objects.filter(withdrawn_at=None)
    shown = dict(stands.values_list("peer").annotate(Count("pk")))
    listed = dict(PeerEntry.objects.listed().values_list("peer").annotate(Count("pk")))
    return [
        PeerView(
            peer=peer,
            entries=listed.get(peer.pk, 0),
            linked=shown.get(peer.pk, 0) - listed.get(peer.pk, 0),
            age=at - peer.last_good_at if peer.last_good_at else None,
            fault=FAULTS.get(peer.fault, ""),
        )
        for peer in Peer.objects.subscribed()
    ]


def also_elsewhere(thing: ReuseOffer | Software) -> list[PeerEntry]:
    """Entries of other instances that mean the same thing as an offer or software here."""
    same = {"same_offer": thing} if isinstance(thing, ReuseOffer) else {"same_software": thing}
    return list(
        PeerEntry.objects.filter(withdrawn_at=None, peer__ended_at=None, **same).select_related("peer").order_by("uri")
    )


def webhooks() -> list[Webhook]:
    """Every webhook that is told of events, with ``waiting`` and ``lost`` deliveries."""
    return list(
        Webhook.objects.filter(ended_at=None).annotate(
            waiting=Count("deliveries", filter=Q(deliveries__delivered_at=None, deliveries__given_up_at=None)),
            lost=Count("deliveries", filter=Q(deliveries__given_up_at__isnull=False)),
        )
    )


def open_deliveries() -> int:
    """How many messages to webhooks are under way."""
    return WebhookDelivery.objects.filter(delivered_at=None, given_up_at=None, webhook__ended_at=None).count()


def is_told(event: ReuseEvent) -> bool:
    """Whether what an event speaks of is public still: between a deed and its delivery it may have been withdrawn."""
    if event.kind == EventKind.OFFER_WITHDRAWN:
        return was_public(event.subject_key)
    public = {
        "offer": ReuseOffer.objects.published().filter(slug=event.subject_key),
        "software": Software.objects.filter(slug=event.subject_key),
        "project": Project.objects.published().filter(slug=event.subject_key),
        "case": ReuseCase.objects.public().filter(code=event.subject_key),
    }
    return event.subject_kind in public and public[event.subject_kind].exists()
