"""Events in the workspace: the list, beginning and changing one, its overview, announcing, telling, cancelling."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit.queries import history_of
from strahlkraft.congress import access, texts
from strahlkraft.congress.actions import occasions as actions
from strahlkraft.congress.models import Occasion
from strahlkraft.congress.queries import occasions as queries
from strahlkraft.congress.rules import occasions as rules
from strahlkraft.congress.rules.vocabulary import OccasionState
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.label import Label
from strahlkraft.network.models import Organisation
from strahlkraft.network.queries import regions_of
from strahlkraft.office.describing import shown
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.occasions import CancelForm, Hosts, OccasionForm, TellForm, rows_of, stored_of
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.occasion_tabs import badge_of, managed, occasion_page
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.calendar import warnings
from strahlkraft.office.views.trail import told
from strahlkraft.projects.models import Event

PAGE_SIZE = 25
LAST_DEEDS = 8


@require_safe
@signed_in
def occasion_list(request: HttpRequest) -> HttpResponse:
    """What this person may see of events that are organised here; coming ones first, or past ones."""
    user = person(request)
    text, state = request.GET.get("q", "").strip()[:200], request.GET.get("stand", "")
    past = request.GET.get("zeit") == "vergangen"
    rows = access.occasions_visible_to(user)
    rows = rows.filter(name__icontains=text) if text else rows
    rows = rows.filter(state=state) if state in texts.OCCASION_STATES else rows
    now = timezone.now()
    rows = rows.filter(ends_at__lt=now).order_by("-starts_at") if past else rows.filter(ends_at__gte=now)
    shown = Paginator(rows.order_by("-starts_at" if past else "starts_at", "name"), PAGE_SIZE).get_page(
        request.GET.get("seite")
    )
    context = {
        "q": text,
        "chosen": state if state in texts.OCCASION_STATES else "",
        "states": list(texts.OCCASION_STATES.items()),
        "past": past,
        "page": shown,
        "rows": [_row(row) for row in queries.managed_events(user, _of(shown))],
        "may_create": user.holds(Right.MANAGE_EVENTS),
        "at": "list",
    }
    return page(request, "office/occasions/list.html", context)


def _of(shown: Any) -> QuerySet[Occasion]:
    rows: QuerySet[Occasion] = shown.object_list
    return rows


def _row(row: queries.EventRow) -> dict[str, Any]:
    assert row.occasion is not None  # noqa: S101 - the list is of events organised here
    return {
        "event": row,
        "occasion": row.occasion,
        "badge": badge_of(row.occasion),
        "hosts": ", ".join(host.name for host in row.hosts),
    }


def _form(
    request: HttpRequest, data: QueryDict | None, occasion: Occasion | None = None, **initial: Any
) -> OccasionForm:
    """The form for what this person may prepare."""
    user = person(request)
    regions = list(regions_of(user, Right.MANAGE_EVENTS))
    land = user.region_ids(Right.MANAGE_EVENTS) is None
    if len(regions) == 1 and not land:
        initial.setdefault("region", regions[0])
    return OccasionForm(data, regions=regions, land=land, occasion=occasion, initial=initial)


def _manager(request: HttpRequest) -> None:
    if not person(request).holds(Right.MANAGE_EVENTS):
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Begin an event; nobody else sees it until it is announced."""
    _manager(request)

    def save(given: rules.OccasionInput, form: OccasionForm) -> Occasion:
        return actions.create(
            by=person(request), at=timezone.now(), given=given, submission=form.cleaned_data["submission"]
        )

    words = {"title": _("Begin an event"), "saved": _("The event is begun. Nobody else sees it until you announce it.")}
    return _filled_in(request, save, words)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an event; those who come are told what they must know."""
    occasion = managed(request, slug)

    def save(given: rules.OccasionInput, form: OccasionForm) -> Occasion:
        data = form.cleaned_data
        return actions.edit(
            by=person(request),
            at=timezone.now(),
            slug=occasion.slug,
            given=given,
            seen=form.seen_at() or occasion.created_at,
            note=data.get("note", ""),
            submission=data["submission"],
        )

    words = {"title": _("Change"), "saved": _("The event is saved.")}
    return _filled_in(request, save, words, occasion=occasion, rows=rows_of(occasion))


@require_safe
@signed_in
def to_take_up(request: HttpRequest) -> HttpResponse:
    """Events the register knows and nobody organises here: they can get recordings and figures of their own."""
    _manager(request)
    return page(request, "office/occasions/to_take_up.html", {"events": queries.to_take_up(), "at": "register"})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def take_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an event of the register up: say when exactly it was, and whose it is."""
    _manager(request)
    known = get_object_or_404(Event, slug=slug)
    if taken := Occasion.objects.filter(event=known).first():
        return redirect("office:occasion", taken.slug)

    def save(given: rules.OccasionInput, form: OccasionForm) -> Occasion:
        mark = form.cleaned_data["submission"]
        return actions.take_up(by=person(request), at=timezone.now(), event=known.slug, given=given, submission=mark)

    day = known.date if len(known.date) == len("2022-03-10") else None
    initial = {"name": known.name, "venue": known.venue, "day": day, "mode": _mode_of(known), "summary": known.format}
    rows = [{"name": name, "role": "host"} for name in known.organisers]
    words = {"title": _("Take up"), "saved": _("The event is taken up. What its sources state stays as it is.")}
    return _filled_in(request, save, words, known=known, rows=rows, initial=initial)


def _mode_of(known: Event) -> str:
    row = queries.public_event(known.slug)
    return row.mode if row and row.mode else "onsite"


def _filled_in(
    request: HttpRequest,
    save: Callable[[rules.OccasionInput, OccasionForm], Occasion],
    words: dict[str, str],
    *,
    occasion: Occasion | None = None,
    known: Event | None = None,
    rows: list[dict[str, Any]] | None = None,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """One sheet of the form: shown, one row longer, looked through for collisions, or saved."""
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    data = request.POST if posted else kept
    looking = posted and bool({"add_row", "look"} & set(request.POST))
    if "add_row" in request.POST:
        data = request.POST.copy()
        data["rows-TOTAL_FORMS"] = str(_number(data.get("rows-TOTAL_FORMS", "")) + 1)
    form = _form(request, data, occasion, **(initial or {}))
    hosts = Hosts.of_hosts(rows or [], data)
    differences: list[dict[str, str]] = []
    if posted and not looking and form.is_valid() and hosts.is_valid():
        made: list[Occasion] = []
        outcome = carry_out(form.cleaned_data["submission"], lambda: made.append(save(form.given(hosts.hosts()), form)))
        if outcome.done:
            tell(request, outcome, words["saved"])
            slug = outcome.entry.subject_key if outcome.entry else made[0].slug
            return redirect("office:occasion", slug)
        if outcome.changed_meanwhile and occasion:
            form, differences = _two_versions(request, occasion)
        form.show_refusals(hosts.take_refusals(outcome.refusals))
    found = warnings(person(request), data, occasion.slug if occasion else known.slug if known else "")
    failed = posted and not looking
    if kept or looking:
        form.without_verdict()
        hosts.without_verdict()
    context = {
        "form": form,
        "rows": hosts,
        "words": words,
        "occasion": occasion,
        "known": known,
        "own_key": occasion.slug if occasion else known.slug if known else "",
        "collisions": found,
        "differences": differences,
        "looked": "look" in request.POST,
        "restored": bool(kept),
        "organisations": Organisation.objects.values_list("name", flat=True),
    }
    return page(request, "office/occasions/form.html", context, status=422 if failed else 200)


def _two_versions(request: HttpRequest, occasion: Occasion) -> tuple[OccasionForm, list[dict[str, str]]]:
    """What was typed, to be saved knowingly over what somebody else saved meanwhile, and where the two differ."""
    current = managed(request, occasion.slug)
    data = request.POST.copy()
    data["seen"] = current.changed_at.isoformat()
    form, stored = _form(request, data, current), stored_of(current)
    form.is_valid()
    differences = [
        {"label": str(field.label), "yours": shown(field, typed), "theirs": shown(field, stored[name])}
        for name, field in form.fields.items()
        if name in stored and name != "seen" and (typed := form.cleaned_data.get(name)) != stored[name]
    ]
    return form, [row for row in differences if row["yours"] != row["theirs"]]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0  # noqa: PLR2004 - more rows than that are refused anyway


@require_safe
@signed_in
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """One event: what is said, what is missing, what it collides with, what can be done; readers see the first."""
    user = person(request)
    rows = queries.with_hosts(access.occasions_visible_to(user)).select_related("region", "series", "event")
    occasion = get_object_or_404(rows, slug=slug)
    content = queries.content_of(occasion)
    manages = not access.may_manage(user, occasion)
    row = queries.managed_events(user, Occasion.objects.filter(pk=occasion.pk))[0]
    context = {
        "event": row,
        "manages": manages,
        "missing": [sentence(refusal) for refusal in rules.missing(content)],
        "collisions": [] if row.cancelled else queries.in_the_way(user, queries.meeting(row)),
        "common_words": texts.COLLISIONS,
        "notices": list(occasion.notices.all()),
        "reach": queries.told_to(occasion),
        "deed": DeedForm(auto_id=False),
        "entries": told(history_of(Label("occasion", occasion.slug))[:LAST_DEEDS]) if manages else [],
    }
    if not manages:
        context["occasion_tabs"] = []
    return occasion_page(request, "office/occasions/overview.html", occasion, context)


@require_POST
@signed_in
def announce(request: HttpRequest, slug: str) -> HttpResponse:
    """Let people know of it; what is missing is said."""
    occasion = managed(request, slug)
    mark = DeedForm(request.POST).submission_id()
    outcome = carry_out(
        mark, lambda: actions.announce(by=person(request), at=timezone.now(), slug=occasion.slug, submission=mark)
    )
    if outcome.done:
        tell(request, outcome, _("The event is announced."))
    else:
        refused(request, outcome)
    return redirect("office:occasion", occasion.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Cancel it for good, with the reason everybody is told."""
    words = {
        "title": _("Cancel the event"),
        "button": _("Cancel for good"),
        "saved": _("The event is cancelled; everybody who registered gets a letter."),
    }
    return _said(request, slug, CancelForm, actions.cancel, words, danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def tell_people(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell those who come something."""
    words = {
        "title": _("Tell those who come"),
        "button": _("Send to everybody"),
        "saved": _("Everybody who registered gets a letter."),
    }
    return _said(request, slug, TellForm, actions.tell, words)


def _said(
    request: HttpRequest,
    slug: str,
    kind: type[OfficeForm],
    deed: Callable[..., object],
    words: dict[str, str],
    *,
    danger: bool = False,
) -> HttpResponse:
    occasion = managed(request, slug)
    kept = take_pending_form(request, request.path) if request.method != "POST" else None
    form = kind(request.POST if request.method == "POST" else kept)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"], lambda: deed(by=person(request), at=timezone.now(), slug=occasion.slug, **data)
        )
        if outcome.done:
            tell(request, outcome, words["saved"])
            return redirect("office:occasion", occasion.slug)
        form.show_refusals(outcome.refusals)
    context = {
        "form": form,
        "words": words,
        "danger": danger,
        "reach": queries.told_to(occasion),
        "announced": occasion.state == OccasionState.ANNOUNCED,
        "restored": bool(kept),
    }
    status = 422 if request.method == "POST" else 200
    return occasion_page(request, "office/occasions/deed.html", occasion, context, status=status)
