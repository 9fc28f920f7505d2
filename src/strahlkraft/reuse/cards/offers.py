"""What an offer says, ready for its page."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.formats import money, number, partial_date
from strahlkraft.network.texts import SIZE_CLASSES
from strahlkraft.reuse import texts
from strahlkraft.reuse.cards.words import field_label
from strahlkraft.reuse.catalogue import language_name
from strahlkraft.reuse.models import ReuseOffer
from strahlkraft.reuse.rules.content import Effort, OfferContent, Paper, Product, ServiceKey
from strahlkraft.reuse.rules.licences import read_licence
from strahlkraft.reuse.rules.offers import key_fits

SHEET = ("target_groups", "scope", "transfer_value", "stakeholders", "best_practice")
_ROWS: Mapping[str, Any] = {
    "products": gettext_lazy("Presupposed products"),
    "efforts": gettext_lazy("Effort and costs"),
    "keys": gettext_lazy("Keys"),
    "papers": gettext_lazy("Documents"),
    "publiccode": gettext_lazy("further statements of the publiccode.yml"),
}
# That these changed is told, what they said is not: an address for letters, and names of what may be public no longer.
_KEPT = frozenset({"mailbox", "publiccode", "caretaker", "superseded_by"})
_CLOSED: Mapping[str, Mapping[str, Any]] = {
    "kind": texts.RESULT_KINDS,
    "development_status": texts.STATUSES,
    "finished": texts.STATED,
    "in_operation": texts.STATED,
    "small_towns": texts.STATED,
    "size_classes": SIZE_CLASSES,
    "procurement": texts.PROCUREMENT,
}
_DATES = frozenset({"last_change", "last_release", "in_operation_since"})


def licence_view(text: str, *, software: bool) -> dict[str, Any]:
    """The licence by its SPDX name and whether it is open for this kind of result; empty ``text``: none is named."""
    read = read_licence(text)
    is_open = read.open_for_software if software else read.open_for_content
    links = [
        {"text": name, "url": f"https://spdx.org/licenses/{name}.html"}
        for name in read.ids
        if not name.startswith(("LicenseRef-", "DocumentRef-"))
    ]
    return {
        "text": read.expression or read.text,
        "open": is_open,
        "known": bool(read.expression),
        "links": links,
        "word": _("open licence") if is_open else _("not known to be open"),
    }


def offer_facts(offer: ReuseOffer) -> list[dict[str, Any]]:
    """The short facts, unknown ones said to be unknown; needs ``with_page``."""
    content = offer.content
    status = str(texts.STATUSES.get(content.development_status, ""))
    finished = _("finished and stable: %(answer)s") % {"answer": texts.STATED[content.finished]}
    operation = str(texts.STATED[content.in_operation]) if content.in_operation != "unknown" else ""
    since = partial_date(content.in_operation_since) if content.in_operation_since else ""
    return [
        {
            "label": offer_field("development_status"),
            "value": status,
            "note": finished if content.finished != "unknown" else "",
        },
        {
            "label": offer_field("in_operation"),
            "value": operation,
            "note": _("since %(date)s") % {"date": since} if since else "",
        },
        {"label": offer_field("last_change"), "value": _date(content.last_change)},
        {"label": offer_field("last_release"), "value": _date(content.last_release)},
        {"label": offer_field("size_classes"), **_listed(content.size_classes, SIZE_CLASSES.get)},
        {
            "label": offer_field("small_towns"),
            "value": str(texts.STATED[content.small_towns]) if content.small_towns != "unknown" else "",
        },
        {"label": offer_field("languages"), **_listed(content.languages, language_name)},
        {"label": offer_field("platforms"), **_listed(content.platforms)},
        {"label": offer_field("standards"), **_listed(content.standards)},
        {"label": offer_field("procurement"), **_listed(content.procurement, texts.PROCUREMENT.get)},
        {"label": offer_field("legal_basis"), "value": content.legal_basis, "lang": "de"},
        _linked("repository_url", content.repository_url),
        _linked("landing_url", content.landing_url),
        _linked("data_protection_url", content.data_protection_url),
        _linked("accessibility_url", content.accessibility_url),
    ]


def fact_sheet(offer: ReuseOffer) -> list[dict[str, str]]:
    """The transfer fact sheet (Konzeptabfrage): every question, also those without an answer."""
    return [{"label": offer_field(name), "text": getattr(offer, name)} for name in SHEET]


def product_rows(products: Iterable[Product]) -> list[dict[str, Any]]:
    """What is presupposed, and what can stand in its place."""
    words = {"yes": _("proprietary"), "no": _("open"), "unknown": _("not known whether proprietary")}
    return [
        {
            "name": product.name,
            "word": words.get(product.proprietary, words["unknown"]),
            "alternative": product.alternative,
            "bound": product.proprietary == "yes" and not product.alternative,
        }
        for product in products
    ]


def effort_table(efforts: Iterable[Effort]) -> dict[str, Any]:
    """Effort and costs by size of municipality, with year and who stated them."""
    columns = [
        {"label": _("Size of municipality")},
        {"label": _("Introduction"), "unit": _("person days"), "numeric": True},
        {"label": _("Introduction"), "unit": _("cost"), "numeric": True},
        {"label": _("A year's operation"), "unit": _("person days"), "numeric": True},
        {"label": _("A year's operation"), "unit": _("cost"), "numeric": True},
    ]
    rows = [
        [
            {"text": str(SIZE_CLASSES.get(effort.size_class, _("any size"))), "note": _stated(effort)},
            number(effort.introduction_days),
            money(effort.introduction_cost),
            number(effort.yearly_days),
            money(effort.yearly_cost),
        ]
        for effort in efforts
    ]
    return {"columns": columns, "rows": rows}


def _stated(effort: Effort) -> str:
    """Of which year the figures are, and who states them; what is missing is said."""
    year = str(effort.year) if effort.year else _("year not known")
    by = _("stated by %(name)s") % {"name": effort.stated_by} if effort.stated_by else _("by whom is not known")
    return f"{year}, {by}"


def key_rows(keys: Iterable[ServiceKey]) -> list[dict[str, Any]]:
    """Keys of German administration; those that do not look like one of their scheme are marked."""
    return [
        {"scheme": texts.KEY_SCHEMES.get(key.scheme, key.scheme), "key": key.key, "fits": key_fits(key.scheme, key.key)}
        for key in keys
    ]


def paper_rows(papers: Iterable[Paper]) -> list[dict[str, Any]]:
    """Documents with what they are for and their licence."""
    return [
        {
            "title": paper.title,
            "url": _web(paper.url),
            "kind": texts.DOCUMENT_KINDS.get(paper.kind, paper.kind),
            "licence": paper.licence,
        }
        for paper in papers
    ]


def version_changes(before: OfferContent, after: OfferContent, fields: Iterable[str]) -> list[dict[str, Any]]:
    """The fields in which two versions differ, with both values in words."""
    return [
        {"label": offer_field(name), "kept": name in _KEPT}
        | ({} if name in _KEPT else {"before": _said(name, before), "after": _said(name, after)})
        for name in fields
    ]


def version_says(content: OfferContent) -> list[dict[str, Any]]:
    """All that a version says, field by field; what it does not say is left out."""
    rows = [
        {"label": offer_field(name), "values": _said(name, content)}
        for name in content.__dataclass_fields__
        if name not in _KEPT
    ]
    return [row for row in rows if row["values"]]


def _said(name: str, content: OfferContent) -> list[str]:
    value = getattr(content, name)
    rows: Mapping[str, Callable[[], list[str]]] = {
        "products": lambda: [
            " · ".join(filter(None, (row["name"], row["word"], row["alternative"]))) for row in product_rows(value)
        ],
        "efforts": lambda: [
            " · ".join((row[0]["text"], *row[1:], row[0]["note"])) for row in effort_table(value)["rows"]
        ],
        "languages": lambda: [language_name(tag) for tag in value],
        "keys": lambda: [f"{row['scheme']}: {row['key']}" for row in key_rows(value)],
        "papers": lambda: [f"{paper.title} ({paper.url})" for paper in value],
    }
    if name in rows:
        return rows[name]()
    words = _CLOSED.get(name, {})
    values = value if isinstance(value, tuple) else (value,)
    if name in _DATES:
        return [partial_date(date) for date in values if date]
    return [str(words.get(item, item)) for item in values if item]


def offer_field(name: str) -> str:
    """What a field of an offer's content is called."""
    if name in _ROWS:
        return str(_ROWS[name])
    return field_label(name)


def _date(text: str) -> str:
    return partial_date(text) if text else ""


def _listed(values: tuple[str, ...], word: Callable[[str], Any] = lambda value: value) -> dict[str, Any]:
    shown = [str(word(value) or value) for value in values]
    return {"values": shown} if len(shown) > 1 else {"value": shown[0] if shown else ""}


def _web(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def _linked(name: str, url: str) -> dict[str, Any]:
    shown = url.removeprefix("https://").removeprefix("http://").rstrip("/")
    return {"label": offer_field(name), "value": shown, "url": _web(url)}
