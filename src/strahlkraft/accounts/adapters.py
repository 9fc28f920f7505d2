"""How the sign-in library behaves in this house: no public sign-up, no addresses kept, mail through the outbox."""

import hashlib
import hmac
import ipaddress
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context as request_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from strahlkraft.accounts import emails, events, queries, sso
from strahlkraft.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # the library is untyped
    """Accounts are created by the administration only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody creates an account for themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return a pseudonym in the form of an IPv6 address: it limits attempts without keeping who they came from.

        Keyed with the secret key and the day, so yesterday's cannot be matched with today's.
        """
        key = f"{settings.SECRET_KEY}{timezone.now():%Y-%m-%d}".encode()
        digest = hmac.digest(key, _household(super().get_client_ip(request)).encode(), hashlib.sha256)
        return str(ipaddress.IPv6Address(b"\xfd" + digest[:7] + bytes(8)))  # the limits look at the first 64 bits

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post into the outbox instead of talking to a mail server within the request."""
        full = {"request": request_context.request, "email": email, **context}
        message = self.render_mail(template_prefix, email, full)
        emails.post_notice(
            to=email,
            subject=message.subject,
            text=str(message.body),
            kind=template_prefix,
            at=timezone.now(),
            secret="password_reset_url" in context,
        )


def _household(address: str) -> str:
    """What one connection has: an IPv4 address, or the first 64 bits of an IPv6 one, whose rest its owner picks at will."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # no address is known, as on a socket of this machine: they share one limit
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, 64), strict=False).network_address)


class HouseBackend(AuthenticationBackend):  # type: ignore[misc] # the library is untyped
    """Who can be signed in: demo users, whose password is published, exist in a demonstration only."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check address and password."""
        user: User | None = super().authenticate(request, **credentials)
        refused: User | None = self.unstash_authenticated_user()  # closed accounts: the library tells them so
        if refused and not _of_ended_demonstration(refused):
            self._stash_user(refused)
        return user

    def user_can_authenticate(self, user: User) -> bool:
        """Asked for every request of a session: a demonstration that ended leaves no door open."""
        return bool(super().user_can_authenticate(user)) and not _of_ended_demonstration(user)


def _of_ended_demonstration(user: User) -> bool:
    return user.is_demo and not settings.DEMO


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # the library is untyped
    """Keeps the secrets of second factors encrypted: a stolen backup alone does not make codes."""

    def encrypt(self, text: str) -> str:
        """Encrypt with the newest secret key."""
        return queries.factor_cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt with the secret key or one of its predecessors."""
        return queries.factor_cipher().decrypt(encrypted_text.encode()).decode()


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # the library is untyped
    """Single sign-on opens accounts that exist; it creates none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Nobody creates an account by single sign-on."""
        return False

    def get_requests_session(self) -> requests.Session:
        """Ask a provider within a size and a time."""
        return sso.session()

    def on_authentication_error(
        self, request: HttpRequest, provider: object, exception: Exception | None = None, **told: Any
    ) -> None:
        """Leave a line for the operator with the kind of fault: what a provider says may hold secrets and names."""
        fault = exception.__cause__ or exception if isinstance(exception, OAuth2Error) else exception
        events.single_sign_on_failed(type(fault).__name__)
