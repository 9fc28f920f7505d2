"""What is not public is not told anywhere outside, not even by title; and no text breaks what machines read."""

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from strahlkraft.kernel.label import Label
from strahlkraft.projects.models import Document, ProjectSource, Truth
from tests.factories.audit import write_entry
from tests.factories.projects import ProjectFactory, PublishedFactory, SourceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_page_does_not_name_the_draft_that_replaces_its_project(client: Client) -> None:
    draft: Any = ProjectFactory(title="Geheimes Nachfolgevorhaben")
    shown: Any = PublishedFactory(superseded_by=draft)
    page = client.get(f"/projekte/{shown.slug}/").content.decode()
    assert (draft.title in page, draft.slug in page) == (False, False)
    draft.publication = "published"
    draft.save()
    assert draft.title in client.get(f"/projekte/{shown.slug}/").content.decode()


@pytest.mark.parametrize("address", ["/quellen/", "/sitemap.xml", "/api/v1/sources"])
def test_sources_of_drafts_are_not_listed(client: Client, address: str) -> None:
    hidden: Any = SourceFactory(
        key="vertraulich", url="https://vertraulich.example/antrag", publisher="vertraulich.example"
    )
    draft: Any = ProjectFactory()
    ProjectSource.objects.create(project=draft, source=hidden)
    shown: Any = SourceFactory(key="offen", url="https://offen.example/bericht", publisher="offen.example")
    project: Any = PublishedFactory()
    Truth.objects.create(project=project, kind="in_operation", value="yes", current=True, source=shown, stated_at=NOW)
    text = client.get(address).content.decode()
    assert ("vertraulich" in text, "offen" in text) == (False, True)
    assert client.get("/quellen/vertraulich/").status_code == 404
    assert client.get("/quellen/offen/").status_code == 200


@pytest.mark.parametrize("address", ["/", "/aktuelles/", "/aktuelles/feed.atom", "/aktuelles/feed.json"])
def test_a_withdrawn_project_leaves_the_news(client: Client, address: str) -> None:
    project: Any = PublishedFactory(title="Zu Unrecht gezeigt")
    write_entry(subject=Label("project", project.slug, project.title), public=True)
    write_entry(subject=Label("project", project.slug, "Nur im Haus"))
    page = client.get(address).content.decode()
    assert (project.title in page, "Nur im Haus" in page) == (True, False)
    project.publication = "withdrawn"
    project.save()
    assert project.title not in client.get(address).content.decode()


def test_control_characters_in_a_title_break_neither_feed_nor_picture(client: Client) -> None:
    project: Any = PublishedFactory(title="Ampel\x08 & <b>Licht\x1b\ufffe")
    write_entry(subject=Label("project", project.slug, project.title), public=True)
    feed = ET.fromstring(client.get("/aktuelles/feed.atom").content)  # noqa: S314 - our own feed
    titles = [title.text for title in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert [title.split(":")[0] for title in titles[1:] if title] == ["Ampel & <b>Licht"]
    card = client.get(f"/projekte/{project.slug}/karte.svg")
    if card.status_code == 200:
        ET.fromstring(card.content)  # noqa: S314 - our own picture


def test_a_lost_file_is_not_found(client: Client) -> None:
    project: Any = PublishedFactory()
    document = Document(project=project, title="Bericht", media_type="application/pdf", added_at=NOW)
    document.file.save("bericht.pdf", ContentFile(b"%PDF-1.7"), save=True)
    address = f"/dokumente/{document.pk}/{document.download_name}"
    document.file.storage.delete(str(document.file.name))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/", "/projekte/", "/aktuelles/feed.json", "/sitemap.xml", "/robots.txt"])
def test_pages_answer_head(client: Client, address: str) -> None:
    assert (client.head(address).status_code, client.post(address).status_code) == (200, 405)
