"""Which days a grant has: their rule numbers, what they are called, and the ladder of letters before them (R38); pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from strahlkraft.kernel.words import gettext_noop

LADDER = (180, 120, 90, 60, 30)
"""Days before the end on which the office is told to think of a longer term (R25)."""
ESCALATION = (90, 60, 30, 14, 7, 1)
"""Days before a deadline with legal effect on which a letter leaves (R38)."""
DEPUTIES_FROM = 14
"""From so many days before on deputies read the letter too, and it no longer waits for the weekly one (R38)."""
OVERDUE_EVERY = 7
"""Days between two letters about what is overdue (R38)."""


class GrantRule(StrEnum):
    """What a deadline of a grant is computed from; the number of its rule stands in ``NUMBERS``."""

    APPEAL_END = "grant-appeal-end"
    EFFECTIVE = "grant-effective"
    WORK_END = "grant-work-end"
    GRANT_END = "grant-end"
    EXTENSION_END = "grant-extension-end"
    EXTENSION_180 = "grant-extension-180"
    EXTENSION_120 = "grant-extension-120"
    EXTENSION_90 = "grant-extension-90"
    EXTENSION_60 = "grant-extension-60"
    EXTENSION_30 = "grant-extension-30"
    LAST_BOOKING = "grant-last-booking"
    NARRATIVE = "grant-narrative"
    AUDIT_OFFICE = "grant-audit-office"
    PROOF = "grant-proof"
    INTERIM_PROOF = "grant-interim-proof"
    USE_BY = "grant-use-by"
    LAPSE = "grant-lapse"
    QUERY = "grant-query"
    CLAIM = "grant-claim"
    CONTRACT_END = "grant-contract-end"
    ASSET_CONFIRM = "grant-asset-confirm"
    ASSET_END = "grant-asset-end"
    EARMARK_END = "grant-earmark-end"
    RETENTION_END = "grant-retention-end"


TERM_RULES = (GrantRule.EXTENSION_END, *(GrantRule(f"grant-extension-{days}") for days in LADDER))
"""What a request for a longer term answers."""
NUMBERS: Mapping[str, str] = {
    GrantRule.APPEAL_END: "R8",
    GrantRule.EFFECTIVE: "R8",
    GrantRule.WORK_END: "R9",
    GrantRule.GRANT_END: "R9",
    GrantRule.EXTENSION_END: "R25",
    **{GrantRule(f"grant-extension-{days}"): "R25" for days in LADDER},
    GrantRule.LAST_BOOKING: "R34",
    GrantRule.NARRATIVE: "R30",
    GrantRule.AUDIT_OFFICE: "R34",
    GrantRule.PROOF: "R29",
    GrantRule.INTERIM_PROOF: "R28",
    GrantRule.USE_BY: "R15",
    GrantRule.LAPSE: "R26",
    GrantRule.QUERY: "R35",
    GrantRule.CLAIM: "R36",
    GrantRule.CONTRACT_END: "R22",
    GrantRule.ASSET_CONFIRM: "R37",
    GrantRule.ASSET_END: "R37",
    GrantRule.EARMARK_END: "R37",
    GrantRule.RETENTION_END: "R33",
}
"""Rule numbers of FUNDING.md."""

TITLES: Mapping[str, str] = {
    GrantRule.APPEAL_END: gettext_noop("Last day to contest the notice %(about)s: %(name)s"),
    GrantRule.EFFECTIVE: gettext_noop("The notice %(about)s takes effect: %(name)s"),
    GrantRule.WORK_END: gettext_noop("Work period ends: %(name)s"),
    GrantRule.GRANT_END: gettext_noop("Grant period ends: %(name)s"),
    GrantRule.EXTENSION_END: gettext_noop("Last day to ask for a longer term: %(name)s"),
    **{
        GrantRule(f"grant-extension-{days}"): gettext_noop("Term ends in %(about)s days, is it long enough? %(name)s")
        for days in LADDER
    },
    GrantRule.LAST_BOOKING: gettext_noop("Book the last expenditure: %(name)s"),
    GrantRule.NARRATIVE: gettext_noop("Finish the narrative report: %(name)s"),
    GrantRule.AUDIT_OFFICE: gettext_noop("Give the proof of use to the audit office: %(name)s"),
    GrantRule.PROOF: gettext_noop("Hand in the proof of use: %(name)s"),
    GrantRule.INTERIM_PROOF: gettext_noop("Hand in the interim proof for %(about)s: %(name)s"),
    GrantRule.USE_BY: gettext_noop("Use the payout of %(about)s: %(name)s"),
    GrantRule.LAPSE: gettext_noop("Money of %(about)s that may lapse: %(name)s"),
    GrantRule.QUERY: gettext_noop("Answer the authority's query of %(about)s: %(name)s"),
    GrantRule.CLAIM: gettext_noop("Pay back what the authority claims: %(name)s"),
    GrantRule.CONTRACT_END: gettext_noop("Contract “%(about)s” ends: %(name)s"),
    GrantRule.ASSET_CONFIRM: gettext_noop("Confirm that “%(about)s” serves its purpose: %(name)s"),
    GrantRule.ASSET_END: gettext_noop("“%(about)s” is no longer bound to its purpose: %(name)s"),
    GrantRule.EARMARK_END: gettext_noop("The purpose is no longer bound: %(name)s"),
    GrantRule.RETENTION_END: gettext_noop("Receipts need no longer be kept: %(name)s"),
}
"""What a deadline of a grant is called; ``name`` is the grant, ``about`` the record."""


def rung_of(latest: date, today: date) -> str:
    """Which step of the escalation ladder speaks today (R38): ``90`` … ``1``, ``overdue-0`` and so on weekly; empty: none."""
    left = (latest - today).days
    if left < 0:
        return f"overdue-{(-left - 1) // OVERDUE_EVERY}"
    reached = [rung for rung in ESCALATION if left <= rung]
    return str(min(reached)) if reached else ""


def is_urgent(latest: date, today: date) -> bool:
    """Whether a letter leaves at once and deputies read it too (R38)."""
    return (latest - today).days <= DEPUTIES_FROM
