"""JSON-LD of the public pages (schema.org)."""

from typing import Any

from django.utils.timezone import localtime

from strahlkraft.congress import texts
from strahlkraft.congress.queries.occasions import EventRow
from strahlkraft.network.models import Municipality, Organisation
from strahlkraft.projects.models import Project
from strahlkraft.reuse.models import ReuseOffer, Software
from strahlkraft.reuse.rules.licences import read_licence

CONTEXT = "https://schema.org"
SOFTWARE = frozenset({"software", "online_service", "platform", "app"})
EVENT_MODES = {
    "online": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
    "onsite": "OfflineEventAttendanceMode",
}


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def project(record: Project, url: str) -> dict[str, Any]:
    """A project as SoftwareApplication when its result is software, else as Project; needs ``with_page``."""
    is_software = bool(SOFTWARE & set(record.result_kinds))
    leads = [p for p in record.people if p.role == "lead"]
    common: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "SoftwareApplication" if is_software else "Project",
        "@id": url,
        "url": url,
        "identifier": record.identifier,
        "name": record.title,
        "alternateName": [a.title for a in record.aliases.all()],
        "description": record.summary,
        "keywords": ", ".join(f.name for f in record.fields_of_action.all()),
    }
    bodies = [{"@type": "Organization", "name": p.stated_name} for p in leads]
    if is_software:
        common |= {"applicationCategory": "GovernmentApplication", "operatingSystem": "any", "creator": bodies}
    else:
        common |= {"parentOrganization": bodies}
    return _without_empty(common)


def offer(record: ReuseOffer, url: str) -> dict[str, Any]:
    """An offer as SoftwareApplication when it is software, else as CreativeWork; needs ``with_page``."""
    software = record.kind == "software"
    return _without_empty(
        {
            "@context": CONTEXT,
            "@type": "SoftwareApplication" if software else "CreativeWork",
            "@id": url,
            "url": url,
            "identifier": record.identifier,
            "name": record.title,
            "description": record.summary,
            "license": _licences(record.licence),
            "version": str(record.version),
            "dateModified": record.changed_at.date().isoformat(),
            "inLanguage": list(record.languages),
            "maintainer": {"@type": "Organization", "name": record.caretaker.name} if record.caretaker else None,
            "isPartOf": {"@type": "Project", "name": record.project.title},
        }
        | (_application(record.platforms, record.repository_url) if software else {})
    )


def software(record: Software, summary: str, url: str) -> dict[str, Any]:
    """Imported software as SoftwareApplication, with where it is kept."""
    return _without_empty(
        {
            "@context": CONTEXT,
            "@type": "SoftwareApplication",
            "@id": url,
            "url": url,
            "name": record.name,
            "description": summary,
            "license": _licences(record.licence),
            "softwareVersion": record.software_version,
            "inLanguage": list(record.languages),
            "sameAs": [link for link in (record.landing_url, record.repository_url) if link],
            "creator": {"@type": "Organization", "name": record.publisher_name} if record.publisher_name else None,
        }
        | _application(record.platforms, record.repository_url)
    )


def _application(platforms: list[str], repository: str) -> dict[str, Any]:
    return {
        "applicationCategory": "GovernmentApplication",
        "operatingSystem": ", ".join(platforms) or "any",
        "codeRepository": repository,
    }


def _licences(text: str) -> list[str]:
    """Addresses of the licences named, where SPDX has a page for them."""
    ids = read_licence(text).ids
    return [f"https://spdx.org/licenses/{name}.html" for name in ids if not name.startswith("LicenseRef-")]


def municipality(row: Municipality, url: str) -> dict[str, Any]:
    """A municipality as GovernmentOrganization with its official key."""
    return _without_empty(
        {
            "@context": CONTEXT,
            "@type": "GovernmentOrganization",
            "@id": url,
            "url": url,
            "name": row.official_name,
            "identifier": {"@type": "PropertyValue", "propertyID": "AGS", "value": row.key},
            "areaServed": {"@type": "AdministrativeArea", "name": row.name},
        }
    )


def organisation(row: Organisation, url: str) -> dict[str, Any]:
    """An organisation."""
    public = row.kind in ("municipality", "district", "authority")
    return {
        "@context": CONTEXT,
        "@type": "GovernmentOrganization" if public else "Organization",
        "@id": url,
        "url": url,
        "name": row.name,
    }


def event(row: EventRow, url: str) -> dict[str, Any]:
    """An event with its attendance mode (left out where no source says), when exactly as known, and whether it is on."""
    on_site = {"@type": "Place", "name": row.venue} if row.venue and row.mode != "online" else None
    online = {"@type": "VirtualLocation", "url": url} if row.mode in ("online", "hybrid") else None
    places = [place for place in (on_site, online) if place]
    return _without_empty(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "@id": url,
            "url": url,
            "name": texts.marked(row.name, demonstration=row.demonstration),
            "startDate": localtime(row.starts_at).isoformat() if row.starts_at else row.stated,
            "endDate": localtime(row.ends_at).isoformat() if row.ends_at else "",
            "description": row.about,
            "eventStatus": f"{CONTEXT}/{'EventCancelled' if row.cancelled else 'EventScheduled'}",
            "eventAttendanceMode": f"{CONTEXT}/{EVENT_MODES[row.mode]}" if row.mode else "",
            "location": places[0] if len(places) == 1 else places,
            "organizer": [{"@type": "Organization", "name": host.name} for host in row.hosts],
            "superEvent": {"@type": "EventSeries", "name": row.series.name} if row.series else None,
        }
    )
