"""Organisations of the network: the list, one of them, who is named there, what it knows, merging duplicates."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit.queries import history_of
from strahlkraft.kernel.actor import Right
from strahlkraft.letters.queries import failing
from strahlkraft.network import access, texts
from strahlkraft.network.actions import organisations as actions
from strahlkraft.network.models import ContactPoint, Organisation, OrganisationKind, OrganisationMerge
from strahlkraft.network.queries import contact_log, organisations, standing
from strahlkraft.network.rules import years_later
from strahlkraft.office.describing import shown
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.network import ExpertiseForm, OrganisationForm, OrganisationMergeForm, PersonForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.contacts import reads_log
from strahlkraft.office.views.trail import told
from strahlkraft.steering.actions import merging

PAGE_SIZE = 50
LAST = 8


@require_safe
@signed_in
def organisation_list(request: HttpRequest) -> HttpResponse:
    """All organisations with the number of public projects they take part in."""
    user = person(request)
    text, kind = request.GET.get("q", "").strip()[:200], request.GET.get("art", "")
    public = Q(participations__project__publication="published")
    rows = organisations().annotate(projects=Count("participations__project", filter=public, distinct=True))
    rows = rows.filter(name__icontains=text) if text else rows
    rows = rows.filter(kind=kind) if kind in OrganisationKind else rows
    shown_page = Paginator(rows.order_by("name"), PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "q": text,
        "chosen": kind if kind in OrganisationKind else "",
        "kinds": OrganisationKind.choices,
        "page": shown_page,
        "may_edit": not access.may_edit(user),
        "reads_network": user.holds(Right.READ_STEERING),
        "reads_log": reads_log(user),
        "at": "organisations",
    }
    return page(request, "office/organisations/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    user = person(request)
    if access.may_edit(user):
        raise Http404
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    form = OrganisationForm(request.POST if posted else kept, initial={"version": 1})
    if kept:
        form.without_verdict()
    elif posted and form.is_valid():
        mark, at = form.cleaned_data["submission"], timezone.now()
        made: list[Organisation] = []
        outcome = carry_out(
            mark,
            lambda: made.append(actions.create_organisation(by=user, at=at, given=form.given(), submission=mark)),
        )
        if outcome.done:
            tell(request, outcome, _("The organisation is added."))
            return redirect("office:organisation", outcome.entry.subject_key if outcome.entry else made[0].slug)
        form.show_refusals(outcome.refusals)
    context = {"form": form, "restored": bool(kept), "row": None}
    return page(request, "office/organisations/form.html", context, status=422 if posted else 200)


def _organisation(request: HttpRequest, slug: str) -> Organisation:
    """One that stands and that this person keeps; 404 for others."""
    row = get_object_or_404(organisations().prefetch_related("region_memberships__region"), slug=slug)
    if access.may_edit_organisation(person(request), row):
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an organisation and its mailbox; when somebody else did meanwhile, both versions are shown."""
    row, user = _organisation(request, slug), person(request)
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    form = OrganisationForm(request.POST if posted else kept, initial=OrganisationForm.stored(row))
    differences: list[dict[str, str]] = []
    if kept:
        form.without_verdict()
    elif posted and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(
            data["submission"],
            lambda: actions.edit_organisation(
                by=user,
                at=at,
                slug=slug,
                given=form.given(),
                version=data["version"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The organisation is saved."))
            return redirect("office:organisation", slug)
        if outcome.changed_meanwhile:
            form, differences = _two_versions(request.POST, Organisation.objects.get(slug=slug))
        form.show_refusals(outcome.refusals)
    context = {"form": form, "row": row, "restored": bool(kept), "differences": differences}
    return page(request, "office/organisations/form.html", context, status=422 if posted else 200)


def _two_versions(sent: QueryDict, row: Organisation) -> tuple[OrganisationForm, list[dict[str, str]]]:
    """What was typed, ready to be saved over what somebody else saved meanwhile, and where the two differ."""
    data, stored = sent.copy(), OrganisationForm.stored(row)
    data["version"] = str(row.version)
    form = OrganisationForm(data, initial=stored)
    form.is_valid()
    differences = [
        {"label": str(field.label), "yours": shown(field, sent.get(name, "")), "theirs": shown(field, stored[name])}
        for name, field in form.fields.items()
        if name in stored and name != "version" and sent.get(name, "") != stored[name]
    ]
    return form, differences


_PARTS = {"person": "person", "expertise": "wissen"}


@require_safe
@signed_in
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation: how to reach it, what it knows, what was said with it; a merged one leads to the one that stands."""
    row = standing(slug)
    if row is None:
        raise Http404
    if row.slug != slug:
        return redirect("office:organisation", row.slug)
    kept = {name: take_pending_form(request, f"{request.path}{part}/") for name, part in _PARTS.items()}
    made: dict[str, OfficeForm] = {
        name: PersonForm(data) if name == "person" else ExpertiseForm(data) for name, data in kept.items() if data
    }
    for form in made.values():
        form.without_verdict()
    return _page(request, row, made, restored=bool(made))


def _page(
    request: HttpRequest, row: Organisation, forms: dict[str, OfficeForm], *, restored: bool = False, status: int = 200
) -> HttpResponse:
    user, today = person(request), localdate()
    edits = not access.may_edit_organisation(user, row)
    starts = {"consent_on": today, "ends_on": years_later(today, 1)}
    point = ContactPoint.objects.filter(organisation=row).first() if user.holds(Right.READ_STEERING) else None
    context = {
        "row": row,
        "edits": edits,
        "regions": row.region_memberships.select_related("region"),
        "point": point,
        "failing": failing([point.mailbox] if point else []),
        "people": list(access.people_named_to(user).filter(organisation=row)) if edits else [],
        "expertise": [{"row": e, "said": texts.SAID_BY[e.said_by]} for e in row.expertise.filter(struck_at=None)],
        "describes": not access.may_describe(user, row),
        "entries": contact_log(user).filter(organisation=row, corrected_by=None)[:LAST],
        "channels": texts.CHANNELS,
        "today": today,
        "may_log": user.holds(Right.EDIT_NETWORK),
        "groups": access.groups_readable_by(user).filter(members__organisation=row, members__left_on=None),
        "merges": OrganisationMerge.objects.filter(kept=row, undone_at=None).select_related("merged") if edits else [],
        "person_form": forms.get("person") or PersonForm(initial=starts),
        "person_open": "person" in forms,
        "expertise_form": forms.get("expertise") or ExpertiseForm(),
        "deed": DeedForm(auto_id=False),
        "trail": told(history_of(row.label)[:LAST]) if edits else [],
        "restored": restored,
    }
    return page(request, "office/organisations/organisation.html", context, status=status)


def _part(
    request: HttpRequest, row: Organisation, name: str, form: OfficeForm, words: str, deed: Callable[[Any], object]
) -> HttpResponse:
    """Carry one form of the page out, or show the page again with its reasons."""
    if form.is_valid():
        outcome = carry_out(form.cleaned_data["submission"], lambda: deed(form.cleaned_data))
        if outcome.done:
            tell(request, outcome, words)
            return redirect("office:organisation", row.slug)
        form.show_refusals(outcome.refusals)
    return _page(request, row, {name: form}, status=422)


@require_POST
@signed_in
def name_person(request: HttpRequest, slug: str) -> HttpResponse:
    """Name a person with consent."""
    row, user, at = _organisation(request, slug), person(request), timezone.now()
    form = PersonForm(request.POST)
    return _part(
        request,
        row,
        "person",
        form,
        _("The person is named until the day you gave."),
        lambda data: actions.name_person(by=user, at=at, slug=slug, given=form.given(), submission=data["submission"]),
    )


@require_POST
@signed_in
def withdraw_consent(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Erase a person's name at once."""
    row, user, at = _organisation(request, slug), person(request), timezone.now()
    mark = DeedForm(request.POST).submission_id()
    outcome = carry_out(
        mark, lambda: actions.withdraw_consent(by=user, at=at, slug=row.slug, person_id=pk, submission=mark)
    )
    tell(request, outcome, _("Name and mailbox are erased."))
    return redirect("office:organisation", row.slug)


def _described(request: HttpRequest, slug: str) -> Organisation:
    row = get_object_or_404(organisations(), slug=slug)
    if access.may_describe(person(request), row):
        raise Http404
    return row


@require_POST
@signed_in
def add_expertise(request: HttpRequest, slug: str) -> HttpResponse:
    """Note what it knows."""
    row, user, at = _described(request, slug), person(request), timezone.now()
    return _part(
        request,
        row,
        "expertise",
        ExpertiseForm(request.POST),
        _("Noted; the search for who knows what finds it."),
        lambda data: actions.add_expertise(by=user, at=at, slug=slug, **data),
    )


@require_POST
@signed_in
def remove_expertise(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Strike it out."""
    row, user, at = _described(request, slug), person(request), timezone.now()
    mark = DeedForm(request.POST).submission_id()
    outcome = carry_out(
        mark, lambda: actions.remove_expertise(by=user, at=at, slug=row.slug, expertise_id=pk, submission=mark)
    )
    tell(request, outcome, _("Struck out."))
    return redirect("office:organisation", row.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Two records of one organisation become one."""
    row, user = _organisation(request, slug), person(request)
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    others = Organisation.objects.filter(access.editable_organisations(user)).exclude(pk=row.pk).distinct()
    form = OrganisationMergeForm(
        request.POST if posted else kept,
        rows=others.order_by("name").values_list("slug", "name"),
        initial={"into": request.GET.get("in", "")},
    )
    if kept:
        form.without_verdict()
    elif posted and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(data["submission"], lambda: merging.merge_organisations(by=user, at=at, slug=slug, **data))
        if outcome.done:
            words = _("“%(name)s” is merged; its address leads here from now on.") % {"name": row.name}
            tell(request, outcome, words)
            return redirect("office:organisation", data["into"])
        form.show_refusals(outcome.refusals)
    context = {"form": form, "row": row, "restored": bool(kept)}
    return page(request, "office/organisations/merge.html", context, status=422 if posted else 200)


@require_POST
@signed_in
def unmerge(request: HttpRequest, slug: str) -> HttpResponse:
    """Take two records apart again."""
    row, at = get_object_or_404(Organisation.everything, slug=slug), timezone.now()
    mark = DeedForm(request.POST).submission_id()
    outcome = carry_out(
        mark, lambda: merging.unmerge_organisations(by=person(request), at=at, slug=slug, submission=mark)
    )
    if outcome.done:
        tell(request, outcome, _("The two records stand apart again."))
    else:
        refused(request, outcome)
    return redirect("office:organisation", row.slug)
