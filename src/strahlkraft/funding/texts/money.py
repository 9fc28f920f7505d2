"""Words for money: plans, the ledger, drawdowns, what has to go back."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strahlkraft.funding.rules.ledger import Mark
from strahlkraft.funding.rules.plans import Light
from strahlkraft.funding.rules.vocabulary import (
    Category,
    ClaimState,
    ContractKind,
    DrawdownState,
    PlanState,
    SourceKind,
)

PLAN_STATES: Mapping[str, Promise] = {
    PlanState.DRAFT: _("draft"),
    PlanState.CONFIRMED: _("in force"),
    PlanState.DISCARDED: _("discarded"),
}
CATEGORIES: Mapping[str, Promise] = {
    Category.STAFF: _("staff"),
    Category.EXTERNAL: _("services by others"),
    Category.MATERIAL: _("material"),
    Category.TRAVEL: _("travel"),
    Category.INVESTMENT: _("investments"),
    Category.OTHER: pgettext_lazy("expenditure", "other"),
}
SOURCE_KINDS: Mapping[str, Promise] = {
    SourceKind.GRANT: _("grant of the Land"),
    SourceKind.OWN: _("own contribution"),
    SourceKind.THIRD_PARTY: _("third parties"),
}
CONTRACT_KINDS: Mapping[str, Promise] = {
    ContractKind.ORDER: _("Order to a body"),
    ContractKind.STAFF: _("Employment for the project"),
}
DRAWDOWN_STATES: Mapping[str, Promise] = {
    DrawdownState.DRAFT: _("draft"),
    DrawdownState.CHECKED: _("checked"),
    DrawdownState.RELEASED: _("released"),
    DrawdownState.REQUESTED: _("requested"),
    DrawdownState.PAID: _("paid out"),
    DrawdownState.PARTLY_USED: _("used in part"),
    DrawdownState.USED: _("used"),
    DrawdownState.OVERDUE: _("two months exceeded"),
    DrawdownState.USED_AT_RISK: _("used late, interest possible"),
    DrawdownState.REPAID: _("paid back"),
    DrawdownState.DISCARDED: _("discarded"),
}
CLAIM_STATES: Mapping[str, Promise] = {
    ClaimState.ESTIMATED: _("estimate"),
    ClaimState.CLAIMED: _("fixed by the authority"),
    ClaimState.PAID: _("paid"),
    ClaimState.WAIVED: pgettext_lazy("claim", "waived"),
}
MARKS: Mapping[str, Promise] = {
    Mark.NO_NOTICE: _("no confirmed notice yet"),
    Mark.OUTSIDE_GRANT_PERIOD: _("outside the grant period"),
    Mark.SERVICE_OUTSIDE_WORK: _("service outside the work period"),
    Mark.BEFORE_START: _("before the notice and any consent to an early start"),
    Mark.ABOVE_GRANT: _("above the granted sum"),
}
"""What is to be seen about a line of the ledger."""
MARK_REASONS: Mapping[str, Promise] = {
    Mark.NO_NOTICE: _("As long as no notice is confirmed, nobody knows whether this line will be funded."),
    Mark.OUTSIDE_GRANT_PERIOD: _(
        "Eligible is what is spent within the grant period. The authority decides; the line stays visible."
    ),
    Mark.SERVICE_OUTSIDE_WORK: _("The service was rendered before the work period began or after it had ended."),
    Mark.BEFORE_START: _(
        "Whoever orders or pays before the notice or a written consent begins too early; that can exclude funding."
    ),
    Mark.ABOVE_GRANT: _("With this line the Land's parts exceed the granted sum; the Land never gives more than that."),
}
"""Why a mark matters."""
LIGHTS: Mapping[str, Promise] = {
    Light.GREEN: _("within the plan or little above it"),
    Light.AMBER: _("near the limit"),
    Light.RED: _("above the limit"),
}
"""How near a line of the plan is to its limit."""

VERBS: Mapping[str, Promise] = {
    "draft_drawdown": _("drawdown request drafted"),
    "edit_drawdown": _("drawdown request changed"),
    "check_drawdown": _("drawdown request checked"),
    "rework_drawdown": _("drawdown request taken back into draft"),
    "release_drawdown": _("drawdown request released by a second person"),
    "submit_drawdown": _("drawdown request sent to the authority"),
    "discard_drawdown": _("drawdown request discarded"),
    "expire_drawdown": _("two months of a payout passed"),
    "book_payout": _("payout booked"),
    "book_use": _("use of a payout booked"),
    "repay_payout": _("unused payout paid back"),
    "open_claim": _("estimate of a repayment entered"),
    "fix_claim": _("repayment fixed by an act entered"),
    "pay_claim": _("repayment paid"),
    "waive_claim": _("repayment waived"),
    "draft_plan": _("financing plan drafted"),
    "save_plan": _("draft of the financing plan changed"),
    "confirm_plan": _("financing plan put in force by a second person"),
    "discard_plan": _("draft of the financing plan discarded"),
    "book_expenditure": _("expenditure booked"),
    "book_list": _("list of expenditure booked"),
    "note_payment": _("payment of an expenditure noted"),
    "ask_counter_entry": _("counter-entry asked for"),
    "drop_counter_entry": _("counter-entry not booked"),
    "book_counter_entry": _("counter-entry released by a second person"),
    "enter_contract": _("contract entered"),
    "change_contract": _("contract changed"),
}
"""Deeds of the trail."""
