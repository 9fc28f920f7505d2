"""A region with its office and a partner, a project with a figure, and a text to begin with."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.network.models import Organisation, Region
from strahlkraft.newsroom.rules.articles import Given, Words
from strahlkraft.projects.models import Fact, Project
from tests.factories.accounts import with_role
from tests.factories.network import OrganisationFactory, RegionFactory
from tests.factories.projects import ParticipationFactory, PublishedFactory, SourceFactory

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def given(title: str = "Beispielartikel", **parts: object) -> Given:
    """A German text that could be submitted, with whatever else it says."""
    texts = {"de": Words(title, "Ein Beispiel.", str(parts.pop("body", "Ein Beispieltext.")))}
    if english := parts.pop("english", ""):
        texts["en"] = Words(f"{title} in English", "An example.", str(english))
    return Given(texts=texts, **parts)  # type: ignore[arg-type]  # the parts of what is handed in


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Who works on news of one region: two of its office, one from elsewhere, a partner of its project."""

    region: Region
    writer: User
    second: User
    stranger: User
    partner: User
    admin: User
    carrier: Organisation
    project: Project


def a_newsroom() -> Newsroom:
    """The people and the project."""
    region, carrier = RegionFactory(), OrganisationFactory()
    project = PublishedFactory(region=region, slug="beispielprojekt", title="Beispielprojekt")
    ParticipationFactory(project=project, organisation=carrier)
    fact = Fact.objects.create(project=project, field="funding", amount=Decimal("1200000.00"))
    fact.sources.add(SourceFactory(key="beispielquelle", publisher="beispiel.example"))
    return Newsroom(
        region=region,
        writer=with_role(Role.OFFICE, region=region),
        second=with_role(Role.OFFICE, region=region),
        stranger=with_role(Role.OFFICE, region=RegionFactory()),
        partner=with_role(Role.PARTNER, organisation=carrier),
        admin=with_role(Role.ADMIN),
        carrier=carrier,
        project=project,
    )


def restate(project: Project, amount: str) -> None:
    """The record says another sum from now on; the earlier statement stays beside it."""
    Fact.objects.filter(project=project, field="funding").update(preferred=False, retired_at=AT)
    fact = Fact.objects.create(project=project, field="funding", amount=Decimal(amount))
    fact.sources.add(SourceFactory())
