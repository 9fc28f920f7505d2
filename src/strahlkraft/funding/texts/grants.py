"""Words for grants, the notices of the authority and what became of them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strahlkraft.funding.rules.phase import Phase
from strahlkraft.funding.rules.vocabulary import (
    FinancingMode,
    FundingObject,
    GrantState,
    NoticeKind,
    NoticeState,
    RecipientKind,
)

FUNDING_OBJECTS: Mapping[str, Promise] = {
    FundingObject.E_GOVERNMENT: _("e-government"),
    FundingObject.URBAN: _("digital urban development"),
    FundingObject.OFFICE: _("running the project office"),
}
FINANCING_MODES: Mapping[str, Promise] = {
    FinancingMode.SHARE: _("share of the eligible expenditure"),
    FinancingMode.GAP: _("gap that own and other money leave"),
    FinancingMode.FIXED: _("fixed amount"),
    FinancingMode.FULL: _("full financing"),
}
RECIPIENT_KINDS: Mapping[str, Promise] = {
    RecipientKind.MUNICIPAL: _("municipality or association of municipalities"),
    RecipientKind.ASSOCIATION: _("charitable association"),
    RecipientKind.COMPANY: _("company"),
    RecipientKind.RESEARCH: _("research institution"),
}
GRANT_STATES: Mapping[str, Promise] = {
    GrantState.APPLIED: _("applied for"),
    GrantState.NOT_GRANTED: _("not granted"),
    GrantState.GRANTED: _("granted"),
    GrantState.EFFECTIVE: _("legally effective"),
    GrantState.RUNNING: pgettext_lazy("grant", "running"),
    GrantState.PROOF_DUE: _("proof of use due"),
    GrantState.UNDER_REVIEW: _("under review"),
    GrantState.REPAYMENT_OPEN: _("repayment open"),
    GrantState.SETTLED: pgettext_lazy("grant", "settled"),
    GrantState.EARMARKED: _("purpose still bound"),
    GrantState.RETENTION: _("receipts to be kept"),
    GrantState.ARCHIVED: _("archived"),
}
GRANT_PHASES: Mapping[str, Promise] = {
    Phase.PREPARATION: _("in preparation"),
    Phase.RUNNING: pgettext_lazy("phase", "running"),
    Phase.EXTENSION: _("running, extension applied for"),
    Phase.FINAL: _("final stretch"),
    Phase.PROOF: _("proof of use"),
    Phase.REVIEW: _("review by the authority"),
    Phase.REPAYMENT: _("repayment"),
    Phase.AFTERCARE: _("aftercare"),
    Phase.ARCHIVE: _("archive"),
}
NOTICE_KINDS: Mapping[str, Promise] = {
    NoticeKind.AWARD: _("grant notice"),
    NoticeKind.AMENDMENT: _("amending notice"),
    NoticeKind.REFUSAL: _("refusal"),
    NoticeKind.REVOCATION: _("revocation"),
    NoticeKind.FINAL: _("final notice"),
}
NOTICE_STATES: Mapping[str, Promise] = {
    NoticeState.ENTERED: _("entered, not confirmed"),
    NoticeState.CONFIRMED: _("confirmed"),
    NoticeState.DISCARDED: _("discarded"),
}

VERBS: Mapping[str, Promise] = {
    "add_funding_document": _("document of a grant added"),
    "apply_grant": _("grant applied for"),
    "edit_grant": _("details of the grant changed"),
    "enter_notice": _("notice of the authority entered"),
    "edit_notice": _("entry of the notice changed"),
    "confirm_notice": _("notice confirmed against the document"),
    "discard_notice": _("entry of the notice discarded"),
    "grant_takes_effect": _("grant became legally effective"),
    "begin_grant": _("work on the grant begun"),
    "end_grant": _("work on the grant ended"),
    "file_grant": _("settled grant put into its time of keeping"),
    "release_grant": _("end of the bound purpose noted"),
    "consent_early_start": _("consent to an early start entered"),
    "ask_archive": _("archiving of the grant asked for"),
    "archive_grant": _("grant archived"),
    "ask_correction": _("correction of the grant's state asked for"),
    "confirm_correction": _("correction of the grant's state confirmed"),
}
"""Deeds of the trail."""
