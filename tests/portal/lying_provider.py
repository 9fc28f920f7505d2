"""A real OpenID Connect provider on this machine that answers as it is told to: truly, or with any lie."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "beispiel-client"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
DROP = object()
"""In place of a value: leave the entry out."""


@dataclass
class Lies:
    """What differs from the truth: entries of each answer, or a whole answer as (content type, body)."""

    discovery: Any = field(default_factory=dict)
    token: Any = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    keys: Any = field(default_factory=dict)
    person: Any = field(default_factory=dict)
    signed_by: Any = KEY
    header: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"


def changed(truth: dict[str, Any], lies: dict[str, Any]) -> dict[str, Any]:
    """The truth with some entries changed, added or left out."""
    return {name: value for name, value in (truth | lies).items() if value is not DROP}


def identity_token(lies: Lies, issuer: str) -> str:
    """A signed identity token."""
    now = int(time.time())
    truth = {"iss": issuer, "aud": CLIENT, "sub": "beispiel-1", "iat": now, "exp": now + 300}
    key = {"none": None, "HS256": b"x" * 32}.get(lies.algorithm, lies.signed_by)
    claims = changed(truth, lies.claims)
    return jwt.encode(claims, key, algorithm=lies.algorithm, headers=changed({"kid": "1"}, lies.header))


class _Answer(BaseHTTPRequestHandler):
    def log_message(self, *_words: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer as the lies of this server say."""
        lies, here = self.server.lies, self.server.address
        if self.path.startswith("/.well-known/"):
            self._give(
                {
                    "issuer": here,
                    "authorization_endpoint": f"{here}/authorize",
                    "token_endpoint": f"{here}/token",
                    "userinfo_endpoint": f"{here}/person",
                    "jwks_uri": f"{here}/keys",
                },
                lies.discovery,
            )
        elif self.path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self._give({"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}, lies.keys)
        elif self.path == "/person":
            self._give({"sub": "beispiel-1", "email": "office@example.org", "email_verified": True}, lies.person)
        else:
            self._send(404, "text/plain", b"")

    def do_POST(self) -> None:
        """Hand out the tokens."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        lies, here = self.server.lies, self.server.address
        truth = {"access_token": "beispiel", "token_type": "Bearer", "expires_in": 300}
        self._give(truth | {"id_token": identity_token(lies, here)}, lies.token)

    def _give(self, truth: dict[str, Any], lie: Any) -> None:
        if isinstance(lie, tuple):
            self._send(200, *lie)
        else:
            self._send(200, "application/json", json.dumps(changed(truth, lie)).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        try:
            self.send_response(status)
            for name, value in (line.split(": ") for line in ("Content-Type: " + kind).split("\n")):
                self.send_header(name, value)
            self.end_headers()
            for start in range(0, len(body), 2**16):
                self.wfile.write(body[start : start + 2**16])
                if body.startswith(b"slow"):
                    time.sleep(0.2)
        except OSError:
            pass  # who asked has heard enough


@contextmanager
def provider(lies: Lies) -> Iterator[str]:
    """The address of a provider that tells these lies."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    server.lies, server.address = lies, f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
