"""Who may see and do what with grants: offices in their regions, partners for what their body receives or carries."""

import hashlib

from django.db.models import Q, QuerySet

from strahlkraft.funding.models import Expenditure, Grant, Invoice
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.access import Links
from strahlkraft.reuse.access import organisations_of, projects_of
from strahlkraft.steering.access import LinkHolder

ASSETS = "assets"
"""What a link to the things of a grant is made for: seeing them and confirming that they serve their purpose."""
_LINKS = Links("funding", frozenset({ASSETS}))


def of_grants(by: Actor, right: Right, path: str = "") -> Q:
    """The condition on rows of a grant (``path`` leads to it, with ``__``) in the scope of ``right``; default deny."""
    regions = by.region_ids(right)
    if regions is None:
        return Q(pk__isnull=False)
    own = by.organisation_ids(right)
    return (
        Q(**{f"{path}region_id__in": regions})
        | Q(**{f"{path}recipient_id__in": own})
        | Q(**{f"{path}project__in": projects_of(by, right).values("pk")})
    )


def readable_grants(by: Actor) -> QuerySet[Grant]:
    """Grants with everything inside: drafts, ledger, notes."""
    return Grant.objects.filter(of_grants(by, Right.READ_FUNDING))


def divided_invoices(by: Actor, grant: Grant) -> QuerySet[Invoice]:
    """Invoices of the grant's region of which somebody may book another part: those with a part in what they read."""
    parts = Expenditure.objects.filter(of_grants(by, Right.READ_FUNDING, "grant__"), invoice__isnull=False)
    return Invoice.objects.filter(region=grant.region_id, pk__in=parts.values("invoice"))


def supervised_grants(by: Actor) -> QuerySet[Grant]:
    """Grants of which the granting authority or the Land sees the published states (I22); no invented ones among real ones."""
    regions = by.region_ids(Right.SUPERVISE_FUNDING)
    rows = Grant.objects.all()
    return rows if regions is None else rows.filter(region_id__in=regions)


def of_managed_regions(by: Actor, path: str = "region") -> Q:
    """The condition on rows of a region whose office manages the money (default deny)."""
    regions = by.region_ids(Right.MANAGE_FUNDING)
    return Q(pk__isnull=False) if regions is None else Q(**{f"{path}_id__in": regions})


def may_manage(by: Actor, region_id: int) -> list[Refusal]:
    """The office of the region: grants, notices, plans, extensions."""
    if by.holds(Right.MANAGE_FUNDING, region_id=region_id):
        return []
    return [Refusal("no_right", gettext_noop("Only the project office of the region may do this."))]


def may_edit(by: Actor, grant: Grant) -> list[Refusal]:
    """The office, the recipient and the partners of the project: ledger, drawdowns, proofs; releasing for others."""
    own = {grant.recipient_id} | (set(organisations_of(grant.project)) if grant.project else set())
    if by.holds(Right.EDIT_FUNDING, region_id=grant.region_id, organisation_ids=frozenset(own)):
        return []
    return [Refusal("no_right", gettext_noop("You may not keep the books of this grant."))]


def is_authority(by: Actor, grant: Grant) -> bool:
    """Whether somebody is of the granting authority of the region. The Land only reads."""
    regions = by.region_ids(Right.SUPERVISE_FUNDING)
    return regions is not None and grant.region_id in regions


def may_decide(by: Actor, grant: Grant) -> list[Refusal]:
    """The granting authority of the region; or its office, which enters what the authority's letter says."""
    return [] if is_authority(by, grant) else may_manage(by, grant.region_id)


def may_read(by: Actor, grant: Grant) -> list[Refusal]:
    """Whoever may see the inside of a grant."""
    own = {grant.recipient_id} | (set(organisations_of(grant.project)) if grant.project else set())
    if by.holds(Right.READ_FUNDING, region_id=grant.region_id, organisation_ids=frozenset(own)):
        return []
    return [Refusal("no_right", gettext_noop("You may not see this grant."))]


def asset_link(grant: Grant, mailbox: str) -> str:
    """What the link to the things of a grant carries: whose, and to which mailbox it went; another mailbox ends it."""
    digest = hashlib.sha256(f"{grant.pk}:{mailbox.casefold()}".encode()).hexdigest()
    return f"{grant.code}-{digest[:16]}"


def asset_token(grant: Grant, mailbox: str) -> str:
    """The key in a letter to the recipient's mailbox."""
    return _LINKS.token(ASSETS, asset_link(grant, mailbox))


def of_asset_link(token: str) -> str:
    """What a key carries; empty when it was not made here."""
    return _LINKS.code(ASSETS, token)


def may_confirm_assets(by: Actor, grant: Grant, mailbox: str) -> list[Refusal]:
    """Who keeps the books of the grant, or who holds the link that went to the recipient's present mailbox."""
    if isinstance(by, LinkHolder):
        if mailbox and (by.purpose, by.code) == (ASSETS, asset_link(grant, mailbox)):
            return []
        return [Refusal("no_right", gettext_noop("This link opens nothing any more."))]
    return may_edit(by, grant)
