"""What was handed in is kept for a day; what is fetched comes from public addresses only, and why not is said."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from strahlkraft.jobs import newsroom_clock
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.actions import older_sources as sources
from strahlkraft.newsroom.formats.html_markdown import OldPicture
from strahlkraft.newsroom.formats.older_files import Files

pytestmark = pytest.mark.django_db


def test_what_was_handed_in_is_kept_for_a_day_and_goes_with_the_clock() -> None:
    name = sources.keep(b"Beispiel")
    assert sources.kept(name) == b"Beispiel"
    newsroom_clock.tend(at=timezone.now() + timedelta(hours=23))
    assert sources.kept(name) == b"Beispiel"
    newsroom_clock.tend(at=timezone.now() + timedelta(hours=25))
    assert (sources.kept(name), default_storage.exists(name)) == (None, False)


def test_a_clock_without_anything_kept_does_nothing() -> None:
    sources.forget_old(at=timezone.now())
    assert sources.kept("older/fort") is None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://10.0.0.1:6379/",
        "http://nutzer:wort@beispiel.example/",
        "file:///etc/hostname",
    ],
)
def test_no_picture_is_fetched_from_within_the_house(url: str) -> None:
    with sources.visitor() as visits, pytest.raises(Refused) as refused:
        sources.finder(Files(), visits)(OldPicture(url))
    assert [one.field for one in refused.value.refusals] == ["address"]


def test_without_leave_to_fetch_only_files_are_looked_at() -> None:
    files = Files(("b/haus.jpg",), lambda name, most: name.encode()[:most])
    find = sources.finder(files, None)
    assert find(OldPicture("https://alt.beispiel.example/b/haus.jpg")) == b"b/haus.jpg"
    assert find(OldPicture("https://alt.beispiel.example/b/fort.jpg")) == b""
