"""Reading a publiccode.yml into an offer's draft, and handing the file out."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from strahlkraft.network.models import Region
from strahlkraft.reuse.models import OfferDraft, ReuseOffer
from strahlkraft.reuse.publiccode import check
from strahlkraft.reuse.queries.drafts import draft_of
from strahlkraft.reuse.rules.content import OfferContent
from tests.factories.accounts import a_region
from tests.factories.projects import EARLIER, ProjectFactory, PublishedFactory
from tests.factories.reuse import DraftOfferFactory, OfferFactory
from tests.office.pages import fields_of

FILE = """\
publiccodeYmlVersion: "0"
name: Beispielparken
url: https://git.example/parken.git
softwareType: standalone/web
developmentStatus: stable
platforms: [web]
x-eigenes: bleibt
legal:
  license: EUPL-1.2
localisation:
  localisationReady: true
  availableLanguages: [de]
description:
  de:
    shortDescription: Zeigt freie Parkplätze.
    longDescription: Sensoren melden freie Parkplätze.
"""


@pytest.fixture
def offer(region: Region) -> ReuseOffer:
    """A draft of the own region."""
    made: ReuseOffer = DraftOfferFactory(project=ProjectFactory(region=region), title="Leer", slug="leer")
    content = OfferContent(title="Leer", kind="software", mailbox="parken@beispiel.example").as_json()
    OfferDraft.objects.create(offer=made, content=content | {"typed": {"aufwand": {}}}, saved_at=EARLIER)
    return made


def sent(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "revision": "1", "submission": str(uuid4())} | more


def test_file_is_looked_at_before_it_fills_the_draft(client: Client, offer: ReuseOffer) -> None:
    page = client.post("/arbeit/angebote/leer/einlesen/", sent(FILE))
    assert (page.status_code, page.context["readable"], draft_of(offer).content.title) == (200, True, "Leer")
    assert {"Beispielparken", "EUPL-1.2"} <= {line for row in page.context["changes"] for line in row["after"]}
    answer = client.post("/arbeit/angebote/leer/einlesen/", fields_of(page.content) | {"take": "1"})
    draft = draft_of(offer)
    said = draft.content
    assert (answer["Location"], said.title, said.licence) == (
        "/arbeit/angebote/leer/was/",
        "Beispielparken",
        "EUPL-1.2",
    )
    assert (said.mailbox, list(draft.typed)) == ("parken@beispiel.example", ["aufwand"])


def test_file_that_was_read_comes_out_again_with_what_nobody_knows(client: Client, offer: ReuseOffer) -> None:
    client.post("/arbeit/angebote/leer/einlesen/", sent(FILE, take="1"))
    answer = client.get("/arbeit/angebote/leer/publiccode.yml")
    document = check(answer.content).document or {}
    assert (answer["Content-Disposition"], document["name"]) == (
        'attachment; filename="publiccode.yml"',
        "Beispielparken",
    )
    assert document["x-eigenes"] == "bleibt"


def test_uploaded_file_counts_before_the_text(client: Client, offer: ReuseOffer) -> None:
    file = SimpleUploadedFile("publiccode.yml", FILE.encode())
    page = client.post("/arbeit/angebote/leer/einlesen/", sent("", file=file))
    assert fields_of(page.content)["text"] == [FILE.rstrip("\n")] or fields_of(page.content)["text"] == [FILE]


@pytest.mark.parametrize("text", ["", " ", "[", "nur ein Satz", "\x00", "a: &a [*a]", "x" * 1_048_577])
def test_what_is_no_file_is_told_and_changes_nothing(client: Client, offer: ReuseOffer, text: str) -> None:
    answer = client.post("/arbeit/angebote/leer/einlesen/", sent(text, take="1"))
    assert (answer.status_code, draft_of(offer).revision) == (422, 1)


@pytest.mark.parametrize("value", [".nan", ".inf", '"\\0"', '"\\uD800"', "2020-01-01", "0x1F", "~", "{1: 2, ~: 3}"])
def test_strange_values_of_a_file_are_kept_or_left_out_but_never_break(
    client: Client, offer: ReuseOffer, value: str
) -> None:
    answer = client.post("/arbeit/angebote/leer/einlesen/", sent(f"{FILE}x-fremd: {value}\n", take="1"))
    assert answer.status_code in {302, 422}
    assert client.get("/arbeit/angebote/leer/publiccode.yml").status_code == 200


def test_file_read_on_top_of_another_window_is_not_taken_unseen(client: Client, offer: ReuseOffer) -> None:
    answer = client.post("/arbeit/angebote/leer/einlesen/", sent(FILE, take="1") | {"revision": "7"})
    assert (answer.status_code, draft_of(offer).content.title) == (409, "Leer")


def test_findings_speak_the_language_of_the_page(client: Client, offer: ReuseOffer) -> None:
    bad = FILE.replace("stable", "fertig")
    said = [
        client.post(f"{language}/arbeit/angebote/leer/einlesen/", sent(bad)).context["findings"][0]["message"]
        for language in ("", "/en")
    ]
    assert said[0] != said[1]


def test_published_version_and_draft_have_files_of_their_own(client: Client, region: Region) -> None:
    offer = OfferFactory(
        project=PublishedFactory(region=region), title="Öffentlich", repository_url="https://git.example/a"
    )
    OfferDraft.objects.create(
        offer=offer, content=OfferContent(title="Entwurf", kind="software").as_json(), saved_at=EARLIER
    )
    path = f"/arbeit/angebote/{offer.slug}/publiccode.yml"
    names = [
        (check(client.get(path + query).content).document or {})["name"] for query in ("", "?stand=veroeffentlicht")
    ]
    assert names == ["Entwurf", "Öffentlich"]


def test_concept_without_repository_has_no_file_and_a_foreign_draft_none_either(client: Client, region: Region) -> None:
    concept = OfferFactory(project=PublishedFactory(region=region), kind="concept")
    foreign = DraftOfferFactory(project=ProjectFactory(region=a_region("Fremd")))
    paths = [f"/arbeit/angebote/{row.slug}/publiccode.yml" for row in (concept, foreign)]
    assert [client.get(path).status_code for path in paths] == [404, 404]
