"""Pictures are taken in whole or not at all, described, held at another place, withdrawn; each deed leaves one line."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from strahlkraft.audit.actions import AlreadySubmitted
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.actions import pictures as actions
from strahlkraft.newsroom.models import Picture, Rendition
from strahlkraft.newsroom.rules.pictures import Cut, sizes
from strahlkraft.newsroom.texts import VERBS
from tests.factories.newsroom import ArticleFactory, PictureFactory
from tests.factories.pictures import SIGNS, moving, photo, talkative
from tests.newsroom.pictures.people import AT, Desk

WORDS: dict[str, Any] = {"alternative_text": "Ein Beispiel", "credit": "Beispiel", "licence": "CC-BY-4.0"}


def add(desk: Desk, data: bytes = b"", **values: Any) -> Picture:
    """Take a picture in for the region."""
    named = {"by": desk.writer, "at": AT, "region_id": desk.region.pk, **WORDS} | values
    return actions.add_picture(file=ContentFile(data or photo(), name="sent.jpg"), **named)


def edit(desk: Desk, row: Picture, **values: Any) -> Picture:
    """Say something else of it."""
    named = {"by": desk.writer, "at": AT, "code": row.code, "version": row.version, **WORDS} | values
    return actions.edit_picture(**named)


def files() -> list[Path]:
    """Every file that is kept."""
    return sorted(path for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file())


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    """Code and field of each reason."""
    return [(one.code, one.field) for one in caught.value.refusals]


def test_a_picture_is_kept_with_every_size_and_one_line_in_the_trail(desk: Desk) -> None:
    row = add(desk, photo(1000, 800), focal_x=20, focal_y=80)
    row.refresh_from_db()
    wanted = sorted(size for cut in Cut for size in sizes(1000, 800, cut, 20, 80))
    made = sorted((one.width, one.height, one.focus) for one in row.renditions.filter(media_type="image/webp"))
    [entry] = AuditEntry.objects.all()
    assert made == [(size.width, size.height, size.focus) for size in wanted]
    assert (row.region, row.width, row.height, row.added_by, row.media_type) == (
        desk.region,
        1000,
        800,
        desk.writer.actor_id,
        "image/jpeg",
    )
    assert (entry.verb, entry.subject_kind, entry.subject_key, entry.region_id) == (
        "add_picture",
        "picture_desk",
        row.code,
        desk.region.pk,
    )
    assert len(files()) == 1 + row.renditions.count()
    assert [one.size for one in row.renditions.all()] == [one.file.size for one in row.renditions.all()]


def test_every_verb_has_words(desk: Desk) -> None:
    row = add(desk)
    edit(desk, row, caption="Beispiel")
    row.refresh_from_db()
    actions.withdraw_picture(by=desk.writer, at=AT, code=row.code, version=row.version)
    row.refresh_from_db()
    actions.offer_picture(by=desk.writer, at=AT, code=row.code, version=row.version)
    verbs = list(AuditEntry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["add_picture", "edit_picture", "withdraw_picture", "offer_picture"]
    assert set(verbs) <= set(VERBS)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_no_stored_byte_tells_what_stood_beside_the_pixels(desk: Desk, name: str) -> None:
    add(desk, talkative(name))
    assert [(path.name, sign) for path in files() for sign in SIGNS if sign in path.read_bytes()] == []


def test_names_in_credit_and_caption_stay_out_of_the_trail(desk: Desk) -> None:
    add(desk, credit="Beispielname", caption="Beispielname links")
    assert "Beispielname" not in str(AuditEntry.objects.get().after)


@pytest.mark.parametrize(
    ("data", "values", "expected"),
    [
        (b"nur Worte", {}, [("wrong_type", "file")]),
        (moving("WEBP"), {}, [("moves", "file")]),
        (photo(400, 300, "PNG")[:200], {}, [("broken", "file")]),
        (b"PK\x03\x04", {"credit": ""}, [("wrong_type", "file"), ("credit_missing", "credit")]),
        (photo(), {"alternative_text": ""}, [("alternative_missing", "alternative_text")]),
        (photo(), {"licence": "lizenzfrei"}, [("no_licence", "licence")]),
    ],
)
def test_what_is_refused_leaves_no_row_no_file_and_no_line(
    desk: Desk, data: bytes, values: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(Refused) as caught:
        add(desk, data, **values)
    assert codes(caught) == expected
    assert (Picture.objects.count(), Rendition.objects.count(), AuditEntry.objects.count(), files()) == (0, 0, 0, [])


def test_an_empty_file_and_one_that_is_too_large_are_refused_without_reading(desk: Desk, settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1000
    for data, code in ((b"", "empty"), (photo() + b"\0" * 1000, "too_large")):
        with pytest.raises(Refused) as caught:
            actions.add_picture(
                by=desk.writer, at=AT, region_id=desk.region.pk, file=ContentFile(data, name="x.jpg"), **WORDS
            )
        assert codes(caught) == [(code, "file")]


def test_the_same_picture_is_taken_in_once(desk: Desk) -> None:
    add(desk)
    with pytest.raises(Refused) as caught:
        add(desk, by=desk.second)
    assert codes(caught) == [("known", "file")]
    assert (Picture.objects.count(), len(files())) == (1, 1 + Rendition.objects.count())


def test_sending_a_form_twice_takes_in_once_and_leaves_no_file_behind(desk: Desk) -> None:
    mark = uuid4()
    add(desk, submission=mark)
    with pytest.raises(AlreadySubmitted):
        add(desk, photo(500, 300), submission=mark)
    assert (Picture.objects.count(), len(files())) == (1, 1 + Rendition.objects.count())


def test_a_deed_that_fails_takes_its_files_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**named: object) -> None:
        raise OSError

    monkeypatch.setattr(actions.trail, "record", away)
    with pytest.raises(OSError):  # noqa: PT011 - made here, without words
        add(desk)
    assert (Picture.objects.count(), files()) == (0, [])


def test_another_focus_makes_its_cuts_once_and_keeps_what_was_made(desk: Desk) -> None:
    row = add(desk, photo(800, 600))
    first = row.renditions.count()
    cuts = row.renditions.filter(focus="50-50").count()
    row = edit(desk, row, focal_x=100, focal_y=0)
    assert (row.renditions.filter(focus="100-0").count(), row.renditions.count()) == (cuts, first + cuts)
    row = edit(desk, row, focal_x=50, focal_y=50)  # back again: nothing is made twice
    assert (row.renditions.count(), len(files())) == (first + cuts, 1 + first + cuts)


def test_words_change_without_drawing(desk: Desk) -> None:
    row = add(desk)
    made = list(row.renditions.values_list("pk", flat=True))
    row = edit(desk, row, alternative_text="Ein anderes Beispiel", alternative_text_en="Another example")
    assert (row.version, row.alternative_text_en, list(row.renditions.values_list("pk", flat=True))) == (
        2,
        "Another example",
        made,
    )


def test_what_somebody_else_changed_meanwhile_is_not_written_over(desk: Desk) -> None:
    row = add(desk, photo(800, 600))
    edit(desk, row, credit="Zweites Beispiel")
    kept = len(files())
    with pytest.raises(Refused) as caught:
        edit(desk, row, credit="Drittes Beispiel", focal_x=0, version=1)
    row.refresh_from_db()
    assert (codes(caught), row.credit, len(files())) == ([("stale", "")], "Zweites Beispiel", kept)


def test_a_withdrawn_picture_is_withdrawn_once_and_offered_once(desk: Desk) -> None:
    row = add(desk)
    actions.withdraw_picture(by=desk.writer, at=AT, code=row.code, version=1)
    with pytest.raises(Refused) as caught:
        actions.withdraw_picture(by=desk.writer, at=AT, code=row.code, version=2)
    assert codes(caught) == [("already", "")]
    actions.offer_picture(by=desk.writer, at=AT, code=row.code, version=2)
    row.refresh_from_db()
    assert (row.withdrawn_at, row.version) == (None, 3)


# ---- who may


def test_who_may_take_pictures_in(desk: Desk) -> None:
    def outcome(by: object, region: int | None, width: int) -> str:
        try:
            add(desk, photo(width, 300), by=by, region_id=region)
        except Refused as refused:
            return refused.refusals[0].field or "no"
        return "yes"

    region = desk.region.pk
    assert {
        "writer": outcome(desk.writer, region, 401),
        "partner": outcome(desk.partner, region, 402),
        "admin": outcome(desk.admin, None, 403),
        "stranger": outcome(desk.stranger, region, 404),
        "writer for all": outcome(desk.writer, None, 405),
        "partner for all": outcome(desk.partner, None, 406),
    } == {
        "writer": "yes",
        "partner": "yes",
        "admin": "yes",
        "stranger": "region",
        "writer for all": "region",
        "partner for all": "region",
    }


def test_a_picture_of_another_region_is_not_there(desk: Desk) -> None:
    row = add(desk)
    with pytest.raises(Refused) as caught:
        edit(desk, row, by=desk.stranger)
    assert caught.value.hidden


def test_a_partner_changes_their_own_picture_and_no_other(desk: Desk) -> None:
    own, other = add(desk, by=desk.partner), add(desk, photo(500, 300))
    edit(desk, own, by=desk.partner, caption="Beispiel")
    with pytest.raises(Refused) as caught:
        edit(desk, other, by=desk.partner)
    assert (codes(caught), caught.value.hidden) == ([("no_right", "")], False)


def test_words_readers_see_are_changed_by_who_may_publish(desk: Desk) -> None:
    row = add(desk, by=desk.partner)
    ArticleFactory(region=desk.region, lead_picture=row, state="published")
    with pytest.raises(Refused) as caught:
        edit(desk, row, by=desk.partner, caption="Anders")
    assert codes(caught) == [("no_right", "")]
    assert edit(desk, row, caption="Anders").caption == "Anders"


# ---- what the database holds


@pytest.mark.parametrize(
    "values",
    [
        {"alternative_text": "", "decorative": False},
        {"alternative_text": "Ein Beispiel", "decorative": True},
        {"credit": ""},
        {"licence": "lizenzfrei"},
        {"focal_x": 101},
    ],
)
def test_the_database_refuses_a_picture_without_what_it_must_say(db: None, values: dict[str, Any]) -> None:
    row: Any = PictureFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture.objects.filter(pk=row.pk).update(**values)


def test_the_database_keeps_a_size_once_and_as_it_was_made(db: None) -> None:
    row: Any = PictureFactory()
    one = row.renditions.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Rendition.objects.create(
            picture=row, width=one.width, height=one.height, focus=one.focus, media_type=one.media_type, size=1
        )
    for change in (lambda: Rendition.objects.filter(pk=one.pk).update(size=99), one.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture.objects.filter(pk=row.pk).update(sha256="0" * 64)
