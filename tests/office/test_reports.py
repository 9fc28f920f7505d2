"""The office's pages of reports: asked, drafted, opened to the receipts, released by another person, handed in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.funding.models import Grant
from strahlkraft.network.models import Region
from strahlkraft.reports.actions import reports as actions
from strahlkraft.reports.models import Report
from strahlkraft.reports.queries.drafts import Wanted
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import spent
from tests.factories.reports import MID_2025, a_project
from tests.office.pages import Entrance

AT = datetime(2025, 7, 1, 9, 0, tzinfo=UTC)
ASKED = "?zahlen=granted&zahlen=spent&nach=project&region=eigenregion&as_of=2025-06-30"


def drafted(by: User, region: Region, kind: str = "status") -> Report:
    return actions.draft(by=by, at=AT, wanted=Wanted(kind, MID_2025, region))


@pytest.fixture
def report(officer: User, region: Region) -> Report:
    a_project(region)
    return drafted(officer, region)


@pytest.fixture
def colleague(region: Region, enter: Entrance) -> Client:
    return enter(with_role(Role.OFFICE, region=region, is_demo=True))


def press(client: Client, name: str, row: Report, **more: Any) -> Any:
    row.refresh_from_db()
    data = {"version": row.version, "submission": uuid4(), **more}
    return client.post(reverse(f"office:{name}", args=[row.code]), data, follow=True)


def test_new_report_is_computed_and_drafted(client: Client, region: Region) -> None:
    a_project(region)
    data = {"kind": "status", "region": region.slug, "as_of": "2025-06-30", "submission": uuid4()}
    answer = client.post(reverse("office:new_report"), data, follow=True)
    row = Report.objects.get()
    assert (answer.redirect_chain[-1][0], row.as_of, row.state) == (
        reverse("office:report", args=[row.code]),
        date(2025, 6, 30),
        "draft",
    )
    assert "15.000,55" in answer.content.decode()


def test_report_as_of_a_day_to_come_is_refused_beside_its_field(client: Client, region: Region) -> None:
    data = {"kind": "status", "region": region.slug, "as_of": "2099-01-01", "submission": uuid4()}
    answer = client.post(reverse("office:new_report"), data)
    assert (answer.status_code, list(answer.context["form"].errors), Report.objects.count()) == (422, ["as_of"], 0)


def test_question_is_answered_on_the_page_and_becomes_a_draft(client: Client, region: Region) -> None:
    a_project(region)
    address = reverse("office:question") + ASKED
    shown = client.get(address).content.decode()
    assert ("400.000,00" in shown, "15.000,55" in shown, Report.objects.count()) == (True, True, 0)
    client.post(address, {"submission": uuid4()})
    row = Report.objects.get()
    assert (row.kind, row.choice) == (
        "parliament",
        {"figures": ["granted", "spent"], "grouping": "project", "example": False},
    )


def test_figure_without_a_year_is_not_divided_by_year(client: Client) -> None:
    asked = "?zahlen=running&nach=year&region=eigenregion&as_of=2025-06-30"
    answer = client.get(reverse("office:question") + asked)
    assert (answer.status_code, list(answer.context["form"].errors), answer.context["answer"]) == (
        422,
        ["zahlen"],
        None,
    )


def test_often_asked_questions_all_have_an_answer(client: Client, region: Region) -> None:
    a_project(region)
    presets = client.get(reverse("office:question")).context["presets"]
    assert [client.get(preset["url"]).context["answer"] is not None for preset in presets] == [True] * 5


def test_every_number_of_a_report_is_a_way_to_its_records(client: Client, report: Report) -> None:
    """I9."""
    shown = client.get(reverse("office:report", args=[report.code]))
    ways = {
        cell["url"]
        for block in shown.context["blocks"]
        if block["block"] == "table"
        for cells in [*block["rows"], block["total"]]
        for cell in cells
        if "figure" in cell
    }
    assert (len(ways) > 20, {client.get(way).status_code for way in ways}) == (True, {200})
    spent = client.get(reverse("office:report_records", args=[report.code, "spent"])).content.decode()
    assert spent.count("Beispielrechnung") == 2


def test_author_is_told_that_another_person_releases(client: Client, report: Report) -> None:
    """I18."""
    shown = client.get(reverse("office:report", args=[report.code]))
    assert (
        len(shown.context["reasons"]),
        reverse("office:release_report", args=[report.code]) in str(shown.content),
    ) == (
        1,
        False,
    )
    press(client, "release_report", report, seen=report.sha256)
    report.refresh_from_db()
    assert report.state == "draft"


def test_report_is_released_by_a_colleague_and_handed_in(client: Client, colleague: Client, report: Report) -> None:
    press(colleague, "release_report", report, seen=report.sha256)
    press(client, "submit_report", report)
    report.refresh_from_db()
    assert (report.state, report.submitted_on is not None) == ("submitted", True)


def test_words_typed_while_another_saved_are_kept(client: Client, colleague: Client, report: Report) -> None:
    address = reverse("office:edit_report", args=[report.code])
    data = {"version": report.version, "title": "Von uns", "introduction": "", "submission": uuid4()}
    colleague.post(address, {**data, "title": "Von anderen", "submission": uuid4()})
    answer = client.post(address, data)
    report.refresh_from_db()
    assert (answer.status_code, report.title, 'value="Von uns"' in answer.content.decode()) == (
        409,
        "Von anderen",
        True,
    )


def test_downloads_are_what_is_stored(client: Client, report: Report) -> None:
    answer = client.get(reverse("office:report_file", args=[report.code, "json"]))
    assert (answer.content.decode(), answer["Content-Type"]) == (report.data, "application/json")
    assert client.get(reverse("office:report_file", args=[report.code, "exe"])).status_code == 404


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUTHORITY, Role.LAND, Role.STEERING])
def test_reports_are_not_there_for_others(role: Role, report: Report, enter: Entrance) -> None:
    """I21, I22: the authority has its own door."""
    own = {"region": a_region("Andere Region")} if role in {Role.STEERING, Role.AUTHORITY} else {}
    stranger = enter(with_role(role, is_demo=True, **own))
    names = (("reports", []), ("new_report", []), ("question", []), ("report", [report.code]))
    assert [stranger.get(reverse(f"office:{name}", args=args)).status_code for name, args in names] == [404] * 4


def test_report_of_another_region_is_not_there(report: Report, enter: Entrance) -> None:
    """I21."""
    other = enter(with_role(Role.OFFICE, region=a_region("Andere Region"), is_demo=True))
    pages = ("report", "edit_report")
    assert [other.get(reverse(f"office:{name}", args=[report.code])).status_code for name in pages] == [404, 404]


def test_list_costs_the_same_queries_for_one_report_and_for_three(
    client: Client, officer: User, region: Region, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    drafted(officer, region, "closure")
    address = reverse("office:reports")
    client.get(address)
    with django_assert_max_num_queries(14) as first:
        client.get(address)
    for kind in ("forecast", "extension"):
        drafted(officer, region, kind)
    with django_assert_max_num_queries(len(first)):
        assert len(client.get(address).context["rows"]) == 3


@pytest.fixture
def own_language() -> Iterator[None]:
    """An English page leaves its language to nobody."""
    with translation.override("de"):
        yield


@pytest.mark.usefixtures("own_language")
def test_draft_speaks_the_language_of_its_reader_and_a_released_one_that_of_its_making(
    client: Client, colleague: Client, report: Report
) -> None:
    address = f"/en/arbeit/berichte/{report.code}/"
    draft = client.get(address)
    words = draft.content.decode()
    assert (draft.context["data"]["language"], "At a glance" in words, "15,000.55" in words) == ("en", True, True)
    asked = colleague.get(address)
    assert (asked.context["translated"], asked.context["release"]["seen"].value()) == (True, report.sha256)
    press(colleague, "release_report", report, seen=report.sha256)
    frozen = client.get(address)
    assert (frozen.context["data"]["language"], "Auf einen Blick" in frozen.content.decode()) == ("de", True)
    assert client.get(address.removeprefix("/en")).context["translated"] is False


@pytest.mark.usefixtures("own_language")
def test_draft_keeps_its_words_when_something_was_booked_since(client: Client, report: Report) -> None:
    """The figures shown are those that are released, whatever the reader's language is."""
    spent(Grant.objects.get(), "100.00", paid_on=MID_2025, booked_at=datetime(2025, 6, 30, 9, 0, tzinfo=UTC))
    shown = client.get(f"/en/arbeit/berichte/{report.code}/")
    assert (shown.context["data"]["language"], "15.000,55" in shown.content.decode()) == ("de", True)
