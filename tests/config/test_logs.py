"""What stands in the log and what never does; the reference that leads from a page to its line."""

import json
import logging
from typing import Any

import pytest
import structlog
from django.test import Client
from pytest_django.fixtures import Settings

from strahlkraft.config.logs import without_secrets


def test_secrets_mailboxes_and_values_of_rows_are_blanked() -> None:
    text = "/anmelden/link/geheim-geheim/ of a.b+c@example.org\nDETAIL:  Key (to)=(x) exists.\nend"
    assert without_secrets(text) == "/anmelden/link/…/ of …@…\nDETAIL:  …\nend"


def failing(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A visitor whose next page fails."""

    def fail(*_args: Any, **_options: Any) -> None:
        message = "row of clerk@example.org"
        raise KeyError(message)

    monkeypatch.setattr("strahlkraft.projects.queries.figures", fail)
    return Client(raise_request_exception=False)


@pytest.mark.django_db
def test_a_failed_page_names_the_reference_that_stands_in_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = failing(monkeypatch).get(
        "/", REMOTE_ADDR="203.0.113.7", headers={"User-Agent": "Beispielbrowser", "Authorization": "Bearer geheim"}
    )
    lines = capsys.readouterr().err.splitlines()
    found = [line for line in map(json.loads, lines) if line.get("logger") == "django.request"]
    assert [line["request"] for line in found] == [answer["X-Request-ID"]]
    assert f"<strong>{answer['X-Request-ID']}</strong>" in answer.content.decode()
    told = "\n".join(lines)
    assert "KeyError" in told
    assert not [word for word in ("203.0.113.7", "Beispielbrowser", "geheim", "clerk@example.org") if word in told]


@pytest.mark.parametrize(
    ("trusted", "given", "taken"),
    [(True, "a1b2c3d4e5f6", True), (False, "a1b2c3d4e5f6", False), (True, "x y\n", False)],
)
def test_only_a_trusted_proxy_gives_the_number(
    client: Client, settings: Settings, *, trusted: bool, given: str, taken: bool
) -> None:
    settings.BEHIND_PROXY = trusted
    answer = client.get("/health/live", headers={"X-Request-ID": given})
    assert (answer["X-Request-ID"] == given) is taken
    assert structlog.contextvars.get_contextvars() == {}


def test_lines_of_libraries_are_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("beispiel").warning("for %s", "a@example.org")
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (line["event"], line["logger"], line["level"]) == ("for …@…", "beispiel", "warning")
