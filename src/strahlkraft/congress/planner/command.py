"""``strahlkraft plan``: plan a congress, check a plan made by hand, plan anew after a change; from files, without a server."""

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from strahlkraft.congress.planner.checking import violations
from strahlkraft.congress.planner.objective import evaluate
from strahlkraft.congress.planner.outcome import Outcome, Progress
from strahlkraft.congress.planner.problem import Plan, Problem
from strahlkraft.congress.planner.reading import ProblemError, read_plan, read_problem
from strahlkraft.congress.planner.reasons import clock

BROKEN, UNDECIDED = 1, 3  # exit statuses beside 0 (answered) and 2 (what was handed in cannot be used)
_Thing = TypeVar("_Thing")
LARGEST_FILE = 50_000_000  # bytes


class _Default(click.Group):
    """A group whose first word may be left out: ``plan FILE`` is ``plan make FILE``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not {"-h", "--help"} & {args[0]}:
            args = ["make", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Default)
def plan() -> None:
    """Plan a congress: who speaks where and when (``plan INSTANCE.json``, format pcp-v1).

    INSTANCE.json alone is planned: `strahlkraft plan INSTANCE.json [--seconds N] [--json]`, see `plan make --help`.
    """


def _read(path: str, read: Callable[[Any], _Thing], what: str) -> _Thing:
    """The thing a JSON file describes; what is wrong is said in a sentence with the file's name and the place."""
    try:
        source = Path(path)
        if source.stat().st_size > LARGEST_FILE:
            raise _unusable(path, "is larger than any congress")
        return read(json.loads(source.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _unusable(path, "is not text in UTF-8") from error
    except json.JSONDecodeError as error:
        raise _unusable(path, f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from error
    except RecursionError as error:
        raise _unusable(path, "is nested too deeply") from error
    except ProblemError as error:
        raise _unusable(path, f"is no {what}: {error.place} {error.fault}") from error


class _Unusable(click.ClickException):
    """A file that cannot be used."""

    exit_code = 2


def _unusable(path: str, fault: str) -> _Unusable:
    return _Unusable(f"{path} {fault}.")


def _bad(option: str, fault: str) -> click.BadParameter:
    return click.BadParameter(fault, param_hint=option)


@contextmanager
def _until_interrupted() -> Iterator[Callable[[], bool]]:
    """The first Ctrl-C ends the search and keeps what was found; a second one ends everything."""
    asked = threading.Event()

    def ask(number: int, frame: object) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _progress(now: Progress) -> None:
    """One line of progress on standard error."""
    plan_points = "no plan yet" if now.objective is None else f"plan {now.objective}"
    bound = "" if now.bound is None else f", no plan below {now.bound}"
    gap = "" if now.gap is None else f", gap {now.gap:.1%}"
    click.echo(f"{now.seconds:6.1f} s  {plan_points}{bound}{gap}", err=True)


@plan.command("make")
@click.argument("instance", metavar="INSTANCE.json")
@click.option(
    "--seconds", type=click.FloatRange(min=0.1, max=86_400), default=60.0, show_default=True, help="Time limit."
)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
@click.option("--start", metavar="PLAN.json", help="A valid plan to begin from.")
@click.option("--workers", type=click.IntRange(1, 2), default=2, show_default=True, help="Processors to use.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed searches in another order.")
def make(*, instance: str, seconds: float, as_json: bool, start: str | None, workers: int, seed: int) -> None:
    """Find the best plan in the time given, or why there is none.

    Exit status: 0 with an answer (a plan, or the proof that there is none and why), 2 when a file cannot be used, 3 when
    the time was too short for either. Ctrl-C ends the search with the best plan so far.
    """
    from strahlkraft.congress.planner import planning  # noqa: PLC0415 - the solver loads only when something is planned

    problem = _read(instance, read_problem, "problem")
    begin = _read(start, read_plan, "plan") if start else None
    broken = violations(problem, begin) if begin else []
    if start and broken:
        raise _unusable(start, f"is no valid plan of {instance}: {broken[0].text}")
    with _until_interrupted() as stop:
        answer = planning.plan(
            problem,
            seconds=seconds,
            on_progress=None if as_json else _progress,
            workers=workers,
            start=begin,
            stop=stop,
            seed=seed,
        )
    _show(problem, answer, as_json=as_json)


@plan.command("check")
@click.argument("instance", metavar="INSTANCE.json")
@click.argument("solution", metavar="PLAN.json")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def check(*, instance: str, solution: str, as_json: bool) -> None:
    """Check a plan made by hand: which rules it breaks, and what it costs.

    Exit status: 0 when it is valid, 1 when it breaks a rule, 2 when a file cannot be used.
    """
    problem = _read(instance, read_problem, "problem")
    found = _read(solution, read_plan, "plan")
    broken = violations(problem, found)
    cost = None if any(reason.code == "unknown" for reason in broken) else evaluate(problem, found)
    terms = {} if cost is None else {name: getattr(cost, name) for name in cost.__dataclass_fields__}
    if as_json:
        answer = {
            "valid": not broken,
            "violations": [{"reason": reason.key, "text": reason.text} for reason in broken],
            "objective": cost.total if cost else None,
            "terms": terms,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        for reason in broken:
            click.echo(f"{reason.key}  {reason.text}")
        click.echo("The plan breaks no rule." if not broken else f"The plan breaks {len(broken)} rules.")
        for name, points in terms.items():
            click.echo(f"{points:8} {name}")
        if cost:
            click.echo(f"{cost.total:8} points in all")
    if broken:
        sys.exit(BROKEN)


@plan.command("replan")
@click.argument("instance", metavar="INSTANCE.json")
@click.argument("solution", metavar="PLAN.json")
@click.option("--cancel", multiple=True, metavar="PITCH", help="A pitch that is cancelled.")
@click.option(
    "--window", "windows", multiple=True, metavar="SPEAKER=FROM-TO", help="When a speaker can come now, in ticks."
)
@click.option("--lost", multiple=True, metavar="BLOCK|STAGE", help="A block or stage that is lost.")
@click.option("--pin", "pins", multiple=True, metavar="PITCH=BLOCK", help="A pitch that must stand in a block.")
@click.option("--now", type=int, metavar="TICK", help="What began before this tick stays as it is.")
@click.option(
    "--seconds", type=click.FloatRange(min=0.1, max=86_400), default=5.0, show_default=True, help="Time limit."
)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def replan_command(*, instance: str, solution: str, seconds: float, as_json: bool, **change: Any) -> None:
    """Plan anew after a change so that as few pitches as possible move (4 points each)."""
    from strahlkraft.congress.planner import replanning  # noqa: PLC0415 - the solver loads only when something is planned

    problem = _read(instance, read_problem, "problem")
    old = _read(solution, read_plan, "plan")
    spans: dict[str, list[tuple[int, int]]] = {}
    for speaker, span in _pairs(change["windows"], "--window", problem.speaker_of):
        spans.setdefault(speaker, []).append(_span(span, "--window"))
    fixed = list(_pairs(change["pins"], "--pin", problem.pitch_of))
    _known([block for _, block in fixed], "--pin", problem.block_of)
    _known(change["cancel"], "--cancel", problem.pitch_of)
    _known(change["lost"], "--lost", {**problem.block_of, **problem.stage_of})
    left = replanning.changed(problem, cancelled=change["cancel"], windows=spans, lost=change["lost"])
    with _until_interrupted() as stop:
        answer = replanning.replan(left, old, now=change["now"], pins=fixed, seconds=seconds, stop=stop)
    _show(left, answer.outcome, as_json=as_json, more={"moves": [list(move) for move in answer.moves]})


def _pairs(values: tuple[str, ...], option: str, known: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """NAME=VALUE, with a name the problem knows."""
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals:
            raise _bad(option, f"{value!r} has no '='.")
        _known([name], option, known)
        yield name, rest


def _known(names: list[str] | tuple[str, ...], option: str, known: dict[str, Any]) -> None:
    for name in names:
        if name not in known:
            raise _bad(option, f"the problem has no {name!r}.")


def _span(text: str, option: str) -> tuple[int, int]:
    begin, _, end = text.partition("-")
    if not (begin.isdecimal() and end.isdecimal()) or int(begin) >= int(end):
        raise _bad(option, f"{text!r} is no FROM-TO in ticks.")
    return int(begin), int(end)


def _show(problem: Problem, answer: Outcome, *, as_json: bool, more: dict[str, Any] | None = None) -> None:
    """Print the answer and leave with its exit status."""
    if as_json:
        click.echo(json.dumps({**answer.as_json(), **(more or {})}, ensure_ascii=False))
    else:
        if answer.plan:
            _table(problem, answer.plan)
        for pitch, before, after in (more or {}).get("moves", ()):
            click.echo(f"“{problem.pitch_of[pitch].title or pitch}” moves from {before} to {after}.")
        click.echo(_verdict(answer))
        for reason in answer.conflict:
            click.echo(f"  {reason.key}  {reason.text}")
        if answer.relaxations:
            click.echo("Any of these alone would make a plan possible:")
        for offer in answer.relaxations:
            click.echo(f"  {offer.text}")
    if answer.status == "undecided":
        sys.exit(UNDECIDED)


def _verdict(answer: Outcome) -> str:
    if answer.status == "optimal":
        return f"{answer.objective} points: proven best, after {answer.seconds:.1f} s."
    if answer.status == "feasible":
        bound = "" if answer.bound is None else f"; no plan has fewer than {answer.bound}"
        return f"{answer.objective} points after {answer.seconds:.1f} s{bound}."
    if answer.status == "infeasible":
        whole = "" if answer.minimal or not answer.conflict else " (perhaps not all of them are needed)"
        return f"There is no plan. These rules cannot hold together{whole}:" if answer.conflict else "There is no plan."
    return f"Undecided: neither a plan nor a proof that there is none within {answer.seconds:.1f} s."


def _table(problem: Problem, found: Plan) -> None:
    """The plan as people read it: block by block in order of time."""
    for block in sorted(problem.blocks, key=lambda block: (block.open, block.id)):
        row = found.blocks.get(block.id, ())
        stage = problem.stage_of[block.stage].name or block.stage
        click.echo(f"{block.id}  {stage}  {clock(block.open, problem)}–{clock(block.close, problem)}")
        for placed in row:
            pitch = problem.pitch_of[placed.pitch]
            who = ", ".join(problem.speaker_of[speaker].name or speaker for speaker in pitch.speakers)
            remote = "  (remote)" if pitch.remote else ""
            click.echo(f"    {clock(placed.start, problem):8}  {pitch.id}  {pitch.title}  {who}{remote}")
        if not row:
            click.echo("    –")
