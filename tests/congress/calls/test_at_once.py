"""Many at the same moment: one person has one vote, the last place is given once."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from strahlkraft.congress.actions import prizes, selection
from strahlkraft.congress.models import Pitch, Vote
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from tests.factories.congress import DAY, CallFactory, OccasionFactory, PitchFactory, SubmissionFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(deeds: list[Callable[[], object]]) -> dict[str, int]:
    """Start all deeds at the same moment; how they ended: ``done``, the code of a refusal, or an error's name."""
    start, ends = threading.Barrier(len(deeds)), list[str]()

    def carry_out(deed: Callable[[], object]) -> None:
        try:
            start.wait(30)
            deed()
        except Refused as refused:
            ends.append(refused.refusals[0].code)
        except Exception as error:  # noqa: BLE001 - what went wrong in a thread is counted like any other end
            ends.append(type(error).__name__)
        else:
            ends.append("done")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=carry_out, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return dict(Counter(ends))


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
