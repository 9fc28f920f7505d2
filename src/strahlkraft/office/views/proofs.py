"""Proofs of use: those of a grant, one with its figures and what is missing, the way until it is handed in, its papers."""

from collections.abc import Mapping
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.audit import four_eyes
from strahlkraft.design.downloads import attached
from strahlkraft.design.refusals import sentence
from strahlkraft.funding import access, texts
from strahlkraft.funding.actions import proofs as actions
from strahlkraft.funding.models import Proof
from strahlkraft.funding.papers.proof import frozen, pdf_bytes, xlsx_bytes
from strahlkraft.funding.queries import proofs as queries
from strahlkraft.funding.queries.proof_books import Sheet, sheet_of, third_parties
from strahlkraft.funding.rules import proofs as rules
from strahlkraft.funding.rules.proof_form import differences
from strahlkraft.funding.rules.vocabulary import PROOF_MOVES, GrantState, ProofKind, ProofState
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.office.forms.base import OfficeForm, VersionedForm
from strahlkraft.office.forms.proofs import InterimForm
from strahlkraft.office.granting import found_grant, grant_page
from strahlkraft.office.proof_pages import badge_of, edits, found_proof, proof_page, query_row
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WHERE: Mapping[str, str] = {
    "no_plan": "finanzierungsplan/",
    "unpaid": "ausgaben/",
    "receipt_missing": "ausgaben/",
    "receipt_incomplete": "ausgaben/",
    "counter_entries": "ausgaben/",
    "drawdowns_open": "abrufe/",
    "forwarded_open": "",
    "correction_open": "",
}
"""By code of what is missing: the part of the grant where it is put right."""
STEPS = (
    ("open", gettext_lazy("Take up the proof")),
    ("in_work", gettext_lazy("Write")),
    ("checked", gettext_lazy("Check")),
    ("certified", gettext_lazy("Audit office")),
    ("released", pgettext_lazy("approval", "Release")),
    ("submitted", gettext_lazy("Hand in")),
    ("accepted", gettext_lazy("Decision")),
)
"""The way of a proof: the state behind each step, its words."""
_PLACES: Mapping[str, int] = {key: place for place, (key, _words) in enumerate(STEPS)} | {
    "queried": 5,
    "resubmitted": 5,
    "partly_accepted": 6,
    "objected": 6,
}


# ---- lists


@require_safe
@signed_in
def ageing(request: HttpRequest) -> HttpResponse:
    """Proofs the authority has not decided on, the oldest first (R35)."""
    user = person(request)
    if not user.holds(Right.READ_FUNDING):
        raise Http404
    rows = queries.ageing(queries.visible(user), today=localdate())
    context = {
        "rows": [{"age": row, "badge": badge_of(row.proof), "kind": texts.PROOF_KINDS[row.proof.kind]} for row in rows]
    }
    return page(request, "office/proofs/ages.html", context)


@require_safe
@signed_in
def proof_list(request: HttpRequest, code: str) -> HttpResponse:
    """The proofs of one grant."""
    return _list(request, code)


def _list(request: HttpRequest, code: str, form: OfficeForm | None = None, *, status: int = 200) -> HttpResponse:
    grant = found_grant(request, code)
    rows = queries.proofs_of(grant)
    years = queries.years_of(grant, today=localdate())
    context = {
        "rows": [{"proof": row, "badge": badge_of(row), "kind": texts.PROOF_KINDS[row.kind]} for row in rows],
        "has_final": any(row.kind == ProofKind.FINAL for row in rows),
        "may_open": not access.may_edit(person(request), grant)
        and not rules.may_open(year=None, taken=False, grant_state=grant.state),
        "interim": form or (InterimForm(years=years) if years else None),
        "final_form": OfficeForm(auto_id=False),
    }
    return grant_page(request, "office/proofs/list.html", grant, context, here="proofs", status=status)


@require_POST
@signed_in
def open_one(request: HttpRequest, code: str) -> HttpResponse:
    """Open the final proof, or that of a year."""
    grant = found_grant(request, code)
    form: OfficeForm = OfficeForm(request.POST)
    if "year" in request.POST:
        form = InterimForm(request.POST, years=queries.years_of(grant, today=localdate()))
    if not form.is_valid():
        return _list(request, code, form if "year" in request.POST else None, status=422)
    made: list[str] = []
    outcome = carry_out(
        form.cleaned_data["submission"],
        lambda: made.append(
            actions.open_proof(
                by=person(request),
                at=timezone.now(),
                grant=code,
                year=form.cleaned_data.get("year"),
                submission=form.cleaned_data["submission"],
            ).code
        ),
    )
    if not outcome.done:
        refused(request, outcome)
        return redirect("office:proofs", code)
    tell(request, outcome, _("The proof of use is open."))
    return redirect("office:proof", made[0]) if made else redirect("office:proofs", code)


# ---- one proof


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One proof: how far it is, its parts, its figures, what is missing, what was handed in."""
    proof = found_proof(request, code)
    seen = sheet_of(proof)
    context = {
        **figures(seen),
        "steps": _steps(proof),
        "sections": sections_of(proof),
        "filled": len(rules.SECTIONS) - len(seen.standing.empty_sections),
        "gaps": gaps_of(seen) if proof.state not in rules.HANDED_IN else [],
        "confirmations": [(_(words), bool(proof.confirmations.get(key))) for key, words in rules.CONFIRMATIONS.items()],
        "with_receipts": bool(proof.confirmations.get(rules.RECEIPTS)),
        "thirds": third_parties(proof, seen.books),
        "deeds": _deeds(request, proof),
        "snapshots": queries.snapshots_of(proof),
        "queries": [query_row(one) for one in proof.queries.all()],
        "decision": queries.decision_of(proof) if proof.decided_on else None,
        "mark": VersionedForm(initial={"version": proof.version}, auto_id=False),
    }
    return proof_page(request, "office/proofs/proof.html", proof, context)


def figures(seen: Sheet) -> dict[str, Any]:
    """Parts II and III as the tables show them."""
    form = seen.form
    return {
        "income": [{"row": row, "name": _source(row.kind, row.name)} for row in form.income],
        "expenditure": [{"row": row, "name": texts.CATEGORIES[row.category]} for row in form.expenditure],
        "totals": form.totals,
        "result": form.result,
        "percent_total": sum(row.planned_percent for row in form.income),
        "actual_percent_total": sum(row.actual_percent for row in form.income),
        "marked": seen.standing.marked,
        "net": seen.books.grant.deducts_input_tax,
        "ledger": f"{reverse('office:grant', args=[seen.books.grant.code])}ausgaben/",
    }


def _source(kind: str, name: str) -> str:
    label = str(texts.SOURCE_KINDS[kind])
    if name == rules.UNPLANNED:
        return f"{label}: {_('not in the plan')}"
    return f"{label}: {name}" if name else label


def _steps(proof: Proof) -> list[dict[str, Any]]:
    """The way for the tag ``stepper``; without an audit office it has one step less."""
    now = _PLACES[proof.state]
    needs = rules.needs_certificate(final=proof.kind == ProofKind.FINAL, has_audit_office=proof.grant.has_audit_office)
    return [
        {
            "label": words,
            "state": "done" if place < now or now == len(STEPS) - 1 else "current" if place == now else "todo",
        }
        for place, (key, words) in enumerate(STEPS)
        if key != "certified" or needs or proof.certified_on
    ]


def sections_of(proof: Proof) -> list[dict[str, Any]]:
    """Part I as the pages show it."""
    return [
        {"key": key, "title": _(title), "text": str(proof.narrative.get(key, ""))}
        for key, title in rules.SECTIONS.items()
    ]


def gaps_of(seen: Sheet) -> list[dict[str, Any]]:
    """What is missing, each with the page where it is put right."""
    found = [*rules.gaps(seen.standing), *differences(seen.form, seen.basis)]
    named = {**rules.SECTIONS, **rules.CONFIRMATIONS}
    return [
        {
            "text": sentence(one),
            "part": _(named[one.field]) if one.field in named else "",
            "url": _gap_url(seen.proof, one),
        }
        for one in found
    ]


def _gap_url(proof: Proof, one: Refusal) -> str:
    if one.code == "section_empty":
        return f"{reverse('office:proof_report', args=[proof.code])}#id_{one.field}"
    if one.code in {"unconfirmed", "income_unstated"}:
        return reverse("office:proof_statements", args=[proof.code])
    if one.code in _WHERE:
        return f"{reverse('office:grant', args=[proof.grant.code])}{_WHERE[one.code]}"
    return ""


def _deeds(request: HttpRequest, proof: Proof) -> dict[str, Any]:
    """Which deeds lead on from here for this person, by the table of states."""
    user, moves = person(request), set(PROOF_MOVES[proof.state])
    if not edits(request, proof):
        moves = set()
    wrote = bool(four_eyes.may_approve(user.actor_id, queries.writers_of(proof)))
    final = proof.kind == ProofKind.FINAL
    ready = not rules.may_release(
        certified=proof.state == ProofState.CERTIFIED, final=final, has_audit_office=proof.grant.has_audit_office
    )
    decides = not access.may_decide(user, proof.grant)
    return {
        **dict.fromkeys(moves, True),
        "write": proof.state in rules.WRITING and edits(request, proof),
        "certify": "certify" in moves and not wrote,
        "release": "release" in moves and ready and not wrote,
        "wrote": wrote and bool(moves & {"certify", "release"}),
        "query": decides and (proof.state == ProofState.QUERIED or "query" in moves),
        "decide": decides and "accept" in moves,
        "settle": proof.state in rules.DECIDED
        and final
        and proof.grant.state == GrantState.UNDER_REVIEW
        and not access.may_manage(user, proof.grant.region_id),
    }


# ---- papers


@require_safe
@signed_in
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The proof as it stands now, on paper, marked as a draft."""
    proof = found_proof(request, code)
    data = frozen(sheet_of(proof).content, code=proof.code, number=0, on=None, language=get_language() or "de")
    return _file(pdf_bytes(data, rules.TEMPLATE), f"{_name(proof)}-entwurf.pdf", PDF)


@require_safe
@signed_in
def snapshot(request: HttpRequest, code: str, number: int, form: str) -> HttpResponse:
    """What was handed in, from the snapshot alone: as PDF, as a spreadsheet, or its very text."""
    proof = found_proof(request, code)
    row = get_object_or_404(proof.snapshots, number=number)
    name = f"{_name(proof)}-{number}.{form}"
    if form == "pdf":
        return _file(pdf_bytes(row.data, row.template), name, PDF)
    if form == "xlsx":
        return _file(xlsx_bytes(row.data), name, XLSX)
    if form == "json":
        return _file(row.data.encode(), name, "application/json")
    raise Http404


def _name(proof: Proof) -> str:
    return f"nachweis-{proof.year}" if proof.year else "verwendungsnachweis"


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


@require_safe
@signed_in
def certificate(request: HttpRequest, code: str) -> FileResponse:
    """The paper of the audit office; always as a download."""
    proof = found_proof(request, code)
    if proof.certificate is None:
        raise Http404
    paper = proof.certificate
    return attached(paper.file, media_type=paper.media_type, sha256=paper.sha256)
