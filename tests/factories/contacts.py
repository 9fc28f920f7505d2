"""Contact log and exchange groups; everything invented is called "Beispiel"."""

from datetime import UTC, date, datetime

import factory

from strahlkraft.kernel.codes import new_code
from strahlkraft.network import models
from tests.factories.network import OrganisationFactory, RegionFactory

EARLIER = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 6, 30)


class EntryFactory(factory.django.DjangoModelFactory[models.ContactLogEntry]):
    """A call without a next step."""

    class Meta:
        model = models.ContactLogEntry

    code = factory.LazyFunction(new_code)
    region = factory.SubFactory(RegionFactory)
    on = DAY
    channel = "call"
    organisation = factory.SubFactory(OrganisationFactory)
    function = "Beispielstelle Digitales"
    text = "Beispiel: Sie fragen nach dem Mängelmelder."
    written_at = EARLIER
    written_by = "user:1"


class PersonFactory(factory.django.DjangoModelFactory[models.ContactPerson]):
    """Somebody invented who agreed to be named."""

    class Meta:
        model = models.ContactPerson

    organisation = factory.SubFactory(OrganisationFactory)
    function = "Beispielstelle Digitales"
    name = "Ada Beispiel"
    mailbox = "ada@beispiel.example"
    consent_on = date(2026, 1, 2)
    consent_how = "Beispiel: Formular vom Januar"
    ends_on = date(2026, 12, 31)


class GroupFactory(factory.django.DjangoModelFactory[models.ExchangeGroup]):
    """A group of one region."""

    class Meta:
        model = models.ExchangeGroup

    slug = factory.Sequence(lambda n: f"beispielgruppe-{n}")
    name = factory.Sequence(lambda n: f"Beispielgruppe {n}")
    ring = "region"
    region = factory.SubFactory(RegionFactory)
    purpose = "Beispiel: einander berichten, was trägt."
    begun_on = date(2026, 1, 2)


class MemberFactory(factory.django.DjangoModelFactory[models.GroupMember]):
    """A member that gets letters."""

    class Meta:
        model = models.GroupMember

    group = factory.SubFactory(GroupFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    mailbox = factory.Sequence(lambda n: f"digitales{n}@beispiel.example")
    code = factory.LazyFunction(new_code)
    joined_on = date(2026, 1, 2)
