"""What the authority answers: it asks, accepts, objects, returns; once, for what it has seen, with the trail."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.timezone import localdate

from strahlkraft.accounts.models import Membership, User
from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.actions import proof_decisions
from strahlkraft.funding.models import AuthorityQuery
from strahlkraft.reports.actions import reports as report_actions
from tests.authority.conftest import AT

DOOR = "/aufsicht/"


def sent(seen: int, **values: Any) -> dict[str, Any]:
    return {"submission": str(uuid4()), "seen": seen, **values}


def test_proof_is_asked_about_and_waits_for_the_recipient(house: SimpleNamespace, proof: Any) -> None:
    browser, page = house.browsers["authority"], f"{DOOR}nachweise/{proof.code}/"
    empty = browser.post(f"{page}rueckfrage/", sent(1))
    form = sent(1, question="Wo steht der Beleg?", answer_due_on="2100-01-31")
    answers = [browser.post(f"{page}rueckfrage/", form) for _ in range(2)]
    query = AuthorityQuery.objects.get()
    proof.refresh_from_db()
    assert (empty.status_code, [a.status_code for a in answers]) == (422, [302, 302])
    assert (proof.state, query.question, query.asked_on) == ("queried", "Wo steht der Beleg?", localdate())
    assert [line["url"] for line in browser.get(DOOR).context["asked"]] == [page]
    assert browser.get(f"{page}entscheiden/").status_code == 404


def test_proof_is_accepted_once_and_the_trail_names_the_authority(house: SimpleNamespace, proof: Any) -> None:
    browser, page = house.browsers["authority"], f"{DOOR}nachweise/{proof.code}/"
    stale = browser.post(f"{page}entscheiden/", sent(0, deed="accept"))
    bare = browser.post(f"{page}entscheiden/", sent(1, deed="object"))
    done = browser.post(f"{page}entscheiden/", sent(1, deed="accept_partly", reason="Beispielgrund"))
    again = browser.post(f"{page}entscheiden/", sent(1, deed="accept"))
    proof.refresh_from_db()
    entry = AuditEntry.objects.get(verb="decide_proof")
    assert [stale.status_code, bare.status_code, done.status_code, again.status_code] == [409, 422, 302, 422]
    assert (proof.state, proof.decided_on, entry.actor_id) == (
        "partly_accepted",
        localdate(),
        house.people.authority.actor_id,
    )
    assert "Beispielgrund" in browser.get(page).content.decode()


def test_report_is_asked_about_answered_and_accepted(house: SimpleNamespace, report: Any) -> None:
    browser, page = house.browsers["land"], f"{DOOR}berichte/{report.code}/"
    asked = browser.post(f"{page}rueckfrage/", sent(report.version, question="Welche Belege?"))
    report.refresh_from_db()
    assert (asked.status_code, report.state, browser.get(f"{page}annehmen/").status_code) == (302, "queried", 404)
    report = report_actions.answer(
        by=house.people.office,
        at=AT,
        code=report.code,
        version=report.version,
        query=report.queries.get().pk,
        text="Beispielantwort",
    )
    stale = browser.post(f"{page}annehmen/", sent(report.version - 1))
    done = browser.post(f"{page}annehmen/", sent(report.version, note="Danke, Beispiel"))
    report.refresh_from_db()
    assert (stale.status_code, done.status_code, report.state) == (409, 302, "accepted")
    assert "Beispielantwort" in browser.get(page).content.decode()


def test_report_is_returned_with_a_reason_only(house: SimpleNamespace, report: Any) -> None:
    browser, page = house.browsers["authority"], f"{DOOR}berichte/{report.code}/"
    bare = browser.post(f"{page}zurueckgeben/", sent(report.version))
    done = browser.post(f"{page}zurueckgeben/", sent(report.version, note="Beispielgrund"))
    report.refresh_from_db()
    assert (bare.status_code, done.status_code, report.state, report.decision_note) == (
        422,
        302,
        "returned",
        "Beispielgrund",
    )


def test_grant_is_asked_about_answered_and_done(house: SimpleNamespace, grant: Any) -> None:
    browser, page = house.browsers["authority"], f"{DOOR}zuwendungen/{grant.code}/"
    empty = browser.post(f"{page}rueckfrage/", sent(grant.version))
    form = sent(grant.version, question="Welche Belege?", answer_due_on="2100-01-31")
    answers = [browser.post(f"{page}rueckfrage/", form) for _ in range(2)]
    query = AuthorityQuery.objects.get()
    done = f"{page}rueckfragen/{query.code}/erledigt/"
    early = browser.get(done)
    proof_decisions.answer(
        by=house.people.office, at=timezone.now(), code=query.code, version=1, text="Diese hier.", on=localdate()
    )
    shown = browser.get(done).content.decode()
    stale, closed = browser.post(done, sent(1)), browser.post(done, sent(2))
    query.refresh_from_db()
    assert (empty.status_code, [one.status_code for one in answers], early.status_code) == (422, [302, 302], 404)
    assert ("Diese hier." in shown, stale.status_code, closed.status_code, query.state) == (True, 409, 302, "closed")


def test_whoever_wrote_or_released_something_does_not_decide_about_it_for_the_authority(
    house: SimpleNamespace, proof: Any, report: Any
) -> None:
    """I18: somebody may hold a role on both sides; four eyes are of persons, not of roles."""
    for name in ("office", "second"):
        user = getattr(house.people, name)
        Membership.objects.create(user=user, role="authority", region=house.region, valid_from=AT)
        browser = house.enter(User.objects.get(pk=user.pk))
        decided = browser.post(f"{DOOR}nachweise/{proof.code}/entscheiden/", sent(1, deed="accept"))
        accepted = browser.post(f"{DOOR}berichte/{report.code}/annehmen/", sent(report.version, note=""))
        assert (decided.status_code, accepted.status_code) == (422, 422)
    proof.refresh_from_db()
    report.refresh_from_db()
    assert (proof.state, report.state) == ("submitted", "submitted")
