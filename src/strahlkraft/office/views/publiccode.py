"""An offer and its publiccode.yml: read a file into the draft after looking at what it would change; hand the file out."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.office import offer_words, offering
from strahlkraft.office.forms.offers import ReadForm
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.offers import offer_of
from strahlkraft.reuse import actions, cards
from strahlkraft.reuse.formats.publiccode import content_from, has_file, text_of
from strahlkraft.reuse.models import ReuseOffer
from strahlkraft.reuse.publiccode import MAX_BYTES, Report
from strahlkraft.reuse.publiccode import check as check_file
from strahlkraft.reuse.queries import drafts
from strahlkraft.reuse.rules.content import OfferContent

UPLOAD_LIMIT = min(1_048_576, MAX_BYTES)  # bytes


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def read(request: HttpRequest, slug: str) -> HttpResponse:
    """First show what the file says and what it would change, then take it over."""
    offer = offer_of(request, slug)
    draft = drafts.draft_of(offer)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = ReadForm(
        request.POST if request.method == "POST" else kept,
        request.FILES if request.method == "POST" else None,
        initial={"revision": draft.revision},
    )
    if kept:
        form.without_verdict()
    if request.method != "POST" or not form.is_valid():
        return _page(request, offer, draft, form, restored=bool(kept), status=422 if request.method == "POST" else 200)
    try:
        body = form.document(UPLOAD_LIMIT)
    except ValidationError as error:
        form.add_error("text", error)
        return _page(request, offer, draft, form, status=422)
    report = check_file(body)
    if "take" not in request.POST or report.document is None:
        shown = ReadForm(initial={"text": body.decode("utf-8", "replace"), "revision": draft.revision})
        return _page(request, offer, draft, shown, report=report, status=200 if report.document else 422)
    return _taken(request, offer, draft, form, report)


def _taken(
    request: HttpRequest, offer: ReuseOffer, draft: drafts.Draft, form: ReadForm, report: Report
) -> HttpResponse:
    content, at = content_from(report.document or {}, draft.content), timezone.now()
    changed = {offering.STEP_OF[name].key for name in offering.changed(draft.content, content)}
    typed = {key: fields for key, fields in draft.typed.items() if key not in changed}
    outcome = carry_out(
        None,
        lambda: actions.save_draft(
            by=person(request),
            at=at,
            slug=offer.slug,
            content=content,
            revision=form.cleaned_data["revision"],
            typed=typed,
        ),
    )
    if outcome.done:
        tell(request, outcome, _("The file is read into the draft. Please complete what no file can say."))
        return redirect("office:offer_step", offer.slug, offering.STEPS[0].key)
    again = ReadForm(initial={"text": form.cleaned_data["text"], "revision": draft.revision})
    return _page(request, offer, draft, again, report=report, refused=True, status=409)


def _page(
    request: HttpRequest,
    offer: ReuseOffer,
    draft: drafts.Draft,
    form: ReadForm,
    *,
    report: Report | None = None,
    restored: bool = False,
    refused: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"offer": offer, "form": form, "restored": restored, "refused": refused}
    context["has_file"] = has_file(draft.content)
    if report is not None:
        readable = report.document is not None
        content = content_from(report.document or {}, draft.content) if readable else draft.content
        context |= {
            "report": report,
            "readable": readable,
            "findings": cards.report_rows(report),
            "changes": offer_words.differences(draft.content, content),
        }
    return page(request, "office/offers/publiccode.html", context, status=status)


@require_safe
@signed_in
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The file of the draft, or with ``?stand=veroeffentlicht`` of the published version, for one's own repository."""
    offer = offer_of(request, slug)
    published = request.GET.get("stand") == "veroeffentlicht"
    content: OfferContent = offer.content if published else drafts.draft_of(offer).content
    if not has_file(content) or (published and not offer.version):
        raise Http404
    publisher = offer.caretaker.name if offer.caretaker else ""
    answer = HttpResponse(
        text_of(content, publisher=publisher, people=True), content_type="application/yaml; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="publiccode.yml"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
