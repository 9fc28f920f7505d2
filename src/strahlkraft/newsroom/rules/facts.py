"""Figures a text quotes by reference, ``[[project:<slug>:<field>]]``: found, replaced, compared; pure.

Nobody retypes a figure: the text names it, the record says it. What stands behind a reference travels as a short text that
needs no language: ``1234.50``, ``~1000000`` (rounded by its source), ``2019-09``, ``yes``, ``3``; empty: nobody states it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

ROUNDED = "~"
"""Before an amount that its source rounds."""


class Measure(StrEnum):
    """How a figure is written for people."""

    MONEY = "money"  # euro
    DATE = "date"  # as precise as its source
    TRUTH = "truth"  # yes, no
    COUNT = "count"


FIELDS: Mapping[str, Measure] = {
    "funding": Measure.MONEY,
    "total_cost": Measure.MONEY,
    "start": Measure.DATE,
    "end": Measure.DATE,
    "transferable_from": Measure.DATE,
    "formally_closed": Measure.TRUTH,
    "in_operation": Measure.TRUTH,
    "reusable": Measure.TRUTH,
    "reuses": Measure.COUNT,  # confirmed by the reusing body and in operation
}
"""What can be quoted of a project, in the order it is offered."""

_MARK = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
_REFERENCE = re.compile(r"project:([a-z0-9-]{1,100}):([a-z_]{1,40})")


@dataclass(frozen=True, slots=True)
class Quote:
    """A well-formed reference taken apart."""

    slug: str
    field: str

    @property
    def reference(self) -> str:
        """As it stands between the brackets."""
        return f"project:{self.slug}:{self.field}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as readers get it, in one language.

    ``value`` are the words, ``machine`` the same for programs, ``label`` what it is, ``of`` whose. ``source`` names who
    states it and ``url`` leads there. ``note`` says what stood there before, when the record was corrected after readers
    first saw it; empty otherwise. ``known``: somebody states it.
    """

    reference: str
    value: str
    machine: str = ""
    label: str = ""
    of: str = ""
    source: str = ""
    url: str = ""
    note: str = ""
    known: bool = True

    @property
    def mark(self) -> str:
        """What a writer puts into the text."""
        return f"[[{self.reference}]]"


def mark(slug: str, field: str) -> str:
    """What a writer puts into the text for a figure of a project."""
    return f"[[{Quote(slug, field).reference}]]"


def references(text: str) -> list[str]:
    """Everything between double brackets, each once, in the order of the text; well-formed or not."""
    return list(dict.fromkeys(found.strip() for found in _MARK.findall(text)))


def quote_of(reference: str) -> Quote | None:
    """The reference taken apart; None when it has another form or names a field nobody can quote."""
    match = _REFERENCE.fullmatch(reference)
    return Quote(match[1], match[2]) if match and match[2] in FIELDS else None


def filled(text: str, values: Mapping[str, Shown]) -> str:
    """The text with words for its references; an unknown one stays as it was typed."""

    def word(match: re.Match[str]) -> str:
        shown = values.get(match[1].strip())
        return shown.value if shown else match[0]

    return _MARK.sub(word, text)


def problems(text: str, known: Mapping[str, Shown], field: str = "body") -> list[Refusal]:
    """Every figure a text quotes must exist and be stated by somebody; each sentence names the one that does not."""
    found = []
    for reference in references(text):
        shown = known.get(reference)
        if shown is None:
            message = gettext_noop(
                "“%(reference)s” is no figure of a public project. Choose it from the list or take it out."
            )
            found.append(Refusal("unknown_figure", message, field, {"reference": f"[[{reference}]]"}))
        elif not shown.known:
            message = gettext_noop(
                "Nobody states “%(figure)s” of “%(of)s” so far. Enter it there, or write without it."
            )
            found.append(Refusal("unstated_figure", message, field, {"figure": shown.label, "of": shown.of}))
    return found


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Figures that say something else than before, by reference; what is no longer there to be asked is left alone."""
    return {name: (old, now[name]) for name, old in before.items() if name in now and now[name] != old}


def plain(machine: str) -> str:
    """The figure for programs, without the mark of a rounded one."""
    return machine.removeprefix(ROUNDED)


def all_references(texts: Iterable[str]) -> list[str]:
    """The references of several texts, each once."""
    return list(dict.fromkeys(reference for text in texts for reference in references(text)))
