"""Which keys exist, of which type, in the order in which the reference parser decodes them (section 4 to 10 of its facts)."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

TEXT = "text"
BOOL = "boolean"
ADDRESS = "address"  # a text that has to be readable as an address
ADDRESSES_OR_ADDRESS = "text_or_list"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose entries are all of one type."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping with free keys (languages) and values of one type."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class Struct:
    """A mapping with known keys."""

    fields: MappingProxyType[str, "Type"]


Type: TypeAlias = "str | ListOf | MapOf | Struct"


def _struct(texts: str = "", **fields: Type) -> Struct:
    return Struct(MappingProxyType({**dict.fromkeys(texts.split(), TEXT), **fields}))


_TEXTS = ListOf(TEXT)
ORGANISATION = _struct("uri name")
CONTACT = _struct("name email affiliation phone")
CONTRACTOR = _struct("name email", website=ADDRESS, until=TEXT)
DEPENDENCY = _struct("name versionMin versionMax", optional=BOOL, version=TEXT)
LANGUAGE = _struct(
    "localisedName genericName shortDescription longDescription",
    documentation=ADDRESS,
    apiDocumentation=ADDRESS,
    features=_TEXTS,
    screenshots=_TEXTS,
    videos=ListOf(ADDRESS),
    awards=_TEXTS,
)
ITALY = _struct(
    "countryExtensionVersion",
    conforme=_struct(
        **dict.fromkeys("lineeGuidaDesign modelloInteroperabilita misureMinimeSicurezza gdpr".split(), BOOL)
    ),
    riuso=_struct("codiceIPA"),
    piattaforme=_struct(**dict.fromkeys("spid pagopa cie anpr io".split(), BOOL)),
)
ROOT = _struct(
    "publiccodeYmlVersion name applicationSuite",
    url=ADDRESS,
    landingURL=ADDRESS,
    isBasedOn=ADDRESSES_OR_ADDRESS,
    softwareVersion=TEXT,
    releaseDate=TEXT,
    logo=TEXT,
    monochromeLogo=TEXT,
    organisation=ORGANISATION,
    inputTypes=_TEXTS,
    outputTypes=_TEXTS,
    platforms=_TEXTS,
    categories=_TEXTS,
    usedBy=_TEXTS,
    fundedBy=ListOf(ORGANISATION),
    roadmap=ADDRESS,
    developmentStatus=TEXT,
    softwareType=TEXT,
    supports=ListOf(_struct("id")),
    intendedAudience=_struct(scope=_TEXTS, countries=_TEXTS, unsupportedCountries=_TEXTS),
    description=MapOf(LANGUAGE),
    legal=_struct("license mainCopyrightOwner repoOwner authorsFile"),
    maintenance=_struct("type", contractors=ListOf(CONTRACTOR), contacts=ListOf(CONTACT)),
    localisation=_struct(localisationReady=BOOL, availableLanguages=_TEXTS),
    dependsOn=_struct(open=ListOf(DEPENDENCY), proprietary=ListOf(DEPENDENCY), hardware=ListOf(DEPENDENCY)),
    IT=ITALY,
    it=ITALY,
)

# What a key looks like when it is right; the same in every language. Lists count without their index.
EXAMPLES = MappingProxyType(
    {
        "publiccodeYmlVersion": 'publiccodeYmlVersion: "0"',
        "name": "name: Beispielverfahren",
        "url": "url: https://git.example.org/stadt/beispielverfahren",
        "landingURL": "landingURL: https://www.example.org/beispielverfahren",
        "roadmap": "roadmap: https://git.example.org/stadt/beispielverfahren/milestones",
        "isBasedOn": "isBasedOn: https://git.example.org/andere/vorlage",
        "releaseDate": "releaseDate: 2026-01-31",
        "platforms": "platforms: [web]",
        "categories": "categories: [document-management]",
        "usedBy": "usedBy: [Musterstadt]",
        "developmentStatus": "developmentStatus: stable",
        "softwareType": "softwareType: standalone/web",
        "supports.id": "id: alias:gdpr",
        "organisation": "organisation: {uri: https://www.example.org, name: Musterstadt}",
        "organisation.uri": "uri: https://www.example.org",
        "fundedBy": "fundedBy: [{uri: https://www.example.org, name: Musterstadt}]",
        "fundedBy.uri": "uri: https://www.example.org",
        "intendedAudience.countries": "countries: [DE]",
        "intendedAudience.scope": "scope: [local-authorities]",
        "description": "description: {de: {shortDescription: …, longDescription: …, features: […]}}",
        "description.*.shortDescription": "shortDescription: Termine im Bürgeramt online buchen",
        "description.*.longDescription": "longDescription: >-",
        "description.*.features": "features: [Termine buchen, Termine absagen]",
        "description.*.documentation": "documentation: https://docs.example.org",
        "description.*.apiDocumentation": "apiDocumentation: https://docs.example.org/api",
        "description.*.videos": "videos: [https://www.youtube.com/watch?v=…]",
        "legal": "legal: {license: EUPL-1.2}",
        "legal.license": "license: EUPL-1.2",
        "maintenance": "maintenance: {type: internal, contacts: [{name: Fachstelle Digitales}]}",
        "maintenance.type": "type: internal",
        "maintenance.contacts": "contacts: [{name: Fachstelle Digitales, email: digitales@example.org}]",
        "maintenance.contacts.name": "name: Fachstelle Digitales",
        "maintenance.contacts.email": "email: digitales@example.org",
        "maintenance.contractors": "contractors: [{name: Beispiel GmbH, until: 2028-12-31}]",
        "maintenance.contractors.name": "name: Beispiel GmbH",
        "maintenance.contractors.until": "until: 2028-12-31",
        "maintenance.contractors.website": "website: https://www.example.org",
        "maintenance.contractors.email": "email: kontakt@example.org",
        "localisation": "localisation: {localisationReady: false, availableLanguages: [de]}",
        "localisation.localisationReady": "localisationReady: true",
        "localisation.availableLanguages": "availableLanguages: [de, en]",
        "dependsOn.*.name": "name: PostgreSQL",
    }
)
