"""The rules of the standard as the reference parser enforces them (state 0.7; facts in docs/adr/0007)."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from typing import Any

from strahlkraft.reuse.publiccode import values as v
from strahlkraft.reuse.publiccode import vocabularies as words
from strahlkraft.reuse.publiccode.decoding import Path, dotted, place
from strahlkraft.reuse.publiccode.findings import Finding, Level
from strahlkraft.reuse.publiccode.reading import Node
from strahlkraft.reuse.publiccode.schema import EXAMPLES

_SHORT = 80
MAX_COMPARED = 100  # findings for which a similar word is looked for, which takes its time
MAX_FINDINGS = 1000  # nobody reads more; a file may hold 25,000 values


class _EnoughError(Exception):
    """As many findings as anybody can use."""


class Checker:
    """Asks every rule about decoded values; ``found`` holds the answers in the reference's order."""

    def __init__(self, root: Node, values: Mapping[str, Any], *, strict: bool = False) -> None:
        """``strict``: stop where the reference stops, at a language it does not know."""
        self.root = root
        self.values = values
        self.strict = strict
        self.found: list[Finding] = []
        self.late = False  # asking about single keys, after the rules of the whole

    def run(self) -> list[Finding]:
        """All findings, up to MAX_FINDINGS: what is wrong first, then what is out of use."""
        with suppress(_EnoughError):
            self._ask()
        return self.found

    def _ask(self) -> None:
        self._what_it_is()
        self._lists()
        self._supports()
        self._audience()
        self._description()
        self._legal()
        self._maintenance()
        self._localisation()
        self._dependencies()
        self._italy()
        self._out_of_use()

    # tools

    def add(self, path: Path, code: str, level: Level = "error", **params: object) -> None:
        """A finding at the place of a key."""
        if len(self.found) >= MAX_FINDINGS:
            raise _EnoughError
        line, column = place(self.root, path)
        shown = {"name": str(path[-1]), "example": example(path)}
        shown |= {name: str(value)[:_SHORT] if name == "value" else str(value) for name, value in params.items()}
        self.found.append(Finding(level, self._key(path), code, shown, line, column))

    def _key(self, path: Path) -> str:
        """The key as the reference writes it: a language with a region stands in brackets in all but the last questions."""
        language = str(path[1]) if len(path) > 2 and path[0] == "description" else ""  # noqa: PLR2004 - a key below it
        if self.late or not language or (language.isascii() and language.isalpha()):
            return dotted(path)
        return f"description[{language}].{dotted(path[2:])}"

    def section(self, key: str) -> Mapping[str, Any]:
        """A section as a mapping, empty when it is missing."""
        return self.values.get(key) or {}

    def required(self, path: Path, value: object) -> bool:
        """Whether a text is there; says so when it is not."""
        if value in (None, ""):
            self.add(path, "missing")
            return False
        return True

    def one_of(self, path: Path, value: str, allowed: Sequence[str], code: str = "not_one_of") -> None:
        """A value of a closed list."""
        if value not in allowed:
            few = len(self.found) < MAX_COMPARED
            close = get_close_matches(value.lower()[:_SHORT], allowed, n=1, cutoff=0.6) if few else []
            shown = ", ".join(allowed)
            if close:
                self.add(path, "not_one_of_similar", value=value, similar=close[0], allowed=shown)
            else:
                self.add(path, code, value=value, allowed=shown)

    def web(self, path: Path, value: str | None) -> None:
        """An optional http(s) address; an empty text is none."""
        if value is not None and not v.is_web_address(value):
            self.add(path, "not_web_address", value=value)

    def date(self, path: Path, value: str | None) -> None:
        """An optional day."""
        if value is not None and not v.is_date(value):
            self.add(path, "not_date", value=value)

    def file_path(self, path: Path, value: str | None) -> None:
        """An optional path inside the repository."""
        if value is not None and not v.is_repository_path(value):
            self.add(path, "not_repository_path", value=value)

    # rules

    def _what_it_is(self) -> None:
        values = self.values
        self.required(("name",), values.get("name"))
        if self.required(("url",), values.get("url")) and not v.is_url(values["url"]):
            self.add(("url",), "not_address", value=values["url"])
        self.web(("landingURL",), values.get("landingURL"))
        based = values.get("isBasedOn")
        for number, origin in enumerate([based] if isinstance(based, str) else based or ()):
            if not v.is_url(origin or ""):
                self.add(("isBasedOn", number), "not_address", value=origin or "")
        self.date(("releaseDate",), values.get("releaseDate"))
        if "organisation" in values:
            self._organisation(("organisation",), values["organisation"])
        for key in ("inputTypes", "outputTypes"):
            for number, kind in enumerate(values.get(key) or ()):
                if not v.is_mime_type(kind or ""):
                    self.add((key, number), "not_mime_type", value=kind or "")

    def _lists(self) -> None:
        values = self.values
        if not values.get("platforms"):
            self.add(("platforms",), "missing")
        for number, category in enumerate(values.get("categories") or ()):
            self.one_of(("categories", number), category or "", words.CATEGORIES, "not_category")
        for number, funder in enumerate(values.get("fundedBy") or ()):
            self._organisation(("fundedBy", number), funder or {})
        self.web(("roadmap",), values.get("roadmap"))
        for key, allowed in (("developmentStatus", words.STATUSES), ("softwareType", words.SOFTWARE_TYPES)):
            if self.required((key,), values.get(key)):
                self.one_of((key,), values[key], allowed)

    def _organisation(self, path: Path, organisation: Mapping[str, Any]) -> None:
        uri = str(organisation.get("uri") or "")
        path = (*path, "uri")
        if not self.required(path, uri):
            return
        if uri.lower().startswith(v.ITALIAN_URN):
            if not v.is_italian_body(uri[len(v.ITALIAN_URN) :]):
                self.add(path, "not_italian_body", value=uri)
        elif not v.is_identifier(uri):
            self.add(path, "not_identifier", value=uri)

    def _supports(self) -> None:
        for number, entry in enumerate(self.values.get("supports") or ()):
            path: Path = ("supports", number, "id")
            target = str((entry or {}).get("id") or "")
            if not self.required(path, target):
                continue
            if target.startswith("alias:"):
                if target.removeprefix("alias:") not in words.ALIASES:
                    self.add(path, "not_alias", value=target, allowed=", ".join(words.ALIASES))
            elif not v.is_identifier(target):
                self.add(path, "not_identifier", value=target)

    def _audience(self) -> None:
        audience = self.section("intendedAudience")
        for number, scope in enumerate(audience.get("scope") or ()):
            self.one_of(("intendedAudience", "scope", number), scope or "", words.SCOPES)
        for key in ("countries", "unsupportedCountries"):
            for number, code in enumerate(audience.get(key) or ()):
                if not v.is_country(code or ""):
                    self.add(("intendedAudience", key, number), "not_country", value=code or "")

    def _description(self) -> None:
        if not self.values.get("description"):
            self.add(("description",), "missing")
        unknown = (language for language in self.section("description") if not v.is_language(language))
        for language in unknown:
            if self.strict:
                self.add(("description",), "not_language", value=language)
                return
            self.add(("description", language), "not_language", value=language)
        for language, described in self.section("description").items():
            self._language(("description", language), described or {})

    def _language(self, path: Path, described: Mapping[str, Any]) -> None:
        self._length((*path, "genericName"), described.get("genericName") or "", most=words.GENERIC_NAME)
        for key, least, most in (
            ("shortDescription", 0, words.SHORT_DESCRIPTION),
            ("longDescription", *words.LONG_DESCRIPTION),
        ):
            if self.required((*path, key), described.get(key)):
                self._length((*path, key), described[key], least=least, most=most)
        for key in ("documentation", "apiDocumentation"):
            self.web((*path, key), described.get(key))
        if not described.get("features"):
            self.add((*path, "features"), "missing")
        for number, address in enumerate(described.get("videos") or ()):
            self.web((*path, "videos", number), address or "")

    def _length(self, path: Path, text: str, *, most: int, least: int = 0) -> None:
        if len(text) <= most and (not least or (text.isascii() and len(text) >= least)):
            return  # never more characters than code points
        count = v.length(text)
        if count > most:
            self.add(path, "too_long", limit=most, count=count)
        elif count < least:
            self.add(path, "too_short", limit=least, count=count)

    def _legal(self) -> None:
        licence = str(self.section("legal").get("license") or "")
        path: Path = ("legal", "license")
        if self.required(path, licence) and not v.is_licence(licence):
            similar = v.licence_like(licence)
            self.add(path, "not_licence_similar" if similar else "not_licence", value=licence, similar=similar)

    def _maintenance(self) -> None:
        section = self.section("maintenance")
        kind, contacts, contractors = (section.get(key) for key in ("type", "contacts", "contractors"))
        if self.required(("maintenance", "type"), kind):
            self.one_of(("maintenance", "type"), str(kind), words.MAINTENANCE_TYPES)
        if kind == "contract":
            if contractors is None:
                self.add(("maintenance", "contractors"), "needs_contractors")
            for number, contractor in enumerate(contractors or ()):
                self._contractor(("maintenance", "contractors", number), contractor or {})
        elif contractors is not None:
            self.add(("maintenance", "contractors"), "no_contractors")
        if kind in {"internal", "community"} and contacts is None:
            self.add(("maintenance", "contacts"), "needs_contacts", type=kind)
        for number, contact in enumerate(contacts or ()):
            self._contact(("maintenance", "contacts", number), contact or {})

    def _contractor(self, path: Path, contractor: Mapping[str, Any]) -> None:
        self.required((*path, "name"), contractor.get("name"))
        if self.required((*path, "until"), contractor.get("until")):
            self.date((*path, "until"), contractor["until"])
        self._email((*path, "email"), contractor.get("email"))
        self.web((*path, "website"), contractor.get("website"))

    def _contact(self, path: Path, contact: Mapping[str, Any]) -> None:
        self.required((*path, "name"), contact.get("name"))
        self._email((*path, "email"), contact.get("email"))

    def _email(self, path: Path, address: str | None) -> None:
        if address is not None and not v.is_email(address):
            self.add(path, "not_email", value=address)

    def _localisation(self) -> None:
        section = self.section("localisation")
        if section.get("localisationReady") is None:
            self.add(("localisation", "localisationReady"), "missing")
        languages = section.get("availableLanguages")
        if not languages:
            self.add(("localisation", "availableLanguages"), "missing")
        for number, language in enumerate(languages or ()):
            if not v.is_language(language or ""):
                self.add(("localisation", "availableLanguages", number), "not_language", value=language or "")

    def _dependencies(self) -> None:
        for kind, entries in self.section("dependsOn").items():
            for number, entry in enumerate(entries or ()):
                self.required(("dependsOn", kind, number, "name"), (entry or {}).get("name"))

    def _italy(self) -> None:
        for key in ("IT", "it"):
            version = self.section(key).get("countryExtensionVersion")
            if version is not None:
                self.one_of((key, "countryExtensionVersion"), str(version), words.ITALIAN_VERSIONS)
            code = _code_of(self.section(key))
            if code and not v.is_italian_body(code):
                self.add((key, "riuso", "codiceIPA"), "not_italian_body", value=code)

    # what is out of use

    def _out_of_use(self) -> None:
        self.late = True
        for key in ("logo", "monochromeLogo"):
            if key == "monochromeLogo" and self.values.get(key):
                self.add((key,), "old_monochrome_logo", "warning")
            self.file_path((key,), self.values.get(key))
        audience = self.section("intendedAudience")
        for key in ("countries", "unsupportedCountries"):
            for number, code in enumerate(audience.get(key) or ()):
                if code and code.islower() and v.is_country(code):
                    self.add(
                        ("intendedAudience", key, number), "old_country", "warning", value=code, upper=code.upper()
                    )
        legal = self.section("legal")
        if legal.get("authorsFile") is not None:
            self.add(("legal", "authorsFile"), "old_authors_file", "warning")
            self.file_path(("legal", "authorsFile"), legal["authorsFile"])
        if legal.get("repoOwner") is not None:
            self.add(("legal", "repoOwner"), "old_repo_owner", "warning", value=legal["repoOwner"])
        for key in ("inputTypes", "outputTypes"):
            if self.values.get(key) is not None:
                self.add((key,), "old_key", "warning")
        for language, described in self.section("description").items():
            self._old_in_language(("description", language), described or {})
        self._old_italy()

    def _old_in_language(self, path: Path, described: Mapping[str, Any]) -> None:
        if described.get("genericName"):
            self.add((*path, "genericName"), "old_key", "warning")
        for number, picture in enumerate(described.get("screenshots") or ()):
            self.file_path((*path, "screenshots", number), picture or "")
        for number, address in enumerate(described.get("videos") or ()):
            if not v.is_known_video(address or ""):
                self.add((*path, "videos", number), "not_video", value=address or "")

    def _old_italy(self) -> None:
        values = self.values
        if "it" in values:
            self.add(("it",), "old_small_it", "warning")
            if "IT" in values:
                self.add(("it",), "both_it")
        section = values["IT"] if "IT" in values else values.get("it", {})
        if "conforme" in section:
            self.add(("IT", "conforme"), "old_conforme", "warning")
        code = _code_of(section)
        if code and v.is_italian_body(code):
            self.add(("IT", "riuso", "codiceIPA"), "old_italian_body", "warning", value=code)


def _code_of(italy: Mapping[str, Any]) -> str:
    """What a section says of its public body."""
    return str((italy.get("riuso") or {}).get("codiceIPA") or "")


def example(path: Iterable[str | int]) -> str:
    """A correct line for a key."""
    names = [str(part) for part in path if not isinstance(part, int)]
    if names[0] in {"description", "dependsOn"} and len(names) > 2:  # noqa: PLR2004 - language or kind, then a key
        names[1] = "*"
    return EXAMPLES.get(".".join(names), f"{names[-1]}: …")
