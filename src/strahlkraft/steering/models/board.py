"""From an idea to an application: ideas, the office's checklist, sessions of the board, the mirror of applications."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.kernel.label import Label
from strahlkraft.network.models import Organisation, Region
from strahlkraft.projects.fields import one_of
from strahlkraft.projects.models import Project
from strahlkraft.steering.rules.vocabulary import Answer, ApplicationState, BoardDecision, IdeaState, SessionState


class Idea(models.Model):
    """Something that could become a project.

    ``code`` names it in addresses of the workspace, ``link_code`` makes the sender's private link. ``mailbox`` is a
    function mailbox and never public. ``decided_*`` is what the board last said.
    """

    code = models.CharField(max_length=6, unique=True)
    link_code = models.CharField(max_length=24, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="ideas", verbose_name=_("region"))
    title = models.CharField(_("title"), max_length=200)
    need = models.TextField(_("what is the problem, and whose?"))
    solution = models.TextField(_("what is the idea?"))
    benefit = models.TextField(_("what would other municipalities have of it?"), blank=True)
    body = models.CharField(_("body that hands it in"), max_length=200)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ideas",
        verbose_name=_("organisation"),
    )
    mailbox = models.EmailField(_("function mailbox"), blank=True)
    language = models.CharField(max_length=5, default="de")
    estimated_cost = models.DecimalField(
        _("estimated cost in euros"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    state = models.CharField(max_length=10, default=IdeaState.DRAFT)
    decided_on = models.DateField(null=True, blank=True)
    decided_reason = models.TextField(blank=True)
    again_from = models.DateField(_("to be looked at again from"), null=True, blank=True)
    by_office = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-opened_at", "-id")
        constraints = (
            models.CheckConstraint(condition=one_of(IdeaState, "state"), name="idea_state"),
            models.CheckConstraint(
                condition=Q(estimated_cost=None) | Q(estimated_cost__gte=0), name="idea_cost_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("forwarded", "deferred", "refused", "worthy"))
                | Q(decided_on__isnull=False) & ~Q(decided_reason=""),
                name="idea_decided_with_reason",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("idea", self.code, self.title)


class CheckAnswer(models.Model):
    """One line of the office's checklist for an idea; ``key`` is of ``rules.board.CHECKLIST``."""

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="answers")
    key = models.SlugField(max_length=40)
    answer = models.CharField(max_length=14, default=Answer.OPEN)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("idea", "key"), name="check_answer_once"),
            models.CheckConstraint(condition=one_of(Answer, "answer"), name="check_answer_known"),
            models.CheckConstraint(
                condition=~Q(answer__in=("no", "not_applicable")) | ~Q(note=""), name="check_answer_with_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.answer}"


class BoardSession(models.Model):
    """A session of a region's steering body (Digitalboard, committee)."""

    code = models.CharField(max_length=6, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("region"))
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    state = models.CharField(max_length=10, default=SessionState.PLANNED)
    invited = models.TextField(blank=True)  # the mailboxes that were invited, one a line
    minutes = models.TextField(_("text of the minutes"), blank=True)
    present = models.TextField(_("bodies present"), blank=True)
    voting = models.PositiveSmallIntegerField(_("votes present"), null=True, blank=True)
    minuted_at = models.DateTimeField(null=True, blank=True)
    minutes_written_by = models.CharField(max_length=40, blank=True)  # actor id, for four eyes
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-starts_at", "-id")
        constraints = (
            models.CheckConstraint(condition=one_of(SessionState, "state"), name="session_state"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="session_ends_later"),
            models.CheckConstraint(
                condition=~Q(state="minuted") | Q(minuted_at__isnull=False) & ~Q(minutes=""), name="session_has_minutes"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("board_session", self.code, self.title)


class AgendaItem(models.Model):
    """One item of a session: an idea to decide about, or anything else to talk about."""

    session = models.ForeignKey(BoardSession, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    idea = models.ForeignKey(Idea, null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    topic = models.CharField(_("topic"), max_length=200, blank=True)
    decision = models.CharField(max_length=12, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    votes_for = models.PositiveSmallIntegerField(_("in favour"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("against"), null=True, blank=True)
    abstained = models.PositiveSmallIntegerField(_("abstained"), null=True, blank=True)
    again_from = models.DateField(_("to be looked at again from"), null=True, blank=True)
    note = models.TextField(_("course of the discussion"), blank=True)
    removed = models.BooleanField(default=False)
    frozen = models.BooleanField(default=False)  # its minutes are approved: the database lets nobody change it

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(condition=Q(idea__isnull=False) | ~Q(topic=""), name="item_about_something"),
            models.CheckConstraint(condition=one_of(BoardDecision, "decision", empty=True), name="item_decision"),
            models.CheckConstraint(
                condition=Q(decision="") | Q(votes_for__isnull=False) & ~Q(reason=""), name="item_decided_with_vote"
            ),
            models.UniqueConstraint(
                fields=("session", "idea"), condition=Q(idea__isnull=False, removed=False), name="idea_once_per_session"
            ),
        )

    def __str__(self) -> str:
        return self.topic or str(self.idea)


class Application(models.Model):
    """What was applied for, mirrored from the granting authority's procedure; one per recipient."""

    code = models.CharField(max_length=6, unique=True)
    idea = models.ForeignKey(Idea, null=True, blank=True, on_delete=models.PROTECT, related_name="applications")
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="applications")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="applications")
    title = models.CharField(_("title"), max_length=200)
    recipient = models.CharField(_("who is to receive the grant"), max_length=200)
    total_cost = models.DecimalField(_("total cost in euros"), max_digits=14, decimal_places=2, null=True, blank=True)
    requested = models.DecimalField(
        _("grant applied for in euros"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField(_("start applied for"), null=True, blank=True)
    ends_on = models.DateField(_("end applied for"), null=True, blank=True)
    reference = models.CharField(_("file reference of the authority"), max_length=80, blank=True)
    state = models.CharField(max_length=10, default=ApplicationState.PREPARED)
    due_on = models.DateField(_("to be submitted by"), null=True, blank=True)
    opened_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-opened_at", "-id")
        constraints = (
            models.CheckConstraint(condition=one_of(ApplicationState, "state"), name="application_state"),
            models.CheckConstraint(condition=Q(total_cost=None) | Q(total_cost__gte=0), name="application_cost"),
            models.CheckConstraint(condition=Q(requested=None) | Q(requested__gte=0), name="application_requested"),
            models.CheckConstraint(
                condition=Q(total_cost=None) | Q(requested=None) | Q(requested__lte=models.F("total_cost")),
                name="application_within_cost",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="application_period",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("application", self.code, self.title)


class ApplicationStep(models.Model):
    """One dated step of an application; never changed, a wrong one is followed by a corrected one."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10)
    on = models.DateField(_("on"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("recorded_at", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(ApplicationState, "state"), name="application_step_state"),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.on}"
