"""Taking articles over from an older site: each in a deed of its own, each address once, none in sight of readers yet.

A draft is made, with the day it appeared there kept; it goes the way of every article, past a second person. Its former
address leads to it from the moment it appears here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from strahlkraft.audit import four_eyes
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Region
from strahlkraft.newsroom import access
from strahlkraft.newsroom.actions._articles import note, summary, write
from strahlkraft.newsroom.actions.pictures import add_picture
from strahlkraft.newsroom.formats.html_markdown import OldPicture
from strahlkraft.newsroom.formats.older_sites import Entry
from strahlkraft.newsroom.models import Article, ImportedArticle, Redirect, ReviewRemark
from strahlkraft.newsroom.queries.contents import working
from strahlkraft.newsroom.queries.importing import known
from strahlkraft.newsroom.rules.articles import Given, Words, given_problems
from strahlkraft.newsroom.rules.importing import former_path, identity, said
from strahlkraft.newsroom.rules.vocabulary import Language

Find = Callable[[OldPicture], bytes]
"""The bytes of a picture, b"" when there are none to be had."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an entry: its article, whether this call made it, and what of it was left behind and why."""

    article: Article
    new: bool
    left: tuple[str, ...] = ()


def take_over_article(*, by: Actor, at: datetime, region_id: int | None, entry: Entry, find: Find) -> Taken:
    """Make a draft of an entry, with its pictures; the one there is, when its address was taken over before.

    Pictures come first, each a deed of its own (drawing takes a second or two); when it ends in between, the next try finds
    them. Words they lack are still to be written. Refused: no right, or nothing that can be kept even as a draft.
    """
    ensure(access.may_manage_pages(by))
    ensure(access.may_begin(by, region_id, frozenset()))
    url = identity(entry.url)
    ensure([] if url else [Refusal("no_address", gettext_noop("It has no address that can be kept."))])
    if there := known([url]).get(url):
        return Taken(there, new=False)
    given = Given(texts={Language.GERMAN: Words(entry.title, entry.lead, entry.body)}, region_id=region_id)
    ensure(given_problems(given))
    codes, left = list[str](), list[str]()
    for picture in entry.pictures:
        try:
            codes.append(_picture(picture, find, by=by, at=at, region_id=region_id))
        except Refused as refused:
            left += _left(picture, refused)
    gallery = tuple(dict.fromkeys(codes))
    whole = Given(
        texts=given.texts, region_id=region_id, lead_picture=gallery[0] if gallery else "", gallery=gallery[1:]
    )
    with transaction.atomic():
        return _made(by, at, entry, url, whole, left)


def _left(picture: OldPicture, refused: Refused) -> Iterator[str]:
    where = picture.url or picture.caption or picture.alternative_text or _("within the text")
    for refusal in refused.refusals:
        yield _("The picture %(where)s was not taken over: %(reason)s") % {"where": where, "reason": sentence(refusal)}


_WITHIN = gettext_noop("Its bytes stand within the text (data:). Save it as a file and take it in.")
_MISSING = gettext_noop("It is not among the files, or more than one could be meant.")


def _picture(picture: OldPicture, find: Find, **who: Any) -> str:
    """The code of a picture taken in, or of the same one that was here before."""
    ensure([] if picture.url else [Refusal("within", _WITHIN)])
    data = find(picture)
    ensure([] if data else [Refusal("missing", _MISSING)])
    words = said(picture.alternative_text, picture.caption)
    try:
        return add_picture(
            file=ContentFile(data, name="taken-over"),
            alternative_text=words.alternative_text,
            caption=words.caption,
            credit=words.credit,
            later=True,
            **who,
        ).code
    except Refused as refused:
        same = next((one for one in refused.refusals if one.code == "known"), None)
        if same is None:
            raise
        return str(same.params["code"])


def _made(by: Actor, at: datetime, entry: Entry, url: str, given: Given, left: list[str]) -> Taken:
    """The draft with all that belongs to it, in one line of the trail."""
    list(Region.objects.select_for_update().order_by("pk")[:1])  # two at once are done one after the other
    if there := known([url]).get(url):
        return Taken(there, new=False)
    row = Article(code=new_code(), created_at=at, changed_at=at, created_by=by.actor_id, last_edited_by=by.actor_id)
    write(row, given, by)
    content = working(row)
    day = min(entry.published_at, at) if entry.published_at else None
    ImportedArticle.objects.create(
        article=row,
        source_url=url,
        published_there=day,
        sha256=four_eyes.content_hash(content.as_json(figures=False)),
        imported_at=at,
    )
    left = [*left, *_led(row, url, at)]
    text = "\n".join([_origin(url, day), *left])
    ReviewRemark.objects.create(article=row, text=text, at=at, by=by.actor_id, by_label=by.actor_label)
    after = {**summary(content), "source": url, "left": str(len(left))}
    note("take_over_article", row, by=by, at=at, after=after)
    return Taken(row, new=True, left=tuple(left))


def _origin(url: str, day: datetime | None) -> str:
    if day is None:
        return _("Taken over from %(url)s, which does not say when it appeared there.") % {"url": url}
    return _("Taken over from %(url)s, where it appeared on %(day)s.") % {
        "url": url,
        "day": date_format(localtime(day), "SHORT_DATE_FORMAT"),
    }


def _led(row: Article, url: str, at: datetime) -> Iterator[str]:
    """Let the former address lead to the article; what keeps it from doing so is said."""
    path = former_path(url)
    if not path:
        yield _("Its former address cannot lead on: it is that of a first page.")
        return
    _kept, new = Redirect.objects.get_or_create(path=path, defaults={"article": row, "made_at": at})
    if not new:
        yield _("Its former address %(path)s leads to something else already.") % {"path": path}
