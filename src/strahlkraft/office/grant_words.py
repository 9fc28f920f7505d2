"""Words of grants and notices for the workspace: figures of the law, steps, fields, and values as people read them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from strahlkraft.design import formats
from strahlkraft.funding.models import GrantNotice
from strahlkraft.funding.queries.notices import Entry
from strahlkraft.funding.rules.editions import Parameter
from strahlkraft.funding.rules.notices import DAYS, FIGURES
from strahlkraft.funding.rules.terms import Terms

PARAMETERS: Mapping[str, Any] = {
    "effective_months": gettext_lazy("Time to contest a notice"),
    "use_months": gettext_lazy("Time to use a payout"),
    "proof_months": gettext_lazy("Time for the proof of use"),
    "interim_proof_months": gettext_lazy("Time for an interim proof after the year"),
    "retention_years": gettext_lazy("Time to keep receipts after the proof of use"),
    "audit_office_weeks": gettext_lazy("Time the recipient's audit office needs"),
    "narrative_weeks": gettext_lazy("Time for the report on the work"),
    "last_booking_weeks": gettext_lazy("Time between the last booking and the audit"),
    "line_overrun_limit": gettext_lazy("How far a line of the plan may be exceeded"),
    "interest_points": gettext_lazy("Interest above the base rate"),
    "interest_days": gettext_lazy("Days of a year for interest"),
    "interest_first_day": gettext_lazy("First day that bears interest"),
    "interest_use_day": gettext_lazy("Whether the day of use bears interest"),
    "interest_from_months": gettext_lazy("From when late use bears interest"),
    "small_grant": gettext_lazy("Smallest grant that is normally made"),
    "court_of_audit_from": gettext_lazy("Copy to the court of audit above"),
    "appeal_reminder_days": gettext_lazy("Reminder before the time to contest ends"),
    "repayment_days": gettext_lazy("Time to pay a claim"),
}
UNITS: Mapping[str, Any] = {
    "months": gettext_lazy("months"),
    "years": gettext_lazy("years"),
    "weeks": gettext_lazy("weeks"),
    "days": gettext_lazy("days"),
    "percent": gettext_lazy("percent"),
    "percentage points": gettext_lazy("percentage points"),
    "euros": gettext_lazy("euros"),
    "days after payout": gettext_lazy("days after the payout"),
    "months after payout": gettext_lazy("months after the payout"),
}
DEEDS: Mapping[str, Any] = {
    "apply": gettext_lazy("applied for"),
    "award": gettext_lazy("granted"),
    "decline": gettext_lazy("not granted"),
    "take_effect": gettext_lazy("became legally effective"),
    "begin": gettext_lazy("work begun"),
    "end": gettext_lazy("work ended"),
    "hand_in": gettext_lazy("proof of use handed in"),
    "settle": pgettext_lazy("grant", "settled"),
    "claim": gettext_lazy("repayment claimed"),
    "revoke": gettext_lazy("revoked"),
    "repay": gettext_lazy("paid back"),
    "earmark": gettext_lazy("purpose still bound"),
    "retain": gettext_lazy("receipts to be kept"),
    "release": gettext_lazy("purpose no longer bound"),
    "ask_archive": gettext_lazy("archiving asked for"),
    "archive": gettext_lazy("archived"),
    "correct": gettext_lazy("state corrected"),
}
FIELDS: Mapping[str, Any] = {
    "reference": gettext_lazy("Reference number"),
    "issued_on": gettext_lazy("Issued on"),
    "notified_on": gettext_lazy("Received on"),
    "waiver_on": gettext_lazy("Right of appeal waived on"),
    "amount": gettext_lazy("Granted sum"),
    "rate": gettext_lazy("Funding rate"),
    "eligible_total": gettext_lazy("Eligible expenditure"),
    "grant_from": gettext_lazy("Grant period from"),
    "grant_until": gettext_lazy("Grant period until"),
    "work_from": gettext_lazy("Work period from"),
    "work_until": gettext_lazy("Work period until"),
    "earmarked_until": gettext_lazy("Purpose bound until"),
    "interim_proof": gettext_lazy("Asks for yearly interim proofs"),
    "proof_due_on": gettext_lazy("Proof of use due on"),
    "edition": gettext_lazy("Edition of the rules"),
    "disapplied": gettext_lazy("Clauses that do not apply"),
    "overrides": gettext_lazy("Figures the notice sets"),
    "note": gettext_lazy("Note"),
}
_HEAD = ("reference", "issued_on", "notified_on", "waiver_on")


def said(name: str, value: Any) -> str:
    """A value of a notice as people read it; empty for none."""
    if value is None or value in ("", [], (), {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return formats.day(value, "short")
    if isinstance(value, Decimal):
        return formats.percent(value / 100, 2 if value % 1 else 0) if name == "rate" else formats.money(value, "cents")
    if isinstance(value, Mapping):
        return "; ".join(f"{PARAMETERS.get(key, key)}: {given}" for key, given in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def compared(entry: Entry, editions: Mapping[str, str]) -> list[dict[str, str]]:
    """A notice line by line for the person who holds the document beside it; ``before`` is what held so far."""
    row, carried = entry.row, {*FIGURES, *DAYS}
    lines = []
    for name, word in FIELDS.items():
        now = editions.get(row.edition, row.edition) if name == "edition" else said(name, getattr(row, name))
        if name == "interim_proof" and not row.interim_proof:
            now = ""
        before = said(name, getattr(entry.before, name)) if name in carried else ""
        if now or name in _HEAD[:3] or (row.kind == "award" and name in carried):
            lines.append({"word": word, "now": now, "before": before if before != now else ""})
    return lines


def changed_words(row: GrantNotice, before: Terms) -> list[str]:
    """What a notice changes, each as one short line: ``Grant period until: 31.12.2023 (was 30.06.2023)``."""
    found = []
    for name in (*FIGURES, *DAYS):
        now, was = getattr(row, name), getattr(before, name)
        if now is None or now == was:
            continue
        words = {"what": FIELDS[name], "now": said(name, now), "before": said(name, was)}
        found.append((_("%(what)s: %(now)s (was %(before)s)") if was is not None else _("%(what)s: %(now)s")) % words)
    return found


def figure(row: Parameter) -> dict[str, Any]:
    """A figure of the law with where it stands and how sure it is (I14)."""
    if row.overridden:
        sure = {"state": "info", "text": _("otherwise by the notice"), "icon": "file"}
    elif row.verified:
        sure = {"state": "good", "text": _("read in the official text"), "icon": "check"}
    else:
        sure = {"state": "warn", "text": _("not verified in the official text"), "icon": "warning"}
    unit = str(UNITS.get(row.unit, ""))
    value = formats.money(row.value) if row.unit == "euros" else f"{formats.number(row.value)} {unit}".strip()
    return {
        "word": PARAMETERS.get(row.key, row.key),
        "value": value,
        "rule": row.rule,
        "citation": row.citation,
        "sure": sure,
    }
