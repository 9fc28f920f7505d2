"""From entries to triples: DCAT-AP.de 3.0 (which profiles DCAT-AP 3.0.0)."""

from collections.abc import Iterable
from datetime import date, datetime

from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Identifier

from strahlkraft.kernel.xml_text import xml_text
from strahlkraft.reuse.dcat import vocabularies
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
from strahlkraft.reuse.dcat.vocabularies import term

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
PREFIXES = {
    "dcat": DCAT,
    "dcatde": DCATDE,
    "dct": DCTERMS,
    "foaf": FOAF,
    "hydra": HYDRA,
    "rdf": RDF,
    "skos": SKOS,
    "vcard": VCARD,
    "xsd": XSD,
}


def graph(
    info: CatalogueInfo,
    entries: Iterable[DatasetEntry],
    services: Iterable[ServiceEntry] = (),
    *,
    page: Page | None = None,
) -> Graph:
    """The catalogue as a graph without nameless nodes; with ``page``, ``entries`` are those of that page.

    A harvester follows ``hydra:next`` (or, in the older form, ``hydra:nextPage``) until there is none.
    """
    triples = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        triples.bind(prefix, namespace)
    _catalogue(triples, info)
    for entry in entries:
        triples.add((URIRef(info.uri), DCAT.dataset, URIRef(entry.uri)))
        _dataset(triples, entry)
    for service in services:
        triples.add((URIRef(info.uri), DCAT.service, URIRef(service.uri)))
        _service(triples, service)
    if page is not None:
        _page(triples, info, page)
    return triples


class _Subject:
    """Adds what is said of one thing; what is empty is not said."""

    def __init__(self, triples: Graph, uri: str, *types: URIRef) -> None:
        self.triples, self.node = triples, URIRef(uri)
        for kind in types:
            triples.add((self.node, RDF.type, kind))

    def says(self, predicate: URIRef, *values: Identifier) -> None:
        for value in values:
            self.triples.add((self.node, predicate, value))

    def link(self, predicate: URIRef, *addresses: str) -> None:
        self.says(predicate, *(URIRef(address) for address in addresses if address))

    def words(self, predicate: URIRef, words: Words | None) -> None:
        if words is not None:
            self.text(predicate, words.de, language="de")
            self.text(predicate, words.en, language="en")

    def text(self, predicate: URIRef, *texts: str, language: str | None = None) -> None:
        self.says(predicate, *(Literal(xml_text(text), lang=language) for text in texts if text))

    def when(self, predicate: URIRef, value: date | datetime | None) -> None:
        if value is not None:
            kind = XSD.dateTime if isinstance(value, datetime) else XSD.date
            self.says(predicate, Literal(value.isoformat(), datatype=kind))

    def number(self, predicate: URIRef, value: int) -> None:
        self.says(predicate, Literal(value, datatype=XSD.nonNegativeInteger))


def _catalogue(triples: Graph, info: CatalogueInfo) -> None:
    subject = _Subject(triples, info.uri, DCAT.Catalog)
    subject.words(DCTERMS.title, info.title)
    subject.words(DCTERMS.description, info.description)
    subject.link(DCTERMS.publisher, _publisher(triples, info.publisher))
    subject.link(FOAF.homepage, _document(triples, info.homepage))
    subject.link(DCTERMS.language, *(term(vocabularies.LANGUAGES, code) for code in info.languages))
    subject.link(DCTERMS.license, term(vocabularies.LICENCES, info.licence))
    subject.link(DCAT.themeTaxonomy, vocabularies.THEME_TAXONOMY)
    subject.link(DCTERMS.spatial, *_places(triples, info.places))
    subject.when(DCTERMS.issued, info.issued)
    subject.when(DCTERMS.modified, info.modified)


def _dataset(triples: Graph, entry: DatasetEntry) -> None:
    subject = _Subject(triples, entry.uri, DCAT.Dataset)
    subject.words(DCTERMS.title, entry.title)
    subject.words(DCTERMS.description, entry.description)
    subject.text(DCTERMS.identifier, entry.identifier)
    subject.text(DCAT.keyword, *entry.keywords, language="de")
    subject.link(DCAT.theme, *(term(vocabularies.THEMES, code) for code in entry.themes))
    subject.link(DCTERMS.publisher, _publisher(triples, entry.publisher))
    subject.link(DCAT.contactPoint, _contact(triples, entry.contact))
    subject.link(DCAT.landingPage, _document(triples, entry.landing_page))
    subject.link(DCTERMS.language, *(term(vocabularies.LANGUAGES, code) for code in entry.languages))
    subject.link(DCTERMS.accessRights, vocabularies.PUBLIC)
    subject.link(DCATDE.contributorID, entry.contributor_id)
    subject.link(DCTERMS.spatial, *_places(triples, entry.places))
    if entry.level:
        subject.link(DCATDE.politicalGeocodingLevelURI, term(vocabularies.LEVELS, entry.level))
    if entry.frequency:
        subject.link(DCTERMS.accrualPeriodicity, term(vocabularies.FREQUENCIES, entry.frequency))
    subject.when(DCTERMS.issued, entry.issued)
    subject.when(DCTERMS.modified, entry.modified)
    for distribution in entry.distributions:
        subject.link(DCAT.distribution, distribution.uri)
        _distribution(triples, distribution)


def _distribution(triples: Graph, entry: DistributionEntry) -> None:
    subject = _Subject(triples, entry.uri, DCAT.Distribution)
    subject.words(DCTERMS.title, entry.title)
    subject.link(DCAT.accessURL, entry.access_url)
    subject.link(DCAT.downloadURL, entry.download_url)
    subject.link(DCTERMS.format, term(vocabularies.FORMATS, entry.format))
    subject.link(DCAT.mediaType, vocabularies.MEDIA_TYPES + entry.media_type)
    subject.link(DCTERMS.license, term(vocabularies.LICENCES, entry.licence))
    subject.text(DCATDE.licenseAttributionByText, entry.attribution, language="de")
    subject.link(DCTERMS.conformsTo, _typed(triples, entry.schema_url, DCTERMS.Standard))
    subject.link(DCTERMS.language, *(term(vocabularies.LANGUAGES, code) for code in entry.languages))
    subject.when(DCTERMS.modified, entry.modified)


def _service(triples: Graph, entry: ServiceEntry) -> None:
    subject = _Subject(triples, entry.uri, DCAT.DataService)
    subject.words(DCTERMS.title, entry.title)
    subject.words(DCTERMS.description, entry.description)
    subject.link(DCTERMS.publisher, _publisher(triples, entry.publisher))
    subject.link(DCAT.contactPoint, _contact(triples, entry.contact))
    subject.link(DCAT.endpointURL, entry.endpoint_url)
    subject.link(DCAT.endpointDescription, entry.endpoint_description)
    subject.link(FOAF.page, _document(triples, entry.page))
    subject.link(DCTERMS.license, term(vocabularies.LICENCES, entry.licence))
    subject.link(DCTERMS.accessRights, vocabularies.PUBLIC)
    subject.link(DCAT.servesDataset, *entry.serves)


def _publisher(triples: Graph, publisher: Publisher) -> str:
    subject = _Subject(triples, publisher.uri, FOAF.Agent)
    subject.text(FOAF.name, publisher.name, language="de")
    subject.link(FOAF.homepage, _document(triples, publisher.homepage))
    return publisher.uri


def _contact(triples: Graph, contact: Contact) -> str:
    subject = _Subject(triples, contact.uri, VCARD.Kind, VCARD.Organization)
    subject.text(VCARD.fn, contact.name, language="de")
    subject.link(VCARD.hasURL, contact.page)
    subject.link(VCARD.hasEmail, f"mailto:{contact.mailbox}" if contact.mailbox else "")
    return contact.uri


def _document(triples: Graph, address: str) -> str:
    return _typed(triples, address, FOAF.Document)


def _typed(triples: Graph, address: str, kind: URIRef) -> str:
    if address:
        triples.add((URIRef(address), RDF.type, kind))
    return address


def _places(triples: Graph, keys: Iterable[str]) -> list[str]:
    return [_typed(triples, vocabularies.PLACES + key, DCTERMS.Location) for key in keys]


def _page(triples: Graph, info: CatalogueInfo, page: Page) -> None:
    subject = _Subject(triples, page.url(page.number), HYDRA.PartialCollectionView, HYDRA.PagedCollection)
    for number, names in (
        (1, ("first", "firstPage")),
        (page.number - 1, ("previous", "previousPage")),
        (page.number + 1, ("next", "nextPage")),
        (page.last, ("last", "lastPage")),
    ):
        if 1 <= number <= page.last:
            for name in names:
                subject.link(HYDRA[name], page.url(number))
    subject.number(HYDRA.totalItems, page.total)
    subject.number(HYDRA.itemsPerPage, page.size)
    collection = _Subject(triples, info.uri, HYDRA.Collection)
    collection.number(HYDRA.totalItems, page.total)
    collection.link(HYDRA.view, page.url(page.number))
