"""Pictures: taken in, described, held at another place, no longer offered.

Every size is made when a picture is taken in, and again when another place of it is held: before the transaction begins,
so that drawing (a second or two) keeps nobody waiting, and stored in it, so that a row never lacks its file and nothing
is made twice. What a refused or failed deed has put on the disk is taken away again.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

import strahlkraft.audit.actions as trail
from strahlkraft.audit import four_eyes
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Region
from strahlkraft.newsroom import access
from strahlkraft.newsroom.formats.drawing import Drawn, Made, Unreadable, cut_anew, draw, look, taken
from strahlkraft.newsroom.models import Picture, Rendition
from strahlkraft.newsroom.queries.pictures import desk_label, is_public, title_of, twin
from strahlkraft.newsroom.rules import pictures as rules
from strahlkraft.newsroom.rules.pictures import ENDINGS, MIDDLE, Said
from strahlkraft.steering.actions._shared import ensure_version

_WORDS = (
    *("alternative_text", "alternative_text_en", "decorative", "caption", "caption_en", "credit", "licence"),
    *("focal_x", "focal_y"),
)


def add_picture(  # noqa: PLR0913 - a picture with what accessibility and copyright ask for
    *,
    by: Actor,
    at: datetime,
    region_id: int | None,
    file: "File[bytes]",
    alternative_text: str = "",
    alternative_text_en: str = "",
    decorative: bool = False,
    caption: str = "",
    caption_en: str = "",
    credit: str = "",
    licence: str = "",
    focal_x: int = MIDDLE,
    focal_y: int = MIDDLE,
    later: bool = False,
    submission: UUID | None = None,
) -> Picture:
    """Take a picture in, drawn anew from its pixels. Raises Refused with every reason, of the file and of the words.

    ``region_id`` None: the whole programme's. ``later``: words it lacks are still to be written (``rules.said_problems``).
    Call it outside another transaction: drawing takes a second or two.
    """
    ensure(access.may_add_picture(by, region_id))
    said = rules.stored(
        Said(
            alternative_text=alternative_text,
            alternative_text_en=alternative_text_en,
            decorative=decorative,
            caption=caption,
            caption_en=caption_en,
            credit=credit,
            licence=licence,
            focal_x=focal_x,
            focal_y=focal_y,
        )
    )
    drawn = _drawn(file, said, later=later)
    row = _new(drawn, said, by=by, at=at)
    with _put_down() as kept, transaction.atomic():
        row.region = _region(region_id)
        ensure(_twin_problems(by, drawn))
        row.file.name = kept(f"pictures/{at:%Y}/{row.code}.{ENDINGS[drawn.media_type]}", drawn.data)
        row.save()
        _store_sizes(row, drawn.made, at, kept)
        _note("add_picture", row, by=by, at=at, after=_summary(row), submission=submission)
    return row


def edit_picture(  # noqa: PLR0913 - see add_picture
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    alternative_text: str = "",
    alternative_text_en: str = "",
    decorative: bool = False,
    caption: str = "",
    caption_en: str = "",
    credit: str = "",
    licence: str = "",
    focal_x: int = MIDDLE,
    focal_y: int = MIDDLE,
    submission: UUID | None = None,
) -> Picture:
    """Say something else of a picture, or hold it at another place; ``version`` is the one its page showed."""
    said = rules.stored(
        Said(
            alternative_text=alternative_text,
            alternative_text_en=alternative_text_en,
            decorative=decorative,
            caption=caption,
            caption_en=caption_en,
            credit=credit,
            licence=licence,
            focal_x=focal_x,
            focal_y=focal_y,
        )
    )
    seen = _found(by, code)
    ensure_version(version, seen.version)
    ensure(access.may_edit_picture(by, seen, public=is_public(seen)))
    ensure(rules.said_problems(said))
    made = _cut_anew(seen, said)
    with _put_down() as kept, transaction.atomic():
        row = _held(by, code, version)
        ensure(access.may_edit_picture(by, row, public=is_public(row)))
        before = _summary(row)
        for name, value in _values(said).items():
            setattr(row, name, value)
        row.unwritten = False
        _store_sizes(row, made, at, kept)
        row.version += 1
        row.save()
        _note("edit_picture", row, by=by, at=at, before=before, after=_summary(row), submission=submission)
    return row


@transaction.atomic
def withdraw_picture(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Picture:
    """Offer a picture no longer; where it stands already it stays."""
    row = _held(by, code, version)
    ensure(access.may_edit_picture(by, row, public=is_public(row)))
    ensure([] if row.withdrawn_at is None else [_ALREADY])
    return _turned(row, "withdraw_picture", at, by=by, at=at, submission=submission)


@transaction.atomic
def offer_picture(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Picture:
    """Offer a withdrawn picture again."""
    row = _held(by, code, version)
    ensure(access.may_edit_picture(by, row, public=is_public(row)))
    ensure([_ALREADY] if row.withdrawn_at is None else [])
    return _turned(row, "offer_picture", None, by=by, at=at, submission=submission)


_ALREADY = Refusal("already", gettext_noop("This has been done already."))
_GONE = Refusal("gone", gettext_noop("This picture is not there."))


def _found(by: Actor, code: str) -> Picture:
    row = access.desk_pictures(by).filter(code=code).first()
    if row is None:
        raise Refused([_GONE], hidden=True)
    return row


def _held(by: Actor, code: str, version: int) -> Picture:
    """The picture, nobody else's until the deed is done."""
    rows = access.desk_pictures(by).select_for_update(of=("self",))
    row = rows.filter(code=code).first()
    if row is None:
        raise Refused([_GONE], hidden=True)
    ensure_version(version, row.version)
    return row


def _turned(row: Picture, verb: str, withdrawn_at: datetime | None, **who: Any) -> Picture:
    row.withdrawn_at = withdrawn_at
    row.version += 1
    row.save(update_fields=["withdrawn_at", "version"])
    _note(verb, row, **who)
    return row


def _drawn(file: "File[bytes]", said: Said, *, later: bool) -> Drawn:
    """The picture drawn anew; Refused with what is wrong with the file and with the words, all at once."""
    limit = settings.UPLOAD_LIMIT_BYTES
    size = file.size or 0
    data = file.read(limit + 1) if size <= limit else b""
    looked = look(data) if data else rules.Looked(size, "")
    ensure([*rules.file_problems(looked, limit=limit, taken=taken()), *rules.said_problems(said, later=later)])
    try:
        return draw(data, focal_x=said.focal_x, focal_y=said.focal_y)
    except Unreadable as broken:
        raise Refused([rules.BROKEN]) from broken


def _new(drawn: Drawn, said: Said, *, by: Actor, at: datetime) -> Picture:
    """The row of a drawn picture; not stored yet."""
    return Picture(
        code=new_code(),
        unwritten=rules.unwritten(said),
        media_type=drawn.media_type,
        size=len(drawn.data),
        sha256=drawn.sha256,
        width=drawn.width,
        height=drawn.height,
        added_at=at,
        added_by=by.actor_id,
        **_values(said),
    )


def _values(said: Said) -> dict[str, Any]:
    return {name: getattr(said, name) for name in _WORDS}


def _region(pk: int | None) -> Region | None:
    if pk is None:
        return None
    row = Region.objects.filter(pk=pk).first()
    ensure([] if row else [Refusal("no_region", gettext_noop("Choose from the list."), "region")])
    return row


def _twin_problems(by: Actor, drawn: Drawn) -> list[Refusal]:
    same = twin(by, drawn.sha256)
    if same is None:
        return []
    message = gettext_noop("This picture is here already: “%(title)s”. Choose it from the list.")
    return [Refusal("known", message, "file", {"title": title_of(same), "code": same.code})]


def _cut_anew(row: Picture, said: Said) -> tuple[Made, ...]:
    """The cuts around the place that is held from now on; none when they were made before."""
    focus = rules.focus_of(said.focal_x, said.focal_y)
    if row.renditions.filter(focus=focus).exists():
        return ()
    with row.file.open("rb") as file:
        return cut_anew(file.read(), focal_x=said.focal_x, focal_y=said.focal_y)


def _store_sizes(row: Picture, made: Iterable[Made], at: datetime, kept: "_Keep") -> None:
    Rendition.objects.bulk_create(
        Rendition(
            picture=row,
            width=one.size.width,
            height=one.size.height,
            focus=one.size.focus,
            media_type=one.media_type,
            file=kept(f"renditions/{at:%Y}/{row.code}/{one.size.name(ENDINGS[one.media_type])}", one.data),
            size=len(one.data),
        )
        for one in made
    )


class _Keep:
    """Puts files down and remembers which."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, name: str, data: bytes) -> str:
        """Keep these bytes; the name they got."""
        stored = default_storage.save(name, ContentFile(data))
        self.names.append(stored)
        return stored


@contextmanager
def _put_down() -> Iterator[_Keep]:
    """Files of a deed: they stay when it succeeds and go when it does not."""
    keep = _Keep()
    try:
        yield keep
    except BaseException:
        for name in keep.names:
            default_storage.delete(name)
        raise


def _summary(row: Picture) -> dict[str, Any]:
    """A picture as the trail keeps it: words that often name people by their digest."""
    return {
        "alternative_text": row.alternative_text,
        "alternative_text_en": row.alternative_text_en,
        "decorative": row.decorative,
        **{name: _digest(getattr(row, name)) for name in ("caption", "caption_en", "credit")},
        "licence": row.licence,
        "focus": f"{row.focal_x}-{row.focal_y}",
        "sha256": row.sha256,
    }


def _digest(text: str) -> str:
    return four_eyes.text_hash(text)[:16] if text else ""


def _note(
    verb: str,
    row: Picture,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    submission: UUID | None = None,
) -> None:
    trail.record(
        verb=verb,
        by=by,
        at=at,
        subject=desk_label(row),
        region_id=row.region_id,
        before=before,
        after=after,
        submission=submission,
    )
