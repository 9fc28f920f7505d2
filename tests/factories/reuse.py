"""Offers, software, requests and cases; everything invented is called "Beispiel"."""

from datetime import UTC, date, datetime, timedelta

import factory

from strahlkraft.reuse.models import OfferVersion, ReuseCase, ReuseOffer, ReuseRequest, Software
from strahlkraft.reuse.rules.vocabulary import CaseOrigin, CaseState, Publication, RequestState, SoftwareOrigin
from tests.factories.network import MunicipalityFactory
from tests.factories.projects import PublishedFactory

EARLIER = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)


class OfferFactory(factory.django.DjangoModelFactory[ReuseOffer]):
    """A published offer of a published project, with its first version."""

    class Meta:
        model = ReuseOffer
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Beispielangebot {n}")
    slug = factory.Sequence(lambda n: f"beispielangebot-{n}")
    identifier = factory.Sequence(lambda n: f"SK-A-{n + 1:04d}")
    project = factory.SubFactory(PublishedFactory)
    kind = "software"
    summary = "Ein Beispiel zum Nachnutzen."
    publication = Publication.PUBLISHED
    version = 1
    created_at = EARLIER
    changed_at = EARLIER
    published_at = EARLIER

    @factory.post_generation
    def versioned(self, create: bool, _extracted: object, **_more: object) -> None:  # noqa: FBT001 - factory_boy's call
        """Keep the first version as it is."""
        if self.version:
            content = self.content.as_json()
            OfferVersion.objects.create(offer=self, number=self.version, content=content, published_at=EARLIER)


class DraftOfferFactory(OfferFactory):
    """An offer nobody outside can see yet."""

    publication = Publication.DRAFT
    version = 0
    published_at = None


class SoftwareFactory(factory.django.DjangoModelFactory[Software]):
    """Software found elsewhere."""

    class Meta:
        model = Software

    name = factory.Sequence(lambda n: f"Beispielsoftware {n}")
    slug = factory.Sequence(lambda n: f"beispielsoftware-{n}")
    identity = factory.Sequence(lambda n: f"git.example/beispiel/{n}")
    repository_url = factory.LazyAttribute(lambda o: f"https://{o.identity}")
    source_url = factory.LazyAttribute(lambda o: f"https://{o.identity}/raw/publiccode.yml")
    origin = SoftwareOrigin.CRAWL
    read_on = date(2026, 1, 2)
    created_at = EARLIER
    changed_at = EARLIER


class RequestFactory(factory.django.DjangoModelFactory[ReuseRequest]):
    """A confirmed request for an offer, sent to its provider."""

    class Meta:
        model = ReuseRequest

    code = factory.Sequence(lambda n: f"beispielanfrage{n}")
    offer = factory.SubFactory(OfferFactory)
    region = factory.LazyAttribute(lambda o: o.offer.project.region if o.offer else None)
    municipality = factory.SubFactory(MunicipalityFactory)
    need = "Wir suchen ein Beispiel für unsere Bürgerdienste."
    mailbox = "digitales@beispielstadt.example"
    provider_mailbox = "angebote@beispiel.example"
    state = RequestState.FORWARDED
    created_at = EARLIER
    confirm_by = EARLIER + timedelta(days=7)
    confirmed_at = EARLIER
    forwarded_at = EARLIER


class CaseFactory(factory.django.DjangoModelFactory[ReuseCase]):
    """A reported case in contact."""

    class Meta:
        model = ReuseCase

    code = factory.Sequence(lambda n: f"beispielfall{n}")
    offer = factory.SubFactory(OfferFactory)
    region = factory.LazyAttribute(lambda o: o.offer.project.region if o.offer else None)
    municipality = factory.SubFactory(MunicipalityFactory)
    stated_name = factory.LazyAttribute(lambda o: o.municipality.official_name if o.municipality else "Beispielstadt")
    origin = CaseOrigin.REPORTED
    state = CaseState.IN_CONTACT
    state_since = "2026-01-02"
    opened_at = EARLIER
    changed_at = EARLIER
