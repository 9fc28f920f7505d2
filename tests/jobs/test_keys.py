"""The drill: a new secret key, everything sealed anew, the old one dropped; and what a change of it ends."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from strahlkraft.accounts import actions
from strahlkraft.jobs.keys import keys
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.letters.access import Links
from strahlkraft.letters.models import Letter
from strahlkraft.newsroom.actions import newsletter
from strahlkraft.newsroom.queries.mailboxes import digest_of
from strahlkraft.newsroom.rules.newsletter import CONSENT, Wish
from strahlkraft.reuse.actions._secrets import sealed, unsealed
from strahlkraft.reuse.models import Instance, Webhook
from tests.factories.accounts import a_user

pytestmark = pytest.mark.django_db
LINKS = Links("beispiel", frozenset({"zweck"}))


def _secrets() -> tuple[object, ...]:
    app, codes = (Authenticator.objects.get(type=kind) for kind in ("totp", "recovery_codes"))
    return (
        TOTP(app).validate_code("000000"),  # decrypts, whatever the answer
        RecoveryCodes(codes).generate_codes(),
        unsealed(Webhook.objects.get().secret),
        unsealed(Instance.objects.get().private_key),
        digest_of("a@b.example"),
    )


@pytest.fixture
def old_key(settings: Settings) -> str:
    """Secrets of every kind, sealed with the key that was there before."""
    user, at = a_user(), timezone.now()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    Webhook.objects.create(
        name="Beispiel", url="https://b.example/", secret=sealed("s"), kinds=["offer"], created_at=at
    )
    Instance.objects.create(pk=1, private_key=sealed("p"), public_key="x", created_at=at)
    newsletter.subscribe(by=NOBODY, at=at, wish=Wish(mailbox="a@b.example", consent=CONSENT), language="de")
    return str(settings.SECRET_KEY)


def test_after_rotating_the_old_key_can_go_and_everything_is_read(old_key: str, settings: Settings) -> None:
    before = _secrets()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "quite-another-key", [old_key]
    assert _secrets() == before  # the old key is still read
    runs = [CliRunner().invoke(keys, ["rotate"]) for _ in range(2)]
    counts = [[line.rpartition(": ")[2].split()[0] for line in run.output.splitlines()] for run in runs]
    assert counts == [["2", "2", "1"], ["0", "0", "0"]]
    settings.SECRET_KEY_FALLBACKS = []
    assert _secrets() == before


def test_a_key_that_is_not_known_is_told_and_nothing_is_changed(old_key: str, settings: Settings) -> None:
    rows = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "quite-another-key", []
    refused = CliRunner().invoke(keys, ["rotate"])
    assert (refused.exit_code, "STRAHLKRAFT_OLD_SECRET_KEYS" in refused.output) == (1, True)
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == rows


def test_sessions_and_links_hold_as_long_as_the_old_key_is_read(settings: Settings) -> None:
    client, user, token, old = Client(), a_user(), LINKS.token("zweck", "abc"), settings.SECRET_KEY
    client.force_login(user)
    actions.request_sign_in_link(at=timezone.now(), email=user.email)
    by_letter = "/anmelden/link/" + Letter.objects.get().text.split("/anmelden/link/")[1].split("\n")[0]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "quite-another-key", [old]
    assert (LINKS.code("zweck", token), client.get("/konto/").status_code) == ("abc", 200)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-third-key", []
    assert LINKS.code("zweck", token) == ""  # whoever has an old letter asks for a new one
    assert Client().post(by_letter).status_code == 302  # sign-in links are rows of the database
