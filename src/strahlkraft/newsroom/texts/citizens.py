"""Words for feedback of citizens."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from strahlkraft.newsroom.rules.vocabulary import FeedbackState

STATES: Mapping[str, Promise] = {
    FeedbackState.UNCONFIRMED: _("Not confirmed yet"),
    FeedbackState.OPEN: _("Waiting for an answer"),
    FeedbackState.ANSWERED: _("Answered"),
    FeedbackState.CLOSED: _("Closed without an answer"),
}
ABOUT: Mapping[str, Promise] = {
    "site": _("This site"),
    "project": _("Project"),
    "region": _("Region"),
    "municipality": _("Municipality"),
}
VERBS: dict[str, Promise] = {
    "leave_feedback": _("feedback of a visitor taken in"),
    "confirm_feedback": _("feedback of a visitor confirmed"),
    "answer_feedback": _("feedback of a visitor answered"),
    "set_feedback_deadline": _("deadline for feedback set"),
    "close_feedback": _("feedback of a visitor closed with a reason"),
}
