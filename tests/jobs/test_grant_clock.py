"""Grants whose notice can no longer be contested become effective by the clock (R8)."""

from datetime import UTC, date, datetime

import pytest

from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.models import Grant
from strahlkraft.jobs import grant_clock
from strahlkraft.kernel.actor import SYSTEM
from tests.factories.funding import NoticeFactory, granted

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 12)
AT = datetime(2026, 3, 12, 4, 0, tzinfo=UTC)


def granted_on(day: date) -> Grant:
    """A grant that is granted and takes effect on a day."""
    return granted("granted", notice={"effective_on": day})


def test_a_grant_takes_effect_on_its_day_once_and_by_the_machine() -> None:
    due, later = granted_on(ON), granted_on(date(2026, 3, 13))
    assert (grant_clock.tend(at=AT), grant_clock.tend(at=AT)) == (1, 0)
    states = dict(Grant.objects.values_list("pk", "state"))
    assert (states[due.pk], states[later.pk]) == ("effective", "granted")
    entry = AuditEntry.objects.get(verb="grant_takes_effect")
    assert (entry.actor_id, entry.subject_key) == (SYSTEM.actor_id, due.code)


def test_an_award_nobody_confirmed_makes_nothing_effective() -> None:
    """I11."""
    NoticeFactory(notified_on=date(2026, 1, 1))
    assert grant_clock.tend(at=AT) == 0
