"""The course of a project in the workspace: what the pages show, keep and refuse; who gets in."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from strahlkraft.accounts.rules import Role
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from strahlkraft.office.life import slip_words
from strahlkraft.projects.models import Project
from strahlkraft.steering.models import Decision, Milestone, Risk, StoredFile, Task
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.projects import ParticipationFactory
from tests.factories.steering import (
    BoardSessionFactory,
    MilestoneFactory,
    ReportingContactFactory,
    RiskFactory,
    StoredFileFactory,
    TaskFactory,
)
from tests.office.pages import Entrance, marks

OWN = "/arbeit/projekte/lampen/verlaufsplan/"
PDF = b"%PDF-1.7\nBeispiel"
WHY = "Beispiel: die Schnittstelle fehlt."
DAY = date(2026, 6, 30)
PARTS = ("", "risiken/", "aufgaben/", "unterlagen/", "entscheidungen/")


@pytest.fixture(autouse=True)
def _one_day() -> Any:
    with time_machine.travel(datetime(2026, 7, 10, 9, 0, tzinfo=UTC), tick=False):
        yield


def sent(part: str, version: int = 1, **values: Any) -> dict[str, Any]:
    """The fields of one form of a page that has several."""
    return {f"{part}-{name}": value for name, value in (marks(version) | values).items()}


# ---- who gets in


def test_each_role_sees_what_it_may(project: Project, region: Region, enter: Entrance) -> None:
    ParticipationFactory(project=project, organisation=an_organisation("Eigene GmbH"), role="partner")
    row = StoredFileFactory(project=project)
    task = TaskFactory(project=project)
    people = {
        "office": with_role(Role.OFFICE, region=region, is_demo=True),
        "partner": with_role(Role.PARTNER, organisation=an_organisation("Eigene GmbH"), is_demo=True),
        "steering": with_role(Role.STEERING, region=region, is_demo=True),
        "authority": with_role(Role.AUTHORITY, region=region, is_demo=True),
        "land": with_role(Role.LAND, is_demo=True),
        "other partner": with_role(Role.PARTNER, organisation=an_organisation("Fremde GmbH"), is_demo=True),
        "other office": with_role(Role.OFFICE, region=a_region("Fremd"), is_demo=True),
    }
    pages = [*PARTS, f"aufgaben/{task.code}/", f"unterlagen/{row.code}/"]
    some = ["", f"aufgaben/{task.code}/"]  # the walk over every address asks for the rest
    asked = {name: pages if name in {"partner", "steering"} else some for name in people}
    reads = {name: {enter(user).get(OWN + part).status_code for part in asked[name]} for name, user in people.items()}
    writes = {
        name: enter(user).post(OWN, marks() | {"title": "Beispiel", "planned_on": "2026-08-01"}).status_code
        for name, user in people.items()
    }
    assert reads == {
        "office": {200}, "partner": {200}, "steering": {200}, "authority": {404}, "land": {404},
        "other partner": {404}, "other office": {404},
    }  # fmt: skip
    assert writes == {
        "office": 302, "partner": 302, "steering": 404, "authority": 404, "land": 404,
        "other partner": 404, "other office": 404,
    }  # fmt: skip


def test_reader_is_offered_no_form(project: Project, region: Region, enter: Entrance) -> None:
    task = TaskFactory(project=project)
    reader = enter(with_role(Role.STEERING, region=region, is_demo=True))
    found = [reader.get(OWN + part).content.count(b"data-keep") for part in (*PARTS, f"aufgaben/{task.code}/")]
    assert found == [0] * 6


def test_thing_of_another_project_is_not_found_under_this_one(client: Client, project: Project) -> None:
    rows = [("meilensteine", MilestoneFactory()), ("risiken", RiskFactory()), ("aufgaben", TaskFactory())]
    addresses = [f"{OWN}{part}/{row.code}/" for part, row in rows] + [f"{OWN}unterlagen/{StoredFileFactory().code}/"]
    assert [client.get(address).status_code for address in addresses] == [404] * 4


# ---- time and milestones


def test_page_draws_the_time_and_says_the_same_in_a_table(client: Client, project: Project) -> None:
    project.phases.create(kind="preparation", actual="2025-01")
    MilestoneFactory(project=project, title="Spät", planned_on=DAY)
    MilestoneFactory(project=project, title="Verschoben", planned_on=DAY, forecast_on=date(2026, 8, 1))
    answer = client.get(OWN)
    shown = [(one["row"].title, one["slip"], one["badge"]["state"]) for one in answer.context["rows"]]
    text = answer.content.decode()
    assert shown == [("Spät", 0, "bad"), ("Verschoben", 32, "info")]
    assert [text.count('class="life-chart"'), text.count("life-chart__today"), text.count("style=")] == [1, 1, 0]


def test_pages_take_as_many_queries_for_one_row_as_for_three(client: Client, project: Project) -> None:
    def one_more() -> None:
        MilestoneFactory(project=project)
        RiskFactory(project=project)
        TaskFactory(project=project)
        StoredFileFactory(project=project)
        Decision.objects.create(
            project=project, on=DAY, title="B", reason="B", decided_by="B", recorded_at=datetime.now(UTC)
        )

    def queries() -> list[int]:
        counted = []
        for part in PARTS:
            with CaptureQueriesContext(connection) as found:
                client.get(OWN + part)
            counted.append(len(found))
        return counted

    one_more()
    of_one = queries()
    one_more(), one_more()
    assert queries() == of_one


def test_milestone_is_set_up_moved_and_reached(client: Client, project: Project) -> None:
    assert client.post(OWN, marks() | {"title": "Start", "planned_on": "2026-06-30"}).status_code == 302
    address = f"{OWN}meilensteine/{Milestone.objects.get().code}/"
    moved = client.post(f"{address}prognose/", sent("prognose", expected_on="2026-08-01", reason=WHY))
    text = client.get(address).content.decode()
    reached = client.post(f"{address}erreicht/", sent("erreicht", 2, reached_on="2026-07-09"))
    row = Milestone.objects.get()
    assert (moved["Location"], reached.status_code, WHY in text) == (address, 302, True)
    assert (row.planned_on, row.forecast_on, row.reached_on, row.state) == (
        DAY, date(2026, 8, 1), date(2026, 7, 9), "reached",
    )  # fmt: skip


def test_history_names_the_milestone_and_its_state_in_words(client: Client, project: Project) -> None:
    row = MilestoneFactory(project=project, title="Beispielziel")
    client.post(f"{OWN}meilensteine/{row.code}/erreicht/", sent("erreicht", reached_on="2026-07-09"))
    text = client.get("/arbeit/projekte/lampen/verlauf/").content.decode()
    assert ("Beispielziel" in text, "milestone_state" in text, "reach_milestone" in text) == (True, False, False)


def test_refused_form_comes_back_with_what_was_typed(client: Client, project: Project) -> None:
    row = MilestoneFactory(project=project)
    address = f"{OWN}meilensteine/{row.code}/prognose/"
    answer = client.post(address, sent("prognose", expected_on="2026-06-30", reason=WHY))
    form = next(one["form"] for one in answer.context["deeds"] if one["open"])
    assert (answer.status_code, list(form.errors), form["reason"].value()) == (422, ["expected_on"], WHY)


def test_second_of_two_people_keeps_their_text_and_may_send_it_knowingly(client: Client, project: Project) -> None:
    row = MilestoneFactory(project=project)
    address = f"{OWN}meilensteine/{row.code}/prognose/"
    client.post(address, sent("prognose", expected_on="2026-08-01", reason="Erste"))
    answer = client.post(address, sent("prognose", expected_on="2026-09-01", reason="Zweite"))
    form = next(one["form"] for one in answer.context["deeds"] if one["open"])
    kept = [form[name].value() for name in ("version", "expected_on", "reason")]
    again = client.post(address, sent("prognose", 2, expected_on="2026-09-01", reason="Zweite"))
    stated = list(row.forecasts.values_list("number", "reason"))
    assert (answer.status_code, kept, again.status_code) == (409, ["2", "2026-09-01", "Zweite"], 302)
    assert stated == [(1, "Erste"), (2, "Zweite")]


def test_sending_twice_does_it_once(client: Client, project: Project) -> None:
    form = marks() | {"title": "Start", "planned_on": "2026-06-30"}
    assert [client.post(OWN, form).status_code for _ in range(2)] == [302, 302]
    assert Milestone.objects.count() == 1


def test_unknown_deed_is_not_found(client: Client, project: Project) -> None:
    row = MilestoneFactory(project=project)
    assert client.post(f"{OWN}meilensteine/{row.code}/loeschen/", sent("loeschen")).status_code == 404


def test_what_was_typed_when_the_session_had_ended_is_here_again(
    client: Client, project: Project, officer: Any, enter: Entrance
) -> None:
    address = f"{OWN}meilensteine/{MilestoneFactory(project=project).code}/"
    stranger = Client()
    stranger.post(f"{address}entfaellt/", sent("entfaellt", reason=WHY))
    stranger.force_login(officer, backend="strahlkraft.accounts.adapters.HouseBackend")
    form = next(one["form"] for one in stranger.get(address).context["deeds"] if one["open"])
    assert (form["reason"].value(), form.errors, Milestone.objects.get().state) == (WHY, {}, "open")


@pytest.mark.parametrize(("days", "words"), [(0, "as planned"), (1, "1 day late"), (-3, "3 days early")])
def test_slip_is_said_in_words(days: int, words: str) -> None:
    with override("en"):
        assert slip_words(days) == words


# ---- risks


def test_risk_stands_in_its_cell_and_its_ratings_stay(client: Client, project: Project) -> None:
    facts = {"title": "Beispielrisiko", "probability": "4", "impact": "5", "owner": "Projektleitung", "measure": "M"}
    assert client.post(f"{OWN}risiken/", marks() | facts).status_code == 302
    matrix = client.get(f"{OWN}risiken/").context["matrix"]
    places = [(line["impact"], x) for line in matrix for x, cell in enumerate(line["cells"], start=1) if cell["rows"]]
    address = f"{OWN}risiken/{Risk.objects.get().code}/"
    rated = client.post(f"{address}bewerten/", sent("bewerten", probability="1", impact="2", deed="close", note=WHY))
    row = Risk.objects.get()
    assert (places, rated.status_code, row.state, row.ratings.count()) == ([(5, 4)], 302, "closed", 2)
    assert client.get(f"{OWN}risiken/").context["closed_rows"][0]["row"] == row


def test_person_as_owner_is_refused_at_the_field(client: Client, project: Project) -> None:
    facts = {"title": "Beispielrisiko", "probability": "4", "impact": "5", "owner": "Frau Beispiel"}
    answer = client.post(f"{OWN}risiken/", marks() | facts)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["owner"])


# ---- tasks


def test_task_is_agreed_told_and_finished(client: Client, project: Project) -> None:
    ReportingContactFactory(project=project, mailbox="projekt@beispiel.example")
    body = an_organisation("Beispiel GmbH")
    ParticipationFactory(project=project, organisation=body, role="partner")
    facts = {"title": "Bericht", "for_name": "Beispiel GmbH", "organisation": body.slug, "due_on": "2026-07-01"}
    assert client.post(f"{OWN}aufgaben/", marks() | facts | {"tell": "on"}).status_code == 302
    row = Task.objects.get()
    done = client.post(f"{OWN}aufgaben/{row.code}/erledigt/", sent("erledigt", done_on="2026-07-10"))
    row.refresh_from_db()
    assert (done.status_code, row.state, row.organisation, Letter.objects.get().to) == (
        302, "done", body, "projekt@beispiel.example",
    )  # fmt: skip


def test_link_is_sent_by_a_button_and_refused_without_a_mailbox(client: Client, project: Project) -> None:
    TaskFactory(project=project)
    client.post(f"{OWN}aufgaben-link/", marks())
    before = Letter.objects.count()
    ReportingContactFactory(project=project)
    client.post(f"{OWN}aufgaben-link/", marks())
    assert (before, Letter.objects.count()) == (0, 1)


# ---- files


def upload(client: Client, address: str, content: bytes = PDF, **values: Any) -> Any:
    form = marks() | {"title": "Bescheid", "kind": "notice", "file": SimpleUploadedFile("x.pdf", content)} | values
    return client.post(address, form)


def test_file_is_kept_replaced_and_handed_out_as_download(client: Client, project: Project) -> None:
    assert upload(client, f"{OWN}unterlagen/").status_code == 302
    first = StoredFile.objects.get()
    replaced = upload(client, f"{OWN}unterlagen/{first.code}/", PDF + b"2", title="Bescheid 2")
    second = StoredFile.objects.get(replaces=first)
    again = upload(client, f"{OWN}unterlagen/{first.code}/", PDF + b"3")
    answer = client.get(f"{OWN}unterlagen/{second.code}/datei/")
    assert (replaced["Location"], again.status_code) == (f"{OWN}unterlagen/{second.code}/", 422)
    assert (b"".join(answer.streaming_content), answer["X-Content-Type-Options"]) == (PDF + b"2", "nosniff")  # type: ignore[attr-defined] # a streamed answer
    assert [one["row"] for one in client.get(f"{OWN}unterlagen/").context["rows"]] == [second]
    assert first.sha256 in client.get(f"{OWN}unterlagen/{first.code}/").content.decode()


def test_disguised_file_is_refused_at_the_field(client: Client, project: Project) -> None:
    answer = upload(client, f"{OWN}unterlagen/", b"<html>")
    assert (answer.status_code, list(answer.context["form"].errors), StoredFile.objects.count()) == (422, ["file"], 0)


def test_hidden_file_is_there_only_for_those_who_keep_the_project(
    client: Client, project: Project, region: Region, enter: Entrance
) -> None:
    upload(client, f"{OWN}unterlagen/")
    address = f"{OWN}unterlagen/{StoredFile.objects.get().code}/"
    reader = enter(with_role(Role.STEERING, region=region, is_demo=True))
    before = reader.get(f"{address}datei/")
    assert b"".join(before.streaming_content) == PDF  # type: ignore[attr-defined] # a streamed answer
    long = "Warum? " * 1000
    told = client.post(f"{address}sichtbarkeit/", {"hide-submission": marks()["submission"], "hide-reason": long})
    assert (told.status_code, told.context["hide_form"]["reason"].value()) == (422, long)
    client.post(f"{address}sichtbarkeit/", {"hide-submission": marks()["submission"], "hide-reason": WHY})
    hidden = [reader.get(address).status_code, reader.get(f"{address}datei/").status_code]
    own = client.get(f"{address}datei/")
    assert b"".join(own.streaming_content) == PDF  # type: ignore[attr-defined] # a streamed answer
    assert hidden == [404, 404]
    client.post(f"{address}sichtbarkeit/", {"hide-submission": marks()["submission"]})
    assert reader.get(address).status_code == 200


# ---- decisions


def test_line_is_written_and_corrected_by_another(client: Client, project: Project, region: Region) -> None:
    session = BoardSessionFactory(region=region)
    facts = {"on": "2026-07-01", "title": "Weiter", "reason": WHY, "decided_by": "Lenkungskreis"}
    client.post(f"{OWN}entscheidungen/", marks() | facts | {"session": session.code})
    old = Decision.objects.get()
    page = client.get(f"{OWN}entscheidungen/?berichtigt={old.pk}")
    known = [page.context["form"][name].value() for name in ("corrects", "title", "decided_by")]
    client.post(f"{OWN}entscheidungen/", marks() | facts | {"corrects": old.pk, "title": "Anders"})
    again = client.post(f"{OWN}entscheidungen/", marks() | facts | {"corrects": old.pk, "title": "Drittens"})
    rows = list(Decision.objects.order_by("pk").values_list("title", "corrects", "session"))
    assert (known, again.status_code) == ([old.pk, "Weiter", "Lenkungskreis"], 422)
    assert rows == [("Weiter", None, session.pk), ("Anders", old.pk, None)]


def test_strange_number_to_correct_is_nothing(client: Client, project: Project) -> None:
    answers = [client.get(f"{OWN}entscheidungen/?berichtigt={text}") for text in ("x", "-1", "9" * 40, "²")]
    assert [answer.status_code for answer in answers] == [200] * 4
