"""A report from draft to acceptance: two people, frozen content, the same bytes for ever (I8, I16, I18, I19, I20, I22)."""

import hashlib
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project
from strahlkraft.reports import access
from strahlkraft.reports.actions import reports as actions
from strahlkraft.reports.models import Report
from strahlkraft.reports.papers import rendering
from strahlkraft.reports.papers.content import records_of
from strahlkraft.reports.queries.drafts import Wanted, data_of
from strahlkraft.reports.queries.reports import duties
from strahlkraft.reports.rules.vocabulary import ReportKind, ReportState
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import spent
from tests.factories.reports import END_2024, IN_2025, MID_2025, a_longer_term, a_project
from tests.factories.steering import ClosureFactory, ClosureItemFactory

pytestmark = pytest.mark.django_db
AT = datetime(2025, 7, 1, 9, 0, tzinfo=UTC)
HERE = Path(rendering.__file__).parent.parent


@pytest.fixture
def region() -> Region:
    return a_region("Eigenregion")


@pytest.fixture
def author(region: Region) -> User:
    return with_role(Role.OFFICE, region=region)


@pytest.fixture
def second(region: Region) -> User:
    return with_role(Role.OFFICE, region=region)


@pytest.fixture
def authority(region: Region) -> User:
    return with_role(Role.AUTHORITY, region=region)


def a_draft(author: User, region: Region, kind: str = ReportKind.STATUS, **values: Any) -> Report:
    return actions.draft(by=author, at=AT, wanted=Wanted(kind, MID_2025, region, **values))


def released(row: Report, second: User) -> Report:
    return actions.release(by=second, at=AT, code=row.code, version=row.version, seen=row.sha256)


def submitted(row: Report, author: User, second: User) -> Report:
    done = released(row, second)
    return actions.submit(by=author, at=AT, code=done.code, version=done.version)


def bytes_of(row: Report) -> list[str]:
    return [hashlib.sha256(rendering.render(row, form)).hexdigest() for form in rendering.MEDIA_TYPES]


@pytest.mark.slow
def test_every_kind_of_report_is_drawn_in_every_form(author: User, region: Region) -> None:
    project = a_project(region).project
    assert project is not None
    for kind in ReportKind:
        choice = {"figures": ["projects", "granted", "spend_rate"], "grouping": "project"}
        row = a_draft(author, region, kind, project=project, choice=choice)
        with pikepdf.open(io.BytesIO(rendering.render(row, "pdf"))) as paper:
            told = (str(paper.docinfo["/Title"]), str(paper.Root.Lang), "/StructTreeRoot" in paper.Root)
        book = openpyxl.load_workbook(io.BytesIO(rendering.render(row, "xlsx")))
        data = json.loads(rendering.render(row, "json"))
        assert (told, len(book.sheetnames), data["kind"]) == ((row.title, "de", True), 4, kind)


@pytest.mark.slow
def test_old_report_is_drawn_again_byte_for_byte_whatever_is_booked_since(
    author: User, second: User, region: Region
) -> None:
    """I20."""
    grant = a_project(region)
    row = released(a_draft(author, region), second)
    before = bytes_of(Report.objects.get(pk=row.pk))
    spent(grant, "999.00", booked_at=IN_2025)
    Project.objects.update(title="Anders")
    assert bytes_of(Report.objects.get(pk=row.pk)) == before


def test_files_of_an_edition_stay_as_they_are() -> None:
    """I20: whoever changes one of them makes a new edition instead, and puts its sums here."""
    files = {name: (HERE / name).read_bytes() for name in SUMS}
    assert {name: hashlib.sha256(content).hexdigest() for name, content in files.items()} == SUMS


SUMS = {
    "templates/reports/papers/2026-1.html": "68d2f26e3b6419203fd90b822e7b85c26f881db793b25de5eb4261c3d4122751",
    "static/reports/papers/2026-1.css": "81d0a4da0ba68adf8a1afd790ad3bebe7d02256259f9e89104cb989651270f05",
}


def test_report_says_what_was_known_on_its_day(author: User, region: Region) -> None:
    """I8: made today as of two days; each says what was known then."""
    a_project(region)
    made = [data_of(Wanted(ReportKind.STATUS, day, region), at=AT) for day in (END_2024, MID_2025)]
    found = [{one["code"]: one["value"] for one in data["figures"]} for data in made]
    assert [(one["spent"], one["drawn"], one["spend_rate"]) for one in found] == [
        ("10000.00", "8000.00", "2.0"),
        ("15000.55", "8000.00", "3.0"),
    ]


def test_same_figure_stands_in_every_kind_of_report(author: User, region: Region) -> None:
    """I8."""
    project = a_project(region).project
    choice = {"figures": ["granted", "drawn", "land_spent"]}
    kinds = (ReportKind.STATUS, ReportKind.ONE_PAGER, ReportKind.PARLIAMENT, ReportKind.FORECAST, ReportKind.FILE)
    found = []
    for kind in kinds:
        data = data_of(Wanted(kind, MID_2025, region, project, choice=choice), at=AT)
        values = {one["code"]: one["value"] for one in data["figures"]}
        found.append({code: values[code] for code in choice["figures"]})
    assert found == [{"granted": "400000.00", "drawn": "8000.00", "land_spent": "12000.44"}] * len(kinds)


def test_forecast_says_that_it_is_an_estimate_and_what_is_not_verified(region: Region) -> None:
    """I14."""
    a_project(region)
    data = data_of(Wanted(ReportKind.FORECAST, MID_2025, region), at=AT, language="en")
    remarks = " ".join(block["text"] for block in data["blocks"] if block["block"] == "note")
    columns = [one["label"] for block in data["blocks"] if block["block"] == "table" for one in block["columns"]]
    assert ("not verified in the official text" in remarks, sum("(estimate)" in label for label in columns)) == (
        True,
        2,
    )


def test_forecast_of_a_running_grant_is_what_its_plan_says(region: Region) -> None:
    a_project(region)
    data = data_of(Wanted(ReportKind.FORECAST, MID_2025, region), at=AT, language="en")
    years, scenarios = [block for block in data["blocks"] if block["block"] == "table"]
    assert [[cell["value"] for cell in row] for row in [*years["rows"], years["total"]]] == [
        ["2024", "160000.00", "8000.00", "8000.00", "0.00", "–"],
        ["2025", "120000.00", "0.00", "4000.44", "120000.00", "120000.00"],
        ["2026", "120000.00", "0.00", "0.00", "120000.00", "–"],
        ["Together", "400000.00", "8000.00", "12000.44", "240000.00", "120000.00"],
    ]
    assert [cell["value"] for cell in scenarios["total"]] == [
        "Together",
        "400000.00",
        "12000.44",
        "248000.00",
        "400000.00",
        "152000.00",
    ]


def test_every_grant_stands_in_the_extension_matrix_once(region: Region) -> None:
    """FUNDING.md d.5: proposed and left out are all."""
    asked, refused, silent = (a_project(region, number=number) for number in (1, 2, 3))
    for grant, state, answered in ((asked, "submitted", None), (refused, "refused", date(2025, 6, 1))):
        a_longer_term(grant, state=state, answered_on=answered)
    data = data_of(Wanted(ReportKind.EXTENSION, MID_2025, region), at=AT, language="en")
    wanted, left = [block["rows"] for block in data["blocks"] if block["block"] == "table"][1:]
    assert [(row[0]["ref"]["key"], row[4]["value"]) for row in wanted] == [
        (asked.code, "requested"),
        (refused.code, "refused"),
    ]
    assert [(row[0]["ref"]["key"], row[2]["value"]) for row in left] == [
        (silent.code, "part of no occasion, nothing requested")
    ]


def test_closing_is_as_far_as_its_lines_were_settled_by_the_day(region: Region) -> None:
    closure = ClosureFactory(project=a_project(region).project, opened_at=IN_2025)
    ClosureItemFactory(closure=closure, key="last-expenditure", position=0, state="done", settled_at=IN_2025)
    ClosureItemFactory(closure=closure, key="drawdowns-used", position=1, state="done", settled_at=AT)
    data = data_of(Wanted(ReportKind.CLOSURE, MID_2025, region), at=AT, language="en")
    row = [block["rows"] for block in data["blocks"] if block["block"] == "table"][1][0]
    assert [cell["value"] for cell in row[1:4]] == ["50.0", "1", "All money drawn down is used or repaid"]


def test_every_number_of_a_report_opens_to_its_receipts(author: User, region: Region) -> None:
    """I9: also a single cell of a table, whose records add up to it."""
    a_project(region)
    data = data_of(Wanted(ReportKind.STATUS, MID_2025, region), at=AT)
    cells = [
        cell
        for block in data["blocks"]
        if block["block"] == "table"
        for row in [*block["rows"], block["total"]]
        for cell in row
        if "figure" in cell
    ]
    assert len(cells) > 20
    for cell in cells:
        opened = records_of(data, cell["figure"], cell["grouping"], cell["group"])
        assert opened is not None
        whole = None if cell["value"] is None else Decimal(cell["value"])
        assert (None if opened["sum"] is None else Decimal(opened["sum"])) == whole


def test_author_and_editor_may_not_release(author: User, second: User, region: Region) -> None:
    """I18: by person, whoever runs the platform included."""
    admin = with_role(Role.ADMIN)
    row = actions.draft(by=admin, at=AT, wanted=Wanted(ReportKind.CLOSURE, MID_2025, region))
    edited = actions.edit(by=second, at=AT, code=row.code, version=row.version, title="Neu", introduction="Wir sagen:")
    for person in (admin, second):
        with pytest.raises(Refused) as refused:
            released(edited, person)
        assert [one.code for one in refused.value.refusals] == ["four_eyes"]
    done = released(edited, author)
    assert (done.state, done.released_by, done.introduction) == (ReportState.RELEASED, author.actor_id, "Wir sagen:")


def test_database_refuses_a_release_by_the_author(author: User, region: Region) -> None:
    """I18 for whoever writes past the actions."""
    row = a_draft(author, region, ReportKind.CLOSURE)
    row.state, row.released_at, row.released_by = ReportState.RELEASED, AT, row.drafted_by
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_release_holds_only_for_what_was_seen(author: User, second: User, region: Region) -> None:
    """I19."""
    row = a_draft(author, region, ReportKind.CLOSURE)
    with pytest.raises(Refused) as refused:
        actions.release(by=second, at=AT, code=row.code, version=row.version, seen="0" * 64)
    assert [one.code for one in refused.value.refusals] == ["changed_since"]


def test_released_report_stays_as_it_is(author: User, second: User, region: Region) -> None:
    """I16: neither by an action nor past them."""
    row = released(a_draft(author, region, ReportKind.CLOSURE), second)
    for deed in (
        lambda: actions.edit(by=author, at=AT, code=row.code, version=row.version, title="Neu", introduction=""),
        lambda: actions.recompute(by=author, at=AT, code=row.code, version=row.version),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert [one.code for one in refused.value.refusals] == ["frozen"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=row.pk).update(data="{}")


def test_draft_computed_again_says_what_was_booked_since(author: User, region: Region) -> None:
    grant = a_project(region)
    row = a_draft(author, region)
    spent(grant, "100.00", booked_at=IN_2025)
    again = actions.recompute(by=author, at=AT, code=row.code, version=row.version)
    values = [
        next(one["value"] for one in json.loads(text)["figures"] if one["code"] == "spent")
        for text in (row.data, again.data)
    ]
    assert (values, again.sha256 != row.sha256) == (["15000.55", "15100.55"], True)
    assert hashlib.sha256(again.data.encode()).hexdigest() == again.sha256


def test_authority_sees_a_report_only_once_it_was_handed_in(
    author: User, second: User, authority: User, region: Region
) -> None:
    """I22."""
    row = a_draft(author, region, ReportKind.CLOSURE)
    seen = [access.supervised_reports(authority).count()]
    done = released(row, second)
    seen.append(access.supervised_reports(authority).count())
    with pytest.raises(Refused) as refused:
        actions.accept(by=authority, at=AT, code=done.code, version=done.version)
    handed_in = actions.submit(by=author, at=AT, code=done.code, version=done.version)
    seen.append(access.supervised_reports(authority).count())
    accepted = actions.accept(by=authority, at=AT, code=row.code, version=handed_in.version, note="Danke")
    assert (seen, refused.value.hidden, accepted.state) == ([0, 0, 1], True, ReportState.ACCEPTED)


def test_trail_of_a_draft_quotes_none_of_its_words(author: User, region: Region) -> None:
    """I22: authorities read the trail."""
    row = a_draft(author, region, ReportKind.CLOSURE)
    actions.edit(by=author, at=AT, code=row.code, version=row.version, title=row.title, introduction="Nur für uns")
    lines = [str(entry.content()) for entry in AuditEntry.objects.filter(subject_key=row.code)]
    assert (len(lines), any("Nur für uns" in line for line in lines)) == (2, False)


def test_query_is_asked_and_answered_and_the_report_waits_again(
    author: User, second: User, authority: User, region: Region
) -> None:
    row = submitted(a_draft(author, region, ReportKind.CLOSURE), author, second)
    asked = actions.ask(by=authority, at=AT, code=row.code, version=row.version, question="Warum so wenig?")
    row.refresh_from_db()
    assert (row.state, [duty.key for duty in duties(author, today=MID_2025)]) == (
        ReportState.QUERIED,
        [f"report:{row.code}:queried"],
    )
    done = actions.answer(by=author, at=AT, code=row.code, version=row.version, query=asked.pk, text="Weil.")
    assert (done.state, done.queries.get().answer) == (ReportState.SUBMITTED, "Weil.")


def test_returned_report_is_replaced_by_a_new_one_once(
    author: User, second: User, authority: User, region: Region
) -> None:
    row = submitted(a_draft(author, region, ReportKind.CLOSURE), author, second)
    actions.return_(by=authority, at=AT, code=row.code, version=row.version, note="Bitte mit Einleitung")
    wanted = Wanted(ReportKind.CLOSURE, MID_2025, region)
    new = actions.draft(by=author, at=AT, wanted=wanted, replaces=row.code)
    with pytest.raises(Refused) as refused:
        actions.draft(by=author, at=AT, wanted=wanted, replaces=row.code)
    assert (new.replaces_id, [one.code for one in refused.value.refusals]) == (row.pk, ["replaced"])


def test_return_needs_its_reason(author: User, second: User, authority: User, region: Region) -> None:
    row = submitted(a_draft(author, region, ReportKind.CLOSURE), author, second)
    with pytest.raises(Refused) as refused:
        actions.return_(by=authority, at=AT, code=row.code, version=row.version, note=" ")
    assert [(one.code, one.field) for one in refused.value.refusals] == [("empty", "note")]


@pytest.mark.parametrize("role", [Role.OFFICE, Role.PARTNER, Role.AUTHORITY, Role.LAND])
def test_who_is_not_of_the_office_of_the_region_drafts_nothing(role: Role, region: Region) -> None:
    """I21."""
    own = {"region": a_region("Andere Region")} if role in {Role.OFFICE, Role.AUTHORITY} else {}
    stranger = with_role(role, **own)
    with pytest.raises(Refused) as refused:
        a_draft(stranger, region)
    assert (refused.value.hidden, Report.objects.count()) == (True, 0)


def test_report_is_never_as_of_a_day_to_come(author: User, region: Region) -> None:
    with pytest.raises(Refused) as refused:
        actions.draft(by=author, at=AT, wanted=Wanted(ReportKind.STATUS, date(2025, 7, 2), region))
    assert [one.code for one in refused.value.refusals] == ["future"]


def test_number_of_queries_of_a_status_report_is_the_same_for_one_project_and_for_three(
    region: Region, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    a_project(region)
    wanted = Wanted(ReportKind.STATUS, MID_2025, region)
    with django_assert_max_num_queries(22):
        data_of(wanted, at=AT)
    for number in (2, 3):
        a_project(region, number=number)
    with django_assert_max_num_queries(22):
        data = data_of(wanted, at=AT)
    assert len(next(block for block in data["blocks"] if block.get("total"))["rows"]) == 3
