"""The letter with the link to a project's open tasks, to its function mailbox."""

from datetime import datetime

from django.utils.translation import gettext as _

from strahlkraft.kernel.label import Label
from strahlkraft.steering.access import link_token, tasks_code
from strahlkraft.steering.emails._post import OFFICE_LANGUAGE, post
from strahlkraft.steering.models import ReportingContact, Task
from strahlkraft.steering.rules.vocabulary import TaskState

MOST = 30
"""Tasks spelt out in one letter; the page behind the link has all of them."""


def post_tasks(contact: ReportingContact, *, key: str, at: datetime, new: Task | None = None) -> None:
    """Write which tasks are open and where to say that one is done; ``new`` is what was agreed just now."""
    project = contact.project
    tasks = project.tasks.filter(state=TaskState.OPEN).order_by("due_on", "id")
    title = project.title

    def subject() -> str:
        if new is not None:
            return _("New task in “%(project)s”: %(task)s") % {"project": title, "task": new.title}
        return _("Open tasks in “%(project)s”") % {"project": title}

    post(
        "tasks_link",
        to=contact.mailbox,
        language=OFFICE_LANGUAGE,
        subject=subject,
        context={"project": project, "new": new, "tasks": list(tasks[:MOST]), "more": max(0, tasks.count() - MOST)},
        url=tasks_label(contact),
        key=key,
        at=at,
    )


def tasks_label(contact: ReportingContact) -> Label:
    """The page of a project's tasks, for whoever reads its mailbox."""
    return Label("tasks_by_link", link_token("tasks", tasks_code(contact)), contact.project.title)
