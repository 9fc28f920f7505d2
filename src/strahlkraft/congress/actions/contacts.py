"""Contact at a pitch: typed on a phone, confirmed by mail, handed over, made a request for reuse."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

import strahlkraft.reuse.actions as reuse
from strahlkraft.congress import access
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.emails import contacts as emails
from strahlkraft.congress.models import Contact, Pitch
from strahlkraft.congress.rules import contacts as rules
from strahlkraft.congress.rules.vocabulary import ContactState
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.queries import of_mailbox
from strahlkraft.network.models import Municipality
from strahlkraft.reuse.rules.requests import RequestForm, plain, plain_line


@transaction.atomic
def make_contact(*, by: Actor, at: datetime, pitch: Pitch, form: rules.ContactForm, language: str) -> Contact:
    """Take a wish for contact; nobody reads it before the link in the mail was pressed.

    No line in the trail yet: an unconfirmed wish is erased after seven days. The same wish sent twice is one.
    """
    municipality = Municipality.objects.filter(key=form.municipality, dissolved=False).first()
    mailbox = form.mailbox.strip()
    drafts = Contact.objects.filter(of_mailbox(mailbox), state=ContactState.DRAFT, confirm_by__gt=at)
    again = drafts.filter(pitch=pitch, mailbox__iexact=mailbox).first()
    ensure(
        rules.may_make_contact(
            form,
            pitch_state=pitch.state,
            reachable=bool(pitch.mailbox or pitch.occasion.mailbox),
            municipality_known=municipality is not None,
            waiting_from_mailbox=0 if again else drafts.count(),
        )
    )
    contact = again or Contact(pitch=pitch, code=new_code(), created_at=at, confirm_by=at + rules.CONFIRM_WITHIN)
    contact.mailbox = mailbox
    contact.municipality = municipality
    contact.organisation_name = plain_line(form.organisation)[:200]
    contact.person = plain_line(form.person)[:120]
    contact.text = plain(form.text)
    contact.wants_reuse = form.wants_reuse
    contact.origin = form.origin
    contact.language = language
    contact.save()
    emails.post_confirmation(contact, at=at)
    return contact


@transaction.atomic
def confirm_contact(*, by: Actor, at: datetime, code: str) -> Contact:
    """The link in the mail was pressed: the pitch's people learn of it; a wish to reuse becomes a request at once."""
    contact = _locked(code)
    ensure(rules.may_confirm(contact.state, confirm_by=contact.confirm_by, at=at))
    contact.state = ContactState.CONFIRMED
    contact.confirmed_at = at
    contact.save()
    if contact.wants_reuse and not _hindrances(contact):
        _make_request(contact, by=by, at=at)
    else:
        emails.post_to_pitch(contact, at=at)
    record(
        "confirm_contact",
        by=by,
        at=at,
        occasion=contact.pitch.occasion,
        subject=contact.pitch.label,
        before={"contact_state": ContactState.DRAFT},
        after={"contact_state": contact.state, "origin": contact.origin},
    )
    return contact


@transaction.atomic
def become_request(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> Contact:
    """The pitch's people, the organisers or whoever asked make it a request for reuse: its clock starts now."""
    contact = _locked(code)
    own = isinstance(by, access.LinkHolder) and by.code == contact.code
    if not own:
        ensure(access.may_manage(by, contact.pitch.occasion), hidden=True)
    ensure(_hindrances(contact))
    _make_request(contact, by=by, at=at)
    record(
        "make_contact_a_request",
        by=by,
        at=at,
        occasion=contact.pitch.occasion,
        subject=contact.pitch.label,
        before={"contact_state": ContactState.CONFIRMED},
        after={"contact_state": contact.state},
        submission=submission,
    )
    return contact


@transaction.atomic
def erase_unconfirmed(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Erase wishes nobody confirmed in time; returns how many."""
    ids = list(Contact.objects.filter(state=ContactState.DRAFT, confirm_by__lt=at).values_list("pk", flat=True))
    Contact.objects.filter(pk__in=ids).delete()
    return len(ids)


@transaction.atomic
def forget_people(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Erase names, mailboxes and words six months after the event; numbers and requests stay. Returns how many."""
    over = Contact.objects.filter(erased_at=None, pitch__occasion__ends_at__lt=at - rules.KEEP_PEOPLE)
    return over.filter(confirmed_at__isnull=False, confirmed_at__lt=at - rules.KEEP_PEOPLE).update(
        mailbox="", person="", text="", organisation_name="", erased_at=at
    )


def _locked(code: str) -> Contact:
    rows = Contact.objects.select_for_update(of=("self",)).select_related(
        "pitch__occasion", "pitch__project", "municipality"
    )
    contact = rows.filter(code=code).first()
    if contact is None:
        raise Refused([Refusal("unknown", gettext_noop("We know no such contact."))], hidden=True)
    return contact


def _hindrances(contact: Contact) -> list[Refusal]:
    project = contact.pitch.project
    return rules.may_become_request(
        contact.state,
        has_project=project is not None and project.publication == "published",
        says_who=contact.municipality_id is not None or bool(contact.organisation_name),
    )


def _make_request(contact: Contact, *, by: Actor, at: datetime) -> None:
    pitch = contact.pitch
    if pitch.project is None:
        raise Refused(_hindrances(contact))
    with translation.override(contact.language):
        words = {"pitch": pitch.title, "event": pitch.occasion.name}
        where = _("Contact made at %(event)s, at the pitch “%(pitch)s”.") % words
    request = reuse.ask(
        by=by,
        at=at,
        thing_kind="project",
        thing_key=pitch.project.slug,
        form=RequestForm(
            need=f"{contact.text}\n\n{where}".strip(),
            mailbox=contact.mailbox,
            municipality=contact.municipality.key if contact.municipality else "",
            organisation=contact.organisation_name,
            person=contact.person,
        ),
        language=contact.language,
        mailbox_known=True,  # confirmed with the contact
    )
    contact.request = reuse.confirm(by=by, at=at, code=request.code)
    contact.state = ContactState.REQUESTED
    contact.requested_at = at
    contact.save()
