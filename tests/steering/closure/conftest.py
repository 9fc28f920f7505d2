"""A region with its project and two people of its office."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # Django is not ready when pytest reads this file
    from strahlkraft.accounts.models import User


@pytest.fixture
def project(db: None) -> Any:
    """A public project of a region."""
    from tests.factories.accounts import a_region  # noqa: PLC0415 - Django is not ready when pytest reads this file
    from tests.factories.projects import PublishedFactory  # noqa: PLC0415 - the same

    return PublishedFactory(title="Beispielprojekt", slug="beispiel", region=a_region("Eigenregion"))


def _officer(project: Any) -> "User":
    from strahlkraft.accounts.rules import Role  # noqa: PLC0415 - see project
    from tests.factories.accounts import with_role  # noqa: PLC0415 - see project

    return with_role(Role.OFFICE, region=project.region)


@pytest.fixture
def ada(project: Any) -> "User":
    """Somebody of the office."""
    return _officer(project)


@pytest.fixture
def bo(project: Any) -> "User":
    """Another person of the office."""
    return _officer(project)
