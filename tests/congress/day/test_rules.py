"""When a press counts that came late."""

import pytest

from strahlkraft.congress.rules.stage import LATEST_PRESS, moment_of_press
from tests.congress.timing.orders import after

pytestmark = pytest.mark.house


@pytest.mark.parametrize(
    ("pressed", "not_before", "counts"),
    [
        (None, None, after(100)),
        (after(40), None, after(40)),
        (after(40), after(60), after(60)),
        (after(160), None, after(100)),
        (after(100) - 2 * LATEST_PRESS, None, after(100) - LATEST_PRESS),
        (after(40), after(160), after(40)),  # a deed of the future is a clock that was put back
    ],
)
def test_a_press_counts_from_when_it_was_made_but_never_before_the_deed_ahead_of_it(
    pressed: object, not_before: object, counts: object
) -> None:
    assert moment_of_press(after(100), pressed, not_before=not_before) == counts  # type: ignore[arg-type]  # moments or None
