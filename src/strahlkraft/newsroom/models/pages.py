"""Editable pages and their versions; what citizens read of results and what they answer."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.network.models import Municipality, Region
from strahlkraft.newsroom.models._fields import actor
from strahlkraft.newsroom.models.pictures import Picture
from strahlkraft.newsroom.rules.vocabulary import FeedbackState, Language, Menu, PageKind, PageState
from strahlkraft.projects.fields import one_of
from strahlkraft.projects.models import Project


class Page(models.Model):
    """A page the office writes itself. Kinds a law asks for exist once. ``review_by`` is when it must be looked at again."""

    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=14, default=PageKind.FREE)
    menu = models.CharField(max_length=6, blank=True, default=Menu.NONE)
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, default=PageState.DRAFT)
    current = models.ForeignKey("PageVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = actor()
    last_edited_by = actor()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("menu", "position", "slug")
        constraints = (
            models.CheckConstraint(condition=one_of(PageKind, "kind"), name="page_kind"),
            models.CheckConstraint(condition=one_of(PageState, "state"), name="page_state"),
            models.CheckConstraint(condition=one_of(Menu, "menu", empty=True), name="page_menu"),
            models.UniqueConstraint(
                fields=("kind",),
                condition=~Q(kind__in=("free", "handbook", "faq")),
                name="page_of_law_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(current__isnull=False), name="page_published_has_version"
            ),
        )

    def __str__(self) -> str:
        return self.slug


class PageText(models.Model):
    """The working text of a page in one language."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=2)
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(_("text"), blank=True)

    class Meta:
        ordering = ("language",)
        constraints = (
            models.UniqueConstraint(fields=("page", "language"), name="page_text_once"),
            models.CheckConstraint(condition=one_of(Language, "language"), name="page_text_language"),
            models.CheckConstraint(condition=~Q(title=""), name="page_text_titled"),
        )

    def __str__(self) -> str:
        return self.title


class PageVersion(models.Model):
    """A page as readers saw it from a moment on; frozen."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    at = models.DateTimeField()
    written_by = actor()
    published_by = actor()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("page", "number"), name="page_version_once"),
            models.CheckConstraint(condition=~Q(published_by=F("written_by")), name="page_version_four_eyes"),
        )

    def __str__(self) -> str:
        return f"{self.page_id} v{self.number}"


class PlainSummary(models.Model):
    """What a project, a region or a municipality's results are, in Leichte Sprache, where somebody wrote it.

    ``text`` is the working text, ``shown_text`` what readers see (empty: nothing), released by a second person.
    ``checked_by_readers`` says whether people who need it have read it (the rule of Leichte Sprache).
    ``withdrawn_at``: readers see it no more and nobody is to release it, until it is written on.
    """

    project = models.OneToOneField(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="plain_summary"
    )
    region = models.OneToOneField(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="plain_summary")
    municipality = models.OneToOneField(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="plain_summary"
    )
    text = models.TextField(_("summary in Leichte Sprache"))
    checked_by_readers = models.BooleanField(_("read by people who need it"), default=False)
    written_at = models.DateTimeField()
    written_by = actor()
    shown_text = models.TextField(blank=True)
    shown_checked = models.BooleanField(default=False)
    shown_written_by = actor(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = actor(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(project__isnull=False, region=None, municipality=None)
                | Q(project=None, region__isnull=False, municipality=None)
                | Q(project=None, region=None, municipality__isnull=False),
                name="plain_summary_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="plain_summary_says_something"),
            models.CheckConstraint(
                condition=Q(shown_text="")
                | (
                    ~Q(shown_written_by="")
                    & ~Q(published_by="")
                    & ~Q(published_by=F("shown_written_by"))
                    & Q(published_at__isnull=False, withdrawn_at=None)
                ),
                name="plain_summary_four_eyes",
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]


class Comparison(models.Model):
    """Before and after of a project: one thing, what it was and what it is now, with the source; pictures where there are.

    ``before_on`` and ``after_on`` are partial dates as text (``2019``, ``2024-05``). Whatever is changed must be released
    anew and is not shown until then: a figure somebody corrects is one nobody should read any more. Rows with
    ``withdrawn_at`` wait for nobody.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="comparisons")
    before = models.ForeignKey(Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(_("what is compared"), max_length=120)
    topic_en = models.CharField(max_length=120, blank=True)
    before_text = models.CharField(_("before"), max_length=300)
    after_text = models.CharField(_("now"), max_length=300)
    before_text_en = models.CharField(max_length=300, blank=True)
    after_text_en = models.CharField(max_length=300, blank=True)
    before_on = models.CharField(max_length=10, blank=True)
    after_on = models.CharField(max_length=10, blank=True)
    source = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    published = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    written_by = actor()
    published_by = actor(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(before_text="") & ~Q(after_text=""), name="comparison_says_both"),
            models.CheckConstraint(condition=~Q(topic="") & ~Q(source=""), name="comparison_of_what_and_from_where"),
            models.CheckConstraint(
                condition=Q(published=False)
                | (~Q(published_by="") & ~Q(published_by=F("written_by")) & Q(withdrawn_at=None)),
                name="comparison_four_eyes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic}: {self.before_text} → {self.after_text}"


class FeedbackDeadline(models.Model):
    """Until when a region takes feedback about its results, as its office said; empty or no row: without end.

    What is said about the site itself and about barriers is taken at any time.
    """

    region = models.OneToOneField(Region, on_delete=models.PROTECT, related_name="feedback_deadline")
    closes_on = models.DateField(_("feedback until"), null=True, blank=True)
    set_at = models.DateTimeField()
    set_by = actor()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("region",)

    def __str__(self) -> str:
        return f"{self.region}: {self.closes_on or '–'}"


class Feedback(models.Model):
    """What somebody wrote about results or about the site; answered by mail within a deadline, never shown in public."""

    code = models.CharField(max_length=24, unique=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="feedback")
    about_kind = models.CharField(max_length=14)  # a Label's kind; "site" for a barrier or the platform itself
    about_key = models.CharField(max_length=160, blank=True)
    barrier = models.BooleanField(default=False)  # says that something is not accessible
    mailbox = models.EmailField(blank=True)
    text = models.TextField(_("your message"), blank=True)
    language = models.CharField(max_length=2, default="de")
    state = models.CharField(max_length=12, default=FeedbackState.UNCONFIRMED)
    asked_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    reason = models.CharField(_("why it is closed without an answer"), max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = actor(blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)  # mailbox and words erased
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("answer_by", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(FeedbackState, "state"), name="feedback_state"),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(answer_by__isnull=False, confirmed_at__isnull=False),
                name="feedback_open_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer="") | Q(forgotten_at__isnull=False),
                name="feedback_answered_with_words",
            ),
            models.CheckConstraint(condition=~Q(state="closed") | ~Q(reason=""), name="feedback_closed_with_reason"),
        )

    def __str__(self) -> str:
        return self.code
