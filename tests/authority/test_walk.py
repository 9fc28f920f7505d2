"""Default deny at the authority's door: every address, asked by everybody (I21, I22)."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from strahlkraft.authority.urls import urlpatterns
from strahlkraft.funding.models import Proof
from tests.authority.conftest import drafted
from tests.factories.funding import GrantFactory

DOOR = "/aufsicht/"
LISTS = {"start", "grants", "proofs", "reports", "regions"}


def paths(codes: dict[str, str]) -> dict[str, str]:
    """Every address of the door by its name, with the code of its record: ``grant`` (and ``query``), ``proof`` or ``report``."""
    found = {}
    for entry in urlpatterns:
        route = str(entry.pattern)
        kind = {"zuwendungen": "grant", "nachweise": "proof", "berichte": "report"}.get(
            route.split("/", maxsplit=1)[0], ""
        )
        filled = route.replace("<slug:code>", codes.get(kind, "")).replace("<int:number>", "1")
        filled = filled.replace("<slug:query>", codes.get("query", "keine")).replace("<slug:figure>", "granted")
        found[str(entry.name)] = DOOR + filled.replace("<str:form>", "json")
    return found


@pytest.fixture
def known(grant: Any, proof: Any, report: Any, query: Any) -> dict[str, str]:
    return paths({"grant": grant.code, "proof": proof.code, "report": report.code, "query": query.code})


def status(browser: Client, path: str, method: str) -> int:
    return int(getattr(browser, method)(path).status_code)


def test_own_authority_reaches_everything_that_was_handed_in(house: SimpleNamespace, known: dict[str, str]) -> None:
    answers = {name: status(house.browsers["authority"], path, "get") for name, path in known.items()}
    assert answers == dict.fromkeys(known, 200) | {"proof_certificate": 404}


def test_land_reads_everything_and_decides_about_reports_only(house: SimpleNamespace, known: dict[str, str]) -> None:
    answers = {name: status(house.browsers["land"], path, "get") for name, path in known.items()}
    deeds = {"ask_about_proof", "decide_proof", "ask_about_grant", "close_grant_query"}
    assert {name for name, code in answers.items() if code != 200} == {"proof_certificate", *deeds}
    assert {status(house.browsers["land"], known[name], "post") for name in deeds} == {404}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_authority_finds_no_record(house: SimpleNamespace, known: dict[str, str], method: str) -> None:
    """I21: fails when a query of this door forgets its region."""
    answers = {n: status(house.browsers["stranger"], p, method) for n, p in known.items() if n not in LISTS}
    assert {name: code for name, code in answers.items() if code not in (404, 405)} == {}
    pages = {name: house.browsers["stranger"].get(known[name]).content.decode() for name in LISTS}
    codes = [path.split("/")[3] for name, path in known.items() if name in {"grant", "proof", "report"}]
    assert [(name, code) for name, text in pages.items() for code in codes if code in text] == []


@pytest.mark.parametrize("who", ["office", "steering", "partner"])
def test_door_does_not_exist_for_other_roles(house: SimpleNamespace, known: dict[str, str], who: str) -> None:
    answers = [status(house.browsers[who], path, method) for path in known.values() for method in ("get", "post")]
    assert set(answers) <= {404, 405}


def test_without_signing_in_every_address_leads_to_sign_in(known: dict[str, str]) -> None:
    answers = [Client().get(path) for path in known.values()]
    assert {answer.status_code for answer in answers} == {302}
    assert all(answer.headers["Location"].startswith("/anmelden/") for answer in answers)


def test_drafts_do_not_exist_for_the_authority(house: SimpleNamespace) -> None:
    """I22: fails when applications, open proofs or drafted reports are let through."""
    applied = GrantFactory(region=house.region, title="Geheim Antrag")
    working = Proof.objects.create(
        code="geheimnachweis", grant=applied, opened_at=applied.created_at, opened_by="user:1", last_edited_by="user:1"
    )
    draft = drafted(house, "Geheim Entwurf")
    hidden = paths({"grant": applied.code, "proof": working.code, "report": draft.code})
    for who in ("authority", "land"):
        browser = house.browsers[who]
        asked = [(n, p, m) for n, p in hidden.items() if n not in LISTS for m in ("get", "post")]
        answers = {(name, method): status(browser, path, method) for name, path, method in asked}
        assert {key: code for key, code in answers.items() if code not in (404, 405)} == {}
        assert not any("Geheim" in browser.get(hidden[name]).content.decode() for name in LISTS)


def test_no_page_tells_what_is_inside_the_office(house: SimpleNamespace, known: dict[str, str]) -> None:
    """I22: unconfirmed notices, notes and who released what stay inside; lines of the ledger are told by no page.

    A report names in its frozen content which lines do not count: two people released that for the authority.
    """
    people = [str(user) for user in (house.people.office, house.people.second)]
    for who in ("authority", "land"):
        told = {name: house.browsers[who].get(path).content.decode() for name, path in known.items()}
        inside = [(name, word) for name, text in told.items() for word in ["Geheim", *people] if word in text]
        lines = {name for name, text in told.items() if "Buchungstext" in text}
        assert (inside, lines <= {"report", "report_file", "report_records", "accept_report", "return_report"}) == (
            [],
            True,
        )


def test_trail_hides_deeds_on_money_from_the_authority(house: SimpleNamespace, known: dict[str, str]) -> None:
    """I22: the trail of the workspace quotes drafts and bookings; the authority sees of them only its own deeds."""
    seen = {who: house.browsers[who].get("/arbeit/protokoll/") for who in ("office", "authority", "land")}
    kinds = {
        who: {row["entry"].subject_kind for row in page.context["entries"]} & {"grant", "report"}
        for who, page in seen.items()
    }
    assert kinds == {"office": {"grant", "report"}, "authority": set(), "land": set()}
