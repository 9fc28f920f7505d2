"""Reports drafted, released by another person, handed in; and what the authority does with them (I16 to I20, I22)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.audit import four_eyes
from strahlkraft.audit.actions import record
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reports import access
from strahlkraft.reports.models import Report, ReportQuery
from strahlkraft.reports.papers.content import data_of as stored_data
from strahlkraft.reports.queries.drafts import Wanted, data_of, retitled, sealed, wanted_of
from strahlkraft.reports.rules import reports as rules
from strahlkraft.reports.rules.definitions import Grouping
from strahlkraft.reports.rules.questions import Question, day_problems, figures_from, problems
from strahlkraft.reports.rules.vocabulary import REPORT_MOVES, ReportKind, ReportState
from strahlkraft.steering.actions._shared import ensure_version
from strahlkraft.steering.rules.moves import may_move


def label_of(row: Report) -> Label:
    """A report as the trail names it."""
    return Label("report", row.code, row.title)


def _record(verb: str, row: Report, *, by: Actor, at: datetime, submission: UUID | None, **parts: Any) -> None:
    record(verb=verb, by=by, at=at, subject=label_of(row), region_id=row.region_id, submission=submission, **parts)


def _held(by: Actor, code: str, version: int) -> Report:
    """The report, locked, for its office; nobody else learns that it exists."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("region", "project")
    row = rows.filter(code=code).first()
    if row is None:
        raise Refused([], hidden=True)
    ensure(access.may_write(by, row.region_id), hidden=True)
    ensure_version(version, row.version)
    return row


def _move(row: Report, deed: str) -> None:
    ensure(may_move(REPORT_MOVES, row.state, deed))
    row.state = str(REPORT_MOVES[row.state][deed])
    row.version += 1


# ---- drafting


@transaction.atomic
def draft(
    *,
    by: Actor,
    at: datetime,
    wanted: Wanted,
    replaces: str = "",
    language: str = "de",
    submission: UUID | None = None,
) -> Report:
    """Compute a report and keep it as a draft: the office of the region. ``replaces``: code of a returned one."""
    region = wanted.project.region if wanted.project else wanted.region
    ensure(access.may_write(by, region.pk if region else None), hidden=region is not None)
    ensure([*rules.may_draft(wanted.kind, has_project=wanted.project is not None), *_day(wanted, localdate(at))])
    old = _returned(by, replaces) if replaces else None
    data = data_of(wanted, at=at, language=language)
    text, sha256 = sealed(data)
    row = Report.objects.create(
        code=new_code(),
        region=region,
        project=wanted.project,
        kind=wanted.kind,
        title=data["title"],
        as_of=wanted.as_of,
        choice={**wanted.choice, "example": wanted.example},
        introduction=data["introduction"],
        data=text,
        sha256=sha256,
        template=data["edition"],
        replaces=old,
        drafted_at=at,
        drafted_by=by.actor_id,
        last_edited_by=by.actor_id,
    )
    after = {"kind": row.kind, "as_of": row.as_of.isoformat(), "sha256": sha256}
    _record("draft_report", row, by=by, at=at, submission=submission, after=after)
    return row


def _day(wanted: Wanted, today: date) -> list[Refusal]:
    if wanted.kind != ReportKind.PARLIAMENT:
        return day_problems(wanted.as_of, today=today)
    grouping = Grouping(wanted.choice.get("grouping", Grouping.NONE))
    question = Question(figures_from(wanted.choice.get("figures", ())), grouping, wanted.as_of)
    return problems(question, today=today)


def _returned(by: Actor, code: str) -> Report:
    row = Report.objects.select_for_update(of=("self",)).filter(code=code).first()
    if row is None:
        raise Refused([], hidden=True)
    ensure(access.may_write(by, row.region_id), hidden=True)
    ensure(rules.may_replace(row.state, replaced=row.replaced_by.exclude(state=ReportState.DISCARDED).exists()))
    return row


@transaction.atomic
def edit(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    title: str,
    introduction: str,
    submission: UUID | None = None,
) -> Report:
    """Change title and introduction of a draft; the figures stay as computed."""
    row = _held(by, code, version)
    ensure([*rules.may_edit(row.state), *rules.words_problems(title=title, introduction=introduction)])
    before = {"sha256": row.sha256}  # the words stay out of the trail: authorities read it, drafts are not theirs (I22)
    row.title, row.introduction = title.strip(), introduction.strip()
    row.data, row.sha256 = sealed(retitled(stored_data(row), title=row.title, introduction=row.introduction))
    row.last_edited_by = by.actor_id
    row.version += 1
    row.save()
    after = {"sha256": row.sha256}
    _record("edit_report", row, by=by, at=at, submission=submission, before=before, after=after)
    return row


@transaction.atomic
def recompute(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Report:
    """Compute the figures of a draft again, with what has been booked or corrected since."""
    row = _held(by, code, version)
    ensure(rules.may_edit(row.state))
    before = {"sha256": row.sha256}
    data = data_of(wanted_of(row), at=at, language=stored_data(row)["language"])
    row.data, row.sha256 = sealed(data)
    row.template = data["edition"]
    row.last_edited_by = by.actor_id
    row.version += 1
    row.save()
    after = {"sha256": row.sha256}
    _record("recompute_report", row, by=by, at=at, submission=submission, before=before, after=after)
    return row


@transaction.atomic
def release(*, by: Actor, at: datetime, code: str, version: int, seen: str, submission: UUID | None = None) -> Report:
    """Release a draft as the second person, for just the content they saw (``seen``: its SHA-256); it is frozen from then on."""
    row = _held(by, code, version)
    facts = rules.ReleaseFacts((row.drafted_by, row.last_edited_by), row.sha256, seen)
    ensure(rules.may_release(facts, by=by.actor_id))
    _move(row, "release")
    row.released_at, row.released_by = at, by.actor_id
    row.save()
    _record("release_report", row, by=by, at=at, submission=submission, after={"sha256": row.sha256})
    return row


@transaction.atomic
def submit(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Report:
    """Hand a released report in: authority and Land see it from now on (I22)."""
    row = _held(by, code, version)
    _move(row, "submit")
    row.submitted_on = localdate(at)
    row.save()
    after = {"submitted_on": row.submitted_on.isoformat(), "sha256": row.sha256}
    _record("submit_report", row, by=by, at=at, submission=submission, after=after)
    return row


@transaction.atomic
def discard(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Report:
    """Drop a report that was not handed in; it stays on record."""
    row = _held(by, code, version)
    before = {"state": row.state}
    _move(row, "discard")
    row.save()
    _record("discard_report", row, by=by, at=at, submission=submission, before=before, after={"state": row.state})
    return row


@transaction.atomic
def answer(
    *, by: Actor, at: datetime, code: str, version: int, query: int, text: str, submission: UUID | None = None
) -> Report:
    """Answer a query of the authority; when the last one is answered the report waits for the authority again."""
    row = _held(by, code, version)
    ensure(rules.text_problems(text, "answer"))
    asked = row.queries.select_for_update().filter(pk=query).first()
    if asked is None:
        raise Refused([], hidden=True)
    if asked.answered_at is not None:
        raise Refused([Refusal("answered", gettext_noop("This query is answered already."))])
    asked.answer, asked.answered_at, asked.answered_by = text.strip(), at, by.actor_id
    asked.save(update_fields=["answer", "answered_at", "answered_by"])
    if not row.queries.filter(answered_at=None).exists():
        _move(row, "answer")
        row.save()
    _record("answer_report_query", row, by=by, at=at, submission=submission, after={"answer": asked.answer})
    return row


# ---- the authority


def _seen(by: Actor, code: str, version: int) -> Report:
    """A report that was handed in, locked, for the authority of its region or the Land."""
    row = Report.objects.select_for_update(of=("self",)).filter(code=code).first()
    if row is None or row.state not in access.SEEN_BY_AUTHORITY:
        raise Refused([], hidden=True)
    ensure(access.may_decide(by, row.region_id), hidden=True)
    ensure_version(version, row.version)
    return row


@transaction.atomic
def accept(
    *, by: Actor, at: datetime, code: str, version: int, note: str = "", submission: UUID | None = None
) -> Report:
    """The authority accepts a report."""
    return _decide(
        "accept", "accept_report", by=by, at=at, code=code, version=version, note=note, submission=submission
    )


@transaction.atomic
def return_(*, by: Actor, at: datetime, code: str, version: int, note: str, submission: UUID | None = None) -> Report:
    """The authority returns a report with its reason; a new one takes its place."""
    return _decide(
        "return", "return_report", by=by, at=at, code=code, version=version, note=note, submission=submission
    )


def _decide(
    deed: str,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    note: str,
    submission: UUID | None,
) -> Report:
    row = _seen(by, code, version)
    ensure(four_eyes.may_approve(by.actor_id, (row.drafted_by, row.last_edited_by, row.released_by)))
    if deed == "return":
        ensure(rules.text_problems(note, "note"))
    elif len(note.strip()) > rules.QUESTION_LIMIT:
        raise Refused([Refusal("too_long", gettext_noop("This text is too long."), "note")])
    _move(row, deed)
    row.decided_at, row.decided_by, row.decision_note = at, by.actor_id, note.strip()
    row.save()
    _record(verb, row, by=by, at=at, submission=submission, after={"note": row.decision_note})
    return row


@transaction.atomic
def ask(
    *, by: Actor, at: datetime, code: str, version: int, question: str, submission: UUID | None = None
) -> ReportQuery:
    """The authority asks about a report that was handed in."""
    row = _seen(by, code, version)
    ensure(rules.text_problems(question, "question"))
    if row.state != ReportState.QUERIED:
        _move(row, "query")
    else:
        row.version += 1
    row.save()
    asked = ReportQuery.objects.create(
        report=row, question=question.strip(), asked_at=at, asked_by=by.actor_id, asked_label=by.actor_label
    )
    _record("ask_about_report", row, by=by, at=at, submission=submission, after={"question": asked.question})
    return asked
