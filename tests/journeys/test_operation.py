"""What an operator relies on: a read-only home, and a server that ends when it is told to."""

import contextlib
import http.client
from pathlib import Path

import pytest

from tools import site

pytestmark = pytest.mark.slow
IMPORTED = """
from strahlkraft.audit.models import AuditEntry
from strahlkraft.network.models import ImportRun, Municipality
from strahlkraft.projects.models import Project
lines = AuditEntry.objects.filter(verb__startswith="import_").count()
print(lines, sorted(ImportRun.objects.values_list("pk", "kind")), Municipality.objects.count(), Project.objects.count())
"""


def test_setting_up_and_serving_write_only_below_the_data_folder(site_folder: tuple[Path, str], base_url: str) -> None:
    folder, _ = site_folder
    assert list((folder / "home").iterdir()) == []


def test_second_setup_reads_no_data_and_collects_no_file_again(site_folder: tuple[Path, str]) -> None:
    (collected,) = site_folder[0].rglob("staticfiles.json")
    before = (collected.stat().st_mtime_ns, _imported(site_folder))
    site.command(*site_folder, "setup")
    assert (collected.stat().st_mtime_ns, _imported(site_folder)) == before


def _imported(site_folder: tuple[Path, str]) -> str:
    """Every reading of a file that the trail knows, and what came of it."""
    return site.command(*site_folder, "manage", "shell", "-v", "0", "-c", IMPORTED)


def test_server_starts_again_over_the_same_data_and_ends_politely(site_folder: tuple[Path, str]) -> None:
    with (
        site.served(*site_folder) as address,  # raises when the server must be ended by force
        contextlib.closing(http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)) as connection,
    ):
        connection.request("GET", "/projekte/")
        assert connection.getresponse().status == 200
