"""Handing over: a body named and confirmed by two people, and a bundle that can be read and checked without us."""

import csv
import hashlib
import io
import json
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import ContactPoint
from strahlkraft.projects.models import Participation
from strahlkraft.steering.actions import handover as actions
from strahlkraft.steering.actions.handover import Naming
from strahlkraft.steering.models import Deadline, Handover, StoredFile
from strahlkraft.steering.papers.bundle import alone, write_bundle
from strahlkraft.steering.queries import handover as queries
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.projects import ParticipationFactory, ProjectFactory
from tests.factories.steering import (
    EARLIER,
    ApplicationFactory,
    ClosureFactory,
    ClosureItemFactory,
    DeadlineFactory,
    HandoverFactory,
    MilestoneFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 30, 10, 0, 2, tzinfo=UTC)


def naming(**values: Any) -> Naming:
    body = an_organisation("Stadt Beispiel")
    return Naming(
        **({"organisation_id": body.pk, "mailbox": "stadt@beispiel.example", "from_on": date(2027, 1, 1)} | values)
    )


def test_a_body_is_named_by_one_person_and_confirmed_by_another(project: Any, ada: User, bo: User) -> None:
    DeadlineFactory(region=project.region, title="Nachweis", latest_on=date(2027, 5, 1))
    row = actions.name_body(by=ada, at=AT, region_id=project.region_id, given=naming())
    assert Deadline.objects.get(rule="handover").latest_on == date(2027, 1, 1)
    with pytest.raises(Refused) as own:
        actions.confirm(by=ada, at=AT, pk=row.pk, seen=row.mailbox)
    with pytest.raises(Refused) as other:
        actions.confirm(by=bo, at=AT, pk=row.pk, seen="sonst@beispiel.example")
    assert [refused.value.refusals[0].code for refused in (own, other)] == ["four_eyes", "stale"]

    actions.confirm(by=bo, at=AT, pk=row.pk, seen=row.mailbox)

    row.refresh_from_db()
    letter = Letter.objects.get()
    assert (row.confirmed_by, row.confirmed_at, letter.to, "Nachweis" in letter.text) == (
        bo.actor_id,
        AT,
        "stadt@beispiel.example",
        True,
    )
    responsible = [queries.responsible(project, on=day) for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert responsible == [None, row]


def test_a_body_named_anew_is_confirmed_anew_and_a_projects_own_goes_first(project: Any, ada: User, bo: User) -> None:
    whole = actions.name_body(by=ada, at=AT, region_id=project.region_id, given=naming())
    actions.confirm(by=bo, at=AT, pk=whole.pk, seen=whole.mailbox)
    own = actions.name_body(by=ada, at=AT, region_id=project.region_id, given=naming(), project=project.slug)
    actions.confirm(by=bo, at=AT, pk=own.pk, seen=own.mailbox)
    assert queries.responsible(project, on=date(2027, 1, 1)) == own

    again = actions.name_body(
        by=bo, at=AT, region_id=project.region_id, given=naming(mailbox="neu@beispiel.example"), project=project.slug
    )
    assert (again.pk, again.confirmed_at, Handover.objects.count()) == (own.pk, None, 2)
    assert queries.responsible(project, on=date(2027, 1, 1)) == whole


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"organisation_id": None}, ["organisation"]),
        ({"mailbox": "kein Postfach"}, ["mailbox"]),
        ({"from_on": None}, ["from_on"]),
        ({"from_on": date(9999, 1, 1)}, ["from_on"]),
    ],
)
def test_a_body_needs_a_mailbox_and_a_day(project: Any, ada: User, values: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        actions.name_body(by=ada, at=AT, region_id=project.region_id, given=naming(**values))
    assert [refusal.field for refusal in refused.value.refusals] == fields


def _kept(project: Any, content: bytes, **values: Any) -> StoredFile:
    return StoredFile.objects.create(
        code=hashlib.sha256(content).hexdigest()[:20],
        project=project,
        file=ContentFile(content, name="bericht.pdf"),
        media_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        added_at=EARLIER,
        **({"title": "Abschlussbericht", "kind": "report"} | values),
    )


@pytest.fixture
def handed(project: Any) -> Any:
    """A region with something of everything, and something of another region."""
    body = an_organisation("Stadt Beispiel")
    ParticipationFactory(
        project=project, organisation=body, stated_name="=Stadt Beispiel", role=Participation.Role.LEAD
    )
    ContactPoint.objects.create(organisation=body, mailbox="stadt@beispiel.example")
    other = ProjectFactory(region=project.region, title="Anderes Projekt")
    DeadlineFactory(region=project.region, project=project, title="Nachweis", latest_on=date(2027, 5, 1))
    DeadlineFactory(region=project.region, title="Erledigt", state="done", done_at=EARLIER)
    HandoverFactory(region=project.region, organisation=body)
    MilestoneFactory(project=project)
    ApplicationFactory(region=project.region, recipient="Stadt Beispiel", project=project, requested="1000.50")
    ClosureItemFactory(closure=ClosureFactory(project=other), state="done", settled_by="Ada Beispiel")
    _kept(project, b"%PDF-1.4 Beispiel")
    ProjectFactory(title="Geheim 4711", region=a_region("Anderswo"))
    return project.region


def packed(region: Any, **values: Any) -> bytes:
    target = io.BytesIO()
    write_bundle(queries.bundle(region, **values), target, at=AT)
    return target.getvalue()


@pytest.mark.slow
def test_the_bundle_is_whole_checkable_and_names_no_person(handed: Any, tmp_path: Path) -> None:
    content = packed(handed)
    with ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
        names = archive.namelist()
    checked = subprocess.run(
        ["/usr/bin/sha256sum", "-c", "--strict", "SHA256SUMS"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout.count(": OK")) == (0, len(names) - 1)
    assert {name.split("/")[0] for name in names} == {"data", "documents", "deadlines.ics", "index.pdf", "SHA256SUMS"}
    assert content == packed(handed)

    everything = "".join(path.read_text() for path in (tmp_path / "data").iterdir())
    assert [word for word in ("Ada Beispiel", "Geheim 4711", "user:") if word in everything] == []
    projects = json.loads((tmp_path / "data/projects.json").read_text())["rows"]
    assert sorted(row["title"] for row in projects) == ["Anderes Projekt", "Beispielprojekt"]
    with (tmp_path / "data/participations.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == ["'=Stadt Beispiel"]  # no spreadsheet runs it
    applications = json.loads((tmp_path / "data/applications.json").read_text())["rows"]
    assert applications[0]["requested"] == "1000.50"
    events = Calendar.from_ical((tmp_path / "deadlines.ics").read_bytes()).walk("VEVENT")
    assert [(str(event["summary"]), event["dtstart"].dt) for event in events] == [("Nachweis", date(2027, 5, 1))]
    assert (tmp_path / "index.pdf").read_bytes()[:5] == b"%PDF-"
    assert [path.read_bytes() for path in (tmp_path / "documents").iterdir()] == [b"%PDF-1.4 Beispiel"]


@pytest.mark.slow
def test_a_file_that_is_gone_or_was_changed_is_told_and_stops_nothing(
    handed: Any, project: Any, tmp_path: Path
) -> None:
    gone, changed = _kept(project, b"fort", title="Fort"), _kept(project, b"alt", title="Verändert")
    gone.file.storage.delete(gone.file.name)
    Path(changed.file.path).write_bytes(b"neu")
    found = write_bundle(queries.bundle(handed), io.BytesIO(), at=AT)
    assert sorted((row.paper.title, bool(row.path), row.sound) for row in found) == [
        ("Abschlussbericht", True, True),
        ("Fort", False, False),
        ("Verändert", True, False),
    ]


def test_a_recipients_bundle_holds_only_its_own(handed: Any) -> None:
    assert queries.recipients(handed) == ["=Stadt Beispiel", "Stadt Beispiel"]
    own = queries.bundle(handed, recipient="Stadt Beispiel")
    nobody = queries.bundle(handed, recipient="Niemand")
    names = ("projects", "applications", "closures", "deadlines")
    assert [own.count(name) for name in names] == [1, 1, 0, 1]
    assert ([nobody.count(name) for name in names], nobody.papers, nobody.deadlines) == ([0, 0, 0, 0], [], [])


@pytest.mark.parametrize("number", [1, 3])
def test_reading_a_bundle_takes_the_same_questions_however_many_projects(handed: Any, number: int) -> None:
    for _ in range(number):
        MilestoneFactory(project=ProjectFactory(region=handed))
    with CaptureQueriesContext(connection) as asked:
        queries.bundle(handed)
    assert len(asked) == 22


def test_a_bundle_within_a_limit_is_measured_by_its_own_files(handed: Any, ada: User) -> None:
    take: Any = {"by": ada, "at": AT, "region_id": handed.pk}
    whole = sum(paper.size for paper in queries.bundle(handed).papers)
    assert (queries.size_of(handed), queries.size_of(handed, recipient="Niemand")) == (whole, 0)
    actions.take_bundle(**take, limit=whole)
    actions.take_bundle(**take, limit=0, recipient="Niemand")
    with pytest.raises(Refused) as refused:
        actions.take_bundle(**take, limit=whole - 1)
    assert [refusal.code for refusal in refused.value.refusals] == ["too_large"]


def test_one_bundle_is_packed_at_a_time() -> None:
    with alone(), pytest.raises(Refused) as refused, alone():
        pass
    assert [refusal.code for refusal in refused.value.refusals] == ["busy"]
    with alone():
        pass


def test_taking_the_bundle_along_stands_in_the_trail(project: Any, ada: User) -> None:
    actions.take_bundle(by=ada, at=AT, region_id=project.region_id)
    assert AuditEntry.objects.get().verb == "take_handover_bundle"
    with pytest.raises(Refused) as refused:
        actions.take_bundle(by=with_role(Role.STEERING, region=project.region), at=AT, region_id=project.region_id)
    assert refused.value.hidden
