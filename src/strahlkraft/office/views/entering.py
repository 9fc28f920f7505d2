"""Pitches that come in otherwise: handed in by the office, read from a table, begun from a project by its partners."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.congress import access, texts
from strahlkraft.congress.actions import pitches as actions
from strahlkraft.congress.formats.submissions_csv import MOST_BYTES, SubmissionRow, read_submissions
from strahlkraft.congress.models import Occasion, Pitch
from strahlkraft.congress.queries import calls as queries
from strahlkraft.congress.rules import calls as rules
from strahlkraft.design.addresses import address
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused
from strahlkraft.office.forms.calls import BehalfForm, ReadForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.occasion_tabs import managed, occasion_page
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.projects import access as projects_access

COLUMNS = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("In one sentence"),
    "description": gettext_lazy("What is shown"),
    "topic": gettext_lazy("Theme"),
    "organisation_name": gettext_lazy("Body that presents it"),
    "mailbox": gettext_lazy("Mailbox of who hands it in"),
    "person": gettext_lazy("Whom to ask for"),
    "needs_note": gettext_lazy("What else is needed"),
    "seconds": gettext_lazy("Seconds"),
    "language": gettext_lazy("Language on stage"),
    "speaker_name": gettext_lazy("Who speaks"),
    "speaker_mailbox": gettext_lazy("Mailbox of who speaks"),
    "project": gettext_lazy("Project"),
}
"""A column of the table, by the field of the rule's reason."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hand_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand in for others, or enter a keynote."""
    occasion = managed(request, slug)
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    form = BehalfForm(
        request.POST if posted else kept,
        occasion=occasion,
        projects=queries.project_choices(),
        initial={"kind": "keynote" if request.GET.get("art") == "keynote" else "pitch"},
    )
    if kept:
        form.without_verdict()
    elif posted and form.is_valid():
        made: list[Pitch] = []
        outcome = carry_out(
            form.cleaned_data["submission"],
            lambda: made.append(
                actions.hand_in_on_behalf(
                    by=person(request),
                    at=timezone.now(),
                    slug=occasion.slug,
                    given=form.submission_given(),
                    submission=form.cleaned_data["submission"],
                )
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The pitch is handed in."))
            return redirect("office:pitch", slug, made[0].code) if made else redirect("office:pitches", slug)
        form.show_refusals(outcome.refusals)
    context = {"form": form, "restored": kept is not None}
    return occasion_page(request, "office/pitches/hand_in.html", occasion, context, status=422 if posted else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def read_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Look through a table first; hand it in only once it is sound. Faults name line and column."""
    occasion = managed(request, slug)
    posted = request.method == "POST"
    form = ReadForm(request.POST if posted else None, request.FILES if posted else None)
    context: dict[str, Any] = {"form": form, "most": MOST_BYTES // 1_000_000}
    if posted and form.is_valid():
        looked = _looked_through(request, occasion, form)
        context |= looked
        if looked.get("done"):
            tell(request, looked["outcome"], _("The pitches are handed in. Nobody was written to."))
            return redirect("office:pitches", slug)
    status = 422 if posted and (form.errors or context.get("faults")) else 200
    return occasion_page(request, "office/pitches/read.html", occasion, context, status=status)


def _looked_through(request: HttpRequest, occasion: Occasion, form: ReadForm) -> dict[str, Any]:
    file = form.cleaned_data["file"]
    if file is None:
        form.add_error("file", _("Choose a file."))
        return {}
    try:
        table = read_submissions(file.read(MOST_BYTES + 1))
    except Refused as refusal:
        return {"faults": [sentence(reason) for reason in refusal.refusals]}
    rows, faults = _rows_of(table.rows, occasion)
    dry = "einlesen" not in request.POST
    mark = form.cleaned_data["submission"]
    found: list[Any] = []
    outcome = carry_out(
        None if dry or faults else mark,
        lambda: found.append(
            actions.import_pitches(
                by=person(request),
                at=timezone.now(),
                slug=occasion.slug,
                rows=rows,
                dry_run=dry or bool(faults),
                submission=None if dry else mark,
            )
        ),
    )
    new, wrong = found[0] if found else ([], [])
    words = _("Line %(line)s, column “%(column)s”: %(reason)s")
    faults += [
        words
        % {
            "line": table.rows[number].line,
            "column": COLUMNS.get(refusal.field, refusal.field),
            "reason": sentence(refusal),
        }
        for number, refusal in wrong
    ]
    return {
        "faults": faults,
        "done": not dry and not faults,
        "outcome": outcome,
        "new": [table.rows[number] for number in new],
        "known_count": len(table.rows) - len(new) if not faults else 0,
        "ignored": table.ignored,
        "looked": True,
    }


def _rows_of(read: Sequence[SubmissionRow], occasion: Occasion) -> tuple[list[rules.Submission], list[str]]:
    """What the table hands in, and which themes of it this event does not have."""
    topics = {name.casefold(): slug for slug, name in occasion.topics.values_list("slug", "name")}
    projects = {title.casefold(): slug for slug, title in queries.project_choices()}
    words = _("Line %(line)s, column “%(column)s”: there is no theme “%(value)s” at this event.")
    faults = [
        words % {"line": row.line, "column": COLUMNS["topic"], "value": row.topic}
        for row in read
        if row.topic and row.topic.casefold() not in topics
    ]
    return [_submission(row, topics, projects) for row in read], faults


def _submission(row: SubmissionRow, topics: dict[str, str], projects: dict[str, str]) -> rules.Submission:
    content = rules.PitchContent(
        title=row.title,
        summary=row.summary,
        description=row.description,
        topic=topics.get(row.topic.casefold(), ""),
        organisation_name=row.organisation,
        language=row.language,
        mode=row.mode,
        needs_note=row.needs_note,
        sign_language=row.sign_language,
        for_prize=row.for_prize,
        person=row.person,
    )
    return rules.Submission(
        content=content,
        people=tuple(rules.SpeakerContent(name=speaker.name, mailbox=speaker.mailbox) for speaker in row.speakers),
        mailbox=row.mailbox,
        kind=row.kind,
        seconds=row.seconds,
        project=projects.get(row.project.casefold(), ""),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def from_project(request: HttpRequest, slug: str) -> HttpResponse:
    """The open calls for a project one may edit; a button begins a pitch with everything the project says."""
    user, at = person(request), timezone.now()
    project = get_object_or_404(projects_access.editable_by(user).select_related("region"), slug=slug)
    calls = queries.open_calls(at)
    if request.method == "POST":
        chosen = next((row for row in calls if row.occasion.slug == request.POST.get("event", "")), None)
        if chosen is None:
            raise Http404
        made: list[Pitch] = []
        outcome = carry_out(
            None,
            lambda: made.append(
                actions.begin_from_project(
                    by=user,
                    at=at,
                    slug=chosen.occasion.slug,
                    project=project.slug,
                    mailbox=user.email,
                    person=user.display_name,
                )
            ),
        )
        if outcome.done:
            return redirect(address(Label("pitch_private", access.link_token("pitch", made[0].link_code))))
        refused(request, outcome)
    begun = Pitch.objects.filter(project=project).exclude(state="draft").select_related("occasion")
    context = {
        "project": project,
        "calls": calls,
        "begun": [
            {"pitch": row, "state": texts.PITCH_STATES[rules.shown_state(row.state, told=row.told_at is not None)]}
            for row in begun.order_by("-occasion__starts_at")
        ],
        "deed": DeedForm(auto_id=False),
    }
    return page(request, "office/pitches/from_project.html", context)
