"""An invented catalogue that uses every field of every entry."""

from datetime import UTC, date, datetime

from strahlkraft.reuse.dcat import (
    CatalogueInfo,
    Contact,
    DatasetEntry,
    DistributionEntry,
    Publisher,
    ServiceEntry,
    Words,
)

BASE = "https://www.example.org"
OFFICE = Publisher(uri=f"{BASE}/#stelle", name="Projektbüro Beispiel", homepage=f"{BASE}/ueber")
CONTACT = Contact(
    uri=f"{BASE}/#kontakt", name="Projektbüro Beispiel", page=f"{BASE}/kontakt", mailbox="buero@example.org"
)
INFO = CatalogueInfo(
    uri=f"{BASE}/katalog",
    title=Words("Offene Daten Beispiel", "Open data Example"),
    description=Words("Alle offenen Daten der Modellregion Beispiel", "All open data of the model region Example"),
    publisher=OFFICE,
    homepage=BASE,
    licence="DL-DE-ZERO-2.0",
    issued=date(2026, 1, 1),
    modified=datetime(2026, 2, 3, 4, 5, tzinfo=UTC),
    places=("stateKey/05",),
)


def distribution(name: str, code: str, media_type: str, **more: str) -> DistributionEntry:
    """One representation of a table."""
    address = f"{BASE}/daten/{name}.{code.lower()}"
    return DistributionEntry(
        uri=f"{address}#datei",
        access_url=address,
        download_url=address,
        format=code,
        media_type=media_type,
        licence=more.get("licence", "DL-DE-ZERO-2.0"),
        attribution=more.get("attribution", ""),
        title=Words(f"{name} als {code}", f"{name} as {code}"),
        schema_url=f"{BASE}/schema/{name}",
        modified=date(2026, 2, 3),
        languages=("de",),
    )


def dataset(name: str) -> DatasetEntry:
    """A table as CSV and JSON."""
    return DatasetEntry(
        identifier=f"beispiel-{name}",
        uri=f"{BASE}/daten/{name}",
        title=Words(f"Tabelle {name}", f"Table {name}"),
        description=Words(f"Alle Zeilen von {name}"),
        publisher=OFFICE,
        contact=CONTACT,
        themes=("GOVE", "TECH"),
        keywords=("Nachnutzung", "Smart City"),
        distributions=(
            distribution(name, "CSV", "text/csv", licence="DL-DE-BY-2.0", attribution="Projektbüro Beispiel"),
            distribution(name, "JSON", "application/json"),
        ),
        modified=date(2026, 2, 3),
        issued=date(2026, 1, 1),
        level="state",
        places=("stateKey/05", "municipalityKey/05315000"),
        frequency="CONT",
        languages=("de", "en"),
        landing_page=f"{BASE}/projekte",
        contributor_id="http://dcat-ap.de/def/contributors/openNRW",
    )


DATASETS = (dataset("projekte"), dataset("angebote"), dataset("software"))
API = ServiceEntry(
    uri=f"{BASE}/api/v1#dienst",
    title=Words("Lesende Schnittstelle", "Read API"),
    description=Words("Alle Tabellen als JSON"),
    publisher=OFFICE,
    contact=CONTACT,
    endpoint_url=f"{BASE}/api/v1",
    endpoint_description=f"{BASE}/api/v1/openapi.json",
    page=f"{BASE}/api",
    licence="DL-DE-ZERO-2.0",
    serves=tuple(entry.uri for entry in DATASETS),
)
