"""A region with its office, and projects somebody answers for."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # Django is not ready when pytest reads this file
    from strahlkraft.accounts.models import User
    from strahlkraft.network.models import Region


@pytest.fixture
def region(db: None) -> "Region":
    """The office's own region."""
    from tests.factories.accounts import a_region  # noqa: PLC0415 - Django is not ready when pytest reads this file

    return a_region("Eigenregion")


@pytest.fixture
def office(region: "Region") -> "User":
    """Somebody of the project office."""
    from strahlkraft.accounts.rules import Role  # noqa: PLC0415 - see region
    from tests.factories.accounts import with_role  # noqa: PLC0415 - see region

    return with_role(Role.OFFICE, region=region)


@pytest.fixture
def partner() -> "User":
    """Somebody of a project partner."""
    from strahlkraft.accounts.rules import Role  # noqa: PLC0415 - see region
    from tests.factories.accounts import an_organisation, with_role  # noqa: PLC0415 - see region

    return with_role(Role.PARTNER, organisation=an_organisation("Stadt Beispiel"))


@pytest.fixture
def contact(region: "Region") -> Any:
    """Make a project with a mailbox that answers."""
    from tests.factories.projects import PublishedFactory  # noqa: PLC0415 - see region
    from tests.factories.steering import ReportingContactFactory  # noqa: PLC0415 - see region

    def made(**facts: Any) -> Any:
        facts.setdefault("project", PublishedFactory(region=region))
        return ReportingContactFactory(**facts)

    return made
