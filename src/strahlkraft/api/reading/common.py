"""References, facts and addresses."""

from collections.abc import Iterable
from typing import Literal

from django.conf import settings

from strahlkraft.api.schemas import common
from strahlkraft.api.schemas.common import none
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.totals import Total
from strahlkraft.network.models import Municipality, Organisation, Region
from strahlkraft.projects.models import Fact, Project, Source
from strahlkraft.projects.rules import MONEY_FIELDS, PERCENT_FIELDS
from strahlkraft.projects.texts import FIELDS

Unit = Literal["EUR", "percent", "years", "full-time posts", "count"]
UNITS: dict[str, Unit] = {
    **dict.fromkeys(MONEY_FIELDS, "EUR"),
    **dict.fromkeys(PERCENT_FIELDS, "percent"),
    "successor_years": "years",
    "office_staff": "full-time posts",
}  # fmt: skip


def page_url(label: Label) -> str:
    """The absolute address of a thing's public page; empty when its kind has none."""
    pattern = settings.ADDRESSES.get(label.kind, "")
    return settings.BASE_URL + pattern.format(key=label.key) if pattern else ""


def source_ref(source: Source) -> common.SourceRef:
    """A source by address, with our page about it."""
    return common.SourceRef(
        key=source.key,
        url=source.url,
        publisher=source.publisher,
        title=none(source.title),
        page=page_url(source.label),
    )


def project_ref(project: Project) -> common.ProjectRef:
    """A project by name."""
    return common.ProjectRef(
        identifier=project.identifier, slug=project.slug, title=project.title, url=page_url(project.label)
    )


def region_ref(region: Region) -> common.RegionRef:
    """A region by name."""
    return common.RegionRef(slug=region.slug, name=region.name, url=page_url(region.label))


def municipality_ref(municipality: Municipality) -> common.MunicipalityRef:
    """A municipality by official key."""
    return common.MunicipalityRef(key=municipality.key, name=municipality.name, url=page_url(municipality.label))


def organisation_ref(organisation: Organisation) -> common.OrganisationRef:
    """An organisation by name; needs ``municipality``, ``district`` and ``seat`` fetched with it."""
    return common.OrganisationRef(
        slug=organisation.slug,
        name=organisation.name,
        kind=organisation.kind,
        url=page_url(organisation.label),
        municipality_key=organisation.municipality.key if organisation.municipality else None,
        district_key=organisation.district.key if organisation.district else None,
        seat_key=organisation.seat.key if organisation.seat else None,
    )


def fact(row: Fact) -> common.Fact:
    """A stated value; needs its sources fetched with it."""
    return common.Fact(
        field=row.field,
        label=str(FIELDS.get(row.field, row.field)),
        amount=row.amount,
        unit=UNITS.get(row.field, "count") if row.amount is not None else None,
        date=none(row.date),
        text=none(row.text),
        approximate=row.approximate,
        qualifier=none(row.qualifier),
        as_of=none(row.as_of),
        preferred=row.preferred,
        sources=[source_ref(source) for source in row.sources.all()],
    )


def facts(rows: Iterable[Fact]) -> list[common.Fact]:
    """Stated values in the order of the register."""
    return [fact(row) for row in rows]


def total(value: Total) -> common.Sum:
    """A sum and what it rests on."""
    return common.Sum(amount=value.amount, known=value.known, of=value.of, approximate=value.approximate)
