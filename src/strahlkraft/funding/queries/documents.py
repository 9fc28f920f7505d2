"""Papers of the record, by the grant they belong to."""

from django.db.models import Q, QuerySet

from strahlkraft.funding.models import (
    Claim,
    Contract,
    Document,
    EarlyStartConsent,
    Expenditure,
    ExtensionBatch,
    Grant,
    GrantNotice,
    Proof,
)


def documents_of(grant: Grant) -> QuerySet[Document]:
    """Every paper some record of the grant rests on; whoever may see the grant from inside may read them."""
    found = (
        GrantNotice.objects.filter(grant=grant).values("document_id"),
        EarlyStartConsent.objects.filter(grant=grant).values("document_id"),
        Contract.objects.filter(grant=grant).values("procurement_note_id"),
        Expenditure.objects.filter(grant=grant, invoice__document__isnull=False).values("invoice__document_id"),
        Claim.objects.filter(grant=grant).values("act_id"),
        Proof.objects.filter(grant=grant).values("certificate_id"),
        ExtensionBatch.objects.filter(change_requests__grant=grant).values("document_id"),
    )
    wanted = Q(pk__in=[])
    for rows in found:
        wanted |= Q(pk__in=rows)
    return Document.objects.filter(wanted)
