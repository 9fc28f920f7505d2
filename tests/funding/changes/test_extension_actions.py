"""Extending the grants of a region on one occasion, as FUNDING.md d.5 asks for it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import Error, transaction
from pytest_django.fixtures import Settings

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.funding.actions import changes, notices
from strahlkraft.funding.actions import extensions as actions
from strahlkraft.funding.models import Approval, BatchEntry, ChangeRequest, Document, ExtensionBatch, Grant
from strahlkraft.funding.queries import changes as change_queries
from strahlkraft.funding.queries import extensions as queries
from strahlkraft.funding.queries.notices import content_hash
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules.changes import Given, Sending
from strahlkraft.funding.rules.extensions import Gap, Occasion
from strahlkraft.funding.rules.notices import NoticeInput
from strahlkraft.funding.rules.vocabulary import Exclusion
from strahlkraft.jobs import extension_clock
from strahlkraft.kernel.duty import Weight
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import ContactPoint, Region
from strahlkraft.steering.models import Position
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import EARLIER, granted
from tests.funding.changes.test_change_actions import noticed, refusal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
TODAY, NEW_END = date(2026, 11, 2), date(2027, 6, 30)
OCCASION = Occasion(
    "Beispielerlass zur Verlängerung", "decree", date(2026, 10, 20), NEW_END, "Az. Beispiel 7", "Wegen Beispiel."
)


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def region() -> Region:
    return a_region("Eigenregion")


@pytest.fixture
def author(region: Region) -> User:
    return with_role(Role.OFFICE, region=region)


@pytest.fixture
def second(region: Region) -> User:
    return with_role(Role.OFFICE, region=region)


@pytest.fixture
def five(region: Region) -> dict[str, Grant]:
    """One running, one settled, one whose proof was handed in, one that ends later, one in revocation."""
    later = {"grant_until": date(2027, 12, 31), "work_until": date(2027, 12, 31)}
    states = {"running": "running", "settled": "settled", "proof": "under_review", "revocation": "repayment_open"}
    found = {name: granted(state, region=region) for name, state in states.items()}
    return {**found, "later": granted("running", region=region, notice=later)}


def paper() -> ContentFile:
    return ContentFile(b"%PDF-1.7 Beispiel", name="erlass.pdf")


def opened(by: User, region: Region, occasion: Occasion = OCCASION) -> ExtensionBatch:
    return actions.open_batch(by=by, at=AT, region_id=region.pk, given=occasion, file=paper())


def made(by: User, region: Region) -> tuple[ExtensionBatch, list[ChangeRequest]]:
    batch = opened(by, region)
    rows = actions.make_requests(by=by, at=AT, code=batch.code, version=1, shared_reason="Wegen Beispiel.")
    return batch, rows


def test_d5_five_grants_give_one_request_and_four_reasons(author: User, region: Region, five: dict[str, Grant]) -> None:
    granted("running")  # of another region: not in it
    batch, rows = made(author, region)
    assert [(row.grant, row.state, row.after["grant_until"], row.reason) for row in rows] == [
        (five["running"], "draft", "2027-06-30", "Wegen Beispiel.")
    ]
    reasons = dict(BatchEntry.objects.filter(batch=batch).values_list("grant_id", "reason"))
    assert reasons == {
        five["running"].pk: "",
        five["settled"].pk: "settled",
        five["proof"].pk: "proof_handed_in",
        five["revocation"].pk: "revocation",
        five["later"].pk: "ends_later",
    }
    document = Document.objects.get(title=OCCASION.title)
    assert (batch.document, document.media_type, len(document.sha256)) == (document, "application/pdf", 64)


def test_d5_the_same_batch_twice_makes_nothing_twice(
    author: User, second: User, region: Region, five: dict[str, Grant]
) -> None:
    batch, rows = made(author, region)
    again = opened(second, region)
    more = actions.make_requests(by=second, at=AT, code=again.code, version=2, shared_reason="Wegen Beispiel.")
    assert (again, more, ChangeRequest.objects.count(), Document.objects.filter(title=OCCASION.title).count()) == (
        batch,
        [],
        1,
        1,
    )
    assert BatchEntry.objects.count() == len(five)
    with pytest.raises(Error), transaction.atomic():
        ChangeRequest.objects.create(
            code="x",
            grant=rows[0].grant,
            batch=batch,
            kind="term",
            drafted_at=AT,
            drafted_by="user:1",
            last_edited_by="user:1",
        )
    with pytest.raises(Error), transaction.atomic():
        BatchEntry.objects.update(reason="settled")


def test_d5_a_press_release_without_reference_is_found_again_by_its_day(author: User, region: Region) -> None:
    press = Occasion("Pressemitteilung Beispiel", "press", date(2026, 10, 20), NEW_END)
    assert opened(author, region, press) == opened(author, region, press)


def test_d5_a_grant_that_came_later_and_one_with_an_open_request_are_not_left_out_silently(
    author: User, region: Region, five: dict[str, Grant]
) -> None:
    batch = opened(author, region)
    own = Given(change_queries.stands(five["running"], "term") | {"grant_until": "2027-01-31"}, reason="Beispiel")
    changes.draft(by=author, at=AT, grant=five["running"].code, kind="term", given=own)
    fresh = granted("running", region=region)
    assert [row.pk for row in queries.whole(batch, today=TODAY).missing] == [fresh.pk]
    rows = actions.make_requests(by=author, at=AT, code=batch.code, version=1, shared_reason="")
    found = queries.whole(batch, today=TODAY)
    assert ([row.grant for row in rows], found.missing) == ([fresh], [])
    assert len(found.rows) + len(found.excluded) == Grant.objects.filter(region=region).count()


def test_d5_a_refused_notice_leaves_the_dates_and_fills_the_gap_list(
    author: User, second: User, region: Region, five: dict[str, Grant]
) -> None:
    batch, rows = made(author, region)
    changes.note_opened(by=second, at=AT, code=rows[0].code)
    actions.release_many(by=second, at=AT, code=batch.code, shown=[actions.Shown(rows[0].code, 1)])
    assert [row.gap for row in queries.whole(batch, today=TODAY).rows] == [Gap.OPEN]
    changes.submit(by=author, at=AT, code=rows[0].code, version=2, given=Sending(TODAY))
    waiting = queries.whole(batch, today=TODAY)
    assert [(row.gap, row.left) for row in waiting.rows] == [(Gap.REQUESTED, 59)]
    row = ChangeRequest.objects.get(pk=rows[0].pk)
    changes.after_notice(by=second, at=AT, notice=noticed(row, kind="refusal"))
    after = queries.whole(batch, today=TODAY)
    assert ([row.gap for row in after.rows], after.open_rows) == ([Gap.REFUSED], [])
    assert terms_of([five["running"].pk])[five["running"].pk].grant_until == date(2026, 12, 31)


def test_i11_confirming_the_notice_in_the_books_settles_the_request_and_moves_the_days(
    author: User, second: User, region: Region, five: dict[str, Grant]
) -> None:
    """I11: entered and confirmed by two people; until then nothing moves, then the days come from the notice."""
    batch, rows = made(author, region)
    code, grant = rows[0].code, five["running"]
    changes.note_opened(by=second, at=AT, code=code)
    changes.release(by=second, at=AT, code=code, version=1)
    changes.submit(by=author, at=AT, code=code, version=2, given=Sending(TODAY))
    says = NoticeInput(
        "amendment", "34.02-Beispiel-99", TODAY, TODAY, TODAY, "2022", grant_until=date(2027, 3, 31), answers=code
    )
    entered = notices.enter(by=author, at=AT, code=grant.code, given=says, file=paper())
    assert terms_of([grant.pk])[grant.pk].grant_until == date(2026, 12, 31)
    seen = {"pk": entered.pk, "version": entered.version, "content_hash": content_hash(entered), "compared": True}
    notices.confirm(by=second, at=AT, code=grant.code, **seen)
    assert ChangeRequest.objects.get().state == "partly_granted"
    assert terms_of([grant.pk])[grant.pk].grant_until == date(2027, 3, 31)
    assert [row.gap for row in queries.whole(batch, today=TODAY).rows] == [Gap.DEVIATING]


def test_d5_a_common_release_is_n_approvals_with_n_hashes_and_skips_what_was_not_opened(
    author: User, second: User, region: Region
) -> None:
    for _ in range(3):
        granted("running", region=region)
    batch, rows = made(author, region)
    shown = [actions.Shown(row.code, row.version) for row in rows]
    assert refusal(actions.release_many, by=second, at=AT, code=batch.code, shown=shown) == "not_opened"
    for row in rows[:2]:
        changes.note_opened(by=second, at=AT, code=row.code)
    changes.note_opened(by=author, at=AT, code=rows[2].code)  # opened, but by its author
    found = actions.release_many(by=second, at=AT, code=batch.code, shown=shown)
    assert [row.code for row in found.done] == [row.code for row in rows[:2]]
    assert [(row.code, why.code) for row, why in found.skipped] == [(rows[2].code, "not_opened")]
    approvals = list(Approval.objects.all())
    assert (len(approvals), len({one.content_hash for one in approvals})) == (2, 2)
    assert {one.subject_id for one in approvals} == {row.pk for row in rows[:2]}


@pytest.mark.parametrize("who", ["author", "stale"])
def test_d5_a_common_release_by_the_author_or_of_another_version_is_refused(
    author: User, second: User, region: Region, five: dict[str, Grant], who: str
) -> None:
    batch, rows = made(author, region)
    by = author if who == "author" else second
    changes.note_opened(by=by, at=AT, code=rows[0].code)
    version = 1 if who == "author" else 7
    shown = [actions.Shown(rows[0].code, version)]
    expected = "four_eyes" if who == "author" else "stale"
    assert refusal(actions.release_many, by=by, at=AT, code=batch.code, shown=shown) == expected
    assert (Approval.objects.count(), five["running"].pk) == (0, rows[0].grant_id)


def test_the_shared_reason_changes_in_every_draft_and_voids_what_was_read(
    author: User, second: User, region: Region, five: dict[str, Grant]
) -> None:
    batch, rows = made(author, region)
    changes.note_opened(by=second, at=AT, code=rows[0].code)
    actions.set_reason(by=author, at=AT, code=batch.code, version=2, shared_reason="Anders.")
    row = ChangeRequest.objects.get()
    assert (row.reason, row.opened_by, row.version, row.grant) == ("Anders.", [], 2, five["running"])
    assert refusal(actions.set_reason, by=author, at=AT, code=batch.code, version=2, shared_reason="x") == "stale"


def test_the_weekly_letter_goes_out_once_a_week_until_nothing_is_open(
    author: User, region: Region, five: dict[str, Grant]
) -> None:
    _batch, rows = made(author, region)
    assert extension_clock.tend(at=AT) == 0  # nobody to write to
    ContactPoint.objects.create(region=region, mailbox="buero@beispiel.example")
    assert [extension_clock.tend(at=AT + timedelta(days=days)) for days in (0, 1, 7)] == [1, 0, 1]
    letters = list(Letter.objects.all())
    assert [(one.digest, five["running"].title in one.text, rows[0].code in one.text) for one in letters] == [
        (True, True, False)
    ] * 2
    changes.withdraw(by=author, at=AT, code=rows[0].code, version=1, reason="Beispiel")
    assert extension_clock.tend(at=AT + timedelta(days=14)) == 0


def test_the_gap_list_empties_when_a_proposed_grant_needs_no_request_any_more(
    author: User, region: Region, five: dict[str, Grant]
) -> None:
    """Proposed, but it ended before anybody made its request: the list says why, and the weekly letter stops."""
    ContactPoint.objects.create(region=region, mailbox="buero@beispiel.example")
    batch = opened(author, region)
    assert [row.gap for row in queries.whole(batch, today=TODAY).rows] == [Gap.OPEN]
    assert extension_clock.tend(at=AT) == 1
    grant = five["running"]
    grant.state = "proof_due"
    grant.save(update_fields=["state"])
    found = queries.whole(batch, today=TODAY)
    assert [(row.gap, row.since) for row in found.rows] == [(Gap.DROPPED, Exclusion.PROOF_DUE)]
    assert [row.still_open for row in queries.summaries([batch])] == [0]
    assert queries.matrix(region).rows[0].cells[0][1] in {"dropped", "settled", "proof_handed_in", "revocation"}
    assert extension_clock.tend(at=AT + timedelta(days=7)) == 0


def test_a_proposed_grant_whose_own_request_waits_elsewhere_stays_open(
    author: User, region: Region, five: dict[str, Grant]
) -> None:
    batch = opened(author, region)
    own = Given(change_queries.stands(five["running"], "term") | {"grant_until": "2027-01-31"}, reason="Beispiel")
    changes.draft(by=author, at=AT, grant=five["running"].code, kind="term", given=own)
    assert [(row.gap, row.since) for row in queries.whole(batch, today=TODAY).rows] == [
        (Gap.OPEN, Exclusion.REQUEST_OPEN)
    ]


def test_d5_several_submissions_are_noted_on_one_day_and_late_ones_need_their_reason(
    author: User, second: User, region: Region
) -> None:
    for end in (date(2026, 10, 31), date(2026, 12, 31)):
        granted("running", region=region, notice={"grant_until": end, "work_until": end})
    batch, rows = made(author, region)
    for row in rows:
        changes.note_opened(by=second, at=AT, code=row.code)
    actions.release_many(by=second, at=AT, code=batch.code, shown=[actions.Shown(row.code, 1) for row in rows])
    shown = [actions.Shown(row.code, 2) for row in rows]
    deed: dict[str, Any] = {"by": author, "at": AT, "code": batch.code, "shown": shown}
    found = actions.submit_many(**deed, given=Sending(TODAY))
    assert ([row.late_reason for row in found.done], [why.code for _row, why in found.skipped]) == ([""], ["late"])
    again = actions.submit_many(**deed, given=Sending(TODAY, "Beispielgrund"))
    assert [why.code for _row, why in again.skipped] == ["stale"]
    assert [(row.submitted_on, row.late_reason) for row in again.done] == [(TODAY, "Beispielgrund")]
    assert refusal(actions.submit_many, **deed, given=Sending(TODAY)) == "stale"
    states = set(ChangeRequest.objects.values_list("state", flat=True))
    assert (states, [row.gap for row in queries.whole(batch, today=TODAY).rows]) == (
        {"submitted"},
        [Gap.REQUESTED] * 2,
    )


def test_contracts_and_employment_that_end_too_early_are_in_the_preview(
    author: User, region: Region, five: dict[str, Grant]
) -> None:
    signed = {"signed_on": date(2025, 1, 2), "value": Decimal(1000), "entered_at": AT, "entered_by": author.actor_id}
    for kind, end in (("order", date(2027, 1, 31)), ("staff", date(2026, 12, 31)), ("staff", date(2027, 12, 31))):
        five["running"].contracts.create(
            kind=kind, title=f"Beispiel {kind} {end}", contractor="Beispielstadt", ends_on=end, **signed
        )
    _batch, rows = made(author, region)
    days = [one for one in queries.previews(rows, today=TODAY)[0].days if one.key in {"contract", "staff"}]
    assert [(one.key, one.old, one.new, one.number) for one in days] == [
        ("contract", date(2027, 1, 31), NEW_END, "R22"),
        ("staff", date(2026, 12, 31), NEW_END, "d.5"),
    ]


def test_the_office_own_posts_are_in_the_preview(author: User, region: Region, five: dict[str, Grant]) -> None:
    Position.objects.create(
        region=region, label="Beispielstelle", share=1, starts_on=date(2024, 1, 1), ends_on=date(2026, 12, 31)
    )
    _batch, rows = made(author, region)
    posts = queries.posts_until(region.pk, NEW_END, today=TODAY)
    days = {one.key: (one.old, one.new) for one in queries.previews(rows, today=TODAY)[0].days}
    assert [(one.about, one.old, one.new) for one in posts] == [("Beispielstelle", date(2026, 12, 31), NEW_END)]
    assert days["grant-end"] == (date(2026, 12, 31), NEW_END)
    assert days["grant-proof"] == (date(2027, 6, 30), date(2027, 12, 31))
    assert len(five) == Grant.objects.count()


def test_i21_only_the_office_of_the_region_begins_an_extension(
    author: User, region: Region, five: dict[str, Grant]
) -> None:
    """I21: for another office, a partner and the steering group there is nothing to extend."""
    batch = opened(author, region)
    for other in (
        with_role(Role.OFFICE, region=a_region("Anderswo")),
        with_role(Role.PARTNER, organisation=five["running"].recipient),
        with_role(Role.STEERING, region=region),
    ):
        assert refusal(opened, other, region) == "hidden"
        assert refusal(actions.make_requests, by=other, at=AT, code=batch.code, version=1, shared_reason="") == "hidden"


@pytest.mark.parametrize("number", [1, 3])
def test_an_extension_is_read_in_a_constant_number_of_questions(
    author: User, region: Region, number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for _ in range(number):
        granted("running", region=region)
        granted("settled", region=region)
    made_batch, rows = made(author, region)
    batch = queries.visible(author).get(pk=made_batch.pk)
    with django_assert_num_queries(3):
        found = queries.whole(batch, today=TODAY)
    with django_assert_num_queries(3):
        duties = queries.duties(author, today=TODAY)
    with django_assert_num_queries(4 + 1):
        table = queries.matrix(region)
    with django_assert_num_queries(PREVIEW_QUERIES):
        queries.previews([row.request for row in found.rows if row.request], today=TODAY)
    assert (len(found.rows), len(found.excluded), len(rows)) == (number, number, number)
    assert [(one.weight, one.due) for one in duties] == [(Weight.WAITING, date(2026, 12, 31))]
    assert (
        sorted(row.cells for row in table.rows) == [[("excluded", "settled")]] * number + [[("gap", "open")]] * number
    )


PREVIEW_QUERIES = 11


def test_a_batch_entry_needs_a_known_reason(author: User, region: Region) -> None:
    batch = opened(author, region)
    grant = granted("running", region=region)
    with pytest.raises(Error), transaction.atomic():
        BatchEntry.objects.create(batch=batch, grant=grant, reason="weil", added_at=EARLIER)
