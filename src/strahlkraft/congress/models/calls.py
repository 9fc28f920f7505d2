"""The call, the pitches handed in, who speaks, what reviewers think and what was decided."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.congress import texts
from strahlkraft.congress.models._common import both_or_neither
from strahlkraft.congress.models.occasions import CrewMember, Occasion
from strahlkraft.congress.rules.vocabulary import InvitationState, PitchKind, PitchMode, PitchState
from strahlkraft.kernel.label import Label
from strahlkraft.network.models import Municipality, Organisation
from strahlkraft.projects.fields import one_of
from strahlkraft.projects.models import Document, Project

SCORES = 5  # the best mark of a criterion; the worst is 0
DECIDED = sorted(
    str(state)
    for state in (
        PitchState.ACCEPTED,
        PitchState.WAITING,
        PitchState.REJECTED,
        PitchState.CONFIRMED,
        PitchState.DECLINED,
    )
)


class Call(models.Model):
    """The invitation to hand in pitches. ``blind``: reviewers see neither people nor bodies."""

    occasion = models.OneToOneField(Occasion, on_delete=models.PROTECT, related_name="call")
    text = models.TextField(_("what we look for"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    decided_on = models.DateField(_("decisions by"), null=True, blank=True)
    slides_until = models.DateTimeField(_("slides until"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("places on stage"), null=True, blank=True)
    seconds = models.PositiveSmallIntegerField(_("seconds per pitch"), default=180)
    blind = models.BooleanField(_("review without names"), default=False)
    confirm_days = models.PositiveSmallIntegerField(_("days to confirm an offered place"), default=14)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="call_closes_later"),
            models.CheckConstraint(condition=Q(seconds__gte=30), name="call_seconds"),
            models.CheckConstraint(condition=Q(confirm_days__gte=1), name="call_confirm_days"),
        )

    def __str__(self) -> str:
        return str(self.occasion)


class Criterion(models.Model):
    """What a pitch is judged by: marks from 0 to 5, times ``weight``."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="criteria")
    name = models.CharField(_("name"), max_length=120)
    hint = models.CharField(_("explanation"), max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(condition=Q(weight__gte=1), name="criterion_weight"),
            models.UniqueConstraint(fields=("call", "name"), name="criterion_once"),
        )

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """A theme of the programme; ``colour`` 1 to 8 of the house's palette."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="topics")
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=160)
    colour = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("occasion", "slug"), name="topic_once"),
            models.CheckConstraint(condition=Q(colour__gte=1, colour__lte=8), name="topic_colour"),
        )

    def __str__(self) -> str:
        return self.name


class PitchQuerySet(models.QuerySet["Pitch"]):
    """Words for reading pitches."""

    def handed_in(self) -> PitchQuerySet:
        """Those the office sees: no drafts."""
        return self.exclude(state=PitchState.DRAFT)

    def to_plan(self) -> PitchQuerySet:
        """Those that need a place in the programme: a place was offered or confirmed."""
        return self.filter(state__in=(PitchState.ACCEPTED, PitchState.CONFIRMED))


class Pitch(models.Model):
    """A pitch or keynote from its first draft to its recording.

    ``code`` (six of A to Z and 0 to 9) names it in addresses, ``guid`` in files. ``link_code`` makes its private links
    and cannot be guessed. ``mailbox``, ``person`` and ``needs_note`` are never public. ``needs`` are features a stage
    must have; ``seconds`` of speaking. ``partners`` are names as they are shown, ``pictures`` the project's own.
    ``told_at``: when the letter with the decision left; until then the decision can be undone.
    """

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="pitches")
    code = models.CharField(max_length=6, unique=True)
    link_code = models.CharField(max_length=24, unique=True)
    guid = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=8, choices=list(texts.PITCH_KINDS.items()), default=PitchKind.PITCH)
    state = models.CharField(max_length=10, choices=list(texts.PITCH_STATES.items()), default=PitchState.DRAFT)
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="pitches")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="pitches")
    title = models.CharField(_("title"), max_length=200, blank=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("what you will show"), blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="pitches"
    )
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="pitches"
    )
    partners = models.JSONField(_("partners"), default=list, blank=True)
    pictures = models.ManyToManyField(Document, blank=True, related_name="pitches", verbose_name=_("pictures"))
    seconds = models.PositiveSmallIntegerField(_("seconds"), default=180)
    language = models.CharField(_("language"), max_length=2, default="de")
    mode = models.CharField(max_length=6, choices=list(texts.PITCH_MODES.items()), default=PitchMode.ONSITE)
    needs = models.JSONField(_("needs on stage"), default=list, blank=True)
    needs_note = models.CharField(_("what else you need"), max_length=500, blank=True)
    sign_language = models.BooleanField(_("sign language interpreter wanted"), default=False)
    opener_penalty = models.PositiveSmallIntegerField(default=0)  # how ill it suits as the first of a block, 0 to 3
    for_prize = models.BooleanField(_("takes part in the prize"), default=False)
    mailbox = models.EmailField(_("mailbox"), blank=True)
    person = models.CharField(_("who hands it in"), max_length=120, blank=True)
    slides = models.FileField(_("slides"), upload_to="slides/%Y/", blank=True, max_length=300)
    slides_at = models.DateTimeField(null=True, blank=True)
    slides_public = models.BooleanField(_("the slides may be published after the event"), default=False)
    slides_reminded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    waiting_place = models.PositiveSmallIntegerField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    confirm_by = models.DateTimeField(null=True, blank=True)
    confirm_reminded_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = PitchQuerySet.as_manager()

    class Meta:
        ordering = ("title", "id")
        verbose_name_plural = "pitches"
        constraints = (
            models.CheckConstraint(condition=one_of(PitchKind, "kind"), name="pitch_kind"),
            models.CheckConstraint(condition=one_of(PitchState, "state"), name="pitch_state"),
            models.CheckConstraint(condition=one_of(PitchMode, "mode"), name="pitch_mode"),
            models.CheckConstraint(condition=Q(seconds__gte=30), name="pitch_seconds"),
            models.CheckConstraint(condition=Q(opener_penalty__lte=3), name="pitch_opener"),
            models.CheckConstraint(condition=Q(state=PitchState.DRAFT) | ~Q(title=""), name="pitch_has_a_title"),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED) | Q(decided_at__isnull=False), name="pitch_decided_when"
            ),
            models.CheckConstraint(
                condition=Q(state=PitchState.REJECTED) & ~Q(decision_reason="") | ~Q(state=PitchState.REJECTED),
                name="pitch_rejected_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=PitchState.WAITING, waiting_place__isnull=False)
                | ~Q(state=PitchState.WAITING) & Q(waiting_place=None),
                name="pitch_waiting_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(slides="", slides_at=None) | ~Q(slides="") & Q(slides_at__isnull=False),
                name="pitch_slides_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("pitch", f"{self.occasion.slug}/{self.code}", self.title)

    @property
    def body(self) -> str:
        """Which body presents it."""
        return self.organisation.name if self.organisation else self.organisation_name


class Speaker(models.Model):
    """Somebody on stage at one event. ``mailbox`` is never public; the name is shown only when ``named``."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="speakers")
    code = models.CharField(max_length=24, unique=True)  # makes their private link
    guid = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(_("name"), max_length=120)
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    biography = models.TextField(_("about you"), blank=True)
    mailbox = models.EmailField(_("mailbox"), blank=True)
    named = models.BooleanField(_("my name may be published"), default=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("occasion", "mailbox"), condition=~Q(mailbox=""), name="speaker_once_per_mailbox"
            ),
        )

    def __str__(self) -> str:
        return self.name


class SpeakerWindow(models.Model):
    """When somebody can be on stage; ``preferred``: would rather. Nobody's window: the whole event."""

    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, related_name="windows")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    preferred = models.BooleanField(default=False)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="window_ends_after_start"),
            models.UniqueConstraint(fields=("speaker",), condition=Q(preferred=True), name="one_preferred_window"),
        )

    def __str__(self) -> str:
        return f"{self.speaker}: {self.starts_at} - {self.ends_at}"


class PitchSpeaker(models.Model):
    """Who speaks in which pitch, and whether they agreed."""

    pitch = models.ForeignKey(Pitch, on_delete=models.PROTECT, related_name="speaking")
    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, related_name="speaking")
    state = models.CharField(max_length=8, choices=list(texts.INVITATION_STATES.items()))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("pitch", "speaker"), name="speaks_once"),
            models.CheckConstraint(condition=one_of(InvitationState, "state"), name="speaking_state"),
        )

    def __str__(self) -> str:
        return f"{self.pitch}: {self.speaker}"


class Review(models.Model):
    """What one reviewer thinks of one pitch: a mark per criterion, or a conflict of interest and no mark."""

    pitch = models.ForeignKey(Pitch, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(CrewMember, on_delete=models.PROTECT, related_name="reviews")
    conflict = models.BooleanField(_("conflict of interest"), default=False)
    marks = models.JSONField(default=dict)  # criterion's id as text -> 0 to 5
    comment = models.TextField(_("comment"), blank=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("written_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("pitch", "reviewer"), name="reviewed_once"),
            models.CheckConstraint(condition=Q(conflict=False) | Q(marks={}), name="conflict_gives_no_marks"),
        )

    def __str__(self) -> str:
        return f"{self.pitch}: {self.reviewer}"


class ReviewNote(models.Model):
    """A word in the discussion of a pitch among reviewers and organisers."""

    pitch = models.ForeignKey(Pitch, on_delete=models.PROTECT, related_name="discussion")
    author = models.CharField(max_length=150)
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("written_at", "id")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="note_has_text"),)

    def __str__(self) -> str:
        return f"{self.pitch}: {self.author}"


class Prize(models.Model):
    """A prize at an event: a jury's and the audience's votes are counted apart.

    ``tally`` and ``method`` are what was published; rows of votes stay private.
    """

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="prizes")
    slug = models.SlugField(max_length=120)
    name = models.CharField(_("name"), max_length=200)
    donor = models.CharField(_("given by"), max_length=200, blank=True)
    text = models.TextField(_("what it is for"), blank=True)
    jury_opens_at = models.DateTimeField(null=True, blank=True)
    jury_closes_at = models.DateTimeField(null=True, blank=True)
    audience_opens_at = models.DateTimeField(null=True, blank=True)
    audience_closes_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    tally = models.JSONField(default=dict, blank=True)
    method = models.TextField(blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("occasion", "slug"), name="prize_once"),
            models.CheckConstraint(
                condition=both_or_neither("jury_opens_at", "jury_closes_at")
                & both_or_neither("audience_opens_at", "audience_closes_at"),
                name="prize_opens_and_closes",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, method="") | Q(published_at__isnull=False) & ~Q(method=""),
                name="prize_published_with_method",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Vote(models.Model):
    """One vote. ``voter`` is a digest that cannot be turned back into a person; one per side and prize."""

    prize = models.ForeignKey(Prize, on_delete=models.PROTECT, related_name="votes")
    side = models.CharField(max_length=8, choices=list(texts.VOTE_SIDES.items()))
    voter = models.CharField(max_length=64)
    pitch = models.ForeignKey(Pitch, on_delete=models.PROTECT, related_name="votes")
    given_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("prize", "side", "voter"), name="one_person_one_vote"),)

    def __str__(self) -> str:
        return f"{self.prize}: {self.side}"
