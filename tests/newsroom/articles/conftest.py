"""A region's newsroom for tests."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # Django is not ready when pytest reads this file
    from tests.newsroom.articles.people import Newsroom


@pytest.fixture
def newsroom(db: None) -> "Newsroom":
    """Two of the office, one from elsewhere, a partner, the administration, a project with a figure."""
    from tests.newsroom.articles.people import a_newsroom  # noqa: PLC0415 - Django is not ready when pytest reads this file

    return a_newsroom()
