"""The people of a newsroom for tests of pages."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # Django is not ready when pytest reads this file
    from tests.newsroom.articles.people import Newsroom


@pytest.fixture
def newsroom(db: None) -> "Newsroom":
    """Two of the office, a partner, the administration."""
    from tests.newsroom.articles.people import a_newsroom  # noqa: PLC0415 - Django is not ready when pytest reads this file

    return a_newsroom()
