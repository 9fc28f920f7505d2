"""Whether the process lives and is ready, and what it tells whoever watches over it."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from strahlkraft.api import measures, meters
from strahlkraft.audit.models import ChainCheck
from strahlkraft.letters.models import Letter
from strahlkraft.search.models import SearchDocument
from tests.factories.letters import post

TOKEN = "beispiel-beispiel-beispiel"
OPERATOR = {"Authorization": f"Bearer {TOKEN}"}
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture(autouse=True)
def token(settings: Settings) -> None:
    """The operator's token is set."""
    settings.METRICS_TOKEN = TOKEN


def samples(client: Client) -> Samples:
    """All figures, as Prometheus' own parser reads them."""
    answer = client.get("/metrics", headers=OPERATOR)
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, "text/plain")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def risen(before: Samples, after: Samples, name: str, **labels: str) -> float:
    """By how much a figure rose."""
    key = (name, tuple(sorted(labels.items())))
    return after[key] - before.get(key, 0.0)


def test_a_living_process_says_so_without_the_database(client: Client) -> None:
    assert client.get("/health/live").json()["status"] == "ok"


@pytest.mark.django_db
def test_a_complete_database_and_a_fresh_index_are_ready(client: Client) -> None:
    answer = client.get("/health/ready", headers=OPERATOR)
    assert (answer.status_code, answer.json()["status"], set(answer.json()["checks"])) == (
        200,
        "ok",
        {"database", "migrations", "search"},
    )


@pytest.mark.django_db
def test_a_stranger_learns_whether_and_not_why(client: Client) -> None:
    assert client.get("/health/ready").json() == {"status": "ok"}
    MigrationRecorder.Migration.objects.filter(app="search").delete()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})


@pytest.mark.django_db
def test_the_age_of_the_newest_backup_is_told_and_closes_nothing(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.BACKUP_NOTE = tmp_path / "note.json"
    made = (timezone.now() - dt.timedelta(hours=50, minutes=1)).isoformat()
    settings.BACKUP_NOTE.write_text(json.dumps({"at": made, "file": "x", "checked": "whole"}), encoding="utf-8")
    answer = client.get("/health/ready", headers=OPERATOR)
    told = {"ok": False, "at": made, "hours": 50, "checked": "whole"}
    assert (answer.status_code, answer.json()["warnings"]["backup"]) == (200, told)
    assert samples(client)["strahlkraft_backup_timestamp_seconds", ()] == dt.datetime.fromisoformat(made).timestamp()


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="search", name="0001_initial").delete()
    answer = client.get("/health/ready", headers=OPERATOR)
    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (503, {"ok": False, "missing": 1})


@pytest.mark.django_db
def test_an_index_far_behind_is_not_ready(client: Client) -> None:
    SearchDocument.objects.create(kind="project", key="x", sequence=5_000, payload={}, digest="x", withdrawn=True)
    answer = client.get("/health/ready", headers=OPERATOR)
    assert (answer.status_code, answer.json()["checks"]["search"]) == (503, {"ok": False, "behind": 5_000})


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "good"), [(None, False), (1, True), (60, False)])
def test_a_silent_worker_is_told_and_takes_no_page_away(
    client: Client, settings: Settings, *, minutes: int | None, good: bool
) -> None:
    cache.delete(settings.WORKER_BEATS)
    if minutes is not None:
        cache.set(settings.WORKER_BEATS, {"letters": (timezone.now() - dt.timedelta(minutes=minutes)).timestamp()})
    answer = client.get("/health/ready", headers=OPERATOR)
    assert (answer.status_code, answer.json()["warnings"]["worker"]["ok"]) == (200, good)
    assert not list(settings.DATA_DIR.glob(".probe*"))


def test_a_folder_that_takes_nothing_is_noticed(settings: Settings) -> None:
    assert measures.writable(settings.DATA_DIR)
    assert not measures.writable(settings.DATA_DIR / "gone")


@pytest.mark.parametrize(
    ("kept", "given"),
    [
        ("", ""),
        ("", "Bearer "),
        (TOKEN, ""),
        (TOKEN, TOKEN),
        (TOKEN, f"Basic {TOKEN}"),
        (TOKEN, f"Bearer {TOKEN}x"),
        (TOKEN, "Bearer ü"),
    ],
)
def test_figures_are_hidden_without_the_token(
    client: Client, settings: Settings, kept: str, given: str, db: None
) -> None:
    settings.METRICS_TOKEN = kept
    assert client.get("/metrics", headers={"Authorization": given} if given else {}).status_code == 404


@pytest.mark.django_db
def test_requests_are_counted_by_view_and_never_by_address(client: Client) -> None:
    before = samples(client)
    client.get("/projekte/?q=geheim4711")
    client.get("/en/projekte/")
    client.get("/gibt-es-nicht-geheim4711/")
    client.generic("GEHEIM4711", "/health/live")
    after = samples(client)
    found = {
        "list": risen(before, after, "strahlkraft_requests_total", view="public:projects", method="GET", status="200"),
        "missing": risen(before, after, "strahlkraft_requests_total", view="none", method="GET", status="404"),
        "odd": risen(before, after, "strahlkraft_requests_total", view="health/live", method="other", status="405"),
        "timed": risen(before, after, "strahlkraft_request_seconds_count", view="public:projects"),
    }
    assert found == {"list": 2, "missing": 1, "odd": 1, "timed": 2}
    assert "geheim4711" not in str(after).lower()


@pytest.mark.django_db
def test_state_is_told_as_it_is(client: Client, settings: Settings) -> None:
    now = timezone.now()
    post()
    Letter.objects.update(not_before=now - dt.timedelta(minutes=10))
    ChainCheck.objects.create(at=now, count=3, hash="x", breaks=2, first_broken=1, kind="changed")
    cache.set(settings.WORKER_BEATS, {"letters": 1_000.0})
    found = samples(client)
    age = found[("strahlkraft_letters_oldest_overdue_seconds", ())]
    wanted: dict[str, Any] = {
        "strahlkraft_database_up": 1,
        "strahlkraft_migrations_pending": 0,
        "strahlkraft_trail_breaks": 2,
        "strahlkraft_webhook_messages_waiting": 0,
        "strahlkraft_requests_in_progress": 1,
    }
    assert {name: found[name, ()] for name in wanted} == wanted
    assert 600 <= age < 700
    assert found["strahlkraft_letters", (("state", "overdue"),)] == 1
    assert found["strahlkraft_clock_last_run_timestamp_seconds", (("clock", "letters"),)] == 1_000
    assert found["strahlkraft_disk_free_bytes", ()] > 0


@pytest.mark.django_db
def test_figures_go_on_while_the_database_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("strahlkraft.api.measures.outbox", away)
    found = samples(client)
    assert (found["strahlkraft_database_up", ()], ("strahlkraft_sessions", ()) in found) == (0, False)
    assert found["strahlkraft_disk_free_bytes", ()] > 0


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "kind"), [(OperationalError("x"), "away"), (KeyError("x"), None)])
def test_errors_of_the_database_are_counted(
    monkeypatch: pytest.MonkeyPatch, error: Exception, kind: str | None
) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise error

    client = Client(raise_request_exception=False)
    before = samples(client)
    monkeypatch.setattr("strahlkraft.projects.queries.figures", fail)
    client.get("/")
    after = samples(client)
    rises = {
        label: risen(before, after, "strahlkraft_database_errors_total", kind=label) for label in ("away", "other")
    }
    assert rises == {"away": float(kind == "away"), "other": 0}


@pytest.mark.django_db
def test_a_watched_number_is_read_at_every_look(client: Client) -> None:
    numbers = iter([3.0, 4.0, 5.0])
    meters.watch("strahlkraft_beispiel", "An example.", lambda: next(numbers))
    assert [samples(client)["strahlkraft_beispiel", ()] for _ in range(2)] == [3, 4]
    meters.watch("strahlkraft_beispiel", "An example.", lambda: 9.0)
    assert samples(client)["strahlkraft_beispiel", ()] == 9
