"""The invented congress: whole, visibly invented, and impossible in production."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from strahlkraft.congress.models import Occasion, Pitch, ProgrammeVersion, Registration, Speaker
from strahlkraft.congress.published import Programme
from strahlkraft.jobs.demo_congress import addresses, demo_congress, make
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
    assert len(addresses(occasion)) == 3 + occasion.crew.count()


def test_production_has_no_invented_congress(settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]  # pytest-django's settings
    result = CliRunner().invoke(demo_congress)
    assert result.exit_code == 1
    assert not Occasion.objects.exists()
