"""States move only as their tables say, rows of record stay, sums hold, two people approve: whoever asks (I2 to I6, I15 to I18)."""

from django.db import migrations

from strahlkraft.audit.guards import columns_stay, holds, rows_kept, rows_stay, states_move
from strahlkraft.funding.rules.vocabulary import FIRST, MOVES
from strahlkraft.steering.rules.moves import targets

FROZEN = (
    "document",
    "grantstep",
    "approval",
    "earlystartconsent",
    "invoice",
    "payment",
    "paymentuse",
    "interestsegment",
    "batchentry",
    "proofsnapshot",
    "deminimis",
)

KEPT = ("grant", "drawdown", "changerequest", "proof", "contract", "asset", "extensionbatch")
"""Tables whose rows may still change, but are never deleted; drafts too stay to be seen."""

AUTHORS = {
    "grant": ("created_by", "region_id"),
    "grantnotice": ("entered_by", "grant_id"),
    "financingplan": ("created_by", "grant_id"),
    "drawdown": ("drafted_by", "grant_id"),
    "changerequest": ("drafted_by", "grant_id"),
    "proof": ("opened_by", "grant_id"),
}
"""Whose first author, and whose place, never changes: else somebody could approve what they wrote (I18)."""

_WRITERS = {
    "grantnotice": ("r.entered_by", "r.last_edited_by"),
    "financingplan": ("r.created_by", "r.last_edited_by"),
    "drawdown": ("r.drafted_by", "r.last_edited_by"),
    "changerequest": ("r.drafted_by", "r.last_edited_by"),
    "proof": ("r.opened_by", "r.last_edited_by"),
    "correction": ("r.asked_by",),
}
APPROVER_WROTE_NOTHING = " AND ".join(  # an approval tells the truth about the row it is of
    [
        *(
            f"(NEW.subject <> '{table}' OR EXISTS (SELECT 1 FROM funding_{table} r WHERE r.id = NEW.subject_id "
            f"AND NEW.approved_by NOT IN ({', '.join(writers)})))"
            for table, writers in _WRITERS.items()
        ),
        "(NEW.subject <> 'expenditure' OR EXISTS (SELECT 1 FROM funding_counterrequest r "
        "WHERE r.expenditure_id = NEW.subject_id AND r.withdrawn_at IS NULL AND r.asked_by <> NEW.approved_by))",
        "(NEW.subject <> 'grant' OR EXISTS (SELECT 1 FROM funding_grant r WHERE r.id = NEW.subject_id "
        "AND r.last_edited_by <> NEW.approved_by AND COALESCE((SELECT s.\"by\" FROM funding_grantstep s "
        "WHERE s.grant_id = r.id AND s.deed = 'ask_archive' ORDER BY s.\"at\" DESC, s.id DESC LIMIT 1), "
        "NEW.approved_by) <> NEW.approved_by))",
    ]
)
ARCHIVED_BY_TWO = (
    "NEW.state <> 'archived' OR OLD.state = 'archived' OR EXISTS (SELECT 1 FROM funding_approval a "
    "WHERE a.subject = 'grant' AND a.subject_id = NEW.id AND a.step = 'archive')"
)


def _same(*columns: str) -> str:
    """SQL: none of these columns changes; an empty one counts as a value."""
    return " AND ".join(
        f"COALESCE(CAST(NEW.{column} AS TEXT), '') = COALESCE(CAST(OLD.{column} AS TEXT), '')" for column in columns
    )


DRAWDOWN_RELEASE = f"OLD.state IN ('draft', 'checked') OR NEW.state = 'draft' OR ({_same('released_by', 'last_edited_by')})"
CHANGE_RELEASE = f"OLD.state = 'draft' OR NEW.state = 'draft' OR ({_same('released_by', 'last_edited_by')})"
PROOF_RELEASE = (
    "OLD.state IN ('open', 'in_work', 'checked', 'certified', 'queried') OR NEW.state = 'in_work' "
    f"OR ({_same('released_by', 'last_edited_by')})"
)
PROOF_CERTIFICATE = (
    "OLD.state IN ('open', 'in_work', 'checked') OR NEW.state = 'in_work' "
    f"OR ({_same('certified_by', 'certified_on', 'certificate_id')})"
)

BY_CORRECTION = (
    "(OLD.correction_id IS NULL OR OLD.correction_id <> NEW.correction_id) AND EXISTS (SELECT 1 FROM funding_correction c "
    "WHERE c.id = NEW.correction_id AND c.grant_id = NEW.id AND c.confirmed_by <> '' "
    "AND c.from_state = OLD.state AND c.to_state = NEW.state)"
)

PLAN_BALANCED = (
    "NEW.state <> 'confirmed' OR (EXISTS (SELECT 1 FROM funding_planline l WHERE l.plan_id = NEW.id) AND NOT EXISTS ("
    "SELECT 1 FROM (SELECT b.year, SUM(b.v) AS s FROM ("
    "SELECT l.year AS year, l.eligible + l.non_eligible AS v FROM funding_planline l WHERE l.plan_id = NEW.id "
    "UNION ALL SELECT q.year AS year, -q.amount AS v FROM funding_financingsource q WHERE q.plan_id = NEW.id"
    ") b GROUP BY b.year) t WHERE CAST(ROUND(t.s * 100) AS BIGINT) <> 0))"
)
PLAN_WITHIN = (
    "NEW.state <> 'confirmed' OR COALESCE((SELECT CAST(ROUND(SUM(q.amount) * 100) AS BIGINT) "
    "FROM funding_financingsource q WHERE q.plan_id = NEW.id AND q.kind = 'grant'), 0) <= COALESCE(("
    "SELECT CAST(ROUND(n.amount * 100) AS BIGINT) FROM funding_grantnotice n WHERE n.grant_id = NEW.grant_id "
    "AND n.state = 'confirmed' AND n.amount IS NOT NULL ORDER BY n.effective_on DESC, n.id DESC LIMIT 1), 0)"
)
PLAN_IS_DRAFT = "EXISTS (SELECT 1 FROM funding_financingplan p WHERE p.id = {row}.plan_id AND p.state = 'draft')"

PAYMENT_WITHIN = (
    "COALESCE((SELECT CAST(ROUND(SUM(p.amount) * 100) AS BIGINT) FROM funding_payment p "
    "WHERE p.grant_id = NEW.grant_id), 0) + CAST(ROUND(NEW.amount * 100) AS BIGINT) <= COALESCE(("
    "SELECT CAST(ROUND(n.amount * 100) AS BIGINT) FROM funding_grantnotice n WHERE n.grant_id = NEW.grant_id "
    "AND n.state = 'confirmed' AND n.amount IS NOT NULL AND n.effective_on <= NEW.received_on "
    "ORDER BY n.effective_on DESC, n.id DESC LIMIT 1), 0)"
)
USE_WITHIN_PAYMENT = (  # what paid a line that was taken back is free again
    "COALESCE((SELECT CAST(ROUND(SUM(u.amount) * 100) AS BIGINT) FROM funding_paymentuse u "
    "WHERE u.payment_id = NEW.payment_id AND NOT EXISTS ("
    "SELECT 1 FROM funding_expenditure r WHERE r.reverses_id = u.expenditure_id)), 0) + CAST(ROUND(NEW.amount * 100) AS BIGINT) <= "
    "(SELECT CAST(ROUND(p.amount * 100) AS BIGINT) FROM funding_payment p WHERE p.id = NEW.payment_id)"
)
USE_WITHIN_SHARE = (
    "COALESCE((SELECT CAST(ROUND(SUM(u.amount) * 100) AS BIGINT) FROM funding_paymentuse u "
    "WHERE u.expenditure_id = NEW.expenditure_id), 0) + CAST(ROUND(NEW.amount * 100) AS BIGINT) <= "
    "(SELECT CAST(ROUND(e.land_share * 100) AS BIGINT) FROM funding_expenditure e WHERE e.id = NEW.expenditure_id) "
    "AND NOT EXISTS (SELECT 1 FROM funding_expenditure r WHERE r.reverses_id = NEW.expenditure_id)"
)
USE_OF_ONE_GRANT = (
    "(SELECT p.grant_id FROM funding_payment p WHERE p.id = NEW.payment_id) = "
    "(SELECT e.grant_id FROM funding_expenditure e WHERE e.id = NEW.expenditure_id)"
)
PARTS_WITHIN_INVOICE = (
    "NEW.invoice_id IS NULL OR COALESCE((SELECT CAST(ROUND(SUM(e.amount) * 100) AS BIGINT) FROM funding_expenditure e "
    "WHERE e.invoice_id = NEW.invoice_id), 0) + CAST(ROUND(NEW.amount * 100) AS BIGINT) <= "
    "(SELECT CAST(ROUND(i.gross * 100) AS BIGINT) FROM funding_invoice i WHERE i.id = NEW.invoice_id)"
)
REVERSAL_MIRRORS = (
    "NEW.reverses_id IS NULL OR EXISTS (SELECT 1 FROM funding_expenditure e WHERE e.id = NEW.reverses_id "
    "AND e.reverses_id IS NULL AND e.grant_id = NEW.grant_id AND e.category = NEW.category "
    "AND CAST(ROUND((e.amount + NEW.amount) * 100) AS BIGINT) = 0 "
    "AND CAST(ROUND((e.eligible + NEW.eligible) * 100) AS BIGINT) = 0 "
    "AND CAST(ROUND((e.land_share + NEW.land_share) * 100) AS BIGINT) = 0)"
)
BOOKED = (
    "grant_id",
    "invoice_id",
    "contract_id",
    "category",
    "text",
    "service_from",
    "service_until",
    "due_on",
    "amount",
    "eligible",
    "land_share",
    "marks",
    "reverses_id",
    "reason",
    "booked_at",
    "booked_by",
    "released_by",
)
PAID_ONCE = (
    "(OLD.paid_on IS NULL AND (NEW.paid_on IS NULL OR (NEW.reverses_id IS NULL AND NOT EXISTS ("
    "SELECT 1 FROM funding_expenditure r WHERE r.reverses_id = NEW.id)))) "
    "OR (OLD.paid_on IS NOT NULL AND NEW.paid_on IS NOT NULL AND NEW.paid_on = OLD.paid_on "
    "AND COALESCE(CAST(NEW.paid_noted_at AS TEXT), '') = COALESCE(CAST(OLD.paid_noted_at AS TEXT), ''))"
)


class Migration(migrations.Migration):
    """Put the guards."""

    dependencies = (("funding", "0001_initial"),)
    operations = (
        *(
            states_move(
                f"funding_{table}",
                targets(moves),
                first=FIRST[table],
                unless=f"({BY_CORRECTION})" if table == "grant" else "",
            )
            for table, moves in MOVES.items()
        ),
        *(rows_stay(f"funding_{table}") for table in FROZEN),
        *(rows_kept(f"funding_{table}") for table in KEPT),
        rows_stay("funding_grantnotice", when="OLD.state <> 'entered'", kept=True),
        rows_stay("funding_financingplan", when="OLD.state <> 'draft'", kept=True),
        *(
            holds(f"funding_{table}", "author_stays", _same(*columns), events=("UPDATE",))
            for table, columns in AUTHORS.items()
        ),
        holds("funding_approval", "approver_wrote_nothing", APPROVER_WROTE_NOTHING, events=("INSERT",)),
        holds("funding_grant", "archived_by_two", ARCHIVED_BY_TWO, events=("UPDATE",)),
        columns_stay("funding_expenditure", BOOKED),
        holds("funding_expenditure", "paid_once", PAID_ONCE, events=("UPDATE",)),
        columns_stay("funding_counterrequest", ("expenditure_id", "reason", "asked_at", "asked_by")),
        holds("funding_counterrequest", "withdrawn_once", "OLD.withdrawn_at IS NULL", events=("UPDATE",)),
        columns_stay("funding_changequestion", ("request_id", "question", "asked_on", "answer_due_on", "entered_by")),
        holds(
            "funding_changequestion",
            "answer_stays",
            "OLD.answered_on IS NULL OR (NEW.answer = OLD.answer AND NEW.answered_on = OLD.answered_on)",
            events=("UPDATE",),
        ),
        columns_stay("funding_correction", ("grant_id", "from_state", "to_state", "reason", "asked_by", "asked_at")),
        holds(
            "funding_correction",
            "confirmed_once",
            f"OLD.confirmed_by = '' OR ({_same('confirmed_by', 'confirmed_at')})",
            events=("UPDATE",),
        ),
        *(
            holds(
                f"funding_{table}",
                "plan_is_draft",
                PLAN_IS_DRAFT.format(row=row),
                events=events,
                after=f"funding_financingplan WHERE id = {row}.plan_id",
            )
            for table in ("planline", "financingsource")
            for row, events in (("NEW", ("INSERT", "UPDATE")), ("OLD", ("DELETE",)))
        ),
        *(
            holds(f"funding_{table}", "plan_stays", "NEW.plan_id = OLD.plan_id", events=("UPDATE",))
            for table in ("planline", "financingsource")
        ),
        holds("funding_financingplan", "plan_balanced", PLAN_BALANCED, events=("UPDATE",)),
        holds("funding_financingplan", "plan_within_grant", PLAN_WITHIN, events=("UPDATE",)),
        holds(
            "funding_payment",
            "within_the_grant",
            PAYMENT_WITHIN,
            events=("INSERT",),
            after="funding_grant WHERE id = NEW.grant_id",
        ),
        holds(
            "funding_paymentuse",
            "within_the_payment",
            USE_WITHIN_PAYMENT,
            events=("INSERT",),
            after="funding_payment WHERE id = NEW.payment_id",
        ),
        holds(
            "funding_paymentuse",
            "within_the_share",
            USE_WITHIN_SHARE,
            events=("INSERT",),
            after="funding_expenditure WHERE id = NEW.expenditure_id",
        ),
        holds("funding_paymentuse", "of_one_grant", USE_OF_ONE_GRANT, events=("INSERT",)),
        holds(
            "funding_expenditure",
            "within_the_invoice",
            PARTS_WITHIN_INVOICE,
            events=("INSERT",),
            after="funding_invoice WHERE id = NEW.invoice_id",
        ),
        holds(
            "funding_expenditure",
            "reversal_mirrors",
            REVERSAL_MIRRORS,
            events=("INSERT",),
            after="funding_expenditure WHERE id = NEW.reverses_id",
        ),
        holds(
            "funding_drawdown",
            "content_stays",
            "OLD.state = 'draft' OR (NEW.amount = OLD.amount AND NEW.expected_on = OLD.expected_on "
            "AND NEW.statement = OLD.statement AND NEW.override_reason = OLD.override_reason)",
            events=("UPDATE",),
        ),
        holds("funding_drawdown", "release_stays", DRAWDOWN_RELEASE, events=("UPDATE",)),
        holds(
            "funding_drawdown",
            "request_stays",
            f"OLD.requested_on IS NULL OR ({_same('requested_on')})",
            events=("UPDATE",),
        ),
        holds(
            "funding_changerequest",
            "content_stays",
            "OLD.state = 'draft' OR (NEW.before = OLD.before AND NEW.after = OLD.after AND NEW.reason = OLD.reason "
            "AND NEW.own_reason = OLD.own_reason AND NEW.kind = OLD.kind)",
            events=("UPDATE",),
        ),
        holds("funding_changerequest", "release_stays", CHANGE_RELEASE, events=("UPDATE",)),
        holds(
            "funding_changerequest",
            "submission_stays",
            f"OLD.submitted_on IS NULL OR ({_same('submitted_on', 'late_reason')})",
            events=("UPDATE",),
        ),
        holds(
            "funding_proof",
            "content_stays",
            "OLD.state IN ('open', 'in_work', 'queried') OR (NEW.narrative = OLD.narrative "
            "AND NEW.confirmations = OLD.confirmations AND NEW.income = OLD.income)",
            events=("UPDATE",),
        ),
        holds("funding_proof", "release_stays", PROOF_RELEASE, events=("UPDATE",)),
        holds("funding_proof", "certificate_stays", PROOF_CERTIFICATE, events=("UPDATE",)),
        holds(
            "funding_proof",
            "submission_stays",
            f"OLD.submitted_on IS NULL OR ({_same('submitted_on')})",
            events=("UPDATE",),
        ),
        columns_stay(
            "funding_authorityquery", ("grant_id", "proof_id", "question", "asked_on", "entered_at", "entered_by")
        ),
        holds(
            "funding_authorityquery",
            "answer_stays",
            f"OLD.state = 'asked' OR NEW.state = 'asked' OR ({_same('answer', 'answered_on', 'answered_by')})",
            events=("UPDATE",),
        ),
        rows_stay("funding_claim", when="OLD.state IN ('paid', 'waived')", kept=True),
        rows_stay("funding_dutynotice", when="OLD.sent_on IS NOT NULL", kept=True),
    )
