"""Settling a grant: the authority has decided on its final proof and said so in a paper (R35, R36, VV 11); pure.

A confirmed final notice settles by itself; this is the other way, by the authority's note of examination (Prüfvermerk).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.proofs import DECIDED
from strahlkraft.funding.rules.vocabulary import ClaimState
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

REFERENCE_LIMIT = 120  # characters, as the column


def may_settle(*, proof_state: str, has_note: bool, reference: str, claimed: Decimal) -> list[Refusal]:
    """Decided, with the note and its reference. ``claimed``: what the note asks back, in euros; it becomes a claim."""
    found = []
    if proof_state not in DECIDED:
        found.append(Refusal("undecided", gettext_noop("The authority has not decided on the proof of use yet.")))
    if not has_note:
        message = gettext_noop("Settling needs the document: the authority's note of examination.")
        found.append(Refusal("no_act", message, "file"))
    if not reference.strip():
        found.append(Refusal("no_reference", gettext_noop("Please give the reference number."), "reference"))
    if len(reference) > REFERENCE_LIMIT:
        found.append(Refusal("too_long", gettext_noop("This text is too long."), "reference"))
    if claimed < ZERO:
        found.append(Refusal("no_amount", gettext_noop("What is asked back is never below nothing."), "claimed"))
    return found


def may_close_repayment(claims: Collection[str], owed: Decimal) -> list[Refusal]:
    """Paid back, when every claim (``claims``: their states) is paid or waived; estimates are none of the authority's.

    ``owed``: paid out and not paid back of a revoked grant beyond what its act leaves; nothing of it needs no claim.
    """
    fixed = [state for state in claims if state != ClaimState.ESTIMATED]
    if not fixed and owed > ZERO:
        return [Refusal("no_claim", gettext_noop("No claim of the authority is entered yet."))]
    if ClaimState.CLAIMED in fixed:
        return [Refusal("claim_open", gettext_noop("A claim of the authority is not paid yet."))]
    return []


@dataclass(frozen=True, slots=True)
class Retention:
    """Until when receipts are kept: the longest of what the rules say (R33, R37, R40), and which one that is."""

    until: date
    by_rule: date
    bound_until: date | None


def retention(by_rule: date, bound_until: Iterable[date | None]) -> Retention:
    """The longest wins: so many years after the proof was handed in (``by_rule``), or the end of the bound purpose."""
    bound = max((day for day in bound_until if day is not None), default=None)
    return Retention(max(by_rule, bound) if bound else by_rule, by_rule, bound)


def may_archive(retain_until: date | None, today: date) -> list[Refusal]:
    """Nothing is archived before its receipts may go; without a day nobody knows, so they are kept (R33)."""
    if retain_until is None:
        message = gettext_noop("No proof of use was handed in, so it is not known until when receipts are kept.")
        return [Refusal("no_day", message)]
    if today <= retain_until:
        return [Refusal("too_early", gettext_noop("Receipts are kept until %(day)s."), params={"day": retain_until})]
    return []


def may_release_purpose(bound_until: date | None, today: date) -> list[Refusal]:
    """The purpose stays bound until its last day has passed (R37)."""
    if bound_until is None or today > bound_until:
        return []
    return [Refusal("still_bound", gettext_noop("The purpose is bound until %(day)s."), params={"day": bound_until})]
