"""Whether the process lives and is ready."""

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from strahlkraft.search.models import SearchDocument


def test_a_living_process_says_so_without_the_database(client: Client) -> None:
    assert client.get("/health/live").json()["status"] == "ok"


@pytest.mark.django_db
def test_a_complete_database_and_a_fresh_index_are_ready(client: Client) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"], set(answer.json()["checks"])) == (
        200,
        "ok",
        {"database", "migrations", "search"},
    )


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="search").delete()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["checks"]["migrations"]["ok"]) == (503, False)


@pytest.mark.django_db
def test_an_index_far_behind_is_not_ready(client: Client, settings: object, tmp_path: object) -> None:
    SearchDocument.objects.create(kind="project", key="x", sequence=5_000, payload={}, digest="x", withdrawn=True)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["checks"]["search"]) == (503, {"ok": False, "behind": 5_000})
