"""Proofs of use from the first word to the settled grant: who may do what, what stays, what blocks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import Error, transaction
from django.utils import translation
from pytest_django.fixtures import Settings

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.four_eyes import content_hash, text_hash
from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.actions import proof_decisions as decisions
from strahlkraft.funding.actions import proofs as actions
from strahlkraft.funding.actions.deadlines import out_of_line
from strahlkraft.funding.actions.proofs import Given
from strahlkraft.funding.models import Approval, Claim, Grant, Proof, ProofSnapshot
from strahlkraft.funding.papers.proof import frozen, pdf_bytes, xlsx_bytes
from strahlkraft.funding.queries import proofs as queries
from strahlkraft.funding.queries.proof_books import sheet_of
from strahlkraft.funding.rules import proofs as rules
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.models import Region
from strahlkraft.steering.models import StatusReport
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import EARLIER, DocumentFactory, NoticeFactory, granted, paid, spent
from tests.factories.steering import CheckInFactory, MilestoneFactory

pytestmark = pytest.mark.django_db

AT = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
DAY = date(2027, 2, 1)
TEXTS = {key: f"Beispieltext {key}" for key in rules.SECTIONS}
YES = dict.fromkeys(rules.CONFIRMATIONS, True)


def a_paper() -> "ContentFile[bytes]":
    return ContentFile(b"%PDF-1.7\n% Beispiel", name="beispiel.pdf")


@dataclass
class House:
    """A region with its people: who writes, who releases, the authority, a stranger."""

    region: Region
    writer: User
    second: User
    authority: User
    land: User
    stranger: User


@pytest.fixture
def house(settings: Settings, tmp_path: Any) -> House:
    settings.MEDIA_ROOT = tmp_path
    region = a_region("Eigenregion")
    return House(
        region,
        with_role(Role.OFFICE, region=region),
        with_role(Role.OFFICE, region=region),
        with_role(Role.AUTHORITY, region=region),
        with_role(Role.LAND),
        with_role(Role.OFFICE, region=a_region("Nachbarregion")),
    )


@pytest.fixture
def grant(house: House) -> Grant:
    """A grant whose work has ended, with one paid line of staff and a payout."""
    row = granted("proof_due", region=house.region, has_audit_office=False)
    spent(row, "100000.00", category="staff", text="Beispielstelle")
    paid(row, "60000.00")
    return row


def written(house: House, grant: Grant, *, year: int | None = None) -> Proof:
    """A proof with every section and statement, checked by its writer."""
    row = actions.open_proof(by=house.writer, at=AT, grant=grant.code, year=year)
    row = actions.take_up(by=house.writer, at=AT, code=row.code, version=row.version)
    given = Given(narrative=TEXTS, confirmations=YES, income={})
    row = actions.edit(by=house.writer, at=AT, code=row.code, version=row.version, given=given)
    row = actions.check(by=house.writer, at=AT, code=row.code, version=row.version)
    assert out_of_line(at=AT) == []  # the days on the way to a proof follow its state
    return row


def handed_in(house: House, grant: Grant) -> Proof:
    """A proof that was released by the second person and handed in."""
    row = written(house, grant)
    row = actions.release(by=house.second, at=AT, code=row.code, version=row.version)
    assert out_of_line(at=AT) == []
    actions.submit(by=house.writer, at=AT, code=row.code, version=row.version, submitted_on=DAY)
    return Proof.objects.get()


def why_not(deed: Callable[[], object]) -> list[str]:
    """The codes of the refusals; ["hidden"] when it is not even there."""
    try:
        with transaction.atomic():
            deed()
    except Refused as refused:
        return ["hidden"] if refused.hidden else [one.code for one in refused.refusals]
    return []


def test_from_the_first_word_to_the_settled_grant(house: House, grant: Grant) -> None:
    row = handed_in(house, grant)
    snapshot = ProofSnapshot.objects.get()
    grant.refresh_from_db()
    assert (row.state, row.submitted_on, grant.state) == ("submitted", DAY, "under_review")
    assert (snapshot.number, snapshot.template, snapshot.sha256) == (1, "1", text_hash(snapshot.data))
    decisions.decide(by=house.authority, at=AT, code=row.code, deed="accept_partly", on=DAY, reason="Beispielgrund")
    settled = decisions.settle(
        by=house.writer,
        at=AT,
        grant=grant.code,
        version=grant.version,
        note=decisions.NoteOfExamination("34.02-Beispiel", DAY, a_paper()),
    )
    row.refresh_from_db()
    decision = queries.decision_of(row)
    assert decision is not None
    assert (row.state, settled.state, decision.reason) == ("partly_accepted", "settled", "Beispielgrund")
    verbs = AuditEntry.objects.filter(subject_kind="grant").order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == [
        "open_proof",
        "take_up_proof",
        "edit_proof",
        "check_proof",
        "release_proof",
        "submit_proof",
        "decide_proof",
        "settle_grant",
    ]


def test_i18_no_writer_certifies_or_releases_whatever_the_role(house: House, grant: Grant) -> None:
    """I18: compared by person; also who wrote before the last editor, also an administrator."""
    admin = with_role(Role.ADMIN)
    row = written(house, grant)
    actions.rework(by=admin, at=AT, code=row.code, version=row.version)
    row.refresh_from_db()
    given = Given(narrative={"staff": "Beispiel, neu"})
    row = actions.edit(by=admin, at=AT, code=row.code, version=row.version, given=given)
    row = actions.check(by=house.writer, at=AT, code=row.code, version=row.version)
    for person in (house.writer, admin):
        asked: dict[str, Any] = {"by": person, "at": AT, "code": row.code, "version": row.version}
        assert why_not(partial(actions.release, **asked)) == ["four_eyes"]
        assert why_not(partial(actions.certify, **asked, file=a_paper(), certified_on=DAY)) == ["four_eyes"]
    third = with_role(Role.OFFICE, region=house.region)
    assert actions.release(by=third, at=AT, code=row.code, version=row.version).state == "released"


def test_i18_who_wrote_in_between_releases_nothing(house: House, grant: Grant) -> None:
    """I18: neither opened it nor edited it last, yet wrote in it."""
    row = actions.open_proof(by=house.writer, at=AT, grant=grant.code)
    row = actions.take_up(by=house.writer, at=AT, code=row.code, version=row.version)
    for who in (house.second, house.writer):
        given = Given(narrative=TEXTS, confirmations=YES, income={})
        row = actions.edit(by=who, at=AT, code=row.code, version=row.version, given=given)
    row = actions.check(by=house.writer, at=AT, code=row.code, version=row.version)
    asked: dict[str, Any] = {"at": AT, "code": row.code, "version": row.version}
    assert why_not(lambda: actions.release(by=house.second, **asked)) == ["four_eyes"]
    third = with_role(Role.OFFICE, region=house.region)
    assert why_not(lambda: actions.release(by=third, **asked)) == []


def test_who_released_or_certified_is_refused_as_a_writer_of_the_answer(house: House, grant: Grant) -> None:
    """A plain refusal, no error of the database: who released it once cannot become its last editor (I18)."""
    row = handed_in(house, grant)
    decisions.ask(by=house.authority, at=AT, code=row.code, question="Beispielfrage?", asked_on=DAY)
    row.refresh_from_db()
    asked: dict[str, Any] = {"at": AT, "code": row.code, "version": row.version, "given": Given(narrative=TEXTS)}
    assert why_not(lambda: actions.edit(by=house.second, **asked)) == ["released_it"]
    assert why_not(lambda: actions.edit(by=house.writer, **asked)) == []


def test_i18_the_database_refuses_a_release_by_the_last_editor(house: House, grant: Grant) -> None:
    """I18, whoever asks: a shell too."""
    row = written(house, grant)
    row.released_by, row.state = row.last_edited_by, "released"
    with pytest.raises(Error), transaction.atomic():
        row.save()


def test_i19_a_release_is_void_when_the_books_changed_since(house: House, grant: Grant) -> None:
    """I19: the approval refers to a hash; one more booked line, and nothing is handed in."""
    row = written(house, grant)
    row = actions.release(by=house.second, at=AT, code=row.code, version=row.version)
    approval = Approval.objects.get()
    assert approval.content_hash == text_hash_of(row)
    spent(grant, "10.00", category="staff")
    asked: dict[str, Any] = {
        "by": house.writer,
        "at": AT,
        "code": row.code,
        "version": row.version,
        "submitted_on": DAY,
    }
    assert why_not(lambda: actions.submit(**asked)) == ["changed_since"]
    assert (ProofSnapshot.objects.count(), Proof.objects.get().state) == (0, "released")


def text_hash_of(row: Proof) -> str:
    return content_hash(sheet_of(Proof.objects.get(pk=row.pk)).content)


@pytest.mark.slow
def test_i20_an_old_snapshot_gives_the_same_papers_whatever_happens_later(
    house: House, grant: Grant, django_assert_num_queries: Any
) -> None:
    """I20: PDF and spreadsheet are byte for byte the same after books, names and the language have changed."""
    row = handed_in(house, grant)
    snapshot = row.snapshots.get()
    before = pdf_bytes(snapshot.data, snapshot.template), xlsx_bytes(snapshot.data)
    spent(grant, "77.00", category="travel")
    Grant.objects.filter(pk=grant.pk).update(title="Anders")
    with translation.override("en"), django_assert_num_queries(0):
        again = pdf_bytes(snapshot.data, snapshot.template), xlsx_bytes(snapshot.data)
    assert again == before
    assert before[0].startswith(b"%PDF-1.7")
    snapshot.data = "{}"
    with pytest.raises(Error), transaction.atomic():
        snapshot.save()


def test_i15_no_state_is_skipped_by_action_or_shell(house: House, grant: Grant) -> None:
    """I15."""
    row = actions.open_proof(by=house.writer, at=AT, grant=grant.code)
    asked: dict[str, Any] = {"by": house.second, "at": AT, "code": row.code, "version": row.version}
    assert why_not(lambda: actions.check(**asked)) == ["wrong_state"]
    assert why_not(lambda: actions.release(**asked)) == ["wrong_state"]
    assert why_not(lambda: actions.submit(**asked, submitted_on=DAY)) == ["wrong_state"]
    row.state, row.submitted_on, row.released_by = "submitted", DAY, "user:9"
    with pytest.raises(Error), transaction.atomic():
        row.save()


def test_what_was_checked_stays_as_it_was_written(house: House, grant: Grant) -> None:
    """I16: the words, the statements and the money of third parties."""
    row = written(house, grant)
    asked: dict[str, Any] = {"by": house.writer, "at": AT, "code": row.code, "version": row.version}
    assert why_not(lambda: actions.edit(**asked, given=Given(narrative={"staff": "x"}))) == ["wrong_state"]
    row.income = {"*": "5.00"}
    with pytest.raises(Error), transaction.atomic():
        row.save()


def test_what_is_missing_blocks_the_check_with_every_reason(house: House, grant: Grant) -> None:
    spent(grant, "50.00", paid_on=None, text="noch offen")
    spent(grant, "60.00", text="ohne Beleg")
    row = actions.open_proof(by=house.writer, at=AT, grant=grant.code)
    row = actions.take_up(by=house.writer, at=AT, code=row.code, version=row.version)
    asked: dict[str, Any] = {"by": house.writer, "at": AT, "code": row.code, "version": row.version}
    found = why_not(lambda: actions.check(**asked))
    sections = 6 - len(row.narrative)
    assert found == ["section_empty"] * sections + ["unconfirmed"] * 3 + ["unpaid", "receipt_missing"]


def test_r23_the_parent_waits_for_the_checked_proof_of_what_it_forwarded(house: House, grant: Grant) -> None:
    """R23."""
    child = granted("proof_due", region=house.region, parent=grant, project=grant.project, has_audit_office=False)
    row = actions.open_proof(by=house.writer, at=AT, grant=grant.code)
    assert sheet_of(row).standing.unproved_forwarded == 1
    final = Proof.objects.create(
        grant=child, code="kind", opened_at=EARLIER, opened_by="user:1", last_edited_by="user:1"
    )
    assert sheet_of(row).standing.unproved_forwarded == 1
    for state in ("in_work", "checked", "released", "submitted", "accepted"):
        final.state, final.submitted_on, final.released_by = state, DAY, "user:2"
        final.save()
    assert sheet_of(row).standing.unproved_forwarded == 0


def test_r34_the_audit_office_certifies_with_its_paper_first(house: House, grant: Grant) -> None:
    """R34; reworking voids the certificate."""
    Grant.objects.filter(pk=grant.pk).update(has_audit_office=True)
    row = written(house, grant)
    asked: dict[str, Any] = {"by": house.second, "at": AT, "code": row.code, "version": row.version}
    assert why_not(lambda: actions.release(**asked)) == ["not_certified"]
    assert why_not(lambda: actions.certify(**asked, file=None, certified_on=DAY)) == ["nothing"]
    row = actions.certify(by=house.second, at=AT, code=row.code, version=row.version, file=a_paper(), certified_on=DAY)
    assert row.certificate is not None
    assert (row.state, row.certified_on, row.certificate.media_type) == ("certified", DAY, "application/pdf")
    row = actions.release(by=house.second, at=AT, code=row.code, version=row.version)
    row = actions.rework(by=house.writer, at=AT, code=row.code, version=row.version, reason="Beispiel")
    assert (row.state, row.certified_by, row.released_by, row.certificate) == ("in_work", "", "", None)


def test_a_query_is_answered_with_a_new_version_released_by_another_person(house: House, grant: Grant) -> None:
    """R35, I19: what was changed for the answer needs another person; the old version stays."""
    row = handed_in(house, grant)
    first = row.snapshots.get().data
    query = decisions.ask(
        by=house.authority,
        at=AT,
        code=row.code,
        question="Beispielfrage?",
        asked_on=DAY,
        answer_due_on=date(2027, 3, 1),
    )
    row.refresh_from_db()
    given = Given(narrative={"success": "Beispiel, ergänzt"})
    row = actions.edit(by=house.writer, at=AT, code=row.code, version=row.version, given=given)
    asked: dict[str, Any] = {
        "at": AT,
        "code": query.code,
        "version": query.version,
        "text": "Beispielantwort",
        "on": DAY,
    }
    assert why_not(lambda: decisions.answer(by=house.writer, **asked)) == ["four_eyes"]
    query = decisions.answer(by=house.second, **asked)
    row.refresh_from_db()
    assert (row.state, query.state, [one.number for one in queries.snapshots_of(row)]) == (
        "resubmitted",
        "answered",
        [2, 1],
    )
    assert row.snapshots.get(number=1).data == first
    assert "Beispiel, ergänzt" in row.snapshots.get(number=2).data
    decisions.decide(by=house.authority, at=AT, code=row.code, deed="accept", on=DAY)
    query.refresh_from_db()
    assert query.state == "closed"


def test_with_two_open_queries_only_the_last_answer_hands_in_again(house: House, grant: Grant) -> None:
    row = handed_in(house, grant)
    one, two = (
        decisions.ask(by=house.authority, at=AT, code=row.code, question=text, asked_on=DAY)
        for text in ("Eins?", "Zwei?")
    )
    for query, state, versions in ((one, "queried", 1), (two, "resubmitted", 2)):
        decisions.answer(by=house.writer, at=AT, code=query.code, version=1, text="Beispiel", on=DAY)
        row.refresh_from_db()
        assert (row.state, row.snapshots.count()) == (state, versions)


def test_the_authority_knows_no_drafts_and_the_land_decides_nothing(house: House, grant: Grant) -> None:
    """I21, I22."""
    row = written(house, grant)
    asked: dict[str, Any] = {"at": AT, "code": row.code, "question": "Beispiel?", "asked_on": DAY}
    assert why_not(lambda: decisions.ask(by=house.authority, **asked)) == ["hidden"]
    assert list(queries.supervised(house.authority)) == []
    assert why_not(lambda: actions.rework(by=house.stranger, at=AT, code=row.code, version=row.version)) == ["hidden"]
    row = actions.release(by=house.second, at=AT, code=row.code, version=row.version)
    actions.submit(by=house.writer, at=AT, code=row.code, version=row.version, submitted_on=DAY)
    assert list(queries.supervised(house.authority)) == [row]
    assert why_not(lambda: decisions.ask(by=house.stranger, **asked)) == ["hidden"]
    assert why_not(lambda: decisions.ask(by=house.land, **asked)) == ["hidden"]
    decisions.ask(by=house.authority, **asked)
    found = queries.ageing(queries.supervised(house.authority), today=date(2029, 2, 5))
    assert [(one.proof, one.days, one.years, one.open_queries) for one in found] == [(row, 735, 2, 1)]


def test_a_note_that_asks_money_back_leaves_the_repayment_open_until_it_is_paid(house: House, grant: Grant) -> None:
    """R36: the claim carries the act; the grant is settled when it is paid."""
    row = handed_in(house, grant)
    decisions.decide(by=house.writer, at=AT, code=row.code, deed="object", on=DAY, reason="Beispiel")
    grant.refresh_from_db()
    note = decisions.NoteOfExamination("34.02-Beispiel", DAY, a_paper(), Decimal("1234.50"), date(2027, 3, 1))
    asked: dict[str, Any] = {"by": house.writer, "at": AT, "grant": grant.code, "version": grant.version}
    of = decisions.settle(**asked, note=note)
    claim = Claim.objects.get()
    assert (of.state, claim.state, claim.amount, claim.reference) == (
        "repayment_open",
        "claimed",
        Decimal("1234.50"),
        "34.02-Beispiel",
    )
    again: dict[str, Any] = {"by": house.writer, "at": AT, "grant": grant.code, "version": of.version, "on": DAY}
    assert why_not(lambda: decisions.close_repayment(**again)) == ["claim_open"]
    claim.state, claim.paid_on = "paid", DAY
    claim.save()
    assert decisions.close_repayment(**again).state == "settled"


def test_the_report_begins_with_the_partners_words_and_their_sources(house: House, grant: Grant) -> None:
    """R30: published check-ins and milestones, each with its day; what was not published stays inside."""
    said = {f"{name}_light": "green" for name in ("content", "time", "money")} | {"received_at": EARLIER}
    checkin = CheckInFactory(
        project=grant.project, month=date(2025, 3, 1), state="published", published_at=EARLIER, **said
    )
    content = {"text": "Der Beispieldienst ist in Betrieb.", "obstacles": "Eine Stelle war unbesetzt."}
    StatusReport.objects.create(checkin=checkin, number=1, content={"text": "alt"}, sha256="x", published_at=EARLIER)
    StatusReport.objects.create(checkin=checkin, number=2, content=content, sha256="y", published_at=EARLIER)
    CheckInFactory(project=grant.project, month=date(2025, 4, 1), state="received", achieved="Geheim", **said)
    MilestoneFactory(
        project=grant.project,
        title="Beispielbetrieb",
        planned_on=date(2025, 1, 1),
        reached_on=date(2025, 2, 1),
        state="reached",
    )
    row = actions.open_proof(by=house.writer, at=AT, grant=grant.code)
    row = actions.take_up(by=house.writer, at=AT, code=row.code, version=row.version)
    assert "Der Beispieldienst ist in Betrieb." in row.narrative["success"]
    assert "03/2025" in row.narrative["success"]
    assert "02.01.2026" in row.narrative["success"]
    assert "Beispielbetrieb" in row.narrative["duration"]
    assert "31" in row.narrative["deviations"]
    assert "Eine Stelle war unbesetzt." in row.narrative["deviations"]
    assert all(word not in str(row.narrative) for word in ("Geheim", "alt\n"))


def test_the_final_proof_opens_by_itself_when_the_grant_ended_and_interim_ones_when_a_notice_asks(house: House) -> None:
    """R28, R29."""
    ended = granted("proof_due", region=house.region)
    running = granted("running", region=house.region, notice={"interim_proof": True})
    granted("running", region=house.region)
    due = queries.to_open(today=date(2026, 3, 1))
    assert due == [(ended, None), (running, 2024), (running, 2025)]
    for grant, year in due:
        actions.open_at_end(at=AT, grant=grant, year=year)
    assert queries.to_open(today=date(2026, 3, 1)) == []
    assert set(Proof.objects.values_list("kind", "year", "opened_by")) == {
        ("final", None, "system"),
        ("interim", 2024, "system"),
        ("interim", 2025, "system"),
    }


def test_an_interim_proof_does_not_end_the_grant(house: House) -> None:
    grant = granted("running", region=house.region, has_audit_office=True)
    spent(grant, "500.00", category="staff", paid_on=date(2024, 8, 1))
    row = written(house, grant, year=2024)
    row = actions.release(by=house.second, at=AT, code=row.code, version=row.version)
    actions.submit(by=house.writer, at=AT, code=row.code, version=row.version, submitted_on=DAY)
    grant.refresh_from_db()
    assert grant.state == "running"
    assert why_not(lambda: actions.open_proof(by=house.writer, at=AT, grant=grant.code, year=2024)) == ["taken"]


def test_two_people_at_once_lose_nothing_silently(house: House, grant: Grant) -> None:
    row = actions.open_proof(by=house.writer, at=AT, grant=grant.code)
    actions.take_up(by=house.writer, at=AT, code=row.code, version=row.version)
    assert why_not(lambda: actions.take_up(by=house.second, at=AT, code=row.code, version=row.version)) == ["stale"]


def test_one_sheet_costs_the_same_with_one_and_with_many_lines(
    house: House, grant: Grant, django_assert_max_num_queries: Any
) -> None:
    row = actions.open_proof(by=house.writer, at=AT, grant=grant.code)
    row = queries.visible(house.writer).get(pk=row.pk)
    for _ in range(3):
        spent(grant, "10.00")
        NoticeFactory(grant=grant, kind="amendment", state="confirmed", document=DocumentFactory(region=house.region))
    with django_assert_max_num_queries(18):
        sheet_of(row)


def test_a_list_of_receipts_is_frozen_with_the_proof_when_it_is_attached(house: House, grant: Grant) -> None:
    """R32."""
    row = actions.open_proof(by=house.writer, at=AT, grant=grant.code)
    assert sheet_of(row).content["receipts"] == []
    row.confirmations = {"receipts": True}
    receipts = sheet_of(row).content["receipts"]
    assert [(one["number"], one["text"], one["amount"]) for one in receipts] == [
        (1, "Beispielstelle", Decimal("100000.00"))
    ]
    data = frozen(sheet_of(row).content, code=row.code, number=0, on=None, language="de")
    assert xlsx_bytes(data).startswith(b"PK")
