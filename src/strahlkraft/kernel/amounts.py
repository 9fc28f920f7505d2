"""Amounts in euro as people write them (pure)."""

import re
from decimal import Decimal, InvalidOperation

_SPACES = "[ \u00a0\u202f]"
_CURRENCY = re.compile(rf"^(?:€|euro?){_SPACES}*|{_SPACES}*(?:€|euro?)$", re.IGNORECASE)
_MINUS = str.maketrans("\u2212\u2013", "--")


def read_amount(text: str, *, german: bool) -> Decimal:
    """An amount in euro (``1.234.567,89 €``, ``12 345,6``), exact; InvalidOperation when it is none or could be two.

    Thousands are grouped whole or not at all, by the sign of the language or by spaces. A point with one or two digits
    behind it is read as decimal point in German too, since it cannot group thousands; a comma in English is not, since
    nobody there means it.
    """
    plain = _CURRENCY.sub("", text.strip(), count=1).translate(_MINUS)
    group, point = (".", ",") if german else (",", ".")
    grouped = "|".join(rf"[1-9][0-9]{{0,2}}(?:{sign}[0-9]{{3}})+" for sign in (re.escape(group), _SPACES))
    if re.fullmatch(rf"-?(?:{grouped}|[0-9]+)(?:{re.escape(point)}[0-9]{{1,2}})?", plain):
        return Decimal(re.sub(_SPACES, "", plain).replace(group, "").replace(point, "."))
    if re.fullmatch(r"-?[0-9]+\.[0-9]{1,2}", plain):
        return Decimal(plain)
    raise InvalidOperation
