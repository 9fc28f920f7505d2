"""Keeping imported software in order: the office's list, what is probably the same, publishers and their visits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, Prefetch, Q

from strahlkraft.reuse.importers import Identity, canonical, same_software
from strahlkraft.reuse.models import CrawlRun, Publisher, Software, SoftwareAddress
from strahlkraft.reuse.models.software import SoftwareQuerySet
from strahlkraft.reuse.rules.software import GONE_AFTER
from strahlkraft.reuse.rules.vocabulary import AddressKind, SoftwareOrigin

SAME_NAME = "name"
"""Beside the reasons of ``importers.Sameness``: only the name is the same; somebody has to look."""
PAIRS_SHOWN = 100
RUNS_SHOWN = 20
_CROWD = 8  # records of one name or address; beyond that it is no name of a product


def software(*, text: str = "", verdict: str = "", origin: str = "", standing: str = "") -> SoftwareQuerySet:
    """Software for the office's list, by name.

    ``verdict`` as stored, or ``none`` where no file was read; ``standing`` ``gone``, ``archived`` or ``merged`` (else
    merged records are left out).
    """
    rows = Software.objects.exclude(merged_into=None) if standing == "merged" else Software.objects.listed()
    if standing == "gone":
        rows = rows.filter(misses__gte=GONE_AFTER)
    elif standing == "archived":
        rows = rows.filter(archived=True)
    if verdict:
        rows = rows.filter(verdict="" if verdict == "none" else verdict)
    if origin in set(SoftwareOrigin):
        rows = rows.filter(origin=origin)
    if text:
        rows = rows.filter(
            Q(name__icontains=text) | Q(publisher_name__icontains=text) | Q(repository_url__icontains=text)
        )
    return rows.select_related("merged_into").defer("document", "findings").order_by("name", "pk")


def record(slug: str) -> Software | None:
    """One record, merged or not, with what its page shows."""
    rows = Software.objects.select_related("publisher", "merged_into").prefetch_related("addresses", "merged")
    return rows.filter(slug=slug).first()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one solution. ``why`` is a ``Sameness`` or :data:`SAME_NAME`."""

    one: Software
    other: Software
    why: str


@dataclass(frozen=True, slots=True)
class _Known:
    identity: Identity
    based_on: frozenset[str]


def pairs() -> list[Pair]:
    """What is probably the same, the surest first; at most :data:`PAIRS_SHOWN`."""
    known = _known()
    found: dict[tuple[int, int], str] = {}
    for one, other in _candidates(known):
        why = _why(known[one], known[other])
        if why:
            found[one, other] = why
    chosen = sorted(found.items(), key=lambda item: (item[1] == SAME_NAME, item[0]))[:PAIRS_SHOWN]
    keys = {key for both, _ in chosen for key in both}
    rows = Software.objects.defer("document", "findings").in_bulk(keys)
    return [Pair(rows[one], rows[other], why) for (one, other), why in chosen]


def alike(row: Software) -> list[tuple[Software, str]]:
    """What is probably the same as one record, with the reason."""
    return [
        (pair.other if pair.one.pk == row.pk else pair.one, pair.why)
        for pair in pairs()
        if row.pk in {pair.one.pk, pair.other.pk}
    ]


def _known() -> dict[int, _Known]:
    """What tells records apart, read in two queries without their files."""
    former: dict[int, list[str]] = defaultdict(list)
    mirrors: dict[str, str] = {}
    kinds = (AddressKind.RENAMED, AddressKind.MIRROR)
    addresses = SoftwareAddress.objects.filter(kind__in=kinds, software__merged_into=None)
    for key, identity, kind, url in addresses.values_list("software_id", "software__identity", "kind", "url"):
        if kind == AddressKind.RENAMED:
            former[key].append(url)
        else:
            mirrors[url] = identity
    return {
        key: _Known(
            Identity(
                found_at=identity,
                file_url=url if isinstance(url, str) else "",
                name=name,
                renamed_from=tuple(former[key]),
                mirror_of=mirrors.get(identity, ""),
            ),
            frozenset(canonical(str(origin)) for origin in based_on),
        )
        for key, identity, url, name, based_on in Software.objects.listed()
        .order_by("pk")
        .values_list("pk", "identity", "document__url", "name", "based_on")
    }


def _candidates(known: dict[int, _Known]) -> Iterator[tuple[int, int]]:
    """Pairs worth comparing: those that share a name or an address."""
    shared: dict[str, list[int]] = defaultdict(list)
    for key, one in known.items():
        for word in _words(one.identity):
            shared[word].append(key)
    seen: set[tuple[int, int]] = set()
    for keys in shared.values():
        if len(keys) <= _CROWD:
            for pair in combinations(keys, 2):
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def _words(one: Identity) -> set[str]:
    addresses = {canonical(url) for url in (one.found_at, one.file_url, one.mirror_of, *one.renamed_from)}
    return (addresses | {_plain(one.name)}) - {""}


def _why(one: _Known, other: _Known) -> str:
    """Why two are probably one; empty when they are not, or one is a variant of the other and says so."""
    if canonical(one.identity.found_at) in other.based_on or canonical(other.identity.found_at) in one.based_on:
        return ""
    same = same_software(one.identity, other.identity)
    if same:
        return str(same)
    return SAME_NAME if _plain(one.identity.name) == _plain(other.identity.name) else ""


def _plain(name: str) -> str:
    return "".join(name.casefold().split())


@dataclass(frozen=True, slots=True)
class PublisherRow:
    """A publisher in the list; ``run`` is its last visit, ``listed`` the software known from it."""

    publisher: Publisher
    run: CrawlRun | None
    listed: int


def publishers(*, text: str = "") -> list[PublisherRow]:
    """Every publisher with its last visit, those that are visited first."""
    rows = Publisher.objects.annotate(listed=Count("software", filter=Q(software__merged_into=None)))
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(url__icontains=text))
    rows = rows.prefetch_related(Prefetch("runs", CrawlRun.objects.defer("problems"))).order_by("-enabled", "name")
    return [PublisherRow(row, next(iter(row.runs.all()), None), row.listed) for row in rows]


def publisher(slug: str) -> Publisher | None:
    """One publisher, seen or not."""
    return Publisher.objects.filter(slug=slug).first()


def runs(row: Publisher) -> list[CrawlRun]:
    """Its last visits, the newest first."""
    return list(row.runs.all()[:RUNS_SHOWN])


def quiet(rows: Iterable[PublisherRow]) -> int:
    """How many are on the list without ever having been visited to the end."""
    return sum(1 for row in rows if row.publisher.enabled and row.publisher.visited_at is None)
