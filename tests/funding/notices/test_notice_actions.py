"""Notices: entered, changed, dropped, confirmed by another person against the document; what follows from it."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import Error, transaction

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.actions import notices as actions
from strahlkraft.funding.actions.proof_decisions import close_repayment
from strahlkraft.funding.models import Approval, Claim, Document, FinancingPlan, Grant, GrantNotice
from strahlkraft.funding.queries import claims
from strahlkraft.funding.queries import notices as queries
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules import editions
from strahlkraft.funding.rules.notices import NoticeInput
from strahlkraft.kernel.refusal import Refused
from strahlkraft.steering.models import Deadline
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import GrantFactory, NoticeFactory, granted, paid, plan_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AWARD = NoticeInput(
    kind="award",
    reference="34.02-Beispiel-1",
    issued_on=date(2024, 1, 10),
    notified_on=date(2024, 1, 12),
    edition="2022",
    amount=Decimal("400000.00"),
    rate=Decimal("80.00"),
    eligible_total=Decimal("500000.00"),
    grant_from=date(2024, 1, 1),
    grant_until=date(2026, 12, 31),
)


def pdf(text: str = "Beispiel") -> "ContentFile[bytes]":
    return ContentFile(b"%PDF-1.7\n" + text.encode(), name="bescheid.pdf")


@pytest.fixture
def author() -> User:
    return with_role(Role.OFFICE, region=a_region())


@pytest.fixture
def second() -> User:
    return with_role(Role.OFFICE, region=a_region())


@pytest.fixture
def grant() -> Grant:
    made: Grant = GrantFactory(region=a_region())
    return made


def entered(by: User, grant: Grant, given: NoticeInput = AWARD) -> GrantNotice:
    return actions.enter(by=by, at=NOW, code=grant.code, given=given, file=pdf())


def confirmed(by: User, row: GrantNotice, **values: Any) -> GrantNotice:
    row = GrantNotice.objects.select_related("grant", "document", "answers").get(pk=row.pk)
    given = {"version": row.version, "content_hash": queries.content_hash(row), "compared": True, **values}
    return actions.confirm(by=by, at=NOW, code=row.grant.code, pk=row.pk, **given)


def reasons(refused: Any) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_a_notice_is_entered_with_its_document_and_changes_nothing_yet(author: User, grant: Grant) -> None:
    row = entered(author, grant)
    document = row.document
    assert (row.state, row.entered_by, row.effective_on) == ("entered", author.actor_id, None)
    assert (document.media_type, len(document.sha256), document.region_id) == ("application/pdf", 64, grant.region_id)
    with document.file.open("rb") as stored:
        assert stored.read().startswith(b"%PDF")
    grant.refresh_from_db()
    assert (grant.state, terms_of([grant.pk])[grant.pk].amount) == ("applied", None)
    line = AuditEntry.objects.get()
    assert (line.verb, line.subject_kind, line.subject_key) == ("enter_notice", "grant", grant.code)
    assert line.after["document"] == document.sha256


def test_a_paper_that_is_no_document_is_refused_and_nothing_is_kept(author: User, grant: Grant) -> None:
    for file, code in ((None, "document_missing"), (ContentFile(b"MZ beispiel", name="a.exe"), "wrong_type")):
        with pytest.raises(Refused) as refused:
            actions.enter(by=author, at=NOW, code=grant.code, given=AWARD, file=file)
        assert code in reasons(refused)
    assert (GrantNotice.objects.count(), Document.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_i11_money_and_days_hold_only_after_another_person_confirmed(author: User, second: User, grant: Grant) -> None:
    plan = plan_of(grant)
    row = confirmed(second, entered(author, grant))
    grant.refresh_from_db()
    plan.refresh_from_db()
    held = terms_of([grant.pk])[grant.pk]
    assert (grant.state, plan.state, plan.notice_id) == ("granted", "confirmed", row.pk)
    assert (held.amount, held.rate, held.grant_until) == (AWARD.amount, AWARD.rate, AWARD.grant_until)
    assert row.effective_on == date(2024, 2, 13)  # received Friday the 12th; a month later Monday the 12th, then over
    assert list(grant.steps.values_list("deed", "from_state", "to_state")) == [("award", "applied", "granted")]
    assert [line.verb for line in AuditEntry.objects.order_by("sequence")][-1] == "confirm_notice"


def test_r8_a_waiver_makes_it_effective_at_once(author: User, second: User, grant: Grant) -> None:
    plan_of(grant)
    row = confirmed(second, entered(author, grant, replace(AWARD, waiver_on=date(2024, 1, 15))))
    assert row.effective_on == date(2024, 1, 15)


def test_i18_author_editor_and_superuser_are_refused_in_action_and_shell(
    author: User, second: User, grant: Grant
) -> None:
    """I18: compared by person; the rule, the approval and the database each refuse by themselves."""
    plan_of(grant)
    row = entered(author, grant)
    row = actions.edit(
        by=second, at=NOW, code=grant.code, pk=row.pk, version=1, given=replace(AWARD, note="Nebenbestimmung 3")
    )
    mighty = with_role(Role.ADMIN)  # holds every right everywhere
    third = with_role(Role.ADMIN)
    mine = entered(mighty, GrantFactory(region=grant.region), replace(AWARD, reference="X"))
    for who, what in ((author, row), (second, row), (mighty, mine)):
        with pytest.raises(Refused) as refused:
            confirmed(who, what)
        assert reasons(refused) == ["four_eyes"]
    for who in (author, second):
        stored = GrantNotice.objects.get(pk=row.pk)
        stored.state, stored.confirmed_by, stored.confirmed_at = "confirmed", who.actor_id, NOW
        stored.effective_on = date(2024, 2, 13)
        with pytest.raises(Error), transaction.atomic():
            stored.save()
    assert confirmed(third, row).confirmed_by == third.actor_id


def test_i18_a_deputy_inherits_the_duty_and_not_the_exemption(author: User, grant: Grant) -> None:
    """I18: a second role of the same person is the same person."""
    from strahlkraft.accounts.models import Membership  # noqa: PLC0415 - only this test gives a second role
    from tests.factories.accounts import EARLIER, an_organisation  # noqa: PLC0415 - as above

    plan_of(grant)
    row = entered(author, grant)
    Membership.objects.create(
        user=author, role=Role.PARTNER.value, organisation=an_organisation(), valid_from=EARLIER, region=None
    )
    with pytest.raises(Refused) as refused:
        confirmed(User.objects.get(pk=author.pk), row)
    assert reasons(refused) == ["four_eyes"]


def test_i19_the_approval_is_of_just_what_was_shown(author: User, second: User, grant: Grant) -> None:
    plan_of(grant)
    row = entered(author, grant)
    shown = queries.content_hash(GrantNotice.objects.select_related("grant", "document").get(pk=row.pk))
    GrantNotice.objects.filter(pk=row.pk).update(amount=Decimal("400000.01"))
    with pytest.raises(Refused) as refused:
        confirmed(second, row, content_hash=shown)
    assert reasons(refused) == ["changed_since"]
    row = confirmed(second, row)
    approval = Approval.objects.get(subject="grantnotice", subject_id=row.pk)
    assert approval.content_hash == queries.content_hash(row) != shown
    assert [entry.holds for entry in queries.notices_of(row.grant)] == [True]
    row.reference = "anders"
    assert approval.content_hash != queries.content_hash(row)


def test_confirming_needs_the_comparison_and_the_newest_version(author: User, second: User, grant: Grant) -> None:
    plan_of(grant)
    row = entered(author, grant)
    for values, code in (({"compared": False}, "not_compared"), ({"version": 7}, "stale")):
        with pytest.raises(Refused) as refused:
            confirmed(second, row, **values)
        assert reasons(refused) == [code]
    confirmed(second, row)
    with pytest.raises(Refused) as again:
        confirmed(second, row)
    assert reasons(again) == ["wrong_state"]


def test_r3_an_award_without_a_balanced_plan_is_not_confirmed(author: User, second: User, grant: Grant) -> None:
    row = entered(author, grant)
    with pytest.raises(Refused) as refused:
        confirmed(second, row)
    assert reasons(refused) == ["no_plan"]
    plan = plan_of(grant)
    plan.sources.filter(kind="own", year=2024).update(amount=Decimal("39999.99"))
    with pytest.raises(Refused) as refused:
        confirmed(second, row)
    assert reasons(refused) == ["unbalanced"]
    grant.refresh_from_db()
    assert (grant.state, Approval.objects.count()) == ("applied", 0)


def test_i16_i13_a_confirmed_notice_stays_as_it_is(author: User, second: User, grant: Grant) -> None:
    plan_of(grant)
    row = confirmed(second, entered(author, grant))
    with pytest.raises(Refused) as refused:
        actions.edit(by=author, at=NOW, code=grant.code, pk=row.pk, version=row.version, given=AWARD)
    assert reasons(refused) == ["not_open"]
    with pytest.raises(Refused) as refused:
        actions.discard(by=author, at=NOW, code=grant.code, pk=row.pk, version=row.version)
    assert reasons(refused) == ["wrong_state"]
    for change in ({"edition": "2025"}, {"amount": Decimal(1)}, {"overrides": {"use_months": "9"}}):
        with pytest.raises(Error), transaction.atomic():
            GrantNotice.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(Error), transaction.atomic():
        GrantNotice.objects.filter(pk=row.pk).delete()


def test_i13_a_new_edition_leaves_the_pinned_one(author: User, second: User, grant: Grant) -> None:
    """I13: the figures of an award stay those of its edition, whatever comes later."""
    plan_of(grant)
    confirmed(second, entered(author, grant, replace(AWARD, overrides={"use_months": "3"})))
    confirmed(
        second,
        entered(
            author,
            grant,
            NoticeInput(
                kind="amendment",
                reference="34.02-Beispiel-2",
                issued_on=date(2025, 6, 10),
                notified_on=date(2025, 6, 12),
                edition="2025",
                grant_until=date(2027, 6, 30),
            ),
        ),
    )
    held = terms_of([grant.pk])[grant.pk]
    own = editions.parameter("use_months", held.edition, overrides=held.overrides)
    assert (held.edition, own.whole, own.overridden, held.grant_until) == ("2022", 3, True, date(2027, 6, 30))


def test_the_same_notice_is_entered_once_and_a_discarded_one_again(author: User, grant: Grant) -> None:
    row = entered(author, grant)
    for other, code in ((AWARD, "entered_already"), (replace(AWARD, reference="2"), "awarded_already")):
        with pytest.raises(Refused) as refused:
            entered(author, grant, other)
        assert reasons(refused) == [code]
    actions.discard(by=author, at=NOW, code=grant.code, pk=row.pk, version=row.version, reason="vertippt")
    assert entered(author, grant).state == "entered"
    assert AuditEntry.objects.filter(verb="discard_notice", reason="vertippt").count() == 1


def test_a_refusal_ends_the_application(author: User, second: User, grant: Grant) -> None:
    no = NoticeInput(
        kind="refusal", reference="A", issued_on=date(2024, 1, 10), notified_on=date(2024, 1, 12), edition="2022"
    )
    confirmed(second, entered(author, grant, no))
    grant.refresh_from_db()
    assert (grant.state, terms_of([grant.pk])[grant.pk].notices) == ("not_granted", ())


def test_a_revocation_opens_the_repayment_from_any_state_before_settling(author: User, second: User) -> None:
    for number, state in enumerate(("granted", "effective", "running", "proof_due", "under_review")):
        grant = granted(state, region=a_region())
        back = NoticeInput(
            kind="revocation",
            reference=f"W-{number}",
            issued_on=date(2025, 1, 10),
            notified_on=date(2025, 1, 12),
            edition="2022",
        )
        confirmed(second, entered(author, grant, back))
        grant.refresh_from_db()
        assert (grant.state, terms_of([grant.pk])[grant.pk].revoked) == ("repayment_open", True)


def test_a_final_notice_settles_or_opens_the_repayment_by_what_was_paid(author: User, second: User) -> None:
    for final, state in ((Decimal("20000.00"), "settled"), (Decimal("19999.99"), "repayment_open")):
        grant = granted("under_review", region=a_region())
        paid(grant, "20000.00")
        last = NoticeInput(
            kind="final",
            reference="S",
            issued_on=date(2025, 1, 10),
            notified_on=date(2025, 1, 12),
            edition="2022",
            amount=final,
        )
        row = confirmed(second, entered(author, grant, last))
        grant.refresh_from_db()
        assert grant.state == state
        assert (claims.of_notice(row) is not None) == (state == "repayment_open")
    claim = Claim.objects.get()
    assert (claim.state, claim.amount, claim.reference) == ("claimed", Decimal("0.01"), "S")
    assert (claim.due_on, claim.opened_by) == (date(2025, 3, 15), second.actor_id)
    assert Deadline.objects.get(rule="grant-claim").latest_on == claim.due_on


def test_a_partial_revocation_claims_what_it_does_not_leave_less_what_is_claimed_already(
    author: User, second: User
) -> None:
    """R36: no euro is asked back twice."""
    grant = granted("running", region=a_region())
    paid(grant, "20000.00")
    Claim.objects.create(
        code="frueher",
        grant=grant,
        state="claimed",
        amount=Decimal("3000.00"),
        reference="Z",
        opened_at=NOW,
        opened_by="user:7",
        last_edited_by="user:7",
    )
    back = NoticeInput(
        kind="revocation",
        reference="W",
        issued_on=date(2025, 1, 10),
        notified_on=date(2025, 1, 12),
        edition="2022",
        amount=Decimal("15000.00"),
    )
    row = confirmed(second, entered(author, grant, back))
    claim = claims.of_notice(row)
    assert claim is not None
    assert claim.amount == Decimal("2000.00")


def test_a_grant_revoked_before_anything_was_paid_is_closed_without_a_claim(author: User, second: User) -> None:
    grant = granted("running", region=a_region())
    back = NoticeInput(
        kind="revocation", reference="W", issued_on=date(2025, 1, 10), notified_on=date(2025, 1, 12), edition="2022"
    )
    row = confirmed(second, entered(author, grant, back))
    grant.refresh_from_db()
    assert claims.of_notice(row) is None
    done = close_repayment(by=author, at=NOW, grant=grant.code, version=grant.version, on=date(2025, 2, 1))
    assert done.state == "settled"


def test_a_drafted_plan_waits_for_the_second_person_once_an_amending_notice_is_confirmed(
    author: User, second: User
) -> None:
    """d.4: putting it in force is an act of its own; the list of the day leads there, its writers are not asked."""
    grant = granted("running", region=a_region())
    plan = plan_of(grant)
    for given in (None, "confirmed"):
        if given:
            NoticeFactory(grant=grant, kind="amendment", state="confirmed", effective_on=date(2025, 1, 1))
        keys = [duty.key for duty in queries.duties(second, today=date(2026, 3, 2))]
        assert keys == ([f"plan:{plan.pk}"] if given else [])
    FinancingPlan.objects.filter(pk=plan.pk).update(last_edited_by=second.actor_id)
    assert queries.duties(second, today=date(2026, 3, 2)) == []


def test_somebody_else_does_not_know_that_the_grant_exists(author: User, grant: Grant) -> None:
    stranger = with_role(Role.OFFICE, region=a_region("Anderswo"))
    row = entered(author, grant)
    deeds: tuple[Any, ...] = (
        lambda: entered(stranger, grant),
        lambda: actions.edit(by=stranger, at=NOW, code=grant.code, pk=row.pk, version=1, given=AWARD),
        lambda: actions.discard(by=stranger, at=NOW, code=grant.code, pk=row.pk, version=1),
        lambda: confirmed(stranger, row),
    )
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.hidden


def test_a_partner_of_the_recipient_confirms_but_does_not_enter(author: User, grant: Grant) -> None:
    partner = with_role(Role.PARTNER, organisation=grant.recipient)
    plan_of(grant)
    with pytest.raises(Refused) as refused:
        entered(partner, grant)
    assert reasons(refused) == ["no_right"]
    assert confirmed(partner, entered(author, grant)).confirmed_by == partner.actor_id


def test_the_duty_waits_for_others_only(author: User, second: User, grant: Grant) -> None:
    row = entered(author, grant)
    assert queries.duties(author, today=date(2026, 3, 2)) == []
    (duty,) = queries.duties(second, today=date(2026, 3, 2))
    assert (duty.key, duty.thing.key) == (f"notice:{row.pk}", f"{grant.code}/bescheide/{row.pk}")
    assert queries.duties(with_role(Role.OFFICE, region=a_region("Anderswo")), today=date(2026, 3, 2)) == []


def test_an_amendment_answers_the_request_it_was_asked_for(author: User, second: User) -> None:
    from tests.factories.funding import EARLIER, SECOND, WRITER  # noqa: PLC0415 - only this test writes a request

    grant = granted("running", region=a_region())
    asked = grant.change_requests.create(
        code="antrag1",
        kind="term",
        before={"grant_until": "2026-12-31", "work_until": "2026-12-31"},
        after={"grant_until": "2027-06-30", "work_until": "2027-06-30"},
        reason="Lieferverzug",
        drafted_at=EARLIER,
        drafted_by=WRITER,
        last_edited_by=WRITER,
    )
    for state in ("released", "submitted"):
        asked.state, asked.released_by, asked.submitted_on = state, SECOND, date(2025, 1, 2)
        asked.save()
    yes = NoticeInput(
        kind="amendment",
        reference="Ä-1",
        issued_on=date(2025, 2, 10),
        notified_on=date(2025, 2, 12),
        edition="2022",
        grant_until=date(2027, 6, 30),
        work_until=date(2027, 6, 30),
        answers="antrag1",
    )
    confirmed(second, entered(author, grant, yes))
    asked.refresh_from_db()
    assert (asked.state, asked.answered_on) == ("granted", date(2025, 2, 10))


def test_notices_cost_the_same_queries_for_one_and_for_three(grant: Grant, django_assert_num_queries: Any) -> None:
    NoticeFactory(grant=grant)
    with django_assert_num_queries(2):
        assert len(queries.notices_of(grant)) == 1
    for number in range(2):
        NoticeFactory(grant=grant, kind="amendment", reference=f"Ä{number}")
    with django_assert_num_queries(2):
        assert len(queries.notices_of(grant)) == 3


def test_the_stored_file_is_the_one_that_was_sent(author: User, grant: Grant) -> None:
    row = entered(author, grant)
    with row.document.file.open("rb") as stored:
        assert io.BytesIO(stored.read()).getvalue() == b"%PDF-1.7\nBeispiel"
