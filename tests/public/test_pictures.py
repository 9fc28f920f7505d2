"""Pictures over the web: to everybody what readers have before them, to the desk what waits, to nobody anything else."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.newsroom.actions.pictures import add_picture
from strahlkraft.newsroom.models import Picture
from strahlkraft.newsroom.queries import desk
from tests.factories.accounts import a_region, with_role
from tests.factories.newsroom import ArticleFactory
from tests.factories.pictures import photo


@pytest.fixture
def writer(db: None) -> User:
    """Somebody of an office."""
    return with_role(Role.OFFICE, region=a_region("Eigenregion"), is_demo=True)


@pytest.fixture
def picture(writer: User) -> Picture:
    """A picture that was taken in."""
    [region] = writer.region_ids(_write()) or ()
    return add_picture(
        by=writer,
        at=timezone.now(),
        region_id=region,
        file=ContentFile(photo(400, 300), name="x.jpg"),
        alternative_text="Ein Beispiel",
        credit="Beispiel",
    )


def _write() -> Any:
    from strahlkraft.kernel.actor import Right  # noqa: PLC0415 - only here

    return Right.WRITE_NEWS


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True


def test_a_picture_readers_have_before_them_is_served_for_good(picture: Picture) -> None:
    ArticleFactory(region=picture.region, lead_picture=picture, state="published")
    for name, kind in (
        ("320x240.webp", "image/webp"),
        ("400x300.jpg", "image/jpeg"),
        ("320x180-50-50.jpg", "image/jpeg"),
    ):
        answer = Client().get(f"/bilder/{picture.code}/{name}")
        assert (
            answer.status_code,
            answer["Content-Type"],
            answer["X-Content-Type-Options"],
            answer["Cache-Control"],
        ) == (
            200,
            kind,
            "nosniff",
            "public, max-age=31536000, immutable",
        )
        width, height = (int(part) for part in name.partition(".")[0].partition("-")[0].split("x"))
        row = picture.renditions.get(width=width, height=height, media_type=kind, focus="50-50" if "-" in name else "")
        with row.file.open("rb") as file:
            assert (answer.content, answer.cookies) == (file.read(), {})


def test_what_a_browser_has_is_not_sent_again(picture: Picture) -> None:
    ArticleFactory(region=picture.region, lead_picture=picture, state="published")
    path = f"/bilder/{picture.code}/320x240.webp"
    mark = Client().get(path)["ETag"]
    assert Client().get(path, headers={"if-none-match": mark}).status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        "",
        "321x240.webp",
        "320x240.gif",
        "320x240.png",
        "320x180-50-55.jpg",
        "../320x240.webp",
        "320x240.webp/",
        "%2e%2e",
        "\0.jpg",
    ],
)
def test_what_was_not_made_is_not_found_and_nothing_is_listed(picture: Picture, name: str) -> None:
    ArticleFactory(region=picture.region, lead_picture=picture, state="published")
    for path in (f"/bilder/{picture.code}/{name}", "/bilder/", f"/bilder/{picture.code}"):
        assert Client().get(path).status_code in {400, 404}


def test_a_picture_that_waits_is_for_its_desk_only(picture: Picture, writer: User) -> None:
    ArticleFactory(region=picture.region, lead_picture=picture, state="in_review")
    path = f"/bilder/{picture.code}/320x240.webp"
    stranger = with_role(Role.OFFICE, region=a_region("Fremdregion"), is_demo=True)
    authority = with_role(Role.LAND, is_demo=True)
    answers = [
        browser.get(path) for browser in (Client(), _signed_in(stranger), _signed_in(authority), _signed_in(writer))
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 200]
    assert answers[-1]["Cache-Control"] == "private, no-store"


def test_a_link_to_a_draft_shows_its_pictures_and_no_others(picture: Picture, writer: User) -> None:
    article: Any = ArticleFactory(region=picture.region, lead_picture=picture, state="in_review")
    other: Any = ArticleFactory(region=picture.region, state="in_review")
    path = f"/bilder/{picture.code}/320x240.webp?vorschau="
    own, strange = (desk.preview_token(one, today=localdate()) for one in (article, other))
    old = desk.preview_token(article, today=localdate() - timedelta(days=400))
    assert [Client().get(path + token).status_code for token in (own, strange, old, f"{own}x", "x")] == [
        200,
        404,
        404,
        404,
        404,
    ]


def test_a_file_gone_from_disk_is_not_found(picture: Picture) -> None:
    ArticleFactory(region=picture.region, lead_picture=picture, state="published")
    for row in picture.renditions.all():
        row.file.storage.delete(row.file.name or "")
    assert Client().get(f"/bilder/{picture.code}/320x240.webp").status_code == 404


def test_pictures_are_only_read(picture: Picture) -> None:
    assert Client().post(f"/bilder/{picture.code}/320x240.webp").status_code == 405
