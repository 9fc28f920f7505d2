"""Change requests and extensions in the workspace: nine steps by plain pages, two people, nothing typed is lost (d.5)."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate
from pytest_django.fixtures import Settings

from strahlkraft.accounts.rules import Role
from strahlkraft.funding.models import Approval, ChangeRequest, ExtensionBatch, Grant
from strahlkraft.network.models import Region
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import granted
from tests.office.pages import Entrance, fields_of
from tests.office.test_projects import queries_of

LIST = "/arbeit/verlaengerungen/"
OWN = "/arbeit/zuwendungen/aenderungen/"
TODAY = localdate()
END = date(TODAY.year + 1, 6, 30)
NEW_END = date(TODAY.year + 2, 6, 30)
STEPS = ["anlass", "auswahl", "zuwendungen", "vorschau", "antraege", "freigabe", "einreichung", "bescheide"]


def sent(**values: Any) -> dict[str, Any]:
    return {"submission": str(uuid4()), **values}


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def grant(region: Region) -> Grant:
    """A grant that runs until next June."""
    return granted("running", region=region, title="Lampen", notice={"grant_until": END, "work_until": END})


@pytest.fixture
def second(region: Region, enter: Entrance) -> Client:
    """The browser of another person of the office."""
    return enter(with_role(Role.OFFICE, region=region, is_demo=True, display_name="Bea Beispiel"))


def begun(client: Client, region: Region, **more: Any) -> ExtensionBatch:
    paper = SimpleUploadedFile("erlass.pdf", b"%PDF-1.7 Beispiel", content_type="application/pdf")
    typed = {
        "region": region.pk,
        "kind": "decree",
        "title": "Beispielerlass",
        "reference": "Az. 7",
        "dated_on": str(TODAY),
    }
    answer = client.post(
        "/arbeit/verlaengerung-anlegen/", sent(**typed | {"new_end": str(NEW_END), "file": paper} | more)
    )
    batch = ExtensionBatch.objects.get()
    assert answer["Location"] == f"{LIST}{batch.code}/auswahl/"
    return batch


def with_requests(client: Client, region: Region) -> tuple[ExtensionBatch, list[ChangeRequest]]:
    batch = begun(client, region)
    page = f"{LIST}{batch.code}/"
    answer = client.post(f"{page}antraege-anlegen/", sent(version=1, shared_reason="Wegen Beispiel."))
    assert answer["Location"] == f"{page}zuwendungen/"
    return batch, list(batch.change_requests.all())


def test_from_the_decree_to_the_submission_in_nine_steps(
    client: Client, second: Client, region: Region, grant: Grant
) -> None:
    granted("settled", region=region, title="Fertig")
    batch, rows = with_requests(client, region)
    page, own = f"{LIST}{batch.code}/", f"{OWN}{rows[0].code}/"
    assert [client.get(f"{page}{step}/").status_code for step in STEPS] == [200] * len(STEPS)
    selection = client.get(f"{page}auswahl/").content.decode()
    assert ("Lampen" in selection, "Fertig" in selection) == (True, True)

    shown = client.get(f"{own}bearbeiten/")
    typed = fields_of(shown.content)
    typed["own_reason"] = ["Lieferzeiten"]
    assert client.post(f"{own}bearbeiten/", typed)["Location"] == own

    release = f"{page}gemeinsam-freigeben/"
    version = ChangeRequest.objects.get().version
    chosen = {"request": f"{rows[0].code}:{version}"}
    second.post(release, sent(**chosen))
    assert Approval.objects.count() == 0  # nobody has opened it
    assert second.get(f"{page}freigabe/").context["some"] is False
    second.get(own)
    assert second.get(f"{page}freigabe/").context["some"] is False  # looking at a page writes nothing
    assert second.post(f"{own}gelesen/", sent(version=version - 1)).status_code == 409
    assert client.post(f"{own}gelesen/", sent(version=version))["Location"] == f"{page}freigabe/"  # its own writer
    assert second.post(f"{own}gelesen/", sent(version=version))["Location"] == f"{page}freigabe/"
    assert second.get(f"{page}freigabe/").context["some"] is True
    second.post(release, sent(**chosen))
    assert (Approval.objects.count(), ChangeRequest.objects.get().state) == (1, "released")

    future = {"on": str(TODAY + timedelta(days=1)), "version": version + 1}
    assert client.post(f"{own}einreichen/", sent(**future)).status_code == 422
    assert client.post(f"{own}einreichen/", sent(on=str(TODAY), version=version + 1))["Location"] == own
    gaps = client.get(page)
    assert [(one["row"].gap, one["row"].left) for one in gaps.context["rows"]] == [("requested", (END - TODAY).days)]
    assert client.get(f"{LIST}matrix/").context["rows"][0]["cells"] != []


def test_the_same_decree_twice_leads_to_the_extension_that_is_there(
    client: Client, region: Region, grant: Grant
) -> None:
    batch, rows = with_requests(client, region)
    assert begun(client, region) == batch
    assert [row.grant for row in rows] == [grant]


def test_an_occasion_without_its_paper_is_refused_and_what_was_typed_stays(client: Client, region: Region) -> None:
    typed = {
        "region": region.pk,
        "kind": "letter",
        "title": "Beispielschreiben",
        "dated_on": str(TODAY),
        "new_end": str(NEW_END),
    }
    add = "/arbeit/verlaengerung-anlegen/"
    answer = client.post(add, sent(**typed))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"file"})
    paper = SimpleUploadedFile("brief.pdf", b"%PDF-1.7 Beispiel", content_type="application/pdf")
    without = client.post(add, sent(**typed, file=paper))
    assert (without.status_code, set(without.context["form"].errors)) == (422, {"reference"})
    assert "Beispielschreiben" in answer.content.decode()


def test_a_press_release_is_called_no_legal_act(client: Client, region: Region, grant: Grant) -> None:
    batch = begun(client, region, kind="press")
    assert client.get(f"{LIST}{batch.code}/anlass/").context["press"] is True
    assert client.get(LIST).context["rows"][0]["press"] is True
    assert grant.state == "running"


def test_a_single_request_moves_money_and_says_at_once_when_sums_do_not_meet(client: Client, grant: Grant) -> None:
    new = f"/arbeit/zuwendungen/{grant.code}/aenderungen/neu/mittel/"
    typed = fields_of(client.get(new).content)
    assert (typed["line-staff-2024"], typed["source-0-2025"]) == (["100.000"], ["120.000"])
    typed |= {"reason": ["Beispielgrund"], "line-staff-2024": ["90.000"], "line-staff-2025": ["160.000"]}
    checked = client.post(new, typed | {"check": "1"})
    assert (checked.status_code, len(checked.context["sums"]["problems"]), ChangeRequest.objects.count()) == (200, 2, 0)
    assert client.post(new, typed).status_code == 422
    typed |= {
        "source-0-2024": ["152.000"],
        "source-1-2024": ["38.000"],
        "source-0-2025": ["128.000"],
        "source-1-2025": ["32.000"],
    }
    assert client.post(new, typed | {"check": "1"}).context["sums"]["problems"] == []
    made = client.post(new, typed)
    row = ChangeRequest.objects.get()
    assert (made["Location"], row.kind, row.after != row.before) == (f"{OWN}{row.code}/", "shift", True)
    shown = client.get(made["Location"])
    assert (shown.context["money"]["moves"], shown.context["may"].release) == (True, False)


@pytest.mark.parametrize("kind", ["laufzeit", "mittel", "finanzierungsplan", "inhalt", "partner"])
def test_every_kind_has_its_form(client: Client, grant: Grant, kind: str) -> None:
    answer = client.get(f"/arbeit/zuwendungen/{grant.code}/aenderungen/neu/{kind}/")
    assert (answer.status_code, answer.context["form"].own_fields() != [] or answer.context["form"].has_money) == (
        200,
        True,
    )


def test_two_people_at_one_draft_lose_nothing(client: Client, second: Client, region: Region, grant: Grant) -> None:
    _batch, rows = with_requests(client, region)
    edit = f"{OWN}{rows[0].code}/bearbeiten/"
    mine, theirs = fields_of(client.get(edit).content), fields_of(second.get(edit).content)
    assert client.post(edit, mine | {"own_reason": ["eins"]}).status_code == 302
    stale = second.post(edit, theirs | {"own_reason": ["mein Text"]})
    again = fields_of(stale.content)
    assert (stale.status_code, again["own_reason"], again["version"]) == (422, ["mein Text"], ["2"])
    assert second.post(edit, again).status_code == 302
    assert rows[0].grant == grant


def test_queries_rework_and_withdrawal_have_their_pages(
    client: Client, second: Client, region: Region, grant: Grant
) -> None:
    _batch, rows = with_requests(client, region)
    own = f"{OWN}{rows[0].code}/"
    second.get(own)
    assert second.post(f"{own}freigeben/", sent(version=1)).status_code == 302
    assert client.get(f"{own}bearbeiten/").status_code == 302
    assert client.post(f"{own}ueberarbeiten/", sent(version=2, reason="Tippfehler")).status_code == 302
    old = second.post(f"{own}freigeben/", sent(version=1))  # what was on the screen before
    assert (old.status_code, len(old.context["refusals"])) == (422, 1)
    second.post(f"{own}freigeben/", sent(version=3))
    client.post(f"{own}einreichen/", sent(version=4, on=str(TODAY)))
    client.post(f"{own}rueckfrage/", sent(version=5, question="Warum?", asked_on=str(TODAY)))
    assert "Warum?" in client.get(f"{own}antwort/").content.decode()
    client.post(f"{own}antwort/", sent(version=6, answer="Darum.", answered_on=str(TODAY)))
    assert client.get(own).context["questions"][0].answer == "Darum."
    client.post(f"{own}zurueckziehen/", sent(version=7, reason="erledigt"))
    assert (ChangeRequest.objects.get().state, grant.state) == ("withdrawn", "running")
    assert client.get(f"{own}gibt-es-nicht/").status_code == 404


def test_partners_read_their_own_requests_and_strangers_nothing(
    client: Client, region: Region, grant: Grant, enter: Entrance
) -> None:
    batch, rows = with_requests(client, region)
    page, own = f"{LIST}{batch.code}/", f"{OWN}{rows[0].code}/"
    partner = enter(with_role(Role.PARTNER, organisation=grant.recipient, is_demo=True))
    reader = enter(with_role(Role.STEERING, region=region, is_demo=True))
    stranger = enter(with_role(Role.OFFICE, region=a_region("Anderswo"), is_demo=True))
    paper = reader.get(f"{page}papier/")
    assert b"".join(paper.streaming_content) == b"%PDF-1.7 Beispiel"  # type: ignore[attr-defined]  # a FileResponse
    pages = [page, f"{page}auswahl/", f"{page}deckblatt.xlsx", own]
    assert [partner.get(path).status_code for path in pages] == [404] * 3 + [200]
    assert [stranger.get(path).status_code for path in [*pages, f"{page}papier/"]] == [404] * 5
    assert [reader.get(path).status_code for path in pages] == [200] * 4
    assert reader.post(f"{page}antraege-anlegen/", sent(version=2, shared_reason="x")).status_code == 404
    assert reader.get(f"{own}bearbeiten/").status_code == 404
    assert (ChangeRequest.objects.get().opened_by, partner.get(LIST).status_code) == ([], 404)
    assert reader.post(f"{own}gelesen/", sent(version=1)).status_code == 404
    assert partner.post(f"{own}gelesen/", sent(version=1))["Location"] == own
    assert len(ChangeRequest.objects.get().opened_by) == 1


def test_reading_leads_from_one_request_to_the_next_and_then_to_the_common_release(
    client: Client, second: Client, region: Region, grant: Grant
) -> None:
    granted("running", region=region, title="Noch eine", notice={"grant_until": END, "work_until": END})
    batch, rows = with_requests(client, region)
    own = [f"{OWN}{row.code}/" for row in rows]
    assert 'action="' + f"{own[0]}gelesen/" in second.get(own[0]).content.decode()
    assert second.post(f"{own[0]}gelesen/", sent(version=1))["Location"] == own[1]
    assert "gelesen/" not in second.get(own[0]).content.decode()
    assert second.post(f"{own[1]}gelesen/", sent(version=1))["Location"] == f"{LIST}{batch.code}/freigabe/"


def test_the_navigation_leads_to_extensions(client: Client, region: Region) -> None:
    entries = {item["url"]: item["group"] for item in client.get(LIST).context["workspace_nav"]}
    assert entries[LIST] == entries["/arbeit/zuwendungen/"]
    assert region.slug != ""


@pytest.mark.slow
def test_the_papers_are_accessible_pdfs_and_a_spreadsheet(client: Client, region: Region, grant: Grant) -> None:
    batch, rows = with_requests(client, region)
    found = [client.get(path) for path in (f"{OWN}{rows[0].code}/antrag.pdf", f"{LIST}{batch.code}/deckblatt.pdf")]
    assert [answer.content[:5] for answer in found] == [b"%PDF-"] * 2
    document = client.get(f"{OWN}{rows[0].code}/antrag.docx")
    assert (document.content[:2], "wordprocessingml" in document["Content-Type"]) == (b"PK", True)
    assert client.get(f"{LIST}{batch.code}/deckblatt.xlsx").content[:2] == b"PK"
    assert grant.demonstration is False


def test_a_person_reads_one_request_after_the_other_and_submits_the_released_ones_together(
    client: Client, second: Client, region: Region
) -> None:
    for title in ("Anker", "Brücke"):
        granted("running", region=region, title=title, notice={"grant_until": END, "work_until": END})
    batch, _rows = with_requests(client, region)
    page = f"{LIST}{batch.code}/"
    first, last = (one["change"] for one in second.get(f"{page}freigabe/").context["lines"])
    shown = second.get(f"{OWN}{first.code}/").context
    assert (shown["place"], shown["places"], shown["before"], shown["after"]) == (1, 2, None, last)
    assert second.get(f"{OWN}{last.code}/").context["before"] == first
    for one in (first, last):
        assert second.post(f"{OWN}{one.code}/gelesen/", sent(version=1)).status_code == 302
    second.post(f"{page}gemeinsam-freigeben/", sent(request=[f"{one.code}:1" for one in (first, last)]))
    submission = client.get(f"{page}einreichung/").context
    ready = [one["ready"] for one in submission["asked"]]
    assert (ready, submission["late"]) == ([f"{one.code}:2" for one in (first, last)], False)
    future = client.post(f"{page}gemeinsam-einreichen/", sent(request=ready[:1], on=str(TODAY + timedelta(days=1))))
    assert (future.status_code, [one["ticked"] for one in future.context["asked"]]) == (422, [True, False])
    client.post(f"{page}gemeinsam-einreichen/", sent(request=ready, on=str(TODAY)))
    assert set(ChangeRequest.objects.values_list("state", "submitted_on")) == {("submitted", TODAY)}
    assert client.post(f"{page}gemeinsam-einreichen/", sent(on=str(TODAY))).status_code == 422
    stranger = client.get(f"{OWN}{first.code}/").context
    assert (stranger["may_answer"], client.get(page).context["rows"][0]["next"][0]) == (True, "bescheide")


@pytest.mark.slow
@pytest.mark.parametrize("number", [2, 16, 50])
def test_the_pages_ask_a_constant_number_of_questions(client: Client, region: Region, number: int) -> None:
    for _ in range(number):
        granted("running", region=region, notice={"grant_until": END, "work_until": END})
        granted("settled", region=region)
    batch, rows = with_requests(client, region)
    page = f"{LIST}{batch.code}/"
    found = {step: queries_of(client, f"{page}{step}/") for step in STEPS}
    assert (found, len(rows)) == (STEP_QUERIES, number)
    assert (queries_of(client, page), queries_of(client, LIST), queries_of(client, f"{LIST}matrix/")) == LIST_QUERIES


STEP_QUERIES = dict.fromkeys(STEPS, 9) | {"vorschau": 21, "freigabe": 10, "bescheide": 10}
LIST_QUERIES = (9, 9, 11)
