"""Many at the same moment: one person has one vote, the last place is given once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from strahlkraft.congress.actions import prizes, selection
from strahlkraft.congress.models import Pitch, Vote
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from tests.factories.at_once import at_once
from tests.factories.congress import DAY, CallFactory, OccasionFactory, PitchFactory, SubmissionFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_one_person_voting_six_times_at_once_is_counted_once() -> None:
    occasion: Any = OccasionFactory()
    occasion.prizes.create(
        slug="preis", name="Beispielpreis", audience_opens_at=DAY, audience_closes_at=DAY + timedelta(hours=1)
    )
    pitch: Any = PitchFactory(occasion=occasion, for_prize=True)

    def vote() -> object:
        return prizes.vote(
            by=NOBODY, at=DAY, slug=occasion.slug, prize="preis", side="audience", voter="ticket:7", pitch=pitch.code
        )

    assert at_once([vote] * 6) == {"done": 1, "voted": 5}
    assert Vote.objects.count() == 1


def test_last_place_offered_to_four_pitches_at_once_is_given_once() -> None:
    call: Any = CallFactory(places=1)
    codes = [SubmissionFactory(occasion=call.occasion).code for _ in range(4)]

    def accept(code: str) -> Callable[[], object]:
        return lambda: selection.decide(by=SYSTEM, at=DAY, slug=call.occasion.slug, codes=[code], deed="accept")

    assert at_once([accept(code) for code in codes]) == {"done": 1, "no_place": 3}
    assert Pitch.objects.filter(state="accepted").count() == 1
