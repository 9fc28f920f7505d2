"""Extending many grants on one occasion, step by step, each a page of its own that prints (FUNDING.md d.5)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.audit import four_eyes
from strahlkraft.funding import access, texts
from strahlkraft.funding.actions import extensions as actions
from strahlkraft.funding.models import ExtensionBatch
from strahlkraft.funding.papers import change_request as papers
from strahlkraft.funding.queries import extensions as queries
from strahlkraft.funding.queries.changes import answers_of
from strahlkraft.funding.rules import changes as change_rules
from strahlkraft.funding.rules import extensions as rules
from strahlkraft.funding.rules.vocabulary import ChangeState
from strahlkraft.kernel.actor import Right
from strahlkraft.network.queries import regions_of
from strahlkraft.office import board_sheets as sheets
from strahlkraft.office.forms.changes import SubmitForm
from strahlkraft.office.forms.extensions import OccasionForm, ReasonForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.changes import badge_of, told_differences

PAGE_SIZE, DONE = 25, 302
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GAP_BADGES = {
    rules.Gap.OPEN: ("warn", "edit"),
    rules.Gap.REQUESTED: ("info", "clock"),
    rules.Gap.GRANTED: ("good", "check"),
    rules.Gap.DEVIATING: ("warn", "scale"),
    rules.Gap.REFUSED: ("bad", "cross"),
    rules.Gap.DROPPED: ("unknown", "minus"),
}
STEPS: Mapping[str, Any] = {
    "anlass": gettext_lazy("Occasion"),
    "auswahl": gettext_lazy("Selection"),
    "zuwendungen": gettext_lazy("Each grant"),
    "vorschau": gettext_lazy("Preview"),
    "antraege": gettext_lazy("Papers"),
    "freigabe": pgettext_lazy("approval", "Release"),
    "einreichung": gettext_lazy("Submission"),
    "bescheide": gettext_lazy("Notices"),
    "luecken": gettext_lazy("Gap list"),
}
"""The nine steps by the last part of their address; the gap list is the extension's own page."""


NEXT: Mapping[str, tuple[str, Any]] = {
    ChangeState.DRAFT: ("freigabe", pgettext_lazy("approval", "Release")),
    ChangeState.RELEASED: ("einreichung", gettext_lazy("Submission")),
    ChangeState.SUBMITTED: ("bescheide", pgettext_lazy("funding", "Notice")),
    ChangeState.QUERIED: ("bescheide", pgettext_lazy("funding", "Notice")),
}
"""Which step a request waits for; without a request it is the selection."""


def _gap(row: queries.Row) -> dict[str, Any]:
    look, icon = GAP_BADGES[row.gap]
    since = texts.EXCLUSIONS[row.since] if row.since else ""
    following: Any = NEXT.get(row.request.state, ("", "")) if row.request else ("auswahl", STEPS["auswahl"])
    return {
        "row": row,
        "look": look,
        "icon": icon,
        "text": since if since and row.gap is rules.Gap.DROPPED else texts.GAPS[row.gap],
        "next": following if row.gap in rules.UNSETTLED else ("", ""),
    }


def _readers(request: HttpRequest) -> None:
    """Partners read the requests of their own grants, not the whole region: for them these pages are not there."""
    regions = person(request).region_ids(Right.READ_FUNDING)
    if regions is not None and not regions:
        raise Http404


def found_batch(request: HttpRequest, code: str, *, to_manage: bool = False) -> ExtensionBatch:
    """An extension this person may read, or with ``to_manage`` work on; for everybody else it is not there."""
    user = person(request)
    rows = queries.managed(user) if to_manage else queries.visible(user)
    return get_object_or_404(rows, code=code)


@require_safe
@signed_in
def extension_list(request: HttpRequest) -> HttpResponse:
    """Every extension, the newest first, with what is still open."""
    _readers(request)
    user = person(request)
    shown = Paginator(queries.visible(user), PAGE_SIZE).get_page(request.GET.get("seite"))
    today = localdate()
    context = {
        "page": shown,
        "rows": [
            {
                "summary": row,
                "kind": texts.OCCASION_KINDS[row.batch.kind],
                "press": not rules.is_legal_act(row.batch.kind),
                "left": rules.days_left(row.first_end, today),
                "proposed": sum(number for key, number in row.counts.items() if key != "excluded"),
                "excluded": row.counts.get("excluded", 0),
            }
            for row in queries.summaries(shown)
        ],
        "may_open": user.holds(Right.MANAGE_FUNDING),
    }
    return page(request, "office/extensions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Step 1: the letter or decree it rests on."""
    regions = list(regions_of(person(request), Right.MANAGE_FUNDING)) if _manages(request) else []
    if not regions:
        raise Http404

    def deed(form: OccasionForm) -> ExtensionBatch:
        return actions.open_batch(
            by=person(request),
            at=timezone.now(),
            region_id=form.cleaned_data["region"].pk,
            given=form.given(),
            file=form.cleaned_data["file"],
            submission=form.cleaned_data["submission"],
        )

    def show(form: OccasionForm, restored: bool, status: int) -> HttpResponse:  # noqa: FBT001 - called by sheet
        context = {"form": form, "restored": restored, "steps": _stepper(None, "anlass", None)}
        return page(request, "office/extensions/occasion_form.html", context, status=status)

    def make(data: QueryDict | None) -> OccasionForm:
        return OccasionForm(data, request.FILES or None, regions=regions, initial={"kind": "decree"})

    answer = sheets.sheet(
        request, make, deed, saved=_("The occasion is kept. Look at the selection."), to="office:extension", show=show
    )
    if answer.status_code == DONE:
        return redirect(f"{answer['Location']}auswahl/")
    return answer


def _manages(request: HttpRequest) -> bool:
    return person(request).holds(Right.MANAGE_FUNDING)


def _stepper(batch: ExtensionBatch | None, here: str, found: queries.Whole | None) -> list[dict[str, Any]]:
    """The nine steps with where they stand: a step is done when nothing of it is open."""
    done = _done(found) if found else {}
    own = reverse("office:extension", args=[batch.code]) if batch else ""
    return [
        {
            "label": words,
            "url": "" if not batch else own if key == "luecken" else f"{own}{key}/",
            "state": "current" if key == here else "done" if done.get(key) else "todo",
        }
        for key, words in STEPS.items()
    ]


def _done(found: queries.Whole) -> dict[str, bool]:
    states = [row.request.state if row.request else "" for row in found.rows]
    made = "" not in states and not found.missing
    read = made and ChangeState.DRAFT not in states
    sent = read and ChangeState.RELEASED not in states
    return {
        "anlass": True,
        "auswahl": made,
        "zuwendungen": read,
        "vorschau": read,
        "antraege": read,
        "freigabe": read,
        "einreichung": sent,
        "bescheide": sent and not found.open_rows,
    }


def _step(
    request: HttpRequest,
    batch: ExtensionBatch,
    here: str,
    found: queries.Whole,
    more: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """One step as a page."""
    keys = list(STEPS)
    place = keys.index(here)
    own = reverse("office:extension", args=[batch.code])
    following = keys[place + 1] if place + 1 < len(keys) else ""
    context = {
        "batch": batch,
        "kind": texts.OCCASION_KINDS[batch.kind],
        "press": not rules.is_legal_act(batch.kind),
        "steps": _stepper(batch, here, found),
        "step_name": STEPS[here],
        "step_number": place + 1,
        "next": {"label": STEPS[following], "url": own if following == "luecken" else f"{own}{following}/"}
        if following
        else None,
        "back": {"label": STEPS[keys[place - 1]], "url": f"{own}{keys[place - 1]}/"} if place else None,
        "manages": not access.may_manage(person(request), batch.region_id),
        "found": found,
        "rows": [_gap(row) for row in found.rows],
        "excluded": [{"row": one, "reason": texts.EXCLUSIONS[one.entry.reason]} for one in found.excluded],
        "all": len(found.rows) + len(found.excluded) + len(found.missing),
        **more,
    }
    return page(request, f"office/extensions/{_TEMPLATES[here]}.html", context, status=status)


_TEMPLATES = {
    "anlass": "occasion",
    "auswahl": "selection",
    "zuwendungen": "each",
    "vorschau": "preview",
    "antraege": "papers",
    "freigabe": "release",
    "einreichung": "submission",
    "bescheide": "notices",
    "luecken": "gaps",
}


@require_safe
@signed_in
def gaps(request: HttpRequest, code: str) -> HttpResponse:
    """Step 9: where every proposed grant stands, days left to its old end; the weekly letter goes on until it is empty."""
    batch = found_batch(request, code)
    return shown_step(request, batch, "luecken")


@require_safe
@signed_in
def step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Any other step."""
    if step not in _TEMPLATES or step == "luecken":
        raise Http404
    return shown_step(request, found_batch(request, code), step)


def shown_step(
    request: HttpRequest,
    batch: ExtensionBatch,
    here: str,
    more: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page of one step; ``more`` takes the place of what it shows by itself."""
    found = queries.whole(batch, today=localdate())
    own = MORE[here](request, batch, found) if here in MORE else {}
    return _step(request, batch, here, found, {**own, **(more or {})}, status=status)


def _of_selection(_request: HttpRequest, batch: ExtensionBatch, found: queries.Whole) -> dict[str, Any]:
    without = [row.grant for row in found.rows if row.request is None]
    facts = {one.key: one for one in queries.proposal_facts([*without, *found.missing], batch=batch)}
    reasons = {key: rules.exclusion_of(one, new_end=batch.new_end) for key, one in facts.items()}
    return {
        "form": reason_form(batch),
        "to_make": sum(reasons[row.pk] is None for row in [*without, *found.missing]),
        "changed": [
            {"grant": row, "reason": texts.EXCLUSIONS[reason]} for row in without if (reason := reasons[row.pk])
        ],
    }


def reason_form(batch: ExtensionBatch, data: Any = None) -> ReasonForm:
    """The shared paragraph as it stands, or as sent."""
    return ReasonForm(data, initial={"version": batch.version, "shared_reason": batch.shared_reason})


def _of_each(_request: HttpRequest, batch: ExtensionBatch, found: queries.Whole) -> dict[str, Any]:
    drafts = any(row.request and row.request.state == ChangeState.DRAFT for row in found.rows)
    return {"form": reason_form(batch), "drafts": drafts, "asked": _asked(found)}


def _asked(found: queries.Whole) -> list[dict[str, Any]]:
    """What each request asks for."""
    return [
        {
            **_gap(row),
            "change": row.request,
            "badge": badge_of(row.request.state),
            "grant_until": change_rules.day_of(row.request.after, "grant_until"),
            "work_until": change_rules.day_of(row.request.after, "work_until"),
            "money_moves": row.request.after.get("lines") != row.request.before.get("lines")
            or row.request.after.get("sources") != row.request.before.get("sources"),
        }
        for row in found.rows
        if row.request is not None
    ]


def _of_preview(_request: HttpRequest, batch: ExtensionBatch, found: queries.Whole) -> dict[str, Any]:
    today = localdate()
    requests = [row.request for row in found.rows if row.request and row.request.state in change_rules.OPEN_STATES]
    return {
        "previews": [
            {"change": one.request, "moved": papers.told_moved(one.days)}
            for one in queries.previews(requests, today=today)
        ],
        "posts": papers.told_moved(queries.posts_until(batch.region_id, batch.new_end, today=today)),
    }


def _of_papers(_request: HttpRequest, _batch: ExtensionBatch, found: queries.Whole) -> dict[str, Any]:
    return {"asked": _asked(found)}


def _of_release(request: HttpRequest, _batch: ExtensionBatch, found: queries.Whole) -> dict[str, Any]:
    user = person(request)
    released = queries.approvals_of([row.request for row in found.rows if row.request])
    lines = []
    for one in _asked(found):
        row = one["change"]
        draft = row.state == ChangeState.DRAFT
        writer = bool(four_eyes.may_approve(user.actor_id, (row.drafted_by, row.last_edited_by)))
        opened = user.actor_id in row.opened_by
        lines.append(
            {
                **one,
                "writer": draft and writer,
                "opened": opened,
                "can": draft and not writer and opened,
                "reasoned": not change_rules.may_release(reason=row.reason, own_reason=row.own_reason),
                "released": released.get(row.pk),
            }
        )
    return {"lines": lines, "some": any(line["can"] for line in lines), "deed": DeedForm(auto_id=False)}


def _of_submission(request: HttpRequest, _batch: ExtensionBatch, found: queries.Whole) -> dict[str, Any]:
    asked = _asked(found)
    ready = [one for one in asked if one["change"].state == ChangeState.RELEASED]
    late = any(one["row"].left is not None and one["row"].left < 0 for one in ready)
    form = SubmitForm(initial={"on": localdate()})
    ticked = set(request.POST.getlist("request")) if request.method == "POST" else None
    for one in ready:
        value = f"{one['change'].code}:{one['change'].version}"
        one |= {"ready": value, "ticked": ticked is None or value in ticked}
    return {"asked": asked, "form": form, "some": bool(ready), "late": late}


def _of_notices(_request: HttpRequest, _batch: ExtensionBatch, found: queries.Whole) -> dict[str, Any]:
    asked = _asked(found)
    given = answers_of([one["change"] for one in asked])
    lines = [
        {
            **one,
            "answers": [
                {"notice": answer.notice, "differences": told_differences(answer)} for answer in given[one["change"].pk]
            ],
        }
        for one in asked
    ]
    return {"lines": lines}


MORE: Mapping[str, Callable[[HttpRequest, ExtensionBatch, queries.Whole], dict[str, Any]]] = {
    "auswahl": _of_selection,
    "zuwendungen": _of_each,
    "vorschau": _of_preview,
    "antraege": _of_papers,
    "freigabe": _of_release,
    "einreichung": _of_submission,
    "bescheide": _of_notices,
}
"""What a step shows beside the list of grants."""


@require_safe
@signed_in
def matrix(request: HttpRequest) -> HttpResponse:
    """All grants of a region against its extensions; prints."""
    _readers(request)
    regions = list(regions_of(person(request), Right.READ_FUNDING))
    region = next((row for row in regions if row.slug == request.GET.get("region", "")), None) or next(
        iter(regions), None
    )
    if region is None:
        raise Http404
    found = queries.matrix(region)
    context = {
        "regions": regions,
        "region": region,
        "batches": found.batches,
        "rows": [{"row": row, "cells": [_cell(cell) for cell in row.cells]} for row in found.rows],
        "today": localdate(),
    }
    return page(request, "office/extensions/matrix.html", context)


def _cell(cell: tuple[str, str]) -> dict[str, Any]:
    what, value = cell
    if what == "gap":
        look, icon = GAP_BADGES[rules.Gap(value)]
        return {"look": look, "icon": icon, "text": texts.GAPS[value]}
    return {"text": texts.EXCLUSIONS[value]} if what else {}
