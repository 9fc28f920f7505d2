"""Wishes of people about their data, and the protocol of what was forgotten."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.privacy.rules import RefusalReason, Wish, WishState
from strahlkraft.projects.fields import one_of


class DataWish(models.Model):
    """What somebody asked for about their data. Found by ``mailbox`` or by ``account``; both are erased once it is done.

    An export is fetched by its link until ``fetch_until`` and made then, so that no copy lies about. ``reason`` is one of a
    closed list (``rules.RefusalReason``), ``note`` what the office adds for the person.
    """

    code = models.CharField(max_length=24, unique=True)
    wish = models.CharField(max_length=10)
    mailbox = models.EmailField(blank=True)
    mailbox_hash = models.CharField(max_length=64)
    account = models.CharField(max_length=40, blank=True)  # actor id
    text = models.TextField(_("what is to be corrected"), blank=True)
    language = models.CharField(max_length=2, default="de")
    state = models.CharField(max_length=11, default=WishState.UNCONFIRMED)
    asked_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=40, blank=True)
    reason = models.CharField(_("why it is refused"), max_length=20, blank=True)
    note = models.TextField(_("what you tell the person"), blank=True)
    fetch_until = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    protocol = models.JSONField(
        default=list, blank=True
    )  # per table: how many rows were given out, changed or erased; ``left``: or still name somebody

    class Meta:
        ordering = ("answer_by", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(Wish, "wish"), name="data_wish_kind"),
            models.CheckConstraint(condition=one_of(WishState, "state"), name="data_wish_state"),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(answer_by__isnull=False, confirmed_at__isnull=False),
                name="data_wish_open_has_a_deadline",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="data_wish_refused_with_reason"),
            models.CheckConstraint(condition=one_of(RefusalReason, "reason", empty=True), name="data_wish_reason"),
            models.CheckConstraint(
                condition=Q(account="") | ~Q(settled_by=F("account")), name="data_wish_settled_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("done", "refused")) | Q(settled_at__isnull=False), name="data_wish_settled_when"
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def rows(self) -> int:
        """How many rows were given out, changed or erased."""
        return sum(int(one["rows"]) for one in self.protocol if not one.get("left"))

    @property
    def left(self) -> list[dict[str, Any]]:
        """Where mailbox or name still stand, in words about things or in frozen records: ``table``, ``column``, ``rows``."""
        return [one for one in self.protocol if one.get("left")]


class ForgettingRun(models.Model):
    """One night's forgetting: which table lost how many rows' words, by which period; the proof that it happened.

    Once a night, however many workers there are: whoever goes on where another was killed finds the unfinished row.
    """

    night = models.DateField(unique=True)
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=list)  # [{"table": …, "rows": …, "days": …}]

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.at.isoformat()
