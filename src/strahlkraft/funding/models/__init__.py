"""Tables of this room; rows are kept, wrong ones are undone by counter-entries."""

from strahlkraft.funding.models.changes import BatchEntry, ChangeQuestion, ChangeRequest, DutyNotice, ExtensionBatch
from strahlkraft.funding.models.drawdowns import Asset, Claim, DeMinimis, Drawdown, InterestSegment, Payment, PaymentUse
from strahlkraft.funding.models.grants import (
    Approval,
    Correction,
    Document,
    EarlyStartConsent,
    Grant,
    GrantNotice,
    GrantStep,
)
from strahlkraft.funding.models.money import (
    Contract,
    CounterRequest,
    Expenditure,
    FinancingPlan,
    FinancingSource,
    Invoice,
    PlanLine,
)
from strahlkraft.funding.models.proofs import AuthorityQuery, Proof, ProofSnapshot

__all__ = [
    "Approval",
    "Asset",
    "AuthorityQuery",
    "BatchEntry",
    "ChangeQuestion",
    "ChangeRequest",
    "Claim",
    "Contract",
    "Correction",
    "CounterRequest",
    "DeMinimis",
    "Document",
    "Drawdown",
    "DutyNotice",
    "EarlyStartConsent",
    "Expenditure",
    "ExtensionBatch",
    "FinancingPlan",
    "FinancingSource",
    "Grant",
    "GrantNotice",
    "GrantStep",
    "InterestSegment",
    "Invoice",
    "Payment",
    "PaymentUse",
    "PlanLine",
    "Proof",
    "ProofSnapshot",
]
