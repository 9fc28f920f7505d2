"""Imported software in the workspace: the list, one record, reading an address now, joining what is the same."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit.queries import history_of
from strahlkraft.kernel.actor import Right
from strahlkraft.office.forms.software import AddressForm, MarkForm, MergeSoftwareForm, SoftwareFilter, TextForm
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.trail import told
from strahlkraft.reuse import actions, cards, publiccode
from strahlkraft.reuse.fetching import FetchRefused
from strahlkraft.reuse.models import Software
from strahlkraft.reuse.queries import catalogue_care as care
from strahlkraft.reuse.queries.checks import standing
from strahlkraft.reuse.rules.software import is_gone

PAGE_SIZE = 30
LAST_DEEDS = 20
CHOICES_SHOWN = 20
WHY: Mapping[str, Any] = {
    "address": gettext_lazy("the same repository, written differently"),
    "renamed": gettext_lazy("one lives where the other lived before"),
    "mirror": gettext_lazy("one mirrors the other"),
    "declared": gettext_lazy("one file names the other repository as its home, under the same name"),
    care.SAME_NAME: gettext_lazy("only the name is the same; please look"),
}


def keeper(request: HttpRequest) -> User:
    """Who keeps imported software; for others these pages do not exist."""
    user = person(request)
    if not user.holds(Right.MANAGE_SOFTWARE):
        raise Http404
    return user


@require_safe
@signed_in
def software_list(request: HttpRequest) -> HttpResponse:
    """All imported software with publisher, licence, verdict and the day it was read."""
    keeper(request)
    chosen = SoftwareFilter(request.GET)
    chosen.is_valid()
    data = chosen.cleaned_data
    rows = care.software(
        text=data.get("q", ""),
        verdict=data.get("urteil", ""),
        origin=data.get("herkunft", ""),
        standing=data.get("stand", ""),
    )
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "filter": chosen,
        "filtered": any(data.values()),
        "page": shown,
        "rows": [
            {"software": row, "verdict": cards.verdict_word(row.verdict), "gone": is_gone(row.misses)} for row in shown
        ],
        "pairs": len(care.pairs()),
    }
    return page(request, "office/software/list.html", context)


def _record(slug: str) -> Software:
    row = care.record(slug)
    if row is None:
        raise Http404
    return row


@require_safe
@signed_in
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """One record: facts, addresses, findings, readiness, history."""
    keeper(request)
    row = _record(slug)
    summary, language = cards.summary_of(row)
    context = {
        "software": row,
        "summary": summary,
        "summary_lang": language,
        "source_url": row.source_url if row.source_url.startswith(("https://", "http://")) else "",
        "facts": cards.software_facts(row),
        "licence": cards.licence_view(row.licence, software=True),
        "verdict": cards.verdict_view(row),
        "findings": cards.finding_rows(row),
        "addresses": cards.address_rows(row),
        "gone": is_gone(row.misses),
        "alike": [] if row.merged_into else _alike(row),
        "readiness": cards.readiness_view(standing(row, today=timezone.localdate())),
        "entries": told(history_of(row.label)[:LAST_DEEDS]),
        "mark": MarkForm(auto_id=False),
    }
    return page(request, "office/software/record.html", context)


def _alike(row: Software) -> list[dict[str, Any]]:
    return [{"software": other, "why": WHY[why]} for other, why in care.alike(row)]


@require_safe
@signed_in
def duplicates(request: HttpRequest) -> HttpResponse:
    """Records that are probably one solution, to look at and join."""
    keeper(request)
    rows = [{"one": pair.one, "other": pair.other, "why": WHY[pair.why]} for pair in care.pairs()]
    return page(request, "office/software/duplicates.html", {"rows": rows, "most": care.PAIRS_SHOWN})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Join a record into another one, with a reason."""
    user, row = keeper(request), _record(slug)
    if row.merged_into:
        return redirect("office:software_record", row.slug)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    text = request.GET.get("q", "").strip()[:200]
    choices = _targets(row, text, request.GET.get("mit", ""))
    form = MergeSoftwareForm(
        request.POST if request.method == "POST" else kept,
        choices=choices,
        initial={"into": request.GET.get("mit") or None},
    )
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(data["submission"], lambda: actions.merge_software(by=user, at=at, slug=row.slug, **data))
        if outcome.done:
            tell(request, outcome, _("“%(title)s” is joined into the other record.") % {"title": row.name})
            return redirect("office:software_record", data["into"])
        form.show_refusals(outcome.refusals)
    status = 422 if form.is_bound and form.errors else 200
    context = {"software": row, "form": form, "q": text, "any": bool(choices), "restored": bool(kept)}
    return page(request, "office/software/merge.html", context, status=status)


def _targets(row: Software, text: str, named: str) -> list[tuple[str, str]]:
    """Records it may be joined into: the probable ones, the one asked for, those found by words."""
    found = {other.slug: _described(other) for other, _why in care.alike(row)}
    asked = care.record(named) if named else None
    if asked and asked.merged_into is None and asked.pk != row.pk:
        found[asked.slug] = _described(asked)
    if text:
        hits = care.software(text=text).exclude(pk=row.pk)[:CHOICES_SHOWN]
        found |= {other.slug: _described(other) for other in hits}
    return list(found.items())


def _described(row: Software) -> str:
    where = row.repository_url.removeprefix("https://")
    return f"{row.name} · {row.publisher_name} · {where}" if row.publisher_name else f"{row.name} · {where}"


@require_POST
@signed_in
def unmerge(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a joined record apart again."""
    user, row, at = keeper(request), _record(slug), timezone.now()
    mark = MarkForm(request.POST).submission_id()
    outcome = carry_out(mark, lambda: actions.unmerge_software(by=user, at=at, slug=row.slug, submission=mark))
    if outcome.done:
        tell(request, outcome, _("“%(title)s” stands for itself again.") % {"title": row.name})
    else:
        refused(request, outcome)
    return redirect("office:software_record", row.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def read_address(request: HttpRequest) -> HttpResponse:
    """Read a repository or publiccode.yml now and list what it describes."""
    user = keeper(request)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    given = (kept or request.GET).get("address", "")
    form = AddressForm(request.POST if request.method == "POST" else None, initial={"address": given})
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return page(request, "office/software/read.html", {"form": form, "restored": bool(kept)}, status=status)
    try:
        taken = actions.take_pasted(by=user, at=timezone.now(), address=form.cleaned_data["address"])
    except FetchRefused as fetching:
        form.add_error("address", fetching.sentence(_language()))
        return page(request, "office/software/read.html", {"form": form}, status=422)
    if taken.software is not None:
        messages.success(request, _("Read and listed.") if taken.new else _("Read again; the record is up to date."))
        return redirect("office:software_record", taken.software.slug)
    if taken.report is None:
        form.add_error("address", _("There is no publiccode.yml at this address, nor in the repository it leads to."))
        return page(request, "office/software/read.html", {"form": form}, status=422)
    context = {"form": form, **_checked(taken.report), "file_url": taken.sighting.file_url if taken.sighting else ""}
    return page(request, "office/software/read.html", context, status=422)


@require_POST
@signed_in
def reread(request: HttpRequest, slug: str) -> HttpResponse:
    """Read a listed record's file now."""
    user, row = keeper(request), _record(slug)
    try:
        taken = actions.take_pasted(by=user, at=timezone.now(), address=row.repository_url)
    except FetchRefused as fetching:
        messages.error(request, fetching.sentence(_language()))
    else:
        if taken.report is None:
            messages.warning(request, _("The repository has no publiccode.yml any more; that counts as not found."))
        elif taken.software is None:
            messages.warning(request, _("Its publiccode.yml can no longer be read; the record stays as it was."))
        else:
            messages.success(request, _("Read again; the record is up to date."))
            return redirect("office:software_record", taken.software.slug)
    return redirect("office:software_record", row.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check_text(request: HttpRequest) -> HttpResponse:
    """Check the text of a publiccode.yml; nothing is listed or kept."""
    keeper(request)
    form = TextForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        context |= _checked(publiccode.check(form.body)) | {"mended": _mended(form.body)}
        if "download" in request.POST and context["mended"]:
            answer = HttpResponse(context["mended"], content_type="application/yaml; charset=utf-8")
            answer["Content-Disposition"] = 'attachment; filename="publiccode.yml"'
            return answer
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/software/check.html", context, status=status)


def _checked(report: publiccode.Report) -> dict[str, Any]:
    """Both verdicts and all findings of a file, for the page."""
    listed = (_("can be listed"), "good") if report.listed else (_("cannot be listed"), "bad")
    return {
        "checked": True,
        "ours": {"text": listed[0], "state": listed[1]},
        "reference": cards.verdict_word(report.verdict),
        "findings": cards.report_rows(report),
    }


def _mended(body: bytes) -> str:
    """The file in the standard's order and without what it has given up; empty when that would not make it better.

    Where nothing old has to go, every comment stays.
    """
    before = publiccode.check(body)
    if before.document is None:
        return ""
    facts = publiccode.facts_from(before.document)
    newer = publiccode.modernise(facts)
    try:
        text = publiccode.format_text(body) if newer == facts else publiccode.write(publiccode.document_from(newer))
    except publiccode.UnreadableError:
        return ""
    better = len(publiccode.check(text.encode()).results) <= len(before.results)
    return text if better and text.encode() != body else ""


def _language() -> str:
    return (get_language() or "de").split("-")[0]
