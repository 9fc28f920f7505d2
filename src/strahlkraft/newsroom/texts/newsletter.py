"""Words for the newsletter."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strahlkraft.newsroom.rules.newsletter import CONSENTS
from strahlkraft.newsroom.rules.vocabulary import IssueState, LinkKind

STATES: Mapping[str, Promise] = {
    IssueState.DRAFT: _("Draft"),
    IssueState.IN_REVIEW: _("With a second person"),
    IssueState.APPROVED: _("Approved"),
    IssueState.SENDING: _("Being sent"),
    IssueState.SENT: _("Sent"),
    IssueState.DISCARDED: _("Discarded"),
}
KINDS: Mapping[str, Promise] = {
    "article": pgettext_lazy("article", "News"),
    LinkKind.EVENT: _("Event"),
    LinkKind.PROJECT: _("Project"),
    LinkKind.CASE: _("Reuse"),
}
"""What a part of an issue picks."""
CONSENT_WORDS: Mapping[str, Any] = {name: _(wording) for name, wording in CONSENTS.items()}
"""What people agreed to, by the name their record keeps."""
VERBS: dict[str, Promise] = {
    "create_issue": _("issue of the newsletter begun"),
    "edit_issue": _("issue of the newsletter written on"),
    "add_issue_item": _("put into an issue of the newsletter"),
    "edit_issue_item": _("part of an issue of the newsletter written on"),
    "move_issue_item": _("parts of an issue of the newsletter put in another order"),
    "remove_issue_item": _("taken out of an issue of the newsletter"),
    "submit_issue": _("issue of the newsletter handed to a second person"),
    "return_issue": _("issue of the newsletter given back"),
    "approve_issue": _("issue of the newsletter approved"),
    "schedule_issue": _("time of an issue of the newsletter set"),
    "discard_issue": _("issue of the newsletter discarded"),
    "test_issue": _("issue of the newsletter sent to oneself as a test"),
    "begin_issue": _("sending of an issue of the newsletter begun"),
    "hold_issue": _("issue of the newsletter held back: changed after it was approved"),
    "finish_issue": _("issue of the newsletter sent"),
    "reseal_mailboxes": _("key of the newsletter's suppressions sealed anew"),
}
