"""Sessions of the steering body in the workspace: agenda, invitation, decisions, minutes and their sheet of paper."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit.queries import history_of
from strahlkraft.design.addresses import address
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Right
from strahlkraft.office import board_sheets as sheets
from strahlkraft.office.forms.board import (
    InviteForm,
    ItemForm,
    MinutesForm,
    NoteForm,
    ReasonForm,
    SessionForm,
    SheetForm,
    VoteForm,
)
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.trail import told
from strahlkraft.steering import texts
from strahlkraft.steering.actions import sessions as actions
from strahlkraft.steering.models import AgendaItem, BoardSession
from strahlkraft.steering.papers.minutes import minutes_sheet
from strahlkraft.steering.queries import board as queries
from strahlkraft.steering.rules import board as rules
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import SESSION_MOVES, IdeaState, SessionState

PAGE_SIZE = 25
LAST_DEEDS = 8
STEPS = {"up": -1, "down": 1}


@require_safe
@signed_in
def session_list(request: HttpRequest) -> HttpResponse:
    """The sessions of the own regions, the latest first."""
    sheets.reader(request)
    shown = Paginator(queries.sessions_read(person(request)), PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "tab": "sessions",
        "page": shown,
        "rows": [{"session": row, "badge": _badge(row)} for row in shown],
        "may_create": sheets.steers(request),
    }
    return page(request, "office/board/sessions.html", context)


def _badge(row: BoardSession) -> dict[str, Any]:
    return {"look": sheets.SESSION_BADGES[row.state], "text": texts.SESSION_STATES[row.state]}


def _session(request: HttpRequest, code: str) -> BoardSession:
    session: BoardSession = get_object_or_404(queries.sessions_read(person(request)), code=code)
    return session


def _steered(request: HttpRequest, code: str) -> BoardSession:
    session = _session(request, code)
    sheets.must_steer(request, session.region_id)
    return session


def _facts(request: HttpRequest, session: BoardSession) -> dict[str, Any]:
    return {"by": person(request), "at": timezone.now(), "code": session.code}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Plan a session."""
    regions = sheets.steered_regions(request)

    def deed(form: SessionForm) -> BoardSession:
        return actions.plan(
            by=person(request),
            at=timezone.now(),
            region_id=form.cleaned_data["region"].pk,
            given=form.given(),
            submission=form.cleaned_data["submission"],
        )

    words = {"title": _("Plan a session"), "lead": _("Nobody is told before you invite."), "button": _("Plan")}
    return sheets.sheet(
        request,
        lambda data: SessionForm(data, regions=regions),
        deed,
        saved=_("The session is planned. Now fill its agenda."),
        to="office:session",
        show=lambda form, restored, status: _form_page(request, form, words, restored=restored, status=status),
    )


def _form_page(
    request: HttpRequest,
    form: SheetForm,
    words: dict[str, Any],
    *,
    session: BoardSession | None = None,
    item: AgendaItem | None = None,
    restored: bool,
    status: int,
) -> HttpResponse:
    context = {"form": form, "words": words, "session": session, "item": item, "restored": restored}
    return page(request, "office/board/session_form.html", context, status=status)


def _on_session(
    request: HttpRequest,
    session: BoardSession,
    make: Callable[[QueryDict | None], sheets.Form],
    deed: Callable[[sheets.Form], object],
    words: dict[str, Any],
    item: AgendaItem | None = None,
) -> HttpResponse:
    """One sheet about one session; ``words`` hold title, button, what is said when it is saved, and a lead."""
    return sheets.sheet(
        request,
        make,
        deed,
        saved=words["saved"],
        to="office:session",
        code=session.code,
        show=lambda form, restored, status: _form_page(
            request, form, words, session=session, item=item, restored=restored, status=status
        ),
        version=lambda: BoardSession.objects.get(pk=session.pk).version,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change name, day or place until the board is invited."""
    session = _steered(request, code)

    def deed(form: SessionForm) -> BoardSession:
        data = form.cleaned_data
        return actions.change(
            **_facts(request, session),
            version=data["version"] or 0,
            given=form.given(),
            submission=data["submission"],
        )

    words = {"title": _("Change"), "button": _("Save"), "saved": _("The session is saved.")}
    return _on_session(request, session, lambda data: SessionForm(data, session=session), deed, words)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One session: its agenda, what was decided, its minutes, and what can be done now."""
    session = _session(request, code)
    kept = take_pending_form(request, f"{request.path}tagesordnung/")
    form = _item_form(session, kept) if kept else None
    if form:
        form.without_verdict()
    return _page(request, session, form=form, restored=bool(kept))


def _item_form(session: BoardSession, data: QueryDict | None) -> ItemForm:
    return ItemForm(data, ideas=queries.agenda_candidates(session))


def _items(session: BoardSession) -> list[AgendaItem]:
    rows = session.items.filter(removed=False).select_related("idea").order_by("position", "pk")
    return list(rows)


def _row(item: AgendaItem) -> dict[str, Any]:
    idea = item.idea
    return {
        "item": item,
        "title": item.topic or (idea.title if idea else ""),
        "decision": texts.DECISIONS.get(item.decision, ""),
        "waits": bool(idea and not item.decision and idea.state == IdeaState.ON_AGENDA),
        "withdrawn": bool(idea and not item.decision and idea.state == IdeaState.WITHDRAWN),
        "url": address(idea.label) if idea else "",
    }


def _page(
    request: HttpRequest,
    session: BoardSession,
    *,
    form: ItemForm | None = None,
    restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    user, at = person(request), timezone.now()
    manages = user.holds(Right.STEER_PROJECTS, region_id=session.region_id)
    planned, held = session.state == SessionState.PLANNED, session.state == SessionState.HELD
    rows = [_row(item) for item in _items(session)]
    context = {
        "session": session,
        "badge": _badge(session),
        "manages": manages,
        "rows": rows,
        "open_agenda": manages and planned,
        "form": (form or _item_form(session, None)) if manages and planned else None,
        "may": {
            "invite": manages and planned,
            "hold": manages and not rules.may_hold(session.state, starts_at=session.starts_at, at=at),
            "cancel": manages and not may_move(SESSION_MOVES, session.state, "cancel"),
            "write": manages and held,
            "paper": (manages and held) or session.state == SessionState.MINUTED,
        },
        "early": manages and session.state == SessionState.INVITED and at < session.starts_at,
        "why_not": _why_not(request, session, rows) if manages and held else [],
        "invited": session.invited.splitlines() if manages else [],
        "shows_minutes": session.state == SessionState.MINUTED or (manages and held),
        "deed": DeedForm(auto_id=False),
        "entries": told(history_of(session.label)[:LAST_DEEDS]) if manages else [],
        "restored": restored,
    }
    return page(request, "office/board/session.html", context, status=status)


def _why_not(request: HttpRequest, session: BoardSession, rows: list[dict[str, Any]]) -> list[str]:
    """Why this person cannot approve the minutes now; empty when they can."""
    refusals = rules.may_approve_minutes(
        session.state,
        minutes=session.minutes,
        present=session.present,
        undecided=sum(row["waits"] for row in rows),
        writers=queries.writers_of(session),
        by=person(request).actor_id,
    )
    return [sentence(refusal) for refusal in refusals]


@require_POST
@signed_in
def add_item(request: HttpRequest, code: str) -> HttpResponse:
    """Put an idea or a topic on the agenda."""
    session = _steered(request, code)
    form = _item_form(session, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.add_item(
                **_facts(request, session),
                idea_code=data["idea"],
                topic=data["topic"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("It stands on the agenda."))
            return sheets.back("office:session", session.code, "agenda")
        form.show_refusals(outcome.refusals)
    return _page(request, _session(request, code), form=form, status=422)


@require_POST
@signed_in
def arrange(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Move an item up or down, or take it off the agenda."""
    session = _steered(request, code)
    facts = _facts(request, session) | {"item": pk}
    deed = request.POST.get("deed", "")
    if deed == "remove":
        return sheets.press(
            request,
            lambda submission: actions.remove_item(**facts, submission=submission),
            _("It is off the agenda."),
            to="office:session",
            code=session.code,
            anchor="agenda",
        )
    if deed not in STEPS:
        raise Http404
    return sheets.press(
        request,
        lambda submission: actions.move_item(**facts, steps=STEPS[deed], submission=submission),
        _("The agenda has a new order."),
        to="office:session",
        code=session.code,
        anchor=f"item-{pk}",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Invite the board by letter; the agenda is fixed with it."""
    session = _steered(request, code)
    known = {"mailboxes": tuple(queries.board_mailboxes(session.region_id)), "version": session.version}

    def deed(form: InviteForm) -> BoardSession:
        data = form.cleaned_data
        return actions.invite(
            **_facts(request, session),
            version=data["version"] or 0,
            mailboxes=data["mailboxes"],
            words=data["words"],
            submission=data["submission"],
        )

    words = {
        "title": _("Invite the board"),
        "lead": _("Everybody gets the agenda by letter. With it, date and agenda are fixed."),
        "button": _("Send the invitation"),
        "saved": _("The board is invited."),
    }
    return _on_session(request, session, lambda data: InviteForm(data, initial=known), deed, words)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Cancel a session, with the reason those invited read."""
    session = _steered(request, code)

    def deed(form: ReasonForm) -> BoardSession:
        data = form.cleaned_data
        return actions.cancel(**_facts(request, session), reason=data["reason"], submission=data["submission"])

    words = {
        "title": _("Cancel the session"),
        "lead": _("Its ideas go back to the checked ones; those invited get a letter."),
        "button": _("Cancel for good"),
        "danger": True,
        "saved": _("The session is cancelled."),
    }
    return _on_session(request, session, ReasonForm, deed, words)


@require_POST
@signed_in
def hold(request: HttpRequest, code: str) -> HttpResponse:
    """The session took place."""
    session = _steered(request, code)
    return sheets.press(
        request,
        lambda submission: actions.hold(**_facts(request, session), submission=submission),
        _("The session was held. Now write down its decisions and minutes."),
        to="office:session",
        code=session.code,
    )


def _item(session: BoardSession, pk: int) -> AgendaItem:
    row: AgendaItem = get_object_or_404(session.items.filter(removed=False).select_related("idea"), pk=pk)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decide(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write down what was decided about an idea, or how a topic was talked about."""
    session = _steered(request, code)
    row = _item(session, pk)
    if row.idea is None or row.decision:
        return _note(request, session, row)

    def deed(form: VoteForm) -> AgendaItem:
        data = form.cleaned_data
        return actions.decide(
            **_facts(request, session),
            item=row.pk,
            vote=form.vote(),
            note=data["note"],
            submission=data["submission"],
        )

    words = {
        "title": _("Decision"),
        "lead": _("Whoever handed the idea in gets the decision with its reason by letter at once."),
        "button": _("Write the decision down"),
        "saved": _("The decision is written down."),
    }
    return _on_session(request, session, lambda data: VoteForm(data, item=row), deed, words, row)


def _note(request: HttpRequest, session: BoardSession, row: AgendaItem) -> HttpResponse:
    def deed(form: NoteForm) -> AgendaItem:
        data = form.cleaned_data
        return actions.write_note(
            **_facts(request, session), item=row.pk, note=data["note"], submission=data["submission"]
        )

    words = {"title": _("Course of the discussion"), "button": _("Save"), "saved": _("It is written down.")}
    return _on_session(request, session, lambda data: NoteForm(data, item=row), deed, words, row)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def write(request: HttpRequest, code: str) -> HttpResponse:
    """Write the minutes."""
    session = _steered(request, code)

    def deed(form: MinutesForm) -> BoardSession:
        data = form.cleaned_data
        facts = {name: data[name] for name in ("present", "voting", "minutes", "submission")}
        return actions.write_minutes(**_facts(request, session), version=data["version"] or 0, **facts)

    words = {
        "title": _("Write the minutes"),
        "lead": _("Another person reads and approves them; until then they can be changed."),
        "button": _("Save"),
        "saved": _("The minutes are saved."),
    }
    return _on_session(request, session, lambda data: MinutesForm(data, session=session), deed, words)


@require_POST
@signed_in
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """Approve the minutes as they were read; from then on nobody changes them."""
    session = _steered(request, code)
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isdecimal() and len(seen) < 9 else 0  # noqa: PLR2004 - more versions there are not
    return sheets.press(
        request,
        lambda submission: actions.approve_minutes(**_facts(request, session), version=version, submission=submission),
        _("The minutes are approved; nobody can change them any more."),
        to="office:session",
        code=session.code,
    )


@require_safe
@signed_in
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The minutes to print; before their approval marked as a draft."""
    session = _session(request, code)
    manages = person(request).holds(Right.STEER_PROJECTS, region_id=session.region_id)
    if session.state != SessionState.MINUTED and not (manages and session.state == SessionState.HELD):
        raise Http404
    sheet = minutes_sheet(session, language=(get_language() or "de")[:2])
    answer = HttpResponse(sheet, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="niederschrift-{session.code.lower()}.pdf"'
    return answer
