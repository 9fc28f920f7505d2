"""The portfolio: what stands in a row, filters and orders, files, own views, the fact sheet; constant queries."""

import io
import re
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import openpyxl
import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project
from strahlkraft.steering.models import ClosureItem, SavedFilter
from strahlkraft.steering.queries.portfolio import Wanted, portfolio
from strahlkraft.steering.rules.checkins import Shine
from strahlkraft.steering.rules.portfolio import Need, Order, ProjectPhase
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.projects import ParticipationFactory, ProjectFactory, PublishedFactory
from tests.factories.reuse import OfferFactory, RequestFactory
from tests.factories.steering import (
    ApplicationFactory,
    CheckInFactory,
    ClosureFactory,
    DeadlineFactory,
    MilestoneFactory,
    RiskFactory,
)
from tests.office.pages import Entrance


def _in(days: int) -> date:
    return localdate() + timedelta(days=days)


def _said(project: Project, days_ago: int, *lights: str) -> None:
    """A check-in that came in so many days ago."""
    said = timezone.now() - timedelta(days=days_ago)
    names = ("content_light", "time_light", "money_light")
    CheckInFactory(
        project=project,
        month=said.date().replace(day=1),
        state="received",
        requested_at=said,
        received_at=said,
        **dict(zip(names, lights, strict=True)),
    )


def _full(region: Region, title: str = "Alles", **more: Any) -> Project:
    """A running project with everything a row shows."""
    project: Project = PublishedFactory(region=region, title=title, **more)
    ApplicationFactory(project=project, region=region, state="granted", ends_on=_in(100))
    for days in (40, 10):
        DeadlineFactory(project=project, region=region, title=f"in {days}", target_on=_in(days), latest_on=_in(days))
    MilestoneFactory(project=project, title="spät", planned_on=_in(-3))
    MilestoneFactory(project=project, title="danach", planned_on=_in(30))
    _said(project, 20, "green", "red", "amber")
    RequestFactory(offer=OfferFactory(project=project), confirmed_at=timezone.now())
    return project


def test_row_says_phase_lights_next_days_and_requests(officer: User, region: Region) -> None:
    project = _full(region)
    (row,) = portfolio(officer, Wanted(), today=localdate()).rows
    assert (row.project, row.phase, row.ends_on) == (project, ProjectPhase.FINAL, _in(100))
    assert (row.lights.each, row.silent_days) == ((Shine.GREEN, Shine.RED, Shine.AMBER), 20)
    assert (row.deadline and row.deadline.title, row.milestone and row.milestone.title) == ("in 10", "spät")
    assert (row.milestone_late, row.deadline_late, row.blocking, row.requests) == (True, False, None, 1)


def test_closing_shows_its_first_open_line_and_changes_the_phase(officer: User, region: Region) -> None:
    closing = ClosureFactory(project=_full(region))
    for position, key in enumerate(("last-expenditure", "drawdowns-used")):
        ClosureItem.objects.create(closure=closing, key=key, position=position)
    (row,) = portfolio(officer, Wanted(), today=localdate()).rows
    assert row.blocking
    assert (row.phase, row.blocking.open, row.blocking.total) == (ProjectPhase.CLOSING, 2, 2)


def test_project_nobody_has_said_anything_of_is_in_preparation_and_unknown_never_green(
    officer: User, project: Project
) -> None:
    (row,) = portfolio(officer, Wanted(), today=localdate()).rows
    assert (row.project, row.phase, row.lights.worst, row.silent_days) == (
        project,
        ProjectPhase.PREPARATION,
        Shine.UNKNOWN,
        None,
    )


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (Wanted(), ["Alles", "Leer"]),
        (Wanted(order=Order.TITLE), ["Alles", "Leer"]),
        (Wanted(order="quatsch"), ["Alles", "Leer"]),
        (Wanted(text="lee"), ["Leer"]),
        (Wanted(phase=ProjectPhase.FINAL), ["Alles"]),
        (Wanted(need=Need.RED), ["Alles"]),
        (Wanted(need=Need.SILENT), ["Leer"]),
        (Wanted(need=Need.DUE), ["Alles"]),
        (Wanted(need=Need.LATE), ["Alles"]),
        (Wanted(need=Need.REQUESTS), ["Alles"]),
        (Wanted(need=Need.BLOCKED), []),
        (Wanted(region="anderswo"), []),
    ],
)
def test_filters_pick_out(officer: User, region: Region, wanted: Wanted, titles: list[str]) -> None:
    _full(region)
    ProjectFactory(region=region, title="Leer")
    found = portfolio(officer, wanted, today=localdate())
    assert [row.project.title for row in found.rows] == titles


def test_counts_say_what_stands_in_text_and_region_whatever_else_is_chosen(officer: User, region: Region) -> None:
    _full(region)
    ProjectFactory(region=region, title="Leer")
    found = portfolio(officer, Wanted(phase=ProjectPhase.FINAL), today=localdate())
    counted = {phase: number for phase, number in found.phases.items() if number}
    assert (found.total, counted, found.needs[Need.SILENT]) == (
        2,
        {ProjectPhase.PREPARATION: 1, ProjectPhase.FINAL: 1},
        1,
    )


def test_number_of_queries_is_that_of_one_project(officer: User, region: Region) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            portfolio(officer, Wanted(), today=localdate())
        return len(asked)

    assert officer.grants  # read once, whatever is asked
    _full(region)
    one = queries()
    for _ in range(2):
        _full(region)
    assert (one, queries()) == (one, one)


def test_partner_reads_the_own_projects_office_the_region_and_land_nothing(
    region: Region, enter: Entrance, client: Client
) -> None:
    body = an_organisation("Beispielstadt")
    own = ProjectFactory(region=region, title="own")
    ParticipationFactory(project=own, organisation=body, role="lead")
    ProjectFactory(region=region, title="other")
    ProjectFactory(region=a_region("Fremd"), title="foreign")
    partner = enter(with_role(Role.PARTNER, organisation=body, is_demo=True))

    def titles(browser: Client) -> list[str]:
        return [item["row"].project.title for item in browser.get("/arbeit/portfolio/").context["rows"]]

    land = enter(with_role(Role.LAND, is_demo=True)).get("/arbeit/portfolio/")
    assert (titles(partner), titles(client), land.status_code) == (["own"], ["other", "own"], HTTPStatus.NOT_FOUND)


def test_lights_of_the_board_differ_in_icon_and_word_not_in_colour_alone(client: Client, region: Region) -> None:
    _full(region)
    board = client.get("/arbeit/portfolio/").content.decode()
    lights = [part.split("</span>")[0] for part in board.split("lights__one lights__one--")[1:]]
    words = [re.sub("<.*?>", "", light).split(">")[-1].strip(" ,") for light in lights]
    assert words == ["Inhalt: grün", "Zeit: rot", "Geld: gelb"]
    assert len({re.findall(r"<svg.*?</svg>", light)[0] for light in lights}) == len(lights)


def test_files_hold_every_row_of_the_filtered_board(client: Client, region: Region) -> None:
    _full(region, title="=Alles")
    ProjectFactory(region=region, title="Leer")
    text = client.get("/en/arbeit/portfolio/portfolio.csv?stand=rot").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(client.get("/arbeit/portfolio/portfolio.xlsx").content))
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert [line.split(",")[1] for line in text.splitlines()] == ["title", "'=Alles"]
    assert ([row[1] for row in cells[1:]], cells[1][10], cells[1][15]) == (
        ["'=Alles", "Leer"],
        datetime.combine(_in(10), datetime.min.time()),
        1,
    )


def test_other_formats_are_not_there(client: Client) -> None:
    assert client.get("/arbeit/portfolio/portfolio.pdf").status_code == HTTPStatus.NOT_FOUND


def _keep(client: Client, name: str, query: str = "stand=rot&phase=final&unsinn=1") -> Any:
    data = {"name": name, "query": query, "submission": str(uuid4())}
    return client.post("/arbeit/portfolio/ansichten/", data)


def test_view_is_kept_in_one_spelling_and_only_for_oneself(
    client: Client, officer: User, region: Region, enter: Entrance
) -> None:
    answer = _keep(client, " Sorgen  kinder ")
    other = enter(with_role(Role.OFFICE, region=region, is_demo=True))
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, "/arbeit/portfolio/?phase=final&stand=rot")
    assert list(SavedFilter.objects.values_list("actor_id", "name", "query")) == [
        (officer.actor_id, "Sorgen kinder", "phase=final&stand=rot")
    ]
    seen = [len(browser.get("/arbeit/portfolio/").context["views"]) for browser in (client, other)]
    assert seen == [1, 0]


def test_view_without_a_name_says_so_and_keeps_the_choice(client: Client) -> None:
    page = _keep(client, "")
    assert (page.status_code, page.context["query"], bool(page.context["save"].errors["name"])) == (
        HTTPStatus.OK,
        "phase=final&stand=rot",
        True,
    )


def test_view_is_forgotten_by_its_owner_only(client: Client, region: Region, enter: Entrance) -> None:
    _keep(client, "Sorgenkinder")
    pk = SavedFilter.objects.get().pk
    other, left = enter(with_role(Role.OFFICE, region=region, is_demo=True)), []
    for browser in (other, client):
        browser.post(f"/arbeit/portfolio/ansichten/{pk}/entfernen/", {"submission": str(uuid4())})
        left.append(SavedFilter.objects.count())
    assert left == [1, 0]


@pytest.mark.slow
def test_fact_sheet_is_one_accessible_page_for_who_may_read_the_project(
    client: Client, region: Region, enter: Entrance
) -> None:
    project = _full(region, title="Beispiellampen")
    RiskFactory(project=project)
    address = f"/arbeit/projekte/{project.slug}/steckbrief.pdf"
    foreign = enter(with_role(Role.OFFICE, region=a_region("Fremd"), is_demo=True))
    answer = client.get(address)
    with pikepdf.open(io.BytesIO(answer.content)) as sheet:
        title, tagged = str(sheet.docinfo["/Title"]), "/StructTreeRoot" in sheet.Root
        assert (len(sheet.pages), title.endswith("Beispiellampen"), tagged) == (1, True, True)
    assert foreign.get(address).status_code == HTTPStatus.NOT_FOUND
