"""Forgetting at night: once, in bounded steps, whoever is killed; what is over and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from strahlkraft.accounts.models import Absence, SignInLink
from strahlkraft.audit.models import AuditEntry
from strahlkraft.congress.models import CrewMember
from strahlkraft.jobs import privacy_clock
from strahlkraft.privacy.actions import forgetting
from strahlkraft.privacy.actions.answering import release_export
from strahlkraft.privacy.actions.forgetting import forget, over
from strahlkraft.privacy.models import DataWish, ForgettingRun
from strahlkraft.privacy.queries.registry import kept
from strahlkraft.privacy.rules import KEEP_WISHES
from tests.factories.accounts import a_user
from tests.factories.congress import DAY, CrewFactory, OccasionFactory
from tests.privacy.people import AT, an_admin, asked, confirmed

pytestmark = pytest.mark.django_db
AFTER_EVENT = DAY + timedelta(hours=9, days=183)


def links(number: int) -> None:
    user = a_user()
    for one in range(number):
        SignInLink.objects.create(
            user=user, token_hash=f"{one:064}", created_at=AT, expires_at=AT + timedelta(minutes=15)
        )


def of(run: ForgettingRun, table: str) -> int:
    return sum(int(count["rows"]) for count in run.counts if count["table"] == table)


@pytest.mark.parametrize(("number", "batch"), [(0, 500), (1, 500), (3, 1), (5, 2)])
def test_what_is_over_goes_in_steps_and_is_written_down(number: int, batch: int) -> None:
    links(number)
    run = forget(at=AT + timedelta(days=31), batch=batch)
    assert (of(run, "accounts.SignInLink"), SignInLink.objects.count()) == (number, 0)
    assert run.finished_at is not None


def test_what_is_not_over_stays_to_the_minute() -> None:
    links(1)
    end = AT + timedelta(minutes=15, days=30)
    (entry,) = (row for row in kept() if row.entry.table == "accounts.SignInLink")
    assert [over(entry, at=end).count(), over(entry, at=end + timedelta(seconds=1)).count()] == [0, 1]


def test_a_day_is_over_when_it_has_passed() -> None:
    one, other = a_user(), a_user()
    Absence.objects.create(user=one, deputy=other, first_day=date(2026, 3, 1), last_day=date(2026, 3, 2), entered_at=AT)
    (entry,) = (row for row in kept() if row.entry.table == "accounts.Absence" and row.entry.removed)
    later = [over(entry, at=AT + timedelta(days=days)).count() for days in (366, 367)]
    assert later == [0, 1]


def test_a_second_run_of_the_night_finds_it_done() -> None:
    links(2)
    at = AT + timedelta(days=31)
    first = forget(at=at)
    links_left = SignInLink.objects.count()
    again = forget(at=at + timedelta(hours=1))
    assert (first.pk, again.counts, links_left) == (again.pk, first.counts, 0)
    assert AuditEntry.objects.filter(verb="forget").count() == 1


def test_whoever_is_killed_is_followed_by_one_who_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    links(3)
    at, calls = AT + timedelta(days=31), []
    step = forgetting._step

    def dies(run: int, row: Any, **options: Any) -> int:
        calls.append(row.entry.table)
        if calls.count("accounts.SignInLink") > 1:
            raise KeyboardInterrupt
        return step(run, row, **options)

    monkeypatch.setattr(forgetting, "_step", dies)
    with pytest.raises(KeyboardInterrupt):
        forget(at=at, batch=1)
    monkeypatch.undo()
    assert (SignInLink.objects.count(), ForgettingRun.objects.get().finished_at) == (2, None)
    run = forget(at=at, batch=1)
    assert (of(run, "accounts.SignInLink"), SignInLink.objects.count()) == (3, 0)


def test_a_closed_night_cannot_be_rewritten() -> None:
    run = forget(at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        ForgettingRun.objects.filter(pk=run.pk).update(counts=[])


def test_names_of_helpers_go_six_months_after_the_event_once() -> None:
    crew: Any = CrewFactory(occasion=OccasionFactory(), name="Ada Beispiel", mailbox="ada@beispiel.example")
    forget(at=AFTER_EVENT)
    crew.refresh_from_db()
    assert crew.name == "Ada Beispiel"
    run = forget(at=AFTER_EVENT + timedelta(days=1))
    crew.refresh_from_db()
    assert (crew.name, crew.mailbox, of(run, "congress.CrewMember")) == ("…", "", 1)
    assert of(forget(at=AFTER_EVENT + timedelta(days=2)), "congress.CrewMember") == 0
    assert CrewMember.objects.count() == 1


def test_wishes_are_forgotten_too() -> None:
    asked()
    run = forget(at=AT + timedelta(days=8))
    assert (of(run, "privacy.DataWish"), DataWish.objects.count()) == (1, 0)
    row = release_export(by=an_admin(), at=AT, code=confirmed().code)
    forget(at=AT + timedelta(days=13))
    row.refresh_from_db()
    assert row.mailbox
    forget(at=AT + timedelta(days=15))
    row.refresh_from_db()
    assert (row.mailbox, row.state) == ("", "done")
    forget(at=AT + KEEP_WISHES + timedelta(days=1))
    assert not DataWish.objects.exists()


def test_the_clock_works_at_night_and_once() -> None:
    links(1)
    evening = AT.replace(hour=20) + timedelta(days=31)
    night = AT.replace(hour=0) + timedelta(days=32)
    done = [
        privacy_clock.tend(at=night),
        privacy_clock.tend(at=evening),
        privacy_clock.tend(at=evening + timedelta(hours=1)),
    ]
    assert done == [None, 1, None]


def test_every_entry_with_a_period_can_be_asked_for_its_rows() -> None:
    asked_for = [
        over(row, at=AT).count() for row in kept() if row.entry.erase_after is not None and not row.entry.erased_by
    ]
    assert asked_for == [0] * len(asked_for)
