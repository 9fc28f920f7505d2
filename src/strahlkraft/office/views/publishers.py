"""Publishers whose repositories are visited: the list with the last visits, adding one, switching one off."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit.queries import history_of
from strahlkraft.office.forms.software import MarkForm, PublisherForm, forge_name
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page
from strahlkraft.office.views.software import keeper
from strahlkraft.office.views.trail import told
from strahlkraft.reuse import actions
from strahlkraft.reuse.models import CrawlRun, Publisher
from strahlkraft.reuse.queries import catalogue_care as care

LAST_DEEDS = 10
_BADGES = {
    CrawlRun.State.RUNNING: ("info", "clock"),
    CrawlRun.State.DONE: ("good", "check"),
    CrawlRun.State.PARTIAL: ("warn", "clock"),
    CrawlRun.State.FAILED: ("bad", "error"),
}
# What a visit met, in a word; without the names and figures that only the moment knew.
_REASONS: Mapping[str, Any] = {
    "address": gettext_lazy("no address that can be read"),
    "scheme": gettext_lazy("neither http nor https"),
    "credentials": gettext_lazy("address with a user name or password"),
    "port": gettext_lazy("unusual port"),
    "private": gettext_lazy("not on the public internet"),
    "unknown_host": gettext_lazy("unknown host"),
    "unreachable": gettext_lazy("did not answer"),
    "certificate": gettext_lazy("certificate does not hold"),
    "redirects": gettext_lazy("forwards too often"),
    "downgrade": gettext_lazy("forwards to an insecure address"),
    "too_large": gettext_lazy("answer too large"),
    "too_slow": gettext_lazy("answer too slow"),
    "broken": gettext_lazy("answer damaged"),
    "robots": gettext_lazy("robots.txt asks programs to stay away"),
    "robots_wait": gettext_lazy("robots.txt could not be read"),
    "busy": gettext_lazy("asked for patience"),
    "status": gettext_lazy("answered with an error"),
    "unreadable": gettext_lazy("answer is not what is expected there"),
}


@require_safe
@signed_in
def publisher_list(request: HttpRequest) -> HttpResponse:
    """All publishers with what the last visit brought."""
    keeper(request)
    text = request.GET.get("q", "").strip()[:200]
    rows = care.publishers(text=text)
    context = {
        "q": text,
        "rows": [
            {
                "publisher": row.publisher,
                "forge": forge_name(row.publisher.forge),
                "listed": row.listed,
                "run": run_view(row.run) if row.run else None,
            }
            for row in rows
        ],
        "enabled": sum(row.publisher.enabled for row in rows),
        "never": care.quiet(rows),
        "hour": settings.CRAWL_HOUR,
    }
    return page(request, "office/software/publishers.html", context)


def run_view(run: CrawlRun) -> dict[str, Any]:
    """A visit in words: when, how it ended, its figures, what went wrong how often."""
    state, icon = _BADGES[CrawlRun.State(run.state)]
    counts = run.counts
    return {
        "run": run,
        "badge": {"state": state, "text": run.get_state_display(), "icon": icon},
        "figures": [
            (_("new or changed"), counts.get("found", 0)),
            (_("unchanged"), counts.get("unchanged", 0)),
            (_("without file"), counts.get("missing", 0)),
            (_("failed"), counts.get("failed", 0)),
        ]
        if counts
        else [],
        "repositories": counts.get("repositories", 0),
        "seconds": counts.get("seconds"),
        "reasons": [(reason_word(reason), number) for reason, number in counts.get("reasons", {}).items()],
    }


def reason_word(reason: str) -> str:
    """Why something failed, in a word; ``unreadable`` files and refusals alike."""
    return str(_REASONS.get(reason, reason))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add(request: HttpRequest) -> HttpResponse:
    """Put a publisher on the list."""
    user = keeper(request)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = PublisherForm(request.POST if request.method == "POST" else kept)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        made: list[Publisher] = []
        outcome = carry_out(data["submission"], lambda: made.append(actions.add_publisher(by=user, at=at, **data)))
        if outcome.done:
            tell(request, outcome, _("The publisher is on the list; the next visit reads its repositories."))
            return redirect("office:publisher", outcome.entry.subject_key if outcome.entry else made[0].slug)
        form.show_refusals(outcome.refusals)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/software/publisher_add.html", {"form": form, "restored": bool(kept)}, status=status)


@require_safe
@signed_in
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One publisher with its visits and what failed in the last one."""
    keeper(request)
    row = care.publisher(slug)
    if row is None:
        raise Http404
    visits = [run_view(run) for run in care.runs(row)]
    context = {
        "publisher": row,
        "forge": forge_name(row.forge),
        "listed": row.software.listed().count(),
        "visits": visits,
        "problems": _problems(visits[0]["run"]) if visits else [],
        "entries": told(history_of(row.label)[:LAST_DEEDS]),
        "mark": MarkForm(auto_id=False),
    }
    return page(request, "office/software/publisher.html", context)


def _problems(run: CrawlRun) -> list[dict[str, str]]:
    return [
        {
            "url": problem["url"] if problem["url"].startswith(("https://", "http://")) else "",
            "text": problem["url"].removeprefix("https://").removeprefix("http://"),
            "reason": reason_word(problem["reason"]),
        }
        for problem in run.problems
    ]


@require_POST
@signed_in
def switch(request: HttpRequest, slug: str) -> HttpResponse:
    """Visit a publisher from now on, or no longer."""
    user, at = keeper(request), timezone.now()
    row = care.publisher(slug)
    if row is None:
        raise Http404
    mark, enabled = MarkForm(request.POST).submission_id(), request.POST.get("enabled") == "1"
    outcome = carry_out(
        mark,
        lambda: actions.set_publisher_enabled(by=user, at=at, slug=row.slug, enabled=enabled, submission=mark),
    )
    if outcome.done:
        on, off = _("It is visited again from now on."), _("It is no longer visited; what was found stays.")
        tell(request, outcome, on if enabled else off)
    else:
        refused(request, outcome)
    return redirect("office:publisher", row.slug)
