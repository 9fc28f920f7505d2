"""Requests without an account: the form, the confirmation, the page of who asked, the page of who answers."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address
from strahlkraft.design.formats import day
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import AnswerForm, AskForm, MessageForm, ReasonedForm, RefusalForm
from strahlkraft.public.by_link import allowed, by_link, too_many, unknown_link, without_cookie
from strahlkraft.public.needs import need_text, read_names, shown_thing
from strahlkraft.reuse import access, actions, texts
from strahlkraft.reuse.documents import KINDS
from strahlkraft.reuse.models import ReuseOffer, ReuseRequest
from strahlkraft.reuse.queries import needs
from strahlkraft.reuse.queries.needs import Need
from strahlkraft.reuse.queries.things import ASKABLE, Thing, things
from strahlkraft.reuse.rules import requests as rules
from strahlkraft.reuse.rules.vocabulary import RequestState, Side

BETTER = 12  # offers to pick a better one from


def _thing(name: str) -> Thing:
    """What ``offer-some-slug`` names; 404 when it is not offered here."""
    names = read_names([name])
    found = things(names) if names and names[0][0] in ASKABLE else {}
    if not found:
        raise Http404
    return found[names[0]]


@without_cookie
def ask(request: HttpRequest, thing: str) -> HttpResponseBase:
    """The form of a request; the need and the municipality come along from the need box."""
    about, at = _thing(thing), timezone.now()
    if request.method == "POST":
        form = AskForm(request.POST, town=request.POST.get("town", ""))
        if form.is_valid() and not allowed(request, "ask"):
            return too_many(request)
        if carried_out(form, lambda: _ask(about, form, at)):
            return HttpResponseRedirect(f"{address(Label('ask', thing))}gesendet/")
        form.with_sound_stamp(at)
    else:
        known = {
            "need": need_text(request.GET.get("bedarf", "")),
            "municipality": request.GET.get("kommune", ""),
        }
        form = AskForm(initial=known)
    context = {"form": form, "thing": shown_thing(about), "confirm_days": rules.CONFIRM_WITHIN.days}
    return render(request, "public/asking/ask.html", context)


def _ask(about: Thing, form: AskForm, at: datetime) -> None:
    actions.ask(
        by=NOBODY,
        at=at,
        thing_kind=about.label.kind,
        thing_key=about.label.key,
        form=form.asked(at),
        language=(get_language() or "de")[:2],
    )


@require_safe
def sent(request: HttpRequest, thing: str) -> HttpResponse:
    """Say what happens next, and until when to confirm."""
    context = {
        "thing": shown_thing(_thing(thing)),
        "until": localdate() + rules.CONFIRM_WITHIN,
        "mail_folder": settings.EMAIL_FILE_PATH if settings.DEMO else "",
    }
    return render(request, "public/asking/sent.html", context)


def _of_link(purpose: str, token: str) -> ReuseRequest | None:
    code = access.read_token(purpose, token)
    rows = ReuseRequest.objects.select_related(
        "offer__project", "project", "software", "municipality", "better_offer", "region__contact_point"
    )
    return rows.filter(code=code).first() if code else None


@by_link
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a button and changes nothing (mail scanners open links); POST confirms. Pressed twice: all is well."""
    row = _of_link("confirm", token)
    if row is None:
        return unknown_link(request)
    refusals = rules.may_confirm(row.state, confirm_by=row.confirm_by, at=timezone.now())
    status = address(Label("request_status", access.link_token("status", row.code)))
    if request.method == "POST" and not refusals:
        try:
            actions.confirm(by=NOBODY, at=timezone.now(), code=row.code)
        except Refused as refused:  # pressed twice at once
            refusals = refused.refusals
        else:
            return HttpResponseRedirect(status)
    context = {
        "row": row,
        "about": row.about,
        "until": localdate(row.confirm_by),
        "refusals": [sentence(refusal) for refusal in refusals],
        "status_url": status if row.state != RequestState.DRAFT else "",
    }
    return render(request, "public/asking/confirm.html", context)


@by_link
def status(request: HttpRequest, token: str) -> HttpResponseBase:
    """For who asked: where the request stands, by when an answer is expected, what was written."""
    row = _of_link("status", token)
    if row is None or row.confirmed_at is None:
        return unknown_link(request)
    by, at = access.LinkHolder(Side.REUSER, row.code), timezone.now()
    message, taken_back = MessageForm(), ReasonedForm()
    if request.method == "POST" and request.POST.get("deed") == "withdraw":
        taken_back = ReasonedForm(request.POST)
        if carried_out(taken_back, lambda: actions.withdraw(by=by, at=at, code=row.code)):
            return HttpResponseRedirect(request.path)
    elif request.method == "POST":
        message = MessageForm(request.POST)
        said = request.POST.get("text", "")

        def write() -> None:
            actions.write_message(by=by, at=at, code=row.code, text=said, submission=message.submission_id)

        if carried_out(message, write):
            return HttpResponseRedirect(request.path)
    case = getattr(row, "case", None)
    context = _page(row) | {
        "form": message,
        "taken_back": taken_back,
        "may_write": not rules.may_write(Side.REUSER, row.state),
        "may_withdraw": not rules.may_move(row.state, "withdraw"),
        "case_url": _case_url("case-reuser", case.code) if case else "",
    }
    return render(request, "public/asking/status.html", context)


def _case_url(purpose: str, code: str) -> str:
    return address(Label("case_report", access.link_token(purpose, code)))


@by_link
def answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """For who was asked, without an account: answer, refuse with a reason, or make it a case."""
    row = _of_link("answer", token)
    if row is None or row.confirmed_at is None:
        return unknown_link(request)
    offers = _better_offers(row)
    forms: dict[str, ReasonedForm] = {
        "answer": AnswerForm(),
        "refuse": RefusalForm(offers=offers, prefix="refuse"),
        "case": ReasonedForm(),
    }
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    if deed and _answered(row, deed, forms, request, offers):
        return HttpResponseRedirect(request.path)
    case = getattr(row, "case", None)
    context = _page(row) | {
        "answer": forms["answer"],
        "refusal": forms["refuse"],
        "opening": forms["case"],
        "open_deed": deed,
        "may_answer": not rules.may_move(row.state, "answer"),
        "may_refuse": not rules.may_move(row.state, "refuse"),
        "may_open_case": not rules.may_move(row.state, "open_case"),
        "case_url": _case_url("case-provider", case.code) if case else "",
    }
    return render(request, "public/asking/answer.html", context)


def _answered(
    row: ReuseRequest, deed: str, forms: dict[str, ReasonedForm], request: HttpRequest, offers: list[tuple[str, str]]
) -> bool:
    """Carry out what the provider chose; the forms keep what was typed when it is refused."""
    by, at = access.LinkHolder(Side.PROVIDER, row.code), timezone.now()
    if deed == "refuse":
        forms["refuse"] = refusal = RefusalForm(request.POST, offers=offers, prefix="refuse")
        return carried_out(refusal, lambda: _refuse(row, refusal, by=by, at=at))
    if deed == "case":
        forms["case"] = opening = ReasonedForm(request.POST)
        opened = carried_out(opening, lambda: actions.open_case_from_request(by=by, at=at, code=row.code))
        return opened or row.state == RequestState.CASE  # pressed twice
    forms["answer"] = form = AnswerForm(request.POST)
    said = request.POST.get("text", "")
    return carried_out(
        form,
        lambda: actions.answer(by=by, at=at, code=row.code, text=said, submission=form.submission_id),
    )


def _refuse(row: ReuseRequest, form: ReasonedForm, *, by: access.LinkHolder, at: datetime) -> None:
    values = {name: form.cleaned_data[name] for name in ("reason", "better", "better_note", "text")}
    actions.refuse(by=by, at=at, code=row.code, submission=form.submission_id, **values)


def _better_offers(row: ReuseRequest) -> list[tuple[str, str]]:
    """Offers that may fit the need better, to pick from."""
    found = needs.find(Need(row.need, kinds=("offer",)), limit=BETTER)
    here = [(fit.thing.label.key, fit.thing.label.title) for fit in found.rows]
    same = ReuseOffer.objects.published().filter(project=row.offer.project_id) if row.offer else []
    names = dict([*((offer.slug, offer.title) for offer in same), *here])
    return [(slug, title) for slug, title in names.items() if row.offer is None or slug != row.offer.slug]


def _page(row: ReuseRequest) -> dict[str, Any]:
    """What both sides see of a request."""
    assert row.confirmed_at  # noqa: S101 - asked before
    clock = rules.clock(
        confirmed_on=localdate(row.confirmed_at),
        first_answer_on=localdate(row.first_answer_at) if row.first_answer_at else None,
        today=localdate(),
    )
    return {
        "row": row,
        "about": row.about,
        "about_url": address(row.about) if row.about.kind in KINDS else "",
        "state": texts.REQUEST_STATES[row.state],
        "clock": clock,
        "timeline": _timeline(row, clock),
        "messages_written": [
            {"who": texts.SIDES[message.side], "side": message.side, "text": message.text, "at": message.written_at}
            for message in row.messages.all()
        ],
        "reason": texts.REFUSAL_REASONS.get(row.refusal_reason, ""),
        "better_url": address(row.better_offer.label) if row.better_offer else "",
    }


def _timeline(row: ReuseRequest, clock: rules.Clock) -> list[dict[str, Any]]:
    """Confirmed, sent on, answered: what happened when, and what is expected by when."""
    ends = {
        RequestState.REFUSED: _("Refused with a reason"),
        RequestState.WITHDRAWN: _("Taken back"),
        RequestState.CASE: _("Became a reuse case"),
    }
    steps = [_past(_("Request confirmed"), row.confirmed_at)]
    if row.forwarded_at:
        steps.append(_past(_("Sent to the provider"), row.forwarded_at))
    elif clock.running:
        steps.append({"title": _("The office looks for somebody who answers"), "state": "current", "start": ""})
    if clock.running:
        steps.append(
            {
                "title": _("First answer"),
                "state": "planned",
                "planned_end": f"{clock.remind_on:%Y-%m-%d}",
                "text": _("After that we remind the provider; from %(date)s the project office looks after it.")
                % {"date": day(clock.escalate_on)},
            }
        )
    elif row.state not in {RequestState.REFUSED, RequestState.WITHDRAWN} or row.messages.exists():
        steps.append(_past(_("First answer"), row.first_answer_at))
    if row.state in ends:
        steps.append(_past(ends[RequestState(row.state)], row.closed_at))
    return steps


def _past(title: str, at: datetime | None) -> dict[str, Any]:
    """A step that was done on one day; a period that begins and ends on it is shown as that day."""
    day_of = f"{localdate(at):%Y-%m-%d}" if at else ""
    return {"title": title, "state": "done", "start": day_of, "end": day_of}
