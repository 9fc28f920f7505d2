"""Frames, layouts and versions of a programme as plain values: what may be changed and what a change does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from strahlkraft.congress.rules.vocabulary import BlockKind, PitchKind
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

Order = dict[str, list[str]]
"""Pitches' codes in order by block's slug."""
Layout = Mapping[str, Sequence[Sequence[str | int]]]
"""As stored: block's slug -> [[pitch's code, seconds after the opening], ...]."""
MOST_SLOTS, MOST_BLOCKS = 40, 400


@dataclass(frozen=True, slots=True)
class Frame:
    """A block that is to be made: ``slot`` names what runs at the same time; minutes of ``opens`` are exact."""

    slot: str
    stage: str
    opens_at: datetime
    closes_at: datetime


def frames(
    *, first: datetime, minutes: int, pause: int, slots: int, stages: Sequence[str], taken: Iterable[str] = ()
) -> list[Frame]:
    """Slots of ``minutes`` one after the other with ``pause`` minutes between, on every stage at once.

    ``taken`` are the names of slots there are already; new ones go on counting from 1.
    """
    known, made, number = set(taken), [], 1
    for index in range(slots):
        opens = first + timedelta(minutes=index * (minutes + pause))
        while str(number) in known:
            number += 1
        known.add(str(number))
        made += [Frame(str(number), stage, opens, opens + timedelta(minutes=minutes)) for stage in stages]
    return made


def may_frame(wanted: Sequence[Frame], *, opens: datetime, closes: datetime, others: int) -> list[Refusal]:
    """Whether blocks can be made: some, not too many, within the event."""
    if not wanted:
        return [Refusal("no_stage", gettext_noop("Choose at least one stage."), "stages")]
    found = []
    if len(wanted) + others > MOST_BLOCKS:
        found.append(
            Refusal("too_many", gettext_noop("An event has at most %(most)s blocks."), "slots", {"most": MOST_BLOCKS})
        )
    found += within_event(wanted[0].opens_at, wanted[-1].closes_at, opens=opens, closes=closes)
    return found


def within_event(starts: datetime, ends: datetime, *, opens: datetime, closes: datetime) -> list[Refusal]:
    """A block lies within its event and ends after it begins."""
    if ends <= starts:
        return [Refusal("ends_first", gettext_noop("The block must end after it begins."), "closes_at")]
    if starts < opens or ends > closes:
        return [
            Refusal(
                "outside",
                gettext_noop("The block lies outside the event (%(opens)s to %(closes)s)."),
                "opens_at",
                {"opens": f"{opens:%d.%m. %H:%M}", "closes": f"{closes:%d.%m. %H:%M}"},
            )
        ]
    return []


def frame_problems(*, seconds: int, intro: int, reserve: int) -> list[Refusal]:
    """Introduction and reserve leave time for pitches."""
    if intro + reserve >= seconds:
        return [
            Refusal("no_time", gettext_noop("Introduction and reserve leave no time for pitches."), "reserve_seconds")
        ]
    return []


def overlaps(others: Iterable[tuple[str, datetime, datetime]], opens: datetime, closes: datetime) -> list[Refusal]:
    """Two blocks of one stage do not run at the same time; ``others`` are its blocks (title, opens, closes)."""
    for title, begins, ends in others:
        if begins < closes and opens < ends:
            return [
                Refusal(
                    "overlaps",
                    gettext_noop("At this time “%(title)s” runs on the same stage."),
                    "opens_at",
                    {"title": title},
                )
            ]
    return []


def order_of(layout: Layout) -> Order:
    """The pitches of each block in order, without times."""
    return {block: [str(row[0]) for row in rows] for block, rows in layout.items() if rows}


def where(order: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The block of every placed pitch."""
    return {code: block for block, codes in order.items() for code in codes}


def placed(order: Order, code: str, block: str, index: int) -> Order:
    """``order`` with the pitch at place ``index`` (from 0) of the block; beyond its end means last."""
    after = taken_out(order, code)
    row = list(after.get(block, []))
    row.insert(max(0, min(index, len(row))), code)
    return {**after, block: row}


def taken_out(order: Order, code: str) -> Order:
    """``order`` without the pitch."""
    without = {block: [other for other in codes if other != code] for block, codes in order.items()}
    return {block: codes for block, codes in without.items() if codes}


def swapped(order: Order, first: str, second: str) -> Order:
    """``order`` with two pitches in each other's place; one of them may stand nowhere."""
    other = {first: second, second: first}
    return {block: [other.get(code, code) for code in codes] for block, codes in order.items()}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules need to know of a plan: kinds by pitch and block, and what is fixed."""

    pitches: Mapping[str, str]  # code -> PitchKind
    blocks: Mapping[str, str]  # slug -> BlockKind
    order: Order
    pinned: frozenset[str]
    locked: frozenset[str]


def may_place(facts: Facts, code: str, block: str) -> list[Refusal]:
    """Whether a pitch may be put into a block by hand; what makes a plan worse is allowed and shown, not refused."""
    if code not in facts.pitches or block not in facts.blocks:
        return [Refusal("unknown", gettext_noop("This pitch or block does not exist any more."))]
    if facts.blocks[block] not in (BlockKind.PITCHES, BlockKind.KEYNOTE):
        return [Refusal("no_pitches_here", gettext_noop("This block takes no pitches."))]
    if (facts.blocks[block] == BlockKind.KEYNOTE) != (facts.pitches[code] == PitchKind.KEYNOTE):
        return [
            Refusal("wrong_kind", gettext_noop("Keynotes belong into keynote blocks, pitches into blocks of pitches."))
        ]
    return may_leave(facts, code, to=block)


def may_leave(facts: Facts, code: str, to: str = "") -> list[Refusal]:
    """Whether a pitch may be moved from where it stands: not when it is pinned there or either block is locked."""
    home = where(facts.order).get(code, "")
    if {home, to} & facts.locked:
        return [Refusal("locked", gettext_noop("This block is locked. Unlock it first."))]
    if code in facts.pinned and home and home != to:
        return [Refusal("pinned", gettext_noop("This pitch is pinned to its block. Unpin it first."))]
    return []


def may_swap(facts: Facts, first: str, second: str) -> list[Refusal]:
    """Whether two pitches may change places."""
    homes = where(facts.order)
    if first == second or first not in facts.pitches or second not in facts.pitches:
        return [Refusal("unknown", gettext_noop("Choose two different pitches."))]
    found: list[Refusal] = []
    for code, other in ((first, second), (second, first)):
        target = homes.get(other, "")
        found = found or (may_place(facts, code, target) if target else may_leave(facts, code))
    return found


def still_shown(revision: int, seen: int) -> list[Refusal]:
    """Whether the plan is still the one that was shown when the change was made."""
    if revision != seen:
        return [Refusal("changed_meanwhile", gettext_noop("Somebody else has changed this plan in the meantime."))]
    return []


@dataclass(frozen=True, slots=True)
class Difference:
    """One pitch that two plans place differently; blocks are slugs, empty for nowhere; places count from 1."""

    code: str
    before: str
    place_before: int
    after: str
    place_after: int

    @property
    def kind(self) -> str:
        """``added``, ``removed``, ``moved`` to another block or ``reordered`` within it."""
        if not self.before:
            return "added"
        if not self.after:
            return "removed"
        return "moved" if self.before != self.after else "reordered"


def differences(before: Order, after: Order) -> list[Difference]:
    """What the second plan places differently; a pitch that only slid along within its block does not count."""
    found = []
    old, new = _places(before), _places(after)
    for code in dict.fromkeys([*old, *new]):
        (home, place), (target, to) = old.get(code, ("", 0)), new.get(code, ("", 0))
        if home != target or (place != to and _overtaken(before[home], after[home], code)):
            found.append(Difference(code, home, place, target, to))
    return found


def _places(order: Order) -> dict[str, tuple[str, int]]:
    return {code: (block, number) for block, codes in order.items() for number, code in enumerate(codes, start=1)}


def _overtaken(before: list[str], after: list[str], code: str) -> bool:
    """Whether a pitch has others before it than it had, of those that stand in both rows."""
    both = set(before) & set(after)
    old = [other for other in before if other in both]
    new = [other for other in after if other in both]
    return set(old[: old.index(code)]) != set(new[: new.index(code)])


def may_publish(*, placed: int, changes: int, cancelled: bool) -> list[Refusal]:
    """Whether a version can be published: something stands in it, and something is new."""
    if cancelled:
        return [Refusal("cancelled", gettext_noop("This event is cancelled."))]
    if not placed:
        return [Refusal("empty", gettext_noop("No pitch has a place in this plan yet."))]
    if not changes:
        return [Refusal("nothing_new", gettext_noop("Nothing has changed since the last version."))]
    return []
