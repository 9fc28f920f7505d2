"""Regions and organisations."""

from datetime import date

import factory

from strahlkraft.network.models import District, Municipality, Organisation, OrganisationKind, Region, State


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    """A model region."""

    class Meta:
        model = Region

    name = factory.Sequence(lambda n: f"Beispielregion {n}")
    slug = factory.Sequence(lambda n: f"beispielregion-{n}")


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    """A company; other kinds need a territorial unit."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Beispiel GmbH {n}")
    slug = factory.Sequence(lambda n: f"beispiel-gmbh-{n}")
    kind = OrganisationKind.COMPANY


class StateFactory(factory.django.DjangoModelFactory[State]):
    """A Land."""

    class Meta:
        model = State
        django_get_or_create = ("key",)

    key = "05"
    name = "Nordrhein-Westfalen"
    abbreviation = "NW"


class DistrictFactory(factory.django.DjangoModelFactory[District]):
    """A Kreis."""

    class Meta:
        model = District
        django_get_or_create = ("key",)

    key = "05999"
    name = "Beispielkreis"
    official_name = "Beispielkreis"
    kind = "Kreis"
    state = factory.SubFactory(StateFactory)


class MunicipalityFactory(factory.django.DjangoModelFactory[Municipality]):
    """A town of 15,000."""

    class Meta:
        model = Municipality

    key = factory.Sequence(lambda n: f"05999{n:03d}")
    regional_key = factory.LazyAttribute(lambda o: f"{o.key[:5]}0{o.key[5:]}{o.key[5:]}"[:12])
    name = factory.Sequence(lambda n: f"Beispielstadt {n}")
    official_name = factory.LazyAttribute(lambda o: f"{o.name}, Stadt")
    kind = "Stadt"
    state = factory.SubFactory(StateFactory)
    district = factory.SubFactory(DistrictFactory)
    population = 15_000
    as_of = date(2025, 8, 31)
