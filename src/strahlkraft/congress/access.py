"""Who may see and do what at events; people without an account act by a signed link."""

from dataclasses import dataclass

from django.db.models import Q

from strahlkraft.congress.models import CrewMember, Host, Occasion
from strahlkraft.congress.models.occasions import OccasionQuerySet
from strahlkraft.congress.rules.vocabulary import CrewRole, OccasionState, Visibility
from strahlkraft.kernel.actor import Actor, Right, WithoutRights
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.access import Links

PURPOSES = frozenset(
    {
        "pitch",  # Pitch.link_code: edit, hand in, confirm, withdraw
        "speaker",  # Speaker.code: agree, windows, consent
        "crew",  # CrewMember.code: review, jury, pad, door
        "registration-confirm",  # Registration.code
        "registration",  # Registration.code: see, cancel
        "contact-confirm",  # Contact.code
        "contact-answer",  # Contact.code, for the people of the pitch
        "certificate",  # Registration.code or Speaker.code
    }
)
_LINKS = Links("congress", PURPOSES)
link_token, read_token = _LINKS.token, _LINKS.code


@dataclass(frozen=True, slots=True)
class LinkHolder(WithoutRights):
    """Somebody who follows a link in a letter: ``purpose`` and ``code`` say whose; has no right else."""

    purpose: str
    code: str
    actor_label: str = ""

    @property
    def actor_id(self) -> str:
        """As the trail names them: which link of which matter."""
        return f"link:{self.purpose}:{self.code}"


@dataclass(frozen=True, slots=True)
class CrewHolder(WithoutRights):
    """Somebody with a task at one event, by their crew link."""

    code: str
    role: CrewRole
    occasion_id: int
    member_id: int
    actor_label: str = ""

    @property
    def actor_id(self) -> str:
        """As the trail names them."""
        return f"crew:{self.code}"


def crew_by_token(token: str) -> CrewHolder | None:
    """Who stands behind a crew link; None when it was not made here or their task has ended."""
    member = CrewMember.objects.filter(code=read_token("crew", token) or "-", ended_at=None).first()
    if member is None:
        return None
    return CrewHolder(
        code=member.code,
        role=CrewRole(member.role),
        occasion_id=member.occasion_id,
        member_id=member.pk,
        actor_label=member.get_role_display(),
    )


def occasions_visible_to(by: Actor) -> OccasionQuerySet:
    """Public ones, internal ones of the own regions or hosted by the own body, and those one prepares; default deny."""
    public = Q(visibility=Visibility.PUBLIC, event__isnull=False) & ~Q(state=OccasionState.DRAFT)
    hosted = Host.objects.filter(organisation_id__in=by.organisation_ids(Right.READ_EVENTS)).values("occasion_id")
    internal = (_in_scope(by, Right.READ_EVENTS) | Q(pk__in=hosted)) & ~Q(state=OccasionState.DRAFT)
    return Occasion.objects.filter(public | internal | _in_scope(by, Right.MANAGE_EVENTS))


def occasions_managed_by(by: Actor) -> OccasionQuerySet:
    """Events of the own regions; the Land's own belong to who holds the right everywhere."""
    return Occasion.objects.filter(_in_scope(by, Right.MANAGE_EVENTS))


def occasions_counted_for(by: Actor) -> OccasionQuerySet:
    """Events whose figures somebody may read, all regions' for the Land: numbers only, never names."""
    return Occasion.objects.filter(_in_scope(by, Right.READ_EVENTS)).exclude(state=OccasionState.DRAFT)


def _in_scope(by: Actor, right: Right) -> Q:
    regions = by.region_ids(right)
    if regions is None:
        return Q(pk__isnull=False)
    return Q(region_id__in=regions)


def may_manage(by: Actor, occasion: Occasion) -> list[Refusal]:
    """Whether somebody may prepare and run an event."""
    if may_manage_in(by, occasion.region_id):
        return []
    return [Refusal("no_right", gettext_noop("You may not manage this event."))]


def may_manage_in(by: Actor, region_id: int | None) -> bool:
    """Whether somebody may prepare events of a region; None: of the Land."""
    regions = by.region_ids(Right.MANAGE_EVENTS)
    return regions is None or (region_id is not None and region_id in regions)


STAGE_CREW = (CrewRole.MODERATOR, CrewRole.TECHNICIAN)
"""Whose links run the stages."""


def may_run(by: Actor, occasion: Occasion, *roles: CrewRole) -> list[Refusal]:
    """Whether somebody may do what crew of ``roles`` do at an event: by their link, or as who manages it."""
    if isinstance(by, CrewHolder) and by.occasion_id == occasion.pk and by.role in roles:
        return []
    return may_manage(by, occasion)
