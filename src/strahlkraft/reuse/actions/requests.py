"""Requests for reuse: asked without an account, confirmed by mail, answered by whoever made it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

import strahlkraft.audit.actions as audit
from strahlkraft.kernel.actor import NOBODY, SYSTEM, Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.queries import of_mailbox
from strahlkraft.network.models import Municipality, Region
from strahlkraft.projects.models import Project
from strahlkraft.reuse import access, emails
from strahlkraft.reuse.actions import _shared as shared
from strahlkraft.reuse.models import RequestMessage, ReuseOffer, ReuseRequest, Software
from strahlkraft.reuse.rules import requests as rules
from strahlkraft.reuse.rules.offers import mailbox_problems
from strahlkraft.reuse.rules.vocabulary import RequestState, Side


@transaction.atomic
def ask(
    *,
    by: Actor,
    at: datetime,
    thing_kind: str,
    thing_key: str,
    form: rules.RequestForm,
    language: str,
    mailbox_known: bool = False,
) -> ReuseRequest:
    """Take a request for an offer, a project's result or software; it counts once confirmed by the link in the mail.

    No line in the trail yet: an unconfirmed request is erased after seven days as if it had never been. A form sent
    twice within minutes is one request and one letter. ``mailbox_known``: the mailbox was confirmed elsewhere and the
    caller confirms the request at once; the letter brings the link to its state instead.
    """
    target = _target(thing_kind, thing_key)
    municipality = Municipality.objects.filter(key=form.municipality, dissolved=False).first()
    mailbox, need = form.mailbox.strip(), rules.plain(form.need)
    drafts = ReuseRequest.objects.filter(of_mailbox(mailbox), state=RequestState.DRAFT)
    again = drafts.filter(
        created_at__gt=at - rules.SAME_SHEET, mailbox=mailbox, need=need, municipality=municipality, **target
    ).first()
    waiting = 0 if again else drafts.count()
    ensure(rules.may_ask(form, municipality_known=municipality is not None, waiting_from_mailbox=waiting))
    if again is not None:
        return again
    request = ReuseRequest.objects.create(
        **target,
        code=new_code(),
        municipality=municipality,
        organisation_name=rules.plain_line(form.organisation)[:200],
        need=need,
        mailbox=mailbox,
        person=rules.plain_line(form.person)[:120],
        language=language,
        created_at=at,
        confirm_by=at + rules.CONFIRM_WITHIN,
    )
    (emails.post_taken if mailbox_known else emails.post_confirmation)(request, at=at)
    return request


def _target(kind: str, key: str) -> dict[str, ReuseOffer | Project | Software | Region | None]:
    """The thing asked for and the region whose office accompanies it; Refused, hidden, when there is none."""
    if kind == "offer":
        offer = ReuseOffer.objects.published().select_related("project__region").filter(slug=key).first()
        if offer:
            return {"offer": offer, "region": offer.project.region}
    if kind == "project":
        project = Project.objects.published().select_related("region").filter(slug=key).first()
        if project:
            return {"project": project, "region": project.region}
    if kind == "software":
        software = Software.objects.listed().filter(slug=key).first()
        if software:
            return {"software": software, "region": None}
    raise Refused([Refusal("unknown", gettext_noop("This is not offered here."))], hidden=True)


@transaction.atomic
def confirm(*, by: Actor, at: datetime, code: str) -> ReuseRequest:
    """The link in the mail was pressed: the request counts, goes to the provider, the office gets its copy."""
    request = _locked(code)
    ensure(rules.may_confirm(request.state, confirm_by=request.confirm_by, at=at))
    request.provider_mailbox = shared.provider_mailbox(offer=request.offer, project=request.project)
    request.state = rules.TRANSITIONS[RequestState.DRAFT][
        "confirm_and_forward" if request.provider_mailbox else "confirm"
    ]
    request.confirmed_at = at
    request.forwarded_at = at if request.provider_mailbox else None
    request.save()
    if request.provider_mailbox:
        emails.post_to_provider(request, at=at, attempt=1)
    if office := shared.office_mailbox(request.region):
        emails.post_to_office(request, mailbox=office, at=at)
    _record("confirm_request", request, by=by, at=at, before=RequestState.DRAFT)
    return request


@transaction.atomic
def forward(*, by: Actor, at: datetime, code: str, mailbox: str, submission: UUID | None = None) -> ReuseRequest:
    """The office names who answers: the request goes to that function mailbox."""
    request = _locked(code)
    _ensure_side(by, request, Side.OFFICE)
    ensure(rules.may_move(request.state, "forward"))
    if not mailbox.strip():
        raise Refused([Refusal("mailbox_missing", gettext_noop("Name the mailbox that answers."), "mailbox")])
    ensure(mailbox_problems(mailbox.strip()))
    before = request.state
    request.provider_mailbox = mailbox.strip()
    request.state = rules.TRANSITIONS[RequestState(request.state)]["forward"]
    request.forwarded_at = at
    request.reminded_at = None
    request.save()
    emails.post_to_provider(request, at=at, attempt=int(at.timestamp()))
    _record("forward_request", request, by=by, at=at, before=before, submission=submission)
    return request


@transaction.atomic
def answer(*, by: Actor, at: datetime, code: str, text: str, submission: UUID | None = None) -> ReuseRequest:
    """Answer a request; the first answer stops the clock."""
    request = _locked(code)
    ensure(access.may_answer(by, request), hidden=True)
    ensure(rules.may_answer(request.state, text))
    before = request.state
    request.state = rules.TRANSITIONS[RequestState(request.state)]["answer"]
    request.first_answer_at = request.first_answer_at or at
    request.save()
    _write(request, text, side=_side(by, request), at=at)
    _record("answer_request", request, by=by, at=at, before=before, submission=submission)
    return request


@transaction.atomic
def write_message(*, by: Actor, at: datetime, code: str, text: str, submission: UUID | None = None) -> ReuseRequest:
    """The municipality writes again; the provider's and the office's words are answers."""
    request = _locked(code)
    side = _side(by, request)
    ensure(rules.may_write(side, request.state))
    ensure(rules.message_problems(text))
    _write(request, text, side=side, at=at)
    _record("write_on_request", request, by=by, at=at, before=request.state, submission=submission)
    return request


@transaction.atomic
def refuse(
    *,
    by: Actor,
    at: datetime,
    code: str,
    reason: str,
    text: str = "",
    better: str = "",
    better_note: str = "",
    submission: UUID | None = None,
) -> ReuseRequest:
    """Refuse with a reason from the closed list; ``better`` is the slug of an offer, ``better_note`` names another."""
    request = _locked(code)
    ensure(access.may_answer(by, request), hidden=True)
    offer = ReuseOffer.objects.published().filter(slug=better).first() if better else None
    if better and offer is None:
        raise Refused([Refusal("unknown", gettext_noop("We know no published offer of this name."), "better")])
    ensure(rules.may_refuse(request.state, reason, text=text, better=better or better_note.strip()))
    before = request.state
    request.state = rules.TRANSITIONS[RequestState(request.state)]["refuse"]
    request.refusal_reason = reason
    request.refusal_text = rules.plain(text)
    request.better_offer = offer
    request.better_note = rules.plain_line(better_note)[:300]
    request.first_answer_at = request.first_answer_at or at
    request.closed_at = at
    request.save()
    emails.post_refusal(request, at=at)
    _record("refuse_request", request, by=by, at=at, before=before, reason=reason, submission=submission)
    return request


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, code: str) -> ReuseRequest:
    """The municipality takes its request back."""
    request = _locked(code)
    ensure(access.may_withdraw_request(by, request), hidden=True)
    ensure(rules.may_move(request.state, "withdraw"))
    before = request.state
    request.state = RequestState.WITHDRAWN
    request.first_answer_at = request.first_answer_at or at
    request.closed_at = at
    request.save()
    _record("withdraw_request", request, by=by, at=at, before=before)
    return request


@transaction.atomic
def chase_request(*, at: datetime, code: str, by: Actor = SYSTEM) -> str:
    """Post the letter that is due for a waiting request; returns ``remind``, ``escalate`` or nothing."""
    request = _locked(code)
    if request.state not in rules.WAITING or request.confirmed_at is None:
        return ""
    today = localdate(at)
    clock = rules.clock(confirmed_on=localdate(request.confirmed_at), first_answer_on=None, today=today)
    due = rules.due_letter(
        clock, reminded=request.reminded_at is not None, escalated=request.escalated_at is not None, today=today
    )
    if due == "remind":
        request.reminded_at = at
        if request.provider_mailbox:
            emails.post_reminder(request, at=at, waited=clock.waited)
    elif due == "escalate":
        request.escalated_at = at
        if office := shared.office_mailbox(request.region):
            emails.post_escalation(request, mailbox=office, at=at, waited=clock.waited)
    else:
        return ""
    request.save()
    _record(f"{due}_request", request, by=by, at=at, before=request.state)
    return due


@transaction.atomic
def erase_unconfirmed(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Erase requests nobody confirmed in time, as was promised; returns how many."""
    ids = list(ReuseRequest.objects.filter(state=RequestState.DRAFT, confirm_by__lt=at).values_list("pk", flat=True))
    ReuseRequest.objects.filter(pk__in=ids).delete()
    return len(ids)


@transaction.atomic
def forget_people(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Erase mailbox and name of requests refused or taken back a year ago; returns how many.

    What was asked and how it ended stays, so that figures and deadlines can be traced. No line in the trail: it never
    held either.
    """
    over = ReuseRequest.objects.filter(
        state__in=[RequestState.REFUSED, RequestState.WITHDRAWN], closed_at__lt=at - rules.KEEP_CLOSED
    )
    return over.exclude(mailbox="", person="").update(mailbox="", person="")


def _locked(code: str) -> ReuseRequest:
    return (
        ReuseRequest.objects.select_for_update(of=("self",))
        .select_related("offer__project__region", "project__region", "software", "municipality", "region")
        .get(code=code)
    )


def _side(by: Actor, request: ReuseRequest) -> Side:
    side = access.side_in_request(by, request)
    if side is None:
        raise Refused([Refusal("no_right", gettext_noop("You may not answer this request."))], hidden=True)
    return side


def _ensure_side(by: Actor, request: ReuseRequest, side: Side) -> None:
    if _side(by, request) is not side:
        raise Refused([Refusal("no_right", gettext_noop("Only the project office of the region may do this."))])


def _write(request: ReuseRequest, text: str, *, side: Side, at: datetime) -> None:
    today = request.messages.filter(side=side, written_at__gt=at - timedelta(days=1)).count()
    ensure(rules.may_send_more(today))
    message = RequestMessage.objects.create(request=request, side=side, text=rules.plain(text), written_at=at)
    emails.post_message(request, text=message.text, side=side, number=message.pk, at=at)


def _record(
    verb: str,
    request: ReuseRequest,
    *,
    by: Actor,
    at: datetime,
    before: str,
    reason: str = "",
    submission: UUID | None = None,
) -> None:
    audit.record(
        by=by if by is not NOBODY else access.LinkHolder(Side.REUSER, request.code),
        at=at,
        verb=verb,
        subject=request.label,
        region_id=request.region_id,
        before={"state": before},
        after={"state": request.state},
        reason=reason,
        submission=submission,
    )
