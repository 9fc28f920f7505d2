"""What an offer says, in words: labels of its fields, and each field as lines a person reads."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design import formats
from strahlkraft.network.queries import standing
from strahlkraft.network.texts import SIZE_CLASSES
from strahlkraft.reuse import texts
from strahlkraft.reuse.models import ReuseOffer
from strahlkraft.reuse.rules.content import Effort, OfferContent, changed_fields

LABELS: Mapping[str, Any] = {
    "title": gettext_lazy("Title"),
    "kind": gettext_lazy("What can be taken over"),
    "summary": gettext_lazy("In one sentence"),
    "description": gettext_lazy("Description"),
    "development_status": gettext_lazy("State of development"),
    "finished": gettext_lazy("Finished and stable?"),
    "last_change": gettext_lazy("Last change"),
    "last_release": gettext_lazy("Last release"),
    "in_operation": gettext_lazy("In operation with you?"),
    "in_operation_since": gettext_lazy("In operation since"),
    "target_groups": gettext_lazy("Target groups"),
    "scope": gettext_lazy("What the solution covers"),
    "transfer_value": gettext_lazy("Cost and benefit of the transfer"),
    "stakeholders": gettext_lazy("Who has to be involved"),
    "best_practice": gettext_lazy("What proved good"),
    "legal_basis": gettext_lazy("Legal basis"),
    "small_towns": gettext_lazy("Works for municipalities under 20,000 inhabitants?"),
    "size_classes": gettext_lazy("Suitable sizes of municipality"),
    "products": gettext_lazy("Presupposed products"),
    "no_products": gettext_lazy("Presupposes no product"),
    "standards": gettext_lazy("Standards"),
    "platforms": gettext_lazy("Platforms"),
    "languages": gettext_lazy("Languages"),
    "keys": gettext_lazy("Service keys"),
    "efforts": gettext_lazy("Effort and costs"),
    "procurement": gettext_lazy("Ways of procurement"),
    "licence": gettext_lazy("Licence"),
    "repository_url": gettext_lazy("Repository"),
    "landing_url": gettext_lazy("Website"),
    "papers": gettext_lazy("Documents"),
    "data_protection_url": gettext_lazy("Statement on data protection"),
    "accessibility_url": gettext_lazy("Statement on accessibility"),
    "mailbox": gettext_lazy("Function mailbox"),
    "caretaker": gettext_lazy("Who looks after it"),
    "superseded_by": gettext_lazy("Replaced by this offer"),
    "superseded_note": gettext_lazy("Replaced by something else"),
    "publiccode": gettext_lazy("More from the publiccode.yml"),
}
ROW_LABELS: Mapping[str, Any] = {
    "name": gettext_lazy("Product"),
    "proprietary": gettext_lazy("Proprietary?"),
    "alternative": gettext_lazy("Open alternative"),
    "scheme": gettext_lazy("Kind of key"),
    "key": gettext_lazy("Key"),
    "size_class": gettext_lazy("Size of municipality"),
    "introduction_days": gettext_lazy("Introduction: person days"),
    "introduction_cost": gettext_lazy("Introduction: euros"),
    "yearly_days": gettext_lazy("A year's operation: person days"),
    "yearly_cost": gettext_lazy("A year's operation: euros"),
    "year": gettext_lazy("Year of the figures"),
    "stated_by": gettext_lazy("Stated by"),
    "title": gettext_lazy("Title"),
    "url": gettext_lazy("Web address"),
    "kind": gettext_lazy("What it is for"),
    "licence": gettext_lazy("Licence of the document"),
}


def lines(field: str, content: OfferContent) -> list[str]:
    """What an offer says in one field; nothing where it says nothing."""
    value = getattr(content, field)
    if value in ("", (), None, False) or value == {}:
        return []
    return _SPELT[field](value) if field in _SPELT else str(value).splitlines()


def differences(before: OfferContent, after: OfferContent, fields: Iterable[str] = LABELS) -> list[dict[str, Any]]:
    """The fields in which two versions differ, with the lines that went and came."""
    changed = set(changed_fields(before, after))
    return [
        {"label": LABELS[name], "before": lines(name, before), "after": lines(name, after)}
        for name in fields
        if name in changed
    ]


def said(content: OfferContent, fields: Iterable[str] = LABELS) -> list[tuple[Any, list[str]]]:
    """Label and lines of every field that says something."""
    return [(LABELS[name], found) for name in fields if (found := lines(name, content))]


def _word(words: Mapping[str, Any]) -> Callable[[Any], list[str]]:
    return lambda value: [str(words.get(value, value))]


def _words(words: Mapping[str, Any]) -> Callable[[Any], list[str]]:
    return lambda value: [str(words.get(item, item)) for item in value]


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def _date(value: str) -> list[str]:
    return [formats.partial_date(value)]


def effort_amounts(effort: Effort) -> tuple[str, str]:
    """Introduction and a year's operation in words; empty where nothing is stated."""
    return (
        _amount(effort.introduction_days, effort.introduction_cost),
        _amount(effort.yearly_days, effort.yearly_cost),
    )


def _amount(days: Any, cost: Any) -> str:
    worked = _("%(number)s person days") % {"number": formats.number(days)} if days is not None else ""
    paid = formats.money(cost) if cost is not None else ""
    return ", ".join(part for part in (worked, paid) if part)


def _efforts(rows: Iterable[Effort]) -> list[str]:
    found = []
    for row in rows:
        introduction, yearly = effort_amounts(row)
        found.append(
            _joined(
                SIZE_CLASSES.get(row.size_class, _("any size")),
                _("introduction: %(amount)s") % {"amount": introduction} if introduction else "",
                _("a year's operation: %(amount)s") % {"amount": yearly} if yearly else "",
                row.year,
                row.stated_by,
            )
        )
    return found


def _products(rows: Iterable[Any]) -> list[str]:
    return [
        _joined(
            row.name,
            _("proprietary") if row.proprietary == "yes" else "",
            _("alternative: %(name)s") % {"name": row.alternative} if row.alternative else "",
        )
        for row in rows
    ]


def _keys(rows: Iterable[Any]) -> list[str]:
    return [_joined(texts.KEY_SCHEMES.get(row.scheme, row.scheme), row.key) for row in rows]


def _papers(rows: Iterable[Any]) -> list[str]:
    return [_joined(row.title, texts.DOCUMENT_KINDS.get(row.kind, row.kind), row.licence, row.url) for row in rows]


def _organisation(slug: str) -> list[str]:
    known = standing(slug)
    return [known.name if known else slug]


def _offer(slug: str) -> list[str]:
    known = ReuseOffer.objects.published().filter(slug=slug).first()
    return [known.title if known else slug]


_SPELT: Mapping[str, Callable[[Any], list[str]]] = {
    "kind": _word(texts.RESULT_KINDS),
    "development_status": _word(texts.STATUSES),
    "finished": _word(texts.STATED),
    "in_operation": _word(texts.STATED),
    "small_towns": _word(texts.STATED),
    "size_classes": _words(SIZE_CLASSES),
    "procurement": _words(texts.PROCUREMENT),
    "last_change": _date,
    "last_release": _date,
    "in_operation_since": _date,
    "no_products": lambda _value: [_("yes")],
    "standards": list,
    "platforms": list,
    "languages": list,
    "products": _products,
    "efforts": _efforts,
    "keys": _keys,
    "papers": _papers,
    "caretaker": _organisation,
    "superseded_by": _offer,
    "publiccode": lambda value: [str(key) for key in value],
}
