"""A way to write one line of the trail."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def write(db: None) -> Callable[..., Any]:
    """Write one line of the trail in a transaction."""
    from tests.factories.audit import write_entry  # noqa: PLC0415 - Django is set up after this file is read

    return write_entry
