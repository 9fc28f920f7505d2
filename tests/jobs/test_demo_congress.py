"""The invented congress: whole, visibly invented, and impossible in production."""

from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine
from click.testing import CliRunner

from strahlkraft.congress.actions import demonstration, stage
from strahlkraft.congress.models import Occasion, Pitch, ProgrammeVersion, Registration, RunItem, Speaker
from strahlkraft.congress.published import Programme
from strahlkraft.congress.queries.funnel import funnels
from strahlkraft.congress.queries.statistics import statistics
from strahlkraft.congress.rules.contacts import Funnel
from strahlkraft.jobs.clock import now
from strahlkraft.jobs.demo_congress import addresses, demo_congress, make
from strahlkraft.jobs.demo_day import Player
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.refusal import Refused
from tests.factories.congress import OccasionFactory
from tests.factories.network import RegionFactory
from tests.factories.projects import PublishedFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_everything_is_there_and_everything_invented_says_so() -> None:
    region = RegionFactory()
    projects = [PublishedFactory(region=region) for _ in range(9)]
    occasion = make(at=NOW, days=14, seconds=5, say=str)
    assert occasion.demonstration
    assert all(
        "Beispiel" in name for name in [occasion.name, occasion.venue, *occasion.hosts.values_list("name", flat=True)]
    )
    assert all("Beispiel" in title for title in Pitch.objects.values_list("title", flat=True))
    assert all("Beispiel" in name for name in Speaker.objects.values_list("name", flat=True))
    assert all("Beispiel" in name for name in Registration.objects.values_list("name", flat=True))
    programme = Programme.from_json(ProgrammeVersion.objects.get(occasion=occasion).content)
    placed = [item.project for _stage, _block, item in programme.placed() if item.kind == "pitch"]
    assert sorted(placed) == sorted(project.slug for project in projects)
    names = {topic.slug: topic.name for topic in programme.topics}
    for _stage, block, item in programme.placed():
        assert item.kind == "keynote" or block.title in {names[other.topic] for other in block.items}
    assert len(addresses(occasion)) == 3 + occasion.crew.count()


def test_the_day_is_played_with_a_skipped_a_late_and_a_long_pitch_and_contacts_become_cases() -> None:
    region = RegionFactory()
    for _ in range(18):
        PublishedFactory(region=region)
    occasion = make(at=NOW, days=1, seconds=5, say=str)
    stage.take_over_programme(by=SYSTEM, at=now(), slug=occasion.slug)
    occasion = demonstration.begin_now(by=SYSTEM, at=now(), occasion=occasion, speed=60)
    began = now()
    with time_machine.travel(began) as clock:
        Player(occasion.stages.get(), speed=60, pause=clock.shift, say=str).play()
        took = (now() - began).total_seconds()
    lines = RunItem.objects.filter(stage__occasion=occasion, kind__in=("pitch", "keynote"))
    assert Counter(lines.values_list("state", flat=True)) == {"done": 19, "skipped": 1}
    assert 400 < took < 480  # of seven hours a sixtieth
    assert funnels([occasion])[occasion.pk] == Funnel(6, 3, 2, 1, 0)
    figures = statistics(occasion)
    assert (figures.attendance["onsite"].came, figures.timing.skipped, figures.applause > 50) == (14, 1, True)


def test_only_an_invented_congress_is_played() -> None:
    with pytest.raises(Refused, match="Only an invented congress"):
        demonstration.begin_now(by=SYSTEM, at=NOW, occasion=OccasionFactory(), speed=60)


def test_production_has_no_invented_congress(settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]  # pytest-django's settings
    result = CliRunner().invoke(demo_congress)
    assert result.exit_code == 1
    assert not Occasion.objects.exists()
