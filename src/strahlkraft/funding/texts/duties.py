"""Words for days, for what the authority must be told, for things bound to the purpose."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from strahlkraft.funding.rules.notifications import Sign, Trigger

TRIGGERS: Mapping[str, Promise] = {
    Trigger.NEW_MONEY: _("Further grants or money of third parties"),
    Trigger.CHANGED: _("The purpose or decisive circumstances have changed or lapsed"),
    Trigger.NOT_REACHED: _("The purpose cannot be reached, or not with this sum"),
    Trigger.NOT_USED_IN_TIME: _("Money that was drawn cannot be used in time"),
    Trigger.OTHER_USE: _("Things of the inventory are no longer used for the purpose"),
    Trigger.INSOLVENCY: _("Insolvency"),
}
"""Why the authority must know (R20)."""
NOTIFICATION_DRAFTS: Mapping[str, Promise] = {
    Trigger.NEW_MONEY: _(
        "For the project named above we expect or have received further money:\n\nFrom whom:\nHow much:\nSince when:\n\n"
        "We will take it into account in the financing plan and in the proof of use."
    ),
    Trigger.CHANGED: _(
        "Circumstances on which the grant rests have changed:\n\nWhat has changed:\nSince when:\n"
        "What it means for the purpose, the time and the money:\n\nWe ask you to tell us whether the notice is to be amended."
    ),
    Trigger.NOT_REACHED: _(
        "The purpose of the grant cannot be reached as planned:\n\nWhat cannot be reached:\nWhy:\n"
        "What we propose:\n\nWe ask you to tell us how to go on."
    ),
    Trigger.NOT_USED_IN_TIME: _(
        "Money that was paid out cannot be used within two months:\n\nPaid out on:\nNot used so far:\nWhy:\n"
        "By when it will be used, or that we pay it back:\n\nWe ask you to tell us how to go on."
    ),
    Trigger.OTHER_USE: _(
        "Things that were bought with the grant no longer serve its purpose:\n\nWhich things:\nSince when:\nWhy:\n"
        "What happens to them:\n\nWe ask you to tell us how to go on."
    ),
    Trigger.INSOLVENCY: _(
        "Insolvency proceedings against the recipient were applied for or opened:\n\nOn:\nCourt and reference number:"
    ),
}
"""What a notification begins with; a person fills and changes it."""
SIGNS: Mapping[str, Promise] = {
    Sign.INCOME: _("A draft of the plan counts on more third-party money than the plan in force."),
    Sign.LESS_NEEDED: _("By what was spent so far the final grant will be smaller than the granted sum (estimate)."),
    Sign.CLOCK: _("A payout is not used up when its two months end."),
    Sign.TERM: _("A milestone is expected after the end of the work period."),
}
"""What the records show by themselves."""
DEADLINE_INPUTS: Mapping[str, Promise] = {
    "notified_on": _("Notice received"),
    "waiver_on": _("Right of appeal waived"),
    "before_shift": _("Before the shift to a working day"),
    "work_until": _("Work period until"),
    "grant_until": _("Grant period until"),
    "ends_on": _("Ends on"),
    "days_before": _("Days before"),
    "by_grant_end": _("Counted from the end of the grant period"),
    "by_fulfilment": _("Counted from the fulfilment of the purpose"),
    "fulfilled_on": _("Purpose fulfilled"),
    "named": _("Day named in the letter or notice"),
    "before": _("Counted back from"),
    "year": _("Year"),
    "received_on": _("Payout received"),
    "asked_on": _("Asked on"),
    "bound_until": _("Purpose bound until"),
    "confirmed_on": _("Last confirmed"),
    "earmarked_until": _("Purpose bound until"),
    "submitted_on": _("Proof of use handed in"),
    "effective_months": _("Months to contest a notice"),
    "proof_months": _("Months for the proof of use"),
    "interim_proof_months": _("Months for an interim proof"),
    "audit_office_weeks": _("Weeks for the audit office"),
    "narrative_weeks": _("Weeks between narrative and what follows"),
    "last_booking_weeks": _("Weeks between last booking and narrative"),
    "use_months": _("Months to use a payout"),
    "retention_years": _("Years to keep receipts"),
}
"""What went into a computed day."""

VERBS: Mapping[str, Promise] = {
    "draft_notification": _("notification to the authority written"),
    "change_notification": _("notification to the authority changed"),
    "send_notification": _("notification to the authority sent"),
    "enter_asset": _("thing bound to the purpose entered"),
    "confirm_asset": _("use for the purpose confirmed"),
    "enter_aid": _("de minimis aid entered"),
    "remind_grant_deadlines": _("letters about deadlines of grants written"),
}
"""Deeds of the trail."""
