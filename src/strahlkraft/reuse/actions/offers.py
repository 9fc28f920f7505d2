"""Writing, publishing and withdrawing offers."""

import dataclasses
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Length

import strahlkraft.audit.actions as audit
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Organisation, Region
from strahlkraft.network.queries import standing
from strahlkraft.projects.models import Project
from strahlkraft.reuse import access
from strahlkraft.reuse.actions import _shared as shared
from strahlkraft.reuse.actions.readiness import check_row
from strahlkraft.reuse.importers.identity import canonical
from strahlkraft.reuse.models import (
    OfferDraft,
    OfferEffort,
    OfferKey,
    OfferPaper,
    OfferProduct,
    OfferVersion,
    ReuseOffer,
)
from strahlkraft.reuse.queries.drafts import project_content
from strahlkraft.reuse.rules import offers as rules
from strahlkraft.reuse.rules.content import OfferContent, changed_fields
from strahlkraft.reuse.rules.vocabulary import EventKind, Publication, ResultKind

_ROWS = {"products", "efforts", "keys", "papers", "caretaker", "superseded_by"}
_COLUMNS = tuple(name for name in OfferContent.__dataclass_fields__ if name not in _ROWS)


@transaction.atomic
def create_offer(
    *, by: Actor, at: datetime, project: str, title: str, kind: str, submission: UUID | None = None
) -> ReuseOffer:
    """Begin an offer of a project; what the project already says is taken over, so that nothing is typed twice."""
    record = Project.objects.select_related("region").get(slug=project)
    ensure(access.may_edit_offers_of(by, record), hidden=record.publication != "published")
    title = title.strip() or record.title
    if kind not in set(ResultKind):
        raise Refused([Refusal("kind_missing", gettext_noop("Choose what can be taken over."), "kind")])
    Region.objects.select_for_update(no_key=True).order_by("pk").first()  # names are given out one after the other
    offer = ReuseOffer.objects.create(
        slug=shared.free_slug(title, ReuseOffer.objects),
        identifier=_new_identifier(),
        project=record,
        title=title[:250],
        kind=kind,
        created_at=at,
        changed_at=at,
    )
    content = dataclasses.replace(project_content(record), title=offer.title, kind=kind)
    OfferDraft.objects.create(offer=offer, content=content.as_json(), saved_at=at, saved_by=by.actor_label)
    audit.record(
        by=by,
        at=at,
        verb="create_offer",
        subject=offer.label,
        region_id=record.region_id,
        before={},
        after={"title": offer.title, "kind": kind, "project": record.slug},
        submission=submission,
    )
    return offer


@transaction.atomic
def save_draft(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    content: OfferContent,
    revision: int,
    typed: Mapping[str, Mapping[str, list[str]]] | None = None,
) -> int:
    """Keep what is being typed, sound or not; returns the new revision.

    ``typed`` holds steps of the form with an entry that cannot be read, as they were typed. No line in the trail: nothing anybody else can see has changed. Raises Refused when another window or person
    has saved since ``revision``; their text stays, and the caller keeps this one on the page.
    """
    offer = _locked(slug)
    _ensure_editable(by, offer)
    draft = OfferDraft.objects.select_for_update().filter(offer=offer).first()
    if draft is None:
        draft = OfferDraft(offer=offer, revision=0)
    if revision != draft.revision:
        raise Refused([stale()])
    draft.content = _storable(content.as_json() | ({"typed": dict(typed)} if typed else {}))
    draft.revision += 1
    draft.saved_at = at
    draft.saved_by = by.actor_label
    draft.save()
    return draft.revision


def _storable(value: Any) -> Any:
    """JSON that every database takes: no NUL, no number that is none (a read file may hold both), else unchanged."""
    if isinstance(value, Mapping):
        return {str(_storable(key)): _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    if isinstance(value, str):
        return value.replace("\x00", "")
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def stale() -> Refusal:
    """The sentence for a text that somebody else has saved meanwhile."""
    return Refusal(
        "stale",
        gettext_noop("This draft was saved elsewhere in the meantime. Reload the page to see it; your text is below."),
    )


@transaction.atomic
def discard_draft(*, by: Actor, at: datetime, slug: str) -> ReuseOffer:
    """Throw away what was typed since the last published version."""
    offer = _locked(slug)
    _ensure_editable(by, offer)
    if offer.version == 0:
        raise Refused([Refusal("never_published", gettext_noop("This offer has no published version to go back to."))])
    draft = OfferDraft.objects.filter(offer=offer).first()
    if draft:
        draft.delete()
        audit.record(
            by=by,
            at=at,
            verb="discard_offer_draft",
            subject=offer.label,
            region_id=offer.project.region_id,
            before={"revision": draft.revision},
            after={"revision": None},
        )
    return offer


@transaction.atomic
def publish_offer(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    content: OfferContent,
    version: int,
    note: str = "",
    revision: int | None = None,
    submission: UUID | None = None,
) -> ReuseOffer:
    """Publish ``content`` as the next version; the earlier ones stay readable, the readiness check runs at once.

    ``revision`` is the draft's as the person saw it: what was saved meanwhile is neither published nor thrown away.
    """
    offer = _locked(slug)
    _ensure_editable(by, offer)
    if version != offer.version:
        raise Refused([stale()])
    if revision is not None:
        _ensure_draft(offer, revision)
    ensure(rules.may_publish(offer.publication, content))
    before = offer.content if offer.version else OfferContent()
    changed = changed_fields(before, content)
    _apply(offer, content, at=at)
    OfferVersion.objects.create(
        offer=offer,
        number=offer.version,
        content=content.as_json(),
        changed_fields=list(changed),
        note=note.strip()[:300],
        published_at=at,
    )
    OfferDraft.objects.filter(offer=offer).delete()
    check_row(offer, at=at)
    shared.index_offers([offer])
    _tell_published(offer, at=at)
    audit.record(
        by=by,
        at=at,
        verb="publish_offer",
        subject=offer.label,
        region_id=offer.project.region_id,
        before={"version": offer.version - 1, "licence": before.licence},
        after={"version": offer.version, "licence": offer.licence, "changed": list(changed)},
        public=True,
        submission=submission,
    )
    return offer


def _tell_published(offer: ReuseOffer, *, at: datetime) -> None:
    """Leave the row others are told by."""
    shared.leave_event(
        kind=EventKind.OFFER_PUBLISHED,
        subject_kind="offer",
        subject_key=offer.slug,
        payload={
            "identifier": offer.identifier,
            "title": offer.title,
            "version": offer.version,
            "result_kind": offer.kind,
        },
        at=at,
    )


def _ensure_draft(offer: ReuseOffer, revision: int) -> None:
    """The draft stands as it was shown, and everything in it can be read."""
    draft = OfferDraft.objects.select_for_update().filter(offer=offer).first()
    if (draft.revision if draft else 0) != revision:
        raise Refused([stale()])
    if draft and draft.typed:
        raise Refused([unread()])


def unread() -> Refusal:
    """The sentence for a draft with an entry no machine can read, for example a number in words."""
    return Refusal(
        "unread", gettext_noop("Some entries of the draft cannot be read yet. They are marked beside their fields.")
    )


def _apply(offer: ReuseOffer, content: OfferContent, *, at: datetime) -> None:
    """Bring columns and rows to the new version."""
    offer.superseded_by, offer.caretaker = _successor(offer, content), _caretaker(content)
    for name in _COLUMNS:
        value = getattr(content, name)
        setattr(offer, name, list(value) if isinstance(value, tuple) else value)
    offer.identity = canonical(content.repository_url) if content.repository_url else ""
    offer.version += 1
    offer.publication = rules.TRANSITIONS[offer.publication]["publish"]
    offer.published_at = offer.changed_at = at
    offer.save()
    _write_rows(offer, content)


@transaction.atomic
def withdraw_offer(
    *, by: Actor, at: datetime, slug: str, version: int, reason: str, submission: UUID | None = None
) -> ReuseOffer:
    """Take an offer off the public site, with a reason; requests and cases stay."""
    offer = _locked(slug)
    _ensure_editable(by, offer)
    if version != offer.version:
        raise Refused([stale()])
    ensure(rules.may_withdraw(offer.publication, reason))
    offer.publication = rules.TRANSITIONS[offer.publication]["withdraw"]
    offer.changed_at = at
    offer.save(update_fields=["publication", "changed_at"])
    shared.index_offers([offer])
    shared.leave_event(
        kind=EventKind.OFFER_WITHDRAWN,
        subject_kind="offer",
        subject_key=offer.slug,
        payload={"identifier": offer.identifier, "title": offer.title},
        at=at,
    )
    audit.record(
        by=by,
        at=at,
        verb="withdraw_offer",
        subject=offer.label,
        region_id=offer.project.region_id,
        before={"publication": Publication.PUBLISHED},
        after={"publication": offer.publication},
        reason=reason,
        submission=submission,
    )
    return offer


def _locked(slug: str) -> ReuseOffer:
    return ReuseOffer.objects.select_for_update(of=("self",)).select_related("project__region").get(slug=slug)


def _ensure_editable(by: Actor, offer: ReuseOffer) -> None:
    ensure(access.may_edit_offers_of(by, offer.project), hidden=offer.publication != Publication.PUBLISHED)


def _new_identifier() -> str:
    """The next free identifier ``SK-A-0001`` (Angebot); never used again."""
    last = ReuseOffer.objects.order_by(Length("identifier").desc(), "-identifier").first()
    return f"SK-A-{int(last.identifier[5:]) + 1 if last else 1:04d}"


def _successor(offer: ReuseOffer, content: OfferContent) -> ReuseOffer | None:
    if not content.superseded_by:
        return None
    newer = ReuseOffer.objects.published().filter(slug=content.superseded_by).first()
    if newer is None:
        unknown = gettext_noop("We know no published offer of this name.")
        raise Refused([Refusal("unknown", unknown, "superseded_by")])
    chain = dict(
        ReuseOffer.objects.exclude(superseded_by=None).exclude(pk=offer.pk).values_list("slug", "superseded_by__slug")
    )
    ensure(rules.may_supersede(offer.slug, newer.slug, chain))
    return newer


def _caretaker(content: OfferContent) -> Organisation | None:
    if not content.caretaker:
        return None
    organisation = standing(content.caretaker)
    if organisation is None:
        raise Refused([Refusal("unknown", gettext_noop("We know no organisation of this name."), "caretaker")])
    return organisation


def _write_rows(offer: ReuseOffer, content: OfferContent) -> None:
    """The rows of the newest version; earlier ones stand in their versions."""
    for rows in (offer.products, offer.efforts, offer.keys, offer.papers):
        rows.all().delete()
    OfferProduct.objects.bulk_create(
        OfferProduct(offer=offer, name=p.name, proprietary=p.proprietary, alternative=p.alternative)
        for p in {product.name: product for product in content.products}.values()
    )
    OfferEffort.objects.bulk_create(
        OfferEffort(offer=offer, **{name: getattr(effort, name) for name in effort.__dataclass_fields__})
        for effort in content.efforts
        if any(
            number is not None
            for number in (
                effort.introduction_days,
                effort.introduction_cost,
                effort.yearly_days,
                effort.yearly_cost,
            )
        )
    )
    OfferKey.objects.bulk_create(OfferKey(offer=offer, scheme=k.scheme, key=k.key) for k in dict.fromkeys(content.keys))
    OfferPaper.objects.bulk_create(
        OfferPaper(offer=offer, title=p.title, url=p.url, kind=p.kind, licence=p.licence) for p in content.papers
    )
