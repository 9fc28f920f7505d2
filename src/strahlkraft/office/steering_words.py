"""What the trail says of accompanying projects, in words: fields and values. Each area of the steering room adds its own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from strahlkraft.steering import texts

LABELS: Mapping[str, Any] = {
    "checkin_state": gettext_lazy("State of the check-in"),
    "month": gettext_lazy("Month"),
    "projects": gettext_lazy("Projects"),
    "copied": gettext_lazy("Copied to the lead body and the office"),
    "paused": gettext_lazy("Pausing"),
    "reports": gettext_lazy("Published, with checksums"),
    **texts.LIGHT_NAMES,
    "sha256": gettext_lazy("Checksum (SHA-256)"),
    "milestone": gettext_lazy("Milestone"),
    "milestone_state": gettext_lazy("State of the milestone"),
    "planned_on": gettext_lazy("Planned for"),
    "expected_on": gettext_lazy("Expected on"),
    "reached_on": gettext_lazy("Reached on"),
    "risk": gettext_lazy("Risk"),
    "risk_state": gettext_lazy("State of the risk"),
    "probability": gettext_lazy("Probability"),
    "impact": gettext_lazy("Impact"),
    "owner": gettext_lazy("In charge"),
    "measure": gettext_lazy("What is done about it"),
    "review_on": gettext_lazy("Look again on"),
    "task": gettext_lazy("Task"),
    "task_state": gettext_lazy("State of the task"),
    "for_name": gettext_lazy("Who does it"),
    "due_on": gettext_lazy("Due on"),
    "done_on": gettext_lazy("Done on"),
    "detail": gettext_lazy("Details"),
    "told": gettext_lazy("Link sent"),
    "file": gettext_lazy("File"),
    "file_kind": gettext_lazy("Kind"),
    "hidden": gettext_lazy("Hidden"),
    "decision": gettext_lazy("Decision"),
    "decided_by": gettext_lazy("By which body"),
    "corrects": gettext_lazy("Corrects"),
}
VALUES: Mapping[str, Mapping[str, Any]] = {
    "checkin_state": texts.CHECKIN_STATES,
    **dict.fromkeys(texts.LIGHT_NAMES, texts.SHINES),
    "milestone_state": texts.MILESTONE_STATES,
    "risk_state": texts.RISK_STATES,
    "task_state": texts.TASK_STATES,
    "file_kind": texts.FILE_KINDS,
}
