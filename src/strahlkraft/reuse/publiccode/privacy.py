"""Facts without people: before anything imported is stored, before anything is given away."""

import re
from collections.abc import Mapping
from dataclasses import replace

from strahlkraft.reuse.publiccode.facts import PARTS, PLACES
from strahlkraft.reuse.publiccode.modernising import DROPPED
from strahlkraft.reuse.publiccode.shapes import Contact, Contractor, Dependency, Description, Facts, Organisation

MAIL = re.compile(r"\s*[<(\[]?\s*(?:mailto:)?[^\s<>()\[\]@,;]+@[^\s<>()\[\]@,;]+\s*[>)\]]?")
PERSONAL = {("maintenance", "contacts"), ("maintenance", "contractors")}
KEPT = {path for _, path, _ in PLACES} - PERSONAL
KEPT |= {*DROPPED, ("legal", "repoOwner"), ("IT",), ("it",), ("organisation",)}


def without_people(facts: Facts) -> Facts:
    """The same facts without names, addresses and telephone numbers of people: an allow-list, so unknown keys go too.

    Of contacts their organisation stays, of contractors the end of the contract and the web page. Mail addresses in the
    lines that name an owner or user are cut out.
    """
    affiliations = dict.fromkeys(_unnamed(contact.affiliation) for contact in facts.contacts)
    return replace(
        facts,
        contacts=tuple(Contact(affiliation=name) for name in affiliations if name),
        contractors=tuple(Contractor(until=item.until, website=_page(item.website)) for item in facts.contractors),
        copyright_owner=_unnamed(facts.copyright_owner),
        used_by=tuple(filter(None, map(_unnamed, facts.used_by))),
        organisation=_public_organisation(facts.organisation),
        funded_by=tuple(map(_public_organisation, facts.funded_by)),
        descriptions={language: replace(said, rest=_kept_of(said)) for language, said in facts.descriptions.items()},
        depends_on_open=_without_rest(facts.depends_on_open),
        depends_on_proprietary=_without_rest(facts.depends_on_proprietary),
        depends_on_hardware=_without_rest(facts.depends_on_hardware),
        rest={path: value for path, value in facts.rest.items() if path in KEPT and not _has_mail(value)},
    )


def _without_rest(dependencies: tuple[Dependency, ...]) -> tuple[Dependency, ...]:
    return tuple(replace(item, rest={}) for item in dependencies)


def _unnamed(text: str) -> str:
    return MAIL.sub("", text).strip()


def _page(address: str) -> str:
    return address if address.startswith(("https://", "http://")) and "@" not in address else ""


def _public_organisation(organisation: Organisation) -> Organisation:
    uri = "" if "@" in organisation.uri else organisation.uri
    return Organisation(uri=uri, name=_unnamed(organisation.name))


def _kept_of(description: Description) -> dict[object, object]:
    known = {"genericName", *(key for _, key, _ in PARTS[Description])}
    return {key: value for key, value in description.rest.items() if key in known and not _has_mail(value)}


def _has_mail(value: object) -> bool:
    """Whether a mail address stands anywhere in a value, however nested."""
    waiting, seen = [value], set()
    while waiting:
        item = waiting.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, str) and MAIL.search(item):
            return True
        if isinstance(item, Mapping):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list | tuple | set):
            waiting += item
    return False
