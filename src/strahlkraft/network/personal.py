"""What the network keeps of people (pure): function mailboxes, and people who agreed to be named for a while."""

from collections.abc import Mapping
from datetime import timedelta

from strahlkraft.kernel.personal import Basis, Fill, Personal
from strahlkraft.kernel.words import gettext_noop

_BODIES = gettext_noop("The name of a body or a place, never of a person.")
_FUNCTION = gettext_noop("A function mailbox; it stays as long as the body is in the register.")

KEPT: tuple[Personal, ...] = (
    Personal(
        table="network.ContactPoint",
        columns={"mailbox": ""},
        purpose=gettext_noop("Knowing where to write to an office or organisation."),
        basis=Basis.PUBLIC_TASK,
        mailbox="mailbox",
        kept_because=_FUNCTION,
        shown=("website",),
        recipients=(gettext_noop("everybody: it is published"),),
    ),
    Personal(
        table="network.ContactPerson",
        columns={"name": "", "mailbox": "", "erased_at": Fill.NOW},
        purpose=gettext_noop("Naming a person beside an organisation's mailbox, with their consent and for a while."),
        basis=Basis.CONSENT,
        mailbox="mailbox",
        where={"erased_at": None},
        since="ends_on",
        erase_after=timedelta(0),
        erased_by="network.actions.organisations.erase_people",
        shown=("function", "consent_on", "consent_how", "ends_on"),
        secret=("erased_at",),
        correctable=("name",),
        recipients=(gettext_noop("people with an account"),),
    ),
    Personal(
        table="network.GroupMember",
        columns={"mailbox": "", "unsubscribed_at": Fill.NOW},
        purpose=gettext_noop("Inviting the members of an exchange group and sending them what is shared."),
        basis=Basis.CONSENT,
        mailbox="mailbox",
        kept_because=gettext_noop("As long as the body is a member of the group."),
        shown=("joined_on", "left_on"),
        secret=("code",),
    ),
)
ACTED: Mapping[str, tuple[str, ...]] = {
    "network.ContactLogEntry": ("done_by", "written_by"),
    "network.GroupMailing": ("sent_by",),
}
NOT_PEOPLE: Mapping[str, str] = {
    "network.Region.name": _BODIES,
    "network.Organisation.name": _BODIES,
    "network.ExchangeGroup.name": "names a group of organisations",
    "network.State.name": _BODIES,
    "network.District.name": _BODIES,
    "network.District.official_name": _BODIES,
    "network.Municipality.name": _BODIES,
    "network.Municipality.official_name": _BODIES,
    "network.Geometry.name": "names a map",
    "network.ContactLogEntry.function": "a function, never a name; the words of the log stay as they were written",
    "network.Expertise.said_by": "office or body, a closed list",
}
OF_THINGS: Mapping[str, str] = {
    "network.State": "key abbreviation",
    "network.District": "key kind seat government_district",
    "network.Municipality": "key regional_key kind association postcode",
    "network.Geometry": "topology source_line licence digest",
    "network.ImportRun": "kind digest counts",
    "network.Region": "slug government_district",
    "network.Organisation": "slug",
    "network.Expertise": "words note",
    "network.OrganisationMerge": "reason moved",
    "network.ContactLogEntry": "code channel text thing_kind thing_key thing_title next_step",
    "network.ExchangeGroup": "slug ring purpose",
    "network.GroupMeeting": "place agenda minutes",
    "network.GroupDocument": "title url file media_type sha256",
    "network.GroupMailing": "subject text",
}
