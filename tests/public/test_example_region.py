"""An invented region on a site with real ones: said to be an example wherever it shows, in no figure of the programme."""

from decimal import Decimal

import pytest
from django.test import Client

from strahlkraft.projects import queries
from strahlkraft.projects.models import Fact
from tests.factories.accounts import a_region
from tests.factories.funding import granted
from tests.factories.projects import PublishedFactory

pytestmark = pytest.mark.django_db


def told() -> tuple[object, ...]:
    rows = [(row.region.name, row.records, row.funding) for row in queries.region_figures()]
    offices = [row.name for row in queries.regions_with_facts()]
    return queries.figures(), rows, offices


def test_figures_of_the_programme_are_the_same_with_an_invented_region_in_it(client: Client) -> None:
    PublishedFactory(region=a_region("Echte Region"))
    before = told()
    example = a_region("Beispielregion", demonstration=True)
    invented = PublishedFactory(region=example, title="Erfundenes Vorhaben")
    Fact.objects.create(project=invented, field="funding", amount=Decimal(1_000_000), as_of="2021-09")
    granted(region=example, project=invented, demonstration=True)
    assert told() == before
    regions = client.get("/api/v1/regions").json()
    assert "Beispielregion" not in str(regions)
    assert "beispielregion" not in client.get("/sitemap.xml").content.decode()


def test_invented_region_is_said_to_be_an_example_on_list_and_page(client: Client) -> None:
    a_region("Echte Region")
    a_region("Beispielregion", demonstration=True)
    shown = client.get("/regionen/")
    text = shown.content.decode()
    assert [row.region.name for row in shown.context["regions"]] == ["Echte Region"]
    assert 'href="/regionen/beispielregion/"' in text
    assert "example-mark" in text.split("beispielregion", 1)[1][:200]
    assert "example-mark" in client.get("/regionen/beispielregion/").content.decode()
    assert "example-mark" not in client.get("/regionen/echte-region/").content.decode()
