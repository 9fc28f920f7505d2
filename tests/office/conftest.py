"""Somebody of the office, signed in, with a draft of the own region."""

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

if TYPE_CHECKING:  # Django is not ready when pytest reads this file
    from strahlkraft.accounts.models import User
    from strahlkraft.network.models import Region
    from strahlkraft.projects.models import Project
    from tests.office.pages import Entrance


@pytest.fixture(autouse=True)
def demonstration(settings: Settings, db: None) -> None:
    """Invented people are let off the second factor; answers come at once."""
    settings.DEMO = True
    settings.STEADY_ANSWER_SECONDS = 0


@pytest.fixture
def region() -> "Region":
    """The office's own region."""
    from tests.factories.accounts import a_region  # noqa: PLC0415 - Django is not ready when pytest reads this file

    return a_region("Eigenregion")


@pytest.fixture
def officer(region: "Region") -> "User":
    """Somebody of the project office."""
    from strahlkraft.accounts.rules import Role  # noqa: PLC0415 - see region
    from tests.factories.accounts import with_role  # noqa: PLC0415 - see region

    return with_role(Role.OFFICE, region=region, is_demo=True, display_name="Ada Beispiel")


@pytest.fixture
def client(officer: "User", enter: "Entrance") -> Client:
    """The office's browser."""
    return enter(officer)


@pytest.fixture
def project(region: "Region") -> "Project":
    """A draft of the own region."""
    from tests.factories.projects import ProjectFactory  # noqa: PLC0415 - see region

    made: Any = ProjectFactory(region=region, title="Lampen, die mitdenken", slug="lampen")
    return made  # type: ignore[no-any-return] # the factory makes projects
