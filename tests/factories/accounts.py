"""People with roles."""

import itertools
from datetime import UTC, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.text import slugify

from strahlkraft.accounts.models import Membership, User
from strahlkraft.accounts.rules import SCOPES, Role, Scope
from strahlkraft.network.models import Organisation, OrganisationKind, Region

EARLIER = datetime(2026, 1, 1, tzinfo=UTC)
PASSWORD = "ein langes Beispiel"


_number = itertools.count(1)


def a_user(*, password: str = PASSWORD, **facts: Any) -> User:
    """Return a new person who can sign in with PASSWORD."""
    number = next(_number)
    user = User(**({"email": f"person{number}@example.org", "display_name": f"Person {number}"} | facts))
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def a_region(name: str = "Beispielregion", *, demonstration: bool = False) -> Region:
    """Return the region of this name."""
    defaults = {"slug": slugify(name), "demonstration": demonstration}
    return Region.objects.get_or_create(name=name, defaults=defaults)[0]


def an_organisation(name: str = "Beispiel GmbH") -> Organisation:
    """Return the organisation of this name."""
    slug = name.lower().replace(" ", "-")
    return Organisation.objects.get_or_create(name=name, defaults={"slug": slug, "kind": OrganisationKind.COMPANY})[0]


def with_role(role: Role, *, region: Region | None = None, organisation: Organisation | None = None, **kw: Any) -> User:
    """Return a new person who holds ``role``; region or organisation are made up where the role needs one."""
    user = a_user(**kw)
    if role is Role.PUBLIC:
        return user
    if SCOPES[role] is Scope.OWN_REGION:
        region = region or a_region()
    if SCOPES[role] is Scope.OWN_ORGANISATION:
        organisation = organisation or an_organisation()
    Membership.objects.create(user=user, role=role.value, region=region, organisation=organisation, valid_from=EARLIER)
    return user
