"""How cells are read as dates, amounts and ratings, as German offices write them (pure). ValueError: it is none."""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from strahlkraft.kernel.partial_date import PartialDate

Value = str | bool | Decimal | PartialDate | None
"""What a cell holds; None for an empty one."""

NOTHING = frozenset({"", "-", "–", "—", "/", "?", "n/a", "n.a.", "k.a.", "k. a.", "offen", "unbekannt", "tbd"})
"""How people write that there is nothing to say yet."""
BETWEEN = "; "
"""Between several bodies in one cell."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar jänner january",
            "feb februar february",
            "mär mrz märz maerz mar march",
            "apr april",
            "mai may",
            "jun juni june",
            "jul juli july",
            "aug august",
            "sep sept september",
            "okt oktober oct october",
            "nov november",
            "dez dezember dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_EPOCH = date(1899, 12, 30)  # day 0 of a workbook
_SERIAL_DAYS = (20_000, 80_000)  # 1954 to 2119
_YEARS = (1990, 2100)
_CENTURY_TURNS = 80  # two digits from here on mean the last century
_LARGEST = Decimal("999999999999.99")
_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_MONTH = re.compile(r"(\d{1,2})\s?[./-]\s?(\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2})\.?\s+)?([a-zä]{3,9})\.?\s*(\d{4}|\d{2})")
_FACTORS = (
    (re.compile(r"(?:mio|million(?:en)?)\b\.?", re.IGNORECASE), Decimal(1_000_000)),
    (re.compile(r"(?:tsd|tausend)\b\.?|\bt(?=\s?(?:€|eur\b))|\bteur\b|k(?=\s?€)", re.IGNORECASE), Decimal(1000)),
)
_ROUNDED = re.compile(r"^(?:ca\.?|rund|etwa|approx\.?|~|≈)\s*", re.IGNORECASE)
_CURRENCY = re.compile(r"€|eur(?:o)?\b", re.IGNORECASE)
_RATINGS = {
    1: "sehr gering|sehr niedrig|very low",
    2: "gering|niedrig|low",
    3: "mittel|medium",
    4: "hoch|high",
    5: "sehr hoch|very high",
}
_RATING_WORDS = {word: number for number, words in _RATINGS.items() for word in words.split("|")}


def plain(value: Value) -> str:
    """The cell in one line, as a German spreadsheet shows it."""
    return " ".join(shown(value).split())


def shown(value: Value) -> str:
    """The cell as text: ``30.09.2021``, ``09.2021``, ``1234,5``; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, PartialDate):
        return ".".join(reversed(str(value).split("-")))
    return value


def is_nothing(value: Value) -> bool:
    """Whether the cell says nothing."""
    return value is None or (isinstance(value, str) and plain(value).lower() in NOTHING)


def read_date(value: Value) -> str:
    """A date of its precision as ``2021``, ``2021-09`` or ``2021-09-30``."""
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, Decimal):
        return _from_number(value)
    text = plain(value).lower()
    if match := _DAY.fullmatch(text):
        day, month = int(match[1]), int(match[2])
        return str(PartialDate.parse(f"{_full(match[3]):04d}-{month:02d}-{day:02d}"))
    if match := _MONTH.fullmatch(text):
        month, year = (int(part) for part in match.groups())
        return str(PartialDate.parse(f"{year:04d}-{month:02d}"))
    if (match := _WORDS.fullmatch(text)) and match[2] in _MONTHS:
        stated = f"{_full(match[3]):04d}-{_MONTHS[match[2]]:02d}"
        return str(PartialDate.parse(f"{stated}-{int(match[1]):02d}" if match[1] else stated))
    return str(PartialDate.parse(text))


def _full(year: str) -> int:
    """A year of four digits, or the one that two digits mean."""
    if len(year) > 2:  # noqa: PLR2004 - two digits
        return int(year)
    return int(year) + (1900 if int(year) >= _CENTURY_TURNS else 2000)


def _from_number(number: Decimal) -> str:
    if number == number.to_integral_value():
        whole = int(number)
        if _YEARS[0] <= whole <= _YEARS[1]:
            return str(PartialDate(whole))
        if _SERIAL_DAYS[0] <= whole <= _SERIAL_DAYS[1]:
            return (_EPOCH + timedelta(days=whole)).isoformat()
    msg = f"{number} is no date"
    raise ValueError(msg)


def read_day(value: Value) -> str:
    """A date as a day: a month or a year means its last one."""
    return PartialDate.parse(read_date(value)).last_day.isoformat()


def unit(header: str) -> Decimal:
    """What a column's numbers are multiplied by, as its head says: ``Fördersumme (T€)`` gives 1000."""
    return next((factor for pattern, factor in _FACTORS if pattern.search(header)), Decimal(1))


def read_amount(value: Value, *, factor: Decimal = Decimal(1)) -> str:
    """An amount in euro as ``1234.50``; a sum that is called rounded begins with ``~``."""
    rounded = ""
    if isinstance(value, Decimal):
        amount = value * factor
    else:
        text = plain(value)
        rounded = "~" if _ROUNDED.match(text) else ""
        text = _ROUNDED.sub("", text)
        for pattern, own in _FACTORS:
            if pattern.search(text):
                text, factor = pattern.sub("", text), own
                break
        amount = _number(_CURRENCY.sub("", text)) * factor
    if not 0 <= amount <= _LARGEST:
        msg = f"{amount} is no amount"
        raise ValueError(msg)
    return f"{rounded}{amount:.2f}"


def _number(text: str) -> Decimal:
    """A number with German separators; a point before other than three digits is a decimal point."""
    bare = re.sub(r"\s", "", text).replace("'", "").rstrip(".,-–")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?", bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif not re.fullmatch(r"\d+\.\d+|\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare):
        msg = f"{text} is no number"
        raise ValueError(msg)
    try:
        return Decimal(bare.replace(",", ""))
    except InvalidOperation as error:
        raise ValueError(text) from error


def same_amount(old: str, new: str) -> bool:
    """Whether two amounts are the same, rounded or not."""
    return old.removeprefix("~") == new.removeprefix("~")


def read_rating(value: Value) -> str:
    """How likely or grave, from 1 to 5, by number or word."""
    if isinstance(value, Decimal):
        text = f"{value.normalize():f}"
    else:
        text = plain(value).lower()
        text = str(_RATING_WORDS.get(text, text))
    if not re.fullmatch(r"[1-5]", text):
        msg = f"{text} is no rating"
        raise ValueError(msg)
    return text


def read_mailbox(value: Value) -> str:
    """An e-mail address as it is written, in small letters."""
    text = plain(value).lower().removeprefix("mailto:")
    if not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+", text):
        msg = f"{text} is no address"
        raise ValueError(msg)
    return text


def read_lines(value: Value) -> str:
    """A longer text: lines stay, blanks at their ends go."""
    return "\n".join(line.strip() for line in shown(value).strip().splitlines())


def read_names(value: Value) -> str:
    """Several bodies in one cell, parted by a semicolon."""
    return BETWEEN.join(name for part in plain(value).split(";") if (name := part.strip()))


def cell_of_date(stored: str) -> Value:
    """A stored date as a cell."""
    return PartialDate.parse(stored) if stored else None


def cell_of_amount(stored: str, *, factor: Decimal) -> Value:
    """A stored amount as a cell, in the unit of its column."""
    if not stored:
        return None
    amount = Decimal(stored.removeprefix("~")) / factor
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()
