"""Taking older articles over in the workspace: looked at first, then made; what is wrong is said at its field."""

import io
import re
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.network.models import Region
from strahlkraft.newsroom.formats.older_files import MOST_FILE
from strahlkraft.newsroom.models import Article, Picture, Redirect
from strahlkraft.office.views import taking_over
from tests.factories.accounts import a_region, with_role
from tests.factories.newsroom import EARLIER, ArticleFactory
from tests.factories.pictures import photo
from tests.office.pages import Entrance

pytestmark = pytest.mark.django_db
PATH, NOW = "/arbeit/neues/uebernehmen/", "/arbeit/neues/uebernehmen/jetzt/"
MAP = "/arbeit/neues/fruehere-adressen/"
SITE = "https://alt.beispiel.example/"


def feed(*slugs: str, html: str = "<p>Ein Text.</p>") -> bytes:
    """A feed with an article for each part of an address."""
    items = "".join(
        f"<item><title>Beispiel {slug}</title><link>{SITE}{slug}</link><pubDate>Mon, 04 Mar 2019 10:00:00 +0100</pubDate>"
        f"<description><![CDATA[{html}]]></description></item>"
        for slug in slugs
    )
    return f"<rss><channel>{items}</channel></rss>".encode()


def packed(**files: bytes) -> bytes:
    """A ZIP; ``__`` in a name is a stroke, ``_`` a point."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def look(client: Client, data: bytes | None = None, name: str = "neues.xml", **typed: Any) -> Any:
    """Hand something in."""
    region = Region.objects.get(name="Eigenregion").pk
    form = {"submission": str(uuid4()), "address": f"{SITE}neues/", "region": region, **typed}
    files = {} if data is None else {"file": SimpleUploadedFile(name, data)}
    return client.post(PATH, form | files)


def sealed(answer: Any) -> dict[str, str]:
    """What the button of a look sends."""
    found = re.search(r'name="looked" value="([^"]+)"', answer.content.decode())
    return {"submission": str(uuid4()), "looked": found[1] if found else ""}


def take(client: Client, answer: Any) -> Any:
    """Press the button of what was looked at."""
    return client.post(NOW, sealed(answer))


def kept() -> list[str]:
    """Files that are kept while somebody looks."""
    return default_storage.listdir("older")[1] if default_storage.exists("older") else []


@pytest.mark.parametrize("role", [Role.AUTHORITY, Role.STEERING, Role.MUNICIPALITY, Role.PARTNER])
@pytest.mark.parametrize("path", [PATH, MAP, "/arbeit/neues/fruehere-adressen.csv"])
def test_who_manages_no_pages_finds_neither_page_nor_map(role: Role, path: str, enter: Entrance) -> None:
    other = enter(with_role(role, is_demo=True))
    assert (other.get(path).status_code, other.post(NOW).status_code) == (404, 404)


def test_the_list_of_articles_leads_there(client: Client) -> None:
    assert f'href="{PATH}"' in client.get("/arbeit/neues/").content.decode()
    assert client.get(PATH).status_code == 200


def test_a_file_is_looked_at_before_anything_happens_and_then_taken_over(client: Client, officer: User) -> None:
    seen = look(client, feed("eins", "zwei"), fetch="")
    page = seen.content.decode()
    assert (seen.status_code, Article.objects.count(), len(kept())) == (200, 0, 1)
    assert [word in page for word in ("Beispiel eins", "Beispiel zwei", f"{SITE}zwei", "04.03.2019")] == [True] * 4
    done = take(client, seen)
    assert (done.status_code, Article.objects.count(), kept()) == (200, 2, [])
    assert {entry.actor_id for entry in AuditEntry.objects.filter(verb="take_over_article")} == {officer.actor_id}
    again = look(client, feed("eins", "zwei"))
    assert 'name="looked"' not in again.content.decode()
    assert (
        reverse("office:article", args=[Article.objects.get(texts__title="Beispiel eins").code])
        in again.content.decode()
    )


def test_the_button_pressed_twice_takes_over_once(client: Client) -> None:
    seen = look(client, feed("eins"))
    take(client, seen)
    second = take(client, seen)
    assert (second.status_code, Article.objects.count()) == (422, 1)


def test_an_archive_brings_pictures_with_it(client: Client) -> None:
    html = '<p>Text</p><img src="/bilder/haus.jpg" alt="Ein Haus"><img src="fort.jpg">'
    archive = packed(neues_xml=feed("eins", html=html), bilder__haus_jpg=photo())
    done = take(client, look(client, archive, "alt.zip", fetch=""))
    article = Article.objects.get()
    assert (Picture.objects.get(), Picture.objects.get().unwritten) == (article.lead_picture, True)
    assert "fort.jpg" in done.content.decode()
    assert "fort.jpg" in client.get(f"/arbeit/neues/{article.code}/").content.decode()
    assert client.get("/arbeit/bilder/").status_code == 200


@pytest.fixture
def older_site(settings: Settings) -> Iterator[str]:
    """A site on this machine with a feed and one picture."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = {"/feed": feed("eins", html='<img src="haus.jpg"><img src="fort.jpg">'), "/haus.jpg": photo()}
            body = found.get(self.path, b"").replace(SITE.encode(), f"http://{self.headers['Host']}/".encode())
            self.send_response(200 if body else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{server.server_port}"]
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_without_a_file_feed_and_pictures_are_fetched(client: Client, older_site: str) -> None:
    done = take(client, look(client, None, address=f"{older_site}feed"))
    article = Article.objects.get()
    assert (done.status_code, article.imported.source_url) == (200, f"{older_site}eins")
    assert (article.lead_picture, article.gallery.count()) == (Picture.objects.get(), 0)
    assert "404" in article.remarks.get().text
    assert look(client, None, address=f"{older_site}fort").status_code == 422


def test_a_press_does_a_portion_and_the_next_one_the_rest(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_over, "PORTION", -1.0)
    first = take(client, look(client, feed("eins", "zwei", "drei")))
    assert (Article.objects.count(), len(kept())) == (1, 1)
    second = take(client, first)
    third = take(client, second)
    assert ('name="looked"' in third.content.decode(), Article.objects.count(), kept()) == (False, 3, [])


@pytest.mark.parametrize(
    ("data", "typed", "field"),
    [
        (b"", {}, "file"),
        (b"nur text", {}, "file"),
        (b"PK\x03\x04kaputt", {}, "file"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc"><!ENTITY c "&b;&b;">]><rss>&c;</rss>', {}, "file"),
        (b"<rss>" + b" " * 2_000_001 + b"</rss>", {}, "file"),
        (b"PK" + b"0" * MOST_FILE, {}, "file"),
        (feed("eins"), {"address": "javascript:alert(1)"}, "address"),
        (feed("eins"), {"address": ""}, "address"),
        (feed("eins"), {"address": "https://alt.beispiel.example/" + "x" * 600}, "address"),
        (feed("eins"), {"region": "999999"}, "region"),
        (feed("eins"), {"region": ""}, "region"),
        (None, {"address": "http://127.0.0.1/feed"}, "address"),
        (None, {"address": "http://169.254.169.254/latest/"}, "address"),
        (None, {"address": "http://[::1]:8000/"}, "address"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_kept(
    client: Client, data: bytes | None, typed: dict[str, str], field: str
) -> None:
    answer = look(client, data, **typed)
    page = answer.content.decode()
    assert (answer.status_code, Article.objects.count(), kept()) == (422, 0, [])
    assert f'id="id_{field}_error"' in page or f'id="id_{field}-error"' in page
    if typed.get("address"):
        assert typed["address"].replace("&", "&amp;") in page


def test_what_is_named_in_a_file_never_runs_and_leads_nowhere_bad(client: Client) -> None:
    html = (
        '<p onclick="x()">Vor<script>alert(1)</script><a href="javascript:alert(2)">Klick</a>'
        '<img src="data:image/png;base64,AAAA" alt="Im Text"><img src=x onerror=alert(3)></p>'
    )
    title = "&amp;lt;script&amp;gt;alert(4)&amp;lt;/script&amp;gt;"
    data = feed("eins", html=html).replace(b"Beispiel eins", title.encode())
    seen = look(client, data, fetch="")
    done = take(client, seen)
    article = Article.objects.get()
    pages = [seen, done, client.get(f"/arbeit/neues/{article.code}/"), client.get(MAP)]
    for answer in pages:
        page = answer.content.decode()
        assert answer.status_code == 200
        assert [bad in page for bad in ("<script>alert", "javascript:alert", "onerror=alert")] == [False] * 3
    assert article.texts.get().body == "VorKlick"


def test_what_was_looked_at_by_somebody_else_or_changed_is_refused(
    client: Client, enter: Entrance, region: Region
) -> None:
    form = sealed(look(client, feed("eins")))
    colleague = enter(with_role(Role.OFFICE, region=region, is_demo=True))
    answers = [
        colleague.post(NOW, form),
        client.post(NOW, form | {"looked": form["looked"] + "x"}),
        client.post(NOW, {}),
    ]
    assert [answer.status_code for answer in answers] == [422] * 3
    assert Article.objects.count() == 0


def test_another_region_cannot_be_chosen(client: Client) -> None:
    other = a_region("Fremdregion")
    assert look(client, feed("eins"), region=other.pk).status_code == 422


def test_the_map_names_old_and_new_and_no_drafts_of_other_regions(client: Client) -> None:
    take(client, look(client, feed("eins")))
    other = ArticleFactory(region=a_region("Fremdregion"), title="Geheimer Beispielentwurf")
    Redirect.objects.create(path="/fremd/", article=other, made_at=EARLIER)
    Redirect.objects.create(path="/alte-seite/", target="/seiten/neu/", made_at=EARLIER)
    page = client.get(MAP).content.decode()
    table = client.get("/arbeit/neues/fruehere-adressen.csv")
    assert [one in page for one in ("/eins", "/fremd/", "/alte-seite/", "/seiten/neu/")] == [True] * 4
    assert [other.slug in page, other.code in page, "Geheimer" in page] == [False] * 3
    text = table.content.decode("utf-8-sig")
    assert (table.status_code, len(text.splitlines()), f"{SITE}eins" in text) == (200, 4, True)
    assert ("Geheimer" in text, other.slug in text) == (False, False)


def test_a_cell_of_the_map_is_no_formula(client: Client) -> None:
    data = feed("eins").replace(b"Beispiel eins", b"=cmd|x!A1")
    take(client, look(client, data))
    assert "'=cmd|x!A1" in client.get("/arbeit/neues/fruehere-adressen.csv").content.decode()


def test_an_empty_map_says_what_to_do(client: Client) -> None:
    assert f'href="{PATH}"' in client.get(MAP).content.decode()


def test_the_look_costs_the_same_for_one_and_for_three(client: Client, django_assert_max_num_queries: Any) -> None:
    look(client, feed("a"))
    for slugs in (("a",), ("a", "b", "c")):
        with django_assert_max_num_queries(14):
            look(client, feed(*slugs))
