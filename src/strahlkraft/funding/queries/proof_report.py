"""The words a proof of use begins with: what the project said in published check-ins, what became of its milestones.

Every passage names its source and day; people write on from there. Texts are kept in one language, the office's.
"""

from collections.abc import Iterable
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from strahlkraft.funding.models import Proof
from strahlkraft.funding.rules.proofs import SECTION_LIMIT
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.steering.models import Milestone, StatusReport
from strahlkraft.steering.rules.vocabulary import CheckInState, MilestoneState


def prefilled(proof: Proof, terms: Terms, *, language: str) -> dict[str, str]:
    """The sections that records of the project say something about; two queries. What nobody said stays empty."""
    reports, milestones = _reports(proof), _milestones(proof)
    with translation.override(language):
        sections = {
            "begun": _begun(proof, terms),
            "duration": _lines([_period(terms), *(_milestone(row) for row in milestones)]),
            "ended": _ended(proof, terms),
            "success": _said(reports, ("text", "achieved")),
            "deviations": _lines([*(_late(row) for row in milestones), _said(reports, ("obstacles",))]),
        }
    return {key: text[:SECTION_LIMIT] for key, text in sections.items() if text}


def _reports(proof: Proof) -> list[StatusReport]:
    """What was published, each check-in as it was corrected last, the oldest first."""
    if proof.grant.project_id is None:
        return []
    rows = StatusReport.objects.filter(
        checkin__project=proof.grant.project_id, checkin__state=CheckInState.PUBLISHED
    ).select_related("checkin")
    if proof.year is not None:
        rows = rows.filter(checkin__month__year=proof.year)
    newest = {row.checkin_id: row for row in rows.order_by("checkin__month", "number")}
    return list(newest.values())


def _milestones(proof: Proof) -> list[Milestone]:
    if proof.grant.project_id is None:
        return []
    rows = Milestone.objects.filter(project=proof.grant.project_id).order_by("planned_on", "pk")
    return [row for row in rows if proof.year in {None, row.planned_on.year, row.reached_on and row.reached_on.year}]


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _begun(proof: Proof, terms: Terms) -> str:
    begun, early = proof.grant.begun_on, terms.work_from
    if begun is None:
        return ""
    told = _("The work began on %(day)s.") % {"day": _day(begun)}
    if early is not None and early != begun:
        told += " " + _("By the notice it was to begin on %(day)s.") % {"day": _day(early)}
    return told


def _period(terms: Terms) -> str:
    if terms.work_from is None or terms.work_until is None:
        return ""
    return _("Work period by the notices: %(start)s to %(end)s.") % {
        "start": _day(terms.work_from),
        "end": _day(terms.work_until),
    }


def _ended(proof: Proof, terms: Terms) -> str:
    if proof.grant.fulfilled_on is not None:
        return _("The purpose was fulfilled on %(day)s.") % {"day": _day(proof.grant.fulfilled_on)}
    if terms.work_until is not None:
        return _("The work period ended on %(day)s.") % {"day": _day(terms.work_until)}
    return ""


def _milestone(row: Milestone) -> str:
    values = {"title": row.title, "planned": _day(row.planned_on)}
    if row.state == MilestoneState.REACHED and row.reached_on is not None:
        return _("Milestone “%(title)s”: planned for %(planned)s, reached on %(day)s.") % {
            **values,
            "day": _day(row.reached_on),
        }
    if row.state == MilestoneState.DROPPED:
        return _("Milestone “%(title)s”: planned for %(planned)s, dropped: %(reason)s") % {
            **values,
            "reason": row.reason,
        }
    return _("Milestone “%(title)s”: planned for %(planned)s, not reached.") % values


def _late(row: Milestone) -> str:
    """A milestone that was reached later than planned; dropped and open ones stand in the course already."""
    if row.reached_on is None or row.reached_on <= row.planned_on:
        return ""
    days = (row.reached_on - row.planned_on).days
    return _("Milestone “%(title)s” was reached %(days)s days later than planned.") % {
        "title": row.title,
        "days": days,
    }


def _said(reports: Iterable[StatusReport], questions: tuple[str, ...]) -> str:
    """The partner's own words, the first question that was answered, each with the check-in it comes from."""
    found = []
    for row in reports:
        words = next((text for name in questions if (text := str(row.content.get(name, "")).strip())), "")
        if words:
            source = _("Check-in %(month)s, published on %(day)s:") % {
                "month": f"{row.checkin.month:%m/%Y}",
                "day": _day(localdate(row.published_at)),
            }
            found.append(f"{source}\n{words}")
    return "\n\n".join(found)
