"""A region with its office and a partner."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # Django is not ready when pytest reads this file
    from tests.newsroom.pictures.people import Desk


@pytest.fixture
def desk(db: None) -> "Desk":
    """The people and the project."""
    from strahlkraft.accounts.rules import Role  # noqa: PLC0415 - Django is not ready when pytest reads this file
    from tests.factories.accounts import with_role  # noqa: PLC0415 - the same
    from tests.factories.network import OrganisationFactory, RegionFactory  # noqa: PLC0415 - the same
    from tests.factories.projects import ParticipationFactory, PublishedFactory  # noqa: PLC0415 - the same
    from tests.newsroom.pictures.people import Desk  # noqa: PLC0415 - the same

    region: Any = RegionFactory()
    carrier: Any = OrganisationFactory()
    project: Any = PublishedFactory(region=region)
    ParticipationFactory(project=project, organisation=carrier)
    return Desk(
        region=region,
        writer=with_role(Role.OFFICE, region=region),
        second=with_role(Role.OFFICE, region=region),
        stranger=with_role(Role.OFFICE, region=RegionFactory()),
        partner=with_role(Role.PARTNER, organisation=carrier),
        admin=with_role(Role.ADMIN),
        project=project,
    )
