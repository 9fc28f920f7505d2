"""The words of this room for people: closed lists and the deeds of the trail, each in the file of its area."""

from collections.abc import Mapping

from django.utils.functional import Promise

from strahlkraft.funding.texts import changes, duties, grants, money, proofs
from strahlkraft.funding.texts.changes import (
    BALANCES,
    CHANGE_FIELDS,
    CHANGE_KINDS,
    CHANGE_STATES,
    EXCLUSIONS,
    GAPS,
    MOVED_DAYS,
    OCCASION_KINDS,
)
from strahlkraft.funding.texts.duties import DEADLINE_INPUTS, NOTIFICATION_DRAFTS, SIGNS, TRIGGERS
from strahlkraft.funding.texts.grants import (
    FINANCING_MODES,
    FUNDING_OBJECTS,
    GRANT_PHASES,
    GRANT_STATES,
    NOTICE_KINDS,
    NOTICE_STATES,
    RECIPIENT_KINDS,
)
from strahlkraft.funding.texts.money import (
    CATEGORIES,
    CLAIM_STATES,
    CONTRACT_KINDS,
    DRAWDOWN_STATES,
    LIGHTS,
    MARK_REASONS,
    MARKS,
    PLAN_STATES,
    SOURCE_KINDS,
)
from strahlkraft.funding.texts.proofs import PROOF_KINDS, PROOF_STATES, QUERY_STATES

__all__ = [
    "BALANCES",
    "CATEGORIES",
    "CHANGE_FIELDS",
    "CHANGE_KINDS",
    "CHANGE_STATES",
    "CLAIM_STATES",
    "CONTRACT_KINDS",
    "DEADLINE_INPUTS",
    "DRAWDOWN_STATES",
    "EXCLUSIONS",
    "FINANCING_MODES",
    "FUNDING_OBJECTS",
    "GAPS",
    "GRANT_PHASES",
    "GRANT_STATES",
    "LIGHTS",
    "MARKS",
    "MARK_REASONS",
    "MOVED_DAYS",
    "NOTICE_KINDS",
    "NOTICE_STATES",
    "NOTIFICATION_DRAFTS",
    "OCCASION_KINDS",
    "PLAN_STATES",
    "PROOF_KINDS",
    "PROOF_STATES",
    "QUERY_STATES",
    "RECIPIENT_KINDS",
    "SIGNS",
    "SOURCE_KINDS",
    "TRIGGERS",
    "VERBS",
]

VERBS: Mapping[str, Promise] = {**grants.VERBS, **changes.VERBS, **money.VERBS, **proofs.VERBS, **duties.VERBS}
"""What the trail says of the deeds of this room."""
