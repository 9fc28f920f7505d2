"""Reuse cases: from contact to operation, told by both sides; what counts.

Source: REUSE.md (Request and case; the reuse case as a confirmed record).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.vocabulary import CaseState, DropReason, Side

ROAD = (
    CaseState.IN_CONTACT,
    CaseState.EVALUATING,
    CaseState.DECIDED,
    CaseState.INTRODUCING,
    CaseState.IN_OPERATION,
)
PUBLIC_STATES = frozenset({CaseState.INTRODUCING, CaseState.IN_OPERATION, CaseState.ENDED})
TEXT_LIMIT = 4_000

# A step may skip others (a pilot that simply goes on), go back one (evaluated again), or end.
TRANSITIONS: Mapping[str, frozenset[str]] = {
    CaseState.NAMED: frozenset({*ROAD, CaseState.DROPPED, CaseState.ENDED}),
    CaseState.IN_CONTACT: frozenset({*ROAD[1:], CaseState.DROPPED}),
    CaseState.EVALUATING: frozenset({CaseState.IN_CONTACT, *ROAD[2:], CaseState.DROPPED}),
    CaseState.DECIDED: frozenset({CaseState.EVALUATING, *ROAD[3:], CaseState.DROPPED}),
    CaseState.INTRODUCING: frozenset({CaseState.DECIDED, CaseState.IN_OPERATION, CaseState.DROPPED}),
    CaseState.IN_OPERATION: frozenset({CaseState.INTRODUCING, CaseState.ENDED}),
    CaseState.DROPPED: frozenset({CaseState.IN_CONTACT}),  # taken up again
    CaseState.ENDED: frozenset({CaseState.INTRODUCING, CaseState.IN_OPERATION}),
}


@dataclass(frozen=True, slots=True)
class StepReport:
    """One side says where the case stands since ``on``."""

    state: str
    on: date
    reason: str = ""
    text: str = ""


def may_step(state: str, report: StepReport, *, opened_on: date, today: date) -> list[Refusal]:
    """Whether a step fits: a known way, a date that is not in the future, a reason when it ends."""
    refusals = []
    if report.state not in set(CaseState) or report.state not in TRANSITIONS[CaseState(state)]:
        refusals.append(Refusal("no_way", gettext_noop("From the present step there is no way to this one."), "state"))
    if report.on > today:
        refusals.append(Refusal("future", gettext_noop("This date lies in the future."), "on"))
    if report.on < opened_on:
        refusals.append(
            Refusal(
                "before_start",
                gettext_noop("This date lies before the case began (%(date)s)."),
                "on",
                {"date": opened_on},
            )
        )
    return refusals + end_problems(report)


def end_problems(report: StepReport) -> list[Refusal]:
    """Dropping and ending need a reason from the list; "other" needs words."""
    refusals = []
    if report.state in {CaseState.DROPPED, CaseState.ENDED}:
        if report.reason not in set(DropReason):
            refusals.append(Refusal("reason_missing", gettext_noop("Choose a reason from the list."), "reason"))
        if report.reason == DropReason.OTHER and not report.text.strip():
            refusals.append(
                Refusal("reason_words", gettext_noop("Please say in a few words what the reason is."), "text")
            )
    if len(report.text) > TEXT_LIMIT:
        refusals.append(
            Refusal(
                "text_long",
                gettext_noop("Please shorten this to %(limit)s characters; it has %(length)s."),
                "text",
                {"limit": TEXT_LIMIT, "length": len(report.text)},
            )
        )
    return refusals


@dataclass(frozen=True, slots=True)
class SideView:
    """What one side last said."""

    side: str
    state: str
    on: date


_ORDER = (CaseState.DROPPED, CaseState.ENDED, CaseState.NAMED, *ROAD)


def disagreement(views: Iterable[SideView]) -> tuple[SideView, ...]:
    """The last words of provider and reuser when they contradict each other; empty when they do not.

    ``views`` in the order in which they were told. A reusing body that is further than the provider last knew does not
    contradict it: the provider has merely not heard. Everything else that differs does.
    """
    last = [view for view in views if view.side in {Side.PROVIDER, Side.REUSER}]
    if len({view.state for view in last}) < 2:  # noqa: PLR2004 - two sides
        return ()
    newest, older = last[-1], last[0]
    ahead = _ORDER.index(CaseState(newest.state)) > _ORDER.index(CaseState(older.state))
    ends = newest.state in {CaseState.DROPPED, CaseState.ENDED}
    if newest.side == Side.REUSER and older.state in ROAD and (ahead or ends):
        return ()
    return tuple(sorted(last, key=lambda view: view.side))


def standing(views: Sequence[SideView]) -> str:
    """Which step counts while the sides contradict each other: the earlier one, for nothing is counted on one's word.

    ``views`` are the last words of both sides; what ends a case (dropped, ended) counts before any step.
    """
    return min((view.state for view in views), key=lambda state: _ORDER.index(CaseState(state)))


def may_name_mailbox(by: str, to: str, *, mailbox: str) -> list[Refusal]:
    """Whether a side may say where the other side's link goes: only the office, else the maker could confirm for the user."""
    if not mailbox or by in {to, Side.OFFICE}:
        return []
    return [
        Refusal(
            "mailbox_office",
            gettext_noop(
                "Only the project office names the other side's mailbox. Leave this empty; the office sends the link."
            ),
            "mailbox",
        )
    ]


def is_public(state: str, *, confirmed: bool, from_source: bool) -> bool:
    """Whether the municipality is named in public: only what it confirmed itself, or what a public source says."""
    return from_source or (confirmed and state in PUBLIC_STATES)


def counts_as_operation(state: str, *, confirmed: bool) -> bool:
    """Whether a case is counted as a reuse in operation: the reusing body has confirmed it."""
    return state == CaseState.IN_OPERATION and confirmed


@dataclass(frozen=True, slots=True)
class Median:
    """A median with the number it rests on; ``value`` is None for n = 0."""

    value: float | None
    n: int


def median_of(values: Iterable[float]) -> Median:
    """The median of the values and how many there are."""
    known = list(values)
    return Median(median(known) if known else None, len(known))


def lesson_problems(helped: str, hindered: str, advice: str) -> list[Refusal]:
    """A lesson says at least one thing."""
    if not any(text.strip() for text in (helped, hindered, advice)):
        return [Refusal("lesson_empty", gettext_noop("Please write at least one sentence."), "helped")]
    if max(len(helped), len(hindered), len(advice)) > TEXT_LIMIT:
        return [
            Refusal(
                "text_long",
                gettext_noop("Please shorten this to %(limit)s characters; it has %(length)s."),
                "helped",
                {"limit": TEXT_LIMIT, "length": max(len(helped), len(hindered), len(advice))},
            )
        ]
    return []
