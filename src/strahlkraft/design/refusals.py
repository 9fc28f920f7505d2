"""A refusal as people read it."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext

from strahlkraft.design.formats import day, money
from strahlkraft.kernel.refusal import Refusal


def sentence(refusal: Refusal) -> str:
    """The reason in the language of the page; exact decimals among its parts are sums of money, days are written out."""
    text = gettext(refusal.message)
    return text % {name: _said(value) for name, value in refusal.params.items()} if refusal.params else text


def sentences(refusals: Iterable[Refusal]) -> list[str]:
    """All reasons, each sentence once, in their order."""
    return list(dict.fromkeys(sentence(refusal) for refusal in refusals))


def _said(value: object) -> object:
    if isinstance(value, Decimal):
        return money(value, "cents")
    if isinstance(value, date) and not isinstance(value, datetime):
        return day(value, "short")
    return value
