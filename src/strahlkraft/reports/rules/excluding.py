"""Why a record is not in a figure. Nothing is left out silently: every figure names what it leaves out and why; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from strahlkraft.kernel.words import gettext_noop


class Reason(StrEnum):
    """Why a record does not count."""

    INVENTED = "invented"  # an example among real records
    REAL = "real"  # a real record among examples
    OFFICE = "office"
    SUBPROJECT = "subproject"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    UNFUNDED = "unfunded"
    UNPUBLISHED = "unpublished"
    KNOWN_LATER = "known_later"
    DATE_TOO_COARSE = "date_too_coarse"
    FORWARDED = "forwarded"
    NOT_EFFECTIVE = "not_effective"
    NOT_GRANTED = "not_granted"
    NO_SUM = "no_sum"
    NO_PLAN = "no_plan"
    BOOKED_LATER = "booked_later"
    NOT_PAID = "not_paid"
    UNCONFIRMED = "unconfirmed"
    NOT_OURS = "not_ours"
    NOT_PUBLIC = "not_public"
    LICENCE_UNNAMED = "licence_unnamed"


SENTENCES: Mapping[Reason, str] = {
    Reason.INVENTED: gettext_noop("An invented example; examples never count among real records."),
    Reason.REAL: gettext_noop("A real record; it never counts among examples."),
    Reason.OFFICE: gettext_noop("The project office itself is no project."),
    Reason.SUBPROJECT: gettext_noop("Part of another project and counted with it."),
    Reason.MERGED: gettext_noop("Merged into another record and counted there."),
    Reason.WITHDRAWN: gettext_noop("Withdrawn from the register."),
    Reason.UNFUNDED: gettext_noop("Found worthy, but without funds."),
    Reason.UNPUBLISHED: gettext_noop("Not published, and without a grant."),
    Reason.KNOWN_LATER: gettext_noop("Became known here only after the day of the report."),
    Reason.DATE_TOO_COARSE: gettext_noop(
        "The source names no day, so it cannot be said whether it was before or after."
    ),
    Reason.FORWARDED: gettext_noop("Forwarded out of another grant; its money is counted there."),
    Reason.NOT_EFFECTIVE: gettext_noop("No confirmed notice was legally effective on that day."),
    Reason.NOT_GRANTED: gettext_noop("Not granted."),
    Reason.NO_SUM: gettext_noop("The notices name no such sum."),
    Reason.NO_PLAN: gettext_noop("No financing plan was in force on that day."),
    Reason.BOOKED_LATER: gettext_noop("Booked only after the day of the report."),
    Reason.NOT_PAID: gettext_noop("Booked as due, not paid by the day of the report."),
    Reason.UNCONFIRMED: gettext_noop("Not confirmed by the body it is about."),
    Reason.NOT_OURS: gettext_noop("Not about a result of a project counted here."),
    Reason.NOT_PUBLIC: gettext_noop("About something that is not public."),
    Reason.LICENCE_UNNAMED: gettext_noop("Called open, but no licence is named."),
}
"""What the paper says of each reason."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A record a number opens to: ``kind`` and ``key`` as in settings.ADDRESSES, ``title`` for people."""

    kind: str
    key: str
    title: str

    def as_json(self) -> dict[str, str]:
        """For the stored data."""
        return {"kind": self.kind, "key": self.key, "title": self.title}


@dataclass(frozen=True, slots=True)
class Left:
    """A record that is left out of a figure, and why."""

    ref: Ref
    reason: Reason


def wrong_side(*, invented: bool, example: bool) -> Reason | None:
    """Why a record is on the wrong side: a report counts either real or invented ones, never both."""
    if invented == example:
        return None
    return Reason.INVENTED if invented else Reason.REAL
