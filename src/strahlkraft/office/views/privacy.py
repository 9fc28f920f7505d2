"""Data protection: wishes of people about their data, the register of processing, periods, the protocol of forgetting."""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.design.addresses import is_german
from strahlkraft.design.tables import Column, csv_bytes, xlsx_bytes
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.rules import masked
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.privacy import CorrectForm, RefuseForm, ReleaseForm
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import page, person
from strahlkraft.privacy import access, papers, texts
from strahlkraft.privacy.actions import answering
from strahlkraft.privacy.models import DataWish
from strahlkraft.privacy.queries import own, register, wishes
from strahlkraft.privacy.queries.finding import person_of
from strahlkraft.privacy.queries.registry import word_of
from strahlkraft.privacy.rules import Wish, WishState, may_settle

PAGE_SIZE = 50
_FILES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
BADGES = {WishState.OPEN: "warn", WishState.DONE: "good", WishState.REFUSED: "unknown"}


def _manager(request: HttpRequest) -> User:
    """Who answers for data protection; for others these pages do not exist."""
    user = person(request)
    if access.may_manage(user):
        raise Http404
    return user


def period_of(row: Any) -> str:
    """How long something is kept, in words."""
    return texts.period(days=row.days, since=row.since, kept_because=row.kept_because)


def _said(name: str) -> Callable[[Mapping[str, str]], str]:
    return lambda row: row[name]


_COLUMNS = (
    Column("room", gettext_lazy("Room"), _said("room")),
    Column("table", gettext_lazy("Table"), _said("table"), width=26),
    Column("columns", gettext_lazy("Which data"), _said("columns"), width=50),
    Column("purpose", gettext_lazy("What for"), _said("purpose"), width=60),
    Column("basis", gettext_lazy("Legal basis"), _said("basis"), width=34),
    Column("period", gettext_lazy("How long"), _said("period"), width=60),
    Column("recipients", gettext_lazy("Who gets to see it"), _said("seen_by"), width=40),
)


def _row(row: DataWish) -> dict[str, Any]:
    return {
        "row": row,
        "wish": texts.WISHES[row.wish],
        "state": texts.STATES[row.state],
        "badge": BADGES[WishState(row.state)],
        "late": row.state == WishState.OPEN and row.answer_by is not None and row.answer_by < timezone.localdate(),
    }


@require_safe
@signed_in
def wish_list(request: HttpRequest) -> HttpResponse:
    """Wishes that wait, then those that were answered."""
    by = _manager(request)
    answered = wishes.wishes(by=by).exclude(state=WishState.OPEN)
    shown = Paginator(answered, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "here": "wishes",
        "open": [_row(row) for row in wishes.wishes(by=by, state=WishState.OPEN)[: wishes.MOST]],
        "answered": [_row(row) for row in shown],
        "page": shown,
    }
    return page(request, "office/privacy/wishes.html", context)


@require_safe
@signed_in
def processing(request: HttpRequest) -> HttpResponse:
    """The register of processing, made from what the rooms say of themselves."""
    _manager(request)
    rows = [papers.described(row) for row in register.processing()]
    context = {"here": "register", "rows": rows, "pseudonyms": register.pseudonyms()}
    return page(request, "office/privacy/register.html", context)


@require_safe
@signed_in
def processing_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a sheet for whoever watches over data protection, as a workbook, or as CSV."""
    _manager(request)
    if kind == "pdf":
        made = papers.register_sheet(on=timezone.localdate(), language="de" if is_german() else "en")
    else:
        rows = [papers.described(row) for row in register.processing()]
        made = (
            csv_bytes(rows, _COLUMNS, german=is_german())
            if kind == "csv"
            else xlsx_bytes(pgettext("data protection", "Register"), rows, _COLUMNS)
        )
    answer = HttpResponse(made, content_type=_FILES[kind])
    answer["Content-Disposition"] = f'attachment; filename="verzeichnis-der-verarbeitungen.{kind}"'
    return answer


@require_safe
@signed_in
def periods(request: HttpRequest) -> HttpResponse:
    """What is erased when, and by whom: the nightly job or the room's own clock."""
    _manager(request)
    rows = [
        {"room": texts.ROOMS[row.room], "table": row.table, "period": period_of(row), "by_room": row.by_room}
        for row in register.processing()
        if row.days is not None
    ]
    return page(request, "office/privacy/periods.html", {"here": "periods", "rows": rows})


@require_safe
@signed_in
def protocol(request: HttpRequest) -> HttpResponse:
    """What was forgotten in the nights of the last month."""
    by = _manager(request)
    return page(request, "office/privacy/protocol.html", {"here": "protocol", "nights": wishes.nights(by=by)})


def _found(request: HttpRequest, code: str) -> tuple[User, DataWish]:
    by = _manager(request)
    try:
        return by, wishes.wish(by=by, code=code)
    except Refused as refused:
        raise Http404 from refused


@require_safe
@signed_in
def wish(request: HttpRequest, code: str) -> HttpResponse:
    """One wish: what is kept, counted but not shown, and what can be done."""
    by, row = _found(request, code)
    return _wish_page(request, by, row)


def _wish_page(
    request: HttpRequest, by: User, row: DataWish, *, form: OfficeForm | None = None, refusing: RefuseForm | None = None
) -> HttpResponse:
    is_open = row.state == WishState.OPEN
    someone = person_of(mailbox=row.mailbox, account=row.account) if is_open else None
    why_not = may_settle(state=row.state, by=by.actor_id, account=row.account, by_mailbox=by.email, mailbox=row.mailbox)
    counted = own.counts_of(someone) if someone else []
    context = {
        **_row(row),
        "mailbox": masked(row.mailbox),
        "counted": [
            {"room": texts.ROOMS[kept.room], "purpose": _(kept.entry.purpose), "number": n} for kept, n in counted
        ],
        "may": is_open and not why_not,
        "own_wish": is_open and bool(why_not),
        "reason": texts.REASONS.get(row.reason, ""),
        "form": form or (_deed_form(row) if is_open else None),
        "refusing": refusing or (RefuseForm(wish=row.wish) if is_open else None),
        "left": [_left(one) for one in row.left],
    }
    bad = any(one is not None and one.is_bound and one.errors for one in (form, refusing))
    return page(request, "office/privacy/wish.html", context, status=422 if bad else 200)


def _left(one: Mapping[str, Any]) -> dict[str, Any]:
    """Where somebody still stands, in words; tables of the sign-in library belong to the accounts."""
    room = one["table"].partition(".")[0]
    word = word_of(apps.get_model(one["table"]), one["column"])
    return {
        "room": texts.ROOMS.get(room, texts.ROOMS["accounts"]),
        "table": one["table"],
        "word": word,
        "rows": one["rows"],
    }


def _deed_form(row: DataWish, data: Any = None) -> OfficeForm:
    if row.wish != Wish.CORRECTION:
        return ReleaseForm(data)
    return CorrectForm(data, held=own.held_of(person_of(mailbox=row.mailbox, account=row.account)))


@require_http_methods(["POST"])
@signed_in
def settle(request: HttpRequest, code: str) -> HttpResponse:
    """Do what was asked: release the export, erase, or put right."""
    by, row = _found(request, code)
    if row.state != WishState.OPEN:
        return redirect("office:data_wish", code)
    form = _deed_form(row, request.POST)
    if form.is_valid():
        outcome = carry_out(form.submission_id(), _deed(by, row, form))
        if outcome.done:
            tell(request, outcome, _("It is done; the person gets a letter."))
            return redirect("office:data_protection")
        form.show_refusals(outcome.refusals)
    return _wish_page(request, by, row, form=form)


def _deed(by: User, row: DataWish, form: OfficeForm) -> Callable[[], object]:
    given: dict[str, Any] = {
        "by": by,
        "at": timezone.now(),
        "code": row.code,
        "submission": form.submission_id(),
    }
    if isinstance(form, CorrectForm):
        more = {"entries": form.entries(), "note": form.cleaned_data["note"]}
        return lambda: answering.correct_entries(**given, **more)
    if row.wish == Wish.EXPORT:
        return lambda: answering.release_export(**given)
    return lambda: answering.erase_person(**given)


@require_http_methods(["POST"])
@signed_in
def refuse(request: HttpRequest, code: str) -> HttpResponse:
    """Refuse, for one of the reasons the law knows."""
    by, row = _found(request, code)
    if row.state != WishState.OPEN:
        return redirect("office:data_wish", code)
    form = RefuseForm(request.POST, wish=row.wish)
    if form.is_valid():
        outcome = carry_out(
            form.submission_id(),
            lambda: answering.refuse_wish(
                by=by,
                at=timezone.now(),
                code=code,
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                submission=form.submission_id(),
            ),
        )
        if outcome.done:
            tell(request, outcome, _("It is refused; the person gets a letter with the reason."))
            return redirect("office:data_protection")
        form.show_refusals(outcome.refusals)
    return _wish_page(request, by, row, refusing=form)
