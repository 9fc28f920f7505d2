"""People who agreed to be named for a while, and the log of what was said with whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.kernel.label import Label
from strahlkraft.network.models.bodies import Organisation, Region
from strahlkraft.network.rules import Channel


class ContactPerson(models.Model):
    """A person named beside an organisation's mailbox, only with consent and an end.

    When the end has passed or consent is withdrawn, name and mailbox are erased; the row stays without them.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    function = models.CharField(_("function"), max_length=120)
    name = models.CharField(_("name"), max_length=120, blank=True)
    mailbox = models.EmailField(_("mailbox"), blank=True)
    consent_on = models.DateField(_("consent given on"))
    consent_how = models.CharField(_("how consent was given"), max_length=200)
    ends_on = models.DateField(_("last day"))
    withdrawn_on = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("function", "id")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gt=F("consent_on")), name="person_ends_after_consent"),
            models.CheckConstraint(condition=~Q(consent_how=""), name="person_with_consent"),
            models.CheckConstraint(
                condition=Q(erased_at=None) & ~Q(name="") | Q(erased_at__isnull=False, name="", mailbox=""),
                name="person_erased_wholly",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(erased_at__isnull=False), name="person_erased_when_withdrawn"
            ),
        )
        indexes = (models.Index(fields=["ends_on"], name="person_to_erase", condition=Q(erased_at=None)),)

    def __str__(self) -> str:
        return self.function


class ContactLogEntry(models.Model):
    """What was said with whom about what; its words are never changed, a correction is an entry of its own.

    ``thing_*`` name the record it belongs to, as a label. Triggers keep the words (migration 0003).
    """

    code = models.CharField(max_length=16, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="contact_entries")
    on = models.DateField(_("on"))
    channel = models.CharField(_("how"), max_length=8)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="contact_entries"
    )
    function = models.CharField(_("with whom"), max_length=120, blank=True)
    text = models.TextField(_("about what"), max_length=4000)
    thing_kind = models.CharField(max_length=40, blank=True)
    thing_key = models.CharField(max_length=120, blank=True)
    thing_title = models.CharField(max_length=250, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=40, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=40)  # an actor id, never a name

    class Meta:
        ordering = ("-on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(channel__in=[word.value for word in Channel]), name="entry_channel"),
            models.CheckConstraint(condition=~Q(text=""), name="entry_says_something"),
            models.CheckConstraint(condition=Q(due_on=None) | ~Q(next_step=""), name="entry_due_with_step"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by="") | Q(done_at__isnull=False) & ~Q(done_by="") & ~Q(next_step=""),
                name="entry_done_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(thing_kind="", thing_key="") | ~Q(thing_kind="") & ~Q(thing_key=""),
                name="entry_whole_thing",
            ),
            models.CheckConstraint(condition=Q(corrects=None) | ~Q(corrects=F("id")), name="entry_not_its_own"),
        )
        indexes = (
            models.Index(fields=["region", "-on"], name="entry_of_region"),
            models.Index(fields=["thing_kind", "thing_key"], name="entry_of_thing"),
            models.Index(
                fields=["region", "due_on"], name="entry_open_step", condition=Q(done_at=None) & ~Q(next_step="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.code}"

    @property
    def thing(self) -> Label | None:
        """The record it belongs to."""
        return Label(self.thing_kind, self.thing_key, self.thing_title) if self.thing_kind else None

    @property
    def label(self) -> Label:
        """The entry itself, for addresses."""
        return Label("contact_entry", self.code)
