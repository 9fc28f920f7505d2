"""What has it brought: what runs, what does not, what is not known, and money with source and year."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from strahlkraft.network.models import Municipality, OrganisationKind, Region, RegionMembership
from strahlkraft.newsroom.models import Comparison, PlainSummary
from strahlkraft.projects.models import Fact, Project, Publication, Truth
from tests.factories.network import MunicipalityFactory, OrganisationFactory, RegionFactory
from tests.factories.projects import ParticipationFactory, PublishedFactory, SourceFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def region() -> Region:
    """A region of one town of 15,000."""
    row: Region = RegionFactory(name="Beispielregion Mitte", slug="mitte")
    return row


@pytest.fixture
def town(region: Region) -> Municipality:
    """The only member."""
    row: Municipality = MunicipalityFactory(key="05999111", name="Beispielstadt Mitte")
    body = OrganisationFactory(kind=OrganisationKind.MUNICIPALITY, municipality=row)
    RegionMembership.objects.create(region=region, organisation=body, role="lead")
    return row


def a_project(region: Region, town: Municipality, title: str, amount: int = 0, **truths: str) -> Project:
    row: Project = PublishedFactory(region=region, title=title)
    body = town.organisations.get()
    ParticipationFactory(project=row, organisation=body, stated_name=body.name)
    for kind, value in truths.items():
        Truth.objects.create(project=row, kind=kind, value=value, stated_at=AT)
    if amount:
        fact = Fact.objects.create(project=row, field="funding", amount=Decimal(amount))
        fact.sources.add(SourceFactory(publisher="foerderer.example", read_on=date(2024, 5, 1)))
    return row


def page(visitor: Client, address: str) -> Any:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return answer


def test_projects_stand_where_their_sources_put_them(visitor: Client, region: Region, town: Municipality) -> None:
    a_project(region, town, "Läuft", in_operation="yes")
    a_project(region, town, "Gescheitert", in_operation="no", formally_closed="yes")
    a_project(region, town, "Unterwegs", in_operation="no")
    a_project(region, town, "Unbekannt", formally_closed="yes")
    for address in ("/ergebnisse/regionen/mitte/", "/ergebnisse/kommunen/05999111/"):
        context = page(visitor, address).context
        shown = {
            name: [card["title"] for card in context[name]] for name in ("running", "going_on", "failed", "unknown")
        }
        assert shown == {
            "running": ["Läuft"],
            "going_on": ["Unterwegs"],
            "failed": ["Gescheitert"],
            "unknown": ["Unbekannt"],
        }


def test_money_for_each_inhabitant_names_sources_and_years(visitor: Client, region: Region, town: Municipality) -> None:
    a_project(region, town, "Läuft", amount=30_000, in_operation="yes")
    a_project(region, town, "Ohne Summe", in_operation="yes")
    answer = page(visitor, "/ergebnisse/regionen/mitte/")
    row = answer.context["money"][0]
    assert (answer.context["value"], row["title"], row["source"], row["when"]) == (
        Decimal("2.00"),
        "Läuft",
        "foerderer.example",
        "2024",
    )
    assert "31. August 2025" in answer.content.decode()


def test_money_for_each_inhabitant_is_not_known_while_a_number_lacks(
    visitor: Client, region: Region, town: Municipality
) -> None:
    a_project(region, town, "Läuft", amount=30_000)
    Municipality.objects.update(population=None)
    assert page(visitor, "/ergebnisse/regionen/mitte/").context["value"] is None


def test_what_is_not_public_does_not_count(visitor: Client, region: Region, town: Municipality) -> None:
    hidden = a_project(region, town, "Verborgen", amount=30_000, in_operation="yes")
    Project.objects.filter(pk=hidden.pk).update(publication=Publication.DRAFT)
    for address in ("/ergebnisse/", "/ergebnisse/regionen/mitte/", "/ergebnisse/kommunen/05999111/"):
        assert "Verborgen" not in page(visitor, address).content.decode()
    assert page(visitor, "/ergebnisse/regionen/mitte/").context["value"] is None


def test_nobody_and_nothing_there_is_not_found(visitor: Client) -> None:
    assert [visitor.get(f"/ergebnisse/{one}/").status_code for one in ("regionen/nirgends", "kommunen/99999999")] == [
        404
    ] * 2


def test_a_typed_town_leads_to_its_results(visitor: Client, town: Municipality) -> None:
    answer = visitor.get("/ergebnisse/", {"kommune": town.name})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ergebnisse/kommunen/05999111/")


def test_what_is_invented_counts_nowhere_and_says_so_on_its_own_page(
    visitor: Client, region: Region, town: Municipality
) -> None:
    a_project(region, town, "Erfundenes", amount=30_000, in_operation="yes")
    Region.objects.update(demonstration=True)
    for address in ("/ergebnisse/", "/ergebnisse/kommunen/05999111/"):
        assert "Erfundenes" not in page(visitor, address).content.decode()
    own = page(visitor, "/ergebnisse/regionen/mitte/").content.decode()
    assert ("Erfundenes" in own, "example-mark" in own) == (True, True)


def tell(project: Project, **more: Any) -> Comparison:
    words: dict[str, Any] = {"written_by": "user:1", "published": True, "published_by": "user:2"}
    words |= {"topic": "Wartezeit", "before_text": "6 Wochen", "after_text": "2 Tage", "source": "Zählung Beispiel"}
    row: Comparison = Comparison.objects.create(project=project, written_at=AT, **words | more)
    return row


def test_before_and_now_stand_side_by_side_with_their_source(
    visitor: Client, region: Region, town: Municipality
) -> None:
    project = a_project(region, town, "Läuft", in_operation="yes")
    tell(project, source_url="https://beispiel.example/z", before_on="2019", after_on="2024-05")
    tell(project, topic="Entwurf", published=False, published_by="")
    places = ("/ergebnisse/", "/ergebnisse/regionen/mitte/", "/ergebnisse/kommunen/05999111/")
    for address in (*places, f"/projekte/{project.slug}/"):
        table = html.fromstring(page(visitor, address).content).xpath("//table[contains(@class, 'compared')]")[0]
        cells = [" ".join(cell.text_content().split()) for cell in table.xpath(".//tbody/tr/*")]
        assert (cells[0].startswith("Wartezeit"), cells[1:]) == (
            True,
            ["6 Wochen 2019", "2 Tage Mai 2024", "Zählung Beispiel"],
        )
        assert table.xpath(".//a[@href='https://beispiel.example/z']")
        assert len(table.xpath(".//tbody/tr")) == 1
    english = html.fromstring(visitor.get("/en/ergebnisse/regionen/mitte/").content)
    assert english.xpath("//span[contains(@class, 'compared__said')]/@lang") == ["de", "de"]


def test_what_is_told_is_shown_as_text(visitor: Client, region: Region, town: Municipality) -> None:
    evil = "<script>alert(1)</script>"
    project = a_project(region, town, "Läuft", in_operation="yes")
    tell(
        project, topic=evil, before_text=evil, after_text=f"{evil}!", source=evil, source_url='https://x.example/"onx='
    )
    easy(region=region, shown_text=evil)
    content = page(visitor, "/ergebnisse/regionen/mitte/").content.decode()
    assert (evil in content, '"onx=' in content) == (False, False)


def easy(**more: Any) -> PlainSummary:
    values = {
        "text": "Nochnichtfreigegeben.",
        "shown_text": "Das Amt hilft online.",
        "shown_written_by": "user:1",
        "written_at": AT,
    }
    values |= {"written_by": "user:3", "published_by": "user:2", "published_at": AT}
    row: PlainSummary = PlainSummary.objects.create(**values | more)
    return row


def test_easy_words_stand_only_where_somebody_wrote_them(visitor: Client, region: Region, town: Municipality) -> None:
    project = a_project(region, town, "Läuft", in_operation="yes")
    things = {
        "/ergebnisse/regionen/mitte/": {"region": region},
        "/ergebnisse/kommunen/05999111/": {"municipality": town},
        f"/projekte/{project.slug}/": {"project": project},
    }
    for address, thing in things.items():
        assert "plain-words" not in page(visitor, address).content.decode()
        easy(**thing)
        content = html.fromstring(page(visitor, address).content)
        text = content.xpath("//*[@lang='de-simple']")[0].text_content()
        assert (text.strip(), "Nochnichtfreigegeben" in content.text_content()) == ("Das Amt hilft online.", False)


def test_leichte_sprache_is_called_so_only_when_its_readers_have_read_it(visitor: Client, region: Region) -> None:
    row = easy(region=region)
    seen = []
    for checked in (False, True):
        PlainSummary.objects.filter(pk=row.pk).update(shown_checked=checked)
        answer = visitor.get("/en/ergebnisse/regionen/mitte/")
        seen.append(html.fromstring(answer.content).get_element_by_id("plain-title").text_content())
    assert seen == ["In easy words", "In Leichte Sprache"]


def test_the_sitemap_names_result_pages(visitor: Client, region: Region, town: Municipality) -> None:
    a_project(region, town, "Läuft")
    content = visitor.get("/sitemap.xml").content.decode()
    found = [f"{place}</loc>" in content for place in ("/ergebnisse/regionen/mitte/", "/ergebnisse/kommunen/05999111/")]
    assert found == [True, True]


def test_pages_of_the_place_lead_to_its_results(visitor: Client, region: Region, town: Municipality) -> None:
    pages = {
        f"/regionen/{region.slug}/": "/ergebnisse/regionen/mitte/",
        f"/kommunen/{town.slug}/": "/ergebnisse/kommunen/05999111/",
    }
    assert [f'href="{there}"' in page(visitor, here).content.decode() for here, there in pages.items()] == [True, True]


@pytest.mark.parametrize("address", ["/ergebnisse/", "/ergebnisse/regionen/mitte/", "/ergebnisse/kommunen/05999111/"])
def test_pages_ask_the_same_with_one_project_and_with_three(
    visitor: Client, region: Region, town: Municipality, address: str
) -> None:
    counts = []
    for number in range(3):
        tell(a_project(region, town, f"Beispiel {number}", amount=1_000, in_operation="yes"))
        page(visitor, address)
        with CaptureQueriesContext(connection) as asked:
            page(visitor, address)
        counts.append(len(asked))
    assert counts == counts[:1] * 3
