"""Who works with pictures of one region."""

from dataclasses import dataclass
from datetime import UTC, datetime

from strahlkraft.accounts.models import User
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """Two of its office, one from elsewhere, a partner of its project, an admin."""

    region: Region
    writer: User
    second: User
    stranger: User
    partner: User
    admin: User
    project: Project
