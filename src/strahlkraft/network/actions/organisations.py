"""Organisations, their mailbox, people who agreed to be named, and what they know."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

import strahlkraft.search.actions as search
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.slug import first_free, slugify
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network import access, rules
from strahlkraft.network.actions._shared import ensure_version, record, region_of
from strahlkraft.network.documents import organisation_document
from strahlkraft.network.models import (
    ContactPerson,
    ContactPoint,
    District,
    Expertise,
    Municipality,
    Organisation,
    OrganisationKind,
)

_KINDS = [kind.value for kind in OrganisationKind]


@transaction.atomic
def create_organisation(
    *, by: Actor, at: datetime, given: rules.OrganisationInput, submission: UUID | None = None
) -> Organisation:
    """Add an organisation to the network. Raises Refused with reasons."""
    ensure(access.may_edit(by), hidden=True)
    _ensure_sound(given, None)
    base = slugify(given.name, limit=90)
    taken = Organisation.everything.filter(slug__startswith=base).values_list("slug", flat=True)
    row = Organisation(slug=first_free(base, taken))
    _take_over(row, given)
    row.save()
    _keep_contact_point(row, given)
    index_organisations([row])
    record(
        verb="create_organisation",
        by=by,
        at=at,
        subject=row.label,
        region_id=region_of(by, row),
        after=_told(row),
        submission=submission,
    )
    return row


@transaction.atomic
def edit_organisation(
    *, by: Actor, at: datetime, slug: str, given: rules.OrganisationInput, version: int, submission: UUID | None = None
) -> Organisation:
    """Change an organisation and its mailbox. Raises Refused with reasons, also when it changed meanwhile."""
    row = locked(slug)
    ensure(access.may_edit_organisation(by, row), hidden=True)
    ensure_version(version, row.version)
    _ensure_sound(given, row)
    before = _told(row)
    _take_over(row, given)
    row.version += 1
    row.save()
    _keep_contact_point(row, given)
    index_organisations([row])
    record(
        verb="edit_organisation",
        by=by,
        at=at,
        subject=row.label,
        region_id=region_of(by, row),
        before=before,
        after=_told(row),
        submission=submission,
    )
    return row


def locked(slug: str) -> Organisation:
    """A standing organisation, locked to the end of the transaction; 404 when there is none."""
    row = Organisation.objects.select_for_update().filter(slug=slug).first()
    if row is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such organisation."))], hidden=True)
    return row


def index_organisations(rows: list[Organisation]) -> None:
    """Let the search know how organisations stand: merged ones are not found."""
    standing = [row for row in rows if row.merged_into_id is None]
    search.withdraw_documents("organisation", [row.slug for row in rows if row.merged_into_id is not None])
    search.put_documents(
        organisation_document(slug=row.slug, name=row.name, kind=str(OrganisationKind(row.kind).label))
        for row in standing
    )


def _ensure_sound(given: rules.OrganisationInput, row: Organisation | None) -> None:
    others = Organisation.everything.filter(name__iexact=given.name.strip())
    others = others.exclude(pk=row.pk) if row else others
    ensure(rules.organisation_problems(given, kinds=_KINDS, name_taken=others.exists()))


def _take_over(row: Organisation, given: rules.OrganisationInput) -> None:
    places = Municipality.objects.in_bulk([key for key in (given.municipality, given.seat) if key], field_name="key")
    district = District.objects.filter(key=given.district).first() if given.district else None
    row.name, row.kind = given.name.strip(), given.kind
    row.municipality, row.seat, row.district = places.get(given.municipality), places.get(given.seat), district
    missing = [
        Refusal("unknown_place", gettext_noop("We do not know this place; choose one of the list."), name)
        for name, place in (("municipality", row.municipality), ("seat", row.seat), ("district", row.district))
        if getattr(given, name) and place is None
    ]
    ensure(missing)


def _keep_contact_point(row: Organisation, given: rules.OrganisationInput) -> None:
    mailbox, website = given.mailbox.strip(), given.website.strip()
    if mailbox or website or ContactPoint.objects.filter(organisation=row).exists():
        ContactPoint.objects.update_or_create(organisation=row, defaults={"mailbox": mailbox, "website": website})


def _told(row: Organisation) -> dict[str, Any]:
    point = ContactPoint.objects.filter(organisation=row).first()
    return {
        "name": row.name,
        "kind": row.kind,
        "municipality": row.municipality.key if row.municipality else None,
        "district": row.district.key if row.district else None,
        "seat": row.seat.key if row.seat else None,
        "mailbox_known": bool(point and point.mailbox),
        "website": point.website if point else "",
    }


@transaction.atomic
def name_person(
    *, by: Actor, at: datetime, slug: str, given: rules.PersonInput, submission: UUID | None = None
) -> ContactPerson:
    """Name a person beside the mailbox: only with recorded consent and an end; the trail keeps function and dates only."""
    row = locked(slug)
    ensure(access.may_edit_organisation(by, row), hidden=True)
    ensure(rules.person_problems(given, today=localdate(at)))
    person = ContactPerson.objects.create(
        organisation=row,
        function=given.function.strip(),
        name=given.name.strip(),
        mailbox=given.mailbox.strip(),
        consent_on=given.consent_on,
        consent_how=given.consent_how.strip(),
        ends_on=given.ends_on,
    )
    record(
        verb="name_person",
        by=by,
        at=at,
        subject=row.label,
        region_id=region_of(by, row),
        after={"function": person.function, "consent_on": str(person.consent_on), "ends_on": str(person.ends_on)},
        submission=submission,
    )
    return person


@transaction.atomic
def withdraw_consent(
    *, by: Actor, at: datetime, slug: str, person_id: int, submission: UUID | None = None
) -> ContactPerson:
    """Somebody no longer wants to be named: name and mailbox are gone at once, the row stays without them."""
    row = locked(slug)
    ensure(access.may_edit_organisation(by, row), hidden=True)
    person = row.people.select_for_update().filter(pk=person_id, erased_at=None).first()
    if person is None:
        raise Refused([Refusal("unknown", gettext_noop("Nobody of this kind is named here."))], hidden=True)
    person.withdrawn_on = localdate(at)
    _erase(person, at=at)
    record(
        verb="withdraw_consent",
        by=by,
        at=at,
        subject=row.label,
        region_id=region_of(by, row),
        before={"function": person.function},
        after={"withdrawn_on": str(person.withdrawn_on)},
        submission=submission,
    )
    return person


def _erase(person: ContactPerson, *, at: datetime) -> None:
    person.name = person.mailbox = ""
    person.erased_at = at
    person.save()


@transaction.atomic
def erase_people(*, by: Actor, at: datetime) -> int:
    """Erase names and mailboxes of people whose last day has passed; the clock does it. Returns how many."""
    ensure(access.may_import(by))
    over = ContactPerson.objects.select_for_update().filter(erased_at=None, ends_on__lt=localdate(at))
    people = list(over.select_related("organisation")[:500])
    for person in people:
        _erase(person, at=at)
    for row in {person.organisation_id: person.organisation for person in people}.values():
        functions = [person.function for person in people if person.organisation_id == row.pk]
        record(
            verb="erase_people",
            by=by,
            at=at,
            subject=row.label,
            region_id=region_of(by, row),
            after={"functions": functions},
        )
    return len(people)


@transaction.atomic
def add_expertise(
    *, by: Actor, at: datetime, slug: str, words: str, note: str = "", submission: UUID | None = None
) -> Expertise:
    """Note something an organisation knows; said by its office or by itself."""
    row = locked(slug)
    ensure(access.may_describe(by, row), hidden=True)
    words = " ".join(words.split())
    if not words:
        ensure([Refusal("words_missing", gettext_noop("Say in a few words what it knows."), "words")])
    if row.expertise.filter(words__iexact=words, struck_at=None).exists():
        ensure([Refusal("known", gettext_noop("This stands here already."), "words")])
    said_by = access.speaks_as(by, row)
    made = Expertise.objects.create(
        organisation=row, words=words, note=note.strip(), said_by=said_by or "", noted_at=at
    )
    record(
        verb="add_expertise",
        by=by,
        at=at,
        subject=row.label,
        region_id=region_of(by, row),
        after={"words": words},
        submission=submission,
    )
    return made


@transaction.atomic
def remove_expertise(*, by: Actor, at: datetime, slug: str, expertise_id: int, submission: UUID | None = None) -> None:
    """Strike out what an organisation was said to know; the row stays, nobody is shown it."""
    row = locked(slug)
    ensure(access.may_describe(by, row), hidden=True)
    known = row.expertise.select_for_update().filter(pk=expertise_id, struck_at=None).first()
    if known is None:
        raise Refused([Refusal("unknown", gettext_noop("This does not stand here any more."))], hidden=True)
    known.struck_at = at
    known.save(update_fields=["struck_at"])
    record(
        verb="remove_expertise",
        by=by,
        at=at,
        subject=row.label,
        region_id=region_of(by, row),
        before={"words": known.words},
        submission=submission,
    )
