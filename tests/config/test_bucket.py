"""Uploads in a bucket: a server that speaks the S3 API over HTTP and keeps what it is given."""

import io
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from pytest_django.fixtures import Settings

from strahlkraft.config.nodes import file_storage
from strahlkraft.newsroom.actions import older_sources
from strahlkraft.steering.actions import sheets


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Its address; it has one empty bucket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not _answers(port):
        time.sleep(0.1)
    client = boto3.client(
        "s3", endpoint_url=address, aws_access_key_id="k", aws_secret_access_key="s", region_name="eu-1"
    )
    client.create_bucket(Bucket="beispiel", CreateBucketConfiguration={"LocationConstraint": "eu-1"})
    yield address
    client.close()
    process.kill()
    process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def _bucket(server: str, settings: Settings) -> None:
    """Every file of this test goes there."""
    place = file_storage(f"s3://beispiel/dateien?endpoint={server}&region=eu-1", key="k", secret="s")
    settings.STORAGES = {**settings.STORAGES, "default": place}


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return b"".join(file.chunks())


@pytest.mark.usefixtures("_bucket")
def test_files_are_kept_beside_each_other_and_found_by_their_folder() -> None:
    names = [default_storage.save("ordner/brief.txt", ContentFile(text)) for text in (b"eins", b"zwei")]
    assert names[0] == "ordner/brief.txt" != names[1]
    assert [_read(name) for name in names] == [b"eins", b"zwei"]
    found = (default_storage.exists("ordner"), default_storage.exists("nirgends"), default_storage.listdir("")[0])
    assert found == (True, False, ["ordner"])
    for name in names:
        default_storage.delete(name)
    assert default_storage.exists("ordner") is False


@pytest.mark.usefixtures("_bucket")
def test_what_is_long_is_read_through_a_file_and_whole() -> None:
    long = bytes(range(256)) * 20_000
    name = default_storage.save("lang.bin", io.BytesIO(long))
    assert _read(name) == long
    default_storage.delete(name)


@pytest.mark.usefixtures("_bucket")
def test_what_waits_a_day_is_forgotten_there_too() -> None:
    name = older_sources.keep(b"{}")
    default_storage.save("sheets/1/beispiel.json", ContentFile(b"{}"))
    now = timezone.now()
    assert (sheets.forget_sheets(at=now), default_storage.exists(name)) == (0, True)
    older_sources.forget_old(at=now + timedelta(days=8))
    later = (sheets.forget_sheets(at=now + timedelta(days=8)), default_storage.exists(name))
    assert later == (1, False)
