"""From an offer to its publiccode.yml and back, without loss.

What a file says beyond an offer's fields is kept in ``OfferContent.publiccode``. Writing changes only what the offer
says otherwise than the file it was read from, so that reading, writing and reading again gives the same facts.
Keys of German administration travel as ``supports``: LeiKa as the URN used by FIM and FIT-Connect, the others as URNs of
our own, for no parser accepts a German section (publiccode.yml, country pages).
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from strahlkraft.reuse.publiccode import (
    SOFTWARE_TYPES,
    Contact,
    Contractor,
    Dependency,
    Description,
    Facts,
    check,
    document_from,
    facts_from,
    without_people,
    write,
)
from strahlkraft.reuse.publiccode.findings import Report
from strahlkraft.reuse.rules.content import OfferContent, Product, ServiceKey
from strahlkraft.reuse.rules.offers import SUMMARY_LIMIT
from strahlkraft.reuse.rules.vocabulary import DevelopmentStatus, KeyScheme, ResultKind, Stated

LONG_MINIMUM, LONG_LIMIT = 150, 10_000  # characters of a long description (standard, section 6)
WITH_FILE = frozenset({ResultKind.SOFTWARE, ResultKind.DATA_MODEL, ResultKind.SENSOR_SETUP})
_URNS: Mapping[str, str] = {
    KeyScheme.LEIKA: "urn:de:fim:leika:leistung:",
    KeyScheme.OZG: "urn:x-strahlkraft:ozg:",
    KeyScheme.XOEV: "urn:x-strahlkraft:xoev:",
    KeyScheme.FIM: "urn:x-strahlkraft:fim:",
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def has_file(content: OfferContent) -> bool:
    """Whether a publiccode.yml makes sense: something that lies in a repository."""
    return content.kind in WITH_FILE or bool(content.repository_url)


def content_from(document: Mapping[Any, Any], base: OfferContent) -> OfferContent:
    """What an offer says after reading a file into it: the file's facts, and of ``base`` what no file can say."""
    facts = facts_from(document)
    described = _described(facts)
    keys, _ = _keys(facts.supports)
    kept = tuple(product for product in base.products if product.proprietary == Stated.UNKNOWN)
    return dataclasses.replace(
        base,
        title=facts.name or base.title,
        kind=base.kind or ResultKind.SOFTWARE,
        summary=described.short or base.summary,
        description=described.long or base.description,
        repository_url=facts.url if facts.url.startswith(("https://", "http://")) else base.repository_url,
        landing_url=facts.landing_url or base.landing_url,
        licence=facts.licence or base.licence,
        development_status=facts.development_status
        if facts.development_status in set(DevelopmentStatus)
        else base.development_status,
        last_release=facts.release_date if _DAY.fullmatch(facts.release_date) else base.last_release,
        languages=facts.languages or base.languages,
        platforms=facts.platforms or base.platforms,
        products=(*_products(facts), *kept) or base.products,
        keys=keys or base.keys,
        publiccode=dict(document_from(facts)),
    )


def document_of(content: OfferContent, *, publisher: str = "", people: bool = False) -> dict[str, Any]:
    """The file an offer makes. Without ``people`` contacts become the function mailbox: that is what is public."""
    facts = facts_from(content.publiccode)
    said = content_from(content.publiccode, OfferContent(kind=content.kind))
    for field, put in _PUT.items():
        if getattr(content, field) != getattr(said, field):
            facts = put(facts, content)
    facts = _completed(facts, content, publisher=publisher)
    return document_from(facts if people else _without_people(facts, content, publisher=publisher))


def text_of(content: OfferContent, *, publisher: str = "", people: bool = False, comment: str = "") -> str:
    """The same as YAML."""
    return write(document_of(content, publisher=publisher, people=people), comment=comment)


def report_of(content: OfferContent, *, publisher: str = "") -> Report:
    """What our checker says of the file the offer makes."""
    return check(text_of(content, publisher=publisher).encode())


def _language(facts: Facts) -> str:
    """The language the offer speaks: German where the file has it, else its first."""
    german = [tag for tag in facts.descriptions if str(tag).lower().split("-")[0] == "de"]
    return (german or list(facts.descriptions) or ["de"])[0]


def _described(facts: Facts) -> Description:
    return facts.descriptions.get(_language(facts), Description())


def _describe(facts: Facts, **changes: Any) -> Facts:
    tag = _language(facts)
    described = dataclasses.replace(_described(facts), **changes)
    return dataclasses.replace(facts, descriptions={**facts.descriptions, tag: described})


def _products(facts: Facts) -> tuple[Product, ...]:
    return (
        *(Product(item.name, Stated.NO) for item in facts.depends_on_open if item.name),
        *(Product(item.name, Stated.YES) for item in facts.depends_on_proprietary if item.name),
    )


def _dependencies(known: tuple[Dependency, ...], content: OfferContent, stated: str) -> tuple[Dependency, ...]:
    """The products of one kind; what the file said of each (versions, optional) stays."""
    by_name = {item.name: item for item in known}
    names = [product.name for product in content.products if product.proprietary == stated]
    return tuple(by_name.get(name, Dependency(name=name)) for name in names)


def _keys(supports: tuple[str, ...]) -> tuple[tuple[ServiceKey, ...], tuple[str, ...]]:
    """The German keys among ``supports``, and the rest."""
    keys, rest = [], []
    for uri in supports:
        scheme = next((scheme for scheme, prefix in _URNS.items() if uri.startswith(prefix)), "")
        if scheme:
            keys.append(ServiceKey(scheme, uri.removeprefix(_URNS[scheme])))
        elif uri.startswith("urn:xoev-de:"):
            keys.append(ServiceKey(KeyScheme.XOEV, uri))
        else:
            rest.append(uri)
    return tuple(keys), tuple(rest)


def _uri(key: ServiceKey) -> str:
    return key.key if key.key.startswith("urn:") else f"{_URNS[key.scheme]}{re.sub(r'[^A-Za-z0-9._:-]', '-', key.key)}"


def _put_keys(facts: Facts, content: OfferContent) -> Facts:
    _, rest = _keys(facts.supports)
    return dataclasses.replace(facts, supports=(*rest, *(_uri(key) for key in content.keys)))


def _put_products(facts: Facts, content: OfferContent) -> Facts:
    return dataclasses.replace(
        facts,
        depends_on_open=_dependencies(facts.depends_on_open, content, Stated.NO),
        depends_on_proprietary=_dependencies(facts.depends_on_proprietary, content, Stated.YES),
    )


def _put_release(facts: Facts, content: OfferContent) -> Facts:
    day = content.last_release if _DAY.fullmatch(content.last_release) else ""
    return dataclasses.replace(facts, release_date=day)


def _plain(fact: str, field: str) -> Callable[[Facts, OfferContent], Facts]:
    return lambda facts, content: dataclasses.replace(facts, **{fact: getattr(content, field)})


# Field of the offer -> how it gets into the file.
_PUT: Mapping[str, Callable[[Facts, OfferContent], Facts]] = {
    "title": _plain("name", "title"),
    "summary": lambda facts, content: _describe(facts, short=content.summary[:SUMMARY_LIMIT]),
    "description": lambda facts, content: _describe(facts, long=content.description),
    "repository_url": _plain("url", "repository_url"),
    "landing_url": _plain("landing_url", "landing_url"),
    "licence": _plain("licence", "licence"),
    "development_status": _plain("development_status", "development_status"),
    "last_release": _put_release,
    "languages": _plain("languages", "languages"),
    "platforms": _plain("platforms", "platforms"),
    "products": _put_products,
    "keys": _put_keys,
}


def _completed(facts: Facts, content: OfferContent, *, publisher: str) -> Facts:
    """What a file must say and an offer says in other words; what nobody stated is left out, and the checker says so."""
    described = _described(facts)
    if len(described.long) < LONG_MINIMUM:
        facts = _describe(facts, long=_long_text(described.long, content))
    if not described.features:
        facts = _describe(facts, features=_features(content))
    if facts.software_type not in SOFTWARE_TYPES:
        kind = "standalone/other" if content.kind == ResultKind.SOFTWARE else "configurationFiles"
        facts = dataclasses.replace(facts, software_type=kind)
    if facts.localisation_ready is None and facts.languages:
        facts = dataclasses.replace(facts, localisation_ready=len(facts.languages) > 1)
    if not facts.maintenance_type:
        facts = _maintained(facts, content, publisher=publisher)
    if publisher and not facts.copyright_owner:
        facts = dataclasses.replace(facts, copyright_owner=publisher)
    return facts


def _maintained(facts: Facts, content: OfferContent, *, publisher: str) -> Facts:
    if not content.mailbox:
        return dataclasses.replace(facts, maintenance_type="none")
    contact = Contact(name=publisher or content.title, email=content.mailbox)
    return dataclasses.replace(facts, maintenance_type="internal", contacts=(contact,))


def _long_text(long: str, content: OfferContent) -> str:
    """The description with what else the offer says, until it is long enough for the standard."""
    texts = [long]
    others = (content.scope, content.target_groups, content.transfer_value, content.best_practice, content.stakeholders)
    for text in (*others, content.legal_basis):
        if len("\n\n".join(filter(None, texts))) >= LONG_MINIMUM:
            break
        if text.strip() and text not in texts:
            texts.append(text.strip())
    return "\n\n".join(filter(None, texts))[:LONG_LIMIT]


def _features(content: OfferContent) -> tuple[str, ...]:
    """The lines of the scope, else the one sentence."""
    lines = [line.strip(" -*•\t") for line in content.scope.splitlines()]
    return tuple(line for line in lines if line)[:50] or tuple(filter(None, (content.summary,)))


def _without_people(facts: Facts, content: OfferContent, *, publisher: str) -> Facts:
    """The facts anybody may read: the function mailbox instead of people, contractors by their web page."""
    public = without_people(facts)
    name = publisher or public.organisation.name or content.title
    contacts = (Contact(name=name, email=content.mailbox),) if facts.contacts else ()
    contractors = tuple(
        Contractor(name=urlsplit(item.website).hostname or name, until=item.until, website=item.website)
        for item in public.contractors
    )
    return dataclasses.replace(public, contacts=contacts, contractors=contractors)
