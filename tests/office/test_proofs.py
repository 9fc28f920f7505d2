"""Pages of proofs of use: from opening to settling, what is missing with its links, papers, who may see what."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django.fixtures import Settings

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.funding.actions import proofs as actions
from strahlkraft.funding.actions.proofs import Given
from strahlkraft.funding.models import AuthorityQuery, Claim, Grant, Proof
from strahlkraft.funding.queries import proofs as queries
from strahlkraft.funding.rules import proofs as rules
from strahlkraft.network.models import Region
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import granted, paid, spent
from tests.office.pages import Entrance

GRANTS = "/arbeit/zuwendungen/"
PROOFS = f"{GRANTS}nachweise/"


def sent(**values: Any) -> dict[str, Any]:
    return {"submission": str(uuid4()), **values}


@pytest.fixture(autouse=True)
def papers(settings: Settings, tmp_path: Any) -> None:
    """Uploads go to a place of the test's own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def second(region: Region, enter: Entrance) -> Client:
    """The browser of another person of the office."""
    return enter(with_role(Role.OFFICE, region=region, is_demo=True))


@pytest.fixture
def grant(region: Region) -> Grant:
    """A grant whose work has ended, with one paid line of staff."""
    row = granted("proof_due", region=region, has_audit_office=False)
    spent(row, "100000.00", category="staff", text="Beispielstelle")
    paid(row, "60000.00")
    return row


@pytest.fixture
def proof(grant: Grant, officer: User) -> Proof:
    """A proof somebody of the office has written and checked."""
    common: dict[str, Any] = {"by": officer, "at": timezone.now()}
    row = actions.open_proof(**common, grant=grant.code)
    row = actions.take_up(**common, code=row.code, version=row.version)
    given = Given(dict.fromkeys(rules.SECTIONS, "Beispieltext"), dict.fromkeys(rules.CONFIRMATIONS, True), {})
    row = actions.edit(**common, code=row.code, version=row.version, given=given)
    return actions.check(**common, code=row.code, version=row.version)


def test_from_opening_to_handing_in(client: Client, second: Client, grant: Grant) -> None:
    listed = f"{GRANTS}{grant.code}/nachweise/"
    assert client.get(listed).status_code == 200
    client.post(f"{listed}eroeffnen/", sent())
    proof = Proof.objects.get()
    page = f"{PROOFS}{proof.code}/"
    client.post(f"{page}aufnehmen/", sent(version=1))
    gaps = client.get(page).context["gaps"]
    assert {gap["url"] for gap in gaps} >= {f"{page}angaben/", f"{page}bericht/#id_staff"}
    missing = client.post(f"{page}pruefen/", sent(version=2), follow=True)
    assert Proof.objects.get().state == "in_work"
    assert len(list(missing.context["messages"])) == len(gaps)

    written = client.post(f"{page}bericht/", sent(version=2, **dict.fromkeys(rules.SECTIONS, "Beispieltext")))
    stale = client.post(f"{page}bericht/", sent(version=2, **dict.fromkeys(rules.SECTIONS, "Anderer Text")))
    assert (written.status_code, stale.status_code, "Anderer Text" in stale.content.decode()) == (302, 409, True)
    given = client.post(f"{page}angaben/", sent(version=3, third_0="0", **dict.fromkeys(rules.CONFIRMATIONS, "on")))
    assert given.status_code == 302
    client.post(f"{page}pruefen/", sent(version=4))
    own = client.get(page).context["deeds"]
    assert (own["wrote"], own["release"]) == (True, False)
    refused = client.post(f"{page}freigeben/", sent(version=5))
    assert (refused.status_code, Proof.objects.get().state) == (422, "checked")
    assert second.get(f"{page}freigeben/").status_code == 200
    released = second.post(f"{page}freigeben/", sent(version=5))
    handed_in = client.post(f"{page}einreichen/", sent(version=6, submitted_on=localdate().isoformat()))
    assert (released.status_code, handed_in.status_code) == (302, 302)
    grant.refresh_from_db()
    assert (Proof.objects.get().state, grant.state) == ("submitted", "under_review")


def test_what_was_handed_in_is_given_out_as_it_was(client: Client, second: Client, proof: Proof) -> None:
    """I20 through the pages."""
    page = f"{PROOFS}{proof.code}/"
    draft = client.get(f"{page}entwurf.pdf")
    second.post(f"{page}freigeben/", sent(version=proof.version))
    client.post(f"{page}einreichen/", sent(version=proof.version + 1, submitted_on=localdate().isoformat()))
    shown = client.get(page).content.decode()
    snapshot = proof.snapshots.get()
    files = {kind: client.get(f"{page}fassungen/1.{kind}").content for kind in ("pdf", "xlsx", "json")}
    again = {kind: client.get(f"{page}fassungen/1.{kind}").content for kind in ("pdf", "xlsx", "json")}
    assert (snapshot.sha256 in shown, files == again, files["json"].decode()) == (True, True, snapshot.data)
    assert (draft.content[:5], files["pdf"][:5], files["xlsx"][:2]) == (b"%PDF-", b"%PDF-", b"PK")
    assert [client.get(f"{page}fassungen/{name}").status_code for name in ("2.pdf", "1.exe")] == [404, 404]


def test_the_audit_office_the_query_the_decision_and_settling(client: Client, second: Client, proof: Proof) -> None:
    Grant.objects.update(has_audit_office=True)
    page, today = f"{PROOFS}{proof.code}/", localdate().isoformat()
    paper = SimpleUploadedFile("beispiel.pdf", b"%PDF-1.7\n% Beispiel", "application/pdf")
    nothing = second.post(f"{page}bescheinigen/", sent(version=proof.version, certified_on=today))
    certified = second.post(f"{page}bescheinigen/", sent(version=proof.version, certified_on=today, file=paper))
    assert (nothing.status_code, certified.status_code) == (422, 302)
    assert client.get(f"{page}bescheinigung/").getvalue() == b"%PDF-1.7\n% Beispiel"
    second.post(f"{page}freigeben/", sent(version=proof.version + 1))
    client.post(f"{page}einreichen/", sent(version=proof.version + 2, submitted_on=today))

    empty = client.post(f"{page}rueckfrage/", sent(question=" ", asked_on=today))
    asked = client.post(f"{page}rueckfrage/", sent(question="Beispielfrage?", asked_on=today, answer_due_on=today))
    query = AuthorityQuery.objects.get()
    duties = [duty.key for duty in queries.duties(User.objects.latest("pk"), today=localdate())]
    assert (empty.status_code, asked.status_code, duties) == (422, 302, [f"authority-query:{query.code}"])
    assert client.get(f"{PROOFS}").content.decode().count("Beispielzuwendung") == 1
    answer = client.post(
        f"{page}rueckfragen/{query.code}/", sent(version=1, answer="Beispielantwort", answered_on=today)
    )
    no_reason = client.post(f"{page}entscheidung/", sent(deed="object", decided_on=today))
    decided = client.post(f"{page}entscheidung/", sent(deed="accept", decided_on=today))
    assert (answer.status_code, no_reason.status_code, decided.status_code) == (302, 422, 302)
    assert proof.snapshots.count() == 2

    settle = f"{GRANTS}{proof.grant.code}/abrechnen/"
    paper.seek(0)
    assert client.get(settle).status_code == 200
    grant = Grant.objects.get()
    note = sent(version=grant.version, reference="34.02-Beispiel", on=today, claimed="12,50", file=paper)
    assert client.post(settle, note).status_code == 302
    assert (Grant.objects.get().state, Claim.objects.get().state) == ("repayment_open", "claimed")
    repaid = f"{GRANTS}{proof.grant.code}/erstattet/"
    assert client.get(repaid).status_code == 200
    assert client.post(repaid, sent(version=Grant.objects.get().version, on=today)).status_code == 422
    Claim.objects.update(state="paid", paid_on=localdate())
    assert client.post(repaid, sent(version=Grant.objects.get().version, on=today)).status_code == 302
    assert Grant.objects.get().state == "settled"


def test_a_form_sent_twice_does_its_deed_once(client: Client, grant: Grant) -> None:
    form = sent()
    answers = [client.post(f"{GRANTS}{grant.code}/nachweise/eroeffnen/", form).status_code for _ in range(2)]
    assert (answers, Proof.objects.count()) == ([302, 302], 1)


def test_i21_nobody_of_another_region_finds_a_proof(enter: Entrance, proof: Proof) -> None:
    """I21."""
    stranger = enter(with_role(Role.OFFICE, region=a_region("Nachbarregion"), is_demo=True))
    page = f"{PROOFS}{proof.code}/"
    names = ("", "bericht/", "angaben/", "freigeben/", "einreichen/", "entwurf.pdf", "rueckfrage/", "entscheidung/")
    assert {stranger.get(f"{page}{name}").status_code for name in names} == {404}
    assert {stranger.post(f"{page}{name}", sent(version=1)).status_code for name in ("aufnehmen/", "pruefen/")} == {404}
    assert stranger.get(f"{GRANTS}{proof.grant.code}/nachweise/").status_code == 404
    assert stranger.get(PROOFS).context["rows"] == []


def test_pages_of_a_step_are_there_in_their_state_only(client: Client, proof: Proof) -> None:
    """I15 through the pages."""
    page = f"{PROOFS}{proof.code}/"
    found = {
        name: client.get(f"{page}{name}/").status_code
        for name in ("bericht", "einreichen", "entscheidung", "zuruecknehmen")
    }
    assert found == {"bericht": 404, "einreichen": 404, "entscheidung": 404, "zuruecknehmen": 200}
    client.post(f"{page}zuruecknehmen/", sent(version=proof.version, reason="Beispiel"))
    assert client.get(f"{page}bericht/").status_code == 200


def test_an_interim_proof_is_opened_for_a_year(client: Client, region: Region) -> None:
    grant = granted("running", region=region)
    path = f"{GRANTS}{grant.code}/nachweise/"
    wrong = client.post(f"{path}eroeffnen/", sent(year="1999"))
    client.post(f"{path}eroeffnen/", sent(year="2024"))
    assert (wrong.status_code, list(Proof.objects.values_list("kind", "year"))) == (422, [("interim", 2024)])


def test_lists_cost_the_same_with_one_and_with_three_rows(client: Client, region: Region, officer: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(PROOFS).status_code == 200
        return len(found)

    def one() -> None:
        row = granted("under_review", region=region)
        proof = Proof(
            grant=row, code=f"c{row.pk}", opened_at=timezone.now(), opened_by="user:8", last_edited_by="user:8"
        )
        proof.save()
        for state in ("in_work", "checked", "released", "submitted"):
            proof.state, proof.released_by, proof.submitted_on = state, "user:9", localdate()
            proof.save()

    one()
    first = asked()
    one()
    one()
    assert asked() == first
    assert len(queries.duties(officer, today=localdate())) == 0
