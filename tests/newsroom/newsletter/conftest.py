"""People who send the newsletter, and a mail server."""

from typing import TYPE_CHECKING

import pytest

from tests.letters.conftest import mail_server, own_folders

__all__ = ["mail_server", "own_folders"]

if TYPE_CHECKING:  # Django is not ready when pytest reads this file
    from strahlkraft.accounts.models import User
    from strahlkraft.network.models import Region


@pytest.fixture
def region(db: None) -> "Region":
    """The region of the office."""
    from tests.factories.network import RegionFactory  # noqa: PLC0415 - Django is not ready when pytest reads this file

    return RegionFactory()  # type: ignore[no-any-return]  # the factory makes regions


@pytest.fixture
def writer(region: "Region") -> "User":
    """Somebody of the office who writes."""
    from strahlkraft.accounts.rules import Role  # noqa: PLC0415 - see region
    from tests.factories.accounts import with_role  # noqa: PLC0415 - see region

    return with_role(Role.OFFICE, region=region)


@pytest.fixture
def second(region: "Region") -> "User":
    """Somebody else of the office."""
    from strahlkraft.accounts.rules import Role  # noqa: PLC0415 - see region
    from tests.factories.accounts import with_role  # noqa: PLC0415 - see region

    return with_role(Role.OFFICE, region=region)
