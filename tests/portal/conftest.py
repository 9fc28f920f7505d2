"""Pages answer at once in tests, except where the time is the point."""

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    """No steady time of answers."""
    settings.STEADY_ANSWER_SECONDS = 0


@pytest.fixture(autouse=True)
def fresh_limits(db: None) -> None:
    """Attempts of one test do not count in the next."""
    cache.clear()
