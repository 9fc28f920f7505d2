"""Who may do what: the one table of roles, rights and scopes; pure and printable.

Sources: roles from PRODUCT.md; second factor from STACK.md ("roles that touch money or personal data").
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

LINK_LIFETIME = timedelta(minutes=15)
ERASED_MAILBOXES = "@erased.invalid"  # what stands in place of a mailbox once its owner's data were erased
"""How long a sign-in link works."""


class Role(StrEnum):
    """In which capacity somebody uses the platform."""

    PUBLIC = "public"  # everybody, signed in or not; never granted
    MUNICIPALITY = "municipality"  # an interested municipality
    PARTNER = "partner"  # carries or shares in projects
    OFFICE = "office"  # project office of a region
    STEERING = "steering"  # steering body of a region
    AUTHORITY = "authority"  # granting authority (Bezirksregierung) of a region
    LAND = "land"  # the ministry
    ADMIN = "admin"  # runs the platform


class Scope(StrEnum):
    """Where the rights of a role hold."""

    NOWHERE = "nowhere"
    OWN_ORGANISATION = "own_organisation"  # the projects of the organisation the membership names
    OWN_REGION = "own_region"  # the region the membership names
    EVERYWHERE = "everywhere"


ROLE_NAMES: dict[Role, str] = {
    Role.PUBLIC: gettext_noop("Public"),
    Role.MUNICIPALITY: gettext_noop("Municipality"),
    Role.PARTNER: gettext_noop("Project partner"),
    Role.OFFICE: gettext_noop("Project office"),
    Role.STEERING: gettext_noop("Steering body"),
    Role.AUTHORITY: gettext_noop("Granting authority"),
    Role.LAND: gettext_noop("State ministry"),
    Role.ADMIN: gettext_noop("Administration"),
}

SCOPES: dict[Role, Scope] = {
    Role.PUBLIC: Scope.NOWHERE,
    Role.MUNICIPALITY: Scope.OWN_ORGANISATION,
    Role.PARTNER: Scope.OWN_ORGANISATION,
    Role.OFFICE: Scope.OWN_REGION,
    Role.STEERING: Scope.OWN_REGION,
    Role.AUTHORITY: Scope.OWN_REGION,
    Role.LAND: Scope.EVERYWHERE,
    Role.ADMIN: Scope.EVERYWHERE,
}

# Every right names every role, so that adding either one is a decision and not an accident.
RIGHTS: dict[Right, dict[Role, bool]] = {
    right: {role: role in holders for role in Role}
    for right, holders in {
        Right.READ_DRAFTS: set(Role) - {Role.PUBLIC},
        Right.EDIT_PROJECTS: {Role.PARTNER, Role.OFFICE, Role.ADMIN},
        Right.PUBLISH_PROJECTS: {Role.OFFICE, Role.ADMIN},
        Right.MERGE_PROJECTS: {Role.OFFICE, Role.ADMIN},
        Right.EDIT_OFFERS: {Role.PARTNER, Role.OFFICE, Role.ADMIN},
        Right.ANSWER_REQUESTS: {Role.PARTNER, Role.OFFICE, Role.ADMIN},
        Right.REPORT_CASES: {Role.MUNICIPALITY, Role.PARTNER, Role.OFFICE, Role.ADMIN},
        Right.MANAGE_SOFTWARE: {Role.OFFICE, Role.ADMIN},
        Right.MANAGE_EXCHANGE: {Role.ADMIN},
        Right.READ_EVENTS: set(Role) - {Role.PUBLIC},
        Right.MANAGE_EVENTS: {Role.OFFICE, Role.ADMIN},
        Right.READ_STEERING: {Role.PARTNER, Role.OFFICE, Role.STEERING, Role.ADMIN},
        Right.REPORT_PROJECTS: {Role.PARTNER, Role.OFFICE, Role.ADMIN},
        Right.STEER_PROJECTS: {Role.OFFICE, Role.ADMIN},
        Right.READ_FUNDING: {Role.PARTNER, Role.OFFICE, Role.STEERING, Role.ADMIN},
        Right.EDIT_FUNDING: {Role.PARTNER, Role.OFFICE, Role.ADMIN},
        Right.MANAGE_FUNDING: {Role.OFFICE, Role.ADMIN},
        Right.SUPERVISE_FUNDING: {Role.AUTHORITY, Role.LAND},
        Right.WRITE_NEWS: {Role.PARTNER, Role.OFFICE, Role.ADMIN},
        Right.PUBLISH_NEWS: {Role.OFFICE, Role.ADMIN},
        Right.MANAGE_PAGES: {Role.OFFICE, Role.ADMIN},
        Right.MANAGE_PRIVACY: {Role.ADMIN},
        Right.EDIT_NETWORK: {Role.OFFICE, Role.ADMIN},
        Right.READ_TRAIL: {Role.OFFICE, Role.AUTHORITY, Role.LAND, Role.ADMIN},
        Right.MANAGE_ACCOUNTS: {Role.ADMIN},
        Right.IMPORT_DATA: {Role.ADMIN},
    }.items()
}

SECOND_FACTOR: dict[Role, bool] = {
    Role.PUBLIC: False,
    Role.MUNICIPALITY: False,
    Role.PARTNER: False,
    Role.OFFICE: True,
    Role.STEERING: True,  # decides about money
    Role.AUTHORITY: True,
    Role.LAND: True,
    Role.ADMIN: True,
}


NEVER_DEPUTISED = frozenset({Right.MANAGE_ACCOUNTS})
"""What nobody does for somebody who is away."""

SIDES: dict[Role, str] = {
    Role.MUNICIPALITY: "projects",
    Role.PARTNER: "projects",
    Role.OFFICE: "projects",
    Role.STEERING: "board",
    Role.AUTHORITY: "supervision",
    Role.LAND: "supervision",
    Role.ADMIN: "administration",
}
"""Who may stand in for whom: nobody for a side they are not on, so that who asks for money never decides about it."""

LONGEST_ABSENCE = timedelta(days=366)
"""A longer one is a slip of the pen; whoever stays away longer hands over."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one person as far as the rules need it; ``stands_in_for`` is whose role it is, None: one's own."""

    role: Role
    region_id: int | None = None
    organisation_id: int | None = None
    stands_in_for: int | None = None


def gives(grant: Grant, right: Right) -> bool:
    """Whether the role has the right; that of somebody who is away never gives what nobody does for others."""
    return RIGHTS[right][grant.role] and (grant.stands_in_for is None or right not in NEVER_DEPUTISED)


def allows(grants: Iterable[Grant], right: Right, *, region_id: int | None, organisation_ids: frozenset[int]) -> bool:
    """Whether one of ``grants`` gives ``right`` in that region or for one of those organisations.

    Without region and organisations: whether it is given anywhere.
    """
    for grant in grants:
        if not gives(grant, right):
            continue
        if SCOPES[grant.role] is Scope.EVERYWHERE or (region_id is None and not organisation_ids):
            return True
        if grant.region_id is not None and grant.region_id == region_id:
            return True
        if grant.organisation_id is not None and grant.organisation_id in organisation_ids:
            return True
    return False


def regions_with(grants: Iterable[Grant], right: Right) -> frozenset[int] | None:
    """Return the regions in which ``right`` holds; None means everywhere."""
    held = [grant for grant in grants if gives(grant, right)]
    if any(SCOPES[grant.role] is Scope.EVERYWHERE for grant in held):
        return None
    return frozenset(grant.region_id for grant in held if grant.region_id is not None)


def organisations_with(grants: Iterable[Grant], right: Right) -> frozenset[int]:
    """Return the organisations for whose projects ``right`` holds."""
    return frozenset(
        grant.organisation_id for grant in grants if gives(grant, right) and grant.organisation_id is not None
    )


def second_factor_required(roles: Iterable[Role]) -> bool:
    """Whether one of ``roles`` touches money or personal data, so that a password alone is not enough."""
    return any(SECOND_FACTOR[role] for role in roles)


def may_grant(grant: Grant) -> list[Refusal]:
    """Say why a role cannot be granted with this scope (the table's CHECK says the same)."""
    scope = SCOPES[grant.role]
    refusals = []
    if scope is Scope.NOWHERE:
        refusals.append(
            Refusal("role_not_granted", gettext_noop("Everybody has this role; it is not granted."), "role")
        )
    if (grant.region_id is not None) != (scope is Scope.OWN_REGION):
        message = (
            gettext_noop("This role needs a region.")
            if scope is Scope.OWN_REGION
            else gettext_noop("This role is not tied to a region.")
        )
        refusals.append(Refusal("region_scope", message, "region"))
    if (grant.organisation_id is not None) != (scope is Scope.OWN_ORGANISATION):
        message = (
            gettext_noop("This role needs an organisation.")
            if scope is Scope.OWN_ORGANISATION
            else gettext_noop("This role is not tied to an organisation.")
        )
        refusals.append(Refusal("organisation_scope", message, "organisation"))
    return refusals


def may_create_demo_users(*, production: bool) -> list[Refusal]:
    """Demo users have a published password: never in production."""
    if not production:
        return []
    return [Refusal("production", gettext_noop("Demo users are never created in production."))]


def may_use_link(*, expires_at: datetime, used_at: datetime | None, active: bool, at: datetime) -> list[Refusal]:
    """Say why a sign-in link no longer opens; every reason reads the same so that nothing is learnt from it."""
    if used_at is None and at < expires_at and active:
        return []
    return [refusal_of_link()]


def refusal_of_link() -> Refusal:
    """Return the one sentence for unknown, used, expired and disabled links."""
    return Refusal("link_invalid", gettext_noop("This link is no longer valid. Please ask for a new one."))


def may_create_user(*, email_taken: bool, display_name: str) -> list[Refusal]:
    """Say why an account cannot be created; only the administration sees these sentences."""
    refusals = []
    if email_taken:
        refusals.append(Refusal("email_taken", gettext_noop("There is already an account with this address."), "email"))
    if not display_name.strip():
        refusals.append(Refusal("no_name", gettext_noop("Please give the person a name."), "display_name"))
    return refusals


def may_give_to(*, giver: str, receiver: str) -> list[Refusal]:
    """Nobody gives or takes a role of their own (four eyes)."""
    if giver != receiver:
        return []
    return [Refusal("own_role", gettext_noop("Nobody changes their own roles; please ask somebody else."))]


def may_close(*, closer: str, account: str) -> list[Refusal]:
    """Nobody closes their own account or ends its sessions as the administration: at least one of it stays able to act."""
    if closer != account:
        return []
    return [Refusal("own_account", gettext_noop("Nobody closes their own account; please ask somebody else."))]


def may_reopen(*, email: str) -> list[Refusal]:
    """An account whose data were erased has no mailbox any more and stays closed."""
    if not email.endswith(ERASED_MAILBOXES):
        return []
    message = gettext_noop("The data of this account were erased. Please create a new one.")
    return [Refusal("account_erased", message)]


@dataclass(frozen=True, slots=True)
class AbsenceFacts:
    """What the rules need to know of an absence somebody enters; ``others``: for whom the person stands in then."""

    first_day: date
    last_day: date
    by_the_person: bool
    deputy_is_the_person: bool
    deputy_is_whoever_enters: bool
    deputy_fits: bool
    away_already: bool
    deputy_away: bool
    others: tuple[str, ...] = ()


def may_be_away(facts: AbsenceFacts, *, today: date) -> list[Refusal]:
    """Say why an absence cannot be entered: its days, who stands in, and that nobody stands in for a deputy."""
    return _days_refused(facts, today=today) + _deputy_refused(facts)


def _days_refused(facts: AbsenceFacts, *, today: date) -> list[Refusal]:
    refusals = []
    if facts.last_day < facts.first_day:
        refusals.append(Refusal("order", gettext_noop("The last day comes before the first."), "last_day"))
    elif facts.last_day < today:
        refusals.append(Refusal("past", gettext_noop("This time is over already."), "last_day"))
    elif facts.last_day - facts.first_day > LONGEST_ABSENCE:
        refusals.append(Refusal("long", gettext_noop("An absence is at most a year long."), "last_day"))
    if facts.away_already:
        refusals.append(
            Refusal("overlap", gettext_noop("An absence in this time is entered already; please end it first."))
        )
    if facts.others:
        message = gettext_noop(
            "In this time the person stands in for %(names)s. Nobody stands in for a deputy: please name another deputy "
            "there first."
        )
        refusals.append(Refusal("chain", message, params={"names": ", ".join(facts.others)}))
    return refusals


def _deputy_refused(facts: AbsenceFacts) -> list[Refusal]:
    if facts.deputy_is_the_person:
        return [Refusal("own_deputy", gettext_noop("Nobody stands in for themselves."), "deputy")]
    if facts.deputy_is_whoever_enters and not facts.by_the_person:
        message = gettext_noop("Nobody names themselves as the deputy of somebody else; please ask a colleague.")
        return [Refusal("names_themselves", message, "deputy")]
    refusals = []
    if not facts.deputy_fits:
        message = gettext_noop("This person cannot stand in here: another task, another region or a closed account.")
        refusals.append(Refusal("deputy_fits", message, "deputy"))
    if facts.deputy_away:
        message = gettext_noop("This person is away in this time too; please name somebody else.")
        refusals.append(Refusal("deputy_away", message, "deputy"))
    return refusals


def may_stand_in(person: Iterable[Grant], deputy: Iterable[Grant]) -> bool:
    """Whether somebody with the own roles ``deputy`` may stand in for ``person``.

    They are on every side the person is on, and share a region, an organisation or the whole Land with them.
    """
    theirs, own = list(person), list(deputy)
    if not theirs or not {SIDES[grant.role] for grant in theirs} <= {SIDES[grant.role] for grant in own}:
        return False
    return bool({_place(grant) for grant in theirs} & {_place(grant) for grant in own})


def _place(grant: Grant) -> tuple[int | None, int | None]:
    return grant.region_id, grant.organisation_id


def may_end_absence(*, ended: bool, last_day: date, today: date) -> list[Refusal]:
    """Say why an absence cannot be ended early: it is over."""
    if not ended and today <= last_day:
        return []
    return [Refusal("absence_over", gettext_noop("This absence is over already."))]


def token_hash(token: str) -> str:
    """Return what is kept of a link's token; the token has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def coarse_browser(user_agent: str) -> str:
    """Return browser and system in two words: enough to know one's own session, too little to know a person by."""
    browsers = (
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    )
    found = (next((name for sign, name in signs if sign in user_agent), "") for signs in (browsers, systems))
    return " · ".join(name for name in found if name)


def table() -> list[list[str]]:
    """Return roles × (scope, second factor, rights) as rows of text, the first row being the head."""
    head = ["role", "scope", "second factor", *(right.value for right in Right)]
    return [head] + [
        [
            role.value,
            SCOPES[role].value,
            "forced" if SECOND_FACTOR[role] else "offered",
            *("yes" if RIGHTS[right][role] else "–" for right in Right),
        ]
        for role in Role
    ]


def table_as_text() -> str:
    """Return the table for a terminal, columns aligned."""
    rows = table()
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines) + "\n"


def table_as_markdown() -> str:
    """Return the table for a document."""
    head, *rows = table()
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
