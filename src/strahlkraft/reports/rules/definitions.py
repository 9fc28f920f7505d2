"""The figures, what each means, and by what they can be divided (FUNDING.md e.3: every number with its definition); pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from strahlkraft.kernel.words import gettext_noop


class Unit(StrEnum):
    """What a figure is counted in."""

    COUNT = "count"
    MONEY = "money"  # euros, to the cent
    PERCENT = "percent"


class Grouping(StrEnum):
    """By what a figure can be divided; the parts together are always the whole."""

    NONE = "none"
    PROJECT = "project"
    REGION = "region"
    RECIPIENT = "recipient"  # kind of recipient
    OBJECT = "object"  # what the guideline funds
    PHASE = "phase"
    YEAR = "year"


class Code(StrEnum):
    """The figures, in the order in which they are offered."""

    PROJECTS = "projects"
    PREPARATION = "preparation"
    RUNNING = "running"
    ENDED = "ended"
    FINISHED = "finished"
    EXTENDED = "extended"
    REQUESTS = "requests"
    REUSES = "reuses"
    LESSONS = "lessons"
    SERVICES = "services"
    LICENCES = "licences"
    GRANTS = "grants"
    GRANTED = "granted"
    DRAWN = "drawn"
    SPENT = "spent"
    LAND_SPENT = "land_spent"
    SPEND_RATE = "spend_rate"


class Ahead(StrEnum):
    """Figures of a funds forecast alone: what lies ahead of the day; all of them estimates from the plans in force."""

    PLANNED = "planned"
    NEEDED = "needed"
    LAPSING = "lapsing"
    SO_FAR = "so_far"
    EXPECTED = "expected"
    CAUGHT_UP = "caught_up"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means. ``yearly``: every record has a year of its own, so it can be grouped by year."""

    unit: Unit
    name: str
    meaning: str
    source: str
    yearly: bool = False


_REGISTER = gettext_noop("Register of projects and records of closing on this platform.")
_NOTICES = gettext_noop("Confirmed notices of the granting authority as entered here against the document.")
_LEDGER = gettext_noop("Ledger of the grants, line by line with its receipt.")
_REUSE = gettext_noop("Requests and reuse cases recorded on this platform.")

DEFINITIONS: Mapping[Code, Definition] = {
    Code.PROJECTS: Definition(
        Unit.COUNT,
        gettext_noop("Projects"),
        gettext_noop(
            "Projects of the register with money of the programme. Sub-projects count with their project; the project "
            "office is none. Which projects there are is as in the register today, how they stand as of the day."
        ),
        _REGISTER,
    ),
    Code.PREPARATION: Definition(
        Unit.COUNT,
        gettext_noop("Projects in preparation"),
        gettext_noop("Projects of which no grant had been begun by the day, and which were neither over nor closed."),
        _REGISTER,
    ),
    Code.RUNNING: Definition(
        Unit.COUNT,
        gettext_noop("Projects running"),
        gettext_noop(
            "Projects with at least one grant in the course of being carried out on the day and no closing; where the "
            "platform holds no grant, by the phases of the register."
        ),
        _REGISTER,
    ),
    Code.ENDED: Definition(
        Unit.COUNT,
        gettext_noop("Projects over, not closed yet"),
        gettext_noop("Projects whose work had ended by the day, with proofs, reviews or the closing still to come."),
        _REGISTER,
    ),
    Code.FINISHED: Definition(
        Unit.COUNT,
        gettext_noop("Projects finished"),
        gettext_noop("Projects that were formally closed by the day: by their closing here, or as a source says."),
        _REGISTER,
        yearly=True,
    ),
    Code.EXTENDED: Definition(
        Unit.COUNT,
        gettext_noop("Projects extended"),
        gettext_noop(
            "Projects with at least one grant whose end was moved to a later day by an amending notice that was legally "
            "effective by the day. An announcement without a notice does not count."
        ),
        _NOTICES,
        yearly=True,
    ),
    Code.REQUESTS: Definition(
        Unit.COUNT,
        gettext_noop("Requests for reuse"),
        gettext_noop("Requests to reuse a result of a counted project, confirmed by the asking body by the day."),
        _REUSE,
        yearly=True,
    ),
    Code.REUSES: Definition(
        Unit.COUNT,
        gettext_noop("Reuses in operation"),
        gettext_noop(
            "Bodies that run a public result of a counted project, as reported and confirmed by themselves by the day."
        ),
        _REUSE,
        yearly=True,
    ),
    Code.LESSONS: Definition(
        Unit.COUNT,
        gettext_noop("Lessons written down"),
        gettext_noop("Entries about what helped or hindered a reuse of a counted project, written by the day."),
        _REUSE,
        yearly=True,
    ),
    Code.SERVICES: Definition(
        Unit.COUNT,
        gettext_noop("Projects with a service of the Online Access Act"),
        gettext_noop(
            "Projects with an offer that is public, was published by the day and names a key of the Online Access Act (OZG) or of "
            "the catalogue of services (LeiKa)."
        ),
        gettext_noop("Published offers on this platform, in the version of the day."),
    ),
    Code.LICENCES: Definition(
        Unit.COUNT,
        gettext_noop("Projects with a licence named"),
        gettext_noop("Projects for whose results a source or a published offer names the licence."),
        gettext_noop("Register of projects and published offers."),
    ),
    Code.GRANTS: Definition(
        Unit.COUNT,
        gettext_noop("Grants"),
        gettext_noop("Grants with a notice that was legally effective on the day, forwarded ones not counted again."),
        _NOTICES,
        yearly=True,
    ),
    Code.GRANTED: Definition(
        Unit.MONEY,
        gettext_noop("Money granted"),
        gettext_noop(
            "Money of the Land, not the total cost: the sum granted by the notices that were legally effective on the "
            "day. By year: the year in which the award took effect."
        ),
        _NOTICES,
        yearly=True,
    ),
    Code.DRAWN: Definition(
        Unit.MONEY,
        gettext_noop("Money drawn"),
        gettext_noop("Payouts of the Land that had arrived and were booked by the day."),
        gettext_noop("Payouts of the grants as booked here."),
        yearly=True,
    ),
    Code.SPENT: Definition(
        Unit.MONEY,
        gettext_noop("Eligible expenditure paid"),
        gettext_noop(
            "The eligible part of all expenditure that was paid and booked by the day, whoever paid it; counter-entries "
            "are taken off."
        ),
        _LEDGER,
        yearly=True,
    ),
    Code.LAND_SPENT: Definition(
        Unit.MONEY,
        gettext_noop("Of it, the Land's part"),
        gettext_noop("The Land's part of the eligible expenditure paid, at the funding rate of each line."),
        _LEDGER,
        yearly=True,
    ),
    Code.SPEND_RATE: Definition(
        Unit.PERCENT,
        gettext_noop("Spending rate"),
        gettext_noop(
            "Eligible expenditure paid by the day, in percent of the eligible expenditure the notices effective on the "
            "day allow. Grants without such a sum are left out on both sides."
        ),
        gettext_noop("Ledger and confirmed notices."),
    ),
}
"""FUNDING.md e.3: every number with its definition."""

_PLANS = gettext_noop("Financing plans in force on the day, with confirmed notices, payouts and ledger.")
AHEAD: Mapping[Ahead, Definition] = {
    Ahead.PLANNED: Definition(
        Unit.MONEY,
        gettext_noop("Planned, Land"),
        gettext_noop("The Land's money as the financing plans in force on the day name it, year by year."),
        _PLANS,
    ),
    Ahead.NEEDED: Definition(
        Unit.MONEY,
        gettext_noop("Still needed (estimate)"),
        gettext_noop(
            "Grant by grant, from the year of the day on: what the plan names and what had not arrived. What one grant "
            "drew too much helps no other."
        ),
        _PLANS,
    ),
    Ahead.LAPSING: Definition(
        Unit.MONEY,
        gettext_noop("May lapse at the year's end (estimate)"),
        gettext_noop("Planned for the year of the day and not paid out by the day."),
        _PLANS,
    ),
    Ahead.SO_FAR: Definition(
        Unit.MONEY,
        gettext_noop("So far"),
        gettext_noop("What the Land gives if nothing more is spent."),
        _PLANS,
    ),
    Ahead.EXPECTED: Definition(
        Unit.MONEY,
        gettext_noop("Expected"),
        gettext_noop("What the Land gives if past years stay as paid, this year and later ones go as planned."),
        _PLANS,
    ),
    Ahead.CAUGHT_UP: Definition(
        Unit.MONEY,
        gettext_noop("Caught up"),
        gettext_noop("What the Land gives if everything that was planned is spent after all."),
        _PLANS,
    ),
    Ahead.NOT_NEEDED: Definition(
        Unit.MONEY,
        gettext_noop("Not needed, as expected"),
        gettext_noop("What was granted without what the Land gives as expected."),
        _PLANS,
    ),
}
"""The figures of a forecast, estimates all."""


def definition_of(code: Code | Ahead) -> Definition:
    """What a figure means."""
    return AHEAD[code] if isinstance(code, Ahead) else DEFINITIONS[code]
