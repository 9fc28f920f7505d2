"""The database itself refuses what no action writes: every constraint of letters is violated once."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.constraints import Violation, silent_constraints
from tests.factories.letters import AT, post

pytestmark = pytest.mark.django_db


def rows() -> dict[str, Any]:
    """Letters in the moments in which their constraints hold."""
    sent = post(2)
    sent.sent_at = AT
    sent.save()
    return {"Waiting": post(1), "Sent": sent, "Secret": post(3, secret=True)}


CONSTRAINTS: dict[str, Violation] = {
    "letter_hold_complete": ("Waiting", {"claimed_until": AT + timedelta(minutes=5)}),
    "letter_one_end": ("Sent", {"given_up_at": AT}),
    "letter_key_not_empty": ("Waiting", {"key": ""}),
    "letter_bounced_after_sent": ("Waiting", {"bounced_at": AT}),
    "letter_part_waits": ("Waiting", {"gathered_in": 1}),
    "letter_part_not_secret": ("Secret", {"digest": True}),
}


def test_every_constraint_is_known_and_holds() -> None:
    assert silent_constraints(rows(), CONSTRAINTS, "letters") == []
