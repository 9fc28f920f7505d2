"""Who comes to an event: seats, the list, somebody by phone, badges, files; for who prepares the event only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit.queries import history_of
from strahlkraft.congress import texts
from strahlkraft.congress.actions import registration as actions
from strahlkraft.congress.actions import registration_desk as desk
from strahlkraft.congress.models import Occasion, Registration
from strahlkraft.congress.papers.badges import badges
from strahlkraft.congress.queries import registration as queries
from strahlkraft.congress.rules import registration as rules
from strahlkraft.congress.rules.vocabulary import Channel, RegistrationState
from strahlkraft.design.tables import Column, csv_bytes, xlsx_bytes
from strahlkraft.kernel.label import Label
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.registrations import ORDERS, BadgesForm, ListFilter, PhoneForm, SeatsForm, TakeForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.occasion_tabs import managed, occasion_page
from strahlkraft.office.saving import Outcome, carry_out, refused, tell
from strahlkraft.office.shell import person

PAGE_SIZE = 50
STATES = {
    RegistrationState.DRAFT: ("unknown", "mail"),
    RegistrationState.CONFIRMED: ("good", "check"),
    RegistrationState.WAITING: ("warn", "clock"),
    RegistrationState.CANCELLED: ("bad", "cross"),
}
"""State and icon of the badge that says where a registration stands."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _body(row: Registration) -> str:
    return row.municipality.name if row.municipality else row.organisation_name


def _needs(row: Registration) -> list[str]:
    return [str(texts.ACCESS_NEEDS[need]) for need in row.needs if need in texts.ACCESS_NEEDS]


COLUMNS = (
    Column("name", gettext_lazy("Name"), lambda row: row.name, width=28),
    Column("body", gettext_lazy("For"), _body, width=30),
    Column("mailbox", gettext_lazy("Mailbox"), lambda row: row.mailbox, width=30),
    Column("how", gettext_lazy("How"), lambda row: str(texts.CHANNELS[row.channel])),
    Column("state", gettext_lazy("State"), lambda row: str(texts.REGISTRATION_STATES[row.state])),
    Column("people", gettext_lazy("People"), lambda row: row.seats, "integer", 10),
    Column("companion", gettext_lazy("With a companion"), lambda row: row.companion, "yes_no", 12),
    Column("needs", gettext_lazy("Needs"), lambda row: ", ".join(_needs(row)), width=36),
    Column("note", gettext_lazy("Note on needs"), lambda row: row.needs_note, width=36),
    Column("photos", gettext_lazy("Photos may be published"), lambda row: row.photo_consent, "yes_no", 12),
    Column("confirmed_at", gettext_lazy("Confirmed"), lambda row: row.confirmed_at, "moment"),
)
"""What a file of the list holds."""


@require_safe
@signed_in
def registration_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody, with the seats, what the venue must prepare, who is in; filters and search."""
    occasion = managed(request, slug)
    chosen = ListFilter(request.GET)
    chosen.is_valid()
    unreachable = queries.unreachable(occasion)
    shown = Paginator(_chosen_rows(occasion, chosen, unreachable), PAGE_SIZE).get_page(request.GET.get("seite"))
    places = queries.places(occasion)
    needs = queries.needs_of(occasion)
    states = queries.states_of(occasion)
    context = {
        "filter": chosen,
        "page": shown,
        "rows": [_row(row, places, unreachable) for row in shown],
        "seats": [
            {"words": texts.CHANNELS[one.channel], "one": one, "percent": f"{one.share * 100:.1f}"}
            for one in queries.seats_of(occasion)
        ],
        "unconfirmed": states.get(RegistrationState.DRAFT, 0),
        "total": sum(states.values()),
        "needs": needs,
        "needs_rows": [(texts.ACCESS_NEEDS.get(code, code), n) for code, n in needs.counts.items()],
        "progress": queries.progress_of(occasion),
        "undelivered": len(unreachable),
        "last_badges": _last_badges(occasion),
        "open": not rules.may_open_form(queries.openness(occasion), at=timezone.now()),
    }
    return occasion_page(request, "office/registrations/list.html", occasion, context)


def _chosen_rows(occasion: Occasion, chosen: ListFilter, unreachable: set[str]) -> QuerySet[Registration]:
    rows = queries.with_came(occasion.registrations.select_related("municipality"))
    if text := chosen.value("q"):
        found = Q(name__icontains=text) | Q(mailbox__icontains=text) | Q(organisation_name__icontains=text)
        rows = rows.filter(found | Q(municipality__name__icontains=text))
    rows = rows.filter(state=chosen.value("stand")) if chosen.value("stand") else rows
    rows = rows.filter(channel=chosen.value("weg")) if chosen.value("weg") else rows
    special = {
        "bedarf": ~Q(needs=[]) | ~Q(needs_note="") | Q(companion=True),
        "brief": Q(mailbox__in=unreachable),
        "drin": Q(came__gt=0),
        "fehlt": Q(came=0, state=RegistrationState.CONFIRMED, channel=Channel.ONSITE),
    }
    rows = rows.filter(special.get(chosen.value("merkmal"), Q()))
    return rows.order_by(*ORDERS[chosen.value("sortierung") or "neu"][1])


def _row(row: Any, places: dict[int, int], unreachable: set[str]) -> dict[str, Any]:
    state, icon = STATES[RegistrationState(row.state)]
    return {
        "row": row,
        "body": _body(row),
        "badge": {"state": state, "icon": icon, "text": texts.REGISTRATION_STATES[row.state]},
        "place": places.get(row.pk),
        "needs": _needs(row),
        "undelivered": row.mailbox in unreachable,
        "may_come": row.state == RegistrationState.CONFIRMED and row.channel == Channel.ONSITE and row.came < row.seats,
        "left": row.seats - row.came,
    }


def _last_badges(occasion: Occasion) -> datetime | None:
    last = history_of(Label("occasion", occasion.slug)).filter(verb="take_badges").first()
    return last.at if last else None


def _filled_in(
    request: HttpRequest,
    occasion: Occasion,
    form: OfficeForm,
    kept: Any,
    save: Callable[[], object],
    words: dict[str, str],
) -> HttpResponse:
    """A form of this tab: shown, or saved and back to the list."""
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        outcome = carry_out(form.cleaned_data["submission"], save)
        if outcome.done:
            tell(request, outcome, words["saved"])
            return redirect("office:registrations", occasion.slug)
        form.show_refusals(outcome.refusals)
    context = {"form": form, "words": words, "restored": bool(kept)}
    status = 422 if request.method == "POST" else 200
    return occasion_page(request, "office/registrations/form.html", occasion, context, status=status)


def _sheet(request: HttpRequest) -> tuple[Any, Any]:
    """What was sent or kept for this form, and whether it was kept."""
    kept = take_pending_form(request, request.path) if request.method != "POST" else None
    return (request.POST if request.method == "POST" else kept), kept


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def seats(request: HttpRequest, slug: str) -> HttpResponse:
    """How many can come, and when people can register."""
    occasion = managed(request, slug)
    data, kept = _sheet(request)
    form = SeatsForm(data, occasion=occasion)

    def save() -> object:
        given = form.cleaned_data
        return actions.set_seats(
            by=person(request),
            at=timezone.now(),
            occasion=occasion,
            onsite=given.get("seats_onsite"),
            online=given.get("seats_online"),
            opens_at=given["registration_opens_at"],
            closes_at=given["registration_closes_at"],
            submission=given["submission"],
        )

    words = {
        "title": _("Seats and dates"),
        "lead": _("More seats let those who wait move up at once; each gets a letter."),
        "button": _("Save"),
        "saved": _("Seats and dates are saved."),
    }
    return _filled_in(request, occasion, form, kept, save, words)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def by_phone(request: HttpRequest, slug: str) -> HttpResponse:
    """Register somebody who asked by phone."""
    occasion = managed(request, slug)
    data, kept = _sheet(request)
    form = PhoneForm(data, occasion=occasion)

    def save() -> object:
        return actions.register_for(
            by=person(request),
            at=timezone.now(),
            occasion=occasion,
            form=form.registered(),
            language="de",
            submission=form.cleaned_data["submission"],
        )

    words = {
        "title": _("Register somebody"),
        "lead": _("For those who call or write. They need not confirm; a letter tells them at once."),
        "button": _("Register"),
        "saved": _("They are registered; the letter is on its way."),
    }
    return _filled_in(request, occasion, form, kept, save, words)


@require_safe
@signed_in
def registration(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One registration: everything about it, its letters, what can be done."""
    occasion = managed(request, slug)
    row = _of(occasion, pk)
    event = queries.openness(occasion)
    at = timezone.now()
    other = Channel.ONLINE if row.channel == Channel.ONSITE else Channel.ONSITE
    context = {
        **_row(row, queries.places(occasion), queries.unreachable(occasion)),
        "letters": queries.letters_of(row),
        "arrivals": row.check_ins.select_related("crew"),
        "uid": uuid4(),
        "deeds": [DeedForm(auto_id=False) for _number in range(3)],
        "other": texts.CHANNELS[other],
        "may_switch": not rules.may_switch(row.state, row.channel, other, event, at=at),
        "may_cancel": not rules.may_cancel(row.state, ends_at=occasion.ends_at, at=at),
    }
    return occasion_page(request, "office/registrations/registration.html", occasion, context)


def _of(occasion: Occasion, pk: int) -> Any:
    rows = queries.with_came(occasion.registrations.select_related("municipality", "occasion"))
    return get_object_or_404(rows, pk=pk)


def _done(
    request: HttpRequest, row: Registration, mark: UUID | None, deed: Callable[[], object], words: str
) -> Outcome:
    outcome = carry_out(mark, deed)
    if outcome.done:
        tell(request, outcome, words)
    else:
        refused(request, outcome)
    return outcome


@require_POST
@signed_in
def cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Cancel for somebody; their seat goes to who waits."""
    row, mark = _of(managed(request, slug), pk), DeedForm(request.POST).submission_id()

    def deed() -> object:
        return actions.cancel(by=person(request), at=timezone.now(), code=row.code, submission=mark)

    _done(request, row, mark, deed, _("The registration is cancelled; they get a letter."))
    return redirect("office:registration", slug, pk)


@require_POST
@signed_in
def switch(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let somebody take part the other way."""
    row, mark = _of(managed(request, slug), pk), DeedForm(request.POST).submission_id()
    other = Channel.ONLINE if row.channel == Channel.ONSITE else Channel.ONSITE

    def deed() -> object:
        return actions.switch_channel(by=person(request), at=timezone.now(), code=row.code, to=other, submission=mark)

    _done(request, row, mark, deed, _("This is changed; they get a letter."))
    return redirect("office:registration", slug, pk)


@require_POST
@signed_in
def arrive(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody came in, ticked in the office."""
    occasion = managed(request, slug)
    row, at = _of(occasion, pk), timezone.now()
    typed = {"uid": request.POST.get("uid"), "people": request.POST.get("people", "1")}
    scans, _bad = rules.read_scans([{**typed, "badge": str(row.badge), "scanned_at": at.isoformat()}])
    if not scans:
        raise Http404

    def deed() -> object:
        return actions.check_in(by=person(request), at=at, occasion=occasion, scan=scans[0])

    _done(request, row, None, deed, _("Counted."))
    return redirect("office:registration", slug, pk)


@require_POST
@signed_in
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """The list as a file; the trail notes who took it."""
    occasion = managed(request, slug)
    form = TakeForm(request.POST)
    if not form.is_valid():
        raise Http404
    kind = form.cleaned_data["form"]
    rows = desk.take_participants(by=person(request), at=timezone.now(), occasion=occasion, form=kind)
    columns = [replace(column, name=str(column.label)) for column in COLUMNS]  # read by people, not by machines
    content = csv_bytes(rows, columns, german=True) if kind == "csv" else xlsx_bytes(_("Participants"), rows, columns)
    media_type = "text/csv; charset=utf-8" if kind == "csv" else XLSX
    return _file(content, f"{occasion.slug}.{kind}", media_type)


@require_POST
@signed_in
def print_badges(request: HttpRequest, slug: str) -> HttpResponse:
    """Badges of everybody, or of those who got a seat since they were printed last."""
    occasion = managed(request, slug)
    form = BadgesForm(request.POST)
    if not form.is_valid():
        raise Http404
    since = _last_badges(occasion) if form.cleaned_data["which"] == "new" else None
    rows: list[Registration] = []

    def deed() -> None:
        rows.extend(desk.take_badges(by=person(request), at=timezone.now(), occasion=occasion, since=since))

    outcome = carry_out(None, deed)
    if not outcome.done:
        refused(request, outcome)
        return redirect("office:registrations", slug)
    return _file(badges(occasion, rows), f"{occasion.slug}-badges.pdf", "application/pdf")


def _file(content: bytes, name: str, media_type: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition})
