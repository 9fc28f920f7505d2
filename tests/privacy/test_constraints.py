"""The database itself refuses what no action writes: every constraint and every trigger of privacy is violated once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import F

from strahlkraft.privacy.models import DataWish, ForgettingRun
from tests.factories.constraints import Again, Bite, Gone, Violation, silent_constraints, silent_triggers
from tests.factories.privacy import AT, LATER

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 2)


def a_wish(code: str, *, open_: bool = True, **values: Any) -> DataWish:
    """A wish, confirmed or not."""
    confirmed = {"state": "open", "confirmed_at": AT, "answer_by": DAY}
    return DataWish.objects.create(
        code=code,
        wish="erasure",
        mailbox="zoe@beispiel.example",
        mailbox_hash="x",
        asked_at=AT,
        confirm_by=AT + LATER,
        **(confirmed if open_ else {}),
        **values,
    )


def rows() -> dict[str, Any]:
    """Sound rows in the moments in which their guards hold."""
    account = a_wish("konto", account="user:beispiel-1", settled_by="user:beispiel-2")
    done, refused = a_wish("getan"), a_wish("abgelehnt")
    DataWish.objects.filter(pk=done.pk).update(state="done", settled_at=AT)
    DataWish.objects.filter(pk=refused.pk).update(state="refused", settled_at=AT, reason="archive")
    for one in (done, refused):
        one.refresh_from_db()
    return {
        "Unconfirmed": a_wish("unbestaetigt", open_=False),
        "Open": a_wish("offen"),
        "Account": account,
        "Done": done,
        "Refused": refused,
        "Begun": ForgettingRun.objects.create(night=date(2026, 3, 3), at=AT),
        "Finished": ForgettingRun.objects.create(night=date(2026, 3, 2), at=AT, finished_at=AT),
    }


CONSTRAINTS: dict[str, Violation] = {
    "data_wish_kind": ("Open", {"wish": "?"}),
    "data_wish_state": ("Open", {"state": "?"}),
    "data_wish_open_has_a_deadline": ("Open", {"answer_by": None}),
    "data_wish_refused_with_reason": ("Refused", {"reason": ""}),
    "data_wish_reason": ("Refused", {"reason": "?"}),
    "data_wish_settled_by_another": ("Account", {"settled_by": F("account")}),
    "data_wish_settled_when": ("Done", {"settled_at": None}),
}
OTHERWISE: tuple[tuple[str, Violation], ...] = (
    ("data_wish_open_has_a_deadline", ("Open", {"confirmed_at": None})),
    ("data_wish_settled_when", ("Refused", {"settled_at": None})),
)
"""Constraints of several parts, by the other parts."""
TRIGGERS: dict[str, Bite] = {
    "privacy_datawish_begins": Bite(("Done", Again())),
    "privacy_datawish_moves": Bite(("Done", {"state": "open"})),
    "privacy_forgettingrun_unchanged": Bite(("Finished", {"counts": [{"table": "x", "rows": 1, "days": 1}]})),
    "privacy_forgettingrun_kept": Bite(("Begun", Gone())),
}


def test_every_constraint_is_known_and_holds() -> None:
    assert silent_constraints(rows(), CONSTRAINTS, "privacy") == []


def test_constraints_of_several_parts_hold_in_each() -> None:
    made = rows()
    for name, violation in OTHERWISE:
        found = silent_constraints(made, {name: violation}, "privacy")
        assert [one for one in found if not one.endswith("nobody violates it")] == [], violation


def test_every_trigger_is_known_and_refuses_alone() -> None:
    assert silent_triggers(rows(), TRIGGERS, "privacy") == []


@pytest.mark.parametrize("row", ["Begun", "Finished"])
def test_no_night_is_taken_out_of_the_protocol(row: str) -> None:
    bites = {"privacy_forgettingrun_kept": Bite((row, Gone()))}
    assert [one for one in silent_triggers(rows(), bites, "privacy") if "run_kept" in one] == []


@pytest.mark.parametrize(
    ("row", "state"),
    [("Unconfirmed", "done"), ("Unconfirmed", "refused"), ("Open", "unconfirmed"), ("Refused", "done")],
)
def test_a_wish_moves_only_along_its_table(row: str, state: str) -> None:
    change = {"state": state, "settled_at": AT, "reason": "archive"}
    found = silent_triggers(rows(), {"privacy_datawish_moves": Bite((row, change))}, "privacy")
    assert [one for one in found if "datawish_moves" in one] == []


def test_a_night_goes_on_until_it_is_finished_and_a_wish_is_forgotten() -> None:
    """What the guards let through: the counts of an unfinished night, its end, and wishes that are erased in time."""
    made = rows()
    run = made["Begun"]
    run.counts, run.finished_at = [{"table": "x", "rows": 1, "days": 1}], AT + timedelta(hours=1)
    run.save()
    assert DataWish.objects.filter(pk=made["Done"].pk).update(mailbox="", account="", note="") == 1
    assert DataWish.objects.filter(state="unconfirmed").delete()[0] == 1
