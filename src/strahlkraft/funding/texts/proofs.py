"""Words for proofs of use and what the authority asks about them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from strahlkraft.funding.rules.vocabulary import ProofKind, ProofState, QueryState

PROOF_KINDS: Mapping[str, Promise] = {
    ProofKind.INTERIM: _("interim proof of use"),
    ProofKind.FINAL: _("proof of use"),
}
PROOF_STATES: Mapping[str, Promise] = {
    ProofState.OPEN: _("open"),
    ProofState.IN_WORK: _("in work"),
    ProofState.CHECKED: _("content checked"),
    ProofState.CERTIFIED: _("certified by the audit office"),
    ProofState.RELEASED: _("released"),
    ProofState.SUBMITTED: _("handed in"),
    ProofState.QUERIED: _("query to answer"),
    ProofState.RESUBMITTED: _("handed in again"),
    ProofState.ACCEPTED: _("accepted"),
    ProofState.PARTLY_ACCEPTED: _("accepted in part"),
    ProofState.OBJECTED: _("objected to"),
}
QUERY_STATES: Mapping[str, Promise] = {
    QueryState.ASKED: _("to answer"),
    QueryState.ANSWERED: _("answered"),
    QueryState.CLOSED: _("closed"),
}

VERBS: Mapping[str, Promise] = {
    "open_proof": _("proof of use opened"),
    "take_up_proof": _("proof of use taken up"),
    "edit_proof": _("proof of use changed"),
    "check_proof": _("proof of use checked"),
    "rework_proof": _("proof of use taken back to be reworked"),
    "certify_proof": _("certificate of the audit office entered"),
    "release_proof": _("proof of use released by a second person"),
    "submit_proof": _("proof of use handed in"),
    "query_proof": _("query of the authority about a proof of use entered"),
    "resubmit_proof": _("proof of use handed in again"),
    "decide_proof": _("decision of the authority about a proof of use entered"),
    "ask_about_grant": _("query of the authority about a grant entered"),
    "answer_query": _("query of the authority answered"),
    "close_query": _("query of the authority closed"),
    "settle_grant": _("grant settled by a note of examination"),
    "close_repayment": _("repayment of a grant completed"),
}
"""Deeds of the trail."""
