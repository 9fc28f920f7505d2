"""Reuse cases: opened from a request, a report or a source; told step by step by both sides."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

import strahlkraft.audit.actions as audit
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Municipality
from strahlkraft.projects.models import Participation, Project
from strahlkraft.reuse import access, emails
from strahlkraft.reuse.actions import _shared as shared
from strahlkraft.reuse.models import CaseStep, Lesson, ReuseCase, ReuseOffer, ReuseRequest, Software
from strahlkraft.reuse.queries.cases import disagreement, last_words
from strahlkraft.reuse.rules import cases as rules
from strahlkraft.reuse.rules import requests as request_rules
from strahlkraft.reuse.rules.offers import mailbox_problems
from strahlkraft.reuse.rules.vocabulary import (
    CaseOrigin,
    CaseState,
    CostBand,
    EventKind,
    OperatingModel,
    RequestState,
    Side,
    Stated,
)

DETAILS = (
    "version_used",
    "modules",
    "operating_model",
    "pilot",
    "effort_days",
    "one_off_cost",
    "yearly_cost",
    "willing_to_talk",
)
EFFORT_LIMIT = 100_000


@transaction.atomic
def open_case_from_request(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> ReuseCase:
    """An answered request becomes a case; both sides get their link for reporting."""
    request = ReuseRequest.objects.select_for_update(of=("self",)).get(code=code)
    ensure(access.may_answer(by, request), hidden=True)
    ensure(request_rules.may_move(request.state, "open_case"))
    before = request.state
    request.state = RequestState.CASE
    request.closed_at = at
    request.save()
    case = ReuseCase.objects.create(
        code=new_code(),
        offer=request.offer,
        project=request.project,
        software=request.software,
        region=request.region,
        municipality=request.municipality,
        stated_name=request.asked_by,
        request=request,
        origin=CaseOrigin.REQUEST,
        state=CaseState.IN_CONTACT,
        state_since=f"{localdate(at):%Y-%m-%d}",
        opened_at=at,
        changed_at=at,
    )
    side = access.side_in_request(by, request) or Side.OFFICE
    CaseStep.objects.create(case=case, state=case.state, on=case.state_since, side=side, reported_at=at)
    emails.post_case_link(case, side=Side.REUSER, mailbox=request.mailbox, language=request.language, at=at)
    emails.post_case_link(
        case, side=Side.PROVIDER, mailbox=request.provider_mailbox, language=emails.OFFICE_LANGUAGE, at=at
    )
    _record(
        "open_case",
        case,
        by=by,
        at=at,
        before={"request": before},
        after={"state": case.state},
        submission=submission,
    )
    return case


@transaction.atomic
def record_case(
    *,
    by: Actor,
    at: datetime,
    thing: ReuseOffer | Project | Software,
    municipality: str,
    report: rules.StepReport,
    details: dict[str, Any] | None = None,
    mailbox: str = "",
    submission: UUID | None = None,
) -> ReuseCase:
    """An office or provider records a reuse it knows of; it counts once the reusing body has confirmed it.

    ``mailbox`` is the reusing body's, named by an office: a letter with its link goes there; the address is not kept.
    """
    ensure(mailbox_problems(mailbox.strip()))
    project = thing.project if isinstance(thing, ReuseOffer) else thing if isinstance(thing, Project) else None
    ensure(access.may_open_case(by, region_id=project.region_id if project else None, project=project), hidden=True)
    place = Municipality.objects.filter(key=municipality, dissolved=False).first()
    if place is None:
        raise Refused([Refusal("municipality_unknown", gettext_noop("Choose your municipality."), "municipality")])
    ensure(rules.may_step(CaseState.NAMED, report, opened_on=report.on, today=localdate(at)))
    values = _details(details or {})
    case = ReuseCase.objects.create(
        code=new_code(),
        offer=thing if isinstance(thing, ReuseOffer) else None,
        project=thing if isinstance(thing, Project) else None,
        software=thing if isinstance(thing, Software) else None,
        region=project.region if project else None,
        municipality=place,
        stated_name=place.official_name,
        origin=CaseOrigin.REPORTED,
        state=report.state,
        state_since=f"{report.on:%Y-%m-%d}",
        end_reason=report.reason,
        end_text=report.text.strip() if report.reason else "",
        opened_at=at,
        changed_at=at,
        **values,
    )
    side = access.side_in_case(by, case) or Side.OFFICE
    ensure(rules.may_name_mailbox(side, Side.REUSER, mailbox=mailbox.strip()))
    CaseStep.objects.create(
        case=case,
        state=report.state,
        on=case.state_since,
        side=side,
        note=report.text.strip(),
        reason=report.reason,
        reported_at=at,
    )
    emails.post_case_link(case, side=Side.REUSER, mailbox=mailbox.strip(), language=emails.OFFICE_LANGUAGE, at=at)
    _record("record_case", case, by=by, at=at, before={}, after={"state": case.state}, submission=submission)
    return case


@transaction.atomic
def report_step(
    *,
    by: Actor,
    at: datetime,
    code: str,
    report: rules.StepReport,
    version: int,
    details: dict[str, Any] | None = None,
    submission: UUID | None = None,
) -> ReuseCase:
    """One side says where the case stands; while the sides disagree, the earlier step counts and the office is shown both.

    A report of the reusing body confirms the record.
    """
    case = _locked(code)
    ensure(access.may_report(by, case), hidden=True)
    _ensure_version(case, version)
    side = access.side_in_case(by, case) or Side.OFFICE
    opened_on = localdate(case.request.confirmed_at) if case.request and case.request.confirmed_at else report.on
    last = _last_of(case, side)
    ensure(rules.may_step(last or case.state, report, opened_on=opened_on, today=localdate(at)))
    values = _details(details or {})
    before = {"state": case.state, **{name: getattr(case, name) for name in values}}
    CaseStep.objects.create(
        case=case,
        state=report.state,
        on=f"{report.on:%Y-%m-%d}",
        side=side,
        note=report.text.strip(),
        reason=report.reason,
        reported_at=at,
    )
    _settle(case)
    for name, value in values.items():
        setattr(case, name, value)
    if side is Side.REUSER:
        case.confirmed_at = at
    _save(case, at=at)
    _tell_operation(case, before=str(before["state"]), at=at)
    _record(
        "report_case",
        case,
        by=by,
        at=at,
        before=before,
        after={"state": case.state, "said": report.state, **values},
        reason=report.reason,
        submission=submission,
    )
    return case


@transaction.atomic
def describe_case(
    *, by: Actor, at: datetime, code: str, version: int, details: dict[str, Any], submission: UUID | None = None
) -> ReuseCase:
    """One side says how the result is run and what it took, without a new step; the reusing body confirms with it."""
    case = _locked(code)
    ensure(access.may_report(by, case), hidden=True)
    _ensure_version(case, version)
    values = _details(details)
    before = {name: getattr(case, name) for name in values}
    for name, value in values.items():
        setattr(case, name, value)
    if access.side_in_case(by, case) is Side.REUSER:
        case.confirmed_at = at
    _save(case, at=at)
    _record("describe_case", case, by=by, at=at, before=before, after=values, submission=submission)
    return case


@transaction.atomic
def confirm_case(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> ReuseCase:
    """The reusing body says: this is true as it stands. From then on it is counted and shown."""
    case = _locked(code)
    ensure(access.may_report(by, case), hidden=True)
    _ensure_version(case, version)
    if access.side_in_case(by, case) is not Side.REUSER:
        raise Refused([Refusal("not_reuser", gettext_noop("Only the reusing body confirms a reuse."))])
    first = case.confirmed_at is None
    case.confirmed_at = at
    _save(case, at=at)
    if first:
        _tell_operation(case, before="", at=at)
    _record(
        "confirm_case",
        case,
        by=by,
        at=at,
        before={"confirmed": not first},
        after={"confirmed": True},
        submission=submission,
    )
    return case


@transaction.atomic
def add_lesson(
    *,
    by: Actor,
    at: datetime,
    code: str,
    helped: str,
    hindered: str,
    advice: str,
    public: bool,
    submission: UUID | None = None,
) -> Lesson:
    """One side tells what it learnt; shown publicly only when it says so and the case is public."""
    case = _locked(code)
    ensure(access.may_report(by, case), hidden=True)
    ensure(rules.lesson_problems(helped, hindered, advice))
    side = access.side_in_case(by, case) or Side.OFFICE
    lesson = Lesson.objects.create(
        case=case,
        side=side,
        helped=helped.strip(),
        hindered=hindered.strip(),
        advice=advice.strip(),
        public=public,
        written_at=at,
    )
    _record(
        "add_lesson",
        case,
        by=by,
        at=at,
        before={},
        after={"lesson": lesson.pk, "public": public},
        submission=submission,
    )
    return lesson


@transaction.atomic
def send_case_link(
    *, by: Actor, at: datetime, code: str, side: str, mailbox: str = "", submission: UUID | None = None
) -> ReuseCase:
    """Send one side its link for reporting once more, to ``mailbox`` or to the one known; that address is not kept."""
    case = _locked(code)
    ensure(access.may_report(by, case), hidden=True)
    ensure(rules.may_name_mailbox(access.side_in_case(by, case) or Side.OFFICE, Side(side), mailbox=mailbox.strip()))
    asked = case.request
    if side == Side.REUSER:
        known, language = (asked.mailbox, asked.language) if asked else ("", emails.OFFICE_LANGUAGE)
    else:
        known, language = (asked.provider_mailbox if asked else ""), emails.OFFICE_LANGUAGE
        known = known or shared.provider_mailbox(offer=case.offer, project=case.project)
    to = mailbox.strip() or known
    if not to:
        raise Refused([Refusal("mailbox_missing", gettext_noop("Name the mailbox the letter goes to."), "mailbox")])
    ensure(mailbox_problems(to))
    emails.post_case_link(case, side=Side(side), mailbox=to, language=language, at=at, attempt=int(at.timestamp()))
    _record("send_case_link", case, by=by, at=at, before={}, after={"side": str(side)}, submission=submission)
    return case


@transaction.atomic
def record_named_reuses(*, at: datetime, by: Actor = SYSTEM) -> list[ReuseCase]:
    """Keep a case for every reuser a public source names in the register; their step is not known and not guessed."""
    named: QuerySet[Participation] = (
        Participation.objects.filter(role=Participation.Role.REUSER, project__publication="published")
        .select_related("project__region", "organisation__municipality")
        .order_by("project__slug", "position")
    )
    made = []
    for row in named:
        link = row.project.source_links.select_related("source").order_by("position").first()
        known = ReuseCase.objects.filter(
            project=row.project, origin=CaseOrigin.SOURCE, stated_name=row.stated_name
        ).exists()
        if known or link is None:
            continue
        case = ReuseCase.objects.create(
            code=new_code(),
            project=row.project,
            region=row.project.region,
            municipality=row.organisation.municipality if row.organisation else None,
            stated_name=row.stated_name,
            origin=CaseOrigin.SOURCE,
            source=link.source,
            wording=row.stated_name if not row.note else f"{row.stated_name}: {row.note}",
            state=CaseState.NAMED,
            opened_at=at,
            changed_at=at,
        )
        CaseStep.objects.create(case=case, state=case.state, side=Side.SOURCE, reported_at=at)
        _record("record_named_reuse", case, by=by, at=at, before={}, after={"state": case.state})
        made.append(case)
    return made


def _details(details: dict[str, Any]) -> dict[str, Any]:
    """The facts of operation that were handed in, each checked; Refused names the field."""
    refusals = []
    values = {name: value for name, value in details.items() if name in DETAILS}
    closed: tuple[tuple[str, type], ...] = (
        ("operating_model", OperatingModel),
        ("one_off_cost", CostBand),
        ("yearly_cost", CostBand),
        ("willing_to_talk", Stated),
    )
    for name, known in closed:
        if name in values and values[name] not in set(known):  # type: ignore[call-overload] # an enum's class lists its members
            refusals.append(Refusal("not_a_choice", gettext_noop("Please choose one of the values offered."), name))
    days = values.get("effort_days")
    if days is not None and not 0 <= days <= EFFORT_LIMIT:
        refusals.append(Refusal("effort_number", gettext_noop("Please write a number of 0 or more."), "effort_days"))
    ensure(refusals)
    return values


def _last_of(case: ReuseCase, side: Side) -> str:
    step = case.steps.filter(side=side).order_by("-reported_at", "-pk").first()
    return step.state if step else ""


def _settle(case: ReuseCase) -> None:
    """Which step counts now: the office's word, else the one that provider and reuser have both reached."""
    steps = last_words(case)
    disagreeing = disagreement(case)
    views = [rules.SideView(one.side, one.state, PartialDate.parse(one.on).first_day) for one in disagreeing]
    state = rules.standing(views) if views else steps[-1].state
    step = next(step for step in reversed(steps) if step.state == state)
    case.state, case.state_since = state, step.on
    case.end_reason, case.end_text = (step.reason, step.note) if step.reason else ("", "")


def _tell_operation(case: ReuseCase, *, before: str, at: datetime) -> None:
    """Others are told once a reuse in operation counts."""
    if before == CaseState.IN_OPERATION or not rules.counts_as_operation(
        case.state, confirmed=case.confirmed_at is not None
    ):
        return
    shared.leave_event(
        kind=EventKind.CASE_IN_OPERATION,
        subject_kind="case",
        subject_key=case.code,
        payload={
            "thing": case.about.title,
            "municipality_key": case.municipality.key if case.municipality else None,
            "municipality": case.stated_name,
            "since": case.state_since,
        },
        at=at,
    )


def _locked(code: str) -> ReuseCase:
    return (
        ReuseCase.objects.select_for_update(of=("self",))
        .select_related("offer__project__region", "project__region", "software", "municipality", "region", "request")
        .get(code=code)
    )


def _ensure_version(case: ReuseCase, version: int) -> None:
    if version != case.version:
        raise Refused(
            [
                Refusal(
                    "stale",
                    gettext_noop("Somebody else has reported in the meantime. Please look again; your text is below."),
                )
            ]
        )


def _save(case: ReuseCase, *, at: datetime) -> None:
    case.version += 1
    case.changed_at = at
    case.save()


def _record(
    verb: str,
    case: ReuseCase,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str = "",
    submission: UUID | None = None,
) -> None:
    audit.record(
        by=by,
        at=at,
        verb=verb,
        subject=case.label,
        region_id=case.region_id,
        before=before,
        after=after,
        reason=reason,
        submission=submission,
        public=rules.is_public(
            case.state, confirmed=case.confirmed_at is not None, from_source=case.origin == CaseOrigin.SOURCE
        ),
    )
