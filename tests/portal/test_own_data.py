"""One's own data, signed in: seen by the person alone, fetched after a fresh sign-in, asked for once."""

import io
import json
import zipfile

import pytest
from django.conf import settings as django_settings
from django.test import Client

from strahlkraft.accounts.models import User
from strahlkraft.audit.models import AuditEntry
from strahlkraft.privacy import texts
from strahlkraft.privacy.models import DataWish
from tests.factories.accounts import PASSWORD, a_user
from tests.factories.congress import RegistrationFactory

pytestmark = pytest.mark.django_db


def browser(user: User, *, fresh: bool = True) -> Client:
    """Signed in some time ago, and, if ``fresh``, confirmed by the password to be that person just now."""
    client = Client()
    client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    if fresh:
        client.post("/anmelden/bestaetigen/", {"password": PASSWORD})
    return client


def test_strangers_are_led_to_sign_in() -> None:
    pages = [Client().get("/konto/daten/"), Client().post("/konto/daten/datei/")]
    assert [(page.status_code, "/anmelden/" in page["Location"]) for page in pages] == [(302, True)] * 2


def test_the_page_counts_what_is_kept_under_account_and_mailbox() -> None:
    user, other = a_user(), a_user()
    RegistrationFactory(mailbox=user.email.upper())
    RegistrationFactory(mailbox=other.email)
    page = browser(user).get("/konto/daten/")
    seats = [row["number"] for row in page.context["rows"] if row["room"] == texts.ROOMS["congress"]]
    assert (page.status_code, seats) == (200, [1])


def test_everything_comes_at_once_after_a_fresh_sign_in() -> None:
    user = a_user(display_name="Ada Beispiel")
    page = browser(user).post("/konto/daten/datei/")
    assert page.status_code == 200, page.headers
    data = json.loads(zipfile.ZipFile(io.BytesIO(page.content)).read("meine-daten.json"))
    assert (page.status_code, data["about"]["account"]) == (200, user.actor_id)
    assert [deed["verb"] for deed in data["trail"]["did"]] == ["take_own_data"]
    assert not [word for word in (user.password, "label_salt") if word in json.dumps(data)]


def test_an_old_sign_in_is_renewed_first() -> None:
    page = browser(a_user(), fresh=False).post("/konto/daten/datei/")
    assert (page.status_code, "bestaetigen" in page["Location"]) == (302, True)
    assert not AuditEntry.objects.filter(verb="take_own_data").exists()


def test_asking_to_be_erased_is_taken_once_and_needs_a_second_person() -> None:
    user = a_user()
    client = browser(user)
    assert client.post("/konto/daten/", {"wish": "erasure", "text": ""}).status_code == 302
    again = client.post("/konto/daten/", {"wish": "erasure", "text": ""})
    row = DataWish.objects.get()
    assert (again.status_code, row.state, row.account, row.mailbox) == (422, "open", user.actor_id, user.email)
    user.refresh_from_db()
    assert user.is_active


def test_a_correction_says_what_is_wrong() -> None:
    page = browser(a_user()).post("/konto/daten/", {"wish": "correction", "text": " "})
    assert (page.status_code, DataWish.objects.count()) == (422, 0)
