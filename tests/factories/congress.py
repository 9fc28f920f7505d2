"""Events, pitches, programmes and registrations; everything invented is called "Beispiel"."""

from datetime import UTC, datetime, timedelta

import factory

from strahlkraft.congress import models
from strahlkraft.congress.rules.vocabulary import (
    Channel,
    CrewRole,
    InvitationState,
    OccasionKind,
    OccasionState,
    PitchState,
    RegistrationState,
)
from strahlkraft.projects.models import Event
from tests.factories.network import RegionFactory

EARLIER = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
DAY = datetime(2027, 3, 11, 8, 0, tzinfo=UTC)
"""When invented congresses begin: 9 o'clock in Berlin."""


class EventFactory(factory.django.DjangoModelFactory[Event]):
    """An event as the register knows it."""

    class Meta:
        model = Event

    slug = factory.Sequence(lambda n: f"beispielkongress-{n}")
    name = factory.Sequence(lambda n: f"Beispielkongress {n}")
    date = "2027-03-11"


class OccasionFactory(factory.django.DjangoModelFactory[models.Occasion]):
    """An announced congress of a region, from 9 to 18 o'clock, with a record in the register."""

    class Meta:
        model = models.Occasion

    event = factory.SubFactory(EventFactory)
    slug = factory.LazyAttribute(lambda o: o.event.slug)
    name = factory.LazyAttribute(lambda o: o.event.name)
    region = factory.SubFactory(RegionFactory)
    kind = OccasionKind.CONGRESS
    state = OccasionState.ANNOUNCED
    starts_at = DAY
    ends_at = DAY + timedelta(hours=9)
    venue = "Beispielhalle"
    mailbox = "kongress@beispiel.example"
    created_at = EARLIER
    changed_at = EARLIER


class DraftOccasionFactory(OccasionFactory):
    """A congress nobody outside knows of yet."""

    event = None
    slug = factory.Sequence(lambda n: f"beispielentwurf-{n}")
    name = factory.Sequence(lambda n: f"Beispielentwurf {n}")
    state = OccasionState.DRAFT


class CrewFactory(factory.django.DjangoModelFactory[models.CrewMember]):
    """Somebody with a task at an event."""

    class Meta:
        model = models.CrewMember

    occasion = factory.SubFactory(OccasionFactory)
    code = factory.Sequence(lambda n: f"beispielteam{n}")
    role = CrewRole.REVIEWER
    name = "Beispiel Person"
    added_at = EARLIER


class CallFactory(factory.django.DjangoModelFactory[models.Call]):
    """An open call: from January until the end of 2026."""

    class Meta:
        model = models.Call

    occasion = factory.SubFactory(OccasionFactory)
    text = "Zeigen Sie Ihr Beispiel in drei Minuten."
    opens_at = EARLIER
    closes_at = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)


class TopicFactory(factory.django.DjangoModelFactory[models.Topic]):
    """A theme."""

    class Meta:
        model = models.Topic

    occasion = factory.SubFactory(OccasionFactory)
    slug = factory.Sequence(lambda n: f"thema-{n}")
    name = factory.Sequence(lambda n: f"Beispielthema {n}")


class PitchFactory(factory.django.DjangoModelFactory[models.Pitch]):
    """A confirmed pitch."""

    class Meta:
        model = models.Pitch

    occasion = factory.SubFactory(OccasionFactory)
    code = factory.Sequence(lambda n: f"P{n:05d}")
    link_code = factory.Sequence(lambda n: f"beispielpitch{n}")
    title = factory.Sequence(lambda n: f"Beispielpitch {n}")
    summary = "Ein Beispiel in drei Minuten."
    organisation_name = "Beispielstadt"
    mailbox = "pitch@beispiel.example"
    state = PitchState.CONFIRMED
    created_at = EARLIER
    changed_at = EARLIER
    submitted_at = EARLIER
    decided_at = EARLIER
    confirmed_at = EARLIER


class SubmissionFactory(PitchFactory):
    """A pitch handed in and not decided."""

    state = PitchState.SUBMITTED
    decided_at = None
    confirmed_at = None


class SpeakerFactory(factory.django.DjangoModelFactory[models.Speaker]):
    """Somebody on stage who may be named."""

    class Meta:
        model = models.Speaker

    occasion = factory.SubFactory(OccasionFactory)
    code = factory.Sequence(lambda n: f"beispielsprecher{n}")
    name = factory.Sequence(lambda n: f"Beispiel Sprecherin {n}")
    mailbox = factory.Sequence(lambda n: f"sprecherin{n}@beispiel.example")
    named = True
    added_at = EARLIER


class PitchSpeakerFactory(factory.django.DjangoModelFactory[models.PitchSpeaker]):
    """Who agreed to speak in which pitch."""

    class Meta:
        model = models.PitchSpeaker

    pitch = factory.SubFactory(PitchFactory)
    speaker = factory.SubFactory(SpeakerFactory, occasion=factory.SelfAttribute("..pitch.occasion"))
    state = InvitationState.ACCEPTED


class StageFactory(factory.django.DjangoModelFactory[models.Stage]):
    """A step-free stage."""

    class Meta:
        model = models.Stage

    occasion = factory.SubFactory(OccasionFactory)
    slug = factory.Sequence(lambda n: f"buehne-{n}")
    name = factory.Sequence(lambda n: f"Beispielbühne {n}")
    features = factory.LazyFunction(lambda: ["stepfree"])


class BlockFactory(factory.django.DjangoModelFactory[models.Block]):
    """The first hour of the day on one stage."""

    class Meta:
        model = models.Block

    occasion = factory.SelfAttribute("stage.occasion")
    stage = factory.SubFactory(StageFactory)
    slug = factory.Sequence(lambda n: f"block-{n}")
    slot = "1"
    title = factory.Sequence(lambda n: f"Beispielblock {n}")
    opens_at = DAY
    closes_at = DAY + timedelta(hours=1)


class RegistrationFactory(factory.django.DjangoModelFactory[models.Registration]):
    """Somebody with a seat on site."""

    class Meta:
        model = models.Registration

    occasion = factory.SubFactory(OccasionFactory)
    code = factory.Sequence(lambda n: f"beispielanmeldung{n}")
    channel = Channel.ONSITE
    state = RegistrationState.CONFIRMED
    name = factory.Sequence(lambda n: f"Beispiel Gast {n}")
    mailbox = factory.Sequence(lambda n: f"gast{n}@beispiel.example")
    created_at = EARLIER
    confirm_by = EARLIER + timedelta(days=2)
    confirmed_at = EARLIER
    seated_at = EARLIER
