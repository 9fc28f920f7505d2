"""Deeds on a running project: who may, what stays, what two people do at once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import NOBODY, SYSTEM, Actor
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.projects.models import Project
from strahlkraft.steering import access
from strahlkraft.steering.actions import decisions, files, milestones, risks, tasks
from strahlkraft.steering.models import Decision, Forecast, Milestone, RiskRating, StoredFile, Task
from strahlkraft.steering.queries import life as queries
from strahlkraft.steering.queries.life import NextMilestone
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.projects import ParticipationFactory, ProjectFactory
from tests.factories.steering import (
    BoardSessionFactory,
    MilestoneFactory,
    ReportingContactFactory,
    RiskFactory,
    StoredFileFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 10, 9, 0, tzinfo=UTC)
DAY = date(2026, 6, 30)
PDF = b"%PDF-1.7\nBeispiel"
WHY = "Beispiel: die Schnittstelle fehlt."


@pytest.fixture
def project() -> Project:
    made: Any = ProjectFactory(slug="lampen", title="Beispiellampen", region=a_region("Eigenregion"))
    return made  # type: ignore[no-any-return] # the factory makes projects


def refused(deed: Any, **facts: Any) -> list[str]:
    try:
        deed(at=AT, **facts)
    except Refused as error:
        return [refusal.code for refusal in error.refusals]
    return []


def office() -> Actor:
    return with_role(Role.OFFICE, region=a_region("Eigenregion"))


# ---- who may


def test_office_and_partner_of_the_project_keep_it_and_nobody_else(project: Project) -> None:
    ParticipationFactory(project=project, organisation=an_organisation("Eigene GmbH"), role="partner")
    people = {
        "office": office(),
        "partner": with_role(Role.PARTNER, organisation=an_organisation("Eigene GmbH")),
        "other partner": with_role(Role.PARTNER, organisation=an_organisation("Fremde GmbH")),
        "other office": with_role(Role.OFFICE, region=a_region("Fremdregion")),
        "steering body": with_role(Role.STEERING, region=a_region("Eigenregion")),
        "nobody": NOBODY,
    }
    found = {
        name: refused(milestones.add_milestone, by=by, slug="lampen", title="Beispiel", planned_on=DAY)
        for name, by in people.items()
    }
    refusal = ["no_right"]
    assert found == {
        "office": [],
        "partner": [],
        "other partner": refusal,
        "other office": refusal,
        "steering body": refusal,
        "nobody": refusal,
    }


def test_record_that_went_into_another_is_not_kept(project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(publication="merged", merged_into=ProjectFactory())
    facts = {"by": SYSTEM, "slug": "lampen", "title": "Beispiel", "planned_on": DAY}
    assert refused(milestones.add_milestone, **facts) == ["merged"]


# ---- milestones


def test_forecasts_are_versions_and_the_plan_stays(project: Project) -> None:
    row = milestones.add_milestone(by=SYSTEM, at=AT, slug="lampen", title=" Beispiel ", planned_on=DAY)
    for version, day in ((1, date(2026, 8, 1)), (2, date(2026, 9, 1))):
        milestones.forecast_milestone(by=SYSTEM, at=AT, code=row.code, version=version, expected_on=day, reason=WHY)
    row.refresh_from_db()
    stated = list(Forecast.objects.values_list("number", "expected_on", "reason"))
    assert (row.title, row.planned_on, row.forecast_on, row.version) == ("Beispiel", DAY, date(2026, 9, 1), 3)
    assert stated == [(1, date(2026, 8, 1), WHY), (2, date(2026, 9, 1), WHY)]
    lines = AuditEntry.objects.order_by("sequence").values_list("verb", "subject_key", "before", "after", "reason")
    assert list(lines[:2]) == [
        ("add_milestone", "lampen", {}, {"milestone": "Beispiel", "planned_on": "2026-06-30"}, ""),
        (
            "forecast_milestone",
            "lampen",
            {"expected_on": "2026-06-30"},
            {"milestone": "Beispiel", "expected_on": "2026-08-01"},
            WHY,
        ),
    ]


def test_forecast_stated_is_never_changed(project: Project) -> None:
    row = MilestoneFactory(project=project)
    stated = milestones.forecast_milestone(
        by=SYSTEM, at=AT, code=row.code, version=1, expected_on=date(2026, 8, 1), reason=WHY
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        Forecast.objects.filter(pk=stated.pk).update(expected_on=DAY)


def test_second_of_two_people_is_told_and_overwrites_nothing(project: Project) -> None:
    row = MilestoneFactory(project=project)
    first = {"by": SYSTEM, "code": row.code, "version": 1, "expected_on": date(2026, 8, 1), "reason": WHY}
    found = [
        refused(milestones.forecast_milestone, **first),
        refused(milestones.reach_milestone, by=SYSTEM, code=row.code, version=1, reached_on=DAY),
    ]
    row.refresh_from_db()
    assert (found, row.state, row.forecast_on) == ([[], ["stale"]], "open", date(2026, 8, 1))


def test_milestone_goes_from_open_to_reached_and_back_and_is_dropped(project: Project) -> None:
    code = MilestoneFactory(project=project).code
    milestones.reach_milestone(by=SYSTEM, at=AT, code=code, version=1, reached_on=DAY)
    milestones.reopen_milestone(by=SYSTEM, at=AT, code=code, version=2, reason=WHY)
    milestones.rename_milestone(by=SYSTEM, at=AT, code=code, version=3, title="Anders")
    milestones.drop_milestone(by=SYSTEM, at=AT, code=code, version=4, reason=WHY)
    row = Milestone.objects.get()
    assert (row.title, row.state, row.reached_on, row.reason, row.version) == ("Anders", "dropped", None, WHY, 5)
    assert refused(milestones.rename_milestone, by=SYSTEM, code=code, version=5, title="Neu") == ["settled"]


# ---- risks


def test_every_rating_of_a_risk_stays(project: Project) -> None:
    facts: dict[str, Any] = {"title": "Beispiel", "owner": "Projektleitung", "measure": "Beispiel"}
    row = risks.open_risk(by=SYSTEM, at=AT, slug="lampen", probability=3, impact=4, **facts)
    looked: dict[str, Any] = {"by": SYSTEM, "at": AT, "code": row.code}
    risks.review_risk(**looked, version=1, probability=5, impact=4, review_on=DAY)
    risks.describe_risk(**looked, version=2, **(facts | {"title": "Anders"}))
    risks.review_risk(**looked, version=3, probability=1, impact=1, deed="close", note=WHY)
    row.refresh_from_db()
    kept = list(RiskRating.objects.values_list("probability", "impact", "state", "note"))
    assert kept == [(3, 4, "open", ""), (5, 4, "open", ""), (1, 1, "closed", WHY)]
    assert (row.title, row.probability, row.impact, row.state, row.review_on) == ("Anders", 1, 1, "closed", None)


def test_stale_look_at_a_risk_is_refused(project: Project) -> None:
    row = RiskFactory(project=project, version=2)
    facts = {"by": SYSTEM, "code": row.code, "version": 1, "probability": 1, "impact": 1}
    assert (refused(risks.review_risk, **facts), RiskRating.objects.count()) == (["stale"], 0)


# ---- tasks


def a_task(**facts: Any) -> Any:
    return {"by": SYSTEM, "slug": "lampen", "title": "Beispiel", "for_name": "Beispielstadt", "due_on": DAY} | facts


def test_task_is_told_to_the_mailbox_of_the_project(project: Project) -> None:
    contact = ReportingContactFactory(project=project, mailbox="projekt@beispiel.example")
    row = tasks.add_task(at=AT, **a_task(tell=True, organisation=an_organisation("Beispiel GmbH").slug))
    tasks.add_task(at=AT, **a_task(title="Still"))
    letter = Letter.objects.get()
    link = f"/aufgaben/{access.link_token('tasks', access.tasks_code(contact))}/"
    assert (letter.to, row.title in letter.subject, link in letter.text, "Still" in letter.text) == (
        "projekt@beispiel.example", True, True, False,
    )  # fmt: skip
    assert row.organisation == an_organisation("Beispiel GmbH")


def test_task_cannot_be_told_without_a_mailbox(project: Project) -> None:
    assert (refused(tasks.add_task, **a_task(tell=True)), Task.objects.count()) == (["no_mailbox"], 0)


def test_link_is_sent_again_only_when_there_is_something_to_do(project: Project) -> None:
    found = [refused(tasks.send_tasks, by=SYSTEM, slug="lampen")]
    ReportingContactFactory(project=project)
    found.append(refused(tasks.send_tasks, by=SYSTEM, slug="lampen"))
    TaskFactory(project=project, title="Offen")
    TaskFactory(project=project, title="Getan", state="done", done_on=DAY)
    found.append(refused(tasks.send_tasks, by=SYSTEM, slug="lampen"))
    assert found == [["no_mailbox"], ["nothing_open"], []]
    text = Letter.objects.get().text
    assert ("Offen" in text, "Getan" in text) == (True, False)


def test_link_finishes_tasks_of_its_own_project_only(project: Project) -> None:
    contact = ReportingContactFactory(project=project)
    holder = access.LinkHolder("tasks", access.tasks_code(contact))
    own, strange = TaskFactory(project=project), TaskFactory()
    done: dict[str, Any] = {"by": holder, "version": 1, "done_on": DAY}
    found = [
        refused(tasks.finish_task, code=own.code, **done),
        refused(tasks.finish_task, code=strange.code, **done),
        refused(tasks.drop_task, by=holder, code=own.code, version=2, reason=WHY),
        refused(tasks.reopen_task, by=holder, code=own.code, version=2, reason=WHY),
    ]
    own.refresh_from_db()
    assert found == [[], ["no_right"], ["no_right"], ["no_right"]]
    assert (own.state, own.done_on, AuditEntry.objects.get().actor_id) == (
        "done", DAY, f"link:tasks:{access.tasks_code(contact)}",
    )  # fmt: skip


def test_link_ends_with_another_mailbox(project: Project) -> None:
    contact = ReportingContactFactory(project=project, mailbox="alt@beispiel.example")
    token = access.link_token("tasks", access.tasks_code(contact))
    before = queries.contact_of_token(token)
    contact.mailbox = "neu@beispiel.example"
    contact.save()
    assert (before, queries.contact_of_token(token), queries.contact_of_token("x")) == (contact, None, None)


def test_task_is_changed_dropped_and_opened_again(project: Project) -> None:
    code = TaskFactory(project=project).code
    facts: dict[str, Any] = {"title": "Anders", "for_name": "Beispielkreis", "due_on": date(2026, 9, 1)}
    tasks.change_task(by=SYSTEM, at=AT, code=code, version=1, **facts)
    tasks.drop_task(by=SYSTEM, at=AT, code=code, version=2, reason=WHY)
    assert refused(tasks.change_task, by=SYSTEM, code=code, version=3, **facts) == ["task_settled"]
    tasks.reopen_task(by=SYSTEM, at=AT, code=code, version=3, reason=WHY)
    row = Task.objects.get()
    assert (row.title, row.for_name, row.due_on, row.state, row.reason, row.version) == (
        "Anders", "Beispielkreis", date(2026, 9, 1), "open", "", 4,
    )  # fmt: skip


# ---- files


def keep(project: Any, content: bytes = PDF, **facts: Any) -> StoredFile:
    return files.keep_file(
        **{"by": SYSTEM, "at": AT, "thing": project, "file": ContentFile(content, "x.exe"), "title": "Bescheid"} | facts
    )


def test_file_is_kept_by_its_real_type_and_sum(project: Project) -> None:
    row = keep(project, kind="notice")
    assert (row.media_type, row.size, row.kind, row.file.name.endswith(f"bescheid-{row.sha256[:8]}.pdf")) == (
        "application/pdf", len(PDF), "notice", True,
    )  # fmt: skip
    with row.file.open() as file:
        assert file.read() == PDF


def test_disguised_or_missing_file_is_refused(project: Project) -> None:
    facts: dict[str, Any] = {"by": SYSTEM, "thing": project, "title": "Bescheid"}
    found = [refused(files.keep_file, file=file, **facts) for file in (None, ContentFile(b"MZ" + b"\0" * 99, "a.pdf"))]
    assert (found, StoredFile.objects.count()) == ([["nothing"], ["wrong_type"]], 0)


def test_versions_stay_and_only_the_newest_is_replaced(project: Project) -> None:
    first = keep(project)
    second = keep(project, PDF + b"2", replaces=first.code)
    third = keep(project, PDF + b"3", replaces=second.code)
    again = refused(
        files.keep_file, by=SYSTEM, thing=project, title="x", file=ContentFile(PDF, "x.pdf"), replaces=first.code
    )
    assert (again, list(queries.files_of(project)), queries.versions_of(first)) == (
        ["replaced_already"], [third], [third, second, first],
    )  # fmt: skip


def test_hidden_file_stays_in_the_record_and_can_be_shown_again(project: Project) -> None:
    row = keep(project)
    files.hide_file(by=SYSTEM, at=AT, code=row.code, reason=WHY)
    hidden = (list(queries.files_of(project)), list(queries.files_of(project, hidden=True)))
    twice = refused(files.hide_file, by=SYSTEM, code=row.code)
    files.show_file(by=SYSTEM, at=AT, code=row.code)
    assert (hidden, twice, list(queries.files_of(project))) == (([], [row]), ["done_already"], [row])


def test_partner_keeps_files_of_the_project_but_not_of_the_board(project: Project) -> None:
    ParticipationFactory(project=project, organisation=an_organisation("Eigene GmbH"), role="lead")
    partner = with_role(Role.PARTNER, organisation=an_organisation("Eigene GmbH"))
    session = BoardSessionFactory(region=project.region)
    facts: dict[str, Any] = {"by": partner, "title": "Beispiel"}
    found = [
        refused(files.keep_file, thing=thing, file=ContentFile(PDF, "x.pdf"), **facts) for thing in (project, session)
    ]
    assert found == [[], ["no_right"]]


# ---- decisions


def a_line(**facts: Any) -> Any:
    return {
        "by": SYSTEM, "slug": "lampen", "on": DAY, "title": "Beispiel", "reason": WHY, "decided_by": "Lenkungskreis",
    } | facts  # fmt: skip


def test_correction_is_a_line_of_its_own_and_the_old_one_stays(project: Project) -> None:
    old = decisions.record_decision(at=AT, **a_line())
    new = decisions.record_decision(at=AT, **a_line(title="Berichtigt", corrects=old.pk))
    again = refused(decisions.record_decision, **a_line(corrects=old.pk))
    rows = {row.pk: [one.title for one in row.corrections.all()] for row in queries.decisions_of(project)}
    assert (again, rows, new.corrects) == (["corrected_already"], {new.pk: [], old.pk: ["Berichtigt"]}, old)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=old.pk).update(title="Anders")


def test_only_a_line_of_the_own_log_is_corrected(project: Project) -> None:
    other = decisions.record_decision(at=AT, **a_line(slug=ProjectFactory(region=project.region).slug))
    found = [refused(decisions.record_decision, **a_line(corrects=pk)) for pk in (other.pk, 0, -1, 10**30)]
    assert (found, Decision.objects.filter(project=project).count()) == ([["unknown_line"]] * 4, 0)


def test_session_of_the_board_is_named_by_the_office_of_its_region_only(project: Project) -> None:
    ParticipationFactory(project=project, organisation=an_organisation("Eigene GmbH"), role="lead")
    partner = with_role(Role.PARTNER, organisation=an_organisation("Eigene GmbH"))
    own, strange = BoardSessionFactory(region=project.region), BoardSessionFactory()
    found = [
        refused(decisions.record_decision, **a_line(by=by, session=code))
        for by, code in ((office(), own.code), (office(), strange.code), (partner, own.code), (partner, ""))
    ]
    assert found == [[], ["no_session"], ["no_session"], []]


# ---- read


def test_duties_name_what_is_due_most_urgent_first(project: Project) -> None:
    MilestoneFactory(project=project, title="Später", planned_on=DAY, forecast_on=date(2026, 8, 1))
    late = MilestoneFactory(project=project, title="Spät", planned_on=DAY)
    task = TaskFactory(project=project, due_on=date(2026, 7, 24), title="Bald")
    TaskFactory(project=project, due_on=date(2026, 7, 25))
    risk = RiskFactory(project=project, review_on=date(2026, 7, 10), title="Wolke")
    RiskFactory(project=project, review_on=date(2026, 7, 10), state="closed")
    MilestoneFactory(planned_on=DAY)  # of another region
    gone = ProjectFactory(region=project.region, publication="merged", merged_into=project)
    MilestoneFactory(project=gone, planned_on=DAY)
    found = queries.duties(office(), today=date(2026, 7, 10))
    assert [(duty.key, duty.due, dict(duty.params), duty.thing.key) for duty in found] == [
        (f"milestone:{late.code}", DAY, {"title": "Spät"}, f"lampen/verlaufsplan/meilensteine/{late.code}"),
        (f"risk:{risk.code}", date(2026, 7, 10), {"title": "Wolke"}, f"lampen/verlaufsplan/risiken/{risk.code}"),
        (
            f"task:{task.code}",
            date(2026, 7, 24),
            {"title": "Bald", "body": "Beispielstadt"},
            f"lampen/verlaufsplan/aufgaben/{task.code}",
        ),
    ]
    assert [duty.text % dict(duty.params) for duty in found] == [
        "The milestone “Spät” is overdue",
        "Look at the risk “Wolke” again",
        "Task of Beispielstadt: Bald",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_duties_take_three_queries_whatever_there_is(
    project: Project, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        MilestoneFactory(project=project), TaskFactory(project=project), RiskFactory(project=project, review_on=DAY)
    by = with_role(Role.ADMIN)
    assert by.holds(access.Right.REPORT_PROJECTS)
    with django_assert_num_queries(3):
        assert len(queries.duties(by, today=DAY)) == rows * 2


def test_portfolio_gets_next_milestones_in_one_query(project: Project, django_assert_num_queries: Any) -> None:
    other, empty = ProjectFactory(), ProjectFactory()
    first = MilestoneFactory(project=project, planned_on=DAY)
    second = MilestoneFactory(project=project, planned_on=date(2026, 1, 1), forecast_on=date(2026, 12, 1))
    MilestoneFactory(project=project, planned_on=date(2026, 1, 1), state="reached", reached_on=DAY)
    third = MilestoneFactory(project=other)
    keys = [project.pk, other.pk, empty.pk]
    with django_assert_num_queries(1):
        assert queries.open_milestones(keys) == {project.pk: [first, second], other.pk: [third]}
    with django_assert_num_queries(1):
        assert queries.next_milestones(keys) == {
            project.pk: NextMilestone(first.title, DAY),
            other.pk: NextMilestone(third.title, third.planned_on),
        }


def test_matrix_has_open_risks_in_their_cells(project: Project) -> None:
    one = RiskFactory(project=project, probability=5, impact=5)
    two = RiskFactory(project=project, probability=1, impact=2)
    RiskFactory(project=project, probability=5, impact=5, state="closed")
    rows = queries.matrix_of(queries.risks_of(project))
    found = {(y, x): cell for y, row in enumerate(rows) for x, cell in enumerate(row) if cell}
    assert (found, [len(row) for row in rows]) == ({(0, 4): [one], (3, 0): [two]}, [5] * 5)


def test_phases_are_derived_from_the_register(project: Project) -> None:
    project.phases.create(kind="preparation", actual="2025-01")
    project.phases.create(kind="conception", actual="2025-06", planned="2025-03")
    project.phases.create(kind="implementation", planned="2026-12")
    found = queries.phases_of(project, date(2026, 7, 10))
    assert (found.now, [(span.kind, span.start, span.end, span.actual) for span in found.spans]) == (
        "conception",
        [
            ("preparation", date(2025, 1, 1), date(2025, 6, 1), True),
            ("conception", date(2025, 6, 1), date(2026, 12, 1), True),
            ("implementation", date(2026, 12, 1), date(2026, 12, 1), False),
        ],
    )


def test_file_of_a_project_knows_its_versions_without_others(project: Project) -> None:
    row, _other = StoredFileFactory(project=project), StoredFileFactory()
    assert queries.versions_of(row) == [row]
