"""What refusals, failures, files, streams and production tell the browser; pages: tests/test_every_address.py."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client

from strahlkraft.accounts.rules import Role
from strahlkraft.config.front import front
from strahlkraft.design.browser import bare_headers
from tests.factories.accounts import with_role
from tests.hostile.headers import faults

pytestmark = [pytest.mark.django_db, pytest.mark.door]


def closed(answer: Any) -> Any:
    """The answer, read to its end: a file is closed."""
    b"".join(answer.streaming_content if answer.streaming else ())
    return answer


@pytest.mark.parametrize(
    ("method", "path", "extra", "status"),
    [
        ("GET", "/gibt-es-nicht/", {}, 404),
        ("GET", "/", {"HTTP_HOST": "boese.example"}, 400),
        ("GET", "/arbeit/?q=%00", {}, 302),
        ("DELETE", "/health/live", {}, 403),
        ("POST", "/anmelden/", {"CONTENT_LENGTH": str(3 * 1024 * 1024)}, 413),
        ("POST", "/anmelden/", {}, 403),
        ("GET", "/static/strahlkraft/nicht-da.css", {}, 404),
        ("GET", "/health/live", {}, 200),
        ("GET", "/api/v1/gibt-es-nicht", {}, 404),
        ("POST", "/api/v1/projects", {}, 405),
    ],
)
def test_refusals_have_every_header(method: str, path: str, extra: dict[str, str], status: int) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answer = closed(client.generic(method, path, b"", **extra))  # type: ignore[arg-type]  # the stub knows headers only
    assert (answer.status_code, list(faults(path, answer))) == (status, [])


def test_a_failure_has_every_header(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise KeyError

    monkeypatch.setattr("strahlkraft.projects.queries.figures", fail)
    answer = Client(raise_request_exception=False).get("/")
    assert (answer.status_code, list(faults("/", answer))) == (500, [])


def test_what_was_made_for_somebody_is_kept_by_nobody(client: Client) -> None:
    assert "no-store" not in client.get("/projekte/").headers.get("Cache-Control", "")
    client.force_login(with_role(Role.ADMIN, is_demo=True), backend=django_settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/projekte/").headers["Cache-Control"] == "private, no-store"


def test_a_file_runs_nothing_and_shows_nothing(rf: Any) -> None:
    def give(_request: Any) -> HttpResponse:
        return HttpResponse(b"<script>", headers={"Content-Disposition": 'attachment; filename="beispiel.html"'})

    policy = front(give)(rf.get("/")).headers["Content-Security-Policy"]
    assert ("default-src 'none'" in policy, policy.endswith("sandbox")) == (True, True)


def test_streams_and_refusals_of_the_server_itself_have_the_headers_too(settings: Any) -> None:
    assert "strict-transport-security" not in dict(bare_headers())
    settings.SECURE_HSTS_SECONDS = 60
    headers = dict(bare_headers())
    assert {name: value.split(";")[0] for name, value in headers.items()} == {
        "content-security-policy": "default-src 'none'",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": headers["permissions-policy"],
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cache-control": "no-store",
        "strict-transport-security": "max-age=60",
    }
    assert "camera=()" in headers["permissions-policy"]


PRODUCTION = """
import django
from django.conf import settings
settings.ROOT_URLCONF = "__main__"
settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
django.setup()
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path

def cookies(request):
    request.session["beispiel"] = get_token(request)
    return HttpResponse()

urlpatterns = [path("", cookies)]
page = Client().get("/", secure=True, headers={"host": "beispiel.example"})
for name, cookie in sorted(page.cookies.items()):
    print(name, cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"], repr(cookie["domain"]))
print(page["Strict-Transport-Security"])
print(Client().get("/", headers={"host": "beispiel.example"})["Location"])
"""
"""The site as in production, with one page that sets both cookies."""


@pytest.mark.slow
@pytest.mark.once
def test_production_speaks_https_only_and_its_cookies_belong_to_this_host(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("STRAHLKRAFT_", "DATABASE_"))}
    environment = clean | {
        "STRAHLKRAFT_PRODUCTION": "1",
        "STRAHLKRAFT_SECRET_KEY": "nur-ein-beispiel" * 4,
        "STRAHLKRAFT_HOSTS": "beispiel.example",
        "STRAHLKRAFT_BASE_URL": "https://beispiel.example",
        "STRAHLKRAFT_DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/beispiel.sqlite3",
        "DJANGO_SETTINGS_MODULE": "strahlkraft.config.settings",
    }
    said = subprocess.run(
        [sys.executable, "-c", PRODUCTION], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.splitlines() == [
        "__Host-csrftoken True True Lax / ''",
        "__Host-strahlkraft_session True True Lax / ''",
        "max-age=31536000; includeSubDomains; preload",
        "https://beispiel.example/",
    ]
