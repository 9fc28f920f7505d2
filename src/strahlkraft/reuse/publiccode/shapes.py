"""The facts of a publiccode.yml as values: what each key of the standard (0.7.0) becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A publisher or funder: ``uri`` is a URL or URN, ``rest`` holds keys the standard does not know."""

    uri: str = ""
    name: str = ""
    rest: Mapping[object, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who maintains the software: personal data, but for the affiliation."""

    name: str = ""
    email: str = ""
    phone: str = ""
    affiliation: str = ""
    rest: Mapping[object, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contractor:
    """Who maintains it under contract until a day (YYYY-MM-DD): a company or a person."""

    name: str = ""
    until: str = ""
    email: str = ""
    website: str = ""
    rest: Mapping[object, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """What must be there for the software to run; ``optional`` is None where nothing is said."""

    name: str = ""
    version_min: str = ""
    version_max: str = ""
    version: str = ""
    optional: bool | None = None
    rest: Mapping[object, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What is said in one language."""

    localised_name: str = ""
    short: str = ""
    long: str = ""
    documentation: str = ""
    api_documentation: str = ""
    features: tuple[str, ...] = ()
    screenshots: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()
    awards: tuple[str, ...] = ()
    rest: Mapping[object, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All of a file. Empty text, empty tuple, None: nothing is said. Dates are texts (YYYY-MM-DD), as written.

    ``descriptions`` by language tag as written; ``rest`` by path from the top, e.g. ``("legal", "repoOwner")``.
    """

    name: str = ""
    application_suite: str = ""
    url: str = ""
    landing_url: str = ""
    is_based_on: tuple[str, ...] = ()
    software_version: str = ""
    release_date: str = ""
    logo: str = ""
    platforms: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    funded_by: tuple[Organisation, ...] = ()
    roadmap: str = ""
    development_status: str = ""
    software_type: str = ""
    supports: tuple[str, ...] = ()
    organisation: Organisation = field(default_factory=Organisation)
    countries: tuple[str, ...] = ()
    unsupported_countries: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    descriptions: Mapping[str, Description] = field(default_factory=dict)
    licence: str = ""
    copyright_owner: str = ""
    maintenance_type: str = ""
    contractors: tuple[Contractor, ...] = ()
    contacts: tuple[Contact, ...] = ()
    localisation_ready: bool | None = None
    languages: tuple[str, ...] = ()
    depends_on_open: tuple[Dependency, ...] = ()
    depends_on_proprietary: tuple[Dependency, ...] = ()
    depends_on_hardware: tuple[Dependency, ...] = ()
    rest: Mapping[Path, object] = field(default_factory=dict)
