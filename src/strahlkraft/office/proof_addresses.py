"""Addresses of proofs of use and of the authority's questions; they stand before those of grants, whose codes are never such words."""

from django.urls import URLPattern, path

from strahlkraft.office.views import grant_queries as asked
from strahlkraft.office.views import proof_decisions as decisions
from strahlkraft.office.views import proof_steps as steps
from strahlkraft.office.views import proofs

_ONE = "zuwendungen/nachweise/<slug:code>/"
_GRANT = "zuwendungen/<slug:code>/"
_QUERY = "zuwendungen/rueckfragen/<slug:code>/"
proof_patterns: list[URLPattern] = [
    path("zuwendungen/nachweise/", proofs.ageing, name="proof_ages"),
    path(f"{_GRANT}nachweise/", proofs.proof_list, name="proofs"),
    path(f"{_GRANT}nachweise/eroeffnen/", proofs.open_one, name="open_proof"),
    path(f"{_GRANT}abrechnen/", decisions.settle, name="settle_grant"),
    path(f"{_GRANT}erstattet/", decisions.repaid, name="close_repayment"),
    path(f"{_GRANT}rueckfragen/", asked.query_list, name="grant_queries"),
    path(f"{_GRANT}rueckfragen/neu/", asked.ask, name="ask_about_grant"),
    path(_QUERY, asked.show, name="grant_query"),
    path(f"{_QUERY}erledigt/", asked.close, name="close_grant_query"),
    path(_ONE, proofs.show, name="proof"),
    path(f"{_ONE}aufnehmen/", steps.take_up, name="take_up_proof"),
    path(f"{_ONE}bericht/", steps.report, name="proof_report"),
    path(f"{_ONE}angaben/", steps.statements, name="proof_statements"),
    path(f"{_ONE}pruefen/", steps.check, name="check_proof"),
    path(f"{_ONE}zuruecknehmen/", steps.rework, name="rework_proof"),
    path(f"{_ONE}bescheinigen/", steps.certify, name="certify_proof"),
    path(f"{_ONE}freigeben/", steps.release, name="release_proof"),
    path(f"{_ONE}einreichen/", steps.submit, name="submit_proof"),
    path(f"{_ONE}entwurf.pdf", proofs.draft, name="proof_draft"),
    path(f"{_ONE}fassungen/<int:number>.<str:form>", proofs.snapshot, name="proof_snapshot"),
    path(f"{_ONE}bescheinigung/", proofs.certificate, name="proof_certificate"),
    path(f"{_ONE}rueckfrage/", decisions.ask, name="ask_about_proof"),
    path(f"{_ONE}rueckfragen/<slug:query>/", decisions.answer, name="answer_proof_query"),
    path(f"{_ONE}entscheidung/", decisions.decide, name="decide_proof"),
]
