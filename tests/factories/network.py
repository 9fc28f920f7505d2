"""Regions and organisations."""

import factory

from strahlkraft.network.models import Organisation, OrganisationKind, Region


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
