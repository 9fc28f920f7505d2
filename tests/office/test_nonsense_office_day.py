"""Nonsense in every form and at every address of the office's day: never an error of ours, always a sentence.

The pages are those of the modules below, found in the list of addresses: a new page is covered by itself.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from strahlkraft.accounts.models import Absence, User
from strahlkraft.network.access import link_token
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Phase, Project
from strahlkraft.steering import access
from strahlkraft.steering.actions import today
from strahlkraft.steering.models import AgendaItem
from strahlkraft.steering.queries import calendar
from tests.congress.test_congress_abuse import filled_in
from tests.factories import contacts, steering
from tests.factories.letters import AT, post
from tests.factories.network import OrganisationFactory
from tests.nonsense import addresses, found_forms, nonsense_in_addresses, nonsense_in_forms

pytestmark = pytest.mark.django_db

AREAS = (
    "absences applications checkins closures contacts deadlines groups handover ideas letters life network organisations"
    " portfolio records sessions sheets staffing start today"
).split()
MODULES = (*(f"strahlkraft.office.views.{name}" for name in AREAS), "strahlkraft.public.reporting")
QUERIES = "q region stand ansicht seite projekt idee aendern zu mit art in person berichtigt getan monat".split()


@pytest.fixture
def world(client: Client, officer: User, region: Region, project: Project) -> list[str]:
    """Every address with records that open it."""
    own: dict[str, Any] = {"region": region}
    organisation, other = OrganisationFactory(), OrganisationFactory()
    ideas = [steering.IdeaFactory(**own, state=state) for state in ("submitted", "draft", "checked", "forwarded")]
    day = now() + timedelta(9)
    sessions = [
        steering.BoardSessionFactory(**own, state=state, starts_at=begin, ends_at=begin + timedelta(hours=1))
        for state, begin in (("planned", day), ("invited", now() - timedelta(1)), ("held", now() - timedelta(1)))
    ]
    items = [
        AgendaItem.objects.create(session=row, idea=steering.IdeaFactory(**own, state="on_agenda")) for row in sessions
    ]
    checkins = [steering.CheckInFactory(project=project)]
    lights = {f"{name}_light": "green" for name in ("content", "time", "money")}
    checkins.append(
        steering.CheckInFactory(project=project, month="2026-05-01", state="received", received_at=AT, **lights)
    )
    group = contacts.GroupFactory(**own)
    members = [contacts.MemberFactory(group=group) for _number in range(2)]
    today.make_calendar_link(by=officer, at=AT)
    link = calendar.link_of(officer.actor_id)
    assert link is not None
    tasks = access.link_token("tasks", access.tasks_code(steering.ReportingContactFactory(project=project)))
    person = contacts.PersonFactory(organisation=organisation)
    absence = Absence.objects.create(
        user=officer, deputy=_colleague(region), first_day=now().date(), last_day=now().date(), entered_at=AT
    )
    life = {"slug": project.slug}
    values: dict[str, list[dict[str, Any]]] = {
        "arbeit/ideen/": [{"code": row.code} for row in ideas],
        "arbeit/sitzungen/": [{"code": row.code, "pk": item.pk} for row, item in zip(sessions, items, strict=True)],
        "arbeit/antraege/": [{"code": steering.ApplicationFactory(**own).code}],
        "arbeit/abschluesse/": [
            {"code": steering.ClosureItemFactory(closure__project=project).closure.code, "item": "last-expenditure"}
        ],
        "arbeit/rueckmeldungen/": [{"code": row.code} for row in checkins],
        "arbeit/kontakte/": [{"code": contacts.EntryFactory(**own, organisation=organisation, next_step="Anruf").code}],
        "arbeit/fristen/": [{"pk": steering.DeadlineFactory(**own, latest_on=day, target_on=day).pk}],
        "arbeit/stellen/": [{"pk": steering.PositionFactory(**own).pk}],
        "arbeit/briefe/": [{"pk": post().pk, "room": "steering", "name": "idea"}],
        "arbeit/organisationen/": [{"slug": organisation.slug, "pk": person.pk}, {"slug": other.slug}],
        "arbeit/austauschgruppen/<slug:slug>/mitglieder/": [{"slug": group.slug, "pk": members[0].pk}],
        "arbeit/austauschgruppen/": [{"slug": group.slug, "pk": group.meetings.create(on=contacts.DAY).pk}],
        "arbeit/projekte/<slug:slug>/verlaufsplan/meilensteine/": [
            life | {"code": steering.MilestoneFactory(project=project).code, "part": "erreicht"}
        ],
        "arbeit/projekte/<slug:slug>/verlaufsplan/risiken/": [
            life | {"code": steering.RiskFactory(project=project).code, "part": "ansehen"}
        ],
        "arbeit/projekte/<slug:slug>/verlaufsplan/aufgaben/": [
            life | {"code": steering.TaskFactory(project=project).code, "part": "erledigt"}
        ],
        "arbeit/projekte/": [life | {"code": steering.StoredFileFactory(project=project).code}],
        "arbeit/uebergabe/": [{"region": region.slug, "pk": steering.HandoverFactory(**own).pk}],
        "arbeit/vertretung/": [{"pk": absence.pk}],
        "arbeit/portfolio/": [{"form": "csv"}],
        "arbeit/tabellen/vorlage": [{"form": "csv"}],
        "arbeit/tabellen/datei/": [{"code": _a_sheet(client, region)}],
        "ideen/bestaetigen/": [{"token": access.link_token("idea-confirm", ideas[1].link_code)}],
        "ideen/stand/": [{"token": access.link_token("idea", ideas[0].link_code)}],
        "rueckmeldung/": [{"token": access.link_token("checkin", row.code)} for row in checkins],
        "aufgaben/": [{"token": tasks}],
        "kalender/": [{"token": link.key}],
        "austauschgruppe/": [{"token": link_token("group-leave", members[1].code)}],
    }
    found = dict[str, None]()
    for route in addresses(MODULES):
        for given in next((rows for start, rows in values.items() if route.startswith(start)), [{}]):
            found["/" + filled_in(route, {"pk": 1} | given)] = None
    return list(found)


def _colleague(region: Region) -> User:
    from strahlkraft.accounts.rules import Role  # noqa: PLC0415 - Django reads its settings first
    from tests.factories.accounts import with_role  # noqa: PLC0415 - the same

    return with_role(Role.OFFICE, region=region, is_demo=True)


def _a_sheet(client: Client, region: Region) -> str:
    """The code of a spreadsheet that waits for its columns."""
    table = SimpleUploadedFile("liste.csv", "Projekt;Leitung;Fördersumme\nLampen;A;12\nNeu;B;x\n".encode())
    answer = client.post("/arbeit/tabellen/", {"submission": str(uuid4()), "region": region.slug, "file": table})
    return str(answer.headers["Location"].split("/")[4])


@pytest.mark.slow
@pytest.mark.once  # on SQLite too it is refused what PostgreSQL does not take
def test_nonsense_in_every_form_is_told_in_a_sentence_and_what_was_typed_is_kept(
    client: Client, world: list[str]
) -> None:
    wrong, posted = nonsense_in_forms(client, found_forms(client, world))
    assert (wrong, len(posted) > 60) == ([], True)


@pytest.mark.slow
@pytest.mark.once  # the same
def test_nonsense_in_addresses_and_questions_is_never_an_error_of_ours(client: Client, world: list[str]) -> None:
    assert nonsense_in_addresses(client, world, MODULES, QUERIES) == []


@pytest.mark.parametrize("day", ["0001", "9999", "9999-12-31"])
def test_a_phase_of_an_impossible_year_does_not_break_the_course(client: Client, project: Project, day: str) -> None:
    Phase.objects.create(project=project, kind="implementation", actual=day)
    answer = client.get(f"/arbeit/projekte/{project.slug}/verlaufsplan/")
    assert (answer.status_code, b"life-chart" in answer.content) == (200, False)
