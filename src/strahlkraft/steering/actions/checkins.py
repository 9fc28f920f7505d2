"""Check-ins: who is asked, asking, reminding, answering by link, looking through, publishing, correcting, dropping."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.audit.rules import canonical
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import ContactPoint
from strahlkraft.projects.models import Participation, Project
from strahlkraft.reuse.rules.offers import mailbox_problems
from strahlkraft.reuse.rules.requests import plain
from strahlkraft.steering import access
from strahlkraft.steering.actions._shared import ensure_version, record
from strahlkraft.steering.emails import checkins as emails
from strahlkraft.steering.models import CheckIn, ReportingContact, StatusReport
from strahlkraft.steering.queries import checkins as queries
from strahlkraft.steering.rules import checkins as rules
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import CHECKIN_MOVES, CheckInState

_STALE = gettext_noop("Somebody else has changed this in the meantime. Please look again; your text is below.")


@dataclass(frozen=True, slots=True)
class ContactInput:
    """Who answers for a project (``slug``): an empty mailbox ends the asking. ``seen_…``: what the page showed."""

    slug: str
    mailbox: str
    paused_until: date | None = None
    seen_mailbox: str = ""
    seen_paused: date | None = None

    @property
    def changed(self) -> bool:
        """Whether anything is to be done."""
        return (self.mailbox, self.paused_until) != (self.seen_mailbox, self.seen_paused)


def _month(month: date) -> Label:
    return Label("checkin_month", f"{month:%Y-%m}", f"{month:%m/%Y}")


def _one_region(projects: Iterable[Project]) -> int | None:
    regions = {project.region_id for project in projects}
    return regions.pop() if len(regions) == 1 else None


def _slugs(rows: Iterable[CheckIn]) -> list[str]:
    return sorted(row.project.slug for row in rows)


# ---- who is asked


@transaction.atomic
def set_contacts(*, by: Actor, at: datetime, given: Sequence[ContactInput], submission: UUID | None = None) -> int:
    """Name, change, pause or end who answers for many projects at once; returns how many changed.

    Reasons carry the field ``mailbox-<slug>``. What somebody else changed since the page was opened is refused.
    """
    wanted = {row.slug: row for row in given if row.changed}
    projects = {p.slug: p for p in Project.objects.filter(slug__in=wanted).select_related("region")}
    known = {
        row.project_id: row
        for row in ReportingContact.objects.select_for_update().filter(project__in=projects.values())
    }
    refusals: list[Refusal] = []
    for slug, row in wanted.items():
        if slug not in projects:
            raise _unknown()
        ensure(access.may_steer(by, projects[slug].region_id), hidden=True)
        refusals += mailbox_problems(row.mailbox, f"mailbox-{slug}")
        refusals += _stale(row, known.get(projects[slug].pk))
    ensure(refusals)
    leads = _lead_organisations(project.pk for project in projects.values())
    kept = {slug: projects[slug] for slug in wanted}
    others = [p for slug, p in kept.items() if _keep_contact(wanted[slug], p, known.get(p.pk), leads.get(p.pk))]
    _renew_links(others, at=at)
    if wanted:
        record(
            verb="set_reporting_contacts",
            by=by,
            at=at,
            subject=Label("reporting_contacts", "all", ", ".join(sorted({p.region.name for p in projects.values()}))),
            region_id=_one_region(projects.values()),
            after={"projects": sorted(wanted), "paused": sorted(s for s, row in wanted.items() if row.paused_until)},
            submission=submission,
        )
    return len(wanted)


def _stale(row: ContactInput, stored: ReportingContact | None) -> list[Refusal]:
    now = (stored.mailbox, stored.paused_until) if stored else ("", None)
    if now in {(row.seen_mailbox, row.seen_paused), (row.mailbox, row.paused_until)}:
        return []
    return [Refusal("stale", _STALE, f"mailbox-{row.slug}")]


def _lead_organisations(projects: Iterable[int]) -> dict[int, int]:
    rows = Participation.objects.filter(
        project__in=list(projects), role=Participation.Role.LEAD, organisation__isnull=False
    ).order_by("-position", "-pk")
    return dict(rows.values_list("project_id", "organisation_id"))


def _keep_contact(row: ContactInput, project: Project, stored: ReportingContact | None, lead: int | None) -> bool:
    """Store who answers; whether it is another mailbox than before."""
    another = (stored.mailbox if stored else "").casefold() != row.mailbox.casefold()
    if not row.mailbox:
        if stored:
            stored.delete()  # no deed of record: the trail keeps that it was there
        return another
    contact = stored or ReportingContact(project=project, organisation_id=lead)
    contact.mailbox, contact.paused_until = row.mailbox, row.paused_until
    contact.save()
    return another


def _renew_links(projects: list[Project], *, at: datetime) -> None:
    """Another mailbox answers: the links the one before has open nothing any more; what is open goes to the new one."""
    checkins = CheckIn.objects.select_for_update(of=("self",)).select_related("project").filter(project__in=projects)
    rows = list(checkins.order_by("project__title", "month"))
    for row in rows:
        row.code = new_code()
    CheckIn.objects.bulk_update(rows, ["code"], batch_size=200)
    asked = queries.reporting(ReportingContact.objects.filter(project__in=projects), today=localdate(at))
    mailboxes = dict(asked.values_list("project_id", "mailbox"))
    emails.post_requests([row for row in rows if row.state in rules.OPEN], mailboxes, at=at)


# ---- asking and reminding


@transaction.atomic
def request_month(
    *, by: Actor, at: datetime, region_id: int | None = None, submission: UUID | None = None
) -> list[CheckIn]:
    """Ask every running project for this month's word, once; of one region, or of all that ``by`` steers.

    Who has been asked already is not asked again. An older one that nobody answered is dropped, so that a project
    never owes two words. One letter per mailbox.
    """
    if region_id is not None:
        ensure(access.may_steer(by, region_id), hidden=True)
    today = localdate(at)
    month = rules.month_of(today)
    contacts = ReportingContact.objects.filter(access.of_steered_regions(by, "project__region"))
    contacts = contacts.filter(project__region_id=region_id) if region_id is not None else contacts
    asked = CheckIn.objects.filter(month=month).values("project_id")
    rows = list(
        queries.reporting(contacts, today=today)
        .exclude(project__in=asked)
        .select_for_update(of=("self",))
        .select_related("project")
        .order_by("mailbox", "project__title")
    )
    if not rows:
        return []
    projects = [row.project for row in rows]
    CheckIn.objects.filter(project__in=projects, month__lt=month, state__in=rules.OPEN).update(
        state=CheckInState.DROPPED, drop_reason=rules.NO_ANSWER
    )
    made = CheckIn.objects.bulk_create(
        CheckIn(project=project, month=month, code=new_code(), requested_at=at, due_on=rules.due_on(today))
        for project in projects
    )
    letters = emails.post_requests(made, {row.project_id: row.mailbox for row in rows}, at=at)
    record(
        verb="request_checkins",
        by=by,
        at=at,
        subject=_month(month),
        region_id=_one_region(projects),
        after={"projects": _slugs(made), "letters": letters},
        submission=submission,
    )
    return made


@transaction.atomic
def remind(*, at: datetime, region_id: int, by: Actor = SYSTEM) -> int:
    """Post what the ladder says for a region's open check-ins: 1, 7 and 14 days after; returns how many it is about.

    From the fourteenth day on the lead bodies' own mailboxes get a copy and the office one list.
    """
    ensure(access.may_steer(by, region_id), hidden=True)
    today = localdate(at)
    rows = queries.overdue(region_id, today=today).select_for_update(of=("self",)).select_related("project__region")
    steps = {
        row: step
        for row in rows.order_by("project__title")
        if (step := rules.reminder_due(row.due_on, queries.day_of(row.reminded_at), today))
    }
    if not steps:
        return 0
    for row in steps:
        row.state, row.reminded_at = CheckInState.REMINDED, at
        row.save(update_fields=["state", "reminded_at"])
    mailboxes = queries.mailboxes_of(row.project_id for row in steps)
    letters = emails.post_reminders(steps, mailboxes, at=at, today=today)
    if late := [row for row, step in steps.items() if step >= rules.COPY_FROM]:
        _copy(late, mailboxes, region_id=region_id, at=at)
    month = rules.month_of(today)
    after = {"projects": _slugs(steps), "letters": letters, "copied": _slugs(late)}
    record(verb="remind_checkins", by=by, at=at, subject=_month(month), region_id=region_id, after=after)
    return len(steps)


def _copy(late: list[CheckIn], mailboxes: Mapping[int, str], *, region_id: int, at: datetime) -> None:
    point = ContactPoint.objects.filter(region_id=region_id).first()
    leads = {
        project: mailbox
        for project, mailbox in queries.lead_mailboxes(row.project_id for row in late).items()
        if mailbox.casefold() != mailboxes.get(project, "").casefold()
    }
    emails.post_copies(
        late,
        leads,
        office=point.mailbox if point else "",
        region=late[0].project.region.name,
        at=at,
        today=localdate(at),
    )


# ---- answering


def _unknown() -> Refused:
    return Refused([Refusal("unknown", gettext_noop("There is no such check-in."))], hidden=True)


def _locked(code: str) -> CheckIn:
    rows = CheckIn.objects.select_for_update(of=("self",)).select_related("project__region")
    row = rows.filter(code=code).first()
    if row is None:
        raise _unknown()
    return row


def _own(by: Actor, code: str) -> CheckIn:
    """A check-in, by its private link or as who may report for the project."""
    row = _locked(code)
    if not (isinstance(by, access.LinkHolder) and (by.purpose, by.code) == ("checkin", row.code)):
        ensure(access.may_report(by, row.project), hidden=True)
    return row


def _plain(answers: rules.Answers) -> rules.Answers:
    return rules.Answers(**{name: plain(value) for name, value in answers.as_dict().items()})


@transaction.atomic
def save_draft(*, by: Actor, at: datetime, code: str, answers: rules.Answers, version: int) -> CheckIn:
    """Keep what was typed so far; nothing counts yet, so it leaves no line in the trail."""
    row = _own(by, code)
    ensure(may_move(CHECKIN_MOVES, row.state, "receive"))
    ensure_version(version, row.version)
    ensure(rules.draft_problems(answers))
    row.draft, row.draft_saved_at = _plain(answers).as_dict(), at
    row.version += 1
    row.save(update_fields=["draft", "draft_saved_at", "version"])
    return row


@transaction.atomic
def receive(
    *, by: Actor, at: datetime, code: str, answers: rules.Answers, version: int, submission: UUID | None = None
) -> CheckIn:
    """Send it; until the office has looked at it, it can be taken back."""
    row = _own(by, code)
    ensure(may_move(CHECKIN_MOVES, row.state, "receive"))
    ensure_version(version, row.version)
    answers = _plain(answers)
    ensure(rules.answer_problems(answers))
    state = row.state
    for name, value in answers.as_dict().items():
        setattr(row, name, value)
    row.state, row.received_at = CheckInState.RECEIVED, at
    row.draft, row.draft_saved_at = {}, None
    row.version += 1
    row.save()
    said = {name: getattr(row, name) for name in rules.LIGHTS}
    _of_one("receive_checkin", row, by=by, at=at, before=state, more=said, submission=submission)
    return row


def _of_one(
    verb: str,
    row: CheckIn,
    *,
    by: Actor,
    at: datetime,
    before: str,
    reason: str = "",
    more: Mapping[str, Any] | None = None,
    submission: UUID | None = None,
) -> None:
    """The line of a deed on one check-in stands in the history of its project."""
    record(
        verb=verb,
        by=by,
        at=at,
        subject=row.project.label,
        region_id=row.project.region_id,
        before={"checkin_state": before},
        after={"checkin_state": str(row.state), "month": f"{row.month:%Y-%m}", **(more or {})},
        reason=reason,
        submission=submission,
    )


@transaction.atomic
def take_back(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> CheckIn:
    """Take a check-in back to change it, until the office has looked at it; the words stay as a draft.

    What the office noted meanwhile for itself goes: above the open form it would be read as a reason to look again.
    """
    row = _own(by, code)
    ensure(may_move(CHECKIN_MOVES, row.state, "take_back"))
    before = _reopened(row, at=at)
    row.office_note = ""
    row.save()
    _of_one("take_back_checkin", row, by=by, at=at, before=before, submission=submission)
    return row


def _reopened(row: CheckIn, *, at: datetime) -> str:
    """Open it again with its words as a draft; returns the state before."""
    before, row.state = row.state, CheckInState.REMINDED
    row.draft, row.draft_saved_at = queries.answers_of(row).as_dict(), at
    row.received_at = row.reviewed_at = None
    row.version += 1
    return before


# ---- the office


def _steered(by: Actor, code: str) -> CheckIn:
    row = _locked(code)
    ensure(access.may_steer(by, row.project.region_id), hidden=True)
    return row


@transaction.atomic
def send_back(*, by: Actor, at: datetime, code: str, reason: str, submission: UUID | None = None) -> CheckIn:
    """Ask the project to look again; the reason goes to its mailbox and stands above the form."""
    row, reason = _steered(by, code), plain(reason)
    ensure(may_move(CHECKIN_MOVES, row.state, "send_back") + rules.reason_problems(reason))
    before = _reopened(row, at=at)
    row.office_note = reason
    row.due_on, row.reminded_at = rules.due_on(localdate(at), again=True), None
    row.save()
    mailbox = queries.mailboxes_of([row.project_id]).get(row.project_id, "")
    emails.post_returned(row, mailbox, reason=reason, at=at)
    _of_one("send_back_checkin", row, by=by, at=at, before=before, reason=reason, submission=submission)
    return row


@transaction.atomic
def drop(*, by: Actor, at: datetime, code: str, reason: str, submission: UUID | None = None) -> CheckIn:
    """Go without this month's word, and say why."""
    row, reason = _steered(by, code), plain(reason)
    ensure(may_move(CHECKIN_MOVES, row.state, "drop") + rules.reason_problems(reason))
    before, row.state, row.drop_reason = row.state, CheckInState.DROPPED, reason
    row.version += 1
    row.save()
    _of_one("drop_checkin", row, by=by, at=at, before=before, reason=reason, submission=submission)
    return row


@transaction.atomic
def settle(
    *,
    by: Actor,
    at: datetime,
    codes: Sequence[str],
    publish: bool,
    notes: Mapping[str, str] | None = None,
    submission: UUID | None = None,
) -> int:
    """Look through, or look through and publish, many at once; returns how many. ``notes`` are the office's own, by code.

    What somebody took back or published meanwhile is left alone. Published ones are frozen with number and SHA-256.
    """
    rows = list(
        CheckIn.objects.select_for_update(of=("self",))
        .select_related("project__region")
        .filter(code__in=[*codes, *(notes or {})])
        .order_by("project__title", "month")
    )
    for row in rows:
        ensure(access.may_steer(by, row.project.region_id), hidden=True)
    if not rows:  # nothing ticked, or only what is not there
        raise Refused([Refusal("nothing_chosen", gettext_noop("Please tick at least one check-in."))])
    _take_notes(rows, notes or {})
    chosen = [row for row in rows if row.code in set(codes)]
    done = [row for row in chosen if row.state == CheckInState.RECEIVED]
    for row in done:
        row.state, row.reviewed_at, row.reviewed_by = CheckInState.REVIEWED, at, by.actor_id
        row.version += 1
        row.save()
    reports = []
    if publish:
        done = [row for row in chosen if row.state == CheckInState.REVIEWED]
        reports = [_published(row, at=at) for row in done]
    if done or notes:
        _record_settled(done, reports, rows, by=by, at=at, publish=publish, submission=submission)
    return len(done)


def _take_notes(rows: list[CheckIn], notes: Mapping[str, str]) -> None:
    for row in rows:
        note = plain(notes.get(row.code, row.office_note))[: rules.NOTE_LIMIT]
        if note != row.office_note and row.state in {CheckInState.RECEIVED, CheckInState.REVIEWED}:
            row.office_note = note
            row.version += 1
            row.save(update_fields=["office_note", "version"])


def _published(row: CheckIn, *, at: datetime) -> StatusReport:
    row.state, row.published_at = CheckInState.PUBLISHED, at
    row.version += 1
    row.save()
    return _frozen(row, number=1, at=at, correction="")


def _frozen(row: CheckIn, *, number: int, at: datetime, correction: str) -> StatusReport:
    """The published content with its hash; nobody can change it any more (guard of the database)."""
    content = {
        "project": row.project.identifier,
        "title": row.project.title,
        "month": f"{row.month:%Y-%m}",
        "number": number,
        "said_on": str(queries.day_of(row.received_at)),
        "published_on": str(localdate(at)),
        "correction": correction,
        **queries.answers_of(row).as_dict(),
    }
    sha256 = hashlib.sha256(canonical(content)).hexdigest()
    return StatusReport.objects.create(checkin=row, number=number, content=content, sha256=sha256, published_at=at)


def _record_settled(
    done: list[CheckIn],
    reports: list[StatusReport],
    rows: list[CheckIn],
    *,
    by: Actor,
    at: datetime,
    publish: bool,
    submission: UUID | None,
) -> None:
    hashes: dict[str, str] = defaultdict(str)
    hashes |= {report.checkin.code: report.sha256 for report in reports}
    after = {
        "projects": _slugs(done),
        "reports": [f"{row.project.slug} {row.month:%Y-%m} {hashes[row.code]}".strip() for row in done],
    }
    verb = "publish_checkins" if publish else "review_checkins"
    if not done:
        verb, after = "note_checkin", {"projects": _slugs(rows)}
    region = _one_region(row.project for row in rows)
    record(verb=verb, by=by, at=at, subject=_month(rows[0].month), region_id=region, after=after, submission=submission)


@transaction.atomic
def correct(
    *,
    by: Actor,
    at: datetime,
    code: str,
    answers: rules.Answers,
    reason: str,
    version: int,
    submission: UUID | None = None,
) -> StatusReport:
    """Correct what was published by a newer number; the older ones stay as they are."""
    row, reason = _steered(by, code), plain(reason)
    if row.state != CheckInState.PUBLISHED:
        raise Refused([Refusal("wrong_state", gettext_noop("Only what is published is corrected by a newer number."))])
    ensure_version(version, row.version)
    answers = _plain(answers)
    ensure(rules.answer_problems(answers) + rules.reason_problems(reason))
    if answers == queries.answers_of(row):
        raise Refused([Refusal("unchanged", gettext_noop("Nothing is different from what is published."))])
    for name, value in answers.as_dict().items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    number = row.reports.count() + 1
    report = _frozen(row, number=number, at=at, correction=reason)
    more = {"number": number, "sha256": report.sha256}
    _of_one("correct_report", row, by=by, at=at, before=row.state, reason=reason, more=more, submission=submission)
    return report
