"""Records of the register."""

from datetime import UTC, datetime

import factory

from strahlkraft.projects.models import Participation, Project, ProjectSource, Publication, Source
from tests.factories.network import RegionFactory

EARLIER = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)


class SourceFactory(factory.django.DjangoModelFactory[Source]):
    """A page that was read."""

    class Meta:
        model = Source

    key = factory.Sequence(lambda n: f"beispiel-{n}")
    url = factory.Sequence(lambda n: f"https://beispiel.example/{n}")
    publisher = "beispiel.example"


class ProjectFactory(factory.django.DjangoModelFactory[Project]):
    """A draft with title and summary."""

    class Meta:
        model = Project
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Beispielprojekt {n}")
    slug = factory.Sequence(lambda n: f"beispielprojekt-{n}")
    identifier = factory.Sequence(lambda n: f"SK-{n + 1:04d}")
    summary = "Ein Beispiel."
    region = factory.SubFactory(RegionFactory)
    created_at = EARLIER
    changed_at = EARLIER


class PublishedFactory(ProjectFactory):
    """A public record with its source."""

    publication = Publication.PUBLISHED

    @factory.post_generation
    def sourced(self, create: bool, _extracted: object, **_more: object) -> None:  # noqa: FBT001 - factory_boy's call
        """Give it a source."""
        ProjectSource.objects.create(project=self, source=SourceFactory())


class ParticipationFactory(factory.django.DjangoModelFactory[Participation]):
    """Somebody who takes part, as lead."""

    class Meta:
        model = Participation

    project = factory.SubFactory(ProjectFactory)
    stated_name = factory.Sequence(lambda n: f"Beispiel GmbH {n}")
    role = Participation.Role.LEAD
