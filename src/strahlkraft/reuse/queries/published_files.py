"""What can be given away as a publiccode.yml: listed software and published offers, one entry per repository.

Without people: what a file says of them is dropped here once more, whatever is stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, Q

from strahlkraft.reuse.formats.publiccode import WITH_FILE, document_of
from strahlkraft.reuse.importers.identity import canonical
from strahlkraft.reuse.models import Publisher, ReuseOffer, Software
from strahlkraft.reuse.models.offers import OfferQuerySet
from strahlkraft.reuse.models.software import SoftwareQuerySet
from strahlkraft.reuse.publiccode import Description, Facts, document_from, facts_from, without_people, write
from strahlkraft.reuse.queries.software import mended_file
from strahlkraft.reuse.rules.software import GONE_AFTER
from strahlkraft.reuse.rules.vocabulary import AddressKind

# Kinds of address under which the same software can be had; a fork is another's, a wrong one nobody's.
_SAME = (AddressKind.CANONICAL, AddressKind.MIRROR, AddressKind.TECHNICAL_FORK, AddressKind.RENAMED)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an entry stands: ``kind`` is offer, software or publisher, ``number`` its key; entries go by both."""

    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A repository with its publiccode.yml as text."""

    place: Place
    url: str
    aliases: tuple[str, ...]
    text: str
    created_at: datetime
    changed_at: datetime


def places(*, url: str = "", since: datetime | None = None, until: datetime | None = None) -> list[Place]:
    """All entries in order: those of one address if there is one, listed between two moments."""
    offers, software = _offers(), _software()
    if url:
        home = canonical(url)
        if not home:
            return []
        offers = offers.filter(identity=home)
        software = software.filter(Q(identity=home) | Q(addresses__url=home, addresses__kind__in=_SAME))
    found = [Place("offer", key) for key in _between(offers, since, until).values_list("pk", flat=True)]
    found += [Place("software", key) for key in _between(software, since, until).values_list("pk", flat=True)]
    return sorted(set(found))


def entries(asked: Iterable[Place]) -> list[Entry]:
    """These entries in order, in a fixed number of queries."""
    asked = list(asked)
    keys = {kind: [place.number for place in asked if place.kind == kind] for kind in ("offer", "software")}
    known = {Place("offer", row.pk): _offer_entry(row) for row in _offers().filter(pk__in=keys["offer"])}
    rows = _software().filter(pk__in=keys["software"]).prefetch_related("addresses")
    known |= {Place("software", row.pk): _software_entry(row) for row in rows}
    return [known[place] for place in asked if place in known]


def publishers(*, since: datetime | None = None, until: datetime | None = None) -> list[Publisher]:
    """Places of which software is listed, with ``first_seen`` and ``last_seen`` of it."""
    rows = Publisher.objects.filter(software__merged_into=None, software__misses__lt=GONE_AFTER)
    seen = rows.filter(software__isnull=False).annotate(
        first_seen=Min("software__created_at"), last_seen=Max("software__changed_at")
    )
    return list(_between(seen.order_by("pk"), since, until, "first_seen"))


def _offers() -> OfferQuerySet:
    return ReuseOffer.objects.published().with_page().filter(kind__in=WITH_FILE).exclude(repository_url="")


def _software() -> SoftwareQuerySet:
    """Listed, still found, and not offered here already."""
    offered = _offers().exclude(identity="").values("identity")
    return Software.objects.listed().filter(misses__lt=GONE_AFTER).exclude(identity__in=offered)


def _between(rows: Any, since: datetime | None, until: datetime | None, column: str = "created_at") -> Any:
    if since:
        rows = rows.filter(**{f"{column}__gt": since})
    return rows.filter(**{f"{column}__lt": until}) if until else rows


def _offer_entry(row: ReuseOffer) -> Entry:
    document = document_of(row.content, publisher=row.caretaker.name if row.caretaker else "")
    place = Place("offer", row.pk)
    return Entry(place, row.repository_url, (), _text(facts_from(document)), row.created_at, row.changed_at)


def _software_entry(row: Software) -> Entry:
    aliases = [address.url for address in row.addresses.all() if address.kind in _SAME and address.url != row.identity]
    text = mended_file(row) or _text(_collected(row))
    return Entry(Place("software", row.pk), row.repository_url, tuple(aliases), text, row.created_at, row.changed_at)


def _collected(row: Software) -> Facts:
    """The facts collected of software whose file was not read here."""
    summaries = {"de": row.summary_de, "en": row.summary_en}
    return Facts(
        name=row.name,
        url=row.repository_url,
        landing_url=row.landing_url,
        software_version=row.software_version,
        release_date=row.release_date,
        platforms=tuple(row.platforms),
        categories=tuple(row.categories),
        is_based_on=tuple(row.based_on),
        development_status=row.development_status,
        software_type=row.software_type,
        descriptions={language: Description(short=said) for language, said in summaries.items() if said},
        licence=row.licence,
        languages=tuple(row.languages),
    )


def _text(facts: Facts) -> str:
    return write(document_from(without_people(facts)))
