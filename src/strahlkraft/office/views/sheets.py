"""The office's own spreadsheet: handed in, columns named, changes looked at, applied, taken back, written again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.design import formats
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.slug import slugify
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.forms.sheets import ApplyForm, ColumnsForm, DecisionsForm, UploadForm
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.projects.models import Project
from strahlkraft.steering import texts
from strahlkraft.steering.actions import sheets as actions
from strahlkraft.steering.models import SheetImport
from strahlkraft.steering.queries import sheets as queries
from strahlkraft.steering.rules.sheets import AMOUNTS, DATES, MOST_BYTES, NEW, PHASE_DATES, Change
from strahlkraft.steering.sheets.cells import Sheet
from strahlkraft.steering.sheets.filling import filled, head_of, standard
from strahlkraft.steering.sheets.interpreting import DAYS
from strahlkraft.steering.sheets.mapping import choices, guess, remembered
from strahlkraft.steering.sheets.matching import How
from strahlkraft.steering.sheets.planning import Plan, RowPlan
from strahlkraft.steering.sheets.writing import csv_bytes, xlsx_bytes

MOST_ASKED = 60
"""Rows that are asked about on one page."""
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_RECENT = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """One change as the page says it."""

    cell: str
    label: str
    item: str
    old: str
    new: str
    why: str = ""


def _steers(request: HttpRequest) -> None:
    if not person(request).holds(Right.STEER_PROJECTS):
        raise Http404


def _labels() -> dict[str, str]:
    return {str(name): str(word) for name, word in texts.SHEET_FIELDS.items()}


def _value(field: str, stored: str) -> str:
    """A stored value as people read it; empty for none."""
    if not stored:
        return ""
    if field in AMOUNTS:
        amount = formats.money(Decimal(stored.removeprefix("~")))
        return _("about %(amount)s") % {"amount": amount} if stored.startswith("~") else amount
    if field in DAYS or field in DATES or field in PHASE_DATES:
        return formats.partial_date(stored, "short")
    return stored


def _shown(change: Change, why: str = "") -> Shown:
    label = _("New project") if change.field == NEW else str(texts.SHEET_FIELDS[change.field])
    item = "" if change.item in (change.new, change.old) else change.item
    return Shown(change.cell, label, item, _value(change.field, change.old), _value(change.field, change.new), why)


def _said(fault: Refusal) -> str:
    """A sentence about a cell; fields it names in their words."""
    if "missing" in fault.params:
        labels = _labels()
        names = ", ".join(labels[name] for name in fault.params["missing"].split(", "))
        fault = Refusal(fault.code, fault.message, fault.field, fault.params | {"missing": names})
    return sentence(fault)


# ---- the list, handing in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sheets(request: HttpRequest) -> HttpResponse:
    """What was read in, what waits, and the place to hand a list in."""
    _steers(request)
    user, at = person(request), timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, regions=queries.region_names(user))
    if sent and form.is_valid():
        actions.forget_sheets(at=at)
        file, kept = form.cleaned_data["file"], list[queries.Kept]()
        outcome = carry_out(
            form.submission_id(),
            lambda: kept.append(
                actions.keep_sheet(
                    by=user,
                    at=at,
                    region=form.cleaned_data["region"],
                    name=file.name,
                    data=file.read(MOST_BYTES + 1),
                    submission=form.submission_id(),
                )
            ),
        )
        if outcome.done:
            return redirect("office:sheet_columns", kept[0].code) if kept else redirect("office:sheets")
        form.show_refusals(outcome.refusals)
    context = {
        "form": form,
        "waiting": queries.all_kept(user, at=at),
        "imports": [_line(row) for row in queries.imports(user)[:_RECENT]],
        "discard": DeedForm(auto_id=False),
    }
    return page(request, "office/sheets/list.html", context, status=422 if form.is_bound and form.errors else 200)


def _line(row: SheetImport) -> dict[str, Any]:
    return {"row": row, "projects": len({change["project"] for change in row.changes}), "takes_back": _takes_back(row)}


def _takes_back(row: SheetImport) -> SheetImport | None:
    return getattr(row, "undoes", None)


def _waiting(request: HttpRequest, code: str) -> tuple[queries.Kept, Sheet]:
    _steers(request)
    upload = queries.kept(person(request), code, at=timezone.now())
    if upload is None:
        raise Http404
    return upload, queries.sheet_of(person(request), upload)


@require_POST
@signed_in
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Throw a waiting file away."""
    _waiting(request, code)
    outcome = carry_out(None, lambda: actions.discard_sheet(by=person(request), at=timezone.now(), code=code))
    tell(request, outcome, _("The file is thrown away; nothing of it was taken over."))
    return redirect("office:sheets")


# ---- columns


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def columns(request: HttpRequest, code: str) -> HttpResponse:
    """Say what each column holds: guessed, or as the last time."""
    upload, sheet = _waiting(request, code)
    user = person(request)
    last = queries.last_like(user, sheet.fingerprint)
    known = upload.columns
    if known is None:
        known = remembered(sheet.headers, last.mapping["columns"]) if last else guess(sheet.headers, _own_heads())
    form = ColumnsForm(request.POST if request.method == "POST" else None, sheet=sheet, columns=known)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        outcome = carry_out(None, lambda: actions.arrange_sheet(by=user, at=at, code=code, columns=form.columns()))
        if outcome.done:
            return redirect("office:sheet_check", code)
        form.show_refusals(outcome.refusals)
    context = {
        "form": form,
        "upload": upload,
        "sheet": sheet,
        "head": sheet.head + 1,
        "last": last,
        "steps": _steps(code, 1),
        "discard": DeedForm(auto_id=False),
    }
    return page(request, "office/sheets/columns.html", context, status=422 if form.is_bound and form.errors else 200)


def _own_heads() -> dict[str, str]:
    labels = _labels()
    return {key: head_of(key, labels) for key in choices() if key}


def _steps(code: str, now: int) -> list[dict[str, str]]:
    """Where somebody stands between file and changed projects."""
    labels = (_("File"), _("Columns"), _("Changes"), _("Done"))
    states = ["done" if place < now else "current" if place == now else "todo" for place in range(len(labels))]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


# ---- the dry run


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Every change old and new; rows to decide on; cells that cannot be read. Nothing happens before "apply"."""
    upload, sheet = _waiting(request, code)
    if upload.columns is None:
        return redirect("office:sheet_columns", code)
    user = person(request)
    plan = queries.plan_of(user, upload, sheet, today=localdate())
    known = queries.known_projects(user)
    deciding = "decide" in request.POST
    decisions = DecisionsForm(request.POST if deciding else None, rows=plan.open[:MOST_ASKED], projects=known)
    if deciding and decisions.is_valid():
        given = decisions.decisions()
        outcome = carry_out(None, lambda: actions.arrange_sheet(by=user, at=timezone.now(), code=code, decisions=given))
        if not outcome.done:
            refused(request, outcome)
        return redirect("office:sheet_check", code)
    seen: Mapping[str, str] = {}
    if request.method == "POST" and not deciding:
        form = ApplyForm(request.POST)
        done = _apply(request, code, form, upload)
        if done is not None:
            return done
        seen = _marks(form.data.get("seen", ""))
        plan = queries.plan_of(user, upload, sheet, today=localdate())
    titles = {project.slug: project.title for project in known}
    marks = " ".join(f"{row.number}:{row.digest[:8]}" for row in plan.rows if row.changes)
    context = {
        "upload": upload,
        "sheet": sheet,
        "steps": _steps(code, 2),
        "rows": [_row(row, titles, seen) for row in plan.rows if row.changes or row.faults],
        "counts": _counts(plan),
        "decisions": decisions if plan.open else None,
        "unasked": max(0, len(plan.open) - MOST_ASKED),
        "moved": bool(seen),
        "form": ApplyForm(initial={"digest": plan.digest, "seen": marks}),
        "discard": DeedForm(auto_id=False),
    }
    return page(request, "office/sheets/check.html", context, status=409 if seen else 200)


def _marks(text: str) -> dict[str, str]:
    """Row and mark of what was shown when the form was sent."""
    return dict(pair.split(":", 1) for pair in text.split() if ":" in pair)


def _row(row: RowPlan, titles: Mapping[str, str], seen: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": titles.get(row.match.slug) or row.title or _("without a name"),
        "called": row.title if row.match.slug and row.title != titles.get(row.match.slug) else "",
        "new": row.match.how is How.NEW,
        "changes": [_shown(change) for change in row.changes if change.field != NEW],
        "faults": [_said(fault) for fault in row.faults],
        "moved": bool(seen) and bool(row.changes) and seen.get(str(row.number)) != row.digest[:8],
    }


def _counts(plan: Plan) -> dict[str, int]:
    touched = [row for row in plan.rows if row.changes]
    return {
        "rows": len(plan.rows),
        "changes": sum(change.field != NEW for change in plan.changes),
        "projects": len({change.project for row in touched for change in row.changes}),
        "new": sum(row.match.how is How.NEW for row in touched),
        "faults": len(plan.faults),
        "open": len(plan.open),
        "left_out": sum(row.match.how is How.LEFT_OUT for row in plan.rows),
        "same": sum(not row.changes and not row.faults and bool(row.match.slug) for row in plan.rows),
    }


def _apply(request: HttpRequest, code: str, form: ApplyForm, upload: queries.Kept) -> HttpResponse | None:
    """Apply what was shown; None when the page is to be looked at again."""
    made = list[SheetImport]()
    digest = form.cleaned_data["digest"] if form.is_valid() else ""
    outcome = carry_out(
        form.submission_id(),
        lambda: made.append(
            actions.apply_sheet(
                by=person(request),
                at=timezone.now(),
                code=code,
                digest=digest,
                reason=_("Spreadsheet “%(name)s”") % {"name": upload.name},
                submission=form.submission_id(),
            )
        ),
    )
    if not outcome.done:
        refused(request, outcome)
        return None
    count = len(made[0].changes) if made else 0
    said = ngettext("%(n)s change is applied.", "%(n)s changes are applied.", count) % {"n": count}
    tell(request, outcome, said)
    return redirect("office:sheet", made[0].code) if made else redirect("office:sheets")


# ---- what was read in


def _imported(request: HttpRequest, code: str) -> SheetImport:
    _steers(request)
    return get_object_or_404(queries.imports(person(request)), code=code)


@require_safe
@signed_in
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One import: what it changed, what taking it back would do, and its layout with today's values."""
    row = _imported(request, code)
    changes = queries.changes_of(row)
    may_undo = row.undone_by_id is None and _takes_back(row) is None
    undoing = queries.undoing_of(person(request), row) if may_undo else None
    context = {
        "row": row,
        "takes_back": _takes_back(row),
        "groups": _groups((change, "") for change in changes),
        "back": _groups((change, "") for change in undoing.changes) if undoing else [],
        "stays": _groups((change, sentence(reason)) for change, reason in undoing.stays) if undoing else [],
        "undo": DeedForm(auto_id=False) if undoing and undoing.changes else None,
        "has_layout": "layout" in row.mapping,
    }
    return page(request, "office/sheets/sheet.html", context)


def _groups(changes: Iterable[tuple[Change, str]]) -> list[dict[str, Any]]:
    """Changes by project, with its present title."""
    found: dict[str, list[Shown]] = {}
    for change, why in changes:
        found.setdefault(change.project, []).append(_shown(change, why))
    titles = dict(Project.objects.filter(slug__in=found).values_list("slug", "title"))
    return [{"slug": slug, "title": titles.get(slug, slug), "changes": rows} for slug, rows in found.items()]


@require_POST
@signed_in
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take an import back by counter-entries."""
    row = _imported(request, code)
    form, made = DeedForm(request.POST), list[SheetImport]()
    outcome = carry_out(
        form.submission_id(),
        lambda: made.append(
            actions.undo_sheet(
                by=person(request),
                at=timezone.now(),
                code=row.code,
                reason=_("Spreadsheet “%(name)s” taken back") % {"name": row.name},
                submission=form.submission_id(),
            )
        ),
    )
    if not outcome.done:
        refused(request, outcome)
        return redirect("office:sheet", row.code)
    tell(request, outcome, _("The import is taken back, as far as nobody has changed it since."))
    return redirect("office:sheet", made[0].code if made else row.code)


# ---- files


@require_safe
@signed_in
def again(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The sheet of an import in its own layout, with today's values."""
    row = _imported(request, code)
    stored = queries.layout_of(row)
    if stored is None:
        raise Http404
    layout, places, chosen = stored
    user = person(request)
    regions, known = queries.region_names(user), queries.known_projects(user)
    return _file(filled(layout, places, known, chosen=chosen, regions=regions, today=localdate()), row.name, form)


@require_safe
@signed_in
def template(request: HttpRequest, form: str) -> HttpResponse:
    """All own projects in a plain layout, for those who keep no list of their own yet."""
    _steers(request)
    known = queries.known_projects(person(request))
    name, day = _("Projects"), localdate()
    written, _columns = standard(known, _labels(), name=name, form="csv" if form == "csv" else "xlsx", today=day)
    return _file(written, name, form)


def _file(written: Sheet, name: str, form: str) -> HttpResponse:
    if form not in MEDIA_TYPES:
        raise Http404
    content = csv_bytes(written) if form == "csv" else xlsx_bytes(written)
    media_type = MEDIA_TYPES[form]
    if form == "csv" and not written.encoding.startswith("utf-8"):
        media_type = f"text/csv; charset={written.encoding}"
    stem = slugify(name.rsplit(".", 1)[0])
    disposition = f'attachment; filename="{stem}-{localdate():%Y-%m-%d}.{form}"'
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media_type, headers=headers)
