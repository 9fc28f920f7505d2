"""What may be done to the register; nothing else writes its tables."""

from strahlkraft.projects.actions.documents import add_document, remove_document
from strahlkraft.projects.actions.events import state_event
from strahlkraft.projects.actions.importing import import_programme
from strahlkraft.projects.actions.lifecycle import merge_projects, publish_project, withdraw_project
from strahlkraft.projects.actions.register import create_project, edit_project, state_truth

__all__ = [
    "add_document",
    "create_project",
    "edit_project",
    "import_programme",
    "merge_projects",
    "publish_project",
    "remove_document",
    "state_event",
    "state_truth",
    "withdraw_project",
]
