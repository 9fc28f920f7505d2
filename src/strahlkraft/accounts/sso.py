"""Single sign-on that takes nothing from its provider on trust: sizes, times, shapes, signature, person, verified address.

The library skips the signature of what it fetched itself and reads answers as if they had the shape of the standard;
here every departure is an ``OAuth2Error``, which ends on a page that says so. Rules: OpenID Connect Core 1.0, 3.1.3.7
(identity token) and 5.3.2 (the same person in both answers), RFC 8725 (signatures).
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

LARGEST = 1_000_000
"""Bytes of one answer."""
SECONDS = 10.0
"""For one whole answer; half of it for each silence in between."""
SIGNED = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Only signatures with a key nobody else has: neither ``none`` nor a shared secret."""
SKEW = 60
"""Seconds by which two honest clocks may differ."""
LONGEST = {"sub": 191, "email": 254}
"""Characters: what the tables keep."""
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_NOT_OF_THE_STANDARD = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
    RecursionError,
    jwt.PyJWTError,
)


class _Bounded(HTTPAdapter):
    """Reads an answer whole, within a size and a time, and never unpacks it."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Ask; raises ``requests.RequestException`` for an answer without end."""
        until = time.monotonic() + SECONDS
        response = super().send(request, *args, **options | {"stream": True, "timeout": SECONDS / 2})
        line = response.raw
        try:
            response.raw = BytesIO(_read(response, until))
        except (HTTPError, OSError) as error:
            raise requests.ConnectionError(error, request=request) from error
        finally:
            line.close()
        return response


def _read(response: requests.Response, until: float) -> bytes:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise HTTPError(response.headers["Content-Encoding"])
    found = bytearray()
    while piece := response.raw.read1(2**16):
        found += piece
        if len(found) > LARGEST or time.monotonic() > until:
            msg = "an answer without end"
            raise HTTPError(msg)
    return bytes(found)


def session() -> requests.Session:
    """What the library asks a provider with."""
    asking = requests.Session()
    asking.max_redirects = 3
    asking.headers["Accept-Encoding"] = "identity"
    for scheme in ("https://", "http://"):
        asking.mount(scheme, _Bounded())
    return asking


@contextmanager
def _of_the_standard() -> Iterator[None]:
    """What is missing or of another shape is an ``OAuth2Error``: the library's own word for a broken answer."""
    try:
        yield
    except _NOT_OF_THE_STANDARD as error:
        msg = f"not of the standard: {type(error).__name__}"
        raise OAuth2Error(msg) from error


def _address(config: Mapping[str, Any], name: str) -> str:
    """An address of the provider; in production over TLS only."""
    found = str(config[name])
    parts = urlsplit(found)
    if parts.scheme not in ({"https"} if settings.PRODUCTION else {"https", "http"}) or not parts.hostname:
        raise ValueError(name)
    return found


def _text(given: Mapping[str, Any], name: str) -> str:
    """A word of the provider that fits our tables."""
    found = given[name]
    if not isinstance(found, str) or not 0 < len(found) <= LONGEST[name] or not found.isprintable():
        raise ValueError(name)
    return found


def _object(response: requests.Response) -> dict[str, Any]:
    response.raise_for_status()
    found = response.json()
    if not isinstance(found, dict):
        raise TypeError
    return found


class DoubtingAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # the library is untyped
    """The library's way through single sign-on, with every answer looked at."""

    def get_provider(self) -> OpenIDConnectProvider:
        """The provider of the settings, which goes this same way to its sign-in page."""
        provider = super().get_provider()
        provider.oauth2_adapter_class = DoubtingAdapter
        return provider

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself."""
        with _of_the_standard():
            config: dict[str, Any] = super().openid_config
            for name in _ENDPOINTS:
                _address(config, name)
            if not isinstance(config["issuer"], str):
                raise TypeError
            return config

    @property
    def basic_auth(self) -> bool:
        """How it wants to hear our secret."""
        with _of_the_standard():
            return bool(super().basic_auth)

    def get_access_token_data(self, *args: Any, **options: Any) -> dict[str, Any]:
        """The answer to the code somebody came back with."""
        with _of_the_standard():
            found = super().get_access_token_data(*args, **options)
            return dict(found)

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """The key to the provider's answer about the person; it is used once and never kept."""
        with _of_the_standard():
            return SocialToken(token=str(data["access_token"]).encode("ascii").decode())

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **given: Any) -> SocialLogin:
        """The person: as the signed token says, and as the provider's further answer says of the same person."""
        with _of_the_standard():
            claims = self._claims(app, str(given["response"]["id_token"]))
            further = self._further(token.token)
            if further and further["sub"] != claims["sub"]:
                raise ValueError
            told = further if "email" in further else claims  # an address and its mark come from one answer
            mailbox = _text(told, "email") if told.get("email") else None
            marked = told.get("email_verified")
            person = {
                "sub": _text(claims, "sub"),
                "email": mailbox,
                "email_verified": marked is True or marked == "true",  # some providers write the word
            }
            return self.get_provider().sociallogin_from_response(request, {"userinfo": person})

    def _claims(self, app: SocialApp, token: str) -> dict[str, Any]:
        """What the identity token says, once it is signed by this provider, for us, and of now."""
        config = self.openid_config
        with get_adapter().get_requests_session() as asking:
            keys = jwt.PyJWKSet.from_dict(_object(asking.get(_address(config, "jwks_uri"))))
        name = jwt.get_unverified_header(token).get("kid")
        key = keys[str(name)] if name or len(keys.keys) > 1 else keys.keys[0]
        claims = jwt.decode(
            token,
            key,
            algorithms=SIGNED,
            audience=app.client_id,
            issuer=config["issuer"],
            leeway=SKEW,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
        if claims.get("azp", app.client_id) != app.client_id:
            raise ValueError
        return claims

    def _further(self, token: str) -> dict[str, Any]:
        """What else the provider says of the person; nothing where it has no such address."""
        if "userinfo_endpoint" not in self.openid_config:
            return {}
        with get_adapter().get_requests_session() as asking:
            headers = {"Authorization": f"Bearer {token}"}
            return _object(asking.get(_address(self.openid_config, "userinfo_endpoint"), headers=headers))
