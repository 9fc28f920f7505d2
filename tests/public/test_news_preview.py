"""A text before it appears: for whoever holds the link, for seven days, for no search engine; drafts stay hidden else."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from strahlkraft.newsroom import access
from strahlkraft.newsroom.models import Article
from strahlkraft.newsroom.queries import desk
from tests.factories.newsroom import ArticleFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def link(row: Article) -> str:
    """The address that is handed on."""
    return f"/neues/vorschau/{desk.preview_token(row, today=timezone.localdate())}/"


def test_whoever_holds_the_link_reads_the_working_text_without_account_and_cookie() -> None:
    row = ArticleFactory(title="Beispiel vorab", body="## Anfang\n\n**Noch** nicht erschienen.")
    with time_machine.travel(NOW):
        page = Client().get(link(row))
    shown = page.content.decode()
    assert (page.status_code, "Beispiel vorab" in shown, "<strong>Noch</strong>" in shown) == (200, True, True)
    assert (page["X-Robots-Tag"], page["Referrer-Policy"], "no-store" in page["Cache-Control"]) == (
        "noindex", "no-referrer", True,
    )  # fmt: skip
    assert ('<meta name="robots" content="noindex">' in shown, page.cookies.keys()) == (True, {}.keys())


def test_the_link_shows_what_is_written_now_and_the_correction_readers_do_not_see_yet() -> None:
    row = ArticleFactory(state="correcting")
    row.texts.update(body="Berichtigt.")
    with time_machine.travel(NOW):
        assert "Berichtigt." in Client().get(link(row)).content.decode()


@pytest.mark.parametrize(("days", "status"), [(0, 200), (7, 200), (8, 404), (400, 404)])
def test_the_link_works_for_seven_days(days: int, status: int) -> None:
    row = ArticleFactory(title="Beispiel vorab")
    with time_machine.travel(NOW):
        path = link(row)
    with time_machine.travel(NOW + timedelta(days=days)):
        page = Client().get(path)
    assert (page.status_code, "Beispiel vorab" in page.content.decode()) == (status, status == 200)


@pytest.mark.parametrize("state", ["discarded", "archived"])
def test_the_link_to_what_was_put_away_shows_nothing(state: str) -> None:
    row = ArticleFactory(title="Beispiel vorab", state=state)
    page = Client().get(link(row))
    assert (page.status_code, "Beispiel vorab" in page.content.decode()) == (404, False)


@pytest.mark.parametrize("token", ["x", "a.b", "~", "abc~2999-01-01", "%00", "ä" * 50])
def test_a_link_made_elsewhere_shows_nothing(token: str) -> None:
    assert Client().get(f"/neues/vorschau/{token}/").status_code == 404


def test_a_link_for_something_else_opens_no_preview() -> None:
    row = ArticleFactory()
    other = access.LINKS.token(access.CONFIRM, f"{row.code}~2999-01-01")
    assert Client().get(f"/neues/vorschau/{other}/").status_code == 404


def test_the_preview_takes_nothing() -> None:
    assert Client().post(link(ArticleFactory()), {}).status_code == 405


@pytest.mark.parametrize(("prefix", "words"), [("", "Ein Beispieltext."), ("/en", "An example.")])
def test_the_preview_is_in_the_language_of_the_reader(prefix: str, words: str) -> None:
    row = ArticleFactory(english="An example.")
    assert words in Client().get(f"{prefix}{link(row)}").content.decode()
