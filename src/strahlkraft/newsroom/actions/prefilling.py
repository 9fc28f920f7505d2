"""One click makes a draft of what stands somewhere already; the second click leads to the draft that is there."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Region
from strahlkraft.newsroom import access
from strahlkraft.newsroom.actions.articles import create_article
from strahlkraft.newsroom.actions.issues import add_item, create_issue
from strahlkraft.newsroom.models import Article, Issue, IssueItem
from strahlkraft.newsroom.queries import materials
from strahlkraft.newsroom.rules import newsletter
from strahlkraft.newsroom.rules.prefilling import Form, Material, Pitched, given_of, item_of
from strahlkraft.newsroom.rules.vocabulary import ArticleState, IssueState, Language

_NOTHING = Refusal("nothing", gettext_noop("Nothing of this is public yet, so nothing can be written of it."))


@transaction.atomic
def article_from(
    *, by: Actor, at: datetime, label: Label, form: Form = Form.ARTICLE, submission: UUID | None = None
) -> Article:
    """A draft about a project, a published check-in or a reuse in operation; the one there is, when it was made before."""
    return _article(_material(by, label, form), by=by, at=at, submission=submission)


@transaction.atomic
def article_from_pitch(*, by: Actor, at: datetime, pitch: Pitched, submission: UUID | None = None) -> Article:
    """A draft about a pitch; the door that knows pitches has asked whether ``by`` may see it."""
    return _article(materials.of_pitch(by, pitch), by=by, at=at, submission=submission)


@transaction.atomic
def item_from(*, by: Actor, at: datetime, label: Label, submission: UUID | None = None) -> Issue:
    """A part of the newest draft of the newsletter for the region, or of a new one; the issue that has it already, if one does."""
    return _item(_material(by, label, Form.ARTICLE), by=by, at=at, submission=submission)


@transaction.atomic
def item_from_pitch(*, by: Actor, at: datetime, pitch: Pitched, submission: UUID | None = None) -> Issue:
    """The same about a pitch a door hands in."""
    return _item(materials.of_pitch(by, pitch), by=by, at=at, submission=submission)


def _material(by: Actor, label: Label, form: Form) -> Material:
    found = materials.of(by, label.kind, label.key, form)
    if found is None:
        raise Refused([_NOTHING])
    return found


def _one_at_a_time(material: Material) -> None:
    """Two clicks at once are done one after the other, so that the second finds what the first has made."""
    rows = Region.objects.select_for_update().filter(pk=material.region_id) if material.region_id else None
    list(rows if rows is not None else Region.objects.select_for_update().order_by("pk")[:1])


def _article(material: Material, *, by: Actor, at: datetime, submission: UUID | None) -> Article:
    _one_at_a_time(material)
    made = access.desk_articles(by).filter(made_from=material.made_from).exclude(state=ArticleState.DISCARDED)
    if (there := made.order_by("-created_at", "-pk").first()) is not None:
        return there
    return create_article(
        by=by,
        at=at,
        given=given_of(material),
        made_from=material.made_from,
        demonstration=material.demonstration,
        submission=submission,
    )


def _item(material: Material, *, by: Actor, at: datetime, submission: UUID | None) -> Issue:
    if refusals := access.may_publish(by, material.region_id):
        raise Refused(refusals)
    _one_at_a_time(material)
    words, (kind, key) = item_of(material), material.picked
    drafts = Issue.objects.filter(state=IssueState.DRAFT, region=material.region_id).order_by("-created_at", "-pk")
    if (there := _standing(drafts, words.title, kind, key)) is not None:
        return there
    row = drafts.first() or create_issue(by=by, at=at, given=_beginning(material))
    return add_item(
        by=by, at=at, code=row.code, version=row.version, kind=kind, key=key, given=words, submission=submission
    )


_COLUMNS = {"project": "project__slug", "case": "case__code"}


def _standing(drafts: QuerySet[Issue], title: str, kind: str, key: str) -> Issue | None:
    """The draft it stands in already: as the thing itself, or under the same headline."""
    same = {_COLUMNS[kind]: key} if kind else {"title": title}
    item = IssueItem.objects.select_related("issue").filter(issue__in=drafts, **same).order_by("-issue__pk").first()
    return item.issue if item else None


def _beginning(material: Material) -> newsletter.Given:
    region = Region.objects.filter(pk=material.region_id).first() if material.region_id else None
    with translation.override(Language.GERMAN):
        subject = _("News from %(region)s") % {"region": region.name} if region else _("News of the model regions")
    return newsletter.Given(subject=subject, region_id=material.region_id)
