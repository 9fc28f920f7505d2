"""Offers in the workspace: the list, the guided form with autosave, the preview, publishing and withdrawing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit.queries import history_of
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.office import offer_words, offering
from strahlkraft.office.forms.documents import RemoveForm
from strahlkraft.office.forms.offers import COMMON_LICENCES, NewOfferForm, PublishForm, WithdrawForm
from strahlkraft.office.saving import Outcome, carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.trail import told
from strahlkraft.reuse import access, actions, cards, texts
from strahlkraft.reuse.formats.publiccode import has_file
from strahlkraft.reuse.models import ReuseOffer
from strahlkraft.reuse.queries import drafts, workspace
from strahlkraft.reuse.queries.checks import Standing, standing
from strahlkraft.reuse.queries.offers import versions
from strahlkraft.reuse.rules import offers as rules

LAST_DEEDS = 5


def offer_of(request: HttpRequest, slug: str) -> ReuseOffer:
    """An offer this person may write; for others it does not exist here."""
    rows = access.offers_editable_by(person(request)).select_related("project__region", "caretaker", "superseded_by")
    return get_object_or_404(rows, slug=slug)


@require_safe
@signed_in
def offer_list(request: HttpRequest) -> HttpResponse:
    """The own offers project by project: state, level, open draft, requests that wait."""
    user = person(request)
    if not user.holds(Right.EDIT_OFFERS):
        raise Http404
    text = request.GET.get("q", "").strip()[:200]
    chosen = request.GET.get("stand", "")
    groups = workspace.offer_rows(user, publication=chosen if chosen in texts.PUBLICATIONS else "", text=text)
    context = {
        "q": text,
        "chosen": chosen,
        "states": texts.PUBLICATIONS.items(),
        "filtered": bool(text or chosen in texts.PUBLICATIONS),
        "count": sum(len(rows) for _project, rows in groups),
        "groups": [
            {"project": project, "rows": [{"row": row, "level": cards.level_badge(row.level)} for row in rows]}
            for project, rows in groups
        ],
    }
    return page(request, "office/offers/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Begin an offer of a project."""
    user = person(request)
    if not user.holds(Right.EDIT_OFFERS):
        raise Http404
    projects = workspace.projects_for_offers(user)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    chosen = next((row for row in projects if row.slug == request.GET.get("projekt")), None)
    kinds = [kind for kind in chosen.result_kinds if kind in texts.RESULT_KINDS] if chosen else []
    form = NewOfferForm(
        request.POST if request.method == "POST" else kept,
        projects=access.projects_of(user, Right.EDIT_OFFERS).exclude(publication="merged").order_by("title"),
        initial={"project": chosen.slug, "kind": kinds[0] if kinds else "", "title": chosen.title} if chosen else None,
    )
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        made: list[ReuseOffer] = []
        outcome = carry_out(
            data["submission"],
            lambda: made.append(actions.create_offer(by=user, at=at, **(data | {"project": data["project"].slug}))),
        )
        if outcome.done:
            tell(request, outcome, _("The offer is begun. Go through the steps in any order; everything saves itself."))
            return redirect("office:offer_step", _slug(outcome, made), offering.STEPS[0].key)
        form.show_refusals(outcome.refusals)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "restored": bool(kept), "any": bool(projects)}
    return page(request, "office/offers/create.html", context, status=status)


def _slug(outcome: Outcome, made: list[ReuseOffer]) -> str:
    return outcome.entry.subject_key if outcome.entry else made[0].slug


@require_safe
@signed_in
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """One offer: what is published, what is drafted, what can be done with it."""
    offer = offer_of(request, slug)
    draft = drafts.draft_of(offer)
    entries = list(history_of(offer.label)[:LAST_DEEDS])
    shown = standing(offer, today=localdate()) if offer.version else None
    context = {
        "offer": offer,
        "draft": draft,
        "steps": offering.stepper(_addresses(offer), "", draft),
        "readiness": cards.readiness_view(shown) if shown else None,
        "versions": versions(offer),
        "has_file": has_file(draft.content),
        "said": offer_words.said(draft.content),
        "changes": offer_words.differences(offer.content, draft.content) if offer.version and draft.is_open else [],
        "waiting": offer.requests.waiting().count(),
        "deeds": told(entries),
        "mark": RemoveForm(auto_id=False),
    }
    return page(request, "office/offers/overview.html", context)


def _addresses(offer: ReuseOffer) -> Any:
    return lambda key: reverse("office:offer_step", args=[offer.slug, key])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def step(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """One page of the guided form; what is sent is kept, whatever the rules say of it."""
    offer = offer_of(request, slug)
    if step not in offering.BY_KEY:
        raise Http404
    part, draft = offering.BY_KEY[step], drafts.draft_of(offer)
    if request.method == "POST":
        return _saved(request, part, offer, draft)
    kept = take_pending_form(request, request.path)
    sheet = offering.Sheet.of(part, offer, draft, kept)
    sheet.judge()
    return _step_page(request, sheet, restored=bool(kept))


def _saved(request: HttpRequest, part: offering.Step, offer: ReuseOffer, draft: drafts.Draft) -> HttpResponse:
    data: QueryDict = request.POST
    if "use_licence" in data:
        data = data.copy()
        data["licence"] = str(data["use_licence"])
    asked = str(data.get("add_row", ""))
    if asked in part.rows:
        sheet = offering.Sheet.of(part, offer, draft, offering.with_row(data, asked))
        sheet.without_verdict()
        return _step_page(request, sheet)
    sheet = offering.Sheet.of(part, offer, draft, data)
    revision = sheet.form.cleaned_data.get("revision", -1)
    content, typed, at = sheet.content, sheet.typed(), timezone.now()
    quiet = request.headers.get("X-Autosave") == "1"
    if draft.content == content and draft.typed == typed:  # nothing new, or its twin was quicker
        return _told(request, sheet, draft.revision, quiet=quiet)
    saved: list[int] = []
    outcome = carry_out(
        None,
        lambda: saved.append(
            actions.save_draft(
                by=person(request), at=at, slug=offer.slug, content=content, revision=revision, typed=typed
            )
        ),
    )
    if outcome.done:
        return _told(request, sheet, saved[0], quiet=quiet)
    if quiet:
        return JsonResponse({"message": " ".join(sentence(refusal) for refusal in outcome.refusals)}, status=409)
    return _two_versions(request, sheet)


def _told(request: HttpRequest, sheet: offering.Sheet, revision: int, *, quiet: bool) -> HttpResponse:
    """Say that it is saved: to the page's module in one line, to a person on the page that follows."""
    at = localtime(timezone.now())
    if quiet:
        words = _("Saved at %(time)s") % {"time": date_format(at, "TIME_FORMAT")}
        return JsonResponse({"revision": revision, "message": words})
    sheet.judge()
    faults = sheet.faults()
    words = _("Saved as typed; some entries need another look.") if faults else _("“%(section)s” is saved.")
    tell(request, Outcome(), words % {"section": sheet.step.title} if not faults else words)
    stays = faults or "continue" not in request.POST
    return redirect(
        "office:offer_step", sheet.offer.slug, sheet.step.key if stays else offering.following(sheet.step.key)
    )


def _two_versions(request: HttpRequest, sheet: offering.Sheet) -> HttpResponse:
    """Somebody else saved meanwhile: both stand on the page, the next save is made knowingly."""
    current = drafts.draft_of(sheet.offer)
    data = (sheet.data or QueryDict()).copy()
    data["revision"] = str(current.revision)
    again = offering.Sheet.of(sheet.step, sheet.offer, current, data)
    names = offering.unlike(again, current.content)
    again.without_verdict()
    differences = offer_words.differences(again.content, current.content, names)
    return _step_page(request, again, conflict=current, differences=differences, status=409)


def _step_page(request: HttpRequest, sheet: offering.Sheet, *, status: int = 200, **more: Any) -> HttpResponse:
    licence = sheet.licence()
    context = {
        "offer": sheet.offer,
        "draft": sheet.draft,
        "step": sheet.step,
        "form": sheet.form,
        "parts": sheet.form.parts(),
        "groups": sheet.groups(),
        "faults": sheet.faults(),
        "steps": offering.stepper(_addresses(sheet.offer), sheet.step.key, sheet.draft),
        "following": offering.following(sheet.step.key),
        "licences": COMMON_LICENCES,
        "licence": licence,
        "suggestions": offering.suggestions(licence),
        **more,
    }
    return page(request, "office/offers/step.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """What the readiness check will say, what is missing and how to mend it; then publish."""
    offer, user = offer_of(request, slug), person(request)
    draft = drafts.draft_of(offer)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    initial = {"version": offer.version, "revision": draft.revision}
    form = PublishForm(request.POST if request.method == "POST" else kept, initial=initial)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(
            data["submission"],
            lambda: actions.publish_offer(by=user, at=at, slug=offer.slug, content=draft.content, **data),
        )
        if outcome.done:
            tell(request, outcome, _("“%(title)s” is published.") % {"title": draft.content.title})
            return redirect("office:offer", offer.slug)
        if outcome.stale:
            form = PublishForm(initial=initial | {"note": data["note"]})
            return _check_page(request, offer, draft, form, refusals=outcome.refusals, status=409)
        return _check_page(request, offer, draft, form, refusals=outcome.refusals, status=422)
    status = 422 if form.is_bound and form.errors else 200
    return _check_page(request, offer, draft, form, status=status, restored=bool(kept))


def _check_page(
    request: HttpRequest,
    offer: ReuseOffer,
    draft: drafts.Draft,
    form: PublishForm,
    *,
    refusals: list[Refusal] | None = None,
    status: int = 200,
    restored: bool = False,
) -> HttpResponse:
    found = drafts.check_of_content(offer, draft.content, today=localdate())
    stops = rules.may_publish(offer.publication, draft.content)
    context = {
        "offer": offer,
        "draft": draft,
        "form": form,
        "restored": restored,
        "refusals": [sentence(refusal) for refusal in refusals or []],
        "stops": _stops(offer, stops, draft),
        "readiness": cards.readiness_view(Standing(found, None, ())),
        "changes": offer_words.differences(offer.content, draft.content) if offer.version else [],
        "steps": offering.stepper(_addresses(offer), offering.CHECK, draft),
        "nothing_new": bool(offer.version) and not draft.is_open and offer.publication == "published",
    }
    return page(request, "office/offers/check.html", context, status=status)


def _stops(offer: ReuseOffer, refusals: list[Refusal], draft: drafts.Draft) -> list[dict[str, Any]]:
    """What keeps the draft from being published, each with the step that mends it."""
    found = []
    urls = _addresses(offer)
    for refusal in refusals:
        part = offering.STEP_OF.get(refusal.field)
        label = offer_words.LABELS.get(refusal.field, "")
        found.append({"text": sentence(refusal), "label": label, "url": urls(part.key) if part else ""})
    for key in draft.typed:
        if key in offering.BY_KEY:
            part = offering.BY_KEY[key]
            found.append({"text": sentence(actions.unread()), "label": part.title, "url": urls(key)})
    return found


@require_safe
@signed_in
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest words as visitors would read them."""
    offer = offer_of(request, slug)
    draft = drafts.draft_of(offer)
    content = draft.content
    hidden = {"title", "summary", "description", "kind", "products", "efforts", "keys", "papers", "licence", "mailbox"}
    sheet = ("target_groups", "scope", "transfer_value", "stakeholders", "best_practice")
    context = {
        "offer": offer,
        "draft": draft,
        "content": content,
        "kind": texts.RESULT_KINDS.get(content.kind, ""),
        "licence": cards.licence_view(content.licence, software=content.kind == "software"),
        "sheet": [(offer_words.LABELS[name], getattr(content, name)) for name in sheet],
        "facts": offer_words.said(
            content, [name for name in offer_words.LABELS if name not in hidden and name not in sheet]
        ),
        "efforts": cards.effort_table(content.efforts),
        "products": cards.product_rows(content.products),
        "keys": cards.key_rows(content.keys),
        "papers": cards.paper_rows(content.papers),
        "readiness": cards.readiness_view(
            Standing(drafts.check_of_content(offer, content, today=localdate()), None, ())
        ),
    }
    return page(request, "office/offers/preview.html", context)


@require_safe
@signed_in
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One published version and what it changed."""
    offer = offer_of(request, slug)
    shown = get_object_or_404(offer.versions, number=number)
    before = offer.versions.filter(number=number - 1).first()
    context = {
        "offer": offer,
        "version": shown,
        "changes": offer_words.differences(before.said, shown.said) if before else [],
        "said": offer_words.said(shown.said),
    }
    return page(request, "office/offers/version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an offer off the public site, with a reason."""
    offer = offer_of(request, slug)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = WithdrawForm(request.POST if request.method == "POST" else kept, initial={"version": offer.version})
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(
            data["submission"], lambda: actions.withdraw_offer(by=person(request), at=at, slug=offer.slug, **data)
        )
        if outcome.done:
            tell(request, outcome, _("“%(title)s” is withdrawn from the public site.") % {"title": offer.title})
            return redirect("office:offer", offer.slug)
        form.show_refusals(outcome.refusals)
    status = 422 if form.is_bound and form.errors else 200
    possible = not rules.may_move(offer.publication, "withdraw")
    context = {"offer": offer, "form": form, "restored": bool(kept), "possible": possible}
    return page(request, "office/offers/withdraw.html", context, status=status)


@require_POST
@signed_in
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Throw the draft away and go back to what is published."""
    offer = offer_of(request, slug)
    at = timezone.now()
    outcome = carry_out(None, lambda: actions.discard_draft(by=person(request), at=at, slug=offer.slug))
    if outcome.done:
        tell(request, outcome, _("The draft is thrown away; the published version stands."))
    else:
        refused(request, outcome)
    return redirect("office:offer", offer.slug)
