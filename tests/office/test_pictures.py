"""The office's pictures: the collection, taking one in, describing it, choosing some inside another form."""

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.network.models import Region
from strahlkraft.newsroom.models import Picture
from strahlkraft.office.forms.pictures import PicturePicker
from tests.factories.accounts import a_region, with_role
from tests.factories.newsroom import EARLIER, PictureFactory
from tests.factories.pictures import moving, photo
from tests.office.pages import Entrance, fields_of, marks

SAID = {"alternative_text": "Eine Lampe", "credit": "Beispiel", "licence": "CC-BY-4.0"}


def send(client: Client, region: Region, data: bytes, name: str = "lampe.jpg", **values: Any) -> Any:
    """Hand a file in with what it must say."""
    sent = marks() | SAID | {"region": region.pk, "file": SimpleUploadedFile(name, data)} | values
    return client.post("/arbeit/bilder/aufnehmen/", sent)


def test_a_picture_is_taken_in_and_its_page_asks_what_stays_in_sight(client: Client, region: Region) -> None:
    answer = send(client, region, photo())
    row = Picture.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/arbeit/bilder/{row.code}/")
    assert (row.region, row.alternative_text, row.credit, row.licence) == (
        region,
        "Eine Lampe",
        "Beispiel",
        "CC-BY-4.0",
    )
    page = client.get(answer["Location"])
    assert (page.status_code, f"/bilder/{row.code}/" in page.content.decode()) == (200, True)


def test_sending_twice_takes_in_once(client: Client, region: Region) -> None:
    sent = marks() | SAID | {"region": region.pk}
    for _each in range(2):
        client.post("/arbeit/bilder/aufnehmen/", sent | {"file": SimpleUploadedFile("x.jpg", photo())})
    assert Picture.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "leer.jpg", "empty"),
        (b"MZ\x90\0" + b"\0" * 200, "urlaub.jpg", "name says"),
        (b"%PDF-1.7\n", "bild.png", "PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "bild.svg", "SVG"),
        (moving("GIF"), "katze.gif", "GIF"),
        (moving("WEBP"), "katze.webp", "moves"),
        (photo(400, 300, "PNG")[:300], "halb.png", "damaged"),
        (photo(30, 30), "klein.jpg", "too small"),
    ],
)
def test_a_file_that_is_no_picture_gets_a_sentence_beside_it_and_the_words_stay(
    client: Client, region: Region, data: bytes, name: str, said: str
) -> None:
    client.cookies["django_language"] = "en"
    sent = marks() | SAID | {"region": region.pk, "file": SimpleUploadedFile(name, data)}
    answer = client.post("/en/arbeit/bilder/aufnehmen/", sent)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), Picture.objects.count()) == (422, ["file"], 0)
    assert said in form.errors["file"][0]
    assert form["alternative_text"].value() == "Eine Lampe"


def test_a_file_that_is_too_large_gets_a_sentence_with_both_sizes(
    client: Client, region: Region, settings: Settings
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 2 * 1024 * 1024
    answer = send(client, region, photo() + b"\0" * 5 * 1024 * 1024)
    [said] = answer.context["form"].errors["file"]
    assert ("5 MB" in said, "2 MB" in said) == (True, True)


def test_everything_that_is_missing_is_said_at_its_field(client: Client, region: Region) -> None:
    answer = client.post("/arbeit/bilder/aufnehmen/", marks() | {"region": region.pk})
    assert sorted(answer.context["form"].errors) == ["credit", "file"]
    answer = send(client, region, b"nur Worte", alternative_text="")
    assert sorted(answer.context["form"].errors) == ["alternative_text", "file"]


def test_words_and_focus_are_changed_and_what_was_typed_stays_when_another_was_quicker(
    client: Client, region: Region
) -> None:
    send(client, region, photo())
    row = Picture.objects.get()
    path = f"/arbeit/bilder/{row.code}/"
    typed = fields_of(client.get(path).content) | {"caption": "Am Markt", "focal_x": "10", "focal_y": "90"}
    assert client.post(path, typed).status_code == 302
    row.refresh_from_db()
    assert (row.caption, row.focal_x, row.focal_y, row.version) == ("Am Markt", 10, 90, 2)
    answer = client.post(path, typed | marks() | {"caption": "Am Fluss", "version": "1"})
    form = answer.context["form"]
    row.refresh_from_db()
    assert (answer.status_code, form["caption"].value(), form["version"].value(), row.caption) == (
        409,
        "Am Fluss",
        "2",
        "Am Markt",
    )


def test_a_focus_outside_is_told_at_its_field(client: Client, region: Region) -> None:
    send(client, region, photo())
    path = f"/arbeit/bilder/{Picture.objects.get().code}/"
    answer = client.post(path, fields_of(client.get(path).content) | {"focal_x": "101", "focal_y": ""})
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["focal_x", "focal_y"])


def test_a_picture_is_withdrawn_and_offered_again(client: Client, region: Region) -> None:
    row: Any = PictureFactory(region=region)
    client.post(f"/arbeit/bilder/{row.code}/zurueckziehen/", marks() | {"version": "1"})
    assert [tile["picture"] for tile in client.get("/arbeit/bilder/").context["tiles"]] == []
    withdrawn = client.get("/arbeit/bilder/?stand=zurueckgezogen")
    assert [tile["picture"].code for tile in withdrawn.context["tiles"]] == [row.code]
    client.post(f"/arbeit/bilder/{row.code}/anbieten/", marks() | {"version": "2"})
    row.refresh_from_db()
    assert (row.withdrawn_at, row.version) == (None, 3)


@pytest.mark.parametrize("number", [1, 3])
def test_the_collection_asks_the_same_whatever_its_length(
    client: Client, region: Region, number: int, django_assert_max_num_queries: Any
) -> None:
    for _each in range(number):
        PictureFactory(region=region)
    with django_assert_max_num_queries(12):
        answer = client.get("/arbeit/bilder/?q=Beispielbild")
    assert len(answer.context["tiles"]) == number


def test_another_region_s_picture_is_not_there(client: Client) -> None:
    row: Any = PictureFactory(region=a_region("Fremdregion"))
    paths = [f"/arbeit/bilder/{row.code}/", f"/arbeit/bilder/{row.code}/zurueckziehen/"]
    assert client.get(paths[0]).status_code == 404
    assert client.post(paths[0], marks() | SAID | {"version": "1"}).status_code == 404
    assert client.post(paths[1], marks() | {"version": "1"}).status_code == 404


def test_who_does_not_write_news_finds_no_pages(enter: Entrance) -> None:
    PictureFactory(region=None, code="abc")
    browser = enter(with_role(Role.LAND, is_demo=True))
    answers = [browser.get(f"/arbeit/bilder/{rest}") for rest in ("", "aufnehmen/", "abc/")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_partner_sees_why_a_picture_of_the_office_cannot_be_changed(enter: Entrance, region: Region) -> None:
    from tests.factories.network import OrganisationFactory  # noqa: PLC0415 - only here
    from tests.factories.projects import ParticipationFactory, PublishedFactory  # noqa: PLC0415 - only here

    carrier: Any = OrganisationFactory()
    ParticipationFactory(project=PublishedFactory(region=region), organisation=carrier)
    row: Any = PictureFactory(region=region)
    browser = enter(with_role(Role.PARTNER, organisation=carrier, is_demo=True))
    page = browser.get(f"/arbeit/bilder/{row.code}/")
    assert (page.status_code, len(page.context["reasons"]), b"data-keep" in page.content) == (200, 1, False)


# ---- choosing inside another form


class Chooser(forms.Form):
    """Another form with both kinds of picker."""

    lead = PicturePicker()
    gallery = PicturePicker(many=True)

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.offer(by)  # type: ignore[attr-defined]  # both are pickers


def test_chosen_pictures_come_back_in_the_order_somebody_gave_them(officer: User, region: Region) -> None:
    first, second, third = (PictureFactory(region=region, code=code) for code in ("aaa", "bbb", "ccc"))
    sent = QueryDict("lead=bbb&gallery=aaa&gallery=bbb&gallery=ccc&gallery-place-aaa=3&gallery-place-ccc=1")
    form = Chooser(sent, by=officer)
    assert form.is_valid()
    assert form.cleaned_data == {"lead": second.code, "gallery": (third.code, second.code, first.code)}


def test_nothing_chosen_is_a_choice(officer: User) -> None:
    form = Chooser(QueryDict("lead="), by=officer)
    assert (form.is_valid(), form.cleaned_data) == (True, {"lead": "", "gallery": ()})


def test_what_can_be_no_code_is_refused(officer: User) -> None:
    form = Chooser(QueryDict("lead=../x&gallery=%3Cscript%3E"), by=officer)
    assert (form.is_valid(), sorted(form.errors)) == (False, ["gallery", "lead"])


def test_tiles_show_the_chosen_first_and_then_what_was_looked_for(officer: User, region: Region) -> None:
    PictureFactory(region=region, code="aaa", alternative_text="Eine Lampe")
    PictureFactory(region=region, code="bbb", alternative_text="Ein Rathaus")
    PictureFactory(region=region, code="ccc", alternative_text="Eine Lampe am Markt")
    PictureFactory(region=region, code="ddd", alternative_text="Eine alte Lampe", withdrawn_at=EARLIER)
    form = Chooser(QueryDict("gallery=bbb&gallery-words=lampe&search_pictures=gallery"), by=officer)
    html = str(form["gallery"])
    places = [html.find(f'value="{code}"') for code in ("bbb", "ccc", "aaa", "ddd")]
    assert (places[0] < places[1], places[0] < places[2], min(places[:3]) > 0, places[3]) == (True, True, True, -1)
    assert (html.count(" checked"), 'value="lampe"' in html) == (1, True)


def test_a_chosen_picture_that_was_withdrawn_stays_chosen(officer: User, region: Region) -> None:
    PictureFactory(region=region, code="aaa", withdrawn_at=EARLIER)
    html = str(Chooser(by=officer, initial={"lead": "aaa"})["lead"])
    assert ('value="aaa"' in html, html.count(" checked")) == (True, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_a_picker_asks_three_times_whatever_it_shows(
    officer: User, region: Region, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from strahlkraft.kernel.actor import Right  # noqa: PLC0415 - only here

    rows: list[Any] = [PictureFactory(region=region) for _each in range(number)]
    PictureFactory(region=region)
    officer.region_ids(Right.WRITE_NEWS)  # asked once for a person
    form = Chooser(by=officer, initial={"gallery": tuple(row.code for row in rows)})
    with django_assert_num_queries(3):
        assert str(form["gallery"]).count(" checked") == number
