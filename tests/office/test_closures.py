"""Closing, deadlines and handing over in the workspace: pages, forms of one press, two people, a bundle to take along."""

import io
import re
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.timezone import localdate

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project, Truth
from strahlkraft.steering.actions import closure as actions
from strahlkraft.steering.models import Closure, ClosureItem, Deadline, Handover
from strahlkraft.steering.papers.bundle import alone
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.projects import EARLIER, ProjectFactory
from tests.factories.steering import (
    ClosureFactory,
    ClosureItemFactory,
    DeadlineFactory,
    HandoverFactory,
    StoredFileFactory,
)
from tests.office.pages import Entrance
from tests.office.test_projects import queries_of

LIST = "/arbeit/abschluesse/"


def sent(**values: Any) -> dict[str, Any]:
    return {"submission": str(uuid4()), **values}


def part(prefix: str, **values: Any) -> dict[str, Any]:
    """What a form with a prefix sends."""
    return {f"{prefix}-{name}": value for name, value in sent(**values).items()} | {"deed": prefix}


@pytest.fixture
def begun(client: Client, project: Project) -> Closure:
    """A closing with all lines open."""
    client.post("/arbeit/abschluss-beginnen/", sent(project=project.slug, target_on="2030-12-31"))
    return Closure.objects.get()


@pytest.fixture
def second(region: Region, enter: Entrance) -> Client:
    """The browser of another person of the office."""
    return enter(with_role(Role.OFFICE, region=region, is_demo=True))


def all_settled(row: Closure) -> None:
    ClosureItem.objects.filter(closure=row, state="open").update(state="done", evidence="Beispiel", settled_at=EARLIER)


def test_from_the_first_line_to_the_record_on_paper(
    client: Client, second: Client, begun: Closure, officer: User
) -> None:
    page = f"{LIST}{begun.code}/"
    first = client.get(page)
    assert (first.context["open_lines"], first.context["may_close"], first.status_code) == (15, False, 200)
    assert client.get(f"{page}schliessen/")["Location"] == page  # the page says what is in the way

    item = f"{page}punkte/receipts-filed/"
    nothing = client.post(item, part("finish", version=1, evidence=" "))
    done = client.post(item, part("finish", version=1, evidence="Archiv, Raum 3"))
    out = client.post(f"{page}punkte/audit-booked/", part("rule_out", version=2, reason="keine Prüfung vorgesehen"))
    again = client.post(item, part("reopen", version=3, reason="fehlt ein Ordner"))
    assert [answer.status_code for answer in (nothing, done, out, again)] == [422, 302, 302, 302]
    assert done["Location"] == f"{page}#receipts-filed"
    states = dict(begun.items.exclude(state="open").values_list("key", "state"))
    assert states == {"audit-booked": "not_applicable"}

    all_settled(begun)
    closing = {"version": 4, "closed_on": str(localdate()), "in_operation": "yes", "reusable": "no"}
    alone = client.post(f"{page}schliessen/", sent(**closing))
    missing = second.post(f"{page}schliessen/", sent(**closing | {"reusable": ""}))
    closed = second.post(f"{page}schliessen/", sent(**closing))
    assert [answer.status_code for answer in (alone, missing, closed)] == [422, 422, 302]
    assert dict(Truth.objects.filter(current=True).values_list("kind", "value")) == {
        "formally_closed": "yes",
        "in_operation": "yes",
        "reusable": "no",
    }
    after = client.get(page)
    assert (after.context["steers"], client.get(f"{LIST}?stand=closed").context["page"].paginator.count) == (False, 1)


@pytest.mark.slow
def test_the_record_is_a_pdf(client: Client, begun: Closure) -> None:
    answer = client.get(f"{LIST}{begun.code}/niederschrift.pdf")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_what_is_known_becomes_evidence_by_one_press(client: Client, begun: Closure, project: Project) -> None:
    file = StoredFileFactory(project=project, kind="report", title="Abschlussbericht")
    page = client.get(f"{LIST}{begun.code}/")
    form = next(
        form
        for row in page.context["items"]
        for known, form in row["proposals"]
        if row["item"].key == "report-accepted" and known.file
    )
    told = {name: form[name].value() for name in ("version", "submission", "evidence", "file")}
    for _twice in range(2):  # sent twice it is done once
        data = {f"finish-{name}": value for name, value in told.items()} | {"deed": "finish"}
        assert client.post(f"{LIST}{begun.code}/punkte/report-accepted/", data).status_code == 302
    item = begun.items.get(key="report-accepted")
    assert (item.state, item.file, item.evidence.startswith("Abschlussbericht (")) == ("done", file, True)


def test_two_people_at_one_line_lose_nothing(client: Client, second: Client, begun: Closure) -> None:
    item = f"{LIST}{begun.code}/punkte/receipts-filed/"
    other = f"{LIST}{begun.code}/punkte/audit-booked/"
    assert client.post(other, part("finish", version=1, evidence="eins")).status_code == 302
    stale = second.post(item, part("finish", version=1, evidence="mein Text"))
    assert (stale.status_code, "mein Text" in stale.content.decode()) == (409, True)
    version = re.search(r'name="finish-version" value="(\d+)"', stale.content.decode())
    assert version is not None
    assert second.post(item, part("finish", version=version[1], evidence="mein Text")).status_code == 302
    late = client.post(item, part("rule_out", version=1, reason="zu spät"))
    assert (late.status_code, "mein Text" in late.content.decode()) == (409, True)


def test_readers_press_nothing_and_strangers_see_nothing(
    client: Client, begun: Closure, region: Region, enter: Entrance
) -> None:
    page = f"{LIST}{begun.code}/"
    reader = enter(with_role(Role.STEERING, region=region, is_demo=True))
    stranger = enter(with_role(Role.OFFICE, region=a_region("Anderswo"), is_demo=True))
    deeds = ["punkte/receipts-filed/", "schliessen/", "ziel/"]
    assert reader.get(page).context["steers"] is False
    assert [reader.post(f"{page}{deed}", sent()).status_code for deed in deeds] == [404] * 3
    assert [stranger.get(path).status_code for path in (page, f"{page}niederschrift.pdf")] == [404] * 2
    assert stranger.get(LIST).context["page"].paginator.count == 0
    assert client.post(f"{page}punkte/gibt-es-nicht/", part("finish", version=1, evidence="x")).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_says_what_is_in_the_way_in_a_constant_number_of_questions(
    client: Client, region: Region, number: int
) -> None:
    for _ in range(number):
        row = ClosureFactory(project=ProjectFactory(region=region), target_on=date(2020, 1, 1))
        ClosureItemFactory(closure=row, state="done")
        ClosureItemFactory(closure=row, key="body-named", position=13)
    rows = client.get(LIST).context["rows"]
    assert [(row["blocking"].key, row["settled"], row["late"]) for row in rows] == [("body-named", 1, True)] * number
    assert queries_of(client, LIST) == LIST_QUERIES


LIST_QUERIES = 7


def test_a_day_of_closing_is_set_and_becomes_a_deadline(client: Client, begun: Closure) -> None:
    target = f"{LIST}{begun.code}/ziel/"
    wrong = client.post(target, part("target", version=1, target_on="9999-12-31"))
    good = client.post(target, part("target", version=1, target_on="2031-01-01"))
    assert (wrong.status_code, good.status_code) == (422, 302)
    assert [row.latest_on for row in Deadline.objects.all()] == [date(2031, 1, 1)]


def test_a_deadline_is_typed_done_and_opened_again(client: Client, region: Region, project: Project) -> None:
    typed = {"region": region.pk, "title": "Zwischenbericht", "latest_on": "2030-07-31", "reason": "Bescheid"}
    wrong = client.post("/arbeit/frist-anlegen/", sent(**typed | {"reason": "", "target_on": "2030-08-01"}))
    foreign = ProjectFactory(region=a_region("Anderswo"))
    stranger = client.post("/arbeit/frist-anlegen/", sent(**typed, project=foreign.slug))
    good = client.post("/arbeit/frist-anlegen/", sent(**typed, project=project.slug, legal="on"))
    assert [answer.status_code for answer in (wrong, stranger, good)] == [422, 422, 302]
    row = Deadline.objects.get()
    page = f"/arbeit/fristen/{row.pk}/"
    assert client.get("/arbeit/fristen/").context["rows"][0]["deadline"] == row
    assert client.post(page, sent(version=1)).status_code == 302
    assert client.get("/arbeit/fristen/?stand=done").context["page"].paginator.count == 1
    assert client.post(page, sent(version=2, reason="")).status_code == 422
    assert client.post(page, sent(version=2, reason="zu früh")).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.legal, row.project) == ("open", True, project)


@pytest.mark.parametrize(("days", "badge"), [(-3, "bad"), (0, "bad"), (14, "warn"), (15, "info")])
def test_a_deadline_shows_how_near_it_is(client: Client, region: Region, days: int, badge: str) -> None:
    day = localdate() + timedelta(days=days)
    DeadlineFactory(region=region, latest_on=day, target_on=day)
    assert [row["badge"] for row in client.get("/arbeit/fristen/").context["rows"]] == [badge]


def test_a_body_is_named_by_one_and_confirmed_by_another(client: Client, second: Client, region: Region) -> None:
    page = f"/arbeit/uebergabe/{region.slug}/"
    body = an_organisation("Stadt Beispiel")
    typed = {"organisation": body.pk, "mailbox": "stadt@beispiel.example", "from_on": "2031-01-01"}
    assert client.get("/arbeit/uebergabe/")["Location"] == page
    assert client.post(page, sent(**typed | {"mailbox": "nichts"})).status_code == 422
    assert client.post(page, sent(**typed)).status_code == 302
    row = Handover.objects.get()
    confirm = f"{page}bestaetigen/{row.pk}/"
    own = client.post(confirm, sent(seen=row.mailbox), follow=True)
    assert [message.level_tag for message in own.context["messages"]][-1] == "error"
    assert second.get(page).context["rows"][0]["form"] is not None
    second.post(confirm, sent(seen=row.mailbox))
    row.refresh_from_db()
    changing = client.get(f"{page}?aendern={row.pk}")
    assert (row.confirmed_at is not None, changing.context["form"].initial["mailbox"]) == (True, row.mailbox)


@pytest.mark.slow
def test_everything_is_taken_along_as_one_file(client: Client, region: Region, project: Project) -> None:
    HandoverFactory(region=region)
    project.documents.create(
        title="Leitfaden",
        file=ContentFile(b"Text", name="a.txt"),
        media_type="text/plain",
        size=4,
        sha256="x",
        added_at=EARLIER,
    )
    answer = client.post(f"/arbeit/uebergabe/{region.slug}/buendel/", sent(recipient=""))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a FileResponse
    with ZipFile(io.BytesIO(content)) as archive:
        assert ("SHA256SUMS" in archive.namelist(), archive.testzip()) == (True, None)
    assert answer["Content-Disposition"] == f'attachment; filename="{region.slug}-{localdate()}.zip"'


@pytest.mark.parametrize("why", ["too_large", "busy"])
def test_a_bundle_too_large_or_beside_another_is_refused_in_words(
    client: Client, region: Region, project: Project, settings: Any, why: str
) -> None:
    facts = {"title": "Leitfaden", "media_type": "text/plain", "sha256": "x", "added_at": EARLIER}
    project.documents.create(file=ContentFile(b"Text", name="a.txt"), size=(3 << 20) + 1, **facts)
    settings.BUNDLE_LIMIT_BYTES = 2 << 20 if why == "too_large" else 4 << 20
    with alone() if why == "busy" else nullcontext():
        answer = client.post(f"/arbeit/uebergabe/{region.slug}/buendel/", sent(recipient=""), follow=True)
    words = [str(message) for message in answer.context["messages"]]
    assert (len(words), ("3 MB" in words[0], "2 MB" in words[0])) == (1, (why == "too_large",) * 2)
    assert not AuditEntry.objects.filter(verb="take_handover_bundle").exists()
    with alone():  # the refused one holds nobody up
        pass


def test_readers_and_strangers_take_nothing_along(region: Region, enter: Entrance) -> None:
    reader = enter(with_role(Role.STEERING, region=region, is_demo=True))
    stranger = enter(with_role(Role.OFFICE, region=a_region("Anderswo"), is_demo=True))
    page = f"/arbeit/uebergabe/{region.slug}/"
    asked = [reader.get(page), reader.post(page, sent()), reader.post(f"{page}buendel/", sent()), stranger.get(page)]
    assert [answer.status_code for answer in asked] == [200, 404, 404, 404]


def test_who_is_nobody_of_an_office_reaches_none_of_it(enter: Entrance) -> None:
    town = enter(with_role(Role.MUNICIPALITY, is_demo=True))
    paths = [LIST, "/arbeit/abschluss-beginnen/", "/arbeit/fristen/", "/arbeit/frist-anlegen/", "/arbeit/uebergabe/"]
    assert [town.get(path).status_code for path in [*paths, "/arbeit/stellen/", "/arbeit/stelle-anlegen/"]] == [404] * 7


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    for path in (LIST, "/arbeit/fristen/", "/arbeit/stellen/"):
        answer = client.get(path)
        assert (answer.status_code, 'class="empty"' in answer.content.decode()) == (200, True)


def test_a_part_is_closed_without_questions_on_the_whole(
    client: Client, second: Client, project: Project, officer: User
) -> None:
    row = actions.begin(by=officer, at=EARLIER, slug=project.slug, recipient="Beispielstadt")
    all_settled(row)
    page = second.get(f"{LIST}{row.code}/schliessen/")
    assert list(page.context["form"].fields) == ["submission", "version"]
    assert second.post(f"{LIST}{row.code}/schliessen/", sent(version=1)).status_code == 302
    row.refresh_from_db()
    assert (row.state, Truth.objects.count()) == ("closed", 0)
