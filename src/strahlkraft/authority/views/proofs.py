"""Proofs of use that were handed in: the list with its age, one as it was handed in, its papers (I20, I22)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.authority import words
from strahlkraft.authority.shell import Desk, desk, page
from strahlkraft.design.downloads import attached
from strahlkraft.funding import access, texts
from strahlkraft.funding.models import Proof
from strahlkraft.funding.papers.proof import pdf_bytes, shown, xlsx_bytes
from strahlkraft.funding.queries import proofs as queries
from strahlkraft.funding.rules import proofs as rules
from strahlkraft.funding.rules.vocabulary import ProofState

PAGE_SIZE = 25
TO_DECIDE = (ProofState.SUBMITTED, ProofState.RESUBMITTED)
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def found_proof(seat: Desk, code: str) -> Proof:
    """A proof that was handed in, of a grant one supervises; for everybody else it is not there (404)."""
    return get_object_or_404(queries.supervised(seat.user), code=code)


@require_safe
@signed_in
def proof_list(request: HttpRequest) -> HttpResponse:
    """Every proof that was handed in, the newest first."""
    seat, today = desk(request), localdate()
    state = request.GET.get("stand", "")
    rows = queries.supervised(seat.user).order_by("-submitted_on", "-pk")
    rows = rows.filter(state=state) if state in rules.HANDED_IN else rows
    listed = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "page": listed,
        "rows": [
            {
                "proof": row,
                "name": words.proof_name(row),
                "about": words.grant_name(row.grant),
                "badge": words.of_proof(row.state),
                "days": (today - row.submitted_on).days if row.submitted_on and not row.decided_on else None,
            }
            for row in listed
        ],
        "states": [(key, texts.PROOF_STATES[key]) for key in rules.HANDED_IN],
        "chosen": state,
    }
    return page(request, "authority/proofs.html", seat, context)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One proof as it was handed in last, what was asked about it, what was decided."""
    seat = desk(request)
    return page(request, "authority/proof.html", seat, proof_context(seat, found_proof(seat, code)))


def proof_context(seat: Desk, proof: Proof) -> dict[str, Any]:
    """What a page of one proof says: from its newest snapshot, never from the record somebody may be working on."""
    snapshots = queries.snapshots_of(proof)
    newest = snapshots[0] if snapshots else None
    decides = not access.may_decide(seat.user, proof.grant)
    return {
        "proof": proof,
        "grant": proof.grant,
        "name": words.proof_name(proof),
        "about": words.grant_name(proof.grant),
        "badge": words.of_proof(proof.state),
        "snapshots": snapshots,
        "newest": newest,
        **(shown(newest.data) if newest else {}),
        "queries": [{"query": row, "badge": words.of_query(row.state)} for row in proof.queries.all()],
        "decision": queries.decision_of(proof) if proof.decided_on else None,
        "decides": decides,
        "may_decide": decides and proof.state in TO_DECIDE,
        "may_ask": decides and proof.state in (*TO_DECIDE, ProofState.QUERIED),
    }


@require_safe
@signed_in
def snapshot(request: HttpRequest, code: str, number: int, form: str) -> HttpResponse:
    """What was handed in, from the snapshot alone: as PDF, as a spreadsheet, or its very text."""
    proof = found_proof(desk(request), code)
    row = get_object_or_404(proof.snapshots, number=number)
    name = f"{f'nachweis-{proof.year}' if proof.year else 'verwendungsnachweis'}-{number}.{form}"
    if form == "pdf":
        return _file(pdf_bytes(row.data, row.template), name, PDF)
    if form == "xlsx":
        return _file(xlsx_bytes(row.data), name, XLSX)
    if form == "json":
        return _file(row.data.encode(), name, "application/json")
    raise Http404


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


@require_safe
@signed_in
def certificate(request: HttpRequest, code: str) -> FileResponse:
    """The certificate of the recipient's audit office that came with it; always as a download."""
    proof = found_proof(desk(request), code)
    if proof.certificate is None:
        raise Http404
    paper = proof.certificate
    return attached(paper.file, media_type=paper.media_type, sha256=paper.sha256)
