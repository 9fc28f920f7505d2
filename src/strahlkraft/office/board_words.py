"""What deeds on ideas, sessions of the board and applications keep in the trail, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from strahlkraft.steering import texts

LABELS: Mapping[str, Any] = {
    "body": gettext_lazy("Body that hands it in"),
    "estimated_cost": gettext_lazy("Estimated cost in euros"),
    "idea": gettext_lazy("Idea"),
    "item": gettext_lazy("Item of the agenda"),
    "items": gettext_lazy("Items of the agenda"),
    "position": gettext_lazy("Place on the agenda"),
    "letters": gettext_lazy("Letters"),
    "decision": gettext_lazy("Decision"),
    "votes": gettext_lazy("In favour, against, abstentions"),
    "voting": gettext_lazy("Votes present"),
    "recipient": gettext_lazy("Who is to receive the grant"),
    "total_cost": gettext_lazy("Total cost in euros"),
    "requested": gettext_lazy("Grant applied for in euros"),
    "starts_on": gettext_lazy("Start applied for"),
    "ends_on": gettext_lazy("End applied for"),
    "due_on": gettext_lazy("To be submitted by"),
    "reference": gettext_lazy("File reference of the authority"),
    "on": gettext_lazy("On"),
}
STATES: Mapping[str, Any] = {**texts.SESSION_STATES, **texts.APPLICATION_STATES, **texts.IDEA_STATES}
"""States as the trail says them; where several things have one of the same name, the words of the idea win."""
VALUES: Mapping[str, Mapping[str, Any]] = {"decision": texts.DECISIONS}
