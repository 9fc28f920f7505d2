"""Which lines of a partner's list stand in the ledger already."""

from collections import defaultdict
from typing import Any

from django.db.models import Q

from strahlkraft.funding.models import Expenditure, Grant, Invoice
from strahlkraft.funding.rules.ledger import Entry, Paper


class BookedLines:
    """The lines of a ledger that count, each to be found once: by its receipt, else by what, how much and when."""

    def __init__(self, grant: Grant) -> None:
        rows = Expenditure.objects.filter(grant=grant, reverses=None, reversed_by=None).select_related("invoice")
        self._rows = defaultdict[tuple[Any, ...], list[Expenditure]](list)
        for row in rows.order_by("-pk"):
            own = (row.invoice.supplier, row.invoice.number) if row.invoice else None
            self._rows[_key(own, row)].append(row)

    def take(self, entry: Entry, paper: Paper | None) -> Expenditure | None:
        """The line that says the same, None when there is none (any more)."""
        found = self._rows[_key((paper.supplier, paper.number) if paper else None, entry)]
        return found.pop() if found else None

    def left(self) -> list[Expenditure]:
        """What no line of the list was about, the oldest first."""
        return sorted((row for rows in self._rows.values() for row in rows), key=lambda row: row.pk)


def _key(receipt: tuple[str, str] | None, line: Entry | Expenditure) -> tuple[Any, ...]:
    if receipt:
        return (*receipt, str(line.category), line.amount)
    return (str(line.category), line.text.strip(), line.amount, line.paid_on or line.due_on)


def kept_receipt(grant: Grant, paper: Paper) -> Invoice | None:
    """The receipt of this number that is kept in this grant or in another one of its project."""
    of = Q(grant__project=grant.project_id) if grant.project_id else Q(grant=grant)
    parts = Expenditure.objects.filter(of, invoice__isnull=False)
    rows = Invoice.objects.filter(region=grant.region_id, supplier=paper.supplier, number=paper.number)
    return rows.filter(pk__in=parts.values("invoice")).first()
