"""Ideas, sessions of the board and applications in the workspace: the whole road by pages, and what each page refuses."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from strahlkraft.steering.models import AgendaItem, Application, BoardSession, Idea, StoredFile
from strahlkraft.steering.rules.board import CHECK_KEYS
from tests.factories.accounts import a_region, with_role
from tests.factories.steering import ApplicationFactory, BoardSessionFactory, IdeaFactory
from tests.office.pages import Entrance, fields_of, marks

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
AFTER = datetime(2027, 3, 1, 13, 0, tzinfo=UTC)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_index(settings: Settings, tmp_path: Any) -> None:
    """The search of similar projects has an index of its own."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


@pytest.fixture
def colleague(region: Region, enter: Entrance) -> Client:
    """Somebody else of the same office."""
    return enter(with_role(Role.OFFICE, region=region, is_demo=True))


@pytest.fixture
def member(region: Region, enter: Entrance) -> Client:
    """Somebody of the steering body."""
    return enter(with_role(Role.STEERING, region=region, is_demo=True))


def an_idea(region: Region, state: str = "submitted", **facts: Any) -> Any:
    return IdeaFactory(region=region, state=state, **facts)


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def answers(**changed: str) -> dict[str, str]:
    typed = {f"{key}-answer": "yes" for key in CHECK_KEYS} | {f"{key}-note": "" for key in CHECK_KEYS}
    return typed | {name.replace("__", "-"): value for name, value in changed.items()}


@pytest.mark.slow
def test_whole_road_from_an_idea_by_telephone_to_a_project(officer: User, region: Region, enter: Entrance) -> None:
    other = with_role(Role.OFFICE, region=region, is_demo=True)
    with time_machine.travel(NOW):
        client = enter(officer)
        form = fields_of(client.get("/arbeit/idee-anlegen/").content)
        form |= {
            "title": ["Beispielidee"], "need": ["Beispiel: Anträge liegen wochenlang."], "body": ["Beispielstadt"],
            "solution": ["Beispiel: ein Dienst, der sie verteilt."], "mailbox": ["it@beispielstadt.example"],
            "estimated_cost": ["120.000,50"],
        }  # fmt: skip
        answer = client.post("/arbeit/idee-anlegen/", form)
        idea = Idea.objects.get()
        assert (answer["Location"], str(idea.estimated_cost)) == (f"/arbeit/ideen/{idea.code}/", "120000.50")
        checked = client.post(f"/arbeit/ideen/{idea.code}/pruefen/", answers() | marks() | {"finish": "1"})
        assert checked.status_code == 302
        session_form = fields_of(client.get("/arbeit/sitzung-anlegen/").content)
        session_form |= {"title": ["Beispielsitzung"], "day": ["2027-03-01"], "begins": ["10:00"], "ends": ["12:00"]}
        assert client.post("/arbeit/sitzung-anlegen/", session_form).status_code == 302
        session = BoardSession.objects.get()
        own = f"/arbeit/sitzungen/{session.code}/"
        assert client.post(f"{own}tagesordnung/", {"idea": idea.code, "topic": "", **marks()}).status_code == 302
        invitation = fields_of(client.get(f"{own}einladen/").content) | {"mailboxes": ["board@beispiel.example"]}
        assert client.post(f"{own}einladen/", invitation).status_code == 302
    with time_machine.travel(AFTER):
        client, colleague = enter(officer), enter(other)
        assert client.post(f"{own}gehalten/", marks()).status_code == 302
        item = AgendaItem.objects.get()
        vote = {"decision": "forward", "votes_for": "5", "votes_against": "0", "reason": "Beispiel: nutzt allen."}
        assert client.post(f"{own}tagesordnung/{item.pk}/beschluss/", vote | marks()).status_code == 302
        minutes = fields_of(client.get(f"{own}niederschrift/").content)
        minutes |= {"present": ["Beispielstadt"], "voting": ["5"], "minutes": ["Beispiel: Eröffnung."]}
        assert client.post(f"{own}niederschrift/", minutes).status_code == 302
        version = BoardSession.objects.get().version
        assert client.post(f"{own}niederschrift/genehmigen/", marks(version)).status_code == 302
        assert BoardSession.objects.get().state == "held"
        colleague.post(f"{own}niederschrift/genehmigen/", marks(version))
        assert BoardSession.objects.get().state == "minuted"
        begin = f"/arbeit/antrag-anlegen/?idee={idea.code}"
        application_form = fields_of(client.get(begin).content) | {"requested": ["90.000"]}
        assert client.post(begin, application_form).status_code == 302
        application = Application.objects.get()
        step = f"/arbeit/antraege/{application.code}/schritt/"
        for deed in ("submit", "grant"):
            typed = {"deed": deed, "on": "2027-03-01", **marks()}
            assert client.post(step, {f"step-{name}": value for name, value in typed.items()}).status_code == 302
        project = client.get(f"/arbeit/antraege/{application.code}/").context["project"]
    application.refresh_from_db()
    assert (application.state, application.project, project.title) == ("granted", project, "Beispielidee")


def test_sender_is_told_what_the_board_decided(client: Client, region: Region) -> None:
    session = BoardSessionFactory(region=region, state="held")
    item = AgendaItem.objects.create(session=session, idea=an_idea(region, "on_agenda"), position=1)
    vote = {"decision": "refuse", "votes_for": "5", "reason": "Beispiel: gibt es schon."}
    client.post(f"/arbeit/sitzungen/{session.code}/tagesordnung/{item.pk}/beschluss/", vote | marks())
    letter = Letter.objects.get()
    assert (letter.to, "Beispiel: gibt es schon." in letter.text) == ("digitales@beispielstadt.example", True)


def test_check_keeps_a_part_and_names_what_is_missing(client: Client, region: Region) -> None:
    idea = an_idea(region)
    path = f"/arbeit/ideen/{idea.code}/pruefen/"
    page = client.post(path, answers(licence__answer="no", contact__answer="open") | marks() | {"finish": "1"})
    assert (page.status_code, sorted(page.context["form"].errors)) == (422, ["contact-answer", "licence-note"])
    kept = client.post(
        path, answers(licence__answer="no", licence__note="Beispiel: offen.", contact__answer="open") | marks()
    )
    assert (kept.status_code, idea.answers.get(key="licence").note, Idea.objects.get().state) == (
        302, "Beispiel: offen.", "submitted",
    )  # fmt: skip


def test_check_of_somebody_quicker_keeps_what_was_typed(client: Client, region: Region) -> None:
    idea = an_idea(region)
    path = f"/arbeit/ideen/{idea.code}/pruefen/"
    client.post(path, answers() | marks())
    page = client.post(path, answers(licence__note="Beispiel: meine Notiz") | marks())
    assert (page.status_code, "Beispiel: meine Notiz" in text_of(page)) == (422, True)
    again = client.post(path, {name: values[0] for name, values in fields_of(page.content).items()})
    assert (again.status_code, idea.answers.get(key="licence").note) == (302, "Beispiel: meine Notiz")


def test_form_sent_twice_enters_one_idea(client: Client, region: Region) -> None:
    form = fields_of(client.get("/arbeit/idee-anlegen/").content) | {
        "title": ["Beispielidee"], "need": ["Beispiel: Anträge liegen wochenlang."], "body": ["Beispielstadt"],
        "solution": ["Beispiel: ein Dienst, der sie verteilt."],
    }  # fmt: skip
    told = [client.post("/arbeit/idee-anlegen/", form)["Location"] for _ in range(2)]
    assert (len(set(told)), Idea.objects.count()) == (1, 1)


def test_edited_idea_of_somebody_quicker_shows_both(client: Client, region: Region) -> None:
    idea = an_idea(region)
    path = f"/arbeit/ideen/{idea.code}/bearbeiten/"
    first, second = (fields_of(client.get(path).content) for _ in range(2))
    assert client.post(path, first | {"title": ["Beispiel eins"]}).status_code == 302
    page = client.post(path, second | {"title": ["Beispiel zwei"]})
    assert (page.status_code, "Beispiel zwei" in text_of(page)) == (422, True)
    assert client.post(path, fields_of(page.content)).status_code == 302
    assert Idea.objects.get().title == "Beispiel zwei"


def test_agenda_is_ordered_by_buttons(client: Client, region: Region) -> None:
    session = BoardSessionFactory(region=region)
    own = f"/arbeit/sitzungen/{session.code}/"
    for topic in ("eins", "zwei", "drei"):
        client.post(f"{own}tagesordnung/", {"topic": f"Beispiel {topic}", **marks()})
    items = {item.topic: item.pk for item in session.items.all()}
    moved = client.post(f"{own}tagesordnung/{items['Beispiel drei']}/", {"deed": "up", **marks()})
    client.post(f"{own}tagesordnung/{items['Beispiel eins']}/", {"deed": "remove", **marks()})
    page = client.get(own)
    assert [row["title"] for row in page.context["rows"]] == ["Beispiel drei", "Beispiel zwei"]
    assert moved["Location"] == f"{own}#item-{items['Beispiel drei']}"
    assert client.post(f"{own}tagesordnung/{items['Beispiel zwei']}/", {"deed": "unfug"}).status_code == 404


def test_whoever_wrote_the_minutes_reads_why_not_and_no_button(
    client: Client, colleague: Client, officer: User, region: Region
) -> None:
    facts = {"minutes": "Beispiel.", "present": "Beispielstadt", "minutes_written_by": officer.actor_id}
    session = BoardSessionFactory(region=region, state="held", **facts)
    own = f"/arbeit/sitzungen/{session.code}/"
    seen = [
        (len(page.context["why_not"]), "genehmigen/" in text_of(page)) for page in (client.get(own), colleague.get(own))
    ]
    assert seen == [(1, False), (0, True)]


@pytest.mark.slow
def test_minutes_are_printed_as_draft_and_as_approved(client: Client, member: Client, region: Region) -> None:
    facts = {"minutes": "Beispiel: Eröffnung.", "present": "Beispielstadt", "minuted_at": AFTER}
    told = []
    for state in ("held", "minuted"):
        session = BoardSessionFactory(region=region, state=state, **facts)
        path = f"/arbeit/sitzungen/{session.code}/niederschrift.pdf"
        answer, other = client.get(path), member.get(path)
        with pikepdf.open(BytesIO(answer.content)) as document:
            named = str(session.title) in str(document.docinfo["/Title"])
        told.append((answer["Content-Type"], named, other.status_code))
    assert told == [("application/pdf", True, 404), ("application/pdf", True, 200)]


def test_file_of_an_application_is_kept_given_out_and_taken_off_the_list(client: Client, region: Region) -> None:
    application = ApplicationFactory(region=region)
    own = f"/arbeit/antraege/{application.code}/"
    sent = {"file-title": "Beispielantrag", "file-kind": "application"} | {f"file-{k}": v for k, v in marks().items()}
    wrong = client.post(f"{own}dateien/", sent | {"file-file": SimpleUploadedFile("a.pdf", b"kein PDF")})
    sent |= {f"file-{k}": v for k, v in marks().items()}
    kept = client.post(f"{own}dateien/", sent | {"file-file": SimpleUploadedFile("a.pdf", PDF)})
    assert (wrong.status_code, kept.status_code, StoredFile.objects.count()) == (422, 302, 1)
    file = StoredFile.objects.get()
    answer = client.get(f"{own}dateien/{file.code}/")
    assert (b"".join(answer.streaming_content), answer["X-Content-Type-Options"]) == (PDF, "nosniff")  # type: ignore[attr-defined] # a FileResponse
    client.post(f"{own}dateien/{file.code}/entfernen/", marks())
    assert (client.get(f"{own}dateien/{file.code}/").status_code, StoredFile.objects.count()) == (404, 1)


def test_step_that_cannot_be_says_why(client: Client, region: Region) -> None:
    application = ApplicationFactory(region=region)
    path = f"/arbeit/antraege/{application.code}/schritt/"
    typed = {"step-deed": "submit", "step-on": "2099-01-01", "step-note": "Beispiel"}
    typed |= {f"step-{name}": value for name, value in marks().items()}
    page = client.post(path, typed)
    form = page.context["step_form"]
    assert (page.status_code, list(form.errors), len(form.non_field_errors())) == (422, ["on", "__all__"], 1)


def test_idea_is_taken_back_for_its_sender_with_a_reason(client: Client, region: Region) -> None:
    idea = an_idea(region)
    path = f"/arbeit/ideen/{idea.code}/zuruecknehmen/"
    assert client.post(path, {"reason": " ", **marks()}).status_code == 422
    assert (client.post(path, {"reason": "Beispiel", **marks()}).status_code, Idea.objects.get().state) == (
        302,
        "withdrawn",
    )


def test_pipeline_counts_and_ages_what_stands_where(client: Client, region: Region) -> None:
    today = datetime.now(UTC)
    for state, days in (("submitted", 3), ("submitted", 9), ("checked", 1), ("refused", 99)):
        an_idea(region, state, changed_at=today - timedelta(days=days))
    an_idea(a_region("Fremdregion"))
    granted: Any = ApplicationFactory(region=region, state="granted")
    granted.steps.create(state="granted", on=timezone.localdate(today) - timedelta(days=5), recorded_at=today)
    columns = client.get("/arbeit/ideen/").context["columns"]
    assert [(row["column"].key, row["column"].count, row["column"].oldest) for row in columns] == [
        ("idea", 2, 9), ("checked", 1, 1), ("agenda", 0, 0), ("decided", 0, 0), ("applied", 0, 0), ("granted", 1, 5),
    ]  # fmt: skip
    listed = client.get("/arbeit/ideen/?ansicht=liste&stand=submitted&q=Beispielidee")
    assert len(listed.context["rows"]) == 2
    assert client.get("/arbeit/ideen/?ansicht=liste&q=qqqq").context["rows"] == []


@pytest.mark.parametrize(
    "path", ["/arbeit/ideen/", "/arbeit/ideen/?ansicht=liste", "/arbeit/sitzungen/", "/arbeit/antraege/"]
)
def test_lists_ask_as_often_for_three_rows_as_for_one(client: Client, region: Region, path: str) -> None:
    asked = []
    for more in (1, 2):
        for _ in range(more):
            an_idea(region, "checked")
            BoardSessionFactory(region=region)
            application: Any = ApplicationFactory(region=region, idea=an_idea(region, "applied"))
            application.steps.create(state="prepared", on=date(2026, 3, 2), recorded_at=NOW)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_pages_of_a_session_and_an_idea_ask_as_often_for_three_items(client: Client, region: Region) -> None:
    session, asked = BoardSessionFactory(region=region, state="held"), []
    idea = an_idea(region, "applied")
    client.get(f"/arbeit/ideen/{idea.code}/")  # makes the index of the search
    for more in (1, 2):
        for number in range(more):
            AgendaItem.objects.create(session=session, idea=an_idea(region, "on_agenda"), position=number)
            ApplicationFactory(region=region, idea=idea)
            idea.items.create(session=BoardSessionFactory(region=region, state="minuted", minutes="x", minuted_at=NOW))
        for path in (f"/arbeit/sitzungen/{session.code}/", f"/arbeit/ideen/{idea.code}/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            asked.append(len(queries))
    assert asked[:2] == asked[2:]


def test_steering_body_reads_its_region_and_does_nothing(member: Client, region: Region) -> None:
    idea, session = an_idea(region), BoardSessionFactory(region=region, state="invited")
    planned = BoardSessionFactory(region=region)
    application = ApplicationFactory(region=region)
    reads = [
        "/arbeit/ideen/", "/arbeit/ideen/?ansicht=liste", f"/arbeit/ideen/{idea.code}/", "/arbeit/sitzungen/",
        f"/arbeit/sitzungen/{session.code}/", "/arbeit/antraege/", f"/arbeit/antraege/{application.code}/",
    ]  # fmt: skip
    assert [member.get(path).status_code for path in reads] == [200] * len(reads)
    assert idea.mailbox not in text_of(member.get(f"/arbeit/ideen/{idea.code}/"))
    hidden = [
        "/arbeit/idee-anlegen/", "/arbeit/sitzung-anlegen/", "/arbeit/antrag-anlegen/",
        f"/arbeit/ideen/{idea.code}/bearbeiten/", f"/arbeit/ideen/{idea.code}/zuruecknehmen/",
        f"/arbeit/sitzungen/{planned.code}/", f"/arbeit/sitzungen/{session.code}/einladen/",
        f"/arbeit/sitzungen/{session.code}/niederschrift/", f"/arbeit/antraege/{application.code}/bearbeiten/",
    ]  # fmt: skip
    assert [member.get(path).status_code for path in hidden] == [404] * len(hidden)
    posts = [
        f"/arbeit/ideen/{idea.code}/pruefen/", f"/arbeit/ideen/{idea.code}/pruefung-oeffnen/",
        f"/arbeit/sitzungen/{session.code}/tagesordnung/", f"/arbeit/sitzungen/{session.code}/gehalten/",
        f"/arbeit/sitzungen/{session.code}/niederschrift/genehmigen/", f"/arbeit/antraege/{application.code}/schritt/",
        f"/arbeit/antraege/{application.code}/dateien/",
    ]  # fmt: skip
    assert [member.post(path, {"submission": str(uuid4())}).status_code for path in posts] == [404] * len(posts)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUTHORITY, Role.LAND, Role.MUNICIPALITY, Role.OFFICE])
def test_others_find_nothing(role: Role, region: Region, enter: Entrance) -> None:
    scoped = {"region": a_region("Fremdregion")} if role in (Role.AUTHORITY, Role.OFFICE) else {}
    visitor = enter(with_role(role, is_demo=True, **scoped))  # type: ignore[arg-type] # a region, where the role has one
    idea, session = an_idea(region), BoardSessionFactory(region=region, state="invited")
    application = ApplicationFactory(region=region)
    paths = [
        f"/arbeit/ideen/{idea.code}/",
        f"/arbeit/sitzungen/{session.code}/",
        f"/arbeit/antraege/{application.code}/",
    ]
    if role is not Role.OFFICE:
        paths += ["/arbeit/ideen/", "/arbeit/sitzungen/", "/arbeit/antraege/"]
    assert [visitor.get(path).status_code for path in paths] == [404] * len(paths)
