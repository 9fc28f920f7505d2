"""Who asks: a visitor, somebody signed in without a role, one person for each role, all at home in one region."""

from django.conf import settings
from django.test import Client

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import RIGHTS, SCOPES, Role, Scope
from strahlkraft.kernel.actor import Right
from strahlkraft.network.models import Organisation, Region
from tests.factories.accounts import with_role

VISITOR = "visitor"
NAMES = (VISITOR, *(role.value for role in Role))
"""Columns of the table; ``public`` is signed in and holds no role."""
WORLDS = ("own", "foreign")
Cells = tuple[tuple[str, ...], tuple[str, ...]]
"""Who is let in, in the own and in the foreign region."""


def everybody(region: Region, organisation: Organisation) -> dict[str, Client]:
    """A browser for each, at home in that region and body."""
    found = {VISITOR: Client(raise_request_exception=False)}
    for role in Role:
        scope = SCOPES[role]
        user: User = with_role(
            role,
            region=region if scope is Scope.OWN_REGION else None,
            organisation=organisation if scope is Scope.OWN_ORGANISATION else None,
            is_demo=True,
        )
        found[role.value] = Client(raise_request_exception=False)
        found[role.value].force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return found


def by_right(right: Right, *, without: tuple[Role, ...] = ()) -> Cells:
    """Who the table of roles lets at a record that asks for this right: those of the region or body, and those of everywhere."""
    own = [role for role in Role if RIGHTS[right][role] and role not in without]
    foreign = [role for role in own if SCOPES[role] is Scope.EVERYWHERE]
    return tuple(role.value for role in own), tuple(role.value for role in foreign)


def given_by_the_table() -> dict[Cells, str]:
    """Every row the table of roles can give, with the rule that gives it."""
    signed_in, roles = NAMES[1:], tuple(role.value for role in Role if role is not Role.PUBLIC)
    found: dict[Cells, str] = {
        (NAMES, NAMES): "everybody",
        (signed_in, signed_in): "signed in",
        (roles, roles): "any role",
        ((), ()): "nobody like this",
    }
    for right in Right:
        own, _foreign = by_right(right)
        found.setdefault(by_right(right), right.value)
        found.setdefault((own, own), f"{right.value}, anywhere")
        regional = by_right(right, without=(Role.PARTNER, Role.MUNICIPALITY))
        found.setdefault(regional, f"{right.value}, of a region")
        found.setdefault((regional[0], regional[0]), f"{right.value}, of any region")
    return found
