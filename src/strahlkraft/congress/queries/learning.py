"""What the day of an event taught, for planning the next one."""

import dataclasses

from strahlkraft.congress import texts
from strahlkraft.congress.bridge.running_order import order_of
from strahlkraft.congress.models import Occasion
from strahlkraft.congress.queries.stage import lines_of
from strahlkraft.congress.rules.vocabulary import PitchMode
from strahlkraft.congress.timing.learning import Figure, learn


@dataclasses.dataclass(frozen=True, slots=True)
class Lesson:
    """A median with its words: how long ``what`` was planned and really took, from how many measurements."""

    what: str
    then: str
    figure: Figure


def lessons(occasion: Occasion) -> tuple[list[Lesson], list[Lesson]]:
    """Speaking by mode, and changeovers by the modes before and after; empty where nothing was measured."""
    figures = learn(order_of(lines_of(stage), None).items for stage in occasion.stages.all())
    speaking = [Lesson(_mode(mode), "", figure) for mode, figure in sorted(figures.speaking.items())]
    changeovers = [
        Lesson(_mode(before), _mode(after), figure) for (before, after), figure in sorted(figures.changeovers.items())
    ]
    return speaking, changeovers


def _mode(mode: PitchMode) -> str:
    return str(texts.PITCH_MODES[mode])
