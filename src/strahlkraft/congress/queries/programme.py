"""Reading a programme in the making: a plan as a board of stages and hours, with every reason at its card."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from strahlkraft.congress import texts
from strahlkraft.congress.bridge import planning, publishing
from strahlkraft.congress.bridge.desk import HOLDS, Desk, desk_of
from strahlkraft.congress.bridge.sentences import Sentence, Term, block_name, moment, offer, sentence, terms
from strahlkraft.congress.models import Block, Occasion, Pitch, Plan, PlanRun, PlanStep, ProgrammeVersion
from strahlkraft.congress.published import Programme
from strahlkraft.congress.rules import planning as planning_rules
from strahlkraft.congress.rules.programme import Difference, Layout, differences, order_of, where
from strahlkraft.congress.rules.vocabulary import BlockKind, PitchKind, PitchMode


@dataclass(frozen=True, slots=True)
class Card:
    """A pitch on the board; ``starts_at`` None where it has no place yet."""

    pitch: Pitch
    people: tuple[str, ...]
    starts_at: datetime | None
    pinned: bool
    reasons: tuple[str, ...]
    place: int = 0  # in its block, from 1

    @property
    def remote(self) -> bool:
        """Whether somebody joins by video link."""
        return self.pitch.mode == PitchMode.REMOTE

    @property
    def keynote(self) -> bool:
        """Whether it belongs into a keynote block."""
        return self.pitch.kind == PitchKind.KEYNOTE


@dataclass(frozen=True, slots=True)
class Frame:
    """A block on the board. ``used`` and ``room`` in seconds; ``holds`` says whether pitches can be put into it."""

    block: Block
    name: str
    cards: tuple[Card, ...]
    locked: bool
    used: int
    room: int
    reasons: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether pitches or keynotes stand in it."""
        return self.block.kind in HOLDS

    @property
    def use(self) -> dict[str, str]:
        """Minutes and seconds that are used, and that there are."""
        return {name: f"{value // 60}:{value % 60:02}" for name, value in (("used", self.used), ("room", self.room))}

    @property
    def full(self) -> int:
        """How full it is, in steps of ten from 0 to 10; 11 when it is overrun."""
        if not self.room:
            return 11 if self.used else 0
        return 11 if self.used > self.room else self.used * 10 // self.room


@dataclass(frozen=True, slots=True)
class Row:
    """What runs at the same time: the blocks of each stage, in the order of the stages."""

    title: str
    cells: tuple[tuple[Frame, ...], ...]


@dataclass(frozen=True)
class Board:
    """A plan ready to be shown and changed."""

    desk: Desk
    plan: Plan
    rows: tuple[Row, ...]
    unplaced: tuple[Card, ...]
    broken: tuple[Sentence, ...]
    terms: tuple[Term, ...]
    points: int
    undoable: PlanStep | None = None
    redoable: PlanStep | None = None
    frames: Mapping[str, Frame] = field(default_factory=dict)

    @property
    def cards(self) -> list[Card]:
        """Every card, those with a place first."""
        return [card for frame in self.frames.values() for card in frame.cards] + list(self.unplaced)


def plans(occasion: Occasion) -> list[Plan]:
    """The plans of an event, the current one first."""
    return list(Plan.objects.filter(occasion=occasion).order_by("-current", "-number"))


def board(occasion: Occasion, plan: Plan) -> Board:
    """The plan with everything that is to say about it; as many queries for 500 pitches as for three."""
    desk = desk_of(occasion)
    order = desk.known(order_of(plan.layout))
    problem = planning.problem_of(desk, order)
    laid_out = planning.timed(problem, order)
    cost = planning.points(problem, laid_out)
    broken = [sentence(desk, r.code, r.about, dict(r.params)) for r in planning.checked(problem, laid_out)]
    starts = {placed.pitch: desk.at(placed.start) for row in laid_out.blocks.values() for placed in row}
    used = planning.used_seconds(problem, order)
    frames = {
        slug: Frame(
            block=block,
            name=block_name(desk, slug),
            cards=tuple(
                _card(desk, plan, code, starts.get(code), broken, place)
                for place, code in enumerate(order.get(slug, ()), start=1)
            ),
            locked=slug in plan.locked,
            used=used.get(slug, (0, 0))[0],
            room=used.get(slug, (0, _room(block)))[1] if block.kind == BlockKind.PITCHES else _room(block),
            reasons=tuple(reason.text for reason in broken if slug in reason.blocks),
        )
        for slug, block in desk.blocks.items()
    }
    steps = list(plan.steps.order_by("number"))
    standing = [step for step in steps if step.undone_at is None]
    last = standing[-1].number if standing else 0
    return Board(
        desk=desk,
        plan=plan,
        rows=tuple(_rows(desk, list(frames.values()))),
        unplaced=tuple(_card(desk, plan, pitch.code, None, broken) for pitch in desk.unplaced(order)),
        broken=tuple(broken),
        terms=tuple(terms(cost)),
        points=cost.total,
        undoable=standing[-1] if standing else None,
        redoable=next((step for step in steps if step.number > last), None),
        frames=frames,
    )


def _room(block: Block) -> int:
    return max(0, int((block.closes_at - block.opens_at).total_seconds()) - _apart(block))


def _apart(block: Block) -> int:
    return block.intro_seconds + block.reserve_seconds if block.kind == BlockKind.PITCHES else 0


def _card(
    desk: Desk, plan: Plan, code: str, starts_at: datetime | None, broken: Iterable[Sentence], place: int = 0
) -> Card:
    return Card(
        pitch=desk.pitches[code],
        people=tuple(person.name for person in desk.speaking[code]),
        starts_at=starts_at,
        pinned=code in plan.pinned,
        reasons=tuple(reason.text for reason in broken if code in reason.pitches),
        place=place,
    )


def _rows(desk: Desk, frames: Sequence[Frame]) -> list[Row]:
    """Blocks whose times touch each other stand in one row."""
    groups: list[list[Frame]] = []
    end: datetime | None = None
    for frame in sorted(frames, key=lambda each: each.block.opens_at):
        if end is None or frame.block.opens_at >= end:
            groups.append([])
            end = frame.block.closes_at
        groups[-1].append(frame)
        end = max(end, frame.block.closes_at)
    rows = []
    for group in groups:
        begins = moment(desk, group[0].block.opens_at)
        ends = max(frame.block.closes_at for frame in group)
        cells = tuple(tuple(f for f in group if f.block.stage_id == stage.pk) for stage in desk.stages)
        rows.append(Row(f"{begins}–{localtime(ends):%H:%M}", cells))
    return rows


@dataclass(frozen=True, slots=True)
class Moved:
    """One pitch that two plans place differently, with the blocks' names."""

    difference: Difference
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans side by side: their points by wish, how many rules each breaks, and what stands elsewhere."""

    moves: tuple[Moved, ...]
    terms: tuple[tuple[str, int, int], ...]
    points: tuple[int, int]
    broken: tuple[int, int]


def compare(occasion: Occasion, first: Plan, second: Plan) -> Comparison:
    """What the second plan does differently."""
    desk = desk_of(occasion)
    orders = [desk.known(order_of(plan.layout)) for plan in (first, second)]
    costs, broken = [], []
    for order in orders:
        problem = planning.problem_of(desk, order)
        laid_out = planning.timed(problem, order)
        costs.append(planning.points(problem, laid_out))
        broken.append(len(planning.checked(problem, laid_out)))
    after = {term.name: term.points for term in terms(costs[1])}
    moves = [
        Moved(
            found,
            desk.pitches[found.code].title,
            block_name(desk, found.before) if found.before else "",
            block_name(desk, found.after) if found.after else "",
        )
        for found in differences(*orders)
    ]
    return Comparison(
        moves=tuple(moves),
        terms=tuple((term.label, term.points, after[term.name]) for term in terms(costs[0])),
        points=(costs[0].total, costs[1].total),
        broken=(broken[0], broken[1]),
    )


@dataclass(frozen=True, slots=True)
class Way:
    """One relaxation in words; ``index`` names it in the row; ``by_button`` whether it can be applied at once."""

    index: int
    text: str
    by_button: bool


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as its page shows it. ``gap`` is a share; ``placed`` how many pitches the best plan moves, of how many."""

    run: PlanRun
    gap: float | None
    seconds: float
    conflict: tuple[str, ...]
    ways: tuple[Way, ...]
    curve: tuple[tuple[float, int | None, int | None], ...]
    moves: int | None
    pitches: int

    @property
    def unfinished(self) -> bool:
        """Whether the page has to look again."""
        return self.run.state in planning_rules.UNFINISHED


def run_view(run: PlanRun, *, at: datetime) -> RunView:
    """A run with its reasons in words; only a run without plan needs the records for them."""
    conflict: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    if run.conflict:
        desk = desk_of(run.occasion)
        conflict = tuple(sentence(desk, r["code"], r["about"], r["params"]).text for r in run.conflict)
        ways = tuple(
            Way(index, offer(desk, r["code"], tuple(r["about"]), r["params"]), r["code"] != "one_place")
            for index, r in enumerate(run.relaxations)
        )
    ended = run.ended_at or at
    return RunView(
        run=run,
        gap=planning_rules.gap(run.objective, run.bound),
        seconds=max(0.0, (ended - run.started_at).total_seconds()) if run.started_at else 0.0,
        conflict=conflict,
        ways=ways,
        curve=tuple((float(row[0]), row[1], row[2]) for row in run.trace),
        moves=_moves(run),
        pitches=len(run.problem["pitches"]),
    )


def _moves(run: PlanRun) -> int | None:
    """How many pitches of the plan it was asked for stand in another block."""
    if run.best is None or run.plan is None:
        return None
    home = where(order_of(run.plan.layout))
    found = where(planning.order_in(planning.plan_from(run.best)))
    return sum(found.get(code) not in (None, block) for code, block in home.items())


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing a plan would do; ``letters`` is None: only the deed counts them."""

    programme: Programme
    last: ProgrammeVersion | None
    changes: tuple[Mapping[str, object], ...]
    unplaced: int
    broken: tuple[Sentence, ...]
    placed: int


def preview(occasion: Occasion, plan: Plan, *, at: datetime) -> Preview:
    """The next version as it would be."""
    last = ProgrammeVersion.objects.filter(occasion=occasion).order_by("-number").first()
    before = publishing.content(last) if last else None
    seen = board(occasion, plan)
    programme = publishing.programme_of(
        seen.desk, publishable(seen.desk, plan), version=last.number + 1 if last else 1, at=at, before=before
    )
    return Preview(
        programme=programme,
        last=last,
        changes=tuple(readable(row) for row in publishing.changes(before, programme)),
        unplaced=len(seen.unplaced),
        broken=seen.broken,
        placed=sum(not item.cancelled for _stage, _block, item in programme.placed()),
    )


def publishable(desk: Desk, plan: Plan) -> Layout:
    """The plan's layout with every start as the board shows it: rules may have changed since it was stored."""
    return planning.layout_for(desk, order_of(plan.layout))


def readable(row: Mapping[str, object]) -> dict[str, object]:
    """A change of a version for pages: its kind in words, its times as times."""
    return {
        **row,
        "word": texts.CHANGE_KINDS[str(row["kind"])],
        "before": _place(row["before"]),
        "after": _place(row["after"]),
    }


def _place(place: object) -> dict[str, object] | None:
    if not isinstance(place, dict):
        return None
    starts_at = datetime.fromisoformat(place["starts_at"])
    return {**place, "starts_at": starts_at, "ends_at": starts_at + timedelta(seconds=place["seconds"])}
