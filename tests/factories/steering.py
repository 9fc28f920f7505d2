"""What the office accompanies; everything invented is called "Beispiel". Rows come into their state along the table."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory
from django.db import models as django_models

from strahlkraft.kernel.codes import new_code, short_code
from strahlkraft.steering import models
from strahlkraft.steering.rules.moves import way
from strahlkraft.steering.rules.vocabulary import FIRST, MOVES
from tests.factories.network import OrganisationFactory, RegionFactory
from tests.factories.projects import ProjectFactory

EARLIER = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 6, 30)


class _Walking(factory.django.DjangoModelFactory[Any]):
    """Makes a row in the first state of its table and moves it from there, as the database asks for."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[django_models.Model], *args: Any, **kwargs: Any) -> Any:
        table = model_class._meta.model_name or ""
        goal = str(kwargs.get("state", FIRST[table][0]))
        steps = way(MOVES[table], FIRST[table], goal)
        row = super()._create(model_class, *args, **{**kwargs, "state": steps[0]})
        for state in steps[1:]:
            row.state = state
            row.save(update_fields=["state"])
        return row


class IdeaFactory(_Walking):
    """An idea that was sent in and confirmed."""

    class Meta:
        model = models.Idea

    code = factory.LazyFunction(short_code)
    link_code = factory.LazyFunction(new_code)
    region = factory.SubFactory(RegionFactory)
    title = factory.Sequence(lambda n: f"Beispielidee {n}")
    need = "Beispiel: Anträge liegen wochenlang im Posteingang."
    solution = "Beispiel: ein Online-Dienst, der sie verteilt."
    body = "Beispielstadt"
    mailbox = "digitales@beispielstadt.example"
    state = "submitted"
    decided_on = DAY
    decided_reason = "Beispiel"
    opened_at = EARLIER
    changed_at = EARLIER


class BoardSessionFactory(_Walking):
    """A planned session of the board."""

    class Meta:
        model = models.BoardSession

    code = factory.LazyFunction(short_code)
    region = factory.SubFactory(RegionFactory)
    title = factory.Sequence(lambda n: f"Beispielsitzung {n}")
    starts_at = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
    ends_at = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


class ApplicationFactory(_Walking):
    """An application in preparation."""

    class Meta:
        model = models.Application

    code = factory.LazyFunction(short_code)
    region = factory.SubFactory(RegionFactory)
    title = factory.Sequence(lambda n: f"Beispielantrag {n}")
    recipient = "Beispielstadt"
    opened_at = EARLIER


class ReportingContactFactory(factory.django.DjangoModelFactory[models.ReportingContact]):
    """The mailbox that answers for a project."""

    class Meta:
        model = models.ReportingContact

    project = factory.SubFactory(ProjectFactory)
    mailbox = factory.Sequence(lambda n: f"projekt{n}@beispiel.example")


class CheckInFactory(_Walking):
    """A check-in that was asked for."""

    class Meta:
        model = models.CheckIn

    project = factory.SubFactory(ProjectFactory)
    month = date(2026, 6, 1)
    code = factory.LazyFunction(new_code)
    requested_at = EARLIER
    due_on = date(2026, 6, 15)


class MilestoneFactory(_Walking):
    """A milestone not reached yet."""

    class Meta:
        model = models.Milestone

    code = factory.LazyFunction(new_code)
    project = factory.SubFactory(ProjectFactory)
    title = factory.Sequence(lambda n: f"Beispielmeilenstein {n}")
    planned_on = DAY


class RiskFactory(_Walking):
    """An open risk."""

    class Meta:
        model = models.Risk

    code = factory.LazyFunction(new_code)
    project = factory.SubFactory(ProjectFactory)
    title = factory.Sequence(lambda n: f"Beispielrisiko {n}")
    probability = 3
    impact = 4
    owner = "Projektleitung"
    opened_at = EARLIER


class TaskFactory(_Walking):
    """An open task of a partner."""

    class Meta:
        model = models.Task

    code = factory.LazyFunction(new_code)
    project = factory.SubFactory(ProjectFactory)
    title = factory.Sequence(lambda n: f"Beispielaufgabe {n}")
    for_name = "Beispielstadt"
    due_on = DAY


class StoredFileFactory(factory.django.DjangoModelFactory[models.StoredFile]):
    """The row of a stored file of a project."""

    class Meta:
        model = models.StoredFile

    code = factory.LazyFunction(new_code)
    project = factory.SubFactory(ProjectFactory)
    title = "Beispieldatei"
    file = "records/beispiel.pdf"
    media_type = "application/pdf"
    size = 4
    sha256 = hashlib.sha256(b"Test").hexdigest()
    added_at = EARLIER


class ClosureFactory(_Walking):
    """A closing that has begun."""

    class Meta:
        model = models.Closure

    code = factory.LazyFunction(new_code)
    project = factory.SubFactory(ProjectFactory)
    opened_at = EARLIER


class ClosureItemFactory(_Walking):
    """An open line of a closing."""

    class Meta:
        model = models.ClosureItem

    closure = factory.SubFactory(ClosureFactory)
    key = "last-expenditure"
    position = 0
    settled_at = EARLIER


class PositionFactory(factory.django.DjangoModelFactory[models.Position]):
    """A post of the office."""

    class Meta:
        model = models.Position

    region = factory.SubFactory(RegionFactory)
    label = factory.Sequence(lambda n: f"Beispielstelle {n}")
    share = "0.50"
    funded_rate = "80.00"
    starts_on = date(2024, 1, 1)
    ends_on = date(2026, 12, 31)


class HandoverFactory(factory.django.DjangoModelFactory[models.Handover]):
    """A body named for what remains."""

    class Meta:
        model = models.Handover

    region = factory.SubFactory(RegionFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    mailbox = "stadt@beispiel.example"
    from_on = DAY + timedelta(days=1)
    named_by = "user:1"


class DeadlineFactory(_Walking):
    """A deadline that somebody typed, with its reason."""

    class Meta:
        model = models.Deadline

    region = factory.SubFactory(RegionFactory)
    title = factory.Sequence(lambda n: f"Beispielfrist {n}")
    rule = "manual"
    reason = "Beispiel"
    target_on = DAY
    latest_on = DAY
