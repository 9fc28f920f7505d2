"""The order in which the standard names its keys (publiccode.yml 0.7.0, schema.core.rst), at every level it describes."""

from collections.abc import Mapping

TOP = (
    "publiccodeYmlVersion",
    "name",
    "applicationSuite",
    "url",
    "landingURL",
    "isBasedOn",
    "softwareVersion",
    "releaseDate",
    "logo",
    "monochromeLogo",
    "inputTypes",
    "outputTypes",
    "platforms",
    "categories",
    "usedBy",
    "fundedBy",
    "roadmap",
    "developmentStatus",
    "softwareType",
    "supports",
    "organisation",
    "intendedAudience",
    "description",
    "legal",
    "maintenance",
    "localisation",
    "dependsOn",
    "IT",
    "it",
)
DESCRIPTION = (
    "localisedName",
    "genericName",
    "shortDescription",
    "longDescription",
    "documentation",
    "apiDocumentation",
    "features",
    "screenshots",
    "videos",
    "awards",
)
ORGANISATION = ("uri", "name")
DEPENDENCY = ("name", "versionMin", "versionMax", "version", "optional")

# Path of a mapping -> its keys; ``*`` stands for any key or any item of a list.
BELOW: Mapping[tuple[str, ...], tuple[str, ...]] = {
    (): TOP,
    ("fundedBy", "*"): ORGANISATION,
    ("supports", "*"): ("id",),
    ("organisation",): ORGANISATION,
    ("intendedAudience",): ("countries", "unsupportedCountries", "scope"),
    ("description", "*"): DESCRIPTION,
    ("legal",): ("license", "mainCopyrightOwner", "repoOwner", "authorsFile"),
    ("maintenance",): ("type", "contractors", "contacts"),
    ("maintenance", "contractors", "*"): ("name", "until", "email", "website"),
    ("maintenance", "contacts", "*"): ("name", "email", "phone", "affiliation"),
    ("localisation",): ("localisationReady", "availableLanguages"),
    ("dependsOn",): ("open", "proprietary", "hardware"),
    ("dependsOn", "open", "*"): DEPENDENCY,
    ("dependsOn", "proprietary", "*"): DEPENDENCY,
    ("dependsOn", "hardware", "*"): DEPENDENCY,
}
MANY = {path[:-1] for path in BELOW if path and path[-1] == "*"}


def in_order(keys: list[object], order: tuple[str, ...]) -> list[object]:
    """The keys as the standard orders them; those it does not know follow as they came."""
    places = {key: place for place, key in enumerate(order)}
    return sorted(keys, key=lambda key: places.get(key, len(order)) if isinstance(key, str) else len(order))


def ordered(value: object, path: tuple[str, ...] = ()) -> object:
    """A copy of a document with the keys of every level in the standard's order; nothing is added or lost."""
    if isinstance(value, Mapping):
        step = ("*",) if path in MANY else None
        return {
            key: ordered(value[key], path + (step or (str(key),))) for key in in_order(list(value), BELOW.get(path, ()))
        }
    if isinstance(value, list | tuple):
        return [ordered(item, (*path, "*")) for item in value]
    return value
