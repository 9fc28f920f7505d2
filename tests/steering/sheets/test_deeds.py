"""From an uploaded file to changed projects and back: kept, arranged, applied, taken back, forgotten."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

import strahlkraft.projects.actions as register
from strahlkraft.accounts.actions import grant_role
from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.models import Region
from strahlkraft.projects.forms_data import FactRow, ProjectInput
from strahlkraft.projects.models import Fact, Project
from strahlkraft.steering.actions import sheets as actions
from strahlkraft.steering.models import Milestone, ReportingContact, Risk, SheetImport, Task
from strahlkraft.steering.queries import sheets as queries
from strahlkraft.steering.sheets.filling import filled
from strahlkraft.steering.sheets.mapping import guess
from strahlkraft.steering.sheets.matching import How
from tests.factories.accounts import a_region, with_role
from tests.factories.projects import ParticipationFactory, ProjectFactory
from tests.factories.steering import MilestoneFactory, ReportingContactFactory, RiskFactory, TaskFactory

AT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 7, 1)
REASON = "Tabelle „Liste“"
HEADS = "Kennung;Projekt;Leitung;E-Mail;Förderung;Beginn;Umsetzung geplant;Bemerkung;Meilenstein 1;geplant;erreicht"
HEADS += ";Aufgabe;Aufgabe fällig;Aufgabe zuständig;Risiko;Wahrscheinlichkeit;Auswirkung;Risikoeigner;Maßnahme"
LAMPS = "SK-0900;Kluge Lampen;Stadt Beispiel;a@beispiel.example;350 T€;2021;03/2027;=1+1;Konzept;30.6.2026;1.6.2026"
LAMPS += ";Bericht;1.9.2026;Stadt Beispiel;Ausfall;hoch;3;Projektbüro;Ersatz"

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    """The office's own region."""
    return a_region("Eigenregion")


@pytest.fixture
def office(region: Region) -> User:
    """Somebody of its office."""
    return with_role(Role.OFFICE, region=region)


@pytest.fixture
def lamps(region: Region) -> Project:
    """A project with a published sum."""
    made: Any = ProjectFactory(region=region, title="Lampen", slug="lampen", identifier="SK-0900")
    ParticipationFactory(project=made, stated_name="Beispiel AG", role="partner")
    return made  # type: ignore[no-any-return] # the factory makes projects


def handed_in(office: User, *lines: str, code: str = "utf-8") -> queries.Kept:
    """A CSV file, its columns as guessed."""
    data = "\r\n".join([HEADS, *lines]).encode(code)
    upload = actions.keep_sheet(by=office, at=AT, region="eigenregion", name="Liste.csv", data=data)
    columns = guess(queries.sheet_of(office, upload).headers)
    return actions.arrange_sheet(by=office, at=AT, code=upload.code, columns=columns)


def digest(office: User, upload: queries.Kept) -> str:
    """Of the dry run."""
    return queries.plan_of(office, upload, queries.sheet_of(office, upload), today=TODAY).digest


def applied(office: User, upload: queries.Kept) -> SheetImport:
    """The import of what the dry run shows."""
    return actions.apply_sheet(by=office, at=AT, code=upload.code, digest=digest(office, upload), reason=REASON)


def verbs() -> list[str]:
    """What the trail says, oldest first."""
    return list(AuditEntry.objects.order_by("sequence").values_list("verb", flat=True))


def test_everything_a_row_says_is_applied_in_one_deed(office: User, lamps: Project) -> None:
    imported = applied(office, handed_in(office, LAMPS))

    lamps.refresh_from_db()
    milestone, task, risk = Milestone.objects.get(), Task.objects.get(), Risk.objects.get()
    facts = list(Fact.objects.standing().values_list("field", "amount", "date", "qualifier", "as_of", "preferred"))
    assert lamps.title == "Kluge Lampen"
    assert list(lamps.participations.values_list("role", "stated_name")) == [
        ("lead", "Stadt Beispiel"),
        ("partner", "Beispiel AG"),
    ]
    assert facts == [
        ("funding", Decimal(350_000), "", "office_spreadsheet", "2026-07-01", True),
        ("start", None, "2021", "office_spreadsheet", "2026-07-01", True),
    ]
    assert list(lamps.phases.values_list("kind", "planned", "actual")) == [("implementation", "2027-03", "")]
    assert ReportingContact.objects.get().mailbox == "a@beispiel.example"
    assert (milestone.title, milestone.planned_on, milestone.reached_on) == (
        "Konzept",
        date(2026, 6, 30),
        date(2026, 6, 1),
    )
    assert (task.title, task.due_on, task.for_name) == ("Bericht", date(2026, 9, 1), "Stadt Beispiel")
    assert (risk.probability, risk.impact, risk.owner, risk.measure) == (4, 3, "Projektbüro", "Ersatz")
    assert verbs() == [
        "keep_sheet",
        "edit_project",
        "add_milestone",
        "reach_milestone",
        "add_task",
        "open_risk",
        "set_reporting_contacts",
        "apply_sheet",
    ]
    assert (len(imported.changes), imported.name, imported.region) == (17, "Liste.csv", lamps.region)


def test_the_same_sheet_again_and_its_own_layout_change_nothing(office: User, lamps: Project) -> None:
    imported = applied(office, handed_in(office, LAMPS))
    again = handed_in(office, LAMPS)
    layout = queries.layout_of(imported)
    assert layout is not None
    sheet, columns, chosen = layout
    names = queries.region_names(office)

    written = filled(sheet, columns, queries.known_projects(office), chosen=chosen, regions=names, today=TODAY)

    assert queries.plan_of(office, again, queries.sheet_of(office, again), today=TODAY).changes == ()
    assert written == sheet
    with pytest.raises(Refused) as refused:
        applied(office, again)
    assert [reason.code for reason in refused.value.refusals] == ["nothing"]


def test_taking_back_leaves_everything_as_it_was_and_what_others_changed(office: User, lamps: Project) -> None:
    ReportingContactFactory(project=lamps, mailbox="alt@beispiel.example")
    given = (FactRow("funding", amount=Decimal(5), source_urls=("https://beispiel.example/summe",)),)
    register.edit_project(by=office, at=AT, slug="lampen", version=1, given=ProjectInput(facts=given))
    imported = applied(office, handed_in(office, LAMPS))
    lamps.refresh_from_db()
    register.edit_project(by=office, at=AT, slug="lampen", version=lamps.version, given=ProjectInput(title="Anders"))

    back = actions.undo_sheet(by=office, at=AT, code=imported.code, reason=REASON)

    lamps.refresh_from_db()
    imported.refresh_from_db()
    known = queries.known_projects(office)[0].values
    assert (lamps.title, imported.undone_by) == ("Anders", back)
    assert {name: value for name, value in known.items() if value} == {
        "title": "Anders",
        "region": "Eigenregion",
        "summary": "Ein Beispiel.",
        "mailbox": "alt@beispiel.example",
        "funding": "5.00",
    }
    assert Milestone.objects.get().state == "dropped"
    assert (Task.objects.get().state, Risk.objects.get().state) == ("dropped", "closed")
    assert [c["field"] for c in back.changes if c["field"] == "title"] == []
    for code in (imported.code, back.code):
        with pytest.raises(Refused, match="taken back already"):
            actions.undo_sheet(by=office, at=AT, code=code, reason=REASON)


def test_what_stands_already_moves_on_by_its_own_deeds_and_back(office: User, lamps: Project) -> None:
    milestone = MilestoneFactory(project=lamps, title="Konzept", planned_on=date(2026, 5, 1))
    task = TaskFactory(project=lamps, title="Bericht", for_name="Stadt A", due_on=date(2026, 8, 1))
    risk = RiskFactory(project=lamps, title="Ausfall", probability=2, impact=3, owner="Amt", measure="")
    imported = applied(office, handed_in(office, LAMPS))
    moved = [(f.expected_on, f.reason) for f in milestone.forecasts.all()]
    ratings = list(risk.ratings.values_list("probability", "note"))

    actions.undo_sheet(by=office, at=AT, code=imported.code, reason=REASON)

    for row in (milestone, task, risk):
        row.refresh_from_db()
    assert moved == [(date(2026, 6, 30), "Tabelle „Liste“")]
    assert ratings == [(4, "Tabelle „Liste“")]
    assert (milestone.state, milestone.forecast_on, milestone.reached_on) == ("open", date(2026, 5, 1), None)
    assert (task.due_on, task.for_name) == (date(2026, 8, 1), "Stadt A")
    assert (risk.probability, risk.owner, risk.measure) == (2, "Amt", "")


def test_an_unknown_project_becomes_a_draft_and_is_known_the_next_time(office: User, lamps: Project) -> None:
    lines = (";Archiv;Stadt Beispiel;archiv@beispiel.example;;;;;Start;1.9.2026", ";Lampn;Stadt X", ";Fremd;Stadt Y")
    upload = handed_in(office, *lines)
    actions.arrange_sheet(by=office, at=AT, code=upload.code, decisions={2: "new", 3: "lampen", 4: "skip"})
    decided = queries.kept(office, upload.code, at=AT)
    assert decided is not None
    imported = applied(office, decided)
    again = handed_in(office, *lines)

    archive = Project.objects.get(slug="archiv")
    plan = queries.plan_of(office, again, queries.sheet_of(office, again), today=TODAY)
    assert (archive.publication, archive.region.name) == ("draft", "Eigenregion")
    assert [row.match.how for row in plan.rows] == [How.NAME, How.CHOSEN, How.LEFT_OUT]
    assert plan.changes == ()
    stays = queries.undoing_of(office, imported).stays
    assert {(change.project, reason.code) for change, reason in stays} == {("archiv", "draft")}
    assert imported.mapping["rows"] == {"2": "archiv", "3": "lampen"}


def test_what_changed_since_the_dry_run_is_shown_again(office: User, lamps: Project) -> None:
    upload = handed_in(office, LAMPS)
    seen = digest(office, upload)
    register.edit_project(by=office, at=AT, slug="lampen", version=1, given=ProjectInput(title="Anders"))

    with pytest.raises(Refused) as refused:
        actions.apply_sheet(by=office, at=AT, code=upload.code, digest=seen, reason=REASON)

    assert [reason.code for reason in refused.value.refusals] == ["moved"]
    assert SheetImport.objects.count() == 0


def test_a_deed_that_is_refused_undoes_all_and_names_the_project(office: User, lamps: Project) -> None:
    other = ProjectFactory(region=lamps.region, title="Zweites", identifier="SK-0901")
    upload = handed_in(office, LAMPS, "SK-0901;Zweites;;falsch@_beispiel._x")

    with pytest.raises(Refused) as refused:
        applied(office, upload)

    lamps.refresh_from_db()
    assert [reason.code for reason in refused.value.refusals] == ["mailbox_wrong"]
    assert (lamps.title, other.title, SheetImport.objects.count()) == ("Lampen", "Zweites", 0)


def test_files_are_their_senders_only_and_forgotten_after_a_day(
    office: User, lamps: Project, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    colleague = with_role(Role.OFFICE, region=lamps.region)
    first, second = handed_in(office, LAMPS), handed_in(office, LAMPS)
    discarded = handed_in(office, LAMPS)
    actions.discard_sheet(by=office, at=AT, code=discarded.code)

    assert queries.kept(colleague, first.code, at=AT) is None
    assert {kept.code for kept in queries.all_kept(office, at=AT)} == {first.code, second.code}
    assert queries.kept(office, first.code, at=AT + timedelta(days=1, seconds=1)) is None
    with django_capture_on_commit_callbacks(execute=True):
        applied(office, first)
    assert [kept.code for kept in queries.all_kept(office, at=AT)] == [second.code]
    assert actions.forget_sheets(at=timezone.now() + timedelta(hours=23)) == 0
    assert actions.forget_sheets(at=timezone.now() + timedelta(hours=25)) == 2
    assert default_storage.listdir(queries.folder_of(office)) == ([], [])
    with pytest.raises(Refused, match="wait for one day"):
        actions.arrange_sheet(by=office, at=AT, code=second.code, columns={0: "title"})


def test_other_regions_are_out_of_reach(office: User, lamps: Project) -> None:
    ProjectFactory(title="Fremdes Projekt", identifier="SK-0990")
    a_region("Anderswo")
    imported = applied(office, handed_in(office, LAMPS))
    stranger = with_role(Role.OFFICE, region=Region.objects.get(name="Anderswo"))
    upload = handed_in(office, "SK-0990;Fremdes Projekt;Stadt X")

    found = queries.plan_of(office, upload, queries.sheet_of(office, upload), today=TODAY)

    assert [row.match.how for row in found.rows] == [How.UNKNOWN]
    assert list(queries.imports(stranger)) == []
    for deed in (
        lambda: actions.undo_sheet(by=stranger, at=AT, code=imported.code, reason=REASON),
        lambda: actions.keep_sheet(by=stranger, at=AT, region="eigenregion", name="x.csv", data=b"a;b"),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.hidden
    for by in (with_role(Role.PARTNER), with_role(Role.LAND)):
        assert (list(queries.own_regions(by)), queries.known_projects(by)) == ([], [])


@pytest.mark.parametrize("row", ["SK-0990;Fremdes Projekt;Stadt X", "SK-0990;Fremdes Projekt;"])
def test_an_import_that_speaks_of_projects_of_two_regions_is_for_the_office_of_both(
    office: User, lamps: Project, row: str
) -> None:
    there = a_region("Anderswo")
    ProjectFactory(title="Fremdes Projekt", identifier="SK-0990", slug="fremd", region=there)
    own = applied(office, handed_in(office, LAMPS))
    both = with_role(Role.OFFICE, region=lamps.region)
    grant_role(by=with_role(Role.ADMIN), at=AT, user=both, role=Role.OFFICE, region=there)
    both.forget_roles()
    mixed = applied(both, handed_in(both, LAMPS.replace("Kluge Lampen", "Lampen"), row))

    assert [set(queries.imports(by)) for by in (office, both)] == [{own}, {own, mixed}]
    with pytest.raises(Refused) as refused:
        actions.undo_sheet(by=office, at=AT, code=mixed.code, reason=REASON)
    assert refused.value.hidden
    assert actions.undo_sheet(by=both, at=AT, code=mixed.code, reason=REASON).changes


@pytest.mark.parametrize("count", [1, 3])
def test_projects_are_compared_in_a_constant_number_of_queries(
    office: User, region: Region, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        project = ProjectFactory(region=region)
        MilestoneFactory(project=project)
        TaskFactory(project=project)
        RiskFactory(project=project)
    person = User.objects.get(pk=office.pk)

    with django_assert_num_queries(9):
        found = queries.known_projects(person)

    assert len(found) == count
