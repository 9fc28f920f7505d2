"""Today's list in the workspace: what stands on it, putting off and showing again, news, what was done."""

import html
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project
from strahlkraft.steering.access import LinkHolder
from strahlkraft.steering.actions import checkins, risks
from strahlkraft.steering.models import LastVisit, Snooze
from strahlkraft.steering.rules.checkins import Answers
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.projects import ParticipationFactory, ProjectFactory
from tests.factories.steering import CheckInFactory, DeadlineFactory
from tests.office.pages import Entrance


def _deadline(region: Region, title: str, latest: int, *, legal: bool = False, **more: Any) -> Any:
    day = localdate() + timedelta(days=latest)
    return DeadlineFactory(region=region, title=title, latest_on=day, target_on=day, legal=legal, **more)


def _list(client: Client) -> list[tuple[str, list[str]]]:
    """Place and lines of each group."""
    context = client.get("/arbeit/").context
    return [(str(group["place"]), [line["text"] for line in group["lines"]]) for group in context["groups"]]


def test_nothing_today_is_said_in_so_many_words(client: Client) -> None:
    page = client.get("/en/arbeit/").content.decode()
    assert ("Nothing today" in page, "nothing is due within 90 days" in page) == (True, True)


def test_nothing_today_names_what_comes_next(client: Client, region: Region) -> None:
    _deadline(region, "Beispielbericht", 20)
    assert "Next, in 20 days: Beispielbericht." in client.get("/en/arbeit/").content.decode()


def test_list_has_the_order_of_what_is_lost_and_collapses_what_is_far(client: Client, region: Region) -> None:
    for title, latest, legal in (("far", 60, False), ("soon", 3, False), ("law", 9, True), ("gone", -2, True)):
        _deadline(region, title, latest, legal=legal)
    _deadline(a_region("Fremd"), "foreign", -5, legal=True)
    context = client.get("/arbeit/").context
    collapsed = [(part["count"], [line["text"] for line in part["lines"]]) for part in context["collapsed"]]
    assert (_list(client), collapsed) == ([("overdue", ["gone"]), ("due", ["law", "soon"])], [(1, ["far"])])


def test_at_most_twelve_lines_each_with_one_button(client: Client, region: Region) -> None:
    for number in range(15):
        _deadline(region, f"Beispiel {number}", 3)
    response = client.get("/arbeit/")
    shown = [line for group in response.context["groups"] for line in group["lines"]]
    assert (len(shown), [part["count"] for part in response.context["collapsed"]]) == (12, [3])
    assert all(line["url"].startswith("/") for line in shown)


def _put_off(client: Client, key: str, days: int, **more: str) -> Any:
    data = {"duty": key, "until": (localdate() + timedelta(days=days)).isoformat(), "submission": str(uuid4()), **more}
    return client.post("/arbeit/heute/zurueckstellen/", data, follow=True)


def test_put_off_duty_leaves_the_list_is_counted_and_leaves_a_line_in_the_trail(
    client: Client, region: Region, officer: User
) -> None:
    row = _deadline(region, "Beispielbericht", 9)
    _put_off(client, f"deadline:{row.pk}", 5)
    context = client.get("/arbeit/").context
    assert [_list(client), [line["text"] for line in context["put_off"]]] == [[], ["Beispielbericht"]]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor_id, entry.region_id, entry.after) == (
        "put_off_duty",
        officer.actor_id,
        region.pk,
        {"until": (localdate() + timedelta(days=5)).isoformat()},
    )


def test_put_off_duty_stays_on_the_list_of_others(client: Client, region: Region, enter: Entrance) -> None:
    row = _deadline(region, "Beispielbericht", 9)
    _put_off(client, f"deadline:{row.pk}", 5)
    other = enter(with_role(Role.OFFICE, region=region, is_demo=True))
    assert _list(other) == [("due", ["Beispielbericht"])]


def test_nothing_is_put_off_past_a_legal_deadline(client: Client, region: Region) -> None:
    row = _deadline(region, "Nachweis", 9, legal=True)
    page = _put_off(client, f"deadline:{row.pk}", 10)
    assert (_list(client), Snooze.objects.count()) == ([("due", ["Nachweis"])], 0)
    assert [str(message.level_tag) for message in page.context["messages"]] == ["error"]


@pytest.mark.parametrize("typed", ["31.02.2027", "9999-12-31", "0001-01-01", "morgen", ""])
def test_day_nobody_can_mean_stands_beside_the_duty_as_typed_with_its_reason(
    client: Client, region: Region, typed: str
) -> None:
    row = _deadline(region, "Beispielbericht", 9)
    page = _put_off(client, f"deadline:{row.pk}", 5, until=typed)
    form = page.context["groups"][0]["lines"][0]["put_off"]
    assert (page.status_code, form.until, len(form.reasons), Snooze.objects.count()) == (422, typed, 1, 0)
    assert html.unescape(page.content.decode()).count(form.reasons[0]) == 2  # on top and beside


def test_form_sent_twice_puts_off_once_and_a_day_is_needed(client: Client, region: Region) -> None:
    row = _deadline(region, "Beispielbericht", 9)
    sheet = str(uuid4())
    for _ in range(2):
        _put_off(client, f"deadline:{row.pk}", 5, submission=sheet)
    _put_off(client, f"deadline:{row.pk}", 5, until="", submission=str(uuid4()))
    assert (Snooze.objects.count(), AuditEntry.objects.count()) == (1, 1)


def test_duty_of_somebody_else_cannot_be_put_off(client: Client) -> None:
    row = _deadline(a_region("Fremd"), "foreign", 3)
    assert _put_off(client, f"deadline:{row.pk}", 5).status_code == 404


def test_duty_can_be_shown_again(client: Client, region: Region) -> None:
    row = _deadline(region, "Beispielbericht", 9)
    _put_off(client, f"deadline:{row.pk}", 5)
    data = {"duty": f"deadline:{row.pk}", "submission": str(uuid4())}
    client.post("/arbeit/heute/zurueckholen/", data)
    assert (_list(client), Snooze.objects.count()) == ([("due", ["Beispielbericht"])], 0)


def _away(user: User, days: int) -> None:
    LastVisit.objects.update_or_create(
        actor_id=user.actor_id, defaults={"at": timezone.now() - timedelta(days=days), "before": None}
    )


def _risk(project: Project, by: User, title: str = "Beispielrisiko") -> None:
    """Somebody wrote a risk down an hour ago."""
    given = {"title": title, "probability": 2, "impact": 3, "owner": "Projektleitung"}
    risks.open_risk(by=by, at=timezone.now() - timedelta(hours=1), slug=project.slug, **given)


def _news(client: Client) -> list[tuple[str, str]]:
    return [(item["badge"], item["row"].thing.title) for item in client.get("/arbeit/").context["news"]]


def test_news_of_others_since_the_last_visit_are_told_and_own_deeds_are_not(
    client: Client, officer: User, project: Project
) -> None:
    _away(officer, 3)
    _risk(project, with_role(Role.OFFICE, region=project.region, is_demo=True))
    _risk(project, officer, "own")
    assert _news(client) == [("warn", "Lampen, die mitdenken")]


def test_news_stay_for_the_whole_visit_and_are_gone_at_the_next(
    client: Client, officer: User, project: Project
) -> None:
    _away(officer, 3)
    _risk(project, with_role(Role.OFFICE, region=project.region, is_demo=True))
    seen = [_news(client), _news(client)]
    LastVisit.objects.update(at=F("at") - timedelta(minutes=31))
    assert (seen, _news(client)) == ([[("warn", "Lampen, die mitdenken")]] * 2, [])


def test_check_in_that_came_in_with_a_red_light_is_news_and_a_green_one_is_not(
    client: Client, officer: User, region: Region
) -> None:
    _away(officer, 3)
    for title, light in (("red", "red"), ("green", "green")):
        row = CheckInFactory(project=ProjectFactory(region=region, title=title))
        holder = LinkHolder("checkin", row.code)
        answers = Answers("green", light, "green", achieved="Beispiel", obstacles="Beispiel")
        checkins.receive(by=holder, at=timezone.now(), code=row.code, answers=answers, version=1)
    assert _news(client) == [("bad", "red")]


def test_first_visit_tells_no_news(client: Client, project: Project) -> None:
    _risk(project, with_role(Role.OFFICE, region=project.region, is_demo=True))
    assert _news(client) == []


def test_news_of_another_region_are_not_told(client: Client, officer: User) -> None:
    _away(officer, 3)
    foreign = ProjectFactory(region=a_region("Fremd"))
    _risk(foreign, with_role(Role.OFFICE, region=foreign.region, is_demo=True))
    assert _news(client) == []


def test_partner_is_told_of_the_own_project_only(enter: Entrance, region: Region) -> None:
    body = an_organisation("Beispielstadt")
    partner = with_role(Role.PARTNER, organisation=body, is_demo=True)
    own, other = ProjectFactory(region=region, title="own"), ProjectFactory(region=region, title="other")
    ParticipationFactory(project=own, organisation=body, role="lead")
    _away(partner, 3)
    office = with_role(Role.OFFICE, region=region, is_demo=True)
    for project in (own, other):
        _risk(project, office)
    assert _news(enter(partner)) == [("warn", "own")]


def test_done_today_stands_at_the_end_of_the_day(client: Client, region: Region) -> None:
    row = _deadline(region, "Beispielbericht", 9)
    _put_off(client, f"deadline:{row.pk}", 5)
    assert [str(one["entry"].verb) for one in client.get("/arbeit/").context["done"]] == ["put_off_duty"]


def test_number_of_queries_does_not_grow_with_the_list(client: Client, officer: User, region: Region) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/arbeit/").status_code == HTTPStatus.OK
        return len(asked)

    office = with_role(Role.OFFICE, region=region, is_demo=True)
    _away(officer, 3)
    counts = []
    for rows in (1, 2):
        for number in range(rows):
            _deadline(region, f"Beispiel {number}", 3)
            _risk(ProjectFactory(region=region), office)
        queries()  # the first look of a visit is written down
        counts.append(queries())
    assert counts[0] == counts[1]
