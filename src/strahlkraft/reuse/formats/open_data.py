"""The platform's open tables as entries of a catalogue of open data (DCAT-AP.de): each table one data set.

A table is offered as JSON, CSV and XLSX by the read API, which is the one service; words and places are handed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from strahlkraft.reuse.dcat import (
    CatalogueInfo,
    Contact,
    DatasetEntry,
    DistributionEntry,
    Publisher,
    ServiceEntry,
    Words,
)

LICENCE = "CC0-1.0"
API = "/api/v1"
# Form of the API -> (code of the European file types, media type).
FORMS = {
    "json": ("JSON", "application/json"),
    "csv": ("CSV", "text/csv"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
START = date(2026, 1, 1)  # before anything is loaded; a catalogue has to state when it last changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Whose catalogue it is: ``base_url`` without a slash at the end, ``office`` answers for the data."""

    base_url: str
    title: Words
    description: Words
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An open table: ``name`` is its resource in the read API, ``page`` the path of its public page.

    ``themes``, ``level``, ``places``, ``frequency`` and ``licence`` are codes as in ``dcat``; ``attribution`` is what
    the licence asks to be named.
    """

    name: str
    title: Words
    description: Words
    keywords: tuple[str, ...]
    themes: tuple[str, ...]
    page: str
    changed: datetime | None
    level: str = ""
    places: tuple[str, ...] = ()
    frequency: str = "CONT"
    licence: str = LICENCE
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class OpenData:
    """The whole catalogue as entries."""

    info: CatalogueInfo
    datasets: tuple[DatasetEntry, ...]
    services: tuple[ServiceEntry, ...]


def open_data(site: Site, tables: Sequence[Table], api: tuple[Words, Words]) -> OpenData:
    """The catalogue of ``tables``; ``api`` is title and description of the read API."""
    datasets = tuple(_dataset(site, table) for table in tables)
    info = CatalogueInfo(
        uri=f"{site.base_url}/katalog",
        title=site.title,
        description=site.description,
        publisher=_publisher(site),
        homepage=f"{site.base_url}/",
        licence=LICENCE,
        modified=max((table.changed for table in tables if table.changed), default=START),
    )
    service = ServiceEntry(
        uri=f"{site.base_url}/katalog#api",
        title=api[0],
        description=api[1],
        publisher=_publisher(site),
        contact=_contact(site),
        endpoint_url=f"{site.base_url}{API}",
        endpoint_description=f"{site.base_url}{API}/openapi.json",
        page=f"{site.base_url}{API}/docs",
        licence=LICENCE,
        serves=tuple(entry.uri for entry in datasets),
    )
    return OpenData(info, datasets, (service,))


def _publisher(site: Site) -> Publisher:
    return Publisher(uri=f"{site.base_url}/katalog#office", name=site.office, homepage=f"{site.base_url}/impressum/")


def _contact(site: Site) -> Contact:
    return Contact(uri=f"{site.base_url}/katalog#contact", name=site.office, page=f"{site.base_url}/kontakt/")


def _dataset(site: Site, table: Table) -> DatasetEntry:
    uri = f"{site.base_url}/katalog#{table.name}"
    return DatasetEntry(
        identifier=uri,
        uri=uri,
        title=table.title,
        description=table.description,
        publisher=_publisher(site),
        contact=_contact(site),
        themes=table.themes,
        keywords=table.keywords,
        distributions=tuple(_distribution(site, table, form) for form in FORMS),
        modified=table.changed,
        level=table.level,
        places=table.places,
        frequency=table.frequency,
        landing_page=f"{site.base_url}{table.page}",
    )


def _distribution(site: Site, table: Table, form: str) -> DistributionEntry:
    code, media_type = FORMS[form]
    address = f"{site.base_url}{API}/{table.name}?format={form}"
    return DistributionEntry(
        uri=f"{site.base_url}/katalog#{table.name}-{form}",
        access_url=address,
        download_url=address if form != "json" else "",  # JSON comes in pages
        format=code,
        media_type=media_type,
        licence=table.licence,
        attribution=table.attribution,
        title=Words(f"{table.title.de} ({code})", f"{table.title.en} ({code})" if table.title.en else ""),
        schema_url=f"{site.base_url}{API}/openapi.json",
        modified=table.changed,
        languages=("de",),
    )
