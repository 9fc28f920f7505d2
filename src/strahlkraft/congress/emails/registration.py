"""Letters to people who registered: please confirm, you have a seat, you are on the list, it was cancelled."""

from datetime import datetime

from django.utils.translation import gettext as _

from strahlkraft.congress.access import link_token
from strahlkraft.congress.emails._post import post
from strahlkraft.congress.emails._words import unlinked
from strahlkraft.congress.models import Registration
from strahlkraft.congress.rules.vocabulary import RegistrationState
from strahlkraft.kernel.label import Label


def post_confirmation(registration: Registration, *, at: datetime) -> None:
    """Ask whoever typed it to confirm, at most once an hour; the seat is given by that press."""
    post(
        "registration_confirm",
        to=registration.mailbox,
        language=registration.language,
        subject=lambda: _("Please confirm: %(event)s") % {"event": registration.occasion.name},
        context={"who": unlinked(registration.name), "occasion": registration.occasion},
        url=Label("registration_confirm", link_token("registration-confirm", registration.code)),
        key=f"registration-confirm:{registration.code}:{at:%Y%m%d%H}",
        at=at,
        not_after=registration.confirm_by,
    )


def post_known(registration: Registration, *, at: datetime) -> None:
    """Somebody typed a mailbox that is registered: its holder gets their own link again, at most once an hour."""
    post(
        "registration_known",
        to=registration.mailbox,
        language=registration.language,
        subject=lambda: _("Your registration: %(event)s") % {"event": registration.occasion.name},
        context={"registration": registration, "occasion": registration.occasion},
        url=_own(registration),
        key=f"registration-known:{registration.code}:{at:%Y%m%d%H}",
        at=at,
    )


def post_outcome(registration: Registration, *, at: datetime) -> None:
    """Say whether there is a seat or a place on the waiting list, with the link to see, switch and cancel."""
    seated = registration.state == RegistrationState.CONFIRMED
    post(
        "registration_seat" if seated else "registration_waiting",
        to=registration.mailbox,
        language=registration.language,
        subject=lambda: (
            (_("You are registered: %(event)s") if seated else _("You are on the waiting list: %(event)s"))
            % {"event": registration.occasion.name}
        ),
        context={"registration": registration, "occasion": registration.occasion},
        url=_own(registration),
        key=f"registration-outcome:{registration.code}:{registration.ticket}:{registration.state}",
        at=at,
        not_after=registration.occasion.ends_at,
    )


def post_cancelled(registration: Registration, *, at: datetime) -> None:
    """Confirm that the registration was cancelled."""
    post(
        "registration_cancelled",
        to=registration.mailbox,
        language=registration.language,
        subject=lambda: _("Cancelled: %(event)s") % {"event": registration.occasion.name},
        context={"registration": registration, "occasion": registration.occasion},
        url=registration.occasion.label,
        key=f"registration-cancelled:{registration.code}",
        at=at,
    )


def _own(registration: Registration) -> Label:
    return Label("registration", link_token("registration", registration.code))
