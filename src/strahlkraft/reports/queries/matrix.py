"""The extension matrix (FUNDING.md d.5 step 9): every grant once, requested, granted, deviating, refused, open or excluded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from strahlkraft.funding import texts as funding_texts
from strahlkraft.funding.models import BatchEntry, ChangeRequest
from strahlkraft.funding.rules.changes import day_of
from strahlkraft.funding.rules.extensions import days_left, gap_of
from strahlkraft.funding.rules.vocabulary import ChangeKind, ChangeState
from strahlkraft.reports.queries._money import in_scope
from strahlkraft.reports.queries._wording import one_by_one, words_of
from strahlkraft.reports.queries.figures import figures
from strahlkraft.reports.queries.scope import Scope
from strahlkraft.reports.rules import sheet
from strahlkraft.reports.rules.definitions import Code
from strahlkraft.reports.rules.facts import Facts, GrantFact
from strahlkraft.reports.rules.figures import Counted
from strahlkraft.reports.rules.sheet import Block, Cell


@dataclass(frozen=True, slots=True)
class Asked:
    """The last request for a longer term as it stood on the day; nothing of it before it was submitted (I22)."""

    old_end: date | None
    new_end: date | None
    state: str | None
    submitted_on: date | None


def asked_of(scope: Scope) -> Mapping[int, Asked]:
    """By grant its last request for a longer term that was with the authority by the day; one query."""
    found: dict[int, Asked] = {}
    rows = ChangeRequest.objects.filter(in_scope(scope, "grant__"), kind=ChangeKind.TERM, submitted_on__lte=scope.on)
    for row in rows.order_by("submitted_on", "pk"):
        answered = row.answered_on is not None and row.answered_on <= scope.on
        open_then = row.state in {ChangeState.SUBMITTED, ChangeState.QUERIED} or not (
            answered or row.state == ChangeState.WITHDRAWN
        )
        found[row.grant_id] = Asked(
            day_of(row.before, "grant_until") or day_of(row.before, "work_until"),
            day_of(row.after, "grant_until") or day_of(row.after, "work_until"),
            str(ChangeState.SUBMITTED) if open_then else row.state,
            row.submitted_on,
        )
    return found


def excluded_of(scope: Scope) -> Mapping[int, tuple[str, date | None, str]]:
    """By grant why the last occasion left it out: reason, old end, occasion; one query. Empty reason: it was proposed."""
    rows = BatchEntry.objects.filter(in_scope(scope, "grant__"), added_at__lt=scope.end).order_by("added_at", "pk")
    values = rows.values_list("grant_id", "reason", "old_end", "batch__title")
    return {grant: (reason, old_end, title) for grant, reason, old_end, title in values}


def matrix(scope: Scope, facts: Facts) -> tuple[list[Block], list[Counted]]:
    """The blocks of an extension matrix and the figures they show; two queries beside the facts."""
    found = figures((Code.PROJECTS, Code.EXTENDED, Code.GRANTS), facts)
    asked, excluded = asked_of(scope), excluded_of(scope)
    rows: list[list[Cell]] = []
    left: list[list[Cell]] = []
    for row in facts.counted_grants:
        request, (reason, batch_end, occasion) = asked.get(row.key), excluded.get(row.key, ("", None, ""))
        title = sheet.text(row.ref.title, ref=row.ref)
        if request is None and (reason or row.key not in excluded):
            why = words_of(funding_texts.EXCLUSIONS, reason) if reason else _("part of no occasion, nothing requested")
            left.append([title, sheet.day(row.ends_on), sheet.text(why), sheet.text(occasion)])
            continue
        rows.append(_row(row, request, batch_end, scope.on))
    out = [
        sheet.column(_("Grant")),
        sheet.column(_("Ends on"), "day"),
        sheet.column(_("Why not")),
        sheet.column(_("Occasion")),
    ]
    number = _("%(asked)s proposed and %(left)s left out are all %(all)s grants.") % {
        "asked": len(rows),
        "left": len(left),
        "all": len(rows) + len(left),
    }
    blocks = [
        one_by_one(found, _("Figures of the region")),
        sheet.heading(_("Proposed and requested")),
        sheet.table(_("Every grant to be extended"), _columns(), rows, empty=_("No extension is under way.")),
        sheet.heading(_("Not extended")),
        sheet.table(_("Every other grant, with the reason"), out, left, empty=_("Every grant is to be extended.")),
        sheet.quiet(number),
    ]
    return blocks, found


def _row(row: GrantFact, request: Asked | None, batch_end: date | None, on: date) -> list[Cell]:
    """One grant that is to run longer: what was asked, where it stands, what the notices say."""
    old_end = (request.old_end if request else None) or batch_end or row.first_end
    return [
        sheet.text(row.ref.title, ref=row.ref),
        sheet.day(old_end),
        sheet.day(request.new_end if request else None),
        sheet.day(request.submitted_on) if request else sheet.text("–"),
        sheet.text(words_of(funding_texts.GAPS, gap_of(request.state if request else None))),
        sheet.day(row.ends_on) if row.extended_on else sheet.text(_("none yet")),
        sheet.number(days_left(old_end, on), ref=row.ref),
    ]


def _columns() -> list[dict[str, str]]:
    return [
        sheet.column(_("Grant")),
        sheet.column(_("Old end"), "day"),
        sheet.column(_("Asked for"), "day"),
        sheet.column(_("Submitted on"), "day"),
        sheet.column(_("Stands")),
        sheet.column(_("End by the notice"), "day"),
        sheet.column(_("Days to the old end"), "count"),
    ]
