"""The nightly walk over the hash chain: once a night, against what was noted, and the administration is told (I17)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import ChainCheck
from strahlkraft.audit.queries import last_check
from strahlkraft.jobs.trail_clock import tend
from strahlkraft.office.waiting import of_trail
from tests.factories.accounts import a_region, with_role
from tests.factories.audit import tamper, write_entry

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)  # half past three in Berlin


def test_chain_is_walked_once_a_night() -> None:
    write_entry()
    moments = (NIGHT, NIGHT + timedelta(hours=5), NIGHT + timedelta(hours=22), NIGHT + timedelta(hours=24))
    assert [tend(at=at) for at in moments] == [0, None, None, 0]
    assert ChainCheck.objects.values_list("count", "breaks").distinct().get() == (1, 0)


def test_a_changed_line_stands_on_the_list_of_the_administration_and_of_nobody_else() -> None:
    """I17: fails when the walk, its note or the line on the list is taken away."""
    admin, office = with_role(Role.ADMIN, is_demo=True), with_role(Role.OFFICE, region=a_region(), is_demo=True)
    for _ in range(3):
        write_entry()
    now = timezone.localtime()
    assert (tend(at=now - timedelta(days=1)), of_trail(admin, today=localdate(now))) == (0, [])
    tamper("UPDATE audit_auditentry SET verb = 'nothing' WHERE sequence = 2")
    assert tend(at=now.replace(hour=12)) == 1
    told = of_trail(admin, today=localdate(now))
    assert [(row.key, row.weight, dict(row.params)) for row in told] == [("trail-broken", "legal", {"n": "2"})]
    assert of_trail(office, today=localdate(now)) == []


def test_an_end_cut_off_with_its_head_shows_against_the_last_walk() -> None:
    first = write_entry()
    write_entry()
    tend(at=NIGHT)
    tamper("DELETE FROM audit_auditentry WHERE sequence = 2")
    tamper("UPDATE audit_chainhead SET count = 1, hash = %s", [first.hash])
    tend(at=NIGHT + timedelta(days=1))
    found = last_check()
    assert found is not None
    assert (found.breaks, found.first_broken, found.kind) == (1, 2, "anchor")


def test_silence_of_the_walk_itself_is_told() -> None:
    admin = with_role(Role.ADMIN, is_demo=True)
    tend(at=NIGHT)
    day = localdate(NIGHT)
    keys = [[row.key for row in of_trail(admin, today=day + timedelta(days=days))] for days in (3, 4)]
    assert keys == [[], ["trail-unchecked"]]


def test_a_walk_noted_for_a_day_to_come_silences_nothing() -> None:
    """A clock that was wrong once, or somebody who wants silence: the next night is walked, and the list says so."""
    admin = with_role(Role.ADMIN, is_demo=True)
    write_entry()
    ChainCheck.objects.create(at=NIGHT + timedelta(days=9000), count=1, hash="0" * 64)
    assert [row.key for row in of_trail(admin, today=localdate(NIGHT))] == ["trail-unchecked"]
    assert tend(at=NIGHT) is not None
    assert localdate(last_check().at) == localdate(NIGHT)  # type: ignore[union-attr]  # it was made a line above


def test_a_trail_that_was_never_walked_is_told() -> None:
    admin = with_role(Role.ADMIN, is_demo=True)
    begun = localdate(write_entry().at)
    keys = [[row.key for row in of_trail(admin, today=begun + timedelta(days=days))] for days in (3, 4)]
    assert keys == [[], ["trail-unchecked"]]


@pytest.mark.parametrize("deed", [lambda rows: rows.update(breaks=0), lambda rows: rows.delete()])
def test_what_a_walk_found_stays(deed: Any) -> None:
    tend(at=NIGHT)
    with pytest.raises(IntegrityError), transaction.atomic():
        deed(ChainCheck.objects.all())
