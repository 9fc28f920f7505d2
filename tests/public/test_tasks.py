"""The tasks of a project by the link of a letter: without an account, a cookie, or another project's tasks."""

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from strahlkraft.projects.models import Project
from strahlkraft.steering import access
from strahlkraft.steering.models import Task
from tests.factories.projects import ProjectFactory
from tests.factories.steering import ReportingContactFactory, TaskFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _one_day() -> Any:
    with time_machine.travel(datetime(2026, 7, 10, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def stranger() -> Client:
    """Somebody who checks everything a browser would."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def project() -> Project:
    made: Any = ProjectFactory(title="Beispiellampen")
    return made  # type: ignore[no-any-return] # the factory makes projects


def link(project: Project) -> str:
    contact = ReportingContactFactory(project=project)
    return f"/aufgaben/{access.link_token('tasks', access.tasks_code(contact))}/"


def form(row: Any, version: int = 1, day: str = "2026-07-09") -> dict[str, str]:
    given = {"version": str(version), "done_on": day, "submission": str(uuid4())}
    return {"task": row.code} | {f"{row.code}-{name}": value for name, value in given.items()}


def test_page_shows_open_and_settled_tasks_of_the_project_only(stranger: Client, project: Project) -> None:
    TaskFactory(project=project, title="Offen", detail="Genaues")
    TaskFactory(project=project, title="Getan", state="done", done_on=DAY)
    TaskFactory(project=project, title="Entfallen", state="dropped", reason="Nicht nötig")
    TaskFactory(title="Fremd")
    answer = stranger.get(link(project))
    text = answer.content.decode()
    words = ("Offen", "Genaues", "Getan", "Entfallen", "Nicht nötig", "Fremd")
    assert [word in text for word in words] == [True] * 5 + [False]
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"], stranger.cookies) == ("no-referrer", "noindex", {})


def test_draft_is_named_but_not_linked(stranger: Client, project: Project) -> None:
    text = stranger.get(link(project)).content.decode()
    assert ("Beispiellampen" in text, f"/projekte/{project.slug}/" in text) == (True, False)


def test_one_press_finishes_a_task(stranger: Client, project: Project) -> None:
    row, address = TaskFactory(project=project), link(project)
    answer = stranger.post(address, form(row))
    row.refresh_from_db()
    assert (answer["Location"], row.state, row.done_on) == (
        f"{address}?getan={row.code}#offen", "done", date(2026, 7, 9),
    )  # fmt: skip
    assert re.search(
        r"alert[^>]*>.*Beispielaufgabe", stranger.get(f"{address}?getan={row.code}").content.decode(), re.DOTALL
    )


def test_pressing_twice_is_done_once(stranger: Client, project: Project) -> None:
    row, address = TaskFactory(project=project), link(project)
    sheet = form(row)
    assert [stranger.post(address, sheet).status_code for _ in range(2)] == [302, 302]
    assert Task.objects.get().version == 2


def test_day_ahead_is_refused_at_its_field(stranger: Client, project: Project) -> None:
    row, address = TaskFactory(project=project), link(project)
    answer = stranger.post(address, form(row, day="2026-07-11"))
    shown = answer.context["open_rows"][0]["form"]
    row.refresh_from_db()
    assert (answer.status_code, list(shown.errors), row.state) == (422, ["done_on"], "open")


def test_task_settled_meanwhile_is_told_and_left_alone(stranger: Client, project: Project) -> None:
    row, address = TaskFactory(project=project, version=3, state="dropped", reason="Beispiel"), link(project)
    answer = stranger.post(address, form(row))
    row.refresh_from_db()
    assert (answer.status_code, answer.context["refused_form"].errors.keys(), row.state) == (
        422, {"__all__"}, "dropped",
    )  # fmt: skip


def test_task_of_another_project_is_left_alone(stranger: Client, project: Project) -> None:
    strange, address = TaskFactory(), link(project)
    answer = stranger.post(address, form(strange))
    strange.refresh_from_db()
    assert (answer.status_code, strange.state) == (422, "open")


def test_link_of_a_former_mailbox_or_made_up_leads_nowhere(stranger: Client, project: Project) -> None:
    contact = ReportingContactFactory(project=project, mailbox="alt@beispiel.example")
    old = access.link_token("tasks", access.tasks_code(contact))
    type(contact).objects.update(mailbox="neu@beispiel.example")
    other = access.link_token("checkin", access.tasks_code(contact))
    tokens = [old, other, f"{contact.pk}-x.y", "x"]
    assert [stranger.get(f"/aufgaben/{token}/").status_code for token in tokens] == [404] * 4


def test_form_from_another_site_is_refused(stranger: Client, project: Project) -> None:
    row, address = TaskFactory(project=project), link(project)
    answer = stranger.post(address, form(row), headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, Task.objects.get().state) == (403, "open")


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_the_same_queries_for_one_row_and_three(
    stranger: Client, project: Project, rows: int, django_assert_num_queries: Any
) -> None:
    address = link(project)
    for _ in range(rows):
        TaskFactory(project=project)
    with django_assert_num_queries(3):
        stranger.get(address)
