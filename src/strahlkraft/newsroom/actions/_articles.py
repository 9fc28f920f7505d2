"""What the deeds on articles share: whose it is, who wrote on it, what is stored, where the trail's line goes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strahlkraft.audit.actions as trail
from strahlkraft.audit import four_eyes
from strahlkraft.design.addresses import address, bare_path
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.slug import first_free
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import ContactPoint, Municipality, Region
from strahlkraft.newsroom import access
from strahlkraft.newsroom.models import Article, ArticleLink, ArticlePicture, ArticleText, Picture, Redirect
from strahlkraft.newsroom.queries.contents import approval_hash, identity, working
from strahlkraft.newsroom.queries.desk import desk_label, writers
from strahlkraft.newsroom.rules.articles import Content, Given, Words, slug_of, stored
from strahlkraft.newsroom.rules.vocabulary import ARTICLE_MOVES, ArticleState, Language, LinkKind
from strahlkraft.projects.access import visible_to
from strahlkraft.projects.models import Event, FieldOfAction
from strahlkraft.reuse.access import offers_visible_to, organisations_of
from strahlkraft.reuse.models import ReuseCase
from strahlkraft.steering.actions._shared import ensure_version
from strahlkraft.steering.rules.moves import may_move

SHOWN_OF_LEAD = 200
"""Characters of a lead that the trail keeps."""
_GONE = Refusal("gone", gettext_noop("This article is not there."))


def held(by: Actor, code: str, *, version: int | None = None) -> Article:
    """The article, nobody else's until the deed is done; for who may not work on it, it is not there.

    ``version`` is what its page showed; None where nothing is written over.
    """
    rows = Article.objects.select_for_update(of=("self",)).select_related(
        "region", "topic", "current", "lead_picture", "press_contact"
    )
    row = rows.filter(code=code).first()
    if row is None:
        raise Refused([_GONE], hidden=True)
    ensure(access.may_write(by, row), hidden=True)
    if version is not None:
        ensure_version(version, row.version)
    return row


def ensure_publisher(by: Actor, row: Article) -> None:
    """Only the office of the region lets something appear, or takes it off the lists."""
    ensure(access.may_publish(by, row.region_id))


def moved(row: Article, deed: str) -> None:
    """Take the article on to where ``deed`` leads, if it leads anywhere from here; not stored yet."""
    ensure(may_move(ARTICLE_MOVES, row.state, deed))
    row.state = ARTICLE_MOVES[row.state][deed]


def store(row: Article, *, at: datetime) -> None:
    """Keep the row as its next version."""
    row.version += 1
    row.changed_at = at
    row.save()


def note(
    verb: str,
    row: Article,
    *,
    by: Actor,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    submission: UUID | None = None,
) -> None:
    """One line of the trail about an article."""
    trail.record(
        verb=verb,
        by=by,
        at=at,
        subject=desk_label(row),
        region_id=row.region_id,
        before=before,
        after=after,
        reason=reason.strip(),
        submission=submission,
    )


def summary(content: Content) -> dict[str, str]:
    """A content as the trail keeps it: short parts as they are, long ones by their digest."""
    kept = {"kind": content.kind, "region": content.region, "topic": content.topic, "contact": content.contact}
    for language, words in content.texts.items():
        kept |= {f"{language}.title": words.title, f"{language}.lead": words.lead[:SHOWN_OF_LEAD]}
        kept[f"{language}.body"] = four_eyes.text_hash(words.body)[:16]
    kept["links"] = ", ".join(f"{kind}:{key}" for kind, key, _title in content.links)
    kept["pictures"] = ", ".join(str(one["code"]) for one in (content.picture, *content.pictures) if one)
    return {name: str(value) for name, value in kept.items()}


def approved(row: Article, *, by: Actor, at: datetime) -> None:
    """Note the approval of just this content by another person; not stored yet."""
    ensure(four_eyes.may_approve(by.actor_id, writers(row)))
    row.approved_by, row.approved_at = by.actor_id, at
    row.approved_hash = approval_hash(working(row))


def unapproved(row: Article) -> None:
    """Take the approval back; not stored yet."""
    row.approved_by, row.approved_at, row.approved_hash, row.publish_at = "", None, "", None


# ---- what is stored


def write(row: Article, given: Given, by: Actor) -> None:
    """Store what was handed in, whole; the row itself is kept by the caller."""
    links = _links(given.links, by)
    carried = {body for link in links if link.project for body in organisations_of(link.project)}
    new = row._state.adding  # noqa: SLF001 - public in Django
    if new or row.region_id != given.region_id:
        ensure(access.may_begin(by, given.region_id, frozenset(carried)))
    texts = {language: stored(words) for language, words in given.texts.items() if not words.empty}
    row.kind = given.kind
    row.region = _region(given.region_id)
    row.topic = _topic(given.topic)
    row.press_contact = _contact(given.press_contact)
    codes = tuple(dict.fromkeys(code for code in given.gallery if code))
    pictures = _pictures((given.lead_picture, *codes), row, by)
    row.lead_picture = pictures.get(given.lead_picture)
    if row.published_at is None:
        row.slug = free_slug(texts[Language.GERMAN].title, row)
    if new:
        row.save()
    keep(row, texts, links, [pictures[code] for code in codes])


def keep(row: Article, texts: Mapping[str, Words], links: Sequence[ArticleLink], gallery: Iterable[Picture]) -> None:
    """Put these in place of the texts, links and gallery of the working text."""
    row.texts.exclude(language__in=list(texts)).delete()
    for language, words in texts.items():
        defaults = {"title": words.title, "lead": words.lead, "body": words.body}
        ArticleText.objects.update_or_create(article=row, language=language, defaults=defaults)
    row.links.all().delete()
    for position, link in enumerate(links):
        link.article, link.position = row, position
    ArticleLink.objects.bulk_create(links)
    row.gallery.all().delete()
    ArticlePicture.objects.bulk_create(
        ArticlePicture(article=row, picture=picture, position=position) for position, picture in enumerate(gallery)
    )


def free_slug(title: str, row: Article) -> str:
    """An address part nobody else has, and none that leads elsewhere since an older site."""
    slug = slug_of(title)
    taken = set(Article.objects.filter(slug__startswith=slug).exclude(pk=row.pk).values_list("slug", flat=True))
    path = bare_path(address(Label("article", slug))).rstrip("/")
    former = Redirect.objects.filter(path__startswith=path).values_list("path", flat=True)
    return first_free(slug, taken | {path.strip("/").rpartition("/")[2] for path in former})


def _region(pk: int | None) -> Region | None:
    if pk is None:
        return None
    row = Region.objects.filter(pk=pk).first()
    ensure([] if row else [Refusal("no_region", _CHOOSE, "region")])
    return row


def _topic(slug: str) -> FieldOfAction | None:
    if not slug:
        return None
    row = FieldOfAction.objects.filter(slug=slug).first()
    ensure([] if row else [Refusal("no_topic", _CHOOSE, "topic")])
    return row


_CHOOSE = gettext_noop("Choose from the list.")


def _contact(pk: int | None) -> ContactPoint | None:
    if pk is None:
        return None
    row = ContactPoint.objects.exclude(mailbox="").filter(pk=pk).first()
    ensure([] if row else [Refusal("no_contact", _CHOOSE, "press_contact")])
    return row


def _pictures(codes: Iterable[str], row: Article, by: Actor) -> dict[str, Picture]:
    """The pictures of these codes, of those somebody may choose; others and withdrawn ones only where they stand already."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    found = {picture.code: picture for picture in Picture.objects.filter(code__in=wanted)}
    free = set(access.desk_pictures(by).filter(code__in=wanted, withdrawn_at=None).values_list("code", flat=True))
    standing = {row.lead_picture_id, *(row.gallery.values_list("picture", flat=True) if row.pk else ())}
    missing = [code for code in wanted if code not in free and (code not in found or found[code].pk not in standing)]
    message = gettext_noop("This picture is not (or no longer) offered to you; choose another.")
    ensure([Refusal("no_picture", message, "gallery")] if missing else [])
    return found


def _links(names: Iterable[tuple[str, str]], by: Actor) -> list[ArticleLink]:
    """What it is about, resolved; only what everybody or the writer may see."""
    rows = [_link(kind, key, by) for kind, key in dict.fromkeys(names)]
    message = gettext_noop("Choose only what the platform knows; something in the list is not there.")
    ensure([Refusal("no_link", message, "links")] if None in rows else [])
    return [row for row in rows if row is not None]


def _link(kind: str, key: str, by: Actor) -> ArticleLink | None:
    thing: Any = None
    if kind == LinkKind.PROJECT:
        thing = visible_to(by).filter(slug=key).first()
    elif kind == LinkKind.OFFER:
        thing = offers_visible_to(by).filter(slug=key).first()
    elif kind == LinkKind.EVENT:
        thing = Event.objects.filter(slug=key).first()
    elif kind == LinkKind.MUNICIPALITY:
        thing = Municipality.objects.filter(key=identity(kind, key)).first()
    elif kind == LinkKind.CASE:
        thing = ReuseCase.objects.public().filter(code=key).first()
    return ArticleLink(kind=kind, **{kind: thing}) if thing else None


def copied_back(row: Article) -> None:
    """Make the working text what readers see again, whole; the row itself is kept by the caller."""
    if row.current is None:
        return
    content = Content.read(row.current.content)
    row.kind = content.kind
    row.region = Region.objects.filter(slug=content.region).first() if content.region else None
    row.topic = FieldOfAction.objects.filter(slug=content.topic).first() if content.topic else None
    known = ContactPoint.objects.exclude(mailbox="").filter(mailbox=content.contact).first()
    row.press_contact = known or (row.press_contact if content.contact else None)  # its mailbox may be another one now
    pictures = {picture.code: picture for picture in Picture.objects.filter(code__in=_codes(content))}
    row.lead_picture = pictures.get(str(content.picture.get("code", "")))
    links = [_known_link(kind, key) for kind, key, _title in content.links]
    gallery = [pictures[picture["code"]] for picture in content.pictures if picture["code"] in pictures]
    keep(row, content.texts, [link for link in links if link], gallery)


def _codes(content: Content) -> list[str]:
    return [str(picture["code"]) for picture in (content.picture, *content.pictures) if picture]


def _known_link(kind: str, key: str) -> ArticleLink | None:
    """A link of a version: what it named is never deleted, whether or not it is public still."""
    model: Any = ArticleLink._meta.get_field(kind).related_model  # noqa: SLF001 - public in Django
    column = {LinkKind.MUNICIPALITY: "key", LinkKind.CASE: "code"}.get(LinkKind(kind), "slug")
    thing = model._default_manager.filter(**{column: key}).first()  # noqa: SLF001 - the same
    return ArticleLink(kind=kind, **{kind: thing}) if thing else None


def is_correction(row: Article) -> bool:
    """Whether readers see an earlier version of what is worked on."""
    return row.state in {ArticleState.CORRECTING, ArticleState.CORRECTION_REVIEW}
