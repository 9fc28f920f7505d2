"""What an offer needs before people can see it, and which deeds fit its state."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from urllib.parse import urlsplit

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.rules import SIZE_CLASSES
from strahlkraft.reuse.rules.content import Effort, OfferContent
from strahlkraft.reuse.rules.licences import read_licence
from strahlkraft.reuse.rules.vocabulary import (
    DevelopmentStatus,
    DocumentKind,
    KeyScheme,
    ProcurementRoute,
    ResultKind,
    Stated,
)

SUMMARY_LIMIT = 150  # characters; as publiccode.yml's shortDescription
LISTS_LIMIT = 50
TEXT_LIMIT = 20_000  # characters of a long text
URL_LIMIT = 500
# Characters of the short texts: as wide as their columns, so that nothing is cut when it is published.
LIMITS: Mapping[str, int] = {
    "title": 250,
    "licence": 200,
    "repository_url": URL_LIMIT,
    "landing_url": URL_LIMIT,
    "data_protection_url": URL_LIMIT,
    "accessibility_url": URL_LIMIT,
    "mailbox": 254,
    "superseded_note": 300,
    **dict.fromkeys(
        (
            "description",
            "target_groups",
            "scope",
            "transfer_value",
            "stakeholders",
            "best_practice",
            "legal_basis",
        ),
        TEXT_LIMIT,
    ),
}
ROW_LIMITS: Mapping[str, Mapping[str, int]] = {
    "products": {"name": 200, "alternative": 200},
    "efforts": {"stated_by": 200},
    "keys": {"key": 200},
    "papers": {"title": 250, "url": 1_000, "licence": 200},
}
ITEM_LIMIT = 250  # characters of an entry of languages, platforms, standards
YEARS = (1990, 2100)  # of stated figures
TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    "draft": {"publish": "published"},
    "published": {"publish": "published", "withdraw": "withdrawn"},
    "withdrawn": {"publish": "published"},
}

# Patterns of keys: LeiKa/FIM-Leistungen 14 digits, the older 15; OZG 5 digits; XÖV short names. What does not fit is
# kept and marked, not refused, for keys change faster than we do.
KEY_PATTERNS: Mapping[str, str] = {
    KeyScheme.LEIKA: r"\d{14,15}",
    KeyScheme.FIM: r"[A-Z]?\d{8,17}(V\d+(\.\d+)*)?",
    KeyScheme.OZG: r"\d{5}",
    KeyScheme.XOEV: r"(X[\w-]{1,40}|urn:xoev-de:\S{1,150})",
}

_SIZES = tuple(name for name, _ in SIZE_CLASSES)


def may_move(publication: str, deed: str) -> list[Refusal]:
    """Whether ``deed`` (publish, withdraw) fits the state of publication."""
    if deed in TRANSITIONS[publication]:
        return []
    return [Refusal("wrong_state", gettext_noop("This is not possible in the offer's present state."))]


def may_withdraw(publication: str, reason: str) -> list[Refusal]:
    """A published offer, with a reason people can read."""
    refusals = may_move(publication, "withdraw")
    if not reason.strip():
        refusals.append(Refusal("reason_missing", gettext_noop("Please give a reason."), "reason"))
    return refusals


def may_publish(publication: str, content: OfferContent) -> list[Refusal]:
    """An offer needs title, kind, one sentence and a field-by-field sound content; gaps are shown, not refused.

    A missing licence or price does not stop it: the readiness check says plainly what is missing.
    """
    refusals = may_move(publication, "publish")
    if not content.title.strip():
        refusals.append(Refusal("title_missing", gettext_noop("A title is missing."), "title"))
    if not content.kind:
        refusals.append(Refusal("kind_missing", gettext_noop("Choose what can be taken over."), "kind"))
    if not content.summary.strip():
        refusals.append(
            Refusal("summary_missing", gettext_noop("Say in one sentence what can be taken over."), "summary")
        )
    return refusals + content_problems(content)


def content_problems(content: OfferContent) -> list[Refusal]:
    """What is wrong with what was typed, each with its field; an empty field is not wrong."""
    return [
        *_word_problems(content),
        *_length_problems(content),
        *_address_problems(content),
        *_date_problems(content),
        *_licence_problems(content),
        *_row_problems(content),
    ]


def _word_problems(content: OfferContent) -> list[Refusal]:
    refusals = []
    if len(content.summary) > SUMMARY_LIMIT:
        refusals.append(
            Refusal(
                "summary_long",
                gettext_noop("Please shorten this to %(limit)s characters; it has %(length)s."),
                "summary",
                {"limit": SUMMARY_LIMIT, "length": len(content.summary)},
            )
        )
    choices: tuple[tuple[str, tuple[str, ...], Iterable[str]], ...] = (
        ("kind", (content.kind,), ResultKind),
        ("development_status", (content.development_status,), DevelopmentStatus),
        ("finished", (content.finished,), Stated),
        ("in_operation", (content.in_operation,), Stated),
        ("small_towns", (content.small_towns,), Stated),
        ("procurement", content.procurement, ProcurementRoute),
        ("size_classes", content.size_classes, _SIZES),
    )
    for field, values, known in choices:
        if any(value and value not in set(known) for value in values):
            refusals.append(Refusal("not_a_choice", gettext_noop("Please choose one of the values offered."), field))
    lists = ("languages", "platforms", "standards", "size_classes", "products", "efforts", "keys", "papers")
    refusals += [
        Refusal("too_many", gettext_noop("At most %(limit)s entries fit here."), field, {"limit": LISTS_LIMIT})
        for field in lists
        if len(getattr(content, field)) > LISTS_LIMIT
    ]
    return refusals


def _length_problems(content: OfferContent) -> list[Refusal]:
    found = [(field, limit, len(getattr(content, field))) for field, limit in LIMITS.items()]
    for field, limits in ROW_LIMITS.items():
        found += [
            (field, limit, len(getattr(row, name))) for row in getattr(content, field) for name, limit in limits.items()
        ]
    for field in ("languages", "platforms", "standards"):
        found += [(field, ITEM_LIMIT, len(item)) for item in getattr(content, field)]
    return [
        Refusal(
            "text_long",
            gettext_noop("Please shorten this to %(limit)s characters; it has %(length)s."),
            field,
            {"limit": limit, "length": length},
        )
        for field, limit, length in found
        if length > limit
    ]


def address_problem(url: str, field: str) -> list[Refusal]:
    """Whether ``url`` is a whole web address; an empty one is none and not wrong."""
    if not url:
        return []
    try:
        parts = urlsplit(url)
        sound = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s\x00-\x1f\x7f-\x9f]", url)
        )
        sound = sound and "@" not in parts.netloc
    except ValueError:
        sound = False
    if sound:
        return []
    return [
        Refusal(
            "address_wrong",
            gettext_noop("Please write the whole address, beginning with https://."),
            field,
        )
    ]


def _address_problems(content: OfferContent) -> list[Refusal]:
    fields = ("repository_url", "landing_url", "data_protection_url", "accessibility_url")
    refusals = [refusal for field in fields for refusal in address_problem(getattr(content, field), field)]
    return refusals + mailbox_problems(content.mailbox)


def mailbox_problems(mailbox: str, field: str = "mailbox") -> list[Refusal]:
    """Whether an address can be written to; empty is not wrong."""
    if not mailbox or re.fullmatch(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:_]+(\.[^\s@<>,;:_.]+)+", mailbox):
        return []
    return [
        Refusal(
            "mailbox_wrong",
            gettext_noop("This is no complete e-mail address. Example: digitales@stadt-beispiel.de"),
            field,
        )
    ]


def _date_problems(content: OfferContent) -> list[Refusal]:
    refusals = []
    for field in ("last_change", "last_release", "in_operation_since"):
        text = getattr(content, field)
        try:
            if text:
                PartialDate.parse(text)
        except ValueError:
            refusals.append(
                Refusal(
                    "date_wrong",
                    gettext_noop("Please write a year, a month or a day, for example 2021, 2021-09 or 2021-09-30."),
                    field,
                )
            )
    return refusals


def _licence_problems(content: OfferContent) -> list[Refusal]:
    """An expression of SPDX names; "licence-free" is a claim and no licence."""
    refusals = []
    for index, (text, field) in enumerate(
        [(content.licence, "licence"), *((paper.licence, "papers") for paper in content.papers)]
    ):
        if text and not read_licence(text).expression:
            suggestion = read_licence(text).suggestion
            refusals.append(
                Refusal(
                    "licence_unknown",
                    gettext_noop("Not a licence with an SPDX name. Perhaps: %(suggestion)s")
                    if suggestion
                    else gettext_noop("Not a licence with an SPDX name. Examples: EUPL-1.2, MIT, CC-BY-4.0"),
                    field,
                    {"suggestion": suggestion, "row": index},
                )
            )
    return refusals


def _row_problems(content: OfferContent) -> list[Refusal]:
    refusals = []
    if any(not product.name.strip() for product in content.products):
        refusals.append(Refusal("product_name", gettext_noop("Please name each product."), "products"))
    if any(product.proprietary not in set(Stated) for product in content.products):
        refusals.append(Refusal("not_a_choice", gettext_noop("Please choose one of the values offered."), "products"))
    for effort in content.efforts:
        refusals += _effort_problems(effort)
    for key in content.keys:
        if key.scheme not in set(KeyScheme) or not key.key.strip():
            refusals.append(Refusal("key_missing", gettext_noop("Please give the kind of key and the key."), "keys"))
            break
    for paper in content.papers:
        if not paper.title.strip() or not paper.url or paper.kind not in set(DocumentKind):
            refusals.append(
                Refusal("paper_incomplete", gettext_noop("Each document needs a title and an address."), "papers")
            )
            break
        refusals += address_problem(paper.url, "papers")
    return refusals


def _effort_problems(effort: Effort) -> list[Refusal]:
    days, costs = (effort.introduction_days, effort.yearly_days), (effort.introduction_cost, effort.yearly_cost)
    refusals = []
    if any(number is not None and not 0 <= number < 10**10 for number in (*days, *costs)):
        refusals.append(Refusal("effort_number", gettext_noop("Please write a number of 0 or more."), "efforts"))
    if any(_places(number) > 1 for number in days) or any(_places(number) > 2 for number in costs):  # noqa: PLR2004 - as their columns
        refusals.append(
            Refusal("effort_exact", gettext_noop("Please write days to a tenth and money to the cent."), "efforts")
        )
    if effort.year is not None and not YEARS[0] <= effort.year <= YEARS[1]:
        refusals.append(
            Refusal(
                "effort_year",
                gettext_noop("Please write the year with four digits, for example 2025."),
                "efforts",
            )
        )
    if effort.size_class and effort.size_class not in _SIZES:
        refusals.append(Refusal("not_a_choice", gettext_noop("Please choose one of the values offered."), "efforts"))
    return refusals


def _places(number: Decimal | None) -> int:
    """Decimal places that say something."""
    exponent = number.normalize().as_tuple().exponent if number is not None else 0
    return -exponent if isinstance(exponent, int) else 0


def key_fits(scheme: str, key: str) -> bool:
    """Whether a key looks like one of its scheme; others are kept and shown as unchecked."""
    pattern = KEY_PATTERNS.get(scheme)
    return bool(pattern and re.fullmatch(pattern, key))


def may_supersede(slug: str, newer: str, chain: Mapping[str, str]) -> list[Refusal]:
    """An offer is not replaced by itself, not even by way of others; ``chain`` maps an offer to its successor."""
    seen = {slug}
    while newer:
        if newer in seen:
            return [Refusal("circle", gettext_noop("An offer cannot be replaced by itself."), "superseded_by")]
        seen.add(newer)
        newer = chain.get(newer, "")
    return []
