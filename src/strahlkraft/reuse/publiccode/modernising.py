"""Moves what the standard has deprecated to where it belongs now."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from strahlkraft.reuse.publiccode.shapes import Facts, Organisation, Path

DROPPED = (("monochromeLogo",), ("inputTypes",), ("outputTypes",), ("legal", "authorsFile"))
ITALIAN_ALIASES = ("spid", "cie", "anpr", "pagopa", "io")


def modernise(facts: Facts, *, organisation_uri: str = "") -> Facts:
    """The same facts without what the standard has deprecated (table of deprecations up to 0.7.0).

    ``legal.repoOwner`` becomes the publisher's name only where its identifier is known (from the file or
    ``organisation_uri``): a publisher without one is an error, the old key only a warning.
    """
    rest = {path: value for path, value in facts.rest.items() if path not in DROPPED}
    facts = _without_italian_section(facts, rest)
    logo = facts.rest.get(("monochromeLogo",))
    organisation = replace(facts.organisation, uri=facts.organisation.uri or organisation_uri)
    owner = rest.get(("legal", "repoOwner"))
    if isinstance(owner, str) and organisation.uri:
        organisation = replace(organisation, name=organisation.name or owner)
        del rest["legal", "repoOwner"]
    return replace(
        facts,
        logo=facts.logo or (logo if isinstance(logo, str) else ""),
        organisation=organisation if facts.organisation != Organisation() or organisation.name else facts.organisation,
        countries=_upper(facts.countries),
        unsupported_countries=_upper(facts.unsupported_countries),
        descriptions={
            language: replace(said, rest={key: value for key, value in said.rest.items() if key != "genericName"})
            for language, said in facts.descriptions.items()
        },
        rest=rest,
    )


def _upper(countries: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(country.upper() if country.islower() else country for country in countries)


def _without_italian_section(facts: Facts, rest: dict[Path, object]) -> Facts:
    """Move what the section IT says to ``supports`` and ``organisation``; what has no new place stays in it."""
    paths = [path for path in (("IT",), ("it",)) if isinstance(rest.get(path), Mapping)]
    for path in paths:
        section: dict[Any, Any] = dict(rest.pop(path))  # type: ignore[call-overload]  # only mappings are in the list
        systems, conforms, reuse = (_inner(section, key) for key in ("piattaforme", "conforme", "riuso"))
        found = [name for name in ITALIAN_ALIASES if systems.get(name) is True]
        found += ["gdpr"] if conforms.get("gdpr") is True else []
        new = tuple(f"alias:{name}" for name in found if f"alias:{name}" not in facts.supports)
        code = reuse.pop("codiceIPA", None)
        uri = facts.organisation.uri or (f"urn:x-italian-pa:{code}" if isinstance(code, str) and code else "")
        facts = replace(facts, supports=facts.supports + new, organisation=replace(facts.organisation, uri=uri))
        for part in (systems, conforms):
            for name in [name for name, value in part.items() if value is False or name in (*ITALIAN_ALIASES, "gdpr")]:
                if isinstance(part[name], bool):
                    del part[name]
        left = {**section, "piattaforme": systems, "conforme": conforms, "riuso": reuse}
        left = {key: value for key, value in left.items() if value not in ({}, None)}
        if set(left) - {"countryExtensionVersion"}:
            rest[path if len(paths) > 1 else ("IT",)] = left
    return facts


def _inner(section: dict[Any, Any], key: str) -> dict[Any, Any]:
    """Take a mapping out of a section; anything else stays there."""
    return dict(section.pop(key)) if isinstance(section.get(key), Mapping) else {}
