"""What a publiccode.yml says, as values for a form, and the way back, without loss.

A document is the plain content of a file: mappings, lists, texts, numbers, booleans, None. Each fact has one place in
the standard (0.7.0). What has none, or another type than the standard asks for, is kept in ``rest`` where it stood, so
that reading and writing again loses nothing. Numbers and booleans in the place of a text are read as text, as the
reference parser does.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from strahlkraft.reuse.publiccode.layout import ordered
from strahlkraft.reuse.publiccode.shapes import Contact, Contractor, Dependency, Description, Facts, Organisation, Path

VERSION = "0"  # the newest of the 0.x line, as the standard recommends to write it


class _OtherTypeError(ValueError):
    """A value is not of the type its key asks for."""


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | float):
        return str(value)
    raise _OtherTypeError


def _flag(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise _OtherTypeError


def _list(value: object) -> list[object]:
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return list(value)
    raise _OtherTypeError


def _texts(value: object) -> tuple[str, ...]:
    items = _list(value)
    if any(item is None for item in items):
        raise _OtherTypeError
    return tuple(_text(item) for item in items)


def _text_or_texts(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else () if value == "" else _texts(value)


def _ids(value: object) -> tuple[str, ...]:
    items = _list(value)
    if any(not isinstance(item, Mapping) or list(item) != ["id"] or item["id"] is None for item in items):
        raise _OtherTypeError
    return tuple(_text(item["id"]) for item in items if isinstance(item, Mapping))


def _as_is(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _one_or_list(value: tuple[str, ...]) -> object:
    return value[0] if len(value) == 1 else list(value)


def _id_items(value: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"id": item} for item in value]


@dataclass(frozen=True, slots=True)
class _Kind:
    read: Callable[[Any], Any]
    write: Callable[[Any], Any] = _as_is


TEXT = _Kind(_text)
TEXTS = _Kind(_texts)
ONE_OR_MANY = _Kind(_text_or_texts, _one_or_list)
FLAG = _Kind(_flag)
IDS = _Kind(_ids, _id_items)


def _record(shape: type[Any], value: object) -> Any:
    """One item of a list, or a section, as its dataclass; what does not fit goes to its ``rest``."""
    if not isinstance(value, Mapping):
        raise _OtherTypeError
    known = {key: (name, kind) for name, key, kind in PARTS[shape]}
    values: dict[str, Any] = {}
    rest: dict[object, object] = {}
    for key, item in value.items():
        name, kind = known.get(key, ("", TEXT))
        try:
            if not name:
                raise _OtherTypeError  # noqa: TRY301 - an unknown key is kept the same way as a wrong type
            values[name] = kind.read(item)
        except _OtherTypeError:
            rest[key] = item
    return shape(**values, rest=rest)


def _record_out(record: Any) -> dict[object, object]:
    said = {key: kind.write(getattr(record, name)) for name, key, kind in PARTS[type(record)] if _says(record, name)}
    return {**record.rest, **said}


def _says(record: Any, name: str) -> bool:
    return getattr(record, name) not in ("", (), None)


def _records(shape: type[Any]) -> _Kind:
    return _Kind(
        lambda value: tuple(_record(shape, item) for item in _list(value)),
        lambda value: [_record_out(item) for item in value],
    )


PARTS: Mapping[type[Any], tuple[tuple[str, str, _Kind], ...]] = {
    Organisation: (("uri", "uri", TEXT), ("name", "name", TEXT)),
    Contact: (
        ("name", "name", TEXT),
        ("email", "email", TEXT),
        ("phone", "phone", TEXT),
        ("affiliation", "affiliation", TEXT),
    ),
    Contractor: (
        ("name", "name", TEXT),
        ("until", "until", TEXT),
        ("email", "email", TEXT),
        ("website", "website", TEXT),
    ),
    Dependency: (
        ("name", "name", TEXT),
        ("version_min", "versionMin", TEXT),
        ("version_max", "versionMax", TEXT),
        ("version", "version", TEXT),
        ("optional", "optional", FLAG),
    ),
    Description: (
        ("localised_name", "localisedName", TEXT),
        ("short", "shortDescription", TEXT),
        ("long", "longDescription", TEXT),
        ("documentation", "documentation", TEXT),
        ("api_documentation", "apiDocumentation", TEXT),
        ("features", "features", TEXTS),
        ("screenshots", "screenshots", TEXTS),
        ("videos", "videos", TEXTS),
        ("awards", "awards", TEXTS),
    ),
}
PLACES: tuple[tuple[str, tuple[str, ...], _Kind], ...] = (
    ("name", ("name",), TEXT),
    ("application_suite", ("applicationSuite",), TEXT),
    ("url", ("url",), TEXT),
    ("landing_url", ("landingURL",), TEXT),
    ("is_based_on", ("isBasedOn",), ONE_OR_MANY),
    ("software_version", ("softwareVersion",), TEXT),
    ("release_date", ("releaseDate",), TEXT),
    ("logo", ("logo",), TEXT),
    ("platforms", ("platforms",), _Kind(_text_or_texts)),
    ("categories", ("categories",), TEXTS),
    ("used_by", ("usedBy",), TEXTS),
    ("funded_by", ("fundedBy",), _records(Organisation)),
    ("roadmap", ("roadmap",), TEXT),
    ("development_status", ("developmentStatus",), TEXT),
    ("software_type", ("softwareType",), TEXT),
    ("supports", ("supports",), IDS),
    ("countries", ("intendedAudience", "countries"), TEXTS),
    ("unsupported_countries", ("intendedAudience", "unsupportedCountries"), TEXTS),
    ("scope", ("intendedAudience", "scope"), TEXTS),
    ("licence", ("legal", "license"), TEXT),
    ("copyright_owner", ("legal", "mainCopyrightOwner"), TEXT),
    ("maintenance_type", ("maintenance", "type"), TEXT),
    ("contractors", ("maintenance", "contractors"), _records(Contractor)),
    ("contacts", ("maintenance", "contacts"), _records(Contact)),
    ("localisation_ready", ("localisation", "localisationReady"), FLAG),
    ("languages", ("localisation", "availableLanguages"), TEXTS),
    ("depends_on_open", ("dependsOn", "open"), _records(Dependency)),
    ("depends_on_proprietary", ("dependsOn", "proprietary"), _records(Dependency)),
    ("depends_on_hardware", ("dependsOn", "hardware"), _records(Dependency)),
)
SECTIONS = ("intendedAudience", "legal", "maintenance", "localisation", "dependsOn")


def facts_from(document: Mapping[Any, Any]) -> Facts:
    """The facts of a file, whatever is wrong with it; never raises. Values in ``rest`` are the document's own."""
    known: dict[Path, tuple[str, _Kind]] = {path: (name, kind) for name, path, kind in PLACES}
    values: dict[str, Any] = {}
    rest: dict[Path, object] = {}
    for path, value in _leaves(document):
        name, kind = known.get(path, ("", TEXT))
        try:
            if path == ("organisation",):
                values["organisation"] = _record(Organisation, value)
            elif path[0] == "description" and len(path) > 1 and isinstance(path[1], str):
                values.setdefault("descriptions", {})[path[1]] = _record(Description, value)
            elif name:
                values[name] = kind.read(value)
            else:
                rest[path] = value
        except _OtherTypeError:
            rest[path] = value
    return Facts(**values, rest=rest)


def _leaves(document: Mapping[Any, Any]) -> Iterable[tuple[Path, object]]:
    """Every value under a top key or, in sections, under its second key; sections that say nothing are left out."""
    for key, value in document.items():
        if key == "publiccodeYmlVersion":
            continue
        if key not in (*SECTIONS, "description"):
            if key != "organisation" or value is not None:
                yield (key,), value
        elif isinstance(value, Mapping):
            yield from (((key, inner), item) for inner, item in value.items())
        elif value is not None:
            yield (key,), value


def document_from(facts: Facts) -> dict[str, Any]:
    """The document of a file of the newest version, keys in the standard's order, unknown ones included.

    A fact that is said replaces what ``rest`` keeps in the same place. Who maintains software themselves must list
    contacts; where none are known, the list is there and empty.
    """
    document: dict[Any, Any] = {"publiccodeYmlVersion": VERSION}
    for name, path, kind in PLACES:
        if _says(facts, name):
            _put(document, path, kind.write(getattr(facts, name)))
    if facts.maintenance_type in ("internal", "community") and not facts.contacts:
        _put(document, ("maintenance", "contacts"), [])
    if facts.organisation != Organisation():
        document["organisation"] = _record_out(facts.organisation)
    for language, description in facts.descriptions.items():
        _put(document, ("description", language), _record_out(description))
    for place, value in facts.rest.items():
        if _get(document, place) in (None, []):
            _put(document, place, value)
    result: dict[str, Any] = ordered(document)  # type: ignore[assignment]  # a mapping is ordered into a mapping
    return result


def _put(document: dict[Any, Any], path: Path, value: object) -> None:
    """Set a value of the first or second level."""
    if len(path) == 1:
        document[path[0]] = value
    elif isinstance(section := document.setdefault(path[0], {}), dict):
        section[path[1]] = value


def _get(document: dict[Any, Any], path: Path) -> object:
    section = document.get(path[0])
    if len(path) == 1:
        return section
    return section.get(path[1]) if isinstance(section, dict) else section
