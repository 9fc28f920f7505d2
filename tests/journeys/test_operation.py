"""What an operator relies on: a read-only home, and a server that ends when it is told to."""

import contextlib
import http.client
import resource
import time
from pathlib import Path

import pytest

from tools import site

pytestmark = pytest.mark.slow


def test_setting_up_and_serving_write_only_below_the_data_folder(site_folder: tuple[Path, str], base_url: str) -> None:
    folder, _ = site_folder
    assert list((folder / "home").iterdir()) == []


def test_second_setup_takes_seconds_and_keeps_the_data(site_folder: tuple[Path, str]) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    site.command(*site_folder, "setup")
    # Seconds of work, not of waiting: other tests run beside this one.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 12


def test_server_starts_again_over_the_same_data_and_ends_politely(site_folder: tuple[Path, str]) -> None:
    with site.served(*site_folder) as address:
        with contextlib.closing(http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)) as connection:
            connection.request("GET", "/projekte/")
            assert connection.getresponse().status == 200
        stopping = time.monotonic()
    assert time.monotonic() - stopping < 18  # after 20 it would have been ended by force
