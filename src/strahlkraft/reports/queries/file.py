"""The file for audit (FUNDING.md e.3): everything about the grants of a project in one paper, with the hashes.

People stand in it by the number of their account only: the trail tells an auditor with a right to it who that is.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from strahlkraft.funding import texts
from strahlkraft.funding.models import (
    Approval,
    AuthorityQuery,
    ChangeRequest,
    Claim,
    Contract,
    Correction,
    Document,
    Drawdown,
    EarlyStartConsent,
    Expenditure,
    FinancingPlan,
    Grant,
    GrantNotice,
    GrantStep,
    Payment,
    Proof,
    ProofSnapshot,
)
from strahlkraft.reports.queries._money import line_ref
from strahlkraft.reports.queries._wording import one_by_one, words_of
from strahlkraft.reports.queries.figures import figures
from strahlkraft.reports.queries.scope import Scope
from strahlkraft.reports.rules import sheet
from strahlkraft.reports.rules.definitions import Code
from strahlkraft.reports.rules.excluding import Ref
from strahlkraft.reports.rules.facts import Facts
from strahlkraft.reports.rules.figures import Counted
from strahlkraft.reports.rules.sheet import Block, Cell

CODES = (Code.GRANTS, Code.GRANTED, Code.DRAWN, Code.SPENT, Code.LAND_SPENT, Code.SPEND_RATE)


def file(scope: Scope, facts: Facts) -> tuple[list[Block], list[Counted]]:
    """The blocks of a file and the figures it shows; fifteen queries beside the facts."""
    found = figures(CODES, facts)
    grants = list(Grant.objects.filter(pk__in=[row.key for row in facts.counted_grants]).order_by("pk"))
    blocks = [one_by_one(found, _("Figures of the file"))]
    for part in (_timeline, _notices, _plans, _ledger, _money_in, _changes, _proofs, _questions, _claims, _approvals):
        blocks += [*part(scope, grants)]
    return [*blocks, sheet.heading(_("Documents and their hashes")), _hashes(scope, grants)], found


def _told(at: datetime) -> Cell:
    return sheet.day(localdate(at))


def _name(row: Any) -> Cell:
    return sheet.text(row.grant.recipient.name)


def _section(words: str, columns: Iterable[tuple[str, str]], rows: list[list[Cell]], empty: str) -> list[Block]:
    head = [sheet.column(label, kind) for label, kind in columns]
    number = ngettext("%(n)s entry", "%(n)s entries", len(rows)) % {"n": len(rows)}
    return [sheet.heading(words), sheet.table(number, head, rows, empty=empty)]


def _rows_of(model: Any, grants: list[Grant], *order: str, **conditions: Any) -> list[Any]:
    """Rows of these grants with their recipients; one query."""
    rows = model.objects.filter(grant__in=grants, **conditions).select_related("grant__recipient")
    return list(rows.order_by(*order))


def _timeline(scope: Scope, grants: list[Grant]) -> list[Block]:
    steps = _rows_of(GrantStep, grants, "on", "at", "pk", on__lte=scope.on)
    rows = [
        [
            sheet.day(row.on),
            _name(row),
            sheet.text(words_of(texts.GRANT_STATES, row.to_state)),
            sheet.text(row.note or "–"),
            sheet.text(row.by),
        ]
        for row in steps
    ]
    for row in _rows_of(Correction, grants, "asked_at", "pk", asked_at__lt=scope.end):
        change = f"{words_of(texts.GRANT_STATES, row.from_state)} → {words_of(texts.GRANT_STATES, row.to_state)}"
        people = f"{row.asked_by} / {row.confirmed_by}" if row.confirmed_by else row.asked_by
        rows.append(
            [
                _told(row.asked_at),
                _name(row),
                sheet.text(_("correction: %s") % change),
                sheet.text(row.reason),
                sheet.text(people),
            ]
        )
    columns = [
        (_("Day"), "day"),
        (_("Recipient"), "text"),
        (_("What"), "text"),
        (_("Note"), "text"),
        (_("Account"), "text"),
    ]
    return _section(_("Timeline"), columns, rows, _("Nothing has happened yet."))


def _notices(scope: Scope, grants: list[Grant]) -> list[Block]:
    stored = GrantNotice.objects.filter(grant__in=grants, issued_on__lte=scope.on)
    rows = [
        [
            sheet.text(
                f"{words_of(texts.NOTICE_KINDS, row.kind)}, {row.reference}",
                ref=Ref("grant", f"{row.grant.code}/bescheide", row.reference),
            ),
            _name(row),
            sheet.day(row.issued_on),
            sheet.day(row.effective_on) if row.effective_on else sheet.text(words_of(texts.NOTICE_STATES, row.state)),
            sheet.money(row.amount) if row.amount is not None else sheet.text(_("as before")),
            sheet.day(row.grant_until) if row.grant_until else sheet.text(_("as before")),
            sheet.text(f"{row.edition}; {row.document.sha256[:16]}…"),
        ]
        for row in stored.select_related("grant__recipient", "document").order_by("issued_on", "pk")
    ]
    columns = [
        (_("Notice"), "text"),
        (_("Recipient"), "text"),
        (_("Issued on"), "day"),
        (_("Effective on"), "day"),
        (_("Granted"), "money"),
        (_("Grant period until"), "day"),
        (_("Edition; hash of the document"), "text"),
    ]
    return _section(_("Notices of the authority"), columns, rows, _("No notice is entered."))


def _plans(scope: Scope, grants: list[Grant]) -> list[Block]:
    stored = FinancingPlan.objects.filter(
        grant__in=grants, state="confirmed", notice__effective_on__lte=scope.on
    ).select_related("grant__recipient", "notice")
    rows = [
        [
            sheet.text(_("Plan %s") % plan.number, ref=Ref("plan", plan.grant.code, str(plan.number))),
            _name(plan),
            sheet.text(plan.notice.reference if plan.notice else "–"),
            sheet.text(line.year),
            sheet.text(words_of(texts.CATEGORIES, line.category)),
            sheet.money(line.eligible),
            sheet.money(line.non_eligible),
        ]
        for plan in stored.prefetch_related("lines").order_by("grant", "number")
        for line in plan.lines.all()
    ]
    columns = [
        (_("Plan"), "text"),
        (_("Recipient"), "text"),
        (_("By the notice"), "text"),
        (_("Year"), "text"),
        (_("Category"), "text"),
        (_("Eligible"), "money"),
        (_("Not eligible"), "money"),
    ]
    return _section(_("Financing plans in force"), columns, rows, _("No plan is in force."))


def _ledger(scope: Scope, grants: list[Grant]) -> list[Block]:
    stored = Expenditure.objects.filter(grant__in=grants, booked_at__lt=scope.end)
    rows = [
        [
            sheet.text(row.text, ref=line_ref(row.grant.code, row.pk, row.text), note=row.reason),
            _name(row),
            sheet.text(str(row.invoice) if row.invoice else _("no receipt")),
            sheet.day(row.paid_on) if _is_paid(row, scope) else sheet.text(_("not paid")),
            sheet.money(row.amount),
            sheet.money(row.eligible),
            sheet.money(row.land_share),
        ]
        for row in stored.select_related("grant__recipient", "invoice").order_by("grant", "paid_on", "pk")
    ]
    columns = [
        (_("For what"), "text"),
        (_("Recipient"), "text"),
        (_("Receipt"), "text"),
        (_("Paid on"), "day"),
        (_("Amount"), "money"),
        (_("Eligible"), "money"),
        (_("The Land's part"), "money"),
    ]
    return _section(_("Expenditure"), columns, rows, _("Nothing is booked."))


def _is_paid(row: Expenditure, scope: Scope) -> bool:
    """Whether it was paid by the day, and that was known by then."""
    noted = row.paid_noted_at is None or row.paid_noted_at < scope.end
    return noted and row.paid_on is not None and row.paid_on <= scope.on


def _money_in(scope: Scope, grants: list[Grant]) -> list[Block]:
    asked = _rows_of(Drawdown, grants, "requested_on", "pk", requested_on__lte=scope.on)
    rows = [
        [
            sheet.day(row.requested_on),
            _name(row),
            sheet.text(_("requested"), ref=Ref("drawdown", row.code, row.code)),
            sheet.money(row.amount),
            sheet.text(f"{row.drafted_by} / {row.released_by}"),
        ]
        for row in asked
    ]
    rows += [
        [
            sheet.day(row.received_on),
            _name(row),
            sheet.text(_("arrived"), ref=Ref("payout", str(row.pk), row.reference)),
            sheet.money(row.amount),
            sheet.text(row.booked_by),
        ]
        for row in _rows_of(Payment, grants, "received_on", "pk", received_on__lte=scope.on, booked_at__lt=scope.end)
    ]
    columns = [
        (_("Day"), "day"),
        (_("Recipient"), "text"),
        (_("What"), "text"),
        (_("Amount"), "money"),
        (_("Accounts"), "text"),
    ]
    return _section(_("Drawdowns and payouts"), columns, rows, _("No money was requested."))


def _changes(scope: Scope, grants: list[Grant]) -> list[Block]:
    rows = [
        [
            sheet.day(row.submitted_on),
            _name(row),
            sheet.text(words_of(texts.CHANGE_KINDS, row.kind)),
            sheet.text(words_of(texts.CHANGE_STATES, row.state if _is_known(row.answered_on, scope) else "submitted")),
            sheet.text(f"{row.drafted_by} / {row.released_by}"),
        ]
        for row in _rows_of(ChangeRequest, grants, "submitted_on", "pk", submitted_on__lte=scope.on)
    ]
    columns = [
        (_("Submitted on"), "day"),
        (_("Recipient"), "text"),
        (_("Kind"), "text"),
        (_("Stands"), "text"),
        (_("Accounts"), "text"),
    ]
    return _section(_("Change requests"), columns, rows, _("No change was requested."))


def _is_known(answered_on: Any, scope: Scope) -> bool:
    return answered_on is not None and bool(answered_on <= scope.on)


def _proofs(scope: Scope, grants: list[Grant]) -> list[Block]:
    stored = ProofSnapshot.objects.filter(proof__grant__in=grants, taken_at__lt=scope.end)
    rows = [
        [
            sheet.text(
                f"{words_of(texts.PROOF_KINDS, row.proof.kind)} {row.proof.year or ''}".strip(),
                ref=Ref("proof", row.proof.code, row.proof.code),
            ),
            sheet.text(row.proof.grant.recipient.name),
            sheet.number(row.number),
            _told(row.taken_at),
            sheet.text(row.sha256),
        ]
        for row in stored.select_related("proof__grant__recipient").order_by("proof", "number")
    ]
    columns = [
        (_("Proof"), "text"),
        (_("Recipient"), "text"),
        (_("Version"), "count"),
        (_("Handed in"), "day"),
        (_("SHA-256"), "text"),
    ]
    return _section(_("Proofs of use as handed in"), columns, rows, _("No proof was handed in."))


def _questions(scope: Scope, grants: list[Grant]) -> list[Block]:
    rows = []
    for row in _rows_of(AuthorityQuery, grants, "asked_on", "pk", asked_on__lte=scope.on):
        answered = _is_known(row.answered_on, scope)
        rows.append(
            [
                sheet.day(row.asked_on),
                _name(row),
                sheet.text(row.question),
                sheet.text(row.answer if answered else "–"),
                sheet.day(row.answered_on) if answered else sheet.text(_("open")),
            ]
        )
    columns = [
        (_("Asked on"), "day"),
        (_("Recipient"), "text"),
        (_("Question"), "text"),
        (_("Answer"), "text"),
        (_("Answered on"), "day"),
    ]
    return _section(_("Queries of the authority"), columns, rows, _("The authority has asked nothing."))


def _claims(scope: Scope, grants: list[Grant]) -> list[Block]:
    rows = [
        [
            _told(row.opened_at),
            _name(row),
            sheet.text(words_of(texts.CLAIM_STATES, row.state), ref=Ref("claim", row.code, row.reference)),
            sheet.money(row.amount),
            sheet.money(row.interest),
            sheet.text(row.reference or "–"),
        ]
        for row in _rows_of(Claim, grants, "opened_at", "pk", opened_at__lt=scope.end)
    ]
    columns = [
        (_("Opened on"), "day"),
        (_("Recipient"), "text"),
        (_("Stands"), "text"),
        (_("To pay back"), "money"),
        (_("Interest"), "money"),
        (_("Reference"), "text"),
    ]
    return _section(_("Repayments"), columns, rows, _("Nothing is claimed back."))


_WITH_APPROVALS = (GrantNotice, FinancingPlan, Expenditure, Drawdown, ChangeRequest, Proof, Claim, Correction)


def _approvals(scope: Scope, grants: list[Grant]) -> list[Block]:
    about = Q(subject="grant", subject_id__in=[row.pk for row in grants])
    for model in _WITH_APPROVALS:
        rows: Any = model
        own = rows.objects.filter(grant__in=grants).values("pk")
        about |= Q(subject=rows._meta.model_name, subject_id__in=own)  # noqa: SLF001 - Django's public way to a name
    found = Approval.objects.filter(about, approved_at__lt=scope.end).order_by("approved_at", "pk")
    cells = [
        [
            _told(row.approved_at),
            sheet.text(f"{row.subject}, {row.step}"),
            sheet.text(f"{row.author}, {row.last_editor}"),
            sheet.text(row.approved_by),
            sheet.text(row.content_hash),
        ]
        for row in found
    ]
    columns = [
        (_("Day"), "day"),
        (_("Of what"), "text"),
        (_("Written by"), "text"),
        (_("Released by"), "text"),
        (_("SHA-256 of what was released"), "text"),
    ]
    return _section(_("Approvals by a second person"), columns, cells, _("Nothing was approved."))


def _hashes(scope: Scope, grants: list[Grant]) -> Block:
    """Every document the records name, with its size and hash; one query."""
    of = {"grant__in": grants}
    papers = (
        GrantNotice.objects.filter(**of).values("document"),
        EarlyStartConsent.objects.filter(**of).values("document"),
        Contract.objects.filter(**of, procurement_note__isnull=False).values("procurement_note"),
        Expenditure.objects.filter(**of, invoice__document__isnull=False).values("invoice__document"),
        Claim.objects.filter(**of, act__isnull=False).values("act"),
        Proof.objects.filter(**of, certificate__isnull=False).values("certificate"),
    )
    named = reduce(or_, (Q(pk__in=one) for one in papers))
    rows = [
        [sheet.text(row.title), _told(row.added_at), sheet.number(row.size), sheet.text(row.sha256)]
        for row in Document.objects.filter(named, added_at__lt=scope.end).order_by("added_at", "pk")
    ]
    columns = [
        sheet.column(_("Document")),
        sheet.column(_("Added on"), "day"),
        sheet.column(_("Size"), "count", _("bytes")),
        sheet.column(_("SHA-256")),
    ]
    return sheet.table(_("Documents of the record"), columns, rows, empty=_("No document is kept."))
