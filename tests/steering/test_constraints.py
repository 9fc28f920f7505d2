"""The database itself refuses what no action writes: every constraint of accompanying projects is violated once."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import BaseConstraint, F, UniqueConstraint

from strahlkraft.steering import models as tables
from tests.factories import steering as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY, BEFORE = date(2026, 11, 22), date(2020, 1, 1)


def rows() -> dict[str, Any]:
    """One sound row of every table that has a constraint; of handovers one for a region and one for a project."""
    idea = make.IdeaFactory()
    region = idea.region
    risk = make.RiskFactory()
    project = risk.project
    closure, handover = make.ClosureFactory(project=project), make.HandoverFactory(region=region)
    made: dict[str, Any] = {
        "Idea": idea,
        "BoardSession": make.BoardSessionFactory(region=region),
        "Application": make.ApplicationFactory(region=region),
        "CheckIn": make.CheckInFactory(project=project),
        "Milestone": make.MilestoneFactory(project=project),
        "Risk": risk,
        "Task": make.TaskFactory(project=project),
        "StoredFile": make.StoredFileFactory(project=project),
        "Closure": closure,
        "ClosureItem": make.ClosureItemFactory(closure=closure),
        "Position": make.PositionFactory(region=region),
        "Handover": handover,
        "Handover of a project": make.HandoverFactory(
            region=region, project=project, organisation=handover.organisation
        ),
        "Deadline": make.DeadlineFactory(region=region, rule="notice", derived_from="handover:1"),
    }
    facts: dict[str, dict[str, Any]] = {
        "CheckAnswer": {"idea": idea, "key": "beispiel"},
        "AgendaItem": {"session": made["BoardSession"], "idea": idea},
        "ApplicationStep": {"application": made["Application"], "state": "prepared", "on": DAY, "recorded_at": NOW},
        "StatusReport": {"checkin": made["CheckIn"], "content": {}, "sha256": "x", "published_at": NOW},
        "Forecast": {
            "milestone": made["Milestone"],
            "number": 1,
            "expected_on": DAY,
            "reason": "Beispiel",
            "stated_at": NOW,
        },
        "Decision": {"project": project, "on": DAY, "title": "Beispiel", "reason": "Beispiel", "recorded_at": NOW},
        "Snooze": {"actor_id": "user:1", "duty": "x", "until": DAY, "put_off_at": NOW},
        "SavedFilter": {"actor_id": "user:1", "name": "Beispiel", "saved_at": NOW},
    }
    return made | {name: getattr(tables, name).objects.create(**values) for name, values in facts.items()}


class Again:
    """The same row once more, with a code of its own."""


UNKNOWN = {"state": "?"}
LIGHTS = {"content_light": "green", "time_light": "green", "money_light": "green"}
CLOSED = {"state": "closed", "last_edited_by": "user:1"}
VIOLATIONS: dict[str, tuple[str, dict[str, Any] | Again]] = {
    "idea_state": ("Idea", UNKNOWN),
    "idea_cost_not_negative": ("Idea", {"estimated_cost": -1}),
    "idea_decided_with_reason": ("Idea", {"state": "refused", "decided_reason": ""}),
    "check_answer_once": ("CheckAnswer", Again()),
    "check_answer_known": ("CheckAnswer", {"answer": "?"}),
    "check_answer_with_reason": ("CheckAnswer", {"answer": "no"}),
    "session_state": ("BoardSession", UNKNOWN),
    "session_ends_later": ("BoardSession", {"ends_at": F("starts_at")}),
    "session_has_minutes": ("BoardSession", {"state": "minuted", "minuted_at": NOW}),
    "item_about_something": ("AgendaItem", {"idea": None}),
    "item_decision": ("AgendaItem", {"decision": "?", "votes_for": 1, "reason": "x"}),
    "item_decided_with_vote": ("AgendaItem", {"decision": "forward", "reason": "x"}),
    "idea_once_per_session": ("AgendaItem", Again()),
    "application_state": ("Application", UNKNOWN),
    "application_cost": ("Application", {"total_cost": -1}),
    "application_requested": ("Application", {"requested": -1}),
    "application_within_cost": ("Application", {"total_cost": 1, "requested": 2}),
    "application_period": ("Application", {"starts_on": DAY, "ends_on": BEFORE}),
    "application_step_state": ("ApplicationStep", UNKNOWN),
    "checkin_once_a_month": ("CheckIn", Again()),
    "checkin_state": ("CheckIn", UNKNOWN),
    "checkin_content_light": ("CheckIn", {"content_light": "?"}),
    "checkin_time_light": ("CheckIn", {"time_light": "?"}),
    "checkin_money_light": ("CheckIn", {"money_light": "?"}),
    "checkin_received_whole": ("CheckIn", LIGHTS | {"state": "received"}),
    "checkin_published_when": ("CheckIn", LIGHTS | {"state": "published", "received_at": NOW}),
    "checkin_dropped_why": ("CheckIn", {"state": "dropped"}),
    "status_report_once": ("StatusReport", Again()),
    "milestone_state": ("Milestone", UNKNOWN),
    "milestone_reached_when": ("Milestone", {"state": "reached"}),
    "milestone_dropped_why": ("Milestone", {"state": "dropped"}),
    "forecast_once": ("Forecast", Again()),
    "forecast_with_reason": ("Forecast", {"reason": ""}),
    "risk_state": ("Risk", UNKNOWN),
    "risk_ratings": ("Risk", {"impact": 6}),
    "risk_owned": ("Risk", {"owner": ""}),
    "task_state": ("Task", UNKNOWN),
    "task_done_when": ("Task", {"state": "done"}),
    "task_dropped_why": ("Task", {"state": "dropped"}),
    "decision_with_reason": ("Decision", {"reason": ""}),
    "stored_file_kind": ("StoredFile", {"kind": "?"}),
    "stored_file_of_one_thing": ("StoredFile", {"project": None}),
    "stored_file_hashed": ("StoredFile", {"sha256": ""}),
    "closure_once": ("Closure", Again()),
    "closure_state": ("Closure", UNKNOWN),
    "closure_closed_when": ("Closure", CLOSED | {"closed_by": "user:2"}),
    "closure_four_eyes": ("Closure", CLOSED | {"closed_by": "user:1", "closed_at": NOW}),
    "closure_item_once": ("ClosureItem", Again()),
    "closure_item_state": ("ClosureItem", UNKNOWN),
    "closure_item_ruled_out_why": ("ClosureItem", {"state": "not_applicable"}),
    "closure_item_settled_when": ("ClosureItem", {"state": "done", "settled_at": None}),
    "handover_once_per_project": ("Handover of a project", Again()),
    "handover_once_per_region": ("Handover", Again()),
    "handover_four_eyes": ("Handover", {"confirmed_by": F("named_by")}),
    "position_share": ("Position", {"share": 0}),
    "position_rate": ("Position", {"funded_rate": 101}),
    "position_period": ("Position", {"ends_on": BEFORE}),
    "deadline_state": ("Deadline", UNKNOWN),
    "deadline_target_not_later": ("Deadline", {"latest_on": BEFORE}),
    "deadline_typed_with_reason": ("Deadline", {"rule": "manual", "reason": ""}),
    "deadline_derived": ("Deadline", {"derived_from": ""}),
    "deadline_done_when": ("Deadline", {"state": "done"}),
    "deadline_once": ("Deadline", Again()),
    "snooze_once": ("Snooze", Again()),
    "saved_filter_once": ("SavedFilter", Again()),
    "saved_filter_named": ("SavedFilter", {"name": ""}),
}


def violate(made: dict[str, Any], name: str) -> Callable[[], object]:
    """What would break the constraint called ``name``."""
    table, change = VIOLATIONS[name]
    row = made[table]
    if isinstance(change, dict):
        return lambda: type(row).objects.filter(pk=row.pk).update(**change)
    values = {part.attname: getattr(row, part.attname) for part in row._meta.concrete_fields if part.name != "id"}
    fresh = {"code": "again"} if "code" in values else {}
    return lambda: type(row).objects.bulk_create([type(row)(**values | fresh)])


def lift_guards(table: str) -> None:
    """Until the transaction ends: the triggers speak before the constraints do (see ``test_guards``)."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        for (trigger,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {trigger}")


def is_named(row: Any, constraint: BaseConstraint, message: str) -> bool:
    """Whether the refusal is of this constraint: by its name, or by its columns where SQLite knows no more."""
    if f'"{constraint.name}"' in message:
        return True
    named = constraint.name
    if isinstance(constraint, UniqueConstraint):
        columns = [row._meta.get_field(part).column for part in constraint.fields]
        named = ", ".join(f"{row._meta.db_table}.{column}" for column in columns)
    return message.endswith(f"constraint failed: {named}")


def test_every_constraint_is_known_and_holds() -> None:
    constraints = {
        constraint.name: constraint
        for model in apps.get_app_config("steering").get_models()
        for constraint in model._meta.constraints
    }
    assert set(VIOLATIONS) == set(constraints)
    made, silent = rows(), []
    for name, constraint in constraints.items():
        row = made[VIOLATIONS[name][0]]
        try:
            with transaction.atomic():
                lift_guards(row._meta.db_table)
                violate(made, name)()
        except IntegrityError as error:
            if not is_named(row, constraint, str(error)):
                silent.append(f"{name}: {error}")
        else:
            silent.append(name)
    assert silent == []
