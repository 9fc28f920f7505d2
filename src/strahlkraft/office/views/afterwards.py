"""What came of an event: figures and report, recordings, thanks, contacts and what became of them; events compared."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.congress import access
from strahlkraft.congress.actions import after as actions
from strahlkraft.congress.actions import contacts as contact_actions
from strahlkraft.congress.emails.after import thanks_preview
from strahlkraft.congress.models import Contact, Occasion, Pitch, Recording
from strahlkraft.congress.papers.report import report
from strahlkraft.congress.queries import after as queries
from strahlkraft.congress.queries import reporting
from strahlkraft.congress.queries.funnel import contacts_of, funnels_of_pitches, told
from strahlkraft.congress.queries.statistics import statistics
from strahlkraft.congress.rules.after import may_thank
from strahlkraft.congress.rules.contacts import may_become_request
from strahlkraft.congress.rules.vocabulary import ContactState, PitchState
from strahlkraft.design.funnels import funnel_svg
from strahlkraft.design.refusals import sentence
from strahlkraft.design.tables import Column, csv_bytes
from strahlkraft.kernel.actor import Right
from strahlkraft.network.queries import regions_of
from strahlkraft.office.forms.afterwards import ChaptersForm, RecordingForm, ThanksForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.occasion_tabs import managed, occasion_page
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.reuse import texts as reuse_texts

CSV = "text/csv; charset=utf-8"
FIGURE_COLUMNS = (
    Column("code", gettext_lazy("Code"), lambda row: row.code),
    Column("label", gettext_lazy("What"), lambda row: row.label),
    Column("number", gettext_lazy("Number"), lambda row: row.number, "integer"),
    Column("method", gettext_lazy("How it is counted"), lambda row: row.method),
)
COMPARED_COLUMNS = (
    Column("event", gettext_lazy("Event"), lambda row: row.occasion.slug),
    Column("name", gettext_lazy("Name"), lambda row: row.occasion.name),
    Column("day", gettext_lazy("Day"), lambda row: localtime(row.occasion.starts_at).date(), "date"),
    Column("region", gettext_lazy("Region"), lambda row: row.occasion.region.name if row.occasion.region else ""),
    Column("invented", gettext_lazy("Example"), lambda row: row.occasion.demonstration, "yes_no"),
    Column("seated", gettext_lazy("with a seat"), lambda row: row.seated, "integer"),
    Column("came", gettext_lazy("came in"), lambda row: row.came, "integer"),
    Column("contacts", gettext_lazy("Contacts"), lambda row: row.funnel.contacts, "integer"),
    Column("requests", gettext_lazy("Requests for reuse"), lambda row: row.funnel.requests, "integer"),
    Column("answered", gettext_lazy("Answered"), lambda row: row.funnel.answered, "integer"),
    Column("cases", gettext_lazy("Reuse cases"), lambda row: row.funnel.cases, "integer"),
    Column("in_operation", gettext_lazy("In operation"), lambda row: row.funnel.in_operation, "integer"),
)


def _counted(request: HttpRequest, slug: str) -> Occasion:
    """An event whose figures this person may read; for everybody else it is not there (404)."""
    rows = access.occasions_counted_for(person(request)).select_related("region", "series", "event")
    return get_object_or_404(rows, slug=slug)


def _tab(
    request: HttpRequest, occasion: Occasion, template: str, context: dict[str, Any], *, here: str, status: int = 200
) -> HttpResponse:
    """A part of this tab; readers see figures only."""
    manages = not access.may_manage(person(request), occasion)
    frame: dict[str, Any] = {"here": here, "manages": manages}
    if not manages:
        frame["occasion_tabs"] = []
    return occasion_page(request, f"office/afterwards/{template}.html", occasion, frame | context, status=status)


@require_safe
@signed_in
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """Who came, how the day kept to its plan, the chain from contacts to reuses; numbers only."""
    occasion = _counted(request, slug)
    found = statistics(occasion)
    steps = told(found.funnel)
    pitches = Pitch.objects.filter(occasion=occasion, state=PitchState.CONFIRMED).annotate(n=Count("contacts"))
    shown = list(pitches.filter(n__gt=0).order_by("title"))
    chains = funnels_of_pitches(pitch.pk for pitch in shown)
    by_pitch = [(pitch, chains[pitch.pk]) for pitch in shown if chains[pitch.pk].contacts]
    context = {
        "figures": found,
        "steps": steps,
        "drawing": funnel_svg([(step.label, step.number) for step in steps], title=_("From contact to reuse")),
        "by_pitch": sorted(by_pitch, key=lambda row: (-row[1].contacts, row[0].title)),
        "unconfirmed": found.funnel.unconfirmed,
    }
    return _tab(request, occasion, "figures", context, here="figures")


@require_safe
@signed_in
def figures_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The figures as a sheet for the Land, as a table, as data."""
    if form not in {"pdf", "csv", "json"}:
        raise Http404
    occasion, at = _counted(request, slug), timezone.now()
    found = statistics(occasion)
    if form == "pdf":
        sheet = report(occasion, found, at=at, language="de")
        return _file(sheet, f"{occasion.slug}-report.pdf", "application/pdf")
    rows = reporting.figures_of(found)
    if form == "csv":
        return _file(csv_bytes(rows, FIGURE_COLUMNS, german=True), f"{occasion.slug}-figures.csv", CSV)
    return JsonResponse(reporting.as_data(occasion, rows, at=at))


def _file(content: bytes, name: str, media_type: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition})


@require_safe
@signed_in
def compared(request: HttpRequest) -> HttpResponse:
    """Events side by side: what came of each; for the Land all regions'."""
    user, at = _reader(request), timezone.now()
    region = request.GET.get("region", "")[:80]
    rows = reporting.events_compared(user, at=at, region=region)
    real = [row for row in rows if not row.occasion.demonstration]
    counted = real or rows  # where everything is invented, that is what there is to see
    whole = reporting.together(row.funnel for row in counted)
    steps = told(whole)
    context = {
        "rows": rows,
        "counted": len(counted),
        "invented": bool(rows) and not real,
        "steps": steps,
        "drawing": funnel_svg([(step.label, step.number) for step in steps], title=_("From contact to reuse")),
        "regions": list(regions_of(user, Right.READ_EVENTS)),
        "region": region,
        "may_create": user.holds(Right.MANAGE_EVENTS),
        "at": "impact",
    }
    return page(request, "office/afterwards/compared.html", context)


def _reader(request: HttpRequest) -> Any:
    user = person(request)
    if not user.holds(Right.READ_EVENTS):
        raise Http404
    return user


@require_safe
@signed_in
def compared_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a table or as data."""
    if form not in {"csv", "json"}:
        raise Http404
    user, at = _reader(request), timezone.now()
    rows = reporting.events_compared(user, at=at, region=request.GET.get("region", "")[:80])
    if form == "csv":
        return _file(csv_bytes(rows, COMPARED_COLUMNS, german=True), "events-figures.csv", CSV)
    events = [{column.name: column.value(row) for column in COMPARED_COLUMNS} for row in rows]
    return JsonResponse({"as_of": at.isoformat(), "events": events})


# ---- recordings


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def recordings(request: HttpRequest, slug: str) -> HttpResponse:
    """What is kept of each pitch; one more."""
    occasion = managed(request, slug)
    pitches = list(occasion.pitches.filter(state=PitchState.CONFIRMED).order_by("title"))
    kept = take_pending_form(request, request.path) if request.method != "POST" else None
    data = request.POST if request.method == "POST" else kept
    choices = [(pitch.code, pitch.title) for pitch in pitches]
    form = RecordingForm(data, pitches=choices, initial={"pitch": request.GET.get("beitrag", "")})
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        pitch = next(one for one in pitches if one.code == given.pop("pitch"))
        outcome = carry_out(
            given["submission"],
            lambda: actions.add_recording(by=person(request), at=timezone.now(), pitch=pitch, **given),
        )
        if outcome.done:
            tell(request, outcome, _("It stands at the pitch now."))
            return redirect("office:recordings", occasion.slug)
        form.show_refusals(outcome.refusals)
    rows = Recording.objects.filter(pitch__in=pitches, removed=False)
    shown = [
        {"pitch": pitch, "kept": [(row, DeedForm(auto_id=False)) for row in rows if row.pitch_id == pitch.pk]}
        for pitch in pitches
    ]
    context = {
        "form": form,
        "rows": shown,
        "without": sum(not row["kept"] for row in shown),
        "restored": bool(kept),
        "stages": occasion.stages.exists(),
    }
    status = 422 if request.method == "POST" else 200
    return _tab(request, occasion, "recordings", context, here="recordings", status=status)


@require_POST
@signed_in
def remove_recording(request: HttpRequest, slug: str, recording: int) -> HttpResponse:
    """No longer show it."""
    occasion = managed(request, slug)
    row = get_object_or_404(Recording.objects.filter(pitch__occasion=occasion, removed=False), pk=recording)
    outcome = carry_out(None, lambda: actions.remove_recording(by=person(request), at=timezone.now(), recording=row))
    if outcome.done:
        tell(request, outcome, _("It no longer stands at the pitch."))
    else:
        refused(request, outcome)
    return redirect("office:recordings", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def chapters(request: HttpRequest, slug: str) -> HttpResponse:
    """Cut a stage's long video into the pitches that were really on it."""
    occasion = managed(request, slug)
    kept = take_pending_form(request, request.path) if request.method != "POST" else None
    form = ChaptersForm(request.POST if request.method == "POST" else kept, occasion=occasion)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        given, found = form.cleaned_data, Counter[str]()

        def cut() -> None:
            found["pitches"] = actions.set_chapters(
                by=person(request),
                at=timezone.now(),
                stage=occasion.stages.get(slug=given["stage"]),
                url=given["url"],
                video_starts_at=given["video_starts_at"] + timedelta(seconds=given["seconds"] or 0),
                submission=given["submission"],
            )

        outcome = carry_out(given["submission"], cut)
        if outcome.done:
            n = found["pitches"]
            words = ngettext("%(n)s pitch got its chapter.", "%(n)s pitches got their chapters.", n) % {"n": n}
            tell(request, outcome, words)
            return redirect("office:recordings", occasion.slug)
        form.show_refusals(outcome.refusals)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "restored": bool(kept)}
    return _tab(request, occasion, "chapters", context, here="recordings", status=status)


# ---- thanks


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank those who spoke and those who came; first looked at, then sent, each once."""
    occasion, at = managed(request, slug), timezone.now()
    kept = take_pending_form(request, request.path) if request.method != "POST" else None
    form = ThanksForm(request.POST if request.method == "POST" else kept)
    preview = ""
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        refusals = may_thank(ends_at=occasion.ends_at, at=at, text=form.cleaned_data["text"])
        if "send" in request.POST and not refusals:
            return _sent_thanks(request, occasion, form, at)
        if refusals:
            form.show_refusals(refusals)
        else:
            preview = thanks_preview(occasion, name=_("Name"), text=form.cleaned_data["text"])
    context = {
        "form": form,
        "preview": preview,
        "reach": queries.reach_of(occasion),
        "over": at >= occasion.ends_at,
        "restored": bool(kept),
    }
    status = 422 if request.method == "POST" and not preview else 200
    return _tab(request, occasion, "thanks", context, here="thanks", status=status)


def _sent_thanks(request: HttpRequest, occasion: Occasion, form: ThanksForm, at: datetime) -> HttpResponse:
    given = form.cleaned_data
    outcome = carry_out(
        given["submission"], lambda: actions.send_thanks(by=person(request), at=at, occasion=occasion, **given)
    )
    if outcome.done:
        tell(request, outcome, _("The letters are on their way; who got one already gets no second."))
    else:
        refused(request, outcome)
    return redirect("office:thanks", occasion.slug)


# ---- contacts


@require_safe
@signed_in
def contacts(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who made contact at a pitch, and what became of it."""
    occasion = managed(request, slug)
    rows = [_contact(row) for row in contacts_of(occasion).select_related("pitch__project")]
    waiting = sum(row["may"] for row in rows)
    return _tab(request, occasion, "contacts", {"rows": rows, "waiting": waiting}, here="contacts")


def _contact(row: Contact) -> dict[str, Any]:
    project = row.pitch.project
    hindered = may_become_request(
        row.state,
        has_project=project is not None and project.publication == "published",
        says_who=row.municipality_id is not None or bool(row.organisation_name),
    )
    case = getattr(row.request, "case", None)
    if case is not None:
        became = {"state": "good", "icon": "reuse", "text": reuse_texts.CASE_STATES[case.state]}
    elif row.request is not None:
        became = {"state": "info", "icon": "inbox", "text": reuse_texts.REQUEST_STATES[row.request.state]}
    else:
        became = {"state": "unknown", "icon": "mail", "text": row.get_state_display()}
    return {
        "row": row,
        "became": became,
        "case": case,
        "may": not hindered,
        "why_not": "" if row.state == ContactState.REQUESTED else " ".join(sentence(one) for one in hindered),
        "deed": DeedForm(auto_id=False),
    }


@require_POST
@signed_in
def make_request(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Make a contact a request for reuse; its clock starts now."""
    occasion = managed(request, slug)
    row = get_object_or_404(contacts_of(occasion), code=code)
    mark = DeedForm(request.POST).submission_id()
    outcome = carry_out(
        mark,
        lambda: contact_actions.become_request(by=person(request), at=timezone.now(), code=row.code, submission=mark),
    )
    if outcome.done:
        tell(request, outcome, _("It is a request for reuse now; both sides got a letter."))
    else:
        refused(request, outcome)
    return redirect("office:contacts", slug)
