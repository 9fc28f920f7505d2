"""Carrying out a deed once: what a view does with its outcome is told by data, not by guessing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from strahlkraft.audit.actions import AlreadySubmitted
from strahlkraft.audit.models import AuditEntry
from strahlkraft.audit.queries import entry_of_submission
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.refusal import Refusal, Refused

CHANGED, STALE = "changed_meanwhile", "stale"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a form: done (``entry`` when it had been done before), or refused with reasons."""

    refusals: list[Refusal] = field(default_factory=list)
    entry: AuditEntry | None = None

    @property
    def done(self) -> bool:
        """Whether the deed stands, now or from before."""
        return not self.refusals

    @property
    def changed_meanwhile(self) -> bool:
        """Whether somebody else saved in between."""
        return any(refusal.code == CHANGED for refusal in self.refusals)

    @property
    def stale(self) -> bool:
        """Whether the page showed another version than the one that stands there now."""
        return any(refusal.code == STALE for refusal in self.refusals)


def done_before(submission: UUID | None) -> Outcome | None:
    """What this very form did when it was sent the first time; None when it was not.

    For forms whose choices the deed itself changes: the second press is judged no more.
    """
    before = entry_of_submission(submission) if submission else None
    return Outcome(entry=before) if before else None


def carry_out(submission: UUID | None, deed: Callable[[], object]) -> Outcome:
    """Do it unless this very form was carried out before. A hidden refusal becomes 404."""
    if submission and (before := entry_of_submission(submission)):
        return Outcome(entry=before)
    try:
        deed()
    except AlreadySubmitted as repeated:
        return Outcome(entry=repeated.entry)
    except Refused as refused:
        if refused.hidden:
            raise Http404 from refused
        if submission and (before := entry_of_submission(submission)):  # its twin was quicker
            return Outcome(entry=before)
        return Outcome(refusals=refused.refusals)
    return Outcome()


def tell(request: HttpRequest, outcome: Outcome, success: str) -> None:
    """Say that it is done, or that it had been done already; both let the browser forget its draft."""
    if outcome.entry:
        messages.success(request, _("This form had already been sent; it was saved once."))
    else:
        messages.success(request, success)


def refused(request: HttpRequest, outcome: Outcome) -> None:
    """Say why nothing was done."""
    for refusal in outcome.refusals:
        messages.error(request, sentence(refusal))
