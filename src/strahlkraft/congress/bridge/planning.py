"""From records to the planner's problem and back: every rule of the house as pcp-v1, every plan as a stored layout.

Blocks for pitches and the pitches to plan make the problem. A keynote is placed by hand: once placed it stands in the
problem pinned to its block, with a topic of its own, so that its speakers count and nothing else enters. A locked block
is pinned and shrunk to what it uses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from strahlkraft.congress.bridge.desk import HOLDS, Desk
from strahlkraft.congress.models import Block, Pair, Pitch, Speaker
from strahlkraft.congress.planner import problem as pcp
from strahlkraft.congress.planner.checking import violations
from strahlkraft.congress.planner.objective import Cost, evaluate
from strahlkraft.congress.planner.reading import read_plan, read_problem, write_problem
from strahlkraft.congress.planner.reasons import Reason
from strahlkraft.congress.planner.sequencing import starts
from strahlkraft.congress.rules.planning import SOFT_WEIGHT, TICK_SECONDS, weights
from strahlkraft.congress.rules.programme import Order, where
from strahlkraft.congress.rules.vocabulary import BlockKind, PairKind, PitchKind, PitchMode

NO_TOPIC = "-"
KEYNOTE_TOPIC = "keynote-"  # of which no slug of a topic begins twice: topics of keynotes carry the code
DAY_TICKS = 86_400 // TICK_SECONDS


def problem_of(desk: Desk, order: Order, *, pinned: Iterable[str] = (), locked: Iterable[str] = ()) -> pcp.Problem:
    """The problem as the planner reads it; ``pinned`` pitches and ``locked`` blocks stay as ``order`` has them."""
    order = desk.known(order)
    home = where(order)
    keynotes = {code for code in home if desk.pitches[code].kind == PitchKind.KEYNOTE}
    wanted = {code: pitch for code, pitch in desk.pitches.items() if pitch.kind == PitchKind.PITCH or code in keynotes}
    used = {home[code] for code in keynotes}
    blocks = {slug: b for slug, b in desk.blocks.items() if b.kind == BlockKind.PITCHES or slug in used}
    fixed = {code for code in (*pinned, *keynotes) if code in home}
    fixed |= {code for block in locked for code in order.get(block, ())}
    whole = pcp.Problem(
        name=desk.occasion.slug,
        tick_seconds=TICK_SECONDS,
        days=desk.days,
        stages=tuple(pcp.Stage(s.slug, s.name, frozenset(s.features)) for s in desk.stages),
        slots=tuple(dict.fromkeys(block.slot for block in blocks.values())),
        blocks=tuple(_block(desk, block, keynote=slug in used) for slug, block in blocks.items()),
        topics=_topics(desk, keynotes),
        speakers=tuple(_speaker(desk, s) for s in _people(desk, wanted)),
        pitches=tuple(_pitch(desk, pitch) for pitch in wanted.values()),
        hard_conflicts=tuple(_named(desk, PairKind.APART, wanted)),
        soft_conflicts=tuple(
            (*_codes(desk, pair), pair.weight or SOFT_WEIGHT)
            for pair in desk.pairs
            if pair.kind == PairKind.RATHER_APART and _both(desk, pair, wanted)
        ),
        precedence=tuple(_named(desk, PairKind.BEFORE, wanted)),
        pins=tuple((code, home[code]) for code in sorted(fixed)),
        changeover=_changeover(desk),
        limits=pcp.Limits(
            desk.rules.remote_blocks_parallel,
            desk.rules.sign_language_blocks_parallel,
            _ticks(desk.rules.walk_seconds),
        ),
        weights=pcp.Weights(**weights(desk.rules.weights)),
    )
    return _shrunk(whole, order, {block for block in locked if block in blocks})


def timed(problem: pcp.Problem, order: Order) -> pcp.Plan:
    """Every pitch as early as its place in the order allows: after the changeover, inside its speakers' windows.

    Where no window allows it, the earliest start of all stands, so that the checker can say what is wrong.
    """
    return pcp.Plan({block: _row(problem, problem.block_of[block], codes) for block, codes in _rows(problem, order)})


def _rows(problem: pcp.Problem, order: Order) -> list[tuple[str, list[str]]]:
    found = []
    for block, codes in order.items():
        row = [code for code in codes if code in problem.pitch_of]
        if block in problem.block_of and row:
            found.append((block, row))
    return found


def _row(problem: pcp.Problem, block: pcp.Block, codes: Sequence[str]) -> tuple[pcp.Placed, ...]:
    row: list[pcp.Placed] = []
    end, before = block.start, None
    for code in codes:
        pitch = problem.pitch_of[code]
        if before is not None:
            end += problem.changeover.between(remote_before=before.remote, remote_after=pitch.remote)
        free = (max(end, first) for first, last in starts(problem, pitch, block) if last >= end)
        start = min(free, default=end)
        row.append(pcp.Placed(code, start))
        end, before = start + pitch.duration, pitch
    return tuple(row)


def checked(problem: pcp.Problem, plan: pcp.Plan) -> list[Reason]:
    """Every hard rule a plan made by hand breaks; that a pitch stands nowhere yet is no fault of the plan."""
    return [reason for reason in violations(problem, plan) if reason.code != "missing"]


def points(problem: pcp.Problem, plan: pcp.Plan) -> Cost:
    """What the plan costs, by wish."""
    return evaluate(problem, plan)


def layout_of(desk: Desk, plan: pcp.Plan) -> dict[str, list[list[str | int]]]:
    """A plan as it is stored: seconds after the block's opening."""
    found: dict[str, list[list[str | int]]] = {}
    for slug, row in plan.blocks.items():
        if row and slug in desk.blocks:
            opens = desk.blocks[slug].opens_at
            found[slug] = [[p.pitch, int((desk.at(p.start) - opens).total_seconds())] for p in row]
    return found


def layout_for(desk: Desk, order: Order) -> dict[str, list[list[str | int]]]:
    """The stored form of an order, with every start worked out."""
    order = desk.known(order)
    return layout_of(desk, timed(problem_of(desk, order), order))


def order_in(plan: pcp.Plan) -> Order:
    """The pitches of each block in order."""
    return {block: [placed.pitch for placed in row] for block, row in plan.blocks.items() if row}


def kept_order(found: Order, before: Order, locked: Iterable[str]) -> Order:
    """The planner's order, with locked blocks as they were: what stands in them is fixed, not only that it stands there."""
    kept = {block: list(before[block]) for block in locked if block in before}
    return {**{block: codes for block, codes in found.items() if block not in kept}, **kept}


def problem_from(data: Mapping[str, Any]) -> pcp.Problem:
    """The problem a run was given."""
    return read_problem(data)


def plan_from(data: Mapping[str, Any]) -> pcp.Plan:
    """The plan a run has found."""
    return read_plan(data)


def as_json(problem: pcp.Problem) -> dict[str, Any]:
    """The problem in the format ``pcp-v1``, for the run's row."""
    return dict(write_problem(problem))


def speaker_id(speaker: Speaker) -> str:
    """How the planner names somebody."""
    return f"v{speaker.pk}"


def speaker_in(desk: Desk, name: str) -> Speaker | None:
    """Whom the planner's name means; parts of a person the planner made out of one count as that person."""
    number = name.partition("@")[0].removeprefix("v")
    return desk.speakers.get(int(number)) if number.isdigit() else None


def topic_of(pitch: Pitch) -> str:
    """Which theme the planner groups a pitch by."""
    if pitch.kind == PitchKind.KEYNOTE:
        return f"{KEYNOTE_TOPIC}{pitch.code}"
    return pitch.topic.slug if pitch.topic else NO_TOPIC


def _topics(desk: Desk, keynotes: Iterable[str]) -> tuple[pcp.Topic, ...]:
    own = [pcp.Topic(topic.slug, topic.name) for topic in desk.topics]
    made = [pcp.Topic(topic_of(desk.pitches[code]), desk.pitches[code].title) for code in sorted(keynotes)]
    return (*own, pcp.Topic(NO_TOPIC, ""), *made)


def _block(desk: Desk, block: Block, *, keynote: bool) -> pcp.Block:
    opens, closes = desk.ceil(block.opens_at), desk.floor(block.closes_at)
    length = closes - opens
    intro = min(length, 0 if keynote else _ticks(block.intro_seconds))
    return pcp.Block(
        id=block.slug,
        slot=block.slot,
        stage=block.stage.slug,
        open=opens,
        close=closes,
        intro=intro,
        reserve=min(length - intro, 0 if keynote else _ticks(block.reserve_seconds)),
        max_remote=block.max_remote,
        max_topics=len(desk.pitches) if keynote else block.max_topics,
    )


def _shrunk(problem: pcp.Problem, order: Order, locked: set[str]) -> pcp.Problem:
    """Locked blocks, and those of keynotes, take nothing more: their usable time is what they use."""
    closed = locked | {b.id for b in problem.blocks if any(_is_keynote(problem, c) for c in order.get(b.id, ()))}
    if not closed:
        return problem
    plan = timed(problem, {block: order[block] for block in closed if block in order})
    blocks = []
    for block in problem.blocks:
        row = plan.blocks.get(block.id, ())
        if block.id in closed and row:
            last = row[-1].start + problem.pitch_of[row[-1].pitch].duration
            if last <= block.end:
                block = replace(block, intro=row[0].start - block.open, reserve=block.close - last)  # noqa: PLW2901 - the block as it counts
        elif block.id in closed:
            block = replace(block, intro=0, reserve=block.close - block.open)  # noqa: PLW2901 - the same
        blocks.append(block)
    return replace(problem, blocks=tuple(blocks))


def _is_keynote(problem: pcp.Problem, code: str) -> bool:
    return code in problem.pitch_of and problem.pitch_of[code].topic.startswith(KEYNOTE_TOPIC)


def _speaker(desk: Desk, speaker: Speaker) -> pcp.Speaker:
    spans: list[pcp.Span] = []
    preferred: pcp.Span | None = None
    for window in desk.windows.get(speaker.pk, ()):
        span = desk.ceil(window.starts_at), desk.floor(window.ends_at)
        if window.preferred:
            preferred = (max(0, span[0]), max(0, span[1]))
        elif span[1] > max(0, span[0]):
            spans.append((max(0, span[0]), span[1]))
    anytime = all(window.preferred for window in desk.windows.get(speaker.pk, ()))
    windows = ((0, desk.days * DAY_TICKS),) if anytime else _joined(spans)
    return pcp.Speaker(speaker_id(speaker), windows, preferred)


def _joined(spans: list[pcp.Span]) -> tuple[pcp.Span, ...]:
    """Windows that touch or overlap as one."""
    joined: list[pcp.Span] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return tuple(joined)


def _pitch(desk: Desk, pitch: Pitch) -> pcp.Pitch:
    return pcp.Pitch(
        id=pitch.code,
        title=pitch.title,
        topic=topic_of(pitch),
        duration=max(1, _ticks(pitch.seconds)),
        mode="remote" if pitch.mode == PitchMode.REMOTE else "onsite",
        speakers=tuple(speaker_id(person) for person in desk.speaking[pitch.code]),
        org=pitch.body,
        needs=frozenset(pitch.needs),
        dgs=pitch.sign_language,
        opener_penalty=pitch.opener_penalty,
    )


def _people(desk: Desk, wanted: Mapping[str, Pitch]) -> list[Speaker]:
    return list({person.pk: person for code in wanted for person in desk.speaking[code]}.values())


def _codes(desk: Desk, pair: Pair) -> tuple[str, str]:
    return desk.codes[pair.first_id], desk.codes[pair.second_id]


def _both(desk: Desk, pair: Pair, wanted: Mapping[str, Pitch]) -> bool:
    return all(desk.codes.get(pk, "") in wanted for pk in (pair.first_id, pair.second_id))


def _named(desk: Desk, kind: PairKind, wanted: Mapping[str, Pitch]) -> list[tuple[str, str]]:
    return [_codes(desk, pair) for pair in desk.pairs if pair.kind == kind and _both(desk, pair, wanted)]


def _changeover(desk: Desk) -> pcp.Changeover:
    rules = desk.rules
    return pcp.Changeover(
        _ticks(rules.changeover_onsite),
        _ticks(rules.changeover_to_remote),
        _ticks(rules.changeover_from_remote),
        _ticks(rules.changeover_remote),
    )


def _ticks(seconds: int) -> int:
    """Seconds as ticks, rounded up: nobody gets less time than was said."""
    return -(-seconds // TICK_SECONDS)


def holds(block: Block) -> bool:
    """Whether a block takes pitches or keynotes."""
    return block.kind in HOLDS


def used_seconds(problem: pcp.Problem, order: Order) -> dict[str, tuple[int, int]]:
    """Per block the seconds its pitches and changeovers take, and the seconds there are."""
    found = {}
    for block in problem.blocks:
        row = [problem.pitch_of[code] for code in order.get(block.id, ()) if code in problem.pitch_of]
        ticks = sum(pitch.duration for pitch in row) + sum(
            problem.changeover.between(remote_before=a.remote, remote_after=b.remote) for a, b in pairwise(row)
        )
        found[block.id] = (ticks * problem.tick_seconds, (block.end - block.start) * problem.tick_seconds)
    return found
