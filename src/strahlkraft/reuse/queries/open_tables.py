"""The open tables of the whole platform, as a catalogue of open data (DCAT-AP.de 3.0)."""

from datetime import UTC, datetime, time
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext, gettext_noop, override

from strahlkraft.network.models import Municipality
from strahlkraft.projects.models import Project
from strahlkraft.reuse.dcat import Page, Words, graph, serialise
from strahlkraft.reuse.formats.open_data import OpenData, Site, Table, open_data
from strahlkraft.reuse.queries import exports

MAX_SIZE = 100  # data sets of one page
STATE = ("stateKey/05",)  # Nordrhein-Westfalen, the Land of the programme
DESTATIS = {"licence": "LicenseRef-Destatis", "attribution": "© Statistisches Bundesamt (Destatis), 2025"}

# Resource of the API -> title, description, keywords, page, more.
_TABLES: dict[str, tuple[str, str, tuple[str, ...], str, dict[str, Any]]] = {
    "projects": (
        gettext_noop("Projects of the digital model regions"),
        gettext_noop(
            "Every published record of the register: who, what, when, and every stated value with its source."
        ),
        (gettext_noop("digital model regions"), gettext_noop("funding")),
        "/projekte/",
        {"themes": ("GOVE", "TECH"), "level": "state", "places": STATE},
    ),
    "offers": (
        gettext_noop("Offers for reuse"),
        gettext_noop("What municipalities can take over from the projects, each with its transfer fact sheet."),
        (gettext_noop("reuse"), gettext_noop("municipal software")),
        "/angebote/",
        {"themes": ("GOVE", "TECH"), "level": "state", "places": STATE},
    ),
    "reuses": (
        gettext_noop("Reuses"),
        gettext_noop("Which body takes over what, as it confirmed itself or as a public source names it."),
        (gettext_noop("reuse"),),
        "/angebote/",
        {"themes": ("GOVE",), "level": "state", "places": STATE},
    ),
    "software": (
        gettext_noop("Public software of other bodies"),
        gettext_noop("Facts on public software that is described by a publiccode.yml, each with its source."),
        (gettext_noop("open source software"), gettext_noop("municipal software")),
        "/angebote/",
        {"themes": ("GOVE", "TECH")},
    ),
    "municipalities": (
        gettext_noop("Municipalities"),
        gettext_noop("All municipalities of Germany by official key, with the number of their projects."),
        (gettext_noop("municipalities"), gettext_noop("official municipality key")),
        "/kommunen/",
        {"themes": ("GOVE", "REGI"), "level": "federal", "frequency": "IRREG", **DESTATIS},
    ),
    "events": (
        gettext_noop("Joint events"),
        gettext_noop("Joint events of the programme with their stated figures and sources."),
        (gettext_noop("digital model regions"),),
        "/termine/",
        {"themes": ("GOVE",), "level": "state", "places": STATE},
    ),
    "figures": (
        gettext_noop("Figures of programme and reuse"),
        gettext_noop("Figures of the register and of its reuse, each with the number of records it rests on."),
        (gettext_noop("digital model regions"), gettext_noop("reuse")),
        "/programm/",
        {"themes": ("GOVE",), "level": "state", "places": STATE},
    ),
}
_SITE = (
    gettext_noop("Open data of the digital model regions"),
    gettext_noop("All open data of this platform: projects, what can be taken over from them, and who does."),
)
_API = (
    gettext_noop("Read API"),
    gettext_noop("All tables of this catalogue as JSON, CSV and XLSX, with filters. Open to everybody, without a key."),
)


def contents(*, base_url: str, office: str) -> OpenData:
    """The catalogue as it stands, of a site at ``base_url`` (no slash at the end) for which ``office`` answers."""
    changed = _changes()
    tables = [
        Table(
            name=name,
            title=_words(title),
            description=_words(description),
            keywords=tuple(_words(keyword).de for keyword in keywords),
            page=page,
            changed=changed.get(name),
            **more,
        )
        for name, (title, description, keywords, page, more) in _TABLES.items()
    ]
    site = Site(
        base_url=base_url,
        title=_words(_SITE[0]),
        description=_words(_SITE[1]),
        office=office or "Strahlkraft",
    )
    return open_data(site, tables, (_words(_API[0]), _words(_API[1])))


def catalogue_bytes(form: str, *, base_url: str, office: str, number: int = 1, size: int = MAX_SIZE) -> bytes:
    """One page of the catalogue as ``ttl``, ``jsonld`` or ``rdf``; ValueError when there is no such page."""
    data = contents(base_url=base_url, office=office)
    address = f"{base_url}/katalog.{form}?page={{page}}&size={size}"
    page = Page(number=number, size=size, total=len(data.datasets), address=address)
    datasets = data.datasets[(number - 1) * size : number * size]
    return serialise(graph(data.info, datasets, data.services, page=page), form)


def _changes() -> dict[str, datetime]:
    """When each table last changed, as far as that is known; figures change with what they count."""
    found = {name: stand.changed_at for name, stand in exports.stands().items()}
    found["projects"] = Project.objects.published().aggregate(at=Max("changed_at"))["at"]
    found["figures"] = max((at for at in found.values() if at), default=None)
    as_of = Municipality.objects.aggregate(on=Max("as_of"))["on"]
    found["municipalities"] = datetime.combine(as_of, time.min, UTC) if as_of else None
    return {name: at for name, at in found.items() if at}


def _words(text: str) -> Words:
    said = []
    for language in ("de", "en"):
        with override(language):
            said.append(gettext(text))
    return Words(*said)
