"""One cell read as the field of its column: its plain text, or a sentence that names the cell (pure)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.life import EARLIEST, LATEST, body_problems
from strahlkraft.steering.rules.sheets import AMOUNTS, DATES, LONGEST, PHASE_DATES, Field
from strahlkraft.steering.sheets import values
from strahlkraft.steering.sheets.cells import folded
from strahlkraft.steering.sheets.values import Value

DAYS = frozenset({Field.MILESTONE_EXPECTED, Field.MILESTONE_REACHED, Field.TASK_DUE})
RATINGS = frozenset({Field.RISK_PROBABILITY, Field.RISK_IMPACT})
_BODIES = frozenset({Field.TASK_BODY, Field.RISK_OWNER})
_LONG = frozenset({Field.SUMMARY, Field.RISK_MEASURE})
_UNREADABLE: Mapping[str, str] = {
    **dict.fromkeys((*PHASE_DATES, *DATES, *DAYS), gettext_noop("Cell %(cell)s: %(text)s is not a date.")),
    **dict.fromkeys(AMOUNTS, gettext_noop("Cell %(cell)s: %(text)s is not an amount in euros.")),
    **dict.fromkeys(RATINGS, gettext_noop("Cell %(cell)s: %(text)s is not a rating from 1 to 5.")),
    Field.MAILBOX: gettext_noop("Cell %(cell)s: %(text)s is not an e-mail address."),
    Field.REGION: gettext_noop("Cell %(cell)s: %(text)s is not one of your regions."),
}
_TOO_LONG = gettext_noop("Cell %(cell)s holds more than %(most)s characters.")
_FUTURE = gettext_noop("Cell %(cell)s: %(text)s lies in the future.")
_PERSON = gettext_noop("Cell %(cell)s: name a function or a body, not a person or mailbox.")


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Knows the own regions (folded name or slug: name) and the day."""

    regions: Mapping[str, str]
    today: date

    def read(self, name: str, value: Value, *, header: str, cell: str) -> tuple[str, Refusal | None]:
        """The cell's plain text; empty when it says nothing or cannot be read, then with the reason."""
        if values.is_nothing(value):
            return "", None
        text = values.plain(value)[:80]
        try:
            read = self._way(name, header)(value)
            fault = self._fault(name, read, cell, text)
        except ValueError:
            fault = Refusal("unreadable", _UNREADABLE[name], name, {"cell": cell, "text": text})
            read = ""
        return ("", fault) if fault else (read, None)

    def _fault(self, name: str, read: str, cell: str, text: str) -> Refusal | None:
        most = LONGEST.get(name, 0)
        longest = max(map(len, read.split(values.BETWEEN))) if name == Field.LEAD else len(read)
        if most and longest > most:
            return Refusal("too_long", _TOO_LONG, name, {"cell": cell, "most": most})
        if name in DAYS and not EARLIEST.isoformat() <= read <= LATEST.isoformat():
            return Refusal("unreadable", _UNREADABLE[name], name, {"cell": cell, "text": text})
        if name == Field.MILESTONE_REACHED and read > self.today.isoformat():
            return Refusal("future", _FUTURE, name, {"cell": cell, "text": text})
        if name in _BODIES and body_problems(read, ""):
            return Refusal("a_person", _PERSON, name, {"cell": cell})
        return None

    def _way(self, name: str, header: str) -> Callable[[Value], str]:
        ways: Mapping[str, Callable[[Value], str]] = {
            **dict.fromkeys((*PHASE_DATES, *DATES), values.read_date),
            **dict.fromkeys(DAYS, values.read_day),
            **dict.fromkeys(AMOUNTS, partial(values.read_amount, factor=values.unit(header))),
            **dict.fromkeys(RATINGS, values.read_rating),
            **dict.fromkeys(_LONG, values.read_lines),
            Field.MAILBOX: values.read_mailbox,
            Field.REGION: self._region,
            Field.LEAD: values.read_names,
        }
        return ways.get(name, values.plain)

    def _region(self, value: Value) -> str:
        name = self.regions.get(folded(values.plain(value)))
        if name is None:
            raise ValueError(value)
        return name


def interpreter(regions: Mapping[str, str], today: date) -> Interpreter:
    """``regions`` maps the slugs of the own regions to their names."""
    return Interpreter({folded(text): name for slug, name in regions.items() for text in (slug, name)}, today)
