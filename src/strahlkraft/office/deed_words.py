"""Deeds and their reasons in words, for the history and the trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from strahlkraft.congress import texts as congress_texts
from strahlkraft.funding import texts as funding_texts
from strahlkraft.network import texts as network_texts
from strahlkraft.newsroom import texts as newsroom_texts
from strahlkraft.privacy import texts as privacy_texts
from strahlkraft.reports import texts as report_texts
from strahlkraft.reuse import texts as reuse_texts
from strahlkraft.reuse.peering.words import FAULTS
from strahlkraft.steering import texts as steering_texts

VERBS: Mapping[str, Any] = {
    **congress_texts.VERBS,
    **network_texts.VERBS,
    **newsroom_texts.VERBS,
    **privacy_texts.VERBS,
    **steering_texts.VERBS,
    **funding_texts.VERBS,
    **report_texts.VERBS,
    "create_user": gettext_lazy("account created"),
    "grant_role": gettext_lazy("role given"),
    "revoke_role": gettext_lazy("role taken"),
    "create_demo_users": gettext_lazy("fictitious accounts created"),
    "request_sign_in_link": gettext_lazy("sign-in link asked for"),
    "use_sign_in_link": gettext_lazy("sign-in link used"),
    "change_profile": gettext_lazy("profile changed"),
    "end_session": gettext_lazy("session ended"),
    "end_sessions": gettext_lazy("all sessions ended"),
    "reseal_secrets": gettext_lazy("secrets sealed anew"),
    "close_account": gettext_lazy("account closed"),
    "reopen_account": gettext_lazy("account opened again"),
    "enter_absence": gettext_lazy("absence entered"),
    "end_absence": gettext_lazy("absence ended"),
    "send_letter_again": gettext_lazy("letter sent again"),
}

# Codes that deeds give as their reason, in words; any other reason is a person's own sentence.
REASONS: Mapping[str, Mapping[str, Any]] = {
    "refuse_request": reuse_texts.REFUSAL_REASONS,
    "report_case": reuse_texts.DROP_REASONS,
    "sync_peer": FAULTS,
    "end_webhook": {
        "failing": gettext_lazy("it has not answered for days"),
        "gone": gettext_lazy("the address said it is gone for good"),
    },
}
