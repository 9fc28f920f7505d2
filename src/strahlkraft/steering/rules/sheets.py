"""What a spreadsheet of the office may say, how large it may be, and what of an import can be taken back (pure)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

MOST_BYTES = 8 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 400  # files inside a workbook
MOST_ROWS = 2000
MOST_COLUMNS = 120
MOST_CELLS = 40_000
"""Cells that say something; as many are read within seconds."""
LONGEST_CELL = 10_000  # characters
KEPT_FOR = timedelta(days=1)
"""How long an uploaded file waits for the next step."""
NEW, SKIP = "new", "skip"
"""Decisions on a row beside the slug of a project: make a draft of it, leave it out."""


class Field(StrEnum):
    """What a column may hold. ``KEEP`` is written back as it was, ``FORGET`` is not even kept."""

    KEEP = ""
    FORGET = "forget"
    IDENTIFIER = "identifier"
    SLUG = "slug"
    TITLE = "title"
    REGION = "region"
    SUMMARY = "summary"
    LEAD = "lead"
    MAILBOX = "mailbox"
    START = "start"
    END = "end"
    FUNDING = "funding"
    TOTAL_COST = "total_cost"
    PREPARATION_PLANNED = "preparation_planned"
    PREPARATION_ACTUAL = "preparation_actual"
    CONCEPTION_PLANNED = "conception_planned"
    CONCEPTION_ACTUAL = "conception_actual"
    IMPLEMENTATION_PLANNED = "implementation_planned"
    IMPLEMENTATION_ACTUAL = "implementation_actual"
    CLOSURE_PLANNED = "closure_planned"
    CLOSURE_ACTUAL = "closure_actual"
    TRANSFER_PLANNED = "transfer_planned"
    TRANSFER_ACTUAL = "transfer_actual"
    MILESTONE = "milestone"
    MILESTONE_EXPECTED = "milestone_expected"
    MILESTONE_REACHED = "milestone_reached"
    TASK = "task"
    TASK_DUE = "task_due"
    TASK_BODY = "task_body"
    RISK = "risk"
    RISK_PROBABILITY = "risk_probability"
    RISK_IMPACT = "risk_impact"
    RISK_OWNER = "risk_owner"
    RISK_MEASURE = "risk_measure"


PHASES = ("preparation", "conception", "implementation", "closure", "transfer")
AMOUNTS = frozenset({Field.FUNDING, Field.TOTAL_COST})
DATES = frozenset({Field.START, Field.END})
PHASE_DATES: Mapping[str, tuple[str, int]] = {
    f"{kind}_{name}": (kind, place) for kind in PHASES for place, name in enumerate(("planned", "actual"))
}
"""A phase's field: which phase, and 0 for planned, 1 for actual."""
PARTS: Mapping[Field, tuple[Field, ...]] = {
    Field.MILESTONE: (Field.MILESTONE_EXPECTED, Field.MILESTONE_REACHED),
    Field.TASK: (Field.TASK_DUE, Field.TASK_BODY),
    Field.RISK: (Field.RISK_PROBABILITY, Field.RISK_IMPACT, Field.RISK_OWNER, Field.RISK_MEASURE),
}
"""What comes in several per project: the name's field and the fields that belong to it."""
NEEDED: Mapping[Field, tuple[Field, ...]] = {
    Field.MILESTONE: (Field.MILESTONE_EXPECTED,),
    Field.TASK: (Field.TASK_DUE, Field.TASK_BODY),
    Field.RISK: (Field.RISK_PROBABILITY, Field.RISK_IMPACT, Field.RISK_OWNER),
}
"""Without which a new one cannot be made."""
ITEM_OF: Mapping[str, Field] = {str(field): name for name, parts in PARTS.items() for field in (name, *parts)}
LONGEST: Mapping[str, int] = {
    Field.TITLE: 250,
    Field.LEAD: 250,
    Field.SUMMARY: 5000,
    Field.MAILBOX: 254,
    Field.MILESTONE: 200,
    Field.TASK: 200,
    Field.TASK_BODY: 200,
    Field.RISK: 200,
    Field.RISK_OWNER: 200,
    Field.RISK_MEASURE: 4000,
}
"""Characters that fit."""
MOST_OF_A_KIND = 12
"""Milestones, tasks or risks in one row."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs. ``project`` is a slug, or ``row:17`` for a draft to be made; ``item`` names a milestone,
    task or risk. Old and new are plain texts: dates ``2021-09``, amounts ``1234.50``, empty for none.
    """

    project: str
    field: str
    old: str
    new: str
    item: str = ""
    cell: str = ""

    def reversed(self) -> "Change":
        """The counter-entry."""
        return Change(self.project, self.field, self.new, self.old, self.item, self.cell)


def mapping_problems(columns: Mapping[int, str]) -> list[Refusal]:
    """Each field stands in one column, and something says which project a row means."""
    refusals = []
    used: set[str] = set()
    for key in columns.values():
        if key and key != Field.FORGET and key in used:
            refusals.append(Refusal("twice", gettext_noop("Two columns are read as the same: choose one of them.")))
            break
        used.add(key)
    if not used & {Field.IDENTIFIER, Field.SLUG, Field.TITLE}:
        refusals.append(
            Refusal(
                "no_name",
                gettext_noop("Say which column names the project: its title, its identifier or its address."),
            )
        )
    return refusals


def file_problems(*, size: int, name: str) -> list[Refusal]:
    """Whether a file is taken in at all (``size`` in bytes)."""
    if size == 0:
        return [Refusal("empty", gettext_noop("The file is empty."), "file")]
    if size > MOST_BYTES:
        return [
            Refusal(
                "too_large",
                gettext_noop("The file has %(size)s MB; at most %(limit)s MB are possible. Nothing else is lost."),
                "file",
                {"size": f"{size / 1_048_576:.0f}", "limit": f"{MOST_BYTES / 1_048_576:.0f}"},
            )
        ]
    if not name.lower().endswith((".xlsx", ".csv", ".txt", ".tsv")):
        return [Refusal("wrong_type", gettext_noop("Please choose an XLSX or CSV file."), "file")]
    return []


@dataclass(frozen=True, slots=True)
class Undoing:
    """What taking an import back would do: counter-entries, and what stays with the reason."""

    changes: tuple[Change, ...]
    stays: tuple[tuple[Change, Refusal], ...]


def undoing(changes: Iterable[Change], now: Mapping[tuple[str, str, str], str], gone: Collection[str]) -> Undoing:
    """``now`` gives today's value by project, item and field; ``gone`` are projects no longer within reach.

    Only what nobody changed since is taken back. A milestone, task or risk that the import made goes as a whole.
    """
    back: list[Change] = []
    stays: list[tuple[Change, Refusal]] = []
    listed = tuple(changes)
    drafts = {change.project for change in listed if change.field == NEW}
    made = {(c.project, c.item, ITEM_OF[c.field]) for c in listed if ITEM_OF.get(c.field) == c.field}
    touched = {
        (c.project, c.item, ITEM_OF[c.field])
        for c in listed
        if c.field in ITEM_OF and now.get((c.project, c.item, c.field), "") != c.new
    }
    for change in listed:
        whole = (change.project, change.item, ITEM_OF.get(change.field, Field.KEEP))
        if whole in made and ITEM_OF[change.field] != change.field:
            continue
        differs = whole in touched or now.get((change.project, change.item, change.field), "") != change.new
        reason = _why_it_stays(change, gone=gone, drafts=drafts, differs=differs)
        if reason:
            stays.append((change, reason))
        else:
            back.append(change.reversed())
    return Undoing(tuple(back), tuple(stays))


def _why_it_stays(change: Change, *, gone: Collection[str], drafts: Collection[str], differs: bool) -> Refusal | None:
    if change.project in gone:
        return Refusal("gone", gettext_noop("This project is not within your reach any more."))
    if change.project in drafts:
        return Refusal(
            "draft", gettext_noop("The draft that was made stays in the register; merge it if it is not needed.")
        )
    if differs:
        return Refusal("changed", gettext_noop("Somebody has changed this since."))
    return None
