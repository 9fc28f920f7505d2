"""What steering keeps of people (pure): who handed in an idea, who was invited, who said what, what people keep for themselves."""

from collections.abc import Mapping
from datetime import timedelta

from strahlkraft.kernel.personal import GONE, Basis, Personal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.board import ENDED, KEEP_ENDED
from strahlkraft.steering.rules.vocabulary import IdeaState

KEEP_LISTS = timedelta(days=366)
_IDEAS = gettext_noop("Answering whoever handed in an idea.")
_BOARD = gettext_noop("Inviting the members of the board.")
_SAID = gettext_noop("Knowing who said it, so that colleagues can ask.")
_OWN = gettext_noop("What somebody keeps for themselves to work: put off, seen, saved.")
_RECORD = gettext_noop("As long as the record it belongs to; on request the name goes and the record stays.")
_OWN_END = gettext_noop("Until its owner removes it or the account is closed.")
_OFFICE = gettext_noop("project office of the region")

KEPT: tuple[Personal, ...] = (
    Personal(
        table="steering.Idea",
        columns={"mailbox": ""},
        purpose=_IDEAS,
        basis=Basis.CONTRACT,
        mailbox="mailbox",
        where={"state__in": sorted(str(state) for state in ENDED)},
        since="changed_at",
        erase_after=KEEP_ENDED,
        erased_by="steering.actions.ideas.forget_people",
        shown=("title", "body", "state", "opened_at"),
        recipients=(_OFFICE,),
    ),
    Personal(
        table="steering.Idea",
        columns={"mailbox": ""},
        purpose=_IDEAS,
        basis=Basis.CONTRACT,
        mailbox="mailbox",
        where={"state__in": sorted(state.value for state in IdeaState if state not in ENDED)},
        kept_because=gettext_noop("As long as the idea is on its way; its sender is told what becomes of it."),
        shown=("title", "body", "state", "opened_at"),
        recipients=(_OFFICE,),
    ),
    Personal(
        table="steering.ReportingContact",
        columns={},
        purpose=gettext_noop("Asking a project for its monthly word."),
        basis=Basis.PUBLIC_TASK,
        mailbox="mailbox",
        removed=True,
        kept_because=gettext_noop("A function mailbox; it stays as long as the project reports."),
        shown=("project", "mailbox"),
    ),
    Personal(
        table="steering.BoardSession",
        columns={"invited": ""},
        purpose=_BOARD,
        basis=Basis.PUBLIC_TASK,
        lines=("invited",),
        where={"state": "minuted"},
        kept_because=_RECORD,
        shown=("title", "starts_at"),
        secret=("invited",),
    ),
    Personal(
        table="steering.BoardSession",
        columns={},
        purpose=_BOARD,
        basis=Basis.PUBLIC_TASK,
        lines=("invited",),
        where={"state__in": ["planned", "invited", "held", "cancelled"]},
        kept_because=_RECORD,
        shown=("title", "starts_at"),
        secret=("invited",),
    ),
    Personal(
        table="steering.Handover",
        columns={},
        purpose=gettext_noop("Knowing which body answers for a closed project."),
        basis=Basis.PUBLIC_TASK,
        mailbox="mailbox",
        kept_because=gettext_noop(
            "A function mailbox that answers for a closed project; the office names another body before it goes."
        ),
        shown=("project", "mailbox", "from_on"),
        recipients=(gettext_noop("everybody: it is published"),),
    ),
    Personal(
        table="steering.Forecast",
        columns={"stated_by": ""},
        purpose=_SAID,
        basis=Basis.PUBLIC_TASK,
        label="stated_by",
        label_at="stated_at",
        kept_because=_RECORD,
        shown=("stated_at", "expected_on"),
        recipients=(_OFFICE,),
    ),
    Personal(
        table="steering.ClosureItem",
        columns={"settled_by": GONE},
        purpose=_SAID,
        basis=Basis.PUBLIC_TASK,
        label="settled_by",
        label_at="settled_at",
        kept_because=_RECORD,
        shown=("key", "settled_at"),
        recipients=(_OFFICE,),
    ),
    Personal(
        table="steering.SheetImport",
        columns={"applied_by": GONE},
        purpose=_SAID,
        basis=Basis.PUBLIC_TASK,
        label="applied_by",
        label_at="applied_at",
        mentions=("changes",),
        kept_because=_RECORD,
        shown=("name", "applied_at"),
        recipients=(_OFFICE,),
    ),
    Personal(
        table="steering.Snooze",
        columns={},
        purpose=_OWN,
        basis=Basis.PUBLIC_TASK,
        actor="actor_id",
        removed=True,
        since="until",
        erase_after=KEEP_LISTS,
        shown=("duty", "until"),
    ),
    Personal(
        table="steering.LastVisit",
        columns={},
        purpose=_OWN,
        basis=Basis.PUBLIC_TASK,
        actor="actor_id",
        removed=True,
        since="at",
        erase_after=KEEP_LISTS,
        shown=("at", "before"),
    ),
    Personal(
        table="steering.SavedFilter",
        columns={},
        purpose=_OWN,
        basis=Basis.PUBLIC_TASK,
        actor="actor_id",
        removed=True,
        kept_because=_OWN_END,
        shown=("name", "query", "saved_at"),
    ),
    Personal(
        table="steering.CalendarLink",
        columns={},
        purpose=_OWN,
        basis=Basis.PUBLIC_TASK,
        actor="actor_id",
        removed=True,
        kept_because=_OWN_END,
        shown=("made_at",),
        secret=("code",),
    ),
)
ACTED: Mapping[str, tuple[str, ...]] = {
    "steering.BoardSession": ("minutes_written_by",),
    "steering.CheckIn": ("reviewed_by",),
    "steering.Closure": ("closed_by", "last_edited_by"),
    "steering.Handover": ("named_by", "confirmed_by"),
}
NOT_PEOPLE: Mapping[str, str] = {
    "steering.Risk.owner": "a function or body, never a person's name",
    "steering.Task.for_name": "names a body",
    "steering.Decision.decided_by": "names a body",
    "steering.Position.label": "names a post, never who holds it",
    "steering.Idea.body": "names a body",
}
OF_THINGS: Mapping[str, str] = {
    "steering.Idea": "code link_code need solution benefit language decided_reason",
    "steering.CheckAnswer": "key answer note",
    "steering.BoardSession": "code place state minutes present",
    "steering.AgendaItem": "topic decision reason note",
    "steering.Application": "code title recipient reference state",
    "steering.ApplicationStep": "state note",
    "steering.CheckIn": (
        "code state content_light time_light money_light achieved next_steps obstacles help_wanted reuse_news "
        "text draft office_note drop_reason"
    ),
    "steering.StatusReport": "content sha256",
    "steering.Milestone": "code title state reason",
    "steering.Forecast": "reason",
    "steering.Risk": "code title measure state",
    "steering.RiskRating": "state note",
    "steering.Task": "code title detail state reason",
    "steering.Decision": "title reason",
    "steering.StoredFile": "code kind title file media_type sha256",
    "steering.Closure": "code recipient state",
    "steering.ClosureItem": "state reason evidence",
    "steering.Handover": "note",
    "steering.Deadline": "title rule derived_from reason state edition citation inputs",
    "steering.SheetImport": "code sha256 mapping",
}
