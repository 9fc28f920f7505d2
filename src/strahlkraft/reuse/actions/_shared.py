"""What several actions of this room need."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models

import strahlkraft.search.actions as search
from strahlkraft.kernel.slug import first_free, slugify
from strahlkraft.network.models import ContactPoint, Organisation, Region
from strahlkraft.projects.models import Participation, Project
from strahlkraft.reuse.documents import offer_document, software_document
from strahlkraft.reuse.models import (
    Reachability,
    ReadinessRun,
    ReuseEvent,
    ReuseOffer,
    Software,
    Webhook,
    WebhookDelivery,
)
from strahlkraft.reuse.rules.vocabulary import EventKind, Publication


def free_slug(title: str, rows: models.Manager[Any]) -> str:
    """An address part that no row of this table has; a number is added when the title's own is taken."""
    slug = slugify(title)
    return first_free(slug, rows.filter(slug__startswith=slug).values_list("slug", flat=True))


def index_offers(offers: Iterable[ReuseOffer]) -> None:
    """Bring the search's copy of these offers up to date, in the same transaction."""
    documents, gone = [], []
    for offer in offers:
        if offer.publication == Publication.PUBLISHED and offer.project.publication == "published":
            run = ReadinessRun.objects.filter(offer=offer, current=True).first()
            documents.append(
                offer_document(
                    slug=offer.slug,
                    content=offer.content,
                    project=offer.project.title,
                    region=offer.project.region.slug,
                    fields=[field.slug for field in offer.project.fields_of_action.all()],
                    level=run.level if run else "",
                    changed=offer.changed_at.timestamp(),
                )
            )
        else:
            gone.append(offer.slug)
    search.put_documents(documents)
    if gone:
        search.withdraw_documents("offer", gone)


def index_software(rows: Iterable[Software]) -> None:
    """The same for imported software; what was merged away is no longer found by itself."""
    documents, gone = [], []
    for row in rows:
        if row.merged_into_id is not None:
            gone.append(row.slug)
            continue
        run = ReadinessRun.objects.filter(software=row, current=True).first()
        documents.append(
            software_document(
                slug=row.slug,
                name=row.name,
                summaries=[row.summary_de, row.summary_en],
                texts=_described(row.document),
                publisher=row.publisher_name,
                country=row.country,
                licence=row.licence,
                status=row.development_status,
                languages=row.languages,
                platforms=row.platforms,
                categories=row.categories,
                level=run.level if run else "",
                changed=row.changed_at.timestamp(),
            )
        )
    search.put_documents(documents)
    if gone:
        search.withdraw_documents("software", gone)


def _described(document: dict[str, object]) -> list[str]:
    """The texts of a read publiccode.yml that help to find it."""
    descriptions = document.get("description")
    if not isinstance(descriptions, dict):
        return []
    found = []
    for described in descriptions.values():
        if isinstance(described, dict):
            names = ("genericName", "shortDescription", "longDescription", "localisedName")
            found += [str(described.get(name) or "") for name in names]
            features = described.get("features")
            found += [str(feature) for feature in features] if isinstance(features, list) else []
    return found


def leave_event(
    *, kind: EventKind, subject_kind: str, subject_key: str, payload: dict[str, object], at: datetime
) -> None:
    """Leave a row others are told by; one delivery per webhook that wants this kind."""
    event = ReuseEvent.objects.create(
        kind=kind, subject_kind=subject_kind, subject_key=subject_key, payload=payload, at=at
    )
    hooks = [hook for hook in Webhook.objects.filter(ended_at=None) if kind in hook.kinds]
    WebhookDelivery.objects.bulk_create([WebhookDelivery(webhook=hook, event=event, next_at=at) for hook in hooks])


def note_reached(url: str, *, at: datetime) -> None:
    """An address was just read: people can open it too."""
    Reachability.objects.update_or_create(
        url=url[:1000], defaults={"last_ok_on": at.date(), "reason": "", "next_at": at + timedelta(days=7)}
    )


def provider_mailbox(*, offer: ReuseOffer | None, project: Project | None) -> str:
    """The function mailbox that answers: the offer's, its caretaker's, the lead's; empty when none is known."""
    if offer is not None:
        if offer.mailbox:
            return offer.mailbox
        if offer.caretaker and (mailbox := _mailbox_of(offer.caretaker)):
            return mailbox
        project = offer.project
    if project is None:
        return ""
    lead = project.participations.filter(role=Participation.Role.LEAD, organisation__isnull=False).first()
    return _mailbox_of(lead.organisation) if lead and lead.organisation else ""


def office_mailbox(region: Region | None) -> str:
    """The office's function mailbox; empty when it is not known."""
    point = ContactPoint.objects.filter(region=region).first() if region else None
    return point.mailbox if point else ""


def _mailbox_of(organisation: Organisation) -> str:
    point = ContactPoint.objects.filter(organisation=organisation).first()
    return point.mailbox if point else ""
