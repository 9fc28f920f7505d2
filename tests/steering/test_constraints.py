"""The database itself refuses what no action writes: every constraint and every trigger of accompanying projects is violated once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import F

from strahlkraft.steering import models as tables
from tests.factories import steering as make
from tests.factories.constraints import Again, Bite, Gone, Violation, goes_along, silent_constraints, silent_triggers

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


UNKNOWN = {"state": "?"}
LIGHTS = {"content_light": "green", "time_light": "green", "money_light": "green"}
CLOSED = {"state": "closed", "last_edited_by": "user:1"}
VIOLATIONS: dict[str, Violation] = {
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


def test_every_constraint_is_known_and_holds() -> None:
    assert silent_constraints(rows(), VIOLATIONS, "steering") == []


RECEIVED = {"received_at": NOW, **LIGHTS}


def moments() -> dict[str, Any]:
    """Rows in the moments in which their guards hold, and what is never changed."""
    risk = make.RiskFactory()
    project, region = risk.project, risk.project.region
    written = {"minutes": "Beispiel", "minuted_at": NOW, "invited": "a@beispiel.example"}
    minuted: Any = make.BoardSessionFactory(region=region, state="minuted", **written)
    milestone = make.MilestoneFactory(project=project, state="reached", reached_on=DAY)
    application: Any = make.ApplicationFactory(region=region, state="submitted")
    checkin: Any = make.CheckInFactory(project=project, state="received", **RECEIVED)
    rating = {"probability": 3, "impact": 4, "state": "open", "rated_at": NOW}
    return {
        "Project": make.ProjectFactory(region=region),
        "Idea": make.IdeaFactory(region=region, state="checked"),
        "BoardSession": make.BoardSessionFactory(region=region, state="held"),
        "Minuted": minuted,
        "AgendaItem": tables.AgendaItem.objects.create(session=minuted, topic="Beispiel", frozen=True),
        "Application": application,
        "CheckIn": checkin,
        "Milestone": milestone,
        "Risk": make.RiskFactory(project=project, state="closed"),
        "Task": make.TaskFactory(project=project, state="done", done_on=DAY),
        "Closure": make.ClosureFactory(
            project=project, state="closed", last_edited_by="user:1", closed_by="user:2", closed_at=NOW
        ),
        "ClosureItem": make.ClosureItemFactory(state="done"),
        "Deadline": make.DeadlineFactory(region=region, state="lapsed"),
        "ApplicationStep": tables.ApplicationStep.objects.create(
            application=application, state="prepared", on=DAY, recorded_at=NOW
        ),
        "Forecast": tables.Forecast.objects.create(
            milestone=milestone, number=1, expected_on=DAY, reason="x", stated_by="Beispiel", stated_at=NOW
        ),
        "RiskRating": tables.RiskRating.objects.create(risk=risk, **rating),
        "Decision": tables.Decision.objects.create(project=project, on=DAY, title="x", reason="x", recorded_at=NOW),
        "StatusReport": tables.StatusReport.objects.create(checkin=checkin, content={}, sha256="x", published_at=NOW),
    }


FROZEN: dict[str, dict[str, Any]] = {
    "ApplicationStep": {"on": BEFORE},
    "Forecast": {"reason": "anders"},
    "RiskRating": {"impact": 1},
    "Decision": {"reason": "anders"},
    "StatusReport": {"sha256": "anders"},
    "Minuted": {"minutes": "anders"},
    "AgendaItem": {"note": "anders"},
}
"""Rows that stay as they are, by the change nobody may make."""
BACK: dict[str, str] = {
    "Idea": "applied",
    "BoardSession": "planned",
    "Application": "prepared",
    "CheckIn": "requested",
    "Milestone": "dropped",
    "Risk": "occurred",
    "Task": "dropped",
    "Closure": "open",
    "ClosureItem": "not_applicable",
    "Deadline": "done",
}
"""Where no way leads from the row's state."""
NEEDS: dict[str, dict[str, Any]] = {
    "Milestone": {"reason": "x"},
    "Task": {"reason": "x"},
    "ClosureItem": {"reason": "x"},
    "Deadline": {"done_at": NOW},
}
"""What a constraint asks for in that state."""


def triggers(made: dict[str, Any]) -> dict[str, Bite]:
    """Which deed each trigger refuses."""

    def table(name: str) -> str:
        return str(made[name]._meta.db_table)

    other: dict[str, dict[str, Any]] = {
        "CheckIn": {"month": BEFORE},
        "Closure": {"project_id": made["Project"].pk},
        "ClosureItem": {"key": "anders"},
    }
    found = {f"{table(name)}_unchanged": Bite((name, change)) for name, change in FROZEN.items()}
    found |= {f"{table(name)}_kept": Bite((name, Gone())) for name in FROZEN}
    found |= {f"{table(name)}_begins": Bite((name, Again(other.get(name, {})))) for name in BACK}
    return found | {
        f"{table(name)}_moves": Bite((name, {"state": state} | NEEDS.get(name, {}))) for name, state in BACK.items()
    }


def test_every_trigger_is_known_and_refuses_alone() -> None:
    made = moments()
    assert silent_triggers(made, triggers(made), "steering") == []


def test_of_a_forecast_the_name_goes_and_nothing_with_it() -> None:
    assert goes_along(moments()["Forecast"], "stated_by") == []


def test_of_minutes_the_invited_go_and_nothing_with_them() -> None:
    assert goes_along(moments()["Minuted"], "invited") == []
