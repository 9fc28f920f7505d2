"""Numbers, money and dates as a German or English reader expects them. Unknown is said, never hidden."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from strahlkraft.design.addresses import is_german
from strahlkraft.kernel.partial_date import PartialDate

NBSP = "\u00a0"
_MILLION = Decimal(1_000_000)


def unknown() -> str:
    """The word for what nobody stated."""
    return _("not known")


def _decimal(value: object) -> Decimal | None:
    """The value as exact decimal, None when it is none."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def number(value: object, places: int | None = None) -> str:
    """``1.234,5`` in German, ``1,234.5`` in English; ``places`` fixes the decimals, None keeps those given."""
    exact = _decimal(value)
    if exact is None:
        return unknown()
    if places is None:
        places = max(0, -int(exact.normalize().as_tuple().exponent))
    quantised = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if quantised == 0:
        quantised = abs(quantised)
    english = f"{quantised:,.{places}f}"
    text = english.translate(str.maketrans(",.", ".,")) if is_german() else english
    return text.replace("-", "\u2212")


def money(value: object, style: str = "") -> str:
    """Euros: ``1.234,56 €`` or ``€1,234.56``; whole sums without cents.

    ``style``: ``cents`` always shows them, ``short`` speaks of millions (``55,4 Mio. €``).
    """
    exact = _decimal(value)
    if exact is None:
        return unknown()
    if style == "short" and abs(exact) >= _MILLION:
        millions = (exact / _MILLION).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        amount = number(millions, 1)
        return f"{amount}{NBSP}Mio.{NBSP}€" if is_german() else f"€{amount}{NBSP}million"
    if style == "short":
        exact = exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    amount = number(exact, 2 if style == "cents" or exact != exact.to_integral_value() else 0)
    return f"{amount}{NBSP}€" if is_german() else f"€{amount}".replace("€\u2212", "\u2212€")


def percent(value: object, places: int = 0) -> str:
    """A share of one as percentage: 0.42 is ``42 %`` in German, ``42%`` in English."""
    exact = _decimal(value)
    if exact is None:
        return unknown()
    return f"{number(exact * 100, places)}{NBSP if is_german() else ''}%"


def partial_date(value: object, style: str = "") -> str:
    """A date as precise as its source: ``2019``, ``September 2019``, ``1. September 2019``; ``short``: ``09/2019``.

    Takes :class:`PartialDate`, its text form or a date. What cannot be read is shown as it stands.
    """
    if value is None or value == "":
        return unknown()
    if isinstance(value, date):
        partial = PartialDate(value.year, value.month, value.day)
    elif isinstance(value, PartialDate):
        partial = value
    else:
        try:
            partial = PartialDate.parse(str(value))
        except ValueError:
            return str(value)
    if partial.month is None:
        return str(partial.year)
    if style == "short":
        return f"{partial.month:02d}/{partial.year}" if partial.day is None else day(partial.first_day, "short")
    if partial.day is None:
        return date_format(partial.first_day, "F Y")
    return day(partial.first_day)


def day(value: date, style: str = "") -> str:
    """A calendar day in words (``1. September 2019``, ``1 September 2019``) or short (``01.09.2019``, ``1 Sep 2019``)."""
    if style == "short":
        return date_format(value, "d.m.Y" if is_german() else "j M Y")
    return date_format(value, "j. F Y" if is_german() else "j F Y")


def period(start: object, end: object) -> str:
    """From to, as precise as known: ``September 2019 bis Juni 2023``, ``ab 2019``, ``bis 2023``; one date when both are equal."""
    if start and start == end:
        return partial_date(start)
    if start and end:
        return _("%(start)s to %(end)s") % {"start": partial_date(start), "end": partial_date(end)}
    if start:
        return _("from %(start)s") % {"start": partial_date(start)}
    if end:
        return _("until %(end)s") % {"end": partial_date(end)}
    return unknown()
