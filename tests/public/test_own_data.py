"""One's own data without an account: the same answer for everybody, nothing on GET, the file by POST and for its time."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from strahlkraft.letters.models import Letter
from strahlkraft.privacy.access import CONFIRM, FETCH, LINKS
from strahlkraft.privacy.actions import answering
from strahlkraft.privacy.models import DataWish
from tests.factories.congress import RegistrationFactory
from tests.privacy.people import MAILBOX, an_admin, confirmed

pytestmark = pytest.mark.django_db


def sheet(**typed: Any) -> dict[str, Any]:
    """The form as it is sent by somebody who took their time."""
    signer = signing.TimestampSigner(salt="strahlkraft.public.stamp")
    signer.timestamp = lambda: signing.b62_encode(int(datetime.now(UTC).timestamp()) - 60)  # type: ignore[method-assign]  # a minute ago
    return {"mailbox": MAILBOX, "wish": "export", "stamp": signer.sign("form")} | typed


def test_the_answer_does_not_tell_whether_a_mailbox_is_known(visitor: Client) -> None:
    RegistrationFactory(mailbox=MAILBOX)
    known = visitor.post("/meine-daten/", sheet())
    unknown = visitor.post("/meine-daten/", sheet(mailbox="niemand@beispiel.example"))
    assert [(page.status_code, page["Location"], page.content) for page in (known, unknown)] == [
        (302, "/meine-daten/gesendet/", b"")
    ] * 2
    assert [letter.to for letter in Letter.objects.order_by("pk")] == [MAILBOX, "niemand@beispiel.example"]
    assert not known.cookies


@pytest.mark.parametrize(
    "typed",
    [{"mailbox": "ada"}, {"wish": ""}, {"wish": "other"}, {"website": "x"}, {"wish": "correction"}, {"stamp": ""}],
)
def test_what_cannot_be_taken_is_said_beside_its_field(visitor: Client, typed: dict[str, str]) -> None:
    page = visitor.post("/meine-daten/", sheet(**typed))
    assert (page.status_code, DataWish.objects.count(), b"error-summary" in page.content) == (200, 0, True)


def test_get_changes_nothing_and_post_confirms_once(visitor: Client) -> None:
    visitor.post("/meine-daten/", sheet())
    row = DataWish.objects.get()
    address = f"/meine-daten/bestaetigen/{LINKS.token(CONFIRM, row.code)}/"
    assert address in Letter.objects.get().text
    seen = []
    for press in (visitor.get, visitor.post, visitor.post, visitor.get):
        page = press(address)
        row.refresh_from_db()
        seen.append((page.status_code, row.state))
    assert seen == [(200, "unconfirmed"), (200, "open"), (200, "open"), (200, "open")]


def test_the_file_comes_by_post_and_is_never_cached(visitor: Client) -> None:
    RegistrationFactory(mailbox=MAILBOX, name="Ada Beispiel")
    row = answering.release_export(by=an_admin(), at=datetime.now(UTC), code=confirmed(at=datetime.now(UTC)).code)
    address = f"/meine-daten/abholen/{LINKS.token(FETCH, row.code)}/"
    assert address in Letter.objects.get(key__startswith="data-wish-export").text
    looked = visitor.get(address)
    row.refresh_from_db()
    assert (looked.status_code, row.fetched_at, b"Ada Beispiel" in looked.content) == (200, None, False)
    page = visitor.post(address)
    data = json.loads(zipfile.ZipFile(io.BytesIO(page.content)).read("meine-daten.json"))
    assert "Ada Beispiel" in json.dumps(data)
    assert (page["Content-Type"], "no-store" in page["Cache-Control"]) == ("application/zip", True)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex")


def test_an_old_link_gives_nothing_out(visitor: Client) -> None:
    row = answering.release_export(by=an_admin(), at=datetime.now(UTC), code=confirmed(at=datetime.now(UTC)).code)
    DataWish.objects.filter(pk=row.pk).update(fetch_until=datetime.now(UTC) - timedelta(minutes=1))
    page = visitor.post(f"/meine-daten/abholen/{LINKS.token(FETCH, row.code)}/")
    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize("page", ["bestaetigen", "abholen"])
def test_a_forged_link_or_one_for_another_purpose_is_unknown(visitor: Client, page: str) -> None:
    row = confirmed(at=datetime.now(UTC))
    other = LINKS.token(FETCH if page == "bestaetigen" else CONFIRM, row.code)
    assert [visitor.get(f"/meine-daten/{page}/{token}/").status_code for token in (other, row.code, "x.y")] == [404] * 3


def test_periods_are_a_page_that_asks_for_its_menus_only(
    visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        page = visitor.get("/en/meine-daten/fristen/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "183 days after the end of the event" in text
    assert "Sending the newsletter to whoever asked for it." in text
    assert not page.cookies


@pytest.mark.parametrize("address", ["/meine-daten/", "/meine-daten/gesendet/", "/meine-daten/fristen/"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_open_in_both_languages(visitor: Client, address: str, language: str) -> None:
    assert visitor.get(f"{language}{address}").status_code == 200
