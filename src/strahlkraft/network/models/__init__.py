"""Tables of this room, one file per area."""

from strahlkraft.network.models.bodies import (
    ContactPoint,
    Expertise,
    Organisation,
    OrganisationKind,
    OrganisationMerge,
    Region,
    RegionMembership,
)
from strahlkraft.network.models.contacts import ContactLogEntry, ContactPerson
from strahlkraft.network.models.groups import (
    ExchangeGroup,
    GroupDocument,
    GroupLetter,
    GroupMailing,
    GroupMeeting,
    GroupMember,
)
from strahlkraft.network.models.places import District, Geometry, ImportRun, Municipality, State

__all__ = [
    "ContactLogEntry",
    "ContactPerson",
    "ContactPoint",
    "District",
    "ExchangeGroup",
    "Expertise",
    "Geometry",
    "GroupDocument",
    "GroupLetter",
    "GroupMailing",
    "GroupMeeting",
    "GroupMember",
    "ImportRun",
    "Municipality",
    "Organisation",
    "OrganisationKind",
    "OrganisationMerge",
    "Region",
    "RegionMembership",
    "State",
]
