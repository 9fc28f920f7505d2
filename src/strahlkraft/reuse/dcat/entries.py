"""What a catalogue of open data lists, as values: the doors map their data to these, ``graph`` turns them into triples.

Addresses are absolute (http, https or urn); a value that the standard does not allow raises ValueError when the entry
is made. No entry has room for a person: publishers and contacts are offices with a page or a function mailbox.
"""

from dataclasses import dataclass
from datetime import date, datetime

from strahlkraft.reuse.dcat import vocabularies
from strahlkraft.reuse.dcat.vocabularies import term


@dataclass(frozen=True, slots=True)
class Words:
    """A text in German and, where there is one, in English."""

    de: str
    en: str = ""

    def __post_init__(self) -> None:
        if not self.de.strip():
            message = "a text is missing in German"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The office that answers for data; ``uri`` identifies it, ``homepage`` is its page."""

    uri: str
    name: str
    homepage: str = ""

    def __post_init__(self) -> None:
        _addresses(self.uri, self.homepage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where questions go: a page, a function mailbox (without ``mailto:``), or both; never a person's own address."""

    uri: str
    name: str
    page: str = ""
    mailbox: str = ""

    def __post_init__(self) -> None:
        _addresses(self.uri, self.page)
        if self.mailbox and not vocabularies.MAILBOX.fullmatch(self.mailbox):
            message = f"no mailbox: {self.mailbox}"
            raise ValueError(message)
        if not (self.page or self.mailbox):
            message = f"a contact needs a page or a mailbox: {self.name}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueInfo:
    """The catalogue itself. ``uri`` is the same on every page and in every format.

    ``languages``: de, en. ``licence`` of the catalogue's own descriptions and ``places`` as in DatasetEntry.
    """

    uri: str
    title: Words
    description: Words
    publisher: Publisher
    homepage: str
    licence: str
    modified: date | datetime
    issued: date | None = None
    languages: tuple[str, ...] = ("de", "en")
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _addresses(self.uri, self.homepage)
        _terms(LANGUAGES=self.languages, LICENCES=(self.licence,))
        _places(self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionEntry:
    """One file or answer in which a data set can be had.

    ``format`` is a code of the European file types (CSV, JSON, …), ``licence`` an SPDX-like id of ``LICENCES``,
    ``attribution`` the words a licence with attribution asks for, ``download_url`` the file itself if ``access_url``
    is a page about it, ``schema_url`` where its fields are described.
    """

    uri: str
    access_url: str
    format: str
    media_type: str
    licence: str
    title: Words | None = None
    attribution: str = ""
    download_url: str = ""
    schema_url: str = ""
    modified: date | datetime | None = None
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _addresses(self.uri, self.access_url, self.download_url, self.schema_url)
        _terms(FORMATS=(self.format,), LICENCES=(self.licence,), LANGUAGES=self.languages)
        if self.media_type.count("/") != 1 or not self.media_type.replace("/", "").strip():
            message = f"no media type: {self.media_type}"
            raise ValueError(message)
        if self.licence in vocabularies.WITH_ATTRIBUTION and not self.attribution:
            message = f"{self.licence} asks for words of attribution: {self.uri}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetEntry:
    """A set of data, whatever its formats.

    ``identifier`` never changes; ``themes`` are codes of the European data themes (GOVE, TECH, …); ``level`` and
    ``places`` say for which area it holds: a level of political geocoding (state, municipality, …) and official keys as
    ``stateKey/05``, ``municipalityKey/05315000``; ``frequency`` a code of the European list (CONT, DAILY, …).
    """

    identifier: str
    uri: str
    title: Words
    description: Words
    publisher: Publisher
    contact: Contact
    themes: tuple[str, ...]
    distributions: tuple[DistributionEntry, ...]
    keywords: tuple[str, ...] = ()
    modified: date | datetime | None = None
    issued: date | None = None
    level: str = ""
    places: tuple[str, ...] = ()
    frequency: str = ""
    languages: tuple[str, ...] = ("de",)
    landing_page: str = ""
    contributor_id: str = ""

    def __post_init__(self) -> None:
        _addresses(self.uri, self.landing_page, self.contributor_id)
        _terms(
            THEMES=self.themes,
            LANGUAGES=self.languages,
            LEVELS=(self.level,) if self.level else (),
            FREQUENCIES=(self.frequency,) if self.frequency else (),
        )
        _places(self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceEntry:
    """An interface through which data sets can be had; ``serves`` are their ``uri``."""

    uri: str
    title: Words
    description: Words
    publisher: Publisher
    contact: Contact
    endpoint_url: str
    licence: str
    endpoint_description: str = ""
    page: str = ""
    serves: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _addresses(self.uri, self.endpoint_url, self.endpoint_description, self.page, *self.serves)
        _terms(LICENCES=(self.licence,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a large catalogue: ``number`` from 1, at most ``size`` data sets of ``total``.

    ``address`` makes the address of a page of the same format from its number: it contains ``{page}``.
    """

    number: int
    size: int
    total: int
    address: str

    def __post_init__(self) -> None:
        if "{page}" not in self.address or not 1 <= self.number <= self.last or self.size < 1:
            message = f"no page {self.number} of {self.total} in pages of {self.size}"
            raise ValueError(message)

    @property
    def last(self) -> int:
        """The number of the last page; an empty catalogue has one."""
        return max(1, -(-self.total // max(self.size, 1)))

    def url(self, number: int) -> str:
        """The address of a page."""
        return self.address.replace("{page}", str(number))


def _addresses(*addresses: str) -> None:
    for address in addresses:
        if address and not vocabularies.ADDRESS.fullmatch(address):
            message = f"no absolute address: {address}"
            raise ValueError(message)


def _terms(**codes: tuple[str, ...]) -> None:
    for vocabulary, used in codes.items():
        for code in used:
            term(getattr(vocabularies, vocabulary), code)


def _places(places: tuple[str, ...]) -> None:
    for place in places:
        if not vocabularies.PLACE.fullmatch(place):
            message = f"no official key: {place}"
            raise ValueError(message)
