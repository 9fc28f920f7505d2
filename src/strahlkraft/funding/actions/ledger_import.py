"""Booking a partner's list at once: all lines or none, each by the deed that books a single one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from strahlkraft.funding.actions._shared import grant_label, held, record
from strahlkraft.funding.actions.ledger import Receipt, book
from strahlkraft.funding.formats.ledger_sheet import Fault, Line
from strahlkraft.funding.models import Expenditure, Grant
from strahlkraft.funding.queries.ledger_list import BookedLines, kept_receipt
from strahlkraft.funding.rules.money import total
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop

_MOVED = gettext_noop("Something has changed since you looked. Please look at the lines again; nothing was booked.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the lines of a list: booked (or would be), in the ledger before, refused; what only the ledger has."""

    booked: tuple[tuple[Line, Expenditure], ...]
    known: tuple[tuple[Line, Expenditure], ...]
    faults: tuple[Fault, ...] = ()
    only_here: tuple[Expenditure, ...] = ()


@transaction.atomic
def try_lines(*, by: Actor, at: datetime, code: str, lines: Iterable[Line]) -> Outcome:
    """What booking these lines would do: everything is done, looked at and undone."""
    held(by, code)
    point = transaction.savepoint()
    outcome = _book_all(by, at, code, lines)
    transaction.savepoint_rollback(point)
    return outcome


@transaction.atomic
def book_lines(
    *,
    by: Actor,
    at: datetime,
    code: str,
    lines: Iterable[Line],
    seen: Iterable[int],
    submission: UUID | None = None,
) -> Outcome:
    """Book the lines of a list whose rows ``seen`` were shown as new; all of them or none, else Refused."""
    grant = held(by, code)
    outcome = _book_all(by, at, code, lines)
    ensure([fault.refusal for fault in outcome.faults])
    rows = [line.row for line, _row in outcome.booked]
    if not rows or rows != list(seen):
        raise Refused([Refusal("moved", _MOVED)])
    record(
        verb="book_list",
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        after={"lines": len(rows), "amount": f"{total(row.amount for _line, row in outcome.booked):.2f}"},
        submission=submission,
    )
    return outcome


def _book_all(by: Actor, at: datetime, code: str, lines: Iterable[Line]) -> Outcome:
    """Book one after the other; what is in the ledger already is left alone."""
    grant = Grant.objects.get(code=code)
    before = BookedLines(grant)
    booked, known, faults = [], [], list[Fault]()
    for line in lines:
        there = before.take(line.entry, line.paper)
        if there is not None:
            known.append((line, there))
            continue
        try:
            with transaction.atomic():
                row = book(by=by, at=at, code=code, entry=line.entry, receipt=_receipt(grant, line))
        except Refused as refused:
            if refused.hidden:
                raise
            faults += [Fault(line.cell(one.field), one) for one in refused.refusals]
        else:
            booked.append((line, row))
    return Outcome(tuple(booked), tuple(known), tuple(faults), tuple(before.left()))


def _receipt(grant: Grant, line: Line) -> Receipt | int | None:
    """A new receipt, or the one that is kept with the same number and sums: the line is another part of it (I6)."""
    if line.paper is None:
        return None
    paper = line.paper
    kept = kept_receipt(grant, paper)
    if kept is None:
        return Receipt(paper)
    if (kept.gross, kept.net, kept.invoiced_on) != (paper.gross, paper.net, paper.invoiced_on):
        message = gettext_noop(
            "This receipt is kept with other figures: %(gross)s gross of %(day)s. Take its lines back first, or mend the list."
        )
        raise Refused([Refusal("differs", message, "gross", {"gross": kept.gross, "day": kept.invoiced_on})])
    return kept.pk
