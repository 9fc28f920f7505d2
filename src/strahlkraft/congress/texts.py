"""Words for the closed lists of this room and for its deeds, in the language of the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strahlkraft.congress.rules.occasions import Common
from strahlkraft.congress.rules.vocabulary import (
    BlockKind,
    Channel,
    ClockState,
    ContactOrigin,
    ContactState,
    CrewRole,
    HostRole,
    InvitationState,
    ItemKind,
    ItemState,
    LiveKind,
    Mode,
    NoticeKind,
    OccasionKind,
    OccasionState,
    PairKind,
    PitchKind,
    PitchMode,
    PitchState,
    PlanOrigin,
    QuestionState,
    RecordingKind,
    RegistrationState,
    RunPurpose,
    RunState,
    Visibility,
    VoteSide,
)
from strahlkraft.reuse import texts as reuse

OCCASION_KINDS: Mapping[str, Any] = {
    OccasionKind.CONGRESS: _("Congress"),
    OccasionKind.JOINT_EVENT: _("Joint event"),
    OccasionKind.BOARD_SESSION: _("Board session"),
    OccasionKind.MEETING: _("Meeting"),
    OccasionKind.PRESENTATION: _("Presentation"),
}
MODES: Mapping[str, Any] = {
    Mode.ONSITE: _("on site"),
    Mode.ONLINE: _("online"),
    Mode.HYBRID: _("on site and online"),
}
VISIBILITIES: Mapping[str, Any] = {
    Visibility.PUBLIC: _("everybody"),
    Visibility.INTERNAL: _("people with an account"),
}
OCCASION_STATES: Mapping[str, Any] = {
    OccasionState.DRAFT: _("in preparation"),
    OccasionState.ANNOUNCED: _("announced"),
    OccasionState.CANCELLED: _("cancelled"),
}
HOST_ROLES: Mapping[str, Any] = {
    HostRole.HOST: _("host"),
    HostRole.CO_HOST: _("co-host"),
}
COLLISIONS: Mapping[str, Any] = {
    Common.HOSTS: _("the same host"),
    Common.REGION: _("the same region"),
    Common.AUDIENCE: _("the same audience"),
}
"""What two events at the same time share."""
NOTICE_KINDS: Mapping[str, Any] = {
    NoticeKind.CHANGE: _("change"),
    NoticeKind.CANCELLATION: _("cancellation"),
}
CREW_ROLES: Mapping[str, Any] = {
    CrewRole.REVIEWER: _("reviewer"),
    CrewRole.JURY: _("jury"),
    CrewRole.MODERATOR: _("moderator"),
    CrewRole.TECHNICIAN: _("technician"),
    CrewRole.DOOR: _("door"),
}
PITCH_KINDS: Mapping[str, Any] = {
    PitchKind.PITCH: _("pitch"),
    PitchKind.KEYNOTE: _("keynote"),
}
PITCH_MODES: Mapping[str, Any] = {
    PitchMode.ONSITE: _("on stage"),
    PitchMode.REMOTE: _("by video link"),
}
PITCH_STATES: Mapping[str, Any] = {
    PitchState.DRAFT: _("draft"),
    PitchState.SUBMITTED: _("handed in"),
    PitchState.ACCEPTED: _("place offered"),
    PitchState.WAITING: _("on the waiting list"),
    PitchState.REJECTED: _("not selected"),
    PitchState.CONFIRMED: _("confirmed"),
    PitchState.DECLINED: _("place declined"),
    PitchState.WITHDRAWN: _("withdrawn"),
}
INVITATION_STATES: Mapping[str, Any] = {
    InvitationState.INVITED: _("invited"),
    InvitationState.ACCEPTED: _("agreed"),
    InvitationState.DECLINED: _("declined"),
}
PAIR_KINDS: Mapping[str, Any] = {
    PairKind.APART: _("never at the same time"),
    PairKind.RATHER_APART: _("rather not at the same time"),
    PairKind.BEFORE: _("the first before the second"),
}
BLOCK_KINDS: Mapping[str, Any] = {
    BlockKind.PITCHES: _("pitches"),
    BlockKind.KEYNOTE: _("keynote"),
    BlockKind.BREAK: _("break"),
    BlockKind.OTHER: _("other"),
}
PLAN_ORIGINS: Mapping[str, Any] = {
    PlanOrigin.HAND: _("by hand"),
    PlanOrigin.PLANNER: _("by the planner"),
}
RUN_PURPOSES: Mapping[str, Any] = {
    RunPurpose.PLAN: _("best programme"),
    RunPurpose.REPLAN: _("fewest moves"),
}
RUN_STATES: Mapping[str, Any] = {
    RunState.QUEUED: _("waiting to start"),
    RunState.RUNNING: _("planning"),
    RunState.DONE: _("finished"),
    RunState.STOPPED: _("stopped"),
    RunState.FAILED: _("failed"),
}
CHANNELS: Mapping[str, Any] = {
    Channel.ONSITE: _("on site"),
    Channel.ONLINE: _("online"),
}
REGISTRATION_STATES: Mapping[str, Any] = {
    RegistrationState.DRAFT: _("not confirmed yet"),
    RegistrationState.CONFIRMED: _("registered"),
    RegistrationState.WAITING: _("on the waiting list"),
    RegistrationState.CANCELLED: _("cancelled"),
}
VOTE_SIDES: Mapping[str, Any] = {
    VoteSide.JURY: _("jury"),
    VoteSide.AUDIENCE: _("audience"),
}
CLOCK_STATES: Mapping[str, Any] = {
    ClockState.IDLE: _("not started"),
    ClockState.RUNNING: _("running"),
    ClockState.HELD: _("on hold"),
    ClockState.ENDED: _("ended"),
}
ITEM_KINDS: Mapping[str, Any] = {
    ItemKind.INTRO: _("introduction"),
    ItemKind.PITCH: _("pitch"),
    ItemKind.KEYNOTE: _("keynote"),
    ItemKind.BREAK: _("break"),
    ItemKind.RESERVE: _("reserve"),
}
ITEM_STATES: Mapping[str, Any] = {
    ItemState.WAITING: _("to come"),
    ItemState.ON: _("on stage"),
    ItemState.DONE: _("over"),
    ItemState.SKIPPED: _("skipped"),
}
LIVE_KINDS: Mapping[str, Any] = {
    LiveKind.CLOCK: _("clock"),
    LiveKind.QUESTION: _("question"),
    LiveKind.APPLAUSE: _("applause"),
    LiveKind.VOTE: _("vote"),
    LiveKind.PROGRAMME: _("programme"),
    LiveKind.NOTICE: _("notice"),
}
QUESTION_STATES: Mapping[str, Any] = {
    QuestionState.WAITING: _("waiting"),
    QuestionState.SHOWN: _("shown"),
    QuestionState.ANSWERED: _("answered"),
    QuestionState.DECLINED: _("declined"),
}
CONTACT_STATES: Mapping[str, Any] = {
    ContactState.DRAFT: _("not confirmed yet"),
    ContactState.CONFIRMED: _("passed on"),
    ContactState.REQUESTED: _("became a request"),
}
CONTACT_ORIGINS: Mapping[str, Any] = {
    ContactOrigin.HALL: _("in the hall"),
    ContactOrigin.ONLINE: _("online"),
    ContactOrigin.PAGE: _("on the pitch's page"),
}
RECORDING_KINDS: Mapping[str, Any] = {
    RecordingKind.VIDEO: _("recording"),
    RecordingKind.SLIDES: _("slides"),
    RecordingKind.PAGE: _("page"),
}
PLAN_DEEDS: Mapping[str, Any] = {
    "place": _("pitch placed"),
    "take_out": _("pitch taken out"),
    "swap": _("two pitches swapped"),
    "pin": _("pitch pinned"),
    "unpin": _("pitch unpinned"),
    "lock": _("block locked"),
    "unlock": _("block unlocked"),
    "adopt": _("proposal of the planner taken over"),
    "import": _("read from a file"),
}
"""What a step of a plan did."""
CHANGE_KINDS: Mapping[str, Any] = {
    "added": _("new in the programme"),
    "removed": _("does not take place"),
    "moved": _("moved"),
    "changed": _("changed"),
}
"""What a version of the programme does with a pitch."""
FUNNEL: Mapping[str, tuple[Any, Any]] = {
    "contacts": (
        _("Contacts"),
        _("Wishes for contact at a pitch of this event, confirmed by the link in the mail."),
    ),
    "requests": (_("Requests for reuse"), _("Contacts that became a request for reuse.")),
    "answered": (_("Answered"), _("Of these, requests with a first answer.")),
    "cases": (_("Reuse cases"), _("Of these, requests that became a reuse case.")),
    "in_operation": (_("In operation"), _("Of these, cases in operation, confirmed by the reusing body.")),
}
"""The steps of the chain from a contact to a reuse, each with how it is counted."""
FEATURES: Mapping[str, Any] = {
    "stepfree": _("step-free"),
    "demo_table": _("demonstration table"),
    "led_wall": _("LED wall"),
    "sound": _("sound from a laptop"),
    "internet": _("wired internet"),
    "induction_loop": _("induction loop"),
}
"""What a stage can have and a pitch can need."""
ACCESS_NEEDS: Mapping[str, Any] = {
    "wheelchair": _("place for a wheelchair"),
    "sign_language": _("sign language"),
    "captions": _("captions"),
    "induction_loop": _("induction loop"),
    "large_print": _("large print"),
    "assistance_dog": _("assistance dog"),
    "quiet_room": _("quiet room"),
}
"""What people who come can ask for."""


def marked(name: str, *, demonstration: bool) -> str:
    """The name as calendars, feeds and the register carry it, which draw no mark: what is invented says so itself."""
    word = gettext("Example")
    return f"{word}: {name}" if demonstration and word.casefold() not in name.casefold() else name


# Deeds in words, those of the rooms below among them; for pages, feeds and the trail. Each area adds its own.
VERBS: Mapping[str, Any] = {
    **reuse.VERBS,
    "create_occasion": _("event begun"),
    "edit_occasion": _("event changed"),
    "announce_occasion": _("event announced"),
    "cancel_occasion": _("event cancelled"),
    "tell_occasion": _("participants told something"),
    "take_up_occasion": _("event of the register taken up"),
    "add_crew": _("crew member added"),
    "end_crew": _("link of a crew member ended"),
    "send_crew_link": _("link sent once more"),
    "save_call": _("call for pitches saved"),
    "begin_pitch": _("pitch begun"),
    "hand_in_pitch": _("pitch handed in"),
    "hand_in_on_behalf": _("pitch handed in by the organisers"),
    "import_pitches": _("pitches read from a file"),
    "change_pitch": _("pitch changed"),
    "withdraw_pitch": _("pitch withdrawn"),
    "invite_speaker": _("somebody asked to speak"),
    "uninvite_speaker": _("somebody taken off the pitch"),
    "agree_to_speak": _("agreed to speak"),
    "decline_to_speak": _("declined to speak"),
    "describe_speaker": _("speaker's details changed"),
    "write_review": _("review written"),
    "discuss_pitch": _("word in the discussion"),
    "decide_pitches": _("pitches decided"),
    "move_on_waiting_list": _("moved on the waiting list"),
    "send_decisions": _("letters with decisions sent"),
    "confirm_pitch": _("place confirmed"),
    "decline_place": _("place declined"),
    "lapse_place": _("place not confirmed in time"),
    "remind_to_confirm": _("reminded of the confirmation"),
    "hand_in_slides": _("slides handed in"),
    "remind_of_slides": _("reminded of the slides"),
    "save_prize": _("prize saved"),
    "vote": _("vote given"),
    "publish_tally": _("tally of a prize published"),
    "save_stage": _("stage saved"),
    "remove_stage": _("stage removed"),
    "make_blocks": _("blocks made"),
    "save_block": _("block saved"),
    "remove_block": _("block removed"),
    "save_topic": _("topic saved"),
    "remove_topic": _("topic removed"),
    "save_pair": _("rule on two pitches saved"),
    "remove_pair": _("rule on two pitches removed"),
    "save_planning_rules": _("rules of planning saved"),
    "create_plan": _("plan begun"),
    "choose_plan": _("plan chosen"),
    "rename_plan": _("plan renamed"),
    "change_plan": _("plan changed"),
    "undo_plan": _("change of the plan undone"),
    "redo_plan": _("change of the plan done again"),
    "start_planning": _("planner started"),
    "stop_planning": _("planner stopped"),
    "adopt_plan": _("proposal of the planner taken over"),
    "relax_planning": _("rule loosened for the planner"),
    "publish_programme": _("programme published"),
    "import_programme": _("programme read from a file"),
    "confirm_registration": _("registration confirmed"),
    "change_registration": _("registration changed"),
    "switch_registration": _("changed between on site and online"),
    "cancel_registration": _("registration cancelled"),
    "set_seats": _("seats and dates of registration set"),
    "check_in": _("somebody came in"),
    "send_waiting_online": _("waiting list sent online"),
    "take_participants": _("list of participants taken out"),
    "take_badges": _("badges printed"),
    "confirm_contact": _("contact confirmed"),
    "make_contact_a_request": _("contact made a request for reuse"),
    "add_recording": _("recording linked"),
    "remove_recording": _("recording taken off"),
    "set_chapters": _("video cut into chapters"),
    "send_thanks": _("thanks sent"),
    "take_over_programme": _("running order made from the programme"),
    "run_stage": _("pad pressed"),
    "moderate_question": _("question decided on"),
    "play_demonstration": _("invented congress played"),
}
