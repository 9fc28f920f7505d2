"""Offers, projects, software and entries of other instances side by side: what lists and comparisons show of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from strahlkraft.kernel.label import Label
from strahlkraft.kernel.working_days import working_days_between
from strahlkraft.network.models import Municipality, RegionMembership
from strahlkraft.projects.models import LicenceState, Participation, Project
from strahlkraft.reuse.closeness import Town
from strahlkraft.reuse.models import PeerEntry, ReadinessRun, ReuseCase, ReuseOffer, ReuseRequest, Software
from strahlkraft.reuse.rules.cases import Median, median_of
from strahlkraft.reuse.rules.content import Effort

ASKABLE = ("offer", "project", "software")
Name = tuple[str, str]  # kind and key, as in a label
_LONG = ("description", "target_groups", "scope", "transfer_value", "stakeholders", "best_practice", "publiccode")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What may be taken over. Empty text: not stated; ``level`` empty: not checked yet, or nothing could be reached.

    ``by`` is who made it, ``what`` a kind of result, ``changed`` a partial date, ``project`` the slug behind an offer.
    """

    label: Label
    summary: str = ""
    what: str = ""
    by: str = ""
    licence: str = ""
    licence_claimed: bool = False  # called free without a licence's name
    level: str = ""
    products: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    efforts: tuple[Effort, ...] = ()
    changed: str = ""
    project: str = ""
    pk: int = 0

    @property
    def name(self) -> Name:
        """Kind and key."""
        return self.label.kind, self.label.key

    @property
    def askable(self) -> bool:
        """Whether a request can be sent here; of another instance one asks over there."""
        return self.label.kind in ASKABLE


def things(names: Iterable[Name]) -> dict[Name, Thing]:
    """What is known of these, as far as it is public; the number of queries does not depend on how many are named."""
    keys: dict[str, list[str]] = defaultdict(list)
    for kind, key in names:
        keys[kind].append(key)
    found = [*_offers(keys["offer"]), *_projects(keys["project"]), *_software(keys["software"])]
    levels = _levels(found)
    known = {thing.name: _levelled(thing, levels) for thing in found}
    return known | {thing.name: thing for thing in _elsewhere(keys["elsewhere"])}


def _offers(slugs: list[str]) -> list[Thing]:
    known = ReuseOffer.objects.published().select_related("project__region", "caretaker")
    rows = known.prefetch_related("products", "efforts").defer(*_LONG).filter(slug__in=slugs) if slugs else []
    return [
        Thing(
            label=row.label,
            summary=row.summary,
            what=row.kind,
            by=row.caretaker.name if row.caretaker else row.project.region.name,
            licence=row.licence,
            products=tuple(product.name for product in row.products.all()),
            sizes=tuple(row.size_classes),
            efforts=tuple(effort.content for effort in row.efforts.all()),
            changed=row.last_change or f"{row.changed_at:%Y-%m-%d}",
            project=row.project.slug,
            pk=row.pk,
        )
        for row in rows
    ]


def _projects(slugs: list[str]) -> list[Thing]:
    rows = list(Project.objects.published().select_related("region").filter(slug__in=slugs)) if slugs else []
    leads: dict[int, list[str]] = defaultdict(list)
    people = Participation.objects.filter(project__in=[row.pk for row in rows], role="lead") if rows else []
    for person in people:
        leads[person.project_id].append(person.stated_name)
    return [
        Thing(
            label=row.label,
            summary=row.summary,
            by=" · ".join(leads[row.pk]) or row.region.name,
            licence_claimed=row.licence_state == LicenceState.OPEN_UNNAMED,
            changed=f"{row.changed_at:%Y-%m-%d}",
            project=row.slug,
            pk=row.pk,
        )
        for row in rows
    ]


def _software(slugs: list[str]) -> list[Thing]:
    rows = Software.objects.listed().filter(slug__in=slugs) if slugs else []
    return [
        Thing(
            label=row.label,
            summary=row.summary_de or row.summary_en,
            what="software",
            by=row.publisher_name,
            licence=row.licence,
            changed=f"{row.last_change_on:%Y-%m-%d}" if row.last_change_on else "",
            pk=row.pk,
        )
        for row in rows
    ]


def _elsewhere(slugs: list[str]) -> list[Thing]:
    rows = (
        PeerEntry.objects.select_related("peer").filter(slug__in=slugs, withdrawn_at=None, peer__ended_at=None)
        if slugs
        else []
    )
    return [
        Thing(
            label=row.label,
            summary=str(row.data.get("summary", "")),
            what=str(row.data.get("result_kind", "")),
            by=" · ".join(text for text in (str(row.data.get("publisher", "")), row.peer.name) if text),
            licence=str(row.data.get("licence", "")),
            sizes=tuple(str(size) for size in row.data.get("size_classes", ())),
            changed=str(row.data.get("modified", ""))[:10],
            pk=row.pk,
        )
        for row in rows
    ]


def _of_things(found: Iterable[Thing], *, offers_of_projects: bool = False) -> Q:
    """The condition on a table that points to one offer, project or software."""
    ids: dict[str, list[int]] = defaultdict(list)
    for thing in found:
        ids[thing.label.kind].append(thing.pk)
    condition = Q(offer__in=ids["offer"]) | Q(project__in=ids["project"]) | Q(software__in=ids["software"])
    return condition | Q(offer__project__in=ids["project"]) if offers_of_projects else condition


def _levels(found: Sequence[Thing]) -> dict[tuple[str, int], str]:
    rows = ReadinessRun.objects.filter(_of_things(found), current=True).defer("findings") if found else []
    return {_target(row): row.level for row in rows}


def _target(row: ReadinessRun | ReuseCase | ReuseRequest) -> tuple[str, int]:
    if row.offer_id:
        return "offer", row.offer_id
    return ("project", row.project_id) if row.project_id else ("software", row.software_id or 0)


def _levelled(thing: Thing, levels: dict[tuple[str, int], str]) -> Thing:
    values = {name: getattr(thing, name) for name in Thing.__dataclass_fields__}
    return Thing(**values | {"level": levels.get((thing.label.kind, thing.pk), "")})


def cases_by_thing(found: Sequence[Thing]) -> dict[Name, list[ReuseCase]]:
    """Public cases of each; of a project also those of its offers."""
    here = {(thing.label.kind, thing.pk): thing.name for thing in found if thing.askable}
    rows = (
        ReuseCase.objects.public()
        .filter(_of_things(found, offers_of_projects=True))
        .select_related("municipality", "offer")
        if here
        else []
    )
    by_thing: dict[Name, list[ReuseCase]] = defaultdict(list)
    for row in rows:
        targets = {_target(row), ("project", row.offer.project_id) if row.offer else _target(row)}
        for target in targets & here.keys():
            by_thing[here[target]].append(row)
    return dict(by_thing)


def answer_times(found: Sequence[Thing]) -> dict[Name, Median]:
    """Working days from a confirmed request to the first answer, with n, of each by itself."""
    here = {(thing.label.kind, thing.pk): thing.name for thing in found if thing.askable}
    days: dict[Name, list[float]] = {name: [] for name in here.values()}
    rows = ReuseRequest.objects.confirmed().filter(_of_things(found)).exclude(state="withdrawn") if here else []
    for row in rows:
        if row.confirmed_at and row.first_answer_at:
            waited = working_days_between(row.confirmed_at.date(), row.first_answer_at.date())
            days[here[_target(row)]].append(waited)
    return {name: median_of(values) for name, values in days.items()}


def towns(ids: Iterable[int], *, products: Iterable[str] = ()) -> dict[int, Town]:
    """Municipalities as closeness compares them, by primary key, in two queries; ``products`` are those of each."""
    rows = Municipality.objects.select_related("state", "district").filter(pk__in=set(ids))
    regions = _regions()
    have = frozenset(products)
    return {
        row.pk: Town(
            key=row.key,
            name=row.name,
            population=row.population,
            state=row.state.name,
            district=row.district.title,
            region=regions.get(("municipality", row.pk)) or regions.get(("district", row.district_id), ""),
            products=have,
        )
        for row in rows
    }


def _regions() -> dict[tuple[str, int], str]:
    """The model region of municipalities and Kreise that are members of one."""
    found: dict[tuple[str, int], str] = {}
    rows = RegionMembership.objects.order_by("region__name").values_list(
        "organisation__municipality", "organisation__district", "region__name"
    )
    for municipality, district, name in rows:
        if municipality:
            found.setdefault(("municipality", municipality), name)
        elif district:
            found.setdefault(("district", district), name)
    return found
