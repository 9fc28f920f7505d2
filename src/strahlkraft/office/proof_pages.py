"""What the pages of proofs of use share: a proof somebody may see, one sheet carried out once, states as badges."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate

from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.funding import access, texts
from strahlkraft.funding.actions import proof_decisions as decisions
from strahlkraft.funding.models import AuthorityQuery, Proof
from strahlkraft.funding.queries import proofs as queries
from strahlkraft.funding.rules.vocabulary import ProofState, QueryState
from strahlkraft.office.forms.proofs import AnswerForm
from strahlkraft.office.granting import grant_page
from strahlkraft.office.saving import carry_out, done_before, tell
from strahlkraft.office.shell import person

BADGES = {
    ProofState.OPEN: ("unknown", "clock"),
    ProofState.IN_WORK: ("warn", "edit"),
    ProofState.CHECKED: ("info", "check"),
    ProofState.CERTIFIED: ("info", "check"),
    ProofState.RELEASED: ("info", "check"),
    ProofState.SUBMITTED: ("good", "share"),
    ProofState.QUERIED: ("warn", "inbox"),
    ProofState.RESUBMITTED: ("good", "share"),
    ProofState.ACCEPTED: ("good", "closed"),
    ProofState.PARTLY_ACCEPTED: ("warn", "closed"),
    ProofState.OBJECTED: ("bad", "error"),
}
QUERY_BADGES = {
    QueryState.ASKED: ("warn", "inbox"),
    QueryState.ANSWERED: ("info", "check"),
    QueryState.CLOSED: ("good", "closed"),
}


def found_proof(request: HttpRequest, code: str) -> Proof:
    """A proof of a grant this person may see from inside; for everybody else it is not there."""
    return get_object_or_404(queries.visible(person(request)), code=code)


def edits(request: HttpRequest, proof: Proof) -> bool:
    """Whether this person keeps the books of its grant."""
    return not access.may_edit(person(request), proof.grant)


def badge_of(proof: Proof) -> dict[str, Any]:
    """Where a proof stands, for the tag ``badge``."""
    state, icon = BADGES[ProofState(proof.state)]
    return {"state": state, "text": texts.PROOF_STATES[proof.state], "icon": icon}


def query_row(row: AuthorityQuery) -> dict[str, Any]:
    """A question of the authority, where it stands for the tag ``badge``, and by when it is answered."""
    state, icon = QUERY_BADGES[QueryState(row.state)]
    badge = {"state": state, "text": texts.QUERY_STATES[row.state], "icon": icon}
    due = queries.due_of(row)
    return {"query": row, "badge": badge, "due": due, "late": row.state == QueryState.ASKED and due < localdate()}


def answer_form(row: AuthorityQuery, data: Any = None) -> AnswerForm:
    """The sheet on which a question of the authority is answered, about a proof or about a grant."""
    return AnswerForm(data, initial={"version": row.version, "answered_on": localdate()})


def keep_answer(request: HttpRequest, code: str, form: AnswerForm) -> object:
    """Keep the answer to the question with this code."""
    return decisions.answer(
        by=person(request),
        at=timezone.now(),
        code=code,
        version=form.cleaned_data["version"],
        text=form.cleaned_data["answer"],
        on=form.cleaned_data["answered_on"],
        submission=form.submission_id(),
    )


def version_now(row: AuthorityQuery) -> int:
    """Which version of a question stands there now."""
    row.refresh_from_db()
    return row.version


def proof_context(proof: Proof) -> dict[str, Any]:
    """What every page of one proof says of it."""
    return {"proof": proof, "proof_name": texts.PROOF_KINDS[proof.kind], "proof_badge": badge_of(proof)}


def proof_page(
    request: HttpRequest, template: str, proof: Proof, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of one proof, under the tab of its grant."""
    shared = {**proof_context(proof), **context}
    return grant_page(request, template, proof.grant, shared, here="proofs", status=status)


def sheet(
    request: HttpRequest,
    make: Callable[[Any, Any], Any],
    deed: Callable[[Any], object],
    *,
    saved: str,
    to: str,
    show: Callable[[Any, dict[str, Any], int], HttpResponse],
    version: Callable[[], int],
) -> HttpResponse:
    """One sheet: shown, brought back after the session had ended, or carried out once; nothing typed is lost.

    Done, it leads to the path ``to``. ``make`` gets what was sent and the files, ``show`` the form, what the page says of
    it (``restored``: it was brought back) and the status; ``version`` says which one stands there when somebody else was quicker (409).
    """
    if request.method != "POST":
        kept = take_pending_form(request, request.path)
        form = make(kept, None)
        if kept:
            form.without_verdict()
        return show(form, {"restored": bool(kept)}, 200)
    form = make(request.POST, request.FILES)
    if before := done_before(form.submission_id()):
        tell(request, before, saved)
        return redirect(to)
    if not form.is_valid():
        return show(form, {}, 422)
    outcome = carry_out(form.submission_id(), lambda: deed(form))
    if outcome.done:
        tell(request, outcome, saved)
        return redirect(to)
    if not outcome.stale:
        form.show_refusals(outcome.refusals)
        return show(form, {}, 422)
    data = request.POST.copy()
    data["version"] = str(version())
    again = make(data, request.FILES)
    again.without_verdict()
    again.show_refusals(outcome.refusals)
    return show(again, {}, 409)


def to_edit(request: HttpRequest, code: str) -> Proof:
    """A proof this person may work on; for everybody else the page is not there."""
    proof = found_proof(request, code)
    if not edits(request, proof):
        raise Http404
    return proof
