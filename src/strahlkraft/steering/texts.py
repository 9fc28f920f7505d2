"""The words of this room for people: closed lists and the deeds of the trail."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from strahlkraft.steering.rules.vocabulary import (
    Answer,
    ApplicationState,
    BoardDecision,
    IdeaState,
    SessionState,
)

IDEA_STATES: Mapping[str, Promise] = {
    IdeaState.DRAFT: _("not confirmed yet"),
    IdeaState.SUBMITTED: _("handed in"),
    IdeaState.CHECKED: _("checked"),
    IdeaState.ON_AGENDA: _("on the agenda"),
    IdeaState.FORWARDED: _("forwarded to the granting authority"),
    IdeaState.DEFERRED: _("deferred"),
    IdeaState.WORTHY: _("found worthy, without funds"),
    IdeaState.REFUSED: _("refused"),
    IdeaState.WITHDRAWN: _("withdrawn"),
    IdeaState.APPLIED: _("applied for"),
}
"""Where an idea stands."""
ANSWERS: Mapping[str, Promise] = {
    Answer.OPEN: _("open"),
    Answer.YES: _("yes"),
    Answer.NO: _("no"),
    Answer.NOT_APPLICABLE: _("does not apply"),
}
"""What the office found for one line of its checklist."""
SESSION_STATES: Mapping[str, Promise] = {
    SessionState.PLANNED: _("planned"),
    SessionState.INVITED: _("invited"),
    SessionState.HELD: _("held"),
    SessionState.MINUTED: _("minutes approved"),
    SessionState.CANCELLED: _("cancelled"),
}
"""Where a session of the board stands."""
DECISIONS: Mapping[str, Promise] = {
    BoardDecision.FORWARD: _("Forward to the granting authority"),
    BoardDecision.DEFER: _("Defer"),
    BoardDecision.WORTHY: _("Worthy, but no funds now"),
    BoardDecision.REFUSE: _("Refuse"),
}
"""What the board can decide about an idea."""
APPLICATION_STATES: Mapping[str, Promise] = {
    ApplicationState.PREPARED: _("in preparation"),
    ApplicationState.SUBMITTED: _("submitted to the authority"),
    ApplicationState.QUERIED: _("the authority asked back"),
    ApplicationState.GRANTED: _("granted"),
    ApplicationState.REFUSED: _("not granted"),
    ApplicationState.WITHDRAWN: _("withdrawn"),
}
"""Where an application stands."""
APPLICATION_DEEDS: Mapping[str, Promise] = {
    "submit": _("It was submitted to the authority"),
    "query": _("The authority asked back"),
    "answer": _("The question was answered"),
    "grant": _("It was granted"),
    "refuse": _("It was not granted"),
    "withdraw": _("It was withdrawn"),
}
"""What can happen to an application."""
COLUMNS: Mapping[str, Promise] = {
    "idea": _("Ideas"),
    "checked": _("Checked"),
    "agenda": _("On the agenda"),
    "decided": _("Decided"),
    "applied": _("Applied for"),
    "granted": _("Granted"),
}
"""The way from an idea to a grant."""
VERBS: Mapping[str, Promise] = {
    "hand_in_idea": _("idea handed in"),
    "enter_idea": _("idea entered by the office"),
    "change_idea": _("idea corrected"),
    "answer_checklist": _("checklist filled in"),
    "check_idea": _("idea checked"),
    "recheck_idea": _("check of the idea opened again"),
    "withdraw_idea": _("idea withdrawn"),
    "plan_session": _("session of the board planned"),
    "change_session": _("session of the board changed"),
    "add_agenda_item": _("put on the agenda"),
    "remove_agenda_item": _("taken off the agenda"),
    "order_agenda": _("agenda put in another order"),
    "invite_board": _("board invited"),
    "cancel_session": _("session of the board cancelled"),
    "hold_session": _("session of the board held"),
    "decide_idea": _("decision of the board written down"),
    "note_item": _("course of the discussion written down"),
    "write_minutes": _("minutes written"),
    "approve_minutes": _("minutes approved"),
    "begin_application": _("application begun"),
    "change_application": _("application changed"),
    "step_application": _("step of the application written down"),
    "grant_application": _("application granted"),
    "add_application_file": _("file added to the application"),
    "remove_application_file": _("file of the application taken off the list"),
}
"""What the trail says of each deed of this room."""
