"""What a day taught."""

import pytest

from strahlkraft.congress.rules.vocabulary import ItemState, PitchMode
from strahlkraft.congress.timing.learning import Figure, Figures, learn
from tests.congress.timing.orders import after, line

pytestmark = pytest.mark.house


def done(key: int, start: int, end: int, **given: object) -> object:
    """A pitch of 180 planned seconds that really ran."""
    return line(key, start, 180, state=ItemState.DONE, started_at=after(start), ended_at=after(end), **given)


def test_medians_of_speaking_and_of_measured_changeovers_come_with_their_counts() -> None:
    remote = {"mode": PitchMode.REMOTE, "changeover_seconds": 90}
    first_stage = (done(1, 0, 170), done(2, 200, 400, changeover_seconds=30), done(3, 520, 700, **remote))
    second_stage = (done(4, 0, 190), done(5, 190, 380, changeover_seconds=30), done(6, 420, 600, block=2))
    assert learn([first_stage, second_stage]) == Figures(
        speaking={PitchMode.ONSITE: Figure(5, 180, 190), PitchMode.REMOTE: Figure(1, 180, 180)},
        changeovers={
            (PitchMode.ONSITE, PitchMode.ONSITE): Figure(1, 30, 30),
            (PitchMode.ONSITE, PitchMode.REMOTE): Figure(1, 90, 120),
        },
    )


def test_a_day_without_anything_done_teaches_nothing() -> None:
    assert learn([(line(1, 0, 180),)]) == Figures({}, {})
