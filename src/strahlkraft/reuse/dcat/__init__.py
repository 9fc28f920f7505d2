"""The catalogue of the platform's open data as linked data: DCAT-AP.de 3.0.

What goes in, by the standard: a data set is a collection of data published by one office and available in one or more
representations. So each open table of the platform is one ``DatasetEntry`` (projects, offers, software, reuse cases,
municipalities, events, figures) with its CSV and JSON as ``DistributionEntry``, and the read API is one
``ServiceEntry`` that serves them. A single offer, program or case is a row, not a data set; the data an offer hands
over may be one of its own if the offer is of data and has a licence.

    info = CatalogueInfo(uri=…, title=Words("Offene Daten", "Open data"), …)
    body = serialise(graph(info, datasets, services, page=Page(number=1, size=100, total=7, address="…?page={page}")), "ttl")

Entries check themselves when they are made (ValueError): addresses, codes of controlled vocabularies, official keys.
The result is checked against the official shapes in tests/reuse/dcat.
"""

from strahlkraft.reuse.dcat.building import graph
from strahlkraft.reuse.dcat.entries import (
    CatalogueInfo,
    Contact,
    DatasetEntry,
    DistributionEntry,
    Page,
    Publisher,
    ServiceEntry,
    Words,
)
from strahlkraft.reuse.dcat.serialising import FORMATS, MEDIA_TYPES, serialise
from strahlkraft.reuse.dcat.vocabularies import LICENCES, THEMES

__all__ = [
    "FORMATS",
    "LICENCES",
    "MEDIA_TYPES",
    "THEMES",
    "CatalogueInfo",
    "Contact",
    "DatasetEntry",
    "DistributionEntry",
    "Page",
    "Publisher",
    "ServiceEntry",
    "Words",
    "graph",
    "serialise",
]
