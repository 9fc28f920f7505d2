"""The need box and the comparison: what is found, why, for whom, and that no input breaks them."""

import re
from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strahlkraft.network.models import RegionMembership
from strahlkraft.projects.actions._shared import reindex
from strahlkraft.reuse.actions._shared import index_offers, index_software
from strahlkraft.reuse.models import OfferEffort, OfferProduct, Peer, PeerEntry, ReadinessRun, ReuseOffer
from tests.factories.network import MunicipalityFactory, OrganisationFactory
from tests.factories.projects import PublishedFactory
from tests.factories.reuse import EARLIER, CaseFactory, DraftOfferFactory, OfferFactory, RequestFactory, SoftwareFactory

pytestmark = pytest.mark.django_db


def offered(title: str, slug: str, **more: Any) -> ReuseOffer:
    made: Any = OfferFactory(title=title, slug=slug, summary="Sensoren melden freie Parkplätze.", **more)
    OfferProduct.objects.create(offer=made, name="FROST-Server")
    index_offers([made])
    return cast("ReuseOffer", made)


def reasons(page: str) -> list[list[str]]:
    """The chips of each suggestion, in order."""
    lists = re.findall(r'<ul class="chips fit__why".*?</ul>', page, re.DOTALL)
    return [re.findall(r'chip--info">([^<]*)<', part) for part in lists]


def test_suggestion_says_why_it_fits_this_town(visitor: Client) -> None:
    offer = offered("Beispiel Parken", "parken", size_classes=["small_town_large"])
    asking: Any = MunicipalityFactory(name="Beispielhausen")
    CaseFactory(
        offer=offer, municipality=MunicipalityFactory(name="Nachbarstadt"), state="in_operation", confirmed_at=EARLIER
    )
    page = visitor.get(
        "/en/bedarf/", {"q": "Sensoren für Parkplätze", "kommune": asking.key, "produkt": "frost-server"}
    )
    assert reasons(page.content.decode()) == [
        [
            "Matched words: Sensoren, Parkplätze",
            "Suits a municipality of your size",
            "Builds on what you have: FROST-Server",
            "Already used nearby: Nachbarstadt",
        ]
    ]
    assert (
        f"/en/anfrage/offer-parken/?bedarf=Sensoren+f%C3%BCr+Parkpl%C3%A4tze&amp;kommune={asking.key}"
        in page.content.decode()
    )


def test_offer_stands_for_its_project_and_drafts_stay_hidden(visitor: Client) -> None:
    offer = offered("Beispiel Parken", "parken")
    reindex([offer.project])
    index_offers([DraftOfferFactory(title="Geheimes Parken", slug="geheim")])
    SoftwareFactory(slug="soft", name="Parkplatz-Software")
    index_software(list(SoftwareFactory._meta.model.objects.all()))
    page = visitor.get("/bedarf/", {"q": "Parkplatz Software Sensoren"}).content.decode()
    assert sorted(re.findall(r'name="ding" value="([^"]+)"', page)) == ["offer-parken", "software-soft"]
    assert re.findall(
        r'name="ding" value="([^"]+)"',
        visitor.get("/bedarf/", {"q": "Parkplatz Software", "art": "software"}).content.decode(),
    ) == ["software-soft"]


def test_town_is_found_by_name_postcode_or_key_and_asked_back_when_unclear(visitor: Client) -> None:
    one: Any = MunicipalityFactory(name="Beispielhausen", postcode="59999")
    for name in ("Doppeldorf", "Doppeldorf", "Doppelstadt"):
        MunicipalityFactory(name=name)
    for typed in ("beispielhausen", "59999", one.key, f"Beispielhausen ({one.key})"):
        page = visitor.get("/bedarf/", {"q": "Parken", "kommune": typed}).content.decode()
        assert f'value="Beispielhausen ({one.key})"' in page, typed
    several = visitor.get("/bedarf/", {"q": "Parken", "kommune": "Doppeldorf"}).content.decode()
    assert len(re.findall(r"kommune=05999\d+", several)) == 2
    unknown = visitor.get("/bedarf/", {"kommune": "Gibtesnicht"})
    assert (unknown.status_code, "Gibtesnicht" in unknown.content.decode()) == (200, True)
    options = visitor.get("/bedarf/kommunen/", {"municipality": "Doppel"}).content.decode()
    assert options.count("<option") == 3


@pytest.mark.parametrize("q", ["", "   ", "\0", "<b>&\"'", "x" * 5000, "?" * 300, "AND OR NOT (", "die der das und"])
@pytest.mark.parametrize("town", ["", "\0", "05999999", "(12345678)", "' OR 1=1", "ß" * 300])
def test_no_words_break_the_need_box(visitor: Client, q: str, town: str) -> None:
    answer = visitor.get("/bedarf/", {"q": q, "kommune": town, "produkt": q, "art": q[:9]})
    assert (answer.status_code, visitor.cookies) == (200, {})


def test_nothing_found_offers_to_watch_and_to_ask(visitor: Client) -> None:
    page = visitor.get("/bedarf/", {"q": "qqqqqqqq"}).content.decode()
    assert ("/merken/?bedarf=qqqqqqqq" in page, "/kontakt/" in page) == (True, True)


def test_comparison_sets_four_side_by_side_and_says_what_is_not_known(visitor: Client) -> None:
    offer = offered("Beispiel Parken", "parken", licence="EUPL-1.2", size_classes=["city"])
    OfferEffort.objects.create(
        offer=offer, introduction_days=20, yearly_cost=1500, year=2025, stated_by="Beispielstadt"
    )
    ReadinessRun.objects.create(
        offer=offer, level="proven", findings=[], digest="x", checked_at=EARLIER, confirmed_at=EARLIER
    )
    RequestFactory(offer=offer, state="answered", first_answer_at=EARLIER.replace(day=7))
    project: Any = PublishedFactory(slug="vorhaben", licence_state="open_unnamed")
    page = visitor.get("/en/bedarf/vergleich/", {"ding": ["offer-parken", "project-vorhaben"]})
    known = dict(page.context["criteria"])
    assert {name: known[name] for name in ("Licence", "Readiness", "Presupposed products", "Effort and costs", "Suitable sizes", "Who reuses it", "Median time to the first answer")} == {
        "Licence": [["EUPL-1.2"], ["called free, no licence named"]],
        "Readiness": [["proven"], ["no level yet"]],
        "Presupposed products": [["FROST-Server"], ["not known"]],
        "Effort and costs": [["introduction 20 person days · €1,500 a year (Beispielstadt, 2025)"], ["not known"]],
        "Suitable sizes": [["100,000 to 500,000 inhabitants"], ["not known"]],
        "Who reuses it": [["nobody known yet"], ["nobody known yet"]],
        "Median time to the first answer": [["3 working days (n = 1)"], ["not known yet (n = 0)"]],
    }  # fmt: skip
    assert project.title in page.content.decode()


def test_more_than_four_or_unknown_things_are_said_in_a_sentence(visitor: Client) -> None:
    for number in range(5):
        offered(f"Beispiel {number}", f"beispiel-{number}")
    names = [f"offer-beispiel-{number}" for number in range(5)]
    page = visitor.get("/bedarf/vergleich/", {"ding": names})
    assert ([column["name"] for column in page.context["columns"]], page.context["too_many"]) == (names[:4], True)
    page = visitor.get("/bedarf/vergleich/", {"ding": ["offer-weg", "unfug", "", "offer-\0", "offer-beispiel-1"]})
    assert ([c["name"] for c in page.context["columns"]], page.context["missing"]) == (["offer-beispiel-1"], 2)
    assert "/bedarf/" in visitor.get("/bedarf/vergleich/").content.decode()


def test_need_box_asks_the_database_the_same_however_much_it_shows(visitor: Client) -> None:
    town: Any = MunicipalityFactory()

    def more(first: int, count: int) -> int:
        for number in range(first, first + count):
            offer = offered(f"Beispiel Parken {number}", f"parken-{number}")
            CaseFactory(offer=offer, municipality=town, state="in_operation", confirmed_at=EARLIER)
            RegionMembership.objects.create(
                region=offer.project.region,
                organisation=OrganisationFactory(municipality=MunicipalityFactory()),
                role="partner",
            )
            SoftwareFactory(name=f"Parkplatz {number}", slug=f"soft-{number}")
            reindex([PublishedFactory(title=f"Parkplätze {number}")])
        index_software(list(SoftwareFactory._meta.model.objects.all()))
        query = {"q": "Sensoren Parkplätze", "kommune": town.key}
        visitor.get("/bedarf/", query)
        with CaptureQueriesContext(connection) as queries:
            shown = visitor.get("/bedarf/", query).content.decode().count('name="ding"')
        assert shown >= count
        return len(queries)

    few = more(0, 2)
    assert more(2, 4) <= few


def test_entry_of_another_instance_is_shown_with_its_origin_and_asked_for_there(visitor: Client) -> None:
    peer = Peer.objects.create(
        slug="beispielverbund",
        url="https://verbund.example/k.json",
        name="Beispielverbund",
        next_at=EARLIER,
        created_at=EARLIER,
    )
    entry = PeerEntry.objects.create(
        slug="anderswo",
        peer=peer,
        uri="https://verbund.example/1",
        kind="offer",
        title="Beispiel anderswo",
        data={},
        seen_at=EARLIER,
    )
    page = visitor.get("/bedarf/vergleich/", {"ding": f"elsewhere-{entry.slug}"})
    assert (entry.peer.name in page.content.decode(), f"/anfrage/elsewhere-{entry.slug}" in page.content.decode()) == (
        True,
        False,
    )
