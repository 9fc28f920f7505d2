"""The tasks of a project by the link of a letter: see what is open, say that one is done; without an account."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from strahlkraft.design.addresses import address
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import VersionedForm
from strahlkraft.public.by_link import by_link, unknown_link
from strahlkraft.steering import access
from strahlkraft.steering.actions.tasks import finish_task
from strahlkraft.steering.models import ReportingContact, Task
from strahlkraft.steering.queries.life import contact_of_token, tasks_of
from strahlkraft.steering.rules.vocabulary import TaskState

MOST_SETTLED = 30
"""Tasks that are over and still shown, the last first."""


class DoneForm(VersionedForm):
    """The day a task was done."""

    done_on = forms.DateField(
        label=_("Done on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=localdate
    )


@by_link
def tasks(request: HttpRequest, token: str) -> HttpResponseBase:
    """What is open; a press says that a task is done."""
    contact = contact_of_token(token)
    if contact is None:
        return unknown_link(request)
    sent = request.POST.get("task", "") if request.method == "POST" else ""
    rows = list(tasks_of(contact.project))
    row = next((one for one in rows if sent and one.code == sent), None)
    made: dict[str, DoneForm] = {}
    if row is not None:
        form = made[row.code] = DoneForm(request.POST, prefix=row.code)
        if _done(contact, row, form):
            return HttpResponseRedirect(f"{request.path}?getan={row.code}#offen")
        row.refresh_from_db()
        form.look_again(row.version)
    project, today = contact.project, localdate()
    context = {
        "project": project,
        "project_url": address(project.label) if project.publication == "published" else "",
        "open_rows": [_shown(one, made, today) for one in rows if one.state == TaskState.OPEN],
        "settled_rows": [one for one in reversed(rows) if one.state != TaskState.OPEN][:MOST_SETTLED],
        "finished": next((one for one in rows if one.code == request.GET.get("getan") and one.state == "done"), None),
        "unknown": request.method == "POST" and row is None,
        "refused_form": made.get(sent) if row is not None and row.state != TaskState.OPEN else None,
    }
    return render(request, "public/tasks/tasks.html", context, status=422 if request.method == "POST" else 200)


def _done(contact: ReportingContact, row: Task, form: DoneForm) -> bool:
    by = access.LinkHolder("tasks", access.tasks_code(contact))

    def deed() -> object:
        given = form.cleaned_data
        return finish_task(
            by=by,
            at=timezone.now(),
            code=row.code,
            version=given["version"],
            done_on=given["done_on"],
            submission=form.submission_id,
        )

    return carried_out(form, deed)


def _shown(row: Task, made: dict[str, DoneForm], today: Any) -> dict[str, Any]:
    """A task with the form that finishes it."""
    form = made.get(row.code) or DoneForm(initial={"version": row.version}, prefix=row.code)
    return {"row": row, "form": form, "late": row.due_on < today, "open": row.code in made}
