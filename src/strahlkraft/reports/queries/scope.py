"""Of what figures are asked."""

from dataclasses import dataclass
from datetime import date, datetime

from strahlkraft.funding.queries.ledger import end_of
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what figures are asked: a region or the whole programme, as of the end of a day, of real or invented records."""

    on: date
    region: Region | None = None
    example: bool = False
    project: Project | None = None

    @property
    def end(self) -> datetime:
        """The first moment that is too late."""
        return end_of(self.on)
