"""Questions of parliament: which figures, grouped by what, as of which day; what can be asked; pure (FUNDING.md 0, fact 9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reports.rules.definitions import DEFINITIONS, Code, Grouping

FIRST_YEAR = 2018
"""Before the guideline of 3 July 2018 there was nothing to count."""

PRESETS: Mapping[str, tuple[str, tuple[Code, ...], Grouping]] = {
    "finished": (
        gettext_noop("How many projects are finished, how many are running?"),
        (Code.PROJECTS, Code.PREPARATION, Code.RUNNING, Code.ENDED, Code.FINISHED),
        Grouping.REGION,
    ),
    "reused": (
        gettext_noop("How many results are reused, who has asked?"),
        (Code.REQUESTS, Code.REUSES, Code.LESSONS, Code.LICENCES),
        Grouping.PROJECT,
    ),
    "money": (
        gettext_noop("How much was granted, drawn and spent?"),
        (Code.GRANTED, Code.DRAWN, Code.SPENT, Code.LAND_SPENT, Code.SPEND_RATE),
        Grouping.PROJECT,
    ),
    "extended": (
        gettext_noop("How many projects were extended?"),
        (Code.PROJECTS, Code.EXTENDED),
        Grouping.REGION,
    ),
    "services": (
        gettext_noop("What do the projects add to the Online Access Act?"),
        (Code.PROJECTS, Code.SERVICES, Code.LICENCES),
        Grouping.PROJECT,
    ),
}
"""Questions as they are put, with the figures that answer them."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. ``region`` is a slug, empty for the whole programme; ``example``: of invented records only."""

    figures: tuple[Code, ...]
    grouping: Grouping
    as_of: date
    region: str = ""
    example: bool = False

    def as_json(self) -> dict[str, Any]:
        """For ``Report.choice``: what makes the same answer again."""
        return {
            "figures": [str(code) for code in self.figures],
            "grouping": str(self.grouping),
            "example": self.example,
        }


def figures_from(keys: Iterable[str]) -> tuple[Code, ...]:
    """The known ones of some keys, in the order of the list, each once."""
    wanted = set(keys)
    return tuple(code for code in Code if str(code) in wanted)


def day_problems(as_of: date, *, today: date) -> list[Refusal]:
    """A day that has begun, and not before the programme did."""
    if as_of > today:
        message = gettext_noop("A report is as of a day that has come; for later days make a funds forecast.")
        return [Refusal("future", message, "as_of")]
    if as_of.year < FIRST_YEAR:
        return [Refusal("too_early", gettext_noop("The programme began in 2018."), "as_of")]
    return []


def problems(question: Question, *, today: date) -> list[Refusal]:
    """Why a question cannot be answered."""
    found = day_problems(question.as_of, today=today)
    if not question.figures:
        found.append(Refusal("no_figure", gettext_noop("Choose at least one figure."), "figures"))
    if question.grouping is Grouping.YEAR:
        message = gettext_noop("“%(figure)s” belongs to no single year; choose another grouping or leave it out.")
        found += [
            Refusal("no_year", message, "figures", {"figure": DEFINITIONS[code].name})
            for code in question.figures
            if not DEFINITIONS[code].yearly
        ]
    return found
