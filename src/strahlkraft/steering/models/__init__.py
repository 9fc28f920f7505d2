"""Tables of this room, one file per area."""

from strahlkraft.steering.models.board import (
    AgendaItem,
    Application,
    ApplicationStep,
    BoardSession,
    CheckAnswer,
    Idea,
)
from strahlkraft.steering.models.checkins import CheckIn, ReportingContact, StatusReport
from strahlkraft.steering.models.closure import Closure, ClosureItem, Handover, Position
from strahlkraft.steering.models.duties import CalendarLink, Deadline, LastVisit, SavedFilter, Snooze
from strahlkraft.steering.models.life import (
    Decision,
    Forecast,
    Milestone,
    Risk,
    RiskRating,
    StoredFile,
    Task,
)
from strahlkraft.steering.models.sheets import SheetImport

__all__ = [
    "AgendaItem",
    "Application",
    "ApplicationStep",
    "BoardSession",
    "CalendarLink",
    "CheckAnswer",
    "CheckIn",
    "Closure",
    "ClosureItem",
    "Deadline",
    "Decision",
    "Forecast",
    "Handover",
    "Idea",
    "LastVisit",
    "Milestone",
    "Position",
    "ReportingContact",
    "Risk",
    "RiskRating",
    "SavedFilter",
    "SheetImport",
    "Snooze",
    "StatusReport",
    "StoredFile",
    "Task",
]
