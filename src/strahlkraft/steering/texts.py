"""The words of this room for people: closed lists and the deeds of the trail."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from strahlkraft.steering.rules.checkins import NO_ANSWER, Shine
from strahlkraft.steering.rules.life import RiskLevel
from strahlkraft.steering.rules.portfolio import ProjectPhase
from strahlkraft.steering.rules.sheets import Field as SheetField
from strahlkraft.steering.rules.vocabulary import (
    Answer,
    ApplicationState,
    BoardDecision,
    CheckInState,
    ClosureState,
    DeadlineState,
    FileKind,
    IdeaState,
    ItemState,
    Light,
    MilestoneState,
    RiskState,
    SessionState,
    TaskState,
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
    "set_reporting_contacts": _("mailboxes for check-ins set"),
    "request_checkins": _("check-ins asked for"),
    "remind_checkins": _("check-ins reminded of"),
    "receive_checkin": _("check-in sent"),
    "take_back_checkin": _("check-in taken back to change it"),
    "send_back_checkin": _("check-in sent back"),
    "review_checkins": _("check-ins looked through"),
    "publish_checkins": _("check-ins published"),
    "correct_report": _("published check-in corrected"),
    "drop_checkin": _("check-in dropped"),
    "note_checkin": _("note on a check-in written"),
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
    "add_milestone": _("milestone set up"),
    "rename_milestone": _("milestone put in other words"),
    "forecast_milestone": _("milestone expected on another day"),
    "reach_milestone": _("milestone reached"),
    "drop_milestone": _("milestone dropped"),
    "reopen_milestone": _("milestone opened again"),
    "open_risk": _("risk taken into the list"),
    "describe_risk": _("risk described"),
    "review_risk": _("risk rated"),
    "add_task": _("task agreed"),
    "change_task": _("task changed"),
    "finish_task": _("task done"),
    "drop_task": _("task dropped"),
    "reopen_task": _("task opened again"),
    "send_tasks": _("link to the tasks sent"),
    "keep_file": _("file kept in the record"),
    "replace_file": _("file replaced by a newer version"),
    "hide_file": _("file hidden"),
    "show_file": _("file shown again"),
    "record_decision": _("decision recorded"),
    "keep_sheet": _("spreadsheet handed in"),
    "apply_sheet": _("spreadsheet read in"),
    "undo_sheet": _("spreadsheet taken back"),
    "begin_closure": _("closing begun"),
    "set_closure_target": _("day of closing planned"),
    "finish_closure_item": _("line of the closing settled with evidence"),
    "rule_out_closure_item": _("line of the closing does not apply"),
    "reopen_closure_item": _("line of the closing opened again"),
    "close_closure": _("closing finished"),
    "add_deadline": _("deadline added"),
    "derive_deadline": _("deadline computed"),
    "finish_deadline": _("deadline met"),
    "reopen_deadline": _("deadline opened again"),
    "name_body": _("body named for what remains"),
    "confirm_body": _("body for what remains confirmed"),
    "take_handover_bundle": _("handover bundle taken along"),
    "add_position": _("post entered"),
    "change_position": _("post changed"),
    "put_off_duty": _("put off on the own list"),
    "take_up_duty": _("taken up again on the own list"),
    "save_filter": _("view of the portfolio kept"),
    "remove_filter": _("view of the portfolio removed"),
    "make_calendar_link": _("private address of the calendar made"),
    "end_calendar_link": _("private address of the calendar ended"),
}
"""What the trail says of each deed of this room."""
PROJECT_PHASES: Mapping[str, Promise] = {
    ProjectPhase.PREPARATION: _("Preparation"),
    ProjectPhase.RUNNING: _("Running"),
    ProjectPhase.FINAL: _("Final stretch"),
    ProjectPhase.ENDED: _("Term over"),
    ProjectPhase.CLOSING: _("In closing"),
    ProjectPhase.AFTERCARE: _("Closed"),
}
"""Where a project is as a whole, derived."""

CHECKIN_STATES: Mapping[str, Promise] = {
    CheckInState.REQUESTED: _("asked for"),
    CheckInState.REMINDED: _("reminded"),
    CheckInState.RECEIVED: _("answered"),
    CheckInState.REVIEWED: _("looked through"),
    CheckInState.PUBLISHED: _("published"),
    CheckInState.DROPPED: _("left out"),
}
"""Where a monthly check-in stands."""
LIGHTS: Mapping[str, Promise] = {
    Light.GREEN: _("green: on course"),
    Light.AMBER: _("amber: something is wrong, we get it back"),
    Light.RED: _("red: we need help"),
}
"""How things stand, for who chooses."""
SHINES: Mapping[str, Promise] = {
    Shine.RED: _("red"),
    Shine.AMBER: _("amber"),
    Shine.SILENT: _("grey: no word for 60 days"),
    Shine.UNKNOWN: _("not known"),
    Shine.GREEN: _("green"),
}
"""What a light shows today."""
DROPPED_BECAUSE: Mapping[str, Promise] = {NO_ANSWER: _("no answer before the next month was asked for")}
"""Reasons the machine gives; any other is a person's own sentence."""

MILESTONE_STATES: Mapping[str, Promise] = {
    MilestoneState.OPEN: _("open"),
    MilestoneState.REACHED: _("reached"),
    MilestoneState.DROPPED: _("given up"),
}
"""Where a milestone stands."""
RISK_STATES: Mapping[str, Promise] = {
    RiskState.OPEN: _("open"),
    RiskState.OCCURRED: _("has occurred"),
    RiskState.CLOSED: _("closed"),
}
"""Where a risk stands."""
RISK_LEVELS: Mapping[str, Promise] = {
    RiskLevel.LOW: _("low risk"),
    RiskLevel.MEDIUM: _("medium risk"),
    RiskLevel.HIGH: _("high risk"),
}
"""How heavy a risk is."""
RISK_DEEDS: Mapping[str, Promise] = {
    "occur": _("It has occurred"),
    "close": _("It can be closed"),
    "reopen": _("It is open again"),
}
"""What can become of a risk when it is looked at."""
PROBABILITIES: Mapping[int, Promise] = {
    1: _("very unlikely"),
    2: _("unlikely"),
    3: _("possible"),
    4: _("likely"),
    5: _("very likely"),
}
"""Steps of the probability of a risk."""
IMPACTS: Mapping[int, Promise] = {
    1: _("negligible"),
    2: _("small"),
    3: _("noticeable"),
    4: _("severe"),
    5: _("endangers the project"),
}
"""Steps of the impact of a risk."""
TASK_STATES: Mapping[str, Promise] = {
    TaskState.OPEN: _("open"),
    TaskState.DONE: _("settled"),
    TaskState.DROPPED: _("given up"),
}
"""Where a task stands."""
FILE_KINDS: Mapping[str, Promise] = {
    FileKind.APPLICATION: _("Application"),
    FileKind.NOTICE: _("Notice of the authority"),
    FileKind.CONTRACT: _("Contract"),
    FileKind.REPORT: _("Written report"),
    FileKind.MINUTES: _("Minutes"),
    FileKind.EVIDENCE: _("Evidence"),
    FileKind.CORRESPONDENCE: _("Correspondence"),
    FileKind.OTHER: _("Other"),
}
"""What a file of the record is."""

CLOSURE_STATES: Mapping[str, Promise] = {
    ClosureState.OPEN: _("being closed"),
    ClosureState.CLOSED: _("closing finished"),
}
"""Where a closing stands."""
ITEM_STATES: Mapping[str, Promise] = {
    ItemState.OPEN: _("open"),
    ItemState.DONE: _("settled"),
    ItemState.NOT_APPLICABLE: _("does not apply"),
}
"""Where a line of the closing stands."""
DEADLINE_STATES: Mapping[str, Promise] = {
    DeadlineState.OPEN: _("open"),
    DeadlineState.DONE: _("settled"),
    DeadlineState.LAPSED: _("lapsed"),
}
"""Where a deadline stands."""
LIGHT_NAMES: Mapping[str, Promise] = {
    "content_light": _("Content"),
    "time_light": _("Time"),
    "money_light": _("Money"),
}
"""What each light is about."""
CHECKIN_QUESTIONS: Mapping[str, Promise] = {
    "achieved": _("What was achieved since the last time?"),
    "next_steps": _("What comes next?"),
    "obstacles": _("What is in the way?"),
    "help_wanted": _("What do you need from the office?"),
    "reuse_news": _("Has anybody asked to reuse something?"),
    "text": _("In a few sentences for the report"),
}
"""What a check-in asks."""

SHEET_FIELDS: Mapping[str, Promise] = {
    SheetField.KEEP: _("not read in, kept as it is"),
    SheetField.FORGET: _("not read in and not kept"),
    SheetField.IDENTIFIER: _("Identifier"),
    SheetField.SLUG: _("Address part"),
    SheetField.TITLE: _("Project title"),
    SheetField.REGION: _("Home region"),
    SheetField.SUMMARY: _("Summary"),
    SheetField.LEAD: _("Lead"),
    SheetField.MAILBOX: _("Function mailbox"),
    SheetField.START: _("Start"),
    SheetField.END: _("End"),
    SheetField.FUNDING: _("Funding by the Land"),
    SheetField.TOTAL_COST: _("Total cost"),
    SheetField.PREPARATION_PLANNED: _("Preparation planned"),
    SheetField.PREPARATION_ACTUAL: _("Preparation reached"),
    SheetField.CONCEPTION_PLANNED: _("Conception planned"),
    SheetField.CONCEPTION_ACTUAL: _("Conception reached"),
    SheetField.IMPLEMENTATION_PLANNED: _("Implementation planned"),
    SheetField.IMPLEMENTATION_ACTUAL: _("Implementation reached"),
    SheetField.CLOSURE_PLANNED: _("Closure planned"),
    SheetField.CLOSURE_ACTUAL: _("Closure reached"),
    SheetField.TRANSFER_PLANNED: _("Transferability planned"),
    SheetField.TRANSFER_ACTUAL: _("Transferability reached"),
    SheetField.MILESTONE: _("Milestone"),
    SheetField.MILESTONE_EXPECTED: _("Milestone expected"),
    SheetField.MILESTONE_REACHED: _("Milestone reached"),
    SheetField.TASK: _("Task"),
    SheetField.TASK_DUE: _("Task due"),
    SheetField.TASK_BODY: _("Task of"),
    SheetField.RISK: _("Risk"),
    SheetField.RISK_PROBABILITY: _("Risk probability"),
    SheetField.RISK_IMPACT: _("Risk impact"),
    SheetField.RISK_OWNER: _("Risk looked after by"),
    SheetField.RISK_MEASURE: _("Risk measure"),
}
"""What a column of the office's spreadsheet can hold; also the heads of the sheet this house writes."""
