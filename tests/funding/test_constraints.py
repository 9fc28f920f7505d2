"""The database itself refuses what no action writes: every constraint and every trigger of grants is violated once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F

from strahlkraft.funding import models as tables
from tests.factories import funding as make
from tests.factories.constraints import Again, Bite, Gone, Violation, goes_along, silent_constraints, silent_triggers

pytestmark = pytest.mark.django_db
WRITER, SECOND, THIRD, AT = make.WRITER, make.SECOND, "user:beispiel-3", make.EARLIER
DAY, BEFORE = date(2026, 1, 5), date(2020, 1, 1)


def a_plan(grant: Any, *, more: str = "0.00", granted: str = "0.00") -> Any:
    """A draft of 500,000 with so much more in a line, and so much more of the Land."""
    plan = make.plan_of(grant)
    plan.lines.filter(category="staff", year=2024).update(eligible=F("eligible") + Decimal(more))
    plan.sources.filter(kind="grant", year=2024).update(amount=F("amount") + Decimal(granted))
    return plan


def of_grant(grant: Any) -> dict[str, Any]:
    """Rows that hang on a grant alone."""
    document = make.DocumentFactory(region=grant.region)
    invoice = {"region": grant.region, "supplier": "Beispiel GmbH", "number": "1", "invoiced_on": DAY}
    batch = {"code": "b", "region": grant.region, "title": "Beispiel", "reference": "R 1", "dated_on": DAY}
    correction = {"grant": grant, "from_state": "running", "to_state": "effective", "reason": "x", "asked_by": WRITER}
    facts: dict[str, dict[str, Any]] = {
        "GrantStep": {"grant": grant, "deed": "begin", "to_state": "running", "on": DAY, "at": AT, "by": WRITER},
        "EarlyStartConsent": {
            "grant": grant,
            "reference": "R 2",
            "consented_on": DAY,
            "starts_on": DAY,
            "document": document,
            **make.ENTERED,
        },
        "Contract": {"grant": grant, "title": "x", "contractor": "x", "signed_on": DAY, "value": 1, **make.ENTERED},
        "Invoice": {**invoice, "gross": Decimal("100.00"), "net": Decimal("90.00"), **make.ENTERED},
        "Asset": {
            "grant": grant,
            "title": "x",
            "bought_on": BEFORE,
            "value": 1,
            "bound_until": DAY,
            **make.ENTERED,
        },
        "DeMinimis": {"grant": grant, "undertaking": "x", "amount": 1, "awarded_on": DAY, **make.ENTERED},
        "ExtensionBatch": {**batch, "new_end": DAY, "opened_at": AT, "opened_by": WRITER},
        "DutyNotice": {
            "grant": grant,
            "trigger": "income",
            "text": "x",
            "drafted_at": AT,
            "drafted_by": WRITER,
            "sent_on": DAY,
        },
        "Correction": {**correction, "asked_at": AT},
        "Confirmed correction": {**correction, "asked_at": AT, "confirmed_by": SECOND, "confirmed_at": AT},
    }
    return {"Document": document} | {
        name: getattr(tables, name if name[0:9] != "Confirmed" else "Correction").objects.create(**values)
        for name, values in facts.items()
    }


def of_money(grant: Any) -> dict[str, Any]:
    """Plans, lines, requests, payouts and their use."""
    confirmed, draft = grant.plans.get(), make.plan_of(grant)
    line, payment, small = make.spent(grant), make.paid(grant, "1000.00"), make.paid(grant, "500.00")
    counter = make.spent(
        grant, "-1000.00", land_share=Decimal("-800.00"), reverses=make.spent(grant), reason="x", released_by=SECOND
    )
    asked = {"expenditure": line, "reason": "x", "asked_at": AT, "asked_by": WRITER}
    withdrawn = tables.CounterRequest.objects.create(**asked, withdrawn_at=AT, withdrawn_by=WRITER)
    return {
        "FinancingPlan": confirmed,
        "Draft plan": draft,
        "Another draft": make.plan_of(grant),
        "Unbalanced plan": a_plan(grant, more="0.01"),
        "Rich plan": a_plan(grant, more="0.01", granted="0.01"),
        "PlanLine": confirmed.lines.filter(category="staff", year=2024).get(),
        "FinancingSource": confirmed.sources.filter(kind="grant", year=2024).get(),
        "Draft line": draft.lines.filter(category="staff", year=2024).get(),
        "Draft source": draft.sources.filter(kind="grant", year=2024).get(),
        "Expenditure": line,
        "Counter-entry": counter,
        "Withdrawn request": withdrawn,
        "CounterRequest": tables.CounterRequest.objects.create(**asked),
        "Payment": payment,
        "Small payment": small,
        "PaymentUse": tables.PaymentUse.objects.create(
            payment=payment, expenditure=line, amount=Decimal("1.00"), used_on=DAY, **make.BOOKED
        ),
        "Foreign line": make.spent(make.granted("running")),
        "Drawdown": make.DrawdownFactory(grant=grant, state="paid"),
        "Claim": make.ClaimFactory(grant=grant, state="claimed"),
        "Paid claim": make.ClaimFactory(grant=grant, state="paid"),
    }


def rows() -> dict[str, Any]:
    """One sound row of every table, with the moments in which its guards hold."""
    grant = make.granted("running")
    notice, region = grant.notices.get(), grant.region
    made = {"Grant": grant, "Retained grant": make.granted("retention"), "GrantNotice": notice}
    made |= of_grant(grant) | of_money(grant)
    made["Entered notice"] = make.NoticeFactory(grant=grant, kind="amendment")
    made["ChangeRequest"] = make.ChangeRequestFactory(grant=grant, state="submitted", batch=made["ExtensionBatch"])
    made["Proof"] = make.ProofFactory(grant=grant, state="submitted", certified_by=SECOND, certified_on=DAY)
    made["Interim proof"] = make.ProofFactory(grant=grant, kind="interim", year=2024)
    made["AuthorityQuery"] = make.QueryFactory(grant=grant, state="answered")
    made["Asked query"] = make.QueryFactory(grant=grant)
    question = {"request": made["ChangeRequest"], "question": "x", "asked_on": DAY, **make.ENTERED}
    drawdown = {"subject": "drawdown", "subject_id": made["Drawdown"].pk, "step": "release", "content_hash": "x"}
    writers = {"author": WRITER, "last_editor": WRITER, "approved_by": SECOND, "approved_at": AT, "approved_label": "x"}
    interest = {"begins_on": BEFORE, "ends_on": DAY, "days": 1, "rate": 1, "amount": 1}
    return made | {
        "ChangeQuestion": tables.ChangeQuestion.objects.create(**question, answer="x", answered_on=DAY),
        "Open question": tables.ChangeQuestion.objects.create(**question),
        "Approval": tables.Approval.objects.create(region=region, **drawdown, **writers),
        "InterestSegment": tables.InterestSegment.objects.create(claim=made["Claim"], **interest),
        "BatchEntry": tables.BatchEntry.objects.create(batch=made["ExtensionBatch"], grant=grant, added_at=AT),
        "ProofSnapshot": tables.ProofSnapshot.objects.create(
            proof=made["Proof"], number=1, data="{}", sha256="x", template="1", taken_at=AT, taken_by=WRITER
        ),
    }


UNKNOWN: dict[str, Any] = {"state": "?"}
CONFIRMED = {"state": "confirmed", "confirmed_at": AT, "confirmed_by": SECOND}
CONSTRAINTS: dict[str, Violation] = {
    "funding_document_hashed": ("Document", {"sha256": ""}),
    "grant_state": ("Grant", UNKNOWN),
    "grant_object": ("Grant", {"funding_object": "?"}),
    "grant_mode": ("Grant", {"financing_mode": "?"}),
    "grant_recipient_kind": ("Grant", {"recipient_kind": "?"}),
    "grant_of_a_project": ("Grant", {"project": None}),
    "grant_not_its_own_parent": ("Grant", {"parent": F("id")}),
    "correction_with_reason": ("Correction", {"reason": ""}),
    "correction_to_a_state": ("Correction", {"to_state": "?"}),
    "correction_four_eyes": ("Correction", {"confirmed_by": F("asked_by")}),
    "notice_kind": ("Entered notice", {"kind": "?"}),
    "notice_state": ("Entered notice", UNKNOWN),
    "notice_received_after_issue": ("Entered notice", {"notified_on": BEFORE}),
    "notice_amount": ("Entered notice", {"amount": -1}),
    "notice_rate": ("Entered notice", {"rate": 101}),
    "notice_grant_period": ("Entered notice", {"grant_until": BEFORE}),
    "notice_work_period": ("Entered notice", {"work_until": BEFORE}),
    "notice_confirmed_when": ("Entered notice", CONFIRMED | {"effective_on": None}),
    "notice_four_eyes": ("Entered notice", {"confirmed_by": F("entered_by")}),
    "notice_one_award": ("GrantNotice", Again({"reference": "x"})),
    "notice_once": ("Entered notice", Again()),
    "approval_four_eyes": ("Approval", {"approved_by": F("author")}),
    "approval_of_content": ("Approval", {"content_hash": ""}),
    "plan_once": ("Draft plan", Again()),
    "plan_state": ("Draft plan", UNKNOWN),
    "plan_confirmed_by_notice": ("Draft plan", CONFIRMED),
    "plan_four_eyes": ("Draft plan", {"confirmed_by": F("created_by")}),
    "plan_line_once": ("Draft line", Again()),
    "plan_line_category": ("Draft line", {"category": "?"}),
    "plan_line_amounts": ("Draft line", {"non_eligible": -1}),
    "plan_line_year": ("Draft line", {"year": 2014}),
    "plan_source_once": ("Draft source", Again()),
    "plan_source_kind": ("Draft source", {"kind": "?"}),
    "plan_source_amount": ("Draft source", {"amount": -1}),
    "plan_source_year": ("Draft source", {"year": 2051}),
    "contract_value": ("Contract", {"value": -1}),
    "contract_kind": ("Contract", {"kind": "?"}),
    "invoice_once": ("Invoice", Again()),
    "invoice_amounts": ("Invoice", {"net": 101}),
    "expenditure_category": ("Expenditure", {"category": "?"}),
    "expenditure_amounts": ("Counter-entry", {"reason": ""}),
    "expenditure_parts": ("Expenditure", {"land_share": Decimal("1000.01")}),
    "expenditure_reversed_by_two": ("Counter-entry", {"released_by": F("booked_by")}),
    "expenditure_payment_noted": ("Expenditure", {"paid_on": None, "paid_noted_at": AT}),
    "counter_request_with_reason": ("CounterRequest", {"reason": ""}),
    "counter_request_withdrawn": ("CounterRequest", {"withdrawn_by": SECOND}),
    "counter_request_one_open": ("CounterRequest", Again()),
    "drawdown_state": ("Drawdown", UNKNOWN),
    "drawdown_amount": ("Drawdown", {"amount": 0}),
    "drawdown_four_eyes": ("Drawdown", {"released_by": F("last_edited_by")}),
    "drawdown_released": ("Drawdown", {"released_by": ""}),
    "drawdown_requested_when": ("Drawdown", {"requested_on": None}),
    "payment_amount": ("Payment", {"amount": 0}),
    "payment_use_amount": ("PaymentUse", {"amount": 0}),
    "claim_state": ("Claim", UNKNOWN),
    "claim_amounts": ("Claim", {"interest": -1}),
    "claim_fixed_by_an_act": ("Claim", {"reference": ""}),
    "claim_paid_when": ("Paid claim", {"paid_on": None}),
    "interest_segment_days": ("InterestSegment", {"ends_on": date(2019, 1, 1)}),
    "asset_value": ("Asset", {"value": 0}),
    "asset_bound": ("Asset", {"bound_until": date(2019, 1, 1)}),
    "de_minimis_amount": ("DeMinimis", {"amount": 0}),
    "extension_kind": ("ExtensionBatch", {"kind": "?"}),
    "extension_once": ("ExtensionBatch", Again()),
    "batch_entry_once": ("BatchEntry", Again()),
    "batch_entry_reason": ("BatchEntry", {"reason": "?"}),
    "change_kind": ("ChangeRequest", {"kind": "?"}),
    "change_state": ("ChangeRequest", UNKNOWN),
    "change_four_eyes": ("ChangeRequest", {"released_by": F("drafted_by")}),
    "change_released": ("ChangeRequest", {"released_by": ""}),
    "change_submitted_when": ("ChangeRequest", {"submitted_on": None}),
    "change_once_per_batch": ("ChangeRequest", Again()),
    "change_question_due": ("Open question", {"answer_due_on": BEFORE}),
    "change_question_answered": ("Open question", {"answer": "x"}),
    "change_question_one_open": ("Open question", Again()),
    "proof_kind": ("Proof", {"kind": "?"}),
    "proof_state": ("Proof", UNKNOWN),
    "proof_year": ("Proof", {"year": 2024}),
    "proof_interim_once": ("Interim proof", Again()),
    "proof_final_once": ("Proof", Again()),
    "proof_four_eyes": ("Proof", {"released_by": F("opened_by"), "last_edited_by": THIRD}),
    "proof_certified_by_another": ("Proof", {"certified_by": F("last_edited_by")}),
    "proof_released": ("Proof", {"released_by": ""}),
    "proof_submitted_when": ("Proof", {"submitted_on": None}),
    "proof_snapshot_once": ("ProofSnapshot", Again()),
    "authority_query_state": ("AuthorityQuery", UNKNOWN),
    "authority_query_due": ("AuthorityQuery", {"answer_due_on": BEFORE}),
    "authority_query_answered": ("AuthorityQuery", {"answer": ""}),
}
TWO_AT_ONCE = {  # what no list knows breaks what depends on it too; either name says enough
    "claim_state": "claim_fixed_by_an_act",
    "proof_kind": "proof_year",
}
FROZEN = {
    "Document": {"title": "anders"},
    "GrantStep": {"note": "anders"},
    "Approval": {"note": "anders"},
    "EarlyStartConsent": {"scope": "anders"},
    "Invoice": {"filed_at": "anders"},
    "Payment": {"reference": "anders"},
    "PaymentUse": {"used_on": BEFORE},
    "InterestSegment": {"days": 2},
    "BatchEntry": {"old_end": DAY},
    "ProofSnapshot": {"data": "{} "},
    "DeMinimis": {"undertaking": "anders"},
    "GrantNotice": {"note": "anders"},
    "FinancingPlan": {"number": 9},
    "Paid claim": {"reason": "anders"},
    "DutyNotice": {"text": "anders"},
    "Expenditure": {"text": "anders"},
    "CounterRequest": {"reason": "anders"},
    "ChangeQuestion": {"question": "anders"},
    "Correction": {"reason": "anders"},
    "AuthorityQuery": {"question": "anders"},
}
"""Rows that stay as they are, by the change nobody may make."""
KEPT = ("Grant", "Drawdown", "ChangeRequest", "Proof", "Contract", "Asset", "ExtensionBatch")


def triggers(made: dict[str, Any]) -> dict[str, Bite]:
    """Which deed each trigger refuses."""

    def table(name: str) -> str:
        return str(made[name]._meta.db_table)

    found = {f"{table(name)}_unchanged": Bite((name, change)) for name, change in FROZEN.items()}
    found |= {f"{table(name)}_kept": Bite((name, Gone())) for name in (*FROZEN, *KEPT)}
    return found | states() | persons() | sums(made)


def states() -> dict[str, Bite]:
    """Records begin at the beginning and move along their table."""
    stays = "funding_{}_unchanged".format
    return {
        "funding_grant_begins": Bite(("Grant", Again())),
        "funding_grant_moves": Bite(("Grant", {"state": "granted"})),
        "funding_grantnotice_begins": Bite(("GrantNotice", Again({"kind": "final", "reference": "x"}))),
        "funding_grantnotice_moves": Bite(("GrantNotice", {"state": "entered"}), (stays("grantnotice"),)),
        "funding_financingplan_begins": Bite(("FinancingPlan", Again({"number": 9}))),
        "funding_financingplan_moves": Bite(("FinancingPlan", {"state": "draft"}), (stays("financingplan"),)),
        "funding_drawdown_begins": Bite(("Drawdown", Again())),
        "funding_drawdown_moves": Bite(("Drawdown", {"state": "draft"})),
        "funding_changerequest_begins": Bite(("ChangeRequest", Again({"batch_id": None}))),
        "funding_changerequest_moves": Bite(("ChangeRequest", {"state": "draft"})),
        "funding_proof_begins": Bite(("Proof", Again({"kind": "interim", "year": 2025}))),
        "funding_proof_moves": Bite(("Proof", {"state": "open"})),
        "funding_authorityquery_begins": Bite(("AuthorityQuery", Again())),
        "funding_authorityquery_moves": Bite(("Asked query", {"state": "closed"})),
        "funding_claim_begins": Bite(("Paid claim", Again())),
        "funding_claim_moves": Bite(("Claim", {"state": "estimated"})),
    }


def persons() -> dict[str, Bite]:
    """Who wrote and who released stays; what was asked, released and sent stays with it (I16, I18)."""
    return {
        "funding_grant_author_stays_update": Bite(("Grant", {"created_by": THIRD})),
        "funding_grantnotice_author_stays_update": Bite(("Entered notice", {"entered_by": THIRD})),
        "funding_financingplan_author_stays_update": Bite(("Draft plan", {"created_by": THIRD})),
        "funding_drawdown_author_stays_update": Bite(("Drawdown", {"drafted_by": THIRD})),
        "funding_changerequest_author_stays_update": Bite(("ChangeRequest", {"drafted_by": THIRD})),
        "funding_proof_author_stays_update": Bite(("Proof", {"opened_by": THIRD})),
        "funding_approval_approver_wrote_nothing_insert": Bite(
            ("Approval", Again({"author": THIRD, "last_editor": THIRD, "approved_by": WRITER}))
        ),
        "funding_grant_archived_by_two_update": Bite(("Retained grant", {"state": "archived"})),
        "funding_expenditure_paid_once_update": Bite(("Expenditure", {"paid_on": BEFORE})),
        "funding_counterrequest_withdrawn_once_update": Bite(("Withdrawn request", {"withdrawn_by": THIRD})),
        "funding_changequestion_answer_stays_update": Bite(("ChangeQuestion", {"answer": "anders"})),
        "funding_correction_confirmed_once_update": Bite(("Confirmed correction", {"confirmed_by": THIRD})),
        "funding_drawdown_content_stays_update": Bite(("Drawdown", {"amount": 1})),
        "funding_drawdown_release_stays_update": Bite(("Drawdown", {"released_by": THIRD})),
        "funding_drawdown_request_stays_update": Bite(("Drawdown", {"requested_on": BEFORE})),
        "funding_changerequest_content_stays_update": Bite(("ChangeRequest", {"reason": "anders"})),
        "funding_changerequest_release_stays_update": Bite(("ChangeRequest", {"released_by": THIRD})),
        "funding_changerequest_submission_stays_update": Bite(("ChangeRequest", {"submitted_on": BEFORE})),
        "funding_proof_content_stays_update": Bite(("Proof", {"income": {"x": "1.00"}})),
        "funding_proof_release_stays_update": Bite(("Proof", {"released_by": THIRD})),
        "funding_proof_certificate_stays_update": Bite(("Proof", {"certified_by": THIRD})),
        "funding_proof_submission_stays_update": Bite(("Proof", {"submitted_on": BEFORE})),
        "funding_authorityquery_answer_stays_update": Bite(("AuthorityQuery", {"answer": "anders"})),
    }


def sums(made: dict[str, Any]) -> dict[str, Bite]:
    """Sums of several rows: plans meet, payouts and their use stay within what they come from (I2 to I6)."""
    grant, confirmed, line = made["Grant"], made["FinancingPlan"], made["Expenditure"]
    in_force = CONFIRMED | {"notice": made["GrantNotice"]}

    def use(payment: str, amount: str, of: str = "Expenditure") -> Violation:
        values = {"payment": made[payment], "expenditure": made[of], "used_on": DAY, **make.BOOKED}
        return lambda: tables.PaymentUse.objects.create(amount=Decimal(amount), **values)

    counter = {"reverses": line, "reason": "x", "released_by": SECOND, "land_share": Decimal("-800.00")}
    source = {"kind": "third_party", "year": 2024, "amount": 1}
    return {
        "funding_planline_plan_is_draft_insert": Bite(lambda: confirmed.lines.create(category="other", year=2024)),
        "funding_planline_plan_is_draft_update": Bite(("PlanLine", {"eligible": 1})),
        "funding_planline_plan_is_draft_delete": Bite(("PlanLine", Gone())),
        "funding_planline_plan_stays_update": Bite(
            ("Draft line", {"plan": made["Another draft"], "category": "other"})
        ),
        "funding_financingsource_plan_is_draft_insert": Bite(lambda: confirmed.sources.create(**source)),
        "funding_financingsource_plan_is_draft_update": Bite(("FinancingSource", {"amount": 1})),
        "funding_financingsource_plan_is_draft_delete": Bite(("FinancingSource", Gone())),
        "funding_financingsource_plan_stays_update": Bite(
            ("Draft source", {"plan": made["Another draft"], "kind": "third_party"})
        ),
        "funding_financingplan_plan_balanced_update": Bite(("Unbalanced plan", in_force)),
        "funding_financingplan_plan_within_grant_update": Bite(("Rich plan", in_force)),
        "funding_payment_within_the_grant_insert": Bite(lambda: make.paid(grant, "398500.01")),
        "funding_paymentuse_within_the_payment_insert": Bite(use("Small payment", "500.01")),
        "funding_paymentuse_within_the_share_insert": Bite(use("Payment", "799.01")),
        "funding_paymentuse_of_one_grant_insert": Bite(use("Payment", "1.00", of="Foreign line")),
        "funding_expenditure_within_the_invoice_insert": Bite(
            lambda: make.spent(grant, "100.01", invoice=made["Invoice"])
        ),
        "funding_expenditure_reversal_mirrors_insert": Bite(lambda: make.spent(grant, "-999.00", **counter)),
    }


def test_every_constraint_is_known_and_holds() -> None:
    assert silent_constraints(rows(), CONSTRAINTS, "funding", also=TWO_AT_ONCE) == []


def test_every_trigger_is_known_and_refuses_alone() -> None:
    made = rows()
    assert silent_triggers(made, triggers(made), "funding") == []


def test_of_an_approval_the_name_goes_and_nothing_with_it() -> None:
    assert goes_along(rows()["Approval"], "approved_label") == []


def test_the_sums_hold_to_the_cent() -> None:
    """What the triggers refuse above by one cent, they let through without it."""
    made = rows()
    make.paid(made["Grant"], "398500.00")
    for payment, amount in (("Small payment", "500.00"), ("Payment", "299.00")):
        tables.PaymentUse.objects.create(
            payment=made[payment],
            expenditure=made["Expenditure"],
            amount=Decimal(amount),
            used_on=DAY,
            **make.BOOKED,
        )
    make.spent(made["Grant"], "100.00", invoice=made["Invoice"])
    plan = made["Draft plan"]
    for name, value in (CONFIRMED | {"notice": made["GrantNotice"]}).items():
        setattr(plan, name, value)
    plan.save()
    assert sum(row.amount for row in made["Expenditure"].uses.all()) == Decimal("800.00")
