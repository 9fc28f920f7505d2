"""Deeds of reuse."""

from strahlkraft.reuse.actions.cases import (
    add_lesson,
    confirm_case,
    open_case_from_request,
    record_case,
    record_named_reuses,
    report_step,
)
from strahlkraft.reuse.actions.offers import create_offer, discard_draft, publish_offer, save_draft, withdraw_offer
from strahlkraft.reuse.actions.readiness import check_thing, judge
from strahlkraft.reuse.actions.requests import (
    answer,
    ask,
    chase_request,
    confirm,
    erase_unconfirmed,
    forward,
    refuse,
    withdraw,
    write_message,
)

__all__ = [
    "add_lesson",
    "answer",
    "ask",
    "chase_request",
    "check_thing",
    "confirm",
    "confirm_case",
    "create_offer",
    "discard_draft",
    "erase_unconfirmed",
    "forward",
    "judge",
    "open_case_from_request",
    "publish_offer",
    "record_case",
    "record_named_reuses",
    "refuse",
    "report_step",
    "save_draft",
    "withdraw",
    "withdraw_offer",
    "write_message",
]
