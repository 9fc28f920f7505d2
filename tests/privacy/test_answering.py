"""A wish is confirmed, released by another person, and touches this person's rows only."""

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.congress.models import Registration
from strahlkraft.kernel.actor import NOBODY, Actor
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.privacy import papers
from strahlkraft.privacy.actions import answering, asking
from strahlkraft.privacy.models import DataWish
from strahlkraft.privacy.queries import own, wishes
from strahlkraft.privacy.queries.finding import person_of
from strahlkraft.privacy.rules import FETCH_WITHIN, RefusalReason, Wish, WishState
from tests.factories.accounts import a_user, with_role
from tests.factories.congress import OccasionFactory, RegistrationFactory
from tests.privacy.people import AT, MAILBOX, an_admin, asked, confirmed

pytestmark = pytest.mark.django_db
NAMESAKE = "andere@beispiel.example"


def registered(**facts: Any) -> Registration:
    made: Registration = RegistrationFactory(occasion=OccasionFactory(), **{"name": "Ada Beispiel", "seats": 2} | facts)
    return made


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_nothing_happens_before_the_link_is_pressed() -> None:
    row = asked()
    assert (row.state, row.answer_by, Letter.objects.get().to) == (WishState.UNCONFIRMED, None, MAILBOX)
    with pytest.raises(Refused) as refused:
        answering.release_export(by=an_admin(), at=AT, code=row.code)
    assert (codes(refused), refused.value.hidden) == (["unknown"], True)


def test_known_and_unknown_mailboxes_are_answered_alike() -> None:
    registered(mailbox=MAILBOX)
    known, unknown = asked(), asked(mailbox="niemand@beispiel.example")
    lengths = {len(letter.text) for letter in Letter.objects.all()}
    assert (len(lengths), Letter.objects.count()) == (1, 2)
    assert known.state == unknown.state


def test_a_stranger_cannot_flood_a_mailbox() -> None:
    for _ in range(6):
        asked(mailbox=" Ada@Beispiel.example")
    assert (DataWish.objects.count(), Letter.objects.count()) == (3, 3)


def test_confirmed_late_is_refused_and_the_month_runs_from_the_confirmation() -> None:
    row = asked()
    with pytest.raises(Refused) as refused:
        asking.confirm_wish(by=NOBODY, at=AT + timedelta(days=8), code=row.code)
    assert codes(refused) == ["too_late"]
    done = asking.confirm_wish(by=NOBODY, at=AT + timedelta(days=2), code=row.code)
    assert (done.state, done.answer_by) == (WishState.OPEN, date(2026, 4, 4))


@pytest.mark.parametrize("role", [Role.OFFICE, Role.PARTNER, Role.AUTHORITY, Role.LAND, Role.STEERING])
def test_only_the_administration_answers(role: Role) -> None:
    row, by = confirmed(), with_role(role)
    with pytest.raises(Refused) as refused:
        answering.release_export(by=by, at=AT, code=row.code)
    assert refused.value.hidden
    with pytest.raises(Refused):
        wishes.wishes(by=by)
    assert wishes.duties(by, today=AT.date()) == []


@pytest.mark.parametrize("way", ["signed in", "by letter"])
def test_nobody_releases_their_own_wish(way: str) -> None:
    by = an_admin()
    row = (
        asking.ask_signed_in(by=by, at=AT, wish=Wish.ERASURE)
        if way == "signed in"
        else confirmed(Wish.ERASURE, mailbox=by.email.upper())
    )
    with pytest.raises(Refused) as refused:
        answering.erase_person(by=by, at=AT, code=row.code)
    assert codes(refused) == ["four_eyes"]
    by.refresh_from_db()
    assert by.is_active


def test_the_database_refuses_a_wish_settled_by_its_own_account() -> None:
    row = asking.ask_signed_in(by=a_user(), at=AT, wish=Wish.EXPORT)
    with pytest.raises(IntegrityError), transaction.atomic():
        DataWish.objects.filter(pk=row.pk).update(settled_by=row.account)


def test_the_only_administration_is_not_erased() -> None:
    by = an_admin()
    row = asking.ask_signed_in(by=by, at=AT, wish=Wish.ERASURE)

    class Machine:
        """Answers although it is nobody of the administration."""

        actor_id, actor_label = "user:0", "Beispiel"

        def holds(self, right: object, **scope: object) -> bool:
            return True

        def region_ids(self, right: object) -> None:
            return None

        def organisation_ids(self, right: object) -> frozenset[int]:
            return frozenset()

    machine: Actor = Machine()  # type: ignore[assignment]  # narrower arguments do for this test
    with pytest.raises(Refused) as refused:
        answering.erase_person(by=machine, at=AT, code=row.code)
    assert codes(refused) == ["last_admin"]
    an_admin()
    assert answering.erase_person(by=machine, at=AT, code=row.code).state == WishState.DONE


def test_erasing_leaves_a_namesake_a_longer_mailbox_and_a_plus_address_alone() -> None:
    own_row = registered(mailbox="Ada@Beispiel.Example")
    others = [
        registered(mailbox=NAMESAKE),
        registered(mailbox="ada+x@beispiel.example"),
        registered(mailbox="xada@beispiel.example"),
    ]
    answering.erase_person(by=an_admin(), at=AT, code=confirmed(Wish.ERASURE).code)
    own_row.refresh_from_db()
    assert (own_row.name, own_row.mailbox, own_row.seats, own_row.erased_at) == ("", "", 2, AT)
    assert [Registration.objects.get(pk=row.pk).name for row in others] == ["Ada Beispiel"] * 3


def test_two_accounts_of_one_name_keep_their_own_lines_of_the_trail() -> None:
    one, other = a_user(display_name="Ada Beispiel"), a_user(display_name="Ada Beispiel")
    for user in (one, other):
        asking.take_own_data(by=user, at=AT)
    row = asking.ask_signed_in(by=one, at=AT, wish=Wish.ERASURE)
    answering.erase_person(by=an_admin(), at=AT, code=row.code)
    labels = dict(AuditEntry.objects.filter(verb="take_own_data").values_list("actor_id", "actor_label"))
    assert labels == {one.actor_id: "", other.actor_id: "Ada Beispiel"}
    other.refresh_from_db()
    assert (other.display_name, other.is_active) == ("Ada Beispiel", True)


def test_the_export_holds_this_person_only_and_no_keys() -> None:
    mine = registered(mailbox=MAILBOX)
    other = registered(mailbox=NAMESAKE, organisation_name="Beispiel anderswo")
    row = answering.release_export(by=an_admin(), at=AT, code=confirmed().code)
    assert (row.state, row.fetch_until) == (WishState.DONE, AT + FETCH_WITHIN)
    person = answering.hand_out(by=NOBODY, at=AT, code=row.code)
    archive = zipfile.ZipFile(io.BytesIO(papers.bundle(person, at=AT, language="de")))
    assert sorted(archive.namelist()) == ["meine-daten.json", "meine-daten.pdf"]
    text = archive.read("meine-daten.json").decode()
    data = json.loads(text)
    assert [row["name"] for one in data["kept"] if one["table"] == "congress.Registration" for row in one["rows"]] == [
        "Ada Beispiel"
    ]
    assert not [secret for secret in (mine.code, str(mine.badge), other.organisation_name, NAMESAKE) if secret in text]
    assert archive.read("meine-daten.pdf").startswith(b"%PDF")


def test_the_export_of_an_account_says_what_the_trail_says() -> None:
    user = a_user()
    asking.take_own_data(by=user, at=AT)
    trace = own.trace_of(person_of(account=user.actor_id))
    entry = AuditEntry.objects.get(verb="take_own_data")
    assert [(deed.verb, deed.label_digest, deed.named) for deed in trace.did] == [
        ("take_own_data", entry.label_digest, True)
    ]
    assert len(trace.undergone) == trace.total == 1


def test_an_export_is_fetched_for_two_weeks() -> None:
    row = answering.release_export(by=an_admin(), at=AT, code=confirmed().code)
    answering.hand_out(by=NOBODY, at=AT + FETCH_WITHIN, code=row.code)
    with pytest.raises(Refused) as refused:
        answering.hand_out(by=NOBODY, at=AT + FETCH_WITHIN + timedelta(seconds=1), code=row.code)
    assert codes(refused) == ["too_late"]


def test_a_wrong_name_is_put_right_in_ones_own_rows_only() -> None:
    mine, other = registered(mailbox=MAILBOX), registered(mailbox=NAMESAKE)
    row = confirmed(Wish.CORRECTION, text="Ich heiße anders.")
    cells = {
        cell.value: cell.key
        for held in own.held_of(person_of(mailbox=MAILBOX))
        for cells in held.rows
        for cell in cells
        if cell.key
    }
    by = an_admin()
    with pytest.raises(Refused):
        answering.correct_entries(
            by=by, at=AT, code=row.code, entries={f"congress.Registration:{other.pk}:name": "Beispiel"}
        )
    done = answering.correct_entries(by=by, at=AT, code=row.code, entries={cells["Ada Beispiel"]: "Ada Muster"})
    names = [Registration.objects.get(pk=one.pk).name for one in (mine, other)]
    assert (names, done.protocol) == (["Ada Muster", "Ada Beispiel"], [{"table": "congress.Registration", "rows": 1}])
    assert (done.mailbox, done.text, done.state) == ("", "", WishState.DONE)


def test_a_correction_without_any_deed_is_refused() -> None:
    row = confirmed(Wish.CORRECTION, text="Beispiel")
    with pytest.raises(Refused) as refused:
        answering.correct_entries(by=an_admin(), at=AT, code=row.code, entries={})
    assert codes(refused) == ["nothing_done"]


def test_a_refusal_tells_its_reason_and_forgets_who_asked() -> None:
    row = confirmed(Wish.ERASURE)
    done = answering.refuse_wish(
        by=an_admin(), at=AT, code=row.code, reason=RefusalReason.LEGAL_DUTY, note="Beispiel: bis 2036."
    )
    assert (done.state, done.mailbox, done.reason) == (WishState.REFUSED, "", RefusalReason.LEGAL_DUTY)
    assert "Beispiel: bis 2036." in Letter.objects.get(key__startswith="data-wish-refused").text
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.verb, entry.reason, MAILBOX in str(entry.content())) == ("refuse_wish", "legal_duty", False)


def test_a_wish_waits_on_the_list_of_the_administration_but_not_of_who_asked() -> None:
    by, other = an_admin(), an_admin()
    row = asking.ask_signed_in(by=by, at=AT, wish=Wish.EXPORT)
    assert wishes.duties(by, today=AT.date()) == []
    (duty,) = wishes.duties(other, today=AT.date())
    assert (duty.thing.key, duty.latest, duty.due) == (row.code, date(2026, 4, 2), date(2026, 3, 26))


def test_the_same_wish_is_open_once() -> None:
    by = a_user()
    asking.ask_signed_in(by=by, at=AT, wish=Wish.ERASURE)
    with pytest.raises(Refused) as refused:
        asking.ask_signed_in(by=by, at=AT, wish=Wish.ERASURE)
    assert codes(refused) == ["asked_already"]


@pytest.mark.parametrize(
    "other", ["\u212aim@beispiel.example", "k\u0131m@beispiel.example", "kim@be\u0131spiel.example"]
)
def test_a_mailbox_that_folds_into_another_ones_finds_nothing_of_that_person(other: str) -> None:
    r"""Its reader may be a stranger with a domain of their own; PostgreSQL takes ``\u0131`` and ``i`` for the same, Python ``\u212a`` and ``k``."""
    kept = registered(mailbox="Kim@beispiel.example")
    found = own.counts_of(person_of(mailbox=other))
    row = confirmed(Wish.ERASURE, mailbox=other)
    answering.erase_person(by=an_admin(), at=AT, code=row.code)
    kept.refresh_from_db()
    assert ([kept_one.entry.table for kept_one, _number in found], kept.mailbox) == ([], "Kim@beispiel.example")
