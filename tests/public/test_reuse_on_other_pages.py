"""Reuse where nobody looks for it first: start page, map, list of projects, pages of the same thing told elsewhere."""

import re
from datetime import UTC, datetime
from typing import Any

import html5lib
import pytest
from django.test import Client

from strahlkraft.jobs import loading
from strahlkraft.network.models import Municipality, Organisation
from strahlkraft.projects.models import Project
from strahlkraft.reuse.actions._shared import index_offers, index_software
from strahlkraft.reuse.models import Peer, PeerEntry
from tests import real_register as register
from tests.factories.network import OrganisationFactory
from tests.factories.projects import ParticipationFactory
from tests.factories.reuse import CaseFactory, OfferFactory, SoftwareFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def text_of(page: bytes) -> str:
    return re.sub(r"\s+", " ", "".join(html5lib.parse(page.decode(), namespaceHTMLElements=False).itertext()))


def told_elsewhere(title: str, **same: Any) -> PeerEntry:
    peer, _ = Peer.objects.get_or_create(
        slug="nachbar",
        defaults={"url": "https://nachbar.example/feed", "name": "Beispielnachbar", "next_at": AT, "created_at": AT},
    )
    slug = title.lower().replace(" ", "-")
    uri = f"https://nachbar.example/{slug}"
    said = {"slug": slug, "uri": uri, "kind": "offer", "title": title, "data": {}, "seen_at": AT}
    return PeerEntry.objects.create(peer=peer, **said, **same)


def test_a_page_names_the_instances_that_tell_of_the_same_thing(visitor: Client) -> None:
    offer: Any = OfferFactory()
    software: Any = SoftwareFactory()
    told_elsewhere("Beispiel offer there", same_offer=offer)
    told_elsewhere("Beispiel software there", same_software=software)
    told_elsewhere("Beispiel withdrawn there", same_offer=offer, withdrawn_at=AT)

    pages = [visitor.get(f"/en{path}").content for path in (f"/angebote/{offer.slug}/", f"/software/{software.slug}/")]

    said = [re.search(r"Also told by other instances(.*?)Beispielnachbar", text_of(page)) for page in pages]
    assert [found and found[1].strip() for found in said] == ["Beispiel offer there", "Beispiel software there"]
    assert "Beispiel withdrawn there" not in text_of(pages[0])


def test_the_list_of_projects_leads_to_offers_and_software_that_meet_the_words(visitor: Client) -> None:
    offer: Any = OfferFactory(title="Beispielmelder")
    software: Any = SoftwareFactory(name="Beispielmelder")
    index_offers([offer])
    index_software([software])

    pages = {q: visitor.get(f"/en/projekte/?q={q}").content.decode() for q in ("Beispielmelder", "xyzzyxyzzy")}

    assert [page.count("/en/angebote/?q=") for page in pages.values()] == [1, 0]
    assert "2 offers and software that can be taken over fit too" in text_of(pages["Beispielmelder"].encode())


def test_the_search_field_suggests_offers_and_software(visitor: Client) -> None:
    offer: Any = OfferFactory(title="Beispielmelder")
    software: Any = SoftwareFactory(name="Beispielmelodie")
    index_offers([offer])
    index_software([software])

    options = {q: visitor.get("/angebote/vorschlaege/", {"q": q}).content.decode() for q in ("Beispielmel", "xyzzy")}

    assert [sorted(re.findall(r'value="([^"]+)"', page)) for page in options.values()] == [
        ["Beispielmelder", "Beispielmelodie"],
        [],
    ]


def test_the_start_page_counts_only_reuses_in_operation_the_body_has_confirmed(visitor: Client) -> None:
    CaseFactory(state="in_operation", confirmed_at=AT)
    CaseFactory(state="in_operation", confirmed_at=None)
    CaseFactory(state="introducing", confirmed_at=AT)

    assert "reuses confirmed as in operation: 1" in text_of(visitor.get("/en/").content)


@pytest.mark.slow
def test_a_confirmed_reuse_adds_its_ray_to_the_map_once(register_visitor: Client) -> None:
    loading.geometry(register.packaged("network", "nrw.topojson"))
    lead = Organisation.objects.get(name="Stadt Soest")
    project: Any = Project.objects.filter(participations__role="lead", participations__organisation=lead).first()
    town = Municipality.objects.get(key="05974016")
    ray = f"Soest – {town.name}"
    before = register_visitor.get("/").content.decode().count(ray)

    for state, confirmed_at in (("in_contact", AT), ("in_operation", None), ("in_operation", AT)):
        CaseFactory(offer=None, project=project, municipality=town, region=None, state=state, confirmed_at=confirmed_at)
    ParticipationFactory(project=project, role="reuser", organisation=OrganisationFactory(municipality=town))

    assert (before, register_visitor.get("/").content.decode().count(ray)) == (0, 1)
