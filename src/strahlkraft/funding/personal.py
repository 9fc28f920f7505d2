"""What funding keeps of people (pure): grants are given to bodies; who approved stands by name beside the number."""

from collections.abc import Mapping

from strahlkraft.kernel.personal import Basis, Personal
from strahlkraft.kernel.words import gettext_noop

KEPT: tuple[Personal, ...] = (
    Personal(
        table="funding.Approval",
        columns={"approved_label": ""},
        purpose=gettext_noop("Proving that a second person released what goes to the authority."),
        basis=Basis.LEGAL_DUTY,
        actor="approved_by",
        label="approved_label",
        label_at="approved_at",
        kept_because=gettext_noop(
            "Records of grants are kept for ten years and longer; on request the name goes and a number remains."
        ),
        shown=("subject", "step", "approved_at"),
        recipients=(gettext_noop("project office of the region"), gettext_noop("granting authority")),
    ),
)
ACTED: Mapping[str, tuple[str, ...]] = {
    "funding.ExtensionBatch": ("opened_by",),
    "funding.ChangeRequest": ("drafted_by", "last_edited_by", "opened_by", "released_by"),
    "funding.ChangeQuestion": ("entered_by", "answered_by"),
    "funding.DutyNotice": ("drafted_by",),
    "funding.Drawdown": ("drafted_by", "last_edited_by", "released_by"),
    "funding.Payment": ("booked_by",),
    "funding.PaymentUse": ("booked_by",),
    "funding.Claim": ("opened_by", "last_edited_by"),
    "funding.Asset": ("entered_by",),
    "funding.DeMinimis": ("entered_by",),
    "funding.Document": ("added_by",),
    "funding.Grant": ("created_by", "last_edited_by"),
    "funding.Correction": ("asked_by", "confirmed_by"),
    "funding.GrantStep": ("by",),
    "funding.GrantNotice": ("entered_by", "last_edited_by", "confirmed_by"),
    "funding.EarlyStartConsent": ("entered_by",),
    "funding.Approval": ("author", "last_editor", "approved_by"),
    "funding.FinancingPlan": ("created_by", "last_edited_by", "confirmed_by"),
    "funding.Contract": ("entered_by",),
    "funding.Invoice": ("entered_by",),
    "funding.Expenditure": ("booked_by", "released_by"),
    "funding.CounterRequest": ("asked_by", "withdrawn_by"),
    "funding.Proof": ("opened_by", "last_edited_by", "checked_by", "certified_by", "released_by"),
    "funding.ProofSnapshot": ("taken_by",),
    "funding.AuthorityQuery": ("entered_by", "answered_by"),
}
NOT_PEOPLE: Mapping[str, str] = {
    "funding.FinancingSource.name": "names a body that gives money",
    "funding.Contract.contractor": "a body, never a person",
    "funding.Invoice.supplier": "a body, never a person",
    "funding.DeMinimis.undertaking": "a body, never a person",
}
OF_THINGS: Mapping[str, str] = {
    "funding.Document": "code title file media_type sha256",
    "funding.Grant": "code title funding_object recipient_kind financing_mode state",
    "funding.Correction": "from_state to_state reason",
    "funding.GrantStep": "deed from_state to_state note",
    "funding.GrantNotice": "kind state reference edition disapplied overrides note",
    "funding.EarlyStartConsent": "reference scope",
    "funding.Approval": "content_hash note",
    "funding.ExtensionBatch": "code title kind reference shared_reason",
    "funding.BatchEntry": "reason",
    "funding.ChangeRequest": "code kind state before after reason own_reason late_reason",
    "funding.ChangeQuestion": "question answer",
    "funding.DutyNotice": "trigger text",
    "funding.FinancingPlan": "state",
    "funding.PlanLine": "category",
    "funding.FinancingSource": "kind",
    "funding.Contract": "kind title procedure",
    "funding.Invoice": "number filed_at",
    "funding.Expenditure": "category text marks reason",
    "funding.CounterRequest": "reason",
    "funding.Drawdown": "code state need statement override_reason",
    "funding.Payment": "reference",
    "funding.Claim": "code state reference reason",
    "funding.Asset": "title inventory_number",
    "funding.DeMinimis": "not_applicable_reason",
    "funding.Proof": "code kind state narrative confirmations income",
    "funding.ProofSnapshot": "data sha256 template",
    "funding.AuthorityQuery": "code state question answer",
}
