"""Words for change requests and for extending many grants at once."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strahlkraft.funding.rules.vocabulary import ChangeKind, ChangeState, Exclusion, OccasionKind, SourceKind
from strahlkraft.funding.texts.money import SOURCE_KINDS

CHANGE_KINDS: Mapping[str, Promise] = {
    ChangeKind.TERM: _("longer term"),
    ChangeKind.SHIFT: _("shift of money"),
    ChangeKind.CONTENT: _("other content"),
    ChangeKind.PLAN: _("other financing plan"),
    ChangeKind.PARTNER: _("other partners"),
}
CHANGE_STATES: Mapping[str, Promise] = {
    ChangeState.DRAFT: _("draft"),
    ChangeState.RELEASED: _("released"),
    ChangeState.SUBMITTED: _("submitted"),
    ChangeState.QUERIED: _("query to answer"),
    ChangeState.GRANTED: _("granted"),
    ChangeState.PARTLY_GRANTED: _("granted in part"),
    ChangeState.REFUSED: _("refused"),
    ChangeState.WITHDRAWN: _("withdrawn"),
}
OCCASION_KINDS: Mapping[str, Promise] = {
    OccasionKind.DECREE: _("decree"),
    OccasionKind.LETTER: _("letter"),
    OccasionKind.PRESS: _("press release (no legal act)"),
}
EXCLUSIONS: Mapping[str, Promise] = {
    Exclusion.NOT_STARTED: _("not running yet"),
    Exclusion.NOT_GRANTED: _("not granted"),
    Exclusion.PROOF_DUE: _("work has ended, proof of use due"),
    Exclusion.PROOF_HANDED_IN: _("proof of use handed in"),
    Exclusion.SETTLED: pgettext_lazy("grant", "settled"),
    Exclusion.ENDS_LATER: _("ends on that day or later anyway"),
    Exclusion.REVOCATION: _("being revoked or paid back"),
    Exclusion.REQUEST_OPEN: _("a request for a longer term is open"),
    Exclusion.NO_END: _("no confirmed notice names an end"),
}
CHANGE_FIELDS: Mapping[str, Promise] = {
    "grant_until": _("Grant period until"),
    "work_until": _("Work period until"),
    "lines": _("Costs by line and year"),
    "sources": _("Sources by year"),
    "staff_months": _("Staff months"),
    "milestones": _("Milestones"),
    "content": _("Content"),
    "partners": _("Partners"),
    "amount": SOURCE_KINDS[SourceKind.GRANT],
}
"""Fields of a change request."""
BALANCES: Mapping[str, Promise] = {
    "eligible": _("Eligible costs"),
    "non_eligible": _("Costs that are not eligible"),
    **SOURCE_KINDS,
}
"""Sums that stay when a change costs nothing (I7)."""
GAPS: Mapping[str, Promise] = {
    "open": _("not requested yet"),
    "requested": pgettext_lazy("change", "requested"),
    "granted": _("granted as requested"),
    "deviating": _("granted otherwise"),
    "refused": _("refused"),
    "dropped": pgettext_lazy("change", "request taken back"),
}
"""Where a proposed grant of an extension stands."""
MOVED_DAYS: Mapping[str, Promise] = {
    "grant-end": _("Grant period ends"),
    "grant-work-end": _("Work period ends"),
    "grant-last-booking": _("Last expenditure booked"),
    "grant-narrative": _("Narrative report finished"),
    "grant-audit-office": _("Proof of use at the audit office"),
    "grant-proof": _("Proof of use handed in"),
    "grant-interim-proof": _("Interim proof of use"),
    "grant-earmark-end": _("Purpose bound until"),
    "grant-asset-end": _("Asset bound until"),
    "purpose-from": _("Bound purpose begins"),
    "contract": _("Contract ends"),
    "staff": _("Employment for the project ends"),
    "post": _("Post ends"),
}
"""Days that hang on the end of a grant."""

VERBS: Mapping[str, Promise] = {
    "draft_change": _("change request drafted"),
    "edit_change": _("change request changed"),
    "open_change": _("change request opened and read"),
    "release_change": _("change request released by a second person"),
    "rework_change": _("released change request taken back into draft"),
    "submit_change": _("change request submitted"),
    "query_change": _("query about a change request entered"),
    "answer_change": _("query about a change request answered"),
    "withdraw_change": _("change request withdrawn"),
    "settle_change": _("change request settled by a notice"),
    "open_extension": _("extension of many grants begun"),
    "make_extension_requests": _("requests of an extension made"),
    "set_extension_reason": _("shared reason of an extension changed"),
    "release_extension": _("requests of an extension released together"),
    "tell_extension_gaps": _("list of open extensions sent"),
}
"""Deeds of the trail."""
