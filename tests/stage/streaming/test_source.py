"""Live events out of the database: in order, complete, and for everybody only what is public."""

import json
from typing import Any

import pytest

from strahlkraft.congress.models import LiveEvent, Occasion, ProgrammeVersion
from strahlkraft.congress.rules.vocabulary import LiveKind
from strahlkraft.stage.streaming.source import MOST_MISSED, DatabaseSource
from strahlkraft.stage.streaming.wire import Event
from tests.factories.congress import EARLIER, DraftOccasionFactory, OccasionFactory, StageFactory

pytestmark = pytest.mark.django_db


def happen(occasion: Occasion, number: int, **payload: Any) -> None:
    """Something happens under a number of our choice."""
    LiveEvent.objects.create(pk=number, occasion=occasion, kind=LiveKind.CLOCK, payload=payload, at=EARLIER)


def numbers(events: list[Event]) -> list[int]:
    return [one.number for one in events]


def test_news_are_what_happened_since_looking_began() -> None:
    occasion, source = OccasionFactory(slug="beispiel"), DatabaseSource()
    happen(occasion, 100, old=True)
    source._begin()
    assert source._news() == []
    happen(occasion, 101, drift=3)
    assert [one.piece for one in source._news()] == [
        b'id: 101\nevent: clock\ndata: {"stage":"","drift":3}\n\n',
    ]
    assert source._news() == []


def test_a_number_given_early_and_committed_late_is_not_lost() -> None:
    occasion, source = OccasionFactory(), DatabaseSource()
    happen(occasion, 100)
    source._begin()
    happen(occasion, 103)
    assert numbers(source._news()) == [103]
    happen(occasion, 102)
    happen(occasion, 104)
    assert numbers(source._news()) == [102, 104]
    assert source._news() == []


def test_a_gap_that_was_there_when_looking_began_may_still_be_filled() -> None:
    occasion, source = OccasionFactory(), DatabaseSource()
    happen(occasion, 100)
    happen(occasion, 102)
    source._begin()
    happen(occasion, 101)
    assert numbers(source._news()) == [101]


def test_who_comes_back_gets_what_they_missed_of_their_occasion_unless_it_is_too_much() -> None:
    occasion, other, source = OccasionFactory(slug="beispiel"), OccasionFactory(), DatabaseSource()
    for number in (1, 2, 4):
        happen(occasion, number)
    happen(other, 3)
    assert numbers(source._missed("beispiel", 1)) == [2, 4]
    for number in range(5, 5 + MOST_MISSED):
        happen(occasion, number)
    assert source._missed("beispiel", 1) == []


def test_the_snapshot_says_how_every_stage_stands_under_the_newest_number() -> None:
    occasion = OccasionFactory(slug="beispiel")
    StageFactory(occasion=occasion, slug="eins")
    ProgrammeVersion.objects.create(occasion=occasion, number=1, content={}, published_at=EARLIER)
    happen(occasion, 7)
    snapshot = DatabaseSource()._snapshot("beispiel")
    assert snapshot is not None
    data = json.loads(snapshot.piece.partition(b"data: ")[2])
    assert (snapshot.number, list(data["stages"]), data["stages"]["eins"]["state"]) == (7, ["eins"], "idle")


@pytest.mark.parametrize("versions", [0, 1])
def test_nobody_listens_to_what_is_not_public_or_has_no_programme(versions: int) -> None:
    draft, announced = DraftOccasionFactory(), OccasionFactory()
    for number in range(versions):
        ProgrammeVersion.objects.create(occasion=draft, number=number + 1, content={}, published_at=EARLIER)
    source = DatabaseSource()
    assert [source._snapshot(slug) for slug in (draft.slug, announced.slug, "nirgends")] == [None, None, None]
